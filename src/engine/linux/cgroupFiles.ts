// Models linux@v6.12 kernel/cgroup/cgroup.c, mm/memcontrol.c, kernel/sched/core.c, kernel/cgroup/pids.c
// Differs: memory that a process holds moves with it; threaded cgroups, cgroup.freeze, memory.high, io and cpuset
// are left out.
import { extend } from '../../api/extend.ts';
import { get, put, scanPrefix } from '../kernel/table.ts';
import type { Cgroup } from './cgroup.ts';
import { addCgroup, ancestors, isBelow, overLimit, removeCgroup } from './cgroups.ts';
import { reshare } from './cpu.ts';
import { type Errno, errno } from './errno.ts';
import type { Kernel } from './kernel.ts';
import { sendSignal } from './kill.ts';
import { processBySeenPid } from './namespaces.ts';
import { relieve } from './processes.ts';
import type { Process } from './state.ts';

export const CONTROLLERS: readonly string[] = ['cpuset', 'cpu', 'io', 'memory', 'hugetlb', 'pids'];

/** The controllers a cgroup has: those that the one above it has switched on for its children. */
export function controllersOf(machine: Pick<Kernel['machine'], 'cgroups'>, path: string): readonly string[] {
  if (path === '') return CONTROLLERS;
  return childControllers(get(machine.cgroups, path.slice(0, Math.max(0, path.lastIndexOf('/')))));
}

/** What a cgroup has switched on for those below it: everything, where a manager of services has made it. */
export const childControllers = (group: Cgroup | undefined): readonly string[] =>
  group?.subtree ?? CONTROLLERS;

/** mkdir(2) below /sys/fs/cgroup: a cgroup without limits, whose children have no controllers yet. */
export function makeChild(kernel: Kernel, path: string): Errno | undefined {
  addCgroup(kernel, path, { subtree: [], oomGroup: false });
  return undefined;
}

/** rmdir(2): only what has neither processes nor cgroups below it. */
export function removeChild(kernel: Kernel, path: string): Errno | undefined {
  if (path === '' || isPopulated(kernel, path)) return errno('EBUSY');
  let below = false;
  scanPrefix(kernel.machine.cgroups, `${path}/`, () => {
    below = true;
    return false;
  });
  if (below) return errno('EBUSY');
  removeCgroup(kernel, path);
  return undefined;
}

function isPopulated(kernel: Kernel, path: string): boolean {
  let populated = false;
  kernel.eachProcess((process) => {
    populated = process.cgroup === path && process.state !== 'Z';
    return !populated;
  });
  return populated;
}

/** Files of a cgroup that can be written, and what each of them needs. */
export const WRITABLE: Readonly<Record<string, string>> = {
  'cgroup.kill': '',
  'cgroup.procs': '',
  'cgroup.subtree_control': '',
  'cpu.max': 'cpu',
  'cpu.weight': 'cpu',
  'memory.max': 'memory',
  'memory.oom.group': 'memory',
  'pids.max': 'pids',
};

/** Writes to a file of a cgroup; `writer` is who does. */
export function writeCgroup(
  kernel: Kernel,
  writer: Process,
  path: string,
  file: string,
  data: string,
): Errno | undefined {
  const text = data.trim();
  if (file === 'cgroup.procs') return attach(kernel, writer, path, text);
  const group = get(kernel.machine.cgroups, path);
  if (group === undefined) return errno('ENOENT');
  switch (file) {
    case 'cgroup.subtree_control':
      return control(kernel, group, text);
    case 'cgroup.kill':
      return text === '1' ? killAll(kernel, path) : errno('EINVAL');
    case 'cpu.max':
      return change(kernel, group, cpuMax(text));
    case 'cpu.weight':
      return change(
        kernel,
        group,
        numbered(text, 1, 10_000, (cpuWeight) => ({ cpuWeight })),
      );
    case 'memory.oom.group':
      return change(
        kernel,
        group,
        numbered(text, 0, 1, (value) => ({ oomGroup: value === 1 })),
      );
    case 'pids.max':
      if (text === 'max') return change(kernel, group, { pidsMax: null });
      return change(
        kernel,
        group,
        numbered(text, 0, 4_194_304, (pidsMax) => ({ pidsMax })),
      );
    case 'memory.max': {
      const memoryMaxBytes = bytesOf(text);
      if (memoryMaxBytes === undefined) return errno('EINVAL');
      change(kernel, group, { memoryMaxBytes });
      kernel.eachProcess((process) => {
        if (!isBelow(process.cgroup, path) || process.state === 'Z') return true;
        if (overLimit(kernel, process) === undefined) return false;
        relieve(kernel, process);
        return true;
      });
      return undefined;
    }
    default:
      return errno('EACCES');
  }
}

function change(kernel: Kernel, group: Cgroup, fields: Partial<Cgroup> | undefined): Errno | undefined {
  if (fields === undefined) return errno('EINVAL');
  kernel.machine.cgroups = put(kernel.machine.cgroups, group.path, extend(group, fields));
  reshare(kernel);
  return undefined;
}

function numbered(
  text: string,
  low: number,
  high: number,
  fields: (value: number) => Partial<Cgroup>,
): Partial<Cgroup> | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= low && value <= high ? fields(value) : undefined;
}

/** `max`, or a quota and a period in microseconds: `20000 100000` is a fifth of one processor. */
function cpuMax(text: string): Partial<Cgroup> | undefined {
  const match = /^(max|\d+)(?:\s+(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const period = Number(match[2] ?? 100_000);
  if (period < 1000 || period > 1_000_000) return undefined;
  if (match[1] === 'max') return { cpuMax: null };
  const quota = Number(match[1]);
  return quota < 1000 ? undefined : { cpuMax: quota / period };
}

const UNITS: Readonly<Record<string, number>> = { '': 0, k: 10, m: 20, g: 30, t: 40 };

/** `max` (null), or bytes with K, M, G or T behind them; counted in whole pages. */
function bytesOf(text: string): number | null | undefined {
  if (text === 'max') return null;
  const match = /^(\d+)([kmgt]?)$/i.exec(text);
  if (match === null) return undefined;
  const bytes = Number(match[1]) * 2 ** (UNITS[(match[2] as string).toLowerCase()] as number);
  return Math.floor(bytes / 4096) * 4096;
}

/** `+cpu -pids`: what those below have. A cgroup with processes of its own can give nothing to others. */
function control(kernel: Kernel, group: Cgroup, text: string): Errno | undefined {
  let subtree = [...childControllers(group)];
  const own = controllersOf(kernel.machine, group.path);
  for (const word of text.split(/\s+/)) {
    const name = word.slice(1);
    if (word.startsWith('+')) {
      if (!CONTROLLERS.includes(name)) return errno('EINVAL');
      if (!own.includes(name)) return errno('ENOENT');
      if (!subtree.includes(name)) subtree = [...subtree, name];
    } else if (word.startsWith('-') && CONTROLLERS.includes(name)) {
      subtree = subtree.filter((other) => other !== name);
    } else if (word !== '') return errno('EINVAL');
  }
  if (group.path !== '' && subtree.length > 0 && isPopulated(kernel, group.path)) return errno('EBUSY');
  return change(kernel, group, { subtree: CONTROLLERS.filter((name) => subtree.includes(name)) });
}

/** Moves a process, `0` the writer itself, into a cgroup. */
function attach(kernel: Kernel, writer: Process, path: string, text: string): Errno | undefined {
  if (!/^\d+$/.test(text)) return errno('EINVAL');
  const pid = Number(text);
  const process = pid === 0 ? writer : processBySeenPid(kernel, writer.namespaces.pid, pid);
  if (process === undefined || process.external) return errno('ESRCH');
  if (path !== '') {
    const group = get(kernel.machine.cgroups, path);
    if (group === undefined) return errno('ENOENT');
    // A cgroup hands its resources either to processes or to cgroups below it.
    if ((group.subtree ?? []).length > 0) return errno('EBUSY');
  }
  const moved = kernel.change(kernel.process(process.pid) ?? process, { cgroup: path });
  reshare(kernel);
  relieve(kernel, moved);
  return undefined;
}

function killAll(kernel: Kernel, path: string): undefined {
  const inside: number[] = [];
  kernel.eachProcess((process) => {
    if (isBelow(process.cgroup, path)) inside.push(process.pid);
    return true;
  });
  for (const pid of inside) {
    const process = kernel.process(pid);
    if (process !== undefined) sendSignal(kernel, null, process, 'KILL');
  }
  return undefined;
}

/** Whether a cgroup that the process is in takes no more processes (pids.max). */
export function isFull(kernel: Kernel, process: Process): boolean {
  for (const { path, pidsMax } of ancestors(kernel.machine, process.cgroup)) {
    if (pidsMax === null) continue;
    let count = 0;
    kernel.eachProcess((other) => {
      if (isBelow(other.cgroup, path)) count++;
      return true;
    });
    if (count >= pidsMax) return true;
  }
  return false;
}
