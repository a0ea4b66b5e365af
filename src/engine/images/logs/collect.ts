// The process of a log collector: files are followed as they grow, records go out one batch at a time.
// Differs: what has been read is remembered only while the process lives, whatever `pos_file` or a registry say.
import { isErrno } from '../../linux/errno.ts';
import type { Program } from '../../linux/program.ts';
import type { Sys } from '../../linux/sys.ts';
import { byteLength, parseRequest, parseResponse } from '../../shell/http.ts';
import { type Line, newLines, type Positions, watched } from '../servers/tail.ts';
import { type Call, continueCall, startCall } from '../servers/talk.ts';
import type { Collector, Output } from './config.ts';

export interface Style {
  readonly name: string;
  read(sys: Sys): Collector | string;
  /** First lines of its log. */
  start(sys: Sys, collector: Collector): void;
  warn(sys: Sys, message: string): void;
  /** A record as it is printed, and as it is sent. */
  print(sys: Sys, line: Line, collector: Collector, index: number): string;
  send(sys: Sys, line: Line): string;
  stop(sys: Sys): void;
  readonly startupMs: number;
  readonly rssBytes: number;
  readonly refuses: number;
}

interface Guest {
  readonly fd: number;
  readonly buffer: string;
}

interface State {
  readonly collector: Collector;
  readonly readyMs: number;
  readonly isReady: boolean;
  readonly positions: Positions;
  readonly seen: boolean;
  readonly count: number;
  readonly dummyMs: number | null;
  readonly listeners: readonly number[];
  readonly guests: readonly Guest[];
  /** Records that wait to be sent, by output. */
  readonly queues: readonly (readonly string[])[];
  readonly sending: readonly ({
    readonly call: Call;
    readonly heard: string;
    readonly many: number;
  } | null)[];
  readonly retryMs: readonly number[];
}

const RETRY_MS = 1000;
const BATCH = 100;
const MAX_QUEUE = 10_000;

export function collectorProgram(style: Style): Program {
  return {
    rssBytes: style.rssBytes,
    run(sys) {
      let state = sys.memory as State | null;
      if (state === null) {
        const collector = style.read(sys);
        if (typeof collector === 'string') {
          sys.write(2, `${collector}\n`);
          return sys.exit(style.refuses);
        }
        sys.onSignal('PIPE', 'ignore');
        for (const signal of ['TERM', 'INT'] as const) sys.onSignal(signal, 'handle');
        const none = collector.outputs.map(() => null);
        state = {
          collector,
          readyMs: sys.nowMs + style.startupMs,
          isReady: false,
          positions: {},
          seen: false,
          count: 0,
          dummyMs: collector.dummyMs === null ? null : sys.nowMs + style.startupMs,
          listeners: [],
          guests: [],
          queues: none.map(() => []),
          sending: none,
          retryMs: none.map(() => 0),
        };
      }
      if (sys.takeSignal() !== undefined) {
        style.stop(sys);
        return sys.exit(0);
      }
      if (sys.nowMs < state.readyMs) {
        sys.remember(state);
        return sys.block({ untilMs: state.readyMs });
      }
      const { collector } = state;
      if (!state.isReady) {
        style.start(sys, collector);
        for (const what of collector.notModelled) style.warn(sys, `Podscope does not model ${what}`);
        const listeners: number[] = [];
        for (const port of collector.ports) {
          const fd = sys.listen({ ip: '0.0.0.0', port });
          if (isErrno(fd)) style.warn(sys, `could not bind to port ${port}: Address already in use`);
          else listeners.push(fd);
        }
        state = { ...state, isReady: true, listeners };
      }
      const { lines, positions } = newLines(
        sys,
        collector.paths,
        state.positions,
        collector.fromEnd && !state.seen,
      );
      const guests = hear(sys, state, lines);
      state = { ...state, positions, guests, seen: true };
      if (state.dummyMs !== null && sys.nowMs >= state.dummyMs) {
        lines.push({ path: '', text: 'dummy' });
        state = { ...state, dummyMs: sys.nowMs + (collector.dummyMs ?? RETRY_MS) };
      }
      state = deliver(sys, style, state, lines);
      sys.remember(state);
      wait(sys, state);
    },
  };
}

/** Records that others send, by HTTP or as plain lines. */
function hear(sys: Sys, state: State, lines: Line[]): Guest[] {
  const guests: Guest[] = [...state.guests];
  for (const listener of state.listeners) {
    for (let one = sys.accept(listener); one !== null && !isErrno(one); one = sys.accept(listener)) {
      guests.push({ fd: one.fd, buffer: '' });
    }
  }
  return guests.flatMap((guest) => {
    let { buffer } = guest;
    let ended = false;
    for (;;) {
      const text = sys.read(guest.fd);
      if (text === null) break;
      if (isErrno(text) || text === '') {
        ended = true;
        break;
      }
      buffer += text;
    }
    if (/^[A-Z]+ \S+ HTTP/.test(buffer)) {
      const parsed = parseRequest(buffer);
      if (parsed !== null && !('malformed' in parsed)) {
        lines.push({ path: parsed.message.target, text: parsed.message.body });
        sys.write(guest.fd, 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
        buffer = parsed.rest;
      }
    } else {
      const end = buffer.lastIndexOf('\n') + 1;
      for (const text of buffer.slice(0, end).split('\n').slice(0, -1)) lines.push({ path: '', text });
      buffer = buffer.slice(end);
    }
    if (!ended) return [{ fd: guest.fd, buffer }];
    sys.close(guest.fd);
    return [];
  });
}

function deliver(sys: Sys, style: Style, state: State, lines: readonly Line[]): State {
  const { collector } = state;
  const queues = state.queues.map((queue) => [...queue]);
  const sending = [...state.sending];
  const retryMs = [...state.retryMs];
  collector.outputs.forEach((output, index) => {
    const queue = queues[index] as string[];
    if (output.kind === 'stdout') {
      lines.forEach((line, at) => {
        sys.write(1, style.print(sys, line, collector, state.count + at));
      });
    } else if (output.kind === 'file') {
      const text = lines.map((line) => `${style.send(sys, line)}\n`).join('');
      if (text !== '') sys.writeFile(output.path, text, { append: true });
    } else if (output.kind !== 'null') {
      queue.push(...lines.map((line) => style.send(sys, line)));
      if (queue.length > MAX_QUEUE) queue.splice(0, queue.length - MAX_QUEUE);
      ship(sys, style, output, queue, index, sending, retryMs);
    }
  });
  return { ...state, queues, sending, retryMs, count: state.count + lines.length };
}

/** Sends what waits, a batch after the other. */
function ship(
  sys: Sys,
  style: Style,
  output: Extract<Output, { host: string }>,
  queue: string[],
  index: number,
  sending: State['sending'][number][],
  retryMs: number[],
): void {
  for (;;) {
    let current = sending[index] ?? null;
    if (current === null) {
      if (queue.length === 0 || sys.nowMs < (retryMs[index] as number)) return;
      const batch = queue.slice(0, BATCH);
      const step = startCall(sys, output.host, output.port, 30_000, request(output, batch));
      if ('error' in step) {
        fail(sys, style, output, step.error, index, retryMs);
        return;
      }
      current = { call: step.call, heard: '', many: batch.length };
    }
    const step = continueCall(sys, current.call);
    if ('error' in step) {
      sending[index] = null;
      fail(sys, style, output, step.error, index, retryMs);
      return;
    }
    const heard = current.heard + step.heard;
    const state = outcome(sys, output, step.call, heard, step.ended);
    if (state === 'wait') {
      sending[index] = { ...current, call: step.call, heard };
      return;
    }
    sys.close(step.call.fd);
    sending[index] = null;
    if (state === 'failed') {
      fail(sys, style, output, heard.split('\r\n', 1)[0] || 'connection closed', index, retryMs);
      return;
    }
    queue.splice(0, current.many);
  }
}

function request(output: Extract<Output, { host: string }>, batch: readonly string[]): string {
  const body = batch.map((record) => `${record}\n`).join('');
  if (output.kind === 'tcp') return body;
  return (
    `POST ${output.path} HTTP/1.1\r\nHost: ${output.host}:${output.port}\r\nContent-Type: application/x-ndjson\r\n` +
    `Content-Length: ${byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
  );
}

function outcome(
  sys: Sys,
  output: Extract<Output, { host: string }>,
  call: Call,
  heard: string,
  ended: boolean,
): 'wait' | 'sent' | 'failed' {
  if (call.lookup !== null) return 'wait';
  // Plain lines are not answered: that the connection stands is enough.
  if (output.kind === 'tcp') return sys.connected(call.fd) === true || ended ? 'sent' : 'wait';
  const parsed = parseResponse(heard, { ended });
  if (parsed === null) return 'wait';
  return 'malformed' in parsed || parsed.message.status >= 400 ? 'failed' : 'sent';
}

function fail(
  sys: Sys,
  style: Style,
  output: Extract<Output, { host: string }>,
  why: string,
  index: number,
  retryMs: number[],
): void {
  retryMs[index] = sys.nowMs + RETRY_MS;
  style.warn(sys, `could not send to ${output.host}:${output.port} (${why}); trying again`);
}

function wait(sys: Sys, state: State): void {
  const readable = [...state.listeners, ...state.guests.map(({ fd }) => fd)];
  const writable: number[] = [];
  let untilMs = state.dummyMs;
  const until = (atMs: number) => {
    untilMs = untilMs === null ? atMs : Math.min(untilMs, atMs);
  };
  state.sending.forEach((one, index) => {
    if (one !== null) {
      const { call } = one;
      readable.push(call.lookup?.fd ?? call.fd);
      if (call.lookup === null && state.collector.outputs[index]?.kind === 'tcp') writable.push(call.fd);
      until(Math.min(call.untilMs, call.lookup?.untilMs ?? Number.POSITIVE_INFINITY));
    } else if ((state.queues[index]?.length ?? 0) > 0) until(state.retryMs[index] as number);
  });
  sys.block({ readable, writable, untilMs, changed: watched(sys, state.collector.paths) });
}
