// Models kubernetes@v1.36.0 pkg/controller/deployment/util/deployment_util.go
import type { Deployment, IntOrString, ReplicaSet } from '../../../api/index.ts';

export const ANN_REVISION = 'deployment.kubernetes.io/revision';
export const ANN_DESIRED = 'deployment.kubernetes.io/desired-replicas';
export const ANN_MAX = 'deployment.kubernetes.io/max-replicas';
export const LABEL_HASH = 'pod-template-hash';

export const replicasOf = (object: Deployment | ReplicaSet): number => object.spec.replicas ?? 1;
export const availableOf = (set: ReplicaSet): number => set.status?.availableReplicas ?? 0;

export function sum(sets: readonly ReplicaSet[], amount: (set: ReplicaSet) => number): number {
  return sets.reduce((total, set) => total + amount(set), 0);
}

function scaled(value: IntOrString | undefined, total: number, roundUp: boolean): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const percent = Number.parseInt(value, 10);
  return roundUp ? Math.ceil((percent * total) / 100) : Math.floor((percent * total) / 100);
}

/** How many Pods may exist beyond, and be missing from, the wanted number during a rolling update. */
export function fenceposts(deployment: Deployment): { surge: number; unavailable: number } {
  const replicas = replicasOf(deployment);
  const strategy = deployment.spec.strategy;
  if (strategy?.type === 'Recreate' || replicas === 0) return { surge: 0, unavailable: 0 };
  const surge = scaled(strategy?.rollingUpdate?.maxSurge ?? '25%', replicas, true);
  const unavailable = scaled(strategy?.rollingUpdate?.maxUnavailable ?? '25%', replicas, false);
  // With neither nothing could ever move.
  if (surge === 0 && unavailable === 0) return { surge: 0, unavailable: 1 };
  return { surge, unavailable: Math.min(unavailable, replicas) };
}

/** What the new set may grow to now. */
export function newSetReplicas(deployment: Deployment, sets: readonly ReplicaSet[], newSet: number): number {
  const wanted = replicasOf(deployment);
  if (deployment.spec.strategy?.type === 'Recreate') return wanted;
  const current = sum(sets, replicasOf);
  const most = wanted + fenceposts(deployment).surge;
  if (current >= most) return newSet;
  return newSet + Math.min(most - current, wanted - newSet);
}

function annotatedNumber(set: ReplicaSet, annotation: string): number | undefined {
  const text = set.metadata.annotations?.[annotation];
  return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
}

export const desiredOf = (set: ReplicaSet): number | undefined => annotatedNumber(set, ANN_DESIRED);

export function revisionOf(object: Deployment | ReplicaSet): number {
  const text = object.metadata.annotations?.[ANN_REVISION];
  return text === undefined ? 0 : Number(text) || 0;
}

/** The deployment was scaled since its sets were last written: several sets must share the change. */
export function isScalingEvent(deployment: Deployment, sets: readonly ReplicaSet[]): boolean {
  return sets.some((set) => {
    const desired = desiredOf(set);
    return replicasOf(set) > 0 && desired !== undefined && desired !== replicasOf(deployment);
  });
}

/** The new size of each set when a deployment is scaled in the middle of a rollout, in proportion to what they have. */
export function proportionalSizes(
  deployment: Deployment,
  active: readonly ReplicaSet[],
): Map<ReplicaSet, number> {
  const wanted = replicasOf(deployment);
  const allowed = wanted > 0 ? wanted + fenceposts(deployment).surge : 0;
  const toAdd = allowed - sum(active, replicasOf);
  const sorted = [...active].sort((a, b) => {
    const bySize = replicasOf(b) - replicasOf(a);
    if (bySize !== 0) return bySize;
    return toAdd > 0 ? byCreation(b, a) : byCreation(a, b);
  });
  const sizes = new Map<ReplicaSet, number>();
  let added = 0;
  for (const set of sorted) {
    const share = toAdd === 0 ? 0 : proportion(deployment, set, toAdd, added);
    added += share;
    sizes.set(set, replicasOf(set) + share);
  }
  const [first] = sorted;
  if (first !== undefined && toAdd !== 0) {
    sizes.set(first, Math.max(0, (sizes.get(first) as number) + toAdd - added));
  }
  return sizes;
}

function proportion(deployment: Deployment, set: ReplicaSet, toAdd: number, added: number): number {
  if (replicasOf(set) === 0 || toAdd === added) return 0;
  const fraction = fractionOf(deployment, set);
  const left = toAdd - added;
  return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
}

function fractionOf(deployment: Deployment, set: ReplicaSet): number {
  const wanted = replicasOf(deployment);
  const has = replicasOf(set);
  if (wanted === 0) return -has;
  const before = annotatedNumber(set, ANN_MAX) ?? deployment.status?.replicas ?? 0;
  if (before === 0) return 0;
  // Whole numbers only: rounds half away from zero, as upstream does.
  const size = Math.trunc((2 * has * (wanted + fenceposts(deployment).surge) + before) / (2 * before));
  return size - has;
}

/** Oldest first. */
export function byCreation(a: ReplicaSet, b: ReplicaSet): number {
  const left = a.metadata.creationTimestamp ?? '';
  const right = b.metadata.creationTimestamp ?? '';
  if (left !== right) return left < right ? -1 : 1;
  return (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1;
}
