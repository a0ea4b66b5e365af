import { describe, expect, it } from 'vitest';
import type { K8sEvent, Lease, Node, Pod, Taint } from '../../api/index.ts';
import type { ApiResponse } from '../apiserver/messages.ts';
import { microTimestamp } from '../kernel/timestamp.ts';
import { makeNode, makePod } from '../testing/builders.ts';
import { ControlPlane } from '../testing/control-plane.ts';
import { controllerManager, initialControllerManager } from './manager.ts';
import { toleratedMs } from './tainteviction/controller.ts';

/** The controller manager with nodes whose kubelets the test plays: they renew leases while they are awake. */
class Cluster extends ControlPlane {
  readonly awake = new Set<string>();

  constructor(names: readonly string[] = ['node-1', 'node-2', 'node-3', 'node-4'], seed = 1) {
    super(seed);
    this.add('controller-manager', controllerManager, initialControllerManager());
    this.post({ from: 'controller-manager', to: 'controller-manager', verb: 'start' });
    this.settle();
    for (const name of names) {
      this.create(makeNode(name), 'nodes');
      const lease: Lease = {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name, namespace: 'kube-node-lease' },
        spec: { holderIdentity: name, renewTime: microTimestamp(this.nowMs) },
      };
      expect(this.create(lease, 'leases').code).toBe(201);
      this.awake.add(name);
    }
  }

  /** Lets time pass, with a lease renewed every 10 s by every kubelet that is awake. */
  pass(seconds: number): void {
    for (let i = 0; i < seconds; i += 10) {
      for (const name of this.awake) {
        this.send({
          verb: 'patch',
          patchType: 'merge',
          resource: 'leases',
          namespace: 'kube-node-lease',
          name,
          object: { spec: { renewTime: microTimestamp(this.nowMs) } },
        });
      }
      this.run(10_000);
    }
  }

  node(name: string): Node {
    return this.object('nodes', name) as Node;
  }

  ready(name: string) {
    return this.node(name).status?.conditions?.find(({ type }) => type === 'Ready');
  }

  taints(name: string): string[] {
    return (this.node(name).spec?.taints ?? []).map(({ key, effect }) => `${key}:${effect}`).sort();
  }

  /** Does not wait for what follows: evictions may be minutes away. */
  do(request: Parameters<ControlPlane['send']>[0]): ApiResponse {
    const id = this.send(request);
    this.run(50);
    const answer = this.response(id);
    expect(answer.code, answer.status?.message).toBeLessThan(300);
    return answer;
  }

  setNode(name: string, object: unknown, subresource?: 'status'): void {
    this.do({ verb: 'patch', patchType: 'merge', resource: 'nodes', name, subresource, object });
  }

  addPod(name: string, node: string, spec: Partial<Pod['spec']> = {}): void {
    const pod = makePod(name, { nodeName: node, spec });
    this.do({ verb: 'create', resource: 'pods', namespace: 'default', object: pod });
    const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
    this.do({
      verb: 'patch',
      patchType: 'merge',
      resource: 'pods',
      subresource: 'status',
      namespace: 'default',
      name,
      object: { status },
    });
  }

  pod(name: string): Pod | undefined {
    return this.object('pods', `default/${name}`);
  }

  messages(name: string): string[] {
    return (this.stored('events') as K8sEvent[])
      .filter(({ involvedObject }) => involvedObject.name === name)
      .map(({ reason, message }) => `${reason}: ${message}`);
  }
}

describe('a node whose kubelet falls silent', () => {
  it('becomes Unknown after 50 s, is tainted, and its Pods are no longer ready', () => {
    const cluster = new Cluster();
    cluster.addPod('web', 'node-1');
    cluster.pass(30);
    expect(cluster.ready('node-1')?.status).toBe('True');
    cluster.awake.delete('node-1');
    cluster.pass(40);
    expect(cluster.ready('node-1')?.status).toBe('True');
    cluster.pass(30);
    expect(cluster.ready('node-1')).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    });
    expect(cluster.taints('node-1')).toEqual([
      'node.kubernetes.io/unreachable:NoExecute',
      'node.kubernetes.io/unreachable:NoSchedule',
    ]);
    expect(cluster.pod('web')?.status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Ready', status: 'False' }),
    );
    expect(cluster.messages('node-1')).toContain('NodeNotReady: Node node-1 status is now: NodeNotReady');
    expect(cluster.messages('web')).toContain('NodeNotReady: Node is not ready');
    expect(cluster.taints('node-2')).toEqual([]);
  });

  it('has its Pods evicted after the 300 s that they tolerate by default', () => {
    const cluster = new Cluster();
    cluster.addPod('web', 'node-1');
    cluster.awake.delete('node-1');
    cluster.pass(100);
    expect(cluster.pod('web')?.metadata.deletionTimestamp).toBeUndefined();
    cluster.pass(300);
    const pod = cluster.pod('web');
    // Nobody is there to stop it: it stays Terminating.
    expect(pod?.metadata.deletionTimestamp).toBeDefined();
    expect(pod?.status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'DeletionByTaintManager' }),
    );
    expect(cluster.messages('web')).toContain('TaintManagerEviction: Marking for deletion Pod default/web');
  });

  it('keeps its Pods when it comes back in time', () => {
    const cluster = new Cluster();
    cluster.addPod('web', 'node-1');
    cluster.awake.delete('node-1');
    cluster.pass(100);
    cluster.awake.add('node-1');
    cluster.pass(10);
    cluster.setNode(
      'node-1',
      { status: { conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady' }] } },
      'status',
    );
    cluster.pass(20);
    expect(cluster.taints('node-1')).toEqual([]);
    cluster.pass(400);
    expect(cluster.pod('web')?.metadata.deletionTimestamp).toBeUndefined();
    expect(cluster.messages('web')).toContain('TaintManagerEviction: Cancelling deletion of Pod default/web');
  });

  it('is not given up when most of its zone is silent too: then the fault may lie here', () => {
    const cluster = new Cluster();
    cluster.addPod('web', 'node-1');
    for (const name of ['node-1', 'node-2', 'node-3']) cluster.awake.delete(name);
    cluster.pass(500);
    expect(cluster.taints('node-1')).toEqual(['node.kubernetes.io/unreachable:NoSchedule']);
    expect(cluster.pod('web')?.metadata.deletionTimestamp).toBeUndefined();
  });

  it('waits for its turn: one node of a zone every ten seconds', () => {
    const cluster = new Cluster(['a', 'b', 'c', 'd', 'e', 'f']);
    cluster.awake.delete('a');
    cluster.awake.delete('b');
    cluster.pass(100);
    const added = ['a', 'b'].map(
      (name) =>
        cluster.node(name).spec?.taints?.find(({ effect }) => effect === 'NoExecute')?.timeAdded ?? '',
    );
    const seconds = added.map((text) => Number(text.slice(14, 16)) * 60 + Number(text.slice(17, 19)));
    expect(Math.abs((seconds[1] as number) - (seconds[0] as number))).toBe(10);
  });

  it('does not keep a run from coming to rest', () => {
    const cluster = new Cluster();
    cluster.addPod('web', 'node-1');
    cluster.awake.clear();
    cluster.awake.add('node-2').add('node-3').add('node-4');
    cluster.pass(70);
    cluster.settle(20_000);
    // At rest means that the eviction it had to wait for is done.
    expect(cluster.pod('web')?.metadata.deletionTimestamp).toBeDefined();
  });
});

describe('taints by condition', () => {
  it.each([
    [
      'cordoned',
      { spec: { unschedulable: true } },
      undefined,
      ['node.kubernetes.io/unschedulable:NoSchedule'],
    ],
    [
      'short of memory',
      {
        status: {
          conditions: [
            { type: 'Ready', status: 'True' },
            { type: 'MemoryPressure', status: 'True' },
          ],
        },
      },
      'status',
      ['node.kubernetes.io/memory-pressure:NoSchedule'],
    ],
  ] as const)('of a node that is %s come and go', (_, patch, subresource, taints) => {
    const cluster = new Cluster();
    cluster.setNode('node-1', patch, subresource);
    cluster.settle();
    expect(cluster.taints('node-1')).toEqual(taints);
    cluster.setNode('node-1', { spec: { unschedulable: null } });
    cluster.setNode('node-1', { status: { conditions: [{ type: 'Ready', status: 'True' }] } }, 'status');
    cluster.settle();
    expect(cluster.taints('node-1')).toEqual([]);
  });

  it('leave the taints of others alone', () => {
    const cluster = new Cluster();
    cluster.setNode('node-1', {
      spec: { taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }], unschedulable: true },
    });
    cluster.settle();
    cluster.setNode('node-1', { spec: { unschedulable: null } });
    cluster.settle();
    expect(cluster.taints('node-1')).toEqual(['k:NoSchedule']);
  });
});

describe('a NoExecute taint', () => {
  const key = 'maintenance';
  const taint = { spec: { taints: [{ key, effect: 'NoExecute' }] } };

  it('evicts at once, after a time, or never', () => {
    const cluster = new Cluster();
    cluster.addPod('none', 'node-1');
    cluster.addPod('some', 'node-1', {
      tolerations: [{ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 }],
    });
    cluster.addPod('forever', 'node-1', { tolerations: [{ key, operator: 'Exists' }] });
    cluster.addPod('elsewhere', 'node-2');
    cluster.setNode('node-1', taint);
    cluster.run(1000);
    const isEvicted = (name: string) => cluster.pod(name)?.metadata.deletionTimestamp !== undefined;
    expect(['none', 'some', 'forever', 'elsewhere'].map(isEvicted)).toEqual([true, false, false, false]);
    cluster.pass(70);
    expect(['some', 'forever', 'elsewhere'].map(isEvicted)).toEqual([true, false, false]);
  });

  it('is forgiven when it goes before the time is up', () => {
    const cluster = new Cluster();
    cluster.addPod('some', 'node-1', {
      tolerations: [{ key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 }],
    });
    cluster.setNode('node-1', taint);
    cluster.run(20_000);
    cluster.setNode('node-1', { spec: { taints: null } });
    cluster.pass(100);
    expect(cluster.pod('some')?.metadata.deletionTimestamp).toBeUndefined();
  });

  const taints = (...keys: string[]) => keys.map((k): Taint => ({ key: k, effect: 'NoExecute' }));
  it.each([
    ['nothing', taints('a'), [], undefined],
    ['one of two', taints('a', 'b'), [{ key: 'a', operator: 'Exists' }], undefined],
    ['all for ever', taints('a'), [{ operator: 'Exists' }], Number.POSITIVE_INFINITY],
    [
      'the shortest time',
      taints('a', 'b'),
      [
        { key: 'a', operator: 'Exists', tolerationSeconds: 30 },
        { key: 'b', operator: 'Exists', tolerationSeconds: 10 },
      ],
      10_000,
    ],
    ['a negative time as none', taints('a'), [{ key: 'a', operator: 'Exists', tolerationSeconds: -1 }], 0],
  ] as const)('tolerated: %s', (_, given, tolerations, ms) => {
    expect(toleratedMs(given, tolerations as never)).toBe(ms);
  });
});

describe('Pods of a node that was deleted', () => {
  it('are given up after a quarantine', () => {
    const cluster = new Cluster();
    cluster.addPod('web', 'node-1');
    cluster.do({ verb: 'delete', resource: 'nodes', name: 'node-1' });
    cluster.awake.delete('node-1');
    expect(cluster.messages('node-1')).toContain(
      'RemovingNode: Node node-1 event: Removing Node node-1 from Controller',
    );
    cluster.run(30_000);
    expect(cluster.pod('web')).toBeDefined();
    cluster.settle();
    expect(cluster.pod('web')).toBeUndefined();
  });
});
