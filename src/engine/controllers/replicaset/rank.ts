// Models kubernetes@v1.36.0 pkg/controller/controller_utils.go (ActivePodsWithRanks)
import type { Pod } from '../../../api/index.ts';
import { timeMsOf } from '../../kernel/timestamp.ts';
import { isPodReady, podCondition } from '../pods.ts';

const ANN_DELETION_COST = 'controller.kubernetes.io/pod-deletion-cost';
const PHASE_ORDER: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/**
 * The Pods in the order in which they are given up: first those that would be missed least. `doubled`
 * says how many related Pods share a Pod's node.
 */
export function inDeletionOrder(pods: readonly Pod[], doubled: (pod: Pod) => number, nowMs: number): Pod[] {
  return [...pods].sort(
    (a, b) =>
      number(!!a.spec.nodeName) - number(!!b.spec.nodeName) ||
      phase(a) - phase(b) ||
      number(isPodReady(a)) - number(isPodReady(b)) ||
      cost(a) - cost(b) ||
      doubled(b) - doubled(a) ||
      readyRank(a, nowMs) - readyRank(b, nowMs) ||
      restarts(b) - restarts(a) ||
      ageRank(a.metadata.creationTimestamp, nowMs) - ageRank(b.metadata.creationTimestamp, nowMs) ||
      (String(a.metadata.uid) < String(b.metadata.uid) ? -1 : 1),
  );
}

const number = (value: boolean): number => (value ? 1 : 0);
const phase = (pod: Pod): number => PHASE_ORDER[pod.status?.phase ?? 'Pending'] ?? 0;

function cost(pod: Pod): number {
  const text = pod.metadata.annotations?.[ANN_DELETION_COST];
  const value = text === undefined ? 0 : Number(text);
  return Number.isInteger(value) ? value : 0;
}

function restarts(pod: Pod): number {
  let most = 0;
  for (const list of [pod.status?.containerStatuses, pod.status?.initContainerStatuses]) {
    for (const { restartCount } of list ?? []) most = Math.max(most, restartCount);
  }
  return most;
}

function readyRank(pod: Pod, nowMs: number): number {
  if (!isPodReady(pod)) return 0;
  return ageRank(podCondition(pod, 'Ready')?.lastTransitionTime, nowMs);
}

/** Ages count by their order of magnitude only (powers of two of nanoseconds), so that chance decides the rest. */
function ageRank(since: string | null | undefined, nowMs: number): number {
  if (!since) return -1;
  let nanos = Math.max(0, nowMs - timeMsOf(since)) * 1e6;
  // Halving is exact where a logarithm might round differently on another machine.
  let rank = 0;
  for (; nanos >= 2; nanos /= 2) rank++;
  return rank;
}
