// Models linux@v6.12 net/unix/af_unix.c
// Differs: stream sockets only.
import { get, scan } from '../../kernel/table.ts';
import { type Errno, errno } from '../errno.ts';
import { type Net, withSocket } from './net.ts';
import type { Opener } from './tcp.ts';
import type { ConnectionSocket, ListeningSocket } from './types.ts';

/**
 * A listening UNIX socket. For a path the caller makes the inode `{type: 'socket', socket}` (and answers EADDRINUSE
 * when the path exists); a name that begins with `@` is abstract and belongs to the network namespace.
 */
export function listenOnUnix(
  net: Net,
  opener: Opener,
  path: string,
): { readonly net: Net; readonly socket: number } | Errno {
  if (path.startsWith('@') && abstractListener(net, opener.netns, path) !== undefined)
    return errno('EADDRINUSE');
  const socket: ListeningSocket = {
    id: net.nextId,
    netns: opener.netns,
    protocol: 'unix',
    local: { ip: path, port: 0 },
    owner: opener.owner,
    state: 'listen',
    backlog: [],
  };
  return { net: withSocket(net, socket), socket: socket.id };
}

/** The listener an abstract name leads to. For a path it is what the inode carries. */
export function abstractListener(net: Net, netns: number, name: string): number | undefined {
  let found: number | undefined;
  scan(net.sockets, (socket) => {
    if (socket.protocol !== 'unix' || socket.state !== 'listen') return true;
    if (socket.netns !== netns || socket.local.ip !== name) return true;
    found = socket.id;
    return false;
  });
  return found;
}

/** Connects at once: ECONNREFUSED when the listener has gone and only its file is left. */
export function connectToUnix(
  net: Net,
  opener: Opener,
  listener: number | undefined,
): { readonly net: Net; readonly socket: number; readonly woken: readonly number[] } | Errno {
  const server = listener === undefined ? undefined : get(net.sockets, listener);
  if (server?.state !== 'listen' || server.protocol !== 'unix') return errno('ECONNREFUSED');
  const serverEnd = net.nextId;
  const clientEnd = serverEnd + 1;
  const shared: Pick<
    ConnectionSocket,
    'protocol' | 'state' | 'buffer' | 'ended' | 'shut' | 'error' | 'way' | 'deserted'
  > = {
    protocol: 'unix',
    state: 'established',
    buffer: '',
    ended: false,
    shut: false,
    error: null,
    way: [],
    deserted: false,
  };
  const connection = `unix:${serverEnd}:${clientEnd}`;
  const nobody = { ip: '', port: 0 };
  let next = withSocket(net, {
    ...shared,
    id: serverEnd,
    netns: server.netns,
    local: server.local,
    owner: server.owner,
    remote: nobody,
    connection,
    role: 'server',
  });
  next = withSocket(next, {
    ...shared,
    id: clientEnd,
    netns: opener.netns,
    local: nobody,
    owner: opener.owner,
    remote: server.local,
    connection,
    role: 'client',
  });
  next = withSocket(next, { ...server, backlog: [...server.backlog, serverEnd] });
  return { net: next, socket: clientEnd, woken: [server.id] };
}
