import { expect, test } from 'vitest';
import { makePod } from '../../testing/builders.ts';
import { schedulingGates } from './schedulingGates.ts';

test.each([
  ['no gates', undefined, 'Success', []],
  ['an empty list', [], 'Success', []],
  [
    'two gates',
    [{ name: 'a.io/quota' }, { name: 'b.io/review' }],
    'UnschedulableAndUnresolvable',
    ['waiting for scheduling gates: [a.io/quota b.io/review]'],
  ],
])('a Pod with %s', (_, gates, code, reasons) => {
  const pod = makePod('web', { spec: { schedulingGates: gates } });
  expect(schedulingGates.preEnqueue(pod)).toEqual({ code, reasons });
});
