// Models kubernetes@v1.36.0 staging/src/k8s.io/client-go/util/flowcontrol/backoff.go

export interface Backoff {
  readonly delayMs: number;
  readonly updatedMs: number;
}

/** Of crashing containers and of image pulls alike. */
export const BACKOFF_INITIAL_MS = 10_000;
export const BACKOFF_MAX_MS = 300_000;

/** A delay nobody has raised for twice the maximum starts anew. */
function hasExpired(backoff: Backoff, eventMs: number): boolean {
  return eventMs - backoff.updatedMs > 2 * BACKOFF_MAX_MS;
}

/** The delay doubled, or the first. */
export function nextBackoff(backoff: Backoff | null, nowMs: number): Backoff {
  const delayMs =
    backoff === null || hasExpired(backoff, nowMs)
      ? BACKOFF_INITIAL_MS
      : Math.min(backoff.delayMs * 2, BACKOFF_MAX_MS);
  return { delayMs, updatedMs: nowMs };
}

/** When the delay that counts from `eventMs` is over; 0 when there is none. */
export function backoffUntil(backoff: Backoff | null, eventMs: number): number {
  return backoff === null || hasExpired(backoff, eventMs) ? 0 : eventMs + backoff.delayMs;
}
