// Models containerd@v2.1.0 internal/cri/server/container_create.go, container_start.go, container_stop.go
import { resolveImage } from '../../images/resolve.ts';
import type { Context } from '../../kernel/component.ts';
import { LATENCY_MS } from '../../kernel/latency.ts';
import { type Address, type Envelope, nodeOf, type ObjectRef } from '../../kernel/message.ts';
import { get, put, remove } from '../../kernel/table.ts';
import { parseSignal } from '../../linux/signal.ts';
import type {
  ContainerConfig,
  ContainerStatus,
  CriEvent,
  CriReply,
  CriRequest,
  CriStream,
  RpcError,
} from '../cri.ts';
import { RUNTIME_MS } from '../latency.ts';
import type { StreamOrigin, TaskReply, TaskRequest } from '../task.ts';
import { podRef } from './sandboxes.ts';
import { type Container, type CriState, newId, type Sandbox } from './state.ts';

export function createContainer(state: CriState, envelope: Envelope, context: Context): CriState {
  const request = envelope.body as CriRequest & { type: 'CreateContainer' };
  const { config, sandboxId } = request;
  context.note({ container: config.name });
  const fail = (error: RpcError): CriState => {
    context.note({ error: error.message });
    reply(
      envelope,
      { type: 'CreateContainer', id: request.id, error, container: null },
      LATENCY_MS.cri,
      context,
    );
    return state;
  };
  const sandbox = get(state.sandboxes, sandboxId);
  if (sandbox === undefined || sandbox.state !== 'Ready') {
    return fail({ code: 'Unknown', message: `failed to get sandbox container task: no running task found` });
  }
  const resolution = resolveImage(config.image);
  const image = resolution.ok ? get(state.images, resolution.image.name) : undefined;
  if (image === undefined) {
    return fail({ code: 'NotFound', message: `failed to resolve image "${config.image}": not found` });
  }
  const id = newId(context);
  const container: Container = {
    id,
    sandboxId,
    podUid: sandbox.config.uid,
    name: config.name,
    type: config.type,
    attempt: config.attempt,
    image: config.image,
    imageName: image.name,
    imageId: image.imageId,
    state: 'Created',
    createdMs: context.nowMs,
    startedMs: null,
    finishedMs: null,
    exitCode: null,
    reason: '',
    message: '',
    assumed: null,
    user: null,
    config,
    call: null,
    stops: [],
  };
  const answer: CriReply = {
    type: 'CreateContainer',
    id: request.id,
    error: null,
    container: statusOf(container),
  };
  reply(envelope, answer, RUNTIME_MS.createContainer, context);
  return {
    ...state,
    containers: put(state.containers, id, container),
    sandboxes: put(state.sandboxes, sandboxId, { ...sandbox, containers: [...sandbox.containers, id] }),
  };
}

export function startContainer(state: CriState, envelope: Envelope, context: Context): CriState {
  const { id: call, containerId } = envelope.body as CriRequest & { type: 'StartContainer' };
  const container = get(state.containers, containerId);
  const sandbox = container && get(state.sandboxes, container.sandboxId);
  const image = container && get(state.images, container.imageName);
  if (container === undefined || sandbox === undefined || image === undefined) {
    const error: RpcError = {
      code: 'NotFound',
      message: `an error occurred when try to find container "${containerId}": not found`,
    };
    reply(envelope, { type: 'StartContainer', id: call, error, container: null }, LATENCY_MS.cri, context);
    return state;
  }
  const { config } = container;
  context.note({ container: config.name });
  const body: TaskRequest = {
    type: 'start',
    id: containerId,
    sandboxId: sandbox.id,
    attempt: config.attempt,
    spec: {
      image,
      command: config.command,
      args: config.args,
      env: { HOSTNAME: ownNameOf(sandbox.config), ...config.env },
      workingDir: config.workingDir,
      user: config.user,
      security: config.security,
      ports: config.ports,
      described: config.described,
      mounts: config.mounts,
      stdin: config.stdin,
      terminal: config.tty ? `tty/${containerId}` : null,
      readOnlyRoot: config.readOnlyRootFilesystem,
      memoryMaxBytes: config.memoryLimitBytes,
      cpuMax: config.cpuLimit,
    },
    stopSignal: parseSignal(image.config.stopSignal) ?? 'TERM',
    logPath: logPathOf(sandbox, config),
    terminationMessagePath: config.terminationMessagePath,
    fallsBackToLogs: config.fallsBackToLogs,
    target: config.target === '' ? '' : (running(state, sandbox, config.target)?.id ?? ''),
  };
  toRuntime(envelope.to, 'start', containerRef(sandbox, container), body, context);
  return { ...state, containers: put(state.containers, containerId, { ...container, call }) };
}

const ownNameOf = ({ hostname, domain, hostnameAsFQDN }: Sandbox['config']): string =>
  hostnameAsFQDN ? `${hostname}.${domain}` : hostname;

/** Where the kubelet has the runtime keep a container's output. */
export function logPathOf({ config: pod }: Sandbox, { name, attempt }: ContainerConfig): string {
  return `/var/log/pods/${pod.namespace}_${pod.name}_${pod.uid}/${name}/${attempt}.log`;
}

function running(state: CriState, sandbox: Sandbox, name: string): Container | undefined {
  for (const id of sandbox.containers) {
    const container = get(state.containers, id);
    if (container?.name === name && container.state === 'Running') return container;
  }
  return undefined;
}

/** The runtime says whether the process runs. */
export function containerStarted(
  state: CriState,
  container: Container,
  task: TaskReply & { type: 'started' | 'failed' },
  to: Address,
  context: Context,
): CriState {
  const sandbox = get(state.sandboxes, container.sandboxId);
  const { call } = container;
  if (call === null || sandbox === undefined) return state;
  const started: Container =
    // It may have been killed before the shim could say that it runs.
    container.state === 'Exited'
      ? { ...container, call: null, user: task.type === 'started' ? task.user : null }
      : task.type === 'started'
        ? {
            ...container,
            call: null,
            state: 'Running',
            startedMs: context.nowMs,
            assumed: task.assumed,
            user: task.user,
          }
        : {
            ...container,
            call: null,
            state: 'Exited',
            startedMs: null,
            finishedMs: context.nowMs,
            exitCode: 128,
            reason: 'StartError',
            message: startError(task.message),
          };
  const status = statusOf(started);
  const object = podRef(sandbox.config);
  const kubelet = `kubelet/${nodeOf(to)}`;
  const error: RpcError | null =
    task.type === 'started' ? null : { code: 'Unknown', message: started.message };
  const answer: CriReply = { type: 'StartContainer', id: call, error, container: status };
  context.send({ from: to, to: kubelet, verb: 'reply', object, body: answer }, LATENCY_MS.cri);
  if (started.state === 'Running') {
    const event: CriEvent = { type: 'ContainerStarted', container: status };
    context.send({ from: to, to: kubelet, verb: 'event', object, body: event }, LATENCY_MS.cri);
  }
  return { ...state, containers: put(state.containers, container.id, started) };
}

const startError = (cause: string): string =>
  'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: ' +
  `unable to start container process: error during container init: ${cause}: unknown`;

export function containerExited(
  state: CriState,
  container: Container,
  task: TaskReply & { type: 'exited' },
  to: Address,
  context: Context,
): CriState {
  const dead: Container = {
    ...container,
    state: 'Exited',
    // One that ends at once has ended before the shim could say that it runs.
    startedMs: container.startedMs ?? context.nowMs,
    exitCode: task.exitCode,
    reason: task.reason,
    message: task.message,
    finishedMs: context.nowMs,
    stops: [],
  };
  const sandbox = get(state.sandboxes, container.sandboxId);
  if (sandbox === undefined) return state;
  const object = podRef(sandbox.config);
  const kubelet = `kubelet/${nodeOf(to)}`;
  context.note({ container: container.name, exitCode: task.exitCode });
  const event: CriEvent = { type: 'ContainerDied', container: statusOf(dead) };
  context.send({ from: to, to: kubelet, verb: 'event', object, body: event }, LATENCY_MS.cri);
  for (const id of container.stops) {
    const body: CriReply = { type: 'StopContainer', id, error: null, containerId: container.id };
    context.send({ from: to, to: kubelet, verb: 'reply', object, body }, LATENCY_MS.cri);
  }
  return { ...state, containers: put(state.containers, container.id, dead) };
}

/** The polite signal now, SIGKILL when the time is up. */
export function stopContainer(state: CriState, envelope: Envelope, context: Context): CriState {
  const { id, containerId, timeoutMs } = envelope.body as CriRequest & { type: 'StopContainer' };
  const container = get(state.containers, containerId);
  if (container === undefined || !isAlive(container)) {
    reply(envelope, { type: 'StopContainer', id, error: null, containerId }, LATENCY_MS.cri, context);
    return state;
  }
  context.note({ container: container.name, graceMs: timeoutMs });
  const sandbox = get(state.sandboxes, container.sandboxId) as Sandbox;
  const signal = timeoutMs > 0 ? 'TERM' : 'KILL';
  const body: TaskRequest = { type: 'kill', id: containerId, signal, graceMs: timeoutMs };
  toRuntime(envelope.to, 'kill', containerRef(sandbox, container), body, context);
  if (signal === 'TERM') {
    context.send(
      {
        from: envelope.to,
        to: envelope.to,
        verb: 'stop-timeout',
        object: envelope.object,
        body: containerId,
        background: true,
      },
      timeoutMs,
    );
  }
  return {
    ...state,
    containers: put(state.containers, containerId, { ...container, stops: [...container.stops, id] }),
  };
}

export function stopTimedOut(state: CriState, envelope: Envelope, context: Context): CriState {
  const container = get(state.containers, envelope.body as string);
  const sandbox = container && get(state.sandboxes, container.sandboxId);
  if (container === undefined || sandbox === undefined || !isAlive(container)) return state;
  const body: TaskRequest = { type: 'kill', id: container.id, signal: 'KILL', graceMs: 0 };
  toRuntime(envelope.to, 'kill', containerRef(sandbox, container), body, context);
  return state;
}

export function removeContainer(state: CriState, envelope: Envelope, context: Context): CriState {
  const { id, containerId } = envelope.body as CriRequest & { type: 'RemoveContainer' };
  reply(envelope, { type: 'RemoveContainer', id, error: null }, LATENCY_MS.cri, context);
  const container = get(state.containers, containerId);
  if (container === undefined) return state;
  const gone: TaskRequest = { type: 'remove', ids: [containerId] };
  toRuntime(envelope.to, 'remove', envelope.object, gone, context);
  const sandbox = get(state.sandboxes, container.sandboxId);
  const containers = remove(state.containers, containerId);
  if (sandbox === undefined) return { ...state, containers };
  const left = { ...sandbox, containers: sandbox.containers.filter((other) => other !== containerId) };
  return { ...state, containers, sandboxes: put(state.sandboxes, sandbox.id, left) };
}

/** Runs a command in a container: the runtime answers with the same number. */
export function execSync(state: CriState, envelope: Envelope, context: Context): CriState {
  const { id, containerId, command, timeoutMs } = envelope.body as CriRequest & { type: 'ExecSync' };
  const container = get(state.containers, containerId);
  context.note({ command: command.join(' ') });
  const body: TaskRequest = {
    type: 'exec',
    id: containerId,
    call: id,
    command,
    timeoutMs,
    streams: false,
    stdin: false,
    terminal: null,
    origin: null,
  };
  const object: ObjectRef | undefined =
    container === undefined || envelope.object === undefined
      ? envelope.object
      : { ...envelope.object, kind: 'Container', name: `${envelope.object.name}/${container.name}` };
  toRuntime(envelope.to, 'exec', object, body, context);
  return state;
}

export function execAnswered(state: CriState, envelope: Envelope, context: Context): CriState {
  const answer = envelope.body as TaskReply & { type: 'exec' };
  const { object } = envelope;
  const error: RpcError | null = answer.timedOut
    ? {
        code: 'DeadlineExceeded',
        message: 'failed to exec in container: timeout exceeded: context deadline exceeded',
      }
    : answer.error === ''
      ? null
      : {
          code: 'Unknown',
          message: `failed to exec in container: failed to start exec: ${answer.error}`,
        };
  const body: CriReply = {
    type: 'ExecSync',
    id: answer.call,
    error,
    exitCode: answer.exitCode,
    output: answer.output,
  };
  const slash = object?.name.indexOf('/') ?? -1;
  const pod = object && {
    ...object,
    kind: 'Pod',
    name: slash < 0 ? object.name : object.name.slice(0, slash),
  };
  context.send(
    { from: envelope.to, to: `kubelet/${nodeOf(envelope.to)}`, verb: 'reply', object: pod, body },
    LATENCY_MS.cri,
  );
  return state;
}

/** Starts a command whose output goes to somebody outside the cluster. */
export function exec(state: CriState, envelope: Envelope, context: Context): CriState {
  const { id, containerId, command, stdin, tty, origin } = envelope.body as CriRequest & { type: 'Exec' };
  context.note({ command: command.join(' ') });
  const body: TaskRequest = {
    type: 'exec',
    id: containerId,
    call: id,
    command,
    timeoutMs: null,
    streams: true,
    stdin,
    terminal: tty ? `exec/${origin.client}/${origin.id}` : null,
    origin,
  };
  toRuntime(envelope.to, 'exec', envelope.object, body, context);
  return state;
}

/** Reads a container's log: that of the newest instance, or of an older one by its id. */
export function readLog(state: CriState, envelope: Envelope, context: Context): CriState {
  const { id, containerId, follow, origin } = envelope.body as CriRequest & { type: 'ReadLog' };
  const container = get(state.containers, containerId);
  const sandbox = container && get(state.sandboxes, container.sandboxId);
  if (container === undefined || sandbox === undefined) {
    const error = `an error occurred when try to find container "${containerId}": not found`;
    streamed(
      { type: 'exec', call: id, exitCode: 1, output: '', timedOut: false, error, origin },
      origin,
      envelope,
      context,
    );
    return state;
  }
  const path = logPathOf(sandbox, container.config);
  const body: TaskRequest = { type: 'logs', call: id, containerId, path, follow, origin };
  toRuntime(envelope.to, 'logs', envelope.object, body, context);
  return state;
}

/** Somebody outside wants to reach a port inside a sandbox. */
export function portForward(state: CriState, envelope: Envelope, context: Context): CriState {
  const { sandboxId, packet } = envelope.body as CriRequest & { type: 'PortForward' };
  const body: TaskRequest = { type: 'portforward', sandboxId, packet };
  toRuntime(envelope.to, 'portforward', envelope.object, body, context);
  return state;
}

/** Nobody listens to a stream any more. */
export function closeStream(state: CriState, envelope: Envelope, context: Context): CriState {
  const { client, stream } = envelope.body as CriRequest & { type: 'CloseStream' };
  toRuntime(envelope.to, 'unfollow', envelope.object, { type: 'unfollow', client, id: stream }, context);
  return state;
}

/** Somebody types into a stream. */
export function writeStdin(state: CriState, envelope: Envelope, context: Context): CriState {
  const { containerId, client, stream, text, end } = envelope.body as CriRequest & { type: 'WriteStdin' };
  const body: TaskRequest = { type: 'stdin', containerId, client, id: stream, text, end };
  toRuntime(envelope.to, 'stdin', envelope.object, body, context);
  return state;
}

/** A piece of such output, or its end, on its way back. */
export function streamed(
  task: TaskReply & { type: 'output' | 'exec' },
  origin: StreamOrigin,
  { to, object }: Envelope,
  context: Context,
): void {
  const failed = task.type === 'exec' && task.error.startsWith('OCI runtime exec failed');
  const prefix = failed
    ? `error executing command in container: failed to exec in container: failed to start exec "${newId(context)}": `
    : '';
  const body: CriStream =
    task.type === 'output'
      ? { origin, stream: task.stream, text: task.text, exitCode: null, error: '', terminal: task.terminal }
      : { origin, stream: 'stdout', text: task.output, exitCode: task.exitCode, error: prefix + task.error };
  context.send({ from: to, to: `kubelet/${nodeOf(to)}`, verb: 'stream', object, body }, LATENCY_MS.cri);
}

/** Running, or about to. */
export function isAlive(container: Container): boolean {
  return container.state === 'Running' || container.call !== null;
}

export function statusOf(container: Container): ContainerStatus {
  const { config, call, stops, ...status } = container;
  return status;
}

function containerRef(sandbox: Sandbox, container: Container): ObjectRef {
  const { namespace, name, uid } = sandbox.config;
  return { kind: 'Container', namespace, name: `${name}/${container.name}`, uid };
}

/** What is as urgent as the request it comes from. */
const PASSED_ON = new Set(['exec', 'logs', 'portforward', 'stdin', 'unfollow']);

function toRuntime(
  from: Address,
  verb: string,
  object: ObjectRef | undefined,
  body: TaskRequest,
  context: Context,
): void {
  const background = PASSED_ON.has(verb) ? undefined : false;
  context.send({ from, to: `runtime/${nodeOf(from)}`, verb, object, body, background }, LATENCY_MS.cri);
}

function reply({ from, to, object }: Envelope, body: CriReply, delayMs: number, context: Context): void {
  context.send({ from: to, to: from, verb: 'reply', object, body }, delayMs);
}
