// Models linux@v6.12 drivers/net/veth.c, net/ipv4/devinet.c
// Differs: an interface has one IPv4 address; there are no IPv6 addresses.
import type { NamespaceOf } from '../state.ts';
import { addressIn, addressOf, networkOf, parseIp, prefixOf } from './ip.ts';
import type { Interface, Route } from './types.ts';

type Net = NamespaceOf<'net'>;

/** A new network namespace has this, down, and nothing else. */
export function makeLoopback(up: boolean): Interface {
  return {
    name: 'lo',
    address: up ? '127.0.0.1/8' : '',
    mac: '00:00:00:00:00:00',
    mtu: 65536,
    up,
    kind: 'loopback',
    peer: '',
  };
}

/** The card of a machine: the only kind of interface that leads out of it. */
export function makeCard(name: string, address: string): Interface {
  return { name, address, mac: macOf('02:42', address), mtu: 1500, up: true, kind: 'ether', peer: '' };
}

/** A bridge such as cni0, with the first address of its range, which is the gateway of those behind it. */
export function makeBridge(name: string, cidr: string): Interface {
  return {
    name,
    address: `${addressIn(cidr, 1)}/${prefixOf(cidr)}`,
    mac: macOf('0a:58', addressIn(cidr, 1)),
    mtu: 1500,
    up: true,
    kind: 'bridge',
    peer: '',
  };
}

/**
 * The two ends of a cable from a namespace to its machine, as the bridge plug-in lays it: `eth0` inside with an
 * address, and an end without one that is plugged into the bridge.
 */
export function makeVethPair(options: {
  readonly inside: number;
  readonly insideName?: string;
  readonly outside: number;
  readonly outsideName: string;
  /** With prefix length. */
  readonly address: string;
}): { readonly inside: Interface; readonly outside: Interface } {
  const insideName = options.insideName ?? 'eth0';
  return {
    inside: {
      name: insideName,
      address: options.address,
      mac: macOf('0a:58', options.address),
      mtu: 1500,
      up: true,
      kind: 'veth',
      peer: `${options.outside}/${options.outsideName}`,
    },
    outside: {
      name: options.outsideName,
      address: '',
      mac: macOf('fe:58', options.address),
      mtu: 1500,
      up: true,
      kind: 'veth',
      peer: `${options.inside}/${insideName}`,
    },
  };
}

/** Hardware addresses are made of IP addresses, as the bridge plug-in makes them. */
function macOf(prefix: string, address: string): string {
  const value = parseIp(addressOf(address)) ?? 0;
  const byte = (n: number): string => (Math.floor(value / 256 ** n) % 256).toString(16).padStart(2, '0');
  return `${prefix}:${byte(3)}:${byte(2)}:${byte(1)}:${byte(0)}`;
}

/** What a Pod's network namespace has once CNI is done. */
export function podNetwork(options: {
  readonly netns: number;
  readonly hostNetns: number;
  readonly hostName: string;
  readonly ip: string;
  readonly podCIDR: string;
}): {
  readonly interfaces: readonly Interface[];
  readonly routes: readonly Route[];
  readonly outside: Interface;
} {
  const { inside, outside } = makeVethPair({
    inside: options.netns,
    outside: options.hostNetns,
    outsideName: options.hostName,
    address: `${options.ip}/${prefixOf(options.podCIDR)}`,
  });
  const interfaces = [makeLoopback(true), inside];
  const gateway = addressIn(options.podCIDR, 1);
  return {
    interfaces,
    routes: [{ destination: 'default', gateway, device: 'eth0' }, ...connectedRoutes(interfaces)],
    outside,
  };
}

/** What a node's own network namespace has: its card, and the bridge its Pods are plugged into. */
export function hostNetwork(options: {
  /** With prefix length, such as 172.18.0.2/16. */
  readonly address: string;
  readonly gateway: string;
  /** '' without Pods. */
  readonly podCIDR: string;
  readonly bridge?: string;
}): { readonly interfaces: readonly Interface[]; readonly routes: readonly Route[] } {
  const interfaces = [makeLoopback(true), makeCard('eth0', options.address)];
  if (options.podCIDR !== '') interfaces.push(makeBridge(options.bridge ?? 'cni0', options.podCIDR));
  return {
    interfaces,
    routes: [
      { destination: 'default', gateway: options.gateway, device: 'eth0' },
      ...connectedRoutes(interfaces),
    ],
  };
}

/** The routes the kernel adds for the addresses of interfaces that are up. */
export function connectedRoutes(interfaces: readonly Interface[]): Route[] {
  return interfaces
    .filter(({ kind, up, address }) => up && address !== '' && kind !== 'loopback' && prefixOf(address) < 32)
    .map(({ name, address }) => ({ destination: networkOf(address), gateway: '', device: name }));
}

/** `ip link set NAME up|down`: routes through an interface go when it goes down. */
export function setLink(
  net: Pick<Net, 'interfaces' | 'routes'>,
  name: string,
  up: boolean,
): Pick<Net, 'interfaces' | 'routes'> {
  const interfaces = net.interfaces.map((one): Interface => {
    if (one.name !== name || one.up === up) return one;
    // The loopback interface gets its address with its first breath.
    return { ...one, up, address: one.kind === 'loopback' && up ? '127.0.0.1/8' : one.address };
  });
  const before = net.interfaces.find((one) => one.name === name);
  if (before === undefined || before.up === up) return net;
  if (!up) return { interfaces, routes: net.routes.filter(({ device }) => device !== name) };
  const own = connectedRoutes(interfaces.filter((one) => one.name === name));
  return { interfaces, routes: [...net.routes, ...own] };
}

/** `ip addr add ADDRESS dev NAME`, or with '' `ip addr del`. */
export function setAddress(
  net: Pick<Net, 'interfaces' | 'routes'>,
  name: string,
  address: string,
): Pick<Net, 'interfaces' | 'routes'> {
  const interfaces = net.interfaces.map((one) => (one.name === name ? { ...one, address } : one));
  const kept = net.routes.filter(({ device, gateway }) => device !== name || gateway !== '');
  const own = connectedRoutes(interfaces.filter((one) => one.name === name));
  return { interfaces, routes: [...kept, ...own] };
}

/** The machine's own namespace, the one with a card: here all traffic passes the machine's packet filter. */
export function isHostNetwork(net: Net): boolean {
  return net.interfaces.some(({ kind }) => kind === 'ether');
}

/** Whether a container runtime has set the namespace up, and with it net.ipv4.ip_unprivileged_port_start=0. */
export function isContainerNetwork(net: Net): boolean {
  return !isHostNetwork(net) && net.interfaces.some(({ kind, name }) => kind === 'veth' && name === 'eth0');
}

export function hasAddress(net: Net, ip: string): boolean {
  return net.interfaces.some(({ address, up }) => up && addressOf(address) === ip);
}
