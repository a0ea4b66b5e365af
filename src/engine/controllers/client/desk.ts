import { type KubeObject, kindOf } from '../../../api/index.ts';
import { equal } from '../../apiserver/equal.ts';
import type { ApiRequest, ApiResponse, WatchEvent } from '../../apiserver/messages.ts';
import { type Happening, type Recorder, recordEvent } from '../../client/events.ts';
import type { Context } from '../../kernel/component.ts';
import { LATENCY_MS } from '../../kernel/latency.ts';
import type { Envelope, ObjectRef } from '../../kernel/message.ts';
import { get, put, remove, type Table } from '../../kernel/table.ts';
import { type Controller, DONE, type Progress } from './controller.ts';
import { type Indexes, reindex } from './indexes.ts';
import { EMPTY_INFORMER, type Informer, type Taken, takeEvent, takeWritten } from './informer.ts';
import { refOf, resourceOf } from './refs.ts';
import { type Call, type ClientState, hasMoved, type Process } from './state.ts';
import {
  addKey,
  countFailure,
  EMPTY_WORK_QUEUE,
  finishKey,
  forgetFailures,
  takeKey,
  type WorkQueue,
} from './workqueue.ts';

/** Retries that come later than this are housekeeping: they may go on for ever. */
const PATIENCE_MS = 1000;
/** How soon a watch that the API server refused is asked for again. */
const WATCH_RETRY_MS = 1000;

interface TimerBody {
  readonly controller: string;
  readonly what: string;
  readonly body: unknown;
}

/** A pure memo: by resource, the controllers of a process that watch it. */
const watchers = new WeakMap<Process, Map<string, readonly Controller[]>>();

function watchersOf(process: Process, resource: string): readonly Controller[] {
  let byResource = watchers.get(process);
  if (byResource === undefined) {
    byResource = new Map();
    watchers.set(process, byResource);
  }
  let found = byResource.get(resource);
  if (found === undefined) {
    found = process.controllers.filter((controller) => controller.watches.includes(resource));
    byResource.set(resource, found);
  }
  return found;
}

/**
 * What controllers work on while one message is handled: the caches to read, the queues to fill and
 * the way out. It lives for that message only; `finish` gives the state that remains.
 */
export class Desk {
  readonly context: Context;
  readonly process: Process;
  private readonly envelope: Envelope;
  private readonly before: ClientState;
  private informers: Readonly<Record<string, Informer>>;
  indexes: Indexes;
  private queues: Readonly<Record<string, WorkQueue>>;
  private kept: Readonly<Record<string, unknown>>;
  private nextCall: number;
  private calls: Table<Call>;
  private recorder: Recorder;
  /** Controllers whose queue may hold a key that a worker is free for. */
  private readonly stirred = new Set<string>();

  constructor(process: Process, state: ClientState, envelope: Envelope, context: Context) {
    this.process = process;
    this.before = state;
    this.envelope = envelope;
    this.context = context;
    this.informers = state.informers;
    this.indexes = state.indexes;
    this.queues = state.queues;
    this.kept = state.kept;
    this.nextCall = state.nextCall;
    this.calls = state.calls;
    this.recorder = state.recorder;
  }

  get nowMs(): number {
    return this.context.nowMs;
  }

  /** Handles the message and gives the state after it. */
  handle(): ClientState {
    const { envelope } = this;
    const body = envelope.body as { readonly type?: string } | undefined;
    if (body?.type === 'watch') this.watched(body as WatchEvent);
    else if (body?.type === 'response') this.answered(body as ApiResponse);
    else if (envelope.verb === 'start') this.start();
    else if (envelope.verb === 'relist')
      this.watch((envelope.body as { readonly resource: string }).resource);
    else if (envelope.verb === 'retry') {
      const { controller, key } = envelope.body as { readonly controller: string; readonly key: string };
      this.enqueue(controller, key);
    } else if (envelope.from === envelope.to && envelope.body !== undefined) {
      const { controller, what, body: told } = envelope.body as TimerBody;
      this.controller(controller).told?.(this, what, told);
    }
    this.work();
    return this.finish();
  }

  private finish(): ClientState {
    const { before } = this;
    if (
      this.informers === before.informers &&
      this.indexes === before.indexes &&
      this.queues === before.queues &&
      this.kept === before.kept &&
      this.calls === before.calls &&
      this.recorder === before.recorder
    ) {
      return before;
    }
    return {
      informers: this.informers,
      indexes: this.indexes,
      queues: this.queues,
      kept: this.kept,
      nextCall: this.nextCall,
      calls: this.calls,
      recorder: this.recorder,
    };
  }

  // ---------------------------------------------------------------------------------------------
  // Reading

  /** Everything known of a resource, by `namespace/name` or `name`. */
  objects<T extends KubeObject = KubeObject>(resource: string): Table<T> {
    return (this.informers[resource] ?? EMPTY_INFORMER).objects as Table<T>;
  }

  find<T extends KubeObject>(resource: string, key: string): T | undefined {
    return get(this.objects<T>(resource), key);
  }

  /** What a controller keeps between keys; undefined before its first `keep`. */
  recall<T>(controller: string): T | undefined {
    return this.kept[controller] as T | undefined;
  }

  keep(controller: string, value: unknown): void {
    if (this.kept[controller] !== value) this.kept = { ...this.kept, [controller]: value };
  }

  // ---------------------------------------------------------------------------------------------
  // Acting

  enqueue(controller: string, key: string): void {
    this.setQueue(controller, addKey(this.queue(controller), key));
    this.stirred.add(controller);
  }

  enqueueAfter(controller: string, key: string, delayMs: number, background = delayMs > PATIENCE_MS): void {
    const { address } = this.process;
    this.context.send(
      { from: address, to: address, verb: 'retry', body: { controller, key }, background },
      delayMs,
    );
  }

  /** Sends itself something to be `told` after `delayMs`, unrecorded. */
  timer(controller: string, what: string, body: unknown, delayMs: number, background: boolean): void {
    const { address } = this.process;
    const told: TimerBody = { controller, what, body };
    this.context.send({ from: address, to: address, verb: what, body: told, background }, delayMs);
  }

  /** The same as a step of its own in the trace: something this process decides about `object`. */
  tell(controller: string, what: string, object: ObjectRef, body: unknown, delayMs = 0): void {
    const { address } = this.process;
    const told: TimerBody = { controller, what, body };
    this.context.send(
      { from: address, to: address, verb: what, object, body: told, recorded: true },
      delayMs,
    );
  }

  /** Calls the API server for a key that is being worked on. */
  call(controller: string, key: string, request: Omit<ApiRequest, 'type' | 'id'>, object: ObjectRef): void {
    const sent = this.send(request, object, false);
    const { resource, namespace, name } = request;
    const known =
      name === undefined
        ? undefined
        : this.find(resource, namespace === undefined ? name : `${namespace}/${name}`);
    this.calls = put(this.calls, sent.id, {
      controller,
      key,
      request: sent,
      known,
    });
    const queue = this.queue(controller);
    const active = get(queue.active, key);
    if (active === undefined) throw new Error(`${controller} makes a call for ${key}, which no worker holds`);
    this.setQueue(controller, {
      ...queue,
      active: put(queue.active, key, { ...active, open: active.open + 1 }),
    });
  }

  create<T extends KubeObject>(controller: string, key: string, object: T): void {
    this.call(
      controller,
      key,
      { verb: 'create', resource: resourceOf(object), namespace: object.metadata.namespace, object },
      refOf(object),
    );
  }

  update<T extends KubeObject>(controller: string, key: string, object: T, subresource?: 'status'): void {
    const { namespace, name } = object.metadata;
    this.call(
      controller,
      key,
      { verb: 'update', resource: resourceOf(object), namespace, name, subresource, object },
      refOf(object),
    );
  }

  patch(controller: string, key: string, target: KubeObject, patch: unknown, subresource?: 'status'): void {
    const { namespace, name } = target.metadata;
    this.call(
      controller,
      key,
      {
        verb: 'patch',
        resource: resourceOf(target),
        namespace,
        name,
        subresource,
        object: patch,
        patchType: 'strategic',
      },
      refOf(target),
    );
  }

  /** Deletes the very object that was seen, not a namesake made since. */
  delete(controller: string, key: string, target: KubeObject, options?: ApiRequest['options']): void {
    const { namespace, name, uid } = target.metadata;
    this.call(
      controller,
      key,
      {
        verb: 'delete',
        resource: resourceOf(target),
        namespace,
        name,
        options: { ...options, ...(uid === undefined ? {} : { preconditions: { uid } }) },
      },
      refOf(target),
    );
  }

  /** The controller waits for answers to calls it made for this key: what it sees of it now is likely its own doing. */
  isCalling(controller: string, key: string): boolean {
    return (get(this.queue(controller).active, key)?.open ?? 0) > 0;
  }

  /** Goes on with a key that was `held`. */
  resume(controller: string, key: string, memory: unknown): void {
    this.look(this.controller(controller), key, memory);
  }

  /** Writes a Kubernetes Event about `involved`. */
  event(
    component: string,
    involved: KubeObject,
    type: Happening['type'],
    reason: string,
    message: string,
  ): void {
    const { recorder, write } = recordEvent(
      this.recorder,
      { component, host: '' },
      involved,
      { type, reason, message },
      this.nowMs,
    );
    this.recorder = recorder;
    if (write === null) return;
    // Counting up what periodic work found again is itself periodic work.
    const background = write.verb === 'patch' && this.envelope.background === true;
    if (write.verb === 'create') {
      const { object } = write;
      const request = {
        verb: 'create',
        resource: 'events',
        namespace: object.metadata.namespace,
        object,
      } as const;
      this.send(request, refOf(object), background);
    } else {
      const { namespace, name, patch } = write;
      this.send(
        { verb: 'patch', resource: 'events', namespace, name, object: patch, patchType: 'strategic' },
        { kind: 'Event', namespace, name },
        background,
      );
    }
  }

  // ---------------------------------------------------------------------------------------------
  // Inside

  private start(): void {
    const resources = new Set(this.process.controllers.flatMap((controller) => controller.watches));
    for (const resource of [...resources].sort()) this.watch(resource);
    for (const controller of this.process.controllers) controller.start?.(this);
  }

  private watch(resource: string): void {
    const sent = this.send(
      { verb: 'watch', resource, options: { allowWatchBookmarks: true } },
      undefined,
      undefined,
    );
    this.calls = put(this.calls, sent.id, {
      controller: '',
      key: resource,
      request: sent,
      known: undefined,
    });
  }

  private send(
    request: Omit<ApiRequest, 'type' | 'id'>,
    object: ObjectRef | undefined,
    background: boolean | undefined,
  ): ApiRequest {
    const id = `${this.process.prefix}-${this.nextCall}`;
    this.nextCall++;
    const body: ApiRequest = { type: 'request', id, ...request };
    const verb = request.subresource === 'eviction' ? 'evict' : request.verb;
    this.context.send(
      { from: this.process.address, to: 'apiserver', verb, object, body, background },
      LATENCY_MS.api,
    );
    return body;
  }

  private watched(event: WatchEvent): void {
    const { resource, object } = event;
    this.context.note({ event: event.event, resource });
    const informer = this.informers[resource] ?? EMPTY_INFORMER;
    this.took(resource, informer, takeEvent(informer, resource, event.event, object));
  }

  private took(resource: string, informer: Informer, taken: Taken): void {
    if (taken.informer.objects === informer.objects && taken.informer.revision === informer.revision) return;
    this.informers = { ...this.informers, [resource]: taken.informer };
    const { observed } = taken;
    if (observed === undefined) return;
    this.indexes = reindex(this.indexes, observed);
    for (const controller of watchersOf(this.process, resource)) controller.observe(this, observed);
  }

  private answered(response: ApiResponse): void {
    const call = get(this.calls, response.id);
    if (call === undefined) return;
    this.calls = remove(this.calls, response.id);
    if (call.controller === '') {
      if (response.code < 400) return;
      const { address } = this.process;
      this.context.send(
        { from: address, to: address, verb: 'relist', body: { resource: call.key }, background: true },
        WATCH_RETRY_MS,
      );
      return;
    }
    const { controller: name, key, request } = call;
    const controller = this.controller(name);
    const gone = response.code === 404 && request.verb === 'delete';
    const failed = response.code >= 400 && !gone;
    if (failed) controller.failed?.(this, key, request, response);
    else {
      this.wrote(request, response);
      controller.succeeded?.(this, key, request, response, call.known);
    }
    const queue = this.queue(name);
    const active = get(queue.active, key);
    if (active === undefined) return;
    const next = {
      ...active,
      open: active.open - 1,
      failed: active.failed || failed,
      moved: active.moved || hasMoved(call, response),
    };
    this.setQueue(name, { ...queue, active: put(queue.active, key, next) });
    if (next.open > 0) return;
    if (next.failed) this.back(controller, key);
    // What changed nothing would change nothing again.
    else if (next.final || (!next.moved && next.repeats)) this.conclude(controller, key, DONE);
    else this.look(controller, key, next.memory);
  }

  /** Takes what a write returned into the caches. */
  private wrote(request: ApiRequest, response: ApiResponse): void {
    const { resource } = request;
    const informer = this.informers[resource];
    const { object } = response;
    if (informer === undefined || object === undefined || object.kind === 'Status') return;
    if (request.subresource !== undefined && request.subresource !== 'status') return;
    if (kindOf(object)?.resource !== resource) return;
    if (request.verb === 'delete' && object.metadata.deletionTimestamp === undefined) return;
    this.took(resource, informer, takeWritten(informer, resource, object));
  }

  /** Lets free workers take keys until none can. */
  private work(): void {
    for (const name of this.stirred) {
      const controller = this.controller(name);
      for (;;) {
        const taken = takeKey(this.queue(name), controller.workers);
        if (taken === undefined) break;
        this.setQueue(name, taken.queue);
        this.look(controller, taken.key, undefined);
      }
    }
  }

  private look(controller: Controller, key: string, memory: unknown): void {
    const { name } = controller;
    const queue = this.queue(name);
    this.setQueue(name, {
      ...queue,
      active: put(queue.active, key, {
        dirty: false,
        open: 0,
        failed: false,
        moved: false,
        repeats: false,
        final: false,
        memory,
      }),
    });
    this.conclude(controller, key, controller.sync(this, key, memory));
  }

  private conclude(controller: Controller, key: string, progress: Progress): void {
    const { name } = controller;
    switch (progress.kind) {
      case 'done':
        this.setQueue(name, finishKey(forgetFailures(this.queue(name), key), key));
        this.stirred.add(name);
        return;
      case 'retry':
        this.back(controller, key);
        return;
      case 'calls':
      case 'held': {
        const queue = this.queue(name);
        const active = get(queue.active, key);
        if (active === undefined) throw new Error(`${name} lost the key ${key}`);
        if (progress.kind === 'calls' && active.open === 0)
          throw new Error(`${name} made no call for ${key}`);
        this.setQueue(name, {
          ...queue,
          active: put(queue.active, key, {
            ...active,
            repeats: equal(active.memory, progress.memory),
            final: progress.kind === 'calls' && progress.final === true,
            memory: progress.memory,
          }),
        });
      }
    }
  }

  /** Gives a key up for now and comes back to it after its back-off. */
  private back(controller: Controller, key: string): void {
    const { name } = controller;
    const { queue, delayMs } = countFailure(this.queue(name), key);
    this.setQueue(name, finishKey(queue, key));
    this.stirred.add(name);
    this.enqueueAfter(name, key, delayMs);
  }

  private controller(name: string): Controller {
    const controller = this.process.controllers.find((candidate) => candidate.name === name);
    if (controller === undefined) throw new Error(`${this.process.address} has no controller ${name}`);
    return controller;
  }

  private queue(controller: string): WorkQueue {
    return this.queues[controller] ?? EMPTY_WORK_QUEUE;
  }

  private setQueue(controller: string, queue: WorkQueue): void {
    if (this.queues[controller] !== queue) this.queues = { ...this.queues, [controller]: queue };
  }
}
