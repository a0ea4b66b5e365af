import { describe, expect, it } from 'vitest';
import type { SchedulingDecision } from '../../protocol/view.ts';
import { decisionRows } from './decisionRows.ts';

const decision: SchedulingDecision = {
  pod: 'default/web',
  attempt: 1,
  nodeCount: 3,
  nodes: ['a', 'b', 'c'],
  rejections: [null, { plugin: 'NodeName', reasons: ['no'], code: 'Unschedulable' }, null],
  feasible: ['a', 'c'],
  scores: [
    { plugin: 'TaintToleration', weight: 3, raw: [1, 0], normalized: [0, 100] },
    {
      plugin: 'ImageLocality',
      weight: 1,
      raw: [5, 7],
      normalized: [5, 7],
      terms: [{ bytes: 1 }, { bytes: 2 }],
    },
  ],
  totals: [5, 307],
  ties: 1,
  selected: 'c',
  message: '',
};

describe('decisionRows', () => {
  it('puts the winner first and the ruled out last', () => {
    expect(decisionRows(decision).map((row) => row.node)).toEqual(['c', 'a', 'b']);
  });

  it('shows for each node the numbers that make up its total', () => {
    for (const row of decisionRows(decision)) {
      if (row.rejection) continue;
      expect(row.cells.reduce((sum, cell) => sum + cell.weighted, 0)).toBe(row.total);
    }
  });

  it('keeps a term with its own node', () => {
    expect(decisionRows(decision)[0]?.cells[1]).toMatchObject({ raw: 7, terms: [['bytes', 2]] });
  });
});
