import { describe, expect, it } from 'vitest';
import type { ContainerStatus, Pod, PodSpec, PodStatus } from '../../../api/index.ts';
import { timestamp } from '../../kernel/timestamp.ts';
import {
  makeNode,
  makePersistentVolume,
  makePersistentVolumeClaim,
  makePod,
  makeService,
} from '../../testing/builders.ts';
import { columnsOf } from './columns.ts';
import { toJson, toYaml } from './document.ts';
import { humanDuration, since } from './duration.ts';
import { summarize } from './pod.ts';
import { formatRows, oneLine } from './table.ts';

const S = 1000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;

describe('humanDuration', () => {
  it.each([
    [-2 * S, '<invalid>'],
    [-1 * S, '0s'],
    [999, '0s'],
    [119 * S, '119s'],
    [120 * S, '2m'],
    [125 * S, '2m5s'],
    [10 * M - S, '9m59s'],
    [10 * M + 5 * S, '10m'],
    [179 * M, '179m'],
    [3 * H, '3h'],
    [3 * H + 20 * M, '3h20m'],
    [9 * H + 20 * M, '9h'],
    [47 * H, '47h'],
    [2 * D + 3 * H, '2d3h'],
    [9 * D + 3 * H, '9d'],
    [729 * D, '729d'],
    [731 * D, '2y1d'],
    [9 * 365 * D + D, '9y'],
  ])('of %i ms is %s', (durationMs, text) => {
    expect(humanDuration(durationMs)).toBe(text);
  });

  it('since nothing is unknown', () => {
    expect(since(undefined, 0)).toBe('<unknown>');
    expect(since(null, 0)).toBe('<unknown>');
    expect(since(timestamp(5 * S), 17 * S)).toBe('12s');
  });
});

describe('a table', () => {
  it('is padded by three, at least six wide, and not at its end', () => {
    expect(
      formatRows([
        ['A', 'NAME', 'Z'],
        ['1', 'long-name', 'x'],
      ]),
    ).toBe('A     NAME        Z\n1     long-name   x\n');
  });

  it('cuts a cell at its first line', () => {
    expect(oneLine('one\ntwo')).toBe('one...');
    expect(oneLine('one')).toBe('one');
  });
});

describe('a Pod’s line', () => {
  const running = { running: { startedAt: timestamp(0) } };
  const waiting = (reason?: string) => ({ waiting: { reason } });
  const ended = (exitCode: number, reason?: string, signal?: number) => ({
    terminated: { exitCode, reason, signal },
  });
  const status = (state: ContainerStatus['state'], more: Partial<ContainerStatus> = {}): ContainerStatus => ({
    name: 'app',
    state,
    ready: state?.running !== undefined,
    restartCount: 0,
    image: '',
    imageID: '',
    ...more,
  });
  const init = (name: string, state: ContainerStatus['state'], more: Partial<ContainerStatus> = {}) =>
    status(state, { name, ...more });
  const twoInits: Partial<PodSpec> = { initContainers: [{ name: 'i1' }, { name: 'i2' }] };
  const sidecar: Partial<PodSpec> = { initContainers: [{ name: 's', restartPolicy: 'Always' }] };
  const initialized = [{ type: 'Initialized', status: 'True' as const }];

  const cases: [string, Partial<PodSpec>, PodStatus, string][] = [
    ['pending', {}, { phase: 'Pending' }, '0/1 Pending 0'],
    [
      'gated',
      {},
      {
        phase: 'Pending',
        conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
      },
      '0/1 SchedulingGated 0',
    ],
    [
      'creating',
      {},
      { phase: 'Pending', containerStatuses: [status(waiting('ContainerCreating'))] },
      '0/1 ContainerCreating 0',
    ],
    ['running', {}, { phase: 'Running', containerStatuses: [status(running)] }, '1/1 Running 0'],
    [
      'not ready',
      {},
      { phase: 'Running', containerStatuses: [status(running, { ready: false })] },
      '0/1 Running 0',
    ],
    [
      'crashing',
      {},
      {
        phase: 'Running',
        containerStatuses: [
          status(waiting('CrashLoopBackOff'), {
            restartCount: 3,
            lastState: { terminated: { exitCode: 1, finishedAt: timestamp(50 * S) } },
          }),
        ],
      },
      '0/1 CrashLoopBackOff 3 (10s ago)',
    ],
    [
      'failed to pull',
      {},
      { phase: 'Pending', containerStatuses: [status(waiting('ImagePullBackOff'))] },
      '0/1 ImagePullBackOff 0',
    ],
    [
      'completed',
      {},
      { phase: 'Succeeded', containerStatuses: [status(ended(0, 'Completed'))] },
      '0/1 Completed 0',
    ],
    [
      'ended in error',
      {},
      { phase: 'Failed', containerStatuses: [status(ended(1, 'Error'))] },
      '0/1 Error 0',
    ],
    ['ended by code', {}, { phase: 'Failed', containerStatuses: [status(ended(7))] }, '0/1 ExitCode:7 0'],
    [
      'ended by signal',
      {},
      { phase: 'Failed', containerStatuses: [status(ended(137, undefined, 9))] },
      '0/1 Signal:9 0',
    ],
    ['evicted', {}, { phase: 'Failed', reason: 'Evicted' }, '0/1 Evicted 0'],
    [
      'half completed and ready',
      { containers: [{ name: 'a' }, { name: 'b' }] },
      {
        phase: 'Running',
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [status(ended(0, 'Completed'), { name: 'a' }), status(running, { name: 'b' })],
      },
      '1/2 Running 0',
    ],
    [
      'half completed and not ready',
      { containers: [{ name: 'a' }, { name: 'b' }] },
      {
        phase: 'Running',
        containerStatuses: [status(ended(0, 'Completed'), { name: 'a' }), status(running, { name: 'b' })],
      },
      '1/2 NotReady 0',
    ],
    [
      'in its first init container',
      twoInits,
      {
        phase: 'Pending',
        initContainerStatuses: [init('i1', running), init('i2', waiting('PodInitializing'))],
      },
      '0/1 Init:0/2 0',
    ],
    [
      'in its second init container',
      twoInits,
      { phase: 'Pending', initContainerStatuses: [init('i1', ended(0, 'Completed')), init('i2', running)] },
      '0/1 Init:1/2 0',
    ],
    [
      'failing to initialize',
      twoInits,
      { phase: 'Pending', initContainerStatuses: [init('i1', ended(1, 'Error'), { restartCount: 2 })] },
      '0/1 Init:Error 2',
    ],
    [
      'failing by code',
      twoInits,
      { phase: 'Pending', initContainerStatuses: [init('i1', ended(3))] },
      '0/1 Init:ExitCode:3 0',
    ],
    [
      'backing off in init',
      twoInits,
      {
        phase: 'Pending',
        initContainerStatuses: [init('i1', waiting('CrashLoopBackOff'), { restartCount: 4 })],
      },
      '0/1 Init:CrashLoopBackOff 4',
    ],
    [
      'initialized',
      twoInits,
      {
        phase: 'Pending',
        conditions: initialized,
        initContainerStatuses: [init('i1', ended(0), { restartCount: 2 }), init('i2', ended(0))],
        containerStatuses: [status(waiting('PodInitializing'))],
      },
      '0/1 PodInitializing 0',
    ],
    [
      'with a sidecar',
      sidecar,
      {
        phase: 'Running',
        initContainerStatuses: [init('s', running, { started: true, restartCount: 1 })],
        containerStatuses: [status(running)],
      },
      '2/2 Running 1',
    ],
    [
      'with a sidecar that starts',
      sidecar,
      {
        phase: 'Pending',
        initContainerStatuses: [init('s', running, { started: false, ready: false })],
        containerStatuses: [status(waiting('PodInitializing'))],
      },
      '0/2 Init:0/1 0',
    ],
  ];
  it.each(cases)('%s', (_, spec, podStatus, expected) => {
    const pod = makePod('x', { spec, status: podStatus });
    const { ready, status: shown, restarts } = summarize(pod, 60 * S);
    expect(`${ready} ${shown} ${restarts}`).toBe(expected);
  });

  it.each([
    ['Running', undefined, 'Terminating'],
    ['Succeeded', undefined, 'Succeeded'],
    ['Running', 'NodeLost', 'Unknown'],
  ] as const)('being deleted in phase %s (%s) is %s', (phase, reason, expected) => {
    const pod = makePod('x', { metadata: { deletionTimestamp: timestamp(0) }, status: { phase, reason } });
    expect(summarize(pod, 0).status).toBe(expected);
  });
});

describe('columns', () => {
  const row = (resource: string, object: object, wide = false) =>
    Object.fromEntries(
      columnsOf(resource, wide).map((column) => [column.name, column.value(object as Pod, 60 * S)]),
    );

  it('of a node', () => {
    const node = makeNode('n', {
      labels: { 'node-role.kubernetes.io/control-plane': '' },
      spec: { unschedulable: true },
    });
    expect(
      row('nodes', { ...node, metadata: { ...node.metadata, creationTimestamp: timestamp(0) } }),
    ).toEqual({
      NAME: 'n',
      STATUS: 'Ready,SchedulingDisabled',
      ROLES: 'control-plane',
      AGE: '60s',
      VERSION: '',
    });
    expect(row('nodes', makeNode('n', { ready: false }))).toMatchObject({
      STATUS: 'Unknown',
      ROLES: '<none>',
      AGE: '<unknown>',
    });
  });

  it('of a Service', () => {
    const spec = {
      type: 'NodePort' as const,
      clusterIP: '10.96.1.1',
      ports: [
        { port: 80, nodePort: 30080 },
        { port: 53, protocol: 'UDP' as const },
      ],
    };
    expect(row('services', makeService('s', spec), true)).toMatchObject({
      TYPE: 'NodePort',
      'CLUSTER-IP': '10.96.1.1',
      'EXTERNAL-IP': '<none>',
      'PORT(S)': '80:30080/TCP,53/UDP',
      SELECTOR: 'app=s',
    });
    expect(row('services', makeService('s', { type: 'LoadBalancer' }))).toMatchObject({
      'EXTERNAL-IP': '<pending>',
    });
  });

  it('of a volume and its claim', () => {
    const volume = makePersistentVolume('v', {
      claimRef: { namespace: 'default', name: 'c' },
      accessModes: ['ReadWriteMany', 'ReadWriteOnce'],
    });
    expect(row('persistentvolumes', volume)).toMatchObject({
      CAPACITY: '1Gi',
      'ACCESS MODES': 'RWO,RWX',
      CLAIM: 'default/c',
      VOLUMEATTRIBUTESCLASS: '<unset>',
    });
    const claim = makePersistentVolumeClaim('c', { volumeName: 'v', storageClassName: 's' });
    const bound = {
      ...claim,
      status: { phase: 'Bound', capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'] },
    };
    expect(row('persistentvolumeclaims', bound)).toMatchObject({
      STATUS: 'Bound',
      VOLUME: 'v',
      CAPACITY: '1Gi',
      'ACCESS MODES': 'RWO',
      STORAGECLASS: 's',
    });
  });

  it('of an Event', () => {
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'x.1' },
      involvedObject: { kind: 'Pod', name: 'x', fieldPath: 'spec.containers{app}' },
      reason: 'Pulled',
      message: 'done ',
      type: 'Normal',
      source: { component: 'kubelet', host: 'n' },
      firstTimestamp: timestamp(0),
      lastTimestamp: timestamp(30 * S),
      count: 3,
    };
    expect(row('events', event, true)).toEqual({
      'LAST SEEN': '30s',
      TYPE: 'Normal',
      REASON: 'Pulled',
      OBJECT: 'pod/x',
      SUBOBJECT: 'spec.containers{app}',
      SOURCE: 'kubelet, n',
      MESSAGE: 'done',
      'FIRST SEEN': '60s',
      COUNT: '3',
      NAME: 'x.1',
    });
  });
});

describe('a document', () => {
  const object = {
    kind: 'K',
    b: { z: 1, a: 'yes', when: '2026-01-01T00:00:00Z', n: '1' },
    a: [{ c: true }],
    u: undefined,
    metadata: { managedFields: [] },
  };

  it('has its keys in order, quotes what YAML 1.1 would misread, and hides managedFields', () => {
    expect(toYaml(object)).toBe(
      'a:\n- c: true\nb:\n  a: "yes"\n  "n": "1"\n  when: "2026-01-01T00:00:00Z"\n  z: 1\nkind: K\nmetadata: {}\n',
    );
  });

  it('is indented by four as JSON', () => {
    expect(toJson({ b: 1, a: [] })).toBe('{\n    "a": [],\n    "b": 1\n}\n');
  });
});
