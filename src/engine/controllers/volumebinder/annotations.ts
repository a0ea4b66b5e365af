// Models kubernetes@v1.36.0 staging/src/k8s.io/component-helpers/storage/volume/helpers.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/component-helpers/storage/volume/pv_helpers.go
import type {
  KubeObject,
  PersistentVolume,
  PersistentVolumeClaim,
  StorageClass,
} from '../../../api/index.ts';
import { scan, type Table } from '../../kernel/table.ts';

/** On a claim: its binding is complete. */
export const ANN_BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
/** On a claim or volume: the controller, not the user, chose the other side. */
export const ANN_BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
/** On a volume: the provisioner that made it and will delete it. */
export const ANN_PROVISIONED_BY = 'pv.kubernetes.io/provisioned-by';
/** On a claim: the provisioner that is asked to make a volume for it. */
export const ANN_STORAGE_PROVISIONER = 'volume.kubernetes.io/storage-provisioner';
export const ANN_BETA_STORAGE_PROVISIONER = 'volume.beta.kubernetes.io/storage-provisioner';
/** On a claim: the node the scheduler chose for its first consumer. */
export const ANN_SELECTED_NODE = 'volume.kubernetes.io/selected-node';
export const ANN_BETA_STORAGE_CLASS = 'volume.beta.kubernetes.io/storage-class';
export const ANN_DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';
const ANN_BETA_DEFAULT_CLASS = 'storageclass.beta.kubernetes.io/is-default-class';

export function annotation(object: KubeObject, key: string): string | undefined {
  const annotations = object.metadata.annotations;
  return annotations !== undefined && Object.hasOwn(annotations, key) ? annotations[key] : undefined;
}

export function hasAnnotation(object: KubeObject, key: string): boolean {
  return annotation(object, key) !== undefined;
}

export function withAnnotations<T extends KubeObject>(object: T, added: Readonly<Record<string, string>>): T {
  const annotations = { ...object.metadata.annotations, ...added };
  return { ...object, metadata: { ...object.metadata, annotations } };
}

/** Empty when the claim wants no class, and also when it has none yet. */
export function classOfClaim(claim: PersistentVolumeClaim): string {
  return annotation(claim, ANN_BETA_STORAGE_CLASS) ?? claim.spec.storageClassName ?? '';
}

export function classOfVolume(volume: PersistentVolume): string {
  return annotation(volume, ANN_BETA_STORAGE_CLASS) ?? volume.spec.storageClassName ?? '';
}

/** Binding waits until a Pod that uses the claim has been given a node. */
export function isDelayed(
  claim: PersistentVolumeClaim,
  classes: (name: string) => StorageClass | undefined,
): boolean {
  const name = classOfClaim(claim);
  return name !== '' && classes(name)?.volumeBindingMode === 'WaitForFirstConsumer';
}

/** The volume names this claim, and its uid unless it names none. */
export function isVolumeBoundToClaim(volume: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const ref = volume.spec.claimRef;
  if (ref === undefined) return false;
  if (ref.name !== claim.metadata.name || ref.namespace !== claim.metadata.namespace) return false;
  return !ref.uid || ref.uid === claim.metadata.uid;
}

/** The newest class marked as default; of equally old ones the first by name. */
export function defaultClass(classes: Table<StorageClass>): StorageClass | undefined {
  let found: StorageClass | undefined;
  scan(classes, (candidate) => {
    const marked =
      annotation(candidate, ANN_DEFAULT_CLASS) === 'true' ||
      annotation(candidate, ANN_BETA_DEFAULT_CLASS) === 'true';
    if (!marked) return;
    const age = candidate.metadata.creationTimestamp ?? '';
    if (found === undefined || age > (found.metadata.creationTimestamp ?? '')) found = candidate;
  });
  return found;
}
