// Models kubernetes@v1.36.0 pkg/controller/deployment/deployment_controller.go, rolling.go, recreate.go, sync.go
// Differs: ReplicaSets that no one owns are not adopted; rolling back is done by kubectl, not here.
import type { Deployment, DeploymentStatus, Pod, ReplicaSet } from '../../../api/index.ts';
import { equal } from '../../apiserver/equal.ts';
import { type Controller, calls, DONE, type Progress, RETRY } from '../client/controller.ts';
import type { Desk } from '../client/desk.ts';
import { lookUp } from '../client/indexes.ts';
import { podsOf } from '../client/podGroups.ts';
import { controllerOf, isPodTerminal } from '../pods.ts';
import {
  ANN_REVISION,
  availableOf,
  byCreation,
  desiredOf,
  fenceposts,
  isScalingEvent,
  newSetReplicas,
  proportionalSizes,
  replicasOf,
  revisionOf,
  sum,
} from './arithmetic.ts';
import {
  findNewSet,
  hasTemplate,
  maintained,
  newReplicaSet,
  nextRevision,
  setAnnotations,
} from './replicaSets.ts';
import { conditionOf, deadlineMs, isComplete, type Now, rolloutStatus, withCondition } from './status.ts';

const NAME = 'deployment';
const COMPONENT = 'deployment-controller';

interface Memory {
  /** The set that was just made. */
  readonly created?: string;
  /** Only the status is left to be written. */
  readonly isSettled?: boolean;
}

/** The sets of one deployment, sorted into the one of the current template and the others. */
interface Sets {
  readonly all: readonly ReplicaSet[];
  readonly newest: ReplicaSet | undefined;
  readonly old: readonly ReplicaSet[];
}

/** Rolls out each Deployment's template by growing one ReplicaSet and shrinking the others. */
export const deployments: Controller = {
  name: NAME,
  workers: 5,
  watches: ['deployments', 'replicasets', 'pods'],

  observe(desk, { resource, key, before, after }) {
    switch (resource) {
      case 'deployments':
        if (after !== undefined) desk.enqueue(NAME, key);
        return;
      case 'replicasets': {
        const owner = controllerOf((after ?? before) as ReplicaSet);
        if (owner?.kind === 'Deployment') {
          desk.enqueue(NAME, `${(after ?? before)?.metadata.namespace}/${owner.name}`);
        }
        return;
      }
      default:
        // Recreate goes on when the last old Pod is gone.
        if (after === undefined || isPodTerminal(after as Pod))
          enqueueRecreate(desk, (after ?? before) as Pod);
    }
  },

  sync(desk, key, memory) {
    const deployment = desk.find<Deployment>('deployments', key);
    if (deployment === undefined) return DONE;
    const sets = setsOf(desk, deployment);
    const state = (memory as Memory | undefined) ?? {};
    const { created } = state;
    if (created !== undefined) return noteCreated(desk, key, deployment, created);
    const isDeleting = deployment.metadata.deletionTimestamp !== undefined;
    if (isDeleting) return writeStatus(desk, key, deployment, sets);
    if (state.isSettled) return settle(desk, key, deployment, sets);
    return (
      notePause(desk, key, deployment) ??
      maintain(desk, key, deployment, sets) ??
      (deployment.spec.paused || isScalingEvent(deployment, sets.all)
        ? scale(desk, key, deployment, sets)
        : deployment.spec.strategy?.type === 'Recreate'
          ? recreate(desk, key, deployment, sets)
          : roll(desk, key, deployment, sets)) ??
      settle(desk, key, deployment, sets)
    );
  },

  succeeded(desk, key, request, _response, before) {
    const deployment = desk.find<Deployment>('deployments', key);
    if (deployment === undefined || request.resource !== 'replicasets' || request.verb === 'delete') return;
    const set = request.object as ReplicaSet;
    const from = before === undefined ? 0 : replicasOf(before as ReplicaSet);
    const to = replicasOf(set);
    if (from === to) return;
    const message = `Scaled ${to > from ? 'up' : 'down'} replica set ${set.metadata.name} from ${from} to ${to}`;
    desk.event(COMPONENT, deployment, 'Normal', 'ScalingReplicaSet', message);
  },

  failed(desk, key, request, response) {
    if (request.resource !== 'replicasets' || request.verb !== 'create') return;
    const deployment = desk.find<Deployment>('deployments', key);
    if (deployment === undefined || response.status?.reason === 'AlreadyExists') return;
    const { name } = (request.object as ReplicaSet).metadata;
    const message = `Failed to create new replica set "${name}": ${response.status?.message ?? ''}`;
    desk.event(COMPONENT, deployment, 'Warning', 'ReplicaSetCreateError', message);
  },
};

function enqueueRecreate(desk: Desk, pod: Pod): void {
  const owner = controllerOf(pod);
  if (owner?.kind !== 'ReplicaSet') return;
  const { namespace } = pod.metadata;
  const set = desk.find<ReplicaSet>('replicasets', `${namespace}/${owner.name}`);
  const parent = set === undefined ? undefined : controllerOf(set);
  if (parent?.kind !== 'Deployment') return;
  const key = `${namespace}/${parent.name}`;
  if (desk.find<Deployment>('deployments', key)?.spec.strategy?.type === 'Recreate') desk.enqueue(NAME, key);
}

function setsOf(desk: Desk, deployment: Deployment): Sets {
  const { uid } = deployment.metadata;
  const all = lookUp<ReplicaSet>(
    desk.indexes.dependents,
    `${uid} replicasets`,
    desk.objects('replicasets'),
  ).filter((set) => controllerOf(set)?.uid === uid);
  const newest = findNewSet(deployment, all);
  return { all, newest, old: all.filter((set) => set !== newest) };
}

const nowOf = (desk: Desk): Now => ({ ms: desk.nowMs, timestamp: desk.context.timestamp() });

function updateStatus(
  desk: Desk,
  key: string,
  deployment: Deployment,
  status: DeploymentStatus,
  memory: Memory,
): Progress {
  desk.update(NAME, key, { ...deployment, status }, 'status');
  return calls(memory);
}

// ---------------------------------------------------------------------------------------------------------------
// The new set

/** Makes sure that the new set exists and carries what it must; undefined when there is nothing to do. */
function maintain(desk: Desk, key: string, deployment: Deployment, sets: Sets): Progress | undefined {
  const revision = nextRevision(sets.old);
  const { newest } = sets;
  if (newest === undefined) {
    if (deployment.spec.paused) return undefined;
    if (deployment.spec.strategy?.type === 'Recreate' && hasOldPods(desk, sets)) return undefined;
    return create(desk, key, deployment, sets, revision);
  }
  const wanted = maintained(deployment, newest, revision);
  if (wanted !== newest) {
    desk.update(NAME, key, wanted);
    return calls();
  }
  if (revisionOf(deployment) !== revisionOf(newest)) {
    const annotations = { ...deployment.metadata.annotations, [ANN_REVISION]: String(revisionOf(newest)) };
    desk.update(NAME, key, { ...deployment, metadata: { ...deployment.metadata, annotations } });
    return calls();
  }
  if (conditionOf(deployment.status, 'Progressing') === undefined) {
    return progressing(
      desk,
      key,
      deployment,
      'FoundNewReplicaSet',
      `Found new replica set "${newest.metadata.name}"`,
    );
  }
  return undefined;
}

function create(desk: Desk, key: string, deployment: Deployment, sets: Sets, revision: number): Progress {
  const set = newReplicaSet(deployment, newSetReplicas(deployment, sets.all, 0), revision);
  const name = set.metadata.name as string;
  const namesake = desk.find<ReplicaSet>('replicasets', `${deployment.metadata.namespace}/${name}`);
  if (namesake !== undefined) {
    const isOwn = controllerOf(namesake)?.uid === deployment.metadata.uid;
    if (isOwn && hasTemplate(namesake, deployment.spec.template)) return RETRY;
    // Another template with the same hash, or another owner: the count goes into the next hash.
    const collisionCount = (deployment.status?.collisionCount ?? 0) + 1;
    return updateStatus(desk, key, deployment, { ...deployment.status, collisionCount }, {});
  }
  desk.create(NAME, key, set);
  return calls({ created: name } satisfies Memory);
}

function noteCreated(desk: Desk, key: string, deployment: Deployment, name: string): Progress {
  return progressing(desk, key, deployment, 'NewReplicaSetCreated', `Created new replica set "${name}"`);
}

function progressing(
  desk: Desk,
  key: string,
  deployment: Deployment,
  reason: string,
  message: string,
): Progress {
  const known = deployment.status?.conditions ?? [];
  const conditions = withCondition(known, 'Progressing', 'True', reason, message, nowOf(desk));
  return updateStatus(desk, key, deployment, { ...deployment.status, conditions }, {});
}

/** Says in the conditions that the deployment was paused or resumed. */
function notePause(desk: Desk, key: string, deployment: Deployment): Progress | undefined {
  const known = conditionOf(deployment.status, 'Progressing');
  if (known?.reason === 'ProgressDeadlineExceeded') return undefined;
  const isPaused = known?.reason === 'DeploymentPaused';
  if (isPaused === (deployment.spec.paused === true)) return undefined;
  const [reason, message] = isPaused
    ? ['DeploymentResumed', 'Deployment is resumed']
    : ['DeploymentPaused', 'Deployment is paused'];
  const conditions = withCondition(
    deployment.status?.conditions ?? [],
    'Progressing',
    'Unknown',
    reason,
    message,
    nowOf(desk),
  );
  return updateStatus(desk, key, deployment, { ...deployment.status, conditions }, {});
}

// ---------------------------------------------------------------------------------------------------------------
// Sizes

/** Gives a set a new size; false when it has it already and is annotated so. */
function resize(desk: Desk, key: string, deployment: Deployment, set: ReplicaSet, size: number): boolean {
  const wanted = setAnnotations(deployment);
  const has = set.metadata.annotations ?? {};
  const isAnnotated = Object.entries(wanted).every(([name, value]) => has[name] === value);
  if (replicasOf(set) === size && isAnnotated) return false;
  desk.update(NAME, key, {
    ...set,
    metadata: { ...set.metadata, annotations: { ...has, ...wanted } },
    spec: { ...set.spec, replicas: size },
  });
  return true;
}

function resizeAll(
  desk: Desk,
  key: string,
  deployment: Deployment,
  sizes: Iterable<readonly [ReplicaSet, number]>,
) {
  let any = false;
  for (const [set, size] of sizes) any = resize(desk, key, deployment, set, size) || any;
  return any ? calls() : undefined;
}

/** The user changed the number of replicas. */
function scale(desk: Desk, key: string, deployment: Deployment, sets: Sets): Progress | undefined {
  const active = sets.all.filter((set) => replicasOf(set) > 0);
  const wanted = replicasOf(deployment);
  const only =
    active.length === 0
      ? (sets.newest ?? [...sets.old].sort(byCreation).at(-1))
      : active.length === 1
        ? active[0]
        : undefined;
  if (only !== undefined) {
    return replicasOf(only) === wanted && desiredOf(only) === wanted
      ? undefined
      : resizeAll(desk, key, deployment, [[only, wanted]]);
  }
  if (active.length === 0) return undefined;
  const { newest } = sets;
  if (
    newest !== undefined &&
    replicasOf(newest) === wanted &&
    desiredOf(newest) === wanted &&
    availableOf(newest) === wanted
  ) {
    return resizeAll(
      desk,
      key,
      deployment,
      sets.old.filter((set) => replicasOf(set) > 0).map((set) => [set, 0] as const),
    );
  }
  if (deployment.spec.strategy?.type === 'Recreate') return undefined;
  return resizeAll(desk, key, deployment, proportionalSizes(deployment, active));
}

/** RollingUpdate: grows the new set and shrinks the old ones within the limits of both. */
function roll(desk: Desk, key: string, deployment: Deployment, sets: Sets): Progress | undefined {
  const { newest, all } = sets;
  const wanted = replicasOf(deployment);
  if (newest !== undefined && replicasOf(newest) !== wanted) {
    const size = replicasOf(newest) > wanted ? wanted : newSetReplicas(deployment, all, replicasOf(newest));
    if (size !== replicasOf(newest)) {
      resize(desk, key, deployment, newest, size);
      return calls({ isSettled: true } satisfies Memory);
    }
  }
  const old = [...sets.old].filter((set) => replicasOf(set) > 0).sort(byCreation);
  if (old.length === 0) return undefined;
  const least = wanted - fenceposts(deployment).unavailable;
  const missing = newest === undefined ? 0 : replicasOf(newest) - availableOf(newest);
  const spare = sum(all, replicasOf) - least - missing;
  if (spare <= 0) return undefined;
  const sizes = cleanUnhealthy(old, spare);
  shrinkHealthy(old, sizes, sum(all, availableOf) - least);
  return resizeAll(desk, key, deployment, sizes);
}

/** Pods of old sets that are not available anyway go first. */
function cleanUnhealthy(old: readonly ReplicaSet[], most: number): Map<ReplicaSet, number> {
  const sizes = new Map<ReplicaSet, number>();
  let left = most;
  for (const set of old) {
    const down = Math.min(left, replicasOf(set) - availableOf(set));
    if (down <= 0) continue;
    sizes.set(set, replicasOf(set) - down);
    left -= down;
  }
  return sizes;
}

function shrinkHealthy(old: readonly ReplicaSet[], sizes: Map<ReplicaSet, number>, most: number): void {
  let left = most;
  for (const set of old) {
    const size = sizes.get(set) ?? replicasOf(set);
    const down = Math.min(left, size);
    if (down <= 0) continue;
    sizes.set(set, size - down);
    left -= down;
  }
}

/** Recreate: everything old goes before anything new comes. */
function recreate(desk: Desk, key: string, deployment: Deployment, sets: Sets): Progress | undefined {
  const old = sets.old.filter((set) => replicasOf(set) > 0);
  if (old.length > 0) {
    return resizeAll(
      desk,
      key,
      deployment,
      old.map((set) => [set, 0] as const),
    );
  }
  if (hasOldPods(desk, sets) || sets.newest === undefined) return undefined;
  if (replicasOf(sets.newest) === replicasOf(deployment)) return undefined;
  return resizeAll(desk, key, deployment, [[sets.newest, replicasOf(deployment)]]);
}

function hasOldPods(desk: Desk, sets: Sets): boolean {
  return sets.old.some((set) =>
    podsOf(desk.indexes.podsByController, set.metadata.uid).some((pod) => !isPodTerminal(pod)),
  );
}

// ---------------------------------------------------------------------------------------------------------------
// The end of a rollout

function settle(desk: Desk, key: string, deployment: Deployment, sets: Sets): Progress {
  const progress = writeStatus(desk, key, deployment, sets);
  // Only a status that says so makes the rollout complete.
  return progress === DONE ? (cleanUp(desk, key, deployment, sets) ?? DONE) : progress;
}

/** Deletes the oldest empty sets beyond the history limit. */
function cleanUp(desk: Desk, key: string, deployment: Deployment, sets: Sets): Progress | undefined {
  const limit = deployment.spec.revisionHistoryLimit;
  if (limit === undefined || !isComplete(deployment, deployment.status ?? {})) return undefined;
  const cleanable = sets.old.filter((set) => set.metadata.deletionTimestamp === undefined);
  const surplus = cleanable.length - limit;
  if (surplus <= 0) return undefined;
  const gone = [...cleanable]
    .sort((a, b) => revisionOf(a) - revisionOf(b))
    .slice(0, surplus)
    .filter(
      (set) =>
        (set.status?.replicas ?? 0) === 0 &&
        replicasOf(set) === 0 &&
        (set.metadata.generation ?? 0) <= (set.status?.observedGeneration ?? 0),
    );
  for (const set of gone) desk.delete(NAME, key, set);
  return gone.length === 0 ? undefined : calls();
}

function writeStatus(desk: Desk, key: string, deployment: Deployment, sets: Sets): Progress {
  const status = rolloutStatus(deployment, sets.all, sets.newest, nowOf(desk));
  const dueMs = deadlineMs({ ...deployment, status });
  if (dueMs !== undefined && dueMs > desk.nowMs)
    desk.enqueueAfter(NAME, key, dueMs - desk.nowMs + 1000, true);
  if (equal(deployment.status, status)) return DONE;
  return updateStatus(desk, key, deployment, status, { isSettled: true });
}
