// Models kubernetes@v1.36.0 pkg/probe/http/http.go, pkg/probe/http/request.go
// Models go@v1.25.0 src/net/http/client.go, src/net/http/request.go, src/net/http/transport.go
// Differs: a body is only waited for when it will be quoted.
import { afterServerHello, clientHello } from '../linux/net/tls.ts';
import { type Headers, header, parseResponse, parseResponseHead } from '../shell/http.ts';
import { parseUrl, resolveUrl } from '../shell/network/url.ts';
import type { Asking, Heard, HttpQuestion } from './network.ts';

const MAX_REDIRECTS = 10;
/** Longer bodies are cut off. */
const MAX_BODY = 10 * 1024;

export function urlOf({ scheme, path, port }: HttpQuestion, host: string): string {
  return `${scheme.toLowerCase()}://${host}:${port}/${path.replace(/^\//, '')}`;
}

/** As Go writes it: Host, User-Agent, the others by name, and that the connection will not be used again. */
export function httpRequest(question: HttpQuestion, url: string): string {
  const { authority = '', path = '/', scheme = 'http', host: name = '' } = parseUrl(url) ?? {};
  const greeting = scheme === 'https' ? clientHello(name) : '';
  const given = new Map<string, string[]>();
  for (const { name, value } of question.headers) {
    const key = canonical(name);
    given.set(key, [...(given.get(key) ?? []), value]);
  }
  const isFirst = authority === authorityOf(question, url);
  const host = (isFirst ? given.get('Host')?.[0] : undefined) || authority;
  const lines = [`Host: ${host}`];
  const userAgent = given.get('User-Agent')?.[0] ?? question.userAgent;
  if (userAgent !== '') lines.push(`User-Agent: ${userAgent}`);
  const accept = given.get('Accept') ?? ['*/*'];
  if (accept[0] !== '') given.set('Accept', accept);
  else given.delete('Accept');
  for (const name of [...given.keys()].sort()) {
    if (name === 'Host' || name === 'User-Agent') continue;
    for (const value of given.get(name) as string[]) lines.push(`${name}: ${value}`);
  }
  return `${greeting}GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`;
}

/** A header of one's own choice stays through redirects to the same place. */
function authorityOf({ port }: HttpQuestion, url: string): string {
  const host = parseUrl(url)?.host ?? '';
  return `${host}:${port}`;
}

/** x-custom-header is X-Custom-Header. */
function canonical(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (letters) => letters.toUpperCase());
}

export function httpFailed({ url }: Asking, cause: string): string {
  return `Get "${url}": ${cause}`;
}

/** `anyStatus`: that there is an answer is enough, as for hooks. */
export function hearHttp(asking: Asking, isLast: boolean, anyStatus: boolean): Heard {
  const failed = (cause: string): Heard => ({ ok: false, output: httpFailed(asking, cause) });
  let { heard } = asking;
  if (asking.url.startsWith('https:')) {
    const after = afterServerHello(heard);
    if (after === 'waiting') return isLast ? failed('EOF') : null;
    if (after === 'plain') return untrusted(asking, anyStatus, failed);
    heard = after.rest;
  }
  const head = parseResponseHead(heard);
  if (head === null) return unfinished(heard, isLast, failed);
  const { status, headers } = head;
  const location = locationOf(status, headers);
  if (location !== null) {
    const next = followed(asking, location);
    if (next !== null && asking.via >= MAX_REDIRECTS - 1) {
      return { ok: false, output: `Get "${location}": stopped after ${MAX_REDIRECTS} redirects` };
    }
    if (next !== null) return { follow: next };
  }
  if (anyStatus) return { ok: true, output: '' };
  if (status < 200 || status >= 400) {
    return { ok: false, output: `HTTP probe failed with statuscode: ${status}` };
  }
  if (status < 300) return { ok: true, output: '' };
  const parsed = parseResponse(heard, { ended: isLast });
  if (parsed === null) return null;
  const body = 'malformed' in parsed ? '' : parsed.message.body.slice(0, MAX_BODY);
  return { ok: true, warning: true, output: `Probe terminated redirects, Response body: ${body}` };
}

/** The other side does not speak TLS. A hook is content with HTTP then, as it was before it knew HTTPS. */
function untrusted({ heard, url }: Asking, isHook: boolean, failed: (cause: string) => Heard): Heard {
  if (!heard.startsWith('HTTP/')) return failed('tls: first record does not look like a TLS handshake');
  if (isHook) return { follow: url.replace(/^https:/, 'http:') };
  return failed('http: server gave HTTP response to HTTPS client');
}

function unfinished(heard: string, isLast: boolean, failed: (cause: string) => Heard): Heard {
  const end = heard.indexOf('\n');
  const line = (end < 0 ? heard : heard.slice(0, end)).replace(/\r$/, '');
  const isForeign = !'HTTP/1.'.startsWith(line.slice(0, 7));
  if (heard !== '' && isForeign && (end >= 0 || isLast)) {
    const quoted = JSON.stringify(line);
    return failed(`net/http: HTTP/1.x transport connection broken: malformed HTTP response ${quoted}`);
  }
  if (!isLast) return null;
  return failed(heard === '' ? 'EOF' : 'unexpected EOF');
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function locationOf(status: number, headers: Headers): string | null {
  return REDIRECTS.has(status) ? header(headers, 'location') || null : null;
}

/** Where a redirect leads when it stays with the same host; null: it is not followed. */
function followed({ url, question, destination }: Asking, location: string): string | null {
  const base = parseUrl(url);
  if (base === undefined) return null;
  const next = resolveUrl(base, location);
  const first = question.host === '' ? destination.ip : question.host;
  return parseUrl(next)?.host === first ? next : null;
}
