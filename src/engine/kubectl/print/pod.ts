// Models kubernetes@v1.36.0 pkg/printers/internalversion/printers.go (printPod)
import type { ContainerStatus, Pod } from '../../../api/index.ts';
import { timeMsOf } from '../../kernel/timestamp.ts';
import { humanDuration } from './duration.ts';

/** What the columns READY, STATUS and RESTARTS say of a Pod. */
export interface PodSummary {
  readonly ready: string;
  readonly status: string;
  readonly restarts: string;
}

export function summarize(pod: Pod, nowMs: number): PodSummary {
  const { spec, status = {} } = pod;
  const sidecars = new Set(
    (spec.initContainers ?? []).filter((one) => one.restartPolicy === 'Always').map((one) => one.name),
  );
  const total = spec.containers.length + sidecars.size;
  let ready = 0;
  let reason = status.reason || status.phase || '';
  if (status.conditions?.some((one) => one.type === 'PodScheduled' && one.reason === 'SchedulingGated')) {
    reason = 'SchedulingGated';
  }
  let restarts = new RestartCount();
  const sidecarRestarts = new RestartCount();
  let initializing = false;
  const initStatuses = status.initContainerStatuses ?? [];
  for (const [index, container] of initStatuses.entries()) {
    restarts.add(container);
    const isSidecar = sidecars.has(container.name);
    if (isSidecar) sidecarRestarts.add(container);
    const { terminated, waiting } = container.state ?? {};
    if (terminated !== undefined && terminated.exitCode === 0) continue;
    if (isSidecar && container.started === true) {
      if (container.ready) ready++;
      continue;
    }
    if (terminated !== undefined) reason = `Init:${terminated.reason || endOf(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') reason = `Init:${waiting.reason}`;
    else reason = `Init:${index}/${spec.initContainers?.length ?? 0}`;
    initializing = true;
    break;
  }
  const initialized = status.conditions?.some((one) => one.type === 'Initialized' && one.status === 'True');
  if (!initializing || initialized) {
    restarts = sidecarRestarts;
    let running = false;
    for (const container of [...(status.containerStatuses ?? [])].reverse()) {
      restarts.add(container);
      const { terminated, waiting, running: runs } = container.state ?? {};
      if (waiting?.reason) reason = waiting.reason;
      else if (terminated !== undefined) reason = terminated.reason || endOf(terminated);
      else if (container.ready && runs !== undefined) {
        running = true;
        ready++;
      }
    }
    if (reason === 'Completed' && running) {
      const isReady = status.conditions?.some((one) => one.type === 'Ready' && one.status === 'True');
      reason = isReady ? 'Running' : 'NotReady';
    }
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    if (status.reason === 'NodeLost') reason = 'Unknown';
    else if (status.phase !== 'Failed' && status.phase !== 'Succeeded') reason = 'Terminating';
  }
  return { ready: `${ready}/${total}`, status: reason, restarts: restarts.text(nowMs) };
}

function endOf(terminated: { signal?: number; exitCode: number }): string {
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode}`;
}

class RestartCount {
  private count = 0;
  private lastMs = Number.NEGATIVE_INFINITY;

  add(container: ContainerStatus): void {
    this.count += container.restartCount;
    const finishedAt = container.lastState?.terminated?.finishedAt;
    if (finishedAt) this.lastMs = Math.max(this.lastMs, timeMsOf(finishedAt));
  }

  text(nowMs: number): string {
    if (this.count === 0 || this.lastMs === Number.NEGATIVE_INFINITY) return String(this.count);
    return `${this.count} (${humanDuration(nowMs - this.lastMs)} ago)`;
  }
}
