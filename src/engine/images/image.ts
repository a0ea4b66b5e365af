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
  /** `uid`, `uid:gid` or a name of the image's /etc/passwd; '' is root. */
  readonly user: string;
  /** '' is `/`. */
  readonly workingDir: string;
  /** In the order of the Dockerfile; PATH among them. */
  readonly env: Readonly<Record<string, string>>;
  /** Directories that the runtime gives an anonymous volume. */
  readonly volumes: readonly string[];
}

/** One layer as it travels. Images with the same base share its layers. */
export interface ImageLayer {
  readonly digest: string;
  /** Compressed. */
  readonly sizeBytes: number;
}

/** An image that a registry has. */
export interface Image {
  /** `registry/repository:tag`, as the runtime stores it. */
  readonly name: string;
  /** `registry/repository@sha256:…`; the same name always has the same digest. */
  readonly imageId: string;
  /** Compressed size of all layers, the number the kubelet prints. */
  readonly sizeBytes: number;
  /** From the base up. */
  readonly layers: readonly ImageLayer[];
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
  /** `locked` is what its registry answers to who has no credentials. */
  | { readonly ok: true; readonly image: Image; readonly locked?: PullError | undefined }
  | { readonly ok: false; readonly error: PullError };
