// Models kubernetes-sigs/metrics-server@v0.8.0 pkg/storage/types.go, pod.go, node.go
// Differs: CPU time is counted in milliseconds.

/** What was measured of a container or a node at one moment. */
export interface MetricsPoint {
  /** When it was started: it had used no CPU time then. */
  readonly startMs: number;
  readonly timeMs: number;
  readonly cpuMs: number;
  readonly memoryBytes: number;
}

export interface ContainerPoint extends MetricsPoint {
  readonly name: string;
}

export interface PodPoints {
  readonly namespace: string;
  readonly name: string;
  readonly containers: readonly ContainerPoint[];
}

/** What a kubelet answers to a scrape. */
export interface NodePoints {
  readonly node: MetricsPoint;
  readonly pods: readonly PodPoints[];
}

/** A point and the one before it, of the same run of a container; null: not yet. */
export interface Pair<P extends MetricsPoint = MetricsPoint> {
  readonly last: P;
  readonly prev: P | null;
}

export const RESOLUTION_MS = 15_000;

/** A container younger than this is measured too roughly from its start alone. */
const FRESH_MIN_MS = 10_000;

export function nodePair(last: MetricsPoint, known: Pair | undefined): Pair {
  return { last, prev: known === undefined ? null : olderOf(last, known) };
}

export function containerPair(
  last: ContainerPoint,
  known: Pair<ContainerPoint> | undefined,
): Pair<ContainerPoint> {
  const ageMs = last.timeMs - last.startMs;
  if (ageMs < RESOLUTION_MS && ageMs >= FRESH_MIN_MS) {
    return { last, prev: { ...last, timeMs: last.startMs, cpuMs: 0 } };
  }
  return { last, prev: known === undefined ? null : olderOf(last, known) };
}

/** The stored point becomes the previous one, unless it was started anew since. */
function olderOf<P extends MetricsPoint>(last: P, known: Pair<P>): P | null {
  if (last.startMs >= known.last.timeMs) return null;
  return last.timeMs > known.last.timeMs ? known.last : known.prev;
}

/** Usage as the metrics API writes it; null while it is not known. */
export function usageOf({ last, prev }: Pair): { cpu: string; memory: string; windowMs: number } | null {
  if (prev === null || last.cpuMs < prev.cpuMs || last.timeMs <= prev.timeMs) return null;
  const windowMs = last.timeMs - prev.timeMs;
  const nanocores = Math.trunc(((last.cpuMs - prev.cpuMs) / windowMs) * 1e9);
  const kibibytes = last.memoryBytes % 1024 === 0;
  return {
    cpu: nanocores === 0 ? '0' : `${nanocores}n`,
    memory: kibibytes ? `${last.memoryBytes / 1024}Ki` : String(last.memoryBytes),
    windowMs,
  };
}
