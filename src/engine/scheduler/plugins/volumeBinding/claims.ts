// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/volumebinding/volume_binding.go (podHasPVCs)
// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/volumebinding/binder.go (GetPodVolumeClaims)
// Models kubernetes@v1.36.0 staging/src/k8s.io/component-helpers/storage/ephemeral/ephemeral.go
import type { PersistentVolumeClaim, Pod, Volume } from '../../../../api/index.ts';
import type { Handle } from '../../framework/interface.ts';

export const ANN_BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
export const ANN_BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
export const ANN_SELECTED_NODE = 'volume.kubernetes.io/selected-node';
const ANN_BETA_STORAGE_CLASS = 'volume.beta.kubernetes.io/storage-class';

/** The claims of a Pod, by what has to be done about each. */
export interface PodVolumeClaims {
  readonly bound: readonly PersistentVolumeClaim[];
  /** Waits for a node to be chosen: the scheduler's work. */
  readonly unboundDelayBinding: readonly PersistentVolumeClaim[];
  /** Should have been bound by the volume controller already. */
  readonly unboundImmediate: readonly PersistentVolumeClaim[];
}

/** Name of the claim behind a volume; null for other volumes. */
export function claimNameOf(pod: Pod, volume: Volume): string | null {
  if (volume.persistentVolumeClaim !== undefined) return volume.persistentVolumeClaim.claimName;
  if (volume.ephemeral !== undefined) return `${pod.metadata.name as string}-${volume.name}`;
  return null;
}

export type PodClaims =
  | { readonly type: 'none' }
  | { readonly type: 'refused'; readonly reason: string }
  | { readonly type: 'claims'; readonly claims: PodVolumeClaims };

/** Looks up and sorts the claims of a Pod. */
export function podClaims(handle: Handle, pod: Pod): PodClaims {
  const bound: PersistentVolumeClaim[] = [];
  const unboundDelayBinding: PersistentVolumeClaim[] = [];
  const unboundImmediate: PersistentVolumeClaim[] = [];
  let any = false;
  for (const volume of pod.spec.volumes ?? []) {
    const name = claimNameOf(pod, volume);
    if (name === null) continue;
    any = true;
    const claim = handle.persistentVolumeClaim(`${pod.metadata.namespace as string}/${name}`);
    const reason = refusal(pod, volume, name, claim);
    if (reason !== null) return { type: 'refused', reason };
    const found = claim as PersistentVolumeClaim;
    if (isFullyBound(found)) bound.push(found);
    // A claim that names its volume is the controller's business.
    else if (isDelayBinding(handle, found) && !found.spec.volumeName) unboundDelayBinding.push(found);
    else unboundImmediate.push(found);
  }
  if (!any) return { type: 'none' };
  return { type: 'claims', claims: { bound, unboundDelayBinding, unboundImmediate } };
}

function refusal(
  pod: Pod,
  volume: Volume,
  name: string,
  claim: PersistentVolumeClaim | undefined,
): string | null {
  const isEphemeral = volume.persistentVolumeClaim === undefined;
  if (claim === undefined) {
    return isEphemeral
      ? `waiting for ephemeral volume controller to create the persistentvolumeclaim "${name}"`
      : `persistentvolumeclaim "${name}" not found`;
  }
  if (claim.status?.phase === 'Lost') {
    return `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName ?? ''}"`;
  }
  if (claim.metadata.deletionTimestamp !== undefined)
    return `persistentvolumeclaim "${name}" is being deleted`;
  const isOwner = claim.metadata.ownerReferences?.some(
    ({ controller, uid }) => controller === true && uid === pod.metadata.uid,
  );
  if (isEphemeral && isOwner !== true) {
    const { namespace } = pod.metadata;
    return `PVC ${namespace}/${name} was not created for pod ${namespace}/${pod.metadata.name} (pod is not owner)`;
  }
  return null;
}

export function isFullyBound({ spec, metadata }: PersistentVolumeClaim): boolean {
  return !!spec.volumeName && metadata.annotations?.[ANN_BIND_COMPLETED] !== undefined;
}

function isDelayBinding(handle: Handle, claim: PersistentVolumeClaim): boolean {
  const name = classOf(claim);
  return name !== '' && handle.storageClass(name)?.volumeBindingMode === 'WaitForFirstConsumer';
}

/** The class of a claim or a volume; empty for none. */
export function classOf(object: {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: { readonly storageClassName?: string };
}): string {
  return object.metadata.annotations?.[ANN_BETA_STORAGE_CLASS] ?? object.spec.storageClassName ?? '';
}
