// Models busybox@v1.28.4 networking/nslookup.c
// Differs: as its C library resolves, so does linux/net/dns.ts.
import { type Lookup, resolvConfOf, resumeLookup, reverseName, startLookup } from '../../../linux/net/dns.ts';
import { isIp } from '../../../linux/net/ip.ts';
import type { Call } from '../../commands/program.ts';
import { type Turn, turns } from '../turns.ts';

interface State {
  readonly host: string;
  readonly server: string;
  /** Addresses whose names are still wanted; the server's own comes first. */
  readonly queue: readonly string[];
  readonly lines: number;
  readonly stage: 'server' | 'host' | 'names';
  readonly lookup: Lookup | null;
}

/** nslookup up to BusyBox 1.28: it asks the C library, which knows search domains and /etc/hosts. */
export const smallNslookup = turns<State>(
  (call) => {
    const [host, server, extra] = call.args;
    if (host === undefined || extra !== undefined) return call.usage('nslookup [HOST] [SERVER]');
    const first = server ?? resolvConfOf(call.sys).nameservers[0] ?? '';
    call.out(`Server:    ${first}\n`);
    return { host, server: first, queue: [first], lines: 0, stage: 'server', lookup: null };
  },
  (call, state) => {
    switch (state.stage) {
      case 'server':
      case 'names':
        return nameOf(call, state);
      case 'host':
        return addressesOf(call, state);
    }
  },
);

/** Prints `Address N: IP NAME` for the next address, once its name is known or known to be missing. */
function nameOf(call: Call, state: State): Turn<State> {
  const [ip, ...queue] = state.queue;
  if (ip === undefined) return { exit: 0 };
  const step =
    state.lookup === null
      ? startLookup(call.sys, reverseName(ip), { type: 'PTR', absolute: true, ...serverOf(call, state) })
      : resumeLookup(call.sys, state.lookup);
  if (!('done' in step)) return { state: { ...state, lookup: step.lookup }, wait: step.wait };
  const name = step.done.records.find(({ type }) => type === 'PTR')?.data;
  const line = state.lines + 1;
  call.out(`Address ${line}: ${ip}${name === undefined ? '' : ` ${name}`}\n`);
  if (state.stage === 'names') return { state: { ...state, queue, lines: line, lookup: null } };
  call.out('\n');
  return { state: { ...state, queue, lines: 0, stage: 'host', lookup: null } };
}

function addressesOf(call: Call, state: State): Turn<State> {
  const { host } = state;
  const step =
    state.lookup === null
      ? startLookup(call.sys, host, serverOf(call, state))
      : resumeLookup(call.sys, state.lookup);
  if (!('done' in step)) return { state: { ...state, lookup: step.lookup }, wait: step.wait };
  if (step.done.error !== null || step.done.addresses.length === 0) {
    return { exit: call.fail(`can't resolve '${host}'`) };
  }
  call.out(`Name:      ${host}\n`);
  return { state: { ...state, stage: 'names', queue: step.done.addresses, lines: 0, lookup: null } };
}

function serverOf(call: Call, { server }: State): { readonly server?: string } {
  return call.args[1] !== undefined && isIp(server) ? { server } : {};
}
