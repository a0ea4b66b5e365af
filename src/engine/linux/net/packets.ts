// Models linux@v6.12 net/ipv4/ip_input.c, net/ipv4/tcp_ipv4.c, net/ipv4/udp.c, net/ipv4/icmp.c
import { get, scan } from '../../kernel/table.ts';
import { hasAddress, isHostNetwork } from './interfaces.ts';
import { ANY, isLoopback } from './ip.ts';
import { connectionEnd, type Net, netnsOf, withSocket } from './net.ts';
import { SELF_MS } from './tcp.ts';
import type {
  BoundSocket,
  ConnectionSocket,
  Endpoint,
  ListeningSocket,
  Outgoing,
  Packet,
  PortForward,
  SocketError,
  Unreachable,
} from './types.ts';
import { flowTo, withFlow } from './udp.ts';

export interface Delivered {
  readonly net: Net;
  /** Sockets with news for whoever waits for them. */
  readonly woken: readonly number[];
  readonly out: readonly Outgoing[];
  /** What became of it, in words, for the record. */
  readonly note: Readonly<Record<string, unknown>>;
}

/** Connections that wait to be accepted (somaxconn); a further one is dropped and times out. */
const BACKLOG_MAX = 4096;

/** Datagrams that wait to be received; further ones are lost, as with a full receive buffer. */
const RECEIVED_MAX = 512;

/**
 * Text that may wait to be read. There are no windows that would make the sender wait: a connection nobody reads from
 * breaks when it has more.
 */
const UNREAD_MAX = 4 * 1024 * 1024;

/** How long a machine looks for the neighbour that has an address before it says that there is none. */
const NEIGHBOUR_MS = 3000;

/**
 * A packet reaches this machine, whose own address is `machine` (such as runtime/node-1). `arrived`: `self` when it has
 * not left it, `network` when it comes from outside. `forwards` are ports of the machine that lead into one of its
 * namespaces (`docker run -p`).
 */
export function deliver(
  net: Net,
  machine: string,
  packet: Packet,
  arrived: 'self' | 'network',
  forwards: readonly PortForward[] = [],
): Delivered {
  switch (packet.kind) {
    case 'open':
    case 'datagram':
    case 'echo':
      break;
    default:
      return toConnection(net, machine, packet);
  }
  if (packet.kind === 'datagram' && packet.toward === 'client') {
    const back = datagramBack(net, machine, packet);
    if (back !== undefined) return back;
  }
  const netns = namespaceFor(net, packet, arrived);
  if (netns !== undefined && isHost(net, netns)) {
    const forward = forwardFor(forwards, packet);
    if (forward !== undefined) {
      const changed: Packet = { ...packet, destination: forward.to, original: packet.destination };
      const delivered = deliver(net, machine, changed, arrived);
      const note = { dnat: `${show(packet.destination)} → ${show(forward.to)}`, ...delivered.note };
      return { ...delivered, note };
    }
  }
  if (netns === undefined) {
    const reason = `no namespace of this machine has ${packet.destination.ip}`;
    return refuse(net, machine, packet, 'unreachable', reason, 'host', NEIGHBOUR_MS);
  }
  if (packet.kind === 'echo') {
    const reply = answerTo(machine, packet, 'echo-reply', {});
    return { net, woken: [], out: [reply], note: { netns } };
  }
  return packet.kind === 'open'
    ? openTo(net, machine, packet, netns)
    : datagramTo(net, machine, packet, netns);
}

/** The network namespace of this machine a packet is for. */
function namespaceFor(net: Net, packet: Packet, arrived: 'self' | 'network'): number | undefined {
  const { ip } = packet.destination;
  const from = arrived === 'self' ? netnsOf(net, packet.netns) : undefined;
  if (from !== undefined && (isLoopback(ip) || hasAddress(from, ip))) return from.id;
  return namespaceAt(net.namespaces, ip);
}

/** A pure memo: a table never changes, and most packets of a machine find the same namespaces as the last ones. */
const owners = new WeakMap<Net['namespaces'], Map<string, number | undefined>>();

/** Whose address it is among the namespaces of a machine. */
function namespaceAt(namespaces: Net['namespaces'], ip: string): number | undefined {
  let known = owners.get(namespaces);
  if (known === undefined) {
    known = new Map();
    owners.set(namespaces, known);
  }
  if (!known.has(ip)) known.set(ip, lookFor(namespaces, ip));
  return known.get(ip);
}

function lookFor(namespaces: Net['namespaces'], ip: string): number | undefined {
  let id: number | undefined;
  scan(namespaces, (namespace) => {
    if (namespace.kind !== 'net') return true;
    // An address of 127.0.0.0/8 that comes from the network has been let through by the machine's packet filter.
    if (!hasAddress(namespace, ip) && !(isLoopback(ip) && isHostNetwork(namespace))) return true;
    id = namespace.id;
    return false;
  });
  return id;
}

function isHost(net: Net, netns: number): boolean {
  const namespace = netnsOf(net, netns);
  return namespace !== undefined && isHostNetwork(namespace);
}

function forwardFor(forwards: readonly PortForward[], packet: Packet): PortForward | undefined {
  const { ip, port } = packet.destination;
  return forwards.find(
    ({ protocol, hostIp, hostPort }) =>
      protocol === packet.protocol && hostPort === port && (hostIp === ANY || hostIp === ip),
  );
}

function openTo(net: Net, machine: string, packet: Packet, netns: number): Delivered {
  const listener = listenerAt(net, netns, packet.destination);
  if (listener === undefined) {
    const reason = `nothing listens on ${show(packet.destination)}`;
    const refused = refuse(net, machine, packet, 'reset', reason);
    return { ...refused, note: { ...refused.note, listening: listenersIn(net, netns) } };
  }
  if (listener.backlog.length >= BACKLOG_MAX) {
    return { net, woken: [], out: [], note: { dropped: 'the backlog of the listener is full' } };
  }
  const connection: ConnectionSocket = {
    id: net.nextId,
    netns,
    protocol: 'tcp',
    local: packet.destination,
    owner: listener.owner,
    state: 'established',
    remote: packet.source,
    buffer: packet.data,
    ended: packet.fin,
    shut: false,
    error: null,
    connection: packet.connection,
    role: 'server',
    way: [...packet.way].reverse(),
    deserted: packet.gone === true,
    object: packet.object,
  };
  const next = withSocket(withSocket(net, connection), {
    ...listener,
    backlog: [...listener.backlog, connection.id],
  });
  return {
    net: next,
    woken: [listener.id],
    out: [answerTo(machine, packet, 'accept', {})],
    note: { accepted: show(packet.destination), pid: listener.owner },
  };
}

/** Who listens there: on the very address before on any. */
export function listenerAt(net: Net, netns: number, at: Endpoint): ListeningSocket | undefined {
  let found: ListeningSocket | undefined;
  scan(net.sockets, (socket) => {
    if (socket.state !== 'listen' || socket.protocol !== 'tcp' || socket.netns !== netns) return true;
    if (socket.local.port !== at.port) return true;
    if (socket.local.ip !== ANY && socket.local.ip !== at.ip) return true;
    found = socket;
    return socket.local.ip === ANY;
  });
  return found;
}

/** Where TCP is listened for in a namespace, as `ip:port`: what a refused client may look at. */
function listenersIn(net: Net, netns: number): readonly string[] {
  const found = new Set<string>();
  scan(net.sockets, (socket) => {
    if (socket.state === 'listen' && socket.protocol === 'tcp' && socket.netns === netns) {
      found.add(show(socket.local));
    }
  });
  return [...found].slice(0, 10);
}

function datagramTo(net: Net, machine: string, packet: Packet, netns: number): Delivered {
  let found: BoundSocket | undefined;
  scan(net.sockets, (socket) => {
    if (socket.state !== 'bound' || socket.netns !== netns) return true;
    if (socket.local.port !== packet.destination.port) return true;
    if (socket.local.ip !== ANY && socket.local.ip !== packet.destination.ip) return true;
    found = socket;
    return socket.local.ip === ANY;
  });
  if (found === undefined) {
    const reason = `nothing receives on ${show(packet.destination)}/udp`;
    return refuse(net, machine, packet, 'unreachable', reason, 'port');
  }
  return received(net, found, packet, packet.toward);
}

/** An answer to a datagram reaches the socket that sent it, whatever addresses were changed on the way. */
function datagramBack(net: Net, machine: string, packet: Packet): Delivered | undefined {
  const socket = get(net.sockets, socketOf(machine, packet.connection));
  return socket?.state === 'bound' ? received(net, socket, packet, 'client') : undefined;
}

function received(net: Net, socket: BoundSocket, packet: Packet, role: 'client' | 'server'): Delivered {
  if (socket.received.length >= RECEIVED_MAX) {
    return { net, woken: [], out: [], note: { dropped: 'the receive buffer is full' } };
  }
  const from = packet.source;
  const known = flowTo(socket, from);
  const flow =
    role === 'client' && known !== undefined && known.role === 'client' && known.way.length > 0
      ? known
      : { remote: from, connection: packet.connection, way: [...packet.way].reverse(), role };
  const next: BoundSocket = {
    ...socket,
    received: [...socket.received, { from, data: packet.data }],
    flows: withFlow(socket.flows, flow),
  };
  return { net: withSocket(net, next), woken: [socket.id], out: [], note: { pid: socket.owner } };
}

/** What belongs to a connection that this machine has one end of. */
function toConnection(net: Net, machine: string, packet: Packet): Delivered {
  if (packet.protocol === 'udp') return datagramFailed(net, machine, packet);
  const socket = connectionEnd(net, packet.connection, packet.toward);
  if (socket === undefined || socket.state === 'closed') {
    if (packet.kind === 'data' || packet.kind === 'accept') {
      return refuse(net, machine, packet, 'reset', 'the connection is closed');
    }
    return { net, woken: [], out: [], note: {} };
  }
  const way = socket.way.length === 0 ? [...packet.way].reverse() : socket.way;
  switch (packet.kind) {
    case 'accept':
    case 'data':
    case 'close': {
      if (socket.buffer.length + packet.data.length > UNREAD_MAX) {
        const reason = `more than ${UNREAD_MAX} characters were sent that nobody has read`;
        const broken: ConnectionSocket = { ...socket, state: 'closed', error: 'ECONNRESET', way };
        const out = answerTo(machine, packet, 'reset', { reason });
        return { net: withSocket(net, broken), woken: [socket.id], out: [out], note: { refused: reason } };
      }
      const next: ConnectionSocket = {
        ...socket,
        state: 'established',
        buffer: socket.buffer + packet.data,
        ended: socket.ended || packet.fin || packet.kind === 'close',
        deserted: socket.deserted || packet.gone === true,
        way,
      };
      return { net: withSocket(net, next), woken: [socket.id], out: [], note: {} };
    }
    case 'echo-reply': {
      const next: ConnectionSocket = {
        ...socket,
        state: 'established',
        buffer: `reply from ${packet.source.ip}`,
        ended: true,
      };
      return { net: withSocket(net, next), woken: [socket.id], out: [], note: {} };
    }
    default:
      return failed(net, socket, packet);
  }
}

function failed(net: Net, socket: ConnectionSocket, packet: Packet): Delivered {
  const error: SocketError =
    packet.kind === 'unreachable'
      ? errorOf(packet.unreachable)
      : socket.state === 'connecting'
        ? 'ECONNREFUSED'
        : 'ECONNRESET';
  const note = { error, ...(packet.reason === undefined ? {} : { reason: packet.reason }) };
  // ICMP does not end a connection that stands: the packet is lost, and what is sent next may be too.
  if (packet.kind === 'unreachable' && socket.state === 'established')
    return { net, woken: [], out: [], note };
  const next: ConnectionSocket = { ...socket, state: 'closed', ended: true, error };
  return { net: withSocket(net, next), woken: [socket.id], out: [], note };
}

function datagramFailed(net: Net, machine: string, packet: Packet): Delivered {
  const socket = get(net.sockets, socketOf(machine, packet.connection));
  if (packet.toward === 'server' || socket?.state !== 'bound') return { net, woken: [], out: [], note: {} };
  const error = errorOf(packet.unreachable);
  const next: BoundSocket = { ...socket, error };
  const note = { error, ...(packet.reason === undefined ? {} : { reason: packet.reason }) };
  return { net: withSocket(net, next), woken: [socket.id], out: [], note };
}

function errorOf(unreachable: Unreachable | undefined): SocketError {
  if (unreachable === 'port') return 'ECONNREFUSED';
  return unreachable === 'net' ? 'ENETUNREACH' : 'EHOSTUNREACH';
}

function refuse(
  net: Net,
  machine: string,
  packet: Packet,
  kind: 'reset' | 'unreachable',
  reason: string,
  unreachable?: Unreachable,
  delayMs?: number,
): Delivered {
  const out = answerTo(machine, packet, kind, { reason, unreachable });
  return {
    net,
    woken: [],
    out: [delayMs === undefined ? out : { ...out, delayMs }],
    note: { refused: reason },
  };
}

/** A packet back to where another came from, by the way it came. */
export function answerTo(
  me: string,
  packet: Packet,
  kind: Packet['kind'],
  fields: Pick<Partial<Packet>, 'data' | 'fin' | 'gone' | 'reason' | 'unreachable'>,
): Outgoing {
  const way = [...packet.way].reverse();
  const answer: Packet = {
    kind,
    protocol: packet.protocol,
    connection: packet.connection,
    toward: packet.toward === 'server' ? 'client' : 'server',
    source: packet.destination,
    destination: packet.source,
    data: fields.data ?? '',
    fin: fields.fin ?? (kind === 'reset' || kind === 'close'),
    gone: fields.gone,
    netns: packet.netns,
    way: [me],
    back: way.slice(1),
    object: packet.object,
    unreachable: fields.unreachable,
    reason: fields.reason,
  };
  const to = way[0] as string;
  return to === me ? { packet: answer, to: 'self', delayMs: SELF_MS } : { packet: answer, to, delayMs: 0 };
}

/** The client's socket that a connection is named after; 0 when it is another machine's. */
function socketOf(machine: string, connection: string): number {
  if (!connection.startsWith(`${machine}#`)) return 0;
  const end = connection.indexOf('>', machine.length);
  return Number(connection.slice(machine.length + 1, end === -1 ? undefined : end));
}

export function show({ ip, port }: Endpoint): string {
  return port === 0 ? ip : `${ip}:${port}`;
}
