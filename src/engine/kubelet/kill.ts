// Models kubernetes@v1.36.0 pkg/kubelet/kuberuntime/kuberuntime_container.go (killContainer, executePreStopHook)
import type { Container } from '../../api/index.ts';
import { callCri, change, type Desk, newCall, podEvent, remind, workerOf } from './desk.ts';
import { askHook } from './hooks.ts';
import type { Kill, Worker } from './state.ts';

/** Even when the grace period is used up by preStop, the process gets this much. */
const MINIMUM_GRACE_MS = 2000;

export function containerOf(worker: Worker, name: string): Container | undefined {
  const { spec } = worker.pod;
  return (
    spec.containers.find((other) => other.name === name) ??
    spec.initContainers?.find((other) => other.name === name) ??
    spec.ephemeralContainers?.find((other) => other.name === name)
  );
}

export function isKilling(worker: Worker): boolean {
  for (const _ in worker.kills) return true;
  return false;
}

/** How long the container may take to end. */
function graceOf(worker: Worker, container: Container | undefined, reason: string, nowMs: number): number {
  if (worker.termination !== null) {
    return Math.max(0, worker.termination.graceMs - (nowMs - worker.termination.startedMs));
  }
  const { spec } = worker.pod;
  const probe =
    reason === 'LivenessProbe'
      ? container?.livenessProbe
      : reason === 'StartupProbe'
        ? container?.startupProbe
        : undefined;
  return (probe?.terminationGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30) * 1000;
}

/**
 * Begins to stop a container: its preStop hook, the polite signal, and SIGKILL when its grace period is over.
 * An empty message is the ordinary one.
 */
export function beginKill(desk: Desk, worker: Worker, name: string, message: string, reason: string): Worker {
  const current = worker.containers[name]?.current;
  if (current === null || current === undefined || worker.kills[name] !== undefined) return worker;
  const container = containerOf(worker, name);
  const text = message === '' ? `Stopping container ${name}` : message;
  podEvent(desk, worker, 'Normal', 'Killing', text, name, { background: false });
  const graceMs = graceOf(worker, container, reason, desk.context.nowMs);
  const kill: Kill = {
    containerId: current.id,
    stage: 'preStop',
    call: 0,
    graceMs,
    sinceMs: desk.context.nowMs,
  };
  const next = change(desk, worker, { kills: { ...worker.kills, [name]: kill } });
  const hook = container?.lifecycle?.preStop;
  if (hook === undefined || graceMs === 0) return stop(desk, next, name);
  // The hook's own time counts against the grace period.
  remind(desk, 'preStop-timeout', next, { name, containerId: current.id }, graceMs, { background: true });
  return askHook(desk, next, name, 'preStop', hook, graceMs);
}

/** The preStop hook has ended, well or badly. */
export function preStopDone(desk: Desk, worker: Worker, name: string, error: string): void {
  if (error !== '') {
    podEvent(desk, worker, 'Warning', 'FailedPreStopHook', 'PreStopHook failed', name);
  }
  const current = workerOf(desk, worker.uid);
  if (current?.kills[name]?.stage === 'preStop') stop(desk, current, name);
}

export function preStopTimedOut(desk: Desk, uid: string, body: { name: string; containerId: string }): void {
  const worker = workerOf(desk, uid);
  const kill = worker?.kills[body.name];
  if (worker === undefined || kill?.stage !== 'preStop' || kill.containerId !== body.containerId) return;
  stop(desk, worker, body.name);
}

function stop(desk: Desk, worker: Worker, name: string): Worker {
  const kill = worker.kills[name] as Kill;
  const call = newCall(desk);
  const spentMs = desk.context.nowMs - kill.sinceMs;
  const timeoutMs = Math.max(kill.graceMs - spentMs, MINIMUM_GRACE_MS);
  const next = change(desk, worker, {
    kills: { ...worker.kills, [name]: { ...kill, stage: 'stopping', call } },
  });
  callCri(
    desk,
    next,
    { type: 'StopContainer', id: call, containerId: kill.containerId, timeoutMs },
    { background: false },
  );
  return next;
}

/** The runtime says that a container has stopped. */
export function killDone(desk: Desk, worker: Worker, call: number): Worker {
  for (const name in worker.kills) {
    if (worker.kills[name]?.call !== call) continue;
    const { [name]: _, ...kills } = worker.kills;
    return change(desk, worker, { kills });
  }
  return worker;
}
