// Models kubernetes@v1.36.0 pkg/controller/replicaset/replica_set.go
// Differs: a change of a Pod that leaves every count as it is wakes nobody. Pods that the set does not own are
// adopted when the set is first seen and when such a Pod changes, not at every sync.
import { labelSelectorMatches, type Namespace, type Pod, type ReplicaSet } from '../../../api/index.ts';
import { equal } from '../../apiserver/equal.ts';
import { scanPrefix, values } from '../../kernel/table.ts';
import { type Controller, calls, DONE, type Progress } from '../client/controller.ts';
import type { Desk } from '../client/desk.ts';
import { lookUp } from '../client/indexes.ts';
import { groupOf, type PodGroup, podsOf } from '../client/podGroups.ts';
import {
  controllerOf,
  controllerRef,
  isPodActive,
  isPodTerminal,
  podCondition,
  podFromTemplate,
} from '../pods.ts';
import { inDeletionOrder } from './rank.ts';
import { availabilityOf, statusOf } from './status.ts';

const NAME = 'replicaset';
const COMPONENT = 'replicaset-controller';
/** At most so many Pods are made or removed in one go. */
const BURST = 500;

interface Memory {
  /** Pods are made one, two, four … at a time, so that a template that fails does not fail 500 times. */
  readonly batch: number;
  /** Only the status is left to be written. */
  readonly isSettled?: boolean;
}

/** Keeps the number of Pods each ReplicaSet asks for. */
export const replicaSets: Controller = {
  name: NAME,
  workers: 5,
  watches: ['replicasets', 'pods'],

  observe(desk, { resource, key, before, after }) {
    if (resource === 'replicasets') {
      if (after !== undefined) desk.enqueue(NAME, key);
      if (before === undefined) mark(desk, key, true);
      return;
    }
    observePod(desk, before as Pod | undefined, after as Pod | undefined);
  },

  sync(desk, key, memory) {
    const set = desk.find<ReplicaSet>('replicasets', key);
    if (set === undefined) return DONE;
    const state = (memory as Memory | undefined) ?? { batch: 1 };
    const group = groupOf(desk.indexes.podsByController, set.metadata.uid);
    if (set.metadata.deletionTimestamp === undefined && !state.isSettled) {
      if (memory === undefined && claim(desk, key, set)) return calls({ batch: 1 } satisfies Memory);
      const progress = manage(desk, key, set, group, state);
      if (progress !== undefined) return progress;
    }
    return writeStatus(desk, key, set, group);
  },

  succeeded(desk, key, request, response) {
    const set = desk.find<ReplicaSet>('replicasets', key);
    if (set === undefined || request.resource !== 'pods') return;
    if (request.verb === 'create') {
      desk.event(
        COMPONENT,
        set,
        'Normal',
        'SuccessfulCreate',
        `Created pod: ${response.object?.metadata.name}`,
      );
    } else if (request.verb === 'delete' && response.code < 400) {
      desk.event(COMPONENT, set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${request.name}`);
    }
  },

  failed(desk, key, request, response) {
    const set = desk.find<ReplicaSet>('replicasets', key);
    if (set === undefined || request.resource !== 'pods') return;
    const message = response.status?.message ?? '';
    if (request.verb === 'create') {
      desk.event(COMPONENT, set, 'Warning', 'FailedCreate', `Error creating: ${message}`);
      remember(desk, set, { reason: 'FailedCreate', message });
    } else if (request.verb === 'delete') {
      desk.event(COMPONENT, set, 'Warning', 'FailedDelete', `Error deleting: ${message}`);
      remember(desk, set, { reason: 'FailedDelete', message });
    }
  },
};

function observePod(desk: Desk, before: Pod | undefined, after: Pod | undefined): void {
  const owner = setKey(before);
  const ownerNow = setKey(after);
  if (ownerNow !== undefined && (owner !== ownerNow || matters(before as Pod, after as Pod))) {
    desk.enqueue(NAME, ownerNow);
    if (before !== undefined && !equal(before.metadata.labels, after?.metadata.labels))
      mark(desk, ownerNow, true);
  }
  if (owner !== undefined && owner !== ownerNow) desk.enqueue(NAME, owner);
  if (after === undefined || after.metadata.labels === undefined || controllerOf(after) !== undefined) return;
  // An orphan: a set that selects it may take it in.
  if (before !== undefined && before.metadata.labels === after.metadata.labels && owner === undefined) return;
  scanPrefix(desk.objects<ReplicaSet>('replicasets'), `${after.metadata.namespace}/`, (set, key) => {
    if (!labelSelectorMatches(set.spec.selector, after.metadata.labels)) return;
    desk.enqueue(NAME, key);
    mark(desk, key, true);
  });
}

/** Something of a Pod has changed that its set counts by. */
function matters(before: Pod, after: Pod): boolean {
  const ready = podCondition(before, 'Ready');
  const readyNow = podCondition(after, 'Ready');
  return (
    isPodActive(before) !== isPodActive(after) ||
    isPodTerminal(before) !== isPodTerminal(after) ||
    ready?.status !== readyNow?.status ||
    ready?.lastTransitionTime !== readyNow?.lastTransitionTime ||
    !equal(before.metadata.labels, after.metadata.labels) ||
    before.metadata.uid !== after.metadata.uid
  );
}

function setKey(pod: Pod | undefined): string | undefined {
  const owner = pod === undefined ? undefined : controllerOf(pod);
  return owner?.kind === 'ReplicaSet' ? `${pod?.metadata.namespace}/${owner.name}` : undefined;
}

/** Takes in matching orphans and lets go of Pods that no longer match; false when there are none. */
function claim(desk: Desk, key: string, set: ReplicaSet): boolean {
  if (recall(desk).suspects[key] === undefined) return false;
  mark(desk, key, false);
  let made = 0;
  for (const pod of podsOf(desk.indexes.podsByController, set.metadata.uid)) {
    const { labels, deletionTimestamp } = pod.metadata;
    if (labelSelectorMatches(set.spec.selector, labels) || deletionTimestamp !== undefined) continue;
    const others = (pod.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== set.metadata.uid);
    desk.update(NAME, key, { ...pod, metadata: { ...pod.metadata, ownerReferences: others } });
    made++;
  }
  for (const pod of orphans(desk, set)) {
    const ownerReferences = [...(pod.metadata.ownerReferences ?? []), controllerRef(set)];
    desk.update(NAME, key, { ...pod, metadata: { ...pod.metadata, ownerReferences } });
    made++;
  }
  return made > 0;
}

function orphans(desk: Desk, set: ReplicaSet): Pod[] {
  const { namespace } = set.metadata;
  const found: Pod[] = [];
  scanPrefix(desk.objects<Pod>('pods'), `${namespace}/`, (pod) => {
    if (
      controllerOf(pod) === undefined &&
      isPodActive(pod) &&
      labelSelectorMatches(set.spec.selector, pod.metadata.labels)
    ) {
      found.push(pod);
    }
  });
  return found;
}

/** Makes or removes Pods; undefined when the number is right. */
function manage(
  desk: Desk,
  key: string,
  set: ReplicaSet,
  group: PodGroup,
  memory: Memory,
): Progress | undefined {
  const missing = (set.spec.replicas ?? 1) - group.active;
  const home = desk.find<Namespace>('namespaces', set.metadata.namespace ?? '');
  // Upstream tries, is refused and leaves it at that.
  if (missing > 0 && home?.status?.phase === 'Terminating') return undefined;
  if (missing > 0) {
    const batch = Math.min(missing, memory.batch, BURST);
    for (let i = 0; i < batch; i++) desk.create(NAME, key, podFromTemplate(set.spec.template, set));
    return calls({ batch: batch * 2 } satisfies Memory);
  }
  if (missing < 0) {
    const active = values(group.pods).filter(isPodActive);
    const related = nodesOfRelated(desk, set);
    const order = inDeletionOrder(active, (pod) => related.get(pod.spec.nodeName ?? '') ?? 0, desk.nowMs);
    for (const pod of order.slice(0, Math.min(-missing, BURST))) desk.delete(NAME, key, pod);
    return calls({ batch: 1 } satisfies Memory);
  }
  remember(desk, set, undefined);
  return undefined;
}

/** How many active Pods of the same controller's sets each node has. */
function nodesOfRelated(desk: Desk, set: ReplicaSet): Map<string, number> {
  const owner = controllerOf(set);
  const sets =
    owner === undefined
      ? [set]
      : lookUp<ReplicaSet>(desk.indexes.dependents, `${owner.uid} replicasets`, desk.objects('replicasets'));
  const counts = new Map<string, number>();
  for (const { metadata } of sets) {
    for (const pod of podsOf(desk.indexes.podsByController, metadata.uid)) {
      const node = pod.spec.nodeName;
      if (node && isPodActive(pod)) counts.set(node, (counts.get(node) ?? 0) + 1);
    }
  }
  return counts;
}

function writeStatus(desk: Desk, key: string, set: ReplicaSet, group: PodGroup): Progress {
  const { available, nextMs } = availabilityOf(set, group, desk.nowMs);
  const status = statusOf(set, group, available, failureOf(desk, set), desk.context.timestamp());
  if (nextMs !== undefined) desk.enqueueAfter(NAME, key, nextMs - desk.nowMs, false);
  if (set.status !== undefined && equal(set.status, status)) return DONE;
  desk.update(NAME, key, { ...set, status }, 'status');
  return calls({ batch: 1, isSettled: true } satisfies Memory);
}

interface Kept {
  /** By uid of the set: why the last try to make or remove a Pod failed. */
  readonly failures: Readonly<Record<string, Failure>>;
  /** Keys of sets that may find Pods to adopt. */
  readonly suspects: Readonly<Record<string, true>>;
}

interface Failure {
  readonly reason: string;
  readonly message: string;
}

function recall(desk: Desk): Kept {
  return desk.recall<Kept>(NAME) ?? { failures: {}, suspects: {} };
}

function mark(desk: Desk, key: string, isSuspect: boolean): void {
  const kept = recall(desk);
  if ((kept.suspects[key] !== undefined) === isSuspect) return;
  desk.keep(NAME, {
    ...kept,
    suspects: isSuspect ? { ...kept.suspects, [key]: true } : without(kept.suspects, key),
  });
}

function failureOf(desk: Desk, set: ReplicaSet): Failure | undefined {
  return recall(desk).failures[set.metadata.uid ?? ''];
}

function remember(desk: Desk, set: ReplicaSet, failure: Failure | undefined): void {
  const uid = set.metadata.uid ?? '';
  const kept = recall(desk);
  if (failure === kept.failures[uid]) return;
  const failures = failure === undefined ? without(kept.failures, uid) : { ...kept.failures, [uid]: failure };
  desk.keep(NAME, { ...kept, failures });
}

function without<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  const { [key]: _, ...others } = record;
  return others;
}
