import { diffTables, emptyTable, type Table } from '../engine/kernel/table.ts';
import type { KeyedDiff } from '../protocol/view.ts';

/** What changed between two versions of a table, each value shown by `show`. `before` null: everything. */
export function tableChanges<V, Shown>(
  before: Table<V> | null,
  after: Table<V>,
  show: (value: V, key: string) => Shown,
): KeyedDiff<Shown> {
  const { changed, removed } = diffTables(before ?? emptyTable<V>(), after);
  return { changed: changed.map(([key, value]) => [key, show(value, key)]), removed };
}

/** `make`, but the same result for the same state. Sound because state is replaced, never mutated. */
export function remembered<S extends object, T>(make: (state: S) => T): (state: S) => T {
  const known = new WeakMap<S, T>();
  return (state) => {
    const old = known.get(state);
    if (old !== undefined) return old;
    const made = make(state);
    known.set(state, made);
    return made;
  };
}
