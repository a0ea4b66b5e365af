import type { ObjectRef } from '../kernel/message.ts';
import { emptyTable, type Table } from '../kernel/table.ts';
import type { Packet } from '../linux/net/types.ts';
import type { Signal } from '../linux/signal.ts';
import type { SandboxConfig } from './cri.ts';
import type { ContainerSpec } from './oci/container.ts';
import type { SandboxParts } from './oci/sandbox.ts';
import type { Credentials } from './oci/security.ts';

/** A container that runs, or a Pod's pause. */
export interface Task {
  readonly id: string;
  readonly sandboxId: string;
  readonly object: ObjectRef;
  readonly pid: number;
  readonly stopSignal: Signal;
  /** Where its output is kept; '' for pause, whose is not. */
  readonly logPath: string;
  /** Output that is not a whole line yet. */
  readonly partial: { readonly stdout: string; readonly stderr: string };
  readonly terminationMessagePath: string;
  readonly fallsBackToLogs: boolean;
  readonly terminal: string | null;
  readonly cwd: string;
  /** Whom it began as: so does what is executed beside it. */
  readonly credentials: Credentials | null;
}

/** A command that runs beside a container's own process. */
export interface Exec {
  readonly call: number;
  readonly containerId: string;
  readonly pid: number;
  /** Its output so far; with `streams` it is sent on as it comes instead. */
  readonly output: string;
  readonly streams: boolean;
  readonly terminal: string | null;
  /** The pipe that its standard input comes through; null without one. */
  readonly stdin: number | null;
  readonly object: ObjectRef | undefined;
  readonly origin: StreamOrigin | null;
}

/** Whom a stream goes to in the end: handed back with every piece of it. */
export interface StreamOrigin {
  /** The API server's client, and the id of its request. */
  readonly client: string;
  readonly id: string;
  /** How a log is to be shown. */
  readonly timestamps: boolean;
  readonly tailLines: number | null;
  readonly sinceMs: number | null;
  readonly limitBytes: number | null;
}

/** Somebody who reads a container's log as it grows. */
export interface Follower {
  readonly call: number;
  readonly containerId: string;
  readonly object: ObjectRef | undefined;
  readonly origin: StreamOrigin | null;
}

export interface TasksState {
  readonly tasks: Table<Task>;
  readonly sandboxes: Table<SandboxParts>;
  /** Task or `exec CALL` by the pid of its process, as the machine counts. */
  readonly pids: Table<string, number>;
  readonly execs: Table<Exec, number>;
  readonly followers: readonly Follower[];
}

export function initialTasks(): TasksState {
  return {
    tasks: emptyTable(),
    sandboxes: emptyTable(),
    pids: emptyTable(),
    execs: emptyTable(),
    followers: [],
  };
}

/** cri/N → runtime/N */
export type TaskRequest =
  | {
      readonly type: 'sandbox';
      readonly id: string;
      readonly config: SandboxConfig;
      /** Empty on the node's network. */
      readonly ip: string;
      readonly image: string;
    }
  | {
      readonly type: 'start';
      readonly id: string;
      readonly sandboxId: string;
      /** From the second restart on it is routine: what comes of it is background work. */
      readonly attempt: number;
      readonly spec: Omit<ContainerSpec, 'id' | 'newsUntilMs' | 'targetPidns'>;
      readonly stopSignal: Signal;
      readonly logPath: string;
      readonly terminationMessagePath: string;
      readonly fallsBackToLogs: boolean;
      /** The container whose PID namespace it joins; '' for its own or the Pod's. */
      readonly target: string;
    }
  | {
      readonly type: 'kill';
      readonly id: string;
      /** TERM stands for the image's own stop signal. */
      readonly signal: 'TERM' | 'KILL';
      /** How long it is given to end before it is killed. */
      readonly graceMs: number;
    }
  /** What removed containers and sandboxes leave behind: its file system and network. */
  | { readonly type: 'remove'; readonly ids: readonly string[] }
  | {
      readonly type: 'exec';
      readonly id: string;
      readonly call: number;
      readonly command: readonly string[];
      /** Null: no limit. */
      readonly timeoutMs: number | null;
      readonly streams: boolean;
      /** It has a standard input that `stdin` writes to; without one it reads nothing. */
      readonly stdin: boolean;
      /** With a terminal of this id; its input is typed there. */
      readonly terminal: string | null;
      readonly origin: StreamOrigin | null;
    }
  | {
      readonly type: 'logs';
      readonly call: number;
      readonly containerId: string;
      readonly path: string;
      readonly follow: boolean;
      readonly origin: StreamOrigin | null;
    }
  | { readonly type: 'unfollow'; readonly client: string; readonly id: string }
  /** A packet that sets out from inside a sandbox's network. */
  | { readonly type: 'portforward'; readonly sandboxId: string; readonly packet: Packet }
  /** To a container's standard input, or with null to that of the command that this stream belongs to. */
  | {
      readonly type: 'stdin';
      readonly containerId: string | null;
      readonly client: string;
      readonly id: string;
      readonly text: string;
      readonly end: boolean;
    };

/** Whom the first process of a container began as. */
export type LinuxUser = Pick<Credentials, 'uid' | 'gid' | 'groups'>;

/** runtime/N → cri/N */
export type TaskReply =
  | {
      readonly type: 'started';
      readonly id: string;
      readonly pid: number;
      readonly assumed: string | null;
      readonly user: LinuxUser | null;
    }
  | { readonly type: 'failed'; readonly id: string; readonly message: string }
  | {
      readonly type: 'exited';
      readonly id: string;
      readonly exitCode: number;
      readonly reason: 'Completed' | 'Error' | 'OOMKilled';
      /** What it left in its termination message file. */
      readonly message: string;
    }
  | {
      readonly type: 'exec';
      readonly call: number;
      readonly exitCode: number;
      readonly output: string;
      readonly timedOut: boolean;
      /** Why it could not be started, in runc's words; '' when it was. */
      readonly error: string;
      readonly origin: StreamOrigin | null;
    }
  | {
      readonly type: 'output';
      readonly call: number;
      readonly stream: 'stdout' | 'stderr';
      readonly text: string;
      readonly origin: StreamOrigin | null;
      /** The terminal of a command that has just begun. */
      readonly terminal?: string | undefined;
    };
