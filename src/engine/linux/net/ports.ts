// Models linux@v6.12 net/ipv4/inet_connection_sock.c (ip_local_port_range, ip_unprivileged_port_start)
// Differs: SO_REUSEPORT is not modelled; a port that a closed connection used is free at once (no TIME_WAIT).
import { scan } from '../../kernel/table.ts';
import { type Errno, errno } from '../errno.ts';
import { hasAddress } from './interfaces.ts';
import { ANY, isLoopback } from './ip.ts';
import { type Net, netnsOf } from './net.ts';
import { sysctlOf } from './sysctls.ts';
import type { Endpoint } from './types.ts';

const FIRST_EPHEMERAL = 32_768;
const LAST_EPHEMERAL = 60_999;

/** The address a server gets, with a free port chosen for port 0, or why it cannot have it. */
export function claimPort(
  net: Net,
  netns: number,
  protocol: 'tcp' | 'udp',
  wanted: Endpoint,
  takesLowPorts: boolean,
): Endpoint | Errno {
  const namespace = netnsOf(net, netns);
  if (namespace === undefined) return errno('EINVAL');
  // The wildcard of IPv6 takes IPv4 too.
  const ip = wanted.ip === '' || wanted.ip === '::' || wanted.ip === '*' ? ANY : wanted.ip;
  if (ip !== ANY && !isLoopback(ip) && !hasAddress(namespace, ip)) return errno('EADDRNOTAVAIL');
  if (wanted.port === 0) return { ip, port: freePort(net, netns, protocol) };
  if (!takesLowPorts && wanted.port < Number(sysctlOf(namespace, 'net/ipv4/ip_unprivileged_port_start'))) {
    return errno('EACCES');
  }
  if (isTaken(net, netns, protocol, { ip, port: wanted.port })) return errno('EADDRINUSE');
  return { ip, port: wanted.port };
}

/** A port of the namespace that nothing uses, the same in every run. */
export function freePort(net: Net, netns: number, protocol: 'tcp' | 'udp'): number {
  const namespace = netnsOf(net, netns);
  const [first = FIRST_EPHEMERAL, last = LAST_EPHEMERAL] =
    namespace === undefined
      ? []
      : sysctlOf(namespace, 'net/ipv4/ip_local_port_range').split(/\s+/).map(Number);
  const ports = Math.max(1, last - first + 1);
  const used = new Set<number>();
  scan(net.sockets, (socket) => {
    if (socket.netns === netns && socket.protocol === protocol) used.add(socket.local.port);
  });
  // Spread as the kernel spreads them, by a number that grows.
  let offset = (net.nextId * 7919) % ports;
  while (used.has(first + offset)) offset = (offset + 1) % ports;
  return first + offset;
}

function isTaken(net: Net, netns: number, protocol: 'tcp' | 'udp', wanted: Endpoint): boolean {
  let taken = false;
  scan(net.sockets, (socket) => {
    if (socket.netns !== netns || socket.protocol !== protocol) return true;
    if (socket.state !== 'listen' && socket.state !== 'bound') return true;
    if (socket.local.port !== wanted.port) return true;
    taken = wanted.ip === ANY || socket.local.ip === ANY || socket.local.ip === wanted.ip;
    return !taken;
  });
  return taken;
}
