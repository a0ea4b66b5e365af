// Models kubernetes@v1.36.0 pkg/scheduler/eventhandlers.go
// Models kubernetes@v1.36.0 pkg/scheduler/framework/events.go
import type {
  KubeObject,
  Namespace,
  Node,
  NodeCondition,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  ReplicaSet,
  Service,
  StorageClass,
} from '../../api/index.ts';
import type { WatchEvent } from '../apiserver/messages.ts';
import { get, put, remove, type Table } from '../kernel/table.ts';
import { forgetPod, isAssumed, removeNode, upsertNode, upsertPod } from './cache/cache.ts';
import { ACTION, type ClusterChange, type EventResource } from './framework/clusterEvent.ts';
import { podInfoOf, podKey, podResourceOf } from './framework/podInfo.ts';
import type { Profile } from './framework/profile.ts';
import { nominate } from './nominator.ts';
import { addToQueue, deleteFromQueue, moveAll, updateInQueue } from './queue/queue.ts';
import { type Informers, SCHEDULER_NAME, type SchedulerState, withFields } from './state.ts';
import { claimKey } from './volumes.ts';

/** Takes in one watch event: informer cache, NodeInfos and queue. */
export function onWatchEvent(
  state: SchedulerState,
  profile: Profile,
  { event, resource, object }: WatchEvent,
  nowMs: number,
): SchedulerState {
  if (event === 'BOOKMARK') return state;
  const deleted = event === 'DELETED';
  switch (resource) {
    case 'pods':
      return onPod(state, profile, object as Pod, deleted, nowMs);
    case 'nodes':
      return onNode(state, profile, object as Node, deleted, nowMs);
    case 'persistentvolumes':
      return onVolume(state, profile, object as PersistentVolume, deleted, nowMs);
    case 'persistentvolumeclaims':
      return onClaim(state, profile, object as PersistentVolumeClaim, deleted, nowMs);
    case 'storageclasses':
      return onStorageClass(state, profile, object as StorageClass, deleted, nowMs);
    case 'namespaces': {
      const namespace = object as Namespace;
      const name = namespace.metadata.name as string;
      const { namespaces } = state.informers;
      return withInformer(state, {
        namespaces: deleted ? remove(namespaces, name) : put(namespaces, name, namespace),
      });
    }
    case 'services': {
      const { services } = state.informers;
      return withInformer(state, {
        services: upsert(services, namespacedKey(object), object as Service, deleted),
      });
    }
    case 'replicasets': {
      const { replicaSets } = state.informers;
      return withInformer(state, {
        replicaSets: upsert(replicaSets, namespacedKey(object), object as ReplicaSet, deleted),
      });
    }
    default:
      return state;
  }
}

const namespacedKey = ({ metadata }: KubeObject): string => `${metadata.namespace}/${metadata.name}`;

function withInformer(state: SchedulerState, changed: Partial<Informers>): SchedulerState {
  const { informers } = state;
  const next: Informers = {
    pods: informers.pods,
    persistentVolumes: informers.persistentVolumes,
    persistentVolumeClaims: informers.persistentVolumeClaims,
    storageClasses: informers.storageClasses,
    namespaces: informers.namespaces,
    services: informers.services,
    replicaSets: informers.replicaSets,
  };
  return withFields(state, { informers: Object.assign(next, changed) });
}

function announce(
  state: SchedulerState,
  profile: Profile,
  resource: EventResource,
  actions: number,
  before: KubeObject | null,
  after: KubeObject | null,
  nowMs: number,
): SchedulerState {
  const queue = moveAll(state.queue, profile, { resource, actions, before, after }, nowMs);
  return queue === state.queue ? state : withFields(state, { queue });
}

// ---------------------------------------------------------------------------------------------------------------
// Pods

function onPod(
  state: SchedulerState,
  profile: Profile,
  pod: Pod,
  deleted: boolean,
  nowMs: number,
): SchedulerState {
  const key = podKey(pod);
  const old = get(state.informers.pods, key);
  const phase = pod.status?.phase;
  // A Pod that has ended holds nothing any more: upstream's watch leaves it out.
  if (deleted || phase === 'Succeeded' || phase === 'Failed') {
    return old === undefined ? state : deletePod(state, profile, old, nowMs);
  }
  const pods = put(state.informers.pods, key, pod);
  if (old !== undefined && old.metadata.uid === pod.metadata.uid) {
    return updatePod(withInformer(state, { pods }), profile, old, pod, nowMs);
  }
  const cleared = old === undefined ? state : deletePod(state, profile, old, nowMs);
  return addPod(withInformer(cleared, { pods }), profile, pod, nowMs);
}

/** Pods that ask for another scheduler are none of ours. */
const isOurs = ({ spec }: Pod): boolean =>
  spec.schedulerName === undefined || spec.schedulerName === '' || spec.schedulerName === SCHEDULER_NAME;

const isAssigned = ({ spec }: Pod): boolean => spec.nodeName !== undefined && spec.nodeName !== '';

function addPod(state: SchedulerState, profile: Profile, pod: Pod, nowMs: number): SchedulerState {
  if (isAssigned(pod)) return addAssignedPod(state, profile, pod, nowMs);
  if (!isOurs(pod)) return state;
  const nominated = pod.status?.nominatedNodeName;
  return withFields(state, {
    queue: addToQueue(state.queue, profile, pod, nowMs),
    nominations: nominated ? nominate(state.nominations, podInfoOf(pod), nominated) : state.nominations,
  });
}

function addAssignedPod(state: SchedulerState, profile: Profile, pod: Pod, nowMs: number): SchedulerState {
  const cache = upsertPod(state.cache, podInfoOf(pod), pod.spec.nodeName as string);
  return announce(withFields(state, { cache }), profile, 'AssignedPod', ACTION.Add, null, pod, nowMs);
}

function updatePod(
  state: SchedulerState,
  profile: Profile,
  old: Pod,
  pod: Pod,
  nowMs: number,
): SchedulerState {
  if (isAssigned(old)) {
    // Most updates are about the status, which changes nothing here.
    if (old.spec === pod.spec && old.metadata.labels === pod.metadata.labels) return state;
    const cache = upsertPod(state.cache, podInfoOf(pod), pod.spec.nodeName as string);
    let next: SchedulerState = withFields(state, { cache });
    for (const change of podChanges(old, pod, 'AssignedPod')) {
      next = announce(next, profile, 'AssignedPod', change.actions, old, pod, nowMs);
    }
    return next;
  }
  if (isAssigned(pod)) {
    // The binding has come through, ours or another's.
    const queue = deleteFromQueue(state.queue, podKey(pod));
    const nominations = remove(state.nominations, pod.metadata.uid as string);
    return addAssignedPod(withFields(state, { queue, nominations }), profile, pod, nowMs);
  }
  if (!isOurs(old) || old.metadata.resourceVersion === pod.metadata.resourceVersion) return state;
  if (isAssumed(state.cache, pod.metadata.uid as string)) {
    const isDeleting =
      pod.metadata.deletionTimestamp !== undefined && old.metadata.deletionTimestamp === undefined;
    return isDeleting ? releaseAssumed(state, profile, pod, nowMs) : state;
  }
  const queue = updateInQueue(state.queue, profile, pod, podChanges(old, pod, 'TargetPod'), nowMs);
  const before = old.status?.nominatedNodeName ?? '';
  const after = pod.status?.nominatedNodeName ?? '';
  if (before === after) return withFields(state, { queue });
  const next = withFields(state, { queue, nominations: nominate(state.nominations, podInfoOf(pod), after) });
  // The room that was kept on the old node is free for others again.
  return before === '' ? next : announce(next, profile, 'AssignedPod', ACTION.Delete, old, null, nowMs);
}

function deletePod(state: SchedulerState, profile: Profile, pod: Pod, nowMs: number): SchedulerState {
  const key = podKey(pod);
  const gone = {
    ...withInformer(state, { pods: remove(state.informers.pods, key) }),
    nominations: remove(state.nominations, pod.metadata.uid as string),
  };
  if (isAssigned(pod)) {
    const cache = forgetPod(gone.cache, pod.metadata.uid as string);
    return announce(withFields(gone, { cache }), profile, 'AssignedPod', ACTION.Delete, pod, null, nowMs);
  }
  if (!isOurs(pod)) return gone;
  const next = withFields(gone, { queue: deleteFromQueue(gone.queue, key) });
  if (isAssumed(next.cache, pod.metadata.uid as string)) return releaseAssumed(next, profile, pod, nowMs);
  if (!pod.status?.nominatedNodeName) return next;
  return announce(next, profile, 'AssignedPod', ACTION.Delete, pod, null, nowMs);
}

/** An assumed Pod is on its way out: its room is free at once, though its binding is still under way. */
function releaseAssumed(state: SchedulerState, profile: Profile, pod: Pod, nowMs: number): SchedulerState {
  const cache = forgetPod(state.cache, pod.metadata.uid as string);
  return announce(withFields(state, { cache }), profile, 'AssignedPod', ACTION.Delete, pod, null, nowMs);
}

/** What an update changed that matters to placing Pods. */
export function podChanges(before: Pod, after: Pod, resource: 'AssignedPod' | 'TargetPod'): ClusterChange[] {
  const actions: number[] = [];
  if (!sameEntries(before.metadata.labels, after.metadata.labels)) actions.push(ACTION.UpdatePodLabel);
  if (isScaledDown(before, after)) actions.push(ACTION.UpdatePodScaleDown);
  if ((before.spec.schedulingGates?.length ?? 0) > 0 && (after.spec.schedulingGates?.length ?? 0) === 0) {
    actions.push(ACTION.UpdatePodSchedulingGatesEliminated);
  }
  // Tolerations can be added, never changed or removed.
  if ((before.spec.tolerations?.length ?? 0) !== (after.spec.tolerations?.length ?? 0)) {
    actions.push(ACTION.UpdatePodToleration);
  }
  if (actions.length === 0) actions.push(ACTION.UpdateOther);
  return actions.map((action) => ({ resource, actions: action, before, after }));
}

function isScaledDown(before: Pod, after: Pod): boolean {
  const had = podResourceOf(before).requests;
  const has = podResourceOf(after).requests;
  if (had === has) return false;
  return (
    had.milliCPU > has.milliCPU ||
    had.memory > has.memory ||
    had.ephemeralStorage > has.ephemeralStorage ||
    Object.keys(had.scalar).some((name) => (had.scalar[name] ?? 0) > (has.scalar[name] ?? 0))
  );
}

// ---------------------------------------------------------------------------------------------------------------
// Nodes

function onNode(
  state: SchedulerState,
  profile: Profile,
  node: Node,
  deleted: boolean,
  nowMs: number,
): SchedulerState {
  const name = node.metadata.name as string;
  const number = get(state.cache.numbers, name);
  const old = number === undefined ? undefined : get(state.cache.nodes, number)?.node;
  if (deleted) {
    const announced = announce(state, profile, 'Node', ACTION.Delete, node, null, nowMs);
    return withFields(announced, { cache: removeNode(announced.cache, name) });
  }
  let next: SchedulerState = withFields(state, { cache: upsertNode(state.cache, node) });
  if (old === undefined) return announce(next, profile, 'Node', ACTION.Add, null, node, nowMs);
  for (const action of nodeChanges(old, node)) {
    next = announce(next, profile, 'Node', action, old, node, nowMs);
  }
  return next;
}

/** What an update changed that matters to placing Pods, as actions. */
export function nodeChanges(before: Node, after: Node): number[] {
  const actions: number[] = [];
  if (before.spec?.unschedulable === true && after.spec?.unschedulable !== true) {
    actions.push(ACTION.UpdateNodeTaint);
  }
  if (!sameEntries(before.status?.allocatable, after.status?.allocatable)) {
    actions.push(ACTION.UpdateNodeAllocatable);
  }
  if (!sameEntries(before.metadata.labels, after.metadata.labels)) actions.push(ACTION.UpdateNodeLabel);
  if (!sameTaints(before, after)) actions.push(ACTION.UpdateNodeTaint);
  if (!sameConditions(before.status?.conditions, after.status?.conditions)) {
    actions.push(ACTION.UpdateNodeCondition);
  }
  if (!sameEntries(before.metadata.annotations, after.metadata.annotations)) {
    actions.push(ACTION.UpdateNodeAnnotation);
  }
  return actions;
}

type Entries = Readonly<Record<string, string>> | undefined;

function sameEntries(a: Entries, b: Entries): boolean {
  if (a === b) return true;
  const left = a ?? {};
  const right = b ?? {};
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => left[key] === right[key]);
}

function sameTaints(before: Node, after: Node): boolean {
  const a = before.spec?.taints;
  const b = after.spec?.taints;
  if (a === b) return true;
  if ((a?.length ?? 0) !== (b?.length ?? 0)) return false;
  return (a ?? []).every((taint, index) => {
    const other = b?.[index];
    return (
      other !== undefined &&
      taint.key === other.key &&
      (taint.value ?? '') === (other.value ?? '') &&
      taint.effect === other.effect &&
      taint.timeAdded === other.timeAdded
    );
  });
}

function sameConditions(a: readonly NodeCondition[] = [], b: readonly NodeCondition[] = []): boolean {
  if (a === b) return true;
  return (
    a.length === b.length &&
    a.every(({ type, status }) => b.find((other) => other.type === type)?.status === status)
  );
}

// ---------------------------------------------------------------------------------------------------------------
// Storage

function onVolume(
  state: SchedulerState,
  profile: Profile,
  volume: PersistentVolume,
  deleted: boolean,
  nowMs: number,
): SchedulerState {
  const name = volume.metadata.name as string;
  const old = get(state.informers.persistentVolumes, name);
  const next = {
    ...withInformer(state, {
      persistentVolumes: upsert(state.informers.persistentVolumes, name, volume, deleted),
    }),
    assumedVolumes: confirmed(state.assumedVolumes, name, volume, deleted),
  };
  return announceObject(next, profile, 'PersistentVolume', old, volume, deleted, nowMs);
}

function onClaim(
  state: SchedulerState,
  profile: Profile,
  claim: PersistentVolumeClaim,
  deleted: boolean,
  nowMs: number,
): SchedulerState {
  const key = claimKey(claim.metadata);
  const { persistentVolumeClaims } = state.informers;
  const old = get(persistentVolumeClaims, key);
  const next = {
    ...withInformer(state, { persistentVolumeClaims: upsert(persistentVolumeClaims, key, claim, deleted) }),
    assumedClaims: confirmed(state.assumedClaims, key, claim, deleted),
  };
  return announceObject(next, profile, 'PersistentVolumeClaim', old, claim, deleted, nowMs);
}

function onStorageClass(
  state: SchedulerState,
  profile: Profile,
  storageClass: StorageClass,
  deleted: boolean,
  nowMs: number,
): SchedulerState {
  const name = storageClass.metadata.name as string;
  const { storageClasses } = state.informers;
  const old = get(storageClasses, name);
  const next = withInformer(state, { storageClasses: upsert(storageClasses, name, storageClass, deleted) });
  return announceObject(next, profile, 'StorageClass', old, storageClass, deleted, nowMs);
}

function upsert<V>(table: Table<V>, key: string, value: V, deleted: boolean): Table<V> {
  return deleted ? remove(table, key) : put(table, key, value);
}

/** An assumption holds until the API server shows a newer version than the one it was made from. */
function confirmed<V extends KubeObject>(
  assumed: Table<V>,
  key: string,
  object: V,
  deleted: boolean,
): Table<V> {
  const assumption = get(assumed, key);
  if (assumption === undefined) return assumed;
  const isNewer =
    Number(object.metadata.resourceVersion ?? 0) > Number(assumption.metadata.resourceVersion ?? 0);
  return deleted || isNewer ? remove(assumed, key) : assumed;
}

function announceObject(
  state: SchedulerState,
  profile: Profile,
  resource: EventResource,
  old: KubeObject | undefined,
  object: KubeObject,
  deleted: boolean,
  nowMs: number,
): SchedulerState {
  if (deleted) return announce(state, profile, resource, ACTION.Delete, object, null, nowMs);
  if (old === undefined) return announce(state, profile, resource, ACTION.Add, null, object, nowMs);
  return announce(state, profile, resource, ACTION.UpdateOther, old, object, nowMs);
}
