// Models kubernetes@v1.36.0 pkg/scheduler/backend/queue/backoff_queue.go

export const INITIAL_BACKOFF_MS = 1000;
export const MAX_BACKOFF_MS = 10_000;
/** Back-offs end on whole seconds, so that all Pods of one second are sorted by priority. */
export const ORDERING_WINDOW_MS = 1000;

/** How long a Pod rests after its `count`-th failure. */
export function backoffDurationMs(count: number): number {
  if (count === 0) return 0;
  return count > 4 ? MAX_BACKOFF_MS : Math.min(MAX_BACKOFF_MS, INITIAL_BACKOFF_MS * 2 ** (count - 1));
}

export function alignToWindow(timeMs: number): number {
  return Math.floor(timeMs / ORDERING_WINDOW_MS) * ORDERING_WINDOW_MS;
}

/** When the back-off that began at `sinceMs` ends; null when there is none. */
export function backoffUntilMs(sinceMs: number, count: number): number | null {
  return count === 0 ? null : alignToWindow(sinceMs + backoffDurationMs(count));
}

/** A Pod rests to the end of the window in which its back-off ends. */
export function isBackingOff(untilMs: number | null, nowMs: number): boolean {
  return untilMs !== null && untilMs >= alignToWindow(nowMs);
}
