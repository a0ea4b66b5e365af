// Models kubernetes@v1.36.0 pkg/controller/garbagecollector/garbagecollector.go
// Differs: background propagation only, which is all the API server here offers; owners of kinds that no
// controller watches are taken to exist.
import { findKind, type KubeObject, type OwnerReference } from '../../../api/index.ts';
import { scanPrefix } from '../../kernel/table.ts';
import { type Controller, calls, DONE } from '../client/controller.ts';
import type { Desk } from '../client/desk.ts';

const NAME = 'garbagecollector';

/** Kinds that may own others here. */
const OWNERS = [
  'deployments',
  'replicasets',
  'services',
  'nodes',
  'pods',
  'persistentvolumeclaims',
  'persistentvolumes',
];
/** Kinds that are owned. */
const OWNED = ['pods', 'replicasets', 'endpointslices', 'leases'];

/** Deletes what has outlived all of its owners. A key is `resource key`. */
export const garbageCollector: Controller = {
  name: NAME,
  workers: 20,
  watches: [...new Set([...OWNERS, ...OWNED])],

  observe(desk, { resource, key, before, after }) {
    if (after === undefined) {
      scanPrefix(desk.indexes.dependents, `${before?.metadata.uid} `, (_, entry) => {
        desk.enqueue(NAME, entry.slice(entry.indexOf(' ') + 1));
      });
    } else if (
      before === undefined &&
      after.metadata.ownerReferences?.some((owner) => isGone(desk, after, owner))
    ) {
      desk.enqueue(NAME, `${resource} ${key}`);
    }
  },

  sync(desk, key) {
    const space = key.indexOf(' ');
    const object = desk.find(key.slice(0, space), key.slice(space + 1));
    const owners = object?.metadata.ownerReferences ?? [];
    if (object === undefined || owners.length === 0 || object.metadata.deletionTimestamp !== undefined)
      return DONE;
    const living = owners.filter((owner) => !isGone(desk, object, owner));
    if (living.length === owners.length) return DONE;
    if (living.length > 0) {
      desk.update(NAME, key, { ...object, metadata: { ...object.metadata, ownerReferences: living } });
    } else {
      desk.delete(NAME, key, object, { propagationPolicy: 'Background' });
    }
    return calls();
  },
};

/** Nothing of that name exists, or it is another object by now. */
function isGone(desk: Desk, dependent: KubeObject, owner: OwnerReference): boolean {
  const info = findKind(owner.apiVersion, owner.kind);
  if (info === undefined || !OWNERS.includes(info.resource)) return false;
  const key = info.namespaced ? `${dependent.metadata.namespace}/${owner.name}` : owner.name;
  return desk.find(info.resource, key)?.metadata.uid !== owner.uid;
}
