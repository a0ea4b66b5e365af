// Models kubernetes@v1.36.0 pkg/controller/volume/persistentvolume/pv_controller.go (syncVolume, reclaimVolume)
// Differs: the Recycle policy has no recycler here, which upstream reports as a failure too.
import type { PersistentVolume, PersistentVolumeClaim } from '../../../api/index.ts';
import { scan } from '../../kernel/table.ts';
import { type Controller, calls, DONE, type Progress } from '../client/controller.ts';
import type { Desk } from '../client/desk.ts';
import { ANN_BOUND_BY_CONTROLLER, ANN_PROVISIONED_BY, annotation, hasAnnotation } from './annotations.ts';
import { withVolumePhase } from './bind.ts';
import { VOLUME_CONTROLLER } from './claims.ts';

const NAME = 'volumebinder/volumes';
const RESYNC_MS = 15_000;

/** Keeps each volume's phase true and reclaims the ones whose claim is gone. */
export const volumes: Controller = {
  name: NAME,
  workers: 1,
  watches: ['persistentvolumes', 'persistentvolumeclaims'],

  start(desk) {
    desk.timer(NAME, 'resync-volumes', undefined, RESYNC_MS, true);
  },

  observe(desk, { resource, key, before, after }) {
    if (resource === 'persistentvolumes') {
      if (after !== undefined) desk.enqueue(NAME, key);
    } else if (after === undefined) {
      const name = (before as PersistentVolumeClaim).spec.volumeName;
      if (name) desk.enqueue(NAME, name);
    }
  },

  told(desk, what) {
    if (what !== 'resync-volumes') return;
    desk.timer(NAME, 'resync-volumes', undefined, RESYNC_MS, true);
    scan(desk.objects<PersistentVolume>('persistentvolumes'), (volume, key) => {
      if (volume.status?.phase !== 'Bound' && volume.status?.phase !== 'Available') desk.enqueue(NAME, key);
    });
  },

  sync(desk, key) {
    const volume = desk.find<PersistentVolume>('persistentvolumes', key);
    if (volume === undefined) return DONE;
    const ref = volume.spec.claimRef;
    if (ref === undefined || !ref.uid) return phase(desk, key, volume, 'Available');
    const claimKey = `${ref.namespace}/${ref.name}`;
    const named = desk.find<PersistentVolumeClaim>('persistentvolumeclaims', claimKey);
    // Another claim of the same name is not the one this volume was bound to.
    const claim = named?.metadata.uid === ref.uid ? named : undefined;
    if (claim === undefined) return release(desk, key, volume);
    if (!claim.spec.volumeName) {
      desk.enqueue('volumebinder/claims', claimKey);
      return DONE;
    }
    if (claim.spec.volumeName === key) return phase(desk, key, volume, 'Bound');
    if (hasAnnotation(volume, ANN_PROVISIONED_BY) && volume.spec.persistentVolumeReclaimPolicy === 'Delete') {
      return release(desk, key, volume);
    }
    return unbind(desk, key, volume);
  },
};

function phase(
  desk: Desk,
  key: string,
  volume: PersistentVolume,
  wanted: 'Available' | 'Bound' | 'Released' | 'Failed',
  message = '',
): Progress {
  const changed = withVolumePhase(volume, wanted, message);
  if (changed === undefined) return DONE;
  desk.update(NAME, key, changed, 'status');
  return calls();
}

function release(desk: Desk, key: string, volume: PersistentVolume): Progress {
  const current = volume.status?.phase;
  if (current !== 'Released' && current !== 'Failed') return phase(desk, key, volume, 'Released');
  return reclaim(desk, key, volume);
}

function reclaim(desk: Desk, key: string, volume: PersistentVolume): Progress {
  switch (volume.spec.persistentVolumeReclaimPolicy ?? 'Retain') {
    case 'Retain':
      return DONE;
    case 'Recycle':
      return fail(desk, key, volume, 'VolumeFailedRecycle', 'No recycler plugin found for the volume!');
    case 'Delete':
      break;
  }
  // Whoever provisioned it watches for released volumes and deletes it.
  if (annotation(volume, ANN_PROVISIONED_BY) !== undefined) return DONE;
  if (volume.metadata.deletionTimestamp !== undefined) return DONE;
  const path = volume.spec.hostPath?.path;
  if (path === undefined) {
    const message = `error getting deleter volume plugin for volume "${key}": no deletable volume plugin matched`;
    return fail(desk, key, volume, 'VolumeFailedDelete', message);
  }
  if (!/^\/tmp\/.+/.test(path)) {
    const message = `host_path deleter only supports /tmp/.+ but received provided ${path}`;
    return fail(desk, key, volume, 'VolumeFailedDelete', message);
  }
  desk.delete(NAME, key, volume);
  return calls();
}

function fail(desk: Desk, key: string, volume: PersistentVolume, reason: string, message: string): Progress {
  const failed = withVolumePhase(volume, 'Failed', message);
  if (failed === undefined) return DONE;
  desk.event(VOLUME_CONTROLLER, volume, 'Warning', reason, message);
  desk.update(NAME, key, failed, 'status');
  return calls();
}

/** The claim took another volume: this one is free again, unless its owner had reserved it by name. */
function unbind(desk: Desk, key: string, volume: PersistentVolume): Progress {
  const { claimRef, ...spec } = volume.spec;
  if (hasAnnotation(volume, ANN_BOUND_BY_CONTROLLER)) {
    const { [ANN_BOUND_BY_CONTROLLER]: _, ...annotations } = volume.metadata.annotations ?? {};
    desk.update(NAME, key, {
      ...volume,
      metadata: { ...volume.metadata, annotations },
      spec,
    } as PersistentVolume);
  } else {
    const { uid: _, resourceVersion: __, ...reserved } = claimRef ?? {};
    desk.update(NAME, key, { ...volume, spec: { ...spec, claimRef: reserved } } as PersistentVolume);
  }
  return calls();
}
