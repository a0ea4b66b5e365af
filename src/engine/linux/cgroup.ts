/** A control group (version 2). Limits are null when there are none. */
export interface Cgroup {
  /** Below /sys/fs/cgroup, such as `kubepods.slice/pod-1/container-1`. */
  readonly path: string;
  readonly memoryMaxBytes: number | null;
  /** CPU time per wall time: 0.5 for `cpu.max` of 50000 100000. */
  readonly cpuMax: number | null;
  readonly cpuWeight: number;
  /** The most its processes, and those below it, have had at once. What they have now is in the processes. */
  readonly memoryPeakBytes: number;
  readonly oomKills: number;
  readonly cpuMs: number;
  /** Periods of 100 ms in which it wanted more than it was given, and the time it lost in them. */
  readonly throttledPeriods: number;
  readonly throttledMs: number;
  readonly pidsMax: number | null;
  /** The controllers that those below it have; all of them unless given (cgroup.subtree_control). */
  readonly subtree?: readonly string[] | undefined;
  /** Too much memory ends one process of it; without this all of them (memory.oom.group). */
  readonly oomGroup?: boolean | undefined;
}
