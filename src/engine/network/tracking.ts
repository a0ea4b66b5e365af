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
  /** By connection, which may pass the machine twice and be changed each time. */
  readonly flows: Table<readonly Tracked[]>;
  /** At this size entries that have run out are looked for. */
  readonly sweepAt: number;
}

const MIN_SWEEP = 256;
const ESTABLISHED_MS = 432_000_000;
const CLOSING_MS = 120_000;
const UDP_MS = 120_000;
const ICMP_MS = 30_000;

export const NO_TRACKING: Tracking = { flows: emptyTable(), sweepAt: MIN_SWEEP };

/** The flow a packet belongs to in either direction, unless it has been quiet for too long. */
export function trackedOf(tracking: Tracking, packet: Packet, nowMs: number): Tracked | undefined {
  const { source, destination } = packet;
  const isForth = packet.toward === 'server';
  return get(tracking.flows, packet.connection)?.find(
    (one) =>
      one.untilMs > nowMs &&
      (isForth
        ? same(one.client, source) && same(one.destination, destination)
        : same(one.endpoint, source) && same(one.source, destination)),
  );
}

function same(a: Endpoint, b: Endpoint): boolean {
  return a.port === b.port && a.ip === b.ip;
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
  const others = (get(tracking.flows, connection) ?? []).filter(
    (one) =>
      one.untilMs > nowMs && !(same(one.client, flow.client) && same(one.destination, flow.destination)),
  );
  const flows = put(tracking.flows, connection, [...others, { ...flow, untilMs }]);
  return flows.size < tracking.sweepAt ? { flows, sweepAt: tracking.sweepAt } : sweep(flows, nowMs);
}

/** What a packet of a known flow changes about it: it lives on, or is about to end. */
export function refresh(tracking: Tracking, tracked: Tracked, packet: Packet, nowMs: number): Tracking {
  const isClosing = packet.kind === 'close' || packet.kind === 'reset' || packet.fin;
  if (tracked.protocol === 'tcp' && !isClosing) return tracking;
  const untilMs = nowMs + (tracked.protocol === 'tcp' ? CLOSING_MS : lifetimeOf(tracked.protocol));
  const list = get(tracking.flows, packet.connection) ?? [];
  const flows = put(
    tracking.flows,
    packet.connection,
    list.map((one) => (one === tracked ? { ...tracked, untilMs } : one)),
  );
  return { flows, sweepAt: tracking.sweepAt };
}

/** Forgets UDP flows to endpoints that are no more, so that their clients find others. */
export function forgetStale(tracking: Tracking, isGone: (endpoint: Endpoint) => boolean): Tracking {
  let { flows } = tracking;
  scan(tracking.flows, (list, connection) => {
    if (list.some(({ protocol, endpoint }) => protocol === 'udp' && isGone(endpoint))) {
      flows = remove(flows, connection);
    }
  });
  return flows === tracking.flows ? tracking : { flows, sweepAt: tracking.sweepAt };
}

function lifetimeOf(protocol: 'tcp' | 'udp' | 'icmp'): number {
  if (protocol === 'tcp') return ESTABLISHED_MS;
  return protocol === 'udp' ? UDP_MS : ICMP_MS;
}

function sweep(flows: Table<readonly Tracked[]>, nowMs: number): Tracking {
  let left = flows;
  scan(flows, (list, connection) => {
    if (list.every(({ untilMs }) => untilMs <= nowMs)) left = remove(left, connection);
  });
  return { flows: left, sweepAt: Math.max(MIN_SWEEP, left.size * 2) };
}
