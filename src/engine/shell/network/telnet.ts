// Models busybox@v1.37.0 networking/telnet.c
// Models inetutils@v2.6 telnet/commands.c
// Differs: no escape to a command line, no negotiation: what is typed is sent.
import { errorText } from '../../linux/errno.ts';
import type { Call } from '../commands/program.ts';
import { type Dial, lookupText, resumeDial, startDial } from './dial.ts';
import { type Relay, relayOn } from './nc/relay.ts';
import { type Turn, turns } from './turns.ts';

const USAGE = 'telnet [-a] [-l USER] HOST [PORT]';

interface State {
  readonly host: string;
  readonly port: number;
  readonly dial: Dial | null;
  readonly told: boolean;
  readonly relay: Relay | null;
}

export const telnet = turns<State>(
  (call) => {
    const options = call.options({ short: 'al:46', usage: USAGE });
    if (typeof options === 'number') return options;
    const [host, port] = options.rest;
    if (host === undefined) return call.usage(USAGE);
    if (port !== undefined && !/^\d{1,5}$/.test(port)) return call.fail(`bad port '${port}'`);
    return { host, port: Number(port ?? 23), dial: null, told: false, relay: null };
  },
  (call, state): Turn<State> =>
    state.relay === null ? connect(call, state) : talk(call, state, state.relay),
);

function connect(call: Call, before: State): Turn<State> {
  const { host, port, dial } = before;
  const step = dial === null ? startDial(call.sys, host, port, '') : resumeDial(call.sys, dial);
  let state = before;
  const ip =
    'failed' in step
      ? step.failed.ip
      : 'connected' in step
        ? step.connected.ip
        : 'wait' in step && step.dial.stage === 'connect'
          ? step.dial.ip
          : '';
  if (!call.busybox && !state.told && ip !== '') {
    call.out(`Trying ${ip}...\n`);
    state = { ...state, told: true };
  }
  if ('wait' in step) return { state: { ...state, dial: step.dial }, wait: step.wait };
  if ('unknown' in step) {
    if (call.busybox) return { exit: call.fail(`bad address '${host}'`) };
    return { exit: call.fail(`could not resolve ${host}/${port}: ${lookupText(step.unknown)}`) };
  }
  if ('failed' in step) {
    const why = errorText(step.failed.error);
    if (call.busybox) return { exit: call.fail(`can't connect to remote host (${ip}): ${why}`) };
    return { exit: call.fail(`Unable to connect to remote host: ${why}`) };
  }
  call.out(call.busybox ? `Connected to ${host}\n` : `Connected to ${host}.\nEscape character is '^]'.\n`);
  const relay: Relay = {
    fd: step.connected.fd,
    inputEnded: false,
    shutsDown: false,
    idleMs: null,
    movedMs: call.sys.nowMs,
  };
  return { state: { ...state, dial: null, relay } };
}

function talk(call: Call, state: State, relay: Relay): Turn<State> {
  const step = relayOn(call, relay);
  if ('wait' in step) {
    // telnet ends with its input.
    if (step.relay.inputEnded) return { exit: 0 };
    return { state: { ...state, relay: step.relay }, wait: step.wait };
  }
  call.flush();
  call.sys.write(
    call.busybox ? 2 : 1,
    call.busybox ? 'Connection closed by foreign host\r\n' : 'Connection closed by foreign host.\n',
  );
  return { exit: 1 };
}
