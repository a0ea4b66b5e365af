// Models kubernetes@v1.36.0 pkg/scheduler/schedule_one.go (bindingCycle, handleBindingCycleError)
// Differs: the cycle is a small state machine that advances with the API server's answers and a timer.
import type { Status as ApiStatus, KubeObject, Pod } from '../../api/index.ts';
import { findKind } from '../../api/index.ts';
import type { ApiResponse } from '../apiserver/messages.ts';
import type { Context } from '../kernel/component.ts';
import { get, put, remove } from '../kernel/table.ts';
import { forgetPod } from './cache/cache.ts';
import { call, emitEvent, patchPodStatus, refOf } from './client.ts';
import { handleSchedulingFailure } from './failure.ts';
import { ACTION } from './framework/clusterEvent.ts';
import type { PreBindPlugin, Reservation } from './framework/interface.ts';
import type { Profile } from './framework/profile.ts';
import { messageOf } from './framework/status.ts';
import { handleOf } from './handle.ts';
import { moveAll } from './queue/queue.ts';
import { type BindingCycle, SCHEDULER, type SchedulerState, withFields } from './state.ts';
import { revertVolumes } from './volumes.ts';

/** How long PreBind waits for volumes. */
export const BIND_TIMEOUT_MS = 600_000;
const POLL_INTERVAL_MS = 1000;

const TIMED_OUT = 'binding volumes: context deadline exceeded';

const uidOf = (pod: Pod): string => pod.metadata.uid as string;

/** Begins the binding cycle of a Pod that was just placed. */
export function startBinding(
  state: SchedulerState,
  context: Context,
  profile: Profile,
  binding: BindingCycle,
): SchedulerState {
  const work = pluginsWithWork(profile, binding);
  if (work.length === 0) return bind(state, context, profile, binding);
  // Others may want to know at once where the Pod will go.
  const nominated = patchPodStatus(
    state,
    context,
    binding.queued.pod,
    { nominatedNodeName: binding.node },
    { background: false },
  );
  return writePreBind(nominated, context, binding, work);
}

function pluginsWithWork(profile: Profile, { reservations }: BindingCycle): readonly PreBindPlugin[] {
  return profile.preBind.filter(
    (plugin) => plugin.preBindPreFlight(reservations[plugin.name] ?? null).code === 'Success',
  );
}

function writePreBind(
  state: SchedulerState,
  context: Context,
  binding: BindingCycle,
  work: readonly PreBindPlugin[],
): SchedulerState {
  const objects = work.flatMap((plugin) => plugin.preBind(binding.reservations[plugin.name] as Reservation));
  const waiting: BindingCycle = {
    ...binding,
    phase: objects.length === 0 ? 'WaitForVolumes' : 'PreBind',
    outstanding: objects.length,
    deadlineMs: context.nowMs + BIND_TIMEOUT_MS,
  };
  let next: SchedulerState = withFields(state, {
    bindings: put(state.bindings, uidOf(binding.pod), waiting),
  });
  for (const object of objects) next = update(next, context, object, uidOf(binding.pod));
  if (objects.length === 0) setPollTimer(context, waiting);
  return next;
}

function update(state: SchedulerState, context: Context, object: KubeObject, uid: string): SchedulerState {
  const kind = findKind(object.apiVersion, object.kind);
  if (kind === undefined)
    throw new Error(`PreBind wrote a ${object.kind}, which the API server does not know`);
  return call(
    state,
    context,
    {
      verb: 'update',
      resource: kind.resource,
      namespace: object.metadata.namespace,
      name: object.metadata.name,
      object,
    },
    refOf(object),
    { pending: { type: 'preBind', uid }, background: false },
  );
}

/** The answer to one of PreBind's writes. */
export function onPreBindReply(
  state: SchedulerState,
  context: Context,
  profile: Profile,
  uid: string,
  response: ApiResponse,
): SchedulerState {
  const binding = get(state.bindings, uid);
  if (binding === undefined || binding.phase !== 'PreBind') return state;
  if (response.code >= 400) {
    return fail(state, context, profile, binding, preBindError(profile, binding, wordsOf(response.status)));
  }
  const outstanding = binding.outstanding - 1;
  const next: BindingCycle = {
    ...binding,
    outstanding,
    phase: outstanding === 0 ? 'WaitForVolumes' : 'PreBind',
  };
  if (outstanding === 0) setPollTimer(context, next);
  return withFields(state, { bindings: put(state.bindings, uid, next) });
}

function setPollTimer(context: Context, { pod }: BindingCycle): void {
  context.send(
    { from: SCHEDULER, to: SCHEDULER, verb: 'poll-volumes', body: { uid: uidOf(pod) } },
    POLL_INTERVAL_MS,
  );
}

/** Looks once a second whether the volumes are there. */
export function onPollVolumes(
  state: SchedulerState,
  context: Context,
  profile: Profile,
  uid: string,
): SchedulerState {
  const binding = get(state.bindings, uid);
  if (binding === undefined || binding.phase !== 'WaitForVolumes') return state;
  const handle = handleOf(state);
  for (const plugin of pluginsWithWork(profile, binding)) {
    const reservation = binding.reservations[plugin.name] as Reservation;
    const status = plugin.poll(handle, binding.pod, binding.node, reservation);
    if (status.code === 'Success') continue;
    if (status.code !== 'Pending') {
      return fail(state, context, profile, binding, preBindError(profile, binding, messageOf(status)));
    }
    if (context.nowMs >= binding.deadlineMs) {
      return fail(state, context, profile, binding, preBindError(profile, binding, TIMED_OUT));
    }
    setPollTimer(context, binding);
    return state;
  }
  return bind(state, context, profile, binding);
}

function preBindError(profile: Profile, binding: BindingCycle, message: string): string {
  const plugin = pluginsWithWork(profile, binding)[0]?.name ?? '';
  return `running PreBind plugin "${plugin}": ${message}`;
}

function bind(
  state: SchedulerState,
  context: Context,
  profile: Profile,
  binding: BindingCycle,
): SchedulerState {
  const [binder] = profile.bind;
  if (binder === undefined) throw new Error('a profile needs a Bind plugin');
  const { pod, node } = binding;
  return call(
    withFields(state, { bindings: put(state.bindings, uidOf(pod), { ...binding, phase: 'Bind' }) }),
    context,
    {
      verb: 'create',
      resource: 'pods',
      subresource: 'binding',
      namespace: pod.metadata.namespace,
      name: pod.metadata.name,
      object: binder.bind(pod, node),
    },
    refOf(pod),
    // Whatever brought the Pod here, that it gets a node matters.
    { pending: { type: 'bind', uid: uidOf(pod) }, background: false },
  );
}

/** The API server's word on a binding. */
export function onBindReply(
  state: SchedulerState,
  context: Context,
  profile: Profile,
  uid: string,
  response: ApiResponse,
): SchedulerState {
  const binding = get(state.bindings, uid);
  if (binding === undefined) return state;
  if (response.code >= 400) {
    const binder = profile.bind[0]?.name ?? '';
    const message = `running Bind plugin "${binder}": ${wordsOf(response.status)}`;
    return fail(state, context, profile, binding, message);
  }
  const { pod, node } = binding;
  return emitEvent(withFields(state, { bindings: remove(state.bindings, uid) }), context, pod, {
    type: 'Normal',
    reason: 'Scheduled',
    action: 'Binding',
    message: `Successfully assigned ${pod.metadata.namespace}/${pod.metadata.name} to ${node}`,
  });
}

const wordsOf = (status: ApiStatus | undefined): string => status?.message ?? 'unknown';

/** Undoes the placement and puts the Pod back into the queue. */
function fail(
  state: SchedulerState,
  context: Context,
  profile: Profile,
  binding: BindingCycle,
  message: string,
): SchedulerState {
  const { pod, queued, reservations } = binding;
  context.note({ failedAt: binding.phase === 'Bind' ? 'Bind' : 'PreBind', message });
  const undone = revertVolumes(
    {
      ...state,
      bindings: remove(state.bindings, uidOf(pod)),
      cache: forgetPod(state.cache, uidOf(pod)),
    },
    Object.values(reservations),
  );
  // To Pods that wait for room it is as if this one had been deleted.
  const change = { resource: 'AssignedPod', actions: ACTION.Delete, before: pod, after: null } as const;
  const queue = moveAll(undone.queue, profile, change, context.nowMs);
  return handleSchedulingFailure({ ...undone, queue }, context, profile, queued, {
    message,
    unschedulablePlugins: [],
    pendingPlugins: [],
    isRejected: false,
    nominatedNodeName: '',
  });
}
