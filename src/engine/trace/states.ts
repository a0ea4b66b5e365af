import type { PersistentVolumeClaim, Pod } from '../../api/index.ts';
import { claimsOf } from '../controllers/client/indexes.ts';
import {
  ANN_BIND_COMPLETED,
  ANN_SELECTED_NODE,
  annotation,
} from '../controllers/volumebinder/annotations.ts';

/** What of a Pod's manifest decides which steps its creation has. */
export interface PodFacts {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** `namespace/name` of the claims it uses. */
  readonly claims: readonly string[];
  readonly volumes: number;
  readonly hostNetwork: boolean;
  /** `spec.nodeName` as it was created. */
  readonly nodeName: string;
  readonly schedulerName: string;
  /** `Kind/name` of the controller that owns it; empty for none. */
  readonly controller: string;
  readonly containers: readonly ContainerFacts[];
}

export interface ContainerFacts {
  readonly name: string;
  readonly image: string;
  readonly isInit: boolean;
}

/** What one write made of a Pod, as far as a flow depends on it. */
export interface PodState {
  readonly phase: string;
  readonly nodeName: string;
  readonly gates: readonly string[];
  readonly deleting: boolean;
  /** `status.reason` and `status.message`, as a kubelet that rejects a Pod sets them. */
  readonly reason: string;
  readonly message: string;
  readonly scheduled: ConditionState | null;
  readonly ready: ConditionState | null;
  /** Containers that wait for something other than their turn. */
  readonly waiting: readonly ContainerWaiting[];
}

export interface ConditionState {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

export interface ContainerWaiting {
  readonly container: string;
  readonly reason: string;
  readonly message: string;
}

/** What one write made of a claim. */
export interface ClaimState {
  readonly uid: string;
  readonly phase: string;
  readonly volumeName: string;
  /** The claim's own half of the binding is written; only its status is not. */
  readonly isBindCompleted: boolean;
  /** The node its first consumer was given, for a class that waits for one. */
  readonly selectedNode: string;
}

export function podFacts(pod: Pod): PodFacts {
  const { spec, metadata } = pod;
  const controller = metadata.ownerReferences?.find((owner) => owner.controller === true);
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    uid: metadata.uid ?? '',
    claims: claimsOf(pod),
    volumes: spec.volumes?.length ?? 0,
    hostNetwork: spec.hostNetwork === true,
    nodeName: spec.nodeName ?? '',
    schedulerName: spec.schedulerName ?? 'default-scheduler',
    controller: controller === undefined ? '' : `${controller.kind}/${controller.name}`,
    containers: [
      ...(spec.initContainers ?? []).map(({ name, image }) => ({ name, image: image ?? '', isInit: true })),
      ...spec.containers.map(({ name, image }) => ({ name, image: image ?? '', isInit: false })),
    ],
  };
}

/** Reasons a container has while it simply waits its turn. */
const ORDINARY = new Set(['', 'ContainerCreating', 'PodInitializing']);

export function podState(pod: Pod): PodState {
  const { spec, status, metadata } = pod;
  const waiting: ContainerWaiting[] = [];
  for (const list of [status?.initContainerStatuses, status?.containerStatuses]) {
    for (const container of list ?? []) {
      const reason = container.state?.waiting?.reason ?? '';
      if (ORDINARY.has(reason)) continue;
      waiting.push({ container: container.name, reason, message: container.state?.waiting?.message ?? '' });
    }
  }
  return {
    phase: status?.phase ?? 'Pending',
    nodeName: spec.nodeName ?? '',
    gates: spec.schedulingGates?.map((gate) => gate.name) ?? [],
    deleting: metadata.deletionTimestamp !== undefined,
    reason: status?.reason ?? '',
    message: status?.message ?? '',
    scheduled: conditionState(pod, 'PodScheduled'),
    ready: conditionState(pod, 'Ready'),
    waiting,
  };
}

function conditionState(pod: Pod, type: string): ConditionState | null {
  const found = pod.status?.conditions?.find((condition) => condition.type === type);
  if (found === undefined) return null;
  return { status: found.status, reason: found.reason ?? '', message: found.message ?? '' };
}

export function claimState(claim: PersistentVolumeClaim): ClaimState {
  return {
    uid: claim.metadata.uid ?? '',
    phase: claim.status?.phase ?? 'Pending',
    volumeName: claim.spec.volumeName ?? '',
    isBindCompleted: annotation(claim, ANN_BIND_COMPLETED) !== undefined,
    selectedNode: annotation(claim, ANN_SELECTED_NODE) ?? '',
  };
}
