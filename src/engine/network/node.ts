// Models kubernetes@v1.36.0 pkg/proxy/iptables/proxier.go (what its rules do with a packet)
// Models containernetworking/plugins@v1.7.0 plugins/main/bridge, plugins/meta/portmap
// Differs: rules are looked up, not walked; the choice among endpoints is one draw of the machine's own stream.
import type { Component, Context } from '../kernel/component.ts';
import { type Address, nodeOf } from '../kernel/message.ts';
import { emptyTable, get, put, remove, type Table, values } from '../kernel/table.ts';
import { ANY, addressIn, isInNetwork, isLoopback } from '../linux/net/ip.ts';
import { answerTo, show } from '../linux/net/packets.ts';
import { packetNote } from '../linux/net/said.ts';
import type { Endpoint, Packet, PortForward } from '../linux/net/types.ts';
import { SERVICE_CIDR, SWITCH, UNMASQUERADED } from './addresses.ts';
import { forward, HOP_MS } from './forward.ts';
import { type Choice, choose, type PortRule, type RuleEndpoint, type RuleSync } from './rules.ts';
import { forgetStale, NO_TRACKING, refresh, type Tracking, track, trackedOf, translate } from './tracking.ts';

/** The network of one machine between its namespaces: bridge, routes and packet filter. */
export interface NodeNetworkState {
  readonly node: string;
  readonly nodeIP: string;
  readonly podCIDR: string;
  /** What kube-proxy has programmed, by Service. */
  readonly services: Table<readonly PortRule[]>;
  /** By `ip:port/protocol`: cluster IPs and external IPs. */
  readonly byAddress: Table<PortRule>;
  /** By `port/protocol`. */
  readonly byNodePort: Table<PortRule>;
  /** Ports of the machine that lead into a Pod, by sandbox. */
  readonly hostPorts: Table<readonly PortForward[]>;
  readonly tracking: Tracking;
  /** By `rule client`: the endpoint a client keeps. */
  readonly affinity: Table<{ readonly endpoint: string; readonly lastMs: number }>;
}

/** cni/N → net/N, verb `portmap`: the ports that lead into a sandbox from now on. */
export interface PortMapping {
  readonly sandboxId: string;
  readonly forwards: readonly PortForward[];
}

export function initialNodeNetwork(node: string, nodeIP: string, podCIDR: string): NodeNetworkState {
  return {
    node,
    nodeIP,
    podCIDR,
    services: emptyTable(),
    byAddress: emptyTable(),
    byNodePort: emptyTable(),
    hostPorts: emptyTable(),
    tracking: NO_TRACKING,
    affinity: emptyTable(),
  };
}

/** What is left when the machine loses power: everything was in memory. */
export function networkAfterPowerLoss({ node, nodeIP, podCIDR }: NodeNetworkState): NodeNetworkState {
  return initialNodeNetwork(node, nodeIP, podCIDR);
}

export const nodeNetwork: Component<NodeNetworkState> = {
  receive(state, envelope, context) {
    switch (envelope.verb) {
      case 'sync':
        return program(state, envelope.body as RuleSync, context);
      case 'portmap': {
        const { sandboxId, forwards } = envelope.body as PortMapping;
        const hostPorts =
          forwards.length === 0
            ? remove(state.hostPorts, sandboxId)
            : put(state.hostPorts, sandboxId, forwards);
        return { ...state, hostPorts };
      }
      default:
        return passes(state, envelope.to, envelope.body as Packet, context);
    }
  },
};

function program(state: NodeNetworkState, { service, rules }: RuleSync, context: Context): NodeNetworkState {
  let { byAddress, byNodePort } = state;
  for (const rule of get(state.services, service) ?? []) {
    for (const key of addressKeys(rule)) byAddress = remove(byAddress, key);
    if (rule.nodePort !== 0) byNodePort = remove(byNodePort, `${rule.nodePort}/${rule.protocol}`);
  }
  let count = 0;
  const alive = new Set<string>();
  for (const rule of rules) {
    for (const key of addressKeys(rule)) byAddress = put(byAddress, key, rule);
    if (rule.nodePort !== 0) byNodePort = put(byNodePort, `${rule.nodePort}/${rule.protocol}`, rule);
    for (const list of rule.endpoints) {
      count += list.length;
      if (rule.protocol === 'udp') for (const endpoint of list) alive.add(show(endpoint));
    }
  }
  const before = get(state.services, service) ?? [];
  let { tracking } = state;
  const lost = new Set<string>();
  for (const rule of before) {
    if (rule.protocol !== 'udp') continue;
    for (const list of rule.endpoints) {
      for (const endpoint of list) if (!alive.has(show(endpoint))) lost.add(show(endpoint));
    }
  }
  if (lost.size > 0) tracking = forgetStale(tracking, (endpoint) => lost.has(show(endpoint)));
  context.note({ service, rules: rules.length, endpoints: count });
  return {
    ...state,
    services: rules.length === 0 ? remove(state.services, service) : put(state.services, service, rules),
    byAddress,
    byNodePort,
    tracking,
  };
}

function addressKeys(rule: PortRule): string[] {
  return [rule.clusterIP, ...rule.externalIPs].map((ip) => `${ip}:${rule.port}/${rule.protocol}`);
}

/** A packet from one of the machine's namespaces or from the wire. */
function passes(state: NodeNetworkState, me: Address, packet: Packet, context: Context): NodeNetworkState {
  const first = packetNote(packet);
  if (first !== undefined) context.note(first);
  const tracked = trackedOf(state.tracking, packet, context.nowMs);
  if (tracked !== undefined) {
    const changed = translate(packet, tracked);
    const change =
      packet.toward === 'server'
        ? { dnat: `${show(packet.destination)} → ${show(changed.destination)}` }
        : { unnat: `${show(packet.source)} → ${show(changed.source)}` };
    context.note(change);
    route(state, me, changed, context);
    const tracking = refresh(state.tracking, tracked, packet, context.nowMs);
    return tracking === state.tracking ? state : { ...state, tracking };
  }
  const isFirst = packet.kind === 'open' || packet.kind === 'datagram' || packet.kind === 'echo';
  if (!isFirst || packet.toward === 'client' || packet.back.length > 0) {
    route(state, me, packet, context);
    return state;
  }
  return filter(state, me, packet, context);
}

/** The first packet of a flow meets the rules. */
function filter(state: NodeNetworkState, me: Address, packet: Packet, context: Context): NodeNetworkState {
  const { ip, port } = packet.destination;
  const key = `${port}/${packet.protocol}`;
  const byAddress = get(state.byAddress, `${ip}:${key}`);
  if (byAddress !== undefined) {
    const isInternal = byAddress.clusterIP === ip;
    return serve(state, me, packet, byAddress, isInternal ? 'cluster' : 'external', context);
  }
  if (isOwnAddress(state, ip)) {
    const byNodePort = get(state.byNodePort, key);
    if (byNodePort !== undefined) return serve(state, me, packet, byNodePort, 'external', context);
    const mapping = hostPortFor(state, packet);
    if (mapping !== undefined) {
      context.note({ hostPort: `${show(packet.destination)} → ${show(mapping.to)}` });
      // Only what comes from the machine itself, or from the very Pod, would not find its way back.
      const hairpin = isLoopback(packet.source.ip) || packet.source.ip === mapping.to.ip;
      return dnat(state, me, packet, mapping.to, hairpin, context);
    }
  } else if (isInNetwork(ip, SERVICE_CIDR)) {
    const reason =
      packet.kind === 'echo'
        ? 'a cluster IP is rules for its ports and nothing that could answer a ping'
        : `no Service has ${show(packet.destination)}/${packet.protocol}`;
    context.note({ dropped: reason });
    return state;
  }
  return leave(state, me, packet, context);
}

/** Traffic for a Service: an endpoint is chosen, or it is refused or dropped. */
function serve(
  state: NodeNetworkState,
  me: Address,
  packet: Packet,
  rule: PortRule,
  via: 'cluster' | 'external',
  context: Context,
): NodeNetworkState {
  const isFromHere = isLocal(state, packet.source.ip);
  // What comes from inside and asks for an outer address is treated as the Service's internal traffic would be.
  const wantsLocal = via === 'cluster' ? rule.internalLocal : rule.externalLocal && !isFromHere;
  const choice = choose(rule, state.node, wantsLocal);
  context.note({ rule: rule.name });
  if (choice.type === 'drop') {
    context.note({ dropped: choice.reason });
    return state;
  }
  if (choice.type === 'reject') {
    context.note({ rejected: choice.reason });
    const answer = answerTo(me, packet, 'unreachable', { reason: choice.reason, unreachable: 'port' });
    send(me, answer.to, answer.packet, context);
    return state;
  }
  const { endpoint, why } = pick(state, packet, rule, choice, context);
  context.note({
    dnat: `${show(packet.destination)} → ${show(endpoint)}`,
    endpoints: choice.endpoints.slice(0, 10).map(show),
    of: choice.endpoints.length,
    why,
    ...(endpoint.pod === '' ? {} : { pod: endpoint.pod }),
    ...(choice.terminating ? { terminating: true } : {}),
  });
  const masquerade =
    via === 'cluster'
      ? !isInNetwork(packet.source.ip, state.podCIDR) || packet.source.ip === endpoint.ip
      : !(rule.externalLocal && !isFromHere);
  const next = rule.affinityMs === 0 ? state : remember(state, packet, rule, endpoint, context.nowMs);
  return dnat(next, me, packet, { ip: endpoint.ip, port: endpoint.port }, masquerade, context);
}

function pick(
  state: NodeNetworkState,
  packet: Packet,
  rule: PortRule,
  { endpoints }: Choice & { type: 'endpoints' },
  context: Context,
): { readonly endpoint: RuleEndpoint; readonly why: 'random' | 'only' | 'affinity' } {
  if (rule.affinityMs > 0) {
    const kept = get(state.affinity, affinityKey(packet, rule));
    if (kept !== undefined && context.nowMs - kept.lastMs < rule.affinityMs) {
      const endpoint = endpoints.find((one) => show(one) === kept.endpoint);
      if (endpoint !== undefined) return { endpoint, why: 'affinity' };
    }
  }
  if (endpoints.length === 1) return { endpoint: endpoints[0] as RuleEndpoint, why: 'only' };
  return { endpoint: endpoints[context.random() % endpoints.length] as RuleEndpoint, why: 'random' };
}

function affinityKey(packet: Packet, rule: PortRule): string {
  return `${rule.name} ${packet.source.ip}`;
}

function remember(
  state: NodeNetworkState,
  packet: Packet,
  rule: PortRule,
  endpoint: RuleEndpoint,
  nowMs: number,
): NodeNetworkState {
  const kept = { endpoint: show(endpoint), lastMs: nowMs };
  return { ...state, affinity: put(state.affinity, affinityKey(packet, rule), kept) };
}

/** Changes where a flow goes, and with `masquerade` where it seems to come from, and remembers both. */
function dnat(
  state: NodeNetworkState,
  me: Address,
  packet: Packet,
  endpoint: Endpoint,
  masquerade: boolean,
  context: Context,
): NodeNetworkState {
  const source = masquerade ? { ip: sourceFor(state, endpoint.ip), port: packet.source.port } : packet.source;
  if (masquerade) context.note({ masquerade: `${show(packet.source)} → ${show(source)}` });
  const flow = {
    protocol: packet.protocol,
    client: packet.source,
    destination: packet.destination,
    source,
    endpoint,
  };
  const changed: Packet = { ...packet, source, destination: endpoint, original: packet.destination };
  route(state, me, changed, context);
  return { ...state, tracking: track(state.tracking, packet.connection, flow, context.nowMs) };
}

/** A packet for a real address leaves; a Pod's takes its node's address when it leaves the Pods' networks. */
function leave(state: NodeNetworkState, me: Address, packet: Packet, context: Context): NodeNetworkState {
  const { ip } = packet.destination;
  const masquerade =
    isInNetwork(packet.source.ip, state.podCIDR) &&
    !isLocal(state, ip) &&
    !UNMASQUERADED.some((range) => isInNetwork(ip, range));
  if (masquerade) return dnat(state, me, packet, packet.destination, true, context);
  route(state, me, packet, context);
  return state;
}

/** The address of the interface that leads there. */
function sourceFor(state: NodeNetworkState, ip: string): string {
  if (isInNetwork(ip, state.podCIDR)) return addressIn(state.podCIDR, 1);
  return state.nodeIP;
}

function isOwnAddress(state: NodeNetworkState, ip: string): boolean {
  return ip === state.nodeIP || isLoopback(ip) || ip === addressIn(state.podCIDR, 1);
}

function isLocal(state: NodeNetworkState, ip: string): boolean {
  return isOwnAddress(state, ip) || isInNetwork(ip, state.podCIDR);
}

function hostPortFor(state: NodeNetworkState, packet: Packet): PortForward | undefined {
  if (state.hostPorts.size === 0) return undefined;
  const { ip, port } = packet.destination;
  for (const forwards of values(state.hostPorts)) {
    for (const one of forwards) {
      if (one.protocol !== packet.protocol || one.hostPort !== port) continue;
      if (one.hostIp === ANY || one.hostIp === '' || one.hostIp === ip) return one;
    }
  }
  return undefined;
}

/** Sends a packet towards its destination, or further on its way back. */
function route(state: NodeNetworkState, me: Address, packet: Packet, context: Context): void {
  const [next, ...back] = packet.back;
  if (next !== undefined) {
    forward(me, packet, next, back, delayTo(next), context);
    return;
  }
  const { ip } = packet.destination;
  const isHere = isLocal(state, ip);
  context.note({ out: !isHere ? 'eth0' : isOwnAddress(state, ip) ? 'lo' : 'cni0' });
  const to = isHere ? `runtime/${nodeOf(me)}` : SWITCH;
  forward(me, packet, to, [], delayTo(to), context);
}

function send(me: Address, to: Address, packet: Packet, context: Context): void {
  context.send({ from: me, to, verb: packet.kind, object: packet.object, body: packet }, delayTo(to));
}

function delayTo(to: Address): number {
  return to.startsWith('runtime/') ? HOP_MS.machine : HOP_MS.wire;
}
