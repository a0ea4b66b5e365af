// Models kubernetes@v1.36.0 staging/src/k8s.io/client-go/tools/cache/shared_informer.go
// Differs: the answer to an own write enters the cache at once when the watch has not brought it yet,
// so a controller always reads its own writes and needs no expectations.
import type { KubeObject } from '../../../api/index.ts';
import { joined } from '../../kernel/joined.ts';
import { emptyTable, get, put, remove, type Table } from '../../kernel/table.ts';

/** What a client knows of one resource. */
export interface Informer {
  /** By `namespace/name`, or `name` when cluster-scoped. */
  readonly objects: Table<KubeObject>;
  /** The watch has told everything up to this revision. */
  readonly revision: number;
}

export const EMPTY_INFORMER: Informer = { objects: emptyTable(), revision: 0 };

/** A change of one object as a controller sees it: one of the two may be missing, never both. */
export interface Observed {
  readonly resource: string;
  readonly key: string;
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

export function objectKey(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? (name as string) : joined(namespace, name as string);
}

/** The etcd revision that `metadata.resourceVersion` is the text of; 0 when absent. */
export function revisionOf(object: KubeObject): number {
  return Number(object.metadata.resourceVersion ?? 0);
}

export interface Taken {
  readonly informer: Informer;
  /** Undefined when the message told nothing new. */
  readonly observed?: Observed | undefined;
}

/** Takes in a watch event. */
export function takeEvent(
  informer: Informer,
  resource: string,
  event: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK',
  object: KubeObject,
): Taken {
  const revision = Math.max(informer.revision, revisionOf(object));
  if (event === 'BOOKMARK') return { informer: { objects: informer.objects, revision } };
  const key = objectKey(object);
  const before = get(informer.objects, key);
  if (event === 'DELETED') {
    if (before === undefined || before.metadata.uid !== object.metadata.uid) {
      return { informer: { objects: informer.objects, revision } };
    }
    return {
      informer: { objects: remove(informer.objects, key), revision },
      observed: { resource, key, before: object, after: undefined },
    };
  }
  if (before !== undefined && revisionOf(before) >= revisionOf(object)) {
    return { informer: { objects: informer.objects, revision } };
  }
  return {
    informer: { objects: put(informer.objects, key, object), revision },
    observed: { resource, key, before, after: object },
  };
}

/** Takes in the object a write returned, unless the watch has already told of it or of its end. */
export function takeWritten(informer: Informer, resource: string, object: KubeObject): Taken {
  if (revisionOf(object) <= informer.revision) return { informer };
  const key = objectKey(object);
  const before = get(informer.objects, key);
  if (before !== undefined && revisionOf(before) >= revisionOf(object)) return { informer };
  return {
    informer: { objects: put(informer.objects, key, object), revision: informer.revision },
    observed: { resource, key, before, after: object },
  };
}
