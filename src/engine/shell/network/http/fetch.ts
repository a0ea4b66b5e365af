// One request and its answer: what wget and curl have in common.
import { type ErrorName, isErrno } from '../../../linux/errno.ts';
import type { LookupResult } from '../../../linux/net/dns.ts';
import { afterServerHello, clientHello } from '../../../linux/net/tls.ts';
import type { Sys, WaitFor } from '../../../linux/sys.ts';
import { type HttpResponse, parseResponse } from '../../http.ts';
import { type Dial, type DialStep, dropDial, resumeDial, startDial } from '../dial.ts';
import { earlier } from '../turns.ts';

/** Plain data. */
export interface Fetch {
  readonly method: string;
  /** What is sent once the connection stands. */
  readonly request: string;
  readonly dial: Dial | null;
  readonly fd: number;
  readonly ip: string;
  readonly name: string;
  readonly buffer: string;
  /** With HTTPS: whether the server has greeted; null without it. */
  readonly isGreeted: boolean | null;
  /** When the connection stood. */
  readonly connectedMs: number;
  /** When the first of the answer came; null: not yet. */
  readonly firstMs: number | null;
}

export type FetchStep =
  | { readonly fetch: Fetch; readonly wait: WaitFor }
  | { readonly response: HttpResponse; readonly fetch: Fetch }
  | { readonly unknown: LookupResult }
  /** The connection never stood. */
  | { readonly refused: ErrorName; readonly ip: string }
  /** It stood, and broke: `error` is null when the other side just closed it. */
  | { readonly broken: ErrorName | null; readonly reason: string; readonly fetch: Fetch };

export function startFetch(
  sys: Sys,
  { host, port, secure = false }: { readonly host: string; readonly port: number; readonly secure?: boolean },
  method: string,
  request: string,
): FetchStep {
  const begun: Fetch = {
    method,
    request,
    dial: null,
    fd: -1,
    ip: '',
    name: '',
    buffer: '',
    isGreeted: secure ? false : null,
    connectedMs: 0,
    firstMs: null,
  };
  return dialled(sys, begun, startDial(sys, host, port, secure ? clientHello(host) + request : request));
}

/** Over a UNIX socket instead. */
export function startUnixFetch(sys: Sys, path: string, method: string, request: string): FetchStep {
  const fd = sys.connectUnix(path);
  if (isErrno(fd)) return { refused: fd.errno, ip: path };
  const failed = sys.write(fd, request);
  if (failed !== undefined) return { refused: failed.errno, ip: path };
  return readMore(sys, {
    method,
    request,
    dial: null,
    fd,
    ip: path,
    name: path,
    buffer: '',
    isGreeted: null,
    connectedMs: sys.nowMs,
    firstMs: null,
  });
}

export function resumeFetch(sys: Sys, fetch: Fetch): FetchStep {
  if (fetch.dial !== null) return dialled(sys, fetch, resumeDial(sys, fetch.dial));
  return readMore(sys, fetch);
}

export function dropFetch(sys: Sys, fetch: Fetch): void {
  if (fetch.dial !== null) dropDial(sys, fetch.dial);
  else if (fetch.fd !== -1) sys.close(fetch.fd);
}

function dialled(sys: Sys, fetch: Fetch, step: DialStep): FetchStep {
  if ('unknown' in step) return step;
  if ('failed' in step) return { refused: step.failed.error, ip: step.failed.ip };
  if ('connected' in step) {
    const { fd, ip, name } = step.connected;
    return readMore(sys, { ...fetch, dial: null, fd, ip, name, connectedMs: sys.nowMs });
  }
  const { dial } = step;
  const known = dial.stage === 'connect' ? { ip: dial.ip, name: dial.name } : {};
  return { fetch: { ...fetch, dial, ...known }, wait: step.wait };
}

function readMore(sys: Sys, before: Fetch): FetchStep {
  let fetch = before;
  for (;;) {
    const text = sys.read(fetch.fd);
    if (text === null) {
      if (fetch.isGreeted === false) return { fetch, wait: { readable: [fetch.fd] } };
      const parsed = parseResponse(fetch.buffer, { ended: false, method: fetch.method });
      if (parsed === null) return { fetch, wait: { readable: [fetch.fd] } };
      sys.close(fetch.fd);
      if ('malformed' in parsed) return { broken: null, reason: parsed.malformed, fetch };
      return { response: parsed.message, fetch };
    }
    if (isErrno(text)) {
      sys.close(fetch.fd);
      return { broken: text.errno, reason: '', fetch };
    }
    if (text === '') {
      const parsed = parseResponse(fetch.buffer, { ended: true, method: fetch.method });
      sys.close(fetch.fd);
      if (parsed === null || 'malformed' in parsed) {
        return { broken: null, reason: parsed === null ? 'cut off' : parsed.malformed, fetch };
      }
      return { response: parsed.message, fetch };
    }
    fetch = { ...fetch, buffer: fetch.buffer + text, firstMs: fetch.firstMs ?? sys.nowMs };
    if (fetch.isGreeted !== false) continue;
    const after = afterServerHello(fetch.buffer);
    if (after === 'plain') {
      sys.close(fetch.fd);
      return { broken: null, reason: NOT_TLS, fetch };
    }
    if (after !== 'waiting') fetch = { ...fetch, buffer: after.rest, isGreeted: true };
  }
}

/** Why a fetch is broken whose server does not speak TLS. */
export const NOT_TLS = 'wrong version number';

/** The same wait, but not beyond a moment. */
export function until(wait: WaitFor, untilMs: number | null): WaitFor {
  return { ...wait, untilMs: earlier(wait.untilMs, untilMs) };
}
