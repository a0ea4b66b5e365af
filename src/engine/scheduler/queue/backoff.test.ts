import { expect, test } from 'vitest';
import { backoffDurationMs, backoffUntilMs, isBackingOff } from './backoff.ts';

test.each([
  [0, 0],
  [1, 1000],
  [2, 2000],
  [3, 4000],
  [4, 8000],
  [5, 10_000],
  [60, 10_000],
])('after %i failures a Pod rests %i ms', (count, expected) => {
  expect(backoffDurationMs(count)).toBe(expected);
});

test('the end is moved to the beginning of its second', () => {
  expect(backoffUntilMs(1234, 1)).toBe(2000);
  expect(backoffUntilMs(1234, 0)).toBeNull();
});

test.each([
  [1999, true],
  [2000, true],
  [2999, true],
  [3000, false],
])('at %i ms a back-off to 2000 ms still holds: %s', (nowMs, expected) => {
  expect(isBackingOff(2000, nowMs)).toBe(expected);
});
