import { applyDefaults, type Pod } from '../api/index.ts';
import { snapshot } from '../engine/scheduler/cache/cache.ts';
import type { SchedulingDecision } from '../engine/scheduler/decision.ts';
import { podInfoOf } from '../engine/scheduler/framework/podInfo.ts';
import { profileOf } from '../engine/scheduler/framework/profile.ts';
import { handleOf } from '../engine/scheduler/handle.ts';
import { DEFAULT_PLUGINS } from '../engine/scheduler/plugins/registry.ts';
import { schedulePod } from '../engine/scheduler/schedulePod.ts';
import { SCHEDULER_NAME } from '../engine/scheduler/state.ts';
import type { World } from '../engine/step.ts';

/** Without preemption: the question is whether the Pod fits, not who would have to leave. */
const PROFILE = { ...profileOf(DEFAULT_PLUGINS), postFilter: [] };

/**
 * What the scheduler would decide about a Pod in the cluster as it is, nothing changed. Null when it
 * would not be asked: the Pod names its node, another scheduler or a gate. Volumes that claims stand for
 * are left out, since they may only come with the Pod.
 */
export function tryPlacement(world: World, pod: Pod): SchedulingDecision | null {
  const defaulted = applyDefaults(pod);
  const { spec, metadata } = defaulted;
  if (spec.nodeName || (spec.schedulerName ?? SCHEDULER_NAME) !== SCHEDULER_NAME) return null;
  if ((spec.schedulingGates ?? []).length > 0) return null;
  const asked: Pod = {
    ...defaulted,
    metadata: { namespace: 'default', uid: 'asked', ...metadata },
    spec: { ...spec, volumes: (spec.volumes ?? []).filter((volume) => !isClaim(volume)) },
  };
  const { scheduler } = world;
  const cache = snapshot(scheduler.cache);
  if (cache.order.length === 0) return null;
  const random = () => 0;
  const cycle = {
    pod: asked,
    info: podInfoOf(asked),
    handle: handleOf({ ...scheduler, cache }),
    state: {},
    random,
  };
  return schedulePod({ profile: PROFILE, cycle, cache, attempt: 1, startIndex: 0, rivals: null }).decision;
}

function isClaim(volume: NonNullable<Pod['spec']['volumes']>[number]): boolean {
  return volume.persistentVolumeClaim !== undefined || volume.ephemeral !== undefined;
}
