// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/nodeunschedulable/node_unschedulable.go
import {
  type Node,
  TAINT_NODE_UNSCHEDULABLE,
  type Taint,
  tolerationsTolerateTaint,
} from '../../../api/index.ts';
import { ACTION } from '../framework/clusterEvent.ts';
import type { FilterPlugin } from '../framework/interface.ts';
import { SUCCESS, unresolvable } from '../framework/status.ts';

const REJECTED = unresolvable('node(s) were unschedulable');

/** The taint that a cordoned node is taken to have. */
const CORDONED: Taint = { key: TAINT_NODE_UNSCHEDULABLE, effect: 'NoSchedule' };

/** Keeps Pods off cordoned nodes. */
export const nodeUnschedulable: FilterPlugin = {
  name: 'NodeUnschedulable',
  events: [
    {
      resource: 'Node',
      actions: ACTION.Add | ACTION.UpdateNodeTaint,
      hint: (_, before, after) => {
        if (before === null) return (after as Node).spec?.unschedulable !== true;
        return (before as Node).spec?.unschedulable === true && (after as Node).spec?.unschedulable !== true;
      },
    },
    { resource: 'TargetPod', actions: ACTION.UpdatePodToleration },
  ],
  filter({ pod }, { node }) {
    if (node.spec?.unschedulable !== true) return SUCCESS;
    return tolerationsTolerateTaint(pod.spec.tolerations, CORDONED) ? SUCCESS : REJECTED;
  },
};
