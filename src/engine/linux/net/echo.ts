// Models linux@v6.12 net/ipv4/ping.c
// Differs: a socket sends one echo; there is no time-to-live.
import type { ObjectRef } from '../../kernel/message.ts';
import { type Errno, errno } from '../errno.ts';
import { connectionName, type Net, netnsOf, packetOf, withSocket } from './net.ts';
import { wayOut } from './route.ts';
import { type Opener, send } from './tcp.ts';
import type { ConnectionSocket, Outgoing } from './types.ts';

/** Sends one echo; the socket reads `reply from IP`, then its end, or fails. */
export function sendEcho(
  net: Net,
  machine: string,
  opener: Opener,
  ip: string,
  object?: ObjectRef,
): { readonly net: Net; readonly socket: number; readonly out: readonly Outgoing[] } | Errno {
  const namespace = netnsOf(net, opener.netns);
  const way = namespace === undefined ? undefined : wayOut(namespace, ip);
  if (way === undefined) return errno('ENETUNREACH');
  const id = net.nextId;
  const socket: ConnectionSocket = {
    id,
    netns: opener.netns,
    protocol: 'icmp',
    local: { ip: way.source, port: 0 },
    owner: opener.owner,
    state: 'connecting',
    remote: { ip, port: 0 },
    buffer: '',
    ended: false,
    shut: false,
    error: null,
    connection: connectionName(machine, id),
    role: 'client',
    way: [],
    deserted: false,
  };
  const next = withSocket(net, socket);
  const packet = packetOf(machine, socket, 'echo', { data: '56 bytes', object });
  return { net: next, socket: id, out: [send(next, machine, packet, [])] };
}
