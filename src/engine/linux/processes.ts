// Models linux@v6.12 kernel/fork.c, kernel/exit.c
import { extend } from '../../api/extend.ts';
import { afterExec, FULL, type Privileges } from './capabilities.ts';
import { overLimit, victims } from './cgroups.ts';
import { leave } from './cpu.ts';
import { closeAll, shareFiles } from './descriptors.ts';
import type { Kernel } from './kernel.ts';
import { collect, ownNamespaces, takePids } from './namespaces.ts';
import { type Signal, signalNumber } from './signal.ts';
import { stopWaiting, wake } from './sleep.ts';
import type { ExitStatus, NamespaceSet, Process } from './state.ts';

const DEFAULT_RSS_BYTES = 1024 * 1024;

const NO_GROUPS: readonly number[] = [];

export interface NewProcess {
  readonly ppid: number;
  readonly program: string;
  readonly exe: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly uid: number;
  readonly gid: number;
  /** None unless given. */
  readonly groups?: readonly number[];
  /** All for root and none for anybody else unless given. */
  readonly privileges?: Privileges;
  readonly cwd: string;
  readonly root: string;
  readonly umask?: number;
  readonly fds: Readonly<Record<number, number>>;
  readonly namespaces: NamespaceSet;
  readonly cgroup: string;
  readonly memory?: unknown;
  readonly ignored?: readonly Signal[];
  readonly tty?: string | null;
  readonly newsUntilMs: number;
  /** The parent's unless a group of its own is asked for. */
  readonly pgid?: number;
  readonly subreaper?: boolean;
  readonly external?: boolean;
  /** 0 unless given. */
  readonly oomScoreAdj?: number;
}

/** Makes a process. Its descriptors must be counted already (`shareFiles`). It is run before the message ends. */
export function addProcess(kernel: Kernel, spec: NewProcess): Process {
  const pids = takePids(kernel, spec.namespaces.pid);
  const pid = pids[0] as number;
  const namespace = kernel.namespace('pid', spec.namespaces.pid);
  if (namespace.init === 0) kernel.putNamespace({ ...namespace, init: pid });
  const process: Process = {
    pid,
    pids,
    ppid: spec.ppid,
    pgid: spec.pgid ?? pid,
    startedMs: kernel.context.nowMs,
    program: spec.program,
    exe: spec.exe,
    argv: spec.argv,
    env: spec.env,
    uid: spec.uid,
    gid: spec.gid,
    groups: spec.groups ?? NO_GROUPS,
    privileges: spec.privileges ?? afterExec(FULL, spec.uid),
    cwd: spec.cwd,
    root: spec.root,
    umask: spec.umask ?? 0o022,
    fds: spec.fds,
    namespaces: spec.namespaces,
    pidForChildren: spec.namespaces.pid,
    cgroup: spec.cgroup,
    state: spec.external === true ? 'S' : 'R',
    wait: null,
    memory: spec.memory ?? null,
    handled: [],
    ignored: spec.ignored ?? [],
    pending: [],
    exit: null,
    rssBytes: 0,
    cpuMs: 0,
    tty: spec.tty ?? null,
    newsUntilMs: spec.newsUntilMs,
    subreaper: spec.subreaper ?? false,
    external: spec.external ?? false,
    oomScoreAdj: spec.oomScoreAdj ?? 0,
  };
  kernel.add(process);
  if (!process.external) kernel.runnable.push(pid);
  charge(kernel, process, kernel.kit.programs[spec.program]?.rssBytes ?? DEFAULT_RSS_BYTES);
  return kernel.process(pid) ?? process;
}

/** A copy of a process with memory of its own. */
export function forkProcess(
  kernel: Kernel,
  parent: Process,
  fields: Pick<NewProcess, 'fds' | 'memory'> & Partial<NewProcess>,
): Process {
  const pidNamespace = parent.pidForChildren;
  return addProcess(kernel, {
    ppid: parent.pid,
    program: parent.program,
    exe: parent.exe,
    argv: parent.argv,
    env: parent.env,
    uid: parent.uid,
    gid: parent.gid,
    groups: parent.groups,
    privileges: parent.privileges,
    cwd: parent.cwd,
    root: parent.root,
    umask: parent.umask,
    namespaces:
      pidNamespace === parent.namespaces.pid
        ? parent.namespaces
        : extend(parent.namespaces, { pid: pidNamespace }),
    cgroup: parent.cgroup,
    ignored: parent.ignored,
    tty: parent.tty,
    newsUntilMs: parent.newsUntilMs,
    pgid: parent.pgid,
    oomScoreAdj: parent.oomScoreAdj ?? 0,
    ...fields,
  });
}

/** Sets what a process holds, and lets the out-of-memory killer look. */
export function charge(kernel: Kernel, process: Process, rssBytes: number): void {
  if (process.rssBytes === rssBytes) return;
  const grows = rssBytes > process.rssBytes;
  const next = kernel.change(process, { rssBytes });
  if (!grows) return;
  relieve(kernel, next);
}

/** Ends who must go when a process is in a cgroup that holds more than it may. */
export function relieve(kernel: Kernel, process: Process): void {
  const over = overLimit(kernel, process);
  if (over === undefined) return;
  for (const victim of victims(kernel, over)) {
    endProcess(kernel, victim.pid, { code: 137, signal: 'KILL', oomKilled: true });
  }
}

export function childrenOf(kernel: Kernel, pid: number): Process[] {
  const list: Process[] = [];
  // Pids only rise, and whoever takes in an orphan has been there longer.
  kernel.eachProcess((process) => {
    if (process.ppid === pid) list.push(process);
    return true;
  }, pid + 1);
  return list;
}

export const byCode = (code: number): ExitStatus => ({ code: code & 255, signal: null, oomKilled: false });

export const bySignal = (signal: Signal): ExitStatus => ({
  code: 128 + signalNumber(signal),
  signal,
  oomKilled: false,
});

/** A process ends: everything it held is let go, its children get another parent, its own learns of it. */
export function endProcess(kernel: Kernel, pid: number, status: ExitStatus): void {
  const process = kernel.process(pid);
  if (process === undefined || process.state === 'Z') return;
  stopWaiting(kernel, process);
  leave(kernel, pid);
  const dying = kernel.change(kernel.process(pid) as Process, {
    state: 'Z',
    exit: status,
    wait: null,
    memory: null,
    pending: [],
    rssBytes: 0,
    fds: {},
  });
  closeAll(kernel, process);
  const namespace = kernel.namespace('pid', process.namespaces.pid);
  if (namespace.init === pid && namespace.parent !== null) killNamespace(kernel, namespace.id, status);
  handOver(kernel, dying);
  const parent = kernel.process(dying.ppid);
  notify(kernel, dying, parent);
  collect(kernel, ownNamespaces(process, parent));
}

/** Process 1 of a PID namespace is gone: the kernel kills all others in it, and no new one can be made there. */
function killNamespace(kernel: Kernel, id: number, status: ExitStatus): void {
  const inside: Process[] = [];
  kernel.eachProcess((process) => {
    if (process.state !== 'Z' && isInside(kernel, process, id)) inside.push(process);
    return true;
  });
  for (const { pid } of inside) {
    endProcess(kernel, pid, { ...bySignal('KILL'), oomKilled: status.oomKilled });
  }
}

function isInside(kernel: Kernel, process: Process, pidNamespace: number): boolean {
  for (let id: number | null = process.namespaces.pid; id !== null; id = kernel.namespace('pid', id).parent) {
    if (id === pidNamespace) return true;
  }
  return false;
}

/** Children that outlive their parent go to a subreaper above it or to process 1 of their PID namespace. */
function handOver(kernel: Kernel, dead: Process): void {
  const orphans = childrenOf(kernel, dead.pid);
  if (orphans.length === 0) return;
  const heir = heirOf(kernel, dead);
  for (const orphan of orphans) {
    const moved = kernel.change(kernel.process(orphan.pid) ?? orphan, { ppid: heir?.pid ?? 0 });
    if (moved.state === 'Z') notify(kernel, moved, heir);
  }
}

function heirOf(kernel: Kernel, dead: Process): Process | undefined {
  const { init } = kernel.namespace('pid', dead.namespaces.pid);
  const first = init === dead.pid ? undefined : kernel.process(init);
  for (let above = kernel.process(dead.ppid); above !== undefined; above = kernel.process(above.ppid)) {
    const sameNamespace = above.namespaces.pid === dead.namespaces.pid;
    if (above.subreaper && above.state !== 'Z' && (sameNamespace || first === undefined)) return above;
  }
  return first ?? kernel.process(1);
}

function notify(kernel: Kernel, dead: Process, parent: Process | undefined): void {
  if (parent === undefined || parent.state === 'Z') {
    kernel.drop(dead.pid);
    return;
  }
  if (parent.external) {
    kernel.drop(dead.pid);
    kernel.exits.push({ pid: dead.pid, parent: parent.pid, status: dead.exit as ExitStatus });
    return;
  }
  if (parent.ignored.includes('CHLD')) {
    kernel.drop(dead.pid);
    return;
  }
  const fresh = kernel.process(parent.pid) ?? parent;
  const handled = fresh.handled.includes('CHLD') && !fresh.pending.includes('CHLD');
  const told = handled ? kernel.change(fresh, { pending: [...fresh.pending, 'CHLD'] }) : fresh;
  if (handled || told.wait?.child === true) wake(kernel, told);
}

/** What wait4(2) finds: a child that has ended and is now gone for good, null when none has, undefined without any. */
export function reap(
  kernel: Kernel,
  parent: Process,
  isWanted: (child: Process) => boolean,
): Process | null | undefined {
  const children = childrenOf(kernel, parent.pid).filter(isWanted);
  const dead = children.find((child) => child.state === 'Z');
  if (dead !== undefined) {
    kernel.drop(dead.pid);
    return dead;
  }
  return children.length > 0 ? null : undefined;
}

/** Descriptors for a child: by its number, the parent's. */
export function inheritFiles(
  kernel: Kernel,
  parent: Process,
  plan: Readonly<Record<number, number>> | undefined,
): Readonly<Record<number, number>> {
  if (plan === undefined) return shareFiles(kernel, parent.fds);
  const fds: Record<number, number> = {};
  for (const [number, from] of Object.entries(plan)) {
    const file = parent.fds[from];
    if (file !== undefined) fds[Number(number)] = file;
  }
  return shareFiles(kernel, fds);
}

export function setTitle(kernel: Kernel, process: Process, argv: readonly string[]): void {
  kernel.change(process, { argv });
}
