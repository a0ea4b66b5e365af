// Models kubernetes@v1.36.0 pkg/controller/volume/persistentvolume/pv_controller.go (bind)
// Models kubernetes@v1.36.0 staging/src/k8s.io/component-helpers/storage/volume/pv_helpers.go
import {
  compareQuantities,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type PersistentVolumeClaimPhase,
  type PersistentVolumePhase,
} from '../../../api/index.ts';
import {
  ANN_BIND_COMPLETED,
  ANN_BOUND_BY_CONTROLLER,
  hasAnnotation,
  isVolumeBoundToClaim,
  withAnnotations,
} from './annotations.ts';
import { capacityOf } from './match.ts';

/** One of the four writes that bind a volume and a claim. */
export type BindWrite =
  | { readonly object: PersistentVolume; readonly subresource?: 'status' }
  | { readonly object: PersistentVolumeClaim; readonly subresource?: 'status' };

/**
 * The next write that brings the two closer, in upstream's order: the volume's claimRef, the volume's
 * phase, the claim's volumeName, the claim's phase. Undefined when they are bound.
 */
export function nextBindWrite(volume: PersistentVolume, claim: PersistentVolumeClaim): BindWrite | undefined {
  const boundVolume = bindVolumeToClaim(volume, claim);
  if (boundVolume !== undefined) return { object: boundVolume };
  const volumeStatus = withVolumePhase(volume, 'Bound');
  if (volumeStatus !== undefined) return { object: volumeStatus, subresource: 'status' };
  const boundClaim = bindClaimToVolume(claim, volume);
  if (boundClaim !== undefined) return { object: boundClaim };
  const claimStatus = withClaimPhase(claim, 'Bound', volume);
  return claimStatus === undefined ? undefined : { object: claimStatus, subresource: 'status' };
}

function bindVolumeToClaim(
  volume: PersistentVolume,
  claim: PersistentVolumeClaim,
): PersistentVolume | undefined {
  const { namespace, name, uid, resourceVersion } = claim.metadata;
  const ref = volume.spec.claimRef;
  const isNamed = isVolumeBoundToClaim(volume, claim);
  if (isNamed && ref?.uid === uid) return undefined;
  const bound: PersistentVolume = {
    ...volume,
    spec: {
      ...volume.spec,
      claimRef: { kind: 'PersistentVolumeClaim', namespace, name, uid, apiVersion: 'v1', resourceVersion },
    },
  };
  return isNamed ? bound : withAnnotations(bound, { [ANN_BOUND_BY_CONTROLLER]: 'yes' });
}

function bindClaimToVolume(
  claim: PersistentVolumeClaim,
  volume: PersistentVolume,
): PersistentVolumeClaim | undefined {
  const volumeName = volume.metadata.name as string;
  const isNamed = claim.spec.volumeName === volumeName;
  if (isNamed && hasAnnotation(claim, ANN_BIND_COMPLETED)) return undefined;
  const bound = isNamed ? claim : { ...claim, spec: { ...claim.spec, volumeName } };
  return withAnnotations(bound, {
    [ANN_BIND_COMPLETED]: 'yes',
    ...(isNamed ? {} : { [ANN_BOUND_BY_CONTROLLER]: 'yes' }),
  });
}

/** Undefined when the volume is in that phase already. */
export function withVolumePhase(
  volume: PersistentVolume,
  phase: PersistentVolumePhase,
  message = '',
): PersistentVolume | undefined {
  if (volume.status?.phase === phase && (volume.status.message ?? '') === message) return undefined;
  return { ...volume, status: { phase, ...(message === '' ? {} : { message }) } };
}

/** Undefined when the claim is in that phase already and shows what the volume has. */
export function withClaimPhase(
  claim: PersistentVolumeClaim,
  phase: PersistentVolumeClaimPhase,
  volume?: PersistentVolume,
): PersistentVolumeClaim | undefined {
  const status = claim.status;
  if (volume === undefined) {
    if (status?.phase === phase && status.accessModes === undefined && status.capacity === undefined)
      return undefined;
    return { ...claim, status: { ...status, phase, accessModes: undefined, capacity: undefined } };
  }
  const accessModes = volume.spec.accessModes ?? [];
  const capacity = status?.capacity?.storage;
  const sameModes =
    status?.accessModes?.length === accessModes.length &&
    accessModes.every((mode) => status.accessModes?.includes(mode));
  const attributes = volume.spec.volumeAttributesClassName;
  if (
    status?.phase === phase &&
    sameModes &&
    capacity !== undefined &&
    // A bound claim keeps the size it was given; growing it is the resizer's business.
    (hasAnnotation(claim, ANN_BIND_COMPLETED) || compareQuantities(capacity, capacityOf(volume)) === 0)
  ) {
    return undefined;
  }
  return {
    ...claim,
    status: {
      ...status,
      phase,
      accessModes,
      capacity: volume.spec.capacity,
      ...(attributes === undefined ? {} : { currentVolumeAttributesClassName: attributes }),
    },
  };
}
