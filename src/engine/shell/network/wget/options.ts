import type { Call } from '../../commands/program.ts';

export interface WgetOptions {
  readonly urls: readonly string[];
  readonly quiet: boolean;
  /** GNU: -nv. */
  readonly terse: boolean;
  readonly showHeaders: boolean;
  readonly spider: boolean;
  /** null: named after the address; `-`: standard output. */
  readonly output: string | null;
  readonly directory: string;
  readonly timeoutMs: number | null;
  readonly tries: number;
  readonly userAgent: string;
  readonly headers: readonly string[];
  readonly body: string | null;
  /** GNU: certificates are not looked at. */
  readonly insecure: boolean;
}

const USAGE =
  'wget [-cqS] [--spider] [-O FILE] [-o LOGFILE] [--header STR] [--post-data STR] [-T SEC] URL...';

export function wgetOptions(call: Call): WgetOptions | number {
  const options = call.options({
    short: 'qSO:T:P:U:cY:t:o:n:',
    long: {
      quiet: 'q',
      spider: 'spider',
      'server-response': 'S',
      'output-document': 'O:',
      timeout: 'T:',
      'directory-prefix': 'P:',
      'user-agent': 'U:',
      header: 'header:',
      'post-data': 'post:',
      tries: 't:',
      'no-verbose': 'nv',
      'no-check-certificate': 'insecure',
      'no-proxy': 'np',
      continue: 'c',
    },
    usage: USAGE,
    code: call.busybox ? 1 : 2,
  });
  if (typeof options === 'number') return options;
  if (options.rest.length === 0) {
    return call.busybox ? call.usage(USAGE) : call.usage(USAGE, 'missing URL');
  }
  const seconds = options.value('T');
  return {
    urls: options.rest,
    quiet: options.has('q'),
    terse: options.has('nv') || options.value('n') === 'v',
    showHeaders: options.has('S'),
    spider: options.has('spider'),
    output: options.value('O') ?? null,
    directory: options.value('P') ?? '',
    timeoutMs: seconds === undefined ? null : Math.round(Number(seconds) * 1000),
    tries: Number(options.value('t') ?? 20),
    userAgent: options.value('U') ?? (call.busybox ? 'Wget' : 'Wget/1.25.0'),
    headers: options.values('header'),
    body: options.value('post') ?? null,
    insecure: options.has('insecure'),
  };
}
