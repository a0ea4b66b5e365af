import { errorText, isErrno } from '../../../linux/errno.ts';
import { dropLookup, type Lookup, resumeLookup, startLookup } from '../../../linux/net/dns.ts';
import type { Endpoint } from '../../../linux/net/types.ts';
import type { WaitFor } from '../../../linux/sys.ts';
import type { Call } from '../../commands/program.ts';
import { lookupText } from '../dial.ts';

/** nc -u: datagrams to and from one other. Plain data. */
export interface UdpTalk {
  readonly fd: number;
  readonly host: string;
  readonly port: number;
  readonly lookup: Lookup | null;
  /** Null: whoever sends first. */
  readonly remote: Endpoint | null;
  readonly inputEnded: boolean;
  readonly zero: boolean;
  readonly verbose: boolean;
  readonly timeoutMs: number | null;
  readonly movedMs: number;
}

/** How long nc -z waits for the news that nobody is there. */
const PROBE_MS = 1000;

export function udpStart(
  call: Call,
  host: string,
  port: number,
  settings: { readonly zero: boolean; readonly verbose: boolean; readonly timeoutMs: number | null },
): UdpTalk | number {
  const fd = call.sys.bindUdp({ ip: '0.0.0.0', port: 0 });
  if (isErrno(fd)) return call.failed('bind', fd);
  const { zero, verbose, timeoutMs } = settings;
  return {
    fd,
    host,
    port,
    lookup: null,
    remote: null,
    inputEnded: false,
    zero,
    verbose,
    timeoutMs,
    movedMs: call.sys.nowMs,
  };
}

export function udpListen(call: Call, local: Endpoint, verbose: boolean): UdpTalk | number {
  const fd = call.sys.bindUdp(local);
  if (isErrno(fd)) return call.fail(call.busybox ? `bind: ${errorText(fd.errno)}` : errorText(fd.errno));
  return {
    fd,
    host: '',
    port: 0,
    lookup: null,
    remote: null,
    inputEnded: false,
    zero: false,
    verbose,
    timeoutMs: null,
    movedMs: call.sys.nowMs,
  };
}

export function udpTurn(
  call: Call,
  before: UdpTalk,
): { readonly talk: UdpTalk; readonly wait: WaitFor } | { readonly exit: number } {
  const { sys } = call;
  let talk = before;
  if (talk.host !== '' && talk.remote === null) {
    const step = talk.lookup === null ? startLookup(sys, talk.host) : resumeLookup(sys, talk.lookup);
    if (!('done' in step)) return { talk: { ...talk, lookup: step.lookup }, wait: step.wait };
    const ip = step.done.addresses[0];
    if (ip === undefined) {
      if (talk.lookup !== null && talk.lookup.fd === -1) dropLookup(sys, talk.lookup);
      const words = call.busybox
        ? `bad address '${talk.host}'`
        : `getaddrinfo for host "${talk.host}" port ${talk.port}: ${lookupText(step.done)}`;
      return { exit: call.fail(words) };
    }
    talk = { ...talk, lookup: null, remote: { ip, port: talk.port }, movedMs: sys.nowMs };
    if (talk.zero) sys.sendTo(talk.fd, talk.remote as Endpoint, 'X');
  }
  while (!talk.inputEnded && !talk.zero && talk.remote !== null) {
    const text = sys.read(0);
    if (text === null) break;
    if (isErrno(text) || text === '') talk = { ...talk, inputEnded: true };
    else {
      const failed = sys.sendTo(talk.fd, talk.remote, text);
      if (failed !== undefined) return { exit: call.failed('write', failed) };
      talk = { ...talk, movedMs: sys.nowMs };
    }
  }
  for (;;) {
    const received = sys.receive(talk.fd);
    if (received === null) break;
    if (isErrno(received)) {
      if (talk.zero) return { exit: 1 };
      return { exit: call.failed('read', received) };
    }
    talk = { ...talk, remote: talk.remote ?? received.from, movedMs: sys.nowMs };
    call.out(received.data);
    call.flush();
  }
  const limit = talk.zero ? PROBE_MS : talk.timeoutMs;
  const untilMs = limit === null ? null : talk.movedMs + limit;
  if (untilMs !== null && sys.nowMs >= untilMs) {
    if (talk.zero && talk.verbose) {
      const ip = talk.remote?.ip ?? talk.host;
      call.flush();
      sys.write(
        2,
        call.busybox
          ? `${talk.host} (${ip}:${talk.port}) open\n`
          : `Connection to ${talk.host} ${talk.port} port [udp/*] succeeded!\n`,
      );
    }
    return { exit: 0 };
  }
  const readsInput = !talk.inputEnded && !talk.zero && talk.remote !== null;
  return { talk, wait: { readable: readsInput ? [0, talk.fd] : [talk.fd], untilMs } };
}
