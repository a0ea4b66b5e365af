import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Agenda } from './agenda.ts';
import { type Due, emptyQueue, nextDueMs, type Queue } from './queue.ts';

interface Entry extends Due {
  readonly id: number;
}

/** The plainest agenda: a list that is sorted at each look. */
class Plain {
  private readonly list: Entry[] = [];

  add(entry: Entry): void {
    this.list.push(entry);
  }

  sorted(): Entry[] {
    return [...this.list].sort((a, b) => a.dueMs - b.dueMs || a.id - b.id);
  }

  take(): Entry | undefined {
    const entry = this.sorted()[0];
    if (entry !== undefined) this.list.splice(this.list.indexOf(entry), 1);
    return entry;
  }
}

const entriesOf = (queue: Queue<Entry>): Entry[] => queue.buckets.flatMap(({ entries }) => entries);

const operation = fc.oneof(
  fc.record({ type: fc.constant('add' as const), delayMs: fc.nat(9), background: fc.boolean() }),
  fc.record({ type: fc.constantFrom('take', 'peek', 'write', 'reopen') }),
);

describe('an agenda', () => {
  it('gives entries by time, and for one time in the order they came, however often it is written down', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 80 }), (operations) => {
        let agenda = new Agenda<Entry>(emptyQueue());
        const plain = new Plain();
        const written: { queue: Queue<Entry>; entries: Entry[] }[] = [];
        let nowMs = 0;
        operations.forEach((each, id) => {
          if (each.type === 'add') {
            const entry = { id, dueMs: nowMs + each.delayMs, background: each.background };
            agenda.add(entry);
            plain.add(entry);
          } else if (each.type === 'take') {
            const entry = agenda.take();
            expect(entry).toBe(plain.take());
            nowMs = entry?.dueMs ?? nowMs;
          } else if (each.type === 'peek') {
            expect(agenda.peek()).toBe(plain.sorted()[0]);
            expect(agenda.nextDueMs()).toBe(plain.sorted()[0]?.dueMs ?? Number.POSITIVE_INFINITY);
          } else {
            const queue = agenda.queue();
            const entries = plain.sorted();
            expect(entriesOf(queue)).toEqual(entries);
            expect(queue.foreground).toBe(entries.filter(({ background }) => !background).length);
            expect(nextDueMs(queue)).toBe(entries[0]?.dueMs);
            written.push({ queue, entries });
            if (each.type === 'reopen') agenda = new Agenda(queue);
          }
        });
        // A queue that was written down is a value, whatever happened to the agenda since.
        for (const { queue, entries } of written) {
          expect(entriesOf(queue)).toEqual(entries);
          const other = new Agenda(queue);
          for (const entry of entries) expect(other.take()).toBe(entry);
        }
      }),
      { numRuns: 500 },
    );
  });
});
