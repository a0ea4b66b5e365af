// What all HTTP servers share: connections, requests that arrive in pieces, answers that take a while, and
// requests passed on to somebody else.
import { isErrno } from '../../linux/errno.ts';
import { type Lookup, resumeLookup, startLookup } from '../../linux/net/dns.ts';
import { afterClientHello, SERVER_HELLO } from '../../linux/net/tls.ts';
import type { Endpoint } from '../../linux/net/types.ts';
import type { Sys, WaitFor } from '../../linux/sys.ts';
import {
  formatResponse,
  type Headers,
  type HttpRequest,
  type HttpResponse,
  header,
  keepsAlive,
  parseRequest,
  parseResponse,
} from '../../shell/http.ts';
import {
  formatReply,
  type GrpcCall,
  type GrpcReply,
  PREFACE,
  parseCall,
  SETTINGS,
} from '../../shell/network/grpc.ts';

/** One request and where it came from. */
export interface Exchange {
  readonly request: HttpRequest;
  readonly remote: Endpoint;
  readonly local: Endpoint;
  readonly atMs: number;
  /** Which of the server's connections, counted from 1. */
  readonly number: number;
}

export interface Answer {
  /** 444 closes the connection without a word. */
  readonly status: number;
  readonly reason?: string;
  readonly headers?: Headers;
  readonly body?: string;
  /** Closes the connection afterwards, whatever the client asked for. */
  readonly close?: boolean;
  /** What `log` wants to know about it; plain data. */
  readonly memo?: unknown;
}

/** Something to ask somebody else before a request can be answered. */
export interface Forward {
  /** A name or address. */
  readonly host: string;
  readonly port: number;
  /** What is sent, byte for byte. */
  readonly text: string;
  readonly timeoutMs: number;
  /** Not HTTP: the answer is whatever comes until `until` is met or the other side closes. */
  readonly raw?: { readonly until: string };
  /** Whatever the site wants to know when the answer is there; plain data. */
  readonly memo?: unknown;
}

export type Reply =
  | Answer
  | { readonly forward: Forward }
  /** Uses the processor, or waits, before it answers. */
  | { readonly later: Answer; readonly cpuMs?: number; readonly afterMs?: number };

export type ForwardError = 'refused' | 'timeout' | 'reset' | 'unreachable' | 'no such host' | 'malformed';

/** What came of a forward. */
export type Outcome =
  | { readonly forward: Forward; readonly address: string; readonly response: HttpResponse }
  | { readonly forward: Forward; readonly address: string; readonly text: string }
  | { readonly forward: Forward; readonly address: string; readonly error: ForwardError };

/** A server's own part. It may look at files and at what it was started with, and keeps nothing. */
export interface Site {
  handle(sys: Sys, exchange: Exchange): Reply;
  answered?(sys: Sys, exchange: Exchange, outcome: Outcome): Reply;
  /** After an answer has been sent. */
  log?(sys: Sys, exchange: Exchange, answer: Answer): void;
  /** Headers that every answer has, in front of its own. */
  headers?(sys: Sys, exchange: Exchange | null): Headers;
  /** gRPC, on some of its ports or all. */
  readonly grpc?: {
    speaks(port: number): boolean;
    answer(call: GrpcCall): GrpcReply;
  };
  /** Whether a port is one of HTTPS. */
  tls?(port: number): boolean;
  /** To a client that speaks HTTP to a port of HTTPS. */
  untrusted?(sys: Sys): Answer;
  /** To a client that does not speak HTTP. */
  malformed?(sys: Sys): Answer;
}

interface Upstream {
  readonly forward: Forward;
  /** -1 while the name is looked up. */
  readonly fd: number;
  readonly address: string;
  readonly lookup: Lookup | null;
  readonly buffer: string;
  readonly untilMs: number;
}

interface Connection {
  readonly fd: number;
  readonly number: number;
  readonly remote: Endpoint;
  readonly local: Endpoint;
  readonly buffer: string;
  /** The client will send no more. */
  readonly ended: boolean;
  /** It has greeted as a client of TLS does. */
  readonly isSecure: boolean;
  /** It has begun as a client of gRPC does. */
  readonly isGrpc: boolean;
  readonly exchange: Exchange | null;
  readonly upstream: Upstream | null;
  readonly later: { readonly answer: Answer; readonly atMs: number } | null;
}

/** What a server remembers: plain data. */
export interface HttpState {
  readonly listeners: readonly number[];
  readonly connections: readonly Connection[];
  readonly requests: number;
  readonly accepted: number;
}

export interface Served {
  readonly state: HttpState;
  readonly wait: WaitFor;
  /** It has to use the processor first; `wait` does not count then. */
  readonly cpuMs: number;
}

export function httpState(listeners: readonly number[]): HttpState {
  return { listeners, connections: [], requests: 0, accepted: 0 };
}

/** Does everything that can be done now. The caller remembers the state and blocks for `wait`. */
export function serve(sys: Sys, state: HttpState, site: Site): Served {
  const work = new Work(sys, site, state);
  const connections: Connection[] = [];
  for (const connection of [...state.connections, ...work.accept(state.listeners)]) {
    const next = work.advance(connection);
    if (next !== null) connections.push(next);
  }
  const readable = [...state.listeners];
  let untilMs: number | null = null;
  const until = (atMs: number) => {
    untilMs = untilMs === null ? atMs : Math.min(untilMs, atMs);
  };
  for (const { fd, ended, upstream, later } of connections) {
    if (!ended) readable.push(fd);
    if (upstream !== null) {
      readable.push(upstream.lookup?.fd ?? upstream.fd);
      until(Math.min(upstream.untilMs, upstream.lookup?.untilMs ?? Number.POSITIVE_INFINITY));
    }
    if (later !== null) until(later.atMs);
  }
  return {
    state: { listeners: state.listeners, connections, requests: work.requests, accepted: work.accepted },
    wait: { readable, untilMs },
    cpuMs: work.cpuMs,
  };
}

class Work {
  readonly sys: Sys;
  readonly site: Site;
  requests: number;
  accepted: number;
  cpuMs = 0;

  constructor(sys: Sys, site: Site, state: HttpState) {
    this.sys = sys;
    this.site = site;
    this.requests = state.requests;
    this.accepted = state.accepted;
  }

  accept(listeners: readonly number[]): Connection[] {
    const fresh: Connection[] = [];
    for (const listener of listeners) {
      for (;;) {
        const arrived = this.sys.accept(listener);
        if (arrived === null || isErrno(arrived)) break;
        const ends = this.sys.peerOf(arrived.fd);
        const local = isErrno(ends) ? { ip: '', port: 0 } : ends.local;
        this.accepted++;
        fresh.push({
          fd: arrived.fd,
          number: this.accepted,
          remote: arrived.remote,
          local,
          buffer: '',
          ended: false,
          isSecure: false,
          isGrpc: false,
          exchange: null,
          upstream: null,
          later: null,
        });
      }
    }
    return fresh;
  }

  /** The connection as it goes on; null when it is closed. */
  advance(before: Connection): Connection | null {
    let connection = this.#receive(before);
    for (;;) {
      if (connection === null) return null;
      if (connection.exchange !== null) {
        const next: Connection | null = this.#pending(connection);
        if (next === connection) return next;
        connection = next;
        continue;
      }
      if (
        !connection.isSecure &&
        connection.buffer !== '' &&
        this.site.tls?.(connection.local.port) === true
      ) {
        const rest = afterClientHello(connection.buffer);
        if (rest === null) return this.#reject(connection);
        this.sys.write(connection.fd, SERVER_HELLO);
        connection = { ...connection, buffer: rest, isSecure: true };
        continue;
      }
      if (connection.isGrpc) return this.#calls(connection);
      const greeted: Connection | null = this.#greet(connection);
      if (greeted !== null) {
        connection = greeted;
        continue;
      }
      const parsed = parseRequest(connection.buffer);
      if (parsed === null) {
        return connection.ended ? this.#close(connection) : connection;
      }
      if ('malformed' in parsed) {
        const answer = this.site.malformed?.(this.sys) ?? { status: 400, body: 'Bad Request' };
        this.#write(connection, null, { ...answer, close: true });
        return this.#close(connection);
      }
      this.requests++;
      const { remote, local, number } = connection;
      const exchange = { request: parsed.message, remote, local, atMs: this.sys.nowMs, number };
      const asked: Connection = { ...connection, buffer: parsed.rest, exchange };
      connection = this.#reply(asked, this.site.handle(this.sys, exchange));
    }
  }

  /** Null: it does not begin as gRPC does, or not where that is spoken. */
  #greet(connection: Connection): Connection | null {
    const { buffer, fd, local } = connection;
    if (this.site.grpc?.speaks(local.port) !== true || !buffer.startsWith(PREFACE)) return null;
    this.sys.write(fd, SETTINGS);
    return { ...connection, buffer: buffer.slice(PREFACE.length), isGrpc: true };
  }

  /** Answers the calls of a client of gRPC, which then hangs up by itself. */
  #calls(before: Connection): Connection | null {
    let connection = before;
    for (;;) {
      const parsed = parseCall(connection.buffer);
      if (parsed === null) return connection.ended ? this.#close(connection) : connection;
      if (parsed === 'malformed' || this.site.grpc === undefined) return this.#close(connection);
      const reply = this.site.grpc.answer(parsed.call);
      this.requests++;
      if (this.sys.write(connection.fd, formatReply(reply)) !== undefined) return this.#close(connection);
      connection = { ...connection, buffer: parsed.rest };
    }
  }

  #reject(connection: Connection): null {
    const answer = this.site.untrusted?.(this.sys) ?? PLAIN_TO_TLS;
    this.#write(connection, null, { ...answer, close: true });
    return this.#close(connection);
  }

  #receive(connection: Connection): Connection | null {
    if (connection.ended) return connection;
    let { buffer } = connection;
    let ended = false;
    for (;;) {
      const text = this.sys.read(connection.fd);
      if (text === null) break;
      if (isErrno(text)) {
        if (connection.upstream !== null) this.#drop(connection.upstream);
        return this.#close(connection);
      }
      if (text === '') {
        ended = true;
        break;
      }
      buffer += text;
    }
    return !ended && buffer === connection.buffer ? connection : { ...connection, buffer, ended };
  }

  /** Goes on with a request that could not be answered at once. The same connection means: not yet. */
  #pending(connection: Connection): Connection | null {
    const exchange = connection.exchange as Exchange;
    const { later, upstream } = connection;
    if (later !== null) {
      return later.atMs > this.sys.nowMs ? connection : this.#answer(connection, later.answer);
    }
    if (upstream === null) throw new Error('a request is neither answered nor waited for');
    const next = this.#ask(upstream);
    if (next === upstream) return connection;
    if (!('fd' in next)) {
      const reply = this.site.answered?.(this.sys, exchange, next) ?? { status: 502 };
      return this.#reply({ ...connection, upstream: null }, reply);
    }
    return { ...connection, upstream: next };
  }

  #reply(connection: Connection, reply: Reply): Connection | null {
    if ('forward' in reply) {
      const { forward } = reply;
      const untilMs = this.sys.nowMs + forward.timeoutMs;
      const step = startLookup(this.sys, forward.host);
      const begun: Upstream = { forward, fd: -1, address: '', lookup: null, buffer: '', untilMs };
      if ('lookup' in step) return { ...connection, upstream: { ...begun, lookup: step.lookup } };
      const opened = this.#connect(begun, step.done.addresses[0]);
      if ('fd' in opened) return { ...connection, upstream: opened };
      const exchange = connection.exchange as Exchange;
      return this.#reply(connection, this.site.answered?.(this.sys, exchange, opened) ?? { status: 502 });
    }
    if ('later' in reply) {
      this.cpuMs += reply.cpuMs ?? 0;
      const atMs = this.sys.nowMs + (reply.afterMs ?? 0);
      return {
        ...connection,
        later: { answer: reply.later, atMs: reply.cpuMs === undefined ? atMs : atMs + 1 },
      };
    }
    return this.#answer(connection, reply);
  }

  #connect(upstream: Upstream, address: string | undefined): Upstream | Outcome {
    const { forward } = upstream;
    if (address === undefined) return { forward, address: forward.host, error: 'no such host' };
    const fd = this.sys.connect({ ip: address, port: forward.port }, forward.text);
    if (isErrno(fd)) return { forward, address, error: errorOf(fd.errno) };
    return { ...upstream, fd, address, lookup: null };
  }

  /** The same upstream: nothing new; another: it goes on; an outcome: it is over. */
  #ask(upstream: Upstream): Upstream | Outcome {
    const { forward, address } = upstream;
    if (upstream.lookup !== null) {
      const step = resumeLookup(this.sys, upstream.lookup);
      if ('done' in step) return this.#connect({ ...upstream, lookup: null }, step.done.addresses[0]);
      return step.lookup === upstream.lookup ? upstream : { ...upstream, lookup: step.lookup };
    }
    let { buffer } = upstream;
    let ended = false;
    for (;;) {
      const text = this.sys.read(upstream.fd);
      if (text === null) break;
      if (isErrno(text)) {
        this.#drop(upstream);
        return { forward, address, error: errorOf(text.errno) };
      }
      if (text === '') {
        ended = true;
        break;
      }
      buffer += text;
    }
    if (forward.raw !== undefined) {
      if (ended || buffer.includes(forward.raw.until)) {
        this.#drop(upstream);
        return { forward, address, text: buffer };
      }
    } else {
      const method = forward.text.slice(0, forward.text.indexOf(' '));
      const parsed = parseResponse(buffer, { ended, method });
      if (parsed !== null) {
        this.#drop(upstream);
        return 'malformed' in parsed
          ? { forward, address, error: buffer === '' ? 'reset' : 'malformed' }
          : { forward, address, response: parsed.message };
      }
    }
    if (this.sys.nowMs >= upstream.untilMs) {
      this.#drop(upstream);
      return { forward, address, error: 'timeout' };
    }
    return buffer === upstream.buffer ? upstream : { ...upstream, buffer };
  }

  #answer(connection: Connection, answer: Answer): Connection | null {
    const exchange = connection.exchange as Exchange;
    const isOpen = keepsAlive(exchange.request) && answer.close !== true && !connection.ended;
    const isWritten = this.#write(connection, exchange, isOpen ? answer : { ...answer, close: true });
    this.site.log?.(this.sys, exchange, answer);
    const next: Connection = { ...connection, exchange: null, upstream: null, later: null };
    return isOpen && isWritten ? next : this.#close(next);
  }

  /** False when the client has gone. */
  #write(connection: Connection, exchange: Exchange | null, answer: Answer): boolean {
    if (answer.status === 444) return false;
    const all = [...(this.site.headers?.(this.sys, exchange) ?? []), ...(answer.headers ?? [])];
    // A site that says keep-alive says where the header goes.
    const headers: (readonly [string, string])[] = all.map((pair) =>
      answer.close === true && pair[0] === 'Connection' ? ['Connection', 'close'] : pair,
    );
    if (header(headers, 'connection') === undefined) {
      if (answer.close === true) headers.push(['Connection', 'close']);
      else if (exchange?.request.version === '1.0') headers.push(['Connection', 'keep-alive']);
    }
    const { status, reason, body = '' } = answer;
    const text = formatResponse(
      { status, headers, body, ...(reason === undefined ? {} : { reason }) },
      exchange?.request.method ?? 'GET',
    );
    return this.sys.write(connection.fd, text) === undefined;
  }

  #close(connection: Connection): null {
    this.sys.close(connection.fd);
    return null;
  }

  #drop(upstream: Upstream): void {
    const fd = upstream.lookup?.fd ?? upstream.fd;
    if (fd >= 0) this.sys.close(fd);
  }
}

/** What a Go server says to who forgets the s of https. */
const PLAIN_TO_TLS: Answer = { status: 400, body: 'Client sent an HTTP request to an HTTPS server.\n' };

function errorOf(name: string): ForwardError {
  if (name === 'ECONNREFUSED') return 'refused';
  if (name === 'ETIMEDOUT') return 'timeout';
  return name === 'ECONNRESET' || name === 'EPIPE' ? 'reset' : 'unreachable';
}
