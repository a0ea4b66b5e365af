import { describe, expect, it } from 'vitest';
import type {
  EndpointSlice,
  K8sEvent,
  KubeObject,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  Service,
} from '../../api/index.ts';
import type { TraceRecord } from '../kernel/record.ts';
import {
  makeNode,
  makePersistentVolume,
  makePersistentVolumeClaim,
  makePod,
  makeService,
  makeStorageClass,
} from '../testing/builders.ts';
import { ControlPlane } from '../testing/control-plane.ts';
import { STORAGE_ADDONS } from './addons.ts';
import { controllerManager, initialControllerManager } from './manager.ts';
import { initialProvisioner, provisioner } from './provisioner.ts';
import type { VolumeMatch } from './volumebinder/match.ts';

class Cluster extends ControlPlane {
  constructor(seed = 1) {
    super(seed);
    this.add('controller-manager', controllerManager, initialControllerManager());
    this.add('provisioner', provisioner, initialProvisioner());
    for (const role of ['controller-manager', 'provisioner'])
      this.post({ from: role, to: role, verb: 'start' });
    this.settle();
  }

  apply(object: KubeObject, resource: string): KubeObject {
    const answer = this.create(object, resource);
    if (answer.object === undefined || answer.code >= 300) throw new Error(answer.status?.message);
    return answer.object;
  }

  claim(name = 'data'): PersistentVolumeClaim {
    return this.object('persistentvolumeclaims', `default/${name}`) as PersistentVolumeClaim;
  }

  volume(name: string): PersistentVolume | undefined {
    return this.object('persistentvolumes', name);
  }

  setStatus(resource: string, object: KubeObject, status: unknown): void {
    const { name, namespace } = object.metadata;
    const answer = this.request({
      verb: 'patch',
      patchType: 'merge',
      resource,
      subresource: 'status',
      namespace,
      name,
      object: { status },
    });
    expect(answer.code, answer.status?.message).toBe(200);
  }

  eventsOf(name: string): string[] {
    return (this.stored('events') as K8sEvent[])
      .filter((event) => event.involvedObject.name === name)
      .sort((a, b) => Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion))
      .map((event) => `${event.reason}${event.count === 1 ? '' : ` x${event.count}`}: ${event.message}`);
  }

  matches(): VolumeMatch[] {
    return this.records
      .filter((record) => record.verb === 'match-volume')
      .map((record) => record.detail as unknown as VolumeMatch);
  }
}

const claimOf = (storageClassName: string | undefined, spec: Partial<PersistentVolumeClaim['spec']> = {}) =>
  makePersistentVolumeClaim('data', storageClassName === undefined ? spec : { storageClassName, ...spec });

/** Writes of volumes and claims by the controller manager, in order. */
function writes(records: readonly TraceRecord[]): string[] {
  return records
    .filter(({ from, to, verb }) => from === 'controller-manager' && to === 'apiserver' && verb === 'update')
    .map(({ object }) => object?.kind ?? '');
}

describe('binding claims', () => {
  it('binds the smallest fitting volume in four writes', () => {
    const cluster = new Cluster();
    for (const [name, storage] of [
      ['small', '1Gi'],
      ['right', '5Gi'],
      ['huge', '50Gi'],
    ] as const) {
      cluster.apply(
        makePersistentVolume(name, { storageClassName: '', capacity: { storage } }),
        'persistentvolumes',
      );
    }
    expect(cluster.volume('right')?.status?.phase).toBe('Available');
    cluster.records.length = 0;
    cluster.apply(claimOf('', { resources: { requests: { storage: '2Gi' } } }), 'persistentvolumeclaims');
    cluster.settle();

    const claim = cluster.claim();
    expect(claim.spec.volumeName).toBe('right');
    expect(claim.metadata.annotations).toMatchObject({
      'pv.kubernetes.io/bind-completed': 'yes',
      'pv.kubernetes.io/bound-by-controller': 'yes',
    });
    expect(claim.status).toMatchObject({
      phase: 'Bound',
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '5Gi' },
    });
    const volume = cluster.volume('right');
    expect(volume?.status?.phase).toBe('Bound');
    expect(volume?.spec.claimRef).toMatchObject({
      namespace: 'default',
      name: 'data',
      uid: claim.metadata.uid,
    });
    expect(volume?.metadata.annotations).toMatchObject({ 'pv.kubernetes.io/bound-by-controller': 'yes' });
    expect(writes(cluster.records)).toEqual([
      'PersistentVolume',
      'PersistentVolume',
      'PersistentVolumeClaim',
      'PersistentVolumeClaim',
    ]);
    expect(cluster.matches()).toEqual([
      {
        claim: 'default/data',
        candidates: [
          { name: 'huge', fits: true, reason: 'largerThanNeeded' },
          { name: 'right', fits: true, reason: '' },
          { name: 'small', fits: false, reason: 'capacity', has: '1Gi', wants: '2Gi' },
        ],
        omitted: 0,
        chosen: 'right',
        provisioning: null,
        message: '',
      },
    ]);
  });

  it('says that nothing fits and tries again when a volume turns up', () => {
    const cluster = new Cluster();
    cluster.apply(claimOf(''), 'persistentvolumeclaims');
    expect(cluster.claim().status?.phase).toBe('Pending');
    expect(cluster.eventsOf('data')).toEqual([
      'FailedBinding: no persistent volumes available for this claim and no storage class is set',
    ]);
    // The run is not at rest until the next look at every claim.
    cluster.apply(makePersistentVolume('late', { storageClassName: '' }), 'persistentvolumes');
    expect(cluster.claim().spec.volumeName).toBe('late');
    expect(cluster.claim().status?.phase).toBe('Bound');
  });

  it('counts up the same Event while it waits', () => {
    const cluster = new Cluster();
    cluster.apply(claimOf(''), 'persistentvolumeclaims');
    cluster.run(45_000);
    expect(cluster.eventsOf('data')).toEqual([
      'FailedBinding x4: no persistent volumes available for this claim and no storage class is set',
    ]);
  });

  it('gives one volume to one of two claims', () => {
    const cluster = new Cluster();
    cluster.apply(makePersistentVolume('only', { storageClassName: '' }), 'persistentvolumes');
    for (const name of ['a', 'b']) {
      cluster.send({
        verb: 'create',
        resource: 'persistentvolumeclaims',
        namespace: 'default',
        object: makePersistentVolumeClaim(name, { storageClassName: '' }),
      });
    }
    cluster.settle();
    expect([cluster.claim('a').status?.phase, cluster.claim('b').status?.phase]).toEqual([
      'Bound',
      'Pending',
    ]);
    expect(cluster.volume('only')?.spec.claimRef?.name).toBe('a');
  });

  it('refuses a volume the claim names but cannot use', () => {
    const cluster = new Cluster();
    cluster.apply(
      makePersistentVolume('tiny', { storageClassName: '', capacity: { storage: '1Mi' } }),
      'persistentvolumes',
    );
    cluster.apply(claimOf('', { volumeName: 'tiny' }), 'persistentvolumeclaims');
    cluster.settle();
    expect(cluster.eventsOf('data')).toEqual([
      'VolumeMismatch: Cannot bind to requested volume "tiny": requested PV is too small',
    ]);
  });

  it('loses a claim whose volume is gone', () => {
    const cluster = new Cluster();
    cluster.apply(makePersistentVolume('v', { storageClassName: '' }), 'persistentvolumes');
    cluster.apply(claimOf(''), 'persistentvolumeclaims');
    cluster.settle();
    const finalized = cluster.volume('v')?.metadata.finalizers;
    if (finalized !== undefined) {
      cluster.request({
        verb: 'patch',
        patchType: 'merge',
        resource: 'persistentvolumes',
        name: 'v',
        object: { metadata: { finalizers: null } },
      });
    }
    cluster.request({ verb: 'delete', resource: 'persistentvolumes', name: 'v' });
    cluster.settle();
    expect(cluster.claim().status?.phase).toBe('Lost');
    expect(cluster.eventsOf('data')).toContain(
      'ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!',
    );
  });
});

describe('provisioning', () => {
  function clusterWithClasses(): Cluster {
    const cluster = new Cluster();
    for (const addon of STORAGE_ADDONS) cluster.apply(addon, 'storageclasses');
    return cluster;
  }

  it('makes a volume of the default class at once', () => {
    const cluster = clusterWithClasses();
    cluster.apply(claimOf(undefined), 'persistentvolumeclaims');
    cluster.settle();
    const claim = cluster.claim();
    const name = `pvc-${claim.metadata.uid}`;
    expect(claim.spec.storageClassName).toBe('standard');
    expect(claim.spec.volumeName).toBe(name);
    expect(claim.status?.phase).toBe('Bound');
    expect(cluster.volume(name)).toMatchObject({
      metadata: { annotations: { 'pv.kubernetes.io/provisioned-by': 'nfs.csi.k8s.io' } },
      spec: { persistentVolumeReclaimPolicy: 'Delete', capacity: { storage: '1Gi' } },
      status: { phase: 'Bound' },
    });
    expect(cluster.eventsOf('data').sort()).toEqual([
      "ExternalProvisioning: Waiting for a volume to be created either by the external provisioner 'nfs.csi.k8s.io' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
      'Provisioning: External provisioner is provisioning volume for claim "default/data"',
      `ProvisioningSucceeded: Successfully provisioned volume ${name}`,
    ]);
    expect(cluster.matches().map(({ chosen, provisioning }) => [chosen, provisioning])).toEqual([
      [null, 'external'],
      [name, null],
    ]);
  });

  it('waits for the first consumer, then makes the volume on its node', () => {
    const cluster = clusterWithClasses();
    cluster.apply(claimOf('local-path'), 'persistentvolumeclaims');
    cluster.settle();
    expect(cluster.claim().status?.phase).toBe('Pending');
    expect(cluster.eventsOf('data')).toEqual([
      'WaitForFirstConsumer: waiting for first consumer to be created before binding',
    ]);
    expect(cluster.matches().at(-1)).toMatchObject({ chosen: null, provisioning: 'waitForFirstConsumer' });

    // As the scheduler's PreBind does.
    cluster.request({
      verb: 'patch',
      patchType: 'merge',
      resource: 'persistentvolumeclaims',
      namespace: 'default',
      name: 'data',
      object: { metadata: { annotations: { 'volume.kubernetes.io/selected-node': 'node-2' } } },
    });
    cluster.settle();
    const claim = cluster.claim();
    expect(claim.status?.phase).toBe('Bound');
    expect(cluster.volume(claim.spec.volumeName ?? '')?.spec.nodeAffinity?.required).toEqual({
      nodeSelectorTerms: [
        { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node-2'] }] },
      ],
    });
  });

  it('names the class that does not exist', () => {
    const cluster = clusterWithClasses();
    cluster.apply(claimOf('fast'), 'persistentvolumeclaims');
    cluster.settle();
    expect(cluster.eventsOf('data')).toEqual([
      'ProvisioningFailed: storageclass.storage.k8s.io "fast" not found',
    ]);
  });

  it('waits for ever for a provisioner nobody runs, and the run still comes to rest', () => {
    const cluster = clusterWithClasses();
    cluster.apply(makeStorageClass('odd', { provisioner: 'example.com/nobody' }), 'storageclasses');
    cluster.apply(claimOf('odd'), 'persistentvolumeclaims');
    cluster.settle();
    expect(cluster.claim().status?.phase).toBe('Pending');
    expect(cluster.eventsOf('data')).toHaveLength(1);
  });

  it('gives the default class to a claim that came before there was one', () => {
    const cluster = new Cluster();
    cluster.apply(claimOf(undefined), 'persistentvolumeclaims');
    for (const addon of STORAGE_ADDONS) cluster.apply(addon, 'storageclasses');
    cluster.settle();
    expect(cluster.claim().spec.storageClassName).toBe('standard');
    expect(cluster.claim().status?.phase).toBe('Bound');
  });
});

describe('releasing volumes', () => {
  function boundCluster(policy: 'Retain' | 'Delete', path = '/data/v'): Cluster {
    const cluster = new Cluster();
    cluster.apply(
      makePersistentVolume('v', {
        storageClassName: '',
        persistentVolumeReclaimPolicy: policy,
        hostPath: { path },
      }),
      'persistentvolumes',
    );
    cluster.apply(claimOf(''), 'persistentvolumeclaims');
    cluster.settle();
    expect(cluster.claim().status?.phase).toBe('Bound');
    cluster.request({
      verb: 'delete',
      resource: 'persistentvolumeclaims',
      namespace: 'default',
      name: 'data',
    });
    cluster.settle();
    return cluster;
  }

  it.each([
    ['Retain keeps it', 'Retain', '/data/v', 'Released'],
    ['Delete removes a directory under /tmp', 'Delete', '/tmp/v', undefined],
    ['Delete fails elsewhere', 'Delete', '/data/v', 'Failed'],
  ] as const)('%s', (_, policy, path, phase) => {
    const cluster = boundCluster(policy, path);
    expect(cluster.claim()).toBeUndefined();
    expect(cluster.volume('v')?.status?.phase).toBe(phase);
  });

  it('has a provisioned volume deleted by its provisioner', () => {
    const cluster = new Cluster();
    for (const addon of STORAGE_ADDONS) cluster.apply(addon, 'storageclasses');
    cluster.apply(claimOf(undefined), 'persistentvolumeclaims');
    cluster.settle();
    expect(cluster.stored('persistentvolumes')).toHaveLength(1);
    cluster.request({
      verb: 'delete',
      resource: 'persistentvolumeclaims',
      namespace: 'default',
      name: 'data',
    });
    cluster.settle();
    expect(cluster.stored('persistentvolumes')).toEqual([]);
  });
});

describe('protection', () => {
  const finalizers = (...names: string[]) => ({ metadata: { finalizers: names } });

  it('keeps a deleted claim while a scheduled Pod uses it, then its volume while it is bound', () => {
    const cluster = new Cluster();
    cluster.apply(makeNode('node-1'), 'nodes');
    cluster.apply(
      makePersistentVolume('v', { storageClassName: '' }, finalizers('kubernetes.io/pv-protection')),
      'persistentvolumes',
    );
    cluster.apply(
      makePersistentVolumeClaim('data', { storageClassName: '' }, finalizers('kubernetes.io/pvc-protection')),
      'persistentvolumeclaims',
    );
    const spec = { volumes: [{ name: 'disk', persistentVolumeClaim: { claimName: 'data' } }] };
    cluster.apply(makePod('user', { nodeName: 'node-1', spec }), 'pods');
    cluster.apply(makePod('unscheduled', { spec }), 'pods');
    cluster.request({
      verb: 'delete',
      resource: 'persistentvolumeclaims',
      namespace: 'default',
      name: 'data',
    });
    cluster.request({ verb: 'delete', resource: 'persistentvolumes', name: 'v' });
    cluster.settle();
    expect(cluster.claim().metadata.deletionTimestamp).toBeDefined();
    expect(cluster.volume('v')?.metadata.deletionTimestamp).toBeDefined();
    cluster.request({
      verb: 'delete',
      resource: 'pods',
      namespace: 'default',
      name: 'user',
      options: { gracePeriodSeconds: 0 },
    });
    cluster.settle();
    expect(cluster.claim()).toBeUndefined();
    expect(cluster.volume('v')).toBeUndefined();
  });
});

describe('EndpointSlices', () => {
  function clusterWithPod(): { cluster: Cluster; pod: Pod } {
    const cluster = new Cluster();
    cluster.apply(makeNode('node-1'), 'nodes');
    cluster.apply(makeService('web', { ports: [{ port: 80, targetPort: 'http' }] }) as Service, 'services');
    const pod = cluster.apply(
      makePod('web-1', {
        labels: { app: 'web' },
        nodeName: 'node-1',
        containers: [{ ports: [{ name: 'http', containerPort: 8080 }] }],
      }),
      'pods',
    ) as Pod;
    cluster.settle();
    return { cluster, pod };
  }

  /** But for that of the API server itself. */
  const slices = (cluster: Cluster) =>
    (cluster.stored('endpointslices') as EndpointSlice[]).filter(
      ({ metadata }) => metadata.name !== 'kubernetes',
    );

  it('begin empty and list a Pod once it has an address', () => {
    const { cluster, pod } = clusterWithPod();
    expect(slices(cluster).map((slice) => slice.endpoints)).toEqual([[]]);
    cluster.setStatus('pods', pod, { phase: 'Running', podIP: '10.244.1.2', podIPs: [{ ip: '10.244.1.2' }] });
    cluster.settle();
    expect(slices(cluster)).toMatchObject([
      {
        addressType: 'IPv4',
        ports: [{ port: 8080, protocol: 'TCP' }],
        endpoints: [
          {
            addresses: ['10.244.1.2'],
            conditions: { ready: false, serving: false, terminating: false },
            nodeName: 'node-1',
            targetRef: { kind: 'Pod', name: 'web-1', uid: pod.metadata.uid },
          },
        ],
      },
    ]);
  });

  it('follow readiness, and are written only when something changed', () => {
    const { cluster, pod } = clusterWithPod();
    const ready = {
      phase: 'Running',
      podIP: '10.244.1.2',
      podIPs: [{ ip: '10.244.1.2' }],
      conditions: [{ type: 'Ready', status: 'True' }],
    };
    cluster.setStatus('pods', pod, ready);
    cluster.settle();
    const [slice] = slices(cluster);
    expect(slice?.endpoints[0]?.conditions).toEqual({ ready: true, serving: true, terminating: false });
    cluster.setStatus('pods', pod, { ...ready, message: 'nothing an endpoint shows' });
    cluster.settle();
    expect(slices(cluster)[0]?.metadata.resourceVersion).toBe(slice?.metadata.resourceVersion);
    cluster.setStatus('pods', pod, { phase: 'Succeeded' });
    cluster.settle();
    expect(slices(cluster).map((s) => s.endpoints)).toEqual([[]]);
  });

  it('are not made for a Service without a selector', () => {
    const cluster = new Cluster();
    const { selector: _, ...spec } = makeService('manual').spec;
    cluster.apply({ ...makeService('manual'), spec } as Service, 'services');
    cluster.settle();
    expect(slices(cluster)).toEqual([]);
  });
});

it('keeps its state as plain data and its runs repeatable', () => {
  const run = () => {
    const cluster = new Cluster(7);
    for (const addon of STORAGE_ADDONS) cluster.apply(addon, 'storageclasses');
    cluster.apply(claimOf(undefined), 'persistentvolumeclaims');
    cluster.settle();
    return JSON.stringify([
      cluster.state('controller-manager'),
      cluster.state('provisioner'),
      cluster.records,
    ]);
  };
  const first = run();
  expect(run()).toBe(first);
  expect(first).not.toContain('null,null,null');
});
