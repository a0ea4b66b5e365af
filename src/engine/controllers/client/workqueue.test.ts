import { describe, expect, it } from 'vitest';
import { addKey, countFailure, EMPTY_WORK_QUEUE, finishKey, forgetFailures, takeKey } from './workqueue.ts';

describe('work queue', () => {
  it('hands out keys in the order they came, each once', () => {
    let queue = ['b', 'a', 'b'].reduce(addKey, EMPTY_WORK_QUEUE);
    const first = takeKey(queue, 5);
    expect(first?.key).toBe('b');
    queue = first!.queue;
    const second = takeKey(queue, 5);
    expect(second?.key).toBe('a');
    expect(takeKey(second!.queue, 5)).toBeUndefined();
  });

  it('gives nothing out while every worker is busy', () => {
    const queue = ['a', 'b'].reduce(addKey, EMPTY_WORK_QUEUE);
    const busy = takeKey(queue, 1)!.queue;
    expect(takeKey(busy, 1)).toBeUndefined();
    expect(takeKey(finishKey(busy, 'a'), 1)?.key).toBe('b');
  });

  it('never gives one key to two workers, and comes back to it when it was added meanwhile', () => {
    const busy = takeKey(addKey(EMPTY_WORK_QUEUE, 'a'), 5)!.queue;
    const dirty = addKey(busy, 'a');
    expect(takeKey(dirty, 5)).toBeUndefined();
    expect(takeKey(finishKey(dirty, 'a'), 5)?.key).toBe('a');
    expect(takeKey(finishKey(busy, 'a'), 5)).toBeUndefined();
  });

  it('doubles the delay with each failure in a row up to 1000 s', () => {
    const delays: number[] = [];
    let queue = EMPTY_WORK_QUEUE;
    for (let i = 0; i < 20; i++) {
      const counted = countFailure(queue, 'a');
      queue = counted.queue;
      delays.push(counted.delayMs);
    }
    expect(delays.slice(0, 4)).toEqual([5, 10, 20, 40]);
    expect(delays.at(-1)).toBe(1_000_000);
    expect(countFailure(forgetFailures(queue, 'a'), 'a').delayMs).toBe(5);
    expect(countFailure(queue, 'b').delayMs).toBe(5);
  });
});
