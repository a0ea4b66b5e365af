// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/nodeaffinity/node_affinity.go
// Differs: there is no affinity added by the scheduler's own configuration.
import {
  type Node,
  nodeSelectorTermMatches,
  type PreferredSchedulingTerm,
  requiredNodeAffinityMatches,
} from '../../../api/index.ts';
import { ACTION } from '../framework/clusterEvent.ts';
import type {
  FilterPlugin,
  PreFilterPlugin,
  PreFilterResult,
  PreScorePlugin,
  ScorePlugin,
} from '../framework/interface.ts';
import { defaultNormalizeScore } from '../framework/normalizeScore.ts';
import { SKIP, SUCCESS, unresolvable } from '../framework/status.ts';

const NAME = 'NodeAffinity';

const REJECTED = unresolvable("node(s) didn't match Pod's node affinity/selector");
const CONFLICT: PreFilterResult = { status: unresolvable('pod affinity terms conflict'), nodeNames: null };
const NOTHING: PreFilterResult = { status: SKIP, nodeNames: null };
const ALL: PreFilterResult = { status: SUCCESS, nodeNames: null };

/** nodeSelector and required node affinity must match; preferred terms add their weights. */
export const nodeAffinity: PreFilterPlugin & FilterPlugin & PreScorePlugin & ScorePlugin = {
  name: NAME,
  events: [
    {
      resource: 'Node',
      actions: ACTION.Add | ACTION.UpdateNodeLabel,
      hint: (pod, before, after) =>
        requiredNodeAffinityMatches(pod, after as Node) &&
        (before === null || !requiredNodeAffinityMatches(pod, before as Node)),
    },
  ],

  preFilter({ pod }) {
    const required = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    if (required === undefined) return pod.spec.nodeSelector === undefined ? NOTHING : ALL;
    if (required.nodeSelectorTerms.length === 0) return ALL;
    // When every term names nodes, only those need to be looked at.
    const names = new Set<string>();
    for (const term of required.nodeSelectorTerms) {
      let ofTerm: readonly string[] | undefined;
      for (const { key, operator, values = [] } of term.matchFields ?? []) {
        if (key !== 'metadata.name' || operator !== 'In') continue;
        ofTerm = ofTerm === undefined ? values : ofTerm.filter((name) => values.includes(name));
      }
      if (ofTerm === undefined) return ALL;
      for (const name of ofTerm) names.add(name);
    }
    if (names.size === 0) return CONFLICT;
    return { status: SUCCESS, nodeNames: [...names].sort() };
  },

  filter({ pod }, { node }) {
    return requiredNodeAffinityMatches(pod, node) ? SUCCESS : REJECTED;
  },

  preScore({ pod, state }) {
    const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
    if (preferred === undefined) return SKIP;
    state[NAME] = preferred;
    return SUCCESS;
  },

  /** The sum of the weights of the preferred terms that match. */
  score({ state }, { node }) {
    let sum = 0;
    for (const { weight, preference } of state[NAME] as readonly PreferredSchedulingTerm[]) {
      if (weight !== 0 && nodeSelectorTermMatches(preference, node)) sum += weight;
    }
    return sum;
  },

  normalize(_, scores) {
    defaultNormalizeScore(scores, false);
  },

  explainScore({ state }, { node }) {
    const terms: Record<string, number> = {};
    (state[NAME] as readonly PreferredSchedulingTerm[]).forEach(({ weight, preference }, index) => {
      terms[`term${index}`] = nodeSelectorTermMatches(preference, node) ? weight : 0;
    });
    return terms;
  },
};
