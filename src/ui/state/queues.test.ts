import { expect, test } from 'vitest';
import type { QueueEntry, SchedulerView } from '../../protocol/view.ts';
import { Queues } from './queues.ts';

const EMPTY: SchedulerView = { activeQ: [], backoffQ: [], unschedulablePods: [] };
const active = (place: string): QueueEntry => ({ queue: 'activeQ', place, untilMs: 0, plugins: [] });
const waits = (pod: string): QueueEntry => ({
  queue: 'unschedulablePods',
  place: pod,
  untilMs: 0,
  plugins: ['NodeResourcesFit'],
});

test('Pods stand in the order of their places, move between the queues, and leave them', () => {
  const queues = new Queues();
  const first = queues.apply(
    {
      changed: [
        ['d/b', active('2')],
        ['d/a', active('3')],
        ['d/c', active('1')],
      ],
      removed: [],
    },
    EMPTY,
  );
  expect(first).toEqual({ ...EMPTY, activeQ: ['d/c', 'd/b', 'd/a'] });
  const second = queues.apply({ changed: [['d/b', waits('d/b')]], removed: ['d/c'] }, first);
  expect(second).toEqual({
    activeQ: ['d/a'],
    backoffQ: [],
    unschedulablePods: [{ pod: 'd/b', plugins: ['NodeResourcesFit'] }],
  });
  const third = queues.apply({ changed: [['d/b', active('0')]], removed: [] }, second);
  expect(third).toEqual({ ...EMPTY, activeQ: ['d/b', 'd/a'] });
});

test('what did not change stays the same', () => {
  const queues = new Queues();
  const first = queues.apply(
    {
      changed: [
        ['d/a', active('1')],
        ['d/b', waits('d/b')],
      ],
      removed: [],
    },
    EMPTY,
  );
  expect(queues.apply({ changed: [], removed: [] }, first)).toBe(first);
  const second = queues.apply({ changed: [], removed: ['d/a'] }, first);
  expect(second.unschedulablePods).toBe(first.unschedulablePods);
  expect(second.backoffQ).toBe(first.backoffQ);
  queues.clear();
  expect(queues.apply({ changed: [['d/c', active('1')]], removed: [] }, EMPTY).activeQ).toEqual(['d/c']);
});
