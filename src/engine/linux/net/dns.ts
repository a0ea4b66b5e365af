// Models glibc@v2.41 resolv/res_query.c, resolv/res_send.c (resolv.conf, hosts, nsswitch: files dns)
// Differs: messages are JSON text; only UDP; only IPv4 addresses are asked for unless a program names the type.
/**
 * Names for programs, as a small state machine over the system calls:
 *
 *   let step = startLookup(sys, 'web')            // or { type: 'SRV', server: '10.96.0.10' }
 *   if (!('done' in step)) { sys.remember({ …, lookup: step.lookup }); sys.block(step.wait); return; }
 *   // on the next turn: step = resumeLookup(sys, memory.lookup)
 *   step.done.addresses, or step.done.error
 */
import { isErrno } from '../errno.ts';
import type { Sys, WaitFor } from '../sys.ts';
import { isIp } from './ip.ts';

export type DnsType = 'A' | 'AAAA' | 'CNAME' | 'SRV' | 'PTR' | 'TXT' | 'NS' | 'SOA' | 'MX' | 'ANY';

/** A question: the data of a datagram to port 53. */
export interface DnsQuery {
  readonly id: number;
  /** Lower or mixed case, without a dot at its end. */
  readonly name: string;
  readonly type: DnsType;
}

export interface DnsRecord {
  readonly name: string;
  readonly type: DnsType;
  readonly ttlS: number;
  /** An address, a name without a dot at its end, or for SRV `priority weight port target`. */
  readonly data: string;
}

export type DnsCode = 'NOERROR' | 'FORMERR' | 'SERVFAIL' | 'NXDOMAIN' | 'NOTIMP' | 'REFUSED';

/** The answer: the data of the datagram that comes back. */
export interface DnsAnswer {
  readonly id: number;
  readonly name: string;
  readonly type: DnsType;
  readonly code: DnsCode;
  /** The server is itself the authority for the name. */
  readonly authoritative: boolean;
  readonly answers: readonly DnsRecord[];
  readonly authority: readonly DnsRecord[];
  readonly additional: readonly DnsRecord[];
  /** What a learner should know about it; it is not part of the protocol. */
  readonly reason?: string | undefined;
}

export interface LookupResult {
  /** What was asked for, as it was asked. */
  readonly name: string;
  /** The full name that was found; the last one asked otherwise. */
  readonly found: string;
  /** For A and AAAA. */
  readonly addresses: readonly string[];
  readonly records: readonly DnsRecord[];
  /** Null on success. NODATA: the name exists, but has no such record. TIMEOUT: no name server answered. */
  readonly error: null | 'NXDOMAIN' | 'NODATA' | 'SERVFAIL' | 'REFUSED' | 'TIMEOUT' | 'UNREACHABLE';
  /** The name server that answered; '' when /etc/hosts or the name itself did. */
  readonly server: string;
}

/** A lookup under way: plain data. */
export interface Lookup {
  readonly name: string;
  readonly type: DnsType;
  /** Full names still to ask, the current one first. */
  readonly candidates: readonly string[];
  readonly servers: readonly string[];
  /** How often and which server has been asked for the current name. */
  readonly attempt: number;
  readonly server: number;
  readonly attempts: number;
  readonly timeoutMs: number;
  readonly fd: number;
  readonly id: number;
  readonly untilMs: number;
  /** The worst that earlier candidates have met. */
  readonly failure: LookupResult['error'];
}

export type LookupStep =
  | { readonly done: LookupResult }
  | { readonly lookup: Lookup; readonly wait: WaitFor };

export interface LookupOptions {
  readonly type?: DnsType;
  /** Asks this server instead of those of resolv.conf. */
  readonly server?: string;
  /** Does not look into /etc/hosts. */
  readonly dnsOnly?: boolean;
  /** Asks for exactly this name, without the search list. */
  readonly absolute?: boolean;
  readonly timeoutMs?: number;
  readonly attempts?: number;
}

export interface ResolvConf {
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
  readonly timeoutMs: number;
  readonly attempts: number;
}

export function parseResolvConf(text: string): ResolvConf {
  const nameservers: string[] = [];
  let search: string[] = [];
  let ndots = 1;
  let timeoutMs = 5000;
  let attempts = 2;
  for (const line of text.split('\n')) {
    const [keyword, ...words] = line.trim().split(/\s+/);
    if (keyword === 'nameserver' && words[0] !== undefined && nameservers.length < 3)
      nameservers.push(words[0]);
    else if (keyword === 'search' || keyword === 'domain') search = words;
    else if (keyword === 'options') {
      for (const option of words) {
        const [name, value] = option.split(':') as [string, string | undefined];
        const number = Number(value);
        if (value === undefined || !Number.isInteger(number) || number < 0) continue;
        if (name === 'ndots') ndots = Math.min(number, 15);
        else if (name === 'timeout') timeoutMs = Math.max(1, Math.min(number, 30)) * 1000;
        else if (name === 'attempts') attempts = Math.max(1, Math.min(number, 5));
      }
    }
  }
  return {
    nameservers: nameservers.length === 0 ? ['127.0.0.1'] : nameservers,
    search,
    ndots,
    timeoutMs,
    attempts,
  };
}

export function resolvConfOf(sys: Sys): ResolvConf {
  const text = sys.readFile('/etc/resolv.conf');
  return parseResolvConf(isErrno(text) ? '' : text);
}

/** Addresses and names of /etc/hosts, in the order of its lines. */
export function parseHosts(text: string): { readonly ip: string; readonly names: readonly string[] }[] {
  const entries: { ip: string; names: readonly string[] }[] = [];
  for (const line of text.split('\n')) {
    const comment = line.indexOf('#');
    const words = (comment === -1 ? line : line.slice(0, comment)).trim().split(/\s+/);
    const [ip, ...names] = words;
    if (ip !== undefined && ip !== '' && names.length > 0) entries.push({ ip, names });
  }
  return entries;
}

/** The full names to ask for, in order. */
export function candidatesOf(name: string, conf: ResolvConf): readonly string[] {
  if (name.endsWith('.')) return [name.slice(0, -1)];
  const searched = conf.search.map((domain) => `${name}.${domain.replace(/\.$/, '')}`);
  const dots = name.split('.').length - 1;
  return dots >= conf.ndots ? [name, ...searched] : [...searched, name];
}

/** The name under which addresses are looked up backwards: 10.96.0.10 is 10.0.96.10.in-addr.arpa. */
export function reverseName(ip: string): string {
  return `${ip.split('.').reverse().join('.')}.in-addr.arpa`;
}

export function startLookup(sys: Sys, name: string, options: LookupOptions = {}): LookupStep {
  const type = options.type ?? 'A';
  if (type === 'A' && isIp(name)) return { done: found(name, [name]) };
  if (options.dnsOnly !== true) {
    const hosts = hostsAnswer(sys, name, type);
    if (hosts !== undefined) return { done: hosts };
  }
  const conf = resolvConfOf(sys);
  const candidates = options.absolute === true ? [name.replace(/\.$/, '')] : candidatesOf(name, conf);
  const lookup: Lookup = {
    name,
    type,
    candidates,
    servers: options.server === undefined ? conf.nameservers : [options.server],
    attempt: 0,
    server: 0,
    attempts: options.attempts ?? conf.attempts,
    timeoutMs: options.timeoutMs ?? conf.timeoutMs,
    fd: -1,
    id: 0,
    untilMs: 0,
    failure: null,
  };
  return ask(sys, lookup);
}

/** Goes on with a lookup: an answer may have come, or the time may be up. */
export function resumeLookup(sys: Sys, lookup: Lookup): LookupStep {
  for (;;) {
    const received = sys.receive(lookup.fd);
    if (received === null) break;
    if (isErrno(received)) return nextServer(sys, lookup);
    const answer = parseAnswer(received.data);
    if (answer === undefined || answer.id !== lookup.id) continue;
    return take(sys, lookup, answer);
  }
  if (sys.nowMs >= lookup.untilMs) return nextServer(sys, lookup);
  return waiting(lookup);
}

/** Gives up a lookup, as a program does that has waited long enough. */
export function dropLookup(sys: Sys, lookup: Lookup): void {
  if (lookup.fd !== -1) sys.close(lookup.fd);
}

export function parseQuery(data: string): DnsQuery | undefined {
  const query = parseJson<DnsQuery>(data);
  return typeof query?.name === 'string' && typeof query.type === 'string' ? (query as DnsQuery) : undefined;
}

export function parseAnswer(data: string): DnsAnswer | undefined {
  const answer = parseJson<DnsAnswer>(data);
  return Array.isArray(answer?.answers) ? (answer as DnsAnswer) : undefined;
}

/** Anybody may send anything to anybody: only objects get through. */
function parseJson<T>(data: string): Partial<T> | undefined {
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function waiting(lookup: Lookup): LookupStep {
  return { lookup, wait: { readable: [lookup.fd], untilMs: lookup.untilMs } };
}

/** Sends the question for the current name to the current server. */
function ask(sys: Sys, lookup: Lookup): LookupStep {
  let { fd } = lookup;
  if (fd === -1) {
    const made = sys.bindUdp({ ip: '0.0.0.0', port: 0 });
    if (isErrno(made)) return finish(sys, lookup, 'UNREACHABLE');
    fd = made;
  }
  const id = sys.random() % 65_536;
  const query: DnsQuery = { id, name: lookup.candidates[0] as string, type: lookup.type };
  const asked: Lookup = { ...lookup, fd, id, untilMs: sys.nowMs + lookup.timeoutMs };
  const server = lookup.servers[lookup.server] as string;
  const sent = sys.sendTo(fd, { ip: server, port: 53 }, JSON.stringify(query));
  // With no way to the server the next one is asked; there is nothing to wait for.
  return sent === undefined ? waiting(asked) : nextServer(sys, asked);
}

function nextServer(sys: Sys, lookup: Lookup): LookupStep {
  if (lookup.server + 1 < lookup.servers.length) return ask(sys, { ...lookup, server: lookup.server + 1 });
  if (lookup.attempt + 1 < lookup.attempts) {
    return ask(sys, { ...lookup, server: 0, attempt: lookup.attempt + 1 });
  }
  return finish(sys, lookup, 'TIMEOUT');
}

function take(sys: Sys, lookup: Lookup, answer: DnsAnswer): LookupStep {
  if (answer.code === 'NOERROR' && answer.answers.length > 0) {
    const addresses = answer.answers.filter(({ type }) => type === lookup.type).map(({ data }) => data);
    const isAddress = lookup.type === 'A' || lookup.type === 'AAAA';
    if (!isAddress || addresses.length > 0) {
      sys.close(lookup.fd);
      const last = answer.answers[answer.answers.length - 1] as DnsRecord;
      return {
        done: {
          name: lookup.name,
          found: isAddress ? last.name : answer.name,
          addresses: isAddress ? addresses : [],
          records: answer.answers,
          error: null,
          server: lookup.servers[lookup.server] as string,
        },
      };
    }
  }
  const failure: LookupResult['error'] =
    answer.code === 'NOERROR'
      ? 'NODATA'
      : answer.code === 'NXDOMAIN'
        ? 'NXDOMAIN'
        : answer.code === 'REFUSED'
          ? 'REFUSED'
          : 'SERVFAIL';
  // That a name exists without such a record says more than that the last one tried does not exist.
  const worst = lookup.failure === null || lookup.failure === 'NXDOMAIN' ? failure : lookup.failure;
  const [, ...candidates] = lookup.candidates;
  if (candidates.length === 0) return finish(sys, lookup, worst);
  return ask(sys, { ...lookup, candidates, server: 0, attempt: 0, failure: worst });
}

function finish(sys: Sys, lookup: Lookup, error: LookupResult['error']): LookupStep {
  dropLookup(sys, lookup);
  return {
    done: {
      name: lookup.name,
      found: lookup.candidates[0] as string,
      addresses: [],
      records: [],
      error,
      server: lookup.servers[lookup.server] as string,
    },
  };
}

function hostsAnswer(sys: Sys, name: string, type: DnsType): LookupResult | undefined {
  if (type !== 'A' && type !== 'PTR') return undefined;
  const text = sys.readFile('/etc/hosts');
  if (isErrno(text)) return undefined;
  const entries = parseHosts(text).filter(({ ip }) => isIp(ip));
  if (type === 'A') {
    const wanted = name.replace(/\.$/, '').toLowerCase();
    const entry = entries.find(({ names }) => names.some((one) => one.toLowerCase() === wanted));
    return entry === undefined ? undefined : found(name, [entry.ip], entry.names[0]);
  }
  const entry = entries.find(({ ip }) => reverseName(ip) === name);
  if (entry === undefined) return undefined;
  const data = entry.names[0] as string;
  return { ...found(name, []), records: [{ name, type, ttlS: 0, data }] };
}

function found(name: string, addresses: readonly string[], canonical = name): LookupResult {
  const records = addresses.map((data): DnsRecord => ({ name: canonical, type: 'A', ttlS: 0, data }));
  return { name, found: canonical, addresses, records, error: null, server: '' };
}
