import { describe, expect, it } from 'vitest';
import { hexId, nameSuffix, uid } from './ids.ts';
import { next, streamOf } from './random.ts';

function drawer(seed: number, name: string): () => number {
  let stream = streamOf(seed, name);
  return () => {
    const drawn = next(stream);
    stream = drawn.stream;
    return drawn.value;
  };
}

describe('ids', () => {
  it.each([
    ['uid', uid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
    ['name suffix', nameSuffix, /^[bcdfghjklmnpqrstvwxz2456789]{5}$/],
    ['container id', hexId, /^[0-9a-f]{64}$/],
  ] as const)('%s has its shape and depends only on seed and component', (_, make, shape) => {
    const one = make(drawer(7, 'apiserver'));
    expect(one).toMatch(shape);
    expect(make(drawer(7, 'apiserver'))).toBe(one);
    expect(make(drawer(8, 'apiserver'))).not.toBe(one);
    expect(make(drawer(7, 'scheduler'))).not.toBe(one);
  });
});

describe('stream', () => {
  it('spreads evenly enough to break ties with', () => {
    const draw = drawer(1, 'scheduler');
    const counts = [0, 0, 0];
    for (let i = 0; i < 30_000; i++) {
      const side = draw() % 3;
      counts[side] = (counts[side] as number) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});
