// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/podtopologyspread/plugin.go
// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/podtopologyspread/filtering.go
// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/podtopologyspread/scoring.go
// Differs: ReplicationControllers and StatefulSets are not modelled, so they give no default selector.
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
import type { NodeInfo } from '../../framework/nodeInfo.ts';
import { MAX_NODE_SCORE } from '../../framework/normalizeScore.ts';
import { SKIP, SUCCESS, unresolvable, unschedulable } from '../../framework/status.ts';
import {
  type Constraint,
  countMatching,
  HOSTNAME,
  hardConstraints,
  hasAllKeys,
  includes,
  selects,
  softConstraints,
} from './constraints.ts';

const NAME = 'PodTopologySpread';
const SCORE = `${NAME}/score`;

const MISMATCH = unschedulable("node(s) didn't match pod topology spread constraints");
const NO_LABEL = unresolvable(
  "node(s) didn't match pod topology spread constraints (missing required label)",
);
const NOTHING: PreFilterResult = { status: SKIP, nodeNames: null };
const ALL: PreFilterResult = { status: SUCCESS, nodeNames: null };

/** Numbers of matching Pods by domain, one map per constraint. */
type DomainCounts = readonly Map<string, number>[];

interface FilterState {
  readonly constraints: readonly Constraint[];
  readonly counts: DomainCounts;
}

interface ScoreState {
  readonly constraints: readonly Constraint[];
  /** Of domains that a feasible node is in; hosts are counted when they are scored. */
  readonly counts: DomainCounts;
  /** The fewer domains, the less a Pod in one of them weighs. */
  readonly weights: readonly number[];
  /** Nodes without one of the labels get no score. */
  readonly ignored: ReadonlySet<string>;
}

/** Keeps Pods that are alike evenly spread over zones, nodes or other domains. */
export const podTopologySpread: PreFilterPlugin & FilterPlugin & PreScorePlugin & ScorePlugin = {
  name: NAME,
  events: [
    {
      resource: 'AssignedPod',
      actions: ACTION.Add | ACTION.UpdatePodLabel | ACTION.Delete,
      hint: (pod, before, after) => {
        const isCounted = (other: Pod | null): boolean =>
          other !== null &&
          other.metadata.namespace === pod.metadata.namespace &&
          hardConstraints(pod).some((constraint) => selects(constraint, other.metadata.labels));
        return isCounted(before as Pod | null) !== isCounted(after as Pod | null);
      },
    },
    { resource: 'TargetPod', actions: ACTION.UpdatePodLabel },
    {
      resource: 'Node',
      actions: ACTION.Add | ACTION.Delete | ACTION.UpdateNodeLabel | ACTION.UpdateNodeTaint,
      hint: (pod, before, after) => {
        const constraints = hardConstraints(pod);
        const isPart = (node: Node | null): boolean => node !== null && hasAllKeys(node, constraints);
        return isPart(before as Node | null) || isPart(after as Node | null);
      },
    },
  ],

  preFilter(cycle) {
    const constraints = hardConstraints(cycle.pod);
    if (constraints.length === 0) return NOTHING;
    const counts = constraints.map(() => new Map<string, number>());
    cycle.handle.eachNode((node) => {
      if (!hasAllKeys(node.node, constraints)) return;
      constraints.forEach((constraint, index) => {
        if (!includes(constraint, cycle.pod, node.node)) return;
        const domain = node.node.metadata.labels?.[constraint.topologyKey] as string;
        const map = counts[index] as Map<string, number>;
        map.set(
          domain,
          (map.get(domain) ?? 0) + countMatching(node, constraint, cycle.info.namespace, cycle.handle),
        );
      });
    });
    cycle.state[NAME] = { constraints, counts } satisfies FilterState;
    return ALL;
  },

  adjust(cycle, { node }, pods, sign) {
    const { constraints, counts } = cycle.state[NAME] as FilterState;
    if (!hasAllKeys(node, constraints)) return;
    const next = counts.map((map, index) => {
      const constraint = constraints[index] as Constraint;
      if (!includes(constraint, cycle.pod, node)) return map;
      const matching = pods.filter(
        ({ namespace, labels }) => namespace === cycle.info.namespace && selects(constraint, labels),
      ).length;
      const domain = node.metadata.labels?.[constraint.topologyKey] as string;
      return new Map(map).set(domain, (map.get(domain) ?? 0) + sign * matching);
    });
    cycle.state[NAME] = { constraints, counts: next } satisfies FilterState;
  },

  filter({ pod, state }, { node }) {
    const { constraints, counts } = state[NAME] as FilterState;
    for (let i = 0; i < constraints.length; i++) {
      const constraint = constraints[i] as Constraint;
      const domain = node.metadata.labels?.[constraint.topologyKey];
      if (domain === undefined) return NO_LABEL;
      const map = counts[i] as Map<string, number>;
      const self = selects(constraint, pod.metadata.labels) ? 1 : 0;
      if ((map.get(domain) ?? 0) + self - globalMinimum(map, constraint) > constraint.maxSkew)
        return MISMATCH;
    }
    return SUCCESS;
  },

  explainFilter({ pod, state }, { node }) {
    const { constraints, counts } = state[NAME] as FilterState;
    const terms: Record<string, number> = {};
    constraints.forEach((constraint, index) => {
      const domain = node.metadata.labels?.[constraint.topologyKey];
      if (domain === undefined) return;
      const map = counts[index] as Map<string, number>;
      terms[`${constraint.topologyKey}=${domain}.matching`] = map.get(domain) ?? 0;
      terms[`${constraint.topologyKey}=${domain}.self`] = selects(constraint, pod.metadata.labels) ? 1 : 0;
      terms[`${constraint.topologyKey}=${domain}.minimum`] = globalMinimum(map, constraint);
      terms[`${constraint.topologyKey}=${domain}.maxSkew`] = constraint.maxSkew;
    });
    return terms;
  },

  preScore(cycle, nodes) {
    const constraints = softConstraints(cycle.pod, cycle.handle);
    if (constraints.length === 0) return SKIP;
    cycle.state[SCORE] = scoreState(cycle, constraints, nodes);
    return SUCCESS;
  },

  score({ state, info, handle }, node) {
    const { constraints, counts, weights, ignored } = state[SCORE] as ScoreState;
    if (ignored.has(node.name)) return 0;
    let score = 0;
    for (let i = 0; i < constraints.length; i++) {
      const constraint = constraints[i] as Constraint;
      const domain = node.node.metadata.labels?.[constraint.topologyKey];
      if (domain === undefined) continue;
      const count =
        constraint.topologyKey === HOSTNAME
          ? countMatching(node, constraint, info.namespace, handle)
          : ((counts[i] as Map<string, number>).get(domain) ?? 0);
      score += count * (weights[i] as number) + (constraint.maxSkew - 1);
    }
    return Math.round(score);
  },

  /** Fewer matching Pods are better. */
  normalize({ state }, scores, nodes) {
    const { ignored } = state[SCORE] as ScoreState;
    let min = Number.MAX_SAFE_INTEGER;
    let max = 0;
    for (let i = 0; i < scores.length; i++) {
      if (ignored.has((nodes[i] as NodeInfo).name)) continue;
      min = Math.min(min, scores[i] as number);
      max = Math.max(max, scores[i] as number);
    }
    for (let i = 0; i < scores.length; i++) {
      if (ignored.has((nodes[i] as NodeInfo).name)) scores[i] = 0;
      else if (max === 0) scores[i] = MAX_NODE_SCORE;
      else scores[i] = Math.trunc((MAX_NODE_SCORE * (max + min - (scores[i] as number))) / max);
    }
  },

  explainScore({ state, info, handle }, node) {
    const { constraints, counts, weights } = state[SCORE] as ScoreState;
    const terms: Record<string, number> = {};
    constraints.forEach((constraint, index) => {
      const domain = node.node.metadata.labels?.[constraint.topologyKey];
      if (domain === undefined) return;
      terms[`${constraint.topologyKey}=${domain}.matching`] =
        constraint.topologyKey === HOSTNAME
          ? countMatching(node, constraint, info.namespace, handle)
          : ((counts[index] as Map<string, number>).get(domain) ?? 0);
      terms[`${constraint.topologyKey}.weight`] = weights[index] as number;
      terms[`${constraint.topologyKey}.maxSkew`] = constraint.maxSkew;
    });
    return terms;
  },
};

/** The matching Pods of the emptiest domain; none while there are fewer domains than asked for. */
function globalMinimum(counts: ReadonlyMap<string, number>, { minDomains }: Constraint): number {
  if (counts.size < minDomains) return 0;
  let min = Number.MAX_SAFE_INTEGER;
  for (const count of counts.values()) if (count < min) min = count;
  return min;
}

function scoreState(
  { pod, info, handle }: Cycle,
  constraints: readonly Constraint[],
  nodes: readonly NodeInfo[],
): ScoreState {
  // The defaults let nodes without a zone be spread by host at least.
  const needsAllKeys = (pod.spec.topologySpreadConstraints?.length ?? 0) > 0;
  const counts = constraints.map(() => new Map<string, number>());
  const ignored = new Set<string>();
  const domainOf = (node: Node, { topologyKey }: Constraint): string =>
    node.metadata.labels?.[topologyKey] ?? '';
  for (const { name, node } of nodes) {
    if (needsAllKeys && !hasAllKeys(node, constraints)) {
      ignored.add(name);
      continue;
    }
    constraints.forEach((constraint, index) => {
      if (constraint.topologyKey !== HOSTNAME) counts[index]?.set(domainOf(node, constraint), 0);
    });
  }
  const weights = constraints.map(({ topologyKey }, index) => {
    const domains = topologyKey === HOSTNAME ? nodes.length - ignored.size : (counts[index]?.size ?? 0);
    return Math.log(domains + 2);
  });
  if (constraints.some(({ topologyKey }) => topologyKey !== HOSTNAME)) {
    handle.eachNode((node) => {
      if (needsAllKeys && !hasAllKeys(node.node, constraints)) return;
      constraints.forEach((constraint, index) => {
        const map = counts[index] as Map<string, number>;
        const domain = domainOf(node.node, constraint);
        const sum = map.get(domain);
        if (sum === undefined || !includes(constraint, pod, node.node)) return;
        map.set(domain, sum + countMatching(node, constraint, info.namespace, handle));
      });
    });
  }
  return { constraints, counts, weights, ignored };
}
