import type { FlowStep, Mark, PodFlow, Reading } from '../../protocol/view.ts';
import { STEPS } from './readings.ts';

/** What stands in the list: a step, or several in a row that were skipped for the same reason. */
export interface Row {
  readonly steps: readonly FlowStep[];
  /** The message that begins it, also when it is still to come; null when it is not computed. */
  readonly seq: number | null;
}

const NO_STEP = { timeMs: null, record: null, endRecord: null } as const;

/** The steps as they stand, or all of them to come while there is no Pod. */
export function stepsOf(flow: PodFlow | null, reading: Reading): readonly FlowStep[] {
  // While a new reading is on its way the flow still tells the old one.
  if (flow && flow.reading === reading) return flow.steps;
  return STEPS[reading].map((step) => ({ ...NO_STEP, step, state: 'pending' }));
}

export function rowsOf(steps: readonly FlowStep[], marks: readonly Mark[]): readonly Row[] {
  const ahead = new Map<string, number>();
  for (const mark of marks) if (mark.kind === 'step') ahead.set(mark.label, mark.seq);
  const rows: { steps: FlowStep[]; seq: number | null }[] = [];
  for (const step of steps) {
    const last = rows.at(-1);
    const before = last?.steps.at(-1);
    if (last && before && folds(before, step)) last.steps.push(step);
    else rows.push({ steps: [step], seq: step.record ?? ahead.get(step.step) ?? null });
  }
  return rows;
}

function folds(a: FlowStep, b: FlowStep): boolean {
  return a.state === 'skipped' && b.state === 'skipped' && a.reason?.code === b.reason?.code;
}

/**
 * The step to explain at a moment: one that waits; otherwise the one whose message was shown last. Null before
 * the first.
 */
export function currentStep(steps: readonly FlowStep[]): string | null {
  let current: FlowStep | null = null;
  for (const step of steps) {
    if (step.record === null) continue;
    if (current === null || step.record >= (current.record ?? 0)) current = step;
  }
  const waits = steps.find((step) => step.state === 'waiting' && step.record !== null);
  const newer = current?.state === 'running' || current?.state === 'waiting';
  return (waits && !newer ? waits : current)?.step ?? null;
}
