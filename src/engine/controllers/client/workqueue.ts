// Models kubernetes@v1.36.0 staging/src/k8s.io/client-go/util/workqueue/queue.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/client-go/util/workqueue/default_rate_limiters.go
// Differs: the overall token bucket (10 items a second) is not modelled, only the delay per item.
import { emptyTable, first, get, put, remove, type Table } from '../../kernel/table.ts';

/** Keys that wait for a worker, and those a worker is busy with. A key is in each at most once. */
export interface WorkQueue {
  readonly next: number;
  /** Key by its place in the line. */
  readonly line: Table<string, number>;
  readonly places: Table<number>;
  readonly active: Table<Active>;
  /** How often in a row each key failed. */
  readonly failures: Table<number>;
}

/** What a worker holds while it waits for the answers to the calls it made for a key. */
export interface Active {
  /** The key was added again after it was last looked at. */
  readonly dirty: boolean;
  /** Calls without an answer. */
  readonly open: number;
  /** One of the calls failed. */
  readonly failed: boolean;
  /** One of the calls changed something. */
  readonly moved: boolean;
  /** The controller remembered the same when it made the calls before. */
  readonly repeats: boolean;
  /** There is nothing to look at after these calls. */
  readonly final: boolean;
  /** What the controller wants to remember until the key is done. */
  readonly memory: unknown;
}

export const EMPTY_WORK_QUEUE: WorkQueue = {
  next: 0,
  line: emptyTable(),
  places: emptyTable(),
  active: emptyTable(),
  failures: emptyTable(),
};

const BASE_DELAY_MS = 5;
const MAX_DELAY_MS = 1_000_000;

export function addKey(queue: WorkQueue, key: string): WorkQueue {
  const active = get(queue.active, key);
  if (active !== undefined) {
    return active.dirty ? queue : { ...queue, active: put(queue.active, key, { ...active, dirty: true }) };
  }
  if (get(queue.places, key) !== undefined) return queue;
  return {
    ...queue,
    next: queue.next + 1,
    line: put(queue.line, queue.next, key),
    places: put(queue.places, key, queue.next),
  };
}

/** The key at the head of the line, now held by a worker; undefined when none waits or all workers are busy. */
export function takeKey(queue: WorkQueue, workers: number): { key: string; queue: WorkQueue } | undefined {
  if (queue.active.size >= workers) return undefined;
  const head = first(queue.line);
  if (head === undefined) return undefined;
  const [place, key] = head;
  return {
    key,
    queue: {
      ...queue,
      line: remove(queue.line, place),
      places: remove(queue.places, key),
      active: put(queue.active, key, {
        dirty: false,
        open: 0,
        failed: false,
        moved: false,
        repeats: false,
        final: false,
        memory: undefined,
      }),
    },
  };
}

/** Ends the work on a key; it goes to the end of the line when it was added meanwhile. */
export function finishKey(queue: WorkQueue, key: string): WorkQueue {
  const active = get(queue.active, key);
  const idle = { ...queue, active: remove(queue.active, key) };
  return active?.dirty ? addKey(idle, key) : idle;
}

export function forgetFailures(queue: WorkQueue, key: string): WorkQueue {
  const failures = remove(queue.failures, key);
  return failures === queue.failures ? queue : { ...queue, failures };
}

/** Counts one more failure of the key; it is to be tried again after `delayMs`: 5 ms, 10 ms, 20 ms … 1000 s. */
export function countFailure(queue: WorkQueue, key: string): { queue: WorkQueue; delayMs: number } {
  const failures = get(queue.failures, key) ?? 0;
  return {
    queue: { ...queue, failures: put(queue.failures, key, failures + 1) },
    delayMs: Math.min(BASE_DELAY_MS * 2 ** Math.min(failures, 30), MAX_DELAY_MS),
  };
}
