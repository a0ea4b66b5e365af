// Models nginx@v1.29 src/http/ngx_http_variables.c

import { byteLength, header } from '../../shell/http.ts';
import { dashDate, logDate } from '../servers/dates.ts';
import type { Exchange } from '../servers/http.ts';
import type { Config, MapBlock } from './config.ts';
import { regexOf } from './values.ts';

const FIXED = new Set(
  (
    'args arg_ binary_remote_addr body_bytes_sent bytes_sent connection connection_requests content_length content_type ' +
    'document_root document_uri host hostname https is_args limit_rate msec nginx_version pid pipe proxy_add_x_forwarded_for ' +
    'proxy_host proxy_port proxy_protocol_addr query_string realpath_root remote_addr remote_port remote_user request ' +
    'request_body request_completion request_filename request_id request_length request_method request_time request_uri ' +
    'scheme server_addr server_name server_port server_protocol status time_iso8601 time_local uri upstream_addr ' +
    'upstream_response_time upstream_status upstream_cache_status upstream_connect_time upstream_header_time ' +
    'upstream_response_length ssl_protocol ssl_cipher gzip_ratio'
  ).split(' '),
);

export function isVariable(name: string): boolean {
  return FIXED.has(name) || /^(http|sent_http|arg|cookie|upstream_http)_\w+$/.test(name) || /^\d$/.test(name);
}

/** What is known of a request while it is handled. */
export interface Context {
  readonly config: Config;
  readonly exchange: Exchange;
  readonly hostname: string;
  readonly pid: number;
  readonly nowMs: number;
  readonly version: string;
  readonly serverName: string;
  /** The path as it stands after rewrites, without arguments. */
  uri: string;
  args: string;
  root: string;
  /** What regular expressions have caught. */
  captures: readonly string[];
  variables: Record<string, string>;
  id: string;
  proxyHost: string;
  upstream: { addr: string; status: string; timeMs: number } | null;
  sent: { status: number; bytes: number } | null;
}

/** A text with its variables replaced. */
export function expand(text: string, context: Context): string {
  if (!text.includes('$')) return text;
  return text.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, plain?: string) =>
    variable((braced ?? plain) as string, context),
  );
}

export function variable(name: string, context: Context): string {
  const own = context.variables[name];
  if (own !== undefined) return own;
  const map = context.config.maps[name];
  if (map !== undefined) return mapped(map, context);
  if (/^\d$/.test(name)) return context.captures[Number(name)] ?? '';
  const { exchange, nowMs, sent, upstream } = context;
  const { request, remote, local } = exchange;
  const headerName = (prefix: string) => name.slice(prefix.length).replaceAll('_', '-');
  if (name.startsWith('http_')) return header(request.headers, headerName('http_')) ?? '';
  if (name.startsWith('arg_')) {
    const wanted = name.slice(4);
    return (
      context.args
        .split('&')
        .find((pair) => pair.split('=')[0] === wanted)
        ?.slice(wanted.length + 1) ?? ''
    );
  }
  if (name.startsWith('cookie_')) {
    const cookies = header(request.headers, 'cookie')?.split(/;\s*/) ?? [];
    return cookies.find((cookie) => cookie.startsWith(`${name.slice(7)}=`))?.slice(name.length - 6) ?? '';
  }
  switch (name) {
    case 'uri':
    case 'document_uri':
      return context.uri;
    case 'request_uri':
      return request.target;
    case 'args':
    case 'query_string':
      return context.args;
    case 'is_args':
      return context.args === '' ? '' : '?';
    case 'host':
      return hostOf(exchange) || context.serverName;
    case 'hostname':
      return context.hostname;
    case 'remote_addr':
    case 'binary_remote_addr':
      return remote.ip;
    case 'remote_port':
      return String(remote.port);
    case 'server_addr':
      return local.ip;
    case 'server_port':
      return String(local.port);
    case 'server_name':
      return context.serverName;
    case 'server_protocol':
      return `HTTP/${request.version}`;
    case 'scheme':
      return 'http';
    case 'request':
      return `${request.method} ${request.target} HTTP/${request.version}`;
    case 'request_method':
      return request.method;
    case 'request_body':
      return request.body;
    case 'request_length':
      return String(byteLength(request.target) + byteLength(request.body));
    case 'request_completion':
      return 'OK';
    case 'request_time':
      return ((nowMs - exchange.atMs) / 1000).toFixed(3);
    case 'request_id':
      return context.id;
    case 'request_filename':
      return context.root + context.uri;
    case 'document_root':
    case 'realpath_root':
      return context.root;
    case 'content_type':
      return header(request.headers, 'content-type') ?? '';
    case 'content_length':
      return header(request.headers, 'content-length') ?? '';
    case 'proxy_add_x_forwarded_for': {
      const before = header(request.headers, 'x-forwarded-for');
      return before === undefined ? remote.ip : `${before}, ${remote.ip}`;
    }
    case 'proxy_host':
      return context.proxyHost;
    case 'proxy_port':
      return /:(\d+)$/.exec(context.proxyHost)?.[1] ?? '80';
    case 'time_local':
      return logDate(nowMs);
    case 'time_iso8601':
      return `${dashDate(nowMs).replace(' ', 'T')}+00:00`;
    case 'msec':
      return (nowMs / 1000).toFixed(3);
    case 'pid':
      return String(context.pid);
    case 'nginx_version':
      return context.version;
    case 'status':
      return String(sent?.status ?? 0);
    case 'body_bytes_sent':
    case 'bytes_sent':
      return String(sent?.bytes ?? 0);
    case 'connection':
    case 'connection_requests':
      return '1';
    case 'pipe':
      return '.';
    case 'upstream_addr':
      return upstream?.addr ?? '';
    case 'upstream_status':
      return upstream?.status ?? '';
    case 'upstream_response_time':
    case 'upstream_header_time':
      return upstream === null ? '' : (upstream.timeMs / 1000).toFixed(3);
    default:
      return '';
  }
}

/** As a log shows it: a dash for nothing. */
export function logged(format: string, context: Context): string {
  return format.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced?: string, plain?: string) => {
    const value = variable((braced ?? plain) as string, context);
    return value === '' ? '-' : value.replaceAll('"', '\\x22');
  });
}

/** The Host header without its port, in lower case. */
export function hostOf({ request }: Exchange): string {
  return (header(request.headers, 'host') ?? '').replace(/:\d+$/, '').toLowerCase();
}

function mapped({ source, entries, otherwise }: MapBlock, context: Context): string {
  const value = expand(source, context);
  for (const [pattern, result] of entries) {
    const isExpression = pattern.startsWith('~');
    const isMatch = isExpression
      ? regexOf(pattern.replace(/^~\*?/, ''), undefined, pattern.startsWith('~*')).test(value)
      : pattern.toLowerCase() === value.toLowerCase();
    if (isMatch) return expand(result, context);
  }
  return expand(otherwise, context);
}
