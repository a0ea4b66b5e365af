// Models containerd@v2.1.0 internal/cri/server/sandbox_run.go, sandbox_stop.go, sandbox_remove.go
// Differs: making the network namespace takes no time of its own.
import type { Context } from '../../kernel/component.ts';
import { LATENCY_MS } from '../../kernel/latency.ts';
import { type Address, type Envelope, nodeOf, type ObjectRef } from '../../kernel/message.ts';
import { get, put, remove } from '../../kernel/table.ts';
import type { CniReply, CniRequest } from '../cni.ts';
import type { CriEvent, CriReply, CriRequest, RpcError, SandboxConfig, SandboxStatus } from '../cri.ts';
import { RUNTIME_MS } from '../latency.ts';
import type { TaskRequest } from '../task.ts';
import { type CriState, newId, PAUSE_IMAGE, type Sandbox } from './state.ts';

export const podRef = (config: SandboxConfig): ObjectRef => ({
  kind: 'Pod',
  namespace: config.namespace,
  name: config.name,
  uid: config.uid,
});

const sandboxRef = (config: SandboxConfig): ObjectRef => ({ ...podRef(config), kind: 'Sandbox' });

/** Makes the network namespace and has CNI set it up; a Pod on the node's network needs neither. Then comes pause. */
export function runPodSandbox(state: CriState, envelope: Envelope, context: Context): CriState {
  const { id: call, config } = envelope.body as CriRequest & { type: 'RunPodSandbox' };
  const id = newId(context);
  context.note({ sandbox: id.slice(0, 13) });
  const sandbox: Sandbox = {
    id,
    config,
    state: 'Creating',
    ip: '',
    createdMs: context.nowMs,
    call,
    stopping: false,
    failure: '',
    containers: [],
  };
  if (config.hostNetwork) startPause(sandbox, envelope.to, context);
  else callCni(sandbox, 'ADD', envelope.to, context);
  return { ...state, sandboxes: put(state.sandboxes, id, sandbox) };
}

function startPause({ id, config, ip }: Sandbox, to: Address, context: Context): void {
  const body: TaskRequest = { type: 'sandbox', id, config, ip, image: PAUSE_IMAGE };
  send(to, 'runtime', 'start', sandboxRef(config), body, context);
}

function callCni({ id, config }: Sandbox, verb: 'ADD' | 'DEL', to: Address, context: Context): void {
  const body: CniRequest = { sandboxId: id, portMappings: config.portMappings };
  send(to, 'cni', verb, podRef(config), body, context);
}

/** pause runs, and holds what was made for it. */
export function sandboxStarted(state: CriState, sandbox: Sandbox, to: Address, context: Context): CriState {
  const ready: Sandbox = { ...sandbox, state: 'Ready', call: null };
  const id = sandbox.call as number;
  answer(to, sandbox.config, { type: 'RunPodSandbox', id, error: null, sandbox: statusOf(ready) }, context);
  return { ...state, sandboxes: put(state.sandboxes, sandbox.id, ready) };
}

export function cniReplied(state: CriState, envelope: Envelope, context: Context): CriState {
  const reply = envelope.body as CniReply;
  const sandbox = get(state.sandboxes, reply.sandboxId);
  if (sandbox === undefined) return state;
  if (reply.type === 'DEL') {
    return sandbox.failure === ''
      ? sandboxStopped(state, sandbox, envelope.to, context)
      : sandboxFailed(state, sandbox, envelope.to, context);
  }
  if (sandbox.call === null) return state;
  if (reply.error === '') {
    context.note({ ip: reply.ip });
    const connected: Sandbox = { ...sandbox, ip: reply.ip };
    startPause(connected, envelope.to, context);
    return { ...state, sandboxes: put(state.sandboxes, sandbox.id, connected) };
  }
  context.note({ error: reply.error });
  // What a plug-in that fails has left behind is cleared away before the kubelet is told.
  callCni(sandbox, 'DEL', envelope.to, context);
  return { ...state, sandboxes: put(state.sandboxes, sandbox.id, { ...sandbox, failure: reply.error }) };
}

function sandboxFailed(state: CriState, sandbox: Sandbox, to: Address, context: Context): CriState {
  const { id, config, call, failure } = sandbox;
  const error: RpcError = {
    code: 'Unknown',
    message: `failed to setup network for sandbox "${id}": plugin type="bridge" failed (add): ${failure}`,
  };
  answer(to, config, { type: 'RunPodSandbox', id: call as number, error, sandbox: null }, context);
  return { ...state, sandboxes: remove(state.sandboxes, id) };
}

/** Kills what still runs in it, pause included, and gives its address back. */
export function stopPodSandbox(state: CriState, envelope: Envelope, context: Context): CriState {
  const { id: call, sandboxId } = envelope.body as CriRequest & { type: 'StopPodSandbox' };
  const sandbox = get(state.sandboxes, sandboxId);
  if (sandbox === undefined) {
    const reply: CriReply = { type: 'StopPodSandbox', id: call, error: null, sandboxId };
    context.send(
      { from: envelope.to, to: envelope.from, verb: 'reply', object: envelope.object, body: reply },
      1,
    );
    return state;
  }
  for (const id of sandbox.containers) {
    const container = get(state.containers, id);
    if (container === undefined || (container.state !== 'Running' && container.call === null)) continue;
    const body: TaskRequest = { type: 'kill', id, signal: 'KILL', graceMs: 0 };
    send(envelope.to, 'runtime', 'kill', sandboxRef(sandbox.config), body, context);
  }
  const stopping: Sandbox = { ...sandbox, call, stopping: true };
  const next = { ...state, sandboxes: put(state.sandboxes, sandboxId, stopping) };
  if (sandbox.state === 'NotReady') return tearDown(next, stopping, envelope.to, context);
  const body: TaskRequest = { type: 'kill', id: sandboxId, signal: 'KILL', graceMs: 0 };
  send(envelope.to, 'runtime', 'kill', sandboxRef(sandbox.config), body, context);
  return next;
}

/** pause has ended: as asked, or by a fault, which the kubelet has to learn of. */
export function sandboxExited(state: CriState, sandbox: Sandbox, to: Address, context: Context): CriState {
  const dead: Sandbox = { ...sandbox, state: 'NotReady' };
  const next = { ...state, sandboxes: put(state.sandboxes, sandbox.id, dead) };
  if (sandbox.stopping) return tearDown(next, dead, to, context);
  const body: CriEvent = { type: 'SandboxDied', sandbox: statusOf(dead) };
  context.send(
    { from: to, to: `kubelet/${nodeOf(to)}`, verb: 'event', object: podRef(sandbox.config), body },
    LATENCY_MS.cri,
  );
  return next;
}

function tearDown(state: CriState, sandbox: Sandbox, to: Address, context: Context): CriState {
  if (sandbox.config.hostNetwork) return sandboxStopped(state, sandbox, to, context);
  callCni(sandbox, 'DEL', to, context);
  return state;
}

function sandboxStopped(state: CriState, sandbox: Sandbox, to: Address, context: Context): CriState {
  if (sandbox.call === null) return state;
  const { id: sandboxId, call: id, config } = sandbox;
  answer(to, config, { type: 'StopPodSandbox', id, error: null, sandboxId }, context);
  const stopped: Sandbox = { ...sandbox, state: 'NotReady', ip: '', call: null, stopping: false };
  return { ...state, sandboxes: put(state.sandboxes, sandboxId, stopped) };
}

/** Forgets the sandbox and its containers. */
export function removePodSandbox(state: CriState, envelope: Envelope, context: Context): CriState {
  const { id, sandboxId } = envelope.body as CriRequest & { type: 'RemovePodSandbox' };
  const reply: CriReply = { type: 'RemovePodSandbox', id, error: null };
  context.send(
    { from: envelope.to, to: envelope.from, verb: 'reply', object: envelope.object, body: reply },
    RUNTIME_MS.removeSandbox,
  );
  const sandbox = get(state.sandboxes, sandboxId);
  if (sandbox === undefined) return state;
  const gone: TaskRequest = { type: 'remove', ids: [...sandbox.containers, sandboxId] };
  send(envelope.to, 'runtime', 'remove', sandboxRef(sandbox.config), gone, context);
  let { containers } = state;
  for (const containerId of sandbox.containers) containers = remove(containers, containerId);
  return { ...state, containers, sandboxes: remove(state.sandboxes, sandboxId) };
}

export function statusOf(sandbox: Sandbox): SandboxStatus {
  const { id, config, state, ip, createdMs } = sandbox;
  return { id, config, state, ip, createdMs };
}

function answer(to: Address, config: SandboxConfig, body: CriReply, context: Context): void {
  context.send(
    { from: to, to: `kubelet/${nodeOf(to)}`, verb: 'reply', object: podRef(config), body },
    LATENCY_MS.cri,
  );
}

function send(
  from: Address,
  role: 'runtime' | 'cni',
  verb: string,
  object: ObjectRef,
  body: unknown,
  context: Context,
): void {
  context.send({ from, to: `${role}/${nodeOf(from)}`, verb, object, body }, LATENCY_MS.cri);
}
