/** A place on the scale as a request to go there: to a message, or into a wait between two. */
export type Place = { readonly seq: number } | { readonly timeMs: number };

export interface Wait {
  readonly from: number;
  readonly to: number;
  readonly lastsMs: number;
}

type Stop = { readonly seq: number; readonly timeMs: number; readonly background: boolean };

/** A wait of this length takes as much room as one message. */
const WAIT_UNIT_MS = 50;
const ROOM_OF_WAIT = 2;

function roomOf(waitMs: number): number {
  return waitMs > 0 ? ROOM_OF_WAIT * Math.log2(1 + waitMs / WAIT_UNIT_MS) : 0;
}

/**
 * Where things stand on the bar. A Pod's creation is forty messages within a twentieth of a second, then
 * seconds of pulling an image: on a clock's scale all messages would fall on one point. So every message has the
 * same room, and a wait between two has room for the logarithm of its length. Periodic housekeeping has
 * no room of its own: it happens within waits. Positions are from 0 to `length`.
 */
export class Scale {
  readonly length: number;
  readonly #seqs: number[] = [0];
  readonly #times: number[] = [0];
  readonly #places: number[] = [0];
  readonly #headMs: number;

  constructor(records: readonly Stop[], headMs: number) {
    let at = 0;
    let timeMs = 0;
    for (const record of records) {
      if (record.background) continue;
      at += roomOf(record.timeMs - timeMs) + 1;
      timeMs = record.timeMs;
      this.#seqs.push(record.seq);
      this.#times.push(timeMs);
      this.#places.push(at);
    }
    this.#headMs = Math.max(headMs, timeMs);
    this.length = Math.max(1, at + roomOf(this.#headMs - timeMs));
  }

  /** Where a moment stands; without a time, the moment of the message itself. */
  of(seq: number, timeMs = 0): number {
    const index = lastAtMost(this.#seqs, seq);
    const start = this.#places[index] ?? 0;
    const startMs = this.#times[index] ?? 0;
    if (timeMs <= startMs) return start;
    const { end, endMs } = this.#waitAfter(index);
    return endMs > startMs
      ? start + (end - start) * Math.min(1, (timeMs - startMs) / (endMs - startMs))
      : start;
  }

  /** Where a time stands, after all that happened at it. */
  ofTime(timeMs: number): number {
    return this.of(this.#seqs[lastAtMost(this.#times, timeMs)] ?? 0, timeMs);
  }

  /** What stands at a position. */
  at(position: number): Place {
    const index = lastAtMost(this.#places, position);
    const start = this.#places[index] ?? 0;
    const startMs = this.#times[index] ?? 0;
    const { end, endMs } = this.#waitAfter(index);
    if (position < end && end - start > 1 && position > start + 0.5) {
      return { timeMs: Math.round(startMs + ((position - start) / (end - start)) * (endMs - startMs)) };
    }
    const next = this.#seqs[index + 1];
    const past = next !== undefined && position > end + 0.5;
    return { seq: past ? next : (this.#seqs[index] ?? 0) };
  }

  /** The waits with at least this much room. */
  waits(room: number): readonly Wait[] {
    const found: Wait[] = [];
    for (let index = 0; index < this.#places.length; index += 1) {
      const from = this.#places[index] ?? 0;
      const { end, endMs } = this.#waitAfter(index);
      if (end - from >= room) found.push({ from, to: end, lastsMs: endMs - (this.#times[index] ?? 0) });
    }
    return found;
  }

  /** The end of the wait that follows a message: where the next one's room begins. */
  #waitAfter(index: number): { readonly end: number; readonly endMs: number } {
    const next = this.#places[index + 1];
    if (next === undefined) return { end: this.length, endMs: this.#headMs };
    return { end: next - 1, endMs: this.#times[index + 1] ?? 0 };
  }
}

/** Index of the last value that is at most `wanted`; the values grow. */
function lastAtMost(values: readonly number[], wanted: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((values[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}
