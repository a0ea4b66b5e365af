import { get, scan, type Table, values } from '../kernel/table.ts';
import { ORDERING_WINDOW_MS } from './queue/backoff.ts';
import { backoffExpirationMs, type QueuedPodInfo } from './queue/queue.ts';
import type { SchedulerState } from './state.ts';

/** The scheduler's queues as the page shows them; Pods as `namespace/name`, in the order they will be taken. */
export interface SchedulerQueues {
  readonly activeQ: readonly string[];
  /** `untilMs`: when the Pod may go to activeQ. It goes earlier when activeQ is empty, unless it met an error. */
  readonly backoffQ: readonly { readonly pod: string; readonly untilMs: number }[];
  /** `plugins`: who rejected it, or keeps it out. */
  readonly unschedulablePods: readonly { readonly pod: string; readonly plugins: readonly string[] }[];
}

export function schedulerView({ queue }: SchedulerState): SchedulerQueues {
  const infos = (keys: Table<string>): QueuedPodInfo[] =>
    values(keys).map((key) => get(queue.pods, key) as QueuedPodInfo);
  const unschedulablePods: { pod: string; plugins: readonly string[] }[] = [];
  scan(queue.unschedulable, (key) => {
    const { unschedulablePlugins, pendingPlugins } = get(queue.pods, key) as QueuedPodInfo;
    unschedulablePods.push({ pod: key, plugins: [...unschedulablePlugins, ...pendingPlugins] });
  });
  return {
    activeQ: values(queue.active),
    backoffQ: [...infos(queue.backoff), ...infos(queue.errorBackoff)]
      .map((info) => ({ pod: info.key, untilMs: (backoffExpirationMs(info) ?? 0) + ORDERING_WINDOW_MS }))
      .sort((a, b) => a.untilMs - b.untilMs),
    unschedulablePods,
  };
}
