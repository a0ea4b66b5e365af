import type { Reading } from './flow.ts';
import { type FlowSource, flowAt, report } from './recognise.ts';

export interface StepMark {
  readonly seq: number;
  readonly timeMs: number;
  readonly step: string;
}

/** Where each step of a Pod's flow begins, in the order of the trace. */
export function stepMarks(
  source: FlowSource,
  uid: string,
  reading: Reading = 'classic',
  upToSeq = Number.POSITIVE_INFINITY,
): StepMark[] {
  const state = flowAt(source, uid, upToSeq);
  if (state === null) return [];
  const marks: StepMark[] = [];
  for (const { step, record, timeMs } of report(state, reading).steps) {
    if (record !== null && timeMs !== null) marks.push({ seq: record, timeMs, step });
  }
  return marks.sort((a, b) => a.seq - b.seq);
}
