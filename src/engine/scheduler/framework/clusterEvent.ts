// Models kubernetes@v1.36.0 staging/src/k8s.io/kube-scheduler/framework/types.go (ClusterEvent, ActionType)
// Models kubernetes@v1.36.0 pkg/scheduler/framework/types.go (MatchClusterEvents)
import type { KubeObject, Pod } from '../../../api/index.ts';

/** What happened to an object, as bits, so that a plugin can name several at once. */
export const ACTION = {
  Add: 1,
  Delete: 1 << 1,
  UpdateNodeAllocatable: 1 << 2,
  UpdateNodeLabel: 1 << 3,
  UpdateNodeTaint: 1 << 4,
  UpdateNodeCondition: 1 << 5,
  UpdateNodeAnnotation: 1 << 6,
  UpdatePodLabel: 1 << 7,
  UpdatePodScaleDown: 1 << 8,
  UpdatePodToleration: 1 << 9,
  UpdatePodSchedulingGatesEliminated: 1 << 10,
  /** An update that none of the above says more precisely. */
  UpdateOther: 1 << 11,
  Update: ((1 << 12) - 1) & ~0b11,
  All: (1 << 12) - 1,
} as const;

export type EventResource =
  | 'Node'
  /** A Pod that is on a node. */
  | 'AssignedPod'
  /** Some other Pod that waits to be scheduled. */
  | 'UnscheduledPod'
  /** The Pod in question itself. */
  | 'TargetPod'
  | 'PersistentVolume'
  | 'PersistentVolumeClaim'
  | 'StorageClass'
  | '*';

export interface ClusterEvent {
  readonly resource: EventResource;
  readonly actions: number;
}

/** A change that may let a rejected Pod fit, with the objects it is about. */
export interface ClusterChange extends ClusterEvent {
  readonly before: KubeObject | null;
  readonly after: KubeObject | null;
}

/**
 * Whether a change could make this plugin accept a Pod that it rejected. It must say true when in
 * doubt: a Pod that is left in its place by mistake waits for minutes.
 */
export type QueueingHint = (pod: Pod, before: KubeObject | null, after: KubeObject | null) => boolean;

/** An event a plugin is interested in. Without a hint every such event counts. */
export interface RegisteredEvent extends ClusterEvent {
  readonly hint?: QueueingHint | undefined;
}

/** Moves every Pod, whoever rejected it: the five minutes are over. */
export const UNSCHEDULABLE_TIMEOUT: ClusterEvent = { resource: '*', actions: ACTION.All };

export function isWildCard(event: ClusterEvent): boolean {
  return event.resource === '*' && event.actions === ACTION.All;
}

/** True when `incoming` is the registered event or a more specific one. */
export function eventMatches(registered: ClusterEvent, incoming: ClusterEvent): boolean {
  if (isWildCard(registered)) return true;
  const sameResource = registered.resource === '*' || registered.resource === incoming.resource;
  return (
    sameResource && (registered.actions & incoming.actions) !== 0 && incoming.actions <= registered.actions
  );
}
