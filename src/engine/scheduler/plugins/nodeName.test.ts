import { expect, test } from 'vitest';
import { makeNode, makePod } from '../../testing/builders.ts';
import { cycleOf, filterAll } from '../testing/fixture.ts';
import { nodeName } from './nodeName.ts';

const nodes = [makeNode('node-1'), makeNode('node-2')];

test.each([
  ['no name', undefined, { 'node-1': 'ok', 'node-2': 'ok' }],
  ['an empty name', '', { 'node-1': 'ok', 'node-2': 'ok' }],
  [
    'a name',
    'node-2',
    {
      'node-1': "UnschedulableAndUnresolvable: node(s) didn't match the requested node name",
      'node-2': 'ok',
    },
  ],
])('a Pod with %s', (_, wanted, expected) => {
  const pod = makePod('web', wanted === undefined ? {} : { nodeName: wanted });
  expect(filterAll(nodeName, cycleOf({ nodes }, pod))).toEqual(expected);
});
