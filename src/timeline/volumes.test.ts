import { expect, it } from 'vitest';
import { STORAGE_ADDONS } from '../engine/controllers/addons.ts';
import { makeConfigMap, makeNode, makePersistentVolumeClaim, makePod } from '../engine/testing/builders.ts';
import { Timeline } from './index.ts';
import { kubernetes } from './kubernetes.ts';
import { straightHash } from './straight.ts';

/** Writes to a volume that another node has too, and reads a ConfigMap that will change. */
const writer = (name: string, nodeName: string) =>
  makePod(name, {
    nodeName,
    containers: [
      {
        image: 'busybox:1.36',
        command: ['sh', '-c', `while sleep 2; do cat /etc/config/color >> /data/${name}; ls /data; done`],
        volumeMounts: [
          { name: 'data', mountPath: '/data' },
          { name: 'config', mountPath: '/etc/config' },
        ],
      },
    ],
    spec: {
      volumes: [
        { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
        { name: 'config', configMap: { name: 'settings' } },
      ],
    },
  });

it('volumes that are written, shared and updated are the same however a moment is reached', () => {
  const objects = [
    makeConfigMap('settings', { color: 'red' }),
    makePersistentVolumeClaim('data', { accessModes: ['ReadWriteMany'] }),
    writer('a', 'node-1'),
    writer('b', 'node-2'),
  ];
  const kubectl = (line: string) => ({ type: 'kubectl', line }) as const;
  const run = {
    seed: 3,
    cluster: [makeNode('node-1'), makeNode('node-2')],
    inputs: [
      { atMs: 0, command: { type: 'apply', objects } as const },
      { atMs: 25_000, command: kubectl(`patch configmap settings -p '{"data":{"color":"blue"}}'`) },
      { atMs: 60_000, command: kubectl('delete pod a --grace-period=1') },
    ],
  };
  const timeline = new Timeline(kubernetes, run, { addons: STORAGE_ADDONS });
  for (const timeMs of [130_000, 61_500, 20_000, 90_000, 40_000]) {
    const { seek, straight } = straightHash(timeline, { timeMs });
    expect(seek).toBe(straight);
  }
});
