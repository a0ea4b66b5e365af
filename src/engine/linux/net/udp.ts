// Models linux@v6.12 net/ipv4/udp.c
// Differs: a socket remembers how it reached the last 32 others, and an ICMP error reaches an unconnected one too.

import type { ObjectRef } from '../../kernel/message.ts';
import { get } from '../../kernel/table.ts';
import { type Errno, errno } from '../errno.ts';
import { ANY } from './ip.ts';
import { connectionName, type Net, netnsOf, withSocket } from './net.ts';
import { claimPort } from './ports.ts';
import { wayOut } from './route.ts';
import { type Opener, send } from './tcp.ts';
import type { BoundSocket, Datagram, Endpoint, Flow, Outgoing, Packet } from './types.ts';

const MAX_FLOWS = 32;

/** Port 0 chooses one. */
export function bindUdp(
  net: Net,
  opener: Opener,
  local: Endpoint,
): { readonly net: Net; readonly socket: number } | Errno {
  const claimed = claimPort(net, opener.netns, 'udp', local, opener.takesLowPorts);
  if ('errno' in claimed) return claimed;
  const socket: BoundSocket = {
    id: net.nextId,
    netns: opener.netns,
    protocol: 'udp',
    local: claimed,
    owner: opener.owner,
    state: 'bound',
    received: [],
    error: null,
    flows: [],
  };
  return { net: withSocket(net, socket), socket: socket.id };
}

export function sendDatagram(
  net: Net,
  machine: string,
  id: number,
  remote: Endpoint,
  data: string,
  object?: ObjectRef,
): { readonly net: Net; readonly out: readonly Outgoing[] } | Errno {
  const socket = get(net.sockets, id);
  if (socket?.state !== 'bound') return errno('ENOTCONN');
  const namespace = netnsOf(net, socket.netns);
  const out = namespace === undefined ? undefined : wayOut(namespace, remote.ip);
  if (out === undefined) return errno('ENETUNREACH');
  const known = flowTo(socket, remote);
  const flow: Flow = known ?? {
    remote,
    connection: `${connectionName(machine, id)}>${remote.ip}:${remote.port}`,
    way: [],
    role: 'client',
  };
  const packet: Packet = {
    kind: 'datagram',
    protocol: 'udp',
    connection: flow.connection,
    toward: flow.role === 'client' ? 'server' : 'client',
    source: { ip: socket.local.ip === ANY ? out.source : socket.local.ip, port: socket.local.port },
    destination: remote,
    data,
    fin: false,
    netns: socket.netns,
    way: [machine],
    back: flow.way.slice(1),
    object,
  };
  const next = withSocket(net, { ...socket, flows: withFlow(socket.flows, flow) });
  return { net: next, out: [send(next, machine, packet, flow.way)] };
}

/** The oldest datagram that waits; null: none. */
export function receiveDatagram(
  net: Net,
  id: number,
):
  | { readonly net: Net; readonly datagram: Datagram }
  | { readonly net: Net; readonly error: Errno }
  | null
  | Errno {
  const socket = get(net.sockets, id);
  if (socket?.state !== 'bound') return errno('ENOTCONN');
  const [datagram, ...received] = socket.received;
  if (datagram !== undefined) return { net: withSocket(net, { ...socket, received }), datagram };
  if (socket.error === null) return null;
  return { net: withSocket(net, { ...socket, error: null }), error: errno(socket.error) };
}

export function flowTo(socket: BoundSocket, remote: Endpoint): Flow | undefined {
  return socket.flows.find((flow) => flow.remote.ip === remote.ip && flow.remote.port === remote.port);
}

export function withFlow(flows: readonly Flow[], flow: Flow): readonly Flow[] {
  const others = flows.filter(
    ({ remote }) => remote.ip !== flow.remote.ip || remote.port !== flow.remote.port,
  );
  return [...others.slice(Math.max(0, others.length - MAX_FLOWS + 1)), flow];
}
