import { describe, expect, test } from 'vitest';
import type { Taint, Toleration } from '../../../api/index.ts';
import { makeNode, makePod } from '../../testing/builders.ts';
import { ACTION } from '../framework/clusterEvent.ts';
import { cycleOf, filterAll, scoreAll, wouldRequeue } from '../testing/fixture.ts';
import { taintToleration } from './taintToleration.ts';

const REASON = 'UnschedulableAndUnresolvable: node(s) had untolerated taint(s)';
const gpu: Taint = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' };
const tolerating = (...tolerations: Toleration[]) => makePod('web', { spec: { tolerations } });

describe('filter', () => {
  const cases: [string, Taint[], Toleration[], string][] = [
    ['no taints', [], [], 'ok'],
    ['NoSchedule', [gpu], [], REASON],
    ['NoExecute', [{ ...gpu, effect: 'NoExecute' }], [], REASON],
    ['PreferNoSchedule', [{ ...gpu, effect: 'PreferNoSchedule' }], [], 'ok'],
    ['an equal value', [gpu], [{ key: 'dedicated', operator: 'Equal', value: 'gpu' }], 'ok'],
    ['another value', [gpu], [{ key: 'dedicated', value: 'cpu' }], REASON],
    ['Exists', [gpu], [{ key: 'dedicated', operator: 'Exists' }], 'ok'],
    ['Exists without a key', [gpu], [{ operator: 'Exists' }], 'ok'],
    ['another effect', [gpu], [{ key: 'dedicated', operator: 'Exists', effect: 'NoExecute' }], REASON],
    [
      'one of two tolerated',
      [gpu, { key: 'a', effect: 'NoSchedule' }],
      [{ key: 'dedicated', operator: 'Exists' }],
      REASON,
    ],
  ];
  test.each(cases)('%s', (_, taints, tolerations, expected) => {
    const cycle = cycleOf({ nodes: [makeNode('node-1', { taints })] }, tolerating(...tolerations));
    expect(filterAll(taintToleration, cycle)).toEqual({ 'node-1': expected });
  });

  test('the taint that decided is told', () => {
    const cycle = cycleOf({ nodes: [makeNode('node-1', { taints: [gpu] })] }, makePod());
    const node = cycle.handle.node('node-1');
    expect(node && taintToleration.explainFilter?.(cycle, node)).toEqual({
      taint: 'dedicated=gpu:NoSchedule',
    });
  });
});

describe('score', () => {
  const prefer = (key: string): Taint => ({ key, effect: 'PreferNoSchedule' });
  const nodes = [
    makeNode('none'),
    makeNode('one', { taints: [prefer('a')] }),
    makeNode('two', { taints: [prefer('a'), prefer('b')] }),
    makeNode('hard', { taints: [{ key: 'a', effect: 'NoSchedule' }] }),
  ];
  const cases: [string, Toleration[], number[]][] = [
    ['fewer untolerated taints are better', [], [100, 50, 0, 100]],
    ['tolerated ones do not count', [{ key: 'a', operator: 'Exists' }], [100, 100, 0, 100]],
    ['without any, all nodes are best', [{ operator: 'Exists' }], [100, 100, 100, 100]],
    [
      'a toleration of NoSchedule does not help',
      [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }],
      [100, 50, 0, 100],
    ],
  ];
  test.each(cases)('%s', (_, tolerations, expected) => {
    const scores = scoreAll(taintToleration, cycleOf({ nodes }, tolerating(...tolerations))) ?? {};
    expect(nodes.map(({ metadata }) => scores[metadata.name as string]?.normalized)).toEqual(expected);
  });
});

const plain = makeNode('node-1');
const tainted = makeNode('node-1', { taints: [gpu] });
test.each([
  ['a taint that goes', tainted, plain, true],
  ['a taint that comes', plain, tainted, false],
  ['a taint that stays', tainted, tainted, false],
  ['a new node without taints', null, plain, true],
  ['a new tainted node', null, tainted, false],
])('%s brings a rejected Pod back: %s', (_, before, after, expected) => {
  const actions = before === null ? ACTION.Add : ACTION.UpdateNodeTaint;
  expect(wouldRequeue(taintToleration, makePod(), { resource: 'Node', actions, before, after })).toBe(
    expected,
  );
});
