import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Pod } from '../../api/index.ts';
import { STORAGE_ADDONS } from '../controllers/addons.ts';
import { makeConfigMap, makeNode, makePersistentVolumeClaim, makePod } from '../testing/builders.ts';
import { Lab, sh } from '../testing/lab.ts';

const NODES = ['node-1', 'node-2'];

/** One Pod of each kind of trouble. */
const PODS: readonly Pod[] = [
  makePod('web'),
  makePod('missing', { image: 'nginx:nope' }),
  makePod('crash', { containers: [sh('exit 1')] }),
  makePod('job', { containers: [sh('sleep 3')], spec: { restartPolicy: 'Never' } }),
  makePod('stubborn', { containers: [sh('sleep 3600'), { image: 'redis:7' }] }),
  makePod('staged', {
    initContainers: [{ image: 'nginx:1.27', restartPolicy: 'Always' }, sh('sleep 1')],
    containers: [sh('sleep 50')],
  }),
  makePod('probed', {
    containers: [{ livenessProbe: { tcpSocket: { port: 81 }, periodSeconds: 2, failureThreshold: 1 } }],
  }),
  makePod('mounted', {
    spec: {
      volumes: [
        { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
        { name: 'cfg', configMap: { name: 'cfg' } },
      ],
    },
  }),
];

const ops = fc.oneof(
  fc.record({
    do: fc.constant('apply' as const),
    pod: fc.constantFrom(...PODS),
    node: fc.constantFrom('', ...NODES),
  }),
  fc.record({ do: fc.constant('delete' as const), pod: fc.constantFrom(...PODS), force: fc.boolean() }),
  fc.record({ do: fc.constant('configure' as const) }),
  fc.record({
    do: fc.constant('exit' as const),
    pod: fc.constantFrom(...PODS),
    container: fc.constantFrom('POD', 'app', 'init-0'),
  }),
  fc.record({ do: fc.constantFrom('NodeDown' as const, 'NodeUp' as const), node: fc.constantFrom(...NODES) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 40_000 }) }),
);

test('whatever happens, deleted Pods leave nothing on the nodes', () => {
  fc.assert(
    fc.property(fc.array(ops, { maxLength: 14 }), fc.integer({ min: 1, max: 1000 }), (steps, seed) => {
      const fresh = new Lab({ nodes: NODES.map((name) => makeNode(name)) });
      const lab = new Lab({ nodes: NODES.map((name) => makeNode(name)), seed, addons: STORAGE_ADDONS });
      lab.apply(makePersistentVolumeClaim('data'));
      for (const step of steps) {
        switch (step.do) {
          case 'apply':
            lab.apply(
              step.node === '' ? step.pod : { ...step.pod, spec: { ...step.pod.spec, nodeName: step.node } },
            );
            break;
          case 'delete':
            lab.kubectl(
              `delete pod ${step.pod.metadata.name}${step.force ? ' --force --grace-period=0' : ''}`,
            );
            break;
          case 'configure':
            lab.apply(makeConfigMap('cfg'));
            break;
          case 'exit':
            lab.issue({
              type: 'fault',
              fault: {
                kind: 'ContainerExit',
                namespace: 'default',
                pod: step.pod.metadata.name as string,
                container: step.container,
                exitCode: 7,
              },
            });
            break;
          case 'NodeDown':
          case 'NodeUp':
            lab.issue({ type: 'fault', fault: { kind: step.do, node: step.node } });
            break;
          case 'wait':
            lab.run(step.ms);
            break;
        }
      }
      for (const node of NODES) lab.issue({ type: 'fault', fault: { kind: 'NodeUp', node } });
      lab.run(60_000);
      for (const pod of PODS) lab.kubectl(`delete pod ${pod.metadata.name}`);
      lab.run(180_000).settle();
      for (const node of NODES) {
        const { cri, runtime, cni, csi, volumes, cadvisor, kubelet, machine, net } = lab.host(node);
        const before = fresh.host(node).machine;
        expect({
          sandboxes: cri.sandboxes.size,
          containers: cri.containers.size,
          tasks: runtime.tasks.size,
          sandboxParts: runtime.sandboxes.size + runtime.pids.size + runtime.execs.size,
          processes: machine.processes.size - before.processes.size,
          namespaces: machine.namespaces.size - before.namespaces.size,
          files: machine.files.size + machine.pipes.size + machine.sockets.size + machine.waiters.size,
          hostPorts: net.hostPorts.size,
          addresses: cni.reserved.size + cni.owners.size,
          staged: csi.staged.size,
          volumes: volumes.pods.size,
          watched: cadvisor.watched.size,
          workers: kubelet.workers.size,
          pulls: kubelet.pulls.length,
          used: Object.values(kubelet.used).filter((amount) => amount !== 0),
        }).toEqual({
          sandboxes: 0,
          containers: 0,
          tasks: 0,
          sandboxParts: 0,
          processes: 0,
          namespaces: 0,
          files: 0,
          hostPorts: 0,
          addresses: 0,
          staged: 0,
          volumes: 0,
          watched: 0,
          workers: 0,
          pulls: 0,
          used: [],
        });
      }
    }),
    {
      numRuns: 40,
      examples: [
        [
          [
            { do: 'apply', pod: PODS[0] as Pod, node: '' },
            // The container has just started, and outlives pause.
            { do: 'wait', ms: 2255 },
            { do: 'exit', pod: PODS[0] as Pod, container: 'POD' },
          ],
          1,
        ],
      ],
    },
  );
});
