// Models kubernetes-sigs/sig-storage-lib-external-provisioner@v13.0.0 controller/controller.go
// Differs: how long the far side takes is a constant per provisioner. local-path removes the directory of a deleted
// volume without the Pod that it runs for that.
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../../api/index.ts';
import { LATENCY_MS } from '../../kernel/latency.ts';
import { STORAGE, type StorageRequest } from '../../storage/backend.ts';
import { LOCAL_PATH_PROVISIONER, NETWORK_PROVISIONER } from '../addons.ts';
import { type Controller, calls, DONE, type Progress } from '../client/controller.ts';
import type { Desk } from '../client/desk.ts';
import { refOf } from '../client/refs.ts';
import {
  ANN_BETA_STORAGE_PROVISIONER,
  ANN_PROVISIONED_BY,
  ANN_SELECTED_NODE,
  ANN_STORAGE_PROVISIONER,
  annotation,
  classOfClaim,
} from '../volumebinder/annotations.ts';
import { requestOf } from '../volumebinder/match.ts';

const NAME = 'provisioning';

interface Backend {
  /** How its events are signed. */
  readonly component: string;
  /** Until a new volume exists. */
  readonly createMs: number;
  readonly deleteMs: number;
  source(
    claim: PersistentVolumeClaim,
    volumeName: string,
    storageClass: StorageClass,
  ): Partial<PersistentVolume['spec']>;
}

const fileServer: Backend = {
  component: `${NETWORK_PROVISIONER}_csi-nfs-controller-0`,
  createMs: 300,
  deleteMs: 200,
  source: (_claim, volumeName, storageClass) => ({
    csi: {
      driver: NETWORK_PROVISIONER,
      volumeHandle: `${storageClass.parameters?.server ?? ''}#${storageClass.parameters?.share ?? '/'}#${volumeName}##`,
      volumeAttributes: { ...storageClass.parameters, subdir: volumeName },
    },
  }),
};

const localPath: Backend = {
  component: `${LOCAL_PATH_PROVISIONER}_local-path-provisioner-0`,
  // It runs a small Pod on the node to make the directory.
  createMs: 2000,
  deleteMs: 2000,
  source: (claim, volumeName) => {
    const { namespace, name } = claim.metadata;
    return {
      hostPath: {
        path: `/opt/local-path-provisioner/${volumeName}_${namespace}_${name}`,
        type: 'DirectoryOrCreate',
      },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            {
              matchExpressions: [
                {
                  key: 'kubernetes.io/hostname',
                  operator: 'In',
                  values: [annotation(claim, ANN_SELECTED_NODE) ?? ''],
                },
              ],
            },
          ],
        },
      },
    };
  },
};

/** Clouds' disks, which can be attached to one node at a time. */
function disks(driver: string, handleOf: (volumeName: string) => string): Backend {
  return {
    component: `${driver}_csi-controller-0`,
    createMs: 1500,
    deleteMs: 1000,
    source: (_claim, volumeName, { parameters }) => ({
      csi: {
        driver,
        fsType: parameters?.['csi.storage.k8s.io/fstype'] ?? 'ext4',
        volumeHandle: handleOf(volumeName),
      },
    }),
  };
}

const BACKENDS: Readonly<Record<string, Backend>> = {
  [NETWORK_PROVISIONER]: fileServer,
  [LOCAL_PATH_PROVISIONER]: localPath,
  'ebs.csi.aws.com': disks('ebs.csi.aws.com', (name) => `vol-0${name.replace(/^pvc-|-/g, '').slice(0, 16)}`),
  'pd.csi.storage.gke.io': disks(
    'pd.csi.storage.gke.io',
    (name) => `projects/podscope/zones/zone-a/disks/${name}`,
  ),
  'disk.csi.azure.com': disks(
    'disk.csi.azure.com',
    (name) => `/subscriptions/podscope/resourceGroups/podscope/providers/Microsoft.Compute/disks/${name}`,
  ),
  'cinder.csi.openstack.org': disks('cinder.csi.openstack.org', (name) => name.slice('pvc-'.length)),
  'dobs.csi.digitalocean.com': disks('dobs.csi.digitalocean.com', (name) => name.slice('pvc-'.length)),
  'driver.longhorn.io': disks('driver.longhorn.io', (name) => name),
};

type Memory =
  /** The volume exists on the far side and is being told to the API server. */
  { readonly stage: 'made'; readonly volume: string } | { readonly stage: 'save' };

const claimKey = (key: string): string => `claim ${key}`;
const volumeKey = (name: string): string => `volume ${name}`;

/** Makes volumes for the claims that ask one of its backends, and deletes those that were released. */
export const provisioning: Controller = {
  name: NAME,
  workers: 100,
  watches: ['persistentvolumeclaims', 'persistentvolumes', 'storageclasses'],

  observe(desk, { resource, key, after }) {
    if (after === undefined) return;
    if (resource === 'persistentvolumeclaims') {
      if (backendOf(after as PersistentVolumeClaim) !== undefined) desk.enqueue(NAME, claimKey(key));
    } else if (resource === 'persistentvolumes') {
      if (BACKENDS[annotation(after, ANN_PROVISIONED_BY) ?? ''] !== undefined)
        desk.enqueue(NAME, volumeKey(key));
    }
  },

  sync(desk, key, memory) {
    const space = key.indexOf(' ');
    const name = key.slice(space + 1);
    const stage = memory as Memory | undefined;
    return key.startsWith('claim') ? syncClaim(desk, key, name, stage) : syncVolume(desk, key, name, stage);
  },

  told(desk, what, body) {
    if (what === 'DeleteVolume') forget(desk, (body as string).slice(volumeKey('').length));
    if (what === 'CreateVolume' || what === 'DeleteVolume') {
      desk.resume(NAME, body as string, { stage: 'save' } satisfies Memory);
    }
  },
};

/** What was on the volume is gone. */
function forget(desk: Desk, name: string): void {
  const volume = desk.find<PersistentVolume>('persistentvolumes', name);
  if (volume === undefined) return;
  const { csi, hostPath, nodeAffinity } = volume.spec;
  const from = desk.process.address;
  const object = refOf(volume);
  const node = nodeAffinity?.required?.nodeSelectorTerms?.[0]?.matchExpressions?.[0]?.values?.[0];
  if (hostPath !== undefined && node !== undefined) {
    const removal = { from, to: `volumes/${node}`, verb: 'RemoveDirectory', object, body: hostPath.path };
    desk.context.send(removal, LATENCY_MS.api);
  }
  if (csi === undefined) return;
  const body: StorageRequest = { type: 'delete', volumeHandle: csi.volumeHandle };
  desk.context.send({ from, to: STORAGE, verb: 'DeleteVolume', object, body }, LATENCY_MS.api);
}

function provisionerOf(claim: PersistentVolumeClaim): string {
  return annotation(claim, ANN_STORAGE_PROVISIONER) ?? annotation(claim, ANN_BETA_STORAGE_PROVISIONER) ?? '';
}

function backendOf(claim: PersistentVolumeClaim): Backend | undefined {
  return Object.hasOwn(BACKENDS, provisionerOf(claim)) ? BACKENDS[provisionerOf(claim)] : undefined;
}

function syncClaim(desk: Desk, key: string, name: string, memory: Memory | undefined): Progress {
  const claim = desk.find<PersistentVolumeClaim>('persistentvolumeclaims', name);
  const backend = claim === undefined ? undefined : backendOf(claim);
  if (claim === undefined || backend === undefined) return DONE;
  if (memory?.stage === 'made') {
    desk.event(
      backend.component,
      claim,
      'Normal',
      'ProvisioningSucceeded',
      `Successfully provisioned volume ${memory.volume}`,
    );
    return DONE;
  }
  const volumeName = `pvc-${claim.metadata.uid}`;
  const storageClass = desk.find<StorageClass>('storageclasses', classOfClaim(claim));
  if (storageClass === undefined || claim.spec.volumeName || claim.metadata.deletionTimestamp !== undefined)
    return DONE;
  if (desk.find('persistentvolumes', volumeName) !== undefined) return DONE;
  const isDelayed = storageClass.volumeBindingMode === 'WaitForFirstConsumer';
  if (isDelayed && !annotation(claim, ANN_SELECTED_NODE)) return DONE;
  if (memory?.stage === 'save') {
    desk.create(NAME, key, newVolume(claim, volumeName, storageClass, backend));
    return calls({ stage: 'made', volume: volumeName } satisfies Memory);
  }
  desk.event(
    backend.component,
    claim,
    'Normal',
    'Provisioning',
    `External provisioner is provisioning volume for claim "${name}"`,
  );
  if (claim.spec.selector !== undefined) {
    desk.event(
      backend.component,
      claim,
      'Warning',
      'ProvisioningFailed',
      `failed to provision volume with StorageClass "${storageClass.metadata.name}": claim.Spec.Selector is not supported`,
    );
    return DONE;
  }
  desk.tell(NAME, 'CreateVolume', refOf(claim), key, backend.createMs);
  return { kind: 'held' };
}

function newVolume(
  claim: PersistentVolumeClaim,
  name: string,
  storageClass: StorageClass,
  backend: Backend,
): PersistentVolume {
  const { namespace, uid, resourceVersion } = claim.metadata;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { [ANN_PROVISIONED_BY]: storageClass.provisioner } },
    spec: {
      capacity: { storage: requestOf(claim) },
      accessModes: claim.spec.accessModes ?? [],
      claimRef: {
        kind: 'PersistentVolumeClaim',
        namespace,
        name: claim.metadata.name,
        uid,
        apiVersion: 'v1',
        resourceVersion,
      },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: classOfClaim(claim),
      ...(storageClass.mountOptions === undefined ? {} : { mountOptions: storageClass.mountOptions }),
      volumeMode: claim.spec.volumeMode ?? 'Filesystem',
      ...backend.source(claim, name, storageClass),
    },
  };
}

function syncVolume(desk: Desk, key: string, name: string, memory: Memory | undefined): Progress {
  const volume = desk.find<PersistentVolume>('persistentvolumes', name);
  const backend = volume === undefined ? undefined : BACKENDS[annotation(volume, ANN_PROVISIONED_BY) ?? ''];
  if (volume === undefined || backend === undefined || memory?.stage === 'made') return DONE;
  if (volume.status?.phase !== 'Released' || volume.spec.persistentVolumeReclaimPolicy !== 'Delete')
    return DONE;
  if (volume.metadata.deletionTimestamp !== undefined) return DONE;
  if (memory?.stage === 'save') {
    desk.delete(NAME, key, volume);
    return calls({ stage: 'made', volume: name } satisfies Memory);
  }
  desk.tell(NAME, 'DeleteVolume', refOf(volume), key, backend.deleteMs);
  return { kind: 'held' };
}
