// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/defaultpreemption/default_preemption.go
// Models kubernetes@v1.36.0 pkg/scheduler/framework/preemption/preemption.go
// Differs: the Pod is not kept out of the queue while its victims are being deleted; PodDisruptionBudgets
// and pod groups are not modelled.
import { fitErrorMessage } from '../../framework/fitError.ts';
import type { Cycle, FilterOutcome, PostFilterPlugin, PostFilterResult } from '../../framework/interface.ts';
import type { NodeInfo } from '../../framework/nodeInfo.ts';
import { SUCCESS, unschedulable } from '../../framework/status.ts';
import { type Candidate, pickCandidate, selectVictims } from './victims.ts';

/** At least so many candidates are looked for, and at least this share of the nodes. */
const MIN_CANDIDATE_NODES = 100;
const MIN_CANDIDATE_NODES_PERCENTAGE = 10;

/** Finds the node where the Pod would fit if Pods of lower priority left. */
export const defaultPreemption: PostFilterPlugin = {
  name: 'DefaultPreemption',
  postFilter(cycle, outcome) {
    const reason = ineligible(cycle, outcome);
    if (reason !== null) return { status: unschedulable(`preemption: ${reason}`) };
    const { candidates, nodeReasons } = findCandidates(cycle, outcome);
    const best = pickCandidate(cycle.handle, candidates);
    if (best === undefined) return notHelpful(cycle, nodeReasons);
    return { status: SUCCESS, nomination: { node: best.node, victims: best.victims } };
  },
};

/** Why this Pod may not preempt others; null when it may. */
function ineligible({ pod, info, handle }: Cycle, { isUnresolvable }: FilterOutcome): string | null {
  if (pod.spec.preemptionPolicy === 'Never') return 'not eligible due to preemptionPolicy=Never.';
  const nominated = pod.status?.nominatedNodeName;
  if (!nominated || isUnresolvable(nominated)) return null;
  const isLeaving = handle.node(nominated)?.pods.some(({ key, priority }) => {
    if (priority >= info.priority) return false;
    const victim = handle.pod(key);
    if (victim?.metadata.deletionTimestamp === undefined) return false;
    const disruption = victim.status?.conditions?.find(({ type }) => type === 'DisruptionTarget');
    return disruption?.status === 'True' && disruption.reason === 'PreemptionByScheduler';
  });
  return isLeaving ? 'not eligible due to a terminating pod on the nominated node.' : null;
}

interface Found {
  readonly candidates: readonly Candidate[];
  /** Why evicting would not help, for each node that was tried in vain. */
  readonly nodeReasons: readonly (readonly string[])[];
}

function findCandidates(cycle: Cycle, outcome: FilterOutcome): Found {
  const nodes = outcome.candidates;
  const enough = Math.min(
    nodes.length,
    Math.max(MIN_CANDIDATE_NODES, Math.trunc((nodes.length * MIN_CANDIDATE_NODES_PERCENTAGE) / 100)),
  );
  // Where to begin matters only when not all are tried.
  const offset = enough < nodes.length ? cycle.random() % nodes.length : 0;
  const candidates: Candidate[] = [];
  const nodeReasons: (readonly string[])[] = [];
  for (let i = 0; i < nodes.length && candidates.length < enough; i++) {
    const found = selectVictims(cycle, outcome, nodes[(offset + i) % nodes.length] as NodeInfo);
    if ('victims' in found) candidates.push(found);
    else nodeReasons.push(found.reasons);
  }
  return { candidates, nodeReasons };
}

function notHelpful({ handle }: Cycle, nodeReasons: readonly (readonly string[])[]): PostFilterResult {
  const message = fitErrorMessage({
    nodeCount: handle.nodeCount(),
    nodeReasons,
    absentReason: 'Preemption is not helpful for scheduling',
    preFilterMessage: '',
    postFilterMessage: '',
  });
  return { status: unschedulable(`preemption: ${message}`), nomination: { node: '', victims: [] } };
}
