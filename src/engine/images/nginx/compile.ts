// From directives to what the server does, with nginx's own complaints.
import type { Config, Location, MapBlock, ProxyPass, Server, Settings, Step, Upstream } from './config.ts';
import { DIRECTIVES } from './directives.ts';
import { at, ConfigError, type Directive, parseConfig } from './parse.ts';
import {
  cacheControl,
  count,
  duration,
  errorPages,
  flag,
  full,
  listenOf,
  logTarget,
  regexOf,
  size,
  testOf,
  typesOf,
} from './values.ts';
import { isVariable } from './variables.ts';

/** How the configuration reaches files: the text, or undefined; the paths that a pattern with stars matches. */
export interface Reader {
  read(path: string): string | undefined;
  glob(pattern: string): readonly string[];
}

const PREFIX = '/etc/nginx/';
const MIME_TYPES = '/etc/nginx/mime.types';

const DEFAULTS: Settings = {
  root: 'html',
  index: ['index.html'],
  tryFiles: null,
  autoindex: false,
  defaultType: 'text/plain',
  types: { html: 'text/html', gif: 'image/gif', jpg: 'image/jpeg' },
  errorPages: [],
  addHeaders: [],
  accessLogs: [{ path: '/var/log/nginx/access.log', format: 'combined' }],
  errorLog: { path: '/var/log/nginx/error.log', level: 'error' },
  proxyHeaders: [],
  proxyTimeoutMs: 60_000,
  proxyHidden: [],
  maxBodyBytes: 1_048_576,
  access: [],
  tokens: true,
  absoluteRedirect: true,
  portInRedirect: true,
  proxyRedirects: null,
  nextUpstream: true,
};

export const COMBINED =
  '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent"';

/** Reads `file` and all it includes; `globals` is the text of `-g`. Throws a `ConfigError`. */
export function compileConfig(file: string, globals: string, reader: Reader): Config {
  const directives = [...parseConfig(globals, 'command line'), ...load(file, reader)];
  return new Compiler(reader).main(directives);
}

function load(file: string, reader: Reader): Directive[] {
  const text = reader.read(file);
  if (text === undefined) throw new ConfigError(`open() "${file}" failed (2: No such file or directory)`);
  return parseConfig(text, file);
}

class Compiler {
  readonly reader: Reader;
  readonly upstreams: Record<string, Upstream> = {};
  readonly formats: Record<string, string> = { combined: COMBINED };
  readonly maps: Record<string, MapBlock> = {};
  readonly hosts: { host: string; what: string; where: string }[] = [];
  readonly warnings: string[] = [];
  readonly declared = new Set<string>();
  readonly temporary: Record<string, string> = Object.fromEntries(
    ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => [
      `${name}_temp_path`,
      `/var/cache/nginx/${name.replace('_body', '')}_temp`,
    ]),
  );

  constructor(reader: Reader) {
    this.reader = reader;
  }

  main(directives: readonly Directive[]): Config {
    const main = this.expand(directives, 'm');
    let user = 'nginx';
    let workers: number | null = 1;
    let daemon = true;
    let pidFile = '/run/nginx.pid';
    let errorLog = DEFAULTS.errorLog;
    let servers: Server[] = [];
    const seen = new Map<string, Directive>();
    for (const directive of main) {
      const { name, args } = directive;
      if (name !== 'error_log' && seen.has(name)) throw at(`"${name}" directive is duplicate`, directive);
      seen.set(name, directive);
      if (name === 'user') user = args[0] as string;
      else if (name === 'worker_processes') workers = args[0] === 'auto' ? null : count(directive);
      else if (name === 'daemon') daemon = flag(directive);
      else if (name === 'pid') pidFile = full(args[0] as string, '/etc/nginx/');
      else if (name === 'error_log') errorLog = logTarget(directive);
      else if (name === 'events') this.expand(directive.body ?? [], 'e');
    }
    // Upstreams and maps may be used before they are written.
    const http = seen.get('http');
    if (http !== undefined) servers = this.http(http, { ...DEFAULTS, errorLog });
    if (!seen.has('events')) throw new ConfigError('no "events" section in configuration');
    const { upstreams, formats, maps, hosts, warnings } = this;
    const temporary = Object.values(this.temporary);
    return {
      temporary,
      user,
      workers,
      daemon,
      pidFile,
      errorLog,
      servers,
      upstreams,
      formats,
      maps,
      hosts,
      warnings,
    };
  }

  /** Checks directives against the table and follows `include`. */
  expand(directives: readonly Directive[], context: string): Directive[] {
    const out: Directive[] = [];
    for (const directive of directives) {
      const { name, args, body } = directive;
      const rule = DIRECTIVES.get(name);
      if (context === 'u' && name === 'server') {
        out.push(directive);
        continue;
      }
      if (rule === undefined) throw at(`unknown directive "${name}"`, directive);
      if (rule.where !== '*' && !rule.where.includes(context)) {
        throw at(`"${name}" directive is not allowed here`, directive);
      }
      if (rule.isBlock && body === null) throw at(`directive "${name}" has no opening "{"`, directive);
      if (!rule.isBlock && body !== null) throw at(`directive "${name}" is not terminated by ";"`, directive);
      if (args.length < rule.least || args.length > rule.most) {
        throw at(`invalid number of arguments in "${name}" directive`, directive);
      }
      if (rule.effect === 'no') {
        this.warnings.push(
          `[warn] the directive "${name}" is not modelled here: it has no effect in ${directive.file}:${directive.line}`,
        );
      } else if (name === 'include') {
        const path = full(args[0] as string, PREFIX);
        const paths = /[*?[]/.test(path) ? this.reader.glob(path) : [path];
        for (const one of paths) {
          const text = this.reader.read(one);
          if (text === undefined)
            throw at(`open() "${one}" failed (2: No such file or directory)`, directive);
          out.push(...this.expand(parseConfig(text, one), context));
        }
      } else if (rule.effect === 'modelled') out.push(directive);
      else if (name.endsWith('_temp_path')) this.temporary[name] = full(args[0] as string, PREFIX);
    }
    return out;
  }

  http(block: Directive, inherited: Settings): Server[] {
    const directives = this.expand(block.body ?? [], 'h');
    for (const directive of directives) {
      const { name, args } = directive;
      if (name === 'upstream') this.upstreams[args[0] as string] = this.upstream(directive);
      else if (name === 'map') this.map(directive);
      else if (name === 'log_format') {
        const [format, ...parts] = args as [string, ...string[]];
        this.formats[format] = parts.filter((part) => !part.startsWith('escape=')).join('');
      }
    }
    const settings = this.settings(directives, inherited);
    const servers = directives
      .filter(({ name }) => name === 'server')
      .map((one) => this.server(one, settings));
    const taken = new Set<string>();
    for (const server of servers) {
      for (const { ip, port } of server.listens) {
        for (const name of server.names) {
          const key = `${name} ${ip}:${port}`;
          if (taken.has(key)) {
            this.warnings.push(`[warn] conflicting server name "${name}" on ${ip}:${port}, ignored`);
          }
          taken.add(key);
        }
      }
    }
    return servers;
  }

  server(block: Directive, inherited: Settings): Server {
    const directives = this.expand(block.body ?? [], 's');
    for (const { name, args } of this.deep(block.body ?? [])) {
      if (name === 'set') this.declared.add((args[0] as string).slice(1));
      for (const arg of args) {
        for (const [, group] of arg.matchAll(/\(\?P?<(\w+)>/g)) this.declared.add(group as string);
      }
    }
    const settings = this.settings(directives, inherited);
    const listens = directives.filter(({ name }) => name === 'listen').flatMap((one) => listenOf(one));
    const hasListen = directives.some(({ name }) => name === 'listen');
    const names = directives.filter(({ name }) => name === 'server_name').flatMap(({ args }) => args);
    for (const name of names) if (name.startsWith('~')) regexOf(name.slice(1), block);
    return {
      listens: hasListen ? listens : [{ ip: '0.0.0.0', port: 80, isDefault: false, ssl: false }],
      names: names.length === 0 ? [''] : names,
      settings,
      steps: this.steps(directives),
      locations: this.locations(directives, settings),
    };
  }

  *deep(directives: readonly Directive[]): Generator<Directive> {
    for (const directive of directives) {
      yield directive;
      if (directive.body !== null) yield* this.deep(directive.body);
    }
  }

  locations(directives: readonly Directive[], settings: Settings): Location[] {
    const seen = new Set<string>();
    return directives
      .filter(({ name }) => name === 'location')
      .map((directive) => {
        const { args } = directive;
        const [first, second] = args as [string, string?];
        let kind: Location['kind'] = 'prefix';
        let pattern = first;
        if (second !== undefined) {
          if (!['=', '^~', '~', '~*'].includes(first)) {
            throw at(`invalid location modifier "${first}"`, directive);
          }
          kind = first as Location['kind'];
          pattern = second;
        } else if (first.startsWith('@')) kind = '@';
        else {
          const glued = /^(=|\^~|~\*|~)(.+)$/.exec(first);
          if (glued !== null) [, kind, pattern] = glued as unknown as [string, Location['kind'], string];
        }
        const key = `${kind === '^~' ? 'prefix' : kind} ${pattern}`;
        if (seen.has(key)) throw at(`duplicate location "${pattern}"`, directive);
        seen.add(key);
        if (kind === '~' || kind === '~*') regexOf(pattern, directive);
        return this.location(directive, kind, pattern, settings);
      });
  }

  location(block: Directive, kind: Location['kind'], pattern: string, inherited: Settings): Location {
    const directives = this.expand(block.body ?? [], 'l');
    const settings = this.settings(directives, inherited);
    const last = (name: string) => directives.find((directive) => directive.name === name);
    const pass = last('proxy_pass');
    const alias = last('alias');
    return {
      kind,
      pattern,
      settings,
      steps: this.steps(directives),
      locations: this.locations(directives, settings),
      proxy: pass === undefined ? null : this.proxy(pass, kind),
      stubStatus: last('stub_status') !== undefined,
      internal: last('internal') !== undefined,
      alias: alias === undefined ? null : (alias.args[0] as string),
    };
  }

  proxy(directive: Directive, kind: Location['kind']): ProxyPass {
    const url = directive.args[0] as string;
    const match = /^(https?):\/\/([^/?]+)([/?].*)?$/.exec(url);
    if (match === null) throw at('invalid URL prefix', directive);
    const [, scheme, authority, uri] = match as unknown as [string, string, string, string?];
    this.check(url, directive);
    const colon = /:(\d+)$/.exec(authority);
    const host = colon === null ? authority : authority.slice(0, colon.index);
    if (authority.includes(':') && colon === null && !authority.includes('$')) {
      throw at(`invalid port in upstream "${authority}${uri ?? ''}"`, directive);
    }
    if (uri !== undefined && (kind === '~' || kind === '~*' || kind === '@') && !url.includes('$')) {
      throw at(
        '"proxy_pass" cannot have URI part in location given by regular expression, or inside named location, or inside ' +
          '"if" statement, or inside "limit_except" block',
        directive,
      );
    }
    if (!authority.includes('$') && this.upstreams[host] === undefined) {
      this.hosts.push({ host, what: authority, where: `${directive.file}:${directive.line}` });
    }
    if (scheme === 'https') {
      this.warnings.push(
        `[warn] TLS to upstreams is not modelled here: it is asked in plain text in ${directive.file}:${directive.line}`,
      );
    }
    return {
      host,
      port: colon === null ? (scheme === 'https' ? 443 : 80) : Number(colon[1]),
      authority,
      uri: uri ?? null,
      secure: scheme === 'https',
    };
  }

  upstream(block: Directive): Upstream {
    const directives = this.expand(block.body ?? [], 'u');
    const servers = directives
      .filter(({ name }) => name === 'server')
      .map((directive) => {
        const [address, ...options] = directive.args as [string, ...string[]];
        const colon = /:(\d+)$/.exec(address);
        const host = colon === null ? address : address.slice(0, colon.index);
        this.hosts.push({ host, what: address, where: `${directive.file}:${directive.line}` });
        const weight = options.find((option) => option.startsWith('weight='))?.slice(7);
        const known = /^(weight|max_fails|fail_timeout|max_conns|slow_start|resolve|backup|down)(=|$)/;
        const unknown = options.find((option) => !known.test(option));
        if (unknown !== undefined) throw at(`invalid parameter "${unknown}"`, directive);
        return {
          host,
          port: colon === null ? 80 : Number(colon[1]),
          weight: weight === undefined ? 1 : Math.max(1, Number(weight) || 1),
          backup: options.includes('backup'),
          down: options.includes('down'),
        };
      });
    if (servers.length === 0) throw at('no servers are inside upstream', block);
    return { servers, byAddress: directives.some(({ name }) => name === 'ip_hash') };
  }

  map(directive: Directive): void {
    const { args, body } = directive;
    const [source, target] = args as [string, string];
    const entries: [string, string][] = [];
    let otherwise = '';
    for (const { name, args: values } of body ?? []) {
      if (name === 'default') otherwise = values[0] ?? '';
      else if (!['hostnames', 'volatile', 'include'].includes(name)) {
        if (name.startsWith('~')) regexOf(name.replace(/^~\*?/, ''), directive);
        entries.push([name, values[0] ?? '']);
      }
    }
    this.maps[target.slice(1)] = { source, entries, otherwise };
    this.declared.add(target.slice(1));
  }

  settings(directives: readonly Directive[], inherited: Settings): Settings {
    const own: { -readonly [K in keyof Settings]?: Settings[K] } = {};
    // Lists replace what is inherited as a whole.
    const add = <T>(list: readonly T[] | undefined, item: T): readonly T[] => [...(list ?? []), item];
    for (const directive of directives) {
      const { name, args } = directive;
      const [first, second] = args as [string, string | undefined];
      switch (name) {
        case 'root':
          own.root = first;
          break;
        case 'index':
          own.index = args;
          break;
        case 'try_files':
          own.tryFiles = args;
          break;
        case 'autoindex':
          own.autoindex = flag(directive);
          break;
        case 'default_type':
          own.defaultType = first;
          break;
        case 'types':
          own.types = directive.file === MIME_TYPES ? null : typesOf(directive.body ?? []);
          break;
        case 'error_page':
          own.errorPages = [...(own.errorPages ?? []), ...errorPages(directive)];
          break;
        case 'add_header':
          this.check(second as string, directive);
          own.addHeaders = add(own.addHeaders, [first, second as string, args[2] === 'always'] as const);
          break;
        case 'expires':
          if (first !== 'off')
            own.addHeaders = add(own.addHeaders, ['Cache-Control', cacheControl(first), false] as const);
          break;
        case 'access_log':
          own.accessLogs =
            first === 'off' ? null : add(own.accessLogs ?? undefined, this.accessLog(directive));
          break;
        case 'error_log':
          own.errorLog = logTarget(directive);
          break;
        case 'proxy_set_header':
          this.check(second as string, directive);
          own.proxyHeaders = add(own.proxyHeaders, [first, second as string] as const);
          break;
        case 'proxy_read_timeout':
        case 'proxy_connect_timeout':
          own.proxyTimeoutMs = duration(directive);
          break;
        case 'proxy_hide_header':
          own.proxyHidden = add(own.proxyHidden, first.toLowerCase());
          break;
        case 'client_max_body_size':
          own.maxBodyBytes = size(directive);
          break;
        case 'allow':
        case 'deny':
          own.access = add(own.access, [name, first] as const);
          break;
        case 'absolute_redirect':
          own.absoluteRedirect = flag(directive);
          break;
        case 'port_in_redirect':
          own.portInRedirect = flag(directive);
          break;
        case 'proxy_redirect':
          if (first === 'off') own.proxyRedirects = [];
          else if (second !== undefined)
            own.proxyRedirects = add(own.proxyRedirects ?? [], [first, second] as const);
          break;
        case 'proxy_next_upstream':
          own.nextUpstream = !args.includes('off');
          break;
        case 'server_tokens':
          own.tokens = first !== 'off';
          break;
        default:
      }
    }
    return { ...inherited, ...own };
  }

  accessLog(directive: Directive): { path: string; format: string } {
    const [path, format = 'combined'] = directive.args as [string, string?];
    if (path.startsWith('syslog:')) {
      this.warnings.push(`[warn] syslog is not modelled here in ${directive.file}:${directive.line}`);
    }
    if (this.formats[format] === undefined) throw at(`unknown log format "${format}"`, directive);
    return { path, format };
  }

  steps(directives: readonly Directive[]): Step[] {
    const steps: Step[] = [];
    for (const directive of directives) {
      const { name, args } = directive;
      const [first, second] = args as [string, string | undefined];
      if (name === 'return') {
        const status = /^\d+$/.test(first) ? Number(first) : null;
        if (status === null && !/^(https?:\/\/|\$)/.test(first))
          throw at(`invalid return code "${first}"`, directive);
        if (status !== null && status > 999) throw at(`invalid return code "${first}"`, directive);
        const text = status === null ? first : (second ?? null);
        if (text !== null) this.check(text, directive);
        steps.push({ do: 'return', status: status ?? 302, text });
      } else if (name === 'rewrite') {
        regexOf(first, directive);
        const option = args[2] ?? '';
        if (!['', 'last', 'break', 'redirect', 'permanent'].includes(option)) {
          throw at(`invalid parameter "${option}"`, directive);
        }
        this.check(second as string, directive);
        steps.push({ do: 'rewrite', pattern: first, to: second as string, flag: option as 'last' });
      } else if (name === 'set') {
        if (!first.startsWith('$')) throw at(`invalid variable name "${first}"`, directive);
        this.check(second as string, directive);
        steps.push({ do: 'set', name: first.slice(1), value: second as string });
      } else if (name === 'break') steps.push({ do: 'break' });
      else if (name === 'if') {
        const test = testOf(directive);
        for (const word of test) this.check(word, directive);
        if (test[1]?.includes('~') === true) regexOf(test[2] ?? '', directive);
        steps.push({ do: 'if', test, steps: this.steps(this.expand(directive.body ?? [], 'i')) });
      }
    }
    return steps;
  }

  /** Complains about a variable that does not exist. */
  check(text: string, directive: Directive): void {
    for (const match of text.matchAll(/\$(?:\{(\w+)\}|([a-zA-Z_]\w*))/g)) {
      const name = (match[1] ?? match[2]) as string;
      if (!isVariable(name) && !this.declared.has(name)) throw at(`unknown "${name}" variable`, directive);
    }
  }
}
