import type { SchedulingDecision, TraceRecord } from '../../../protocol/view.ts';

export function decisionOf(record: TraceRecord | null | undefined): SchedulingDecision | null {
  const decision = record?.verb === 'schedule' ? record.detail?.decision : undefined;
  return (decision as SchedulingDecision | undefined) ?? null;
}

/**
 * What the stage must know of the whole trace. The trace is one array that is cut and appended to; the
 * index follows it and reads every record once.
 */
export class TraceIndex {
  /** Somebody in this run asks for storage: the parts that provide it take part. */
  usesClaims = false;
  #read = 0;
  #last: TraceRecord | undefined;
  readonly #all: TraceRecord[] = [];
  readonly #byPod = new Map<string, TraceRecord[]>();

  /** Brings the index up to date with the trace. */
  sync(records: readonly TraceRecord[]): void {
    if (this.#read > 0 && (records.length < this.#read || records[this.#read - 1] !== this.#last)) {
      this.#read = 0;
      this.usesClaims = false;
      this.#all.length = 0;
      this.#byPod.clear();
    }
    for (; this.#read < records.length; this.#read++) {
      const record = records[this.#read] as TraceRecord;
      if (record.object?.kind === 'PersistentVolumeClaim') this.usesClaims = true;
      if (record.verb !== 'schedule') continue;
      const decision = decisionOf(record);
      if (!decision) continue;
      this.#all.push(record);
      const own = this.#byPod.get(decision.pod);
      if (own) own.push(record);
      else this.#byPod.set(decision.pod, [record]);
    }
    this.#last = records[this.#read - 1];
  }

  /** The latest attempt for a Pod (`namespace/name`), or for any, at or before `seq`. */
  latest(pod: string | null, seq: number): TraceRecord | null {
    const list = pod === null ? this.#all : (this.#byPod.get(pod) ?? []);
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((list[middle] as TraceRecord).seq <= seq) low = middle + 1;
      else high = middle;
    }
    return list[low - 1] ?? null;
  }
}
