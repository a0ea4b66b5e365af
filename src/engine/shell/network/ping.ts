// Models busybox@v1.37.0 networking/ping.c
// Models iputils@v20240905.0 ping/ping.c
// Differs: times are whole milliseconds of virtual time; every answer has a time to live of 64.
import { errorText, isErrno } from '../../linux/errno.ts';
import { dropLookup, type Lookup, resumeLookup, startLookup } from '../../linux/net/dns.ts';
import type { Call } from '../commands/program.ts';
import { lookupText } from './dial.ts';
import { earlier, type Turn, turns } from './turns.ts';

const BUSYBOX_USAGE = 'ping [OPTIONS] HOST';

interface State {
  readonly host: string;
  readonly ip: string;
  readonly lookup: Lookup | null;
  /** 0: without end. */
  readonly count: number;
  readonly intervalMs: number;
  /** How long after the last one is sent; null: as long as it takes. */
  readonly lingerMs: number;
  readonly deadlineMs: number | null;
  readonly quiet: boolean;
  readonly sent: number;
  readonly nextMs: number;
  readonly startMs: number;
  /** Echoes without an answer. */
  readonly open: readonly { readonly fd: number; readonly seq: number; readonly sentMs: number }[];
  readonly times: readonly number[];
  readonly errors: number;
}

export const ping = turns<State>(
  (call) => {
    const options = call.options({
      short: '46c:i:w:W:qns:A',
      usage: BUSYBOX_USAGE,
      code: call.busybox ? 1 : 2,
    });
    if (typeof options === 'number') return options;
    const [host] = options.rest;
    if (host === undefined) {
      return call.busybox
        ? call.usage(BUSYBOX_USAGE)
        : call.fail('usage error: Destination address required');
    }
    // BusyBox opens a raw socket; others make do with one that the kernel gives to everybody.
    if (call.busybox && !call.sys.may('NET_RAW')) return call.fail('permission denied (are you root?)');
    const seconds = (letter: string): number | undefined => {
      const value = options.value(letter);
      return value === undefined ? undefined : Math.round(Number(value) * 1000);
    };
    const deadline = seconds('w');
    call.sys.onSignal('INT', 'handle');
    return {
      host,
      ip: '',
      lookup: null,
      count: Number(options.value('c') ?? 0),
      intervalMs: Math.max(1, seconds('i') ?? 1000),
      lingerMs: seconds('W') ?? 10_000,
      deadlineMs: deadline === undefined ? null : call.sys.nowMs + deadline,
      quiet: options.has('q'),
      sent: 0,
      nextMs: 0,
      startMs: call.sys.nowMs,
      open: [],
      times: [],
      errors: 0,
    };
  },
  (call, state): Turn<State> => (state.ip === '' ? lookUp(call, state) : echo(call, state)),
);

function lookUp(call: Call, state: State): Turn<State> {
  const { host, lookup } = state;
  if (call.sys.takeSignal() === 'INT') {
    if (lookup !== null) dropLookup(call.sys, lookup);
    return { exit: 130 };
  }
  const step = lookup === null ? startLookup(call.sys, host) : resumeLookup(call.sys, lookup);
  if (!('done' in step)) return { state: { ...state, lookup: step.lookup }, wait: step.wait };
  const ip = step.done.addresses[0];
  if (ip === undefined) {
    if (call.busybox) return { exit: call.fail(`bad address '${host}'`) };
    return { exit: call.fail(`${host}: ${lookupText(step.done)}`, 2) };
  }
  const size = call.busybox ? '56 data bytes' : '56(84) bytes of data.';
  call.out(`PING ${host} (${ip})${call.busybox ? ':' : ''} ${size}\n`);
  return { state: { ...state, ip, lookup: null, nextMs: call.sys.nowMs, startMs: call.sys.nowMs } };
}

function echo(call: Call, before: State): Turn<State> {
  const { sys } = call;
  let state = takeReplies(call, before);
  const isOver = state.deadlineMs !== null && sys.nowMs >= state.deadlineMs;
  if (isOver || sys.takeSignal() === 'INT') return { exit: summary(call, state) };
  const isLast = state.count > 0 && state.sent >= state.count;
  if (isLast && state.open.length === 0) return { exit: summary(call, state) };
  if (!isLast && sys.nowMs >= state.nextMs) {
    const fd = sys.ping(state.ip);
    if (isErrno(fd)) {
      if (call.busybox) return { exit: call.fail(`sendto: ${errorText(fd.errno)}`) };
      return { exit: call.fail(`connect: ${errorText(fd.errno)}`, 2) };
    }
    const seq = call.busybox ? state.sent : state.sent + 1;
    state = {
      ...state,
      sent: state.sent + 1,
      nextMs: sys.nowMs + state.intervalMs,
      open: [...state.open, { fd, seq, sentMs: sys.nowMs }],
    };
    return { state };
  }
  if (isLast) {
    const lastMs = state.nextMs - state.intervalMs + state.lingerMs;
    if (sys.nowMs >= lastMs) return { exit: summary(call, state) };
    return { state, wait: waitFor(state, lastMs) };
  }
  return { state, wait: waitFor(state, state.nextMs) };
}

function waitFor(state: State, untilMs: number) {
  return { readable: state.open.map(({ fd }) => fd), untilMs: earlier(untilMs, state.deadlineMs) };
}

function takeReplies(call: Call, state: State): State {
  const { sys } = call;
  const open: State['open'][number][] = [];
  const times = [...state.times];
  let { errors } = state;
  for (const one of state.open) {
    const text = sys.read(one.fd);
    if (text === null) {
      // What is older than this has been given up.
      if (sys.nowMs - one.sentMs < Math.max(state.lingerMs, state.intervalMs)) open.push(one);
      else sys.close(one.fd);
      continue;
    }
    sys.close(one.fd);
    if (isErrno(text)) {
      errors++;
      if (!call.busybox && !state.quiet) {
        const from = sys.interfaces().find(({ kind, up }) => up && kind !== 'loopback');
        const address = from?.address.replace(/\/.*/, '') ?? state.ip;
        const why =
          text.errno === 'ENETUNREACH' ? 'Destination Net Unreachable' : 'Destination Host Unreachable';
        call.out(`From ${address} icmp_seq=${one.seq} ${why}\n`);
      }
      continue;
    }
    const ms = sys.nowMs - one.sentMs;
    times.push(ms);
    if (state.quiet) continue;
    const seq = call.busybox ? `seq=${one.seq}` : `icmp_seq=${one.seq}`;
    call.out(`64 bytes from ${state.ip}: ${seq} ttl=64 time=${time(call, ms)} ms\n`);
  }
  return { ...state, open, times, errors };
}

function time(call: Call, ms: number): string {
  if (call.busybox || ms < 1) return ms.toFixed(3);
  return ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : String(ms);
}

function summary(call: Call, state: State): number {
  const { times, sent, errors, host } = state;
  const lost = sent === 0 ? 0 : Math.floor(((sent - times.length) * 100) / sent);
  call.out(`\n--- ${host} ping statistics ---\n`);
  const min = Math.min(...times);
  const max = Math.max(...times);
  const mean = times.reduce((sum, one) => sum + one, 0) / Math.max(1, times.length);
  if (call.busybox) {
    call.out(`${sent} packets transmitted, ${times.length} packets received, ${lost}% packet loss\n`);
    if (times.length > 0) {
      call.out(`round-trip min/avg/max = ${min.toFixed(3)}/${mean.toFixed(3)}/${max.toFixed(3)} ms\n`);
    }
  } else {
    const spread = Math.sqrt(
      Math.max(0, times.reduce((sum, one) => sum + one * one, 0) / Math.max(1, times.length) - mean * mean),
    );
    call.out(
      `${sent} packets transmitted, ${times.length} received, ${errors > 0 ? `+${errors} errors, ` : ''}` +
        `${lost}% packet loss, time ${call.sys.nowMs - state.startMs}ms\n`,
    );
    if (times.length > 0) {
      const all = [min, mean, max, spread].map((ms) => ms.toFixed(3)).join('/');
      call.out(`rtt min/avg/max/mdev = ${all} ms\n`);
    } else call.out('\n');
  }
  return times.length > 0 ? 0 : 1;
}
