// Models kubernetes@v1.36.0 pkg/volume/util/util.go (GetUniqueVolumeName), pkg/volume/csi/csi_plugin.go (skipAttach)
// Differs: CSIDriver objects are not modelled, so which drivers have attachRequired false is known here.
import type { PersistentVolume } from '../../api/index.ts';

/** Drivers of file servers and the like: their volumes are reached over the network from every node. */
const REACHED_FROM_ANYWHERE: ReadonlySet<string> = new Set([
  'nfs.csi.k8s.io',
  'smb.csi.k8s.io',
  'efs.csi.aws.com',
  'fsx.csi.aws.com',
  's3.csi.aws.com',
  'file.csi.azure.com',
  'blob.csi.azure.com',
  'filestore.csi.storage.gke.io',
  'secrets-store.csi.k8s.io',
]);

/** Whether a volume has to be attached to a node before it can be mounted there. */
export function needsAttaching({ spec }: PersistentVolume): boolean {
  return spec.csi !== undefined && !REACHED_FROM_ANYWHERE.has(spec.csi.driver);
}

/** What a node's status calls the volume. */
export function attachedName({ spec }: PersistentVolume): string {
  return `kubernetes.io/csi/${spec.csi?.driver}^${spec.csi?.volumeHandle}`;
}
