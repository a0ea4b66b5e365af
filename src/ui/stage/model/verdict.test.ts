import { describe, expect, test } from 'vitest';
import { aDecision } from '../testing/objects.ts';
import { topRows, verdictOn } from './verdict.ts';

describe('the verdict on a node', () => {
  test('that was ruled out names who did it, why, and the taint', () => {
    expect(verdictOn(aDecision(), 'control-plane')).toEqual({
      kind: 'ruledOut',
      plugin: 'TaintToleration',
      reasons: ['node(s) had untolerated taint(s)'],
      subject: 'node-role.kubernetes.io/control-plane:NoSchedule',
    });
  });

  test('that was scored adds up to its total', () => {
    const verdict = verdictOn(aDecision(), 'node-1');
    if (verdict?.kind !== 'scored') throw new Error('not scored');
    expect(verdict.chosen).toBe(true);
    expect(verdict.tied).toBe(false);
    expect(verdict.rows.map(({ short, arithmetic, weighted }) => [short, arithmetic, weighted])).toEqual([
      ['TaintToleration', '100×3', 300],
      ['ResourcesFit', '(87+96)/2', 91],
    ]);
    expect(verdict.rows.reduce((sum, row) => sum + row.weighted, 0)).toBe(verdict.total);
  });

  test('that shares the highest total says so, chosen or not', () => {
    const decision = aDecision({ totals: [391, 391], ties: 2 });
    for (const node of ['node-1', 'node-2']) expect(verdictOn(decision, node)).toMatchObject({ tied: true });
  });

  test('that was the only one possible has no score', () => {
    const decision = aDecision({ feasible: ['node-1'], totals: [0], scores: [] });
    expect(verdictOn(decision, 'node-1')).toEqual({ kind: 'onlyOne', chosen: true });
  });

  test('that the search did not come to is not examined', () => {
    const decision = aDecision({ nodeCount: 200 });
    expect(verdictOn(decision, 'node-99')).toEqual({ kind: 'notExamined' });
  });

  test('that a PreFilter plugin ruled out with all others', () => {
    const preFilter = {
      plugin: 'NodeAffinity',
      code: 'UnschedulableAndUnresolvable' as const,
      reasons: ['no'],
    };
    const decision = aDecision({ nodes: ['node-1'], rejections: [null], feasible: ['node-1'], preFilter });
    expect(verdictOn(decision, 'node-2')).toMatchObject({ kind: 'ruledOut', plugin: 'NodeAffinity' });
  });

  test('is unknown when the tables were left out', () => {
    const decision = aDecision({ nodes: [], rejections: [], feasible: [], totals: [], scores: [] });
    expect(verdictOn(decision, 'node-1')).toBeNull();
  });

  test('of a node that joined after the decision is none', () => {
    expect(verdictOn(aDecision(), 'node-9')).toBeNull();
  });
});

describe('the arithmetic of the balance', () => {
  test('is the formula of upstream with its numbers', () => {
    const scores = [
      {
        plugin: 'NodeResourcesBalancedAllocation',
        weight: 1,
        raw: [73],
        normalized: [73],
        terms: [{ balanceWithPod: 97, balanceWithoutPod: 100 }],
      },
    ];
    const verdict = verdictOn(
      aDecision({ feasible: ['node-1', 'node-2'], scores, totals: [73, 0] }),
      'node-1',
    );
    if (verdict?.kind !== 'scored') throw new Error('not scored');
    expect(verdict.rows[0]?.arithmetic).toBe('75+(97−100)/2');
    expect(Math.trunc(75 + (97 - 100) / 2)).toBe(73);
  });
});

describe('a table with too many rows', () => {
  const row = (plugin: string, weighted: number) => ({
    plugin,
    short: plugin,
    arithmetic: '',
    normalized: weighted,
    weight: 1,
    weighted,
  });
  test('keeps the heaviest in their order and sums up the rest', () => {
    const rows = [row('a', 1), row('b', 50), row('c', 2), row('d', 40)];
    const { shown, others, rest } = topRows(rows, 3);
    expect(shown.map(({ plugin }) => plugin)).toEqual(['b', 'd']);
    expect([others, rest]).toEqual([2, 3]);
  });

  test('is whole when it fits', () => {
    const rows = [row('a', 1), row('b', 2)];
    expect(topRows(rows, 2)).toEqual({ shown: rows, others: 0, rest: 0 });
  });
});
