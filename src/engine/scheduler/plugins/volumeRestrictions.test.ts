import { describe, expect, test } from 'vitest';
import type { Pod } from '../../../api/index.ts';
import { makeNode, makePersistentVolumeClaim, makePod } from '../../testing/builders.ts';
import { ACTION } from '../framework/clusterEvent.ts';
import { cycleOf, filterAll, wouldRequeue } from '../testing/fixture.ts';
import { volumeRestrictions } from './volumeRestrictions.ts';

const NO =
  'Unschedulable: node has pod using PersistentVolumeClaim with the same name and ReadWriteOncePod access mode';
const withClaim = (name: string, claimName: string, nodeName?: string): Pod =>
  makePod(name, {
    uid: name,
    spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }] },
    ...(nodeName !== undefined && { nodeName }),
  });
const claim = (name: string, mode: 'ReadWriteOncePod' | 'ReadWriteOnce') =>
  makePersistentVolumeClaim(name, { accessModes: [mode] });

describe('filter', () => {
  test.each([
    ['a claim for one Pod that another one uses', 'alone', 'alone', NO],
    ['another claim', 'alone', 'other', 'ok'],
    ['a claim for one node', 'other', 'other', 'skipped'],
  ])('%s', (_, wanted, used, expected) => {
    const objects = {
      nodes: [makeNode('node-1'), makeNode('node-2')],
      pods: [withClaim('old', used, 'node-1')],
      persistentVolumeClaims: [claim('alone', 'ReadWriteOncePod'), claim('other', 'ReadWriteOnce')],
    };
    const answer = filterAll(volumeRestrictions, cycleOf(objects, withClaim('web', wanted)));
    expect(answer).toEqual({ 'node-1': expected, 'node-2': expected });
  });
});

test.each([
  ['the claim', 'alone', true],
  ['another', 'other', false],
])('a deleted Pod that used %s brings a rejected Pod back: %s', (_, used, expected) => {
  const before = withClaim('old', used, 'node-1');
  const change = { resource: 'AssignedPod', actions: ACTION.Delete, before, after: null } as const;
  expect(wouldRequeue(volumeRestrictions, withClaim('web', 'alone'), change)).toBe(expected);
});
