// Models kubernetes@v1.36.0 pkg/proxy/topology.go (CategorizeEndpoints)
import { scan, values } from '../kernel/table.ts';
import type { FilterRule, PacketFilter } from '../linux/net/filter.ts';
import type { Endpoint } from '../linux/net/types.ts';
import type { NodeNetworkState } from './node.ts';
import { type Choice, choose } from './rules.ts';

/** The rules that decide what becomes of a packet on a machine, for those who list them there. */
export function filterOf({ node, podCIDR, services, hostPorts }: NodeNetworkState): PacketFilter {
  const rules: FilterRule[] = [];
  scan(services, (list) => {
    for (const rule of list) {
      const { name, protocol, clusterIP, externalIPs, port, nodePort, internalLocal, externalLocal } = rule;
      rules.push({
        name,
        protocol,
        clusterIP,
        externalIPs,
        port,
        nodePort,
        internalLocal,
        externalLocal,
        affinityS: rule.affinityMs / 1000,
        endpoints: endpointsOf(choose(rule, node, false)),
        local: endpointsOf(choose(rule, node, true)),
      });
    }
  });
  return { podCIDR, services: rules, hostPorts: [...values(hostPorts)].flat() };
}

function endpointsOf(choice: Choice): readonly Endpoint[] {
  return choice.type === 'endpoints' ? choice.endpoints.map(({ ip, port }) => ({ ip, port })) : [];
}
