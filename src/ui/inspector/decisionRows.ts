import type { Rejection, SchedulingDecision } from '../../protocol/view.ts';

export interface Cell {
  readonly plugin: string;
  readonly raw: number;
  readonly normalized: number;
  readonly weight: number;
  readonly weighted: number;
  /** The inputs of the raw score, as the plugin named them. */
  readonly terms: readonly (readonly [string, number | string])[];
}

export interface DecisionRow {
  readonly node: string;
  readonly chosen: boolean;
  readonly rejection: Rejection | null;
  readonly cells: readonly Cell[];
  readonly total: number;
}

/** One row a node: the feasible ones by their total, then those ruled out in the order they were examined. */
export function decisionRows(decision: SchedulingDecision): DecisionRow[] {
  const passed = decision.feasible.map(
    (node, index): DecisionRow => ({
      node,
      chosen: node === decision.selected,
      rejection: null,
      total: decision.totals[index] ?? 0,
      cells: decision.scores.map((scores) => {
        const normalized = scores.normalized[index] ?? 0;
        return {
          plugin: scores.plugin,
          raw: scores.raw[index] ?? 0,
          normalized,
          weight: scores.weight,
          weighted: normalized * scores.weight,
          terms: Object.entries(scores.terms?.[index] ?? {}),
        };
      }),
    }),
  );
  passed.sort((a, b) => b.total - a.total || Number(b.chosen) - Number(a.chosen));
  const ruledOut = decision.nodes.flatMap((node, index): DecisionRow[] => {
    const rejection = decision.rejections[index] ?? null;
    return rejection ? [{ node, chosen: false, rejection, cells: [], total: 0 }] : [];
  });
  return [...passed, ...ruledOut];
}
