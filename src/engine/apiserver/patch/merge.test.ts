import { describe, expect, it } from 'vitest';
import { mergePatch } from './merge.ts';

describe('a merge patch', () => {
  // The examples of RFC 7386, appendix A, that concern objects.
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('of %j by %j is %j', (original, patch, expected) => {
    expect(mergePatch(original, patch)).toEqual(expected);
  });

  it('gives the original back when nothing changes, and shares what did not', () => {
    const original = { a: { b: 1 }, c: { d: 2 } };
    expect(mergePatch(original, { a: { b: 1 }, x: null })).toBe(original);
    const changed = mergePatch(original, { a: { b: 2 } }) as typeof original;
    expect(changed.c).toBe(original.c);
  });
});
