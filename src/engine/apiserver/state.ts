import {
  type FieldRequirement,
  KINDS,
  type KindInfo,
  type KubeObject,
  type Requirement,
} from '../../api/index.ts';
import { joined } from '../kernel/joined.ts';
import type { Address, Envelope } from '../kernel/message.ts';
import { emptyTable, type Table } from '../kernel/table.ts';

export interface ApiServerState {
  /** False until the content of etcd has been read; requests wait until then. */
  readonly ready: boolean;
  readonly parked: readonly Envelope[];
  /** The last revision seen on etcd's watch. */
  readonly revision: number;
  /** In the order of `KINDS`: see `cacheOf`. */
  readonly caches: readonly ResourceCache[];
  readonly services: ServiceAllocations;
  /** Revision at the last round of compaction: what is compacted in the next. */
  readonly compactRevision: number;
}

/** The watch cache of one resource. */
export interface ResourceCache {
  /** By `namespace/name`, or the name when cluster-scoped. */
  readonly objects: Table<KubeObject>;
  readonly watchers: Watchers;
  /** What happened, by revision, for watches that start in the past. */
  readonly recent: Table<CacheEvent, number>;
  /** The part of the window that the next compaction forgets. */
  readonly older: Table<CacheEvent, number>;
  /** Events after this revision are known. */
  readonly knownSince: number;
}

export interface CacheEvent {
  /** Null when the object was deleted. */
  readonly object: KubeObject | null;
  readonly prev: KubeObject | null;
  readonly revision: number;
}

/** Watchers, found by what they select rather than one after another. */
export interface Watchers {
  readonly all: readonly Watcher[];
  /** Field to value to watchers, for selectors with `field=value` on an indexed field. */
  readonly byField: Readonly<Record<string, Table<readonly Watcher[]>>>;
}

export interface Watcher {
  readonly client: Address;
  /** The request's id. */
  readonly id: string;
  /** A client has at most one watch of the same scope: asking again replaces it. */
  readonly scope: string;
  readonly namespace: string | undefined;
  readonly labels: readonly Requirement[] | undefined;
  readonly fields: readonly FieldRequirement[] | undefined;
  readonly bookmarks: boolean;
}

/** Who holds a cluster IP or a node port, as `namespace/name`. */
export interface ServiceAllocations {
  readonly clusterIPs: Table<string>;
  readonly nodePorts: Table<string, number>;
}

const RESOURCES: ReadonlyMap<string, KindInfo> = new Map(KINDS.map((info) => [info.resource, info]));
const PLACES: ReadonlyMap<string, number> = new Map(KINDS.map((info, place) => [info.resource, place]));

/** By plural name only, as in a URL. */
export function resourceInfo(resource: string): KindInfo | undefined {
  return RESOURCES.get(resource);
}

export function initialApiServer(): ApiServerState {
  const cache: ResourceCache = {
    objects: emptyTable(),
    watchers: { all: [], byField: {} },
    recent: emptyTable(),
    older: emptyTable(),
    knownSince: 0,
  };
  return {
    ready: false,
    parked: [],
    revision: 0,
    caches: KINDS.map(() => cache),
    services: { clusterIPs: emptyTable(), nodePorts: emptyTable() },
    compactRevision: 0,
  };
}

export function cacheOf(state: ApiServerState, resource: string): ResourceCache {
  return state.caches[PLACES.get(resource) as number] as ResourceCache;
}

/** The state with one cache replaced, written field by field: V8 is slow to spread what a spread has made. */
export function withCache(
  state: ApiServerState,
  resource: string,
  cache: ResourceCache,
  revision = state.revision,
): ApiServerState {
  const caches = state.caches.slice();
  caches[PLACES.get(resource) as number] = cache;
  return {
    ready: state.ready,
    parked: state.parked,
    revision,
    caches,
    services: state.services,
    compactRevision: state.compactRevision,
  };
}

/** Where an object stands in its cache. */
export function cacheKey(namespace: string | undefined, name: string): string {
  return namespace === undefined || namespace === '' ? name : joined(namespace, name);
}

/** `/registry/pods/default/web`; the same path for every kind, unlike upstream's few odd ones. */
export function etcdKey(resource: string, namespace: string | undefined, name: string): string {
  return joined(prefixOf(resource), cacheKey(namespace, name));
}

const prefixOf = (resource: string): string => joined('/registry', resource);
