import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equal } from './equal.ts';

describe('equal', () => {
  it.each([
    [{ a: 1 }, { a: 1, b: undefined }, true],
    [{ b: undefined, a: 1 }, { a: 1 }, true],
    [{ a: 1 }, { a: 1, b: null }, false],
    [[], {}, false],
    [[1, 2], [2, 1], false],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [null, undefined, false],
    ['1', 1, false],
    [{ a: { b: [] } }, { a: { b: {} } }, false],
  ])('%j and %j: %s', (a, b, expected) => {
    expect(equal(a, b)).toBe(expected);
    expect(equal(b, a)).toBe(expected);
  });

  it('agrees with JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(equal(a, structuredClone(a))).toBe(true);
        if (JSON.stringify(a) === JSON.stringify(b)) expect(equal(a, b)).toBe(true);
        if (equal(a, b)) expect(a).toEqual(b);
      }),
    );
  });
});
