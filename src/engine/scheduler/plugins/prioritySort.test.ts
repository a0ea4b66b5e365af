import fc from 'fast-check';
import { expect, test } from 'vitest';
import { prioritySort } from './prioritySort.ts';

test('higher priority first, then who has waited longer', () => {
  const pod = fc.record({
    priority: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    timestampMs: fc.integer({ min: -60_000, max: 10 ** 9 }),
  });
  fc.assert(
    fc.property(pod, pod, (a, b) => {
      const isBefore =
        a.priority > b.priority || (a.priority === b.priority && a.timestampMs < b.timestampMs);
      const key = ({ priority, timestampMs }: typeof a) => prioritySort.sortKey(priority, timestampMs);
      expect(key(a) < key(b)).toBe(isBefore);
    }),
  );
});
