// Models etcd-io/etcd@v3.6 server/storage/mvcc/kvstore.go, server/storage/mvcc/kvstore_txn.go
// Differs: a transaction writes one key, the only shape the API server uses; values are objects, not bytes,
// and get their resourceVersion when they are committed, because that is when their revision is known.
import { extend, type KubeObject } from '../../api/index.ts';
import { emptyTable, get, put, remove, scan, scanPrefix, type Table, tableOf } from '../kernel/table.ts';
import type { Compare, KeyValue, WriteOp } from './messages.ts';

/** One write as the store remembers it. */
export interface HistoryEntry {
  readonly key: string;
  /** Null when this revision deleted the key. */
  readonly value: KubeObject | null;
  /** Revision of the value before; 0 when the key was new. */
  readonly prev: number;
}

export interface Store {
  /** Revision of the last write; an empty store is at 1, as etcd's is. */
  readonly revision: number;
  /** What was superseded up to here is forgotten. */
  readonly compactRevision: number;
  readonly keys: Table<KeyValue>;
  readonly history: Table<HistoryEntry, number>;
}

export const ERR_COMPACTED = 'mvcc: required revision has been compacted';
export const ERR_FUTURE_REVISION = 'mvcc: required revision is a future revision';

export function emptyStore(): Store {
  return { revision: 1, compactRevision: 0, keys: emptyTable(), history: emptyTable() };
}

export function holds(store: Store, compare: readonly Compare[]): boolean {
  for (const { key, modRevision } of compare) {
    if ((get(store.keys, key)?.modRevision ?? 0) !== modRevision) return false;
  }
  return true;
}

export interface Commit {
  readonly store: Store;
  readonly key: string;
  readonly before: KeyValue | null;
  /** Null when the key was deleted. */
  readonly after: KeyValue | null;
}

/** Carries out a write; null when it deletes what does not exist, which changes nothing. */
export function commit(store: Store, op: WriteOp): Commit | null {
  const { key } = op;
  const before = get(store.keys, key) ?? null;
  if (op.type === 'delete') {
    if (before === null) return null;
    const revision = store.revision + 1;
    return {
      store: {
        revision,
        compactRevision: store.compactRevision,
        keys: remove(store.keys, key),
        history: put(store.history, revision, { key, value: null, prev: before.modRevision }),
      },
      key,
      before,
      after: null,
    };
  }
  const revision = store.revision + 1;
  const value = withResourceVersion(op.value, revision);
  const after: KeyValue = {
    key,
    value,
    createRevision: before === null ? revision : before.createRevision,
    modRevision: revision,
    version: before === null ? 1 : before.version + 1,
  };
  return {
    store: {
      revision,
      compactRevision: store.compactRevision,
      keys: put(store.keys, key, after),
      history: put(store.history, revision, { key, value, prev: before === null ? 0 : before.modRevision }),
    },
    key,
    before,
    after,
  };
}

export function withResourceVersion(object: KubeObject, revision: number): KubeObject {
  return extend(object, { metadata: extend(object.metadata, { resourceVersion: String(revision) }) });
}

export function range(store: Store, prefix: string): KeyValue[] {
  const kvs: KeyValue[] = [];
  scanPrefix(store.keys, prefix, (kv) => {
    kvs.push(kv);
  });
  return kvs;
}

/** Forgets superseded values and deletions up to `revision`; an error in etcd's words when it cannot. */
export function compact(store: Store, revision: number): { store: Store; error: string } {
  if (revision <= store.compactRevision) return { store, error: ERR_COMPACTED };
  if (revision > store.revision) return { store, error: ERR_FUTURE_REVISION };
  // The value a key had at `revision` stays: it is what a reader at that revision sees.
  const superseded = new Set<number>();
  scan(store.history, (entry, at) => {
    if (entry.prev > 0 && at <= revision) superseded.add(entry.prev);
    if (entry.value === null && at <= revision) superseded.add(at);
    return at < revision;
  });
  const kept: [number, HistoryEntry][] = [];
  scan(store.history, (entry, at) => {
    if (!superseded.has(at)) kept.push([at, entry]);
  });
  return { store: { ...store, compactRevision: revision, history: tableOf(kept) }, error: '' };
}

/**
 * The object written at exactly `revision`, as `before` and `after` of a Change name it. With `key`, the
 * value that key had at `revision`, whenever it was written. Null when there was none or it was deleted;
 * undefined when the revision was compacted away or lies in the future.
 */
export function valueAt(store: Store, revision: number, key?: string): KubeObject | null | undefined {
  const exact = get(store.history, revision);
  if (exact !== undefined && (key === undefined || exact.key === key)) return exact.value;
  if (key === undefined || revision > store.revision || revision < store.compactRevision) return undefined;
  // Back along the key's life; an earlier life, before a deletion, is found by looking through the history.
  let at = get(store.keys, key)?.modRevision ?? 0;
  while (at > revision) at = get(store.history, at)?.prev ?? 0;
  if (at === 0) {
    scan(store.history, (entry, written) => {
      if (written > revision) return false;
      if (entry.key === key) at = written;
      return true;
    });
  }
  return at === 0 ? null : get(store.history, at)?.value;
}
