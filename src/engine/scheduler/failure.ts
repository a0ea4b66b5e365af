// Models kubernetes@v1.36.0 pkg/scheduler/schedule_one.go (handleSchedulingFailure)
import type { Context } from '../kernel/component.ts';
import { get } from '../kernel/table.ts';
import { emitEvent, patchPodStatus } from './client.ts';
import { podInfoOf } from './framework/podInfo.ts';
import type { Profile } from './framework/profile.ts';
import { nominate } from './nominator.ts';
import { addUnschedulable, done, type QueuedPodInfo, readdFailed } from './queue/queue.ts';
import type { SchedulerState } from './state.ts';

export interface Failure {
  readonly message: string;
  /** Plugins that rejected the Pod; none when something broke. */
  readonly unschedulablePlugins: readonly string[];
  readonly pendingPlugins: readonly string[];
  readonly isRejected: boolean;
  readonly nominatedNodeName: string | undefined;
}

/** Puts the Pod back into the queue and tells the user why it was not placed. */
export function handleSchedulingFailure(
  state: SchedulerState,
  context: Context,
  profile: Profile,
  queued: QueuedPodInfo,
  failure: Failure,
): SchedulerState {
  const latest = get(state.informers.pods, queued.key);
  const isInFlight = state.queue.inFlight === queued.key;
  let { queue } = state;
  const isGone = latest === undefined || latest.metadata.uid !== queued.pod.metadata.uid;
  if (isGone || latest.spec.nodeName) {
    if (isInFlight) queue = done(queue);
  } else {
    const attempt = {
      pod: latest,
      unschedulablePlugins: failure.unschedulablePlugins,
      pendingPlugins: failure.pendingPlugins,
    };
    queue = isInFlight
      ? addUnschedulable(queue, profile, queued.key, attempt, context.nowMs)
      : readdFailed(queue, profile, queued, attempt, context.nowMs);
  }
  const { pod } = queued;
  const nominations =
    failure.nominatedNodeName === undefined
      ? state.nominations
      : nominate(state.nominations, podInfoOf(pod), isGone ? '' : failure.nominatedNodeName);
  const told = emitEvent({ ...state, queue, nominations }, context, pod, {
    type: 'Warning',
    reason: 'FailedScheduling',
    action: 'Scheduling',
    message: failure.message,
  });
  if (isGone) return told;
  return patchPodStatus(told, context, pod, {
    condition: {
      type: 'PodScheduled',
      ...(pod.metadata.generation !== undefined && { observedGeneration: pod.metadata.generation }),
      status: 'False',
      reason: failure.isRejected ? 'Unschedulable' : 'SchedulerError',
      message: failure.message,
    },
    nominatedNodeName: failure.nominatedNodeName,
  });
}
