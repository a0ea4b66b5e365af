import { describe, expect, test } from 'vitest';
import { STORAGE_ADDONS } from '../controllers/addons.ts';
import { makeConfigMap, makePersistentVolumeClaim, makePod } from '../testing/builders.ts';
import { Lab } from '../testing/lab.ts';

const status = (lab: Lab) => lab.pod('p').status?.containerStatuses?.[0];

describe('volumes', () => {
  const volumes = [{ name: 'cfg', configMap: { name: 'settings' } }];
  const pod = makePod('p', {
    containers: [{ volumeMounts: [{ name: 'cfg', mountPath: '/cfg' }] }],
    spec: { volumes },
  });

  test('a missing ConfigMap holds the Pod up until it is there', () => {
    const lab = new Lab().apply(pod).settle();
    expect(lab.pod('p').status?.phase).toBe('Pending');
    expect(status(lab)?.state).toEqual({ waiting: { reason: 'ContainerCreating' } });
    lab.run(20_000);
    expect(
      lab
        .events('p')
        .some((text) =>
          text.startsWith(
            'FailedMount: MountVolume.SetUp failed for volume "cfg" : configmap "settings" not found (x',
          ),
        ),
    ).toBe(true);
    expect(lab.records.some(({ verb }) => verb === 'RunPodSandbox')).toBe(false);
    lab.apply(makeConfigMap('settings')).run(40_000);
    expect(lab.pod('p').status?.phase).toBe('Running');
  });

  test('mounts are tried again after 0.5 s, doubled to 2 m 2 s', () => {
    const lab = new Lab().apply(pod).run(900_000);
    const tries = lab.records.filter(({ verb }) => verb === 'mount').map(({ timeMs }) => timeMs);
    const gaps = tries
      .slice(1)
      .map((timeMs, index) => Math.round((timeMs - (tries[index] as number)) / 500) / 2);
    expect(gaps.slice(0, 11)).toEqual([0.5, 1, 2, 4, 8, 16, 32, 64, 122, 122, 122]);
  });

  test.each([
    ['a directory every machine has', { path: '/var/log', type: 'Directory' }, 'Running'],
    ['one that is made', { path: '/data/x', type: 'DirectoryOrCreate' }, 'Running'],
    ['one that is not there', { path: '/data/x', type: 'Directory' }, 'Pending'],
    ['a file', { path: '/etc/hosts', type: 'File' }, 'Running'],
  ] as const)('hostPath: %s', (_, hostPath, phase) => {
    const lab = new Lab().apply(makePod('p', { spec: { volumes: [{ name: 'v', hostPath }] } })).settle();
    expect(lab.pod('p').status?.phase).toBe(phase);
  });

  test('an optional source may be missing', () => {
    const optional = [{ name: 'cfg', configMap: { name: 'settings', optional: true } }];
    const lab = new Lab().apply(makePod('p', { spec: { volumes: optional } })).settle();
    expect(lab.pod('p').status?.phase).toBe('Running');
  });

  test('a claim of a CSI class: staged and published before the sandbox, and taken down after it', () => {
    const lab = new Lab({ addons: STORAGE_ADDONS });
    const spec = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };
    lab.apply(makePersistentVolumeClaim('data'), makePod('p', { spec })).settle();
    expect(lab.pod('p').status?.phase).toBe('Running');
    lab.kubectl('delete pod p').settle();
    const calls = lab.records
      .filter(({ verb }) => /^(mount|unmount|RunPodSandbox|StopPodSandbox|Node\w+Volume)$/.test(verb))
      .map(({ verb }) => verb);
    expect(calls).toEqual([
      'mount',
      'NodeStageVolume',
      'NodePublishVolume',
      'RunPodSandbox',
      'StopPodSandbox',
      'unmount',
      'NodeUnpublishVolume',
      'NodeUnstageVolume',
    ]);
    expect(lab.host().csi.staged.size).toBe(0);
  });

  test('a volume two Pods share stays staged until the last is gone', () => {
    const lab = new Lab({ addons: STORAGE_ADDONS });
    const spec = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };
    lab.apply(makePersistentVolumeClaim('data'), makePod('p', { spec }), makePod('q', { spec })).settle();
    lab.kubectl('delete pod p').settle();
    expect(lab.host().csi.staged.size).toBe(1);
    lab.kubectl('delete pod q').settle();
    expect(lab.host().csi.staged.size).toBe(0);
  });

  test('a Pod put on a node by hand waits for its claim', () => {
    const spec = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] };
    const lab = new Lab({ addons: STORAGE_ADDONS })
      .apply(makePod('p', { nodeName: 'node-1', spec }))
      .settle();
    expect(lab.events('p')[0]).toContain('persistentvolumeclaims "data" not found');
    lab.apply(makePersistentVolumeClaim('data')).run(20_000);
    expect(lab.pod('p').status?.phase).toBe('Running');
  });
});
