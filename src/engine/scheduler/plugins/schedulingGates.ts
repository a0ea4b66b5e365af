// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/schedulinggates/scheduling_gates.go
import { ACTION } from '../framework/clusterEvent.ts';
import type { PreEnqueuePlugin } from '../framework/interface.ts';
import { SUCCESS, unresolvable } from '../framework/status.ts';

/** Keeps a Pod out of the queue until all its scheduling gates are removed. */
export const schedulingGates: PreEnqueuePlugin = {
  name: 'SchedulingGates',
  events: [{ resource: 'TargetPod', actions: ACTION.UpdatePodSchedulingGatesEliminated }],
  preEnqueue({ spec }) {
    const gates = spec.schedulingGates;
    if (gates === undefined || gates.length === 0) return SUCCESS;
    return unresolvable(`waiting for scheduling gates: [${gates.map(({ name }) => name).join(' ')}]`);
  },
};
