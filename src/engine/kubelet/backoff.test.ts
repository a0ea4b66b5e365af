import { describe, expect, test } from 'vitest';
import { type Backoff, backoffUntil, nextBackoff } from './backoff.ts';
import { goDuration } from './duration.ts';

describe('back-off', () => {
  test('doubles from ten seconds to five minutes', () => {
    const delays: number[] = [];
    let backoff: Backoff | null = null;
    for (let nowMs = 0; nowMs < 8000; nowMs += 1000) {
      backoff = nextBackoff(backoff, nowMs);
      delays.push(backoff.delayMs / 1000);
    }
    expect(delays).toEqual([10, 20, 40, 80, 160, 300, 300, 300]);
  });

  test('is forgotten after ten quiet minutes', () => {
    const backoff: Backoff = { delayMs: 160_000, updatedMs: 1000 };
    expect(backoffUntil(backoff, 601_000)).toBe(761_000);
    expect(backoffUntil(backoff, 601_001)).toBe(0);
    expect(nextBackoff(backoff, 601_001).delayMs).toBe(10_000);
  });

  test('there is none at first', () => {
    expect(backoffUntil(null, 5000)).toBe(0);
  });
});

test.each([
  [0, '0s'],
  [350, '350ms'],
  [1000, '1s'],
  [1500, '1.5s'],
  [2826, '2.826s'],
  [60_000, '1m0s'],
  [125_250, '2m5.25s'],
  [3_600_000, '1h0m0s'],
])('%d ms is %s', (durationMs, text) => {
  expect(goDuration(durationMs)).toBe(text);
});
