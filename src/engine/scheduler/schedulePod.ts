// Models kubernetes@v1.36.0 pkg/scheduler/schedule_one.go (schedulePod, findNodesThatFitPod, prioritizeNodes)
// Differs: nodes are examined one after another, so the search stops at exactly the number that is enough; of
// nodes with equal scores one is drawn, where upstream draws a number for every node; opportunistic batching,
// which reuses scores for Pods that are alike, is left out.
import { extend } from '../../api/index.ts';
import { get } from '../kernel/table.ts';
import type { Cache } from './cache/cache.ts';
import type { Preemption, Rejection, SchedulingDecision } from './decision.ts';
import { fitErrorMessage } from './framework/fitError.ts';
import type { Cycle, FilterPlugin } from './framework/interface.ts';
import type { NodeInfo } from './framework/nodeInfo.ts';
import type { PodInfo } from './framework/podInfo.ts';
import type { Profile } from './framework/profile.ts';
import {
  activeFilters,
  adjustedCycle,
  rejectionOf,
  runFilter,
  runPostFilter,
  runPreFilter,
  runScore,
} from './framework/runtime.ts';
import { isRejected, messageOf, type Status, SUCCESS } from './framework/status.ts';
import { withRivals } from './nominator.ts';

/** On clusters below this size every node is examined, and details are recorded up to it. */
export const MIN_FEASIBLE_NODES_TO_FIND = 100;
const MIN_FEASIBLE_NODES_PERCENTAGE_TO_FIND = 5;

export const NO_NODES_MESSAGE = 'no nodes available to schedule pods';

/** What came of one attempt to find a node. */
export interface Attempt {
  readonly decision: SchedulingDecision;
  readonly outcome:
    | { readonly type: 'fits'; readonly node: string }
    | {
        readonly type: 'unfit';
        readonly unschedulablePlugins: readonly string[];
        readonly pendingPlugins: readonly string[];
        /** The node to wait for: empty to wait for none, undefined to leave what was there. */
        readonly nominatedNodeName: string | undefined;
      }
    | { readonly type: 'error' };
  readonly nextStartNodeIndex: number;
}

/** How many feasible nodes are enough: all on small clusters, half to a twentieth on large ones. */
export function numFeasibleNodesToFind(nodeCount: number): number {
  if (nodeCount < MIN_FEASIBLE_NODES_TO_FIND) return nodeCount;
  const percentage = Math.max(MIN_FEASIBLE_NODES_PERCENTAGE_TO_FIND, 50 - Math.trunc(nodeCount / 125));
  return Math.max(MIN_FEASIBLE_NODES_TO_FIND, Math.trunc((nodeCount * percentage) / 100));
}

/** Everything one attempt needs. */
export interface AttemptInput {
  readonly profile: Profile;
  readonly cycle: Cycle;
  readonly cache: Cache & { readonly order: readonly number[] };
  readonly attempt: number;
  readonly startIndex: number;
  /** Pods nominated to nodes before this one, by node; null when there are none. */
  readonly rivals: ReadonlyMap<string, readonly PodInfo[]> | null;
}

export function schedulePod(input: AttemptInput): Attempt {
  const { profile, cycle, cache, attempt, startIndex } = input;
  const nodeCount = cache.order.length;
  const blank: SchedulingDecision = {
    pod: cycle.info.key,
    attempt,
    nodeCount,
    nodes: [],
    rejections: [],
    scores: [],
    feasible: [],
    totals: [],
    ties: 0,
    selected: null,
    message: '',
  };
  if (nodeCount === 0) {
    return {
      decision: { ...blank, message: NO_NODES_MESSAGE },
      outcome: { type: 'error' },
      nextStartNodeIndex: startIndex,
    };
  }

  const preFilter = runPreFilter(profile, cycle);
  const { verdict } = preFilter;
  if (verdict.status.code !== 'Success') {
    const rejected = { ...blank, preFilter: rejectionOf(verdict) };
    if (!isRejected(verdict.status)) {
      return {
        decision: { ...rejected, message: messageOf(verdict.status) },
        outcome: { type: 'error' },
        nextStartNodeIndex: startIndex,
      };
    }
    const plugins = verdict.plugin === '' ? preFilter.narrowedBy : [verdict.plugin];
    return unfit(input, rejected, {
      filters: [],
      candidates: [],
      unresolvable: new Set(),
      nodeReasons: [],
      absentReason: '',
      preFilterMessage: messageOf(verdict.status),
      plugins: new Set(plugins),
      nextStartNodeIndex: startIndex,
    });
  }

  const filters = activeFilters(profile, preFilter.skipped);
  const skippedFilters = preFilter.skipped.filter((name) =>
    profile.filter.some((plugin) => plugin.name === name),
  );
  const search = findFeasible(input, filters, preFilter.nodeNames);
  const { feasible } = search;
  const nextStartNodeIndex = search.isNominated ? startIndex : (startIndex + search.nodes.length) % nodeCount;
  const names = feasible.length === search.nodes.length ? search.nodes : feasible.map(({ name }) => name);
  const examined: SchedulingDecision = extend(blank, {
    nodes: search.nodes,
    rejections: search.rejections,
    feasible: names,
    totals: [],
    skipped: { filter: skippedFilters, score: [] },
    ...(search.enough < search.total && { enough: search.enough }),
    ...(preFilter.nodeNames !== null && {
      preFilter: {
        plugin: preFilter.narrowedBy.join(' '),
        reasons: [absentReason(preFilter.narrowedBy)],
        code: 'UnschedulableAndUnresolvable' as const,
      },
    }),
  });

  if (feasible.length === 0) {
    return unfit(input, examined, {
      filters,
      candidates: search.candidates,
      unresolvable: search.unresolvable,
      nodeReasons: search.rejections.map((rejection) => rejection?.reasons ?? []),
      absentReason: preFilter.nodeNames === null ? '' : absentReason(preFilter.narrowedBy),
      preFilterMessage: '',
      plugins: new Set([...preFilter.narrowedBy, ...search.plugins]),
      nextStartNodeIndex,
    });
  }

  if (feasible.length === 1) {
    const selected = names[0] as string;
    return {
      decision: { ...examined, totals: [0], ties: 1, selected },
      outcome: { type: 'fits', node: selected },
      nextStartNodeIndex,
    };
  }

  const scored = runScore(profile, cycle, feasible, search.nodes.length <= MIN_FEASIBLE_NODES_TO_FIND);
  const { ties, index } = best(scored.totals, cycle.random);
  const selected = names[index] as string;
  return {
    decision: {
      ...examined,
      scores: scored.scores,
      totals: scored.totals,
      ties,
      selected,
      skipped: { filter: skippedFilters, score: scored.skipped },
    },
    outcome: { type: 'fits', node: selected },
    nextStartNodeIndex,
  };
}

const absentReason = (plugins: readonly string[]): string =>
  `node(s) didn't satisfy plugin(s) [${plugins.join(' ')}]`;

interface Search {
  readonly nodes: string[];
  readonly rejections: readonly (Rejection | null)[];
  readonly feasible: NodeInfo[];
  /** Rejected nodes on which evicting Pods might help. */
  readonly candidates: NodeInfo[];
  readonly unresolvable: Set<string>;
  readonly plugins: Set<string>;
  /** Whether the nominated node alone was enough. */
  readonly isNominated: boolean;
  readonly total: number;
  readonly enough: number;
}

/** Examines nodes from the start index on until enough have passed. */
function findFeasible(
  { profile, cycle, cache, startIndex, rivals }: AttemptInput,
  filters: readonly FilterPlugin[],
  nodeNames: readonly string[] | null,
): Search {
  const { order } = cache;
  const only = nodeNames?.map((name) => cycle.handle.node(name)).filter((info) => info !== undefined);
  const total = only === undefined ? order.length : only.length;
  const enough = numFeasibleNodesToFind(total);
  const isSmall = total <= MIN_FEASIBLE_NODES_TO_FIND;
  const nodes: string[] = [];
  // Made with the first rejection; without any, the column is a shared one.
  let rejections: (Rejection | null)[] | undefined;
  const feasible: NodeInfo[] = [];
  const candidates: NodeInfo[] = [];
  const unresolvable = new Set<string>();
  const plugins = new Set<string>();
  const out: { status: Status } = { status: SUCCESS };
  // Neighbours are often rejected for the same shared status: then they share the rejection too.
  let lastStatus: Status | null = null;
  let lastRejection: Rejection | null = null;
  const nominated = cycle.pod.status?.nominatedNodeName;
  const nominee = nominated ? cycle.handle.node(nominated) : undefined;
  if (nominee !== undefined && check(profile, filters, cycle, nominee, rivals, out) === -1) {
    return {
      nodes: [nominee.name],
      rejections: nulls(1),
      feasible: [nominee],
      candidates,
      unresolvable,
      plugins,
      isNominated: true,
      total,
      enough,
    };
  }
  for (let i = 0; i < total && feasible.length < enough; i++) {
    const at = (startIndex + i) % total;
    const node =
      only === undefined ? (get(cache.nodes, order[at] as number) as NodeInfo) : (only[at] as NodeInfo);
    nodes.push(node.name);
    const failed = check(profile, filters, cycle, node, rivals, out);
    if (failed === -1) {
      feasible.push(node);
      rejections?.push(null);
      continue;
    }
    rejections ??= nulls(nodes.length - 1).slice();
    const plugin = filters[failed] as FilterPlugin;
    const { status } = out;
    if (status.code === 'Unschedulable') candidates.push(node);
    else unresolvable.add(node.name);
    if (isSmall) {
      plugins.add(plugin.name);
      rejections.push(rejectionOf({ status, plugin: plugin.name }, plugin.explainFilter?.(cycle, node)));
      continue;
    }
    if (status !== lastStatus || lastRejection?.plugin !== plugin.name) {
      plugins.add(plugin.name);
      lastStatus = status;
      lastRejection = rejectionOf({ status, plugin: plugin.name });
    }
    rejections.push(lastRejection);
  }
  return {
    nodes,
    rejections: rejections ?? nulls(nodes.length),
    feasible,
    candidates,
    unresolvable,
    plugins,
    isNominated: false,
    total,
    enough,
  };
}

// A pure memo: lists of so many nulls, which most decisions share.
const nullColumns: (readonly null[] | undefined)[] = [];

function nulls(length: number): readonly null[] {
  const known = nullColumns[length];
  if (known !== undefined) return known;
  const column = new Array<null>(length).fill(null);
  nullColumns[length] = column;
  return column;
}

/** Filters a node, first as it will be when the Pods nominated to it have come, then as it is. */
function check(
  profile: Profile,
  filters: readonly FilterPlugin[],
  cycle: Cycle,
  node: NodeInfo,
  rivals: AttemptInput['rivals'],
  out: { status: Status },
): number {
  const others = rivals?.get(node.name);
  if (others !== undefined) {
    const imagined = adjustedCycle(profile, cycle, node, others, 1);
    const failed = runFilter(filters, imagined, withRivals(node, others), out);
    if (failed !== -1) return failed;
  }
  return runFilter(filters, cycle, node, out);
}

interface Unfit {
  readonly filters: readonly FilterPlugin[];
  readonly candidates: readonly NodeInfo[];
  readonly unresolvable: ReadonlySet<string>;
  readonly nodeReasons: readonly (readonly string[])[];
  readonly absentReason: string;
  readonly preFilterMessage: string;
  readonly plugins: ReadonlySet<string>;
  readonly nextStartNodeIndex: number;
}

/** No node passed: asks PostFilter, and words the message. */
function unfit({ profile, cycle, rivals }: AttemptInput, decision: SchedulingDecision, why: Unfit): Attempt {
  const { nodeCount } = decision;
  const out: { status: Status } = { status: SUCCESS };
  const result = runPostFilter(profile, cycle, {
    candidates: why.candidates,
    isUnresolvable: (node) => why.unresolvable.has(node),
    passes(node, removed) {
      const imagined = adjustedCycle(profile, cycle, node, removed, -1);
      return check(profile, why.filters, imagined, node, rivals, out) === -1 ? SUCCESS : out.status;
    },
  });
  const { nomination } = result;
  const preemption: Preemption | undefined =
    nomination === undefined || nomination.node === ''
      ? undefined
      : { node: nomination.node, victims: nomination.victims.map(({ key }) => key) };
  return {
    decision: {
      ...decision,
      ...(preemption !== undefined && { preemption }),
      message: fitErrorMessage({
        nodeCount,
        nodeReasons: why.nodeReasons,
        absentReason: why.absentReason,
        preFilterMessage: why.preFilterMessage,
        postFilterMessage: messageOf(result.status),
      }),
    },
    outcome: {
      type: 'unfit',
      unschedulablePlugins: [...why.plugins].sort(),
      pendingPlugins: [],
      nominatedNodeName: nomination?.node,
    },
    nextStartNodeIndex: why.nextStartNodeIndex,
  };
}

/** The index of the highest total, drawn among those that share it. */
function best(
  totals: readonly number[],
  random: () => number,
): { readonly ties: number; readonly index: number } {
  let max = totals[0] as number;
  let index = 0;
  let ties = 1;
  for (let i = 1; i < totals.length; i++) {
    const total = totals[i] as number;
    if (total > max) {
      max = total;
      index = i;
      ties = 1;
    } else if (total === max) ties++;
  }
  if (ties === 1) return { ties, index };
  let skip = random() % ties;
  for (index = 0; ; index++) {
    if (totals[index] !== max) continue;
    if (skip === 0) return { ties, index };
    skip--;
  }
}
