// Models nginx@v1.29 src/http/ngx_http_core_module.c (ngx_http_core_find_location), src/http/ngx_http_request.c
import type { Exchange } from '../servers/http.ts';
import type { Config, Location, Server, Settings } from './config.ts';
import { regexOf } from './values.ts';
import { type Context, expand, hostOf } from './variables.ts';

export function normalise(path: string): string {
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

export function documentRoot(settings: Settings, context: Context): string {
  const root = expand(settings.root, context).replace(/\/$/, '');
  return root.startsWith('/') || root === '' ? root : `/etc/nginx/${root}`;
}

export function covers(network: string, ip: string): boolean {
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

export function locationAt(server: Server, path: readonly number[]): Location | null {
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
