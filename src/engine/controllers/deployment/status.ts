// Models kubernetes@v1.36.0 pkg/controller/deployment/progress.go
// Models kubernetes@v1.36.0 pkg/controller/deployment/sync.go (calculateStatus)
import type {
  ConditionStatus,
  Deployment,
  DeploymentCondition,
  DeploymentStatus,
  ReplicaSet,
} from '../../../api/index.ts';
import { timeMsOf } from '../../kernel/timestamp.ts';
import { availableOf, fenceposts, replicasOf, sum } from './arithmetic.ts';

export interface Now {
  readonly ms: number;
  readonly timestamp: string;
}

export function conditionOf(
  status: DeploymentStatus | undefined,
  type: string,
): DeploymentCondition | undefined {
  return status?.conditions?.find((condition) => condition.type === type);
}

/** The conditions with one set; nothing changes while status and reason stay. */
export function withCondition(
  conditions: readonly DeploymentCondition[],
  type: DeploymentCondition['type'],
  status: ConditionStatus,
  reason: string,
  message: string,
  now: Now,
): DeploymentCondition[] {
  const known = conditions.find((condition) => condition.type === type);
  if (known?.status === status && known.reason === reason) return [...conditions];
  const lastTransitionTime = known?.status === status ? known.lastTransitionTime : now.timestamp;
  const others = conditions.filter((condition) => condition.type !== type);
  return [...others, { type, status, lastUpdateTime: now.timestamp, lastTransitionTime, reason, message }];
}

/** What the sets add up to, before it is judged whether the rollout moves. */
function totals(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
  now: Now,
) {
  const replicas = sum(sets, (set) => set.status?.replicas ?? 0);
  const available = sum(sets, availableOf);
  const ready = sum(sets, (set) => set.status?.readyReplicas ?? 0);
  const updated = newSet?.status?.replicas ?? 0;
  const unavailable = Math.max(0, sum(sets, replicasOf) - available);
  const enough = available >= replicasOf(deployment) - fenceposts(deployment).unavailable;
  const conditions = withCondition(
    deployment.status?.conditions ?? [],
    'Available',
    enough ? 'True' : 'False',
    enough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    enough ? 'Deployment has minimum availability.' : 'Deployment does not have minimum availability.',
    now,
  );
  const status: DeploymentStatus = {
    observedGeneration: deployment.metadata.generation ?? 0,
    ...(replicas > 0 ? { replicas } : {}),
    ...(updated > 0 ? { updatedReplicas: updated } : {}),
    ...(ready > 0 ? { readyReplicas: ready } : {}),
    ...(available > 0 ? { availableReplicas: available } : {}),
    ...(unavailable > 0 ? { unavailableReplicas: unavailable } : {}),
    terminatingReplicas: sum(sets, (set) => set.status?.terminatingReplicas ?? 0),
    ...(deployment.status?.collisionCount === undefined
      ? {}
      : { collisionCount: deployment.status.collisionCount }),
  };
  return { status, conditions };
}

export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const wanted = replicasOf(deployment);
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  );
}

function hasMoved(before: DeploymentStatus | undefined, after: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus | undefined) =>
    (status?.replicas ?? 0) - (status?.updatedReplicas ?? 0);
  return (
    (after.updatedReplicas ?? 0) > (before?.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before?.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before?.availableReplicas ?? 0)
  );
}

/** When the rollout will have taken too long; undefined when there is no deadline or nothing to wait for. */
export function deadlineMs(deployment: Deployment): number | undefined {
  const progressing = conditionOf(deployment.status, 'Progressing');
  const seconds = deployment.spec.progressDeadlineSeconds;
  if (progressing?.lastUpdateTime === undefined || seconds === undefined || seconds >= 2 ** 31 - 1)
    return undefined;
  if (progressing.reason === 'NewReplicaSetAvailable' || progressing.reason === 'ProgressDeadlineExceeded') {
    return undefined;
  }
  return timeMsOf(progressing.lastUpdateTime) + seconds * 1000;
}

/** The status of a rollout with its conditions. */
export function rolloutStatus(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  newSet: ReplicaSet | undefined,
  now: Now,
): DeploymentStatus {
  const { status, conditions } = totals(deployment, sets, newSet, now);
  const known = conditionOf(deployment.status, 'Progressing');
  const subject =
    newSet === undefined
      ? `Deployment "${deployment.metadata.name}"`
      : `ReplicaSet "${newSet.metadata.name}"`;
  let next = conditions;
  const set = (state: ConditionStatus, reason: string, message: string) => {
    next = withCondition(next, 'Progressing', state, reason, message, now);
  };
  const wasComplete =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && known?.reason === 'NewReplicaSetAvailable';
  if (!wasComplete) {
    const dueMs = deadlineMs(deployment);
    if (isComplete(deployment, status)) {
      set('True', 'NewReplicaSetAvailable', `${subject} has successfully progressed.`);
    } else if (hasMoved(deployment.status, status)) {
      // Progress refreshes the clock even when the reason stays.
      next = next.filter(({ type }) => type !== 'Progressing');
      set('True', 'ReplicaSetUpdated', `${subject} is progressing.`);
      if (known?.status === 'True') {
        next = next.map((condition) =>
          condition.type === 'Progressing'
            ? { ...condition, lastTransitionTime: known.lastTransitionTime }
            : condition,
        ) as DeploymentCondition[];
      }
    } else if (dueMs !== undefined && dueMs <= now.ms) {
      set('False', 'ProgressDeadlineExceeded', `${subject} has timed out progressing.`);
    }
  }
  const failure = sets
    .flatMap((each) => each.status?.conditions ?? [])
    .find(({ type }) => type === 'ReplicaFailure');
  if (failure !== undefined) {
    next = withCondition(
      next,
      'ReplicaFailure',
      failure.status,
      failure.reason ?? '',
      failure.message ?? '',
      now,
    );
  } else {
    next = next.filter(({ type }) => type !== 'ReplicaFailure');
  }
  return { ...status, conditions: next };
}
