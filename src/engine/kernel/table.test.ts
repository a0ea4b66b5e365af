import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ceiling,
  diffTables,
  emptyTable,
  first,
  get,
  keys,
  put,
  remove,
  scan,
  scanPrefix,
  type Table,
  tableOf,
} from './table.ts';

type Edit = { key: number; value: number | null };
const edits = fc.array(
  fc.record({ key: fc.integer({ min: 0, max: 300 }), value: fc.option(fc.integer(), { nil: null }) }),
  { maxLength: 600 },
);

function play(list: readonly Edit[], start: Table<number, number> = emptyTable()): Table<number, number> {
  return list.reduce(
    (table, { key, value }) => (value === null ? remove(table, key) : put(table, key, value)),
    start,
  );
}

function model(list: readonly Edit[], start: ReadonlyMap<number, number> = new Map()): Map<number, number> {
  const map = new Map(start);
  for (const { key, value } of list) {
    if (value === null) map.delete(key);
    else map.set(key, value);
  }
  return map;
}

const sorted = (map: Map<number, number>): [number, number][] => [...map].sort((a, b) => a[0] - b[0]);

function entries<V>(table: Table<V, number>): [number, V][] {
  const list: [number, V][] = [];
  scan(table, (value, key) => {
    list.push([key, value]);
  });
  return list;
}

describe('table', () => {
  it('holds what a Map holds, in key order, after any edits', () => {
    fc.assert(
      fc.property(edits, (list) => {
        const table = play(list);
        const map = model(list);
        expect(entries(table)).toEqual(sorted(map));
        expect(table.size).toBe(map.size);
        expect(first(table)).toEqual(sorted(map)[0]);
        for (const { key } of list) {
          expect(get(table, key)).toBe(map.get(key));
          expect(ceiling(table, key)).toBe(sorted(map).find(([other]) => other >= key)?.[0]);
        }
      }),
    );
  });

  it('leaves the old version as it was', () => {
    fc.assert(
      fc.property(edits, edits, (before, after) => {
        const old = play(before);
        play(after, old);
        expect(entries(old)).toEqual(sorted(model(before)));
      }),
    );
  });

  it('diff turns one version into the other and names nothing else', () => {
    fc.assert(
      fc.property(edits, edits, (before, after) => {
        const old = play(before);
        const now = play(after, old);
        const a = model(before);
        const b = model(after, a);
        const diff = diffTables(old, now);
        expect(diff.removed).toEqual(
          sorted(a)
            .filter(([key]) => !b.has(key))
            .map(([key]) => key),
        );
        expect(diff.changed).toEqual(sorted(b).filter(([key, value]) => a.get(key) !== value));
      }),
    );
  });

  it('scans from a key on and stops when told', () => {
    const table = tableOf(Array.from({ length: 500 }, (_, i) => [i * 2, i] as const));
    const seen: number[] = [];
    scan(table, (_, key) => seen.push(key) < 3, 501);
    expect(seen).toEqual([502, 504, 506]);
  });

  it('scans one prefix only', () => {
    const table = tableOf([
      ['/a/1', 1],
      ['/a/2', 2],
      ['/b/1', 3],
    ]);
    const seen: number[] = [];
    scanPrefix(table, '/a/', (value) => {
      seen.push(value);
    });
    expect(seen).toEqual([1, 2]);
    expect(keys(table)).toHaveLength(3);
  });

  it('is unchanged, by identity, when nothing changes', () => {
    const table = tableOf([['a', 1]]);
    expect(put(table, 'a', 1)).toBe(table);
    expect(remove(table, 'b')).toBe(table);
  });
});
