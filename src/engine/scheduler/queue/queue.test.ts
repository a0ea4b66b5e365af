import { describe, expect, it, test } from 'vitest';
import type { Node, Pod } from '../../../api/index.ts';
import { makeNode, makePod, type PodOptions } from '../../testing/builders.ts';
import { ACTION, type ClusterChange } from '../framework/clusterEvent.ts';
import { profileOf } from '../framework/profile.ts';
import { DEFAULT_PLUGINS } from '../plugins/registry.ts';
import { initialScheduler } from '../state.ts';
import { schedulerView } from '../view.ts';
import {
  addToQueue,
  addUnschedulable,
  deleteFromQueue,
  done,
  emptySchedulingQueue,
  flushBackoff,
  flushUnschedulable,
  MAX_IN_UNSCHEDULABLE_PODS_MS,
  moveAll,
  nextBackoffFlushMs,
  pop,
  type QueueName,
  queuedPod,
  type SchedulingQueue,
  updateInQueue,
} from './queue.ts';

const PROFILE = profileOf(DEFAULT_PLUGINS);

const tainted = makeNode('node-1', { taints: [{ key: 'a', effect: 'NoSchedule' }] });
const open = makeNode('node-1');
const untainted = (before: Node | null = tainted): ClusterChange => ({
  resource: 'Node',
  actions: before === null ? ACTION.Add : ACTION.UpdateNodeTaint,
  before,
  after: open,
});
const relabelled: ClusterChange = {
  resource: 'Node',
  actions: ACTION.UpdateNodeLabel,
  before: open,
  after: open,
};

/** A queue with helpers that keep its state and the time. */
class Bench {
  queue: SchedulingQueue = emptySchedulingQueue();
  nowMs = 0;

  add(name: string, options: PodOptions = {}): this {
    this.queue = addToQueue(this.queue, PROFILE, makePod(name, { uid: name, ...options }), this.nowMs);
    return this;
  }

  pop(): string | undefined {
    const taken = pop(this.queue);
    if (taken !== null) this.queue = taken.queue;
    return taken?.info.pod.metadata.name;
  }

  /** The Pod in flight could not be placed. No plugins: something broke. */
  fail(...plugins: string[]): this {
    const key = this.queue.inFlight as string;
    const { pod } = queuedPod(this.queue, key) as { pod: Pod };
    const attempt = { pod, unschedulablePlugins: plugins, pendingPlugins: [] };
    this.queue = addUnschedulable(this.queue, PROFILE, key, attempt, this.nowMs);
    return this;
  }

  happens(change: ClusterChange): this {
    this.queue = moveAll(this.queue, PROFILE, change, this.nowMs);
    return this;
  }

  update(pod: Pod, actions: number): this {
    const change: ClusterChange = { resource: 'TargetPod', actions, before: pod, after: pod };
    this.queue = updateInQueue(this.queue, PROFILE, pod, [change], this.nowMs);
    return this;
  }

  at(nowMs: number): this {
    this.nowMs = nowMs;
    this.queue = flushBackoff(this.queue, PROFILE, nowMs);
    return this;
  }

  placeOf(name: string): QueueName | undefined {
    return queuedPod(this.queue, `default/${name}`)?.queue;
  }
}

describe('activeQ', () => {
  it('gives the highest priority first, then who came first', () => {
    const bench = new Bench()
      .add('early')
      .add('late')
      .add('low', { spec: { priority: -5 } })
      .add('high', { spec: { priority: 1000 } });
    const order: (string | undefined)[] = [];
    for (let i = 0; i < 5; i++) {
      order.push(bench.pop());
      bench.queue = done(bench.queue);
    }
    expect(order).toEqual(['high', 'early', 'late', 'low', undefined]);
  });

  it('gives none while one is in flight', () => {
    const bench = new Bench().add('a').add('b');
    expect(bench.pop()).toBe('a');
    expect(bench.pop()).toBeUndefined();
    bench.queue = done(bench.queue);
    expect(bench.pop()).toBe('b');
  });

  it('loses a Pod that is deleted', () => {
    const bench = new Bench().add('a');
    bench.queue = deleteFromQueue(bench.queue, 'default/a');
    expect(bench.pop()).toBeUndefined();
  });

  it('follows a change of the Pod', () => {
    const bench = new Bench().add('a');
    bench.update(makePod('a', { uid: 'a', labels: { new: 'label' } }), ACTION.UpdatePodLabel);
    expect(pop(bench.queue)?.info.pod.metadata.labels).toEqual({ new: 'label' });
  });
});

describe('a rejected Pod', () => {
  const rejected = () => {
    const bench = new Bench().add('a');
    bench.pop();
    return bench.fail('TaintToleration');
  };

  it('waits for an event', () => {
    expect(rejected().placeOf('a')).toBe('unschedulablePods');
    expect(rejected().pop()).toBeUndefined();
  });

  test.each([
    ['one that its plugin wants and that helps', untainted(), 'backoffQ'],
    ['one that helps, as a new node', untainted(null), 'backoffQ'],
    [
      'one that its plugin wants and that does not help',
      { ...untainted(), after: tainted },
      'unschedulablePods',
    ],
    ['one that another plugin wants', relabelled, 'unschedulablePods'],
  ] as const)('is moved by %s', (_, change, expected) => {
    expect(rejected().happens(change).placeOf('a')).toBe(expected);
  });

  it('goes straight to activeQ when its back-off is over', () => {
    expect(rejected().at(2000).happens(untainted()).placeOf('a')).toBe('activeQ');
  });

  it('is taken early from backoffQ when activeQ is empty', () => {
    expect(rejected().happens(untainted()).pop()).toBe('a');
  });

  it('is taken after the Pods of activeQ', () => {
    expect(rejected().happens(untainted()).add('b').pop()).toBe('b');
  });

  it('comes to activeQ at the end of the second in which its back-off ends', () => {
    const bench = rejected().add('b').happens(untainted());
    expect(nextBackoffFlushMs(bench.queue)).toBe(2000);
    expect(bench.at(1999).placeOf('a')).toBe('backoffQ');
    expect(bench.at(2000).placeOf('a')).toBe('activeQ');
  });

  it('rests twice as long after each rejection', () => {
    const bench = new Bench().add('a');
    const rests: number[] = [];
    for (let i = 0; i < 5; i++) {
      bench.pop();
      bench.fail('TaintToleration').happens(untainted());
      rests.push((nextBackoffFlushMs(bench.queue) as number) - 1000 - bench.nowMs);
      bench.at(nextBackoffFlushMs(bench.queue) as number);
    }
    expect(rests).toEqual([1000, 2000, 4000, 8000, 10_000]);
  });

  it('does not miss an event that came while it was in flight', () => {
    const bench = new Bench().add('a');
    bench.pop();
    bench.happens(untainted()).fail('TaintToleration');
    expect(bench.placeOf('a')).toBe('backoffQ');
  });

  it('is not moved by an event that came while another was in flight', () => {
    const bench = new Bench().add('a').add('b');
    bench.pop();
    bench.happens(untainted());
    bench.queue = done(bench.queue);
    bench.pop();
    expect(bench.fail('TaintToleration').placeOf('b')).toBe('unschedulablePods');
  });

  it('is moved when it gets a toleration', () => {
    const bench = rejected();
    const pod = makePod('a', { uid: 'a', spec: { tolerations: [{ operator: 'Exists' }] } });
    expect(bench.update(pod, ACTION.UpdatePodToleration).placeOf('a')).toBe('backoffQ');
    expect(pop(bench.queue)?.info.pod.spec.tolerations).toHaveLength(1);
  });

  it('stays when its status changes', () => {
    const pod = makePod('a', { uid: 'a', status: { phase: 'Pending' } });
    expect(rejected().update(pod, ACTION.UpdateOther).placeOf('a')).toBe('unschedulablePods');
  });

  it('is tried again after five minutes without any event', () => {
    const bench = rejected();
    bench.queue = flushUnschedulable(bench.queue, PROFILE, MAX_IN_UNSCHEDULABLE_PODS_MS);
    expect(bench.placeOf('a')).toBe('unschedulablePods');
    bench.queue = flushUnschedulable(bench.queue, PROFILE, MAX_IN_UNSCHEDULABLE_PODS_MS + 1);
    expect(bench.placeOf('a')).toBe('activeQ');
    expect(pop(bench.queue)?.info).toMatchObject({ isRoutine: true, attempts: 2 });
  });
});

describe('a Pod that met an error', () => {
  const broken = () => {
    const bench = new Bench().add('a');
    bench.pop();
    return bench.fail();
  };

  it('rests whatever happens, and is not taken early', () => {
    expect(broken().placeOf('a')).toBe('errorBackoffQ');
    expect(broken().happens(untainted()).pop()).toBeUndefined();
    expect(broken().at(2000).pop()).toBe('a');
  });

  it('counts errors apart from rejections', () => {
    const bench = broken().at(2000);
    bench.pop();
    bench.fail('TaintToleration');
    const info = queuedPod(bench.queue, 'default/a');
    expect(info).toMatchObject({ attempts: 2, unschedulableCount: 1, consecutiveErrorsCount: 0 });
  });

  it('becomes routine when it goes on', () => {
    const bench = new Bench().add('a');
    const routine: boolean[] = [];
    for (let i = 0; i < 6; i++) {
      bench.pop();
      bench.fail();
      routine.push(queuedPod(bench.queue, 'default/a')?.isRoutine === true);
      bench.at(nextBackoffFlushMs(bench.queue) as number);
    }
    expect(routine).toEqual([false, false, false, false, false, true]);
  });
});

describe('a gated Pod', () => {
  const gates = [{ name: 'a.io/quota' }];
  const gated = () => new Bench().add('a', { spec: { schedulingGates: gates } });

  it('is kept out and says by whom', () => {
    const bench = gated();
    expect(bench.pop()).toBeUndefined();
    expect(schedulerView({ ...initialScheduler(), queue: bench.queue }).unschedulablePods).toEqual([
      { pod: 'default/a', plugins: ['SchedulingGates'] },
    ]);
  });

  it('is not moved by what happens to nodes, nor by time', () => {
    const bench = gated().happens(untainted(null));
    expect(bench.placeOf('a')).toBe('unschedulablePods');
    bench.queue = flushUnschedulable(bench.queue, PROFILE, 10 * MAX_IN_UNSCHEDULABLE_PODS_MS);
    expect(bench.placeOf('a')).toBe('unschedulablePods');
  });

  it('comes in at once when the last gate goes', () => {
    const bench = gated().update(makePod('a', { uid: 'a' }), ACTION.UpdatePodSchedulingGatesEliminated);
    expect(bench.pop()).toBe('a');
  });
});

test('the view lists Pods in the order in which they will be taken', () => {
  const bench = new Bench().add('rests');
  bench.pop();
  bench.fail('TaintToleration').add('waits');
  bench.pop();
  bench
    .fail('NodeAffinity')
    .happens(untainted())
    .add('second')
    .add('first', { spec: { priority: 1 } });
  expect(schedulerView({ ...initialScheduler(), queue: bench.queue })).toEqual({
    activeQ: ['default/first', 'default/second'],
    backoffQ: [{ pod: 'default/rests', untilMs: 2000 }],
    unschedulablePods: [{ pod: 'default/waits', plugins: ['NodeAffinity'] }],
  });
});
