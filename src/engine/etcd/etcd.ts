// Models etcd-io/etcd@v3.6 server/etcdserver/v3_server.go, server/storage/mvcc/watchable_store.go
// Differs: one member, so no raft, no leases; watch progress is not reported.
import type { KubeObject } from '../../api/index.ts';
import type { Component, Context } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import type { Address, Envelope, ObjectRef } from '../kernel/message.ts';
import { get, scan } from '../kernel/table.ts';
import type { EtcdEvent, EtcdReply, EtcdRequest, TxnRequest, WatchRequest } from './messages.ts';
import {
  commit,
  compact,
  ERR_COMPACTED,
  emptyStore,
  holds,
  range,
  type Store,
  valueAt as storeValueAt,
  withResourceVersion,
} from './store.ts';

export interface EtcdState {
  readonly store: Store;
  readonly watches: readonly EtcdWatch[];
}

interface EtcdWatch {
  readonly client: Address;
  readonly watchId: string;
  readonly prefix: string;
}

export function initialEtcd(): EtcdState {
  return { store: emptyStore(), watches: [] };
}

/** See `valueAt` of the store: the object a Change speaks of. */
export function valueAt(state: EtcdState, revision: number, key?: string): KubeObject | null | undefined {
  return storeValueAt(state.store, revision, key);
}

export const etcd: Component<EtcdState> = {
  receive(state, envelope, context) {
    const request = envelope.body as EtcdRequest;
    switch (request.type) {
      case 'txn':
        return txn(state, envelope, request, context);
      case 'range': {
        const kvs = range(state.store, request.prefix);
        context.note({ keys: kvs.length });
        reply(envelope, { type: 'range', revision: state.store.revision, kvs, tag: request.tag }, context);
        return state;
      }
      case 'watch':
        return watch(state, envelope, request, context);
      case 'compact': {
        const { store, error } = compact(state.store, request.revision);
        context.note(error === '' ? { compactRevision: request.revision } : { error });
        reply(envelope, { type: 'compact', error }, context);
        return store === state.store ? state : { ...state, store };
      }
    }
  },
};

function reply(envelope: Envelope, body: EtcdReply, context: Context): void {
  context.send(
    { from: 'etcd', to: envelope.from, verb: 'reply', object: envelope.object, body },
    LATENCY_MS.etcdReply,
  );
}

function txn(state: EtcdState, envelope: Envelope, request: TxnRequest, context: Context): EtcdState {
  const { store } = state;
  const done = holds(store, request.compare) ? commit(store, request.success) : undefined;
  if (done === undefined || done === null) {
    const kv = get(store.keys, request.success.key) ?? null;
    context.note({ succeeded: done === null, revision: store.revision });
    reply(
      envelope,
      { type: 'txn', succeeded: done === null, revision: store.revision, kv, tag: request.tag },
      context,
    );
    return state;
  }
  const { key, before, after } = done;
  const { revision } = done.store;
  const value = after?.value ?? withResourceVersion((before as NonNullable<typeof before>).value, revision);
  const object = refOf(value);
  context.note({ succeeded: true, revision });
  context.changed(
    { key, object, before: before?.modRevision ?? null, after: after?.modRevision ?? null },
    { before: before?.value ?? null, after: after?.value ?? null },
  );
  for (const watcher of watchesOf(state.watches, key)) {
    const body: EtcdEvent = {
      type: 'event',
      watchId: watcher.watchId,
      event: after === null ? 'DELETE' : 'PUT',
      revision,
      key,
      value,
      prev: before?.value ?? null,
    };
    context.send({ from: 'etcd', to: watcher.client, verb: 'watch', object, body }, LATENCY_MS.watch);
  }
  context.send(
    {
      from: 'etcd',
      to: envelope.from,
      verb: 'reply',
      object,
      body: { type: 'txn', succeeded: true, revision, kv: after, tag: request.tag } satisfies EtcdReply,
    },
    LATENCY_MS.etcdReply,
  );
  return { store: done.store, watches: state.watches };
}

/** A pure memo: by a list of watches, those that a key of a resource (`/registry/pods/`) is for. */
const memo = new WeakMap<readonly EtcdWatch[], Map<string, readonly EtcdWatch[]>>();
const RESOURCE_START = '/registry/'.length;

function watchesOf(watches: readonly EtcdWatch[], key: string): readonly EtcdWatch[] {
  let byResource = memo.get(watches);
  if (byResource === undefined) {
    byResource = new Map();
    memo.set(watches, byResource);
  }
  const resource = key.slice(0, key.indexOf('/', RESOURCE_START) + 1);
  let found = byResource.get(resource);
  if (found === undefined) {
    // A watch of a longer prefix is looked at each time.
    found = watches.filter(({ prefix }) => prefix.startsWith(resource) || resource.startsWith(prefix));
    byResource.set(resource, found);
  }
  return found.every(({ prefix }) => prefix.length <= resource.length)
    ? found
    : found.filter(({ prefix }) => key.startsWith(prefix));
}

function watch(state: EtcdState, envelope: Envelope, request: WatchRequest, context: Context): EtcdState {
  const { store } = state;
  const { watchId, prefix, startRevision } = request;
  const client = envelope.from;
  if (startRevision !== 0 && startRevision <= store.compactRevision) {
    context.note({ error: ERR_COMPACTED });
    const { compactRevision } = store;
    reply(envelope, { type: 'watch-cancelled', watchId, compactRevision, reason: ERR_COMPACTED }, context);
    return state;
  }
  context.note({ prefix, startRevision });
  if (startRevision !== 0) {
    scan(
      store.history,
      (entry, revision) => {
        if (!entry.key.startsWith(prefix)) return;
        const prev = entry.prev === 0 ? null : (storeValueAt(store, entry.prev) ?? null);
        const value = entry.value ?? withResourceVersion(prev as KubeObject, revision);
        const event = entry.value === null ? 'DELETE' : 'PUT';
        const body: EtcdEvent = { type: 'event', watchId, event, revision, key: entry.key, value, prev };
        context.send(
          { from: 'etcd', to: client, verb: 'watch', object: refOf(value), body },
          LATENCY_MS.watch,
        );
      },
      startRevision,
    );
  }
  const others = state.watches.filter((other) => other.client !== client || other.watchId !== watchId);
  return { store, watches: [...others, { client, watchId, prefix }] };
}

function refOf(object: KubeObject): ObjectRef {
  const { metadata } = object;
  return {
    kind: object.kind,
    namespace: metadata.namespace,
    name: metadata.name as string,
    uid: metadata.uid,
  };
}
