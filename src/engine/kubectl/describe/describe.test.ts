import { describe, expect, it } from 'vitest';
import type { K8sEvent, KubeObject, Lease, Pod } from '../../../api/index.ts';
import { timestamp } from '../../kernel/timestamp.ts';
import { makeNode, makePod } from '../../testing/builders.ts';
import { rfc1123 } from '../print/date.ts';
import { probeText } from './containers.ts';
import { labelFor } from './generic.ts';
import { describeObject, neededFor } from './index.ts';

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

const event = (fields: Partial<K8sEvent>): K8sEvent => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: 'e' },
  involvedObject: { kind: 'Pod', name: 'web' },
  type: 'Normal',
  source: { component: 'kubelet' },
  count: 1,
  ...fields,
});

describe('describe pod', () => {
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'web',
      namespace: 'default',
      uid: 'u',
      labels: { tier: 'front', app: 'web' },
      annotations: { note: 'hello', 'kubectl.kubernetes.io/last-applied-configuration': '{}' },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'r', controller: true },
      ],
    },
    spec: {
      priority: 0,
      nodeName: 'node-1',
      serviceAccountName: 'default',
      initContainers: [{ name: 'wait', image: 'busybox', command: ['sh', '-c', 'until true\ndo :; done'] }],
      containers: [
        {
          name: 'app',
          image: 'nginx',
          ports: [{ name: 'http', containerPort: 80, protocol: 'TCP' }],
          resources: { limits: { memory: '128Mi' }, requests: { cpu: '0.5', memory: '64Mi' } },
          env: [
            { name: 'PLAIN', value: 'x' },
            { name: 'POD', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
            { name: 'IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } },
            { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
            { name: 'KEY', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
          ],
          envFrom: [{ configMapRef: { name: 'settings' } }],
          livenessProbe: {
            exec: { command: ['cat', '/tmp/healthy'] },
            initialDelaySeconds: 5,
            timeoutSeconds: 5,
            periodSeconds: 5,
            successThreshold: 1,
            failureThreshold: 3,
          },
          volumeMounts: [
            { name: 'token', mountPath: '/var/run', readOnly: true },
            { name: 'data', mountPath: '/data', subPath: 'a' },
          ],
        },
        { name: 'side', image: 'busybox' },
      ],
      volumes: [
        { name: 'data', emptyDir: {} },
        { name: 'conf', configMap: { name: 'settings' } },
        { name: 'claim', persistentVolumeClaim: { claimName: 'c' } },
      ],
      nodeSelector: { disk: 'ssd' },
      tolerations: [
        {
          key: 'node.kubernetes.io/not-ready',
          operator: 'Exists',
          effect: 'NoExecute',
          tolerationSeconds: 300,
        },
        { key: 'gpu', operator: 'Equal', value: 'yes', effect: 'NoSchedule' },
      ],
    },
    status: {
      phase: 'Running',
      qosClass: 'Burstable',
      hostIP: '172.18.0.3',
      podIP: '10.244.1.2',
      podIPs: [{ ip: '10.244.1.2' }],
      startTime: at(1),
      conditions: [
        { type: 'Ready', status: 'False' },
        { type: 'PodReadyToStartContainers', status: 'True' },
      ],
      initContainerStatuses: [
        {
          name: 'wait',
          image: 'busybox',
          imageID: 'sha256:b',
          containerID: 'containerd://w',
          ready: true,
          restartCount: 0,
          state: { terminated: { exitCode: 0, reason: 'Completed', startedAt: at(1), finishedAt: at(2) } },
        },
      ],
      containerStatuses: [
        {
          name: 'app',
          image: 'nginx',
          imageID: 'sha256:n',
          containerID: 'containerd://a',
          ready: true,
          restartCount: 2,
          state: { running: { startedAt: at(20) } },
          lastState: { terminated: { exitCode: 137, reason: 'Error', startedAt: at(3), finishedAt: at(19) } },
        },
        {
          name: 'side',
          image: 'busybox',
          imageID: '',
          ready: false,
          restartCount: 3,
          state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
        },
      ],
    },
  };

  it('has the layout of upstream', () => {
    const events = [
      event({
        reason: 'Pulling',
        message: 'Pulling image "nginx"',
        firstTimestamp: at(10),
        lastTimestamp: at(27),
        count: 2,
        involvedObject: { kind: 'Pod', name: 'web', fieldPath: 'spec.containers{app}' },
      }),
      event({
        reason: 'Scheduled',
        message: 'Successfully assigned default/web to node-1',
        source: {},
        reportingComponent: 'default-scheduler',
        eventTime: `${at(1).slice(0, -1)}.000000Z`,
        lastTimestamp: null,
        firstTimestamp: null,
        count: 0,
      }),
    ];
    expect(text(pod, events, true)).toBe(`\
Name:             web
Namespace:        default
Priority:         0
Service Account:  default
Node:             node-1/172.18.0.3
Start Time:       Thu, 01 Jan 2026 00:00:01 +0000
Labels:           app=web
                  tier=front
Annotations:      note: hello
Status:           Running
IP:               10.244.1.2
IPs:
  IP:           10.244.1.2
Controlled By:  ReplicaSet/web-1
Init Containers:
  wait:
    Container ID:  containerd://w
    Image:         busybox
    Image ID:      sha256:b
    Port:          <none>
    Host Port:     <none>
    Command:
      sh
      -c
      until true
      do :; done
    State:          Terminated
      Reason:       Completed
      Exit Code:    0
      Started:      Thu, 01 Jan 2026 00:00:01 +0000
      Finished:     Thu, 01 Jan 2026 00:00:02 +0000
    Ready:          True
    Restart Count:  0
    Environment:    <none>
    Mounts:         <none>
Containers:
  app:
    Container ID:   containerd://a
    Image:          nginx
    Image ID:       sha256:n
    Port:           80/TCP (http)
    Host Port:      0/TCP (http)
    State:          Running
      Started:      Thu, 01 Jan 2026 00:00:20 +0000
    Last State:     Terminated
      Reason:       Error
      Exit Code:    137
      Started:      Thu, 01 Jan 2026 00:00:03 +0000
      Finished:     Thu, 01 Jan 2026 00:00:19 +0000
    Ready:          True
    Restart Count:  2
    Limits:
      memory:  128Mi
    Requests:
      cpu:     500m
      memory:  64Mi
    Liveness:  exec [cat /tmp/healthy] delay=5s timeout=5s period=5s #success=1 #failure=3
    Environment Variables from:
      settings  ConfigMap  Optional: false
    Environment:
      PLAIN:  x
      POD:    web (v1:metadata.name)
      IP:      (v1:status.podIP)
      CPU:    node allocatable (limits.cpu)
      KEY:    <set to the key 'k' in secret 's'>  Optional: false
    Mounts:
      /data from data (rw,path="a")
      /var/run from token (ro)
  side:
    Container ID:   
    Image:          busybox
    Image ID:       
    Port:           <none>
    Host Port:      <none>
    State:          Waiting
      Reason:       CrashLoopBackOff
    Ready:          False
    Restart Count:  3
    Environment:    <none>
    Mounts:         <none>
Conditions:
  Type                        Status
  Ready                       False 
  PodReadyToStartContainers   True 
Volumes:
  data:
    Type:       EmptyDir (a temporary directory that shares a pod's lifetime)
    Medium:     
    SizeLimit:  <unset>
  conf:
    Type:      ConfigMap (a volume populated by a ConfigMap)
    Name:      settings
    Optional:  false
  claim:
    Type:        PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)
    ClaimName:   c
    ReadOnly:    false
QoS Class:       Burstable
Node-Selectors:  disk=ssd
Tolerations:     gpu=yes:NoSchedule
                 node.kubernetes.io/not-ready:NoExecute op=Exists for 300s
Events:
  Type    Reason     Age               From               Message
  ----    ------     ----              ----               -------
  Normal  Scheduled  29s               default-scheduler  Successfully assigned default/web to node-1
  Normal  Pulling    3s (x2 over 20s)  kubelet            spec.containers{app}: Pulling image "nginx"
`);
  });

  it('that terminates says since when', () => {
    const terminating = makePod('web', {
      metadata: { deletionTimestamp: at(10), deletionGracePeriodSeconds: 30 },
      status: { phase: 'Running' },
    });
    expect(text(terminating)).toContain('Status:                    Terminating (lasts 20s)\n');
    expect(text(terminating)).toContain('Termination Grace Period:  30s\n');
  });

  it('asks for its Events by name and uid, whatever their kind', () => {
    expect(neededFor(pod, true)).toEqual([
      {
        resource: 'events',
        namespace: 'default',
        fieldSelector: 'involvedObject.name=web,involvedObject.namespace=default,involvedObject.uid=u',
      },
    ]);
    expect(neededFor(pod, false)).toEqual([]);
  });
});

describe('describe node', () => {
  it('adds up what its Pods ask for', () => {
    const node = makeNode('node-1', {
      cpu: '2',
      memory: '4Gi',
      taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }],
    });
    const pods = [
      makePod('a', { requests: { cpu: '250m', memory: '64Mi' }, metadata: { creationTimestamp: at(0) } }),
      makePod('longer-name', {
        containers: [{ resources: { requests: { cpu: '1' }, limits: { cpu: '3', memory: '1Gi' } } }],
        metadata: { creationTimestamp: at(20) },
      }),
    ];
    const lease: Lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'node-1' },
      spec: { holderIdentity: 'node-1', renewTime: `${at(25).slice(0, -1)}.123456Z` },
    };
    const shown = text(node, [...pods, lease]);
    expect(shown).toContain(`\
Taints:             gpu=yes:NoSchedule
Unschedulable:      false
Lease:
  HolderIdentity:  node-1
  AcquireTime:     <unset>
  RenewTime:       Thu, 01 Jan 2026 00:00:25 +0000
Conditions:
  Type    Status  LastHeartbeatTime                 LastTransitionTime                Reason         Message
  ----    ------  -----------------                 ------------------                ------         -------
  Ready   True    Mon, 01 Jan 0001 00:00:00 +0000   Mon, 01 Jan 0001 00:00:00 +0000   KubeletReady   kubelet is posting ready status
Addresses:
  Hostname:  node-1
`);
    expect(shown.slice(shown.indexOf('Non-terminated'))).toBe(`\
Non-terminated Pods:          (2 in total)
  Namespace                   Name           CPU Requests  CPU Limits  Memory Requests  Memory Limits  Age
  ---------                   ----           ------------  ----------  ---------------  -------------  ---
  default                     a              250m (12%)    0 (0%)      64Mi (1%)        0 (0%)         30s
  default                     longer-name    1 (50%)       3 (150%)    0 (0%)           1Gi (25%)      10s
Allocated resources:
  (Total limits may be over 100 percent, i.e., overcommitted.)
  Resource           Requests     Limits
  --------           --------     ------
  cpu                1250m (62%)  3 (150%)
  memory             64Mi (1%)    1Gi (25%)
  ephemeral-storage  0 (0%)       0 (0%)
`);
  });

  it('says when there is no lease', () => {
    const related = { objects: [], missing: 'leases.coordination.k8s.io "node-1" not found' };
    expect(describeObject(makeNode('node-1'), related, false, NOW)).toContain(
      'Lease:              Failed to get lease: leases.coordination.k8s.io "node-1" not found\n',
    );
  });
});

describe('parts', () => {
  it.each([
    [{ httpGet: { path: '/healthz', port: 8080, scheme: 'HTTP' } }, 'http-get http://:8080/healthz'],
    [{ httpGet: { path: '', port: 'web', scheme: 'HTTPS', host: 'a' } }, 'http-get https://a:web'],
    [{ tcpSocket: { port: 3306 } }, 'tcp-socket :3306'],
    [{ grpc: { port: 9090, service: 'x' } }, 'grpc <pod>:9090 x'],
  ] as const)('a probe %j', (handler, words) => {
    expect(probeText({ ...handler })).toBe(`${words} delay=0s timeout=0s period=0s #success=0 #failure=0`);
  });

  it.each([
    ['apiVersion', 'API Version'],
    ['leaseDurationSeconds', 'Lease Duration Seconds'],
    ['kind', 'Kind'],
    ['uid', 'UID'],
    ['a.b', 'a.b'],
  ])('%s is labelled %s', (field, label) => {
    expect(labelFor(field)).toBe(label);
  });

  it.each([
    [at(0), 'Thu, 01 Jan 2026 00:00:00 +0000'],
    [at(-1), 'Wed, 31 Dec 2025 23:59:59 +0000'],
    [at(60 * 86_400), 'Mon, 02 Mar 2026 00:00:00 +0000'],
  ])('%s is %s', (time, shown) => {
    expect(rfc1123(time)).toBe(shown);
  });
});
