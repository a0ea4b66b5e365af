import type { Bucket, Due, Queue } from './queue.ts';

/** A bucket that is being added to or taken from. */
interface OpenBucket<E> {
  readonly dueMs: number;
  readonly entries: E[];
  /** How many of them have been taken. */
  taken: number;
}

/**
 * A queue that is being worked off. It is changed in place and written down as a `Queue` when asked for; the queue
 * it began with stays as it was.
 */
export class Agenda<E extends Due> {
  /** Entries that are not background work. */
  foreground: number;
  /** As last written down. Those before `passed` are done, and those that are open count no more. */
  private buckets: readonly Bucket<E>[];
  private passed = 0;
  private readonly open = new Map<number, OpenBucket<E>>();
  /** The due times of the open buckets, as a binary heap. */
  private readonly times: number[] = [];
  /** The open bucket that is the earliest of all, once that is known. */
  private current: OpenBucket<E> | null = null;

  constructor(queue: Queue<E>) {
    this.foreground = queue.foreground;
    this.buckets = queue.buckets;
  }

  /** Adds an entry that is not due before what was taken last. */
  add(entry: E): void {
    const { dueMs } = entry;
    if (!entry.background) this.foreground++;
    (this.open.get(dueMs) ?? this.openAt(dueMs)).entries.push(entry);
    if (this.current !== null && dueMs < this.current.dueMs) this.current = null;
  }

  /** The entry that is next, left in its place. */
  peek(): E | undefined {
    const bucket = this.earliest();
    return bucket === null ? undefined : bucket.entries[bucket.taken];
  }

  take(): E | undefined {
    const bucket = this.earliest();
    if (bucket === null) return undefined;
    const entry = bucket.entries[bucket.taken++] as E;
    if (!entry.background) this.foreground--;
    return entry;
  }

  /** Infinite when nothing is due ever again. */
  nextDueMs(): number {
    const bucket = this.earliest();
    return bucket === null ? Number.POSITIVE_INFINITY : bucket.dueMs;
  }

  /** All that is due, as data. */
  queue(): Queue<E> {
    // A bucket that has just become empty is closed by this; no other is.
    this.earliest();
    const opened: Bucket<E>[] = [];
    for (const { dueMs, entries, taken } of this.open.values()) {
      opened.push({ dueMs, entries: taken === 0 ? entries : entries.slice(taken) });
    }
    opened.sort((a, b) => a.dueMs - b.dueMs);
    this.buckets = merged(this.buckets, this.passed, opened);
    this.passed = 0;
    // What has been given away is never added to again: buckets are opened anew.
    this.open.clear();
    this.times.length = 0;
    this.current = null;
    return { foreground: this.foreground, buckets: this.buckets };
  }

  private earliest(): OpenBucket<E> | null {
    const { current } = this;
    if (current !== null) {
      if (current.taken < current.entries.length) return current;
      this.close(current.dueMs);
    }
    const waitingMs = this.buckets[this.passed]?.dueMs ?? Number.POSITIVE_INFINITY;
    const openMs = this.times[0] ?? Number.POSITIVE_INFINITY;
    if (waitingMs < openMs) this.current = this.openAt(waitingMs);
    else this.current = this.open.get(openMs) ?? null;
    return this.current;
  }

  /** The earliest bucket is empty. */
  private close(dueMs: number): void {
    this.open.delete(dueMs);
    popTime(this.times);
    while (this.passed < this.buckets.length && (this.buckets[this.passed] as Bucket<E>).dueMs <= dueMs) {
      this.passed++;
    }
  }

  private openAt(dueMs: number): OpenBucket<E> {
    const entries = entriesAt(this.buckets, this.passed, dueMs);
    const bucket = { dueMs, entries: entries.slice(), taken: 0 };
    this.open.set(dueMs, bucket);
    pushTime(this.times, dueMs);
    return bucket;
  }
}

/** The entries of a bucket at or after the index `from`; none when there is no such bucket. */
function entriesAt<E>(buckets: readonly Bucket<E>[], from: number, dueMs: number): readonly E[] {
  let low = from;
  let high = buckets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((buckets[middle] as Bucket<E>).dueMs < dueMs) low = middle + 1;
    else high = middle;
  }
  const found = buckets[low];
  return found?.dueMs === dueMs ? found.entries : [];
}

/** Both in order of time; `opened` takes the place of what is due at the same time in `buckets` from `from` on. */
function merged<E>(
  buckets: readonly Bucket<E>[],
  from: number,
  opened: readonly Bucket<E>[],
): readonly Bucket<E>[] {
  const all: Bucket<E>[] = [];
  let at = from;
  for (const bucket of opened) {
    while (at < buckets.length && (buckets[at] as Bucket<E>).dueMs < bucket.dueMs) {
      all.push(buckets[at++] as Bucket<E>);
    }
    if (buckets[at]?.dueMs === bucket.dueMs) at++;
    all.push(bucket);
  }
  while (at < buckets.length) all.push(buckets[at++] as Bucket<E>);
  return all;
}

function pushTime(heap: number[], time: number): void {
  let at = heap.length;
  heap.push(time);
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] as number;
    if (above <= time) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = time;
}

/** Takes away the smallest. */
function popTime(heap: number[]): void {
  const last = heap.pop() as number;
  if (heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] as number) < (heap[child] as number)) child++;
    const below = heap[child] as number;
    if (below >= last) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = last;
}
