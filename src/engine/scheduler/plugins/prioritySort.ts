// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/queuesort/priority_sort.go
import type { QueueSortPlugin } from '../framework/interface.ts';

/** Larger than any priority, so that the difference sorts the highest priority first. */
const ABOVE_PRIORITY = 2 ** 31;
/** Added to times, which may be negative before a run begins. */
const TIME_OFFSET = 10 ** 12;

/** Higher priority first; among equals, who has waited longer. */
export const prioritySort: QueueSortPlugin = {
  name: 'PrioritySort',
  sortKey(priority, timestampMs) {
    const rank = String(ABOVE_PRIORITY - priority).padStart(10, '0');
    return `${rank}/${String(TIME_OFFSET + timestampMs).padStart(14, '0')}`;
  },
};
