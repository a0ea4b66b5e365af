import { describe, expect, test } from 'vitest';
import type { Pod } from '../../api/index.ts';
import { makePod } from '../testing/builders.ts';
import { Lab, sh } from '../testing/lab.ts';

describe('deletion', () => {
  test.each<[string, object, string, number, number]>([
    ['nginx ends at once', { image: 'nginx:1.27' }, '', 0, 1000],
    ['a sleep that is process 1 has to be killed', sh('sleep 3600'), '', 30_000, 31_000],
    ['with less patience', sh('sleep 3600'), ' --grace-period=5', 5000, 6000],
    ['a trap ends it', sh('trap "exit 0" TERM; sleep 3600 & wait'), '', 0, 1000],
    [
      'preStop comes first',
      { image: 'nginx:1.27', lifecycle: { preStop: { exec: { command: ['sleep', '10'] } } } },
      '',
      10_000,
      11_000,
    ],
    [
      'preStop counts against the grace period',
      { ...sh('sleep 3600'), lifecycle: { preStop: { exec: { command: ['sleep', '100'] } } } },
      '',
      32_000,
      33_000,
    ],
  ])('%s', (_, container, flags, atLeastMs, lessThanMs) => {
    const lab = new Lab().apply(makePod('p', { containers: [container] })).settle();
    const deletedMs = lab.nowMs;
    lab.kubectl(`delete pod p${flags}`).settle();
    expect(lab.object('pods', 'default/p')).toBeUndefined();
    const goneMs = lab.records.filter(
      ({ object, verb }) => verb === 'RemovePodSandbox' && object?.name === 'p',
    )[0]?.timeMs;
    expect((goneMs ?? 0) - deletedMs).toBeGreaterThanOrEqual(atLeastMs);
    expect((goneMs ?? 0) - deletedMs).toBeLessThan(lessThanMs);
    expect(lab.events('p')).toContain('Killing: Stopping container app');
    expect(lab.host().cri.sandboxes.size + lab.host().cri.containers.size).toBe(0);
    expect(
      lab.host().cni.reserved.size + lab.host().volumes.pods.size + lab.host().cadvisor.watched.size,
    ).toBe(0);
    expect(lab.host().kubelet.workers.size).toBe(0);
    expect(lab.host().kubelet.used).toEqual({ pods: 0 });
  });

  test('what is said before the object goes', () => {
    const lab = new Lab().apply(makePod('p', { containers: [sh('sleep 3600')] })).settle();
    const seen: string[] = [];
    lab.kubectl('delete pod p --grace-period=3');
    while (lab.world.queue.foreground > 0) {
      lab.step();
      const pod = lab.object<Pod>('pods', 'default/p');
      const state = pod?.status?.containerStatuses?.[0]?.state;
      const text =
        pod === undefined
          ? 'gone'
          : `${pod.status?.phase} ${pod.metadata.deletionTimestamp === undefined ? '' : 'deleting '}${
              state?.terminated?.exitCode ?? 'running'
            }`;
      if (seen[seen.length - 1] !== text) seen.push(text);
    }
    expect(seen).toEqual([
      'Running running',
      'Running deleting running',
      'Running deleting 137',
      'Failed deleting 137',
      'gone',
    ]);
  });

  test.each([22, 30, 60, 100, 120, 400, 470, 500, 520, 560])('%d ms after its creation', (afterMs) => {
    const lab = new Lab()
      .apply(makePod('p', { image: 'busybox:1.36', containers: [sh('sleep 3600')] }))
      .run(afterMs);
    lab.kubectl('delete pod p').settle();
    expect(lab.object('pods', 'default/p')).toBeUndefined();
    expect(lab.host().cri.sandboxes.size + lab.host().cni.reserved.size + lab.host().runtime.tasks.size).toBe(
      0,
    );
    expect(lab.host().kubelet.workers.size + lab.host().kubelet.pulls.length).toBe(0);
  });

  test('by force: the object goes at once, the processes as soon as they can', () => {
    const lab = new Lab().apply(makePod('p')).settle();
    lab.kubectl('delete pod p --force --grace-period=0').settle();
    expect(lab.host().cri.sandboxes.size + lab.host().runtime.tasks.size).toBe(0);
  });

  test('while its image cannot be pulled', () => {
    const lab = new Lab().apply(makePod('p', { image: 'nginx:nope' })).settle();
    lab.kubectl('delete pod p').settle();
    expect(lab.object('pods', 'default/p')).toBeUndefined();
  });
});
