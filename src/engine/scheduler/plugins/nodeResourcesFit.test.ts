import { describe, expect, test } from 'vitest';
import type { Container, Pod } from '../../../api/index.ts';
import { makeNode, makePod } from '../../testing/builders.ts';
import { ACTION } from '../framework/clusterEvent.ts';
import { cycleOf, filterAll, scoreAll, wouldRequeue } from '../testing/fixture.ts';
import { nodeResourcesFit } from './nodeResourcesFit.ts';

const asking = (requests: Record<string, string>) => makePod('web', { requests });
const onNode = (name: string, requests: Record<string, string>): Pod =>
  makePod(name, { requests, nodeName: 'node-1' });
const container = (requests: Record<string, string>): Partial<Container> => ({ resources: { requests } });

describe('filter', () => {
  const GPU = 'example.com/gpu';
  const node = makeNode('node-1', {
    cpu: '2',
    memory: '4Gi',
    pods: '3',
    status: { allocatable: { cpu: '2', memory: '4Gi', 'ephemeral-storage': '10Gi', pods: '3', [GPU]: '1' } },
  });
  const used = [onNode('old', { cpu: '1', memory: '1Gi', 'ephemeral-storage': '8Gi', [GPU]: '1' })];
  const cases: [string, Pod, Pod[], string][] = [
    ['exactly what is left', asking({ cpu: '1', memory: '3Gi' }), used, 'ok'],
    ['a thousandth of a core too much', asking({ cpu: '1001m' }), used, 'Unschedulable: Insufficient cpu'],
    ['a byte too much', asking({ memory: '3221225473' }), used, 'Unschedulable: Insufficient memory'],
    [
      'more than the whole node',
      asking({ cpu: '3' }),
      used,
      'UnschedulableAndUnresolvable: Insufficient cpu',
    ],
    [
      'several at once',
      asking({ cpu: '2', memory: '4Gi', 'ephemeral-storage': '4Gi' }),
      used,
      'Unschedulable: Insufficient cpu, Insufficient memory, Insufficient ephemeral-storage',
    ],
    [
      'an extended resource that is taken',
      asking({ [GPU]: '1' }),
      used,
      `Unschedulable: Insufficient ${GPU}`,
    ],
    [
      'an extended resource that is not there',
      asking({ 'example.com/fpga': '1' }),
      used,
      'UnschedulableAndUnresolvable: Insufficient example.com/fpga',
    ],
    ['nothing asked for on a full node', makePod(), [onNode('a', { cpu: '5' })], 'ok'],
    [
      'no room for another Pod',
      makePod(),
      ['a', 'b', 'c'].map((name) => onNode(name, {})),
      'Unschedulable: Too many pods',
    ],
    [
      'init containers count by the largest',
      makePod('web', {
        initContainers: [container({ cpu: '1500m' }), container({ cpu: '200m' })],
        containers: [container({ cpu: '100m' })],
      }),
      used,
      'Unschedulable: Insufficient cpu',
    ],
    [
      'sidecars add to the containers',
      makePod('web', {
        initContainers: [{ ...container({ cpu: '600m' }), restartPolicy: 'Always' }],
        containers: [container({ cpu: '500m' })],
      }),
      used,
      'Unschedulable: Insufficient cpu',
    ],
    [
      'overhead adds to all',
      makePod('web', { requests: { cpu: '1' }, spec: { overhead: { cpu: '1m' } } }),
      used,
      'Unschedulable: Insufficient cpu',
    ],
  ];
  test.each(cases)('%s', (_, pod, pods, expected) => {
    expect(filterAll(nodeResourcesFit, cycleOf({ nodes: [node], pods }, pod))).toEqual({
      'node-1': expected,
    });
  });

  test('the amounts that decided are told', () => {
    const cycle = cycleOf({ nodes: [node], pods: used }, asking({ cpu: '1500m' }));
    const info = cycle.handle.node('node-1');
    expect(info && nodeResourcesFit.explainFilter?.(cycle, info)).toEqual({
      'milliCPU.request': 1500,
      'milliCPU.requested': 1000,
      'milliCPU.allocatable': 2000,
    });
  });
});

describe('score', () => {
  const node = makeNode('node-1', { cpu: '4', memory: '8Gi' });
  // (75 + 50) / 2 = 62.5, and Go cuts the fraction.
  const cases: [string, Pod, Pod[], number][] = [
    ['an empty node and a small Pod', asking({ cpu: '1', memory: '4Gi' }), [], 62],
    [
      'Pods on the node count',
      asking({ cpu: '1', memory: '2Gi' }),
      [onNode('old', { cpu: '1', memory: '2Gi' })],
      50,
    ],
    // 100m and 200Mi stand for a container that names nothing: (97 + 97) / 2.
    ['a Pod that asks for nothing', makePod(), [], 97],
    ['a Pod on the node that asks for nothing', makePod(), [onNode('old', {})], 95],
    ['an explicit zero stays zero', asking({ cpu: '0', memory: '0' }), [], 100],
  ];
  test.each(cases)('%s', (_, pod, pods, expected) => {
    const scores = scoreAll(nodeResourcesFit, cycleOf({ nodes: [node], pods }, pod));
    expect(scores).toEqual({ 'node-1': { raw: expected, normalized: expected } });
  });

  test('more asked for than there is counts as nothing left', () => {
    const full = Array.from({ length: 45 }, (_, i) => onNode(`old-${i}`, {}));
    const scores = scoreAll(nodeResourcesFit, cycleOf({ nodes: [node], pods: full }, makePod()));
    expect(scores).toEqual({ 'node-1': { raw: 0, normalized: 0 } });
  });

  test('a resource the node lacks does not count', () => {
    const odd = makeNode('node-1', { status: { allocatable: { cpu: '4', pods: '10' } } });
    expect(scoreAll(nodeResourcesFit, cycleOf({ nodes: [odd] }, asking({ cpu: '1' })))).toEqual({
      'node-1': { raw: 75, normalized: 75 },
    });
  });
});

describe('brings a rejected Pod back', () => {
  const pod = asking({ cpu: '2' });
  const small = makeNode('node-1', { cpu: '1' });
  const big = makeNode('node-1', { cpu: '4' });
  const more = makeNode('node-1', { cpu: '4', memory: '64Gi' });
  test.each([
    ['a new node with room', ACTION.Add, null, big, true],
    ['a new node without', ACTION.Add, null, small, false],
    ['a node that grew', ACTION.UpdateNodeAllocatable, small, big, true],
    ['a node that grew in something else', ACTION.UpdateNodeAllocatable, big, more, false],
  ])('%s: %s', (_, actions, before, after, expected) => {
    expect(wouldRequeue(nodeResourcesFit, pod, { resource: 'Node', actions, before, after })).toBe(expected);
  });

  test.each([
    ['a deleted Pod', ACTION.Delete, onNode('old', { cpu: '1' }), null, true],
    [
      'a Pod that asks for less',
      ACTION.UpdatePodScaleDown,
      onNode('old', { cpu: '2' }),
      onNode('old', { cpu: '1' }),
      true,
    ],
    [
      'a Pod that asks for less of something else',
      ACTION.UpdatePodScaleDown,
      onNode('old', { memory: '2Gi' }),
      onNode('old', { memory: '1Gi' }),
      false,
    ],
  ])('%s: %s', (_, actions, before, after, expected) => {
    expect(wouldRequeue(nodeResourcesFit, pod, { resource: 'AssignedPod', actions, before, after })).toBe(
      expected,
    );
  });
});
