// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/nodename/node_name.go
import { ACTION } from '../framework/clusterEvent.ts';
import type { FilterPlugin } from '../framework/interface.ts';
import { SUCCESS, unresolvable } from '../framework/status.ts';

const REJECTED = unresolvable("node(s) didn't match the requested node name");

/** A Pod that names its node may go nowhere else. */
export const nodeName: FilterPlugin = {
  name: 'NodeName',
  events: [{ resource: 'Node', actions: ACTION.Add }],
  filter({ pod }, node) {
    const wanted = pod.spec.nodeName;
    return wanted === undefined || wanted === '' || wanted === node.name ? SUCCESS : REJECTED;
  },
};
