// Models kubernetes@v1.36.0 pkg/probe/http/http.go, pkg/probe/tcp/tcp.go, pkg/probe/util.go
// Differs: names given as `host` are looked up in the machine's own /etc/hosts, and no further.
import { LATENCY_MS } from '../kernel/latency.ts';
import type { Envelope } from '../kernel/message.ts';
import { addressIn, isInNetwork, isIp, isLoopback } from '../linux/net/ip.ts';
import { show } from '../linux/net/packets.ts';
import { CONNECT_TIMEOUT_MS } from '../linux/net/sockets.ts';
import type { Endpoint, Packet } from '../linux/net/types.ts';
import { change, changeState, type Desk, podEvent, remind, workerOf } from './desk.ts';
import { grpcRequest, grpcTimedOut, hearGrpc } from './networkGrpc.ts';
import { hearHttp, httpFailed, httpRequest, urlOf } from './networkHttp.ts';
import type { Ask, Worker } from './state.ts';

/** What a probe or a hook wants to know. */
export type Question = HttpQuestion | TcpQuestion | GrpcQuestion;

interface AnyQuestion {
  /** '' is the Pod itself. */
  readonly host: string;
  readonly port: number;
  /** Null: it waits for ever. */
  readonly timeoutMs: number | null;
}

export interface HttpQuestion extends AnyQuestion {
  readonly type: 'http';
  readonly scheme: string;
  readonly path: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly userAgent: string;
}

export interface TcpQuestion extends AnyQuestion {
  readonly type: 'tcp';
}

export interface GrpcQuestion extends AnyQuestion {
  readonly type: 'grpc';
  readonly service: string;
  readonly userAgent: string;
}

/** How far a question has come. Plain data. */
export interface Asking {
  readonly question: Question;
  /** The address that is asked; with HTTP a redirect changes it. */
  readonly url: string;
  /** Redirects followed so far. */
  readonly via: number;
  readonly connection: string;
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly isConnected: boolean;
  readonly heard: string;
}

export interface Verdict {
  readonly call: number;
  readonly ask: Ask;
  readonly ok: boolean;
  /** It has passed, but somebody should know this. */
  readonly warning?: boolean | undefined;
  /** Why not, in the asker's words. */
  readonly output: string;
}

/** What comes of having heard more: an answer, or another question, or nothing yet. */
export type Heard =
  | { readonly ok: boolean; readonly warning?: boolean; readonly output: string }
  | { readonly follow: string }
  | null;

/** The kubelet's own ports. It never has so many questions open that they would run out. */
const FIRST_PORT = 32_768;
const PORTS = 28_000;

/**
 * Asks over the machine's network, as any process of the machine would; the answer comes to `asks` under the call's
 * number. A verdict that is there at once is handed back.
 */
export function askPort(desk: Desk, worker: Worker, call: number, question: Question): Verdict | undefined {
  const { host, port, timeoutMs } = question;
  const name = host === '' ? podAddress(desk, worker) : host;
  const url = question.type === 'http' ? urlOf(question, name) : `${name}:${port}`;
  // Who waits for ever still does not try to connect for ever.
  remindOfDeadline(desk, worker, call, timeoutMs ?? CONNECT_TIMEOUT_MS);
  return dial(desk, worker, call, question, { url, via: 0, host: name, port });
}

function podAddress(desk: Desk, worker: Worker): string {
  return worker.pod.spec.hostNetwork ? desk.state.nodeIP : (worker.sandbox?.ip ?? '');
}

/** Opens a connection and says what is to be said. */
function dial(
  desk: Desk,
  worker: Worker,
  call: number,
  question: Question,
  to: { readonly url: string; readonly via: number; readonly host: string; readonly port: number },
): Verdict | undefined {
  const { url, via, port } = to;
  const ask = worker.asks[call];
  if (ask === undefined) return undefined;
  const ip = addressOf(desk, to.host);
  const asking: Asking = {
    question,
    url,
    via,
    connection: `${desk.me}#${call}.${via}`,
    source: { ip: ip === undefined ? '' : sourceFor(desk, ip), port: FIRST_PORT + ((call + via) % PORTS) },
    destination: { ip: ip ?? '', port },
    isConnected: false,
    heard: '',
  };
  const asked: Ask = { ...ask, asking };
  change(desk, worker, { asks: { ...worker.asks, [call]: asked } });
  if (ip === undefined) {
    return {
      call,
      ask: asked,
      ok: false,
      output: failure(asking, `dial tcp: lookup ${to.host}: no such host`),
    };
  }
  send(desk, worker, asking, 'open', opening(asking));
  return undefined;
}

/** Go sends what it has to say once the connection stands; here it is on its way with the first packet. */
function opening({ question, url }: Asking): string {
  if (question.type === 'http') return httpRequest(question, url);
  return question.type === 'grpc' ? grpcRequest(question, url) : '';
}

/** What /etc/hosts of a machine says. */
function addressOf({ state }: Desk, host: string): string | undefined {
  if (isIp(host)) return host;
  if (host === 'localhost') return '127.0.0.1';
  return host === state.node ? state.nodeIP : undefined;
}

/** The address of the machine's interface that leads there. */
function sourceFor({ state }: Desk, ip: string): string {
  if (isLoopback(ip)) return ip;
  return isInNetwork(ip, state.podCIDR) ? addressIn(state.podCIDR, 1) : state.nodeIP;
}

/** Leaves by the machine's own namespace: its packet filter, its routes, and the bridge its Pods are plugged into. */
function send(
  desk: Desk,
  worker: Worker,
  { connection, source, destination }: Asking,
  kind: 'open' | 'close',
  data: string,
): void {
  const isLast = kind === 'close';
  const packet: Packet = {
    kind,
    protocol: 'tcp',
    connection,
    toward: 'server',
    source,
    destination,
    data,
    fin: isLast,
    gone: isLast ? true : undefined,
    netns: 0,
    way: [desk.me],
    back: [],
    object: worker.ref,
  };
  desk.context.send(
    { from: desk.me, to: `net/${desk.state.node}`, verb: kind, object: worker.ref, body: packet },
    LATENCY_MS.local,
  );
}

/** A packet that answers: the verdict as soon as there is one. */
export function packetHeard(desk: Desk, worker: Worker, { body }: Envelope): Verdict | undefined {
  const packet = body as Packet;
  const { connection } = packet;
  const call = Number(connection.slice(connection.indexOf('#') + 1, connection.lastIndexOf('.')));
  const ask = worker.asks[call];
  const asking = ask?.asking;
  // Somebody answers who was not waited for any longer.
  if (ask === undefined || asking?.connection !== connection) return undefined;
  const verdict = (ok: boolean, output: string, warning = false): Verdict => {
    forgetDeadline(desk, call);
    return { call, ask, ok, output, warning };
  };
  if (packet.kind === 'reset' || packet.kind === 'unreachable') {
    // A client of gRPC goes on trying for as long as it may.
    if (asking.question.type === 'grpc' && asking.heard === '') return undefined;
    return verdict(false, failure(asking, causeOf(packet, asking)));
  }
  const now: Asking = { ...asking, isConnected: true, heard: asking.heard + packet.data };
  const isLast = packet.fin || packet.kind === 'close';
  const heard = hear(now, isLast, ask.type !== 'probe');
  if (heard === null) {
    if (asking.question.timeoutMs === null) forgetDeadline(desk, call);
    change(desk, worker, { asks: { ...worker.asks, [call]: { ...ask, asking: now } } });
    return undefined;
  }
  if (packet.gone !== true) send(desk, worker, now, 'close', '');
  if (!('follow' in heard)) {
    if (heard.ok && ask.type !== 'probe') tellOfFallback(desk, worker, now);
    return verdict(heard.ok, heard.output, heard.warning);
  }
  const { hostname, port } = hostOf(heard.follow);
  const to = { url: heard.follow, via: asking.via + 1, host: hostname, port };
  const failed = dial(desk, worker, call, asking.question, to);
  return failed === undefined ? undefined : verdict(false, failed.output);
}

/** A hook that wanted HTTPS and was answered by HTTP. */
function tellOfFallback(desk: Desk, worker: Worker, { question, url, destination }: Asking): void {
  if (question.type !== 'http' || question.scheme !== 'HTTPS' || url.startsWith('https:')) return;
  const message = `request to HTTPS lifecycle hook ${show(destination)} got HTTP response, retry with HTTP succeeded`;
  podEvent(desk, worker, 'Warning', 'LifecycleHTTPFallback', message);
}

function hear(asking: Asking, isLast: boolean, anyStatus: boolean): Heard {
  const { type } = asking.question;
  // That somebody takes the connection is all that is asked.
  if (type === 'tcp') return { ok: true, output: '' };
  return type === 'http' ? hearHttp(asking, isLast, anyStatus) : hearGrpc(asking, isLast);
}

function hostOf(url: string): { readonly hostname: string; readonly port: number } {
  const match = /^(https?):\/\/([^/?#:]*)(?::(\d+))?/.exec(url);
  return { hostname: match?.[2] ?? '', port: Number(match?.[3] ?? (match?.[1] === 'https' ? 443 : 80)) };
}

function causeOf({ kind, unreachable }: Packet, { isConnected, source, destination }: Asking): string {
  if (isConnected && kind === 'reset') {
    return `read tcp ${show(source)}->${show(destination)}: read: connection reset by peer`;
  }
  const why =
    kind === 'reset' || unreachable === 'port'
      ? 'connection refused'
      : unreachable === 'net'
        ? 'network is unreachable'
        : 'no route to host';
  return `dial tcp ${show(destination)}: connect: ${why}`;
}

/** What the asker says of an attempt that has come to nothing. */
function failure(asking: Asking, cause: string): string {
  switch (asking.question.type) {
    case 'http':
      return httpFailed(asking, cause);
    case 'grpc':
      return grpcTimedOut(asking);
    default:
      return cause;
  }
}

// --- deadlines

/** Looks at what is overdue: one timer for all questions, of which most are answered long before. */
function remindOfDeadline(desk: Desk, { uid }: Worker, call: number, timeoutMs: number): void {
  const dueMs = desk.context.nowMs + timeoutMs;
  const deadlines = [...desk.state.deadlines, { uid, call, dueMs }];
  const { deadlineTimerMs } = desk.state;
  const isSoonest = deadlineTimerMs === null || dueMs < deadlineTimerMs;
  changeState(desk, { deadlines, deadlineTimerMs: isSoonest ? dueMs : deadlineTimerMs });
  if (isSoonest) remind(desk, 'ask-timeout', null, dueMs, timeoutMs, { background: true });
}

function forgetDeadline(desk: Desk, call: number): void {
  const deadlines = desk.state.deadlines.filter((one) => one.call !== call);
  if (deadlines.length < desk.state.deadlines.length) changeState(desk, { deadlines });
}

/** The timer has run down: the questions nobody has answered in time, by Pod. */
export function overdueAsks(desk: Desk, timerMs: number): readonly { uid: string; verdict: Verdict }[] {
  const { deadlines, deadlineTimerMs } = desk.state;
  // An earlier one has been set meanwhile.
  if (timerMs !== deadlineTimerMs) return [];
  const { nowMs } = desk.context;
  const left = deadlines.filter(({ dueMs }) => dueMs > nowMs);
  const nextMs = left.length === 0 ? null : Math.min(...left.map(({ dueMs }) => dueMs));
  changeState(desk, { deadlines: left, deadlineTimerMs: nextMs });
  if (nextMs !== null) remind(desk, 'ask-timeout', null, nextMs, nextMs - nowMs, { background: true });
  const overdue: { uid: string; verdict: Verdict }[] = [];
  for (const { uid, call, dueMs } of deadlines) {
    if (dueMs > nowMs) continue;
    const worker = workerOf(desk, uid);
    const ask = worker?.asks[call];
    if (worker === undefined || ask?.asking === undefined) continue;
    if (ask.asking.isConnected) send(desk, worker, ask.asking, 'close', '');
    overdue.push({ uid, verdict: { call, ask, ok: false, output: timedOut(ask.asking) } });
  }
  return overdue;
}

function timedOut(asking: Asking): string {
  const { question, destination } = asking;
  if (question.type === 'grpc') return grpcTimedOut(asking);
  if (question.type === 'tcp') return `dial tcp ${show(destination)}: i/o timeout`;
  return httpFailed(
    asking,
    question.timeoutMs === null
      ? `dial tcp ${show(destination)}: connect: connection timed out`
      : 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
  );
}
