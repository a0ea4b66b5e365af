import { extend } from '../../../api/extend.ts';
import { afterExec, afterSetuid, type Capability, FULL, hasBit } from '../capabilities.ts';
import { isFull } from '../cgroupFiles.ts';
import { compute } from '../cpu.ts';
import { fileOf } from '../descriptors.ts';
import { type Errno, errno, isErrno } from '../errno.ts';
import { type Executable, loadExecutable, searchPath } from '../exec.ts';
import { fileKey, viewOf } from '../filesystems.ts';
import type { Flavour } from '../fs/types.ts';
import type { FileView } from '../fs/view.ts';
import { waitKey } from '../io.ts';
import type { Kernel } from '../kernel.ts';
import { sendSignal } from '../kill.ts';
import {
  collect,
  freshNamespace,
  ownNamespaces,
  pidSeenFrom,
  processBySeenPid,
  putSegments,
  withNamespaces,
} from '../namespaces.ts';
import { byCode, charge, endProcess, forkProcess, inheritFiles, reap } from '../processes.ts';
import type { Signal } from '../signal.ts';
import { sleep } from '../sleep.ts';
import type { ExitStatus, Machine, NamespaceKind, Process, SharedMemory } from '../state.ts';
import type { ProcessView, SpawnOptions, WaitFor } from '../sys.ts';

/** How many times a program may ask before it has to give up the processor. */
export const BUDGET = 2000;

/** A machine has no room for more processes (kernel.pid_max is larger; a fork bomb should end before the page does). */
const MOST_PROCESSES = 4096;

/** Thrown by the calls of a process that has ended in the middle of its turn, so that its program goes no further. */
export const GONE = Symbol('gone');

/** What every process does: run, make others, signal them, and change namespaces. */
export class ProcessCalls {
  /** Set when the process has got another program. */
  executed = false;
  protected readonly kernel: Kernel;
  protected asked = 0;
  private readonly pid: number;

  /** The whole machine, for programs that container runtimes are made of. */
  static kernelOf(sys: unknown): Kernel {
    if (!(sys instanceof ProcessCalls))
      throw new Error('only a process of a simulated machine has its kernel');
    return sys.kernel;
  }

  constructor(kernel: Kernel, pid: number) {
    this.kernel = kernel;
    this.pid = pid;
  }

  get nowMs(): number {
    return this.kernel.context.nowMs;
  }

  get self(): Process {
    const process = this.kernel.process(this.pid);
    if (process === undefined || process.state === 'Z') throw GONE;
    return process;
  }

  get flavour(): Flavour {
    const { self } = this;
    const place = this.view(self).resolve(self.exe);
    return isErrno(place) || place.inode.type !== 'file' ? 'gnu' : (place.inode.flavour ?? 'gnu');
  }

  get memory(): unknown {
    return this.self.memory;
  }

  remember(memory: unknown): void {
    this.change({ memory });
  }

  random(): number {
    return this.kernel.context.random();
  }

  note(detail: Readonly<Record<string, unknown>>): void {
    this.kernel.context.note(detail);
  }

  protected change(fields: Partial<Process>): void {
    this.kernel.change(this.self, fields);
  }

  protected view(process: Process): FileView {
    return viewOf(this.kernel, process);
  }

  block(wait: WaitFor): void {
    const { self } = this;
    const on: string[] = [];
    for (const fd of [...(wait.readable ?? []), ...(wait.writable ?? [])]) {
      const file = fileOf(this.kernel, self, fd);
      const key = isErrno(file) ? undefined : waitKey(file);
      if (key !== undefined && !on.includes(key)) on.push(key);
    }
    const { changed = [] } = wait;
    for (const path of typeof changed === 'string' ? [changed] : changed) {
      const watched = this.view(self).watched(path);
      if (isErrno(watched)) continue;
      const key = fileKey(watched.filesystem, watched.inode);
      if (!on.includes(key)) on.push(key);
    }
    sleep(this.kernel, self, {
      untilMs: wait.untilMs ?? null,
      on,
      child: wait.child ?? false,
      cpu: null,
    });
  }

  compute(cpuMs: number): void {
    compute(this.kernel, this.self, cpuMs);
  }

  withinBudget(): boolean {
    return ++this.asked < BUDGET;
  }

  exit(code: number): void {
    endProcess(this.kernel, this.pid, byCode(code));
  }

  // --- processes

  getpid(): number {
    return this.self.pids.at(-1) as number;
  }

  getppid(): number {
    const { self } = this;
    const parent = this.kernel.process(self.ppid);
    return parent === undefined ? 0 : pidSeenFrom(this.kernel, parent, self.namespaces.pid);
  }

  protected seen(process: Process): number {
    return pidSeenFrom(this.kernel, process, this.self.namespaces.pid);
  }

  protected bySeenPid(pid: number): Process | undefined {
    return processBySeenPid(this.kernel, this.self.namespaces.pid, pid);
  }

  private load(
    process: Process,
    argv: readonly string[],
    path: string | undefined,
    env: Process['env'],
  ): Executable | Errno {
    const view = this.view(process);
    const found = searchPath(view, path ?? (argv[0] as string), env);
    return found === undefined ? errno('ENOENT') : loadExecutable(view, found, argv);
  }

  /** Whether its children would be in a PID namespace whose process 1 has ended, which takes no more. */
  private get isBarren(): boolean {
    const { init, parent } = this.kernel.namespace('pid', this.self.pidForChildren);
    return parent !== null && init !== 0 && (this.kernel.process(init)?.state ?? 'Z') === 'Z';
  }

  private groupOf({ newGroup, group }: Pick<SpawnOptions, 'newGroup' | 'group'>): { pgid?: number } {
    if (newGroup === true) return { pgid: this.kernel.machine.nextPid };
    const leader = group === undefined ? undefined : this.bySeenPid(group);
    return leader === undefined ? {} : { pgid: leader.pgid };
  }

  spawn(options: SpawnOptions): number | Errno {
    const { self } = this;
    const kernel = this.kernel;
    const { env = self.env, cwd = self.cwd, uid = self.uid, gid = self.gid } = options;
    const isSelf = uid === self.uid && gid === self.gid;
    if (!isSelf && !(this.may('SETUID') && this.may('SETGID'))) return errno('EPERM');
    const isSame = cwd === self.cwd && isSelf;
    const privileges = afterExec(self.privileges, uid);
    if (this.isBarren) return errno('ENOMEM');
    if (kernel.processCount >= MOST_PROCESSES || isFull(kernel, self)) return errno('EAGAIN');
    const asChild = isSame
      ? self
      : extend(self, { cwd, uid, gid, privileges, groups: isSelf ? self.groups : [] });
    const loaded = this.load(asChild, options.argv, options.path, env);
    if (isErrno(loaded)) return loaded;
    const child = forkProcess(kernel, self, {
      fds: inheritFiles(kernel, self, options.fds),
      memory: null,
      program: loaded.program,
      exe: loaded.exe,
      argv: loaded.argv,
      env,
      cwd,
      uid,
      gid,
      groups: asChild.groups,
      privileges,
      ...this.groupOf(options),
      ...(options.heeds === undefined
        ? {}
        : { ignored: self.ignored.filter((signal) => !options.heeds?.includes(signal)) }),
    });
    return this.seen(child);
  }

  fork(memory: unknown, options: Pick<SpawnOptions, 'fds' | 'newGroup' | 'group'> = {}): number | Errno {
    const { self } = this;
    const kernel = this.kernel;
    if (this.isBarren) return errno('ENOMEM');
    if (kernel.processCount >= MOST_PROCESSES || isFull(kernel, self)) return errno('EAGAIN');
    const child = forkProcess(kernel, self, {
      fds: inheritFiles(kernel, self, options.fds),
      memory,
      ...this.groupOf(options),
    });
    return this.seen(child);
  }

  exec(options: Pick<SpawnOptions, 'argv' | 'path' | 'env'>): Errno | undefined {
    const { self } = this;
    const env = options.env ?? self.env;
    const loaded = this.load(self, options.argv, options.path, env);
    if (isErrno(loaded)) return loaded;
    const next = this.kernel.change(self, {
      program: loaded.program,
      exe: loaded.exe,
      argv: loaded.argv,
      env,
      memory: null,
      handled: [],
      privileges: afterExec(self.privileges, self.uid),
    });
    charge(this.kernel, next, this.kernel.kit.programs[loaded.program]?.rssBytes ?? next.rssBytes);
    this.executed = true;
    return undefined;
  }

  which(name: string): string | undefined {
    const { self } = this;
    return searchPath(this.view(self), name, self.env);
  }

  waitpid(pid: number): { readonly pid: number; readonly status: ExitStatus } | null | Errno {
    const { self } = this;
    const wanted = pid > 0 ? this.bySeenPid(pid)?.pid : undefined;
    if (pid > 0 && wanted === undefined) return errno('ECHILD');
    const isWanted = (child: Process): boolean =>
      pid === -1 ? true : pid > 0 ? child.pid === wanted : child.pgid === (pid === 0 ? self.pgid : -pid);
    const dead = reap(this.kernel, self, isWanted);
    if (dead === undefined) return errno('ECHILD');
    return dead === null ? null : { pid: this.seen(dead), status: dead.exit as ExitStatus };
  }

  /** A group by its leader's pid; that the leader is gone matters only in a PID namespace of one's own. */
  protected groupNamed(pid: number): number {
    const isOwn = this.kernel.namespace('pid', this.self.namespaces.pid).parent !== null;
    return this.bySeenPid(pid)?.pgid ?? (isOwn ? -1 : pid);
  }

  kill(pid: number, signal: Signal | 0): Errno | undefined {
    const { self } = this;
    let targets: Process[] = [];
    if (pid > 0) {
      const target = this.bySeenPid(pid);
      if (target !== undefined) targets = [target];
    } else {
      // A group is named by its leader's pid, which for a shell's job is still there.
      const leader = pid === 0 ? self.pgid : this.groupNamed(-pid);
      targets = this.processes()
        .map(({ process }) => process)
        .filter((process) =>
          pid === -1 ? process.pid !== self.pid && this.seen(process) !== 1 : process.pgid === leader,
        );
    }
    if (targets.length === 0) return errno('ESRCH');
    let failed: Errno | undefined;
    for (const target of targets) {
      const fresh = this.kernel.process(target.pid);
      if (fresh === undefined || signal === 0) continue;
      failed = sendSignal(this.kernel, this.self, fresh, signal) ?? failed;
    }
    return targets.length === 1 ? failed : undefined;
  }

  onSignal(signals: Signal | readonly Signal[], action: 'handle' | 'ignore' | 'default'): void {
    const { handled, ignored } = this.self;
    const these = typeof signals === 'string' ? [signals] : signals;
    const without = (list: readonly Signal[]) => list.filter((other) => !these.includes(other));
    this.change({
      handled: action === 'handle' ? [...without(handled), ...these] : without(handled),
      ignored: action === 'ignore' ? [...without(ignored), ...these] : without(ignored),
    });
  }

  takeSignal(): Signal | undefined {
    const [signal, ...pending] = this.self.pending;
    if (signal !== undefined) this.change({ pending });
    return signal;
  }

  processes(): readonly ProcessView[] {
    const { self } = this;
    const { pid: namespace } = self.namespaces;
    const kernel = this.kernel;
    const list: ProcessView[] = [];
    kernel.eachProcess((process) => {
      const pid = pidSeenFrom(kernel, process, namespace);
      if (pid === 0) return true;
      const parent = kernel.process(process.ppid);
      list.push({ pid, ppid: parent === undefined ? 0 : pidSeenFrom(kernel, parent, namespace), process });
      return true;
    });
    return list.sort((a, b) => a.pid - b.pid);
  }

  /** Whether it has a capability. */
  may(capability: Capability): boolean {
    return hasBit(this.self.privileges.effective, capability);
  }

  setIds(uid: number, gid: number, groups: readonly number[] = []): Errno | undefined {
    const { self } = this;
    if (gid !== self.gid && !this.may('SETGID')) return errno('EPERM');
    if (uid !== self.uid && !this.may('SETUID')) return errno('EPERM');
    const privileges = afterSetuid(self.privileges, self.uid, uid);
    this.change({ uid, gid, privileges, groups: this.may('SETGID') ? groups : self.groups });
    return undefined;
  }

  chdir(path: string): Errno | undefined {
    const place = this.view(this.self).resolve(path);
    if (isErrno(place)) return place;
    if (place.inode.type !== 'directory') return errno('ENOTDIR');
    this.change({ cwd: place.shown });
    return undefined;
  }

  chroot(path: string): Errno | undefined {
    if (!this.may('SYS_CHROOT')) return errno('EPERM');
    const place = this.view(this.self).resolve(path);
    if (isErrno(place)) return place;
    if (place.inode.type !== 'directory') return errno('ENOTDIR');
    this.change({ root: place.at, cwd: '/' });
    return undefined;
  }

  setenv(name: string, value: string | null): void {
    const { [name]: _, ...env } = this.self.env;
    this.change({ env: value === null ? env : { ...env, [name]: value } });
  }

  umask(mask: number): number {
    const before = this.self.umask;
    this.change({ umask: mask & 0o777 });
    return before;
  }

  setTitle(argv: readonly string[]): void {
    this.change({ argv });
  }

  allocate(rssBytes: number): void {
    charge(this.kernel, this.self, rssBytes);
  }

  // --- namespaces

  unshare(kinds: readonly NamespaceKind[]): Errno | undefined {
    const { self } = this;
    if (!this.may('SYS_ADMIN') && !kinds.includes('user')) return errno('EPERM');
    // Whoever makes a user namespace has everything in it.
    if (kinds.includes('user'))
      this.change({ privileges: extend(FULL, { noNewPrivileges: self.privileges.noNewPrivileges }) });
    const fresh: Partial<Record<NamespaceKind, number>> = {};
    for (const kind of kinds) fresh[kind] = freshNamespace(this.kernel, kind, self.namespaces[kind]);
    return this.join(fresh);
  }

  setns(pid: number, kinds: readonly NamespaceKind[]): Errno | undefined {
    const target = this.bySeenPid(pid);
    if (target === undefined) return errno('ESRCH');
    if (!this.may('SYS_ADMIN')) return errno('EPERM');
    const joined: Partial<Record<NamespaceKind, number>> = {};
    for (const kind of kinds) joined[kind] = target.namespaces[kind];
    const failed = this.join(joined);
    if (failed === undefined && kinds.includes('mnt')) this.change({ root: target.root, cwd: '/' });
    return failed;
  }

  /** A PID namespace is for the children: a process never changes its own. */
  private join({ pid, ...others }: Partial<Record<NamespaceKind, number>>): Errno | undefined {
    const before = this.self;
    this.change({
      namespaces: withNamespaces(before.namespaces, others),
      ...(pid === undefined ? {} : { pidForChildren: pid }),
    });
    collect(this.kernel, ownNamespaces(before, this.self));
    return undefined;
  }

  hostname(): string {
    return this.kernel.namespace('uts', this.self.namespaces.uts).hostname;
  }

  sethostname(hostname: string): Errno | undefined {
    if (!this.may('SYS_ADMIN')) return errno('EPERM');
    this.kernel.putNamespace({ ...this.kernel.namespace('uts', this.self.namespaces.uts), hostname });
    return undefined;
  }

  sharedMemory(): readonly SharedMemory[] {
    return this.kernel.namespace('ipc', this.self.namespaces.ipc).segments;
  }

  shmget(key: number, bytes: number, mode: number): number | Errno {
    const segments = this.sharedMemory();
    const same = key === 0 ? undefined : segments.find((segment) => segment.key === key);
    if (same !== undefined) return bytes > same.bytes ? errno('EINVAL') : same.shmid;
    const shmid = segments.reduce((highest, segment) => Math.max(highest, segment.shmid), -1) + 1;
    const { uid } = this.self;
    const segment = { shmid, key, uid, mode, bytes, attached: 0, creatorPid: this.getpid() };
    putSegments(this.kernel, this.self.namespaces.ipc, [...segments, segment]);
    return shmid;
  }

  shmrm(shmid: number): Errno | undefined {
    const segments = this.sharedMemory();
    if (!segments.some((segment) => segment.shmid === shmid)) return errno('EINVAL');
    const left = segments.filter((segment) => segment.shmid !== shmid);
    putSegments(this.kernel, this.self.namespaces.ipc, left);
    return undefined;
  }

  machine(): Machine {
    return this.kernel.machine;
  }
}
