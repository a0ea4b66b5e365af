import { get } from '../../../kernel/table.ts';
import type { Interface } from '../../../linux/net/types.ts';
import type { Sys } from '../../../linux/sys.ts';

/** Place of an interface in its namespace, from 1. */
export function indexOf(links: readonly Interface[], name: string): number {
  return links.findIndex((link) => link.name === name) + 1;
}

/** The index of the other end of a veth, in its own namespace; 0 when there is none. */
export function peerIndex(sys: Sys, { peer }: Interface): number {
  const slash = peer.indexOf('/');
  if (slash === -1) return 0;
  const namespace = get(sys.machine().namespaces, Number(peer.slice(0, slash)));
  return namespace?.kind === 'net' ? indexOf(namespace.interfaces, peer.slice(slash + 1)) : 0;
}

/** `eth0@if7`, or just the name. */
export function shownName(sys: Sys, link: Interface): string {
  const index = peerIndex(sys, link);
  return index === 0 ? link.name : `${link.name}@if${index}`;
}

/** `BROADCAST,MULTICAST,UP,LOWER_UP` */
export function flagsOf(link: Interface): string {
  const flags = link.kind === 'loopback' ? ['LOOPBACK'] : ['BROADCAST', 'MULTICAST'];
  if (link.up) flags.push('UP', 'LOWER_UP');
  return flags.join(',');
}

export function stateOf(link: Interface): string {
  if (!link.up) return 'DOWN';
  return link.kind === 'loopback' ? 'UNKNOWN' : 'UP';
}
