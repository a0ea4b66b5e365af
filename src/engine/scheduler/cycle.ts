// Models kubernetes@v1.36.0 pkg/scheduler/schedule_one.go (ScheduleOne, schedulingCycle)
import { extend, type Pod } from '../../api/index.ts';
import type { Context } from '../kernel/component.ts';
import { get } from '../kernel/table.ts';
import { startBinding } from './binding.ts';
import { assumePod, forgetPod, isAssumed, snapshot } from './cache/cache.ts';
import { emitEvent } from './client.ts';
import type { SchedulingDecision } from './decision.ts';
import { handleSchedulingFailure } from './failure.ts';
import { fitErrorMessage } from './framework/fitError.ts';
import type { Cycle } from './framework/interface.ts';
import { podInfoOf } from './framework/podInfo.ts';
import type { Profile } from './framework/profile.ts';
import { runPermit, runReserve, type Verdict } from './framework/runtime.ts';
import { isRejected, messageOf } from './framework/status.ts';
import { handleOf } from './handle.ts';
import { nominate, rivalsOf } from './nominator.ts';
import { preempt } from './preemption.ts';
import { done, type QueuedPodInfo, queuedPod } from './queue/queue.ts';
import { type Attempt, schedulePod } from './schedulePod.ts';
import { type SchedulerState, withFields } from './state.ts';
import { assumeVolumes } from './volumes.ts';

/** One scheduling cycle, for the Pod in flight. The record gets the decision. */
export function scheduleOne(state: SchedulerState, context: Context, profile: Profile): SchedulerState {
  const queued = state.queue.inFlight === null ? undefined : queuedPod(state.queue, state.queue.inFlight);
  if (queued === undefined) return state;
  const { pod } = queued;
  const skip = skipReason(state, queued);
  if (skip !== null) {
    context.note({ skipped: skip });
    const freed = withFields(state, { queue: done(state.queue) });
    if (skip !== 'deleting') return freed;
    return emitEvent(freed, context, pod, {
      type: 'Warning',
      reason: 'FailedScheduling',
      action: 'Scheduling',
      message: `skip schedule deleting pod: ${queued.key}`,
    });
  }

  const cache = snapshot(state.cache);
  const ready = withFields(state, { cache });
  const random = (): number => context.random();
  const cycle: Cycle = { pod, info: podInfoOf(pod), handle: handleOf(ready), state: {}, random };
  const attempt = schedulePod({
    profile,
    cycle,
    cache,
    attempt: queued.attempts,
    startIndex: ready.nextStartNodeIndex % Math.max(1, cache.order.length),
    rivals: rivalsOf(state.nominations, cycle.info),
  });
  return conclude(
    withFields(ready, { nextStartNodeIndex: attempt.nextStartNodeIndex }),
    context,
    profile,
    queued,
    cycle,
    attempt,
  );
}

/** Why this Pod needs no cycle after all. */
function skipReason(
  state: SchedulerState,
  { key, pod }: QueuedPodInfo,
): 'gone' | 'deleting' | 'assumed' | null {
  const latest = get(state.informers.pods, key);
  if (latest === undefined || latest.metadata.uid !== pod.metadata.uid || latest.spec.nodeName) return 'gone';
  if (latest.metadata.deletionTimestamp !== undefined) return 'deleting';
  return isAssumed(state.cache, pod.metadata.uid as string) ? 'assumed' : null;
}

function conclude(
  state: SchedulerState,
  context: Context,
  profile: Profile,
  queued: QueuedPodInfo,
  cycle: Cycle,
  { decision, outcome }: Attempt,
): SchedulerState {
  switch (outcome.type) {
    case 'fits':
      return assume(state, context, profile, queued, cycle, decision, outcome.node);
    case 'unfit':
      context.note({ decision });
      return handleSchedulingFailure(evict(state, context, queued, decision), context, profile, queued, {
        message: decision.message,
        unschedulablePlugins: outcome.unschedulablePlugins,
        pendingPlugins: outcome.pendingPlugins,
        isRejected: true,
        nominatedNodeName: outcome.nominatedNodeName,
      });
    case 'error':
      context.note({ decision });
      return handleSchedulingFailure(state, context, profile, queued, {
        message: decision.message,
        unschedulablePlugins: [],
        pendingPlugins: [],
        // Upstream counts a cluster without nodes as a rejection, but no plugin is to blame.
        isRejected: decision.nodeCount === 0,
        nominatedNodeName: '',
      });
  }
}

function evict(
  state: SchedulerState,
  context: Context,
  { pod }: QueuedPodInfo,
  { preemption }: SchedulingDecision,
): SchedulerState {
  return preemption === undefined ? state : preempt(state, context, pod, preemption);
}

/** A node is found: takes the Pod for placed there, and starts its binding cycle. */
function assume(
  state: SchedulerState,
  context: Context,
  profile: Profile,
  queued: QueuedPodInfo,
  cycle: Cycle,
  decision: SchedulingDecision,
  node: string,
): SchedulerState {
  const { pod } = queued;
  const assumed = withFields(state, {
    cache: assumePod(state.cache, cycle.info, node),
    nominations: nominate(state.nominations, cycle.info, ''),
  });
  const reserved = runReserve(profile, cycle, node);
  if (reserved.verdict.status.code !== 'Success') {
    return refused(assumed, context, profile, queued, decision, 'Reserve', reserved.verdict);
  }
  const permitted = runPermit(profile, cycle, node);
  if (permitted.status.code !== 'Success') {
    return refused(assumed, context, profile, queued, decision, 'Permit', permitted);
  }
  context.note({ decision });
  const accepted = assumeVolumes(
    withFields(assumed, { queue: done(state.queue) }),
    Object.values(reserved.reservations),
  );
  return startBinding(accepted, context, profile, {
    pod: withNode(pod, node),
    queued,
    node,
    phase: 'Bind',
    reservations: reserved.reservations,
    outstanding: 0,
    deadlineMs: 0,
  });
}

const withNode = (pod: Pod, nodeName: string): Pod => ({ ...pod, spec: extend(pod.spec, { nodeName }) });

function refused(
  state: SchedulerState,
  context: Context,
  profile: Profile,
  queued: QueuedPodInfo,
  decision: SchedulingDecision,
  failedAt: string,
  { status, plugin }: Verdict,
): SchedulerState {
  const rejected = isRejected(status);
  const message = rejected
    ? fitErrorMessage({
        nodeCount: 1,
        nodeReasons: [status.reasons],
        absentReason: '',
        preFilterMessage: '',
        postFilterMessage: '',
      })
    : messageOf(status);
  context.note({ decision: { ...decision, selected: null, failedAt, message } });
  const forgotten = withFields(state, { cache: forgetPod(state.cache, queued.pod.metadata.uid as string) });
  return handleSchedulingFailure(forgotten, context, profile, queued, {
    message,
    unschedulablePlugins: rejected ? [plugin] : [],
    pendingPlugins: [],
    isRejected: rejected,
    nominatedNodeName: '',
  });
}
