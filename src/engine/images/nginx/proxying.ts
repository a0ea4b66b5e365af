// Models nginx@v1.29 src/http/modules/ngx_http_proxy_module.c, src/http/ngx_http_upstream_round_robin.c
import { isIp } from '../../linux/net/ip.ts';
import { formatRequest, type Headers, header } from '../../shell/http.ts';
import { numbered } from '../servers/errors.ts';
import type { Forward, Outcome, Reply } from '../servers/http.ts';
import { encodePath } from '../servers/pages.ts';
import type { Location, ProxyPass } from './config.ts';
import { Files } from './files.ts';
import type { Memo } from './handling.ts';
import { expand } from './variables.ts';

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

export abstract class Proxying extends Files {
  proxy(location: Location, proxy: ProxyPass): Reply {
    const { context, exchange } = this;
    let { host, port, authority, uri } = proxy;
    if (authority.includes('$') || uri?.includes('$') === true) {
      const whole = expand(authority + (uri ?? ''), context);
      const match = /^([^/?:]+)(?::(\d+))?([/?].*)?$/.exec(whole);
      if (match === null) {
        this.error('error', `invalid URL prefix in "${whole}"`);
        return this.fail(500);
      }
      host = match[1] as string;
      port = Number(match[2] ?? proxy.port);
      authority = match[2] === undefined ? host : `${host}:${match[2]}`;
      uri = match[3] ?? null;
    } else if (uri !== null) uri += context.uri.slice(location.pattern.length);
    const query = context.args === '' || uri?.includes('?') === true ? '' : `?${context.args}`;
    const { target: asked } = exchange.request;
    // A path that nobody has rewritten goes on as it came, with its own %xx.
    const isOwn = context.uri === this.askedUri && asked.endsWith(query);
    const path = isOwn ? asked.replace(/^https?:\/\/[^/]*|\?.*$/g, '') : encodePath(context.uri);
    const target = (uri ?? path) + query;
    context.proxyHost = authority;
    const candidates = this.candidates(host, port);
    if (candidates.length === 0) {
      this.error('error', `no live upstreams while connecting to upstream`);
      return this.fail(502);
    }
    const text = formatRequest({
      method: exchange.request.method,
      target,
      version: '1.0',
      headers: this.proxyHeaders(authority),
      body: exchange.request.body,
    });
    return this.ask(candidates, target, text);
  }

  candidates(host: string, port: number): string[] {
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

  proxyHeaders(authority: string): Headers {
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

  ask(candidates: readonly string[], target: string, text: string): Reply {
    const [first] = candidates as [string];
    const colon = first.lastIndexOf(':');
    const { context } = this;
    const memo: Memo = {
      server: this.worker.config.servers.indexOf(this.server),
      location: this.path,
      uri: context.uri,
      args: context.args,
      captures: context.captures,
      variables: context.variables,
      id: context.id,
      candidates,
      proxyHost: context.proxyHost,
      uriSent: target,
      startedMs: this.sys.nowMs,
      override: this.override,
      redirects: this.redirects,
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

  restore(memo: Memo): void {
    const { context } = this;
    this.server = this.worker.config.servers[memo.server] ?? this.server;
    context.uri = memo.uri;
    context.args = memo.args;
    context.captures = memo.captures;
    context.variables = { ...memo.variables };
    context.id = memo.id;
    context.proxyHost = memo.proxyHost;
    context.upstream = memo.upstream;
    this.override = memo.override;
    this.redirects = memo.redirects;
    this.enter(memo.location);
  }

  answered(outcome: Outcome): Reply {
    const { forward, address } = outcome;
    const memo = forward.memo as Memo;
    this.restore(memo);
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
      this.error('error', words[outcome.error] as string, `http://${addr}${memo.uriSent}`);
      const rest = memo.candidates.slice(1);
      context.upstream = { addr, status: outcome.error === 'timeout' ? '504' : '502', timeMs };
      if (rest.length > 0 && outcome.error !== 'malformed' && this.settings.nextUpstream)
        return this.ask(rest, memo.uriSent, forward.text);
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
          ? ([name, this.backward(value)] as const)
          : ([name, value] as const),
      );
    const { method } = this.exchange.request;
    const length = method === 'HEAD' ? header(response.headers, 'content-length') : undefined;
    return this.send(
      response.status,
      [...headers, ...(length === undefined ? [] : ([['Content-Length', length]] as const))],
      response.body,
      response.reason,
    );
  }

  /** An upstream's redirect as the client has to follow it (`proxy_redirect default`). */
  backward(location: string): string {
    const proxy = this.location?.proxy;
    if (proxy == null || this.location === null) return location;
    const { proxyRedirects } = this.settings;
    if (proxyRedirects !== null) {
      const found = proxyRedirects.find(([from]) => location.startsWith(expand(from, this.context)));
      if (found === undefined) return location;
      const to = expand(found[1], this.context) + location.slice(expand(found[0], this.context).length);
      return to.startsWith('/') ? this.absolute(to) : to;
    }
    const from = `http://${proxy.authority}${proxy.uri ?? '/'}`;
    if (!location.startsWith(from)) return location;
    const to = proxy.uri === null ? '/' : this.location.pattern;
    return this.absolute(to + location.slice(from.length));
  }
}
