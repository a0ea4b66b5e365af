import type { PluginScores, Rejection, SchedulingDecision } from '../../../protocol/view.ts';

export interface ScoreRow {
  readonly plugin: string;
  /** The plugin without the words all of them share, to fit a narrow card. */
  readonly short: string;
  /** How the score came about, such as `(87+96)/2`; empty when there is nothing to add up. */
  readonly arithmetic: string;
  readonly normalized: number;
  readonly weight: number;
  readonly weighted: number;
}

/** What one scheduling attempt says about one node. */
export type Verdict =
  | {
      readonly kind: 'ruledOut';
      readonly plugin: string;
      readonly reasons: readonly string[];
      readonly subject: string;
    }
  | {
      readonly kind: 'scored';
      readonly rows: readonly ScoreRow[];
      readonly total: number;
      readonly chosen: boolean;
      /** Shares the highest total with others. */
      readonly tied: boolean;
    }
  /** The only node that passed: then nothing is scored. */
  | { readonly kind: 'onlyOne'; readonly chosen: boolean }
  /** The search had found enough nodes before it came here. */
  | { readonly kind: 'notExamined' };

const known = new WeakMap<SchedulingDecision, ReadonlyMap<string, Verdict>>();
const NOT_EXAMINED: Verdict = { kind: 'notExamined' };

/** The verdict on a node; null when the attempt came to none about it. */
export function verdictOn(decision: SchedulingDecision, node: string): Verdict | null {
  let verdicts = known.get(decision);
  if (!verdicts) {
    verdicts = allVerdicts(decision);
    known.set(decision, verdicts);
  }
  const verdict = verdicts.get(node);
  if (verdict) return verdict;
  // The tables of very large decisions are left out of the trace; only the choice is known then.
  if (decision.nodes.length === 0) return null;
  if (decision.preFilter) return ruledOut(decision.preFilter);
  return decision.nodes.length < decision.nodeCount ? NOT_EXAMINED : null;
}

function allVerdicts(decision: SchedulingDecision): ReadonlyMap<string, Verdict> {
  const verdicts = new Map<string, Verdict>();
  decision.nodes.forEach((node, index) => {
    const rejection = decision.rejections[index];
    if (rejection) verdicts.set(node, ruledOut(rejection));
  });
  const highest = Math.max(...decision.totals);
  decision.feasible.forEach((node, index) => {
    const chosen = node === decision.selected;
    if (decision.scores.length === 0) {
      verdicts.set(node, { kind: 'onlyOne', chosen });
      return;
    }
    const total = decision.totals[index] ?? 0;
    verdicts.set(node, {
      kind: 'scored',
      rows: decision.scores.map((scores) => scoreRow(scores, index)),
      total,
      chosen,
      tied: decision.ties > 1 && total === highest,
    });
  });
  return verdicts;
}

function ruledOut(rejection: Rejection): Verdict {
  const taint = rejection.terms?.taint;
  return {
    kind: 'ruledOut',
    plugin: rejection.plugin,
    reasons: rejection.reasons,
    subject: typeof taint === 'string' ? taint : '',
  };
}

function scoreRow(scores: PluginScores, index: number): ScoreRow {
  const normalized = scores.normalized[index] ?? 0;
  return {
    plugin: scores.plugin,
    short: shortPlugin(scores.plugin),
    arithmetic: arithmeticOf(scores, index),
    normalized,
    weight: scores.weight,
    weighted: normalized * scores.weight,
  };
}

export function shortPlugin(plugin: string): string {
  if (plugin === 'NodeResourcesFit') return 'ResourcesFit';
  if (plugin === 'NodeResourcesBalancedAllocation') return 'Balanced';
  return plugin;
}

/** The sum behind a score with the numbers that went in, as far as it fits on a line. */
function arithmeticOf(scores: PluginScores, index: number): string {
  const terms = scores.terms?.[index] ?? {};
  const { weight } = scores;
  if (weight !== 1) return `${scores.normalized[index] ?? 0}×${weight}`;
  if (typeof terms.cpuScore === 'number' && typeof terms.memoryScore === 'number') {
    return `(${terms.cpuScore}+${terms.memoryScore})/2`;
  }
  if (typeof terms.balanceWithPod === 'number' && typeof terms.balanceWithoutPod === 'number') {
    return `75+(${terms.balanceWithPod}−${terms.balanceWithoutPod})/2`;
  }
  return '';
}

/** At most `limit` rows: the ones that add the most, the others summed up in one. */
export function topRows(
  rows: readonly ScoreRow[],
  limit: number,
): { readonly shown: readonly ScoreRow[]; readonly others: number; readonly rest: number } {
  if (rows.length <= limit) return { shown: rows, others: 0, rest: 0 };
  const ranked = rows.toSorted((a, b) => b.weighted - a.weighted);
  const kept = new Set(ranked.slice(0, limit - 1));
  const left = rows.filter((row) => !kept.has(row));
  return {
    shown: rows.filter((row) => kept.has(row)),
    others: left.length,
    rest: left.reduce((sum, row) => sum + row.weighted, 0),
  };
}
