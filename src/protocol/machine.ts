/** What runs on one machine at a moment, for pictures of namespaces and processes. Pids are the machine's own unless said. */
export interface MachineView {
  readonly node: string;
  readonly hostname: string;
  readonly timeMs: number;
  readonly processes: readonly ProcessView[];
  readonly namespaces: readonly NamespaceView[];
  readonly networks: readonly NetworkView[];
  readonly segments: readonly SegmentView[];
  readonly cgroups: readonly CgroupView[];
  /** Containers that run, Kubernetes' and Docker's. */
  readonly containers: readonly MachineContainerView[];
  readonly terminals: readonly string[];
}

export type NamespaceName = 'mnt' | 'pid' | 'net' | 'ipc' | 'uts' | 'user' | 'cgroup';

export interface ProcessView {
  readonly pid: number;
  readonly ppid: number;
  /** Its pid in each PID namespace it is seen in: the machine's first, its own last. */
  readonly pids: readonly number[];
  readonly argv: readonly string[];
  readonly uid: number;
  readonly state: 'R' | 'S' | 'T' | 'Z';
  readonly rssBytes: number;
  readonly cpuMs: number;
  /** Inode numbers of the namespaces it is in. */
  readonly namespaces: Readonly<Record<NamespaceName, number>>;
  /** The id of its container; '' for the machine's own. */
  readonly container: string;
}

export interface NamespaceView {
  readonly id: number;
  readonly kind: NamespaceName;
  /** The machine's own. */
  readonly first: boolean;
  /** Kept by the container runtime although nobody may be in it. */
  readonly pinned: boolean;
  /** The process it was made for: the first that is in it. 0: none is. */
  readonly owner: number;
  /** Of a UTS namespace. */
  readonly hostname?: string | undefined;
}

export interface NetworkView {
  /** The network namespace. */
  readonly id: number;
  readonly interfaces: readonly { readonly name: string; readonly address: string; readonly up: boolean }[];
  readonly sockets: readonly {
    readonly protocol: string;
    readonly state: string;
    readonly local: string;
    /** '' for one that listens. */
    readonly remote: string;
    readonly pid: number;
  }[];
}

export interface SegmentView {
  /** The IPC namespace. */
  readonly ipc: number;
  readonly shmid: number;
  readonly key: number;
  readonly bytes: number;
}

export interface CgroupView {
  readonly path: string;
  readonly memoryMaxBytes: number | null;
  readonly memoryBytes: number;
  readonly memoryPeakBytes: number;
  readonly oomKills: number;
  readonly cpuMax: number | null;
  readonly throttledMs: number;
}

export interface MachineContainerView {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** `pause` holds a Pod's namespaces. */
  readonly type: 'pause' | 'container' | 'init' | 'sidecar' | 'docker';
  /** Its first process. */
  readonly pid: number;
  /** `namespace/name` of its Pod; '' for Docker's. */
  readonly pod: string;
  readonly mounts: readonly {
    readonly target: string;
    /** Where it comes from: `volume shared-data`, or the type of the filesystem. */
    readonly source: string;
    readonly readOnly: boolean;
  }[];
  /** The last lines of what it has written, oldest first; only of Docker's. */
  readonly log?: readonly string[] | undefined;
}

/** A piece of what a terminal has shown. */
export interface TerminalText {
  readonly text: string;
  /** Where `text` begins; later than asked for when more has been dropped, earlier when the run stands before it. */
  readonly from: number;
  /** Where it ends. */
  readonly to: number;
}
