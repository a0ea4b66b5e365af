import { describe, expect, test } from 'vitest';
import type { Pod, PodCondition } from '../../../../api/index.ts';
import { makeNode, makePod, type PodOptions } from '../../../testing/builders.ts';
import type { FilterOutcome, PostFilterResult } from '../../framework/interface.ts';
import type { NodeInfo } from '../../framework/nodeInfo.ts';
import { cycleOf } from '../../testing/fixture.ts';
import { nodeResourcesFit } from '../nodeResourcesFit.ts';
import { defaultPreemption } from './defaultPreemption.ts';

const on = (nodeName: string, name: string, priority: number, cpu: string, more: PodOptions = {}): Pod =>
  makePod(name, { nodeName, requests: { cpu }, ...more, spec: { priority, ...more.spec } });
const started = (startTime: string): PodOptions => ({ status: { startTime } });

/** Runs the plugin on nodes of 4 cores that the Pod does not fit on, with the room for requests as the only filter. */
function preempt(pods: readonly Pod[], pod: Pod, unresolvable: readonly string[] = []): PostFilterResult {
  const names = [...new Set(pods.map(({ spec }) => spec.nodeName as string))].sort();
  const cycle = cycleOf({ nodes: names.map((name) => makeNode(name)), pods }, pod);
  const outcome: FilterOutcome = {
    candidates: names
      .filter((name) => !unresolvable.includes(name))
      .map((name) => cycle.handle.node(name) as NodeInfo),
    isUnresolvable: (name) => unresolvable.includes(name),
    passes: (node) => nodeResourcesFit.filter(cycle, node),
  };
  return defaultPreemption.postFilter(cycle, outcome);
}

const choice = ({ nomination }: PostFilterResult) =>
  nomination && { node: nomination.node, victims: nomination.victims.map(({ key }) => key.split('/')[1]) };

const vip = (cpu: string, more: PodOptions = {}): Pod =>
  makePod('vip', { requests: { cpu }, ...more, spec: { priority: 100, ...more.spec } });

describe('on one node', () => {
  const cases: [string, Pod[], Pod, { node: string; victims: string[] }][] = [
    ['the only Pod of lower priority', [on('a', 'low', 1, '3')], vip('2'), { node: 'a', victims: ['low'] }],
    [
      'no more than are needed, the least important ones',
      [on('a', 'p1', 1, '1'), on('a', 'p2', 2, '1'), on('a', 'p3', 3, '1'), on('a', 'p4', 4, '1')],
      vip('2'),
      { node: 'a', victims: ['p2', 'p1'] },
    ],
    [
      'of equals, the youngest',
      [
        on('a', 'old', 1, '2', started('2026-01-01T00:00:00Z')),
        on('a', 'young', 1, '2', started('2026-01-01T00:01:00Z')),
      ],
      vip('2'),
      { node: 'a', victims: ['young'] },
    ],
    [
      'a small Pod is let back beside a large victim',
      [on('a', 'small', 1, '500m'), on('a', 'large', 2, '3')],
      vip('3'),
      { node: 'a', victims: ['large'] },
    ],
  ];
  test.each(cases)('%s', (_, pods, pod, expected) => {
    const result = preempt(pods, pod);
    expect(result.status.code).toBe('Success');
    expect(choice(result)).toEqual(expected);
  });
});

describe('among nodes', () => {
  const cases: [string, Pod[], string][] = [
    ['the one whose highest victim is lowest', [on('a', 'a1', 5, '4'), on('b', 'b1', 3, '4')], 'b'],
    [
      'then the lowest sum of priorities',
      [on('a', 'a1', 5, '2'), on('a', 'a2', 4, '2'), on('b', 'b1', 5, '2'), on('b', 'b2', 1, '2')],
      'b',
    ],
    [
      'then the youngest of the most important victims',
      [
        on('a', 'a1', 5, '4', started('2026-01-01T00:00:00Z')),
        on('b', 'b1', 5, '4', started('2026-01-01T00:05:00Z')),
      ],
      'b',
    ],
    ['then the first', [on('a', 'a1', 5, '4'), on('b', 'b1', 5, '4')], 'a'],
  ];
  test.each(cases)('%s', (_, pods, expected) => {
    expect(preempt(pods, vip('4')).nomination?.node).toBe(expected);
  });
});

describe('is of no help', () => {
  const disrupted: PodCondition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'PreemptionByScheduler',
  };
  const leaving = (conditions: PodCondition[]): PodOptions => ({
    metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' },
    status: { conditions },
  });
  const nominated: PodOptions = { status: { nominatedNodeName: 'a' } };
  const cases: [string, Pod[], Pod, string[], string][] = [
    [
      'when everybody is as important',
      [on('a', 'peer', 100, '4')],
      vip('1'),
      [],
      'preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.',
    ],
    [
      'when the nodes are ruled out for good',
      [on('a', 'low', 1, '4'), on('b', 'low2', 1, '4')],
      vip('1'),
      ['a', 'b'],
      'preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.',
    ],
    [
      'when it would not make enough room',
      [on('a', 'peer', 100, '3'), on('a', 'low', 1, '1')],
      vip('2'),
      [],
      'preemption: 0/1 nodes are available: 1 Insufficient cpu.',
    ],
    [
      'when the Pod may not',
      [on('a', 'low', 1, '4')],
      vip('1', { spec: { preemptionPolicy: 'Never' } }),
      [],
      'preemption: not eligible due to preemptionPolicy=Never.',
    ],
    [
      'while its victims are still leaving',
      [on('a', 'low', 1, '4', leaving([disrupted]))],
      vip('1', nominated),
      [],
      'preemption: not eligible due to a terminating pod on the nominated node.',
    ],
  ];
  test.each(cases)('%s', (_, pods, pod, unresolvable, expected) => {
    const { status } = preempt(pods, pod, unresolvable);
    expect(status).toEqual({ code: 'Unschedulable', reasons: [expected] });
  });

  test('a Pod that leaves of its own accord keeps nobody waiting', () => {
    const result = preempt([on('a', 'low', 1, '4', leaving([]))], vip('1', nominated));
    expect(choice(result)).toEqual({ node: 'a', victims: ['low'] });
  });
});
