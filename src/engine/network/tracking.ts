// Models linux@v6.12 net/netfilter/nf_conntrack_core.c, net/netfilter/nf_nat_core.c
// Differs: only flows whose addresses were changed are remembered; entries that have run out go when there are many.
import { emptyTable, get, put, remove, scan, type Table } from '../kernel/table.ts';
import type { Endpoint, Packet } from '../linux/net/types.ts';

/** A flow whose addresses this machine changes. */
export interface Tracked {
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** As the client sees it. */
  readonly client: Endpoint;
  readonly destination: Endpoint;
  /** As the server sees it. */
  readonly source: Endpoint;
  readonly endpoint: Endpoint;
  readonly untilMs: number;
}

export interface Tracking {
  /** By connection. */
  readonly flows: Table<Tracked>;
  /** At this size entries that have run out are looked for. */
  readonly sweepAt: number;
}

const MIN_SWEEP = 256;
const ESTABLISHED_MS = 432_000_000;
const CLOSING_MS = 120_000;
const UDP_MS = 120_000;
const ICMP_MS = 30_000;

export const NO_TRACKING: Tracking = { flows: emptyTable(), sweepAt: MIN_SWEEP };

/** The flow a packet belongs to, unless it has been quiet for too long. */
export function trackedOf(tracking: Tracking, packet: Packet, nowMs: number): Tracked | undefined {
  const tracked = get(tracking.flows, packet.connection);
  return tracked !== undefined && tracked.untilMs > nowMs ? tracked : undefined;
}

/** The packet with the addresses it has on the other side of this machine. */
export function translate(packet: Packet, tracked: Tracked): Packet {
  return packet.toward === 'server'
    ? {
        ...packet,
        source: tracked.source,
        destination: tracked.endpoint,
        original: packet.original ?? packet.destination,
      }
    : { ...packet, source: tracked.destination, destination: tracked.client };
}

export function track(
  tracking: Tracking,
  connection: string,
  flow: Omit<Tracked, 'untilMs'>,
  nowMs: number,
): Tracking {
  const untilMs = nowMs + lifetimeOf(flow.protocol);
  const flows = put(tracking.flows, connection, { ...flow, untilMs });
  return flows.size < tracking.sweepAt ? { flows, sweepAt: tracking.sweepAt } : sweep(flows, nowMs);
}

/** What a packet of a known flow changes about it: it lives on, or is about to end. */
export function refresh(tracking: Tracking, tracked: Tracked, packet: Packet, nowMs: number): Tracking {
  const isClosing = packet.kind === 'close' || packet.kind === 'reset' || packet.fin;
  if (tracked.protocol === 'tcp' && !isClosing) return tracking;
  const untilMs = nowMs + (tracked.protocol === 'tcp' ? CLOSING_MS : lifetimeOf(tracked.protocol));
  return {
    flows: put(tracking.flows, packet.connection, { ...tracked, untilMs }),
    sweepAt: tracking.sweepAt,
  };
}

/** Forgets UDP flows to endpoints that are no more, so that their clients find others. */
export function forgetStale(tracking: Tracking, isGone: (endpoint: Endpoint) => boolean): Tracking {
  let { flows } = tracking;
  scan(tracking.flows, (tracked, connection) => {
    if (tracked.protocol === 'udp' && isGone(tracked.endpoint)) flows = remove(flows, connection);
  });
  return flows === tracking.flows ? tracking : { flows, sweepAt: tracking.sweepAt };
}

function lifetimeOf(protocol: 'tcp' | 'udp' | 'icmp'): number {
  if (protocol === 'tcp') return ESTABLISHED_MS;
  return protocol === 'udp' ? UDP_MS : ICMP_MS;
}

function sweep(flows: Table<Tracked>, nowMs: number): Tracking {
  let left = flows;
  scan(flows, ({ untilMs }, connection) => {
    if (untilMs <= nowMs) left = remove(left, connection);
  });
  return { flows: left, sweepAt: Math.max(MIN_SWEEP, left.size * 2) };
}
