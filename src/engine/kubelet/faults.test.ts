import { describe, expect, test } from 'vitest';
import { makeNode, makePod } from '../testing/builders.ts';
import { Lab, sh } from '../testing/lab.ts';

const status = (lab: Lab) => lab.pod('p').status?.containerStatuses?.[0];

describe('faults', () => {
  test('two containers of a Pod cannot serve the same port', () => {
    const lab = new Lab().apply(
      makePod('p', { containers: [{ image: 'nginx:1.27' }, { image: 'nginx:1.27' }] }),
    );
    lab.settle();
    const states = lab.pod('p').status?.containerStatuses?.map(({ state }) => Object.keys(state ?? {})[0]);
    expect(states).toEqual(['running', 'waiting']);
    lab.crash('p', 'app', 1);
    lab.run(30_000);
    expect(lab.pod('p').status?.containerStatuses?.some(({ restartCount }) => restartCount > 0)).toBe(true);
  });

  test('a container that exits is started again in the same sandbox', () => {
    const lab = new Lab().apply(makePod('p')).settle();
    const { podIP } = lab.pod('p').status ?? {};
    lab.crash('p', 'app', 1);
    expect(status(lab)).toMatchObject({
      restartCount: 1,
      state: { running: {} },
      lastState: { terminated: { exitCode: 1, reason: 'Error' } },
    });
    expect(lab.pod('p').status?.podIP).toBe(podIP);
  });

  test('when pause dies the Pod gets a new sandbox, a new address, and its containers anew', () => {
    const lab = new Lab().apply(makePod('p')).settle();
    const { uid } = lab.pod('p').metadata;
    lab.crash('p', 'POD', 137);
    expect(lab.pod('p')).toMatchObject({
      metadata: { uid },
      status: {
        phase: 'Running',
        podIP: '10.244.0.3',
        containerStatuses: [{ restartCount: 1, ready: true }],
      },
    });
    expect(lab.events('p')).toContain(
      'SandboxChanged: Pod sandbox changed, it will be killed and re-created.',
    );
    expect(lab.host().cni.reserved.size).toBe(1);
  });

  test('when pause dies, init containers run once more', () => {
    const lab = new Lab().apply(makePod('p', { initContainers: [sh('sleep 1')] })).settle();
    const runs = () =>
      lab.records.filter(({ verb, object }) => verb === 'start' && object?.name === 'p/init-0').length;
    expect(runs()).toBe(1);
    lab.crash('p', 'POD', 137);
    expect(runs()).toBe(2);
    expect(lab.pod('p').status?.phase).toBe('Running');
  });

  test('when pause dies under restartPolicy Never, the Pod has failed', () => {
    const lab = new Lab();
    lab.apply(makePod('p', { containers: [sh('sleep 3600')], spec: { restartPolicy: 'Never' } })).settle();
    lab.crash('p', 'POD', 137);
    expect(lab.pod('p').status?.phase).toBe('Failed');
    expect(lab.records.filter(({ verb }) => verb === 'RunPodSandbox')).toHaveLength(1);
  });

  test('another image restarts that container and nothing else', () => {
    const lab = new Lab()
      .apply(makePod('p', { containers: [{ image: 'nginx:1.27' }, { image: 'registry.k8s.io/pause:3.10' }] }))
      .settle();
    const before = lab.pod('p');
    lab.kubectl('set image pod/p app=nginx:1.28').settle();
    const after = lab.pod('p');
    expect(after.metadata.uid).toBe(before.metadata.uid);
    expect(after.status?.podIP).toBe(before.status?.podIP);
    expect(after.status?.containerStatuses?.map(({ restartCount }) => restartCount)).toEqual([1, 0]);
    expect(after.status?.observedGeneration).toBe(2);
    expect(lab.events('p')).toContain('Killing: Container app definition changed, will be restarted');
    expect(lab.records.filter(({ verb }) => verb === 'RunPodSandbox')).toHaveLength(1);
  });

  test('no power: nothing arrives, and with it everything starts anew', () => {
    const lab = new Lab().apply(makePod('p')).settle();
    lab.issue({ type: 'fault', fault: { kind: 'NodeDown', node: 'node-1' } }).run(30_000);
    expect(lab.host().runtime.tasks.size).toBe(0);
    lab.kubectl('annotate pod p a=b').run(1000);
    const lost = lab.records.filter(({ to }) => to === 'kubelet/node-1').at(-1);
    expect(lost?.detail).toEqual({ lost: 'PoweredOff' });

    lab.issue({ type: 'fault', fault: { kind: 'NodeUp', node: 'node-1' } }).run(30_000);
    expect(status(lab)).toMatchObject({
      restartCount: 1,
      ready: true,
      lastState: { terminated: { exitCode: 255, reason: 'Unknown' } },
    });
    expect(lab.pod('p').status?.podIP).toBe('10.244.0.3');
    expect(lab.host().cni.reserved.size).toBe(1);
    expect(lab.events('node-1').some((text) => text.startsWith('Rebooted:'))).toBe(true);
  });

  test('a Pod deleted while its node was down leaves nothing behind', () => {
    const lab = new Lab().apply(makePod('p')).settle();
    lab.issue({ type: 'fault', fault: { kind: 'NodeDown', node: 'node-1' } });
    lab.kubectl('delete pod p --force --grace-period=0').run(5000);
    lab.issue({ type: 'fault', fault: { kind: 'NodeUp', node: 'node-1' } }).run(60_000);
    expect(lab.host().cri.sandboxes.size).toBe(0);
    expect(lab.host().cri.containers.size).toBe(0);
    expect(lab.host().cni.reserved.size).toBe(0);
  });

  test('switching a machine off and on within a breath leaves one kubelet', () => {
    const lab = new Lab().run(1000);
    for (const kind of ['NodeDown', 'NodeUp', 'NodeDown', 'NodeUp'] as const) {
      lab.issue({ type: 'fault', fault: { kind, node: 'node-1' } });
    }
    lab.run(60_000);
    const renewals = lab.records.filter(
      ({ to, from, object, timeMs }) =>
        to === 'apiserver' && from === 'kubelet/node-1' && object?.kind === 'Lease' && timeMs > 20_000,
    );
    expect(renewals.length).toBeGreaterThanOrEqual(3);
    expect(renewals.length).toBeLessThanOrEqual(5);
  });
});

test('two nodes of one cluster hand out different addresses', () => {
  const lab = new Lab({ nodes: [makeNode('node-1'), makeNode('node-2')] });
  lab.apply(makePod('a', { nodeName: 'node-1' }), makePod('b', { nodeName: 'node-2' })).settle();
  expect([lab.pod('a'), lab.pod('b')].map(({ status }) => `${status?.hostIP} ${status?.podIP}`)).toEqual([
    '172.18.0.2 10.244.0.2',
    '172.18.0.3 10.244.1.2',
  ]);
});
