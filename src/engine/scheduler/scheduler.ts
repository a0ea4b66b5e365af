// Models kubernetes@v1.36.0 pkg/scheduler/scheduler.go
import type { ApiResponse, WatchEvent } from '../apiserver/messages.ts';
import type { Component, Context } from '../kernel/component.ts';
import type { Envelope } from '../kernel/message.ts';
import { get, remove } from '../kernel/table.ts';
import { onBindReply, onPollVolumes, onPreBindReply } from './binding.ts';
import { call, createEvent, refOf, writeSeries } from './client.ts';
import { scheduleOne } from './cycle.ts';
import { onWatchEvent } from './eventHandlers.ts';
import { profileOf } from './framework/profile.ts';
import { DEFAULT_PLUGINS } from './plugins/registry.ts';
import { onDisruptReply } from './preemption.ts';
import {
  FLUSH_INTERVAL_MS,
  flushBackoff,
  flushUnschedulable,
  nextBackoffFlushMs,
  pop,
  restsRoutinely,
} from './queue/queue.ts';
import { FINISH_TIME_MS, finishSeries, openSeries, REFRESH_TIME_MS } from './recorder.ts';
import { SCHEDULER, type SchedulerState, withFields } from './state.ts';

export { initialScheduler, type SchedulerState } from './state.ts';
export { type SchedulerQueues, schedulerView } from './view.ts';

/** How long one scheduling cycle takes. Upstream needs one to some ten milliseconds on a small cluster. */
export const SCHEDULING_CYCLE_MS = 3;

const PROFILE = profileOf(DEFAULT_PLUGINS);

const WATCHED = [
  'namespaces',
  'services',
  'replicasets',
  'storageclasses',
  'persistentvolumes',
  'persistentvolumeclaims',
  'nodes',
  'pods',
] as const;

/** Pods that have ended hold no room: the watch reports them as deleted. */
const UNENDED_PODS = 'status.phase!=Succeeded,status.phase!=Failed';

/** kube-scheduler: watches Pods without a node, finds one for each, and binds them. */
export const scheduler: Component<SchedulerState> = {
  receive(state, message, context) {
    return wake(handle(state, message, context), context);
  },
};

function handle(state: SchedulerState, message: Envelope, context: Context): SchedulerState {
  switch (message.verb) {
    case 'watch': {
      const event = message.body as WatchEvent;
      context.note({ event: event.event, resource: event.resource });
      return onWatchEvent(state, PROFILE, event, context.nowMs);
    }
    case 'schedule':
      return scheduleOne(state, context, PROFILE);
    case 'reply':
      return onReply(state, message.body as ApiResponse, context);
    case 'start':
      return start(state, context);
    case 'flush-backoff':
      if (state.timers.backoffMs !== context.nowMs) return state;
      return {
        ...state,
        timers: { ...state.timers, backoffMs: null },
        queue: flushBackoff(state.queue, PROFILE, context.nowMs),
      };
    case 'flush-unschedulable':
      return {
        ...state,
        timers: { ...state.timers, unschedulableMs: null },
        queue: flushUnschedulable(state.queue, PROFILE, context.nowMs),
      };
    case 'finish-series':
      return onFinishSeries(withFields(state, { timers: { ...state.timers, seriesMs: null } }), context);
    case 'poll-volumes':
      return onPollVolumes(state, context, PROFILE, (message.body as { uid: string }).uid);
    default:
      throw new Error(`the scheduler does not know the verb ${message.verb}`);
  }
}

function start(state: SchedulerState, context: Context): SchedulerState {
  let next = state;
  for (const resource of WATCHED) {
    const options = resource === 'pods' ? { fieldSelector: UNENDED_PODS } : undefined;
    const pending = { type: 'watch', resource } as const;
    next = call(next, context, { verb: 'watch', resource, options }, undefined, { pending });
  }
  return next;
}

function onReply(state: SchedulerState, response: ApiResponse, context: Context): SchedulerState {
  const pending = get(state.requests, response.id);
  if (pending === undefined) return state;
  const next = withFields(state, { requests: remove(state.requests, response.id) });
  switch (pending.type) {
    case 'watch':
      if (response.code < 400) return next;
      throw new Error(`the scheduler may not watch ${pending.resource}: ${response.status?.message}`);
    case 'bind':
      return onBindReply(next, context, PROFILE, pending.uid, response);
    case 'preBind':
      return onPreBindReply(next, context, PROFILE, pending.uid, response);
    case 'disrupt':
      return onDisruptReply(next, context, pending, response);
    case 'series': {
      // The Event may have expired in the meantime: then it is written anew.
      const cached = get(state.recorder.cache, pending.key);
      return response.code === 404 && cached !== undefined ? createEvent(next, context, cached.event) : next;
    }
  }
}

function onFinishSeries(state: SchedulerState, context: Context): SchedulerState {
  const { recorder, finished } = finishSeries(state.recorder, context.nowMs);
  let next: SchedulerState = withFields(state, { recorder });
  for (const { key, event } of finished) next = writeSeries(next, context, key, event);
  if (context.nowMs % REFRESH_TIME_MS !== 0) return next;
  for (const { key, event } of openSeries(recorder)) next = writeSeries(next, context, key, event);
  return next;
}

/** Takes the next Pod if the scheduler is free, and sets the timers that are needed. */
function wake(state: SchedulerState, context: Context): SchedulerState {
  return setTimers(startCycle(state, context), context);
}

function startCycle(state: SchedulerState, context: Context): SchedulerState {
  const taken = pop(state.queue);
  if (taken === null) return state;
  context.send(
    {
      from: SCHEDULER,
      to: SCHEDULER,
      verb: 'schedule',
      object: refOf(taken.info.pod),
      recorded: true,
      background: taken.info.isRoutine,
    },
    SCHEDULING_CYCLE_MS,
  );
  return withFields(state, { queue: taken.queue });
}

function setTimers(state: SchedulerState, context: Context): SchedulerState {
  const { timers, queue, recorder } = state;
  const { nowMs } = context;
  let { backoffMs, unschedulableMs, seriesMs } = timers;

  const flushMs = nextBackoffFlushMs(queue);
  if (flushMs !== null && (backoffMs === null || flushMs < backoffMs)) {
    backoffMs = Math.max(flushMs, nowMs);
    setTimer(context, 'flush-backoff', backoffMs - nowMs, restsRoutinely(queue));
  }
  if (queue.unschedulable.size > 0 && unschedulableMs === null) {
    unschedulableMs = nextTick(nowMs, FLUSH_INTERVAL_MS);
    setTimer(context, 'flush-unschedulable', unschedulableMs - nowMs, true);
  }
  if (recorder.cache.size > 0 && seriesMs === null) {
    seriesMs = nextTick(nowMs, FINISH_TIME_MS);
    setTimer(context, 'finish-series', seriesMs - nowMs, true);
  }
  if (
    backoffMs === timers.backoffMs &&
    unschedulableMs === timers.unschedulableMs &&
    seriesMs === timers.seriesMs
  ) {
    return state;
  }
  return withFields(state, { timers: { backoffMs, unschedulableMs, seriesMs } });
}

function setTimer(context: Context, verb: string, delayMs: number, background: boolean): void {
  context.send({ from: SCHEDULER, to: SCHEDULER, verb, background }, delayMs);
}

const nextTick = (nowMs: number, intervalMs: number): number =>
  (Math.floor(nowMs / intervalMs) + 1) * intervalMs;
