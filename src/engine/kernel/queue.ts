import { emptyTable, first, get, put, remove, type Table } from './table.ts';

/**
 * What is due when: messages on their way and timers that wait. Entries for the same millisecond
 * keep the order in which they were added.
 */
export interface Queue<E> {
  readonly size: number;
  /** Entries that are not background work; a run has settled when this is 0. */
  readonly foreground: number;
  readonly buckets: Table<Bucket<E>, number>;
}

interface Bucket<E> {
  /** Entries before `head` are gone; popping moves the head and shares the list. */
  readonly head: number;
  readonly entries: readonly E[];
}

export interface Due {
  readonly dueMs: number;
  readonly background?: boolean | undefined;
}

export function emptyQueue<E>(): Queue<E> {
  return { size: 0, foreground: 0, buckets: emptyTable() };
}

export function enqueue<E extends Due>(queue: Queue<E>, entry: E): Queue<E> {
  const bucket = get(queue.buckets, entry.dueMs);
  const entries = bucket === undefined ? [entry] : [...bucket.entries.slice(bucket.head), entry];
  return {
    size: queue.size + 1,
    foreground: queue.foreground + (entry.background ? 0 : 1),
    buckets: put(queue.buckets, entry.dueMs, { head: 0, entries }),
  };
}

export function nextDueMs(queue: Queue<Due>): number | undefined {
  return first(queue.buckets)?.[0];
}

export function dequeue<E extends Due>(queue: Queue<E>): { entry: E; queue: Queue<E> } | undefined {
  const earliest = first(queue.buckets);
  if (earliest === undefined) return undefined;
  const [dueMs, bucket] = earliest;
  const entry = bucket.entries[bucket.head] as E;
  const head = bucket.head + 1;
  const buckets =
    head === bucket.entries.length
      ? remove(queue.buckets, dueMs)
      : put(queue.buckets, dueMs, { head, entries: bucket.entries });
  return {
    entry,
    queue: { size: queue.size - 1, foreground: queue.foreground - (entry.background ? 0 : 1), buckets },
  };
}
