import type { Pod, StringMap } from '../../../api/index.ts';
import { emptyTable, get, put, remove, type Table, values } from '../../kernel/table.ts';
import { controllerOf, isPodActive, isPodReady, isPodTerminal } from '../pods.ts';

/** The Pods of one controller, counted as they come and go: a set of a thousand is not counted again at every change. */
export interface PodGroup {
  readonly pods: Table<Pod>;
  /** Neither ended nor being deleted. */
  readonly active: number;
  /** Active and Ready. */
  readonly ready: number;
  /** Being deleted and not yet ended. */
  readonly terminating: number;
  /** Active Pods by their labels. */
  readonly labels: Readonly<Record<string, LabelCount>>;
}

interface LabelCount {
  readonly labels: StringMap;
  readonly count: number;
}

/** By uid of the controller. */
export type PodGroups = Table<PodGroup>;

export const EMPTY_GROUP: PodGroup = { pods: emptyTable(), active: 0, ready: 0, terminating: 0, labels: {} };

export function groupOf(groups: PodGroups, uid: string | undefined): PodGroup {
  return (uid === undefined ? undefined : get(groups, uid)) ?? EMPTY_GROUP;
}

export function podsOf(groups: PodGroups, uid: string | undefined): Pod[] {
  return values(groupOf(groups, uid).pods);
}

export function regroup(
  groups: PodGroups,
  key: string,
  before: Pod | undefined,
  after: Pod | undefined,
): PodGroups {
  const owner = before === undefined ? undefined : controllerOf(before)?.uid;
  const ownerNow = after === undefined ? undefined : controllerOf(after)?.uid;
  if (owner === undefined && ownerNow === undefined) return groups;
  let next = groups;
  if (owner !== undefined && owner !== ownerNow) {
    const left = replaced(groupOf(next, owner), key, before, undefined);
    next = left.pods.size === 0 ? remove(next, owner) : put(next, owner, left);
  }
  if (ownerNow !== undefined) {
    const known = owner === ownerNow ? before : undefined;
    next = put(next, ownerNow, replaced(groupOf(next, ownerNow), key, known, after));
  }
  return next;
}

function replaced(group: PodGroup, key: string, before: Pod | undefined, after: Pod | undefined): PodGroup {
  const was = countsOf(before);
  const is = countsOf(after);
  const text = was.active === 1 ? labelText(before) : undefined;
  const textNow =
    is.active !== 1
      ? undefined
      : text !== undefined && before?.metadata.labels === after?.metadata.labels
        ? text
        : labelText(after);
  let { labels } = group;
  if (text !== textNow) {
    if (text !== undefined) labels = counted(labels, text, before?.metadata.labels ?? {}, -1);
    if (textNow !== undefined) labels = counted(labels, textNow, after?.metadata.labels ?? {}, 1);
  }
  return {
    pods: after === undefined ? remove(group.pods, key) : put(group.pods, key, after),
    active: group.active + is.active - was.active,
    ready: group.ready + is.ready - was.ready,
    terminating: group.terminating + is.terminating - was.terminating,
    labels,
  };
}

function countsOf(pod: Pod | undefined): { active: number; ready: number; terminating: number } {
  if (pod === undefined) return { active: 0, ready: 0, terminating: 0 };
  const isActive = isPodActive(pod);
  return {
    active: isActive ? 1 : 0,
    ready: isActive && isPodReady(pod) ? 1 : 0,
    terminating: pod.metadata.deletionTimestamp !== undefined && !isPodTerminal(pod) ? 1 : 0,
  };
}

function labelText(pod: Pod | undefined): string {
  const labels = pod?.metadata.labels ?? {};
  return Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key]}`)
    .join(',');
}

function counted(
  all: PodGroup['labels'],
  text: string,
  labels: StringMap,
  change: 1 | -1,
): PodGroup['labels'] {
  const count = (all[text]?.count ?? 0) + change;
  if (count > 0) return { ...all, [text]: { labels, count } };
  const { [text]: _, ...others } = all;
  return others;
}
