import type { Table } from '../kernel/table.ts';
import type { Privileges } from './capabilities.ts';
import type { Cgroup } from './cgroup.ts';
import type { Filesystem, Mount } from './fs/types.ts';
import type { Interface, PortForward, Route, Socket } from './net/types.ts';
import type { Signal } from './signal.ts';

/** One Linux machine at one moment: plain data. What runs on it is in `processes`. */
export interface Machine {
  readonly hostname: string;
  readonly bootedMs: number;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly nextPid: number;
  /** The inode number the next namespace gets. */
  readonly nextNamespace: number;
  /** Numbers open files, pipes, sockets, waits and whatever else needs a number on this machine. */
  readonly nextId: number;
  /** By pid as the machine itself counts. */
  readonly processes: Table<Process, number>;
  /** By inode number. */
  readonly namespaces: Table<Namespace, number>;
  /** By id. */
  readonly filesystems: Table<Filesystem>;
  /** Open file descriptions, which descriptors of several processes may share. */
  readonly files: Table<OpenFile, number>;
  readonly pipes: Table<Pipe, number>;
  readonly sockets: Table<Socket, number>;
  /** By path below /sys/fs/cgroup; the root is ''. */
  readonly cgroups: Table<Cgroup>;
  readonly terminals: Table<Terminal>;
  /** Who sleeps until something happens to a thing: pids by what `Wait.on` names. */
  readonly waiters: Table<readonly number[]>;
  /** Ports of the machine that lead into one of its namespaces (DNAT). */
  readonly forwards: readonly PortForward[];
  /** Pids that are using the processor, whose shares depend on each other. */
  readonly computing: readonly number[];
}

export const NAMESPACE_KINDS = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'user', 'uts'] as const;
export type NamespaceKind = (typeof NAMESPACE_KINDS)[number];

interface AnyNamespace {
  /** The number `readlink /proc/PID/ns/KIND` shows in brackets. */
  readonly id: number;
  /**
   * Kept by a bind mount, as container runtimes keep a Pod's network namespace. Any other goes with its last
   * process; which processes are in it is written in the processes.
   */
  readonly pinned: boolean;
}

export type Namespace =
  | (AnyNamespace & { readonly kind: 'mnt'; readonly mounts: readonly Mount[] })
  | (AnyNamespace & {
      readonly kind: 'pid';
      /** Null: the machine's own. */
      readonly parent: number | null;
      /** Its process 1, by the machine's count; 0 before it has one. */
      readonly init: number;
      readonly nextPid: number;
    })
  | (AnyNamespace & {
      readonly kind: 'net';
      readonly interfaces: readonly Interface[];
      readonly routes: readonly Route[];
      /** What has been set below /proc/sys/net, by path. */
      readonly sysctls?: Readonly<Record<string, string>> | undefined;
    })
  | (AnyNamespace & { readonly kind: 'ipc'; readonly segments: readonly SharedMemory[] })
  | (AnyNamespace & { readonly kind: 'uts'; readonly hostname: string; readonly domainname: string })
  | (AnyNamespace & { readonly kind: 'user'; readonly owner: number })
  | (AnyNamespace & { readonly kind: 'cgroup'; readonly root: string });

export type NamespaceOf<K extends NamespaceKind> = Extract<Namespace, { readonly kind: K }>;

/** One SysV shared memory segment. */
export interface SharedMemory {
  readonly shmid: number;
  readonly key: number;
  readonly uid: number;
  readonly mode: number;
  readonly bytes: number;
  readonly attached: number;
  readonly creatorPid: number;
}

/** The inode numbers of the namespaces a process is in. */
export type NamespaceSet = Readonly<Record<NamespaceKind, number>>;

/** What `exec` keeps and `fork` copies. */
export interface Process {
  /** As the machine counts. */
  readonly pid: number;
  /** Its pid in each PID namespace it can be seen from, the machine's first, its own last. */
  readonly pids: readonly number[];
  /** The parent by the machine's count; 0: none. */
  readonly ppid: number;
  /** Process group, by the machine's count of its leader. */
  readonly pgid: number;
  readonly startedMs: number;
  /** What it runs: a program's name in the kit. */
  readonly program: string;
  /** The path it was executed from. */
  readonly exe: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly uid: number;
  readonly gid: number;
  /** Supplementary groups, in order. */
  readonly groups: readonly number[];
  readonly privileges: Privileges;
  /** Absolute, as the process sees it. */
  readonly cwd: string;
  /** Where its `/` is in its mount namespace: `/` unless it has called chroot. */
  readonly root: string;
  readonly umask: number;
  /** Descriptor to open file. */
  readonly fds: Readonly<Record<number, number>>;
  readonly namespaces: NamespaceSet;
  /** What its next child becomes a member of, after unshare --pid or setns to a PID namespace. */
  readonly pidForChildren: number;
  readonly cgroup: string;
  /** R runnable, S asleep, T stopped, Z dead and not yet waited for. */
  readonly state: 'R' | 'S' | 'T' | 'Z';
  readonly wait: Wait | null;
  /** The program's own state: plain data, null before its first turn. */
  readonly memory: unknown;
  /** Signals with a handler, and signals it ignores; for all others the default action holds. */
  readonly handled: readonly Signal[];
  readonly ignored: readonly Signal[];
  /** Arrived and not yet taken by a handler. */
  readonly pending: readonly Signal[];
  /** How it ended, while it is a zombie. */
  readonly exit: ExitStatus | null;
  readonly rssBytes: number;
  readonly cpuMs: number;
  /** Its controlling terminal. */
  readonly tty: string | null;
  /** Until then what it does is news that a run waits for; after that it is routine. */
  readonly newsUntilMs: number;
  /** Orphans below it come to it instead of to process 1 (PR_SET_CHILD_SUBREAPER). */
  readonly subreaper: boolean;
  /** A thread of the simulation outside, such as a container's shim: it is never run and reaps by itself. */
  readonly external: boolean;
  /** How much sooner (up to 1000) or later (-1000: never) than others it is killed when memory runs out. */
  readonly oomScoreAdj?: number | undefined;
}

export interface ExitStatus {
  /** 0–255; 128 + number for a signal. */
  readonly code: number;
  readonly signal: Signal | null;
  readonly oomKilled: boolean;
}

/** What a sleeping process waits for: the first that happens wakes it. */
export interface Wait {
  /** A timer that carries another number is out of date. */
  readonly number: number;
  readonly untilMs: number | null;
  /**
   * Things whose change wakes it: `p12` a pipe, `s12` a socket, `t id` a terminal, `f filesystem inode` a file
   * or directory.
   */
  readonly on: readonly string[];
  /** A child ended. */
  readonly child: boolean;
  /** Work in virtual CPU milliseconds, null: none. */
  readonly cpu: { readonly leftMs: number; readonly sinceMs: number; readonly rate: number } | null;
}

/** An open file description: what open(2), pipe(2) and socket(2) make. */
export type OpenFile = { readonly id: number; readonly refs: number } & (
  | {
      readonly type: 'file';
      readonly filesystem: string;
      readonly inode: string;
      /** As it was opened, in the opener's view. */
      readonly path: string;
      readonly offset: number;
      readonly access: 'r' | 'w' | 'rw';
      readonly append: boolean;
    }
  | { readonly type: 'device'; readonly device: 'null' | 'zero' | 'full' | 'random' }
  | { readonly type: 'pipe'; readonly pipe: number; readonly end: 'r' | 'w' | 'rw' }
  | { readonly type: 'socket'; readonly socket: number }
  | { readonly type: 'terminal'; readonly terminal: string }
  /** Where a container's output goes: its shim, which `sink` names. */
  | { readonly type: 'sink'; readonly sink: string; readonly stream: 'stdout' | 'stderr' }
);

export interface Pipe {
  readonly id: number;
  readonly buffer: string;
  readonly readers: number;
  readonly writers: number;
  /** It has a name (mkfifo) and outlives those who have it open. */
  readonly named: boolean;
  /** Of one with a name: nobody has written to it yet, so that its readers wait instead of finding its end. */
  readonly fresh?: boolean | undefined;
}

/** A terminal in line mode: input arrives in whole lines, output is kept. */
export interface Terminal {
  readonly id: string;
  readonly input: string;
  /** The other side has closed: reading gives end of file once the input is used up. */
  readonly closed: boolean;
  /** The process group that Ctrl-C goes to; 0: none. */
  readonly foreground: number;
  /** What has been written, oldest first, and how many characters were dropped before it. */
  readonly output: string;
  readonly dropped: number;
  readonly columns: number;
  readonly rows: number;
}
