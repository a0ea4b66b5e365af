import { describe, expect, test } from 'vitest';
import type { Toleration } from '../../../api/index.ts';
import { makeNode, makePod } from '../../testing/builders.ts';
import { ACTION } from '../framework/clusterEvent.ts';
import { cycleOf, filterAll, wouldRequeue } from '../testing/fixture.ts';
import { nodeUnschedulable } from './nodeUnschedulable.ts';

const open = makeNode('node-1');
const cordoned = makeNode('node-1', { spec: { unschedulable: true } });
const REASON = 'UnschedulableAndUnresolvable: node(s) were unschedulable';

describe('filter', () => {
  const tolerated: Toleration = { key: 'node.kubernetes.io/unschedulable', operator: 'Exists' };
  test.each([
    ['an open node', open, [], 'ok'],
    ['a cordoned node', cordoned, [], REASON],
    ['a cordoned node that the Pod tolerates', cordoned, [tolerated], 'ok'],
    [
      'a cordoned node, for a toleration of another effect',
      cordoned,
      [{ ...tolerated, effect: 'NoExecute' }],
      REASON,
    ],
  ] as const)('%s', (_, node, tolerations, expected) => {
    const pod = makePod('web', { spec: { tolerations: [...tolerations] } });
    expect(filterAll(nodeUnschedulable, cycleOf({ nodes: [node] }, pod))).toEqual({ 'node-1': expected });
  });
});

test.each([
  ['a new open node', ACTION.Add, null, open, true],
  ['a new cordoned node', ACTION.Add, null, cordoned, false],
  ['an uncordoned node', ACTION.UpdateNodeTaint, cordoned, open, true],
  ['a node that got another taint', ACTION.UpdateNodeTaint, open, open, false],
  ['new labels', ACTION.UpdateNodeLabel, cordoned, open, false],
])('%s brings a rejected Pod back: %s', (_, actions, before, after, expected) => {
  expect(wouldRequeue(nodeUnschedulable, makePod(), { resource: 'Node', actions, before, after })).toBe(
    expected,
  );
});
