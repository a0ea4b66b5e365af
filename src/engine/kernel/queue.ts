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
  /** Place of the next entry in this millisecond. */
  readonly next: number;
  readonly entries: Table<E, number>;
}

export interface Due {
  readonly dueMs: number;
  readonly background?: boolean | undefined;
}

export function emptyQueue<E>(): Queue<E> {
  return { size: 0, foreground: 0, buckets: emptyTable() };
}

export function enqueue<E extends Due>(queue: Queue<E>, entry: E): Queue<E> {
  const bucket = get(queue.buckets, entry.dueMs) ?? { next: 0, entries: emptyTable<E, number>() };
  const grown = { next: bucket.next + 1, entries: put(bucket.entries, bucket.next, entry) };
  return {
    size: queue.size + 1,
    foreground: queue.foreground + (entry.background ? 0 : 1),
    buckets: put(queue.buckets, entry.dueMs, grown),
  };
}

export function nextDueMs(queue: Queue<Due>): number | undefined {
  return first(queue.buckets)?.[0];
}

/** The entry that is next, left in its place. */
export function peek<E extends Due>(queue: Queue<E>): E | undefined {
  const earliest = first(queue.buckets);
  return earliest && first(earliest[1].entries)?.[1];
}

export function dequeue<E extends Due>(queue: Queue<E>): { entry: E; queue: Queue<E> } | undefined {
  const earliest = first(queue.buckets);
  if (earliest === undefined) return undefined;
  const [dueMs, bucket] = earliest;
  const [place, entry] = first(bucket.entries) as readonly [number, E];
  const entries = remove(bucket.entries, place);
  const buckets =
    entries.size === 0
      ? remove(queue.buckets, dueMs)
      : put(queue.buckets, dueMs, { next: bucket.next, entries });
  return {
    entry,
    queue: { size: queue.size - 1, foreground: queue.foreground - (entry.background ? 0 : 1), buckets },
  };
}
