// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/interpodaffinity/filtering.go
import type { StringMap } from '../../../../api/index.ts';
import type { Cycle } from '../../framework/interface.ts';
import type { NodeInfo } from '../../framework/nodeInfo.ts';
import type { PodInfo } from '../../framework/podInfo.ts';
import {
  allTermsMatch,
  type NamespaceLabels,
  namespaceLabelsOf,
  requiredAffinity,
  requiredAntiAffinity,
  type Term,
  termMatches,
} from './terms.ts';

/** Numbers of terms by topology key and value, such as `zone` and `east`. */
export type Counts = Map<string, Map<string, number>>;

/** What the Pods that are there mean for the one that comes. */
export interface FilterState {
  readonly affinity: readonly Term[];
  readonly antiAffinity: readonly Term[];
  /** Where Pods are that match all the affinity terms. */
  readonly affinityCounts: Counts;
  /** Where Pods are that match an anti-affinity term. */
  readonly antiAffinityCounts: Counts;
  /** Where Pods are that want this one not to come. */
  readonly existingAntiAffinityCounts: Counts;
}

export function add(counts: Counts, key: string, value: string, amount: number): void {
  let values = counts.get(key);
  if (values === undefined) {
    values = new Map();
    counts.set(key, values);
  }
  const sum = (values.get(value) ?? 0) + amount;
  if (sum !== 0) values.set(value, sum);
  else {
    values.delete(value);
    if (values.size === 0) counts.delete(key);
  }
}

const copy = (counts: Counts): Counts => new Map([...counts].map(([key, values]) => [key, new Map(values)]));

export function filterState(cycle: Cycle): FilterState {
  const { info, handle } = cycle;
  const affinity = requiredAffinity(info);
  const antiAffinity = requiredAntiAffinity(info);
  const state: FilterState = {
    affinity,
    antiAffinity,
    affinityCounts: new Map(),
    antiAffinityCounts: new Map(),
    existingAntiAffinityCounts: new Map(),
  };
  const hasTerms = affinity.length > 0 || antiAffinity.length > 0;
  if (!hasTerms && !handle.hasPodsWithAffinity) return state;
  const namespaceLabels = namespaceLabelsOf(handle);
  handle.eachNode((node) => {
    const labels = node.node.metadata.labels ?? {};
    for (const pod of node.podsWithAffinity) countExisting(state, info, pod, labels, 1, namespaceLabels);
    if (hasTerms) for (const pod of node.pods) countIncoming(state, pod, labels, 1, namespaceLabels);
  });
  return state;
}

/** The state as it is with these Pods added to a node, or removed from it. */
export function adjusted(
  state: FilterState,
  { info, handle }: Cycle,
  { node }: NodeInfo,
  pods: readonly PodInfo[],
  sign: 1 | -1,
): FilterState {
  const next: FilterState = {
    ...state,
    affinityCounts: copy(state.affinityCounts),
    antiAffinityCounts: copy(state.antiAffinityCounts),
    existingAntiAffinityCounts: copy(state.existingAntiAffinityCounts),
  };
  const labels = node.metadata.labels ?? {};
  const namespaceLabels = namespaceLabelsOf(handle);
  for (const pod of pods) {
    countExisting(next, info, pod, labels, sign, namespaceLabels);
    countIncoming(next, pod, labels, sign, namespaceLabels);
  }
  return next;
}

function countExisting(
  state: FilterState,
  incoming: PodInfo,
  existing: PodInfo,
  labels: StringMap,
  sign: 1 | -1,
  namespaceLabels: NamespaceLabels,
): void {
  for (const term of requiredAntiAffinity(existing)) {
    const value = labels[term.topologyKey];
    if (value === undefined || !termMatches(term, incoming, namespaceLabels)) continue;
    add(state.existingAntiAffinityCounts, term.topologyKey, value, sign);
  }
}

function countIncoming(
  state: FilterState,
  existing: PodInfo,
  labels: StringMap,
  sign: 1 | -1,
  namespaceLabels: NamespaceLabels,
): void {
  if (allTermsMatch(state.affinity, existing, namespaceLabels)) {
    for (const { topologyKey } of state.affinity) {
      const value = labels[topologyKey];
      if (value !== undefined) add(state.affinityCounts, topologyKey, value, sign);
    }
  }
  for (const term of state.antiAffinity) {
    const value = labels[term.topologyKey];
    if (value === undefined || !termMatches(term, existing, namespaceLabels)) continue;
    add(state.antiAffinityCounts, term.topologyKey, value, sign);
  }
}

/** Each term finds a Pod in its domain, or the Pod is the first of its kind. */
export function affinityHolds(state: FilterState, { info, handle }: Cycle, { node }: NodeInfo): boolean {
  let found = true;
  for (const { topologyKey } of state.affinity) {
    const value = node.metadata.labels?.[topologyKey];
    if (value === undefined) return false;
    if ((state.affinityCounts.get(topologyKey)?.get(value) ?? 0) <= 0) found = false;
  }
  if (found) return true;
  return state.affinityCounts.size === 0 && allTermsMatch(state.affinity, info, namespaceLabelsOf(handle));
}

export function antiAffinityHolds(state: FilterState, { node }: NodeInfo): boolean {
  for (const { topologyKey } of state.antiAffinity) {
    const value = node.metadata.labels?.[topologyKey];
    if (value !== undefined && (state.antiAffinityCounts.get(topologyKey)?.get(value) ?? 0) > 0) return false;
  }
  return true;
}

export function existingAntiAffinityHolds(state: FilterState, { node }: NodeInfo): boolean {
  for (const [key, values] of state.existingAntiAffinityCounts) {
    const value = node.metadata.labels?.[key];
    if (value !== undefined && (values.get(value) ?? 0) > 0) return false;
  }
  return true;
}
