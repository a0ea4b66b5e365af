// Servers and clients of protocols that are not HTTP: text goes back and forth over TCP.
import { isErrno } from '../../linux/errno.ts';
import { type Lookup, resumeLookup, startLookup } from '../../linux/net/dns.ts';
import type { Endpoint } from '../../linux/net/types.ts';
import type { Program } from '../../linux/program.ts';
import type { Sys } from '../../linux/sys.ts';

/** What a server says to what it has heard. Null: it needs more to understand. */
export interface Heard {
  readonly says: string;
  readonly rest: string;
  readonly session?: unknown;
  readonly close?: boolean;
}

export interface TalkSpec {
  port(sys: Sys): number;
  /** Why it does not start at all, and with which exit code. */
  refuses?(sys: Sys): { readonly says: string; readonly code: number } | undefined;
  /** First words, and how long it takes until it listens. */
  starting?(sys: Sys, vars: Record<string, unknown>): number;
  ready?(sys: Sys, vars: Record<string, unknown>): void;
  greeting?(sys: Sys): string;
  /** `vars` are the server's own, kept between turns: plain data. */
  hear(sys: Sys, buffer: string, session: unknown, vars: Record<string, unknown>): Heard | null;
  stopping?(sys: Sys, vars: Record<string, unknown>): void;
  readonly stopMs?: number;
  readonly rssBytes?: number;
  inUse?(sys: Sys, port: number): void;
  /** Ports that are open as well, where nobody talks. */
  readonly alsoPorts?: readonly number[];
}

interface Caller {
  readonly fd: number;
  readonly remote: Endpoint;
  readonly buffer: string;
  readonly session: unknown;
}

interface State {
  readonly readyMs: number;
  readonly listeners: readonly number[];
  readonly callers: readonly Caller[];
  readonly vars: Readonly<Record<string, unknown>>;
  readonly stopMs: number | null;
}

export function talkServer(spec: TalkSpec): Program {
  return {
    rssBytes: spec.rssBytes ?? 16 * 1024 ** 2,
    run(sys) {
      let state = sys.memory as State | null;
      if (state === null) {
        const refusal = spec.refuses?.(sys);
        if (refusal !== undefined) {
          sys.write(2, refusal.says);
          return sys.exit(refusal.code);
        }
        sys.onSignal('PIPE', 'ignore');
        for (const signal of ['TERM', 'INT', 'QUIT'] as const) sys.onSignal(signal, 'handle');
        const vars: Record<string, unknown> = { startedMs: sys.nowMs };
        const startupMs = spec.starting?.(sys, vars) ?? 0;
        state = { readyMs: sys.nowMs + startupMs, listeners: [], callers: [], vars, stopMs: null };
      }
      const vars: Record<string, unknown> = { ...state.vars };
      if (sys.takeSignal() !== undefined && state.stopMs === null) {
        spec.stopping?.(sys, vars);
        if (spec.stopMs === undefined) return sys.exit(0);
        for (const { fd } of state.callers) sys.close(fd);
        for (const fd of state.listeners) sys.close(fd);
        state = { ...state, vars, stopMs: sys.nowMs + spec.stopMs, callers: [], listeners: [] };
      }
      if (state.stopMs !== null) {
        if (sys.nowMs >= state.stopMs) return sys.exit(0);
        sys.remember(state);
        return sys.block({ untilMs: state.stopMs });
      }
      if (state.listeners.length === 0) {
        if (sys.nowMs < state.readyMs) {
          sys.remember(state);
          return sys.block({ untilMs: state.readyMs });
        }
        const listeners: number[] = [];
        for (const port of [spec.port(sys), ...(spec.alsoPorts ?? [])]) {
          const fd = sys.listen({ ip: '0.0.0.0', port });
          if (isErrno(fd)) {
            if (spec.inUse !== undefined) spec.inUse(sys, port);
            else sys.write(2, `Could not bind port ${port}: Address already in use\n`);
            return sys.exit(1);
          }
          listeners.push(fd);
        }
        state = { ...state, listeners };
        spec.ready?.(sys, vars);
      }
      const callers: Caller[] = [];
      for (const caller of [...state.callers, ...arrivals(sys, state.listeners, spec)]) {
        const next = talk(sys, caller, spec, vars);
        if (next === null) sys.close(caller.fd);
        else callers.push(next);
      }
      sys.remember({ ...state, callers, vars });
      if (vars.exit !== undefined) return sys.exit(Number(vars.exit));
      sys.block({ readable: [...state.listeners, ...callers.map(({ fd }) => fd)] });
    },
  };
}

function arrivals(sys: Sys, listeners: readonly number[], spec: TalkSpec): Caller[] {
  const fresh: Caller[] = [];
  listeners.forEach((listener, index) => {
    for (;;) {
      const arrived = sys.accept(listener);
      if (arrived === null || isErrno(arrived)) return;
      if (index === 0 && spec.greeting !== undefined) sys.write(arrived.fd, spec.greeting(sys));
      fresh.push({ ...arrived, buffer: '', session: null });
    }
  });
  return fresh;
}

/** Null: the connection is over. */
function talk(sys: Sys, caller: Caller, spec: TalkSpec, vars: Record<string, unknown>): Caller | null {
  let { buffer, session } = caller;
  let ended = false;
  for (;;) {
    const text = sys.read(caller.fd);
    if (text === null) break;
    if (isErrno(text)) return null;
    if (text === '') {
      ended = true;
      break;
    }
    buffer += text;
  }
  for (;;) {
    const heard = buffer === '' ? null : spec.hear(sys, buffer, session, vars);
    if (heard === null) return ended ? null : { ...caller, buffer, session };
    if (heard.says !== '' && sys.write(caller.fd, heard.says) !== undefined) return null;
    buffer = heard.rest;
    session = heard.session ?? session;
    if (heard.close === true) return null;
  }
}

// --- clients

/** A conversation that a client has under way: plain data. */
export interface Call {
  readonly host: string;
  readonly port: number;
  /** What is said first, with the connection. */
  readonly says: string;
  readonly lookup: Lookup | null;
  readonly fd: number;
  readonly buffer: string;
  readonly untilMs: number;
}

export type CallError = 'refused' | 'timeout' | 'no such host' | 'reset' | 'unreachable';

export type CallStep =
  | { readonly call: Call; readonly heard: string; readonly ended: boolean }
  | { readonly error: CallError };

/** Begins a conversation; go on with `continueCall`. */
export function startCall(sys: Sys, host: string, port: number, timeoutMs: number, says = ''): CallStep {
  const step = startLookup(sys, host);
  const call: Call = { host, port, says, lookup: null, fd: -1, buffer: '', untilMs: sys.nowMs + timeoutMs };
  if ('lookup' in step) return { call: { ...call, lookup: step.lookup }, heard: '', ended: false };
  return dial(sys, call, step.done.addresses[0]);
}

function dial(sys: Sys, call: Call, ip: string | undefined): CallStep {
  if (ip === undefined) return { error: 'no such host' };
  const fd = sys.connect({ ip, port: call.port }, call.says);
  if (isErrno(fd)) return { error: 'unreachable' };
  return { call: { ...call, fd, lookup: null }, heard: '', ended: false };
}

/** Whatever has arrived since; remember the call and block with `waitForCall` when that is not enough. */
export function continueCall(sys: Sys, call: Call): CallStep {
  if (call.lookup !== null) {
    const step = resumeLookup(sys, call.lookup);
    if ('lookup' in step) return { call: { ...call, lookup: step.lookup }, heard: '', ended: false };
    return dial(sys, { ...call, lookup: null }, step.done.addresses[0]);
  }
  let heard = '';
  for (;;) {
    const text = sys.read(call.fd);
    if (text === null) break;
    if (isErrno(text)) {
      if (text.errno === 'ECONNREFUSED') return { error: 'refused' };
      if (text.errno === 'ETIMEDOUT') return { error: 'timeout' };
      return { error: text.errno === 'ECONNRESET' ? 'reset' : 'unreachable' };
    }
    if (text === '') return { call, heard, ended: true };
    heard += text;
  }
  if (heard === '' && sys.nowMs >= call.untilMs) return { error: 'timeout' };
  return { call, heard, ended: false };
}

export function waitForCall(sys: Sys, call: Call): void {
  if (call.lookup === null) sys.block({ readable: [call.fd], untilMs: call.untilMs });
  else sys.block({ readable: [call.lookup.fd], untilMs: Math.min(call.untilMs, call.lookup.untilMs) });
}

/** A client that asks one thing: what it says, and what it makes of everything it hears until `isDone`. */
export interface AskSpec {
  readonly host: string;
  readonly port: number;
  readonly says: string;
  readonly timeoutMs: number;
  isDone(heard: string): boolean;
  done(sys: Sys, heard: string): void;
  failed(sys: Sys, error: CallError): void;
}

interface Asking {
  readonly call: Call;
  readonly heard: string;
}

/** Runs a client to its end over several turns; nothing else may use the process's memory. */
export function askServer(sys: Sys, spec: AskSpec) {
  const memory = sys.memory as Asking | null;
  const step =
    memory === null
      ? startCall(sys, spec.host, spec.port, spec.timeoutMs, spec.says)
      : continueCall(sys, memory.call);
  if ('error' in step) return spec.failed(sys, step.error);
  const heard = (memory?.heard ?? '') + step.heard;
  if (spec.isDone(heard) || step.ended) {
    sys.close(step.call.fd);
    return step.ended && heard === '' ? spec.failed(sys, 'reset') : spec.done(sys, heard);
  }
  sys.remember({ call: step.call, heard } satisfies Asking);
  waitForCall(sys, step.call);
}
