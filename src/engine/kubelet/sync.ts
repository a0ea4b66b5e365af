// Models kubernetes@v1.36.0 pkg/kubelet/pod_workers.go (podWorkerLoop, completeWork)
// Models kubernetes@v1.36.0 pkg/kubelet/kubelet.go (SyncPod)
import { nextBackoff } from './backoff.ts';
import { startContainer } from './containers.ts';
import { type Action, decide, endedBefore, MOUNT, SANDBOX } from './decide.ts';
import { change, changeContainer, type Desk, newCall, podEvent, remind, workerOf } from './desk.ts';
import { beginKill } from './kill.ts';
import { createSandbox, killPod } from './sandbox.ts';
import type { Pass, Worker } from './state.ts';
import { refreshStatus } from './status/manager.ts';
import { terminate } from './terminate.ts';
import { fetchForVolumes } from './volumes.ts';

/** A pass with errors is repeated after this, up to half as long again. */
const BACK_OFF_PERIOD_MS = 10_000;
/** Waits for a known moment are cut into pieces of this length. */
const RESYNC_INTERVAL_MS = 60_000;
const JITTER = 0.5;
/** How soon the kubelet takes note of what happened in the runtime meanwhile. */
const RELIST_MS = 1000;

const FRESH_PASS: Pass = { tried: [], killed: [], failed: false, backoffUntilMs: null };

/**
 * Something about the Pod has changed: if that leaves something to do, a pass begins with a recorded `sync`.
 * While one runs, another will follow it.
 */
export function wake(desk: Desk, uid: string): void {
  refreshStatus(desk, uid);
  const worker = workerOf(desk, uid);
  if (worker === undefined || worker.stage !== 'Syncing') return;
  if (worker.pass !== null) {
    if (!worker.again) change(desk, worker, { again: true });
    return;
  }
  const action = decide(worker, desk.context.nowMs);
  if (action.do === 'nothing') return;
  if (action.do === 'backoff') {
    change(desk, worker, { pass: FRESH_PASS, again: false });
    advance(desk, uid);
    return;
  }
  change(desk, worker, { pass: FRESH_PASS, again: false });
  remind(desk, 'sync', worker, null, 0, { recorded: true, background: false });
}

/** Goes on with the pass until it has to wait for an answer or nothing is left. */
export function advance(desk: Desk, uid: string): void {
  for (;;) {
    const worker = workerOf(desk, uid);
    if (worker === undefined || worker.stage !== 'Syncing' || worker.pass === null) return;
    if (worker.step !== null) return;
    const action = decide(worker, desk.context.nowMs);
    if (action.do === 'nothing') {
      endPass(desk, worker);
      return;
    }
    perform(desk, worker, action);
  }
}

function perform(desk: Desk, worker: Worker, action: Action): void {
  switch (action.do) {
    case 'mount':
      fetchForVolumes(desk, tried(desk, worker, MOUNT));
      return;
    case 'sandbox':
      createSandbox(desk, tried(desk, worker, SANDBOX));
      return;
    case 'killPod':
      killPod(desk, worker);
      return;
    case 'kill': {
      const pass = worker.pass ?? FRESH_PASS;
      const next = change(desk, worker, {
        step: { type: 'kill', container: action.container },
        pass: { ...pass, killed: [...pass.killed, action.container] },
      });
      beginKill(desk, next, action.container, action.why.message, action.why.reason);
      return;
    }
    case 'start': {
      let next = tried(desk, worker, action.container.name);
      const record = next.containers[action.container.name];
      if (endedBefore(next, record) !== null && record !== undefined) {
        next = changeContainer(desk, next, action.container.name, {
          backoff: nextBackoff(record.backoff, desk.context.nowMs),
        });
      }
      startContainer(desk, next, action.container);
      return;
    }
    case 'backoff':
      waitForBackoff(desk, worker, action);
      return;
    case 'terminate':
      change(desk, worker, { pass: null, step: null });
      terminate(desk, worker.uid);
      return;
    case 'nothing':
      return;
  }
}

function waitForBackoff(desk: Desk, worker: Worker, action: Action & { do: 'backoff' }): void {
  const { name } = action.container;
  const { pod } = worker;
  const podName = `${pod.metadata.name}_${pod.metadata.namespace}(${worker.uid})`;
  podEvent(
    desk,
    worker,
    'Warning',
    'BackOff',
    `Back-off restarting failed container ${name} in pod ${podName}`,
    name,
  );
  let next = changeContainer(desk, tried(desk, worker, name), name, {
    trouble: {
      reason: 'CrashLoopBackOff',
      message: `back-off ${backoffText(action.delayMs)} restarting failed container=${name} pod=${podName}`,
    },
  });
  const pass = next.pass ?? FRESH_PASS;
  next = change(desk, next, {
    pass: {
      ...pass,
      failed: true,
      backoffUntilMs: Math.min(pass.backoffUntilMs ?? Number.POSITIVE_INFINITY, action.untilMs),
    },
  });
}

/** A whole number of seconds as Go prints it: `10s`, `2m40s`. */
function backoffText(delayMs: number): string {
  const seconds = delayMs / 1000;
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

/** The worker with `name` noted as dealt with in this pass. */
export function tried(desk: Desk, worker: Worker, name: string): Worker {
  const pass = worker.pass ?? FRESH_PASS;
  return change(desk, worker, { pass: { ...pass, tried: [...pass.tried, name] } });
}

/** The step is over; `failed`: the pass will have to be repeated. */
export function stepDone(desk: Desk, worker: Worker, failed = false): void {
  const { pass } = worker;
  change(desk, worker, {
    step: null,
    ...(failed && pass !== null ? { pass: { ...pass, failed: true } } : {}),
  });
}

function endPass(desk: Desk, worker: Worker): void {
  const { pass, again, uid } = worker;
  change(desk, worker, { pass: null, again: false });
  if (again && !pass?.failed) {
    wake(desk, uid);
    return;
  }
  refreshStatus(desk, uid);
  if (!pass?.failed) return;
  if (again) {
    resyncIn(desk, uid, RELIST_MS, false);
    return;
  }
  const { nowMs } = desk.context;
  const waitMs =
    pass.backoffUntilMs === null
      ? BACK_OFF_PERIOD_MS
      : Math.min(Math.max(pass.backoffUntilMs - nowMs, 0), RESYNC_INTERVAL_MS);
  resyncIn(desk, uid, waitMs * (1 + (JITTER * desk.context.random()) / 2 ** 32));
}

/** Begins another pass after a while. It may fail for ever, so it is background work until something changes. */
export function resyncIn(desk: Desk, uid: string, delayMs: number, background = true): void {
  const worker = workerOf(desk, uid);
  if (worker === undefined) return;
  const resync = newCall(desk);
  const next = change(desk, workerOf(desk, uid) ?? worker, { resync });
  remind(desk, 'resync', next, resync, delayMs, { background });
}

export function resynced(desk: Desk, uid: string, resync: number): void {
  const worker = workerOf(desk, uid);
  if (worker !== undefined && worker.resync === resync) wake(desk, uid);
}
