import { expect, test } from 'vitest';
import type { Pod } from '../../../api/index.ts';
import { makeNode, makePod } from '../../testing/builders.ts';
import { cycleOf, scoreAll } from '../testing/fixture.ts';
import { nodeResourcesBalancedAllocation } from './nodeResourcesBalancedAllocation.ts';

const node = makeNode('node-1', { cpu: '4', memory: '8Gi' });
const onNode = (cpu: string, memory: string): Pod =>
  makePod('old', { requests: { cpu, memory }, nodeName: 'node-1' });

// 50 + (50 + balance with the Pod - balance without it) / 2, where balance is 100 - half the distance of the shares.
const cases: [string, Pod[], { cpu: string; memory: string }, number][] = [
  ['balance that stays perfect', [], { cpu: '1', memory: '2Gi' }, 75],
  ['perfect balance lost altogether', [], { cpu: '4', memory: '0' }, 50],
  ['a quarter of the cpu, none of the memory', [], { cpu: '1', memory: '0' }, 68],
  ['imbalance put right', [onNode('2', '0')], { cpu: '0', memory: '4Gi' }, 87],
  ['the worst imbalance put right', [onNode('4', '0')], { cpu: '0', memory: '8Gi' }, 100],
  ['imbalance that stays', [onNode('2', '0')], { cpu: '1', memory: '2Gi' }, 75],
  ['a share above one counts as one', [onNode('8', '8Gi')], { cpu: '1', memory: '1Gi' }, 75],
];
test.each(cases)('%s', (_, pods, requests, expected) => {
  const cycle = cycleOf({ nodes: [node], pods }, makePod('web', { requests }));
  expect(scoreAll(nodeResourcesBalancedAllocation, cycle)?.['node-1']?.raw).toBe(expected);
});

test('a Pod that asks for nothing is not scored', () => {
  expect(scoreAll(nodeResourcesBalancedAllocation, cycleOf({ nodes: [node] }, makePod()))).toBeNull();
});
