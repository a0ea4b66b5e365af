import { describe, expect, test } from 'vitest';
import type { ContainerState, Pod } from '../../api/index.ts';
import { makeConfigMap, makeNode, makePod } from '../testing/builders.ts';
import { Lab, sh } from '../testing/lab.ts';

/** `waiting Reason`, `running`, `terminated Reason 1` of each container in the order of the status. */
function states(pod: Pod): string[] {
  const { initContainerStatuses = [], containerStatuses = [] } = pod.status ?? {};
  return [...initContainerStatuses, ...containerStatuses].map(({ state }) => stateText(state ?? {}));
}

function stateText({ waiting, terminated }: ContainerState): string {
  if (waiting) return `waiting ${waiting.reason}`;
  return terminated ? `terminated ${terminated.reason} ${terminated.exitCode}` : 'running';
}

const condition = (pod: Pod, type: string) => pod.status?.conditions?.find((other) => other.type === type);

test('a Pod comes up: what the parts of the node say to each other, in order', () => {
  const lab = new Lab().apply(makePod('web', { image: 'nginx:1.14.2' })).settle();
  const talk = lab.records
    .filter(({ from, to, object }) => /node-1/.test(from + to) && object?.kind !== 'Event')
    .filter(({ background }) => !background)
    .map(({ from, to, verb }) => `${from} > ${to}: ${verb}`.replaceAll('/node-1', ''));
  expect(talk).toEqual([
    'apiserver > kubelet: watch',
    'kubelet > kubelet: admit',
    'kubelet > cadvisor: watch',
    'kubelet > kubelet: sync',
    'kubelet > apiserver: patch',
    // The token and the certificate.
    'kubelet > apiserver: watch',
    'kubelet > apiserver: create',
    'apiserver > kubelet: watch',
    'apiserver > kubelet: reply',
    'apiserver > kubelet: reply',
    'kubelet > volumes: mount',
    'apiserver > kubelet: watch',
    'apiserver > kubelet: reply',
    'volumes > kubelet: reply',
    'kubelet > cri: RunPodSandbox',
    'cri > cni: ADD',
    'cni > cri: reply',
    'cri > runtime: start',
    'runtime > cri: reply',
    'cri > kubelet: reply',
    'kubelet > cri: ImageStatus',
    'kubelet > apiserver: patch',
    'cri > kubelet: reply',
    'kubelet > cri: PullImage',
    'apiserver > kubelet: watch',
    'apiserver > kubelet: reply',
    'cri > kubelet: reply',
    'kubelet > cri: CreateContainer',
    'cri > kubelet: reply',
    'kubelet > cri: StartContainer',
    'cri > runtime: start',
    'runtime > cri: reply',
    'cri > kubelet: reply',
    'cri > kubelet: event',
    'kubelet > apiserver: patch',
    'apiserver > kubelet: watch',
    'apiserver > kubelet: reply',
  ]);
  expect(lab.events('web').slice(1)).toEqual([
    'Pulling: Pulling image "nginx:1.14.2"',
    'Pulled: Successfully pulled image "nginx:1.14.2" in 2.115s (2.115s including waiting). Image size: 70500000 bytes.',
    'Created: Container created',
    'Started: Container started',
  ]);
});

test('a running Pod has the status the API promises', () => {
  const { status } = new Lab()
    .apply(makePod('web', { image: 'nginx' }))
    .settle()
    .pod('web');
  expect(status).toMatchObject({
    phase: 'Running',
    observedGeneration: 1,
    hostIP: '172.18.0.2',
    hostIPs: [{ ip: '172.18.0.2' }],
    podIP: '10.244.0.2',
    podIPs: [{ ip: '10.244.0.2' }],
    startTime: '2026-01-01T00:00:00Z',
    qosClass: 'BestEffort',
    containerStatuses: [
      {
        name: 'app',
        ready: true,
        started: true,
        restartCount: 0,
        image: 'docker.io/library/nginx:latest',
        imageID: expect.stringMatching(/^docker\.io\/library\/nginx@sha256:[0-9a-f]{64}$/),
        containerID: expect.stringMatching(/^containerd:\/\/[0-9a-f]{64}$/),
        state: { running: { startedAt: '2026-01-01T00:00:02Z' } },
      },
    ],
  });
  expect(status?.conditions?.map(({ type, status: value }) => `${type} ${value}`)).toEqual([
    'PodReadyToStartContainers True',
    'Initialized True',
    'Ready True',
    'ContainersReady True',
    'PodScheduled True',
  ]);
});

test('while the image is fetched the sandbox already has its address', () => {
  const lab = new Lab().apply(makePod('web', { image: 'nginx' })).run(1000);
  const pod = lab.pod('web');
  expect(states(pod)).toEqual(['waiting ContainerCreating']);
  expect(pod.status?.podIP).toBe('10.244.0.2');
  expect(condition(pod, 'PodReadyToStartContainers')?.status).toBe('True');
  expect(condition(pod, 'Ready')).toMatchObject({
    status: 'False',
    reason: 'ContainersNotReady',
    message: 'containers with unready status: [app]',
  });
});

test('a Pod on the network of its node has the address of the node', () => {
  const lab = new Lab().apply(makePod('web', { spec: { hostNetwork: true } })).settle();
  expect(lab.pod('web').status?.podIP).toBe('172.18.0.2');
  expect(lab.records.some(({ verb }) => verb === 'ADD')).toBe(false);
});

describe('how a Pod ends', () => {
  test.each<['Always' | 'OnFailure' | 'Never', string, string, string, number]>([
    ['Never', 'true', 'Succeeded', 'terminated Completed 0', 0],
    ['Never', 'exit 3', 'Failed', 'terminated Error 3', 0],
    ['OnFailure', 'true', 'Succeeded', 'terminated Completed 0', 0],
    ['OnFailure', 'exit 3', 'Running', 'waiting CrashLoopBackOff', 1],
    ['Always', 'true', 'Running', 'waiting CrashLoopBackOff', 1],
    ['Always', 'exit 3', 'Running', 'waiting CrashLoopBackOff', 1],
  ])('restartPolicy %s, %s: %s', (restartPolicy, script, phase, state, restarts) => {
    const lab = new Lab()
      .apply(makePod('job', { containers: [sh(script)], spec: { restartPolicy } }))
      .settle();
    const pod = lab.pod('job');
    expect(pod.status?.phase).toBe(phase);
    expect(states(pod)).toEqual([state]);
    expect(pod.status?.containerStatuses?.[0]?.restartCount).toBe(restarts);
  });

  test('one of two containers fails and nothing restarts it', () => {
    const lab = new Lab();
    lab.apply(
      makePod('two', { containers: [sh('exit 1'), sh('sleep 20')], spec: { restartPolicy: 'Never' } }),
    );
    lab.run(10_000);
    expect(lab.pod('two').status?.phase).toBe('Running');
    expect(states(lab.pod('two'))).toEqual(['terminated Error 1', 'running']);
    lab.settle();
    expect(lab.pod('two').status?.phase).toBe('Failed');
    expect(condition(lab.pod('two'), 'Ready')).toMatchObject({ status: 'False', reason: 'PodFailed' });
  });

  test('a finished Pod gives up its sandbox and keeps its address on record', () => {
    const lab = new Lab();
    lab.apply(makePod('job', { containers: [sh('true')], spec: { restartPolicy: 'Never' } })).settle();
    const pod = lab.pod('job');
    expect(pod.status?.podIP).toBe('10.244.0.2');
    expect(condition(pod, 'Initialized')).toMatchObject({ status: 'True', reason: 'PodCompleted' });
    expect(condition(pod, 'PodReadyToStartContainers')).toMatchObject({
      status: 'False',
      reason: 'PodSandboxNotReady',
    });
    lab.apply(makePod('next', { containers: [sh('sleep 9')] })).run(5000);
    expect(lab.pod('next').status?.podIP).toBe('10.244.0.3');
  });

  test('out of memory', () => {
    const stress = {
      image: 'polinux/stress',
      command: ['stress'],
      args: ['--vm', '1', '--vm-bytes', '250M', '--vm-hang', '1'],
      resources: { limits: { memory: '100Mi' } },
    };
    const lab = new Lab().apply(makePod('hog', { containers: [stress] })).settle();
    expect(states(lab.pod('hog'))).toEqual(['waiting CrashLoopBackOff']);
    expect(lab.pod('hog').status?.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({
      exitCode: 137,
      reason: 'OOMKilled',
    });
  });

  test('a deadline ends it whatever it does', () => {
    const lab = new Lab().apply(makePod('late', { spec: { activeDeadlineSeconds: 20 } })).settle();
    expect(lab.pod('late').status).toMatchObject({
      phase: 'Failed',
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    });
    expect(lab.nowMs).toBeGreaterThanOrEqual(20_000);
  });
});

describe('crash loop', () => {
  const delays = (lab: Lab): string[] => {
    const message = lab.pod('bad').status?.containerStatuses?.[0]?.state?.waiting?.message ?? '';
    return message.split(' ').slice(0, 2);
  };

  test('the back-off doubles up to five minutes', () => {
    const lab = new Lab().apply(makePod('bad', { containers: [sh('exit 1')] })).settle();
    const seen: string[] = [];
    for (let i = 0; i < 200; i++) {
      const text = delays(lab).join(' ');
      if (text !== '' && seen[seen.length - 1] !== text) seen.push(text);
      lab.run(5000);
    }
    expect(seen).toEqual([
      'back-off 10s',
      'back-off 20s',
      'back-off 40s',
      'back-off 1m20s',
      'back-off 2m40s',
      'back-off 5m0s',
    ]);
    const uid = lab.pod('bad').metadata.uid;
    expect(
      lab
        .events('bad')
        .some((text) =>
          text.startsWith(`BackOff: Back-off restarting failed container app in pod bad_default(${uid})`),
        ),
    ).toBe(true);
  });

  test('a container that ran for long starts again at once', () => {
    const lab = new Lab().apply(makePod('slow', { containers: [sh('sleep 1300; exit 1')] })).settle();
    for (let life = 1; life <= 3; life++) {
      lab.run(1_302_000);
      expect(lab.pod('slow').status?.containerStatuses?.[0]).toMatchObject({
        restartCount: life,
        state: { running: {} },
      });
    }
  });
});

describe('init containers', () => {
  test('run one after the other, and only then the rest', () => {
    const lab = new Lab();
    lab.apply(makePod('p', { initContainers: [sh('sleep 2'), sh('sleep 3')], containers: [sh('sleep 99')] }));
    const seen: string[] = [];
    while (lab.nowMs < 9000 && lab.step()) {
      const pod = lab.object<Pod>('pods', 'default/p');
      const text = pod?.spec.nodeName === undefined ? '' : states(pod).join(', ');
      if (text !== '' && seen[seen.length - 1] !== text) seen.push(text);
    }
    expect(seen).toEqual([
      'waiting PodInitializing, waiting PodInitializing, waiting PodInitializing',
      'running, waiting PodInitializing, waiting PodInitializing',
      'terminated Completed 0, waiting PodInitializing, waiting PodInitializing',
      'terminated Completed 0, running, waiting PodInitializing',
      'terminated Completed 0, terminated Completed 0, waiting PodInitializing',
      'terminated Completed 0, terminated Completed 0, running',
    ]);
    expect(lab.pod('p').status?.phase).toBe('Running');
  });

  test.each<['Always' | 'Never', string, string]>([
    ['Never', 'Failed', 'terminated Error 3'],
    ['Always', 'Pending', 'waiting CrashLoopBackOff'],
  ])('one that fails, with restartPolicy %s: %s', (restartPolicy, phase, state) => {
    const lab = new Lab();
    lab.apply(makePod('p', { initContainers: [sh('exit 3')], spec: { restartPolicy } })).settle();
    expect(lab.pod('p').status?.phase).toBe(phase);
    expect(states(lab.pod('p'))).toEqual([state, 'waiting PodInitializing']);
    expect(condition(lab.pod('p'), 'Initialized')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotInitialized',
      message: 'containers with incomplete status: [init-0]',
    });
  });

  test('a sidecar starts first, must be up, and ends last', () => {
    const sidecar = {
      image: 'nginx:1.27',
      restartPolicy: 'Always' as const,
      startupProbe: { httpGet: { port: 80 }, periodSeconds: 1 },
    };
    const lab = new Lab();
    lab.apply(
      makePod('p', {
        initContainers: [sidecar],
        containers: [sh('sleep 5')],
        spec: { restartPolicy: 'Never' },
      }),
    );
    lab.run(100).until(() => states(lab.pod('p'))[1] === 'running');
    expect(lab.pod('p').status?.initContainerStatuses?.[0]).toMatchObject({ started: true, ready: true });
    lab.settle();
    expect(lab.pod('p').status?.phase).toBe('Succeeded');
    expect(states(lab.pod('p'))).toEqual(['terminated Completed 0', 'terminated Completed 0']);
    const ends = lab.records.filter(({ verb }) => verb === 'exited').map(({ object }) => object?.name);
    expect(ends.slice(0, 2)).toEqual(['p/app', 'p/init-0']);
  });

  test('a sidecar that dies is restarted, whatever the policy', () => {
    const lab = new Lab();
    const sidecar = { image: 'nginx:1.27', restartPolicy: 'Always' as const };
    lab.apply(
      makePod('p', {
        initContainers: [sidecar],
        containers: [sh('sleep 900')],
        spec: { restartPolicy: 'Never' },
      }),
    );
    lab.settle();
    const fault = { kind: 'ContainerExit' as const, namespace: 'default', pod: 'p', container: 'init-0' };
    lab.issue({ type: 'fault', fault: { ...fault, exitCode: 0 } }).settle();
    expect(lab.pod('p').status?.initContainerStatuses?.[0]).toMatchObject({
      restartCount: 1,
      state: { running: {} },
    });
  });
});

describe('a Pod the node refuses', () => {
  test.each([
    [
      'too large',
      makePod('p', { nodeName: 'node-1', requests: { cpu: '8' } }),
      'OutOfcpu',
      "Node didn't have enough resource: cpu, requested: 8000, used: 0, capacity: 4000",
    ],
    [
      'wrong label',
      makePod('p', { nodeName: 'node-1', spec: { nodeSelector: { disk: 'ssd' } } }),
      'NodeAffinity',
      "Predicate NodeAffinity failed: node(s) didn't match Pod's node affinity/selector",
    ],
  ])('%s', (_, pod, reason, message) => {
    const lab = new Lab().apply(pod).settle();
    expect(lab.pod('p').status).toMatchObject({
      phase: 'Failed',
      reason,
      message: `Pod was rejected: ${message}`,
    });
    expect(lab.events('p')).toContain(`${reason}: ${message}`);
    expect(lab.records.some(({ verb }) => verb === 'RunPodSandbox')).toBe(false);
  });

  test('a taint with NoExecute', () => {
    const taints = [{ key: 'k', value: 'v', effect: 'NoExecute' as const }];
    const lab = new Lab({ nodes: [makeNode('node-1', { taints })] });
    lab.apply(makePod('p', { nodeName: 'node-1' }));
    lab.until(() => lab.object<Pod>('pods', 'default/p')?.status?.phase === 'Failed');
    expect(lab.pod('p').status?.reason).toBe('TaintToleration');
  });

  test('what is running counts', () => {
    const lab = new Lab();
    lab.apply(makePod('a', { nodeName: 'node-1', requests: { cpu: '3' } })).settle();
    lab.apply(makePod('b', { nodeName: 'node-1', requests: { cpu: '2' } })).settle();
    expect(lab.pod('b').status?.message).toBe(
      "Pod was rejected: Node didn't have enough resource: cpu, requested: 2000, used: 3000, capacity: 4000",
    );
    lab.kubectl('delete pod a').settle();
    lab.apply(makePod('c', { nodeName: 'node-1', requests: { cpu: '2' } })).settle();
    expect(lab.pod('c').status?.phase).toBe('Running');
  });
});

describe('environment', () => {
  const env = [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'cfg', key: 'a' } } }];
  const pod = makePod('p', { containers: [{ env }] });

  test.each([
    ['no ConfigMap', [], 'configmap "cfg" not found'],
    ['no such key', [makeConfigMap('cfg', { b: '1' })], "couldn't find key a in ConfigMap default/cfg"],
  ])('%s', (_, objects, message) => {
    const lab = new Lab().apply(...objects, pod).settle();
    expect(lab.pod('p').status?.containerStatuses?.[0]?.state).toEqual({
      waiting: { reason: 'CreateContainerConfigError', message },
    });
    expect(lab.events('p').some((text) => text.startsWith(`Failed: Error: ${message}`))).toBe(true);
    lab.apply(makeConfigMap('cfg', { a: '1' })).run(30_000);
    expect(lab.pod('p').status?.phase).toBe('Running');
  });

  test('variables reach the command', () => {
    const container = {
      image: 'busybox:1.36',
      command: ['sh', '-c', 'sleep $(SECONDS_TO_RUN)'],
      env: [
        { name: 'BASE', value: '1' },
        { name: 'SECONDS_TO_RUN', value: '$(BASE)0' },
      ],
    };
    const lab = new Lab()
      .apply(makePod('p', { containers: [container], spec: { restartPolicy: 'Never' } }))
      .settle();
    const state = lab.pod('p').status?.containerStatuses?.[0]?.state?.terminated;
    expect([state?.startedAt, state?.finishedAt]).toEqual(['2026-01-01T00:00:00Z', '2026-01-01T00:00:10Z']);
  });
});
