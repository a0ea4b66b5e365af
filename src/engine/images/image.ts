/** What an image says about the process it starts: the part of the OCI image config that matters here. */
export interface ImageConfig {
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  /** EXPOSE: documentation only, nothing listens because of it. */
  readonly ports: readonly number[];
  /** What a polite stop sends; SIGTERM unless the image says otherwise. */
  readonly stopSignal: string;
  /** False for images with nothing but their program inside: no sh, no cat. */
  readonly hasShell: boolean;
}

/** An image that a registry has. */
export interface Image {
  /** `registry/repository:tag`, as the runtime stores it. */
  readonly name: string;
  /** `registry/repository@sha256:…`; the same name always has the same digest. */
  readonly imageId: string;
  /** Compressed size of all layers, the number the kubelet prints. */
  readonly sizeBytes: number;
  readonly config: ImageConfig;
  /** False: the catalogue does not know the image, so what it does when run is an assumption. */
  readonly known: boolean;
}

/** Why a registry did not hand out an image, as containerd words it. `code` is the gRPC code's name. */
export interface PullError {
  readonly code: 'NotFound' | 'Unknown' | 'InvalidArgument';
  readonly message: string;
}

export type ImageResolution =
  | { readonly ok: true; readonly image: Image }
  | { readonly ok: false; readonly error: PullError };
