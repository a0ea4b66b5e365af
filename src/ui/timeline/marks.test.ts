import { describe, expect, test } from 'vitest';
import type { Mark } from '../../protocol/view.ts';
import { groupTurns } from './groupTurns.ts';
import { placeMarks } from './placeMarks.ts';
import { Scale } from './scale.ts';

const records = Array.from({ length: 100 }, (_, i) => ({ seq: i + 1, timeMs: 0, background: false }));
const scale = new Scale(records, 0);
const mark = (kind: Mark['kind'], seq: number, label = '', warning = false): Mark => ({
  kind,
  seq,
  timeMs: 0,
  label,
  warning,
});

describe('marks', () => {
  test('two of a kind on one pixel are one, and a warning is the one that stays', () => {
    const placed = placeMarks([mark('event', 10, 'a'), mark('event', 10, 'b', true)], scale, 100);
    expect(placed.map(({ mark: { label } }) => label)).toEqual(['b']);
  });

  test('different kinds may stand together', () => {
    expect(placeMarks([mark('event', 10), mark('phase', 10)], scale, 100)).toHaveLength(2);
  });

  test('a number is left out where it would run into the one before', () => {
    const placed = placeMarks(
      [mark('step', 10, '1'), mark('step', 11, '2'), mark('step', 50, '3')],
      scale,
      200,
    );
    expect(placed.map(({ labelled }) => labelled)).toEqual([true, false, true]);
  });
});

describe('conditions', () => {
  const span = (state: string, fromSeq: number) => ({ fromMs: 0, toMs: null, fromSeq, state, reason: '' });

  test('the first False only says that it is new', () => {
    const groups = groupTurns([{ type: 'Ready', spans: [span('False', 1), span('True', 50)] }], scale, 1000);
    expect(groups.map(({ label }) => label)).toEqual(['Ready']);
  });

  test('a later False is told', () => {
    const spans = [span('True', 1), span('False', 50)];
    expect(groupTurns([{ type: 'Ready', spans }], scale, 1000).at(-1)?.label).toBe('Ready False');
  });

  test('turns at one place share a dot', () => {
    const groups = groupTurns(
      [
        { type: 'ContainersReady', spans: [span('True', 50)] },
        { type: 'Ready', spans: [span('True', 50)] },
      ],
      scale,
      1000,
    );
    expect(groups).toHaveLength(1);
    expect(groups[0]?.label).toBe('ContainersReady, Ready');
  });

  test('a label without room is left out', () => {
    const groups = groupTurns(
      [
        { type: 'PodScheduled', spans: [span('True', 50)] },
        { type: 'Ready', spans: [span('True', 52)] },
      ],
      scale,
      1000,
    );
    expect(groups.map(({ label }) => label)).toEqual(['', 'Ready']);
  });
});
