import { describe, expect, test } from 'vitest';
import type { NodeSelectorTerm, PodSpec } from '../../../api/index.ts';
import { makeNode, makePod } from '../../testing/builders.ts';
import { ACTION } from '../framework/clusterEvent.ts';
import { cycleOf, filterAll, scoreAll, wouldRequeue } from '../testing/fixture.ts';
import { nodeAffinity } from './nodeAffinity.ts';

const NO = "UnschedulableAndUnresolvable: node(s) didn't match Pod's node affinity/selector";
const nodes = [
  makeNode('a', { labels: { disk: 'ssd', cores: '8' } }),
  makeNode('b', { labels: { disk: 'hdd', cores: '16' } }),
  makeNode('c'),
];

const required = (...nodeSelectorTerms: NodeSelectorTerm[]): Partial<PodSpec> => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
});
const names = (...values: string[]): NodeSelectorTerm => ({
  matchFields: [{ key: 'metadata.name', operator: 'In', values }],
});

describe('filter', () => {
  const cases: [string, Partial<PodSpec>, [string, string, string]][] = [
    ['nothing asked for', {}, ['skipped', 'skipped', 'skipped']],
    ['nodeSelector', { nodeSelector: { disk: 'ssd' } }, ['ok', NO, NO]],
    ['a nodeSelector of two', { nodeSelector: { disk: 'ssd', cores: '16' } }, [NO, NO, NO]],
    [
      'In',
      required({ matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd', 'hdd'] }] }),
      ['ok', 'ok', NO],
    ],
    [
      'NotIn matches a missing label',
      required({ matchExpressions: [{ key: 'disk', operator: 'NotIn', values: ['ssd'] }] }),
      [NO, 'ok', 'ok'],
    ],
    ['Exists', required({ matchExpressions: [{ key: 'disk', operator: 'Exists' }] }), ['ok', 'ok', NO]],
    [
      'DoesNotExist',
      required({ matchExpressions: [{ key: 'disk', operator: 'DoesNotExist' }] }),
      [NO, NO, 'ok'],
    ],
    ['Gt', required({ matchExpressions: [{ key: 'cores', operator: 'Gt', values: ['8'] }] }), [NO, 'ok', NO]],
    [
      'Lt',
      required({ matchExpressions: [{ key: 'cores', operator: 'Lt', values: ['16'] }] }),
      ['ok', NO, NO],
    ],
    [
      'expressions of one term must all match',
      required({
        matchExpressions: [
          { key: 'disk', operator: 'Exists' },
          { key: 'cores', operator: 'Gt', values: ['10'] },
        ],
      }),
      [NO, 'ok', NO],
    ],
    [
      'one of several terms is enough',
      required(
        { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] },
        { matchExpressions: [{ key: 'disk', operator: 'DoesNotExist' }] },
      ),
      ['ok', NO, 'ok'],
    ],
    ['an empty term matches nothing', required({}), [NO, NO, NO]],
    [
      'nodeSelector and affinity must both match',
      {
        nodeSelector: { disk: 'ssd' },
        ...required({ matchExpressions: [{ key: 'cores', operator: 'In', values: ['16'] }] }),
      },
      [NO, NO, NO],
    ],
    ['a term that names nodes narrows the search', required(names('b')), ['left out', 'ok', 'left out']],
    ['terms that name nodes add up', required(names('b'), names('c')), ['left out', 'ok', 'ok']],
    [
      'a term without names opens it again',
      required(names('b'), { matchExpressions: [{ key: 'disk', operator: 'In', values: ['ssd'] }] }),
      ['ok', 'ok', NO],
    ],
  ];
  test.each(cases)('%s', (_, spec, expected) => {
    expect(Object.values(filterAll(nodeAffinity, cycleOf({ nodes }, makePod('web', { spec }))))).toEqual(
      expected,
    );
  });

  test('names that contradict each other rule out every node at once', () => {
    const conflict: NodeSelectorTerm = {
      matchFields: [
        { key: 'metadata.name', operator: 'In', values: ['a'] },
        { key: 'metadata.name', operator: 'In', values: ['b'] },
      ],
    };
    const result = filterAll(nodeAffinity, cycleOf({ nodes }, makePod('web', { spec: required(conflict) })));
    expect(result.a).toBe('UnschedulableAndUnresolvable: pod affinity terms conflict');
  });
});

describe('score', () => {
  test('a Pod without preferences is not scored', () => {
    expect(scoreAll(nodeAffinity, cycleOf({ nodes }, makePod()))).toBeNull();
  });

  test('weights of matching terms add up and are scaled to the best node', () => {
    const pod = makePod('web', {
      spec: {
        affinity: {
          nodeAffinity: {
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 1, preference: { matchExpressions: [{ key: 'disk', operator: 'Exists' }] } },
              {
                weight: 5,
                preference: { matchExpressions: [{ key: 'cores', operator: 'Gt', values: ['10'] }] },
              },
            ],
          },
        },
      },
    });
    expect(scoreAll(nodeAffinity, cycleOf({ nodes }, pod))).toEqual({
      a: { raw: 1, normalized: 16 },
      b: { raw: 6, normalized: 100 },
      c: { raw: 0, normalized: 0 },
    });
  });
});

const [ssd, , bare] = nodes;
test.each([
  ['a matching label that comes', bare, ssd, true],
  ['a matching label that goes', ssd, bare, false],
  ['a node that matched before', ssd, ssd, false],
  ['a new matching node', null, ssd, true],
  ['a new node that does not match', null, bare, false],
])('%s brings a rejected Pod back: %s', (_, before, after, expected) => {
  const pod = makePod('web', { spec: { nodeSelector: { disk: 'ssd' } } });
  const actions = before === null ? ACTION.Add : ACTION.UpdateNodeLabel;
  const change = { resource: 'Node', actions, before: before ?? null, after: after ?? null };
  expect(wouldRequeue(nodeAffinity, pod, change)).toBe(expected);
});
