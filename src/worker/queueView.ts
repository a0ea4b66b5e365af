import { diffTables, emptyTable, get, type Table } from '../engine/kernel/table.ts';
import { ORDERING_WINDOW_MS } from '../engine/scheduler/queue/backoff.ts';
import { backoffExpirationMs, type QueuedPodInfo } from '../engine/scheduler/queue/queue.ts';
import type { QueueEntry } from '../protocol/view.ts';
import type { Change } from './kit.ts';

/** Pods that came into one of the scheduler's queues, moved within or between them, or left them. */
export function* queueChanges(
  before: Table<QueuedPodInfo> | null,
  after: Table<QueuedPodInfo>,
): Generator<Change<QueueEntry>> {
  const { changed, removed } = diffTables(before ?? emptyTable<QueuedPodInfo>(), after);
  for (const pod of removed) yield [pod, null];
  for (const [pod, info] of changed) {
    const old = before === null ? undefined : get(before, pod);
    if (info.queue !== 'inFlight') yield [pod, entryOf(info)];
    else if (old !== undefined && old.queue !== 'inFlight') yield [pod, null];
  }
}

function entryOf(info: QueuedPodInfo): QueueEntry {
  const { key, queue, sortKey } = info;
  switch (queue) {
    case 'backoffQ':
    case 'errorBackoffQ': {
      const untilMs = (backoffExpirationMs(info) ?? 0) + ORDERING_WINDOW_MS;
      const place = `${String(untilMs).padStart(15, '0')} ${queue === 'backoffQ' ? 0 : 1} ${sortKey}`;
      return { queue: 'backoffQ', place, untilMs, plugins: [] };
    }
    case 'unschedulablePods':
      return {
        queue,
        place: key,
        untilMs: 0,
        plugins: [...info.unschedulablePlugins, ...info.pendingPlugins],
      };
    default:
      return { queue: 'activeQ', place: sortKey, untilMs: 0, plugins: [] };
  }
}
