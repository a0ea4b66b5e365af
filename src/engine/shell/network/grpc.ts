// Models grpc@v1.76.0 doc/PROTOCOL-HTTP2.md
// Differs: frames of HTTP/2 are lines of JSON, messages are JSON and not protobuf; a client says what it wants without
// waiting for the server's settings; one message each way, no streams.

/** What a client of HTTP/2 says first. To a server of HTTP/1.1 it is a request it does not understand. */
export const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** Codes of gRPC by number. */
export const CODES = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
] as const;

export type GrpcCode = (typeof CODES)[number];

/** A message of a method, by the names of its fields. */
export type GrpcMessage = Readonly<Record<string, string>>;

interface Frame {
  readonly type: 'SETTINGS' | 'HEADERS' | 'DATA';
  readonly stream?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly message?: GrpcMessage;
  /** Nothing more comes on this stream. */
  readonly end?: boolean;
}

export interface GrpcCall {
  /** Such as /grpc.health.v1.Health/Check. */
  readonly path: string;
  readonly message: GrpcMessage;
}

export type GrpcReply =
  | { readonly message: GrpcMessage }
  | { readonly code: GrpcCode; readonly detail: string };

/** All that a client says to call a method: the preface, and one request. */
export function formatCall(
  { path, message }: GrpcCall,
  options: { readonly authority: string; readonly userAgent: string; readonly timeoutMs: number },
): string {
  const headers = {
    ':method': 'POST',
    ':scheme': 'http',
    ':path': path,
    ':authority': options.authority,
    'content-type': 'application/grpc',
    'user-agent': options.userAgent,
    te: 'trailers',
    'grpc-timeout': `${options.timeoutMs}m`,
  };
  return PREFACE + lines({ type: 'SETTINGS' }, head(headers), { ...body(message), end: true });
}

/** What a server says as soon as it has read the preface. */
export const SETTINGS = lines({ type: 'SETTINGS' });

export function formatReply(reply: GrpcReply): string {
  const begun = { ':status': '200', 'content-type': 'application/grpc' };
  if ('message' in reply) {
    return lines(head(begun), body(reply.message), { ...head({ 'grpc-status': '0' }), end: true });
  }
  const status = String(CODES.indexOf(reply.code));
  return lines({ ...head({ ...begun, 'grpc-status': status, 'grpc-message': reply.detail }), end: true });
}

/** The next call of what a server has heard after the preface; null: it is not complete. */
export function parseCall(
  buffer: string,
): { readonly call: GrpcCall; readonly rest: string } | 'malformed' | null {
  let path: string | undefined;
  let at = 0;
  for (;;) {
    const next = frameAt(buffer, at);
    if (next === null || next === 'malformed') return next;
    at = next.end;
    const { frame } = next;
    path = frame.headers?.[':path'] ?? path;
    if (frame.type !== 'DATA' || frame.end !== true) continue;
    if (path === undefined) return 'malformed';
    return { call: { path, message: frame.message ?? {} }, rest: buffer.slice(at) };
  }
}

/** What a client has heard so far. */
export interface GrpcHeard {
  /** The server speaks gRPC: the connection is ready. */
  readonly isReady: boolean;
  readonly reply: GrpcReply | null;
}

export function parseReply(buffer: string): GrpcHeard {
  let isReady = false;
  let message: GrpcMessage = {};
  for (let at = 0; ; ) {
    const next = frameAt(buffer, at);
    if (next === null || next === 'malformed') return { isReady, reply: null };
    at = next.end;
    const { frame } = next;
    isReady ||= frame.type === 'SETTINGS';
    message = frame.message ?? message;
    if (frame.end !== true) continue;
    const code = CODES[Number(frame.headers?.['grpc-status'] ?? 2)] ?? 'Unknown';
    const detail = frame.headers?.['grpc-message'] ?? '';
    return { isReady, reply: code === 'OK' ? { message } : { code, detail } };
  }
}

function lines(...frames: readonly Frame[]): string {
  return frames.map((frame) => `${JSON.stringify(frame)}\n`).join('');
}

const head = (headers: Readonly<Record<string, string>>): Frame => ({ type: 'HEADERS', stream: 1, headers });

const body = (message: GrpcMessage): Frame => ({ type: 'DATA', stream: 1, message });

function frameAt(
  buffer: string,
  at: number,
): { readonly frame: Frame; readonly end: number } | 'malformed' | null {
  const end = buffer.indexOf('\n', at);
  if (end < 0) return null;
  try {
    const frame: unknown = JSON.parse(buffer.slice(at, end));
    if (typeof frame !== 'object' || frame === null || !('type' in frame)) return 'malformed';
    return { frame: frame as Frame, end: end + 1 };
  } catch {
    return 'malformed';
  }
}

// --- grpc.health.v1

export const HEALTH_CHECK = '/grpc.health.v1.Health/Check';

export type Health = 'UNKNOWN' | 'SERVING' | 'NOT_SERVING' | 'SERVICE_UNKNOWN';

/** What a server says that has registered others than the service asked for. */
export function unimplemented(path: string): GrpcReply {
  const [, service = '', method = ''] = path.split('/');
  const detail = method === '' ? `malformed method name: "${path}"` : `unknown service ${service}`;
  return { code: 'Unimplemented', detail };
}
