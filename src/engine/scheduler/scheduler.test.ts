import { describe, expect, it } from 'vitest';
import type {
  ConditionStatus,
  K8sEvent,
  Node,
  PersistentVolumeClaim,
  Pod,
  PodCondition,
} from '../../api/index.ts';
import type { ApiRequest, WatchEvent } from '../apiserver/messages.ts';
import type { Component } from '../kernel/component.ts';
import {
  makeNode,
  makePersistentVolume,
  makePersistentVolumeClaim,
  makePod,
  makePriorityClass,
  makeStorageClass,
  type PodOptions,
} from '../testing/builders.ts';
import { ControlPlane } from '../testing/control-plane.ts';
import type { SchedulingDecision } from './decision.ts';
import {
  initialScheduler,
  SCHEDULING_CYCLE_MS,
  type SchedulerState,
  scheduler,
  schedulerView,
} from './scheduler.ts';

const CONTROL_PLANE_TAINT = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' } as const;

/** An API server with a scheduler and, unless told otherwise, one tainted node and three workers. */
class Cluster extends ControlPlane {
  constructor(nodes: readonly Node[] = defaultNodes(), seed = 1) {
    super(seed);
    this.add('scheduler', scheduler, initialScheduler());
    this.post({ from: 'scheduler', to: 'scheduler', verb: 'start' }).settle();
    for (const node of nodes) this.addNode(node);
  }

  createPod(name: string, options: PodOptions = {}): void {
    this.create(makePod(name, options), 'pods');
  }

  pod(name: string): Pod | undefined {
    return this.object<Pod>('pods', `default/${name}`);
  }

  nodeOf(name: string): string | undefined {
    return this.pod(name)?.spec.nodeName;
  }

  condition(name: string): PodCondition | undefined {
    return this.pod(name)?.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  }

  cycles(name: string) {
    return this.records.filter(({ verb, object }) => verb === 'schedule' && object?.name === name);
  }

  decisions(name: string): SchedulingDecision[] {
    return this.cycles(name).map(({ detail }) => detail?.decision as SchedulingDecision);
  }

  events(name: string): K8sEvent[] {
    return (this.stored('events') as K8sEvent[]).filter(({ involvedObject }) => involvedObject.name === name);
  }

  patch(resource: string, name: string, object: unknown): void {
    const namespace = resource === 'nodes' ? undefined : 'default';
    this.request({ verb: 'patch', resource, namespace, name, patchType: 'merge', object });
  }

  delete(resource: string, name: string, namespace?: string): void {
    const options = { gracePeriodSeconds: 0 };
    this.request({ verb: 'delete', resource, namespace, name, options });
  }

  get queues() {
    return schedulerView(this.state<SchedulerState>('scheduler'));
  }
}

function defaultNodes(): Node[] {
  return [
    makeNode('control-plane', { taints: [CONTROL_PLANE_TAINT] }),
    makeNode('node-1'),
    makeNode('node-2'),
    makeNode('node-3'),
  ];
}

const IDLE = { activeQ: [], backoffQ: [], unschedulablePods: [] };

describe('a Pod that fits', () => {
  it('is bound to the node that was selected and told so', () => {
    const cluster = new Cluster();
    cluster.createPod('web', { requests: { cpu: '500m', memory: '1Gi' } });
    const [decision] = cluster.decisions('web');
    expect(decision?.feasible).toEqual(['node-1', 'node-2', 'node-3']);
    expect(cluster.nodeOf('web')).toBe(decision?.selected);
    expect(cluster.condition('web')?.status).toBe<ConditionStatus>('True');
    expect(cluster.events('web')).toMatchObject([
      {
        type: 'Normal',
        reason: 'Scheduled',
        action: 'Binding',
        message: `Successfully assigned default/web to ${decision?.selected}`,
        reportingComponent: 'default-scheduler',
      },
    ]);
    expect(cluster.queues).toEqual(IDLE);
  });

  it('is seen, tried and bound in this order', () => {
    const cluster = new Cluster();
    cluster.createPod('web');
    const steps = cluster.records
      .filter(({ from, to, object }) => [from, to].includes('scheduler') && object?.name === 'web')
      .map(({ from, to, verb, detail }) => `${from} → ${to} ${verb} ${detail?.event ?? ''}`.trim());
    expect(steps).toEqual([
      'apiserver → scheduler watch ADDED',
      'scheduler → scheduler schedule',
      'scheduler → apiserver bind',
      'apiserver → scheduler watch MODIFIED',
      'apiserver → scheduler reply',
    ]);
  });

  it('is tried before later Pods, one at a time, without waiting for its binding', () => {
    const cluster = new Cluster();
    for (const name of ['a', 'b', 'c']) {
      cluster.send({ verb: 'create', resource: 'pods', namespace: 'default', object: makePod(name) });
    }
    cluster.settle();
    const times = ['a', 'b', 'c'].map((name) => cluster.cycles(name)[0]?.timeMs as number);
    expect(times[1]).toBe((times[0] as number) + SCHEDULING_CYCLE_MS);
    expect(times[2]).toBe((times[1] as number) + SCHEDULING_CYCLE_MS);
  });

  it('counts as placed for the next Pod at once', () => {
    const cluster = new Cluster([makeNode('node-1'), makeNode('node-2')]);
    for (const name of ['a', 'b']) {
      const object = makePod(name, { requests: { cpu: '3' } });
      cluster.send({ verb: 'create', resource: 'pods', namespace: 'default', object });
    }
    cluster.settle();
    expect([cluster.nodeOf('a'), cluster.nodeOf('b')].sort()).toEqual(['node-1', 'node-2']);
  });

  it('goes where the same seed always sends it', () => {
    const run = (seed: number) => {
      const cluster = new Cluster(defaultNodes(), seed);
      for (let i = 0; i < 6; i++) cluster.createPod(`p${i}`);
      return [0, 1, 2, 3, 4, 5].map((i) => cluster.nodeOf(`p${i}`));
    };
    expect(run(7)).toEqual(run(7));
    expect([1, 2, 3, 4].some((seed) => run(seed).join() !== run(7).join())).toBe(true);
  });
});

describe('the state', () => {
  it('is plain data: a copy of it goes on as it would', () => {
    const run = (copies: boolean) => {
      const cluster = new Cluster();
      cluster.createPod('big', { requests: { cpu: '8' } });
      for (let i = 0; i < 5; i++) {
        if (copies) {
          const copy = JSON.parse(JSON.stringify(cluster.state<SchedulerState>('scheduler')));
          cluster.add('scheduler', scheduler, copy);
        }
        cluster.createPod(`p${i}`, { requests: { cpu: '1' } });
      }
      const text = JSON.stringify(cluster.state<SchedulerState>('scheduler'));
      return {
        text,
        records: cluster.records.length,
        nodes: [0, 1, 2, 3, 4].map((i) => cluster.nodeOf(`p${i}`)),
      };
    };
    expect(run(true)).toEqual(run(false));
  });
});

describe('a Pod that is none of the scheduler’s business', () => {
  it('asks for another scheduler', () => {
    const cluster = new Cluster();
    cluster.createPod('web', { spec: { schedulerName: 'other' } });
    expect(cluster.cycles('web')).toEqual([]);
    expect(cluster.queues).toEqual(IDLE);
  });

  it('names its node, and takes room there', () => {
    const cluster = new Cluster([makeNode('node-1'), makeNode('node-2')]);
    cluster.createPod('fixed', { nodeName: 'node-1', requests: { cpu: '3' } });
    cluster.createPod('web', { requests: { cpu: '2' } });
    expect(cluster.cycles('fixed')).toEqual([]);
    expect(cluster.decisions('web')[0]?.rejections[0]?.reasons).toEqual(['Insufficient cpu']);
    expect(cluster.nodeOf('web')).toBe('node-2');
  });

  it('has scheduling gates, until they are gone', () => {
    const cluster = new Cluster();
    cluster.createPod('web', { spec: { schedulingGates: [{ name: 'a.io/quota' }] } });
    expect(cluster.cycles('web')).toEqual([]);
    expect(cluster.condition('web')?.reason).toBe('SchedulingGated');
    expect(cluster.queues.unschedulablePods).toEqual([{ pod: 'default/web', plugins: ['SchedulingGates'] }]);
    cluster.patch('pods', 'web', { spec: { schedulingGates: [] } });
    expect(cluster.nodeOf('web')).toBeDefined();
  });
});

describe('a Pod that fits nowhere', () => {
  const message =
    '0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. ' +
    'no new claims to deallocate, preemption: 0/4 nodes are available: ' +
    '4 Preemption is not helpful for scheduling.';

  it('gets the same words in its condition and an Event, and waits', () => {
    const cluster = new Cluster();
    cluster.createPod('big', { requests: { cpu: '8' } });
    expect(cluster.condition('big')).toMatchObject({ status: 'False', reason: 'Unschedulable', message });
    expect(cluster.events('big')).toMatchObject([
      { type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', message },
    ]);
    expect(cluster.queues.unschedulablePods).toEqual([
      { pod: 'default/big', plugins: ['NodeResourcesFit', 'TaintToleration'] },
    ]);
  });

  it('is tried again after five minutes as background work, and its Event becomes a series', () => {
    const cluster = new Cluster();
    cluster.createPod('big', { requests: { cpu: '8' } });
    cluster.run(12 * 60_000);
    expect(cluster.cycles('big').map(({ background }) => background)).toEqual([false, true, true]);
    expect(cluster.decisions('big').map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    // The first patch of the condition made a new version of the Pod, and so a second Event.
    expect(cluster.events('big').map(({ series }) => series?.count)).toEqual([undefined, 2]);
    expect(cluster.condition('big')?.message).toBe(message);
  });

  it('has its Events counted in full every half hour', () => {
    const cluster = new Cluster();
    cluster.createPod('big', { requests: { cpu: '8' } });
    cluster.run(30 * 60_000);
    const tries = cluster.cycles('big').length;
    expect(tries).toBeGreaterThan(5);
    // All tries but the first, which was about an older version of the Pod.
    expect(cluster.events('big').at(-1)?.series?.count).toBe(tries - 1);
  });

  it('is placed when a taint goes', () => {
    const cluster = new Cluster([makeNode('only', { taints: [CONTROL_PLANE_TAINT] })]);
    cluster.createPod('web');
    expect(cluster.nodeOf('web')).toBeUndefined();
    cluster.patch('nodes', 'only', { spec: { taints: null } });
    expect(cluster.nodeOf('web')).toBe('only');
    expect(cluster.condition('web')).toMatchObject({ status: 'True' });
  });

  it('is placed when another Pod goes, and not before', () => {
    const cluster = new Cluster([makeNode('only')]);
    cluster.createPod('old', { requests: { cpu: '3' } });
    cluster.createPod('web', { requests: { cpu: '2' } });
    cluster.patch('nodes', 'only', { metadata: { labels: { new: 'label' } } });
    expect(cluster.cycles('web')).toHaveLength(1);
    cluster.delete('pods', 'old', 'default');
    expect(cluster.nodeOf('web')).toBe('only');
  });

  it('is placed when another Pod ends', () => {
    const cluster = new Cluster([makeNode('only')]);
    cluster.createPod('old', { requests: { cpu: '3' } });
    cluster.createPod('web', { requests: { cpu: '2' } });
    cluster.request({
      verb: 'patch',
      resource: 'pods',
      subresource: 'status',
      namespace: 'default',
      name: 'old',
      patchType: 'merge',
      object: { status: { phase: 'Succeeded' } },
    });
    expect(cluster.nodeOf('web')).toBe('only');
  });

  it('is placed when a node comes, also when there was none before', () => {
    const cluster = new Cluster([]);
    cluster.send({ verb: 'create', resource: 'pods', namespace: 'default', object: makePod('web') });
    cluster.run(500);
    expect(cluster.condition('web')).toMatchObject({
      reason: 'Unschedulable',
      message: 'no nodes available to schedule pods',
    });
    cluster.send({ verb: 'create', resource: 'nodes', object: makeNode('node-1') });
    cluster.run(5000);
    // It is not ready yet, and nobody here says when it is.
    expect(cluster.condition('web')).toMatchObject({
      message: expect.stringContaining('1 node(s) had untolerated taint(s)'),
    });
    cluster.addNode(makeNode('node-2'));
    cluster.run(5000);
    expect(cluster.nodeOf('web')).toBe('node-2');
  });

  it('leaves the queue when it is deleted', () => {
    const cluster = new Cluster();
    cluster.createPod('big', { requests: { cpu: '8' } });
    cluster.delete('pods', 'big', 'default');
    expect(cluster.queues).toEqual(IDLE);
  });
});

describe('a Pod that is deleted while it is tried', () => {
  it('is dropped', () => {
    const cluster = new Cluster();
    cluster.send({ verb: 'create', resource: 'pods', namespace: 'default', object: makePod('web') });
    while (cluster.state<SchedulerState>('scheduler').queue.inFlight === null) cluster.step();
    cluster.delete('pods', 'web', 'default');
    cluster.settle();
    expect(cluster.pod('web')).toBeUndefined();
    expect(cluster.queues).toEqual(IDLE);
    expect(cluster.state<SchedulerState>('scheduler').cache.pods.size).toBe(0);
  });
});

describe('a binding that fails', () => {
  it('frees the room, says why and is tried again after a rest', () => {
    const cluster = new Cluster([makeNode('node-1')]);
    cluster.createPod('first', { requests: { cpu: '1' } });
    // Another scheduler is faster: the API server refuses the second binding.
    cluster.send({ verb: 'create', resource: 'pods', namespace: 'default', object: makePod('web') });
    while (cluster.cycles('web').length === 0) cluster.step();
    const { uid } = cluster.pod('web')?.metadata ?? {};
    const binding = {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'web', namespace: 'default', uid },
      target: { kind: 'Node', name: 'elsewhere' },
    };
    cluster.send({
      verb: 'create',
      resource: 'pods',
      subresource: 'binding',
      namespace: 'default',
      name: 'web',
      object: binding,
    });
    cluster.settle();
    expect(cluster.nodeOf('web')).toBe('elsewhere');
    expect(cluster.events('web')).toMatchObject([
      {
        reason: 'FailedScheduling',
        message: expect.stringMatching(
          /^running Bind plugin "DefaultBinder": .*already assigned to node "elsewhere"/,
        ),
      },
    ]);
    expect(cluster.state<SchedulerState>('scheduler').bindings.size).toBe(0);
    expect(cluster.queues).toEqual(IDLE);
  });
});

/** Stands in for the volume controller and the provisioner: binds every claim that names a node. */
const binder: Component<null> = {
  receive(state, { verb, body }, context) {
    const call = (id: string, request: Omit<ApiRequest, 'type' | 'id'>) =>
      context.send(
        { from: 'binder', to: 'apiserver', verb: request.verb, body: { type: 'request', id, ...request } },
        700,
      );
    if (verb === 'start') call('watch', { verb: 'watch', resource: 'persistentvolumeclaims' });
    if (verb !== 'watch') return state;
    const claim = (body as WatchEvent).object as PersistentVolumeClaim;
    const { namespace, name, annotations } = claim.metadata;
    if (annotations?.['volume.kubernetes.io/selected-node'] === undefined || claim.spec.volumeName)
      return state;
    call('bind', {
      verb: 'patch',
      resource: 'persistentvolumeclaims',
      namespace,
      name,
      patchType: 'merge',
      object: {
        metadata: { annotations: { 'pv.kubernetes.io/bind-completed': 'yes' } },
        spec: { volumeName: 'pv-made' },
      },
    });
    return state;
  },
};

describe('a Pod whose claim waits for it', () => {
  const withClaim: PodOptions = {
    spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
  };
  const claim = makePersistentVolumeClaim('data', { storageClassName: 'waiting' });

  function clusterWithClass(): Cluster {
    const cluster = new Cluster();
    cluster.create(
      makeStorageClass('waiting', { volumeBindingMode: 'WaitForFirstConsumer' }),
      'storageclasses',
    );
    return cluster;
  }

  it('has a volume made on the selected node before it is bound there', () => {
    const cluster = clusterWithClass();
    cluster.add('binder', binder, null).post({ from: 'binder', to: 'binder', verb: 'start' }).settle();
    cluster.create(makePersistentVolume('pv-made'), 'persistentvolumes');
    cluster.create(claim, 'persistentvolumeclaims');
    cluster.createPod('web', withClaim);
    const selected = cluster.decisions('web')[0]?.selected;
    const stored = cluster.object<PersistentVolumeClaim>('persistentvolumeclaims', 'default/data');
    expect(stored?.metadata.annotations?.['volume.kubernetes.io/selected-node']).toBe(selected);
    expect(cluster.nodeOf('web')).toBe(selected);
    const sent = cluster.records
      .filter(({ from, to }) => from === 'scheduler' && to === 'apiserver')
      .map(({ verb, object }) => `${verb} ${object?.kind}`)
      .slice(-4);
    expect(sent).toEqual(['patch Pod', 'update PersistentVolumeClaim', 'bind Pod', 'create Event']);
  });

  it('is given up after ten minutes', () => {
    const cluster = clusterWithClass();
    cluster.create(claim, 'persistentvolumeclaims');
    cluster.send({
      verb: 'create',
      resource: 'pods',
      namespace: 'default',
      object: makePod('web', withClaim),
    });
    cluster.run(600_500);
    expect(cluster.cycles('web')).toHaveLength(1);
    cluster.run(1000);
    expect(cluster.events('web')).toMatchObject([
      {
        reason: 'FailedScheduling',
        message: 'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded',
      },
    ]);
    expect(cluster.condition('web')?.reason).toBe('SchedulerError');
  });

  it('waits for the claim to be written, and then is tried', () => {
    const cluster = new Cluster();
    cluster.createPod('web', withClaim);
    expect(cluster.condition('web')?.message).toBe(
      '0/4 nodes are available: persistentvolumeclaim "data" not found. not found',
    );
    cluster.create(makePersistentVolumeClaim('data', { storageClassName: 'none' }), 'persistentvolumeclaims');
    expect(cluster.condition('web')?.message).toBe(
      '0/4 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
    );
  });
});

describe('a Pod of high priority', () => {
  it('has the least important Pods evicted, and gets their room', () => {
    const cluster = new Cluster([makeNode('node-1'), makeNode('node-2')]);
    for (const [name, value] of [
      ['little', 1],
      ['high', 1000],
    ] as const) {
      cluster.create(makePriorityClass(name, value), 'priorityclasses');
    }
    const requests = { cpu: '3' };
    cluster.createPod('low', { nodeName: 'node-1', requests, spec: { priorityClassName: 'little' } });
    cluster.createPod('lower', { nodeName: 'node-2', requests });
    cluster.createPod('vip', { requests: { cpu: '3' }, spec: { priorityClassName: 'high' } });
    const [first] = cluster.decisions('vip');
    expect(first?.preemption).toEqual({ node: 'node-2', victims: ['default/lower'] });
    expect(first?.message).toBe('0/2 nodes are available: 2 Insufficient cpu.');
    expect(cluster.pod('vip')?.status?.nominatedNodeName).toBe('node-2');
    expect(cluster.pod('lower')?.metadata.deletionTimestamp).toBeDefined();
    expect(cluster.pod('lower')?.status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'DisruptionTarget', status: 'True', reason: 'PreemptionByScheduler' }),
    );
    expect(cluster.events('lower')).toMatchObject([
      { reason: 'Preempted', message: `Preempted by pod ${cluster.pod('vip')?.metadata.uid} on node node-2` },
    ]);
    // The room is kept: a Pod of no importance may not slip in when it is free.
    cluster.createPod('cheeky', { requests: { cpu: '2' } });
    cluster.delete('pods', 'lower', 'default');
    expect(cluster.nodeOf('vip')).toBe('node-2');
    expect(cluster.nodeOf('cheeky')).toBeUndefined();
    expect(cluster.decisions('vip').at(-1)?.nodes).toEqual(['node-2']);
  });
});
