// Models kubernetes@v1.36.0 pkg/kubelet/kubelet.go (syncLoop), pkg/kubelet/pleg/evented.go
// Differs: the runtime tells the kubelet at once when a container has started or died; it is not asked each second.
import type { Lease, Node, Pod, Service, TokenRequest } from '../../api/index.ts';
import type { ApiResponse, ConnectRequest, WatchEvent } from '../apiserver/messages.ts';
import type { Component } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import { type Envelope, roleOf } from '../kernel/message.ts';
import { emptyTable, put, remove, scan, tableOf } from '../kernel/table.ts';
import type { ContainerStatus, CriEvent, CriReply, CriRequest, SandboxStatus } from '../runtime/cri.ts';
import type { VolumesReply } from '../runtime/volumes.ts';
import {
  containerCreated,
  containerStarted,
  imageStatusReplied,
  postStartDone,
  pullReplied,
} from './containers.ts';
import {
  change,
  changeContainer,
  changeState,
  closeDesk,
  type Desk,
  newCall,
  openDesk,
  remind,
  request,
  workerOf,
} from './desk.ts';
import { evict } from './evict.ts';
import { killDone, preStopDone, preStopTimedOut } from './kill.ts';
import { overdueAsks, packetHeard, type Verdict } from './network.ts';
import { leaseRead, leaseWritten, renewLease } from './node/lease.ts';
import {
  becomeReady,
  birthCry,
  nodeChanged,
  nodeRead,
  register,
  registered,
  report,
  reportDue,
  updateDue,
} from './node/status.ts';
import { admit, beginSync, deadlineDue, podChanged } from './pods.ts';
import { probeAnswered, probeDue, probeErrored } from './probes.ts';
import { objectChanged, remountDue, remountReplied, renewTokens, tokenRenewed } from './remount.ts';
import { rpcErrorText } from './rpc.ts';
import { continueKillPod, sandboxCreated, sandboxDied, sandboxStopped } from './sandbox.ts';
import type { Ask, FoundPod, KubeletState, Worker } from './state.ts';
import { statusWritten } from './status/manager.ts';
import { connected, forwarded, streamed } from './streams.ts';
import { advance, resynced, stepDone, wake } from './sync.ts';
import { continueTermination, deleteWhenReported, terminationReplied } from './terminate.ts';
import { mountReplied, nodeStatusChanged, objectArrived, referenceArrived } from './volumes.ts';

/** How long after its start the kubelet looks for what the runtime has and the API server does not know. */
const HOUSEKEEPING_MS = 2000;

export const kubelet: Component<KubeletState> = {
  receive(state, envelope, context) {
    const desk = openDesk(state, envelope.to, context);
    switch (roleOf(envelope.from)) {
      case 'apiserver':
        if (envelope.verb === 'watch') watched(desk, envelope);
        else if ((envelope.body as ConnectRequest).type === 'connect') connected(desk, envelope);
        else answered(desk, envelope.body as ApiResponse);
        break;
      case 'cri':
        if (envelope.verb === 'stream') streamed(desk, envelope);
        else if (envelope.verb === 'event') fromRuntime(desk, envelope.body as CriEvent);
        else criReplied(desk, envelope);
        break;
      case 'volumes': {
        const reply = envelope.body as VolumesReply;
        const worker = workerFor(desk, envelope);
        if (worker === undefined) break;
        if (reply.type === 'mount') mountReplied(desk, worker, reply);
        else if (reply.type === 'remount') remountReplied(desk, worker, reply);
        else if (reply.type === 'exceeded') evict(desk, worker, reply.failures[0] ?? '');
        else terminationReplied(desk, worker, reply.call);
        break;
      }
      case 'net':
      case 'runtime': {
        if (forwarded(desk, envelope)) break;
        const worker = workerFor(desk, envelope);
        if (worker !== undefined) decided(desk, worker, packetHeard(desk, worker, envelope));
        break;
      }
      case 'kubelet':
        reminded(desk, envelope);
        break;
      case 'machine':
        if (envelope.verb === 'start') start(desk);
        // While it boots the first report will tell anyway.
        else if (desk.state.nodeObject !== null) report(desk, false);
        break;
      default:
        throw new Error(`${envelope.to} does not know ${envelope.verb} from ${envelope.from}`);
    }
    return closeDesk(desk);
  },
};

function workerFor(desk: Desk, envelope: Envelope): Worker | undefined {
  return workerOf(desk, envelope.object?.uid ?? '');
}

/** First what the runtime has, then the API server. */
function start(desk: Desk): void {
  desk.state = { ...desk.state, running: true };
  const body: CriRequest = { type: 'ListPodSandbox', id: newCall(desk) };
  desk.context.send({ from: desk.me, to: `cri/${desk.state.node}`, verb: body.type, body }, LATENCY_MS.cri);
}

function listed(desk: Desk, reply: CriReply & { type: 'ListPodSandbox' }): void {
  const pods = new Map<string, { sandboxes: SandboxStatus[]; containers: ContainerStatus[] }>();
  const podOf = (uid: string) => {
    const pod = pods.get(uid) ?? { sandboxes: [], containers: [] };
    pods.set(uid, pod);
    return pod;
  };
  for (const sandbox of reply.sandboxes) podOf(sandbox.config.uid).sandboxes.push(sandbox);
  for (const container of reply.containers) podOf(container.podUid).containers.push(container);
  let found = emptyTable<FoundPod>();
  for (const [uid, pod] of pods) found = put(found, uid, pod);
  desk.state = { ...desk.state, found, images: tableOf(reply.images.map((image) => [image.name, image])) };
  const { node } = desk.state;
  birthCry(desk);
  register(desk);
  renewLease(desk);
  const watch = (resource: string, fieldSelector?: string) =>
    request(desk, `watch ${resource}`, { verb: 'watch', resource, options: { fieldSelector } }, undefined);
  watch('nodes', `metadata.name=${node}`);
  watch('services');
  watch('pods', `spec.nodeName=${node}`);
  if (pods.size > 0) remind(desk, 'housekeeping', null, desk.state.boot, HOUSEKEEPING_MS);
}

/** Sandboxes of Pods that were deleted while the kubelet was away. */
function cleanUp(desk: Desk, boot: number): void {
  if (boot !== desk.state.boot) return;
  scan(desk.state.found, (pod) => {
    for (const { id, config } of pod.sandboxes) {
      const object = { kind: 'Pod', namespace: config.namespace, name: config.name, uid: config.uid };
      for (const type of ['StopPodSandbox', 'RemovePodSandbox'] as const) {
        const body: CriRequest = { type, id: newCall(desk), sandboxId: id };
        desk.context.send(
          { from: desk.me, to: `cri/${desk.state.node}`, verb: type, object, body },
          // Stopping gives the address back; only then is the sandbox forgotten.
          type === 'StopPodSandbox' ? LATENCY_MS.cri : LATENCY_MS.cri + HOUSEKEEPING_MS,
        );
      }
    }
  });
  desk.state = { ...desk.state, found: emptyTable() };
}

function watched(desk: Desk, { body }: Envelope): void {
  const event = body as WatchEvent;
  desk.context.note({ event: event.event, resource: event.resource });
  if (!desk.state.running || event.event === 'BOOKMARK') return;
  if (event.resource === 'pods') podChanged(desk, event);
  else if (event.resource === 'services') serviceChanged(desk, event);
  else if (event.resource !== 'nodes') objectChanged(desk, event);
  else if (event.event !== 'DELETED') {
    nodeChanged(desk, event.object as Node);
    nodeStatusChanged(desk);
  }
}

function serviceChanged(desk: Desk, { event, object }: WatchEvent): void {
  const { services } = desk.state;
  const key = `${object.metadata.namespace}/${object.metadata.name}`;
  changeState(desk, {
    services: event === 'DELETED' ? remove(services, key) : put(services, key, object as Service),
  });
}

/** Answers of the API server; their id says what was asked. */
function answered(desk: Desk, response: ApiResponse): void {
  const [boot, purpose, uid = ''] = response.id.split(' ');
  if (Number(boot) !== desk.state.boot || !desk.state.running) return;
  const { code, object } = response;
  switch (purpose) {
    case 'status': {
      statusWritten(desk, uid, code, object as Pod | undefined);
      const worker = workerOf(desk, uid);
      if (worker !== undefined) deleteWhenReported(desk, worker);
      return;
    }
    case 'object': {
      // What is asked for may have blanks of its own in its name.
      const name = response.id.slice(response.id.indexOf(uid) + uid.length + 1);
      const refused = name.startsWith('token/') ? (response.status ?? null) : null;
      objectArrived(desk, uid, name, code < 400 ? (object ?? null) : refused);
      return;
    }
    case 'renewal': {
      const key = response.id.slice(response.id.indexOf(uid) + uid.length + 1);
      tokenRenewed(desk, uid, key, code < 400 ? (object as TokenRequest) : null);
      return;
    }
    case 'reference':
      referenceArrived(desk, uid);
      return;
    case 'register':
      registered(desk, code, object as Node | undefined);
      return;
    case 'node':
      nodeRead(desk, code < 400 ? (object as Node) : undefined);
      return;
    case 'lease':
      leaseWritten(desk, code, object as Lease | undefined);
      return;
    case 'leaseread':
      leaseRead(desk, code < 400 ? (object as Lease) : undefined);
      return;
    default:
      return;
  }
}

function criReplied(desk: Desk, envelope: Envelope): void {
  const reply = envelope.body as CriReply;
  if (reply.type === 'ListPodSandbox') {
    listed(desk, reply);
    return;
  }
  if (reply.type === 'PullImage') {
    pullReplied(desk, envelope.object?.uid ?? '', reply);
    return;
  }
  if (reply.type === 'ExecSync') {
    const worker = workerFor(desk, envelope);
    const ask = worker?.asks[reply.id];
    if (worker === undefined || ask === undefined) return;
    const { error, exitCode, output } = reply;
    // A probe that could not be tried says nothing about the container.
    if (error !== null && error.code !== 'DeadlineExceeded' && ask.type === 'probe') {
      probeErrored(desk, worker, reply.id, ask, rpcErrorText(error));
      return;
    }
    const ok = error === null && exitCode === 0;
    decided(desk, worker, { call: reply.id, ask, ok, output: error === null ? output : error.message });
    return;
  }
  const worker = workerFor(desk, envelope);
  if (worker === undefined) return;
  switch (reply.type) {
    case 'RunPodSandbox':
      sandboxCreated(desk, worker, reply);
      break;
    case 'StopPodSandbox':
      if (worker.termination === null || worker.step !== null) sandboxStopped(desk, worker, reply);
      else terminationReplied(desk, worker, reply.id);
      break;
    case 'ImageStatus':
      imageStatusReplied(desk, worker, reply);
      break;
    case 'CreateContainer':
      containerCreated(desk, worker, reply);
      break;
    case 'StartContainer':
      containerStarted(desk, worker, reply);
      break;
    case 'StopContainer':
      containerStopped(desk, worker, reply.id);
      break;
    default:
      return;
  }
  continueTermination(desk, worker.uid);
}

/** One of several containers that are being stopped has stopped. */
function containerStopped(desk: Desk, worker: Worker, call: number): void {
  const next = killDone(desk, worker, call);
  if (next.step?.type === 'kill' && next.kills[next.step.container] === undefined) {
    stepDone(desk, next);
    advance(desk, worker.uid);
  } else continueKillPod(desk, next);
}

function fromRuntime(desk: Desk, event: CriEvent): void {
  if (event.type === 'SandboxDied') {
    const worker = workerOf(desk, event.sandbox.config.uid);
    if (worker === undefined) return;
    sandboxDied(desk, worker, event.sandbox);
    wake(desk, worker.uid);
    return;
  }
  const { container } = event;
  const worker = workerOf(desk, container.podUid);
  const current = worker?.containers[container.name]?.current;
  if (worker === undefined || current?.id !== container.id) return;
  desk.context.note({ container: container.name, state: container.state });
  // The answer to StartContainer has said so already.
  if (current.state === container.state) return;
  const trouble = event.type === 'ContainerDied' ? worker.containers[container.name]?.trouble : null;
  changeContainer(desk, worker, container.name, { current: container, trouble: trouble ?? null });
  wake(desk, worker.uid);
}

/** An answer to a probe or a hook, from the runtime or from the process itself. */
function decided(desk: Desk, given: Worker, verdict: Verdict | undefined): void {
  if (verdict === undefined) return;
  const { call, ask, ok, output } = verdict;
  const worker = workerOf(desk, given.uid) ?? given;
  if (ask.type === 'probe') probeAnswered(desk, worker, verdict);
  else hookDone(desk, worker, call, ask, ok ? '' : output || 'the hook has failed');
}

function hookDone(desk: Desk, worker: Worker, call: number, ask: Ask, error: string): void {
  const { [call]: _, ...asks } = worker.asks;
  const next = change(desk, worker, { asks });
  if (ask.type === 'preStop') preStopDone(desk, next, ask.container, error);
  else postStartDone(desk, next, ask.container, error);
}

/** Timers and recorded notes to itself. */
function reminded(desk: Desk, envelope: Envelope): void {
  const { verb, body } = envelope;
  if (!desk.state.running) return;
  const uid = envelope.object?.uid ?? '';
  switch (verb) {
    case 'admit':
      admit(desk, uid);
      break;
    case 'sync':
      beginSync(desk, uid);
      break;
    case 'resync':
      resynced(desk, uid, body as number);
      break;
    case 'probe':
      probeDue(desk, uid, body as Parameters<typeof probeDue>[2]);
      break;
    case 'ask-timeout':
      for (const { uid, verdict } of overdueAsks(desk, body as number)) {
        const worker = workerOf(desk, uid);
        if (worker !== undefined) decided(desk, worker, verdict);
      }
      break;
    case 'deadline':
      deadlineDue(desk, uid);
      break;
    case 'preStop-timeout':
      preStopTimedOut(desk, uid, body as { name: string; containerId: string });
      break;
    case 'hook-done': {
      const worker = workerOf(desk, uid);
      const { call, error } = body as { call: number; error: string };
      const ask = worker?.asks[call];
      if (worker !== undefined && ask !== undefined) hookDone(desk, worker, call, ask, error);
      break;
    }
    case 'lease':
      if (body === desk.state.boot) renewLease(desk);
      break;
    case 'register':
      if (body === desk.state.boot) register(desk);
      break;
    case 'node-ready':
      becomeReady(desk, body as number);
      break;
    case 'node-report':
      reportDue(desk, body as number);
      break;
    case 'node-update':
      updateDue(desk, body as number);
      break;
    case 'remount':
      remountDue(desk, uid, body as number);
      break;
    case 'renew-tokens':
      if (body === desk.state.boot) renewTokens(desk);
      break;
    case 'housekeeping':
      cleanUp(desk, body as number);
      break;
    default:
      throw new Error(`${envelope.to} has no timer ${verb}`);
  }
}
