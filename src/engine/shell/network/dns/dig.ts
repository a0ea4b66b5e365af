// Models bind@v9.20.11 bin/dig/dig.c
// Differs: no batch files, no TCP, no DNSSEC; of the +flags those that change what is modelled.
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
import { type Asking, ask, takeAnswers, typeOf, zoneData } from './ask.ts';
import { longDate } from './date.ts';

const VERSION = '9.20.11';

interface State {
  readonly names: readonly string[];
  readonly type: DnsType;
  readonly servers: readonly string[];
  readonly server: number;
  readonly port: number;
  readonly timeoutMs: number;
  readonly tries: number;
  readonly short: boolean;
  readonly header: string;
  readonly asking: Asking | null;
  readonly startMs: number;
}

export const dig = turns<State>(
  (call) => {
    const conf = resolvConfOf(call.sys);
    let name: string | undefined;
    let type: DnsType | undefined;
    let server: string | undefined;
    let short = false;
    let search = false;
    let port = 53;
    let timeoutMs = 5000;
    let tries = 3;
    const args = [...call.args];
    for (let arg = args.shift(); arg !== undefined; arg = args.shift()) {
      if (arg.startsWith('@')) server = arg.slice(1);
      else if (arg === '+short') short = true;
      else if (arg === '+search') search = true;
      else if (/^\+(time|timeout)=\d+$/.test(arg)) timeoutMs = Number(arg.slice(arg.indexOf('=') + 1)) * 1000;
      else if (/^\+tries=\d+$/.test(arg)) tries = Math.max(1, Number(arg.slice(7)));
      else if (arg.startsWith('+')) continue;
      else if (arg === '-x') {
        const ip = args.shift() ?? '';
        if (!isIp(ip)) return call.fail(`Invalid IP address ${ip}`);
        name = reverseName(ip);
        type = 'PTR';
      } else if (arg === '-t') type = typeOf(args.shift() ?? '');
      else if (arg === '-p') port = Number(args.shift());
      else if (arg === '-4' || arg === '-6') continue;
      else if (arg.startsWith('-')) {
        call.out(
          `Invalid option: ${arg}\nUsage:  dig [@global-server] [domain] [q-type] [q-class] {q-opt}\n`,
        );
        return 1;
      } else if (arg.toUpperCase() === 'IN') continue;
      else if (name !== undefined && typeOf(arg) !== undefined) type = typeOf(arg);
      else if (name === undefined && typeOf(arg) !== undefined && args.length > 0) type = typeOf(arg);
      else name = arg;
    }
    const wanted = name ?? '.';
    return {
      names: search ? candidatesOf(wanted, conf) : [wanted.replace(/(.)\.$/, '$1')],
      type: type ?? (name === undefined ? 'NS' : 'A'),
      servers: server === undefined ? conf.nameservers : [server],
      server: 0,
      port,
      timeoutMs,
      tries,
      short,
      header: `\n; <<>> DiG ${VERSION} <<>> ${call.args.join(' ')}\n`,
      asking: null,
      startMs: call.sys.nowMs,
    };
  },
  (call, state): Turn<State> => {
    const { names, type, servers, port, timeoutMs } = state;
    const name = names[0] as string;
    if (state.asking === null) {
      const server = servers[state.server] as string;
      const asking = ask(call.sys, server, [{ name, type }], { port, timeoutMs, tries: 1 });
      if (asking === undefined) return noServer(call, state, 'network unreachable');
      return { state: { ...state, asking, startMs: call.sys.nowMs } };
    }
    const step = takeAnswers(call.sys, state.asking);
    if (!('over' in step)) return { state: { ...state, asking: step.asking }, wait: step.wait };
    const answer = step.over.answers[0];
    if (answer === undefined || answer === null) {
      return noServer(call, state, step.refused ? 'connection refused' : 'timed out');
    }
    if (answer.code === 'NXDOMAIN' && names.length > 1) {
      return { state: { ...state, names: names.slice(1), asking: null } };
    }
    if (state.short) {
      for (const record of answer.answers) call.out(`${zoneData(record.type, record.data)}\n`);
    } else printAnswer(call, state, answer);
    return { exit: 0 };
  },
);

function noServer(call: Call, state: State, why: string): Turn<State> {
  const at = `${state.servers[state.server]}#${state.port}`;
  call.out(`;; communications error to ${at}: ${why}\n`);
  const server = (state.server + 1) % state.servers.length;
  const tries = server === 0 ? state.tries - 1 : state.tries;
  if (tries > 0) return { state: { ...state, asking: null, server, tries } };
  if (!state.short) call.out(`${state.header};; global options: +cmd\n`);
  call.out(';; no servers could be reached\n');
  return { exit: 9 };
}

function printAnswer(call: Call, state: State, answer: DnsAnswer): void {
  const { answers, authority, additional } = answer;
  const flags = answer.authoritative ? 'qr aa rd' : 'qr rd ra';
  call.out(`${state.header};; global options: +cmd\n;; Got answer:\n`);
  call.out(`;; ->>HEADER<<- opcode: QUERY, status: ${answer.code}, id: ${answer.id}\n`);
  call.out(
    `;; flags: ${flags}; QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: ${authority.length}, ` +
      `ADDITIONAL: ${additional.length + 1}\n`,
  );
  if (answer.authoritative) call.out(';; WARNING: recursion requested but not available\n');
  call.out('\n;; OPT PSEUDOSECTION:\n; EDNS: version: 0, flags:; udp: 1232\n');
  call.out(`;; QUESTION SECTION:\n${columns([`;${dotted(answer.name)}`, '', 'IN', answer.type])}\n`);
  for (const [title, records] of [
    ['ANSWER', answers],
    ['AUTHORITY', authority],
    ['ADDITIONAL', additional],
  ] as const) {
    if (records.length === 0) continue;
    call.out(`\n;; ${title} SECTION:\n`);
    for (const record of records) call.out(`${recordLine(record)}\n`);
  }
  const server = state.servers[state.server] as string;
  call.out(`\n;; Query time: ${call.sys.nowMs - state.startMs} msec\n`);
  call.out(`;; SERVER: ${server}#${state.port}(${server}) (UDP)\n`);
  call.out(`;; WHEN: ${longDate(call.sys.nowMs)}\n;; MSG SIZE  rcvd: ${sizeOf(answer)}\n\n`);
}

function recordLine({ name, type, ttlS, data }: DnsRecord): string {
  return columns([dotted(name), String(ttlS), 'IN', type, zoneData(type, data)]);
}

/** Name to column 24, then fields to tabs of eight, as dig's master style has them. */
function columns([name = '', ...fields]: readonly string[]): string {
  let line = name;
  let column = name.length;
  for (const [i, field] of fields.entries()) {
    const start = [24, 32, 40, 48][i] ?? 0;
    if (column < start) {
      while (column < start) {
        line += '\t';
        column = (Math.floor(column / 8) + 1) * 8;
      }
    } else {
      line += ' ';
      column++;
    }
    line += field;
    column += field.length;
  }
  return line;
}

function dotted(name: string): string {
  return name === '.' ? name : `${name}.`;
}

/** About as many bytes as the answer would have on the wire: names are compressed to two bytes when they repeat. */
function sizeOf({ name, answers, authority, additional }: DnsAnswer): number {
  let bytes = 12 + name.length + 2 + 4 + 11;
  for (const { type, data } of [...answers, ...authority, ...additional]) {
    bytes += 12 + (type === 'A' ? 4 : type === 'AAAA' ? 16 : data.length + 2);
  }
  return bytes;
}
