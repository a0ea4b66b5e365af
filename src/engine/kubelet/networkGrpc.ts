// Models kubernetes@v1.36.0 pkg/probe/grpc/grpc.go
// Differs: a connection that was refused is not tried again before the time is up.
import { formatCall, HEALTH_CHECK, parseReply } from '../shell/network/grpc.ts';
import { goDuration } from './duration.ts';
import type { Asking, GrpcQuestion, Heard } from './network.ts';

export function grpcRequest({ service, userAgent, timeoutMs }: GrpcQuestion, authority: string): string {
  return formatCall(
    { path: HEALTH_CHECK, message: { service } },
    { authority, userAgent: `${userAgent} grpc-go`, timeoutMs: timeoutMs ?? 0 },
  );
}

/** A server that does not speak gRPC is waited for until the time is up. */
export function hearGrpc({ heard }: Asking, isLast: boolean): Heard {
  const { isReady, reply } = parseReply(heard);
  if (reply === null) {
    if (!isLast || !isReady) return null;
    return failed('rpc error: code = Unavailable desc = error reading from server: EOF');
  }
  if ('code' in reply) {
    if (reply.code === 'Unimplemented') {
      const output = `error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${reply.detail}`;
      return { ok: false, output };
    }
    return failed(`rpc error: code = ${reply.code} desc = ${reply.detail}`);
  }
  const { status = 'UNKNOWN' } = reply.message;
  return status === 'SERVING'
    ? { ok: true, output: 'service healthy' }
    : { ok: false, output: `service unhealthy (responded with "${status}")` };
}

function failed(error: string): Heard {
  return { ok: false, output: `error: health rpc probe failed: ${error}` };
}

export function grpcTimedOut({ heard, url, question }: Asking): string {
  const within = goDuration(question.timeoutMs ?? 0);
  return parseReply(heard).isReady
    ? `timeout: health rpc did not complete within ${within}`
    : `timeout: failed to connect service "${url}" within ${within}: context deadline exceeded`;
}
