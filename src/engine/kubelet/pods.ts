// Models kubernetes@v1.36.0 pkg/kubelet/kubelet.go (HandlePodAdditions, HandlePodUpdates, HandlePodRemoves, rejectPod)
// Differs: Pods are not admitted again after a reboot if they have run here before; static Pods are not modelled.
import { isSidecar, type Pod } from '../../api/index.ts';
import type { WatchEvent } from '../apiserver/messages.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import { get, remove } from '../kernel/table.ts';
import { timeMsOf } from '../kernel/timestamp.ts';
import type { ContainerStatus } from '../runtime/cri.ts';
import { admissionTrouble, requestsOf, reserve } from './admission.ts';
import { NEW_RECORD } from './containers.ts';
import { change, type Desk, podEvent, remind, workerOf } from './desk.ts';
import { metadataChanged, remountSoon } from './remount.ts';
import type { ContainerRecord, FoundPod, Worker } from './state.ts';
import { refreshStatus } from './status/manager.ts';
import { advance, wake } from './sync.ts';
import { deleteWhenReported, dropWorker, terminate } from './terminate.ts';

/** A deadline further off than this is not waited for when a run settles. */
const NEWS_HORIZON_MS = 120_000;

export function podChanged(desk: Desk, { event, object }: WatchEvent): void {
  const pod = object as Pod;
  const worker = workerOf(desk, pod.metadata.uid as string);
  if (event === 'DELETED') {
    if (worker !== undefined) podRemoved(desk, change(desk, worker, { pod }));
  } else if (worker === undefined) podAdded(desk, pod);
  else podUpdated(desk, worker, pod);
}

function podAdded(desk: Desk, pod: Pod): void {
  const uid = pod.metadata.uid as string;
  const found = get(desk.state.found, uid);
  if (found !== undefined) desk.state = { ...desk.state, found: remove(desk.state.found, uid) };
  const worker: Worker = {
    uid,
    pod,
    ref: { kind: 'Pod', namespace: pod.metadata.namespace, name: pod.metadata.name as string, uid },
    stage: 'Admitting',
    startedMs: pod.status?.startTime === undefined ? desk.context.nowMs : timeMsOf(pod.status.startTime),
    requests: null,
    failure: null,
    pass: null,
    again: false,
    step: null,
    resync: 0,
    mounted: false,
    volumes: {},
    mountFailures: 0,
    references: [],
    tokens: {},
    remount: 0,
    remountFailures: 0,
    sandbox: newestSandbox(found),
    attempts: found?.sandboxes.length ?? 0,
    oldSandboxes: [],
    containers: foundContainers(pod, found),
    kills: {},
    asks: {},
    imageBackoffs: {},
    status: null,
    statusDue: true,
    reported: null,
    patching: false,
    termination: null,
  };
  desk.edited.set(uid, worker);
  remind(desk, 'admit', worker, null, 0, { recorded: true, background: false });
}

function newestSandbox(found: FoundPod | undefined): Worker['sandbox'] {
  let newest: Worker['sandbox'] = null;
  for (const sandbox of found?.sandboxes ?? []) {
    if (newest === null || sandbox.config.attempt >= newest.config.attempt) newest = sandbox;
  }
  return newest;
}

function foundContainers(pod: Pod, found: FoundPod | undefined): Record<string, ContainerRecord> {
  const records: Record<string, ContainerRecord> = {};
  if (found === undefined) return records;
  const inOrder = [...found.containers].sort((a, b) => a.attempt - b.attempt);
  for (const status of inOrder) {
    const before: ContainerRecord | undefined = records[status.name];
    const last: ContainerStatus | null = before?.current ?? null;
    records[status.name] = {
      type: typeIn(pod, status.name),
      ...NEW_RECORD,
      current: status,
      last,
      attempts: status.attempt + 1,
    };
  }
  return records;
}

function typeIn(pod: Pod, name: string): ContainerRecord['type'] {
  const init = pod.spec.initContainers?.find((container) => container.name === name);
  if (init === undefined) return 'container';
  return isSidecar(init) ? 'sidecar' : 'init';
}

/** The recorded note `admit`: may this Pod run here? */
export function admit(desk: Desk, uid: string): void {
  const worker = workerOf(desk, uid);
  if (worker === undefined || worker.stage !== 'Admitting') return;
  const { pod } = worker;
  const { phase } = pod.status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed') {
    // It was over before the kubelet came up.
    change(desk, worker, { stage: 'Terminated', status: pod.status ?? null, reported: pod.status ?? null });
    finishDeletion(desk, uid);
    return;
  }
  const hasRun = worker.attempts > 0;
  const requests = requestsOf(pod);
  const trouble = hasRun ? null : admissionTrouble(desk.state, pod, requests);
  desk.context.note(trouble === null ? { admitted: true } : { admitted: false, ...trouble });
  if (trouble !== null) {
    podEvent(desk, worker, 'Warning', trouble.reason, trouble.message);
    const failure = { reason: trouble.reason, message: `Pod was rejected: ${trouble.message}` };
    change(desk, workerOf(desk, uid) ?? worker, { stage: 'Rejected', failure });
    refreshStatus(desk, uid);
    return;
  }
  const admitted = change(desk, reserve(desk, worker, requests), { stage: 'Syncing' });
  desk.context.send(
    { from: desk.me, to: `cadvisor/${desk.state.node}`, verb: 'watch', object: admitted.ref },
    LATENCY_MS.local,
  );
  setDeadline(desk, admitted);
  if (pod.metadata.deletionTimestamp !== undefined) terminate(desk, uid);
  else wake(desk, uid);
}

function setDeadline(desk: Desk, worker: Worker): void {
  const seconds = worker.pod.spec.activeDeadlineSeconds;
  if (seconds === undefined) return;
  const leftMs = Math.max(0, worker.startedMs + seconds * 1000 - desk.context.nowMs);
  remind(desk, 'deadline', worker, null, leftMs, { background: leftMs > NEWS_HORIZON_MS });
}

export function deadlineDue(desk: Desk, uid: string): void {
  const worker = workerOf(desk, uid);
  const seconds = worker?.pod.spec.activeDeadlineSeconds;
  if (worker === undefined || worker.stage !== 'Syncing' || seconds === undefined) return;
  const dueMs = worker.startedMs + seconds * 1000;
  if (dueMs > desk.context.nowMs) return;
  const message = 'Pod was active on the node longer than the specified deadline';
  podEvent(desk, worker, 'Normal', 'DeadlineExceeded', message, undefined, { background: false });
  change(desk, workerOf(desk, uid) ?? worker, { failure: { reason: 'DeadlineExceeded', message } });
  refreshStatus(desk, uid);
  terminate(desk, uid);
}

function podUpdated(desk: Desk, before: Worker, pod: Pod): void {
  const { uid } = before;
  const worker = change(desk, before, { pod });
  const wasDeleted = before.pod.metadata.deletionTimestamp;
  const isDeleted = pod.metadata.deletionTimestamp;
  if (isDeleted !== undefined) {
    const grace = pod.metadata.deletionGracePeriodSeconds;
    if (wasDeleted === undefined || grace !== before.pod.metadata.deletionGracePeriodSeconds) {
      if (worker.stage !== 'Admitting') terminate(desk, uid);
    }
    return;
  }
  if (worker.stage !== 'Syncing') return;
  if (pod.metadata.generation !== before.pod.metadata.generation) {
    if (pod.spec.activeDeadlineSeconds !== before.pod.spec.activeDeadlineSeconds) setDeadline(desk, worker);
    wake(desk, uid);
  } else if (pod.spec.readinessGates !== undefined) {
    refreshForeign(desk, worker);
  }
  metadataChanged(desk, uid, before.pod);
}

/** Somebody else wrote a condition that a readiness gate waits for. */
function refreshForeign(desk: Desk, worker: Worker): void {
  const { status, pod } = worker;
  if (status === null) return;
  const gates = new Set(pod.spec.readinessGates?.map(({ conditionType }) => conditionType));
  const foreign = (pod.status?.conditions ?? []).filter(({ type }) => gates.has(type));
  const own = (status.conditions ?? []).filter(({ type }) => !gates.has(type));
  change(desk, worker, { status: { ...status, conditions: [...foreign, ...own] } });
  refreshStatus(desk, worker.uid);
}

/** The object is gone from the API server: nothing is left to report, but processes may be left to stop. */
function podRemoved(desk: Desk, worker: Worker): void {
  const { stage } = worker;
  if (stage === 'Syncing' || stage === 'Terminating') {
    desk.context.note({ stopping: 'the Pod was removed before its processes had ended' });
    terminate(desk, worker.uid, true);
  } else dropWorker(desk, worker);
}

function finishDeletion(desk: Desk, uid: string): void {
  const worker = workerOf(desk, uid);
  if (worker !== undefined) deleteWhenReported(desk, worker);
}

/** The recorded note `sync`: a pass begins. */
export function beginSync(desk: Desk, uid: string): void {
  const worker = workerOf(desk, uid);
  if (worker === undefined || worker.pass === null) return;
  desk.context.note({ phase: worker.status?.phase ?? 'Pending' });
  remountSoon(desk, uid);
  advance(desk, uid);
}
