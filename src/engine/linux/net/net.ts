import { get, put, scan, type Table } from '../../kernel/table.ts';
import type { Namespace, NamespaceOf } from '../state.ts';
import type { ConnectionSocket, Packet, Socket } from './types.ts';

/**
 * The part of a Machine that its network is: a Machine is one. All functions of this folder take it and hand back
 * what it has become (`net`), the sockets that have news for whoever waits (`woken`), and what has to leave (`out`).
 */
export interface Net {
  readonly namespaces: Table<Namespace, number>;
  readonly sockets: Table<Socket, number>;
  /** Numbers sockets, and much else on the machine. */
  readonly nextId: number;
}

/** The machine's network after a call, with nothing of the machine beside it. */
export function netOf({ namespaces, sockets, nextId }: Net): Net {
  return { namespaces, sockets, nextId };
}

export function netnsOf(net: Net, id: number): NamespaceOf<'net'> | undefined {
  const namespace = get(net.namespaces, id);
  return namespace?.kind === 'net' ? namespace : undefined;
}

export function withSocket(net: Net, socket: Socket): Net {
  return {
    namespaces: net.namespaces,
    sockets: put(net.sockets, socket.id, socket),
    nextId: socket.id >= net.nextId ? socket.id + 1 : net.nextId,
  };
}

export function withSockets(net: Net, sockets: Table<Socket, number>): Net {
  return { namespaces: net.namespaces, sockets, nextId: net.nextId };
}

/** The name of a connection on the wire: which socket of which machine has opened it. */
export function connectionName(machine: string, socket: number): string {
  return `${machine}#${socket}`;
}

/** One end of a connection on this machine. */
export function connectionEnd(
  net: Net,
  connection: string,
  role: 'client' | 'server',
): ConnectionSocket | undefined {
  if (role === 'client') {
    const socket = get(net.sockets, Number(connection.slice(connection.indexOf('#') + 1)));
    return socket !== undefined && isConnection(socket) && socket.connection === connection
      ? socket
      : undefined;
  }
  let found: ConnectionSocket | undefined;
  scan(net.sockets, (socket) => {
    if (!isConnection(socket) || socket.role !== role || socket.connection !== connection) return true;
    found = socket;
    return false;
  });
  return found;
}

export function isConnection(socket: Socket): socket is ConnectionSocket {
  return socket.state !== 'listen' && socket.state !== 'bound';
}

/** A packet from this end of a connection to the other. */
export function packetOf(
  machine: string,
  socket: ConnectionSocket,
  kind: Packet['kind'],
  fields: Partial<Packet> = {},
): Packet {
  return {
    kind,
    protocol: socket.protocol === 'icmp' ? 'icmp' : 'tcp',
    connection: socket.connection,
    toward: socket.role === 'client' ? 'server' : 'client',
    source: socket.local,
    destination: socket.remote,
    data: fields.data ?? '',
    fin: fields.fin ?? false,
    gone: fields.gone,
    netns: socket.netns,
    way: [machine],
    back: socket.way.slice(1),
    object: fields.object ?? socket.object,
    reason: fields.reason,
  };
}
