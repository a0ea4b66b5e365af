import type { KeyedDiff, QueueEntry, SchedulerView } from '../../protocol/view.ts';
import { Sorted } from './sorted.ts';

type QueueName = keyof SchedulerView;
type Placed = { readonly pod: string } & QueueEntry;

const NAMES: readonly QueueName[] = ['activeQ', 'backoffQ', 'unschedulablePods'];

/** The scheduler's queues, followed Pod by Pod. */
export class Queues {
  readonly #entries = new Map<string, QueueEntry>();
  #queues = emptyQueues();

  clear(): void {
    this.#entries.clear();
    this.#queues = emptyQueues();
  }

  /** The queues after a change; one in which nothing changed stays the same list. */
  apply({ changed, removed }: KeyedDiff<QueueEntry>, before: SchedulerView): SchedulerView {
    const set: Record<QueueName, [string, Placed][]> = { activeQ: [], backoffQ: [], unschedulablePods: [] };
    const gone: Record<QueueName, string[]> = { activeQ: [], backoffQ: [], unschedulablePods: [] };
    const leave = (pod: string) => {
      const entry = this.#entries.get(pod);
      if (entry) gone[entry.queue].push(entry.place);
      this.#entries.delete(pod);
    };
    for (const pod of removed) leave(pod);
    for (const [pod, entry] of changed) {
      leave(pod);
      this.#entries.set(pod, entry);
      set[entry.queue].push([entry.place, { pod, ...entry }]);
    }
    const isOther = (name: QueueName) => set[name].length + gone[name].length > 0;
    for (const name of NAMES)
      if (isOther(name)) this.#queues[name].apply({ changed: set[name], removed: gone[name] });
    if (!NAMES.some(isOther)) return before;
    const list = <T>(name: QueueName, old: readonly T[], show: (entry: Placed) => T): readonly T[] =>
      isOther(name) ? this.#queues[name].list().map(show) : old;
    return {
      activeQ: list('activeQ', before.activeQ, ({ pod }) => pod),
      backoffQ: list('backoffQ', before.backoffQ, ({ pod, untilMs }) => ({ pod, untilMs })),
      unschedulablePods: list('unschedulablePods', before.unschedulablePods, ({ pod, plugins }) => ({
        pod,
        plugins,
      })),
    };
  }
}

function emptyQueues(): Record<QueueName, Sorted<Placed>> {
  return { activeQ: new Sorted(), backoffQ: new Sorted(), unschedulablePods: new Sorted() };
}
