// Models kubernetes@v1.36.0 staging/src/k8s.io/cri-api/pkg/apis/runtime/v1/api.proto
// Differs: only the calls and fields the kubelet here uses; times are virtual milliseconds.
import type { Image } from '../images/image.ts';
import type { Mount } from '../linux/fs/types.ts';
import type { Packet } from '../linux/net/types.ts';
import type { Security } from './oci/security.ts';
import type { LinuxUser, StreamOrigin } from './task.ts';

/** Echoed by the answer: the caller's number for this call. */
export type CallId = number;

export interface SandboxConfig {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly attempt: number;
  readonly hostNetwork: boolean;
  readonly hostPID: boolean;
  readonly hostIPC: boolean;
  readonly shareProcessNamespace: boolean;
  readonly hostname: string;
  /** The Pod's domain in the cluster's DNS; '' without a subdomain. */
  readonly domain: string;
  /** Its processes are told its full name for a hostname. */
  readonly hostnameAsFQDN: boolean;
  readonly hostAliases: readonly { readonly ip: string; readonly hostnames: readonly string[] }[];
  /** /etc/resolv.conf of its containers. */
  readonly resolvConf: string;
  readonly portMappings: readonly PortMapping[];
  /** `uid` or `uid:gid` of the Pod's pause; '' for its image's. */
  readonly user: string;
  /** Kernel settings of its own namespaces, by name with dots. */
  readonly sysctls: Readonly<Record<string, string>>;
  /** The Pod's cgroup and its limits, null for none. CPU in processors. */
  readonly cgroupParent: string;
  readonly memoryMaxBytes: number | null;
  readonly cpuMax: number | null;
}

/** A port of the node that leads to one of the Pod. */
export interface PortMapping {
  readonly protocol: 'tcp' | 'udp';
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerPort: number;
}

export type ContainerType = 'container' | 'init' | 'sidecar';

export interface ContainerConfig {
  readonly name: string;
  readonly type: ContainerType;
  /** How often the container was started before. */
  readonly attempt: number;
  readonly image: string;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly Mount[];
  readonly ports: readonly number[];
  readonly stdin: boolean;
  readonly tty: boolean;
  /** '' for the image's. */
  readonly workingDir: string;
  /** `uid`, `uid:gid`, or `:gid` with the image's user; '' for the image's. */
  readonly user: string;
  readonly security: Security;
  readonly readOnlyRootFilesystem: boolean;
  /** Null: no limit. */
  readonly memoryLimitBytes: number | null;
  /** In processors; null: no limit. */
  readonly cpuLimit: number | null;
  readonly terminationMessagePath: string;
  readonly fallsBackToLogs: boolean;
  /** How an annotation describes the program of an image nobody knows; '' when none does. */
  readonly described: string;
  /** The container whose PID namespace it joins; '' for none. */
  readonly target: string;
}

export type ContainerRuntimeState = 'Created' | 'Running' | 'Exited';

/** What the runtime knows of a container. */
export interface ContainerStatus {
  readonly id: string;
  readonly sandboxId: string;
  readonly podUid: string;
  readonly name: string;
  readonly type: ContainerType;
  readonly attempt: number;
  /** As the Pod wrote it. */
  readonly image: string;
  readonly imageName: string;
  readonly imageId: string;
  readonly state: ContainerRuntimeState;
  readonly createdMs: number;
  readonly startedMs: number | null;
  readonly finishedMs: number | null;
  readonly exitCode: number | null;
  /** `Completed`, `Error`, `OOMKilled`, `StartError`, `Unknown`; empty while it runs. */
  readonly reason: string;
  readonly message: string;
  /** What had to be assumed about its program, if anything. */
  readonly assumed: string | null;
  /** Whom its process began as; null before it has. */
  readonly user: LinuxUser | null;
}

export type SandboxState = 'Creating' | 'Ready' | 'NotReady';

export interface SandboxStatus {
  readonly id: string;
  readonly config: SandboxConfig;
  readonly state: SandboxState;
  /** Empty on the host's network and until CNI has given one. */
  readonly ip: string;
  readonly createdMs: number;
}

export type CriRequest =
  | { readonly type: 'ListPodSandbox'; readonly id: CallId }
  | { readonly type: 'RunPodSandbox'; readonly id: CallId; readonly config: SandboxConfig }
  | { readonly type: 'StopPodSandbox'; readonly id: CallId; readonly sandboxId: string }
  | { readonly type: 'RemovePodSandbox'; readonly id: CallId; readonly sandboxId: string }
  | { readonly type: 'ImageStatus'; readonly id: CallId; readonly image: string }
  | {
      readonly type: 'PullImage';
      readonly id: CallId;
      /** With a tag or digest. */
      readonly image: string;
      /** As the Pod wrote it, and the container it is for: only for the record. */
      readonly requested: string;
      readonly container: string;
      /** As whom; '' is nobody in particular. */
      readonly username: string;
    }
  | {
      readonly type: 'CreateContainer';
      readonly id: CallId;
      readonly sandboxId: string;
      readonly config: ContainerConfig;
    }
  | { readonly type: 'StartContainer'; readonly id: CallId; readonly containerId: string }
  | {
      readonly type: 'StopContainer';
      readonly id: CallId;
      readonly containerId: string;
      readonly timeoutMs: number;
    }
  | { readonly type: 'RemoveContainer'; readonly id: CallId; readonly containerId: string }
  | {
      readonly type: 'ExecSync';
      readonly id: CallId;
      readonly containerId: string;
      readonly command: readonly string[];
      readonly timeoutMs: number;
    }
  /** A command whose output is streamed; with a terminal it is typed into. */
  | {
      readonly type: 'Exec';
      readonly id: CallId;
      readonly containerId: string;
      readonly command: readonly string[];
      readonly stdin: boolean;
      readonly tty: boolean;
      readonly origin: StreamOrigin;
    }
  /** What a stream's client writes to it: to a container's standard input, or with null to that of its command. */
  | {
      readonly type: 'WriteStdin';
      readonly id: CallId;
      readonly containerId: string | null;
      readonly client: string;
      readonly stream: string;
      readonly text: string;
      readonly end: boolean;
    }
  | {
      readonly type: 'ReadLog';
      readonly id: CallId;
      readonly containerId: string;
      readonly follow: boolean;
      readonly origin: StreamOrigin;
    }
  /** A connection to a port that is listened on inside the sandbox; what comes back are packets. */
  | {
      readonly type: 'PortForward';
      readonly id: CallId;
      readonly sandboxId: string;
      readonly packet: Packet;
    }
  /** Whoever asked for this stream has gone. */
  | { readonly type: 'CloseStream'; readonly id: CallId; readonly client: string; readonly stream: string };

/** Why a call failed. */
export interface RpcError {
  readonly code: 'NotFound' | 'Unknown' | 'InvalidArgument' | 'DeadlineExceeded' | 'FailedPrecondition';
  readonly message: string;
}

/** Answers carry the `type` and `id` of their request; `error` is set when it failed. */
export type CriReply =
  | {
      readonly type: 'ListPodSandbox';
      readonly id: CallId;
      readonly error: null;
      readonly sandboxes: readonly SandboxStatus[];
      readonly containers: readonly ContainerStatus[];
      readonly images: readonly Image[];
    }
  | {
      readonly type: 'RunPodSandbox';
      readonly id: CallId;
      readonly error: RpcError | null;
      readonly sandbox: SandboxStatus | null;
    }
  | { readonly type: 'StopPodSandbox'; readonly id: CallId; readonly error: null; readonly sandboxId: string }
  | { readonly type: 'RemovePodSandbox'; readonly id: CallId; readonly error: null }
  | { readonly type: 'RemoveContainer'; readonly id: CallId; readonly error: null }
  | {
      readonly type: 'ImageStatus';
      readonly id: CallId;
      readonly error: RpcError | null;
      /** Null: not on this node. */
      readonly image: Image | null;
    }
  | {
      readonly type: 'PullImage';
      readonly id: CallId;
      readonly error: RpcError | null;
      readonly image: Image | null;
    }
  | {
      readonly type: 'CreateContainer';
      readonly id: CallId;
      readonly error: RpcError | null;
      readonly container: ContainerStatus | null;
    }
  | {
      readonly type: 'StartContainer';
      readonly id: CallId;
      readonly error: RpcError | null;
      readonly container: ContainerStatus | null;
    }
  | {
      readonly type: 'StopContainer';
      readonly id: CallId;
      readonly error: null;
      readonly containerId: string;
    }
  | {
      readonly type: 'ExecSync';
      readonly id: CallId;
      readonly error: RpcError | null;
      readonly exitCode: number;
      readonly output: string;
    };

/** A piece of a log or of a command's output on its way to who asked for it, verb `stream`. */
export interface CriStream {
  readonly origin: StreamOrigin;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  /** With the last piece. */
  readonly exitCode: number | null;
  /** Why it could not be carried out; '' when it was. */
  readonly error: string;
  readonly terminal?: string | undefined;
}

/** News the runtime sends unasked (the kubelet's evented PLEG), verb `event`. */
export type CriEvent =
  | { readonly type: 'ContainerStarted'; readonly container: ContainerStatus }
  | { readonly type: 'ContainerDied'; readonly container: ContainerStatus }
  | { readonly type: 'SandboxDied'; readonly sandbox: SandboxStatus };
