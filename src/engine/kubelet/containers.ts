// Models kubernetes@v1.36.0 pkg/kubelet/kuberuntime/kuberuntime_container.go (startContainer)
import { type Container, isSidecar, type KubeObject } from '../../api/index.ts';
import type { ContainerStatus, ContainerType, CriReply } from '../runtime/cri.ts';
import { containerConfig, unknownInSubPaths } from './config.ts';
import { callCri, change, changeContainer, type Desk, newCall, podEvent, workerOf } from './desk.ts';
import { environmentObjects, makeEnvironment } from './environment.ts';
import { askHook } from './hooks.ts';
import { ensureImage, imageFound, pulled } from './images.ts';
import { beginKill, containerOf } from './kill.ts';
import { beginProbes } from './probes.ts';
import { rpcErrorText } from './rpc.ts';
import { rootTrouble } from './security.ts';
import type { ContainerRecord, Worker } from './state.ts';
import { refreshStatus } from './status/manager.ts';
import { advance, stepDone } from './sync.ts';
import { fetchObjects } from './volumes.ts';

export function typeOf(worker: Worker, container: Container): ContainerType {
  if (!worker.pod.spec.initContainers?.includes(container)) return 'container';
  return isSidecar(container) ? 'sidecar' : 'init';
}

export const NEW_RECORD: Omit<ContainerRecord, 'type'> = {
  current: null,
  last: null,
  trouble: null,
  backoff: null,
  attempts: 0,
  startup: null,
  readiness: null,
  liveness: null,
  condemned: null,
};

/** First the image, then the environment, then the container itself. */
export function startContainer(desk: Desk, worker: Worker, container: Container): void {
  let next = worker;
  if (worker.containers[container.name] === undefined) {
    const record: ContainerRecord = { type: typeOf(worker, container), ...NEW_RECORD };
    next = change(desk, worker, { containers: { ...worker.containers, [container.name]: record } });
  }
  ensureImage(desk, next, container);
}

export function imageStatusReplied(
  desk: Desk,
  worker: Worker,
  reply: CriReply & { type: 'ImageStatus' },
): void {
  const { step } = worker;
  if (step?.type !== 'imageStatus' || step.call !== reply.id) return;
  const container = containerOf(worker, step.container);
  if (container === undefined) stepDone(desk, worker);
  else if (imageFound(desk, worker, container, step.tagged, reply))
    makeContainer(desk, worker.uid, container);
  advance(desk, worker.uid);
}

export function pullReplied(desk: Desk, uid: string, reply: CriReply & { type: 'PullImage' }): void {
  const container = pulled(desk, uid, reply, containerOf);
  if (container !== null) makeContainer(desk, uid, container);
  advance(desk, uid);
}

/** The image is there: fetch what the environment is made of, then create. */
function makeContainer(desk: Desk, uid: string, container: Container): void {
  const worker = workerOf(desk, uid);
  if (worker === undefined) return;
  const needed = environmentObjects(container);
  if (needed.length > 0) fetchObjects(desk, worker, needed, container.name);
  else createContainer(desk, worker, container, {});
}

export function createContainer(
  desk: Desk,
  worker: Worker,
  container: Container,
  objects: Readonly<Record<string, KubeObject | null>>,
): void {
  const environment = makeEnvironment(desk.state, worker, container, objects);
  if (!environment.ok) {
    startFailed(desk, worker, container, 'CreateContainerConfigError', environment.message);
    return;
  }
  const { env } = environment;
  const unknown = unknownInSubPaths(container, env);
  if (unknown !== null) {
    startFailed(desk, worker, container, 'CreateContainerConfigError', `missing value for "${unknown}"`);
    return;
  }
  const forbidden = rootTrouble(worker.pod, container);
  if (forbidden !== '') {
    startFailed(desk, worker, container, 'CreateContainerConfigError', forbidden);
    return;
  }
  const record = worker.containers[container.name] as ContainerRecord;
  const call = newCall(desk);
  const step = { type: 'create', call, container: container.name } as const;
  callCri(
    desk,
    change(desk, worker, { step }),
    {
      type: 'CreateContainer',
      id: call,
      sandboxId: worker.sandbox?.id ?? '',
      config: containerConfig(worker, container, record, env),
    },
    { background: false },
  );
}

export function containerCreated(
  desk: Desk,
  worker: Worker,
  reply: CriReply & { type: 'CreateContainer' },
): void {
  const { step } = worker;
  if (step?.type !== 'create' || step.call !== reply.id) return;
  const container = containerOf(worker, step.container);
  if (container === undefined) stepDone(desk, worker);
  else if (reply.error !== null || reply.container === null) {
    const message = reply.error === null ? '' : reply.error.message;
    desk.context.note({ error: reply.error === null ? '' : rpcErrorText(reply.error) });
    startFailed(desk, worker, container, 'CreateContainerError', message);
  } else {
    podEvent(desk, worker, 'Normal', 'Created', 'Container created', container.name);
    const next = newInstance(desk, workerOf(desk, worker.uid) ?? worker, reply.container);
    if (next.stage !== 'Syncing') {
      // It is being terminated by now; what was created goes with the sandbox.
      stepDone(desk, next);
      return;
    }
    const call = newCall(desk);
    callCri(desk, change(desk, next, { step: { type: 'start', call, container: container.name } }), {
      type: 'StartContainer',
      id: call,
      containerId: reply.container.id,
    });
  }
  advance(desk, worker.uid);
}

/** A new instance takes the place of the one before. */
function newInstance(desk: Desk, worker: Worker, status: ContainerStatus): Worker {
  const record = worker.containers[status.name] as ContainerRecord;
  return changeContainer(desk, worker, status.name, {
    current: status,
    last: record.current ?? record.last,
    attempts: record.attempts + 1,
    startup: null,
    readiness: null,
    liveness: null,
    condemned: null,
  });
}

export function containerStarted(
  desk: Desk,
  worker: Worker,
  reply: CriReply & { type: 'StartContainer' },
): void {
  const { step } = worker;
  if (step?.type !== 'start' || step.call !== reply.id) return;
  const container = containerOf(worker, step.container);
  const status = reply.container;
  if (container === undefined || status === null) {
    stepDone(desk, worker, true);
  } else if (reply.error !== null) {
    desk.context.note({ error: rpcErrorText(reply.error) });
    const next = changeContainer(desk, worker, status.name, { current: status });
    startFailed(desk, next, container, 'RunContainerError', reply.error.message);
  } else {
    podEvent(desk, worker, 'Normal', 'Started', 'Container started', container.name);
    const hook = container.lifecycle?.postStart;
    let next = workerOf(desk, worker.uid) ?? worker;
    if (hook === undefined || next.stage !== 'Syncing') {
      next = running(desk, next, status);
      stepDone(desk, next);
    } else {
      next = change(desk, next, { step: { type: 'postStart', container: container.name } });
      askHook(desk, next, container.name, 'postStart', hook);
    }
  }
  advance(desk, worker.uid);
}

/** From now on the container counts as running, and its probes begin. */
function running(desk: Desk, worker: Worker, status: ContainerStatus): Worker {
  const known = worker.containers[status.name]?.current;
  // It may have died while its hook was running.
  const hasEnded = known?.id === status.id && known.state === 'Exited';
  const current = hasEnded ? { ...known, user: status.user } : status;
  const next = changeContainer(desk, worker, status.name, { current, trouble: null });
  if (current.state === 'Running') beginProbes(desk, next, status.name);
  return workerOf(desk, worker.uid) ?? next;
}

export function postStartDone(desk: Desk, worker: Worker, name: string, error: string): void {
  if (worker.step?.type !== 'postStart' || worker.step.container !== name) return;
  const status = worker.containers[name]?.current;
  const container = containerOf(worker, name);
  if (status == null || container === undefined) {
    stepDone(desk, worker);
  } else if (error === '') {
    stepDone(desk, running(desk, worker, status));
  } else {
    podEvent(desk, worker, 'Warning', 'FailedPostStartHook', 'PostStartHook failed', name);
    const next = changeContainer(desk, workerOf(desk, worker.uid) ?? worker, name, {
      trouble: { reason: 'PostStartHookError', message: error },
    });
    change(desk, next, { step: { type: 'kill', container: name } });
    beginKill(desk, workerOf(desk, worker.uid) ?? next, name, 'FailedPostStartHook', 'FailedPostStartHook');
    return;
  }
  refreshStatus(desk, worker.uid);
  advance(desk, worker.uid);
}

function startFailed(
  desk: Desk,
  worker: Worker,
  container: Container,
  reason: string,
  message: string,
): void {
  podEvent(desk, worker, 'Warning', 'Failed', `Error: ${message}`, container.name);
  const next = changeContainer(desk, workerOf(desk, worker.uid) ?? worker, container.name, {
    trouble: { reason, message },
  });
  stepDone(desk, next, true);
  refreshStatus(desk, worker.uid);
}
