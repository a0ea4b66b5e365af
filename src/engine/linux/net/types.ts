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

/** A port of the machine that leads into one of its namespaces: `docker run -p`, and a Pod's hostPort. */
export interface PortForward {
  readonly protocol: 'tcp' | 'udp';
  /** 0.0.0.0: all addresses of the machine. */
  readonly hostIp: string;
  readonly hostPort: number;
  readonly to: Endpoint;
}

export type SocketError = 'ECONNREFUSED' | 'ECONNRESET' | 'ETIMEDOUT' | 'EHOSTUNREACH' | 'ENETUNREACH';

/** A socket of a process, or one end of a connection to a part of the simulation outside. */
export type Socket = ListeningSocket | BoundSocket | ConnectionSocket;

interface AnySocket {
  readonly id: number;
  readonly netns: number;
  /** `icmp` is what ping opens. */
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'unix';
  /** 0.0.0.0 for any; for a UNIX socket `ip` is its path (`@name`: abstract) and `port` 0. */
  readonly local: Endpoint;
  /** The pid by the machine's count of the process that opened it, for ss and netstat. */
  readonly owner: number;
}

export interface ListeningSocket extends AnySocket {
  readonly state: 'listen';
  /** Connections that wait to be accepted, by socket id. */
  readonly backlog: readonly number[];
}

/** UDP. */
export interface BoundSocket extends AnySocket {
  readonly state: 'bound';
  readonly received: readonly Datagram[];
  /** An ICMP message said that a datagram found nobody. The next `receive` returns it. */
  readonly error: SocketError | null;
  /** With whom it has exchanged datagrams lately, oldest first: how they are reached. */
  readonly flows: readonly Flow[];
}

export interface Flow {
  readonly remote: Endpoint;
  readonly connection: string;
  readonly way: readonly Address[];
  /** Who sent the first datagram. */
  readonly role: 'client' | 'server';
}

export interface ConnectionSocket extends AnySocket {
  readonly state: 'connecting' | 'established' | 'closed';
  readonly remote: Endpoint;
  /** Arrived and not yet read. */
  readonly buffer: string;
  /** The other side will send no more. */
  readonly ended: boolean;
  /** This side will send no more. */
  readonly shut: boolean;
  /** Why it failed; `read` and `write` return it. */
  readonly error: SocketError | null;
  /** Names the connection on the wire. */
  readonly connection: string;
  readonly role: 'client' | 'server';
  /** How packets to the other side travel, the next stop first; empty: they are routed by their destination. */
  readonly way: readonly Address[];
  /** The other side has closed its socket altogether: nobody is there to be told anything. */
  readonly deserted: boolean;
  /** Whose connection it is, for the record: that of who opened it. */
  readonly object?: ObjectRef | undefined;
}

export interface Datagram {
  readonly from: Endpoint;
  readonly data: string;
}

/** Which ICMP message an `unreachable` is. */
export type Unreachable = 'net' | 'host' | 'port';

/**
 * What travels. A TCP connection is `open` (the client's half of the handshake and what it writes first),
 * `accept` (the other half, and what the server writes at once), `data`, `close` and `reset`; `datagram` is UDP; `echo` and `echo-reply` are ping's;
 * `unreachable` is ICMP's.
 */
export interface Packet {
  readonly kind:
    | 'open'
    | 'accept'
    | 'data'
    | 'close'
    | 'reset'
    | 'datagram'
    | 'echo'
    | 'echo-reply'
    | 'unreachable';
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  /** `ADDRESS#SOCKET` of the client, so that it is the same wherever it is seen. */
  readonly connection: string;
  /** Which end of the connection it goes to. */
  readonly toward: 'server' | 'client';
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly data: string;
  /** The sender will send no more after this. */
  readonly fin: boolean;
  /** It has closed its socket, too, and hears no more. */
  readonly gone?: boolean | undefined;
  /** The network namespace it leaves from, on the sender's machine; 0 when it is not a machine's. */
  readonly netns: number;
  /** Addresses it has passed, the sender first: the way back. */
  readonly way: readonly Address[];
  /** For an answer: what is left of the way back, the next stop first. Empty: it is routed by its destination. */
  readonly back: readonly Address[];
  /** Before a Service's address was replaced by an endpoint's. */
  readonly original?: Endpoint | undefined;
  /** Whose packet it is, for the record: the Pod of the process that opened the connection. */
  readonly object?: ObjectRef | undefined;
  /** For `unreachable`. */
  readonly unreachable?: Unreachable | undefined;
  /** Why an answer is a failure, in words. */
  readonly reason?: string | undefined;
}

/** A packet that has to leave: the kernel makes a message of it. */
export interface Outgoing {
  readonly packet: Packet;
  /** `self`: it stays on this machine; `network`: to the machine's network (net/N); or the next stop of a way back. */
  readonly to: Address | 'self' | 'network';
  readonly delayMs: number;
}
