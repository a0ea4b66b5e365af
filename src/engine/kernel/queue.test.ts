import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Due, dequeue, emptyQueue, enqueue, nextDueMs } from './queue.ts';

interface Entry extends Due {
  readonly id: number;
}

describe('queue', () => {
  it('gives entries back by time, and for one time in the order they came', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ dueMs: fc.integer({ min: 0, max: 9 }), background: fc.boolean() })),
        (list) => {
          const entries: Entry[] = list.map((entry, id) => ({ ...entry, id }));
          let queue = entries.reduce(enqueue<Entry>, emptyQueue<Entry>());
          expect(queue.size).toBe(entries.length);
          expect(queue.foreground).toBe(entries.filter((entry) => !entry.background).length);
          const order: Entry[] = [];
          for (let taken = dequeue(queue); taken !== undefined; taken = dequeue(queue)) {
            expect(nextDueMs(queue)).toBe(taken.entry.dueMs);
            order.push(taken.entry);
            queue = taken.queue;
          }
          expect(order).toEqual([...entries].sort((a, b) => a.dueMs - b.dueMs || a.id - b.id));
          expect(queue).toMatchObject({ size: 0, foreground: 0 });
        },
      ),
    );
  });

  it('is a value: taking from it leaves the old queue whole', () => {
    const queue = enqueue(enqueue(emptyQueue<Entry>(), { dueMs: 1, id: 1 }), { dueMs: 1, id: 2 });
    const rest = dequeue(queue)?.queue as typeof queue;
    const longer = enqueue(rest, { dueMs: 1, id: 3 });
    expect(dequeue(queue)?.entry.id).toBe(1);
    expect(dequeue(rest)?.entry.id).toBe(2);
    expect(longer.size).toBe(2);
    expect(rest.size).toBe(1);
  });
});
