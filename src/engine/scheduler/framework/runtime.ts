// Models kubernetes@v1.36.0 pkg/scheduler/framework/runtime/framework.go
// Differs: nothing runs in parallel, so every run of the same cycle gives the same columns.
import type { PluginScores, Rejection, ScoreTerms } from '../decision.ts';
import type {
  Cycle,
  FilterOutcome,
  FilterPlugin,
  PostFilterResult,
  Reservation,
  ScorePlugin,
} from './interface.ts';
import type { NodeInfo } from './nodeInfo.ts';
import type { PodInfo } from './podInfo.ts';
import type { Profile } from './profile.ts';
import {
  errorStatus,
  isRejected,
  messageOf,
  type Status,
  SUCCESS,
  unresolvable,
  unschedulable,
} from './status.ts';

/** A status with the plugin it came from; empty for the framework itself. */
export interface Verdict {
  readonly status: Status;
  readonly plugin: string;
}

export interface PreFilterOutcome {
  readonly verdict: Verdict;
  /** The only nodes to look at, sorted; null for all. */
  readonly nodeNames: readonly string[] | null;
  /** Plugins that narrowed the nodes. */
  readonly narrowedBy: readonly string[];
  /** Plugins whose Filter has nothing to do. */
  readonly skipped: readonly string[];
}

export function runPreFilter(profile: Profile, cycle: Cycle): PreFilterOutcome {
  const skipped: string[] = [];
  const narrowedBy: string[] = [];
  let nodeNames: readonly string[] | null = null;
  let verdict: Verdict = { status: SUCCESS, plugin: '' };
  for (const plugin of profile.preFilter) {
    const result = plugin.preFilter(cycle);
    const { code } = result.status;
    if (code === 'Skip') {
      skipped.push(plugin.name);
      continue;
    }
    if (code === 'UnschedulableAndUnresolvable') {
      return {
        verdict: { status: result.status, plugin: plugin.name },
        nodeNames: null,
        narrowedBy: [],
        skipped,
      };
    }
    if (isRejected(result.status)) {
      // Preemption may follow, and it needs what the other plugins compute.
      verdict = { status: result.status, plugin: plugin.name };
      continue;
    }
    if (code !== 'Success') {
      const message = `running PreFilter plugin "${plugin.name}": ${messageOf(result.status)}`;
      return {
        verdict: { status: errorStatus(message), plugin: plugin.name },
        nodeNames: null,
        narrowedBy: [],
        skipped,
      };
    }
    if (result.nodeNames === null) continue;
    narrowedBy.push(plugin.name);
    nodeNames = nodeNames === null ? result.nodeNames : intersection(nodeNames, result.nodeNames);
    if (nodeNames.length === 0) {
      narrowedBy.sort();
      const message =
        narrowedBy.length === 1
          ? `node(s) didn't satisfy plugin ${narrowedBy[0]}`
          : `node(s) didn't satisfy plugin(s) [${narrowedBy.join(' ')}] simultaneously`;
      return { verdict: { status: unresolvable(message), plugin: '' }, nodeNames, narrowedBy, skipped };
    }
  }
  return { verdict, nodeNames, narrowedBy: narrowedBy.sort(), skipped };
}

function intersection(a: readonly string[], b: readonly string[]): readonly string[] {
  const wanted = new Set(b);
  return a.filter((name) => wanted.has(name));
}

/** The Filter plugins that PreFilter did not skip. */
export function activeFilters(profile: Profile, skipped: readonly string[]): readonly FilterPlugin[] {
  if (skipped.length === 0) return profile.filter;
  return profile.filter.filter(({ name }) => !skipped.includes(name));
}

/** A cycle whose PreFilter state is as if these Pods were on the node (sign 1), or were not (sign -1). */
export function adjustedCycle(
  profile: Profile,
  cycle: Cycle,
  node: NodeInfo,
  pods: readonly PodInfo[],
  sign: 1 | -1,
): Cycle {
  if (pods.length === 0) return cycle;
  const next: Cycle = { ...cycle, state: { ...cycle.state } };
  for (const plugin of profile.preFilter) {
    // A plugin that skipped has no state, and its Filter is not called.
    if (plugin.name in next.state) plugin.adjust?.(next, node, pods, sign);
  }
  return next;
}

/** The index of the first plugin that rejects the node; -1 when it passes. Its status is in `out.status`. */
export function runFilter(
  filters: readonly FilterPlugin[],
  cycle: Cycle,
  node: NodeInfo,
  out: { status: Status },
): number {
  for (let i = 0; i < filters.length; i++) {
    const status = (filters[i] as FilterPlugin).filter(cycle, node);
    if (status.code !== 'Success') {
      out.status = status;
      return i;
    }
  }
  return -1;
}

export function rejectionOf(verdict: Verdict, terms?: ScoreTerms): Rejection {
  const { code, reasons } = verdict.status;
  return {
    plugin: verdict.plugin,
    reasons,
    code: code === 'Unschedulable' || code === 'UnschedulableAndUnresolvable' ? code : 'Error',
    ...(terms !== undefined && { terms }),
  };
}

/** The first plugin that finds a way or breaks decides; otherwise all their words together. */
export function runPostFilter(profile: Profile, cycle: Cycle, outcome: FilterOutcome): PostFilterResult {
  const reasons: string[] = [];
  for (const plugin of profile.postFilter) {
    const result = plugin.postFilter(cycle, outcome);
    const { code } = result.status;
    if (code === 'Success' || code === 'UnschedulableAndUnresolvable' || !isRejected(result.status))
      return result;
    reasons.push(...result.status.reasons);
  }
  return { status: unschedulable(...reasons) };
}

export interface Scored {
  readonly scores: readonly PluginScores[];
  readonly totals: readonly number[];
  readonly skipped: readonly string[];
}

/** PreScore, Score and NormalizeScore for the nodes that passed; `withTerms` records the inputs of each score. */
export function runScore(
  profile: Profile,
  cycle: Cycle,
  nodes: readonly NodeInfo[],
  withTerms: boolean,
): Scored {
  const skipped: string[] = [];
  for (const plugin of profile.preScore) {
    const status = plugin.preScore(cycle, nodes);
    if (status.code === 'Skip') skipped.push(plugin.name);
    else if (status.code !== 'Success') {
      throw new Error(`running PreScore plugin "${plugin.name}": ${messageOf(status)}`);
    }
  }
  const scores: PluginScores[] = [];
  const totals = new Array<number>(nodes.length).fill(0);
  for (const { plugin, weight } of profile.score) {
    if (skipped.includes(plugin.name)) continue;
    const raw = rawScores(plugin, cycle, nodes);
    let normalized = raw;
    if (plugin.normalize !== undefined) {
      normalized = raw.slice();
      plugin.normalize(cycle, normalized, nodes);
    }
    for (let i = 0; i < totals.length; i++) {
      totals[i] = (totals[i] as number) + (normalized[i] as number) * weight;
    }
    scores.push({
      plugin: plugin.name,
      weight,
      raw: column(raw),
      normalized: column(normalized),
      ...(withTerms &&
        plugin.explainScore !== undefined && {
          terms: nodes.map((node) => plugin.explainScore?.(cycle, node) ?? {}),
        }),
    });
  }
  return { scores, totals, skipped };
}

function rawScores(plugin: ScorePlugin, cycle: Cycle, nodes: readonly NodeInfo[]): number[] {
  const raw = new Array<number>(nodes.length);
  for (let i = 0; i < nodes.length; i++) raw[i] = plugin.score(cycle, nodes[i] as NodeInfo);
  return raw;
}

// A pure memo: columns of one repeated number are shared, which keeps the trace of large clusters small.
const constants = new Map<string, readonly number[]>();

/** The same numbers, in a shared list when they are all equal. */
function column(list: readonly number[]): readonly number[] {
  const [first] = list;
  if (first === undefined) return list;
  for (let i = 1; i < list.length; i++) if (list[i] !== first) return list;
  const key = `${list.length}/${first}`;
  const known = constants.get(key);
  if (known !== undefined) return known;
  if (constants.size >= 1024) constants.clear();
  constants.set(key, list);
  return list;
}

export interface ReserveOutcome {
  readonly verdict: Verdict;
  /** By plugin. */
  readonly reservations: Readonly<Record<string, Reservation>>;
}

export function runReserve(profile: Profile, cycle: Cycle, node: string): ReserveOutcome {
  const reservations: Record<string, Reservation> = {};
  for (const plugin of profile.reserve) {
    const { status, reservation } = plugin.reserve(cycle, node);
    if (status.code === 'Success') {
      if (reservation !== null) reservations[plugin.name] = reservation;
      continue;
    }
    if (isRejected(status)) return { verdict: { status, plugin: plugin.name }, reservations };
    const message = `running Reserve plugin "${plugin.name}": ${messageOf(status)}`;
    return { verdict: { status: errorStatus(message), plugin: plugin.name }, reservations };
  }
  return { verdict: { status: SUCCESS, plugin: '' }, reservations };
}

export function runPermit(profile: Profile, cycle: Cycle, node: string): Verdict {
  for (const plugin of profile.permit) {
    const status = plugin.permit(cycle, node);
    if (status.code === 'Success') continue;
    if (isRejected(status)) return { status, plugin: plugin.name };
    const message = `running Permit plugin "${plugin.name}": ${messageOf(status)}`;
    return { status: errorStatus(message), plugin: plugin.name };
  }
  return { status: SUCCESS, plugin: '' };
}
