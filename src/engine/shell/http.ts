// HTTP/1.1 (RFC 9112) as text.
// Differs: bodies are text, whose lengths are those of its UTF-8 form; no trailers, no HTTP/2.

/** In the order they were sent; names as they were written. */
export type Headers = readonly (readonly [name: string, value: string])[];

export interface HttpRequest {
  readonly method: string;
  /** As on the request line: `/path?query`, or a whole address when asked as a proxy. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
  readonly headers: Headers;
  readonly body: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly reason: string;
  readonly version: '1.0' | '1.1';
  readonly headers: Headers;
  readonly body: string;
}

/** A message at the beginning of a buffer, and what comes after it. */
export interface Parsed<T> {
  readonly message: T;
  readonly rest: string;
}

/** What is wrong with a buffer that can never become a message. */
export interface Malformed {
  readonly malformed: string;
}

export const REASONS: Readonly<Record<number, string>> = {
  100: 'Continue',
  101: 'Switching Protocols',
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  411: 'Length Required',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Large',
  415: 'Unsupported Media Type',
  418: "I'm a teapot",
  421: 'Misdirected Request',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
};

/** The value of a header by its name in any case; undefined without it. */
export function header(headers: Headers, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return headers.find(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** Whether the connection stays open for another message after this one. */
export function keepsAlive(message: Pick<HttpRequest, 'version' | 'headers'>): boolean {
  const connection = header(message.headers, 'connection')?.toLowerCase() ?? '';
  return message.version === '1.1' ? !connection.includes('close') : connection.includes('keep-alive');
}

/** Length of a text in UTF-8. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) bytes += unitBytes(text.charCodeAt(i));
  return bytes;
}

/** A pair of surrogates makes four bytes: two each. */
function unitBytes(unit: number): number {
  if (unit < 0x80) return 1;
  return unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;
}

/** The end of the first `bytes` bytes of `text` from `start` on; -1 when there are fewer. */
function endOfBytes(text: string, start: number, bytes: number): number {
  let left = bytes;
  let at = start;
  while (left > 0) {
    if (at >= text.length) return -1;
    left -= unitBytes(text.charCodeAt(at));
    at++;
  }
  return at;
}

/**
 * A request at the beginning of what has arrived so far; null while it is not complete. Call it again with the
 * whole buffer when there is more of it.
 */
export function parseRequest(buffer: string): Parsed<HttpRequest> | Malformed | null {
  // Clients may send an empty line too much after a message.
  const start = /^(?:\r?\n)*/.exec(buffer)?.[0].length ?? 0;
  const head = parseHead(buffer, start);
  if (head === null || 'malformed' in head) return head;
  const line = /^([!#$%&'*+.^_`|~\w-]+) (\S+) HTTP\/(1\.[01])$/.exec(head.line);
  if (line === null) return { malformed: `request line "${head.line}"` };
  const version = line[3] as '1.0' | '1.1';
  const { headers } = head;
  const body = takeBody(buffer, head.end, headers, '');
  if (body === null || 'malformed' in body) return body;
  const message = { method: line[1] as string, target: line[2] as string, version, headers, body: body.text };
  return { message, rest: buffer.slice(body.end) };
}

export interface ResponseContext {
  /** The other side has closed: what has arrived is all there will be. */
  readonly ended: boolean;
  /** What was asked: a HEAD has no body in its answer. */
  readonly method?: string;
}

/** A response at the beginning of what has arrived so far; null while it is not complete. */
export function parseResponse(
  buffer: string,
  context: ResponseContext,
): Parsed<HttpResponse> | Malformed | null {
  const head = parseHead(buffer, 0);
  if (head === null) return context.ended ? { malformed: buffer === '' ? 'empty reply' : 'cut off' } : null;
  if ('malformed' in head) return head;
  const line = /^HTTP\/(1\.[01]) (\d{3})(?: (.*))?$/.exec(head.line);
  if (line === null) return { malformed: `status line "${head.line}"` };
  const status = Number(line[2]);
  if (status === 100) return parseResponse(buffer.slice(head.end), context);
  const { headers } = head;
  const version = line[1] as '1.0' | '1.1';
  const shell = { status, reason: line[3] ?? '', version, headers };
  const isBodiless = context.method === 'HEAD' || status === 204 || status === 304 || status < 200;
  if (isBodiless) return { message: { ...shell, body: '' }, rest: buffer.slice(head.end) };
  const body = takeBody(buffer, head.end, headers, context.ended ? buffer.slice(head.end) : null);
  if (body === null) return context.ended ? { malformed: 'cut off' } : null;
  if ('malformed' in body) return body;
  return { message: { ...shell, body: body.text }, rest: buffer.slice(body.end) };
}

/** What there is of a response's head, for those who do not wait for the body; null before it is complete. */
export function parseResponseHead(buffer: string): Pick<HttpResponse, 'status' | 'headers'> | null {
  const head = parseHead(buffer, 0);
  if (head === null || 'malformed' in head) return null;
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head.line)?.[1];
  return status === undefined ? null : { status: Number(status), headers: head.headers };
}

interface Head {
  readonly line: string;
  readonly headers: Headers;
  /** Where the body begins. */
  readonly end: number;
}

const MAX_HEAD = 32_768;

function parseHead(buffer: string, start: number): Head | Malformed | null {
  const blank = /\r?\n\r?\n/g;
  blank.lastIndex = start;
  const match = blank.exec(buffer);
  if (match === null) {
    if (buffer.length - start > MAX_HEAD) return { malformed: 'header too large' };
    const first = buffer.slice(start).split('\n', 2);
    // What is certainly not HTTP is said at once, and not waited for.
    return first.length > 1 && !/HTTP\/1\.[01]/.test(first[0] as string) ? { malformed: 'not HTTP' } : null;
  }
  const lines = buffer.slice(start, match.index).split(/\r?\n/);
  const headers: [string, string][] = [];
  for (const line of lines.slice(1)) {
    const colon = line.indexOf(':');
    if (colon <= 0) return { malformed: `header "${line}"` };
    headers.push([line.slice(0, colon), line.slice(colon + 1).trim()]);
  }
  return { line: lines[0] as string, headers, end: match.index + match[0].length };
}

type Body = { readonly text: string; readonly end: number };

/** `unframed` is the body when no header says how long it is; null: it is not known yet. */
function takeBody(
  buffer: string,
  start: number,
  headers: Headers,
  unframed: string | null,
): Body | Malformed | null {
  if (/\bchunked\b/i.test(header(headers, 'transfer-encoding') ?? '')) return takeChunks(buffer, start);
  const length = header(headers, 'content-length');
  if (length === undefined) {
    return unframed === null ? null : { text: unframed, end: start + unframed.length };
  }
  if (!/^\d+$/.test(length)) return { malformed: `Content-Length "${length}"` };
  const end = endOfBytes(buffer, start, Number(length));
  return end < 0 ? null : { text: buffer.slice(start, end), end };
}

function takeChunks(buffer: string, start: number): Body | Malformed | null {
  let text = '';
  let at = start;
  for (;;) {
    const lineEnd = buffer.indexOf('\r\n', at);
    if (lineEnd < 0) return null;
    const size = /^([\da-f]+)\s*(?:;.*)?$/i.exec(buffer.slice(at, lineEnd))?.[1];
    if (size === undefined) return { malformed: `chunk size "${buffer.slice(at, lineEnd)}"` };
    const bytes = Number.parseInt(size, 16);
    const end = endOfBytes(buffer, lineEnd + 2, bytes);
    if (end < 0 || buffer.length < end + 2) return null;
    text += buffer.slice(lineEnd + 2, end);
    at = end + 2;
    if (bytes === 0) return { text, end: at };
  }
}

function formatHead(line: string, headers: Headers): string {
  let text = `${line}\r\n`;
  for (const [name, value] of headers) text += `${name}: ${value}\r\n`;
  return `${text}\r\n`;
}

function withLength(headers: Headers, body: string, always: boolean): Headers {
  if (header(headers, 'content-length') !== undefined) return headers;
  if (header(headers, 'transfer-encoding') !== undefined) return headers;
  if (body === '' && !always) return headers;
  return [...headers, ['Content-Length', String(byteLength(body))]];
}

/** The text of a request; adds Content-Length when there is a body and the headers do not say. */
export function formatRequest(
  request: Partial<HttpRequest> & Pick<HttpRequest, 'target' | 'headers'>,
): string {
  const { method = 'GET', target, version = '1.1', headers, body = '' } = request;
  return (
    formatHead(`${method} ${target} HTTP/${version}`, withLength(headers, body, false)) +
    framed(headers, body)
  );
}

/**
 * The text of a response; adds Content-Length unless the headers say. `method` HEAD leaves the body out and keeps
 * its length.
 */
export function formatResponse(
  response: Partial<HttpResponse> & Pick<HttpResponse, 'status'>,
  method = 'GET',
): string {
  const { status, version = '1.1', headers = [], body = '' } = response;
  const reason = response.reason ?? REASONS[status] ?? '';
  const hasBody = status !== 204 && status !== 304 && status >= 200;
  const head = formatHead(
    `HTTP/${version} ${status} ${reason}`,
    hasBody ? withLength(headers, body, true) : headers,
  );
  return hasBody && method !== 'HEAD' ? head + framed(headers, body) : head;
}

/** A body whose headers say `chunked` goes as one chunk. */
function framed(headers: Headers, body: string): string {
  if (!/\bchunked\b/i.test(header(headers, 'transfer-encoding') ?? '')) return body;
  return `${body === '' ? '' : `${byteLength(body).toString(16)}\r\n${body}\r\n`}0\r\n\r\n`;
}
