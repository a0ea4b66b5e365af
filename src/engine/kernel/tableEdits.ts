import { get, put, remove, type Table } from './table.ts';

/**
 * A table while one message is handled: each entry is looked up in the table once and written to it once, however
 * often it is asked for and replaced in between.
 */
export class TableEdits<V, K extends string | number> {
  #table: Table<V, K>;
  /** Entries as they stand now, null for those that are not there. */
  #known: Map<K, V | null> | null = null;
  /** Keys whose entries are not in the table yet, in the order in which they were first changed. */
  #changed: Set<K> | null = null;

  constructor(table: Table<V, K>) {
    this.#table = table;
  }

  get(key: K): V | undefined {
    this.#known ??= new Map();
    const known = this.#known.get(key);
    if (known !== undefined) return known ?? undefined;
    const value = get(this.#table, key);
    this.#known.set(key, value ?? null);
    return value;
  }

  put(key: K, value: V): void {
    this.#set(key, value);
  }

  remove(key: K): void {
    this.#set(key, null);
  }

  #set(key: K, value: V | null): void {
    this.#known ??= new Map();
    this.#known.set(key, value);
    this.#changed ??= new Set();
    this.#changed.add(key);
  }

  /** How many entries there are at most: one that is new and one that is gone may count as well. */
  get mostEntries(): number {
    return this.#table.size + (this.#changed?.size ?? 0);
  }

  /** All of it. */
  table(): Table<V, K> {
    const changed = this.#changed;
    if (changed === null || changed.size === 0) return this.#table;
    let table = this.#table;
    for (const key of changed) {
      const value = this.#known?.get(key) ?? null;
      table = value === null ? remove(table, key) : put(table, key, value);
    }
    changed.clear();
    this.#table = table;
    return table;
  }

  /** Puts another table in its place. */
  replace(table: Table<V, K>): void {
    if (table === this.#table && (this.#changed?.size ?? 0) === 0) return;
    this.#table = table;
    this.#known = null;
    this.#changed = null;
  }
}
