import { describe, expect, test } from 'vitest';
import type { Probe } from '../../api/index.ts';
import { makePod } from '../testing/builders.ts';
import { Lab, sh } from '../testing/lab.ts';

const status = (lab: Lab) => lab.pod('p').status?.containerStatuses?.[0];

describe('probes', () => {
  const withProbe = (
    kind: 'livenessProbe' | 'readinessProbe' | 'startupProbe',
    probe: Probe,
    container = {},
  ) => makePod('p', { containers: [{ image: 'nginx:1.27', ...container, [kind]: probe }] });

  test('a container is ready when its readiness probe says so', () => {
    const lab = new Lab().apply(
      withProbe('readinessProbe', { httpGet: { port: 80 }, initialDelaySeconds: 7, periodSeconds: 5 }),
    );
    lab.run(5000);
    expect(status(lab)).toMatchObject({ ready: false, started: true, state: { running: {} } });
    expect(lab.pod('p').status?.phase).toBe('Running');
    lab.settle();
    expect(status(lab)?.ready).toBe(true);
    const condition = lab.pod('p').status?.conditions?.find(({ type }) => type === 'Ready');
    expect(condition).toMatchObject({ status: 'True', lastTransitionTime: '2026-01-01T00:00:09Z' });
  });

  test.each<[string, Probe, string]>([
    [
      'a port nobody serves',
      { httpGet: { port: 81, path: '/x' }, periodSeconds: 1 },
      'Readiness probe failed: Get "http://10.244.0.2:81/x": dial tcp 10.244.0.2:81: connect: connection refused',
    ],
    [
      'no such page',
      { httpGet: { port: 80, path: '/x' } },
      'Readiness probe failed: HTTP probe failed with statuscode: 404',
    ],
    [
      'TCP',
      { tcpSocket: { port: 81 } },
      'Readiness probe failed: dial tcp 10.244.0.2:81: connect: connection refused',
    ],
    ['a command', { exec: { command: ['false'] } }, 'Readiness probe failed: '],
  ])('one that fails keeps it running and unready: %s', (_, probe, message) => {
    const lab = new Lab().apply(withProbe('readinessProbe', probe)).run(100_000);
    expect(status(lab)).toMatchObject({ ready: false, restartCount: 0 });
    expect(lab.events('p').some((text) => text.startsWith(`Unhealthy: ${message}`))).toBe(true);
  });

  test('the exec example: healthy for 30 s, restarted after three failures and the grace period', () => {
    const lab = new Lab().apply(
      withProbe(
        'livenessProbe',
        { exec: { command: ['cat', '/tmp/healthy'] }, initialDelaySeconds: 5, periodSeconds: 5 },
        sh('touch /tmp/healthy; sleep 30; rm -rf /tmp/healthy; sleep 600'),
      ),
    );
    lab.run(34_000);
    expect(status(lab)?.restartCount).toBe(0);
    lab.run(50_000);
    expect(status(lab)).toMatchObject({
      restartCount: 1,
      lastState: { terminated: { exitCode: 137, reason: 'Error', finishedAt: '2026-01-01T00:01:10Z' } },
    });
    expect(lab.events('p')).toEqual(
      expect.arrayContaining([
        "Unhealthy: Liveness probe failed: cat: can't open '/tmp/healthy': No such file or directory\n (x3)",
        'Killing: Container app failed liveness probe, will be restarted',
      ]),
    );
  });

  test('the HTTP example: /healthz answers 500 after ten seconds', () => {
    const image = 'registry.k8s.io/e2e-test-images/agnhost:2.40';
    const probe = { httpGet: { path: '/healthz', port: 8080 }, initialDelaySeconds: 3, periodSeconds: 3 };
    const lab = new Lab().apply(withProbe('livenessProbe', probe, { image, args: ['liveness'] })).run(25_000);
    expect(status(lab)?.restartCount).toBe(1);
    expect(lab.events('p').some((text) => text.includes('HTTP probe failed with statuscode: 500'))).toBe(
      true,
    );
  });

  test('startup holds the others back, and kills when it runs out of tries', () => {
    const lab = new Lab().apply(
      withProbe(
        'startupProbe',
        { tcpSocket: { port: 81 }, periodSeconds: 2, failureThreshold: 3 },
        {
          livenessProbe: { tcpSocket: { port: 81 }, periodSeconds: 1, failureThreshold: 1 },
        },
      ),
    );
    lab.run(9000);
    expect(status(lab)?.restartCount).toBe(1);
    expect(lab.events('p')).toContain('Killing: Container app failed startup probe, will be restarted');
    expect(lab.events('p').some((text) => text.includes('Liveness'))).toBe(false);
  });

  test('a probe that fails for ever does not keep the run from settling', () => {
    const probe = { tcpSocket: { port: 81 }, periodSeconds: 1, failureThreshold: 1 };
    const lab = new Lab().apply(withProbe('livenessProbe', probe)).settle();
    expect(lab.nowMs).toBeLessThan(600_000);
  });
});

describe('hooks', () => {
  test('postStart ends before the container counts as running', () => {
    const lifecycle = { postStart: { exec: { command: ['sleep', '5'] } } };
    const lab = new Lab().apply(
      makePod('p', { containers: [{ image: 'nginx:1.27', lifecycle }, sh('sleep 99')] }),
    );
    lab.run(5000);
    expect(lab.pod('p').status?.phase).toBe('Pending');
    expect(status(lab)).toMatchObject({ ready: false, state: { waiting: { reason: 'ContainerCreating' } } });
    lab.settle();
    expect(lab.pod('p').status?.phase).toBe('Running');
    const starts = lab.records.filter(({ verb }) => verb === 'StartContainer').map(({ timeMs }) => timeMs);
    expect((starts[1] as number) - (starts[0] as number)).toBeGreaterThanOrEqual(5000);
  });

  test('a postStart that fails kills the container', () => {
    const lifecycle = { postStart: { exec: { command: ['false'] } } };
    const lab = new Lab().apply(makePod('p', { containers: [{ image: 'nginx:1.27', lifecycle }] })).settle();
    expect(lab.events('p')).toEqual(
      expect.arrayContaining([
        'FailedPostStartHook: PostStartHook failed (x2)',
        'Killing: FailedPostStartHook (x2)',
      ]),
    );
    expect(status(lab)?.state?.waiting?.reason).toBe('CrashLoopBackOff');
  });
});
