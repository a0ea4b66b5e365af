// Models kubernetes@v1.36.0 pkg/kubelet/kubelet_pods.go (GetKubeletContainerLogs, validateContainerLogStatus), pkg/kubelet/server/server.go
// Differs: streams are relayed by the API server in pieces instead of over a connection of their own.
import { badRequestStatus, type Status } from '../../api/index.ts';
import type { ConnectRequest, StreamEvent } from '../apiserver/messages.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import type { Envelope } from '../kernel/message.ts';
import type { ContainerStatus, CriRequest, CriStream } from '../runtime/cri.ts';
import type { StreamOrigin } from '../runtime/task.ts';
import { type Desk, newCall, workerOf } from './desk.ts';
import { rpcErrorText } from './rpc.ts';

type Connect = ConnectRequest & { readonly client: string };

/** The API server hands on what a client wants of a Pod here. */
export function connected(desk: Desk, envelope: Envelope): void {
  const request = envelope.body as Connect;
  const { client, id, options, subresource } = request;
  const refuse = (message: string): void => fail(desk, request, envelope, badRequestStatus(message));
  const name = options.container ?? '';
  const worker = workerOf(desk, envelope.object?.uid ?? '');
  const record = worker?.containers[name];
  const origin: StreamOrigin = {
    client,
    id,
    timestamps: options.timestamps === true,
    tailLines: options.tailLines ?? null,
    sinceMs: options.sinceSeconds === undefined ? null : desk.context.nowMs - options.sinceSeconds * 1000,
  };
  if (subresource === 'log') {
    const instance = options.previous === true ? record?.last : (record?.current ?? null);
    if (instance == null) {
      refuse(
        options.previous === true
          ? `previous terminated container "${name}" in pod "${request.name}" not found`
          : `container "${name}" in pod "${request.name}" is waiting to start: ${record?.trouble?.reason ?? 'ContainerCreating'}`,
      );
      return;
    }
    const follow = options.follow === true;
    callRuntime(desk, envelope, {
      type: 'ReadLog',
      id: newCall(desk),
      containerId: instance.id,
      follow,
      origin,
    });
    return;
  }
  const running = runningOf(record?.current ?? null);
  if (running === null) {
    refuse(`container not found ("${name}")`);
    return;
  }
  if (subresource === 'attach') {
    if (running.tty) {
      send(desk, envelope, {
        ...piece(origin, ''),
        terminal: { node: desk.state.node, terminal: `tty/${running.status.id}` },
      });
      return;
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
    stdin: options.stdin ?? null,
    tty: options.tty === true,
    origin,
  });

  function runningOf(status: ContainerStatus | null): { status: ContainerStatus; tty: boolean } | null {
    if (status?.state !== 'Running') return null;
    const { containers, initContainers = [] } = worker?.pod.spec ?? { containers: [] };
    const container = [...containers, ...initContainers].find((one) => one.name === name);
    return { status, tty: container?.tty === true };
  }
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
  const status =
    error === '' ? undefined : badRequestStatus(rpcErrorText({ code: 'Unknown', message: error }));
  send(desk, envelope, {
    ...piece(origin, text),
    stream,
    ...(exitCode === null ? {} : { exitCode }),
    ...(status === undefined ? {} : { status }),
    ...(terminal === undefined ? {} : { terminal: { node: desk.state.node, terminal } }),
  });
}
