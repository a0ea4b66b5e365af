// Models kubernetes@v1.36.0 pkg/kubelet/util/manager/watch_based_manager.go, pkg/kubelet/configmap/configmap_manager.go, pkg/kubelet/secret/secret_manager.go
// Differs: a Pod's ConfigMaps and Secrets are watched from the first time they are needed, and a watch ends with the last Pod that has them; idle ones are not closed in between.
import type { ConfigMap, KubeObject, Secret } from '../../api/index.ts';
import type { WatchEvent } from '../apiserver/messages.ts';
import { get, put, remove } from '../kernel/table.ts';
import { change, changeState, type Desk, request } from './desk.ts';
import type { Reference, Worker } from './state.ts';

/** The key of an object that is watched: `configmaps/namespace/name`. */
export type ReferenceKey = string;

const isWatched = (resourceAndName: string): boolean => /^(configmaps|secrets)\//.test(resourceAndName);

/** `configmaps/name` of a Pod's namespace as the key of what is watched; null for what is not. */
export function referenceKey(worker: Worker, resourceAndName: string): ReferenceKey | null {
  if (!isWatched(resourceAndName)) return null;
  const slash = resourceAndName.indexOf('/');
  return `${resourceAndName.slice(0, slash)}/${worker.pod.metadata.namespace}/${resourceAndName.slice(slash + 1)}`;
}

/** What is known of an object a Pod asks for; the Pod is counted among those that have it. Undefined: not yet. */
export function refer(desk: Desk, worker: Worker, key: ReferenceKey): KubeObject | null | undefined {
  const known = get(desk.state.references, key);
  if (worker.references.includes(key)) return known?.synced ? known.object : undefined;
  change(desk, worker, { references: [...worker.references, key] });
  const users = (known?.users ?? 0) + 1;
  const next: Reference = known === undefined ? { ...UNKNOWN, users } : { ...known, users };
  changeState(desk, { references: put(desk.state.references, key, next) });
  if (known === undefined) watch(desk, key);
  return known?.synced ? known.object : undefined;
}

const UNKNOWN: Reference = { object: null, synced: false, watched: true, users: 0 };

const COMPLAINT = 'a watched object has a key of three parts';

function partsOf(key: ReferenceKey) {
  const [resource, namespace, name] = key.split('/');
  if (resource === undefined || namespace === undefined || name === undefined) throw new Error(COMPLAINT);
  return { resource, namespace, name };
}

function watch(desk: Desk, key: ReferenceKey): void {
  const { resource, namespace, name } = partsOf(key);
  const object = { kind: resource === 'configmaps' ? 'ConfigMap' : 'Secret', namespace, name };
  request(
    desk,
    `reference ${key}`,
    { verb: 'watch', resource, namespace, options: { fieldSelector: `metadata.name=${name}` } },
    object,
  );
}

function unwatch(desk: Desk, key: ReferenceKey): void {
  request(desk, `reference ${key}`, { verb: 'unwatch', resource: partsOf(key).resource }, undefined);
}

/** The watch has begun, and what there was has been sent before: from now on it is known whether there is one. */
export function referenceSynced(desk: Desk, key: ReferenceKey): KubeObject | null | undefined {
  const known = get(desk.state.references, key);
  if (known === undefined || known.synced) return undefined;
  store(desk, key, { ...known, synced: true });
  return known.object;
}

/** Takes in a change; false when nobody here has the object. */
export function referenceChanged(desk: Desk, { event, resource, object }: WatchEvent): ReferenceKey | null {
  const key = `${resource}/${object.metadata.namespace}/${object.metadata.name}`;
  const known = get(desk.state.references, key);
  // What cannot change is not watched any more.
  if (known === undefined || !known.watched) return null;
  store(desk, key, { ...known, object: event === 'DELETED' ? null : object });
  return known.synced ? key : null;
}

function store(desk: Desk, key: ReferenceKey, reference: Reference): void {
  const done =
    reference.watched &&
    reference.synced &&
    (reference.object as ConfigMap | Secret | null)?.immutable === true;
  const next = done ? { ...reference, watched: false } : reference;
  changeState(desk, { references: put(desk.state.references, key, next) });
  if (done) unwatch(desk, key);
}

/** The Pod is over: what only it had is forgotten. */
export function releaseReferences(desk: Desk, worker: Worker): void {
  for (const key of worker.references) {
    const known = get(desk.state.references, key);
    if (known === undefined) continue;
    const left = known.users - 1;
    const { references } = desk.state;
    if (left > 0) changeState(desk, { references: put(references, key, { ...known, users: left }) });
    else {
      changeState(desk, { references: remove(references, key) });
      if (known.watched) unwatch(desk, key);
    }
  }
}
