// Models curl@v8.14.1 src/tool_operate.c, lib/http.c, lib/connect.c
// Differs: one connection for each transfer; https is not encrypted and trusts any --cacert; forms,
// cookies and uploads are not modelled.
import { encodeBase64 } from '../../../../api/base64.ts';
import { type ErrorName, errorText, isErrno } from '../../../linux/errno.ts';
import type { Call } from '../../commands/program.ts';
import { byteLength, formatRequest, type Headers, type HttpResponse, header } from '../../http.ts';
import {
  dropFetch,
  type Fetch,
  type FetchStep,
  NOT_TLS,
  resumeFetch,
  startFetch,
  startUnixFetch,
  until,
} from '../http/fetch.ts';
import { earlier, type Turn, turns } from '../turns.ts';
import { fileNameOf, parseUrl, resolveUrl, type Url } from '../url.ts';
import { type CurlOptions, curlOptions } from './options.ts';
import { type Transfer, writeOut } from './writeOut.ts';

interface State {
  readonly options: CurlOptions;
  readonly urls: readonly string[];
  readonly at: number;
  readonly url: Url | null;
  readonly method: string;
  readonly redirects: number;
  readonly fetch: Fetch | null;
  readonly told: 0 | 1 | 2;
  readonly startMs: number;
  readonly lookedUpMs: number;
  readonly code: number;
  readonly attempt: number;
  readonly retryMs: number | null;
}

const MAX_REDIRECTS = 50;

/** Certificates are not looked at: without -k, or --cacert with some authority, none is trusted. */
const UNVERIFIED = `SSL certificate problem: unable to get local issuer certificate
More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the webpage mentioned above.`;

export const curl = turns<State>(
  (call) => {
    const options = curlOptions(call);
    if (typeof options === 'number') return options;
    return {
      options,
      urls: options.urls,
      at: 0,
      url: null,
      method: 'GET',
      redirects: 0,
      fetch: null,
      told: 0,
      startMs: call.sys.nowMs,
      lookedUpMs: 0,
      code: 0,
      attempt: 0,
      retryMs: null,
    };
  },
  (call, state): Turn<State> => {
    const { sys } = call;
    if (state.fetch !== null) {
      const limit = limitOf(state);
      if (limit !== null && sys.nowMs >= limit) return timedOut(call, state, state.fetch);
      return take(call, state, resumeFetch(sys, state.fetch));
    }
    if (state.retryMs !== null && sys.nowMs < state.retryMs)
      return { state, wait: { untilMs: state.retryMs } };
    const text = state.urls[state.at];
    if (text === undefined) return { exit: state.code };
    const fresh: State = { ...state, startMs: sys.nowMs, redirects: 0, retryMs: null };
    const url = parseUrl(text);
    if (url === undefined) return failed(call, fresh, 3, 'URL rejected: No host part in the URL');
    const { options } = state;
    const method = options.method ?? (options.head ? 'HEAD' : options.body !== null ? 'POST' : 'GET');
    if (showsMeter(call, fresh)) meterHead(call);
    return begin(call, { ...fresh, method }, url);
  },
);

/** When it has taken too long: altogether, or to connect. */
function limitOf({ options, startMs, fetch }: State): number | null {
  const all = options.maxTimeMs === null ? null : startMs + options.maxTimeMs;
  if (fetch !== null && fetch.fd !== -1) return all;
  return earlier(all, startMs + (options.connectTimeoutMs ?? 300_000));
}

function begin(call: Call, state: State, url: Url): Turn<State> {
  const { options } = state;
  if (options.caFile !== '' && isErrno(call.sys.readFile(options.caFile))) {
    return failed(
      call,
      state,
      77,
      `error setting certificate verify locations:  CAfile: ${options.caFile} CApath: none`,
    );
  }
  if (url.scheme !== 'http' && url.scheme !== 'https')
    return failed(call, state, 1, `Protocol "${url.scheme}" not supported`);
  const started: State = { ...state, url, told: 0 };
  const request = requestText(options, url, state.method);
  const step =
    options.unixSocket === ''
      ? startFetch(
          call.sys,
          { host: redirected(options, url), port: url.port, secure: url.scheme === 'https' },
          state.method,
          request,
        )
      : startUnixFetch(call.sys, options.unixSocket, state.method, request);
  return take(call, started, step);
}

/** `--resolve host:port:address` */
function redirected(options: CurlOptions, url: Url): string {
  const prefix = `${url.host}:${url.port}:`;
  return options.resolve.find((one) => one.startsWith(prefix))?.slice(prefix.length) ?? url.host;
}

function requestText(options: CurlOptions, url: Url, method: string): string {
  const own: Headers = options.headers
    .filter((line) => line.includes(':'))
    .map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
    });
  const sets = (name: string): boolean => own.some(([key]) => key.toLowerCase() === name.toLowerCase());
  const user = url.user === '' ? options.user : url.user;
  const headers: (readonly [string, string])[] = [['Host', url.authority]];
  if (user !== '') headers.push(['Authorization', `Basic ${encodeBase64(user)}`]);
  headers.push(['User-Agent', options.userAgent], ['Accept', '*/*']);
  const body = options.body ?? '';
  const rest: (readonly [string, string])[] = [];
  if (options.body !== null) {
    rest.push(
      ['Content-Length', String(byteLength(body))],
      ['Content-Type', 'application/x-www-form-urlencoded'],
    );
  }
  return formatRequest({
    method,
    target: url.path,
    headers: [
      ...headers.filter(([name]) => !sets(name)),
      ...own.filter(([, value]) => value !== ''),
      ...rest.filter(([name]) => !sets(name)),
    ],
    body,
  });
}

function take(call: Call, before: State, step: FetchStep): Turn<State> {
  const { sys } = call;
  const url = before.url as Url;
  let state = before;
  if ('unknown' in step) {
    verbose(call, state, `* Could not resolve host: ${url.host}\n`);
    if (step.unknown.error === 'TIMEOUT') {
      return failed(call, state, 28, `Resolving timed out after ${sys.nowMs - state.startMs} milliseconds`);
    }
    return failed(call, state, 6, `Could not resolve host: ${url.host}`);
  }
  const ip = 'refused' in step ? step.ip : step.fetch.ip;
  if (state.told < 1 && ip !== '') {
    state = { ...state, told: 1, lookedUpMs: sys.nowMs };
    if (!/^[\d.]+$/.test(url.host)) {
      verbose(call, state, `* Host ${url.host}:${url.port} was resolved.\n* IPv6: (none)\n* IPv4: ${ip}\n`);
    }
    verbose(call, state, `*   Trying ${ip}:${url.port}...\n`);
  }
  if ('refused' in step) {
    const { options } = state;
    const ms = sys.nowMs - state.lookedUpMs;
    verbose(call, state, `* connect to ${ip} port ${url.port} failed: ${errorText(step.refused)}\n`);
    if (options.unixSocket !== '') {
      return failed(
        call,
        state,
        7,
        `Failed to connect to ${url.host} port ${url.port} via unix socket: ${errorText(step.refused)}`,
      );
    }
    const why = `Failed to connect to ${url.host} port ${url.port} after ${ms} ms: Could not connect to server`;
    verbose(call, state, `* ${why}\n* closing connection #0\n`);
    return step.refused === 'ETIMEDOUT' ? failed(call, state, 28, why) : failed(call, state, 7, why);
  }
  if (state.told < 2 && step.fetch.fd !== -1) {
    if (step.fetch.isGreeted === false && 'wait' in step) {
      const next = { ...state, fetch: step.fetch };
      return { state: next, wait: until(step.wait, limitOf(next)) };
    }
    state = { ...state, told: 2 };
    if (step.fetch.isGreeted === true && !state.options.insecure && state.options.caFile === '') {
      if (!('response' in step) && !('broken' in step)) dropFetch(sys, step.fetch);
      return failed(call, { ...state, fetch: null }, 60, UNVERIFIED);
    }
    tellConnected(call, state, step.fetch);
  }
  if ('wait' in step) {
    const next = { ...state, fetch: step.fetch };
    return { state: next, wait: until(step.wait, limitOf(next)) };
  }
  const done = { ...state, fetch: step.fetch };
  if ('broken' in step) return brokenOff(call, done, step.broken, step.reason, step.fetch);
  return received(call, done, step.response, step.fetch);
}

function tellConnected(call: Call, state: State, fetch: Fetch): void {
  if (!state.options.verbose) return;
  const url = state.url as Url;
  const where = call.sys.peerOf(fetch.fd);
  verbose(call, state, `* Connected to ${url.host} (${fetch.ip}) port ${url.port}\n`);
  if (!isErrno(where)) {
    verbose(call, state, `* using HTTP/1.x\n`);
  }
  const head = fetch.request.split('\r\n\r\n', 1)[0] as string;
  for (const line of head.split('\r\n')) verbose(call, state, `> ${line}\n`);
  verbose(call, state, '> \n');
  if (state.options.body !== null) {
    verbose(
      call,
      state,
      `} [${byteLength(state.options.body)} bytes data]\n* upload completely sent off: ${byteLength(state.options.body)} bytes\n`,
    );
  } else verbose(call, state, '* Request completely sent off\n');
}

function timedOut(call: Call, state: State, fetch: Fetch): Turn<State> {
  const { sys } = call;
  const ms = sys.nowMs - state.startMs;
  dropFetch(sys, fetch);
  const url = state.url as Url;
  if (fetch.dial?.stage === 'lookup')
    return failed(call, state, 28, `Resolving timed out after ${ms} milliseconds`);
  if (fetch.fd === -1) {
    const total = state.options.maxTimeMs !== null && ms >= state.options.maxTimeMs;
    return failed(
      call,
      state,
      28,
      total
        ? `Connection timed out after ${ms} milliseconds`
        : `Failed to connect to ${url.host} port ${url.port} after ${ms} ms: Timeout was reached`,
    );
  }
  const got = byteLength(fetch.buffer);
  return failed(call, state, 28, `Operation timed out after ${ms} milliseconds with ${got} bytes received`);
}

function brokenOff(
  call: Call,
  state: State,
  error: ErrorName | null,
  reason: string,
  fetch: Fetch,
): Turn<State> {
  if (reason === NOT_TLS) {
    return failed(call, state, 35, `TLS connect error: error:0A00010B:SSL routines::${NOT_TLS}`);
  }
  if (error !== null) return failed(call, state, 56, `Recv failure: ${errorText(error)}`);
  if (fetch.buffer === '') {
    verbose(call, state, '* Empty reply from server\n* shutting down connection #0\n');
    return failed(call, state, 52, 'Empty reply from server');
  }
  if (reason === 'cut off')
    return failed(call, state, 18, 'transfer closed with outstanding read data remaining');
  if (reason.startsWith('not HTTP') || reason.startsWith('status line')) {
    return failed(call, state, 1, 'Received HTTP/0.9 when not allowed');
  }
  return failed(call, state, 8, reason);
}

function received(call: Call, state: State, response: HttpResponse, fetch: Fetch): Turn<State> {
  const { options } = state;
  const url = state.url as Url;
  const { status, reason, headers, body, version } = response;
  const head = `HTTP/${version} ${status} ${reason}\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  for (const line of head.replace(/\r\n$/, '').split('\r\n')) verbose(call, state, `< ${line}\n`);
  const location = header(headers, 'location');
  const isRedirect = [301, 302, 303, 307, 308].includes(status) && location !== undefined;
  if (options.follow && isRedirect) {
    if (options.include || options.head) output(call, state, head);
    if (state.redirects >= MAX_REDIRECTS) {
      return failed(call, state, 47, `Maximum (${MAX_REDIRECTS}) redirects followed`);
    }
    const next = parseUrl(resolveUrl(url, location));
    if (next === undefined) return failed(call, state, 3, 'URL rejected: Malformed input to a URL function');
    verbose(call, state, `* Issue another request to this URL: '${resolveUrl(url, location)}'\n`);
    const toGet = status === 303 || (status <= 302 && state.method === 'POST');
    const method = toGet && options.method === null && state.method !== 'HEAD' ? 'GET' : state.method;
    return begin(call, { ...state, fetch: null, redirects: state.redirects + 1, method }, next);
  }
  const transfer = transferOf(call, state, fetch, response);
  if (options.fail && status >= 400) {
    return failed(call, state, 22, `The requested URL returned error: ${status}`, {
      ...transfer,
      exitCode: 22,
    });
  }
  if (options.verbose && body !== '') verbose(call, state, `{ [${byteLength(body)} bytes data]\n`);
  const failure = output(call, state, `${options.include || options.head ? head : ''}${body}`);
  if (showsMeter(call, state)) meter(call, byteLength(body));
  verbose(call, state, `* Connection #0 to host ${url.host} left intact\n`);
  if (options.writeOut !== '') call.out(writeOut(options.writeOut, transfer));
  return { state: { ...state, at: state.at + 1, fetch: null, code: failure ?? 0, attempt: 0 } };
}

function transferOf(call: Call, state: State, fetch: Fetch | null, response: HttpResponse | null): Transfer {
  const url = state.url;
  const headLength = fetch === null ? 0 : fetch.buffer.search(/\r?\n\r?\n/) + 4;
  const { nowMs } = call.sys;
  return {
    status: response?.status ?? 0,
    ip: fetch?.ip ?? '',
    port: url?.port ?? 0,
    localIp: '',
    localPort: 0,
    url: url === null ? (state.urls[state.at] ?? '') : `${url.scheme}://${url.authority}${url.path}`,
    startMs: state.startMs,
    lookedUpMs: state.lookedUpMs,
    connectedMs: fetch?.connectedMs ?? 0,
    firstMs: fetch?.firstMs ?? 0,
    endMs: nowMs,
    sizeDownload: response === null ? 0 : byteLength(response.body),
    sizeHeader: response === null ? 0 : headLength,
    sizeUpload: byteLength(state.options.body ?? ''),
    redirects: state.redirects,
    contentType: response === null ? '' : (header(response.headers, 'content-type') ?? ''),
    exitCode: 0,
    error: '',
    method: state.method,
    version: response?.version ?? '0',
  };
}

/** `curl: (CODE) message`, and on to the next address. */
function failed(call: Call, state: State, code: number, message: string, known?: Transfer): Turn<State> {
  const { options, attempt } = state;
  const isTransient =
    code === 28 ||
    (code === 22 && known !== undefined && [408, 429, 500, 502, 503, 504].includes(known.status));
  if (attempt < options.retries && isTransient) {
    const waitMs = Math.min(2 ** attempt, 600) * 1000;
    call.flush();
    if (options.showErrors) {
      call.sys.write(
        2,
        `Warning: Problem: timeout. Will retry in ${waitMs / 1000} second${waitMs === 1000 ? '' : 's'}. ${options.retries - attempt} retr${options.retries - attempt === 1 ? 'y' : 'ies'} left.\n`,
      );
    }
    return { state: { ...state, fetch: null, attempt: attempt + 1, retryMs: call.sys.nowMs + waitMs } };
  }
  call.flush();
  if (showsMeter(call, state)) meter(call, 0);
  if (options.showErrors) call.sys.write(2, `curl: (${code}) ${message}\n`);
  if (options.writeOut !== '') {
    const transfer = known ?? {
      ...transferOf(call, state, state.fetch, null),
      exitCode: code,
      error: message,
    };
    call.out(writeOut(options.writeOut, transfer));
  }
  return { state: { ...state, at: state.at + 1, fetch: null, code, attempt: 0 } };
}

function output(call: Call, state: State, text: string): number | undefined {
  const { options, at } = state;
  const url = state.url as Url;
  const target = options.remoteName ? fileNameOf(url) : options.outputs[at];
  if (target === undefined || target === '-') {
    call.out(text);
    call.flush();
    return undefined;
  }
  const wrote = call.sys.writeFile(target, text);
  if (wrote === undefined) return undefined;
  call.flush();
  call.sys.write(
    2,
    `curl: (23) Failure writing output to destination, passed ${byteLength(text)} returned 0\n`,
  );
  return 23;
}

function verbose(call: Call, { options }: State, text: string): void {
  if (!options.verbose) return;
  call.flush();
  call.sys.write(2, text);
}

/** The meter is shown unless what arrives is shown on a terminal itself. */
function showsMeter(call: Call, { options, at }: State): boolean {
  if (options.silent) return false;
  return options.outputs[at] !== undefined || options.remoteName || !call.sys.isTerminal(1);
}

function meterHead(call: Call): void {
  call.flush();
  call.sys.write(
    2,
    '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current\n' +
      '                                 Dload  Upload   Total   Spent    Left  Speed\n' +
      '\r  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0',
  );
}

function meter(call: Call, bytes: number): void {
  call.flush();
  const size = String(bytes).padStart(5);
  const percent = bytes === 0 ? '  0' : '100';
  call.sys.write(
    2,
    `\r${percent} ${size}  ${percent} ${size}    0     0      0      0 --:--:-- --:--:-- --:--:--     0\n`,
  );
}
