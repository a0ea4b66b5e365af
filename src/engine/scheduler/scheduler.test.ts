import { describe, expect, it } from 'vitest';
import type { K8sEvent, Node, Pod, PodCondition } from '../../api/index.ts';
import { makeNode, makePod } from '../testing/builders.ts';
import { ControlPlane } from '../testing/control-plane.ts';
import type { SchedulingDecision } from './decision.ts';
import { initialScheduler, type SchedulerState, scheduler, schedulerView } from './scheduler.ts';

const CONTROL_PLANE_TAINT = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' } as const;

/** An API server with a scheduler and the default cluster: one tainted node and three workers. */
class Cluster extends ControlPlane {
  constructor(nodes: readonly Node[] = defaultNodes(), seed = 1) {
    super(seed);
    this.add('scheduler', scheduler, initialScheduler());
    this.post({ from: 'scheduler', to: 'scheduler', verb: 'start' }).settle();
    for (const node of nodes) this.create(node, 'nodes');
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

  decisions(name: string): SchedulingDecision[] {
    return this.records
      .filter(({ verb, object }) => verb === 'schedule' && object?.name === name)
      .map(({ detail }) => detail?.decision as SchedulingDecision);
  }

  events(name: string): K8sEvent[] {
    return (this.stored('events') as K8sEvent[]).filter(({ involvedObject }) => involvedObject.name === name);
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

describe('a Pod that fits', () => {
  it('is bound to the node that was selected and told so', () => {
    const cluster = new Cluster();
    cluster.create(makePod('web', { requests: { cpu: '500m', memory: '1Gi' } }), 'pods');
    const [decision] = cluster.decisions('web');
    expect(decision?.feasible).toEqual(['node-1', 'node-2', 'node-3']);
    expect(cluster.nodeOf('web')).toBe(decision?.selected);
    expect(cluster.condition('web')).toMatchObject({ status: 'True' });
    expect(cluster.events('web')).toMatchObject([
      {
        type: 'Normal',
        reason: 'Scheduled',
        action: 'Binding',
        message: `Successfully assigned default/web to ${decision?.selected}`,
        reportingComponent: 'default-scheduler',
      },
    ]);
    expect(cluster.queues).toEqual({ activeQ: [], backoffQ: [], unschedulablePods: [] });
  });
});

describe('a Pod that fits nowhere', () => {
  it('gets the reasons of all nodes in its condition and an Event, and waits', () => {
    const cluster = new Cluster();
    cluster.create(makePod('big', { requests: { cpu: '8' } }), 'pods');
    const message =
      '0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. ' +
      'no new claims to deallocate';
    expect(cluster.condition('big')).toMatchObject({ status: 'False', reason: 'Unschedulable' });
    expect(cluster.condition('big')?.message).toContain(message);
    expect(cluster.events('big')).toMatchObject([{ type: 'Warning', reason: 'FailedScheduling' }]);
    expect(cluster.queues.unschedulablePods).toEqual([
      { pod: 'default/big', plugins: ['NodeResourcesFit', 'TaintToleration'] },
    ]);
  });

  it('is tried again when a taint goes', () => {
    const cluster = new Cluster([makeNode('only', { taints: [CONTROL_PLANE_TAINT] })]);
    cluster.create(makePod('web'), 'pods');
    expect(cluster.nodeOf('web')).toBeUndefined();
    cluster.request({
      verb: 'patch',
      resource: 'nodes',
      name: 'only',
      patchType: 'merge',
      object: { spec: { taints: null } },
    });
    expect(cluster.nodeOf('web')).toBe('only');
  });
});
