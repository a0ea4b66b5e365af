// Models linux@v6.12 mm/memcontrol.c, mm/oom_kill.c
// Differs: memory is what programs say they use; the page cache, swap and memory.high are left out. A limit that
// is passed kills the whole cgroup (memory.oom.group, which the kubelet sets for containers) unless it was made by
// hand.
import { extend } from '../../api/extend.ts';
import { get, put, remove } from '../kernel/table.ts';
import type { Cgroup } from './cgroup.ts';
import type { Kernel } from './kernel.ts';
import type { Machine, Process } from './state.ts';

export interface CgroupLimits {
  readonly memoryMaxBytes?: number | null;
  readonly cpuMax?: number | null;
  readonly cpuWeight?: number;
  readonly pidsMax?: number | null;
  readonly subtree?: readonly string[];
  readonly oomGroup?: boolean;
}

export function makeCgroup(path: string, limits: CgroupLimits = {}): Cgroup {
  return {
    path,
    memoryMaxBytes: limits.memoryMaxBytes ?? null,
    cpuMax: limits.cpuMax ?? null,
    cpuWeight: limits.cpuWeight ?? 100,
    pidsMax: limits.pidsMax ?? null,
    memoryPeakBytes: 0,
    oomKills: 0,
    cpuMs: 0,
    throttledPeriods: 0,
    throttledMs: 0,
    ...(limits.subtree === undefined ? {} : { subtree: limits.subtree }),
    ...(limits.oomGroup === undefined ? {} : { oomGroup: limits.oomGroup }),
  };
}

export function addCgroup(kernel: Kernel, path: string, limits: CgroupLimits): void {
  kernel.machine.cgroups = put(kernel.machine.cgroups, path, makeCgroup(path, limits));
}

export function removeCgroup(kernel: Kernel, path: string): void {
  kernel.machine.cgroups = remove(kernel.machine.cgroups, path);
}

/** A pure memo of one: the processes of a container are made one after the other. */
let last: { cgroups: Machine['cgroups']; path: string; list: readonly Cgroup[] } | null = null;

/** The cgroup and those above it that exist, itself first. */
export function ancestors({ cgroups }: Pick<Machine, 'cgroups'>, path: string): readonly Cgroup[] {
  if (last !== null && last.path === path && last.cgroups === cgroups) return last.list;
  const list: Cgroup[] = [];
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    const group = get(cgroups, at);
    if (group !== undefined) list.push(group);
    if (at === '') break;
  }
  last = { cgroups, path, list };
  return list;
}

export function isBelow(path: string, group: string): boolean {
  return group === '' || path === group || path.startsWith(`${group}/`);
}

/** What the processes of a cgroup, and of those below it, hold. */
export function memoryOf(kernel: Kernel, path: string): number {
  let sum = 0;
  kernel.eachProcess((process) => {
    if (isBelow(process.cgroup, path)) sum += process.rssBytes;
    return true;
  });
  return sum;
}

/** The cgroup in which the memory a process has just taken is too much; undefined when it is not. */
export function overLimit(kernel: Kernel, process: Process): Cgroup | undefined {
  let over: Cgroup | undefined;
  for (const group of ancestors(kernel.machine, process.cgroup)) {
    if (group.memoryMaxBytes === null) continue;
    const used = memoryOf(kernel, group.path);
    const peak = Math.min(group.memoryMaxBytes, Math.max(group.memoryPeakBytes, used));
    if (peak !== group.memoryPeakBytes) {
      kernel.machine.cgroups = put(
        kernel.machine.cgroups,
        group.path,
        extend(group, { memoryPeakBytes: peak }),
      );
    }
    if (used > group.memoryMaxBytes) over ??= group;
  }
  return over;
}

/**
 * Whom the out-of-memory killer takes: the largest process in the cgroup that is over its limit, and with
 * memory.oom.group everything in the same cgroup. oom_score_adj counts as thousandths of the limit.
 */
export function victims(kernel: Kernel, over: Cgroup): Process[] {
  let largest: Process | undefined;
  let most = 0;
  const inside: Process[] = [];
  kernel.eachProcess((process) => {
    if (!isBelow(process.cgroup, over.path) || process.state === 'Z') return true;
    inside.push(process);
    const points = process.rssBytes + ((process.oomScoreAdj ?? 0) * (over.memoryMaxBytes ?? 0)) / 1000;
    if ((process.oomScoreAdj ?? 0) === -1000 || (largest !== undefined && points <= most)) return true;
    most = points;
    largest = process;
    return true;
  });
  const group = get(kernel.machine.cgroups, over.path);
  if (group !== undefined) {
    kernel.machine.cgroups = put(
      kernel.machine.cgroups,
      over.path,
      extend(group, { oomKills: group.oomKills + 1 }),
    );
  }
  if (largest === undefined) return [];
  const { cgroup } = largest;
  if (get(kernel.machine.cgroups, cgroup)?.oomGroup === false) return [largest];
  return inside.filter((process) => process.cgroup === cgroup);
}
