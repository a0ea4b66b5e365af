// Models kubernetes@v1.36.0 pkg/kubelet/metrics/collectors/resource_metrics.go, pkg/kubelet/stats/cadvisor_stats_provider.go
// Differs: measured when asked, not every ten seconds; the working set is what processes hold, without caches.
import type { Context } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import type { Envelope } from '../kernel/message.ts';
import { get, scan } from '../kernel/table.ts';
import type { Machine } from '../linux/state.ts';
import type { TasksState } from '../runtime/task.ts';

/** What `/metrics/resource` tells of a container or of the machine. */
interface Point {
  readonly startMs: number;
  readonly timeMs: number;
  readonly cpuMs: number;
  readonly memoryBytes: number;
}

interface PodPoints {
  readonly namespace: string;
  readonly name: string;
  readonly containers: (Point & { readonly name: string })[];
}

/** Answers a scrape with what the cgroups of the machine say now. */
export function scraped(machine: Machine, tasks: TasksState, envelope: Envelope, context: Context): void {
  const { nowMs } = context;
  const usage = usageByCgroup(machine, nowMs);
  const pods = new Map<string, PodPoints>();
  scan(tasks.tasks, ({ id, sandboxId, pid, object }) => {
    const process = get(machine.processes, pid);
    // What pause uses is nobody's.
    if (id === sandboxId || process === undefined) return true;
    const slash = object.name.indexOf('/');
    const name = object.name.slice(0, slash);
    const namespace = object.namespace ?? '';
    const key = `${namespace}/${name}`;
    let pod = pods.get(key);
    if (pod === undefined) {
      pod = { namespace, name, containers: [] };
      pods.set(key, pod);
    }
    const used = usage.get(process.cgroup);
    pod.containers.push({
      name: object.name.slice(slash + 1),
      startMs: process.startedMs,
      timeMs: nowMs,
      cpuMs: (get(machine.cgroups, process.cgroup)?.cpuMs ?? 0) + (used?.cpuMs ?? 0),
      memoryBytes: used?.memoryBytes ?? 0,
    });
    return true;
  });
  let memoryBytes = 0;
  let cpuMs = get(machine.cgroups, '')?.cpuMs ?? 0;
  for (const used of usage.values()) {
    memoryBytes += used.memoryBytes;
    cpuMs += used.cpuMs;
  }
  const node: Point = { startMs: machine.bootedMs, timeMs: nowMs, cpuMs, memoryBytes };
  context.send(
    {
      from: envelope.to,
      to: envelope.from,
      verb: 'metrics',
      body: { node, pods: [...pods.values()] },
      background: true,
    },
    LATENCY_MS.api,
  );
}

/** Memory held by the processes of each cgroup itself, and CPU time that is not booked on it yet. */
function usageByCgroup(machine: Machine, nowMs: number): Map<string, { memoryBytes: number; cpuMs: number }> {
  const usage = new Map<string, { memoryBytes: number; cpuMs: number }>();
  scan(machine.processes, ({ cgroup, rssBytes, wait }) => {
    let used = usage.get(cgroup);
    if (used === undefined) {
      used = { memoryBytes: 0, cpuMs: 0 };
      usage.set(cgroup, used);
    }
    used.memoryBytes += rssBytes;
    if (wait?.cpu != null) {
      const { leftMs, sinceMs, rate } = wait.cpu;
      used.cpuMs += Math.min(leftMs, Math.max(0, nowMs - sinceMs) * rate);
    }
    return true;
  });
  return usage;
}
