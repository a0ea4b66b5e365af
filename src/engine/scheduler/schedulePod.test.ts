import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Node, Pod, Taint } from '../../api/index.ts';
import { makeNode, makePod } from '../testing/builders.ts';
import { snapshot } from './cache/cache.ts';
import { profileOf } from './framework/profile.ts';
import { DEFAULT_PLUGINS } from './plugins/registry.ts';
import { type Attempt, numFeasibleNodesToFind, schedulePod } from './schedulePod.ts';
import { cycleOf, type Objects, stateOf } from './testing/fixture.ts';

const PROFILE = profileOf(DEFAULT_PLUGINS);

function attempt(
  objects: Objects,
  pod: Pod,
  options: { startIndex?: number; random?: () => number } = {},
): Attempt {
  const random = options.random ?? (() => 0);
  return schedulePod({
    profile: PROFILE,
    cycle: { ...cycleOf(objects, pod), random },
    cache: snapshot(stateOf(objects).cache),
    attempt: 1,
    startIndex: options.startIndex ?? 0,
    rivals: null,
  });
}

const cpTaint: Taint = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' };
const cluster = [makeNode('cp', { taints: [cpTaint] }), makeNode('a'), makeNode('b'), makeNode('c')];

describe('the message when nothing fits', () => {
  const NOT_HELPFUL = (count: number, all = 4) =>
    `no new claims to deallocate, preemption: 0/${all} nodes are available: ${count} Preemption is not helpful for scheduling.`;
  const cases: [string, Objects, Pod, string][] = [
    [
      'no node is big enough',
      { nodes: cluster },
      makePod('web', { requests: { cpu: '8' } }),
      `0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. ${NOT_HELPFUL(4)}`,
    ],
    [
      'reasons are sorted as text, counts included',
      {
        nodes: [
          ...Array.from({ length: 10 }, (_, i) =>
            makeNode(`cordoned-${i}`, { spec: { unschedulable: true } }),
          ),
          ...Array.from({ length: 2 }, (_, i) => makeNode(`tainted-${i}`, { taints: [cpTaint] })),
        ],
      },
      makePod(),
      `0/12 nodes are available: 10 node(s) were unschedulable, 2 node(s) had untolerated taint(s). ${NOT_HELPFUL(12, 12)}`,
    ],
    [
      'a node counts once for each of its reasons',
      { nodes: cluster.slice(1) },
      makePod('web', { requests: { cpu: '8', memory: '64Gi' } }),
      `0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory. ${NOT_HELPFUL(3, 3)}`,
    ],
    [
      'nobody to evict on full nodes',
      {
        nodes: cluster,
        pods: ['a', 'b', 'c'].map((nodeName) =>
          makePod(`on-${nodeName}`, { nodeName, requests: { cpu: '3' } }),
        ),
      },
      makePod('web', { requests: { cpu: '2' } }),
      '0/4 nodes are available: 1 node(s) had untolerated taint(s), 3 Insufficient cpu. no new claims to deallocate, ' +
        'preemption: 0/4 nodes are available: 1 Preemption is not helpful for scheduling, ' +
        '3 No preemption victims found for incoming pod.',
    ],
    [
      'the Pod may not preempt',
      { nodes: cluster.slice(1), pods: [] },
      makePod('web', { requests: { cpu: '8' }, spec: { preemptionPolicy: 'Never' } }),
      '0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, ' +
        'preemption: not eligible due to preemptionPolicy=Never.',
    ],
    [
      'PreFilter rejects the Pod as a whole',
      { nodes: cluster },
      makePod('web', { spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] } }),
      '0/4 nodes are available: persistentvolumeclaim "data" not found. not found',
    ],
    [
      'PreFilter leaves out nodes and Filter the rest',
      { nodes: [makeNode('a', { taints: [cpTaint] }), makeNode('b'), makeNode('c')] },
      makePod('web', {
        spec: {
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [
                  { matchFields: [{ key: 'metadata.name', operator: 'In', values: ['a'] }] },
                ],
              },
            },
          },
        },
      }),
      `0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. ${NOT_HELPFUL(3, 3)}`,
    ],
    ['there are no nodes', {}, makePod(), 'no nodes available to schedule pods'],
  ];
  test.each(cases)('%s', (_, objects, pod, expected) => {
    const { decision } = attempt(objects, pod);
    expect(decision.message).toBe(expected);
    expect(decision.selected).toBeNull();
  });
});

describe('the search', () => {
  test.each([
    [1, 1],
    [99, 99],
    [100, 100],
    [200, 100],
    [250, 120],
    [1000, 420],
    [5000, 500],
    [6000, 300],
  ])('of %i nodes stops at %i', (nodeCount, expected) => {
    expect(numFeasibleNodesToFind(nodeCount)).toBe(expected);
  });

  const many = Array.from({ length: 150 }, (_, i) => makeNode(`n${String(i).padStart(3, '0')}`));

  it('goes on where the last one stopped', () => {
    const first = attempt({ nodes: many }, makePod());
    expect(first.decision.nodes).toHaveLength(100);
    expect(first.decision.enough).toBe(100);
    expect(first.nextStartNodeIndex).toBe(100);
    const second = attempt({ nodes: many }, makePod(), { startIndex: 100 });
    expect(second.decision.nodes.slice(0, 2)).toEqual(['n100', 'n101']);
    expect(second.decision.nodes[50]).toBe('n000');
    expect(second.nextStartNodeIndex).toBe(50);
  });

  it('records the inputs of scores on small clusters only', () => {
    const terms = (nodes: readonly Node[]) =>
      attempt({ nodes }, makePod('web', { requests: { cpu: '1' } })).decision.scores.map(
        (scores) => scores.terms !== undefined,
      );
    expect(new Set(terms(many.slice(0, 50)))).toEqual(new Set([true]));
    expect(new Set(terms([...many, makeNode('x', { taints: [cpTaint] })]))).toEqual(new Set([true]));
    expect(new Set(terms(Array.from({ length: 300 }, (_, i) => makeNode(`m${i}`))))).toEqual(
      new Set([false]),
    );
  });

  it('tries the nominated node first', () => {
    const pod = makePod('web', { status: { nominatedNodeName: 'c' } });
    const { decision, nextStartNodeIndex } = attempt({ nodes: cluster }, pod);
    expect(decision).toMatchObject({ nodes: ['c'], selected: 'c' });
    expect(nextStartNodeIndex).toBe(0);
  });
});

describe('the choice', () => {
  it('without rivals is made without scoring', () => {
    const { decision } = attempt({ nodes: cluster.slice(0, 2) }, makePod());
    expect(decision).toMatchObject({ feasible: ['a'], scores: [], totals: [0], ties: 1, selected: 'a' });
  });

  it('falls on the emptier node', () => {
    const pods = [makePod('old', { nodeName: 'a', requests: { cpu: '1', memory: '2Gi' } })];
    const { decision } = attempt(
      { nodes: cluster.slice(1, 3), pods },
      makePod('web', { requests: { cpu: '1' } }),
    );
    expect(decision.selected).toBe('b');
    expect(decision.ties).toBe(1);
  });

  it('among equals is drawn', () => {
    const drawn = [0, 1, 2].map(
      (draw) => attempt({ nodes: cluster }, makePod(), { random: () => draw }).decision,
    );
    expect(drawn.map(({ selected }) => selected)).toEqual(['a', 'b', 'c']);
    expect(drawn.map(({ ties }) => ties)).toEqual([3, 3, 3]);
  });

  it('draws nothing when one node is best', () => {
    const random = () => {
      throw new Error('drew');
    };
    expect(attempt({ nodes: cluster.slice(0, 2) }, makePod(), { random }).decision.selected).toBe('a');
  });
});

describe('every decision', () => {
  const amount = fc.constantFrom('0', '100m', '1', '2500m');
  const node = fc.record({
    cpu: fc.constantFrom('1', '2', '4'),
    taint: fc.constantFrom(undefined, 'NoSchedule', 'PreferNoSchedule', 'NoExecute'),
    disk: fc.constantFrom(undefined, 'ssd', 'hdd'),
    cordoned: fc.boolean(),
    used: amount,
  });
  const arbitrary = fc.record({
    nodes: fc.array(node, { minLength: 1, maxLength: 8 }),
    cpu: amount,
    selector: fc.option(fc.constantFrom('ssd', 'hdd'), { nil: undefined }),
    preferred: fc.boolean(),
    tolerates: fc.boolean(),
    draw: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    startIndex: fc.integer({ min: 0, max: 7 }),
  });

  it('selects no node that a filter rejects, and the highest weighted sum', () => {
    fc.assert(
      fc.property(arbitrary, (input) => {
        const nodes = input.nodes.map(({ cpu, taint, disk, cordoned }, index) =>
          makeNode(`n${index}`, {
            cpu,
            ...(taint && { taints: [{ key: 'k', effect: taint as Taint['effect'] }] }),
            ...(disk && { labels: { disk } }),
            spec: { unschedulable: cordoned },
          }),
        );
        const pods = input.nodes.map(({ used }, index) =>
          makePod(`old-${index}`, { nodeName: `n${index}`, requests: { cpu: used } }),
        );
        const pod = makePod('web', {
          requests: { cpu: input.cpu },
          spec: {
            ...(input.selector && { nodeSelector: { disk: input.selector } }),
            ...(input.tolerates && { tolerations: [{ key: 'k', operator: 'Exists' }] }),
            ...(input.preferred && {
              affinity: {
                nodeAffinity: {
                  preferredDuringSchedulingIgnoredDuringExecution: [
                    { weight: 3, preference: { matchExpressions: [{ key: 'disk', operator: 'Exists' }] } },
                  ],
                },
              },
            }),
          },
        });
        const startIndex = input.startIndex % nodes.length;
        const { decision, outcome } = attempt({ nodes, pods }, pod, { startIndex, random: () => input.draw });
        const passed = decision.nodes.filter((_, index) => decision.rejections[index] === null);
        expect(decision.rejections).toHaveLength(decision.nodes.length);
        expect(decision.feasible).toEqual(passed);
        expect(decision.selected === null).toBe(passed.length === 0);
        if (decision.selected === null) {
          expect(outcome.type).toBe('unfit');
          expect(decision.message).toMatch(/^0\/\d+ nodes are available: /);
          return;
        }
        expect(passed).toContain(decision.selected);
        const sums = decision.feasible.map((_, index) =>
          decision.scores.reduce(
            (sum, { normalized, weight }) => sum + (normalized[index] as number) * weight,
            0,
          ),
        );
        expect(decision.totals).toEqual(sums);
        const best = Math.max(...decision.totals);
        expect(decision.totals[decision.feasible.indexOf(decision.selected)]).toBe(best);
        expect(decision.ties).toBe(decision.totals.filter((total) => total === best).length);
        for (const { normalized } of decision.scores) {
          for (const score of normalized) {
            expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true);
          }
        }
      }),
      { numRuns: 400 },
    );
  });
});
