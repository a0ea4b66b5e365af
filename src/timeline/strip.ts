import type { TraceRecord } from '../engine/kernel/record.ts';
import type { SchedulingDecision } from '../engine/scheduler/decision.ts';

/** Above this many nodes a decision is left out of what is kept and streamed. */
const MAX_NODES = 100;

export function decisionOf(record: TraceRecord): SchedulingDecision | null {
  return (record.detail?.decision as SchedulingDecision | undefined) ?? null;
}

export function isHuge(record: TraceRecord): boolean {
  if (record.verb !== 'schedule') return false;
  return (decisionOf(record)?.nodes.length ?? 0) > MAX_NODES;
}

/** The record with the decision's tables emptied and `detail.decisionOmitted` set. */
export function withoutDecision(record: TraceRecord): TraceRecord {
  const decision = decisionOf(record);
  if (decision === null) return record;
  const small: SchedulingDecision = {
    ...decision,
    nodes: [],
    rejections: [],
    scores: [],
    feasible: [],
    totals: [],
  };
  return { ...record, detail: { ...record.detail, decision: small, decisionOmitted: true } };
}
