// Models kubernetes@v1.36.0 pkg/kubelet/kubelet.go (SyncTerminatingPod, SyncTerminatedPod)
// Models kubernetes@v1.36.0 pkg/kubelet/kuberuntime/kuberuntime_termination_order.go
// Differs: sidecars are stopped together once the regular containers have ended, not one after the other.
import { isSidecar } from '../../api/index.ts';
import { forget } from '../client/events.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import type { VolumesRequest } from '../runtime/volumes.ts';
import { release } from './admission.ts';
import { COMPONENT, callCri, change, type Desk, newCall, request, workerOf } from './desk.ts';
import { beginKill, isKilling } from './kill.ts';
import { releaseReferences } from './references.ts';
import type { Termination, Worker } from './state.ts';
import { refreshStatus } from './status/manager.ts';

/** Steps that are too short to break off: termination waits for their answer. */
const BRIEF = new Set(['sandbox', 'create', 'start', 'killPod']);

/** Stops everything in the Pod for good: it is deleted, has come to its end, or has failed. */
export function terminate(desk: Desk, uid: string, orphaned = false): void {
  const worker = workerOf(desk, uid);
  if (worker === undefined) return;
  if (worker.stage === 'Rejected' || worker.stage === 'Admitting' || worker.stage === 'Terminated') {
    finish(desk, worker, orphaned);
    return;
  }
  if (worker.termination !== null) {
    shorten(desk, worker, orphaned);
    return;
  }
  const termination: Termination = {
    graceMs: graceOf(worker),
    startedMs: desk.context.nowMs,
    stage: 'containers',
    call: 0,
    orphaned,
    deleting: false,
  };
  const step = worker.step !== null && BRIEF.has(worker.step.type) ? worker.step : null;
  change(desk, worker, { stage: 'Terminating', pass: null, again: false, resync: 0, step, termination });
  refreshStatus(desk, uid);
  continueTermination(desk, uid);
}

/** In whole seconds as the API has it; at least one. */
function graceOf({ pod, failure }: Worker): number {
  if (failure?.reason === 'Evicted') return 1000;
  const seconds = pod.metadata.deletionGracePeriodSeconds ?? pod.spec.terminationGracePeriodSeconds ?? 30;
  return Math.max(seconds, 1) * 1000;
}

/** Deleted again with less patience. */
function shorten(desk: Desk, worker: Worker, orphaned: boolean): void {
  const termination = worker.termination as Termination;
  const graceMs = graceOf(worker);
  const next = change(desk, worker, {
    termination: {
      ...termination,
      orphaned: termination.orphaned || orphaned,
      graceMs: Math.min(graceMs, termination.graceMs),
    },
  });
  if (graceMs >= termination.graceMs) return;
  for (const name in next.kills) {
    const kill = next.kills[name];
    if (kill?.stage !== 'stopping') continue;
    const timeoutMs = Math.max(graceMs, 2000);
    callCri(desk, next, {
      type: 'StopContainer',
      id: newCall(desk),
      containerId: kill.containerId,
      timeoutMs,
    });
  }
}

/** Goes on with the next stage once the one before is done. */
export function continueTermination(desk: Desk, uid: string): void {
  for (;;) {
    const worker = workerOf(desk, uid);
    const termination = worker?.termination;
    if (worker === undefined || termination == null || worker.stage !== 'Terminating') return;
    if (worker.step !== null || isKilling(worker) || termination.call !== 0) return;
    switch (termination.stage) {
      case 'containers':
        change(desk, worker, { termination: { ...termination, stage: 'sidecars' } });
        killAll(desk, uid, false);
        break;
      case 'sidecars':
        change(desk, worker, { termination: { ...termination, stage: 'sandbox' } });
        killAll(desk, uid, true);
        break;
      case 'sandbox':
        stopSandbox(desk, worker, termination);
        break;
      case 'volumes':
        unmount(desk, worker, termination);
        break;
      case 'done':
        finish(desk, worker, termination.orphaned);
        return;
    }
  }
}

function killAll(desk: Desk, uid: string, sidecars: boolean): void {
  const worker = workerOf(desk, uid);
  if (worker === undefined) return;
  const { spec } = worker.pod;
  const init = spec.initContainers ?? [];
  const doomed = sidecars
    ? init.filter(isSidecar)
    : [
        ...spec.containers,
        ...init.filter((container) => !isSidecar(container)),
        ...(spec.ephemeralContainers ?? []),
      ];
  for (const { name } of doomed) {
    const current = workerOf(desk, uid);
    if (current?.containers[name]?.current?.state === 'Running')
      beginKill(desk, current, name, '', 'Terminate');
  }
}

function stopSandbox(desk: Desk, worker: Worker, termination: Termination): void {
  const { sandbox } = worker;
  if (sandbox === null) {
    change(desk, worker, { termination: { ...termination, stage: 'volumes' } });
    return;
  }
  const call = newCall(desk);
  const next = change(desk, worker, { termination: { ...termination, call } });
  callCri(desk, next, { type: 'StopPodSandbox', id: call, sandboxId: sandbox.id }, { background: false });
}

function unmount(desk: Desk, worker: Worker, termination: Termination): void {
  const call = newCall(desk);
  const next = change(desk, worker, { termination: { ...termination, call } });
  const body: VolumesRequest = { type: 'unmount', call };
  desk.context.send(
    { from: desk.me, to: `volumes/${desk.state.node}`, verb: 'unmount', object: next.ref, body },
    LATENCY_MS.local,
  );
}

/** An answer to StopPodSandbox or unmount. */
export function terminationReplied(desk: Desk, worker: Worker, call: number): void {
  const { termination } = worker;
  if (termination === null || termination.call !== call) return;
  if (termination.stage === 'sandbox') {
    const { sandbox } = worker;
    change(desk, worker, {
      sandbox: null,
      oldSandboxes: sandbox === null ? worker.oldSandboxes : [...worker.oldSandboxes, sandbox.id],
      termination: { ...termination, call: 0, stage: 'volumes' },
    });
    refreshStatus(desk, worker.uid);
  } else {
    change(desk, worker, { mounted: false, termination: { ...termination, call: 0, stage: 'done' } });
  }
  continueTermination(desk, worker.uid);
}

/** Nothing of the Pod is left on the node but its record. */
function finish(desk: Desk, worker: Worker, orphaned: boolean): void {
  if (worker.stage === 'Terminating') {
    desk.context.send(
      { from: desk.me, to: `cadvisor/${desk.state.node}`, verb: 'forget', object: worker.ref },
      LATENCY_MS.local,
    );
    release(desk, worker);
    releaseReferences(desk, worker);
    change(desk, workerOf(desk, worker.uid) ?? worker, { stage: 'Terminated', references: [] });
    refreshStatus(desk, worker.uid);
  }
  const done = workerOf(desk, worker.uid);
  if (done === undefined) return;
  if (orphaned) dropWorker(desk, done);
  else deleteWhenReported(desk, done);
}

/** The last word to the API server: the Pod object may go, its final status having been written. */
export function deleteWhenReported(desk: Desk, worker: Worker): void {
  const { pod, termination, patching, stage } = worker;
  if (pod.metadata.deletionTimestamp === undefined || patching || termination?.deleting) return;
  if (stage !== 'Terminated' && stage !== 'Rejected') return;
  const { name, namespace } = pod.metadata;
  change(desk, worker, {
    termination: {
      graceMs: 0,
      startedMs: desk.context.nowMs,
      stage: 'done',
      call: 0,
      orphaned: false,
      ...termination,
      deleting: true,
    },
  });
  request(
    desk,
    `delete ${worker.uid}`,
    {
      verb: 'delete',
      resource: 'pods',
      namespace,
      name,
      options: { gracePeriodSeconds: 0, preconditions: { uid: worker.uid } },
    },
    worker.ref,
    { background: false },
  );
}

/** Forgets a Pod that is gone from the API server, and its sandboxes with it. */
export function dropWorker(desk: Desk, worker: Worker): void {
  const ids = worker.sandbox === null ? worker.oldSandboxes : [...worker.oldSandboxes, worker.sandbox.id];
  for (const sandboxId of ids) {
    callCri(desk, worker, { type: 'RemovePodSandbox', id: newCall(desk), sandboxId });
  }
  releaseReferences(desk, worker);
  desk.edited.set(worker.uid, null);
  desk.state = { ...desk.state, recorder: forget(desk.state.recorder, COMPONENT, worker.uid) };
}
