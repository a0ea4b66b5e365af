import type { Mount } from '../../linux/fs/types.ts';
import type { PortForward } from '../../linux/net/types.ts';
import type { Signal } from '../../linux/signal.ts';
import type { Security } from '../oci/security.ts';

/** What Docker's daemon knows: the memory of its process. */
export interface DaemonState {
  readonly listener: number;
  /** By id. */
  readonly containers: Readonly<Record<string, DockerContainer>>;
  readonly images: readonly DockerImage[];
  /** Clients by descriptor: what they have sent so far. */
  readonly clients: Readonly<Record<number, string>>;
  /** Requests that wait for an image to arrive. */
  readonly pulls: readonly { readonly fd: number; readonly request: DockerRequest; readonly dueMs: number }[];
  readonly execs: readonly DockerExec[];
  /** Last byte of the next container's address. */
  readonly nextAddress: number;
}

export interface DockerImage {
  /** `registry/repository:tag`. */
  readonly name: string;
  readonly id: string;
  readonly sizeBytes: number;
}

export interface DockerContainer {
  readonly id: string;
  readonly name: string;
  /** As it was asked for. */
  readonly image: string;
  readonly imageName: string;
  readonly command: readonly string[];
  readonly createdMs: number;
  readonly startedMs: number;
  /** Null while it runs. */
  readonly finishedMs: number | null;
  /** By the machine's count; 0 when it does not run. */
  readonly pid: number;
  readonly exitCode: number;
  readonly oomKilled: boolean;
  readonly networkMode: string;
  readonly ipcMode: string;
  readonly pidMode: string;
  /** Its namespaces: what others join. */
  readonly netns: number;
  readonly ipc: number;
  readonly uts: number;
  readonly ip: string;
  readonly hostname: string;
  readonly ports: readonly PortForward[];
  readonly mounts: readonly Mount[];
  readonly stopSignal: Signal;
  readonly autoRemove: boolean;
  readonly terminal: string | null;
  /** The daemon's ends of its output; -1 once they are closed. */
  readonly stdout: number;
  readonly stderr: number;
  /** Clients that show its output, that follow its log, and that wait for it to stop, by descriptor. */
  readonly attached: readonly number[];
  readonly followers: readonly number[];
  readonly stopping: readonly { readonly fd: number; readonly killMs: number | null; readonly say: string }[];
}

/** A command that runs beside a container's process. */
export interface DockerExec {
  readonly fd: number;
  readonly pid: number;
  readonly stdout: number;
  readonly stderr: number;
}

export interface RunOptions {
  readonly detach: boolean;
  readonly interactive: boolean;
  readonly tty: boolean;
  readonly rm: boolean;
  readonly name: string;
  readonly publish: readonly string[];
  readonly volumes: readonly string[];
  readonly volumesFrom: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly network: string;
  readonly ipc: string;
  readonly pid: string;
  readonly uts: string;
  readonly hostname: string;
  readonly workdir: string;
  readonly user: string;
  readonly entrypoint: string | null;
  readonly memoryBytes: number | null;
  readonly cpus: number | null;
  readonly readOnly: boolean;
  readonly security: Security;
  readonly image: string;
  readonly args: readonly string[];
}

/** Client → daemon, one line of JSON. */
export type DockerRequest =
  | {
      readonly do: 'run';
      readonly options: RunOptions;
      readonly terminal: string | null;
      readonly cwd: string;
    }
  | {
      readonly do: 'exec';
      readonly container: string;
      readonly command: readonly string[];
      readonly tty: boolean;
      readonly detach: boolean;
      readonly user: string;
      readonly workdir: string;
      readonly env: Readonly<Record<string, string>>;
      readonly terminal: string | null;
    }
  | { readonly do: 'ps'; readonly all: boolean; readonly quiet: boolean; readonly noTrunc: boolean }
  | { readonly do: 'images' }
  | { readonly do: 'pull'; readonly image: string }
  | {
      readonly do: 'logs';
      readonly container: string;
      readonly follow: boolean;
      readonly timestamps: boolean;
      readonly tail: number | null;
    }
  | { readonly do: 'inspect'; readonly containers: readonly string[]; readonly format: string | null }
  | { readonly do: 'stop'; readonly containers: readonly string[]; readonly timeoutMs: number }
  | { readonly do: 'start'; readonly containers: readonly string[] }
  | { readonly do: 'kill'; readonly containers: readonly string[]; readonly signal: Signal }
  | { readonly do: 'rm'; readonly containers: readonly string[]; readonly force: boolean };

/** Daemon → client, lines of JSON: text to show, and at last the exit code. */
export interface DockerAnswer {
  readonly out?: string | undefined;
  readonly err?: string | undefined;
  readonly exit?: number | undefined;
}

/** What the daemon refuses; the client prints it after `Error response from daemon: `. */
export class Refused extends Error {
  readonly code: number;
  constructor(message: string, code = 1) {
    super(message);
    this.code = code;
  }
}
