// What a packet says, in the few words that a record keeps.
import { parseAnswer, parseQuery } from './dns.ts';
import { show } from './packets.ts';
import type { Packet } from './types.ts';

/** Noted once for each packet, by whoever gets it first; whoever passes it on has it as cause. */
export interface PacketNote {
  /** Names the connection; the same on every hop and in both directions. */
  readonly connection: string;
  readonly protocol: Packet['protocol'];
  readonly toward: Packet['toward'];
  /** `ip:port`, as the sender wrote them. */
  readonly source: string;
  readonly destination: string;
  /** The line an HTTP message begins with, without the version, or what a DNS message asks or answers. */
  readonly says?: string;
}

const DNS_PORT = 53;
const SAYS_MAX = 120;
/** How both sides of HTTPS begin; nobody else sees what comes after. */
const TLS = 'TLS 1.3 ';
/** How a client of gRPC begins. */
const GRPC_PREFACE = 'PRI * HTTP/2.0\r\n';

/** The note on a packet that has come straight from its sender; undefined for one that was passed on. */
export function packetNote(packet: Packet): { readonly packet: PacketNote } | undefined {
  if (packet.way.length > 1) return undefined;
  const says = saidIn(packet);
  return {
    packet: {
      connection: packet.connection,
      protocol: packet.protocol,
      toward: packet.toward,
      source: show(packet.source),
      destination: show(packet.destination),
      ...(says === '' ? {} : { says: says.slice(0, SAYS_MAX) }),
    },
  };
}

function saidIn({ data, protocol, source, destination }: Packet): string {
  if (data === '') return '';
  if (protocol === 'tcp' && data.startsWith(GRPC_PREFACE))
    return `gRPC ${/":path":"([^"]*)"/.exec(data)?.[1] ?? ''}`;
  if (protocol === 'udp' && (source.port === DNS_PORT || destination.port === DNS_PORT))
    return dnsWords(data);
  const end = data.indexOf('\r\n');
  const line = end === -1 ? '' : data.slice(0, end);
  if (line.startsWith(TLS)) return line;
  const request = /^([A-Z]+ \S+) HTTP\/1\.[01]$/.exec(line);
  return request?.[1] ?? /^HTTP\/1\.[01] (\d{3}.*)$/.exec(line)?.[1] ?? '';
}

function dnsWords(data: string): string {
  const answer = parseAnswer(data);
  if (answer !== undefined) {
    return answer.answers.length === 0 ? answer.code : answer.answers.map((one) => one.data).join(', ');
  }
  const query = parseQuery(data);
  return query === undefined ? '' : `${query.type} ${query.name}`;
}
