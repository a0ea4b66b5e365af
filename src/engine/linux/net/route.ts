// Models linux@v6.12 net/ipv4/fib_frontend.c
// Differs: one table, no metrics, no policy rules.
import { addressOf, isInNetwork, isLoopback, prefixOf } from './ip.ts';
import type { Interface, Route } from './types.ts';

/** Where a packet leaves a namespace. */
export interface WayOut {
  /** `self`: it never leaves; `link`: the destination is on the wire; `gateway`: by way of `gateway`. */
  readonly type: 'self' | 'link' | 'gateway';
  readonly device: string;
  readonly gateway: string;
  /** The source address a packet gets that has none yet. */
  readonly source: string;
}

/** How a namespace reaches an address; undefined when it does not (ENETUNREACH). */
export function wayOut(
  net: { readonly interfaces: readonly Interface[]; readonly routes: readonly Route[] },
  ip: string,
): WayOut | undefined {
  const loopback = net.interfaces.find(({ kind }) => kind === 'loopback');
  const isOwn = net.interfaces.some(({ up, address }) => up && address !== '' && addressOf(address) === ip);
  if (isLoopback(ip) || ip === '0.0.0.0' || isOwn) {
    if (loopback?.up !== true) return undefined;
    // To connect to 0.0.0.0 is to connect to oneself.
    const source = isOwn ? ip : '127.0.0.1';
    return { type: 'self', device: 'lo', gateway: '', source };
  }
  let best: Route | undefined;
  let bestPrefix = -1;
  for (const route of net.routes) {
    const prefix = route.destination === 'default' ? 0 : prefixOf(route.destination);
    if (prefix <= bestPrefix) continue;
    if (prefix > 0 && !isInNetwork(ip, route.destination)) continue;
    if (net.interfaces.find(({ name }) => name === route.device)?.up !== true) continue;
    best = route;
    bestPrefix = prefix;
  }
  if (best === undefined) return undefined;
  const device = best.device;
  const source = addressOf(net.interfaces.find(({ name }) => name === device)?.address ?? '');
  if (source === '') return undefined;
  return { type: best.gateway === '' ? 'link' : 'gateway', device, gateway: best.gateway, source };
}
