// Models busybox@v1.37.0 networking/nc_bloaty.c
// Models netcat-openbsd@v1.228 netcat.c
// Differs: no proxies, no hex dump; a scan tries its ports one after the other.
import { type ErrorName, errorText, isErrno } from '../../../linux/errno.ts';
import { isIp } from '../../../linux/net/ip.ts';
import type { Endpoint } from '../../../linux/net/types.ts';
import type { Call } from '../../commands/program.ts';
import { type Dial, type DialStep, dropDial, lookupText, resumeDial, startDial } from '../dial.ts';
import { earlier, type Turn, turns } from '../turns.ts';
import { type Relay, relayOn } from './relay.ts';
import { type UdpTalk, udpListen, udpStart, udpTurn } from './udp.ts';

const USAGE = 'nc [OPTIONS] HOST PORT  - connect\nnc [OPTIONS] -l -p PORT [HOST] [PORT]  - listen';

interface Settings {
  readonly listen: boolean;
  /** More than once: goes on listening. */
  readonly keep: boolean;
  readonly zero: boolean;
  readonly verbose: boolean;
  readonly numeric: boolean;
  readonly shutsDown: boolean;
  readonly timeoutMs: number | null;
  readonly exec: readonly string[] | null;
}

type State = { readonly settings: Settings; readonly code: number } & (
  | {
      readonly stage: 'dial';
      readonly host: string;
      readonly ports: readonly number[];
      readonly dial: Dial | null;
      readonly untilMs: number | null;
    }
  | { readonly stage: 'listen'; readonly fd: number; readonly local: Endpoint }
  | { readonly stage: 'relay'; readonly relay: Relay; readonly listener: number | null }
  | { readonly stage: 'udp'; readonly talk: UdpTalk }
);

export const nc = turns<State>(start, (call, state): Turn<State> => {
  switch (state.stage) {
    case 'dial':
      return dialOn(call, state);
    case 'listen':
      return listenOn(call, state);
    case 'relay':
      return relay(call, state);
    case 'udp': {
      const step = udpTurn(call, state.talk);
      if ('exit' in step) return step;
      return { state: { ...state, talk: step.talk }, wait: step.wait };
    }
  }
});

function start(call: Call): State | number {
  // All that follows -e is the program's.
  const end = call.busybox ? call.args.indexOf('-e') : -1;
  const program = end < 0 ? [] : call.args.slice(end + 1);
  const options = call.options(
    { short: call.busybox ? 'lkp:s:w:i:nuvze:q:' : 'lkp:s:w:i:nuvzNq:46tUD', usage: USAGE },
    program.length === 0 ? call.args : call.args.slice(0, end),
  );
  if (typeof options === 'number') return options;
  const seconds = options.value('w');
  const settings: Settings = {
    listen: options.has('l'),
    keep: options.has('k') || options.given.filter(([letter]) => letter === 'l').length > 1,
    zero: options.has('z'),
    verbose: options.has('v'),
    numeric: options.has('n'),
    shutsDown: call.busybox || options.has('N', 'q'),
    timeoutMs: seconds === undefined ? null : Number(seconds) * 1000,
    exec: program.length === 0 ? null : program,
  };
  const [first, second] = options.rest;
  if (options.has('U')) return call.fail('UNIX sockets of nc are not modelled');
  if (settings.listen)
    return startListening(call, settings, options.has('u'), options.value('p'), first, second);
  if (first === undefined || second === undefined) return call.usage(USAGE);
  const ports = portsOf(second);
  if (ports === undefined) {
    return call.fail(call.busybox ? `invalid number '${second}'` : `port number invalid: ${second}`);
  }
  if (options.has('u')) {
    const talk = udpStart(call, first, ports[0] as number, settings);
    return typeof talk === 'number' ? talk : { stage: 'udp', settings, code: 0, talk };
  }
  const untilMs = settings.timeoutMs === null ? null : call.sys.nowMs + settings.timeoutMs;
  return { stage: 'dial', settings, code: 0, host: first, ports, dial: null, untilMs };
}

/** `80` or `20-25`. */
function portsOf(text: string): readonly number[] | undefined {
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text);
  if (match === null) return undefined;
  const low = Number(match[1]);
  const high = Number(match[2] ?? match[1]);
  if (low < 1 || high > 65_535 || low > high) return undefined;
  return Array.from({ length: high - low + 1 }, (_, i) => low + i);
}

function startListening(
  call: Call,
  settings: Settings,
  udp: boolean,
  given: string | undefined,
  first: string | undefined,
  second: string | undefined,
): State | number {
  const text = given ?? second ?? (first !== undefined && /^\d+$/.test(first) ? first : undefined);
  const port = Number(text ?? Number.NaN);
  if (!(port >= 0 && port <= 65_535)) return call.usage(USAGE);
  const ip = first !== undefined && isIp(first) && given === undefined ? first : '0.0.0.0';
  if (udp) {
    const talk = udpListen(call, { ip, port }, settings.verbose);
    return typeof talk === 'number' ? talk : { stage: 'udp', settings, code: 0, talk };
  }
  const fd = call.sys.listen({ ip, port });
  if (isErrno(fd)) {
    return call.fail(call.busybox ? `bind: ${errorText(fd.errno)}` : errorText(fd.errno));
  }
  const shown = ip === '0.0.0.0' && call.busybox ? '[::]' : ip;
  if (settings.verbose) {
    say(call, call.busybox ? `listening on ${shown}:${port} ...\n` : `Listening on ${shown} ${port}\n`);
  }
  return { stage: 'listen', settings, code: 0, fd, local: { ip, port } };
}

function say(call: Call, text: string): void {
  call.flush();
  call.sys.write(2, text);
}

function listenOn(call: Call, state: State & { stage: 'listen' }): Turn<State> {
  const { settings, fd } = state;
  const taken = call.sys.accept(fd);
  if (taken === null) return { state, wait: { readable: [fd] } };
  if (isErrno(taken)) return { exit: call.failed('accept', taken) };
  const { ip, port } = taken.remote;
  if (settings.verbose) {
    const where = call.sys.peerOf(taken.fd);
    const local = isErrno(where) ? state.local : where.local;
    say(
      call,
      call.busybox
        ? `connect to [::ffff:${local.ip}]:${local.port} from [::ffff:${ip}]:${port} ([::ffff:${ip}]:${port})\n`
        : `Connection received on ${ip} ${port}\n`,
    );
  }
  if (!settings.keep) call.sys.close(fd);
  return connected(call, settings, taken.fd, settings.keep ? fd : null);
}

/** A connection stands: a program takes it over, or text goes to and fro. */
function connected(call: Call, settings: Settings, fd: number, listener: number | null): Turn<State> {
  const { sys } = call;
  if (settings.exec !== null) {
    call.flush();
    const argv = settings.exec;
    if (listener !== null) {
      const child = sys.spawn({ argv, fds: { 0: fd, 1: fd, 2: 2 } });
      sys.close(fd);
      if (isErrno(child)) return { exit: call.failed(`can't execute '${argv[0]}'`, child) };
      return {
        state: { stage: 'listen', settings, code: 0, fd: listener, local: { ip: '0.0.0.0', port: 0 } },
      };
    }
    const child = sys.spawn({ argv, fds: { 0: fd, 1: fd, 2: 2 } });
    sys.close(fd);
    if (isErrno(child)) return { exit: call.failed(`can't execute '${argv[0]}'`, child) };
    return { exit: 0 };
  }
  const relayed: Relay = {
    fd,
    inputEnded: false,
    shutsDown: settings.shutsDown,
    idleMs: settings.timeoutMs,
    movedMs: sys.nowMs,
  };
  return { state: { stage: 'relay', settings, code: 0, relay: relayed, listener } };
}

function relay(call: Call, state: State & { stage: 'relay' }): Turn<State> {
  const step = relayOn(call, state.relay);
  if ('wait' in step) return { state: { ...state, relay: step.relay }, wait: step.wait };
  call.sys.close(state.relay.fd);
  if (state.listener !== null) {
    const { settings, listener } = state;
    return { state: { stage: 'listen', settings, code: 0, fd: listener, local: { ip: '0.0.0.0', port: 0 } } };
  }
  return { exit: step.over === 'reset' ? 1 : 0 };
}

function dialOn(call: Call, state: State & { stage: 'dial' }): Turn<State> {
  const { sys } = call;
  const { settings, host, dial, untilMs } = state;
  const port = state.ports[0];
  if (port === undefined) return { exit: state.code };
  if (dial !== null && untilMs !== null && sys.nowMs >= untilMs) {
    dropDial(sys, dial);
    const ip = dial.stage === 'connect' ? dial.ip : host;
    return refused(call, state, port, ip, 'ETIMEDOUT');
  }
  const step: DialStep = dial === null ? startDial(sys, host, port, '') : resumeDial(sys, dial);
  if ('wait' in step) {
    return {
      state: { ...state, dial: step.dial },
      wait: { ...step.wait, untilMs: earlier(step.wait.untilMs, untilMs) },
    };
  }
  if ('unknown' in step) {
    if (call.busybox) return { exit: call.fail(`bad address '${host}'`) };
    return { exit: call.fail(`getaddrinfo for host "${host}" port ${port}: ${lookupText(step.unknown)}`) };
  }
  if ('failed' in step) return refused(call, state, port, step.failed.ip, step.failed.error);
  const { fd, ip } = step.connected;
  if (settings.verbose) {
    say(
      call,
      call.busybox
        ? `${host} (${ip}:${port}) open\n`
        : `Connection to ${host} ${isIp(host) ? '' : `(${ip}) `}${port} port [tcp/${serviceName(port)}] succeeded!\n`,
    );
  }
  if (!settings.zero) return connected(call, settings, fd, null);
  sys.close(fd);
  return nextPort(call, state, state.ports.length > 1 ? state.code : 0);
}

function refused(
  call: Call,
  state: State & { stage: 'dial' },
  port: number,
  ip: string,
  error: ErrorName,
): Turn<State> {
  const { settings, host } = state;
  // Scanning several ports only tells of those that are open.
  if (call.busybox) {
    if (settings.verbose || !settings.zero) call.err(`${host} (${ip}:${port}): ${errorText(error)}`);
  } else if (settings.verbose) {
    const shown = isIp(host) ? host : `${host} (${ip})`;
    const why =
      error === 'ETIMEDOUT' && settings.timeoutMs !== null
        ? 'timed out: Operation now in progress'
        : `failed: ${errorText(error)}`;
    call.err(`connect to ${shown} port ${port} (tcp) ${why}`);
  }
  return nextPort(call, state, 1);
}

function nextPort(call: Call, state: State & { stage: 'dial' }, code: number): Turn<State> {
  const ports = state.ports.slice(1);
  const { timeoutMs } = state.settings;
  const untilMs = timeoutMs === null ? null : call.sys.nowMs + timeoutMs;
  return { state: { ...state, ports, dial: null, code, untilMs } };
}

const SERVICES: Readonly<Record<number, string>> = {
  21: 'ftp',
  22: 'ssh',
  23: 'telnet',
  25: 'smtp',
  53: 'domain',
  80: 'http',
  110: 'pop3',
  143: 'imap2',
  443: 'https',
  3306: 'mysql',
  5432: 'postgresql',
  6379: 'redis',
  8080: 'http-alt',
};

/** The name /etc/services has for a port. */
export function serviceName(port: number): string {
  return SERVICES[port] ?? '*';
}
