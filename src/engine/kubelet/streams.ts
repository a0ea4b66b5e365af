// Models kubernetes@v1.36.0 pkg/kubelet/kubelet_pods.go (GetKubeletContainerLogs, validateContainerLogStatus), pkg/kubelet/server/server.go
// Differs: streams are relayed by the API server in pieces instead of over a connection of their own; the end of what is typed does not detach from a container without stdinOnce.
import {
  badRequestStatus,
  type Container,
  type EphemeralContainer,
  internalErrorStatus,
  type Status,
} from '../../api/index.ts';
import type { ConnectOptions, ConnectRequest, StreamEvent } from '../apiserver/messages.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import type { Envelope } from '../kernel/message.ts';
import { timeMsOf } from '../kernel/timestamp.ts';
import type { Packet } from '../linux/net/types.ts';
import type { ContainerStatus, CriRequest, CriStream } from '../runtime/cri.ts';
import type { StreamOrigin } from '../runtime/task.ts';
import { type Desk, newCall, workerOf } from './desk.ts';
import type { Worker } from './state.ts';

type Connect = ConnectRequest & { readonly client: string };

/** The API server hands on what a client wants of a Pod here. */
export function connected(desk: Desk, envelope: Envelope): void {
  const request = envelope.body as Connect;
  const { client, id, options, subresource } = request;
  if (request.closes === true) {
    callRuntime(desk, envelope, { type: 'CloseStream', id: newCall(desk), client, stream: id });
    return;
  }
  if (request.input !== undefined) {
    typed(desk, envelope, request, request.input);
    return;
  }
  const refuse = (status: Status): void => fail(desk, request, envelope, status);
  const name = options.container ?? '';
  const worker = workerOf(desk, envelope.object?.uid ?? '');
  const record = worker?.containers[name];
  const origin: StreamOrigin = {
    client,
    id,
    timestamps: options.timestamps === true,
    tailLines: options.tailLines ?? null,
    sinceMs: sinceMsOf(options, desk.context.nowMs),
    limitBytes: options.limitBytes ?? null,
  };
  if (subresource === 'log') {
    const found = logOf(worker, name, options.previous === true, request.name);
    if (!found.ok) {
      refuse(badRequestStatus(found.message));
      return;
    }
    const follow = options.follow === true;
    callRuntime(desk, envelope, {
      type: 'ReadLog',
      id: newCall(desk),
      containerId: found.id,
      follow,
      origin,
    });
    return;
  }
  if (subresource === 'portforward') {
    forward(desk, envelope, request);
    return;
  }
  const running = runningOf(record?.current ?? null);
  if (running === null) {
    refuse(internalErrorStatus(`unable to upgrade connection: container not found ("${name}")`));
    return;
  }
  if (subresource === 'attach') {
    if (running.tty) {
      const terminal = { node: desk.state.node, terminal: `tty/${running.status.id}` };
      send(desk, envelope, { ...piece(origin, ''), terminal });
    }
    const containerId = running.status.id;
    const attached = { ...origin, tailLines: 0 };
    callRuntime(desk, envelope, {
      type: 'ReadLog',
      id: newCall(desk),
      containerId,
      follow: true,
      origin: attached,
    });
    return;
  }
  callRuntime(desk, envelope, {
    type: 'Exec',
    id: newCall(desk),
    containerId: running.status.id,
    command: options.command ?? [],
    stdin: options.stdin === true,
    tty: options.tty === true,
    origin,
  });

  function runningOf(status: ContainerStatus | null): { status: ContainerStatus; tty: boolean } | null {
    if (status?.state !== 'Running') return null;
    return { status, tty: specOf(worker, name)?.tty === true };
  }
}

function sinceMsOf({ sinceSeconds, sinceTime }: ConnectOptions, nowMs: number): number | null {
  if (sinceTime !== undefined) return timeMsOf(sinceTime);
  return sinceSeconds === undefined ? null : nowMs - sinceSeconds * 1000;
}

/** What a client types goes to the container it is attached to, or to the command it has started. */
function typed(
  desk: Desk,
  envelope: Envelope,
  { client, id, subresource, options }: Connect,
  { text, end }: NonNullable<ConnectRequest['input']>,
): void {
  const worker = workerOf(desk, envelope.object?.uid ?? '');
  const name = options.container ?? '';
  const isAttached = subresource === 'attach';
  const containerId = isAttached ? (worker?.containers[name]?.current?.id ?? null) : null;
  if (isAttached && containerId === null) return;
  // The end of what one client types is the end of a container's input only with stdinOnce.
  const ends = end && (!isAttached || specOf(worker, name)?.stdinOnce === true);
  callRuntime(desk, envelope, {
    type: 'WriteStdin',
    id: newCall(desk),
    containerId,
    client,
    stream: id,
    text,
    end: ends,
  });
}

function specOf(worker: Worker | undefined, name: string): Container | EphemeralContainer | undefined {
  const {
    containers,
    initContainers = [],
    ephemeralContainers = [],
  } = worker?.pod.spec ?? { containers: [] };
  return [...containers, ...initContainers, ...ephemeralContainers].find((one) => one.name === name);
}

/** Opens a connection to a port of the Pod, from its own localhost, and writes what there is to send. */
function forward(desk: Desk, envelope: Envelope, { client, id, options }: Connect): void {
  const worker = workerOf(desk, envelope.object?.uid ?? '');
  const call = newCall(desk);
  const sandboxId = worker?.sandbox?.id ?? '';
  const { port = 0 } = options;
  const packet: Packet = {
    kind: 'open',
    protocol: 'tcp',
    connection: `${desk.me}#${FORWARDED}${client} ${id} ${port} ${sandboxId}`,
    toward: 'server',
    source: { ip: LOOPBACK, port: FIRST_PORT + (call % PORTS) },
    destination: { ip: LOOPBACK, port },
    data: options.data ?? '',
    fin: false,
    netns: 0,
    way: [desk.me],
    back: [],
    object: envelope.object,
  };
  callRuntime(desk, envelope, { type: 'PortForward', id: call, sandboxId, packet });
}

const FORWARDED = 'forward ';
const LOOPBACK = '127.0.0.1';
const FIRST_PORT = 32_768;
const PORTS = 28_000;

/** A packet for a forwarded port goes on to its client; false: it is for somebody else. */
export function forwarded(desk: Desk, envelope: Envelope): boolean {
  const packet = envelope.body as Packet;
  const name = packet.connection.slice(packet.connection.indexOf('#') + 1);
  if (!name.startsWith(FORWARDED)) return false;
  const [client = '', id = '', port = '', sandboxId = ''] = name.slice(FORWARDED.length).split(' ');
  const common: StreamEvent = { type: 'stream', id, client, stream: 'stdout', text: packet.data };
  if (packet.kind === 'accept' && packet.data === '' && !packet.fin) return true;
  if (packet.kind === 'reset' || packet.kind === 'unreachable') {
    const cause =
      `error forwarding port ${port} to pod ${sandboxId}, uid : failed to execute portforward in network namespace ` +
      `"${netnsPath(sandboxId)}": failed to connect to localhost:${port} inside namespace "${sandboxId}", ` +
      `IPv4: dial tcp4 127.0.0.1:${port}: connect: connection refused ` +
      `IPv6 dial tcp6 [::1]:${port}: connect: connection refused`;
    send(desk, envelope, { ...common, exitCode: 1, status: internalErrorStatus(cause) });
  } else send(desk, envelope, packet.fin || packet.kind === 'close' ? { ...common, exitCode: 0 } : common);
  return true;
}

/** Where containerd would have bound the namespace of a sandbox. */
function netnsPath(sandboxId: string): string {
  const parts = /^(.{8})(.{4})(.{4})(.{4})(.{12})/.exec(sandboxId)?.slice(1) ?? [];
  return `/var/run/netns/cni-${parts.join('-')}`;
}

type LogFound = { readonly ok: true; readonly id: string } | { readonly ok: false; readonly message: string };

/** The instance whose log is meant, by what the status says of it. */
function logOf(worker: Worker | undefined, name: string, previous: boolean, pod: string): LogFound {
  const { status } = worker ?? {};
  const known = [
    ...(status?.initContainerStatuses ?? []),
    ...(status?.containerStatuses ?? []),
    ...(status?.ephemeralContainerStatuses ?? []),
  ].find((one) => one.name === name);
  const refused = (what: string): LogFound => ({
    ok: false,
    message: `container ${JSON.stringify(name)} in pod ${JSON.stringify(pod)} is ${what}`,
  });
  if (known === undefined) return refused('not available');
  const { waiting, running, terminated } = known.state ?? {};
  const last = known.lastState?.terminated?.containerID;
  const found = (id: string): LogFound => ({ ok: true, id: id.replace(/^.*:\/\//, '') });
  if (previous) {
    if (last) return found(last);
    const message = `previous terminated container ${JSON.stringify(name)} in pod ${JSON.stringify(pod)} not found`;
    return { ok: false, message };
  }
  if (running !== undefined && known.containerID) return found(known.containerID);
  if (terminated !== undefined) {
    const id = terminated.containerID || last;
    return id ? found(id) : refused('terminated');
  }
  if (last) return found(last);
  if (waiting === undefined) return refused('waiting to start - no logs yet');
  if (waiting.reason === 'ErrImagePull') return refused("waiting to start: image can't be pulled");
  if (waiting.reason === 'ImagePullBackOff')
    return refused('waiting to start: trying and failing to pull image');
  return refused(`waiting to start: ${waiting.reason ?? ''}`);
}

function callRuntime(desk: Desk, { object }: Envelope, body: CriRequest): void {
  desk.context.send(
    { from: desk.me, to: `cri/${desk.state.node}`, verb: body.type, object, body },
    LATENCY_MS.cri,
  );
}

const piece = ({ client, id }: StreamOrigin, text: string): StreamEvent => ({
  type: 'stream',
  id,
  client,
  stream: 'stdout',
  text,
});

function send(desk: Desk, { object }: Envelope, body: StreamEvent): void {
  desk.context.send({ from: desk.me, to: 'apiserver', verb: 'stream', object, body }, LATENCY_MS.api);
}

function fail(desk: Desk, { client, id }: Connect, envelope: Envelope, status: Status): void {
  desk.context.note({ error: status.message });
  send(desk, envelope, { type: 'stream', id, client, stream: 'stderr', text: '', exitCode: 1, status });
}

/** A piece of output comes back from the runtime. */
export function streamed(desk: Desk, envelope: Envelope): void {
  const { origin, stream, text, exitCode, error, terminal } = envelope.body as CriStream;
  const status = error === '' ? undefined : internalErrorStatus(error);
  send(desk, envelope, {
    ...piece(origin, text),
    stream,
    ...(exitCode === null ? {} : { exitCode }),
    ...(status === undefined ? {} : { status }),
    ...(terminal === undefined ? {} : { terminal: { node: desk.state.node, terminal } }),
  });
}
