import { errorText, isErrno } from '../../../linux/errno.ts';
import type { Call } from '../../commands/program.ts';

export interface CurlOptions {
  readonly urls: readonly string[];
  readonly silent: boolean;
  readonly showErrors: boolean;
  readonly verbose: boolean;
  readonly include: boolean;
  readonly head: boolean;
  readonly follow: boolean;
  readonly insecure: boolean;
  readonly caFile: string;
  readonly fail: boolean;
  readonly outputs: readonly string[];
  readonly remoteName: boolean;
  readonly writeOut: string;
  readonly maxTimeMs: number | null;
  readonly connectTimeoutMs: number | null;
  readonly method: string | null;
  readonly body: string | null;
  readonly headers: readonly string[];
  readonly userAgent: string;
  readonly user: string;
  readonly unixSocket: string;
  readonly resolve: readonly string[];
  readonly retries: number;
}

export const CURL_VERSION = '8.14.1';

/** Short and long names of options with a value, and what each is called here. */
const WITH_VALUE: Readonly<Record<string, string>> = {
  o: 'output',
  w: 'write-out',
  m: 'max-time',
  X: 'request',
  d: 'data',
  H: 'header',
  A: 'user-agent',
  u: 'user',
  e: 'referer',
  b: 'cookie',
  F: 'form',
  T: 'upload-file',
};
const LONG_WITH_VALUE = new Set([
  ...Object.values(WITH_VALUE),
  'connect-timeout',
  'data-raw',
  'data-binary',
  'data-ascii',
  'unix-socket',
  'resolve',
  'retry',
  'retry-delay',
  'retry-max-time',
  'url',
  'json',
  'max-redirs',
  'cacert',
]);
const FLAGS: Readonly<Record<string, string>> = {
  s: 'silent',
  S: 'show-error',
  v: 'verbose',
  i: 'include',
  I: 'head',
  L: 'location',
  k: 'insecure',
  f: 'fail',
  O: 'remote-name',
  G: 'get',
  N: 'no-buffer',
  4: 'ipv4',
  6: 'ipv6',
};
const LONG_FLAGS = new Set([
  ...Object.values(FLAGS),
  'fail-with-body',
  'http1.1',
  'http1.0',
  'compressed',
  'retry-connrefused',
  'no-progress-meter',
  'show-headers',
]);
const UNMODELLED = new Set(['form', 'upload-file', 'cookie']);

/** Options as curl takes them: in any order, mixed with addresses. The exit code when something is wrong. */
export function curlOptions(call: Call): CurlOptions | number {
  const urls: string[] = [];
  const flags = new Set<string>();
  const values: [string, string][] = [];
  const args = [...call.args];
  const help = `curl: try 'curl --help' for more information\n`;
  const wrong = (message: string): number => {
    call.err(message);
    call.sys.write(2, help);
    return 2;
  };
  let onlyUrls = false;
  for (let arg = args.shift(); arg !== undefined; arg = args.shift()) {
    if (onlyUrls || !arg.startsWith('-') || arg === '-') {
      urls.push(arg);
      continue;
    }
    if (arg === '--') {
      onlyUrls = true;
      continue;
    }
    if (arg.startsWith('--')) {
      const name = arg.slice(2);
      if (name === 'version') {
        call.out(`curl ${CURL_VERSION} (x86_64-pc-linux-gnu) libcurl/${CURL_VERSION}\nProtocols: http\n`);
        return 0;
      }
      if (LONG_FLAGS.has(name)) flags.add(name);
      else if (LONG_WITH_VALUE.has(name)) {
        const value = args.shift();
        if (value === undefined) return wrong(`option ${arg}: requires parameter`);
        values.push([name, value]);
      } else return wrong(`option ${arg}: is unknown`);
      continue;
    }
    for (let i = 1; i < arg.length; i++) {
      const letter = arg[i] as string;
      const flag = FLAGS[letter];
      const valued = WITH_VALUE[letter];
      if (letter === 'V') {
        call.out(`curl ${CURL_VERSION} (x86_64-pc-linux-gnu) libcurl/${CURL_VERSION}\nProtocols: http\n`);
        return 0;
      }
      if (flag !== undefined) flags.add(flag);
      else if (valued !== undefined) {
        const attached = arg.slice(i + 1);
        const value = attached === '' ? args.shift() : attached;
        if (value === undefined) return wrong(`option -${letter}: requires parameter`);
        values.push([valued, value]);
        break;
      } else return wrong(`option ${arg}: is unknown`);
    }
  }
  const all = (name: string): string[] => values.filter(([one]) => one === name).map(([, value]) => value);
  const last = (name: string): string | undefined => all(name).at(-1);
  const odd = values.find(([name]) => UNMODELLED.has(name));
  if (odd !== undefined) return call.fail(`option --${odd[0]} is not modelled`, 2);
  urls.push(...all('url'));
  if (urls.length === 0) {
    call.sys.write(2, `curl: (2) no URL specified\n${help}`);
    return 2;
  }
  const headers = all('header');
  let body: string | null = null;
  for (const [name, value] of values) {
    if (!name.startsWith('data') && name !== 'json') continue;
    let text = value;
    if (value.startsWith('@') && name !== 'data-raw') {
      const file = call.sys.readFile(value.slice(1));
      if (isErrno(file)) {
        call.err(`option ${name === 'data' ? '-d' : `--${name}`}: error encountered when reading a file`);
        call.err(`Failed to open ${value.slice(1)}: ${errorText(file.errno)}`);
        return 26;
      }
      text = name === 'data-binary' || name === 'json' ? file : file.replace(/[\r\n]/g, '');
    }
    body = body === null ? text : `${body}${name === 'json' ? '' : '&'}${text}`;
    if (name === 'json') headers.push('Content-Type: application/json', 'Accept: application/json');
  }
  if (flags.has('get') && body !== null) {
    urls.splice(0, urls.length, ...urls.map((url) => `${url}${url.includes('?') ? '&' : '?'}${body}`));
    body = null;
  }
  const seconds = (name: string): number | null => {
    const value = last(name);
    return value === undefined ? null : Math.round(Number(value) * 1000);
  };
  const referer = last('referer');
  if (referer !== undefined) headers.push(`Referer: ${referer}`);
  return {
    urls,
    silent: flags.has('silent'),
    showErrors: flags.has('show-error') || !flags.has('silent'),
    verbose: flags.has('verbose'),
    include: flags.has('include') || flags.has('show-headers'),
    head: flags.has('head'),
    follow: flags.has('location'),
    insecure: flags.has('insecure'),
    caFile: last('cacert') ?? '',
    fail: flags.has('fail') || flags.has('fail-with-body'),
    outputs: all('output'),
    remoteName: flags.has('remote-name'),
    writeOut: last('write-out') ?? '',
    maxTimeMs: seconds('max-time'),
    connectTimeoutMs: seconds('connect-timeout'),
    method: last('request') ?? null,
    body,
    headers,
    userAgent: last('user-agent') ?? `curl/${CURL_VERSION}`,
    user: last('user') ?? '',
    unixSocket: last('unix-socket') ?? '',
    resolve: all('resolve'),
    retries: Number(last('retry') ?? 0),
  };
}
