import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HashMemo, hashValue, pathToNonData } from './hash.ts';

/** JSON with members sorted: two values are equal as data when this is. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** The same data with members added in the opposite order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

describe('hashValue', () => {
  it('is equal exactly for equal JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.jsonValue({ maxDepth: 4 }), (a, b) => {
        expect(hashValue(a) === hashValue(b)).toBe(canonical(a) === canonical(b));
        expect(hashValue(reversed(a))).toBe(hashValue(a));
        expect(hashValue(JSON.parse(JSON.stringify(a)))).toBe(hashValue(a));
      }),
    );
  });

  it('is the same with a memo', () => {
    const memo: HashMemo = new WeakMap();
    const shared = { deep: [1, 2, { x: 'y' }] };
    const first = { a: shared, b: 1 };
    expect(hashValue(first, memo)).toBe(hashValue(first));
    expect(hashValue({ b: 2, c: shared }, memo)).toBe(hashValue({ c: shared, b: 2 }));
  });

  it.each([
    ['numbers apart', [1, 23], [12, 3]],
    ['strings apart', ['a', 'bc'], ['ab', 'c']],
    ['number and text', 1, '1'],
    ['null and nothing', [null], []],
    ['empty list and object', [], {}],
    ['order in lists', [1, 2], [2, 1]],
  ])('tells %s', (_, a, b) => {
    expect(hashValue(a)).not.toBe(hashValue(b));
  });

  it('takes a member that is undefined for absent, as JSON does', () => {
    expect(hashValue({ a: 1, b: undefined })).toBe(hashValue({ a: 1 }));
  });

  it.each([
    ['a function', { queue: { entries: [0, { send: () => 0 }] } }, '$.queue.entries[1].send'],
    ['a Map', { state: new Map() }, '$.state'],
    ['NaN', { nowMs: Number.NaN }, '$.nowMs'],
  ])('refuses %s and says where', (_, value, path) => {
    expect(() => hashValue(value)).toThrow(TypeError);
    expect(pathToNonData(value)).toBe(path);
  });

  it('never changes: a hash may be kept in a test or a file', () => {
    expect(
      hashValue({ kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [1.5, null, true] } }),
    ).toBe('76ab403e2bc069bc');
  });
});
