import { describe, expect, it } from 'vitest';
import { applyDefaults } from '../defaults/index.ts';
import { withoutStringData } from '../secrets.ts';
import type { Deployment, KubeObject, PersistentVolumeClaim, Secret, Service } from '../types/index.ts';
import { fieldErrorMessage } from './field.ts';
import { validateCreate, validateUpdate, validationFailure } from './index.ts';

type Loose = { apiVersion: string; kind: string; metadata?: object } & Record<string, unknown>;

function ready(object: Loose, namespaced = true): KubeObject {
  const metadata = { name: 'a', ...(namespaced && { namespace: 'default' }), ...object.metadata };
  const complete = { ...object, metadata } as KubeObject;
  return applyDefaults(complete.kind === 'Secret' ? withoutStringData(complete as Secret) : complete);
}

function complaints(object: Loose, namespaced = true): string[] {
  return validateCreate(ready(object, namespaced)).map(fieldErrorMessage);
}

function updateComplaints(next: Loose, previous: Loose, namespaced = true): string[] {
  const stored = (object: Loose): KubeObject => {
    const complete = ready(object, namespaced);
    return { ...complete, metadata: { ...complete.metadata, resourceVersion: '1' } };
  };
  return validateUpdate(stored(next), stored(previous)).map(fieldErrorMessage);
}

const LABEL_1035 =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";

describe('Service', () => {
  const service = (spec: Partial<Service['spec']>, name = 'a'): Loose => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name },
    spec: { ports: [{ port: 80 }], ...spec },
  });

  it.each<[string, Loose, string[]]>([
    ['is right', service({ selector: { app: 'a' } }), []],
    ['headless needs no ports', service({ ports: [], clusterIP: 'None' }), []],
    ['name starts with a digit', service({}, '1a'), [`metadata.name: Invalid value: "1a": ${LABEL_1035}`]],
    ['no ports', service({ ports: [] }), ['spec.ports: Required value']],
    [
      'two ports need names',
      service({ ports: [{ port: 80 }, { port: 81, name: 'b' }] }),
      ['spec.ports[0].name: Required value'],
    ],
    [
      'port twice',
      service({
        ports: [
          { port: 80, name: 'a' },
          { port: 80, name: 'b' },
        ],
      }),
      ['spec.ports[1]: Duplicate value: {"protocol":"TCP","port":80}'],
    ],
    [
      'port out of range',
      service({ ports: [{ port: 0 }] }),
      [
        'spec.ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive',
        'spec.ports[0].targetPort: Invalid value: 0: must be between 1 and 65535, inclusive',
      ],
    ],
    [
      'target port name',
      service({ ports: [{ port: 80, targetPort: 'HTTP' }] }),
      [
        'spec.ports[0].targetPort: Invalid value: "HTTP": must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)',
        'spec.ports[0].targetPort: Invalid value: "HTTP": must contain at least one letter (a-z)',
      ],
    ],
    [
      'type',
      service({ type: 'Nodeport' as 'NodePort' }),
      [
        'spec.type: Unsupported value: "Nodeport": supported values: "ClusterIP", "ExternalName", "LoadBalancer", "NodePort"',
      ],
    ],
    [
      'node port on ClusterIP',
      service({ ports: [{ port: 80, nodePort: 30000 }] }),
      ["spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'"],
    ],
    [
      'external name missing',
      service({ type: 'ExternalName', ports: [] }),
      ['spec.externalName: Required value'],
    ],
    [
      'cluster IP',
      service({ clusterIP: '10.0.0' }),
      [
        'spec.clusterIPs[0]: Invalid value: "10.0.0": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
      ],
    ],
  ])('%s', (_title, object, messages) => {
    expect(complaints(object)).toEqual(messages);
  });

  it('keeps its cluster IP', () => {
    expect(updateComplaints(service({ clusterIP: '10.0.0.2' }), service({ clusterIP: '10.0.0.1' }))).toEqual([
      'spec.clusterIPs[0]: Invalid value: "10.0.0.2": may not change once set',
    ]);
  });
});

describe('Deployment and ReplicaSet', () => {
  const template = {
    metadata: { labels: { app: 'a' } },
    spec: { containers: [{ name: 'c', image: 'i:1' }] },
  };
  const deployment = (spec: Partial<Deployment['spec']>): Loose => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    spec: { selector: { matchLabels: { app: 'a' } }, template, ...spec },
  });

  it.each<[string, Loose, string[]]>([
    ['is right', deployment({}), []],
    [
      'no selector',
      deployment({ selector: undefined }),
      [
        'spec.selector: Required value',
        'spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`',
      ],
    ],
    [
      'empty selector',
      deployment({ selector: {} }),
      ['spec.selector: Invalid value: {}: empty selector is invalid for deployment'],
    ],
    [
      'other labels',
      deployment({ selector: { matchLabels: { app: 'b' } } }),
      [
        'spec.template.metadata.labels: Invalid value: {"app":"a"}: `selector` does not match template `labels`',
      ],
    ],
    [
      'restart policy',
      deployment({ template: { ...template, spec: { ...template.spec, restartPolicy: 'Never' } } }),
      ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
    ],
    [
      'a mistake in the template',
      deployment({ template: { ...template, spec: { containers: [{ name: 'c' }] } } }),
      ['spec.template.spec.containers[0].image: Required value'],
    ],
    [
      'replicas',
      deployment({ replicas: -1 }),
      ['spec.replicas: Invalid value: -1: must be greater than or equal to 0'],
    ],
    [
      'strategy',
      deployment({ strategy: { type: 'Recreate', rollingUpdate: {} } }),
      ["spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'"],
    ],
    [
      'no room to roll',
      deployment({ strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: '0%' } } }),
      ['spec.strategy.rollingUpdate.maxUnavailable: Invalid value: "0%": may not be 0 when `maxSurge` is 0'],
    ],
    [
      'progress deadline',
      deployment({ minReadySeconds: 600 }),
      ['spec.progressDeadlineSeconds: Invalid value: 600: must be greater than minReadySeconds'],
    ],
  ])('%s', (_title, object, messages) => {
    expect(complaints(object)).toEqual(messages);
  });

  it('keep their selector', () => {
    const next = deployment({
      selector: { matchLabels: { app: 'b' } },
      template: { ...template, metadata: { labels: { app: 'b' } } },
    });
    expect(updateComplaints(next, deployment({}))).toEqual([
      'spec.selector: Invalid value: {"matchLabels":{"app":"b"}}: field is immutable',
    ]);
  });

  it('are named with their group in the refusal', () => {
    const object = ready(deployment({ replicas: -1 }));
    const failure = validationFailure(object, validateCreate(object));
    expect(failure?.message).toBe(
      'Deployment.apps "a" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    );
    expect(failure?.details).toMatchObject({ group: 'apps', kind: 'Deployment', name: 'a' });
  });
});

describe('volumes and claims', () => {
  const claim = (spec: Partial<PersistentVolumeClaim['spec']>, status: object = {}): Loose => ({
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
    status,
  });
  const volume = (spec: object): Loose => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/d' }, ...spec },
  });

  it.each<[string, Loose, string[]]>([
    ['is right', claim({}), []],
    [
      'no access mode and no size',
      claim({ accessModes: [], resources: {} }),
      [
        'spec.accessModes: Required value: at least 1 access mode is required',
        'spec.resources[storage]: Required value',
      ],
    ],
    [
      'access mode',
      claim({ accessModes: ['RWO' as 'ReadWriteOnce'] }),
      [
        'spec.accessModes: Unsupported value: "RWO": supported values: "ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod"',
      ],
    ],
    [
      'ReadWriteOncePod with others',
      claim({ accessModes: ['ReadWriteOncePod', 'ReadWriteOnce'] }),
      ['spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes'],
    ],
    [
      'no space at all',
      claim({ resources: { requests: { storage: '0' } } }),
      ['spec.resources[storage]: Invalid value: "0": must be greater than zero'],
    ],
  ])('claim: %s', (_title, object, messages) => {
    expect(complaints(object)).toEqual(messages);
  });

  it('a claim is bound once, filled in once, and otherwise stays', () => {
    expect(updateComplaints(claim({ volumeName: 'pv', storageClassName: 'fast' }), claim({}))).toEqual([]);
    expect(updateComplaints(claim({ volumeName: 'other' }), claim({ volumeName: 'pv' }))).toEqual([
      'spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims\n  spec.volumeName: "pv" → "other"',
    ]);
  });

  it('a bound claim may grow but not shrink', () => {
    const bound = { phase: 'Bound', capacity: { storage: '1Gi' } };
    const grown = { resources: { requests: { storage: '2Gi' } } };
    const shrunk = { resources: { requests: { storage: '500Mi' } } };
    expect(updateComplaints(claim(grown, bound), claim({}, bound))).toEqual([]);
    expect(updateComplaints(claim(shrunk, bound), claim({}, bound))).toEqual([
      'spec.resources.requests.storage: Forbidden: field can not be less than status.capacity',
    ]);
  });

  it.each<[string, Loose, string[]]>([
    ['is right', volume({}), []],
    ['no source', volume({ hostPath: undefined }), ['spec: Required value: must specify a volume type']],
    [
      'two sources',
      volume({ nfs: { server: 's', path: '/p' } }),
      ['spec.nfs: Forbidden: may not specify more than 1 volume type'],
    ],
    [
      'local without a node',
      volume({ hostPath: undefined, local: { path: '/d' } }),
      ['spec.nodeAffinity: Required value: Local volume requires node affinity'],
    ],
    [
      'no capacity',
      volume({ capacity: {} }),
      ['spec.capacity: Required value', 'spec.capacity: Unsupported value: {}: supported values: "storage"'],
    ],
  ])('volume: %s', (_title, object, messages) => {
    expect(complaints(object, false)).toEqual(messages);
  });

  it('a volume keeps its source', () => {
    expect(updateComplaints(volume({ hostPath: { path: '/e' } }), volume({}), false)).toEqual([
      'spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation\n  spec.hostPath.path: "/d" → "/e"',
    ]);
  });

  it('a StorageClass', () => {
    const storageClass = (extra: object): Loose => ({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      ...extra,
    });
    expect(complaints(storageClass({ provisioner: 'example.com/p' }), false)).toEqual([]);
    expect(complaints(storageClass({ reclaimPolicy: 'Recycle' }), false)).toEqual([
      'provisioner: Required value',
      'reclaimPolicy: Unsupported value: "Recycle": supported values: "Delete", "Retain"',
    ]);
    expect(
      updateComplaints(
        storageClass({ provisioner: 'a', parameters: { x: '1' } }),
        storageClass({ provisioner: 'a' }),
        false,
      ),
    ).toEqual(['parameters: Forbidden: updates to parameters are forbidden.']);
  });
});

describe('nodes, configuration and the rest', () => {
  it.each<[string, Loose, boolean, string[]]>([
    [
      'Node taints',
      {
        apiVersion: 'v1',
        kind: 'Node',
        spec: {
          taints: [
            { key: 'a', effect: 'NoSchedule' },
            { key: 'a', value: 'x', effect: 'NoSchedule' },
            { key: 'b', effect: 'Never' },
          ],
        },
      },
      false,
      [
        'metadata.taints[1]: Duplicate value: {"key":"a","value":"x","effect":"NoSchedule"}: taints must be unique by key and effect pair',
        'metadata.taints[2].effect: Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
      ],
    ],
    [
      'Node capacity',
      { apiVersion: 'v1', kind: 'Node', status: { capacity: { pods: '1500m', memory: '-1' } } },
      false,
      [
        'status.capacity.memory: Invalid value: "-1": must be greater than or equal to 0',
        'status.capacity.pods: Invalid value: "1500m": must be an integer',
        'status.allocatable.memory: Invalid value: "-1": must be greater than or equal to 0',
        'status.allocatable.pods: Invalid value: "1500m": must be an integer',
      ],
    ],
    [
      'ConfigMap keys',
      { apiVersion: 'v1', kind: 'ConfigMap', data: { 'a/b': '', '..': '' } },
      true,
      [
        'data[..]: Invalid value: "..": must not be \'..\'',
        "data[a/b]: Invalid value: \"a/b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      ],
    ],
    [
      'TLS Secret',
      { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', stringData: { 'tls.crt': 'x' } },
      true,
      ['data[tls.key]: Required value'],
    ],
    [
      'PriorityClass value',
      { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', value: 2000000000 },
      false,
      ['value: Forbidden: maximum allowed value of a user defined priority is 1000000000'],
    ],
    [
      'Lease duration',
      { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', spec: { leaseDurationSeconds: 0 } },
      true,
      ['spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0'],
    ],
    [
      'Binding target',
      { apiVersion: 'v1', kind: 'Binding', target: { kind: 'Pod', name: '' } },
      true,
      [
        'target.kind: Unsupported value: "Pod": supported values: "Node", "<empty>"',
        'target.name: Required value',
      ],
    ],
    [
      'Event about another namespace',
      { apiVersion: 'v1', kind: 'Event', involvedObject: { namespace: 'other' } },
      true,
      ['involvedObject.namespace: Invalid value: "other": does not match event.namespace'],
    ],
    [
      'EndpointSlice address',
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        addressType: 'IPv4',
        endpoints: [{ addresses: ['::1'] }],
      },
      true,
      ['endpoints[0].addresses[0]: Invalid value: "::1": must be a valid IPv4 address'],
    ],
    [
      'Namespace in a namespace',
      { apiVersion: 'v1', kind: 'Namespace' },
      true,
      ['metadata.namespace: Forbidden: not allowed on this type'],
    ],
  ])('%s', (_title, object, namespaced, messages) => {
    expect(complaints(object, namespaced)).toEqual(messages);
  });

  it('immutable ConfigMaps and Secrets stay', () => {
    const map = (data: object, immutable = true): Loose => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      data,
      immutable,
    });
    expect(updateComplaints(map({ a: '2' }), map({ a: '1' }))).toEqual([
      'data: Forbidden: field is immutable when `immutable` is set',
    ]);
    expect(updateComplaints(map({ a: '1' }, false), map({ a: '1' }))).toEqual([
      'immutable: Forbidden: field is immutable when `immutable` is set',
    ]);
    const secret = (type: string): Loose => ({ apiVersion: 'v1', kind: 'Secret', type });
    expect(updateComplaints(secret('b'), secret('a'))).toEqual([
      'type: Invalid value: "b": field is immutable',
    ]);
  });

  it('no finalizer is added to what is being deleted', () => {
    const dying = (finalizers: string[]): Loose => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { finalizers, deletionTimestamp: '2026-01-01T00:00:00Z' },
    });
    expect(updateComplaints(dying(['example.com/a', 'example.com/b']), dying(['example.com/a']))).toEqual([
      'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/b"}',
    ]);
  });
});
