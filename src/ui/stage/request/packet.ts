import type { TraceRecord } from '../../../protocol/view.ts';
import { nodeOf, roleOf } from '../../state/address.ts';

/** What whoever got a packet first noted of it; see `PacketNote` of the engine. */
export interface PacketNote {
  readonly connection: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly toward: 'server' | 'client';
  /** `ip:port`. */
  readonly source: string;
  readonly destination: string;
  readonly says?: string;
}

/** A packet as far as one of its hops. */
export interface Packet {
  readonly note: PacketNote;
  /** The records of its hops, this one last. */
  readonly hops: readonly TraceRecord[];
  /** Its addresses where it has come to. */
  readonly source: string;
  readonly destination: string;
}

const VERBS = new Set([
  'open',
  'accept',
  'data',
  'close',
  'reset',
  'datagram',
  'echo',
  'echo-reply',
  'unreachable',
]);
const ROLES = new Set(['runtime', 'net', 'switch', 'coredns', 'kubelet', 'kubectl']);

/** Whether a record is a hop of a packet: nothing but the network speaks so. */
export function isPacket({ verb, from, to }: Pick<TraceRecord, 'verb' | 'from' | 'to'>): boolean {
  return VERBS.has(verb) && ROLES.has(roleOf(from)) && ROLES.has(roleOf(to));
}

export const noteOf = ({ detail }: TraceRecord): PacketNote | null =>
  (detail?.packet as PacketNote | undefined) ?? null;

/** The packet a record is a hop of, found along its causes; null when it is none, or its beginning is unknown. */
export function packetOf(records: readonly TraceRecord[], record: TraceRecord | null): Packet | null {
  if (!record || !isPacket(record)) return null;
  const hops = [record];
  let note = noteOf(record);
  for (let at: TraceRecord = record; note === null; ) {
    const cause = at.cause === null ? undefined : records[at.cause - 1];
    if (!cause || cause.verb !== at.verb || cause.to !== at.from || !isPacket(cause)) return null;
    hops.unshift(cause);
    note = noteOf(cause);
    at = cause;
  }
  let { source, destination } = note;
  for (const { detail } of hops) {
    destination = after(detail?.dnat) ?? after(detail?.hostPort) ?? destination;
    source = after(detail?.masquerade) ?? after(detail?.unnat) ?? source;
  }
  return { note, hops, source, destination };
}

/** What stands behind the arrow of a translation. */
export function after(change: unknown): string | null {
  return typeof change === 'string' ? (change.split(' → ')[1] ?? null) : null;
}

/** What stands before it. */
export function before(change: unknown): string | null {
  return typeof change === 'string' ? (change.split(' → ')[0] ?? null) : null;
}

export const ipOf = (endpoint: string): string => endpoint.split(':')[0] ?? '';
export const portOf = (endpoint: string): string => endpoint.split(':')[1] ?? '';

export const isLoopback = (ip: string): boolean => ip.startsWith('127.');

export const isDns = ({ protocol, source, destination }: PacketNote): boolean =>
  protocol === 'udp' && (portOf(destination) === '53' || portOf(source) === '53');

/** Which end of a hop is a machine's namespaces, and so a Pod or the machine itself. */
export function endOf({ from, to }: Pick<TraceRecord, 'from' | 'to'>): 'leaves' | 'arrives' | 'stays' | null {
  const isFrom = roleOf(from) === 'runtime';
  if (roleOf(to) === 'runtime') return isFrom ? 'stays' : 'arrives';
  return isFrom ? 'leaves' : null;
}

/** The machine at the runtime end of a hop. */
export const machineOf = ({ from, to }: Pick<TraceRecord, 'from' | 'to'>): string =>
  roleOf(to) === 'runtime' ? nodeOf(to) : nodeOf(from);

/** The text after the last slash: a Service or a Pod without its namespace when that is the default. */
export const short = (name: string): string => name.replace(/^default\//, '');
