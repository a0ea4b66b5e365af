import { describe, expect, test } from 'vitest';
import { podStatus, summarizePod } from './podStatus.ts';
import type { Pod, PodSpec, PodStatus } from './types/index.ts';

function aPod(
  name: string,
  { spec, ...rest }: Omit<Partial<Pod>, 'spec'> & { spec?: Partial<PodSpec> } = {},
): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    ...rest,
    spec: { containers: [{ name: 'app', image: 'x' }], ...spec } as PodSpec,
  };
}

const container = (name: string, state: object, rest: object = {}) => ({
  name,
  state,
  ready: false,
  restartCount: 0,
  image: 'x',
  imageID: '',
  ...rest,
});
const running = { running: {} };
const waiting = (reason: string) => ({ waiting: { reason } });
const ended = (exitCode: number, reason?: string, signal?: number) => ({
  terminated: { exitCode, ...(reason && { reason }), ...(signal && { signal }) },
});
const condition = (type: string, status: 'True' | 'False', reason = '') => ({ type, status, reason });

function withStatus(status: PodStatus, rest: Partial<Pod> = {}): Pod {
  return aPod('web', { ...rest, status });
}

const twoInit = {
  containers: [{ name: 'app' }],
  initContainers: [{ name: 'one' }, { name: 'two' }],
};
const withSidecar = {
  containers: [{ name: 'app' }],
  initContainers: [{ name: 'proxy', restartPolicy: 'Always' as const }],
};

describe('what kubectl prints under STATUS', () => {
  test.each<{ name: string; pod: Pod; prints: string }>([
    { name: 'a Pod nobody has looked at', pod: aPod('web'), prints: 'Pending' },
    { name: 'the phase', pod: withStatus({ phase: 'Running' }), prints: 'Running' },
    {
      name: 'the reason of the Pod',
      pod: withStatus({ phase: 'Failed', reason: 'Evicted' }),
      prints: 'Evicted',
    },
    {
      name: 'a gate',
      pod: withStatus({
        phase: 'Pending',
        conditions: [condition('PodScheduled', 'False', 'SchedulingGated')],
      }),
      prints: 'SchedulingGated',
    },
    {
      name: 'a waiting container',
      pod: withStatus({
        phase: 'Pending',
        containerStatuses: [container('app', waiting('ContainerCreating'))],
      }),
      prints: 'ContainerCreating',
    },
    {
      name: 'the first of two waiting containers',
      pod: withStatus({
        phase: 'Pending',
        containerStatuses: [
          container('a', waiting('ErrImagePull')),
          container('b', waiting('ContainerCreating')),
        ],
      }),
      prints: 'ErrImagePull',
    },
    {
      name: 'an exit without a reason',
      pod: withStatus({ phase: 'Running', containerStatuses: [container('a', ended(3))] }),
      prints: 'ExitCode:3',
    },
    {
      name: 'a signal',
      pod: withStatus({ phase: 'Running', containerStatuses: [container('a', ended(137, undefined, 9))] }),
      prints: 'Signal:9',
    },
    {
      name: 'one done, one running and ready',
      pod: withStatus({
        phase: 'Running',
        conditions: [condition('Ready', 'True')],
        containerStatuses: [container('a', ended(0, 'Completed')), container('b', running, { ready: true })],
      }),
      prints: 'Running',
    },
    {
      name: 'one done, one running, the Pod not ready',
      pod: withStatus({
        phase: 'Running',
        conditions: [condition('Ready', 'False')],
        containerStatuses: [container('a', ended(0, 'Completed')), container('b', running, { ready: true })],
      }),
      prints: 'NotReady',
    },
    {
      name: 'the second of two init containers',
      pod: withStatus(
        {
          phase: 'Pending',
          initContainerStatuses: [container('one', ended(0)), container('two', running)],
          containerStatuses: [container('app', waiting('PodInitializing'))],
        },
        { spec: twoInit },
      ),
      prints: 'Init:1/2',
    },
    {
      name: 'a failed init container',
      pod: withStatus(
        { phase: 'Pending', initContainerStatuses: [container('one', ended(1, 'Error'))] },
        { spec: twoInit },
      ),
      prints: 'Init:Error',
    },
    {
      name: 'an init container that backs off',
      pod: withStatus(
        { phase: 'Pending', initContainerStatuses: [container('one', waiting('CrashLoopBackOff'))] },
        { spec: twoInit },
      ),
      prints: 'Init:CrashLoopBackOff',
    },
    {
      name: 'a started sidecar, which holds nobody up',
      pod: withStatus(
        {
          phase: 'Running',
          initContainerStatuses: [container('proxy', running, { started: true, ready: true })],
          containerStatuses: [container('app', running, { ready: true })],
        },
        { spec: withSidecar },
      ),
      prints: 'Running',
    },
    {
      name: 'a Pod that is being deleted',
      pod: withStatus(
        { phase: 'Running' },
        { metadata: { name: 'web', deletionTimestamp: '2026-01-01T00:00:00Z' } },
      ),
      prints: 'Terminating',
    },
    {
      name: 'a finished Pod that is being deleted',
      pod: withStatus(
        { phase: 'Succeeded' },
        { metadata: { name: 'web', deletionTimestamp: '2026-01-01T00:00:00Z' } },
      ),
      prints: 'Succeeded',
    },
    {
      name: 'a deleted Pod on a lost node',
      pod: withStatus(
        { phase: 'Running', reason: 'NodeLost' },
        { metadata: { name: 'web', deletionTimestamp: '2026-01-01T00:00:00Z' } },
      ),
      prints: 'Unknown',
    },
  ])('$name: $prints', ({ pod, prints }) => {
    expect(podStatus(pod)).toBe(prints);
  });
});

describe('READY', () => {
  test('counts containers and started sidecars, not other init containers', () => {
    const pod = (started: boolean) =>
      withStatus(
        {
          phase: 'Running',
          conditions: [condition('Initialized', 'True')],
          initContainerStatuses: [container('proxy', running, { ready: true, started })],
          containerStatuses: [container('app', running, { ready: false })],
        },
        { spec: withSidecar },
      );
    expect(summarizePod(pod(true))).toMatchObject({ ready: 1, total: 2 });
    expect(summarizePod(pod(false))).toMatchObject({ ready: 0, total: 2 });
    expect(summarizePod(aPod('web', { spec: twoInit }))).toMatchObject({ ready: 0, total: 1 });
  });
});

describe('RESTARTS', () => {
  const restarted = (name: string, restartCount: number, finishedAt: string) =>
    container(name, running, { restartCount, lastState: { terminated: { exitCode: 1, finishedAt } } });

  test('adds up the containers once they run, and says when the last one ended', () => {
    const pod = withStatus({
      initContainerStatuses: [
        container('one', ended(0), { restartCount: 4 }),
        container('two', ended(0), { restartCount: 1 }),
      ],
      containerStatuses: [
        restarted('a', 2, '2026-01-01T00:00:20Z'),
        restarted('b', 1, '2026-01-01T00:00:10Z'),
      ],
    });
    expect(summarizePod(pod)).toMatchObject({ restarts: 3, lastEnd: '2026-01-01T00:00:20Z' });
  });

  test('counts init containers while they run', () => {
    const pod = withStatus(
      { initContainerStatuses: [restarted('one', 4, '2026-01-01T00:00:05Z')] },
      { spec: twoInit },
    );
    expect(summarizePod(pod)).toMatchObject({ restarts: 4, lastEnd: '2026-01-01T00:00:05Z' });
  });
});
