import type { Endpoint, PortForward } from './types.ts';

/** What a machine's packet filter does with a port of a Service, for those who list its rules. */
export interface FilterRule {
  /** Such as `default/web:http`, or `default/web` when the port has no name. */
  readonly name: string;
  readonly protocol: 'tcp' | 'udp';
  readonly clusterIP: string;
  readonly externalIPs: readonly string[];
  readonly port: number;
  /** 0: none. */
  readonly nodePort: number;
  readonly internalLocal: boolean;
  readonly externalLocal: boolean;
  /** For how long a client keeps its endpoint, in seconds; 0: not at all. */
  readonly affinityS: number;
  /** That may be chosen from, and those of them that are on this machine. */
  readonly endpoints: readonly Endpoint[];
  readonly local: readonly Endpoint[];
}

/** The rules of a machine's packet filter. */
export interface PacketFilter {
  /** The range of the machine's own Pods. */
  readonly podCIDR: string;
  readonly services: readonly FilterRule[];
  readonly hostPorts: readonly PortForward[];
}

export const NO_FILTER: PacketFilter = { podCIDR: '', services: [], hostPorts: [] };
