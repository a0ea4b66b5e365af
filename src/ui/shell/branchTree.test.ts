import { expect, test } from 'vitest';
import type { BranchInfo } from '../../protocol/view.ts';
import { branchTree } from './branchTree.ts';

const branch = (id: number, parent: number | null, seq = 0): BranchInfo => ({
  id,
  parent: parent === null ? null : { branch: parent, seq, timeMs: seq },
  title: `command ${id}`,
  headSeq: 0,
  headMs: 0,
});

test('each branch stands below the one it left, in the order of the forks', () => {
  const tree = branchTree([branch(0, null), branch(1, 0, 40), branch(2, 0, 10), branch(3, 1, 50)]);
  expect(tree.map((twig) => [twig.branch.id, twig.depth])).toEqual([
    [0, 0],
    [2, 1],
    [1, 1],
    [3, 2],
  ]);
});
