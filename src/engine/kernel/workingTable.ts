import { get, put, type Table } from './table.ts';

/**
 * A table whose values are replaced again and again. It is changed in place and written down as a `Table` when asked
 * for; the table it began with stays as it was.
 */
export class WorkingTable<V> {
  private written: Table<V>;
  private readonly values = new Map<string, V>();
  /** Keys whose values are not written down yet. */
  private readonly changed = new Set<string>();

  constructor(table: Table<V>) {
    this.written = table;
  }

  get(key: string): V | undefined {
    const known = this.values.get(key);
    if (known !== undefined) return known;
    const value = get(this.written, key);
    if (value !== undefined) this.values.set(key, value);
    return value;
  }

  put(key: string, value: V): void {
    this.values.set(key, value);
    this.changed.add(key);
  }

  /** All of it as data. New keys come in the order in which they were first put, as if they had been put at once. */
  table(): Table<V> {
    for (const key of this.changed) this.written = put(this.written, key, this.values.get(key) as V);
    this.changed.clear();
    return this.written;
  }
}
