// Values of single directives, with nginx's complaints about them.
import type { Listen, LogTarget, Settings } from './config.ts';
import { at, ConfigError, type Directive } from './parse.ts';

export function full(path: string, prefix: string): string {
  return path.startsWith('/') ? path : prefix + path;
}

export function flag(directive: Directive): boolean {
  const value = directive.args[0];
  if (value === 'on') return true;
  if (value === 'off') return false;
  throw at(`invalid value "${value}" in "${directive.name}" directive, it must be "on" or "off"`, directive);
}

export function count(directive: Directive): number {
  const value = Number(directive.args[0]);
  if (!Number.isInteger(value) || value < 0) throw at('invalid value', directive);
  return Math.max(1, value);
}

export const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3 };

export function size(directive: Directive): number {
  const match = /^(\d+)([kmg]?)$/i.exec(directive.args[0] as string);
  if (match === null) throw at(`"${directive.name}" directive invalid value`, directive);
  return Number(match[1]) * (UNITS[(match[2] as string).toLowerCase()] as number);
}

export const SECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  '': 1000,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

export function duration(directive: Directive): number {
  const match = /^(\d+)(ms|s|m|h|d|)$/.exec(directive.args[0] as string);
  if (match === null) throw at(`"${directive.name}" directive invalid value`, directive);
  return Number(match[1]) * (SECONDS[match[2] as string] as number);
}

export const LEVELS = ['debug', 'info', 'notice', 'warn', 'error', 'crit', 'alert', 'emerg'];

export function logTarget(directive: Directive): LogTarget {
  const [path, level = 'error'] = directive.args as [string, string?];
  if (!LEVELS.includes(level)) throw at(`invalid log level "${level}"`, directive);
  return { path, level };
}

/** Whether a log that keeps `threshold` and worse keeps a line of a level. */
export function keepsLevel(threshold: string, level: string): boolean {
  return LEVELS.indexOf(level) >= LEVELS.indexOf(threshold);
}

export function listenOf(directive: Directive): Listen[] {
  const [address, ...options] = directive.args as [string, ...string[]];
  const isDefault = options.includes('default_server') || options.includes('default');
  // IPv6 and UNIX sockets are not modelled; they are not missed.
  if (address.startsWith('[') || address.startsWith('unix:')) return [];
  const match = /^(?:([\w.*-]+):)?(\d+)$/.exec(address);
  const port = match === null ? 80 : Number(match[2]);
  if (port < 1 || port > 65_535 || (match === null && address.includes(':'))) {
    throw at(`invalid port in "${address}" of the "listen" directive`, directive);
  }
  const host = match === null ? address : (match[1] ?? '*');
  if (host !== '*' && host !== 'localhost' && !/^[\d.]+$/.test(host)) {
    throw at(`host not found in "${address}" of the "listen" directive`, directive);
  }
  const ip = host === '*' ? '0.0.0.0' : host === 'localhost' ? '127.0.0.1' : host;
  return [{ ip, port, isDefault, ssl: options.includes('ssl') }];
}

export function typesOf(body: readonly Directive[]): Record<string, string> {
  return Object.fromEntries(body.flatMap(({ name, args }) => args.map((extension) => [extension, name])));
}

export function errorPages(directive: Directive): Settings['errorPages'] {
  const { args } = directive;
  const uri = args[args.length - 1] as string;
  const before = args[args.length - 2] as string;
  const as = /^=(\d*)$/.exec(before);
  const codes = args.slice(0, as === null ? -1 : -2);
  return codes.map((code) => {
    const status = Number(code);
    if (!Number.isInteger(status) || status < 300 || status > 599) {
      throw at(`value "${code}" must be between 300 and 599`, directive);
    }
    return { status, as: as === null ? null : Number(as[1] || 0), uri };
  });
}

export function cacheControl(value: string): string {
  if (value === 'epoch' || value === '-1') return 'no-cache';
  if (value === 'max') return 'max-age=315360000';
  const match = /^(\d+)(ms|s|m|h|d|)$/.exec(value);
  return `max-age=${match === null ? 0 : Math.round((Number(match[1]) * (SECONDS[match[2] as string] as number)) / 1000)}`;
}

/** `($a = b)` as words: what, how, with what. */
export function testOf(directive: Directive): string[] {
  const { args } = directive;
  const text = args.join(' ');
  if (!text.startsWith('(') || !text.endsWith(')')) throw at(`invalid condition "${args[0]}"`, directive);
  const words = [...args];
  words[0] = (words[0] as string).slice(1);
  words[words.length - 1] = (words[words.length - 1] as string).slice(0, -1);
  return words.filter((word) => word !== '');
}

/** An expression as JavaScript reads it; nginx has PCRE, which hardly differs in what configurations use. */
export function regexOf(pattern: string, directive?: Directive, isCaseless = false): RegExp {
  try {
    return new RegExp(
      pattern.replace(/\(\?P?<(\w+)>/g, '(?<$1>').replace(/^\(\?i\)/, ''),
      isCaseless || pattern.startsWith('(?i)') ? 'i' : '',
    );
  } catch {
    const message = `pcre2_compile() failed: invalid pattern in "${pattern}"`;
    throw directive === undefined ? new ConfigError(message) : at(message, directive);
  }
}
