// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/interpodaffinity/plugin.go
// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/interpodaffinity/scoring.go
import type { Node, Pod } from '../../../../api/index.ts';
import { ACTION } from '../../framework/clusterEvent.ts';
import type {
  Cycle,
  FilterPlugin,
  PreFilterPlugin,
  PreFilterResult,
  PreScorePlugin,
  ScorePlugin,
} from '../../framework/interface.ts';
import { MAX_NODE_SCORE } from '../../framework/normalizeScore.ts';
import { type PodInfo, podInfoOf } from '../../framework/podInfo.ts';
import { SKIP, SUCCESS, unresolvable, unschedulable } from '../../framework/status.ts';
import {
  add,
  adjusted,
  affinityHolds,
  antiAffinityHolds,
  type Counts,
  existingAntiAffinityHolds,
  type FilterState,
  filterState,
} from './counts.ts';
import {
  type NamespaceLabels,
  namespaceLabelsOf,
  preferredAffinity,
  preferredAntiAffinity,
  requiredAffinity,
  requiredAntiAffinity,
  type Term,
  termMatches,
} from './terms.ts';

const NAME = 'InterPodAffinity';
const SCORE = `${NAME}/score`;

/** What another Pod's required affinity to this one is worth in its domain. */
const HARD_POD_AFFINITY_WEIGHT = 1;

const NO_AFFINITY = unresolvable("node(s) didn't match pod affinity rules");
const ANTI_AFFINITY = unschedulable("node(s) didn't match pod anti-affinity rules");
const EXISTING_ANTI_AFFINITY = unschedulable("node(s) didn't satisfy existing pods anti-affinity rules");
const NOTHING: PreFilterResult = { status: SKIP, nodeNames: null };
const ALL: PreFilterResult = { status: SUCCESS, nodeNames: null };

/** Brings Pods together or keeps them apart, by the labels of the Pods that are there already. */
export const interPodAffinity: PreFilterPlugin & FilterPlugin & PreScorePlugin & ScorePlugin = {
  name: NAME,
  events: [
    {
      resource: 'AssignedPod',
      actions: ACTION.Add | ACTION.UpdatePodLabel | ACTION.Delete,
      hint: (pod, before, after) => helps(pod, before as Pod | null, after as Pod | null),
    },
    { resource: 'TargetPod', actions: ACTION.UpdatePodLabel },
    {
      resource: 'Node',
      actions: ACTION.Add | ACTION.UpdateNodeLabel,
      hint: (pod, before, after) => before === null || changesDomain(pod, before as Node, after as Node),
    },
  ],

  preFilter(cycle) {
    const state = filterState(cycle);
    const isEmpty =
      state.affinity.length === 0 &&
      state.antiAffinity.length === 0 &&
      state.existingAntiAffinityCounts.size === 0;
    if (isEmpty) return NOTHING;
    cycle.state[NAME] = state;
    return ALL;
  },

  adjust(cycle, node, pods, sign) {
    cycle.state[NAME] = adjusted(cycle.state[NAME] as FilterState, cycle, node, pods, sign);
  },

  filter(cycle, node) {
    const state = cycle.state[NAME] as FilterState;
    if (!affinityHolds(state, cycle, node)) return NO_AFFINITY;
    if (!antiAffinityHolds(state, node)) return ANTI_AFFINITY;
    return existingAntiAffinityHolds(state, node) ? SUCCESS : EXISTING_ANTI_AFFINITY;
  },

  preScore(cycle) {
    const counts = topologyScore(cycle);
    if (counts.size === 0) return SKIP;
    cycle.state[SCORE] = counts;
    return SUCCESS;
  },

  /** The sum of the weights that the node's domains have gathered. */
  score({ state }, { node }) {
    let sum = 0;
    for (const [key, values] of state[SCORE] as Counts) {
      const value = node.metadata.labels?.[key];
      if (value !== undefined) sum += values.get(value) ?? 0;
    }
    return sum;
  },

  normalize(_, scores) {
    const min = Math.min(...scores);
    const range = Math.max(...scores) - min;
    for (let i = 0; i < scores.length; i++) {
      scores[i] = range > 0 ? Math.trunc(MAX_NODE_SCORE * (((scores[i] as number) - min) / range)) : 0;
    }
  },

  explainScore({ state }, { node }) {
    const terms: Record<string, number> = {};
    for (const [key, values] of state[SCORE] as Counts) {
      const value = node.metadata.labels?.[key];
      if (value !== undefined) terms[`${key}=${value}`] = values.get(value) ?? 0;
    }
    return terms;
  },
};

/** What each domain has gathered: by this Pod's preferences, and by what the others want of it. */
function topologyScore({ info, handle }: Cycle): Counts {
  const counts: Counts = new Map();
  const affinity = preferredAffinity(info);
  const antiAffinity = preferredAntiAffinity(info);
  const hasTerms = affinity.length > 0 || antiAffinity.length > 0;
  if (!hasTerms && !handle.hasPodsWithAffinity) return counts;
  const namespaceLabels = namespaceLabelsOf(handle);
  handle.eachNode(({ node, pods, podsWithAffinity }) => {
    const labels = node.metadata.labels ?? {};
    const count = (terms: readonly Term[], pod: PodInfo, weightOf: (term: Term) => number): void => {
      for (const term of terms) {
        const value = labels[term.topologyKey];
        if (value === undefined || !termMatches(term, pod, namespaceLabels)) continue;
        add(counts, term.topologyKey, value, weightOf(term));
      }
    };
    if (hasTerms) {
      for (const existing of pods) {
        count(affinity, existing, ({ weight }) => weight);
        count(antiAffinity, existing, ({ weight }) => -weight);
      }
    }
    for (const existing of podsWithAffinity) {
      count(requiredAffinity(existing), info, () => HARD_POD_AFFINITY_WEIGHT);
      count(preferredAffinity(existing), info, ({ weight }) => weight);
      count(preferredAntiAffinity(existing), info, ({ weight }) => -weight);
    }
  });
  return counts;
}

// A hint knows no namespaces: a term that selects them by label may always match.
const ANY_NAMESPACE: NamespaceLabels = () => ({});

const mayMatch = (term: Term, pod: PodInfo): boolean => {
  if (term.source.namespaceSelector === undefined) return termMatches(term, pod, ANY_NAMESPACE);
  const source = { ...term.source, namespaceSelector: {} };
  return termMatches({ ...term, source }, pod, ANY_NAMESPACE);
};

/** Whether a Pod that comes, changes its labels or goes may let the other one in. */
function helps(pod: Pod, before: Pod | null, after: Pod | null): boolean {
  const own = podInfoOf(pod);
  const affinity = requiredAffinity(own);
  const isWanted = (other: Pod | null): boolean => {
    if (other === null || affinity.length === 0) return false;
    const info = podInfoOf(other);
    return affinity.some((term) => mayMatch(term, info));
  };
  const isUnwanted = (other: Pod | null): boolean => {
    if (other === null) return false;
    const info = podInfoOf(other);
    return (
      requiredAntiAffinity(own).some((term) => mayMatch(term, info)) ||
      requiredAntiAffinity(info).some((term) => mayMatch(term, own))
    );
  };
  return (isWanted(after) && !isWanted(before)) || (isUnwanted(before) && !isUnwanted(after));
}

function changesDomain(pod: Pod, before: Node, after: Node): boolean {
  const info = podInfoOf(pod);
  return [...requiredAffinity(info), ...requiredAntiAffinity(info)].some(
    ({ topologyKey }) => before.metadata.labels?.[topologyKey] !== after.metadata.labels?.[topologyKey],
  );
}
