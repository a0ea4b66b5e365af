import type { StorageClass } from '../../api/index.ts';

/** A CSI driver for a file server outside the cluster: its volumes can be mounted on any node. */
export const NETWORK_PROVISIONER = 'nfs.csi.k8s.io';
/** Makes a directory on the node of the first consumer. */
export const LOCAL_PATH_PROVISIONER = 'rancher.io/local-path';

/** The default class, bound at once, as minikube's `standard`. */
const standard: StorageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: {
    name: 'standard',
    annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' },
  },
  provisioner: NETWORK_PROVISIONER,
  parameters: { server: 'nfs-server.storage', share: '/' },
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'Immediate',
};

/** Bound when the first Pod that uses a claim has been given a node, as kind's local-path. */
const localPath: StorageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'local-path' },
  provisioner: LOCAL_PATH_PROVISIONER,
  reclaimPolicy: 'Delete',
  volumeBindingMode: 'WaitForFirstConsumer',
};

/** What an installer puts into a fresh cluster for storage to work. */
export const STORAGE_ADDONS: readonly StorageClass[] = [standard, localPath];
