/**
 * All socket calls, for the kernel. Each takes the machine's network (a Machine is one, see net.ts) and hands back
 * `{ net, … }` or an `Errno`; nothing is mutated. `netOf` leaves of a Machine what `net` is; merge it back with
 * `{ ...machine, ...net }` (its three fields are `namespaces`, `sockets` and `nextId`).
 *
 *   listenTcp, acceptConnection, connectTcp, isConnected, readConnection, writeConnection, shutdownConnection
 *   bindUdp, sendDatagram, receiveDatagram
 *   listenOnUnix, abstractListener, connectToUnix (a path's inode carries the listener's socket id)
 *   sendEcho
 *   closeSocket   for every kind, when the last open file of it goes: also when its process dies
 *   connectExpired(net, socket)   call it CONNECT_TIMEOUT_MS after a connectTcp whose packet went `network`
 *   isReadable, isWritable   what a waiting process asks
 *
 * `woken` are ids of sockets whose waiters should look again; `out` are packets to send: a message with
 * `verb: packet.kind, object: packet.object, body: packet` after `delayMs` to
 *   'self'     the own address, `recorded: true`; when it arrives, `deliver(net, me, packet, 'self')`
 *   'network'  net/NODE; on a machine without one (a lab), hand it to `deliver(net, me, packet, 'self')` too
 *   else       that address
 * A packet from another component goes to `deliver(net, me, packet, 'network')`, see packets.ts.
 */
export { sendEcho } from './echo.ts';
export { type Net, netOf } from './net.ts';
export {
  acceptConnection,
  CONNECT_TIMEOUT_MS,
  closeSocket,
  connectExpired,
  connectTcp,
  isConnected,
  isReadable,
  isWritable,
  listenTcp,
  type Opener,
  readConnection,
  SELF_MS,
  shutdownConnection,
  writeConnection,
} from './tcp.ts';
export { bindUdp, receiveDatagram, sendDatagram } from './udp.ts';
export { abstractListener, connectToUnix, listenOnUnix } from './unix.ts';
