import { describe, expect, test } from 'vitest';
import type { ContainerView } from '../../../protocol/view.ts';
import { aHost, aPod, aSandbox } from '../testing/objects.ts';
import { podModel, podTone } from './pod.ts';

const seen = (name: string, rest: Partial<ContainerView> = {}): ContainerView => ({
  id: `c-${name}`,
  name,
  type: 'container',
  image: 'nginx:1.27',
  state: 'Running',
  exitCode: null,
  restartCount: 0,
  assumed: null,
  ...rest,
});

const said = (state: object, rest: object = {}) => ({
  name: 'nginx',
  state,
  ready: false,
  restartCount: 0,
  image: '',
  imageID: '',
  ...rest,
});

describe('a Pod', () => {
  test('without a node has nothing but its plan', () => {
    const model = podModel(aPod('web'), null);
    expect(model.sandbox).toBeNull();
    expect(model.containers.map(({ state }) => state)).toEqual(['none']);
    expect(model.shared).toEqual(['net', 'ipc', 'uts']);
  });

  test('takes its namespaces from its sandbox once there is one', () => {
    const sandbox = aSandbox('web', { namespaces: { net: 'host', ipc: 'pod', uts: 'host', pid: 'pod' } });
    const model = podModel(aPod('web'), aHost('node-1', { sandboxes: [sandbox] }));
    expect(model.shared).toEqual(['ipc', 'pid']);
    expect(model.fromHost).toEqual(['net', 'uts']);
  });

  test('on the host network says so before its sandbox is there', () => {
    const model = podModel(aPod('web', { spec: { containers: [{ name: 'a' }], hostNetwork: true } }), null);
    expect(model.fromHost).toEqual(['net', 'uts']);
  });

  test('shows its live sandbox rather than a dead one', () => {
    const dead = aSandbox('web', { id: 'dead', state: 'NotReady' });
    const live = aSandbox('web', { id: 'live' });
    for (const sandboxes of [
      [dead, live],
      [live, dead],
    ]) {
      expect(podModel(aPod('web'), aHost('node-1', { sandboxes })).sandbox?.id).toBe('live');
    }
  });

  test('has its init containers before the others', () => {
    const pod = aPod('web', {
      spec: {
        containers: [{ name: 'app' }],
        initContainers: [{ name: 'setup' }, { name: 'proxy', restartPolicy: 'Always' }],
      },
    });
    expect(podModel(pod, null).containers.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'init setup',
      'sidecar proxy',
      'container app',
    ]);
  });
});

describe('a container', () => {
  const one = (pod: Parameters<typeof podModel>[0], host = aHost('node-1')) =>
    podModel(pod, host).containers[0];

  test('is what the node has of it, even before the API has heard', () => {
    const pod = aPod('web', {
      status: { containerStatuses: [said({ waiting: { reason: 'ContainerCreating' } })] },
    });
    const host = aHost('node-1', { sandboxes: [aSandbox('web', { containers: [seen('nginx')] })] });
    expect(one(pod, host)).toMatchObject({ state: 'running', waiting: '', tone: 'running', ready: false });
  });

  test('that ended and is told to wait shows the reason', () => {
    const pod = aPod('web', {
      status: { containerStatuses: [said({ waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 3 })] },
    });
    const dead = seen('nginx', { state: 'Exited', exitCode: 1, restartCount: 3 });
    const host = aHost('node-1', { sandboxes: [aSandbox('web', { containers: [dead] })] });
    expect(one(pod, host)).toMatchObject({
      waiting: 'CrashLoopBackOff',
      restarts: 3,
      tone: 'failed',
      exitCode: 1,
    });
  });

  test('is its newest attempt', () => {
    const containers = [seen('nginx', { state: 'Exited', exitCode: 1 }), seen('nginx', { restartCount: 1 })];
    const host = aHost('node-1', { sandboxes: [aSandbox('web', { containers })] });
    expect(one(aPod('web'), host)).toMatchObject({ state: 'running', restarts: 1 });
  });

  test.each([
    { image: 'nginx:1.27', pulled: 'docker.io/library/nginx:1.27', is: true },
    { image: 'nginx', pulled: 'docker.io/library/nginx:latest', is: true },
    { image: 'nginx:1.27', pulled: 'docker.io/library/nginx:1.28', is: false },
  ])('of $image waits for the pull of $pulled: $is', ({ image, pulled, is }) => {
    const pod = aPod('web', { spec: { containers: [{ name: 'nginx', image }] } });
    const pulls = [{ image: pulled, doneBytes: 1, totalBytes: 2, pods: ['default/web'] }];
    expect(one(pod, aHost('node-1', { pulls }))?.pull !== null).toBe(is);
  });

  test.each([
    { exitCode: 0, tone: 'succeeded' },
    { exitCode: 2, tone: 'failed' },
  ])('that exited with $exitCode is $tone', ({ exitCode, tone }) => {
    const containers = [seen('nginx', { state: 'Exited', exitCode })];
    const host = aHost('node-1', { sandboxes: [aSandbox('web', { containers })] });
    expect(one(aPod('web'), host)?.tone).toBe(tone);
  });
});

describe('volumes', () => {
  test('name their kind, their source and the object behind them', () => {
    const pod = aPod('web', {
      spec: {
        containers: [{ name: 'a', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
        volumes: [
          { name: 'data', persistentVolumeClaim: { claimName: 'mine' } },
          { name: 'scratch', emptyDir: { medium: 'Memory' } },
          { name: 'conf', configMap: { name: 'nginx' } },
          { name: 'keys', secret: { secretName: 'tls' } },
          { name: 'logs', hostPath: { path: '/var/log' } },
        ],
      },
    });
    const volumes = [
      { podUid: 'uid-web', name: 'data', type: 'csi', state: 'Mounted' as const, message: '' },
    ];
    const model = podModel(pod, aHost('node-1', { volumes }));
    expect(model.volumes.map(({ type, source, object }) => [type, source, object?.kind])).toEqual([
      ['claim', 'mine', 'PersistentVolumeClaim'],
      ['emptyDir', 'Memory', undefined],
      ['configMap', 'nginx', 'ConfigMap'],
      ['secret', 'tls', 'Secret'],
      ['hostPath', '/var/log', undefined],
    ]);
    expect(model.volumes[0]?.state).toBe('Mounted');
    expect(model.containers[0]?.mounts).toEqual([{ volume: 'data', path: '/data' }]);
  });
});

describe('the tone of a Pod', () => {
  const withState = (phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed', reason?: string) =>
    aPod('web', {
      status: { phase, ...(reason && { containerStatuses: [said({ waiting: { reason } })] }) },
    });
  test.each([
    { pod: withState('Pending'), tone: 'pending' },
    { pod: withState('Pending', 'ContainerCreating'), tone: 'pending' },
    { pod: withState('Pending', 'ErrImagePull'), tone: 'failed' },
    { pod: withState('Running'), tone: 'running' },
    { pod: withState('Running', 'CrashLoopBackOff'), tone: 'failed' },
    { pod: withState('Succeeded'), tone: 'succeeded' },
    { pod: withState('Failed'), tone: 'failed' },
  ])('$pod.status.phase is $tone', ({ pod, tone }) => {
    expect(podTone(pod)).toBe(tone);
  });
});
