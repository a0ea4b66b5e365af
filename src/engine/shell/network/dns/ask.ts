// Several questions to one name server at once, as nslookup asks them.
import { isErrno } from '../../../linux/errno.ts';
import { type DnsAnswer, type DnsQuery, type DnsType, parseAnswer } from '../../../linux/net/dns.ts';
import type { Sys, WaitFor } from '../../../linux/sys.ts';

/** Plain data. */
export interface Asking {
  readonly server: string;
  readonly port: number;
  readonly fd: number;
  readonly queries: readonly DnsQuery[];
  /** By the place of its question; null: not yet. */
  readonly answers: readonly (DnsAnswer | null)[];
  /** Order in which they came. */
  readonly order: readonly number[];
  readonly sentMs: number;
  readonly resendMs: number;
  readonly untilMs: number;
}

export interface AskOptions {
  readonly port?: number;
  readonly timeoutMs: number;
  /** How often in that time. */
  readonly tries: number;
}

/** Undefined when not even a socket can be had, or there is no way to the server. */
export function ask(
  sys: Sys,
  server: string,
  questions: readonly { readonly name: string; readonly type: DnsType }[],
  { port = 53, timeoutMs, tries }: AskOptions,
): Asking | undefined {
  const fd = sys.bindUdp({ ip: '0.0.0.0', port: 0 });
  if (isErrno(fd)) return undefined;
  const first = sys.random() % 65_536;
  const queries = questions.map(({ name, type }, i) => ({ id: (first + i * 257) % 65_536, name, type }));
  const asking: Asking = {
    server,
    port,
    fd,
    queries,
    answers: queries.map(() => null),
    order: [],
    sentMs: sys.nowMs,
    resendMs: Math.floor(timeoutMs / tries),
    untilMs: sys.nowMs + timeoutMs,
  };
  if (sendOpen(sys, asking)) return asking;
  sys.close(fd);
  return undefined;
}

function sendOpen(sys: Sys, { server, port, fd, queries, answers }: Asking): boolean {
  let sent = true;
  queries.forEach((query, i) => {
    if (answers[i] !== null) return;
    if (sys.sendTo(fd, { ip: server, port }, JSON.stringify(query)) !== undefined) sent = false;
  });
  return sent;
}

export type AskStep =
  | { readonly asking: Asking; readonly wait: WaitFor }
  /** All are answered, or the time is up; the socket is closed. */
  | { readonly over: Asking; readonly refused: boolean };

/** Takes in what has come. */
export function takeAnswers(sys: Sys, asking: Asking): AskStep {
  let next = asking;
  for (;;) {
    const received = sys.receive(next.fd);
    if (received === null) break;
    if (isErrno(received)) {
      sys.close(next.fd);
      return { over: next, refused: true };
    }
    const answer = parseAnswer(received.data);
    if (answer === undefined) continue;
    const i = next.queries.findIndex(({ id }) => id === answer.id);
    if (i === -1 || next.answers[i] !== null) continue;
    next = { ...next, answers: next.answers.with(i, answer), order: [...next.order, i] };
  }
  if (next.order.length === next.queries.length || sys.nowMs >= next.untilMs) {
    sys.close(next.fd);
    return { over: next, refused: false };
  }
  if (sys.nowMs >= next.sentMs + next.resendMs) {
    sendOpen(sys, next);
    next = { ...next, sentMs: sys.nowMs };
  }
  const untilMs = Math.min(next.untilMs, next.sentMs + next.resendMs);
  return { asking: next, wait: { readable: [next.fd], untilMs } };
}

/** Types that can be asked for by name; undefined for others. */
export function typeOf(text: string): DnsType | undefined {
  const types: readonly DnsType[] = ['A', 'AAAA', 'CNAME', 'SRV', 'PTR', 'TXT', 'NS', 'SOA', 'MX', 'ANY'];
  return types.find((type) => type === text.toUpperCase());
}

/** The data of a record as zone files write it: names end with a dot. */
export function zoneData(type: DnsType, data: string): string {
  if (type === 'PTR' || type === 'CNAME' || type === 'NS') return `${data}.`;
  if (type === 'SRV' || type === 'MX') return `${data}.`;
  if (type === 'SOA') {
    const [origin, mail, ...numbers] = data.split(' ');
    return `${origin}. ${mail}. ${numbers.join(' ')}`;
  }
  return type === 'TXT' ? `"${data}"` : data;
}
