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
 * Where messages stand, counted along the trace. The trace is one array that is cut and appended to; this
 * follows it and reads every record once.
 */
export class Stops {
  seqs: number[] = [0];
  times: number[] = [0];
  places: number[] = [0];
  /** Indexes of those that are followed by a wait. */
  waits: number[] = [];
  #read = 0;
  #last: Stop | undefined;

  sync(records: readonly Stop[]): void {
    if (this.#read > 0 && (records.length < this.#read || records[this.#read - 1] !== this.#last)) {
      // Scales that stand on the old ones keep them.
      this.seqs = [0];
      this.times = [0];
      this.places = [0];
      this.waits = [];
      this.#read = 0;
    }
    let at = this.places.at(-1) ?? 0;
    let timeMs = this.times.at(-1) ?? 0;
    for (; this.#read < records.length; this.#read++) {
      const record = records[this.#read] as Stop;
      if (record.background) continue;
      const room = roomOf(record.timeMs - timeMs);
      if (room > 0) this.waits.push(this.seqs.length - 1);
      at += room + 1;
      timeMs = record.timeMs;
      this.seqs.push(record.seq);
      this.times.push(timeMs);
      this.places.push(at);
    }
    this.#last = records[this.#read - 1];
  }
}

/**
 * Where things stand on the bar. A Pod's creation is forty messages within a twentieth of a second, then
 * seconds of pulling an image: on a clock's scale all messages would fall on one point. So every message has the
 * same room, and a wait between two has room for the logarithm of its length. Periodic housekeeping has
 * no room of its own: it happens within waits. Positions are from 0 to `length`.
 */
export class Scale {
  readonly length: number;
  readonly #seqs: readonly number[];
  readonly #times: readonly number[];
  readonly #places: readonly number[];
  readonly #waits: readonly number[];
  /** Later ones came after this scale was made. */
  readonly #count: number;
  readonly #headMs: number;

  /** `stops` that have followed the same trace before spare reading it again. */
  constructor(records: readonly Stop[], headMs: number, stops: Stops = new Stops()) {
    stops.sync(records);
    this.#seqs = stops.seqs;
    this.#times = stops.times;
    this.#places = stops.places;
    this.#waits = stops.waits;
    this.#count = stops.seqs.length;
    const last = this.#count - 1;
    const timeMs = stops.times[last] ?? 0;
    this.#headMs = Math.max(headMs, timeMs);
    this.length = Math.max(1, (stops.places[last] ?? 0) + roomOf(this.#headMs - timeMs));
  }

  /** Where a moment stands; without a time, the moment of the message itself. */
  of(seq: number, timeMs = 0): number {
    const index = lastAtMost(this.#seqs, seq, this.#count);
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
    return this.of(this.#seqs[lastAtMost(this.#times, timeMs, this.#count)] ?? 0, timeMs);
  }

  /** What stands at a position. */
  at(position: number): Place {
    const index = lastAtMost(this.#places, position, this.#count);
    const start = this.#places[index] ?? 0;
    const startMs = this.#times[index] ?? 0;
    const { end, endMs } = this.#waitAfter(index);
    if (position < end && end - start > 1 && position > start + 0.5) {
      return { timeMs: Math.round(startMs + ((position - start) / (end - start)) * (endMs - startMs)) };
    }
    const next = index + 1 < this.#count ? this.#seqs[index + 1] : undefined;
    const past = next !== undefined && position > end + 0.5;
    return { seq: past ? next : (this.#seqs[index] ?? 0) };
  }

  /** The waits with at least this much room. */
  waits(room: number): readonly Wait[] {
    const found: Wait[] = [];
    const look = (index: number) => {
      const from = this.#places[index] ?? 0;
      const { end, endMs } = this.#waitAfter(index);
      if (end - from >= room) found.push({ from, to: end, lastsMs: endMs - (this.#times[index] ?? 0) });
    };
    for (const index of this.#waits) {
      if (index >= this.#count - 1) break;
      look(index);
    }
    look(this.#count - 1);
    return found;
  }

  /** The end of the wait that follows a message: where the next one's room begins. */
  #waitAfter(index: number): { readonly end: number; readonly endMs: number } {
    const next = index + 1 < this.#count ? this.#places[index + 1] : undefined;
    if (next === undefined) return { end: this.length, endMs: this.#headMs };
    return { end: next - 1, endMs: this.#times[index + 1] ?? 0 };
  }
}

/** Index of the last of the first `count` values that is at most `wanted`; the values grow. */
function lastAtMost(values: readonly number[], wanted: number, count: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((values[middle] ?? 0) <= wanted) low = middle;
    else high = middle - 1;
  }
  return low;
}
