/**
 * What is due when: messages on their way and timers that wait. This is how a world holds it, as plain data; an
 * `Agenda` works it off.
 */
export interface Queue<E> {
  /** Entries that are not background work; a run has settled when this is 0. */
  readonly foreground: number;
  /** The earliest first. */
  readonly buckets: readonly Bucket<E>[];
}

/** What is due in one millisecond, in the order in which it was added; never empty. */
export interface Bucket<E> {
  readonly dueMs: number;
  readonly entries: readonly E[];
}

export interface Due {
  readonly dueMs: number;
  readonly background?: boolean | undefined;
}

export function emptyQueue<E>(): Queue<E> {
  return { foreground: 0, buckets: [] };
}

export function nextDueMs(queue: Queue<Due>): number | undefined {
  return queue.buckets[0]?.dueMs;
}
