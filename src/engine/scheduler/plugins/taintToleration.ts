// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/tainttoleration/taint_toleration.go
// Differs: the operators Lt and Gt of a toleration never match; see src/api/taints.ts.
import {
  findUntoleratedTaint,
  isSchedulingTaint,
  type Node,
  type Pod,
  type Toleration,
  taintToString,
  tolerationsTolerateTaint,
} from '../../../api/index.ts';
import { ACTION } from '../framework/clusterEvent.ts';
import type { FilterPlugin, PreScorePlugin, ScorePlugin } from '../framework/interface.ts';
import { defaultNormalizeScore } from '../framework/normalizeScore.ts';
import { SUCCESS, unresolvable } from '../framework/status.ts';

const NAME = 'TaintToleration';

const REJECTED = unresolvable('node(s) had untolerated taint(s)');

const NO_TOLERATIONS: readonly Toleration[] = [];

const untolerated = (node: Node, pod: Pod) =>
  node.spec?.taints === undefined
    ? undefined
    : findUntoleratedTaint(node.spec.taints, pod.spec.tolerations, isSchedulingTaint);

/** Keeps Pods off nodes whose NoSchedule and NoExecute taints they do not tolerate; prefers nodes with fewer PreferNoSchedule ones. */
export const taintToleration: FilterPlugin & PreScorePlugin & ScorePlugin = {
  name: NAME,
  events: [
    {
      resource: 'Node',
      actions: ACTION.Add | ACTION.UpdateNodeTaint,
      hint: (pod, before, after) =>
        (before === null || untolerated(before as Node, pod) !== undefined) &&
        untolerated(after as Node, pod) === undefined,
    },
    { resource: 'TargetPod', actions: ACTION.UpdatePodToleration },
  ],

  filter({ pod }, { node }) {
    return untolerated(node, pod) === undefined ? SUCCESS : REJECTED;
  },

  explainFilter({ pod }, { node }) {
    const taint = untolerated(node, pod);
    return { taint: taint === undefined ? '' : taintToString(taint) };
  },

  preScore({ pod, state }) {
    state[NAME] =
      pod.spec.tolerations?.filter(({ effect }) => !effect || effect === 'PreferNoSchedule') ??
      NO_TOLERATIONS;
    return SUCCESS;
  },

  /** The number of PreferNoSchedule taints the Pod does not tolerate. */
  score({ state }, { node }) {
    const taints = node.spec?.taints;
    if (taints === undefined) return 0;
    let count = 0;
    for (const taint of taints) {
      if (taint.effect !== 'PreferNoSchedule') continue;
      if (!tolerationsTolerateTaint(state[NAME] as readonly Toleration[], taint)) count++;
    }
    return count;
  },

  normalize(_, scores) {
    defaultNormalizeScore(scores, true);
  },

  explainScore(cycle, node) {
    return { untoleratedPreferNoScheduleTaints: this.score(cycle, node) };
  },
};
