// Models kubernetes@v1.36.0 pkg/controlplane/instance.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/apiserver/pkg/storage/etcd3/compact.go
// Differs: no authentication or authorisation, no priority and fairness, one replica.
import {
  badRequestStatus,
  findUnmodelledResource,
  KINDS,
  type KindInfo,
  kindInfo,
  kindOf,
  type ModelledKind,
  methodNotSupportedStatus,
  type Service,
  type Status,
  unknownResourceStatus,
} from '../../api/index.ts';
import type { EtcdEvent, EtcdReply, EtcdRequest, RangeReply } from '../etcd/messages.ts';
import type { Component, Context } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import type { Address, Envelope } from '../kernel/message.ts';
import { emptyTable, put, remove } from '../kernel/table.ts';
import { aggregate, aggregated, isAggregated } from './aggregation.ts';
import { followService } from './allocation.ts';
import { NAMESPACES, SYSTEM_OBJECTS } from './bootstrap.ts';
import { type Call, refuse, type Waiting } from './call.ts';
import { answer, cached, carryOut, plan, respond, settle } from './commit.ts';
import { connect, relay } from './connect.ts';
import type { AggregatedReply, ApiRequest, ConnectRequest, StreamEvent } from './messages.ts';
import { listObjects, readObject, startWatch } from './read.ts';
import {
  type ApiServerState,
  type CacheEvent,
  cacheKey,
  cacheOf,
  type ResourceCache,
  resourceInfo,
  withCache,
} from './state.ts';
import { planScale } from './subresources.ts';
import { everyWatcher, fanOut, removeWatcher, sendBookmark } from './watch.ts';

export { type ApiServerState, initialApiServer } from './state.ts';

const BOOKMARK_INTERVAL_MS = 60_000;
const COMPACT_INTERVAL_MS = 5 * 60_000;
const SELF = 'apiserver';

/** Answers `ApiRequest` with `ApiResponse` and `WatchEvent`; keeps everything in etcd and a watch cache of it. */
export const apiserver: Component<ApiServerState> = {
  receive(state, envelope, context) {
    switch (envelope.from) {
      case 'etcd':
        return fromEtcd(state, envelope, context);
      case SELF:
        return envelope.verb === 'again'
          ? lookAgain(state, envelope.body as Waiting, context)
          : onTimer(state, envelope.verb, context);
      default:
        if (!state.ready) return { ...state, parked: [...state.parked, envelope] };
        return fromClient(state, envelope, context);
    }
  },
};

function fromClient(state: ApiServerState, envelope: Envelope, context: Context): ApiServerState {
  const body = envelope.body as ApiRequest | AggregatedReply | ConnectRequest | StreamEvent;
  switch (body.type) {
    case 'request':
      if (isAggregated(body.resource)) {
        aggregate(state, body, envelope.from, context);
        return state;
      }
      return handle(state, body, envelope.from, context);
    case 'aggregated':
      aggregated(body, context);
      return state;
    case 'stream':
      relay(body, envelope.object, context);
      return state;
    case 'connect': {
      const { id, namespace, name } = body;
      const request: ApiRequest = { type: 'request', id, verb: 'get', resource: 'pods', namespace, name };
      const info = resourceInfo('pods') as KindInfo;
      const found = readObject({ state, info, request, client: envelope.from, context, warnings: [] });
      connect(body, envelope.from, { code: found.code, object: found.object, status: found.status }, context);
      return state;
    }
  }
}

function onTimer(state: ApiServerState, verb: string, context: Context): ApiServerState {
  switch (verb) {
    case 'start':
      toEtcd(context, { type: 'range', prefix: '/registry/' });
      wake(context, 'bookmark', BOOKMARK_INTERVAL_MS);
      wake(context, 'compact', COMPACT_INTERVAL_MS);
      return state;
    case 'bookmark':
      for (const info of KINDS) {
        everyWatcher(cacheOf(state, info.resource).watchers, (watcher) => {
          if (watcher.bookmarks) sendBookmark(info, watcher, state.revision, context);
        });
      }
      wake(context, 'bookmark', BOOKMARK_INTERVAL_MS);
      return state;
    case 'compact':
      wake(context, 'compact', COMPACT_INTERVAL_MS);
      return compact(state, context);
    case 'bootstrap':
      return SYSTEM_OBJECTS.reduce((next, object) => createOwn(next, object, context), state);
    default:
      throw new Error(`the API server has no timer ${verb}`);
  }
}

/** What a request had to wait for may have come. */
function lookAgain(
  state: ApiServerState,
  { request, client, lookups }: Waiting,
  context: Context,
): ApiServerState {
  const info = resourceInfo(request.resource);
  if (info === undefined) throw new Error(`a request for the unknown resource ${request.resource}`);
  const call: Call = { state, info, request, client, context, warnings: [], lookups };
  carryOut(call, plan(call, cached(call)), 1);
  return call.state;
}

function wake(context: Context, verb: string, delayMs: number): void {
  context.send({ from: SELF, to: SELF, verb, background: true }, delayMs);
}

function toEtcd(context: Context, body: EtcdRequest, background?: boolean): void {
  context.send({ from: SELF, to: 'etcd', verb: body.type, body, background }, LATENCY_MS.etcd);
}

/** Lets etcd forget what was superseded before the last round, and the watch caches likewise. */
function compact(state: ApiServerState, context: Context): ApiServerState {
  if (state.compactRevision > 0) {
    toEtcd(context, { type: 'compact', revision: state.compactRevision }, true);
  }
  const caches = state.caches.map((cache) => ({
    ...cache,
    older: cache.recent,
    recent: emptyTable<CacheEvent, number>(),
    knownSince: Math.max(cache.knownSince, state.compactRevision),
  }));
  return { ...state, caches, compactRevision: state.revision };
}

function fromEtcd(state: ApiServerState, envelope: Envelope, context: Context): ApiServerState {
  const body = envelope.body as EtcdReply | EtcdEvent;
  switch (body.type) {
    case 'event':
      return follow(state, body, context);
    case 'txn':
      return settle(state, body, context);
    case 'range':
      return begin(state, body, context);
    case 'watch-cancelled':
      // The cache has fallen behind what etcd remembers: read everything anew.
      context.note({ reason: body.reason });
      toEtcd(context, { type: 'range', prefix: '/registry/' });
      return { ...state, ready: false };
    case 'compact':
      return state;
  }
}

/** etcd's content has been read: fill the caches, watch from there on, and serve who has been waiting. */
function begin(state: ApiServerState, reply: RangeReply, context: Context): ApiServerState {
  let next: ApiServerState = { ...state, revision: reply.revision, compactRevision: reply.revision };
  for (const info of KINDS) {
    const cache = cacheOf(next, info.resource);
    next = withCache(next, info.resource, { ...cache, knownSince: reply.revision });
    const prefix = `/registry/${info.resource}/`;
    toEtcd(context, { type: 'watch', watchId: info.resource, prefix, startRevision: reply.revision + 1 });
  }
  for (const { value } of reply.kvs) {
    const info = kindInfo(value.kind as ModelledKind);
    const cache = cacheOf(next, info.resource);
    const key = cacheKey(value.metadata.namespace, value.metadata.name as string);
    next = withCache(next, info.resource, { ...cache, objects: put(cache.objects, key, value) });
  }
  next = { ...next, ready: true, parked: [] };
  for (const object of NAMESPACES) next = createOwn(next, object, context);
  // The rest needs the namespaces to have arrived in the cache.
  context.send({ from: SELF, to: SELF, verb: 'bootstrap' }, 10 * LATENCY_MS.etcd);
  for (const envelope of state.parked) {
    next = fromClient(next, envelope, context);
  }
  return next;
}

/** Creates what the API server itself needs; that it exists already is no matter. */
function createOwn(state: ApiServerState, object: KindlyObject, context: Context): ApiServerState {
  const info = kindOf(object);
  if (info === undefined) throw new Error(`cannot make a ${object.kind}`);
  const { namespace, name } = object.metadata;
  const request: ApiRequest = {
    type: 'request',
    id: '',
    verb: 'create',
    resource: info.resource,
    namespace,
    name,
    object,
  };
  const call: Call = { state, info, request, client: '', context, warnings: [] };
  if (cached(call) === undefined) carryOut(call, plan(call, undefined), 1);
  return call.state;
}

type KindlyObject = Parameters<typeof kindOf>[0] & {
  readonly metadata: { namespace?: string; name?: string };
};

/** One change, as etcd tells it: into the cache, and on to whoever watches. */
function follow(state: ApiServerState, event: EtcdEvent, context: Context): ApiServerState {
  const info = resourceInfo(event.watchId);
  if (info === undefined) throw new Error(`a watch event for the unknown resource ${event.watchId}`);
  const { value, revision } = event;
  const object = event.event === 'PUT' ? value : null;
  const cache = cacheOf(state, info.resource);
  const key = cacheKey(value.metadata.namespace, value.metadata.name as string);
  const change = { object, prev: event.prev, revision };
  const updated: ResourceCache = {
    objects: object === null ? remove(cache.objects, key) : put(cache.objects, key, object),
    watchers: cache.watchers,
    recent: put(cache.recent, revision, change),
    older: cache.older,
    knownSince: cache.knownSince,
  };
  let next = withCache(state, info.resource, updated, revision);
  if (info.kind === 'Service') {
    next = followService(next, object as Service | null, event.prev as Service | null);
  }
  const { watchers, selected } = fanOut(info, cache.watchers, change, context);
  const type = object === null ? 'DELETED' : event.prev === null ? 'ADDED' : 'MODIFIED';
  context.note({ event: type, resource: info.resource, watchers, selected });
  return next;
}

function handle(
  state: ApiServerState,
  request: ApiRequest,
  client: Address,
  context: Context,
): ApiServerState {
  const info = resourceInfo(request.resource);
  if (info === undefined) return refuseResource(state, request, client, context);
  const call: Call = { state, info, request, client, context, warnings: [] };
  if (request.verb === 'unwatch') {
    const cache = cacheOf(state, info.resource);
    const watchers = removeWatcher(cache.watchers, client, request.id);
    return watchers === cache.watchers ? state : withCache(state, info.resource, { ...cache, watchers });
  }
  const refused = unsupported(info, request);
  if (refused !== null) {
    answer(call, refuse(refused));
    return call.state;
  }
  switch (request.verb) {
    case 'get':
      answer(call, request.subresource === 'scale' ? asAnswer(call) : readObject(call));
      break;
    case 'list':
      answer(call, listObjects(call));
      break;
    case 'watch':
      answer(call, startWatch(call));
      break;
    default: {
      context.note(
        request.subresource === undefined
          ? { resource: request.resource }
          : { resource: request.resource, subresource: request.subresource },
      );
      const outcome = plan(call, cached(call));
      carryOut(call, outcome, 1);
    }
  }
  return call.state;
}

function asAnswer(call: Call) {
  const outcome = planScale(call, cached(call));
  if (outcome.type !== 'answer') throw new Error('reading a scale writes nothing');
  return outcome;
}

function unsupported(info: KindInfo, request: ApiRequest): Status | null {
  const { subresource, verb } = request;
  const served =
    subresource === 'finalize'
      ? info.kind === 'Namespace'
      : subresource === undefined || info.subresources.includes(subresource);
  if (!served) return unknownResourceStatus();
  const creates = subresource === 'binding' || subresource === 'eviction' || subresource === 'token';
  if (creates && verb !== 'create') return methodNotSupportedStatus(info, verb);
  if (subresource !== undefined && !creates && (verb === 'create' || verb === 'delete')) {
    return methodNotSupportedStatus(info, verb);
  }
  if ((verb === 'create' && !creates) || verb === 'list' || verb === 'watch') return null;
  if (!request.name) return badRequestStatus('name must be provided');
  return info.namespaced && !request.namespace ? badRequestStatus('namespace must be provided') : null;
}

function refuseResource(
  state: ApiServerState,
  request: ApiRequest,
  client: Address,
  context: Context,
): ApiServerState {
  const status = unknownResourceStatus();
  const unmodelled = findUnmodelledResource(request.resource);
  if (unmodelled !== undefined) {
    status.message = `${status.message} (Podscope does not model ${unmodelled.resource} yet)`;
  }
  context.note({ resource: request.resource, code: 404, message: status.message });
  respond(client, undefined, context, { type: 'response', id: request.id, code: 404, status });
  return state;
}
