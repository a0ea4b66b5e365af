import type { K8sEvent, KubeObject, Pod, PodCondition } from '../../api/index.ts';
import type { ApiRequest } from '../apiserver/messages.ts';
import type { Context } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import type { ObjectRef } from '../kernel/message.ts';
import { put } from '../kernel/table.ts';
import { type EventText, recordEvent } from './recorder.ts';
import { type PendingRequest, SCHEDULER, type SchedulerState, withFields } from './state.ts';

/** Sends a request to the API server. The answer is dropped unless `pending` says what it is for. */
export function call(
  state: SchedulerState,
  context: Context,
  request: Omit<ApiRequest, 'type' | 'id'>,
  object: ObjectRef | undefined,
  options: { readonly pending?: PendingRequest; readonly background?: boolean } = {},
): SchedulerState {
  const id = `${SCHEDULER}-${state.nextRequest}`;
  context.send(
    {
      from: SCHEDULER,
      to: 'apiserver',
      verb: request.subresource === 'binding' ? 'bind' : request.verb,
      object,
      body: { type: 'request', id, ...request } satisfies ApiRequest,
      background: options.background,
    },
    LATENCY_MS.api,
  );
  return withFields(state, {
    nextRequest: state.nextRequest + 1,
    requests: options.pending === undefined ? state.requests : put(state.requests, id, options.pending),
  });
}

export function refOf({ kind, metadata }: KubeObject): ObjectRef {
  return { kind, namespace: metadata.namespace, name: metadata.name as string, uid: metadata.uid };
}

/** Records a core/v1 Event about a Pod, as upstream's recorder does. */
export function emitEvent(
  state: SchedulerState,
  context: Context,
  pod: Pod,
  text: EventText,
): SchedulerState {
  const { recorder, recording } = recordEvent(
    state.recorder,
    pod,
    text,
    context.nowMs,
    context.microTimestamp(),
  );
  const next = withFields(state, { recorder });
  switch (recording.write) {
    case 'nothing':
      return next;
    case 'series':
      return writeSeries(next, context, recording.key, recording.event);
    case 'create':
      return createEvent(next, context, recording.event);
  }
}

export function createEvent(state: SchedulerState, context: Context, event: K8sEvent): SchedulerState {
  return call(
    state,
    context,
    { verb: 'create', resource: 'events', namespace: event.metadata.namespace, object: event },
    refOf(event),
  );
}

/** Tells the API server how often an Event has happened. */
export function writeSeries(
  state: SchedulerState,
  context: Context,
  key: string,
  event: K8sEvent,
): SchedulerState {
  return call(
    state,
    context,
    {
      verb: 'patch',
      resource: 'events',
      namespace: event.metadata.namespace,
      name: event.metadata.name,
      patchType: 'strategic',
      object: { series: event.series },
    },
    refOf(event),
    { pending: { type: 'series', key } },
  );
}

export interface StatusChange {
  readonly condition?: Omit<PodCondition, 'lastTransitionTime' | 'lastProbeTime'> | undefined;
  /** The node to wait for; empty to wait for none; absent to leave it. */
  readonly nominatedNodeName?: string | undefined;
}

/** Patches a Pod's status with what really changes; sends nothing when nothing does. */
export function patchPodStatus(
  state: SchedulerState,
  context: Context,
  pod: Pod,
  change: StatusChange,
  options: { readonly pending?: PendingRequest; readonly background?: boolean } = {},
): SchedulerState {
  const patch: Record<string, unknown> = {};
  const condition = change.condition && updatedCondition(pod, change.condition, context.timestamp());
  if (condition) patch.conditions = [condition];
  const { nominatedNodeName } = change;
  if (nominatedNodeName !== undefined && nominatedNodeName !== (pod.status?.nominatedNodeName ?? '')) {
    patch.nominatedNodeName = nominatedNodeName === '' ? null : nominatedNodeName;
  }
  if (Object.keys(patch).length === 0) return state;
  const { namespace, name, uid } = pod.metadata;
  return call(
    state,
    context,
    {
      verb: 'patch',
      resource: 'pods',
      subresource: 'status',
      namespace,
      name,
      patchType: 'strategic',
      object: { metadata: { uid }, status: patch },
    },
    refOf(pod),
    options,
  );
}

/** The condition with its time of transition; null when the Pod has it just so. */
function updatedCondition(
  pod: Pod,
  condition: NonNullable<StatusChange['condition']>,
  now: string,
): PodCondition | null {
  const old = pod.status?.conditions?.find(({ type }) => type === condition.type);
  if (
    old !== undefined &&
    old.status === condition.status &&
    old.reason === condition.reason &&
    old.message === condition.message &&
    old.observedGeneration === condition.observedGeneration
  ) {
    return null;
  }
  const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : now;
  return {
    ...condition,
    lastProbeTime: null,
    ...(lastTransitionTime !== undefined && { lastTransitionTime }),
  };
}
