import { expect, test } from 'vitest';
import { makePod } from '../../testing/builders.ts';
import type { FilterOutcome } from '../framework/interface.ts';
import { SUCCESS } from '../framework/status.ts';
import { cycleOf } from '../testing/fixture.ts';
import { dynamicResources } from './dynamicResources.ts';

const outcome: FilterOutcome = { candidates: [], isUnresolvable: () => false, passes: () => SUCCESS };

test('a Pod without claims has nothing to give back', () => {
  const cycle = cycleOf({}, makePod());
  expect(dynamicResources.preFilter(cycle).status.code).toBe('Skip');
  expect(dynamicResources.postFilter(cycle, outcome).status).toEqual({
    code: 'Unschedulable',
    reasons: ['no new claims to deallocate'],
  });
});

test('when another PreFilter ended the cycle first, it breaks as upstream does', () => {
  expect(dynamicResources.postFilter(cycleOf({}, makePod()), outcome).status).toEqual({
    code: 'Error',
    reasons: ['not found'],
  });
});
