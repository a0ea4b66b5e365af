// Models kind@v0.30.0 images/kindnetd/cmd/kindnetd/routes.go
// Differs: the routes to each machine's Pods are set with its cable, as in a cloud's network, not by watching Nodes;
// the world outside the cluster is not modelled.
import type { Component, Context } from '../kernel/component.ts';
import type { Address } from '../kernel/message.ts';
import { emptyTable, get, put, remove, type Table } from '../kernel/table.ts';
import { isInNetwork, networkOf, prefixOf } from '../linux/net/ip.ts';
import { answerTo, show } from '../linux/net/packets.ts';
import { packetNote } from '../linux/net/said.ts';
import type { Packet, Unreachable } from '../linux/net/types.ts';
import { API_SERVER_PORT, CONTROL_PLANE_IP, LAPTOP_IP, SERVICE_CIDR } from './addresses.ts';
import { askApi } from './api.ts';
import { forward, HOP_MS } from './forward.ts';

/** machine/N → switch, verb `attach`: a machine's cable is in, or with `detach` out. */
export interface Cable {
  readonly node: string;
  readonly ip: string;
  readonly podCIDR: string;
}

interface Port extends Cable {
  readonly isUp: boolean;
}

export interface SwitchState {
  /** By node. */
  readonly ports: Table<Port>;
  /** Node by its address. */
  readonly byIp: Table<string>;
  /** Node by the range of its Pods. */
  readonly byRange: Table<string>;
  /** Prefix lengths of these ranges, longest first. */
  readonly prefixes: readonly number[];
}

/** How long the sender looks for a machine that does not answer before it says that there is none. */
const NEIGHBOUR_MS = 3000;

export function initialSwitch(): SwitchState {
  return { ports: emptyTable(), byIp: emptyTable(), byRange: emptyTable(), prefixes: [] };
}

export const networkSwitch: Component<SwitchState> = {
  receive(state, envelope, context) {
    switch (envelope.verb) {
      case 'attach':
        return attached(state, envelope.body as Cable);
      case 'detach': {
        const { node } = envelope.body as Cable;
        const port = get(state.ports, node);
        return port === undefined
          ? state
          : { ...state, ports: put(state.ports, node, { ...port, isUp: false }) };
      }
      default:
        passes(state, envelope.to, envelope.body as Packet, context);
        return state;
    }
  },
};

function attached(state: SwitchState, cable: Cable): SwitchState {
  const { node, ip, podCIDR } = cable;
  const before = get(state.ports, node);
  const byIp = before !== undefined && before.ip !== ip ? remove(state.byIp, before.ip) : state.byIp;
  const prefix = prefixOf(podCIDR);
  return {
    ports: put(state.ports, node, { ...cable, isUp: true }),
    byIp: put(byIp, ip, node),
    byRange: put(state.byRange, networkOf(podCIDR), node),
    prefixes: state.prefixes.includes(prefix)
      ? state.prefixes
      : [...state.prefixes, prefix].sort((a, b) => b - a),
  };
}

function passes(state: SwitchState, me: Address, packet: Packet, context: Context): void {
  const first = packetNote(packet);
  if (first !== undefined) context.note(first);
  const [next, ...back] = packet.back;
  if (next !== undefined) {
    forward(me, packet, next, back, HOP_MS.port, context);
    return;
  }
  const { ip, port } = packet.destination;
  if (ip === CONTROL_PLANE_IP) {
    toControlPlane(me, packet, context);
    return;
  }
  const node = get(state.byIp, ip) ?? nodeByRange(state, ip);
  if (node !== undefined) {
    if (get(state.ports, node)?.isUp === true) {
      context.note({ to: node });
      forward(me, packet, `net/${node}`, [], HOP_MS.port, context);
    } else {
      unreachable(me, packet, 'host', `${node} does not answer`, NEIGHBOUR_MS, context);
    }
    return;
  }
  if (isInNetwork(ip, SERVICE_CIDR)) {
    context.note({ dropped: `nothing has the address ${show(packet.destination)}` });
    return;
  }
  if (ip === LAPTOP_IP) {
    refuse(me, packet, `nothing listens on port ${port} of the computer outside the cluster`, context);
    return;
  }
  unreachable(
    me,
    packet,
    'net',
    `the world outside the cluster is not modelled: no way to ${ip}`,
    0,
    context,
  );
}

function nodeByRange(state: SwitchState, ip: string): string | undefined {
  for (const prefix of state.prefixes) {
    const node = get(state.byRange, networkOf(`${ip}/${prefix}`));
    if (node !== undefined) return node;
  }
  return undefined;
}

function toControlPlane(me: Address, packet: Packet, context: Context): void {
  const { port } = packet.destination;
  if (packet.protocol === 'udp' && port === 53) forward(me, packet, 'coredns', [], HOP_MS.port, context);
  else if (packet.kind === 'echo') answer(me, packet, 'echo-reply', {}, context);
  else if (packet.protocol === 'tcp' && port === 53) {
    refuse(me, packet, 'DNS over TCP is not modelled', context);
  } else if (packet.protocol === 'tcp' && port === API_SERVER_PORT) {
    askApi(me, packet, context);
  } else if (packet.protocol === 'tcp')
    refuse(me, packet, `nothing listens on ${show(packet.destination)}`, context);
  else unreachable(me, packet, 'port', `nothing receives on ${show(packet.destination)}/udp`, 0, context);
}

function refuse(me: Address, packet: Packet, reason: string, context: Context): void {
  context.note({ refused: reason });
  if (packet.protocol === 'tcp') answer(me, packet, 'reset', { reason }, context);
  else answer(me, packet, 'unreachable', { reason, unreachable: 'port' }, context);
}

function unreachable(
  me: Address,
  packet: Packet,
  kind: Unreachable,
  reason: string,
  delayMs: number,
  context: Context,
): void {
  context.note({ unreachable: reason });
  answer(me, packet, 'unreachable', { reason, unreachable: kind }, context, delayMs);
}

function answer(
  me: Address,
  packet: Packet,
  kind: Packet['kind'],
  fields: { readonly reason?: string; readonly unreachable?: Unreachable },
  context: Context,
  delayMs = 0,
): void {
  // Nobody answers an answer that has lost its way.
  if (packet.toward === 'client' || packet.kind === 'reset' || packet.kind === 'close') return;
  const { to, packet: body } = answerTo(me, packet, kind, fields);
  context.send({ from: me, to, verb: kind, object: body.object, body }, HOP_MS.port + delayMs);
}
