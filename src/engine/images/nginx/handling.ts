// One request while nginx works on it: where it stands, and how it is answered and logged.
import type { Sys } from '../../linux/sys.ts';
import { byteLength, type Headers, header, REASONS } from '../../shell/http.ts';
import type { Exchange, Reply } from '../servers/http.ts';
import { extensionOf, mimeType } from '../servers/mime.ts';
import { decodePath } from '../servers/pages.ts';
import type { Config, Location, Server, Settings } from './config.ts';
import { chooseServer, documentRoot, locationAt, normalise } from './find.ts';
import { type Context, expand, hostOf } from './variables.ts';

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
export interface Memo {
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

export function serverToken(worker: Worker, tokens: boolean): string {
  return tokens ? `nginx/${worker.version}` : 'nginx';
}

export function errorPage(status: number, token: string): string {
  const title = `${status} ${TITLES[status] ?? REASONS[status] ?? ''}`.trim();
  return (
    `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n` +
    `<hr><center>${token}</center>\r\n</body>\r\n</html>\r\n`
  );
}

const isType = ([name]: readonly [string, string]): boolean => name.toLowerCase() === 'content-type';
const typeFirst = (headers: Headers): Headers => headers.filter(isType);
const rest = (headers: Headers): Headers => headers.filter((pair) => !isType(pair));

export abstract class Handling {
  readonly sys: Sys;
  readonly worker: Worker;
  readonly exchange: Exchange;
  readonly context: Context;
  /** The path as it was asked for, without its %xx. */
  readonly askedUri: string;
  server: Server;
  location: Location | null = null;
  path: readonly number[] = [];
  /** The status that an error page is sent with. */
  override: number | null = null;
  redirects = 0;

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
    this.askedUri = this.context.uri;
  }

  get settings(): Settings {
    return this.location?.settings ?? this.server.settings;
  }

  /** Goes on with another path, as a request of its own would. */
  abstract redirect(uri: string): Reply;

  enter(path: readonly number[]): void {
    this.path = path;
    this.location = locationAt(this.server, path);
    this.context.root = documentRoot(this.settings, this.context);
  }

  setUri(to: string): void {
    const query = to.indexOf('?');
    this.context.uri = query < 0 ? to : to.slice(0, query);
    if (query >= 0) this.context.args = to.slice(query + 1);
  }

  catch(match: RegExpExecArray): void {
    this.context.captures = match.map((part) => part ?? '');
    for (const [name, value] of Object.entries(match.groups ?? {}))
      this.context.variables[name] = value ?? '';
  }

  absolute(path: string): string {
    const { absoluteRedirect, portInRedirect } = this.settings;
    if (!absoluteRedirect) return path;
    const { local } = this.exchange;
    const host = hostOf(this.exchange) || this.context.serverName || local.ip;
    return `http://${host}${local.port === 80 || !portInRedirect ? '' : `:${local.port}`}${path}`;
  }

  fail(status: number): Reply {
    const { settings } = this;
    const page = settings.errorPages.find((one) => one.status === status);
    if (page !== undefined && this.override === null) {
      this.override = page.as === null ? status : page.as === 0 ? -1 : page.as;
      const uri = expand(page.uri, this.context);
      if (/^https?:/.test(uri)) return this.page(302, [['Location', uri]]);
      return this.redirect(uri);
    }
    return this.page(this.override !== null && this.override > 0 ? this.override : status, []);
  }

  page(status: number, headers: Headers): Reply {
    return this.send(
      status,
      [['Content-Type', 'text/html'], ...headers],
      errorPage(status, serverToken(this.worker, this.settings.tokens)),
    );
  }

  send(status: number, headers: Headers, body: string, reasonText?: string): Reply {
    const { settings, context } = this;
    const sent = status === 200 && this.override !== null && this.override > 0 ? this.override : status;
    const good = [200, 201, 204, 206, 301, 302, 303, 304, 307, 308].includes(sent);
    const added = settings.addHeaders
      .filter(([, , always]) => good || always)
      .map(([name, value]) => [name, expand(value, context)] as const)
      .filter(([, value]) => value !== '');
    const title = reasonText ?? TITLES[sent];
    const memo = { log: this.memo() };
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

  memo(): object {
    const { context } = this;
    return {
      server: this.worker.config.servers.indexOf(this.server),
      location: this.path,
      id: context.id,
      uri: context.uri,
      args: context.args,
      variables: context.variables,
      upstream: context.upstream,
      proxyHost: context.proxyHost,
    };
  }

  type(_uri: string): string {
    return this.settings.defaultType;
  }

  typeOf(path: string): string {
    const { types, defaultType } = this.settings;
    return (types === null ? mimeType(path) : types[extensionOf(path)]) ?? defaultType;
  }

  error(level: string, message: string, upstream?: string): void {
    const { exchange, worker } = this;
    const { request, remote } = exchange;
    const host = header(request.headers, 'host');
    worker.log(
      level,
      `*${exchange.number} ${message}, client: ${remote.ip}, server: ${this.context.serverName}, ` +
        `request: "${request.method} ${request.target} HTTP/${request.version}"` +
        (upstream === undefined ? '' : `, upstream: "${upstream}"`) +
        (host === undefined ? '' : `, host: "${host}"`),
      this.settings.errorLog,
    );
  }
}
