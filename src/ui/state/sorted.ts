import type { KeyedDiff } from '../../protocol/view.ts';

/**
 * Values in order of their keys, changed in place. Putting many new ones in costs one merge, and a value in
 * place of another nothing but that.
 */
export class Sorted<V> {
  #keys: string[] = [];
  readonly #values = new Map<string, V>();

  get size(): number {
    return this.#values.size;
  }

  get(key: string): V | undefined {
    return this.#values.get(key);
  }

  apply({ changed, removed }: KeyedDiff<V>): void {
    const added: string[] = [];
    const gone = new Set<string>();
    for (const key of removed) if (this.#values.delete(key)) gone.add(key);
    for (const [key, value] of changed) {
      if (!this.#values.has(key) && !gone.delete(key)) added.push(key);
      this.#values.set(key, value);
    }
    if (gone.size > 0) this.#keys = this.#keys.filter((key) => !gone.has(key));
    if (added.length > 0) this.#keys = merge(this.#keys, added.sort());
  }

  list(): V[] {
    return this.#keys.map((key) => this.#values.get(key) as V);
  }
}

function merge(a: readonly string[], b: readonly string[]): string[] {
  const all: string[] = [];
  let from = 0;
  for (const key of b) {
    while (from < a.length && (a[from] as string) < key) all.push(a[from++] as string);
    all.push(key);
  }
  while (from < a.length) all.push(a[from++] as string);
  return all;
}
