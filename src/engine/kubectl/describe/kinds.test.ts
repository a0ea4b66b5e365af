import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../../api/index.ts';
import { timestamp } from '../../kernel/timestamp.ts';
import {
  makeConfigMap,
  makeNamespace,
  makePersistentVolume,
  makePersistentVolumeClaim,
  makePod,
  makeService,
} from '../../testing/builders.ts';
import { describeObject } from './index.ts';

const NOW = 30_000;
const at = (seconds: number): string => timestamp(seconds * 1000);

function text(object: unknown, related: readonly unknown[] = [], showEvents = false): string {
  return describeObject(
    object as KubeObject,
    { objects: related as readonly KubeObject[], missing: '' },
    showEvents,
    NOW,
  );
}

describe('describe of other kinds', () => {
  const cases: [string, unknown, readonly unknown[], string][] = [
    [
      'a Deployment',
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: {
          name: 'web',
          namespace: 'default',
          uid: 'd',
          creationTimestamp: at(0),
          labels: { app: 'web' },
        },
        spec: {
          replicas: 2,
          selector: { matchLabels: { app: 'web' } },
          strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
          template: {
            metadata: { labels: { app: 'web' } },
            spec: { containers: [{ name: 'nginx', image: 'nginx' }] },
          },
        },
        status: {
          replicas: 2,
          updatedReplicas: 2,
          availableReplicas: 1,
          unavailableReplicas: 1,
          conditions: [{ type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable' }],
        },
      },
      [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          metadata: {
            name: 'web-1',
            ownerReferences: [
              { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'd', controller: true },
            ],
          },
          spec: {
            replicas: 2,
            selector: {},
            template: {
              metadata: { labels: { app: 'web', 'pod-template-hash': '1' } },
              spec: { containers: [{ name: 'nginx', image: 'nginx' }] },
            },
          },
          status: { replicas: 2 },
        },
      ],
      `\
Name:                   web
Namespace:              default
CreationTimestamp:      Thu, 01 Jan 2026 00:00:00 +0000
Labels:                 app=web
Annotations:            <none>
Selector:               app=web
Replicas:               2 desired | 2 updated | 2 total | 1 available | 1 unavailable
StrategyType:           RollingUpdate
MinReadySeconds:        0
RollingUpdateStrategy:  25% max unavailable, 25% max surge
Pod Template:
  Labels:  app=web
  Containers:
   nginx:
    Image:         nginx
    Port:          <none>
    Host Port:     <none>
    Environment:   <none>
    Mounts:        <none>
  Volumes:         <none>
  Node-Selectors:  <none>
  Tolerations:     <none>
Conditions:
  Type           Status  Reason
  ----           ------  ------
  Available      False   MinimumReplicasUnavailable
OldReplicaSets:  <none>
NewReplicaSet:   web-1 (2/2 replicas created)
`,
    ],
    [
      'a Service',
      makeService('web', {
        selector: { app: 'web' },
        type: 'NodePort',
        clusterIP: '10.96.0.5',
        clusterIPs: ['10.96.0.5'],
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        ports: [{ port: 80, protocol: 'TCP', targetPort: 8080, nodePort: 30080 }],
        sessionAffinity: 'None',
      }),
      [
        {
          apiVersion: 'discovery.k8s.io/v1',
          kind: 'EndpointSlice',
          metadata: { name: 'web-1' },
          addressType: 'IPv4',
          ports: [{ name: '', port: 8080, protocol: 'TCP' }],
          endpoints: ['1', '2', '3', '4', '5'].map((last) => ({
            addresses: [`10.244.0.${last}`],
            conditions: { ready: last !== '5' },
          })),
        },
      ],
      `\
Name:              web
Namespace:         default
Labels:            <none>
Annotations:       <none>
Selector:          app=web
Type:              NodePort
IP Family Policy:  SingleStack
IP Families:       IPv4
IP:                10.96.0.5
IPs:               10.96.0.5
Port:              <unset>  80/TCP
TargetPort:        8080/TCP
NodePort:          <unset>  30080/TCP
Endpoints:         10.244.0.1:8080,10.244.0.2:8080,10.244.0.3:8080 + 1 more...
Session Affinity:  None
`,
    ],
    [
      'a ConfigMap',
      makeConfigMap('settings', { b: 'two\nlines', a: '1' }),
      [],
      `\
Name:         settings
Namespace:    default
Labels:       <none>
Annotations:  <none>

Data
====
a:
----
1

b:
----
two
lines


BinaryData
====

`,
    ],
    [
      'a Secret',
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 's', namespace: 'default' },
        type: 'Opaque',
        data: { password: 'aHVudGVyMg==' },
      },
      [],
      `\
Name:         s
Namespace:    default
Labels:       <none>
Annotations:  <none>

Type:  Opaque

Data
====
password:  7 bytes
`,
    ],
    [
      'a Namespace',
      { ...makeNamespace('team'), status: { phase: 'Active' } },
      [],
      `\
Name:         team
Labels:       <none>
Annotations:  <none>
Status:       Active

No resource quota.

No LimitRange resource.
`,
    ],
    [
      'a claim',
      {
        ...makePersistentVolumeClaim(
          'data',
          { volumeName: 'pv-1', storageClassName: 'standard', volumeMode: 'Filesystem' },
          {
            metadata: { finalizers: ['kubernetes.io/pvc-protection'] },
          },
        ),
        status: { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] },
      },
      [makePod('user', { spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] } })],
      `\
Name:          data
Namespace:     default
StorageClass:  standard
Status:        Bound
Volume:        pv-1
Labels:        <none>
Annotations:   <none>
Finalizers:    [kubernetes.io/pvc-protection]
Capacity:      1Gi
Access Modes:  RWO
VolumeMode:    Filesystem
Used By:       user
`,
    ],
    [
      'a volume',
      {
        ...makePersistentVolume('pv-1', {
          capacity: { storage: '1Gi' },
          accessModes: ['ReadWriteOnce'],
          persistentVolumeReclaimPolicy: 'Delete',
          storageClassName: 'local-path',
          hostPath: { path: '/opt/data', type: 'DirectoryOrCreate' },
          claimRef: { namespace: 'default', name: 'data' },
          nodeAffinity: {
            required: {
              nodeSelectorTerms: [
                {
                  matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node-1'] }],
                },
              ],
            },
          },
        }),
        status: { phase: 'Bound' },
      },
      [],
      `\
Name:              pv-1
Labels:            <none>
Annotations:       <none>
Finalizers:        []
StorageClass:      local-path
Status:            Bound
Claim:             default/data
Reclaim Policy:    Delete
Access Modes:      RWO
Capacity:          1Gi
Node Affinity:     
  Required Terms:  
    Term 0:        kubernetes.io/hostname in [node-1]
Message:           
Source:
    Type:          HostPath (bare host directory volume)
    Path:          /opt/data
    HostPathType:  DirectoryOrCreate
`,
    ],
    [
      'a kind without a description of its own',
      {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: 'l', namespace: 'kube-system', creationTimestamp: at(0) },
        spec: { holderIdentity: 'me', leaseDurationSeconds: 15 },
      },
      [],
      `\
Name:         l
Namespace:    kube-system
Labels:       <none>
Annotations:  <none>
API Version:  coordination.k8s.io/v1
Kind:         Lease
Metadata:
  Creation Timestamp:  2026-01-01T00:00:00Z
Spec:
  Holder Identity:         me
  Lease Duration Seconds:  15
`,
    ],
  ];
  it.each(cases)('%s', (_, object, related, shown) => {
    expect(text(object, related)).toBe(shown);
  });
});
