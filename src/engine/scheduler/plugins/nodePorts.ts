// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/nodeports/node_ports.go
import type { Pod } from '../../../api/index.ts';
import { ACTION } from '../framework/clusterEvent.ts';
import type { FilterPlugin, PreFilterPlugin, PreFilterResult } from '../framework/interface.ts';
import { portsConflict } from '../framework/nodeInfo.ts';
import { podInfoOf } from '../framework/podInfo.ts';
import { SKIP, SUCCESS, unschedulable } from '../framework/status.ts';

const REJECTED = unschedulable("node(s) didn't have free ports for the requested pod ports");
const NOTHING: PreFilterResult = { status: SKIP, nodeNames: null };
const ALL: PreFilterResult = { status: SUCCESS, nodeNames: null };

/** A host port can be held once per protocol and address of the node. */
export const nodePorts: PreFilterPlugin & FilterPlugin = {
  name: 'NodePorts',
  events: [
    {
      resource: 'AssignedPod',
      actions: ACTION.Delete,
      // Only a Pod that held one of the wanted ports makes room by leaving.
      hint: (pod, before) =>
        podInfoOf(pod).hostPorts.some((wanted) =>
          podInfoOf(before as Pod).hostPorts.some((held) => portsConflict(wanted, held)),
        ),
    },
    { resource: 'Node', actions: ACTION.Add },
  ],

  preFilter({ info }) {
    return info.hostPorts.length === 0 ? NOTHING : ALL;
  },

  filter({ info }, node) {
    for (const wanted of info.hostPorts) {
      for (const used of node.usedPorts) if (portsConflict(wanted, used)) return REJECTED;
    }
    return SUCCESS;
  },

  explainFilter({ info }, node) {
    const wanted = info.hostPorts.find((port) => node.usedPorts.some((used) => portsConflict(port, used)));
    return { hostPort: wanted?.port ?? 0, protocol: wanted?.protocol ?? '', hostIP: wanted?.ip ?? '' };
  },
};
