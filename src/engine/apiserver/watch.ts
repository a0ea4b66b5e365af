// Models kubernetes@v1.36.0 staging/src/k8s.io/apiserver/pkg/storage/cacher/cacher.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/apiserver/pkg/storage/cacher/cache_watcher.go
// Differs: the window of remembered events reaches back to the last compaction but one, not to a capacity.
import type { KindInfo, KubeObject } from '../../api/index.ts';
import type { Context } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import type { ObjectRef } from '../kernel/message.ts';
import { emptyTable, get, put, remove, scan, type Table } from '../kernel/table.ts';
import { fieldValue, INDEXED_FIELDS } from './fields.ts';
import type { WatchEvent } from './messages.ts';
import { selects } from './selection.ts';
import type { CacheEvent, ResourceCache, Watcher, Watchers } from './state.ts';

/** The indexed field a watcher is filed under; null when it must see everything. */
function indexOf(watcher: Watcher): { field: string; value: string } | null {
  for (const requirement of watcher.fields ?? []) {
    if (requirement.operator === '=' && INDEXED_FIELDS.includes(requirement.field)) return requirement;
  }
  return null;
}

export function addWatcher(watchers: Watchers, watcher: Watcher): Watchers {
  const index = indexOf(watcher);
  const without = (list: readonly Watcher[]): Watcher[] =>
    list.filter((other) => other.client !== watcher.client || other.scope !== watcher.scope);
  if (index === null) return { ...watchers, all: [...without(watchers.all), watcher] };
  const table = watchers.byField[index.field] ?? emptyTable<readonly Watcher[]>();
  const list = [...without(get(table, index.value) ?? []), watcher];
  return { ...watchers, byField: { ...watchers.byField, [index.field]: put(table, index.value, list) } };
}

/** Removes a client's watch by the id of the request that began it. */
export function removeWatcher(watchers: Watchers, client: string, id: string): Watchers {
  const keep = (watcher: Watcher): boolean => watcher.client !== client || watcher.id !== id;
  if (!watchers.all.every(keep)) return { ...watchers, all: watchers.all.filter(keep) };
  for (const [field, table] of Object.entries(watchers.byField)) {
    let changed: Table<readonly Watcher[]> | undefined;
    scan(table, (list, value) => {
      if (list.every(keep)) return true;
      const left = list.filter(keep);
      changed = left.length === 0 ? remove(table, value) : put(table, value, left);
      return false;
    });
    if (changed !== undefined) return { ...watchers, byField: { ...watchers.byField, [field]: changed } };
  }
  return watchers;
}

export function everyWatcher(watchers: Watchers, visit: (watcher: Watcher) => void): void {
  watchers.all.forEach(visit);
  for (const table of Object.values(watchers.byField)) scan(table, (list) => list.forEach(visit));
}

/** How many were told of a change: of those who watch everything, and of those who watch by a field, as kubelets do. */
export interface Told {
  readonly watchers: number;
  readonly selected: number;
}

/** Tells those who watch. An object that enters or leaves a selection is ADDED or DELETED for its watcher. */
export function fanOut(info: KindInfo, watchers: Watchers, event: CacheEvent, context: Context): Told {
  const { resource } = info;
  const { object, prev } = event;
  const sender = senderOf(info, event, context);
  let all = 0;
  let selected = 0;
  for (const watcher of watchers.all) if (sender(watcher)) all++;
  for (const field in watchers.byField) {
    const table = watchers.byField[field] as Table<readonly Watcher[]>;
    const value = object === null ? null : fieldValue(resource, object, field);
    const valueBefore = prev === null ? null : fieldValue(resource, prev, field);
    if (value !== null) for (const watcher of get(table, value) ?? []) if (sender(watcher)) selected++;
    if (valueBefore !== null && valueBefore !== value) {
      for (const watcher of get(table, valueBefore) ?? []) if (sender(watcher)) selected++;
    }
  }
  return { watchers: all + selected, selected };
}

/** Sends one past or present event to a watcher if it selects it. */
function senderOf(info: KindInfo, event: CacheEvent, context: Context): (watcher: Watcher) => boolean {
  const { resource } = info;
  const { object, prev } = event;
  const ref = refOf((object ?? prev) as KubeObject);
  return (watcher) => {
    const now = object !== null && selects(resource, watcher, object);
    const before = prev !== null && selects(resource, watcher, prev);
    if (!now && !before) return false;
    const type = now ? (before ? 'MODIFIED' : 'ADDED') : 'DELETED';
    const shown = now ? (object as KubeObject) : lastState(prev as KubeObject, event.revision);
    send(info, watcher, type, shown, ref, context);
    return true;
  };
}

/** What existed before, with the revision of the change that took it away. */
function lastState(prev: KubeObject, revision: number): KubeObject {
  return { ...prev, metadata: { ...prev.metadata, resourceVersion: String(revision) } };
}

function send(
  info: KindInfo,
  watcher: Watcher,
  event: WatchEvent['event'],
  object: KubeObject,
  ref: ObjectRef | undefined,
  context: Context,
  background?: boolean,
): void {
  const body: WatchEvent = { type: 'watch', event, resource: info.resource, object, id: watcher.id };
  context.send(
    { from: 'apiserver', to: watcher.client, verb: 'watch', object: ref, body, background },
    LATENCY_MS.watch,
  );
}

/** What a new watch without a resourceVersion is sent first. */
export function sendExisting(
  info: KindInfo,
  watcher: Watcher,
  objects: readonly KubeObject[],
  context: Context,
): void {
  for (const object of objects) send(info, watcher, 'ADDED', object, refOf(object), context);
}

/** What a new watch missed since `revision`; the number of events sent. */
export function sendSince(
  info: KindInfo,
  watcher: Watcher,
  cache: ResourceCache,
  revision: number,
  context: Context,
): number {
  let sent = 0;
  const replay = (event: CacheEvent): void => {
    if (senderOf(info, event, context)(watcher)) sent++;
  };
  scan(cache.older, replay, revision + 1);
  scan(cache.recent, replay, revision + 1);
  return sent;
}

/** The oldest revision a watch may start from is `knownSince`; upstream's words for an older one. */
export function tooOldMessage(revision: number, knownSince: number): string {
  return `too old resource version: ${revision} (${knownSince})`;
}

export function sendBookmark(info: KindInfo, watcher: Watcher, revision: number, context: Context): void {
  const object: KubeObject = {
    apiVersion: info.apiVersion,
    kind: info.kind,
    metadata: { resourceVersion: String(revision) },
  };
  send(info, watcher, 'BOOKMARK', object, undefined, context, true);
}

export function refOf(object: KubeObject): ObjectRef {
  const { metadata } = object;
  return {
    kind: object.kind,
    namespace: metadata.namespace,
    name: metadata.name ?? '',
    uid: metadata.uid,
  };
}
