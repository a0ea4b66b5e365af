import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyTable, get, put, remove, scan, type Table } from './table.ts';
import { TableEdits } from './tableEdits.ts';

const key = fc.integer({ min: 0, max: 40 });
type Act =
  | { readonly act: 'put'; readonly key: number; readonly value: number }
  | { readonly act: 'remove' | 'get'; readonly key: number }
  | { readonly act: 'table' | 'empty' };
const acts = fc.array(
  fc.oneof(
    fc.record({ act: fc.constant('put' as const), key, value: fc.integer() }),
    fc.record({ act: fc.constantFrom('remove' as const, 'get' as const), key }),
    fc.record({ act: fc.constantFrom('table' as const, 'empty' as const) }),
  ),
  { maxLength: 80 },
) as fc.Arbitrary<readonly Act[]>;

const entries = (table: Table<number, number>): [number, number][] => {
  const list: [number, number][] = [];
  scan(table, (value, at) => list.push([at, value]));
  return list;
};

describe('edits of a table', () => {
  it('are seen at once and come to what the table itself would', () => {
    fc.assert(
      fc.property(acts, acts, (before, after) => {
        let model = emptyTable<number, number>();
        const play = (edits: TableEdits<number, number>, list: readonly Act[]) => {
          for (const one of list) {
            switch (one.act) {
              case 'put':
                edits.put(one.key, one.value);
                model = put(model, one.key, one.value);
                break;
              case 'remove':
                edits.remove(one.key);
                model = remove(model, one.key);
                break;
              case 'get':
                expect(edits.get(one.key)).toBe(get(model, one.key));
                break;
              case 'table':
                expect(entries(edits.table())).toEqual(entries(model));
                break;
              case 'empty':
                edits.replace(emptyTable());
                model = emptyTable();
            }
            expect(edits.mostEntries).toBeGreaterThanOrEqual(model.size);
          }
        };
        const first = new TableEdits<number, number>(model);
        play(first, before);
        const start = first.table();
        const shown = entries(start);
        play(new TableEdits(start), after);
        expect(entries(start)).toEqual(shown);
      }),
    );
  });

  it('leave the table the same when nothing is changed', () => {
    const table = put(put(emptyTable<number, number>(), 1, 10), 2, 20);
    const edits = new TableEdits(table);
    edits.get(1);
    edits.get(3);
    edits.put(2, 20);
    edits.remove(3);
    expect(edits.table()).toBe(table);
  });
});
