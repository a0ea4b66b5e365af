// Models busybox@v1.37.0 networking/wget.c
// Differs: no FTP, no proxies, no continuing; https is not encrypted.
import { type ErrorName, errorText, isErrno } from '../../../linux/errno.ts';
import type { Call } from '../../commands/program.ts';
import { byteLength, type HttpResponse, header } from '../../http.ts';
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
  /** The name a file is saved under: of the first address, whatever it redirects to. */
  readonly name: string;
  readonly redirects: number;
  readonly fetch: Fetch | null;
  readonly told: boolean;
  /** That certificates are not looked at. */
  readonly noted: boolean;
  /** When nothing has moved for too long. */
  readonly untilMs: number | null;
}

const MAX_REDIRECTS = 5;
const TIMEOUT_MS = 900_000;

export const busyboxWget = turns<State>(
  (call) => {
    const options = wgetOptions(call);
    if (typeof options === 'number') return options;
    return {
      options,
      urls: options.urls,
      url: null,
      name: '',
      redirects: 0,
      fetch: null,
      told: false,
      noted: false,
      untilMs: null,
    };
  },
  (call, state) => {
    if (state.fetch !== null) {
      if (state.untilMs !== null && call.sys.nowMs >= state.untilMs) {
        dropFetch(call.sys, state.fetch);
        return { exit: call.fail('download timed out') };
      }
      return take(call, state, resumeFetch(call.sys, state.fetch));
    }
    const [text] = state.urls;
    if (text === undefined) return { exit: 0 };
    const url = parseUrl(text);
    if (url === undefined) return { exit: call.fail(`bad address '${text}'`) };
    return begin(call, { ...state, url, name: fileNameOf(url), redirects: 0 }, url);
  },
);

function begin(call: Call, state: State, url: Url): Turn<State> {
  if (url.scheme !== 'http' && url.scheme !== 'https')
    return { exit: call.fail(`not an http or ftp url: ${url.scheme}://${url.authority}`) };
  const { options } = state;
  const started: State = {
    ...state,
    url,
    told: false,
    untilMs: call.sys.nowMs + (options.timeoutMs ?? TIMEOUT_MS),
  };
  const request = requestText(url, options, true);
  return take(call, started, startFetch(call.sys, placeOf(url), methodOf(options, true), request));
}

function take(call: Call, before: State, step: FetchStep): Turn<State> {
  const { options } = before;
  const url = before.url as Url;
  if ('unknown' in step) return { exit: call.fail(`bad address '${url.host}'`) };
  let state = before;
  const ip = 'refused' in step ? step.ip : step.fetch.ip;
  if (!state.told && ip !== '') {
    state = { ...state, told: true };
    if (!options.quiet) say(call, `Connecting to ${url.authority} (${ip}:${url.port})\n`);
  }
  if (!state.noted && url.scheme === 'https' && !('refused' in step) && step.fetch.fd !== -1) {
    state = { ...state, noted: true };
    call.err('note: TLS certificate validation not implemented');
  }
  if ('refused' in step) {
    return { exit: call.fail(`can't connect to remote host (${step.ip}): ${connectText(step.refused)}`) };
  }
  if ('wait' in step) {
    const moved = step.fetch.buffer !== (state.fetch?.buffer ?? '') || state.fetch?.fd !== step.fetch.fd;
    const untilMs =
      state.fetch !== null && moved ? call.sys.nowMs + (options.timeoutMs ?? TIMEOUT_MS) : state.untilMs;
    const next = { ...state, fetch: step.fetch, untilMs };
    return { state: next, wait: until(step.wait, untilMs) };
  }
  if ('broken' in step) {
    if (step.reason === NOT_TLS) {
      call.sys.write(2, `ssl_client: TLS error from peer: ${NOT_TLS}\n`);
      return { exit: call.fail('error getting response: Connection reset by peer') };
    }
    if (step.broken !== null) return { exit: call.fail(`error getting response: ${errorText(step.broken)}`) };
    const empty = step.fetch.buffer === '';
    return { exit: call.fail(empty ? 'error getting response' : `bad header line: ${step.reason}`) };
  }
  return received(call, { ...state, fetch: null }, step.response);
}

function connectText(error: ErrorName): string {
  return errorText(error);
}

/** To standard error, without a name before it. */
function say(call: Call, text: string): void {
  call.flush();
  call.sys.write(2, text);
}

function received(call: Call, state: State, response: HttpResponse): Turn<State> {
  const { options } = state;
  const { status, reason, headers, body, version } = response;
  const statusLine = `HTTP/${version} ${status} ${reason}`;
  if (options.showHeaders) {
    say(call, `  ${statusLine}\n${headers.map(([name, value]) => `  ${name}: ${value}\n`).join('')}`);
  }
  const location = header(headers, 'location');
  if ([301, 302, 303, 307, 308].includes(status) && location !== undefined) {
    if (state.redirects >= MAX_REDIRECTS) return { exit: call.fail('too many redirections') };
    const target = resolveUrl(state.url as Url, location);
    const url = parseUrl(target);
    if (url === undefined) return { exit: call.fail(`bad address '${target}'`) };
    return begin(call, { ...state, redirects: state.redirects + 1 }, url);
  }
  if (status < 200 || status >= 300) {
    return { exit: call.fail(`server returned error: ${statusLine}`) };
  }
  if (options.spider) {
    if (!options.quiet) say(call, 'remote file exists\n');
  } else {
    const failed = save(call, state, body);
    if (failed !== undefined) return { exit: failed };
  }
  return { state: { ...state, urls: state.urls.slice(1), fetch: null } };
}

function save(call: Call, { options, name }: State, body: string): number | undefined {
  const target = options.output ?? (options.directory === '' ? name : `${options.directory}/${name}`);
  const size = byteLength(body);
  if (target === '-') {
    if (!options.quiet) say(call, `writing to stdout\n`);
    call.out(body);
    call.flush();
    if (!options.quiet) say(call, `${progress('-', size)}\nwritten to stdout\n`);
    return undefined;
  }
  if (options.output === null && !isErrno(call.sys.lstat(target))) {
    return call.fail(`can't open '${target}': File exists`);
  }
  if (!options.quiet) say(call, `saving to '${target}'\n`);
  const failed = call.sys.writeFile(target, body);
  if (failed !== undefined) return call.fail(`can't open '${target}': ${errorText(failed.errno)}`);
  if (!options.quiet) say(call, `${progress(name, size)}\n'${target}' saved\n`);
  return undefined;
}

function progress(name: string, size: number): string {
  return `${name.slice(0, 20).padEnd(20)} 100% |${'*'.repeat(32)}| ${shortSize(size).padStart(5)}  0:00:00 ETA`;
}

function shortSize(size: number): string {
  if (size < 100_000) return String(size);
  if (size < 100_000 * 1024) return `${Math.round(size / 1024)}k`;
  return `${Math.round(size / 1024 / 1024)}M`;
}
