import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { afterPaint } from './paint.ts';

describe('after a paint', () => {
  let paints: FrameRequestCallback[] = [];
  const paint = () => {
    for (const run of paints.splice(0)) run(performance.now());
  };

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    vi.stubGlobal('requestAnimationFrame', (run: FrameRequestCallback) => paints.push(run));
  });

  afterEach(() => {
    paints = [];
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it('what little work brought about is followed at once', () => {
    const run = vi.fn();
    afterPaint(run);
    vi.advanceTimersByTime(1);
    expect(run).not.toHaveBeenCalled();
    paint();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('much work is followed by a rest that grows with it, within bounds', () => {
    const restAfter = (workMs: number) => {
      const run = vi.fn();
      const work = vi.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValueOnce(workMs);
      afterPaint(run);
      vi.advanceTimersByTime(1);
      work.mockRestore();
      paint();
      let restMs = 0;
      for (; run.mock.calls.length === 0; restMs++) vi.advanceTimersByTime(1);
      return restMs;
    };
    const rests = [0, 20, 60, 5000].map(restAfter);
    expect(rests[0]).toBeLessThanOrEqual(1);
    expect(rests[1]).toBeGreaterThan(20);
    expect(rests[2]).toBeGreaterThan(rests[1] ?? 0);
    expect(rests[3]).toBeLessThan(200);
  });

  it('a page out of sight paints nothing and is asked nevertheless, once', () => {
    const run = vi.fn();
    afterPaint(run);
    vi.advanceTimersByTime(200);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    expect(run).toHaveBeenCalledTimes(1);
    paint();
    vi.advanceTimersByTime(1000);
    expect(run).toHaveBeenCalledTimes(1);
  });
});
