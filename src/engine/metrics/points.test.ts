import { describe, expect, it } from 'vitest';
import { type ContainerPoint, containerPair, usageOf } from './points.ts';

const point = (timeMs: number, cpuMs: number, startMs = 0): ContainerPoint => ({
  name: 'c',
  startMs,
  timeMs,
  cpuMs,
  memoryBytes: 2048,
});

/** What is known after these measurements, one after the other. */
function usageAfter(...points: readonly ContainerPoint[]) {
  const pair = points.reduce<ReturnType<typeof containerPair> | undefined>(
    (known, last) => containerPair(last, known),
    undefined,
  );
  return pair && usageOf(pair);
}

describe('usage between two scrapes', () => {
  it.each([
    ['one is not enough', [point(60_000, 5000)], null],
    ['half a processor', [point(60_000, 5000), point(75_000, 12_500)], '500000000n'],
    ['nothing', [point(60_000, 5000), point(75_000, 5000)], '0'],
    ['a young container counts from its start', [point(12_000, 6000)], '500000000n'],
    ['one too young does not', [point(9000, 6000)], null],
    ['a restarted one begins anew', [point(60_000, 5000), point(75_000, 10, 70_000)], null],
    [
      'and is known again after its second',
      [point(60_000, 5000), point(75_000, 0, 70_000), point(90_000, 1500, 70_000)],
      '100000000n',
    ],
    ['the same point twice', [point(60_000, 0), point(75_000, 1500), point(75_000, 1500)], '100000000n'],
  ])('%s', (_, points, cpu) => {
    expect(usageAfter(...points)?.cpu ?? null).toBe(cpu);
    if (cpu !== null) expect(usageAfter(...points)?.memory).toBe('2Ki');
  });
});
