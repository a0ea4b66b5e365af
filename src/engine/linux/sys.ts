import type { Capability } from './capabilities.ts';
import type { Errno } from './errno.ts';
import type { Flavour, Inode, Mount, Stat } from './fs/types.ts';
import type { PacketFilter } from './net/filter.ts';
import type { Endpoint, Interface, Route, Socket } from './net/types.ts';
import type { Signal } from './signal.ts';
import type { ExitStatus, Machine, NamespaceKind, Process, SharedMemory } from './state.ts';

/** What a program may wait for; see `Wait`. */
export interface WaitFor {
  readonly untilMs?: number | null;
  readonly readable?: readonly number[];
  readonly writable?: readonly number[];
  readonly child?: boolean;
  /** Files by path: wakes when one is written, replaced or removed; a directory when a name in it is. */
  readonly changed?: string | readonly string[];
}

export interface SpawnOptions {
  readonly argv: readonly string[];
  /** Looked up in PATH unless it has a slash; argv[0] unless given. */
  readonly path?: string;
  /** The caller's own unless given. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** The child's descriptors by number → the caller's; all of the caller's by the same number unless given. */
  readonly fds?: Readonly<Record<number, number>>;
  /** A new process group of its own, as an interactive shell gives a job. */
  readonly newGroup?: boolean;
  /** The process group of this process, by its leader's pid, instead of the caller's own. */
  readonly group?: number;
  /** Signals the caller ignores and the child does not. */
  readonly heeds?: readonly Signal[];
  readonly uid?: number;
  readonly gid?: number;
}

export interface OpenOptions {
  readonly access: 'r' | 'w' | 'rw';
  readonly create?: boolean;
  readonly exclusive?: boolean;
  readonly truncate?: boolean;
  readonly append?: boolean;
  readonly mode?: number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly type: Inode['type'];
}

/** A process as another one in its PID namespace sees it. */
export interface ProcessView {
  readonly pid: number;
  readonly ppid: number;
  readonly process: Process;
}

/**
 * The system calls of one process while it runs. They never throw for what a program or user did: they return
 * an `Errno`. `null` from `read`, `accept`, `receive` and `wait` means "would block": call `block` and return,
 * and try again when run the next time.
 */
export interface Sys {
  readonly nowMs: number;
  /** The process as it stands. */
  readonly self: Process;
  /** Words of messages: that of the image the executable comes from. */
  readonly flavour: Flavour;
  /** The program's own state; null at its first turn. */
  readonly memory: unknown;
  remember(memory: unknown): void;
  /** An integer in [0, 2^32). */
  random(): number;
  /** Adds to the record of the message being handled: what an observer should know, small and plain. */
  note(detail: Readonly<Record<string, unknown>>): void;

  /** Sleeps until the first of these; return afterwards. With nothing given it sleeps until a signal. */
  block(wait: WaitFor): void;
  /** Uses the processor for so long, as CPU limits allow, and then is run again; return afterwards. */
  compute(cpuMs: number): void;
  /** False once a program has run long enough without blocking: return, and go on at the next turn. */
  withinBudget(): boolean;
  exit(code: number): void;

  // --- processes
  /** Own pid in the own PID namespace. */
  getpid(): number;
  /** 0 when the parent is not in the own PID namespace. */
  getppid(): number;
  /** fork and exec: the child's pid, or why the program could not be executed. */
  spawn(options: SpawnOptions): number | Errno;
  /** A copy of this process that goes on with other memory, as a subshell does. */
  fork(memory: unknown, options?: Pick<SpawnOptions, 'fds' | 'newGroup' | 'group'>): number | Errno;
  /** Replaces the program of this process; after success return at once. */
  exec(options: Pick<SpawnOptions, 'argv' | 'path' | 'env'>): Errno | undefined;
  /** The path an executable is found at, as `which` prints it. */
  which(name: string): string | undefined;
  /** A child that has ended, -1 for any; null while none has; ECHILD without such children. */
  waitpid(pid: number): { readonly pid: number; readonly status: ExitStatus } | null | Errno;
  /** Negative: a process group; -1: everything it may. 0 as signal only asks. */
  kill(pid: number, signal: Signal | 0): Errno | undefined;
  onSignal(signals: Signal | readonly Signal[], action: 'handle' | 'ignore' | 'default'): void;
  /** The oldest signal for one of its handlers. */
  takeSignal(): Signal | undefined;
  /** All processes of the own PID namespace, by pid. */
  processes(): readonly ProcessView[];
  /** Becomes another user, with these supplementary groups. */
  setIds(uid: number, gid: number, groups?: readonly number[]): Errno | undefined;
  /** Whether it has a capability. */
  may(capability: Capability): boolean;
  chdir(path: string): Errno | undefined;
  chroot(path: string): Errno | undefined;
  setenv(name: string, value: string | null): void;
  /** Sets the permissions that files it makes do not get; those they did not get before. */
  umask(mask: number): number;
  setTitle(argv: readonly string[]): void;
  /** Changes resident memory to so many bytes. Above a limit somebody of the cgroup is killed, perhaps itself. */
  allocate(rssBytes: number): void;

  // --- namespaces
  unshare(kinds: readonly NamespaceKind[]): Errno | undefined;
  /** Joins namespaces of the process `pid` (own view). */
  setns(pid: number, kinds: readonly NamespaceKind[]): Errno | undefined;
  hostname(): string;
  sethostname(name: string): Errno | undefined;
  sharedMemory(): readonly SharedMemory[];
  shmget(key: number, bytes: number, mode: number): number | Errno;
  shmrm(shmid: number): Errno | undefined;

  // --- files
  open(path: string, options: OpenOptions): number | Errno;
  /** Up to `max` characters; '' at the end; null: would block. */
  read(fd: number, max?: number): string | null | Errno;
  /** Writes all. EPIPE (after SIGPIPE) when nobody can read it. */
  write(fd: number, text: string): Errno | undefined;
  close(fd: number): Errno | undefined;
  pipe(): readonly [read: number, write: number];
  /** `to` becomes what `from` is. */
  dup(from: number, to: number): Errno | undefined;
  isTerminal(fd: number): boolean;
  /** Makes a process group of the own session the one that Ctrl-C goes to. */
  foreground(pgid: number): void;
  readFile(path: string): string | Errno;
  writeFile(path: string, data: string, options?: { append?: boolean; mode?: number }): Errno | undefined;
  stat(path: string): Stat | Errno;
  lstat(path: string): Stat | Errno;
  readdir(path: string): readonly DirectoryEntry[] | Errno;
  readlink(path: string): string | Errno;
  /** The absolute path without symbolic links. */
  realpath(path: string): string | Errno;
  access(path: string, mode: 'r' | 'w' | 'x'): boolean;
  mkdir(path: string, mode?: number): Errno | undefined;
  rmdir(path: string): Errno | undefined;
  unlink(path: string): Errno | undefined;
  rename(from: string, to: string): Errno | undefined;
  link(from: string, to: string): Errno | undefined;
  symlink(target: string, path: string): Errno | undefined;
  mkfifo(path: string): Errno | undefined;
  chmod(path: string, mode: number): Errno | undefined;
  chown(path: string, uid: number, gid: number): Errno | undefined;
  utimes(path: string, mtimeMs: number): Errno | undefined;
  mounts(): readonly Mount[];
  /** `bind` shows a path a second time; otherwise a fresh filesystem of the type. */
  mount(
    target: string,
    what:
      | { readonly bind: string }
      | { readonly type: 'tmpfs' | 'proc' | 'cgroup2'; readonly sizeBytes?: number },
    readOnly?: boolean,
  ): Errno | undefined;
  /** `lazy`: together with what is mounted below it. */
  umount(target: string, lazy?: boolean): Errno | undefined;
  /** The mount at `next` becomes the root, the root goes to `old` below it. */
  pivotRoot(next: string, old: string): Errno | undefined;

  // --- network
  interfaces(): readonly Interface[];
  routes(): readonly Route[];
  /** The rules of the packet filter; empty in a namespace other than the machine's own. EPERM without NET_ADMIN. */
  packetFilter(): PacketFilter | Errno;
  /** Changes the interfaces and routes of the own network namespace (`ip link`, `ip addr`, `ip route`). */
  configureNetwork(interfaces: readonly Interface[], routes: readonly Route[]): Errno | undefined;
  /** Sockets of the own network namespace. */
  sockets(): readonly Socket[];
  /** A listening TCP socket's descriptor. */
  listen(local: Endpoint): number | Errno;
  /** A connection that has arrived; null: none yet. */
  accept(fd: number): { readonly fd: number; readonly remote: Endpoint } | null | Errno;
  /**
   * Starts a connection and writes `data` as soon as it stands. The descriptor becomes readable when there is an
   * answer or an error, which `read` then returns (ECONNREFUSED, ETIMEDOUT …).
   */
  connect(remote: Endpoint, data?: string): number | Errno;
  /** Whether a connection stands: null while it does not yet. */
  connected(fd: number): true | null | Errno;
  peerOf(fd: number): { readonly local: Endpoint; readonly remote: Endpoint } | Errno;
  /** Says that nothing more will be written. */
  shutdown(fd: number): Errno | undefined;
  /** A UDP socket; port 0 chooses one. */
  bindUdp(local: Endpoint): number | Errno;
  sendTo(fd: number, remote: Endpoint, data: string): Errno | undefined;
  receive(fd: number): { readonly from: Endpoint; readonly data: string } | null | Errno;
  listenUnix(path: string): number | Errno;
  connectUnix(path: string): number | Errno;
  /** Sends one ICMP echo; the descriptor becomes readable with `reply from IP` or an error. */
  ping(ip: string): number | Errno;

  /** For tools that report on the whole machine (free, nproc, uptime, lsns as root). */
  machine(): Machine;
}
