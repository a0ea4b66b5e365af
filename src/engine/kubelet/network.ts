// Models kubernetes@v1.36.0 pkg/probe/http/http.go, pkg/probe/tcp/tcp.go, pkg/kubelet/lifecycle/handlers.go
// Differs: https is spoken without encryption; redirects are not followed.
import type { IntOrString } from '../../api/index.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import type { Envelope } from '../kernel/message.ts';
import type { Packet } from '../linux/net/types.ts';
import { parseResponseHead } from '../shell/http.ts';
import { change, type Desk, remind, workerOf } from './desk.ts';
import { containerOf } from './kill.ts';
import type { Ask, Worker } from './state.ts';

/** The number of a port given by number or by the name of a containerPort; undefined when there is none. */
export function portOf(worker: Worker, name: string, port: IntOrString): number | undefined {
  if (typeof port === 'number') return port;
  const named = containerOf(worker, name)?.ports?.find((other) => other.name === port);
  if (named !== undefined) return named.containerPort;
  return /^\d+$/.test(port) ? Number(port) : undefined;
}

export interface Question {
  readonly port: number;
  /** Null: only connect. */
  readonly path: string | null;
  readonly scheme: string;
  readonly host: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly userAgent: string;
  /** Null: it waits for ever. */
  readonly timeoutMs: number | null;
}

/** Asks a Pod over the network; the process that listens there answers to `asks` under the call's number. */
export function askPort(
  desk: Desk,
  worker: Worker,
  call: number,
  question: Question,
  flags: { readonly background?: boolean | undefined } = {},
): void {
  const { nodeIP, node } = desk.state;
  const { port, path, scheme, timeoutMs } = question;
  const ip = worker.pod.spec.hostNetwork ? nodeIP : (worker.sandbox?.ip ?? '');
  const address = `${question.host === '' ? ip : question.host}:${port}`;
  const target = path === null ? address : `${scheme.toLowerCase()}://${address}${path}`;
  const packet: Packet = {
    kind: 'open',
    protocol: 'tcp',
    connection: `${desk.me}#${call}`,
    toward: 'server',
    source: { ip: nodeIP, port: FIRST_PORT + (call % PORTS) },
    destination: { ip, port },
    data: path === null ? '' : requestText(path, address, question),
    fin: false,
    netns: 0,
    way: [desk.me],
    back: [],
    object: worker.ref,
  };
  const ask = worker.asks[call];
  if (ask !== undefined) {
    change(desk, worker, { asks: { ...worker.asks, [call]: { ...ask, target, packet, heard: '' } } });
  }
  desk.context.send(
    { from: desk.me, to: `runtime/${node}`, verb: packet.kind, object: worker.ref, body: packet, ...flags },
    LATENCY_MS.cri,
  );
  if (timeoutMs !== null) remind(desk, 'ask-timeout', worker, call, timeoutMs, { background: true });
}

const FIRST_PORT = 32_768;
const PORTS = 28_000;

function requestText(path: string, address: string, { headers, userAgent }: Question): string {
  const given = headers.filter(({ name }) => name.toLowerCase() !== 'host');
  const host = headers.find(({ name }) => name.toLowerCase() === 'host')?.value ?? address;
  const lines = [`Host: ${host}`, `User-Agent: ${userAgent}`, 'Accept: */*', 'Connection: close'];
  for (const { name, value } of given) lines.push(`${name}: ${value}`);
  return `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`;
}

export interface Verdict {
  readonly call: number;
  readonly ask: Ask;
  readonly ok: boolean;
  /** Why not, in the asker's words. */
  readonly output: string;
}

/** A packet that answers: the verdict as soon as there is one. */
export function packetHeard(desk: Desk, worker: Worker, { body }: Envelope): Verdict | undefined {
  const packet = body as Packet;
  const call = Number(packet.connection.slice(packet.connection.indexOf('#') + 1));
  const ask = worker.asks[call];
  if (ask?.packet === undefined) return undefined;
  const isHttp = ask.packet.data !== '';
  const verdict = (ok: boolean, output: string): Verdict => ({ call, ask, ok, output });
  const failed = (cause: string): Verdict => verdict(false, isHttp ? `Get "${ask.target}": ${cause}` : cause);
  switch (packet.kind) {
    case 'accept':
      if (isHttp) return undefined;
      hangUp(desk, worker, packet);
      return verdict(true, '');
    case 'reset':
      return failed(`dial tcp ${peerOf(ask)}: connect: connection refused`);
    case 'unreachable':
      return failed(`dial tcp ${peerOf(ask)}: connect: no route to host`);
    default: {
      if (!isHttp) return undefined;
      const heard = (ask.heard ?? '') + packet.data;
      const head = parseResponseHead(heard);
      if (head !== null) {
        hangUp(desk, worker, packet);
        const { status } = head;
        return verdict(status >= 200 && status < 400, `HTTP probe failed with statuscode: ${status}`);
      }
      if (packet.fin) {
        return failed(
          heard === '' ? 'EOF' : 'net/http: HTTP/1.x transport connection broken: malformed HTTP response',
        );
      }
      change(desk, worker, { asks: { ...worker.asks, [call]: { ...ask, heard } } });
      return undefined;
    }
  }
}

function peerOf({ packet }: Ask): string {
  return `${packet?.destination.ip}:${packet?.destination.port}`;
}

/** Tells the other side that nothing more comes. */
function hangUp(desk: Desk, worker: Worker, answer: Packet): void {
  const packet: Packet = {
    ...answer,
    kind: 'close',
    toward: 'server',
    source: answer.destination,
    destination: answer.source,
    data: '',
    fin: true,
    way: [desk.me],
    back: [],
  };
  desk.context.send(
    { from: desk.me, to: `runtime/${desk.state.node}`, verb: 'close', object: worker.ref, body: packet },
    LATENCY_MS.cri,
  );
}

/** Nobody has answered in time. */
export function askTimedOut(desk: Desk, uid: string, call: number): Verdict | undefined {
  const ask = workerOf(desk, uid)?.asks[call];
  if (ask?.packet === undefined) return undefined;
  const output =
    ask.packet.data === ''
      ? `dial tcp ${peerOf(ask)}: i/o timeout`
      : `Get "${ask.target}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
  return { call, ask, ok: false, output };
}
