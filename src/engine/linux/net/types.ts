import type { Address, ObjectRef } from '../../kernel/message.ts';

export interface Interface {
  readonly name: string;
  /** IPv4 address with prefix length, such as 10.244.1.2/24; '' without one. */
  readonly address: string;
  readonly mac: string;
  readonly mtu: number;
  readonly up: boolean;
  readonly kind: 'loopback' | 'ether' | 'veth' | 'bridge';
  /** The other end of a veth: `namespace/name`; '' otherwise. */
  readonly peer: string;
}

export interface Route {
  /** `default` or a network such as 10.244.1.0/24. */
  readonly destination: string;
  /** '' when the network is on the link itself. */
  readonly gateway: string;
  readonly device: string;
}

export interface Endpoint {
  readonly ip: string;
  readonly port: number;
}

/** A TCP or UDP socket of a process, or one end of a connection to a part of the simulation outside. */
export type Socket = {
  readonly id: number;
  readonly netns: number;
  readonly protocol: 'tcp' | 'udp' | 'unix';
  /** 0.0.0.0 for any; for a UNIX socket `ip` is its path. */
  readonly local: Endpoint;
  /** Pids by the machine's count that have it open, for ss and netstat. */
  readonly owner: number;
} & (
  | { readonly state: 'listen'; readonly backlog: readonly number[] }
  | { readonly state: 'bound'; readonly received: readonly Datagram[] }
  | {
      readonly state: 'connecting' | 'established' | 'closed';
      readonly remote: Endpoint;
      /** Arrived and not yet read. */
      readonly buffer: string;
      /** The other side will send no more. */
      readonly ended: boolean;
      /** Why it failed. */
      readonly error: 'ECONNREFUSED' | 'ECONNRESET' | 'ETIMEDOUT' | 'EHOSTUNREACH' | 'ENETUNREACH' | null;
      /** Names the connection on the wire. */
      readonly connection: string;
      readonly role: 'client' | 'server';
      /** How packets to the other side travel: what the first one passed, seen from here. */
      readonly way: readonly Address[];
    }
);

export interface Datagram {
  readonly from: Endpoint;
  readonly data: string;
  /** The way back. */
  readonly way: readonly Address[];
  readonly connection: string;
}

/**
 * What travels. A TCP connection is `open` (the handshake and what the client writes first), `data`, `close`
 * and `reset`; `datagram` is UDP; `echo` and `echo-reply` are ping's.
 */
export interface Packet {
  readonly kind: 'open' | 'data' | 'close' | 'reset' | 'datagram' | 'echo' | 'echo-reply' | 'unreachable';
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly connection: string;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly data: string;
  /** The sender will send no more after this. */
  readonly fin: boolean;
  /** The network namespace it leaves from, on the sender's machine. */
  readonly netns: number;
  /** Addresses it has passed, the sender first: the way back. */
  readonly way: readonly Address[];
  /** For an answer: what is left of the way back, the next stop first. Empty: it is routed by its destination. */
  readonly back: readonly Address[];
  /** Before a Service's address was replaced by an endpoint's. */
  readonly original?: Endpoint | undefined;
  /** Whose packet it is, for the record: the Pod of the process that opened the connection. */
  readonly object?: ObjectRef | undefined;
  /** Why an answer is a failure, in words. */
  readonly reason?: string | undefined;
}
