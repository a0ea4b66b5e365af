import { describe, expect, test } from 'vitest';
import type { FlowStep, StepState } from '../../protocol/view.ts';
import { currentStep, rowsOf, stepsOf } from './rows.ts';

const step = (id: string, state: StepState, record: number | null = null, code?: string): FlowStep => ({
  step: id,
  state,
  record,
  endRecord: state === 'done' ? record : null,
  timeMs: record,
  ...(code && { reason: { code } }),
});

describe('rows of the list', () => {
  test('steps skipped in a row for one reason are one row', () => {
    const rows = rowsOf(
      [
        step('4', 'done', 3),
        step('5', 'skipped', null, 'noClaim'),
        step('6', 'skipped', null, 'noClaim'),
        step('9', 'done', 4),
      ],
      [],
    );
    expect(rows.map((row) => row.steps.map(({ step: id }) => id))).toEqual([['4'], ['5', '6'], ['9']]);
  });

  test('another reason is another row', () => {
    const rows = rowsOf(
      [step('18', 'skipped', null, 'noVolumes'), step('19', 'skipped', null, 'podFailed')],
      [],
    );
    expect(rows).toHaveLength(2);
  });

  test('a step to come is found on the bar', () => {
    const [row] = rowsOf(
      [step('15', 'pending')],
      [
        { kind: 'event', seq: 7, timeMs: 0, label: '15', warning: false },
        { kind: 'step', seq: 42, timeMs: 0, label: '15', warning: false },
      ],
    );
    expect(row?.seq).toBe(42);
  });

  test('without a Pod all steps of the reading are to come', () => {
    const steps = stepsOf(null, 'classic');
    expect(steps).toHaveLength(19);
    expect(new Set(steps.map(({ state }) => state))).toEqual(new Set(['pending']));
  });

  test('a flow of another reading is not shown', () => {
    const flow = { pod: 'default/web', uid: 'u', reading: 'classic', steps: [step('1', 'done', 1)] } as const;
    expect(stepsOf(flow, 'today')[0]?.step).toBe('t1');
  });
});

describe('the step explained', () => {
  test.each([
    { name: 'none before the first', steps: [step('1', 'pending')], current: null },
    {
      name: 'the last that began',
      steps: [step('1', 'done', 1), step('2', 'done', 2), step('3', 'pending')],
      current: '2',
    },
    {
      name: 'the last message, not the last number',
      steps: [step('15', 'done', 30), step('16', 'done', 31), step('18', 'done', 12), step('19', 'done', 20)],
      current: '16',
    },
    {
      name: 'one that waits',
      steps: [step('9', 'done', 9), step('10', 'waiting', 10, 'unschedulable'), step('11', 'pending')],
      current: '10',
    },
    {
      name: 'a waiting one that has not begun is not explained before its turn',
      steps: [step('4', 'done', 4), step('5', 'waiting', null, 'provisioning')],
      current: '4',
    },
  ])('$name', ({ steps, current }) => {
    expect(currentStep(steps)).toBe(current);
  });
});
