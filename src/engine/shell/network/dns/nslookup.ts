// Models busybox@v1.37.0 networking/nslookup.c
// Models bind@v9.20.11 bin/dig/nslookup.c
// Differs: no interactive mode.
import {
  candidatesOf,
  type DnsAnswer,
  type DnsRecord,
  type DnsType,
  resolvConfOf,
  reverseName,
} from '../../../linux/net/dns.ts';
import { isIp } from '../../../linux/net/ip.ts';
import type { Call } from '../../commands/program.ts';
import { type Turn, turns } from '../turns.ts';
import { type Asking, ask, takeAnswers, typeOf } from './ask.ts';

const USAGE = 'nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]';

interface Settings {
  readonly host: string;
  readonly server: string | undefined;
  readonly types: readonly DnsType[];
  readonly port: number;
  readonly timeoutMs: number;
  readonly tries: number;
  readonly search: boolean;
}

/** The options of both kinds; a number when they are wrong: the exit code. */
function settingsOf(call: Call): Settings | number {
  const types: DnsType[] = [];
  let port = 53;
  let timeoutMs = 5000;
  let tries = 2;
  let search = true;
  const rest = [...call.args];
  while (rest[0]?.startsWith('-') === true && rest[0] !== '-') {
    const [option, value = ''] = (rest.shift() as string).slice(1).split('=') as [string, string?];
    if (['type', 'querytype', 'query', 'q', 'ty'].includes(option)) {
      const type = typeOf(value);
      if (type === undefined) {
        if (call.busybox) return call.fail(`invalid query type "${value}"`);
        call.out(`unknown query type: ${value}\n`);
      } else types.push(type);
    } else if (option === 'port') port = Number(value);
    else if (option === 'retry') tries = Math.max(1, Number(value));
    else if (option === 'timeout' || option === 't') timeoutMs = Math.max(1, Number(value)) * 1000;
    else if (option === 'nosearch') search = false;
    else if (option !== 'debug' && option !== 'search') {
      if (call.busybox) return call.usage(USAGE);
      call.out(`*** Invalid option: ${option}\n`);
    }
  }
  const [host, server, extra] = rest;
  if (host === undefined || extra !== undefined) {
    return call.busybox
      ? call.usage(USAGE)
      : call.fail('the interactive mode is not modelled: name what to look for');
  }
  return { host, server, types, port, timeoutMs, tries, search };
}

interface State {
  readonly settings: Settings;
  readonly servers: readonly string[];
  /** The questions of the current round. */
  readonly asking: Asking;
  /** bind: names still to try after the current one. */
  readonly left: readonly string[];
}

/** BusyBox's own resolver, since 1.30: a name without a dot is asked for under every search domain at once. */
function startBusybox(call: Call): State | number {
  const settings = settingsOf(call);
  if (typeof settings === 'number') return settings;
  const conf = resolvConfOf(call.sys);
  const { host } = settings;
  const names =
    host.includes('.') || conf.search.length === 0
      ? [host.replace(/\.$/, '')]
      : conf.search.map((domain) => `${host}.${domain}`);
  const servers = settings.server === undefined ? conf.nameservers : [settings.server];
  return begin(call, settings, servers, names, []);
}

function begin(
  call: Call,
  settings: Settings,
  servers: readonly string[],
  names: readonly string[],
  left: readonly string[],
): State | number {
  const { host } = settings;
  const types: readonly DnsType[] =
    settings.types.length > 0 ? settings.types : isIp(host) ? ['PTR'] : ['A', 'AAAA'];
  const asked = isIp(host) && types.includes('PTR') ? [reverseName(host)] : names;
  const questions = types.flatMap((type) => asked.map((name) => ({ name, type })));
  const { port, timeoutMs, tries } = settings;
  const asking = ask(call.sys, servers[0] as string, questions, { port, timeoutMs, tries });
  if (asking !== undefined) return { settings, servers, asking, left };
  if (servers.length > 1) return begin(call, settings, servers.slice(1), names, left);
  if (call.busybox) call.err(`write to '${servers[0]}': Network is unreachable`);
  call.out(';; connection timed out; no servers could be reached\n\n');
  return 1;
}

function stepBusybox(call: Call, state: State): Turn<State> {
  const step = takeAnswers(call.sys, state.asking);
  const { asking, servers } = state;
  const now = 'over' in step ? step.over : step.asking;
  if (asking.order.length === 0 && now.order.length > 0) {
    call.out(`Server:\t\t${now.server}\nAddress:\t${now.server}:${now.port}\n\n`);
  }
  for (const i of now.order.slice(asking.order.length)) printReply(call, now.answers[i] as DnsAnswer);
  if (!('over' in step)) return { state: { ...state, asking: now }, wait: step.wait };
  if (now.order.length === 0) {
    if (step.refused) call.err('read: Connection refused');
    if (servers.length > 1) {
      const { settings, left } = state;
      const names = [...new Set(asking.queries.map(({ name }) => name))];
      const next = begin(call, settings, servers.slice(1), names, left);
      return typeof next === 'number' ? { exit: next } : { state: next };
    }
    call.out(';; connection timed out; no servers could be reached\n\n');
    return { exit: 1 };
  }
  const unanswered = now.queries.filter((_, i) => now.answers[i] === null);
  for (const { name } of unanswered) call.out(`*** Can't find ${name}: No answer\n`);
  if (unanswered.length > 0) call.out('\n');
  // One that does not exist is enough, even when another search domain has it.
  return { exit: now.answers.some((answer) => answer !== null && answer.code !== 'NOERROR') ? 1 : 0 };
}

function printReply(call: Call, answer: DnsAnswer): void {
  if (answer.code !== 'NOERROR') call.out(`** server can't find ${answer.name}: ${answer.code}\n`);
  else {
    if (!answer.authoritative) call.out('Non-authoritative answer:\n');
    for (const record of answer.answers) call.out(recordText(record));
  }
  call.out('\n');
}

function recordText({ name, type, data }: DnsRecord): string {
  switch (type) {
    case 'A':
    case 'AAAA':
      return `Name:\t${name}\nAddress: ${data}\n`;
    case 'CNAME':
      return `${name}\tcanonical name = ${data}\n`;
    case 'PTR':
      return `${name}\tname = ${data}\n`;
    case 'NS':
      return `${name}\tnameserver = ${data}\n`;
    case 'SRV':
      return `${name}\tservice = ${data}\n`;
    case 'MX':
      return `${name}\tmail exchanger = ${data}\n`;
    case 'TXT':
      return `${name}\ttext = "${data}"\n`;
    default: {
      const [origin, mail, serial, refresh, retry, expire, minimum] = data.split(' ');
      return (
        `${name}\n\torigin = ${origin}\n\tmail addr = ${mail}\n\tserial = ${serial}\n` +
        `\trefresh = ${refresh}\n\tretry = ${retry}\n\texpire = ${expire}\n\tminimum = ${minimum}\n`
      );
    }
  }
}

/** bind's: one name after the other, until one exists. */
function startBind(call: Call): State | number {
  const settings = settingsOf(call);
  if (typeof settings === 'number') return settings;
  const conf = resolvConfOf(call.sys);
  const { host } = settings;
  const names = settings.search ? candidatesOf(host, conf) : [host.replace(/\.$/, '')];
  const servers = settings.server === undefined ? conf.nameservers : [settings.server];
  return begin(call, settings, servers, names.slice(0, 1), names.slice(1));
}

function stepBind(call: Call, state: State): Turn<State> {
  const step = takeAnswers(call.sys, state.asking);
  if (!('over' in step)) return { state: { ...state, asking: step.asking }, wait: step.wait };
  const { settings, servers, left } = state;
  const answers = step.over.answers.filter((answer) => answer !== null);
  const again = (next: State | number): Turn<State> =>
    typeof next === 'number' ? { exit: next } : { state: next };
  if (answers.length === 0) {
    const names = [...new Set(step.over.queries.map(({ name }) => name))];
    if (servers.length > 1) return again(begin(call, settings, servers.slice(1), names, left));
    call.out(';; connection timed out; no servers could be reached\n\n');
    return { exit: 1 };
  }
  const first = answers[0] as DnsAnswer;
  if (first.code === 'NXDOMAIN' && left.length > 0 && !isIp(settings.host)) {
    return again(begin(call, settings, servers, left.slice(0, 1), left.slice(1)));
  }
  call.out(`Server:\t\t${step.over.server}\nAddress:\t${step.over.server}#${step.over.port}\n\n`);
  if (first.code !== 'NOERROR') {
    const name = first.code === 'NXDOMAIN' && !isIp(settings.host) ? settings.host : first.name;
    call.out(`** server can't find ${name}: ${first.code}\n\n`);
    return { exit: 1 };
  }
  const records = answers.flatMap((answer) => answer.answers);
  if (records.length === 0) {
    call.out(`*** Can't find ${settings.host}: No answer\n\n`);
    return { exit: 1 };
  }
  if (!first.authoritative) call.out('Non-authoritative answer:\n');
  for (const record of records) {
    const dotted = ['PTR', 'CNAME', 'SRV', 'NS', 'MX'].includes(record.type);
    call.out(recordText(dotted ? { ...record, data: `${record.data}.` } : record));
  }
  call.out('\n');
  return { exit: 0 };
}

const busybox = turns(startBusybox, stepBusybox);
const bind = turns(startBind, stepBind);

/** BusyBox's where the image is BusyBox's, bind's elsewhere. */
export const nslookup = {
  run: (sys: Parameters<typeof bind.run>[0]) => (sys.flavour === 'busybox' ? busybox : bind).run(sys),
};
