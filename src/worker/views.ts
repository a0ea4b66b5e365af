import { diffTables, emptyTable, type Table } from '../engine/kernel/table.ts';
import type { KeyedDiff } from '../protocol/view.ts';
import type { Change } from './kit.ts';

/** What changed between two versions of a table, each value shown by `show` when it is taken. `before` null: everything. */
export function* tableChanges<V, Shown>(
  before: Table<V> | null,
  after: Table<V>,
  show: (value: V, key: string) => Shown,
): Generator<Change<Shown>> {
  const { changed, removed } = diffTables(before ?? emptyTable<V>(), after);
  for (const key of removed) yield [key, null];
  for (const [key, value] of changed) yield [key, show(value, key)];
}

/** Changes as the page is told them, all at once. */
export function diffOf<V>(changes: Iterable<Change<V>>): KeyedDiff<V> {
  const changed: [string, V][] = [];
  const removed: string[] = [];
  for (const [key, now] of changes) {
    if (now === null) removed.push(key);
    else changed.push([key, now]);
  }
  return { changed, removed };
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
