// Models kubernetes@v1.36.0 pkg/kubelet/status/status_manager.go, pkg/kubelet/kubelet_pods.go (generateAPIPodStatus)
// Differs: a write carries the changed fields of the status as a merge patch, lists whole.
import { type Pod, type PodStatus, podQOSClass } from '../../../api/index.ts';
import { equal } from '../../apiserver/equal.ts';
import { timestamp } from '../../kernel/timestamp.ts';
import { copyWorker } from '../copy.ts';
import { change, type Desk, request, workerOf } from '../desk.ts';
import type { Worker } from '../state.ts';
import { podConditions } from './conditions.ts';
import { containerStatuses, ephemeralContainerStatuses, initContainerStatuses } from './containers.ts';
import { podPhase } from './phase.ts';

/** The status as it is now. */
export function podStatusOf(worker: Worker, nodeIP: string, now: string): PodStatus {
  const { pod, sandbox, failure } = worker;
  const before = worker.status ?? pod.status ?? {};
  if (worker.stage === 'Rejected' && failure !== null) {
    return {
      ...(pod.metadata.generation === undefined ? {} : { observedGeneration: pod.metadata.generation }),
      phase: 'Failed',
      reason: failure.reason,
      message: failure.message,
      startTime: timestamp(worker.startedMs),
      qosClass: podQOSClass(pod),
      ...(pod.status?.conditions === undefined ? {} : { conditions: pod.status.conditions }),
    };
  }
  const isOver = worker.stage === 'Terminated';
  const initStatuses = initContainerStatuses(worker);
  const statuses = containerStatuses(worker);
  const wasInitialized = pod.spec.containers.some(({ name }) => (worker.containers[name]?.attempts ?? 0) > 0);
  const was = before.phase;
  const phase =
    was === 'Failed' || was === 'Succeeded'
      ? was
      : failure !== null
        ? 'Failed'
        : podPhase(pod, initStatuses, statuses, isOver, wasInitialized);
  const conditions = podConditions({
    pod,
    phase,
    initStatuses,
    statuses,
    sandbox,
    hasRun: worker.attempts > 0,
    before: before.conditions ?? pod.status?.conditions ?? [],
    now,
  });
  const ip = pod.spec.hostNetwork ? (sandbox === null ? '' : nodeIP) : (sandbox?.ip ?? '');
  // A Pod that is over keeps the address it had.
  const podIP = ip === '' ? (before.podIP ?? '') : ip;
  const status: { -readonly [K in keyof PodStatus]: PodStatus[K] } = {
    phase,
    conditions,
    hostIP: nodeIP,
    hostIPs: [{ ip: nodeIP }],
    startTime: timestamp(worker.startedMs),
    containerStatuses: statuses,
    qosClass: before.qosClass ?? podQOSClass(pod),
  };
  const ephemeral = ephemeralContainerStatuses(worker);
  if (ephemeral.length > 0) status.ephemeralContainerStatuses = ephemeral;
  const { generation } = pod.metadata;
  if (generation !== undefined) status.observedGeneration = generation;
  if (failure !== null) {
    status.reason = failure.reason;
    status.message = failure.message;
  }
  if (podIP !== '') {
    status.podIP = podIP;
    status.podIPs = [{ ip: podIP }];
  }
  if (initStatuses.length > 0) status.initContainerStatuses = initStatuses;
  return status;
}

/** Works the status out anew and, when it has changed, has it written. A change is always foreground work. */
export function refreshStatus(desk: Desk, uid: string): void {
  const worker = workerOf(desk, uid);
  if (worker === undefined || worker.stage === 'Admitting' || !worker.statusDue) return;
  const status = podStatusOf(worker, desk.state.nodeIP, desk.context.timestamp());
  const isSame = worker.status !== null && equal(worker.status, status);
  const next = copyWorker(worker);
  next.statusDue = false;
  if (!isSame) next.status = status;
  desk.edited.set(uid, next);
  if (!isSame && !next.patching) writeStatus(desk, next);
}

/** Sends what the API server does not know yet; one write at a time. */
export function writeStatus(desk: Desk, worker: Worker): void {
  const { status } = worker;
  if (status === null || worker.termination?.orphaned) return;
  const known = worker.reported ?? worker.pod.status ?? {};
  const changed = changedFields(known, status);
  if (changed === null) {
    change(desk, worker, { reported: status });
    return;
  }
  const { name, namespace } = worker.pod.metadata;
  change(desk, worker, { patching: true, reported: status });
  request(
    desk,
    `status ${worker.uid}`,
    {
      verb: 'patch',
      resource: 'pods',
      namespace,
      name,
      subresource: 'status',
      patchType: 'merge',
      object: { metadata: { uid: worker.uid }, status: changed },
    },
    worker.ref,
    { background: false },
  );
}

/** Null when nothing differs; a field that is gone is null, as merge patches say it. */
function changedFields(before: PodStatus, after: PodStatus): Record<string, unknown> | null {
  const old = before as Record<string, unknown>;
  const now = after as Record<string, unknown>;
  let changed: Record<string, unknown> | null = null;
  for (const field in now) {
    if (now[field] === old[field] || equal(now[field], old[field])) continue;
    changed ??= {};
    changed[field] = now[field];
  }
  for (const field of ['reason', 'message', 'podIP', 'podIPs']) {
    if (old[field] === undefined || now[field] !== undefined) continue;
    changed ??= {};
    changed[field] = null;
  }
  return changed;
}

/** The API server has taken a status, or the Pod is gone (404), or it was not to be had: then again later. */
export function statusWritten(desk: Desk, uid: string, code: number, pod: Pod | undefined): void {
  const worker = workerOf(desk, uid);
  if (worker === undefined) return;
  const failed = code >= 500 || code === 409;
  const next = change(desk, worker, {
    patching: false,
    ...(failed ? { reported: null } : pod?.status === undefined ? {} : { reported: pod.status }),
  });
  if (code !== 404) writeStatus(desk, next);
}
