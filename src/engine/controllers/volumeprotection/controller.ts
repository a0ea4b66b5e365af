// Models kubernetes@v1.36.0 pkg/controller/volume/pvcprotection/pvc_protection_controller.go
// Models kubernetes@v1.36.0 pkg/controller/volume/pvprotection/pv_protection_controller.go
// Differs: the finalizers are given by admission only; what came without one is not protected afterwards.
import type { KubeObject, PersistentVolume, PersistentVolumeClaim, Pod } from '../../../api/index.ts';
import { type Controller, calls, DONE, type Progress } from '../client/controller.ts';
import type { Desk } from '../client/desk.ts';
import { claimsOf, lookUp } from '../client/indexes.ts';

export const FINALIZER_CLAIM = 'kubernetes.io/pvc-protection';
export const FINALIZER_VOLUME = 'kubernetes.io/pv-protection';

const CLAIMS = 'pvcprotection';
const VOLUMES = 'pvprotection';

function isHeld(object: KubeObject, finalizer: string): boolean {
  return (
    object.metadata.deletionTimestamp !== undefined &&
    object.metadata.finalizers?.includes(finalizer) === true
  );
}

function letGo(desk: Desk, controller: string, key: string, object: KubeObject, finalizer: string): Progress {
  const finalizers = object.metadata.finalizers?.filter((other) => other !== finalizer);
  desk.update(controller, key, { ...object, metadata: { ...object.metadata, finalizers } });
  return calls();
}

/** Lets a deleted claim go once no scheduled Pod uses it. */
export const claimProtection: Controller = {
  name: CLAIMS,
  workers: 5,
  watches: ['persistentvolumeclaims', 'pods'],

  observe(desk, { resource, key, before, after }) {
    if (resource === 'persistentvolumeclaims') {
      if (after !== undefined && isHeld(after, FINALIZER_CLAIM)) desk.enqueue(CLAIMS, key);
    } else if (after === undefined && (before as Pod).spec.volumes !== undefined) {
      for (const claim of claimsOf(before as Pod)) desk.enqueue(CLAIMS, claim);
    }
  },

  sync(desk, key) {
    const claim = desk.find<PersistentVolumeClaim>('persistentvolumeclaims', key);
    if (claim === undefined || !isHeld(claim, FINALIZER_CLAIM)) return DONE;
    // A Pod without a node cannot start with a claim that is being deleted, so it does not count.
    const users = lookUp<Pod>(desk.indexes.podsByClaim, key, desk.objects('pods'));
    if (users.some(({ spec }) => !!spec.nodeName)) return DONE;
    return letGo(desk, CLAIMS, key, claim, FINALIZER_CLAIM);
  },
};

/** Lets a deleted volume go once it is bound no more. */
export const volumeProtection: Controller = {
  name: VOLUMES,
  workers: 1,
  watches: ['persistentvolumes'],

  observe(desk, { key, after }) {
    if (after !== undefined && isHeld(after, FINALIZER_VOLUME)) desk.enqueue(VOLUMES, key);
  },

  sync(desk, key) {
    const volume = desk.find<PersistentVolume>('persistentvolumes', key);
    if (volume === undefined || !isHeld(volume, FINALIZER_VOLUME) || volume.status?.phase === 'Bound')
      return DONE;
    return letGo(desk, VOLUMES, key, volume, FINALIZER_VOLUME);
  },
};
