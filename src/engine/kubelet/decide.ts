// Models kubernetes@v1.36.0 pkg/kubelet/kuberuntime/kuberuntime_manager.go (computePodActions, SyncPod, doBackOff)
// Models kubernetes@v1.36.0 pkg/kubelet/kuberuntime/kuberuntime_container.go (computeInitContainerActions)
// Differs: one action at a time is decided anew after each, instead of a list up front. A change of resources (resize) does not reach a running container.
import { type Container, isSidecar } from '../../api/index.ts';
import type { ContainerStatus } from '../runtime/cri.ts';
import { backoffUntil } from './backoff.ts';
import { restartsAfter, shouldStart } from './restart.ts';
import type { ContainerRecord, Trouble, Worker } from './state.ts';
import { isStarted } from './status/containers.ts';

/** What a pod worker does next. */
export type Action =
  | { readonly do: 'mount' }
  /** The sandbox is gone: stop what is left of the Pod before a new one is made. */
  | { readonly do: 'killPod' }
  | { readonly do: 'sandbox' }
  | { readonly do: 'kill'; readonly container: string; readonly why: Trouble }
  | { readonly do: 'start'; readonly container: Container }
  | {
      readonly do: 'backoff';
      readonly container: Container;
      readonly untilMs: number;
      readonly delayMs: number;
    }
  /** Nothing in it will run any more. */
  | { readonly do: 'terminate' }
  | { readonly do: 'nothing' };

const NOTHING: Action = { do: 'nothing' };

export function decide(worker: Worker, nowMs: number): Action {
  const { phase } = worker.status ?? {};
  if (worker.failure !== null || phase === 'Failed' || phase === 'Succeeded') return { do: 'terminate' };
  if (!worker.mounted) return triedIn(worker, MOUNT) ? NOTHING : { do: 'mount' };
  const { sandbox } = worker;
  if (sandbox !== null && sandbox.state !== 'Ready') return { do: 'killPod' };
  if (sandbox === null) {
    if (triedIn(worker, SANDBOX)) return NOTHING;
    return wantsSandbox(worker) ? { do: 'sandbox' } : NOTHING;
  }
  return (
    condemned(worker) ??
    ephemeral(worker) ??
    initContainers(worker, nowMs) ??
    containers(worker, nowMs) ??
    NOTHING
  );
}

/** Marks in `Pass.tried` beside the names of containers; no container can be called so. */
export const MOUNT = '/mount';
export const SANDBOX = '/sandbox';

const triedIn = (worker: Worker, name: string): boolean => worker.pass?.tried.includes(name) ?? false;

/** A Pod that has run gets a new sandbox only while something in it is to run again. */
function wantsSandbox({ pod, attempts, containers }: Worker): boolean {
  if (attempts === 0) return true;
  const hasRun = Object.values(containers).some(({ current }) => current !== null);
  if (pod.spec.restartPolicy === 'Never' && hasRun) return false;
  return pod.spec.containers.some((container) =>
    shouldStart(pod, container, false, containers[container.name]),
  );
}

/** Containers that a probe, a hook or a change of their image has doomed. */
function condemned(worker: Worker): Action | null {
  const { pod } = worker;
  for (const container of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
    const record = worker.containers[container.name];
    if (record?.current?.state !== 'Running' || triedIn(worker, container.name)) continue;
    if (worker.kills[container.name] !== undefined) continue;
    if (record.condemned !== null) return { do: 'kill', container: container.name, why: record.condemned };
    if (record.current.image !== container.image) {
      return {
        do: 'kill',
        container: container.name,
        why: {
          reason: 'ContainerDefinitionChanged',
          message: `Container ${container.name} definition changed, will be restarted`,
        },
      };
    }
  }
  return null;
}

/** Ephemeral containers are started once, whatever the others do. */
function ephemeral(worker: Worker): Action | null {
  for (const container of worker.pod.spec.ephemeralContainers ?? []) {
    const begun = worker.containers[container.name]?.current != null;
    if (!begun && !triedIn(worker, container.name)) return { do: 'start', container };
  }
  return null;
}

/** Null: initialisation is over, the regular containers may run. */
function initContainers(worker: Worker, nowMs: number): Action | null {
  const { pod } = worker;
  const begun = pod.spec.containers.some(({ name }) => isOfSandbox(worker, worker.containers[name]));
  for (const container of pod.spec.initContainers ?? []) {
    const record = worker.containers[container.name];
    const sidecar = isSidecar(container);
    if (begun && !sidecar) continue;
    const state = isOfSandbox(worker, record) ? record?.current?.state : undefined;
    if (state === 'Running') {
      if (begun || (sidecar && isStarted(container, record))) continue;
      return NOTHING;
    }
    if (state === 'Exited' && !sidecar) {
      const exitCode = record?.current?.exitCode ?? 0;
      if (exitCode === 0) continue;
      if (!restartsAfter(pod, container, true, exitCode)) return NOTHING;
    }
    const action = start(worker, container, record, nowMs);
    if (action !== null) return action;
    // Tried in this pass already. A sidecar that cannot run does not hold up what has begun.
    if (!begun) return NOTHING;
  }
  return null;
}

/** The newest instance belongs to the sandbox of today, not to one that was lost. */
function isOfSandbox(worker: Worker, record: ContainerRecord | undefined): boolean {
  return record?.current != null && record.current.sandboxId === worker.sandbox?.id;
}

function containers(worker: Worker, nowMs: number): Action | null {
  const { pod } = worker;
  for (const container of pod.spec.containers) {
    const record = worker.containers[container.name];
    if (!shouldStart(pod, container, false, record)) continue;
    const action = start(worker, container, record, nowMs);
    if (action !== null) return action;
  }
  return null;
}

/** Null when the container was dealt with in this pass. */
function start(
  worker: Worker,
  container: Container,
  record: ContainerRecord | undefined,
  nowMs: number,
): Action | null {
  if (triedIn(worker, container.name)) return null;
  const finishedMs = endedBefore(worker, record)?.finishedMs ?? null;
  const backoff = record?.backoff ?? null;
  const untilMs = finishedMs === null ? 0 : backoffUntil(backoff, finishedMs);
  if (untilMs > nowMs) return { do: 'backoff', container, untilMs, delayMs: backoff?.delayMs ?? 0 };
  return { do: 'start', container };
}

/**
 * The instance whose end the back-off counts from. One that this pass has killed itself does not count, but
 * the one before it does.
 */
export function endedBefore(worker: Worker, record: ContainerRecord | undefined): ContainerStatus | null {
  const current = record?.current ?? null;
  if (current !== null && worker.pass?.killed.includes(current.name)) return record?.last ?? null;
  return current?.state === 'Exited' ? current : null;
}
