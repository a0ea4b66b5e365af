// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go (SelectVictimsOnNode)
// Models kubernetes@v1.36.0 pkg/scheduler/framework/preemption/preemption.go (pickOneNodeForPreemption)
// Models kubernetes@v1.36.0 pkg/scheduler/util/utils.go (MoreImportantPod)
// Differs: PodDisruptionBudgets are not modelled, so no victim violates one.
import type { Cycle, FilterOutcome, Handle } from '../../framework/interface.ts';
import { addPod, type NodeInfo, removePod } from '../../framework/nodeInfo.ts';
import type { PodInfo } from '../../framework/podInfo.ts';
import { type Status, unresolvable } from '../../framework/status.ts';

/** A node on which the Pod would fit without these Pods; the most important first. */
export interface Candidate {
  readonly node: string;
  readonly victims: readonly PodInfo[];
}

const NO_VICTIMS = unresolvable('No preemption victims found for incoming pod');

/** The fewest and least important Pods that have to leave, or why it would not help if all did. */
export function selectVictims(cycle: Cycle, outcome: FilterOutcome, node: NodeInfo): Candidate | Status {
  const potential = node.pods.filter(({ priority }) => priority < cycle.info.priority);
  if (potential.length === 0) return NO_VICTIMS;
  let trial = node;
  for (const { uid } of potential) trial = removePod(trial, uid);
  const status = outcome.passes(trial, potential);
  if (status.code !== 'Success') return status;
  // Who is most important is let back first, as long as the new Pod still fits.
  const victims: PodInfo[] = [];
  let removed: readonly PodInfo[] = potential;
  for (const pod of byImportance(cycle.handle, potential)) {
    const withPod = addPod(trial, pod);
    const without = removed.filter((other) => other !== pod);
    if (outcome.passes(withPod, without).code === 'Success') {
      trial = withPod;
      removed = without;
    } else victims.push(pod);
  }
  return { node: node.name, victims };
}

/** Higher priority first, then who started earlier. */
function byImportance(handle: Handle, pods: readonly PodInfo[]): PodInfo[] {
  return pods.slice().sort((a, b) => {
    if (a.priority !== b.priority) return b.priority - a.priority;
    const first = startTimeOf(handle, a);
    const second = startTimeOf(handle, b);
    return first < second ? -1 : first > second ? 1 : 0;
  });
}

/** RFC 3339 times of one format sort as text; a Pod that has not started is the youngest. */
function startTimeOf(handle: Handle, { key }: PodInfo): string {
  return handle.pod(key)?.status?.startTime ?? '9999';
}

/**
 * The candidate that hurts least: whose most important victim has the lowest priority, then the lowest
 * sum of priorities, then the fewest victims, then the one whose most important victims run shortest.
 */
export function pickCandidate(handle: Handle, candidates: readonly Candidate[]): Candidate | undefined {
  const criteria: ((candidate: Candidate) => number | string)[] = [
    ({ victims }) => -(victims[0] as PodInfo).priority,
    ({ victims }) => -victims.reduce((sum, { priority }) => sum + priority + 2 ** 31, 0),
    ({ victims }) => -victims.length,
    ({ victims }) => earliestStartOfTop(handle, victims),
  ];
  let left = candidates;
  for (const criterion of criteria) {
    if (left.length <= 1) break;
    const scores = left.map(criterion);
    const best = scores.reduce((a, b) => (b > a ? b : a));
    left = left.filter((_, index) => scores[index] === best);
  }
  return left[0];
}

function earliestStartOfTop(handle: Handle, victims: readonly PodInfo[]): string {
  const top = (victims[0] as PodInfo).priority;
  return victims
    .filter(({ priority }) => priority === top)
    .map((victim) => startTimeOf(handle, victim))
    .reduce((a, b) => (b < a ? b : a));
}
