// Models linux@v6.12 net/ipv4/tcp.c
// Differs: no windows, retransmissions or TIME_WAIT; a connection attempt times out as a whole.

import type { ObjectRef } from '../../kernel/message.ts';
import { get, put, remove } from '../../kernel/table.ts';
import { type Errno, errno } from '../errno.ts';
import { isHostNetwork } from './interfaces.ts';
import { connectionName, isConnection, type Net, netnsOf, packetOf, withSocket, withSockets } from './net.ts';
import { claimPort, freePort } from './ports.ts';
import { wayOut } from './route.ts';
import type { ConnectionSocket, Endpoint, ListeningSocket, Outgoing, Packet } from './types.ts';

/** A packet that never leaves its machine's kernel still takes this long, so that no loop stands still in time. */
export const SELF_MS = 1;

/** How long a machine tries to connect before it gives up (tcp_syn_retries = 6). */
export const CONNECT_TIMEOUT_MS = 127_000;

/** Who makes a socket: for all calls that do. */
export interface Opener {
  readonly netns: number;
  /** Pid by the machine's count. */
  readonly owner: number;
  /** Whether it may take ports below 1024 (CAP_NET_BIND_SERVICE). */
  readonly takesLowPorts: boolean;
}

export function listenTcp(
  net: Net,
  opener: Opener,
  local: Endpoint,
): { readonly net: Net; readonly socket: number } | Errno {
  const claimed = claimPort(net, opener.netns, 'tcp', local, opener.takesLowPorts);
  if ('errno' in claimed) return claimed;
  const socket: ListeningSocket = {
    id: net.nextId,
    netns: opener.netns,
    protocol: 'tcp',
    local: claimed,
    owner: opener.owner,
    state: 'listen',
    backlog: [],
  };
  return { net: withSocket(net, socket), socket: socket.id };
}

/** The oldest connection that waits; null: none. The socket is the server's end, now `owner`'s. */
export function acceptConnection(
  net: Net,
  listener: number,
  owner: number,
): { readonly net: Net; readonly socket: ConnectionSocket } | null | Errno {
  const socket = get(net.sockets, listener);
  if (socket?.state !== 'listen') return errno('EINVAL');
  const [first, ...backlog] = socket.backlog;
  if (first === undefined) return null;
  const left = withSocket(net, { ...socket, backlog });
  const connection = get(net.sockets, first);
  // It may have been reset while it waited and is still handed out: the first read says so.
  if (connection === undefined || !isConnection(connection)) return acceptConnection(left, listener, owner);
  const taken: ConnectionSocket = { ...connection, owner };
  return { net: withSocket(left, taken), socket: taken };
}

/** Starts a connection. `machine` is the own address, such as runtime/node-1. */
export function connectTcp(
  net: Net,
  machine: string,
  opener: Opener,
  remote: Endpoint,
  data: string,
  object?: ObjectRef,
): { readonly net: Net; readonly socket: number; readonly out: readonly Outgoing[] } | Errno {
  const namespace = netnsOf(net, opener.netns);
  if (namespace === undefined) return errno('EINVAL');
  const way = wayOut(namespace, remote.ip);
  if (way === undefined) return errno('ENETUNREACH');
  const id = net.nextId;
  const socket: ConnectionSocket = {
    id,
    netns: opener.netns,
    protocol: 'tcp',
    local: { ip: way.source, port: freePort(net, opener.netns, 'tcp') },
    owner: opener.owner,
    state: 'connecting',
    remote: remote.ip === '0.0.0.0' ? { ip: '127.0.0.1', port: remote.port } : remote,
    buffer: '',
    ended: false,
    shut: false,
    error: null,
    connection: connectionName(machine, id),
    role: 'client',
    way: [],
    deserted: false,
    object,
  };
  const next = withSocket(net, socket);
  return {
    net: next,
    socket: id,
    out: [send(next, machine, packetOf(machine, socket, 'open', { data, object }), socket.way)],
  };
}

/** Whether a connection stands: null while it does not yet. */
export function isConnected(net: Net, id: number): true | null | Errno {
  const socket = get(net.sockets, id);
  if (socket === undefined || !isConnection(socket)) return errno('ENOTCONN');
  if (socket.error !== null) return errno(socket.error);
  return socket.state === 'connecting' ? null : true;
}

/** Up to `max` characters; '' at the end; null: nothing yet. */
export function readConnection(
  net: Net,
  id: number,
  max = Number.POSITIVE_INFINITY,
): { readonly net: Net; readonly text: string } | null | Errno {
  const socket = get(net.sockets, id);
  if (socket === undefined || !isConnection(socket)) return errno('ENOTCONN');
  const { buffer } = socket;
  if (buffer !== '') {
    const left = buffer.length > max ? buffer.slice(max) : '';
    return {
      net: withSocket(net, { ...socket, buffer: left }),
      text: left === '' ? buffer : buffer.slice(0, max),
    };
  }
  if (socket.error !== null) return errno(socket.error);
  if (socket.ended || socket.state === 'closed') return { net, text: '' };
  return null;
}

/** Sends text. EPIPE once the other side is gone or this one has said that it is done. */
export function writeConnection(
  net: Net,
  machine: string,
  id: number,
  text: string,
): { readonly net: Net; readonly out: readonly Outgoing[]; readonly woken: readonly number[] } | Errno {
  const socket = get(net.sockets, id);
  if (socket === undefined || !isConnection(socket)) return errno('ENOTCONN');
  if (socket.shut || socket.state === 'closed' || socket.error !== null) return errno('EPIPE');
  if (text === '') return { net, out: [], woken: [] };
  if (socket.protocol === 'unix') return toPeer(net, socket, { text });
  return {
    net,
    out: [send(net, machine, packetOf(machine, socket, 'data', { data: text }), socket.way)],
    woken: [],
  };
}

/** shutdown(SHUT_WR): nothing more will be written. */
export function shutdownConnection(
  net: Net,
  machine: string,
  id: number,
): { readonly net: Net; readonly out: readonly Outgoing[]; readonly woken: readonly number[] } | Errno {
  const socket = get(net.sockets, id);
  if (socket === undefined || !isConnection(socket)) return errno('ENOTCONN');
  if (socket.shut || socket.state === 'closed') return { net, out: [], woken: [] };
  const next = withSocket(net, { ...socket, shut: true });
  if (socket.protocol === 'unix') return toPeer(next, socket, { ended: true });
  return {
    net: next,
    out: [send(next, machine, packetOf(machine, socket, 'close', { fin: true }), socket.way)],
    woken: [],
  };
}

/**
 * The last descriptor of a socket is gone, because its process closed it or died: the other side is told, with a
 * reset when something it sent was never read.
 */
export function closeSocket(
  net: Net,
  machine: string,
  id: number,
): { readonly net: Net; readonly out: readonly Outgoing[]; readonly woken: readonly number[] } {
  const socket = get(net.sockets, id);
  if (socket === undefined) return { net, out: [], woken: [] };
  let next = withSockets(net, remove(net.sockets, id));
  if (socket.state === 'bound') return { net: next, out: [], woken: [] };
  if (socket.state === 'listen') {
    const out: Outgoing[] = [];
    const woken: number[] = [];
    for (const waiting of socket.backlog) {
      const connection = get(next.sockets, waiting);
      if (connection === undefined || !isConnection(connection)) continue;
      const closed = resetConnection(next, machine, connection, 'its listener was closed');
      next = closed.net;
      out.push(...closed.out);
      woken.push(...closed.woken);
    }
    return { net: next, out, woken };
  }
  if (socket.protocol === 'icmp' || socket.state === 'closed') return { net: next, out: [], woken: [] };
  if (socket.buffer !== '') return resetConnection(next, machine, socket, 'closed with unread data');
  if (socket.protocol === 'unix') return toPeer(next, socket, { ended: true, gone: true });
  if (socket.deserted || socket.shut) return { net: next, out: [], woken: [] };
  const last = packetOf(machine, socket, 'close', { fin: true, gone: true });
  return {
    net: next,
    out: [send(next, machine, last, socket.way)],
    woken: [],
  };
}

/** Ends a connection at once. The socket is removed. */
function resetConnection(
  net: Net,
  machine: string,
  socket: ConnectionSocket,
  reason: string,
): { readonly net: Net; readonly out: readonly Outgoing[]; readonly woken: readonly number[] } {
  const next = withSockets(net, remove(net.sockets, socket.id));
  if (socket.protocol === 'unix') return toPeer(next, socket, { ended: true, reset: true, gone: true });
  return {
    net: next,
    out: [send(next, machine, packetOf(machine, socket, 'reset', { fin: true, reason }), socket.way)],
    woken: [],
  };
}

/** A connection attempt has gone unanswered for CONNECT_TIMEOUT_MS. */
export function connectExpired(
  net: Net,
  id: number,
): { readonly net: Net; readonly woken: readonly number[] } {
  const socket = get(net.sockets, id);
  if (socket === undefined || socket.state !== 'connecting') return { net, woken: [] };
  return { net: withSocket(net, { ...socket, state: 'closed', error: 'ETIMEDOUT' }), woken: [id] };
}

/** Whether a process that waits for this socket to be readable should go on. */
export function isReadable(net: Net, id: number): boolean {
  const socket = get(net.sockets, id);
  if (socket === undefined) return true;
  if (socket.state === 'listen') return socket.backlog.length > 0;
  if (socket.state === 'bound') return socket.received.length > 0 || socket.error !== null;
  return socket.buffer !== '' || socket.ended || socket.error !== null || socket.state === 'closed';
}

/** Whether it can be written to: a connection that stands, or has failed, which `write` then says. */
export function isWritable(net: Net, id: number): boolean {
  const socket = get(net.sockets, id);
  return socket === undefined || (socket.state !== 'connecting' && socket.state !== 'listen');
}

/** Both ends of a UNIX connection are on this machine: what one does, the other sees at once. */
function toPeer(
  net: Net,
  socket: ConnectionSocket,
  what: {
    readonly text?: string;
    readonly ended?: boolean;
    readonly reset?: boolean;
    readonly gone?: boolean;
  },
): { readonly net: Net; readonly out: readonly Outgoing[]; readonly woken: readonly number[] } {
  const other = socket.role === 'client' ? socket.connection.split(':')[1] : socket.connection.split(':')[2];
  const id = Number(other);
  const peer = get(net.sockets, id);
  if (peer === undefined || !isConnection(peer)) return { net, out: [], woken: [] };
  const next: ConnectionSocket = {
    ...peer,
    buffer: peer.buffer + (what.text ?? ''),
    ended: peer.ended || what.ended === true,
    error: what.reset === true ? 'ECONNRESET' : peer.error,
    state: what.gone === true ? 'closed' : peer.state,
  };
  return {
    net: { namespaces: net.namespaces, sockets: put(net.sockets, id, next), nextId: net.nextId },
    out: [],
    woken: [id],
  };
}

/** A packet on the way its connection knows, or by its destination while it knows none. */
export function send(net: Net, machine: string, packet: Packet, way: readonly string[]): Outgoing {
  const first = way[0];
  if (first !== undefined) {
    return first === machine ? { packet, to: 'self', delayMs: SELF_MS } : { packet, to: first, delayMs: 0 };
  }
  return isInside(net, packet)
    ? { packet, to: 'self', delayMs: SELF_MS }
    : { packet, to: 'network', delayMs: 0 };
}

/**
 * Whether a packet stays in its namespace. One that a machine's own namespace sends goes through the machine's packet
 * filter even on its way to the machine itself.
 */
function isInside(net: Net, packet: Packet): boolean {
  const namespace = netnsOf(net, packet.netns);
  if (namespace === undefined || isHostNetwork(namespace)) return false;
  return wayOut(namespace, packet.destination.ip)?.type === 'self';
}
