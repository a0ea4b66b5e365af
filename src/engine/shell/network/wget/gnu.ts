// Models wget@v1.25.0 src/http.c, src/connect.c, src/retr.c
// Differs: no FTP, no proxies, no recursion, no continuing; https is not encrypted.
import { errorText, isErrno } from '../../../linux/errno.ts';
import type { Call } from '../../commands/program.ts';
import { byteLength, type HttpResponse, header } from '../../http.ts';
import { lookupText } from '../dial.ts';
import { shortDate } from '../dns/date.ts';
import {
  dropFetch,
  type Fetch,
  type FetchStep,
  NOT_TLS,
  resumeFetch,
  startFetch,
  until,
} from '../http/fetch.ts';
import { type Turn, turns } from '../turns.ts';
import { fileNameOf, parseUrl, resolveUrl, type Url } from '../url.ts';
import { type WgetOptions, wgetOptions } from './options.ts';
import { methodOf, placeOf, requestText } from './request.ts';

interface State {
  readonly options: WgetOptions;
  readonly urls: readonly string[];
  readonly url: Url | null;
  readonly name: string;
  readonly redirects: number;
  readonly attempt: number;
  readonly fetch: Fetch | null;
  /** How much of "Resolving…", "Connecting…", "connected." has been said. */
  readonly told: number;
  readonly untilMs: number | null;
  readonly retryMs: number | null;
  readonly code: number;
}

const MAX_REDIRECTS = 20;

export const gnuWget = turns<State>(
  (call) => {
    const options = wgetOptions(call);
    if (typeof options === 'number') return options;
    return {
      options,
      urls: options.urls,
      url: null,
      name: '',
      redirects: 0,
      attempt: 1,
      fetch: null,
      told: 0,
      untilMs: null,
      retryMs: null,
      code: 0,
    };
  },
  (call, state) => {
    if (state.fetch !== null) {
      if (state.untilMs !== null && call.sys.nowMs >= state.untilMs) {
        dropFetch(call.sys, state.fetch);
        say(
          call,
          state,
          state.told >= 3
            ? 'Read error (Connection timed out) in headers.\n'
            : 'failed: Connection timed out.\n',
        );
        return retry(call, { ...state, fetch: null });
      }
      return take(call, state, resumeFetch(call.sys, state.fetch));
    }
    if (state.retryMs !== null && call.sys.nowMs < state.retryMs) {
      return { state, wait: { untilMs: state.retryMs } };
    }
    const [text] = state.urls;
    if (text === undefined) return { exit: state.code };
    if (state.url !== null && state.attempt > 1) return begin(call, { ...state, retryMs: null }, state.url);
    const url = parseUrl(text);
    if (url === undefined) {
      say(call, state, `${text}: Invalid host name.\n`);
      return { state: { ...state, urls: state.urls.slice(1), code: 1 } };
    }
    return begin(call, { ...state, name: fileNameOf(url), redirects: 0 }, url);
  },
);

function say(call: Call, { options }: State, text: string, always = false): void {
  if (options.quiet || (options.terse && !always)) return;
  call.flush();
  call.sys.write(2, text);
}

function begin(call: Call, state: State, url: Url): Turn<State> {
  if (url.scheme !== 'http' && url.scheme !== 'https') {
    say(call, state, `${url.scheme}://${url.authority}${url.path}: Unsupported scheme.\n`, true);
    return { state: { ...state, url: null, urls: state.urls.slice(1), code: 1 } };
  }
  const { options } = state;
  const shown = `${url.scheme}://${url.authority}${url.path}`;
  const again = state.attempt > 1 ? `(try:${String(state.attempt).padStart(2)})  ` : '';
  say(call, state, `--${shortDate(call.sys.nowMs)}--  ${again}${shown}\n`);
  const started: State = {
    ...state,
    url,
    told: 0,
    untilMs: options.timeoutMs === null ? null : call.sys.nowMs + options.timeoutMs,
  };
  const request = requestText(url, options, false);
  return take(call, started, startFetch(call.sys, placeOf(url), methodOf(options, false), request));
}

function take(call: Call, before: State, step: FetchStep): Turn<State> {
  const url = before.url as Url;
  let state = before;
  const isName = !/^[\d.]+$/.test(url.host);
  if (state.told < 1) {
    if (isName && state.attempt === 1) say(call, state, `Resolving ${url.host} (${url.host})... `);
    state = { ...state, told: 1 };
  }
  if ('unknown' in step) {
    say(call, state, `failed: ${lookupText(step.unknown)}.\n`);
    say(call, state, `wget: unable to resolve host address ‘${url.host}’\n`, true);
    return { state: { ...state, url: null, fetch: null, attempt: 1, urls: state.urls.slice(1), code: 4 } };
  }
  const ip = 'refused' in step ? step.ip : step.fetch.ip;
  if (state.told < 2 && ip !== '') {
    if (isName && state.attempt === 1) say(call, state, `${ip}\n`);
    const shown = isName ? `${url.host} (${url.host})|${ip}|:${url.port}` : `${ip}:${url.port}`;
    say(call, state, `Connecting to ${shown}... `);
    state = { ...state, told: 2 };
  }
  if ('refused' in step) {
    say(call, state, `failed: ${errorText(step.refused)}.\n`, true);
    if (step.refused === 'ETIMEDOUT') return retry(call, { ...state, fetch: null });
    return { state: { ...state, url: null, fetch: null, attempt: 1, urls: state.urls.slice(1), code: 4 } };
  }
  if (state.told < 3 && step.fetch.isGreeted === false && 'wait' in step)
    return { state: { ...state, fetch: step.fetch }, wait: until(step.wait, state.untilMs) };
  if ('broken' in step && step.reason === NOT_TLS) {
    say(call, state, 'connected.\n');
    say(
      call,
      state,
      `OpenSSL: error:0A00010B:SSL routines::${NOT_TLS}\nUnable to establish SSL connection.\n`,
      true,
    );
    return { state: { ...state, url: null, fetch: null, attempt: 1, urls: state.urls.slice(1), code: 4 } };
  }
  if (state.told < 3 && step.fetch.isGreeted === true && !state.options.insecure) {
    if ('wait' in step) dropFetch(call.sys, step.fetch);
    say(call, state, 'connected.\n');
    say(call, state, `ERROR: cannot verify ${url.host}'s certificate, issued by ‘CN=kubernetes’:\n`, true);
    say(call, state, "  Unable to locally verify the issuer's authority.\n", true);
    say(call, state, `To connect to ${url.host} insecurely, use \`--no-check-certificate'.\n`, true);
    return { state: { ...state, url: null, fetch: null, attempt: 1, urls: state.urls.slice(1), code: 5 } };
  }
  if (state.told < 3 && step.fetch.fd !== -1) {
    say(call, state, 'connected.\nHTTP request sent, awaiting response... ');
    state = { ...state, told: 3 };
  }
  if ('wait' in step)
    return { state: { ...state, fetch: step.fetch }, wait: until(step.wait, state.untilMs) };
  if ('broken' in step) {
    const why =
      step.broken === null
        ? step.fetch.buffer === ''
          ? 'No data received.'
          : `${step.reason}.`
        : `Read error (${errorText(step.broken)}) in headers.`;
    say(call, state, `${why}\n`, true);
    return retry(call, { ...state, fetch: null });
  }
  return received(call, { ...state, fetch: null }, step.response);
}

/** Again, a little later each time, up to ten seconds. */
function retry(call: Call, state: State): Turn<State> {
  if (state.options.tries !== 0 && state.attempt >= state.options.tries) {
    say(call, state, 'Giving up.\n\n');
    return { state: { ...state, url: null, attempt: 1, urls: state.urls.slice(1), code: 4 } };
  }
  say(call, state, 'Retrying.\n\n');
  const retryMs = call.sys.nowMs + Math.min(state.attempt, 10) * 1000;
  return { state: { ...state, attempt: state.attempt + 1, retryMs } };
}

function received(call: Call, state: State, response: HttpResponse): Turn<State> {
  const { options } = state;
  const url = state.url as Url;
  const { status, reason, headers, body, version } = response;
  if (options.showHeaders) {
    say(
      call,
      state,
      `\n  HTTP/${version} ${status} ${reason}\n${headers.map(([name, value]) => `  ${name}: ${value}\n`).join('')}`,
    );
  } else say(call, state, `${status} ${reason}\n`);
  const done = { ...state, url: null, attempt: 1, urls: state.urls.slice(1) };
  const location = header(headers, 'location');
  if ([301, 302, 303, 307, 308].includes(status) && location !== undefined) {
    say(call, state, `Location: ${location} [following]\n`);
    const next = parseUrl(resolveUrl(url, location));
    if (state.redirects >= MAX_REDIRECTS || next === undefined) {
      say(call, state, `${MAX_REDIRECTS} redirections exceeded.\n`, true);
      return { state: { ...done, code: 8 } };
    }
    return begin(call, { ...state, redirects: state.redirects + 1, attempt: 1 }, next);
  }
  if (status < 200 || status >= 300) {
    if (options.spider && !options.quiet)
      say(call, state, 'Remote file does not exist -- broken link!!!\n\n');
    else say(call, state, `${shortDate(call.sys.nowMs)} ERROR ${status}: ${reason}.\n\n`, true);
    return { state: { ...done, code: 8 } };
  }
  const type = header(headers, 'content-type')?.replace(/;.*/, '') ?? 'text/plain';
  const size = options.spider ? Number(header(headers, 'content-length') ?? 0) : byteLength(body);
  const known = header(headers, 'content-length') !== undefined;
  say(call, state, `Length: ${known ? `${size}${human(size)}` : 'unspecified'} [${type}]\n`);
  if (options.spider) {
    say(call, state, 'Remote file exists.\n\n');
    return { state: done };
  }
  return save(call, state, done, body, size, known);
}

function save(
  call: Call,
  state: State,
  done: State,
  body: string,
  size: number,
  known: boolean,
): Turn<State> {
  const { options } = state;
  const url = state.url as Url;
  let target =
    options.output ?? (options.directory === '' ? state.name : `${options.directory}/${state.name}`);
  const shown = target === '-' ? 'STDOUT' : target;
  if (options.output === null) {
    for (let n = 1; !isErrno(call.sys.lstat(target)); n++) target = `${shown}.${n}`;
  }
  const named = target === '-' ? '‘STDOUT’' : `‘${target}’`;
  say(call, state, `Saving to: ${named}\n\n`);
  if (target === '-') {
    call.out(body);
    call.flush();
  } else {
    const failed = call.sys.writeFile(target, body);
    if (failed !== undefined) {
      say(
        call,
        state,
        `${target}: ${errorText(failed.errno)}\n\nCannot write to ${named} (${errorText(failed.errno)}).\n`,
        true,
      );
      return { state: { ...done, code: 3 } };
    }
  }
  say(
    call,
    state,
    `     0K ${dots(size)}${' '.repeat(Math.max(0, 51 - dots(size).length))} 100% 10.0M=0s\n\n`,
  );
  const amount = known ? `[${size}/${size}]` : `[${size}]`;
  const verb = target === '-' ? 'written to stdout' : `${named} saved`;
  say(call, state, `${shortDate(call.sys.nowMs)} (10.0 MB/s) - ${verb} ${amount}\n\n`);
  if (options.terse && !options.quiet) {
    const link = `http://${url.authority}${url.path}`;
    say(call, state, `${shortDate(call.sys.nowMs)} URL:${link} ${amount} -> "${target}" [1]\n`, true);
  }
  return { state: done };
}

/** A dot for each KiB, ten to a cluster. */
function dots(size: number): string {
  const count = Math.min(50, Math.floor(size / 1024));
  let text = '';
  for (let i = 0; i < count; i++) text += `${i > 0 && i % 10 === 0 ? ' ' : ''}.`;
  return text;
}

function human(size: number): string {
  if (size < 1024) return '';
  return size < 1024 * 1024 ? ` (${(size / 1024).toFixed(1)}K)` : ` (${(size / 1024 / 1024).toFixed(1)}M)`;
}
