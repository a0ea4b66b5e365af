// The machine's sockets on behalf of its processes: what `net/` works out is put into effect here.

import { get } from '../kernel/table.ts';
import { hasBit } from './capabilities.ts';
import { type Errno, errno, isErrno } from './errno.ts';
import { viewOf } from './filesystems.ts';
import type { Kernel } from './kernel.ts';
import { deliver } from './net/packets.ts';
import { packetNote } from './net/said.ts';
import {
  abstractListener,
  acceptConnection,
  bindUdp,
  CONNECT_TIMEOUT_MS,
  closeSocket as close,
  connectExpired,
  connectTcp,
  connectToUnix,
  isConnected,
  isReadable,
  isWritable,
  listenOnUnix,
  listenTcp,
  type Net,
  type Opener,
  readConnection,
  receiveDatagram,
  sendDatagram,
  sendEcho,
  shutdownConnection,
  writeConnection,
} from './net/sockets.ts';
import type { Endpoint, Outgoing, Packet, Socket } from './net/types.ts';
import { wakeAll } from './sleep.ts';
import type { Process } from './state.ts';

interface Effect {
  readonly net: Net;
  readonly out?: readonly Outgoing[];
  readonly woken?: readonly number[];
}

function apply(kernel: Kernel, { net, out = [], woken = [] }: Effect): void {
  const { machine } = kernel;
  machine.namespaces = net.namespaces;
  machine.sockets = net.sockets;
  machine.nextId = net.nextId;
  for (const outgoing of out) kernel.packets.push(outgoing);
  for (const socket of woken) wakeAll(kernel, `s${socket}`);
}

/** A packet has come to this machine: from its own namespaces, or by its network. */
export function packetArrived(kernel: Kernel, packet: Packet, from: 'self' | 'network'): void {
  const { machine, me } = kernel;
  const delivered = deliver(machine, me, packet, from, machine.forwards);
  kernel.context.note({ ...packetNote(packet), ...delivered.note });
  apply(kernel, delivered);
}

/** Nobody has answered a connection attempt for as long as a machine waits. */
export function connectTimedOut(kernel: Kernel, socket: number): void {
  apply(kernel, connectExpired(kernel.machine, socket));
}

const openerOf = (process: Process): Opener => ({
  netns: process.namespaces.net,
  owner: process.pid,
  takesLowPorts: hasBit(process.privileges.effective, 'NET_BIND_SERVICE'),
});

export function listen(kernel: Kernel, process: Process, local: Endpoint): number | Errno {
  const made = listenTcp(kernel.machine, openerOf(process), local);
  if (isErrno(made)) return made;
  apply(kernel, made);
  return made.socket;
}

export function accept(
  kernel: Kernel,
  process: Process,
  listener: number,
): { readonly socket: number; readonly remote: Endpoint } | null | Errno {
  const taken = acceptConnection(kernel.machine, listener, process.pid);
  if (taken === null || isErrno(taken)) return taken;
  apply(kernel, taken);
  return { socket: taken.socket.id, remote: taken.socket.remote };
}

export function connect(kernel: Kernel, process: Process, remote: Endpoint, data: string): number | Errno {
  const { machine, me } = kernel;
  const made = connectTcp(machine, me, openerOf(process), remote, data, kernel.objectOf(process));
  if (isErrno(made)) return made;
  apply(kernel, made);
  if (made.out.some(({ to }) => to === 'network')) {
    const body = { socket: made.socket };
    kernel.context.send(
      { from: me, to: me, verb: 'connect-timeout', body, background: true },
      CONNECT_TIMEOUT_MS,
    );
  }
  return made.socket;
}

export function connected(kernel: Kernel, socket: number): true | null | Errno {
  return isConnected(kernel.machine, socket);
}

/** Whether a process that waits for a socket should look at it. */
export function isReady(kernel: Kernel, socket: number, want: 'read' | 'write'): boolean {
  return want === 'read' ? isReadable(kernel.machine, socket) : isWritable(kernel.machine, socket);
}

export function readSocket(kernel: Kernel, id: number, max: number | undefined): string | null | Errno {
  const read = readConnection(kernel.machine, id, max);
  if (read === null || isErrno(read)) return read;
  apply(kernel, read);
  return read.text;
}

export function writeSocket(kernel: Kernel, _process: Process, id: number, text: string): Errno | undefined {
  const written = writeConnection(kernel.machine, kernel.me, id, text);
  if (isErrno(written)) return written;
  apply(kernel, written);
  return undefined;
}

export function shutdown(kernel: Kernel, id: number): Errno | undefined {
  const done = shutdownConnection(kernel.machine, kernel.me, id);
  if (isErrno(done)) return done;
  apply(kernel, done);
  return undefined;
}

/** The last open file of a socket is gone. */
export function closeSocket(kernel: Kernel, id: number): void {
  apply(kernel, close(kernel.machine, kernel.me, id));
}

export function bind(kernel: Kernel, process: Process, local: Endpoint): number | Errno {
  const made = bindUdp(kernel.machine, openerOf(process), local);
  if (isErrno(made)) return made;
  apply(kernel, made);
  return made.socket;
}

export function sendTo(
  kernel: Kernel,
  process: Process,
  id: number,
  remote: Endpoint,
  data: string,
): Errno | undefined {
  const sent = sendDatagram(kernel.machine, kernel.me, id, remote, data, kernel.objectOf(process));
  if (isErrno(sent)) return sent;
  apply(kernel, sent);
  return undefined;
}

export function receive(
  kernel: Kernel,
  id: number,
): { readonly from: Endpoint; readonly data: string } | null | Errno {
  const got = receiveDatagram(kernel.machine, id);
  if (got === null || isErrno(got)) return got;
  apply(kernel, got);
  return 'error' in got ? got.error : got.datagram;
}

/** Listens at a path of the file system or, with a leading `@`, at an abstract name. */
export function listenUnix(kernel: Kernel, process: Process, path: string): number | Errno {
  const view = viewOf(kernel, process);
  if (!path.startsWith('@') && !isErrno(view.lstat(path))) return errno('EADDRINUSE');
  const made = listenOnUnix(kernel.machine, openerOf(process), path);
  if (isErrno(made)) return made;
  if (!path.startsWith('@')) {
    const failed = view.mksocket(path, made.socket);
    if (failed !== undefined) return failed;
  }
  apply(kernel, made);
  return made.socket;
}

export function connectUnix(kernel: Kernel, process: Process, path: string): number | Errno {
  let listener: number | undefined;
  if (path.startsWith('@')) listener = abstractListener(kernel.machine, process.namespaces.net, path);
  else {
    const place = viewOf(kernel, process).resolve(path);
    if (isErrno(place)) return place;
    if (place.inode.type === 'socket') listener = place.inode.socket;
  }
  const made = connectToUnix(kernel.machine, openerOf(process), listener);
  if (isErrno(made)) return made;
  apply(kernel, made);
  return made.socket;
}

export function ping(kernel: Kernel, process: Process, ip: string): number | Errno {
  const made = sendEcho(kernel.machine, kernel.me, openerOf(process), ip, kernel.objectOf(process));
  if (isErrno(made)) return made;
  apply(kernel, made);
  return made.socket;
}

export function socketOf(kernel: Kernel, id: number): Socket | undefined {
  return get(kernel.machine.sockets, id);
}
