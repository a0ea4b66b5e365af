// What every part of the kubelet works with while one message is handled.
import type { KubeObject, Pod } from '../../api/index.ts';
import type { ApiRequest } from '../apiserver/messages.ts';
import { type Happening, recordEvent } from '../client/events.ts';
import type { Context } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import type { Address, ObjectRef } from '../kernel/message.ts';
import { get, put, remove } from '../kernel/table.ts';
import type { CriRequest } from '../runtime/cri.ts';
import { copyRecord, copyState, copyWorker } from './copy.ts';
import type { ContainerRecord, KubeletState, Worker } from './state.ts';

/** Lives for one message: `state` is replaced as the parts of the kubelet do their work. */
export interface Desk {
  state: KubeletState;
  readonly context: Context;
  readonly me: Address;
  /** Workers as this message has left them so far, null for those it has dropped; `closeDesk` keeps them. */
  readonly edited: Map<string, Worker | null>;
}

export function openDesk(state: KubeletState, me: Address, context: Context): Desk {
  return { state, context, me, edited: new Map() };
}

/** The state after the message. */
export function closeDesk({ state, edited }: Desk): KubeletState {
  if (edited.size === 0) return state;
  let { workers } = state;
  for (const [uid, worker] of edited) {
    workers = worker === null ? remove(workers, uid) : put(workers, uid, worker);
  }
  const next = copyState(state);
  next.workers = workers;
  return next;
}

export function workerOf(desk: Desk, uid: string): Worker | undefined {
  const edited = desk.edited.get(uid);
  return edited === undefined ? get(desk.state.workers, uid) : (edited ?? undefined);
}

/** Replaces fields of the kubelet's own state. */
export function changeState(desk: Desk, fields: Partial<KubeletState>): void {
  desk.state = Object.assign(copyState(desk.state), fields);
}

/** Replaces fields of a worker and hands back the new one. */
export function change(desk: Desk, worker: Worker, fields: Partial<Worker>): Worker {
  const next = Object.assign(copyWorker(worker), fields);
  next.statusDue = worker.statusDue || showsInStatus(worker, fields);
  desk.edited.set(worker.uid, next);
  return next;
}

/** Whether the status may have to say something else once these fields have changed. */
function showsInStatus({ step }: Worker, fields: Partial<Worker>): boolean {
  return (
    fields.containers !== undefined ||
    fields.sandbox !== undefined ||
    fields.pod !== undefined ||
    fields.stage !== undefined ||
    fields.failure !== undefined ||
    fields.attempts !== undefined ||
    fields.status !== undefined ||
    (fields.step !== undefined && (fields.step?.type === 'postStart' || step?.type === 'postStart'))
  );
}

export function changeContainer(
  desk: Desk,
  worker: Worker,
  name: string,
  fields: Partial<ContainerRecord>,
): Worker {
  const record = worker.containers[name] as ContainerRecord;
  return change(desk, worker, {
    containers: { ...worker.containers, [name]: Object.assign(copyRecord(record), fields) },
  });
}

export function newCall(desk: Desk): number {
  const next = copyState(desk.state);
  desk.state = next;
  return next.nextCall++;
}

interface Sending {
  readonly background?: boolean | undefined;
}

/** Calls the runtime. `background` is inherited unless given. */
export function callCri(desk: Desk, worker: Worker, body: CriRequest, { background }: Sending = {}): void {
  desk.context.send(
    { from: desk.me, to: `cri/${desk.state.node}`, verb: body.type, object: worker.ref, body, background },
    LATENCY_MS.cri,
  );
}

/** A timer, or with `recorded` a note to itself about a Pod. */
export function remind(
  desk: Desk,
  verb: string,
  worker: Worker | null,
  body: unknown,
  delayMs: number,
  flags: Sending & { readonly recorded?: boolean } = {},
): void {
  desk.context.send(
    { from: desk.me, to: desk.me, verb, object: worker?.ref, body, ...flags },
    Math.max(0, Math.round(delayMs)),
  );
}

/**
 * Sends a request to the API server. What the answer is for is written in its id:
 * `<boot> <purpose> <the rest>`, see answers.ts.
 */
export function request(
  desk: Desk,
  purpose: string,
  ask: Omit<ApiRequest, 'type' | 'id'>,
  object: ObjectRef | undefined,
  { background }: Sending = {},
): void {
  const body: ApiRequest = { type: 'request', id: `${desk.state.boot} ${purpose}`, ...ask };
  desk.context.send(
    { from: desk.me, to: 'apiserver', verb: ask.verb, object, body, background },
    LATENCY_MS.api,
  );
}

export const COMPONENT = 'kubelet';

/** Writes a core/v1 Event; `recordEvent` says whether it is new or counts an old one. */
export function event(desk: Desk, involved: KubeObject, happening: Happening, sending: Sending = {}): void {
  const { state, context } = desk;
  const source = { component: COMPONENT, host: state.node };
  const { recorder, write } = recordEvent(state.recorder, source, involved, happening, context.nowMs);
  const next = copyState(state);
  next.recorder = recorder;
  desk.state = next;
  if (write === null) return;
  const isNew = write.verb === 'create';
  const namespace = isNew ? write.object.metadata.namespace : write.namespace;
  const name = isNew ? write.object.metadata.name : write.name;
  request(
    desk,
    'event',
    isNew
      ? { verb: 'create', resource: 'events', namespace, object: write.object }
      : { verb: 'patch', resource: 'events', namespace, name, patchType: 'strategic', object: write.patch },
    { kind: 'Event', namespace, name: name ?? '' },
    sending,
  );
}

/** An Event about a Pod or, with `container`, about one of its containers. */
export function podEvent(
  desk: Desk,
  worker: Worker,
  type: Happening['type'],
  reason: string,
  message: string,
  container?: string,
  sending: Sending = {},
): void {
  const fieldPath = container === undefined ? undefined : fieldPathOf(worker.pod, container);
  event(desk, worker.pod, { type, reason, message, fieldPath }, sending);
}

function fieldPathOf(pod: Pod, container: string): string {
  const { initContainers, ephemeralContainers } = pod.spec;
  const isIn = (list: typeof initContainers): boolean =>
    list?.some(({ name }) => name === container) ?? false;
  const list = isIn(initContainers)
    ? 'initContainers'
    : isIn(ephemeralContainers)
      ? 'ephemeralContainers'
      : 'containers';
  return `spec.${list}{${container}}`;
}
