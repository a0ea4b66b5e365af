// Models kubernetes@v1.36.0 staging/src/k8s.io/component-helpers/storage/volume/pv_helpers.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/component-helpers/storage/volume/helpers.go (CheckNodeAffinity)
import {
  compareQuantities,
  labelSelectorMatches,
  type Node,
  nodeSelectorMatches,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type StorageClass,
} from '../../../../api/index.ts';
import { ANN_BOUND_BY_CONTROLLER, classOf } from './claims.ts';

/** True when the volume can be reached from the node. */
export function volumeFitsNode({ spec }: PersistentVolume, node: Node): boolean {
  const required = spec.nodeAffinity?.required;
  return (
    required === undefined || nodeSelectorMatches(required, { metadata: { labels: node.metadata.labels } })
  );
}

export function isBoundToClaim({ spec }: PersistentVolume, claim: PersistentVolumeClaim): boolean {
  const ref = spec.claimRef;
  if (ref === undefined) return false;
  if (ref.name !== claim.metadata.name || ref.namespace !== claim.metadata.namespace) return false;
  return !ref.uid || ref.uid === claim.metadata.uid;
}

/** The volume reserved for the claim, or else the smallest free one that satisfies it on this node; null for none. */
export function findMatchingVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  node: Node,
  excluded: ReadonlySet<string>,
): PersistentVolume | null {
  const wanted = sizeOf(claim);
  const wantedClass = classOf(claim);
  const selector = claim.spec.selector;
  let smallest: PersistentVolume | null = null;
  for (const volume of volumes) {
    const { spec, metadata, status } = volume;
    if (excluded.has(metadata.name as string)) continue;
    const isReserved = isBoundToClaim(volume, claim);
    if (spec.claimRef !== undefined && !isReserved) continue;
    const size = spec.capacity?.storage ?? '0';
    if (compareQuantities(size, wanted) < 0) continue;
    if ((claim.spec.volumeMode ?? 'Filesystem') !== (spec.volumeMode ?? 'Filesystem')) continue;
    if (metadata.deletionTimestamp !== undefined) continue;
    const fits = volumeFitsNode(volume, node);
    if (isReserved) return fits ? volume : null;
    if (!fits || status?.phase !== 'Available' || classOf(volume) !== wantedClass) continue;
    if (selector !== undefined && !labelSelectorMatches(selector, metadata.labels)) continue;
    if (!(claim.spec.accessModes ?? []).every((mode) => spec.accessModes?.includes(mode))) continue;
    if (smallest === null || compareQuantities(smallest.spec.capacity?.storage ?? '0', size) > 0)
      smallest = volume;
  }
  return smallest;
}

export function sizeOf(claim: PersistentVolumeClaim): string {
  return claim.spec.resources?.requests?.storage ?? '0';
}

/** The volume with the claim's name in it, as an update of it. */
export function withClaim(volume: PersistentVolume, claim: PersistentVolumeClaim): PersistentVolume {
  const wasBound = isBoundToClaim(volume, claim);
  const { namespace, name, uid, resourceVersion } = claim.metadata;
  const ref = volume.spec.claimRef;
  const isExact = ref?.name === name && ref?.namespace === namespace && ref?.uid === uid;
  return {
    ...volume,
    metadata: wasBound
      ? volume.metadata
      : {
          ...volume.metadata,
          annotations: { ...volume.metadata.annotations, [ANN_BOUND_BY_CONTROLLER]: 'yes' },
        },
    spec: isExact
      ? volume.spec
      : {
          ...volume.spec,
          claimRef: {
            kind: 'PersistentVolumeClaim',
            namespace,
            name,
            uid,
            apiVersion: 'v1',
            resourceVersion,
          },
        },
  };
}

/** Whether a volume of this class may be made for the node. */
export function topologyAllows({ allowedTopologies = [] }: StorageClass, node: Node): boolean {
  if (allowedTopologies.length === 0) return true;
  return allowedTopologies.some(({ matchLabelExpressions = [] }) =>
    matchLabelExpressions.every(({ key, values }) => {
      const label = node.metadata.labels?.[key];
      return label !== undefined && values.includes(label);
    }),
  );
}
