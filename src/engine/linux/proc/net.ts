// Models linux@v6.12 net/ipv4/tcp_ipv4.c, net/core/net-procfs.c, net/ipv4/fib_trie.c
// Differs: bytes and packets are not counted and are zero; queues are those of the simulation, in characters.
import { get, scan } from '../../kernel/table.ts';
import type { Socket } from '../net/types.ts';
import type { Machine, NamespaceOf } from '../state.ts';

export const NET_FILES = ['dev', 'route', 'tcp', 'udp', 'unix'] as const;

const ZERO_COUNTERS = 16;

export function readNetFile(machine: Machine, netns: number, name: string): string | undefined {
  switch (name) {
    case 'dev':
      return dev(machine, netns);
    case 'route':
      return route(machine, netns);
    case 'tcp':
    case 'udp':
      return inet(machine, netns, name);
    case 'unix':
      return unix(machine, netns);
    default:
      return undefined;
  }
}

function namespaceOf(machine: Machine, netns: number): NamespaceOf<'net'> | undefined {
  const namespace = get(machine.namespaces, netns);
  return namespace?.kind === 'net' ? namespace : undefined;
}

function socketsOf(machine: Machine, netns: number, protocol: Socket['protocol']): Socket[] {
  const list: Socket[] = [];
  scan(machine.sockets, (socket) => {
    if (socket.netns === netns && socket.protocol === protocol) list.push(socket);
  });
  return list;
}

/** An address as the kernel prints it: bytes in the processor's (little-endian) order. */
function hexAddress(ip: string): string {
  const bytes = ip.split('.').map(Number).reverse();
  return bytes
    .map((byte) => (byte || 0).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}

const hexPort = (port: number) => port.toString(16).padStart(4, '0').toUpperCase();

const TCP_STATES = { listen: '0A', bound: '07', connecting: '02', established: '01', closed: '07' } as const;

function inet(machine: Machine, netns: number, protocol: 'tcp' | 'udp'): string {
  const head =
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
  const lines = socketsOf(machine, netns, protocol).map((socket, index) => {
    const local = `${hexAddress(socket.local.ip)}:${hexPort(socket.local.port)}`;
    const remote =
      'remote' in socket ? `${hexAddress(socket.remote.ip)}:${hexPort(socket.remote.port)}` : '00000000:0000';
    const queued = 'buffer' in socket ? socket.buffer.length : 0;
    const queue = `00000000:${queued.toString(16).padStart(8, '0').toUpperCase()}`;
    const uid = String(get(machine.processes, socket.owner)?.uid ?? 0).padStart(5);
    return `${String(index).padStart(4)}: ${local} ${remote} ${TCP_STATES[socket.state]} ${queue} 00:00000000 00000000 ${uid}        0 ${socket.id}`;
  });
  return `${[head, ...lines].map((line) => line.padEnd(149)).join('\n')}\n`;
}

function unix(machine: Machine, netns: number): string {
  const lines = socketsOf(machine, netns, 'unix').map((socket) => {
    const listens = socket.state === 'listen';
    const flags = listens ? '00010000' : '00000000';
    return `0000000000000000: 0000000${listens ? 2 : 3} 00000000 ${flags} 0001 ${listens ? '01' : '03'} ${String(socket.id).padStart(5)} ${socket.local.ip}`;
  });
  return `${['Num       RefCount Protocol Flags    Type St Inode Path', ...lines].join('\n')}\n`;
}

function dev(machine: Machine, netns: number): string {
  const head = [
    'Inter-|   Receive                                                |  Transmit',
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed',
  ];
  const counters = new Array<string>(ZERO_COUNTERS)
    .fill('0')
    .map((zero, at) => zero.padStart(at % 8 === 0 ? 8 : 5));
  const lines = (namespaceOf(machine, netns)?.interfaces ?? []).map(
    (one) => `${one.name.padStart(6)}: ${counters.join('')}`,
  );
  return `${[...head, ...lines].join('\n')}\n`;
}

function route(machine: Machine, netns: number): string {
  const head = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT';
  const lines = (namespaceOf(machine, netns)?.routes ?? []).map((one) => {
    const [network, prefix] = one.destination === 'default' ? ['0.0.0.0', '0'] : one.destination.split('/');
    const bits = Number(prefix ?? 32);
    const mask = [0, 8, 16, 24]
      .map((from) => 256 - 2 ** (8 - Math.min(8, Math.max(0, bits - from))))
      .join('.');
    const flags = one.gateway === '' ? '0001' : '0003';
    const gateway = hexAddress(one.gateway === '' ? '0.0.0.0' : one.gateway);
    return `${one.device}\t${hexAddress(network ?? '0.0.0.0')}\t${gateway}\t${flags}\t0\t0\t0\t${hexAddress(mask)}\t0\t0\t0`;
  });
  return `${[head, ...lines].map((line) => line.padEnd(127)).join('\n')}\n`;
}
