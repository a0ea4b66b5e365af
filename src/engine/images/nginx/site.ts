// What nginx does with one request: server, rewrites, location, content.
import { isErrno } from '../../linux/errno.ts';
import { isIp } from '../../linux/net/ip.ts';
import type { Sys } from '../../linux/sys.ts';
import { byteLength, formatRequest, type Headers, header, REASONS } from '../../shell/http.ts';
import { httpDate } from '../servers/dates.ts';
import { numbered } from '../servers/errors.ts';
import type { Answer, Exchange, Forward, Outcome, Reply, Site } from '../servers/http.ts';
import { extensionOf, mimeType } from '../servers/mime.ts';
import { decodePath, escapeHtml } from '../servers/pages.ts';
import { regexOf } from './compile.ts';
import type { Config, Location, ProxyPass, Server, Settings, Step } from './config.ts';
import { type Context, expand, hostOf, logged } from './variables.ts';

/** What a worker knows besides the request. Counters are kept by the worker. */
export interface Worker {
  readonly config: Config;
  readonly version: string;
  readonly hostname: string;
  readonly pid: number;
  /** Addresses that names had when nginx read its configuration. */
  readonly addresses: Readonly<Record<string, readonly string[]>>;
  /** Open logs by path. */
  readonly logs: Readonly<Record<string, number>>;
  /** Whose turn it is, by upstream. */
  readonly turns: Record<string, number>;
  readonly counts: { readonly accepted: number; readonly requests: number; readonly active: number };
  log(level: string, message: string, target: Settings['errorLog']): void;
}

/** What has to outlive the wait for an upstream, and what the access log needs: plain data. */
interface Memo {
  readonly server: number;
  readonly location: readonly number[];
  readonly uri: string;
  readonly args: string;
  readonly captures: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly id: string;
  readonly candidates: readonly string[];
  readonly proxyHost: string;
  readonly uriSent: string;
  readonly startedMs: number;
  readonly override: number | null;
  readonly redirects: number;
  readonly upstream: Context['upstream'];
}

const TITLES: Readonly<Record<number, string>> = {
  405: 'Not Allowed',
  413: 'Request Entity Too Large',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

export function nginxSite(worker: Worker): Site {
  return {
    headers: (sys) => [
      ['Server', serverToken(worker, true)],
      ['Date', httpDate(sys.nowMs)],
    ],
    handle: (sys, exchange) => new Handling(sys, worker, exchange).begin(),
    answered: (sys, exchange, outcome) => new Handling(sys, worker, exchange).answered(outcome),
    log: (sys, exchange, answer) => new Handling(sys, worker, exchange).logAccess(answer),
    malformed: () => ({
      status: 400,
      headers: [['Content-Type', 'text/html']],
      body: errorPage(400, serverToken(worker, true)),
    }),
  };
}

function serverToken(worker: Worker, tokens: boolean): string {
  return tokens ? `nginx/${worker.version}` : 'nginx';
}

function errorPage(status: number, token: string): string {
  const title = `${status} ${TITLES[status] ?? REASONS[status] ?? ''}`.trim();
  return (
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n` +
    `<hr><center>${token}</center>\r\n</body>\r\n</html>\r\n`
  );
}

type StepResult = Reply | 'last' | 'break' | null;

class Handling {
  readonly sys: Sys;
  readonly worker: Worker;
  readonly exchange: Exchange;
  readonly context: Context;
  server: Server;
  location: Location | null = null;
  #path: readonly number[] = [];
  /** The status that an error page is sent with. */
  #override: number | null = null;
  #redirects = 0;

  constructor(sys: Sys, worker: Worker, exchange: Exchange) {
    this.sys = sys;
    this.worker = worker;
    this.exchange = exchange;
    this.server = chooseServer(worker.config, exchange);
    const { target } = exchange.request;
    const query = target.indexOf('?');
    const path = query < 0 ? target : target.slice(0, query);
    this.context = {
      config: worker.config,
      exchange,
      hostname: worker.hostname,
      pid: worker.pid,
      nowMs: sys.nowMs,
      version: worker.version,
      serverName: this.server.names[0] ?? '',
      uri: normalise(decodePath(path.replace(/^https?:\/\/[^/]*/, '') || '/') ?? ''),
      args: query < 0 ? '' : target.slice(query + 1),
      root: this.server.settings.root,
      captures: [],
      variables: {},
      id: '',
      proxyHost: '',
      upstream: null,
      sent: null,
    };
  }

  get settings(): Settings {
    return this.location?.settings ?? this.server.settings;
  }

  begin(): Reply {
    const { request } = this.exchange;
    let id = '';
    for (let i = 0; i < 4; i++) id += this.sys.random().toString(16).padStart(8, '0');
    this.context.id = id;
    if (this.context.uri === '') return this.fail(400);
    if (request.version === '1.1' && header(request.headers, 'host') === undefined) return this.fail(400);
    const result = this.#steps(this.server.steps);
    if (result !== null && typeof result === 'object') return result;
    return this.#go();
  }

  /** Finds the location of the path as it stands and does what that says. */
  #go(): Reply {
    for (let cycle = 0; cycle < 10; cycle++) {
      this.#enter(findLocation(this.server.locations, this.context));
      if (this.location?.internal === true && this.#redirects === 0) return this.fail(404);
      const result = this.#steps(this.location?.steps ?? []);
      if (result === 'last') {
        this.#redirects++;
        continue;
      }
      return result !== null && result !== 'break' ? result : this.#content();
    }
    this.#error('error', `rewrite or internal redirection cycle while processing "${this.context.uri}"`);
    return this.fail(500);
  }

  #enter(path: readonly number[]): void {
    this.#path = path;
    this.location = locationAt(this.server, path);
    this.context.root = documentRoot(this.settings, this.context);
  }

  #redirect(uri: string): Reply {
    this.#redirects++;
    if (this.#redirects > 10) {
      this.#error('error', `rewrite or internal redirection cycle while internally redirecting to "${uri}"`);
      return this.fail(500);
    }
    if (uri.startsWith('@')) {
      const index = this.server.locations.findIndex(({ kind, pattern }) => kind === '@' && pattern === uri);
      if (index < 0) {
        this.#error('error', `could not find named location "${uri}"`);
        return this.fail(500);
      }
      this.#enter([index]);
      const result = this.#steps(this.location?.steps ?? []);
      if (result === 'last') return this.#go();
      return result !== null && result !== 'break' ? result : this.#content();
    }
    this.#setUri(uri);
    return this.#go();
  }

  #setUri(to: string): void {
    const query = to.indexOf('?');
    this.context.uri = query < 0 ? to : to.slice(0, query);
    if (query >= 0) this.context.args = to.slice(query + 1);
  }

  #steps(steps: readonly Step[]): StepResult {
    const before = this.context.uri;
    for (const step of steps) {
      const result = this.#step(step);
      if (result !== null) return result;
    }
    return this.context.uri === before ? null : 'last';
  }

  #step(step: Step): StepResult {
    const { context } = this;
    switch (step.do) {
      case 'set':
        context.variables[step.name] = expand(step.value, context);
        return null;
      case 'break':
        return 'break';
      case 'return':
        return this.#return(step.status, step.text);
      case 'if':
        if (!this.#holds(step.test)) return null;
        for (const inner of step.steps) {
          const result = this.#step(inner);
          if (result !== null) return result;
        }
        return null;
      case 'rewrite': {
        const match = regexOf(step.pattern).exec(context.uri);
        if (match === null) return null;
        this.#catch(match);
        let to = expand(step.to, context);
        const keepsArgs = !to.endsWith('?');
        if (!keepsArgs) to = to.slice(0, -1);
        else if (context.args !== '') to += `${to.includes('?') ? '&' : '?'}${context.args}`;
        const isAbroad = /^(https?:\/\/|\$scheme)/.test(step.to);
        if (isAbroad || step.flag === 'redirect' || step.flag === 'permanent') {
          return this.#return(step.flag === 'permanent' ? 301 : 302, to);
        }
        this.#setUri(to);
        if (!to.includes('?')) context.args = '';
        return step.flag === '' ? null : step.flag === 'break' ? 'break' : 'last';
      }
    }
  }

  #catch(match: RegExpExecArray): void {
    this.context.captures = match.map((part) => part ?? '');
    for (const [name, value] of Object.entries(match.groups ?? {}))
      this.context.variables[name] = value ?? '';
  }

  #holds(test: readonly string[]): boolean {
    const [left = '', operator, right = ''] = test;
    const { context } = this;
    const file = /^(!?)-([fdex])$/.exec(left);
    if (file !== null) {
      const stat = this.sys.stat(expand(operator ?? '', context));
      const holds = !isErrno(stat) && (file[2] === 'e' || (file[2] === 'd') === (stat.type === 'directory'));
      return holds !== (file[1] === '!');
    }
    const value = expand(left, context);
    if (operator === undefined) return value !== '' && value !== '0';
    if (operator === '=') return value === expand(right, context);
    if (operator === '!=') return value !== expand(right, context);
    const match = regexOf(right, undefined, operator.includes('*')).exec(value);
    if (match !== null) this.#catch(match);
    return (match !== null) !== operator.startsWith('!');
  }

  #return(status: number, text: string | null): Reply {
    const { context } = this;
    if (text === null) return status < 300 || status === 444 ? this.#send(status, [], '') : this.fail(status);
    const value = expand(text, context);
    if ([301, 302, 303, 307, 308].includes(status)) {
      const location = value.startsWith('/') ? this.#absolute(value) : value;
      return this.#page(status, [['Location', location]]);
    }
    return this.#send(status, [['Content-Type', this.#type(context.uri)]], value);
  }

  #absolute(path: string): string {
    const { local } = this.exchange;
    const host = hostOf(this.exchange) || this.context.serverName || local.ip;
    return `http://${host}${local.port === 80 ? '' : `:${local.port}`}${path}`;
  }

  #content(): Reply {
    const { request, remote } = this.exchange;
    const { settings, location } = this;
    for (const [action, who] of settings.access) {
      if (who !== 'all' && !covers(who, remote.ip)) continue;
      if (action === 'allow') break;
      this.#error('error', 'access forbidden by rule');
      return this.fail(403);
    }
    const bytes = byteLength(request.body);
    if (settings.maxBodyBytes > 0 && bytes > settings.maxBodyBytes) {
      this.#error('error', `client intended to send too large body: ${bytes} bytes`);
      return this.fail(413);
    }
    if (location?.stubStatus === true) return this.#status();
    if (location?.proxy != null) return this.#proxy(location, location.proxy);
    return settings.tryFiles === null ? this.#file() : this.#tryFiles(settings.tryFiles);
  }

  #status(): Reply {
    const { accepted, requests, active } = this.worker.counts;
    return this.#send(
      200,
      [['Content-Type', 'text/plain']],
      `Active connections: ${active} \nserver accepts handled requests\n ${accepted} ${accepted} ${requests} \n` +
        `Reading: 0 Writing: 1 Waiting: ${Math.max(0, active - 1)} \n`,
    );
  }

  /** The file that a path means. */
  #fileOf(uri: string): string {
    const { location, context } = this;
    if (location?.alias == null) return context.root + uri;
    const alias = expand(location.alias, context);
    return location.kind === '~' || location.kind === '~*'
      ? alias
      : alias + uri.slice(location.pattern.length);
  }

  #tryFiles(names: readonly string[]): Reply {
    for (const name of names.slice(0, -1)) {
      const uri = expand(name, this.context);
      const isDirectory = uri.endsWith('/');
      const stat = this.sys.stat(this.#fileOf(isDirectory ? uri.slice(0, -1) || '/' : uri));
      if (isErrno(stat) || (stat.type === 'directory') !== isDirectory) continue;
      this.context.uri = uri;
      return this.#file();
    }
    const last = expand(names[names.length - 1] as string, this.context);
    return last.startsWith('=') ? this.fail(Number(last.slice(1))) : this.#redirect(last);
  }

  #file(): Reply {
    const { sys, exchange, context } = this;
    const { method } = exchange.request;
    if (method !== 'GET' && method !== 'HEAD') return this.fail(405);
    const { uri } = context;
    const path = this.#fileOf(uri);
    if (uri.endsWith('/')) return this.#directory(path);
    const stat = sys.stat(path);
    if (isErrno(stat)) {
      this.#error('error', `open() "${path}" failed (${numbered(stat.errno)})`);
      return this.fail(stat.errno === 'EACCES' ? 403 : 404);
    }
    if (stat.type === 'directory') {
      const query = context.args === '' ? '' : `?${context.args}`;
      return this.#page(301, [['Location', this.#absolute(`${uri}/${query}`)]]);
    }
    const data = sys.readFile(path);
    if (isErrno(data)) {
      this.#error('error', `open() "${path}" failed (${numbered(data.errno)})`);
      return this.fail(data.errno === 'EACCES' ? 403 : 404);
    }
    const seconds = Math.floor((stat.mtimeMs + 1_767_225_600_000) / 1000);
    const etag = `"${seconds.toString(16)}-${stat.sizeBytes.toString(16)}"`;
    const validators: Headers = [
      ['Last-Modified', httpDate(stat.mtimeMs)],
      ['Connection', 'keep-alive'],
      ['ETag', etag],
    ];
    const { headers } = exchange.request;
    const seen = header(headers, 'if-none-match');
    const isSame =
      seen === undefined
        ? header(headers, 'if-modified-since') === httpDate(stat.mtimeMs)
        : seen === '*' || seen.split(/,\s*/).includes(etag);
    if (isSame && this.#override === null) return this.#send(304, validators, '');
    const type = this.#typeOf(path);
    return this.#send(
      200,
      [
        ['Content-Type', type],
        ['Content-Length', String(byteLength(data))],
        ...validators,
        ['Accept-Ranges', 'bytes'],
      ],
      data,
    );
  }

  #directory(path: string): Reply {
    const { sys, context, settings } = this;
    for (const name of settings.index) {
      const index = expand(name, context);
      if (index.startsWith('/')) return this.#redirect(index);
      const stat = sys.stat(path + index);
      if (!isErrno(stat) && stat.type !== 'directory') return this.#redirect(context.uri + index);
      if (isErrno(stat) && stat.errno === 'EACCES') {
        this.#error('error', `"${path}${index}" is forbidden (${numbered('EACCES')})`);
        return this.fail(403);
      }
    }
    const entries = sys.readdir(path);
    if (isErrno(entries)) {
      this.#error('error', `"${path}${settings.index[0] ?? ''}" is not found (${numbered(entries.errno)})`);
      return this.fail(entries.errno === 'EACCES' ? 403 : 404);
    }
    if (!settings.autoindex) {
      this.#error('error', `directory index of "${path}" is forbidden`);
      return this.fail(403);
    }
    const lines = entries
      .filter(({ name }) => !name.startsWith('.'))
      .map(({ name, type }) => (type === 'directory' ? `${name}/` : name))
      .sort()
      .map((name) => `<a href="${encodeURI(name)}">${escapeHtml(name)}</a>\n`);
    const title = `Index of ${escapeHtml(context.uri)}`;
    return this.#send(
      200,
      [['Content-Type', 'text/html']],
      `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<h1>${title}</h1><hr><pre><a href="../">../</a>\n` +
        `${lines.join('')}</pre><hr></body>\r\n</html>\r\n`,
    );
  }

  // --- proxying

  #proxy(location: Location, proxy: ProxyPass): Reply {
    const { context, exchange } = this;
    let { host, port, authority, uri } = proxy;
    if (authority.includes('$') || uri?.includes('$') === true) {
      const whole = expand(authority + (uri ?? ''), context);
      const match = /^([^/?:]+)(?::(\d+))?([/?].*)?$/.exec(whole);
      if (match === null) {
        this.#error('error', `invalid URL prefix in "${whole}"`);
        return this.fail(500);
      }
      host = match[1] as string;
      port = Number(match[2] ?? proxy.port);
      authority = match[2] === undefined ? host : `${host}:${match[2]}`;
      uri = match[3] ?? null;
    } else if (uri !== null) uri += context.uri.slice(location.pattern.length);
    const query = context.args === '' || uri?.includes('?') === true ? '' : `?${context.args}`;
    const target = uri === null ? encodeURI(context.uri) + query : uri + query;
    context.proxyHost = authority;
    const candidates = this.#candidates(host, port);
    if (candidates.length === 0) {
      this.#error('error', `no live upstreams while connecting to upstream`);
      return this.fail(502);
    }
    const text = formatRequest({
      method: exchange.request.method,
      target,
      version: '1.0',
      headers: this.#proxyHeaders(authority),
      body: exchange.request.body,
    });
    return this.#ask(candidates, target, text);
  }

  #candidates(host: string, port: number): string[] {
    const { config, addresses, turns } = this.worker;
    const upstream = config.upstreams[host];
    if (upstream === undefined) {
      const list = isIp(host) ? [host] : (addresses[host] ?? [host]);
      return list.map((ip) => `${ip}:${port}`);
    }
    const usable = upstream.servers.filter(({ down }) => !down);
    const addressesOf = (servers: typeof usable, weighted: boolean) =>
      servers.flatMap((server) => {
        const list = (addresses[server.host] ?? [server.host]).map((ip) => `${ip}:${server.port}`);
        return weighted ? Array.from({ length: server.weight }, () => list).flat() : list;
      });
    const main = addressesOf(
      usable.filter(({ backup }) => !backup),
      true,
    );
    let turn = turns[host] ?? 0;
    if (upstream.byAddress) {
      const bytes = this.exchange.remote.ip.split('.').slice(0, 3).map(Number);
      turn = bytes.reduce((hash, byte) => (hash * 113 + byte) % 6271, 89);
    } else turns[host] = turn + 1;
    const start = main.length === 0 ? 0 : turn % main.length;
    const rotated = [...main.slice(start), ...main.slice(0, start)];
    return [
      ...new Set([
        ...rotated,
        ...addressesOf(
          usable.filter(({ backup }) => backup),
          false,
        ),
      ]),
    ];
  }

  #proxyHeaders(authority: string): Headers {
    const { context, settings } = this;
    const set = new Map<string, readonly [string, string]>();
    set.set('host', ['Host', authority]);
    set.set('connection', ['Connection', 'close']);
    for (const [name, value] of settings.proxyHeaders)
      set.set(name.toLowerCase(), [name, expand(value, context)]);
    const own = [...set.values()].filter(([, value]) => value !== '');
    const passed = this.exchange.request.headers.filter(([name]) => {
      const lower = name.toLowerCase();
      return !set.has(lower) && !HOP_BY_HOP.has(lower) && lower !== 'content-length';
    });
    return [...own, ...passed];
  }

  #ask(candidates: readonly string[], target: string, text: string): Reply {
    const [first] = candidates as [string];
    const colon = first.lastIndexOf(':');
    const { context } = this;
    const memo: Memo = {
      server: this.worker.config.servers.indexOf(this.server),
      location: this.#path,
      uri: context.uri,
      args: context.args,
      captures: context.captures,
      variables: context.variables,
      id: context.id,
      candidates,
      proxyHost: context.proxyHost,
      uriSent: target,
      startedMs: this.sys.nowMs,
      override: this.#override,
      redirects: this.#redirects,
      upstream: context.upstream,
    };
    const forward: Forward = {
      host: first.slice(0, colon),
      port: Number(first.slice(colon + 1)),
      text,
      timeoutMs: this.settings.proxyTimeoutMs,
      memo,
    };
    return { forward };
  }

  #restore(memo: Memo): void {
    const { context } = this;
    this.server = this.worker.config.servers[memo.server] ?? this.server;
    context.uri = memo.uri;
    context.args = memo.args;
    context.captures = memo.captures;
    context.variables = { ...memo.variables };
    context.id = memo.id;
    context.proxyHost = memo.proxyHost;
    context.upstream = memo.upstream;
    this.#override = memo.override;
    this.#redirects = memo.redirects;
    this.#enter(memo.location);
  }

  answered(outcome: Outcome): Reply {
    const { forward, address } = outcome;
    const memo = forward.memo as Memo;
    this.#restore(memo);
    const { context } = this;
    const addr = `${address}:${forward.port}`;
    const timeMs = this.sys.nowMs - memo.startedMs;
    if ('error' in outcome) {
      const words: Readonly<Record<string, string>> = {
        refused: `connect() failed (${numbered('ECONNREFUSED')}) while connecting to upstream`,
        timeout: `upstream timed out (${numbered('ETIMEDOUT')}) while ${timeMs < forward.timeoutMs ? 'connecting to' : 'reading response header from'} upstream`,
        unreachable: `connect() failed (${numbered('EHOSTUNREACH')}) while connecting to upstream`,
        reset: 'upstream prematurely closed connection while reading response header from upstream',
        malformed: 'upstream sent invalid header while reading response header from upstream',
        'no such host': `${forward.host} could not be resolved (3: Host not found)`,
      };
      this.#error('error', words[outcome.error] as string, `http://${addr}${memo.uriSent}`);
      const rest = memo.candidates.slice(1);
      context.upstream = { addr, status: outcome.error === 'timeout' ? '504' : '502', timeMs };
      if (rest.length > 0 && outcome.error !== 'malformed')
        return this.#ask(rest, memo.uriSent, forward.text);
      return this.fail(outcome.error === 'timeout' ? 504 : 502);
    }
    if (!('response' in outcome)) return this.fail(502);
    const { response } = outcome;
    context.upstream = { addr, status: String(response.status), timeMs };
    const hidden = new Set(['date', 'server', 'x-pad', 'content-length', ...this.settings.proxyHidden]);
    const headers = response.headers
      .filter(
        ([name]) =>
          !hidden.has(name.toLowerCase()) && !HOP_BY_HOP.has(name.toLowerCase()) && !/^x-accel-/i.test(name),
      )
      .map(([name, value]) =>
        /^(location|refresh)$/i.test(name)
          ? ([name, this.#backward(value)] as const)
          : ([name, value] as const),
      );
    const { method } = this.exchange.request;
    const length = method === 'HEAD' ? header(response.headers, 'content-length') : undefined;
    return this.#send(
      response.status,
      [...headers, ...(length === undefined ? [] : ([['Content-Length', length]] as const))],
      response.body,
      response.reason,
    );
  }

  /** An upstream's redirect as the client has to follow it (`proxy_redirect default`). */
  #backward(location: string): string {
    const proxy = this.location?.proxy;
    if (proxy == null || this.location === null) return location;
    const from = `http://${proxy.authority}${proxy.uri ?? '/'}`;
    if (!location.startsWith(from)) return location;
    const to = proxy.uri === null ? '/' : this.location.pattern;
    return this.#absolute(to + location.slice(from.length));
  }

  // --- answers

  fail(status: number): Reply {
    const { settings } = this;
    const page = settings.errorPages.find((one) => one.status === status);
    if (page !== undefined && this.#override === null) {
      this.#override = page.as === null ? status : page.as === 0 ? -1 : page.as;
      const uri = expand(page.uri, this.context);
      if (/^https?:/.test(uri)) return this.#page(302, [['Location', uri]]);
      return this.#redirect(uri);
    }
    return this.#page(this.#override !== null && this.#override > 0 ? this.#override : status, []);
  }

  #page(status: number, headers: Headers): Reply {
    return this.#send(
      status,
      [['Content-Type', 'text/html'], ...headers],
      errorPage(status, serverToken(this.worker, this.settings.tokens)),
    );
  }

  #send(status: number, headers: Headers, body: string, reasonText?: string): Reply {
    const { settings, context } = this;
    const sent = status === 200 && this.#override !== null && this.#override > 0 ? this.#override : status;
    const good = [200, 201, 204, 206, 301, 302, 303, 304, 307, 308].includes(sent);
    const added = settings.addHeaders
      .filter(([, , always]) => good || always)
      .map(([name, value]) => [name, expand(value, context)] as const)
      .filter(([, value]) => value !== '');
    const title = reasonText ?? TITLES[sent];
    const memo = { log: this.#memo() };
    const length: Headers =
      header(headers, 'content-length') === undefined && sent !== 204 && sent !== 304
        ? [['Content-Length', String(byteLength(body))]]
        : [];
    const connection: Headers =
      header(headers, 'connection') === undefined ? [['Connection', 'keep-alive']] : [];
    return {
      status: sent,
      ...(title === undefined ? {} : { reason: title }),
      headers: [...typeFirst(headers), ...length, ...rest(headers), ...connection, ...added],
      body,
      memo,
    };
  }

  #memo(): object {
    const { context } = this;
    return {
      server: this.worker.config.servers.indexOf(this.server),
      location: this.#path,
      id: context.id,
      uri: context.uri,
      args: context.args,
      variables: context.variables,
      upstream: context.upstream,
      proxyHost: context.proxyHost,
    };
  }

  #type(_uri: string): string {
    return this.settings.defaultType;
  }

  #typeOf(path: string): string {
    const { types, defaultType } = this.settings;
    return (types === null ? mimeType(path) : types[extensionOf(path)]) ?? defaultType;
  }

  // --- logs

  #error(level: string, message: string, upstream?: string): void {
    const { exchange, worker } = this;
    const { request, remote } = exchange;
    const host = header(request.headers, 'host');
    worker.log(
      level,
      `*${exchange.number} ${message}, client: ${remote.ip}, server: ${this.context.serverName || '_'}, ` +
        `request: "${request.method} ${request.target} HTTP/${request.version}"` +
        (upstream === undefined ? '' : `, upstream: "${upstream}"`) +
        (host === undefined ? '' : `, host: "${host}"`),
      this.settings.errorLog,
    );
  }

  logAccess(answer: Answer): void {
    const memo = (answer.memo as { log?: Omit<Memo, 'candidates'> } | undefined)?.log;
    const { context, worker } = this;
    if (memo !== undefined) {
      this.server = worker.config.servers[memo.server] ?? this.server;
      this.location = locationAt(this.server, memo.location);
      Object.assign(context, {
        id: memo.id,
        uri: memo.uri,
        args: memo.args,
        variables: memo.variables,
        upstream: memo.upstream,
        proxyHost: memo.proxyHost,
      });
    }
    const { accessLogs } = this.settings;
    if (accessLogs === null) return;
    const isHead = this.exchange.request.method === 'HEAD';
    context.sent = { status: answer.status, bytes: isHead ? 0 : byteLength(answer.body ?? '') };
    for (const { path, format } of accessLogs) {
      const fd = worker.logs[path];
      const line = `${logged(worker.config.formats[format] ?? '', context)}\n`;
      if (fd !== undefined) this.sys.write(fd, line);
    }
  }
}

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
]);

const isType = ([name]: readonly [string, string]): boolean => name.toLowerCase() === 'content-type';
const typeFirst = (headers: Headers): Headers => headers.filter(isType);
const rest = (headers: Headers): Headers => headers.filter((pair) => !isType(pair));

function normalise(path: string): string {
  if (!path.startsWith('/')) return '';
  const parts: string[] = [];
  for (const part of path.slice(1).split('/')) {
    if (part === '..') {
      if (parts.length === 0) return '';
      parts.pop();
    } else if (part !== '.' && part !== '') parts.push(part);
  }
  const isDirectory = /\/(\.{1,2})?$/.test(path);
  return parts.length === 0 ? '/' : `/${parts.join('/')}${isDirectory ? '/' : ''}`;
}

function documentRoot(settings: Settings, context: Context): string {
  const root = expand(settings.root, context).replace(/\/$/, '');
  return root.startsWith('/') || root === '' ? root : `/etc/nginx/${root}`;
}

function covers(network: string, ip: string): boolean {
  const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const [base, bits = '32'] = network.split('/') as [string, string?];
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(base) / size) === Math.floor(number(ip) / size);
}

/** The server that a connection to this address and a Host header mean. */
export function chooseServer(config: Config, exchange: Exchange): Server {
  const { ip, port } = exchange.local;
  const listening = config.servers.filter((server) => server.listens.some((one) => one.port === port));
  const exact = listening.filter((server) =>
    server.listens.some((one) => one.port === port && one.ip === ip),
  );
  const candidates = exact.length > 0 ? exact : listening;
  const host = hostOf(exchange);
  const byName = (match: (name: string) => boolean) => candidates.find(({ names }) => names.some(match));
  const found =
    byName((name) => name.toLowerCase() === host) ??
    byName((name) => name.startsWith('*.') && host.endsWith(name.slice(1))) ??
    byName((name) => name.startsWith('.') && (host === name.slice(1) || host.endsWith(name))) ??
    byName((name) => name.endsWith('.*') && host.startsWith(name.slice(0, -1))) ??
    byName((name) => name.startsWith('~') && regexOf(name.slice(1)).test(host)) ??
    candidates.find(({ listens }) => listens.some((one) => one.port === port && one.isDefault)) ??
    candidates[0];
  if (found === undefined) throw new Error(`no server listens on ${port}`);
  return found;
}

function locationAt(server: Server, path: readonly number[]): Location | null {
  let locations = server.locations;
  let found: Location | null = null;
  for (const index of path) {
    found = locations[index] ?? null;
    locations = found?.locations ?? [];
  }
  return found;
}

/** The location of a path, as indexes from the outermost in; empty when there is none. */
export function findLocation(
  locations: readonly Location[],
  context: Pick<Context, 'uri'> & { captures: readonly string[]; variables: Record<string, string> },
): readonly number[] {
  const { uri } = context;
  const exact = locations.findIndex(({ kind, pattern }) => kind === '=' && pattern === uri);
  if (exact >= 0) return [exact];
  let best = -1;
  locations.forEach(({ kind, pattern }, index) => {
    if ((kind !== 'prefix' && kind !== '^~') || !uri.startsWith(pattern)) return;
    if (best < 0 || pattern.length > (locations[best] as Location).pattern.length) best = index;
  });
  const prefix = best < 0 ? undefined : locations[best];
  if (prefix !== undefined && prefix.locations.length > 0) {
    const inner = findLocation(prefix.locations, context);
    if (inner.length > 0) return [best, ...inner];
  }
  if (prefix?.kind !== '^~') {
    for (let index = 0; index < locations.length; index++) {
      const { kind, pattern, locations: nested } = locations[index] as Location;
      if (kind !== '~' && kind !== '~*') continue;
      const match = regexOf(pattern, undefined, kind === '~*').exec(uri);
      if (match === null) continue;
      context.captures = match.map((part) => part ?? '');
      for (const [name, value] of Object.entries(match.groups ?? {})) context.variables[name] = value ?? '';
      return [index, ...findLocation(nested, context)];
    }
  }
  return best < 0 ? [] : [best];
}
