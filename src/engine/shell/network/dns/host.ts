// Models bind@v9.20.11 bin/dig/host.c
import {
  candidatesOf,
  type DnsAnswer,
  type DnsType,
  resolvConfOf,
  reverseName,
} from '../../../linux/net/dns.ts';
import { isIp } from '../../../linux/net/ip.ts';
import type { Call } from '../../commands/program.ts';
import { type Turn, turns } from '../turns.ts';
import { type Asking, ask, takeAnswers, typeOf, zoneData } from './ask.ts';

const USAGE = 'host [-t type] hostname [server]';

interface State {
  readonly host: string;
  readonly names: readonly string[];
  readonly types: readonly DnsType[];
  readonly server: string;
  readonly asking: Asking | null;
  readonly tries: number;
}

export const host = turns<State>(
  (call) => {
    const options = call.options({ short: 't:W:R:a4', usage: USAGE });
    if (typeof options === 'number') return options;
    const [name, server] = options.rest;
    if (name === undefined) return call.usage(USAGE);
    const conf = resolvConfOf(call.sys);
    const wanted = options.value('t');
    const type = wanted === undefined ? undefined : typeOf(wanted);
    if (wanted !== undefined && type === undefined) return call.fail(`invalid type: ${wanted}`);
    const isAddress = isIp(name);
    if (server !== undefined) {
      call.out(`Using domain server:\nName: ${server}\nAddress: ${server}#53\nAliases: \n\n`);
    }
    return {
      host: name,
      names: isAddress ? [reverseName(name)] : candidatesOf(name, conf),
      types: type !== undefined ? [type] : isAddress ? ['PTR'] : ['A', 'AAAA', 'MX'],
      server: server ?? conf.nameservers[0] ?? '127.0.0.1',
      asking: null,
      tries: 2,
    };
  },
  (call, state): Turn<State> => {
    const name = state.names[0] as string;
    if (state.asking === null) {
      const questions = state.types.map((type) => ({ name, type }));
      const asking = ask(call.sys, state.server, questions, { timeoutMs: 5000, tries: 1 });
      return asking === undefined ? nobody(call, state) : { state: { ...state, asking } };
    }
    const step = takeAnswers(call.sys, state.asking);
    if (!('over' in step)) return { state: { ...state, asking: step.asking }, wait: step.wait };
    const answers = step.over.answers.filter((answer) => answer !== null);
    const first = answers[0];
    if (first === undefined) return nobody(call, state);
    if (first.code === 'NXDOMAIN' && state.names.length > 1) {
      return { state: { ...state, names: state.names.slice(1), asking: null } };
    }
    if (first.code !== 'NOERROR') {
      const number = { NXDOMAIN: 3, SERVFAIL: 2, REFUSED: 5, FORMERR: 1, NOTIMP: 4 }[first.code];
      const shown = isIp(state.host) ? first.name : state.host;
      call.out(`Host ${shown}${isIp(state.host) ? '.' : ''} not found: ${number}(${first.code})\n`);
      return { exit: 1 };
    }
    return { exit: print(call, state, answers) };
  },
);

function nobody(call: Call, state: State): Turn<State> {
  call.out(`;; communications error to ${state.server}#53: timed out\n`);
  if (state.tries > 1) return { state: { ...state, asking: null, tries: state.tries - 1 } };
  call.out(';; no servers could be reached\n');
  return { exit: 1 };
}

function print(call: Call, state: State, answers: readonly DnsAnswer[]): number {
  let count = 0;
  for (const { name, type, data } of answers.flatMap((answer) => answer.answers)) {
    count++;
    const words: Partial<Record<DnsType, string>> = {
      A: 'has address',
      AAAA: 'has IPv6 address',
      PTR: 'domain name pointer',
      CNAME: 'is an alias for',
      SRV: 'has SRV record',
      MX: 'mail is handled by',
      NS: 'name server',
      TXT: 'descriptive text',
      SOA: 'has SOA record',
    };
    call.out(`${name} ${words[type]} ${zoneData(type, data)}\n`);
  }
  if (count === 0 && state.types.length === 1) {
    call.out(`${state.names[0]} has no ${state.types[0]} record\n`);
    return 1;
  }
  return 0;
}
