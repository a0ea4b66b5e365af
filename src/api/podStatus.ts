// Models kubernetes@v1.36.0 pkg/printers/internalversion/printers.go (printPod)
import { isSidecar } from './resources.ts';
import type { ContainerStateTerminated, ContainerStatus, Pod } from './types/index.ts';

/** What `kubectl get pods` prints of a Pod: READY, STATUS and RESTARTS. */
export interface PodSummary {
  readonly ready: number;
  /** Containers and sidecars; other init containers do not count. */
  readonly total: number;
  /** Which is not the phase. */
  readonly status: string;
  readonly restarts: number;
  /** When the last container that was restarted had ended; empty when none was. */
  readonly lastEnd: string;
}

export function summarizePod(pod: Pod): PodSummary {
  const { spec, status = {}, metadata } = pod;
  const declared = spec.initContainers ?? [];
  const conditions = status.conditions ?? [];
  const holds = (type: string): boolean =>
    conditions.some((condition) => condition.type === type && condition.status === 'True');

  let ready = 0;
  let reason: string = status.reason || status.phase || 'Pending';
  if (conditions.some((one) => one.type === 'PodScheduled' && one.reason === 'SchedulingGated')) {
    reason = 'SchedulingGated';
  }

  let restarts = NO_RESTARTS;
  let ofSidecars = NO_RESTARTS;
  let isInitializing = false;
  for (const [index, container] of (status.initContainerStatuses ?? []).entries()) {
    const own = declared.find(({ name }) => name === container.name);
    const sidecar = own !== undefined && isSidecar(own);
    restarts = withRestarts(restarts, container);
    if (sidecar) ofSidecars = withRestarts(ofSidecars, container);
    const { terminated, waiting } = container.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (sidecar && container.started === true) {
      if (container.ready) ready++;
      continue;
    }
    if (terminated !== undefined) reason = `Init:${terminated.reason || endOf(terminated)}`;
    else if (waiting?.reason && waiting.reason !== 'PodInitializing') reason = `Init:${waiting.reason}`;
    else reason = `Init:${index}/${declared.length}`;
    isInitializing = true;
    break;
  }

  if (!isInitializing || holds('Initialized')) {
    restarts = ofSidecars;
    let hasRunning = false;
    const containers = status.containerStatuses ?? [];
    for (let i = containers.length - 1; i >= 0; i--) {
      const container = containers[i] as ContainerStatus;
      restarts = withRestarts(restarts, container);
      const { terminated, waiting, running } = container.state ?? {};
      if (waiting?.reason) reason = waiting.reason;
      else if (terminated !== undefined) reason = terminated.reason || endOf(terminated);
      else if (container.ready && running !== undefined) {
        hasRunning = true;
        ready++;
      }
    }
    if (reason === 'Completed' && hasRunning) reason = holds('Ready') ? 'Running' : 'NotReady';
  }

  if (metadata.deletionTimestamp !== undefined) {
    if (status.reason === 'NodeLost') reason = 'Unknown';
    else if (status.phase !== 'Failed' && status.phase !== 'Succeeded') reason = 'Terminating';
  }
  let total = spec.containers.length;
  for (const container of declared) if (isSidecar(container)) total++;
  return { ready, total, status: reason, ...restarts };
}

/** What `kubectl get pods` prints under STATUS. */
export function podStatus(pod: Pod): string {
  return summarizePod(pod).status;
}

interface Restarts {
  readonly restarts: number;
  readonly lastEnd: string;
}

const NO_RESTARTS: Restarts = { restarts: 0, lastEnd: '' };

function withRestarts(sum: Restarts, { restartCount, lastState }: ContainerStatus): Restarts {
  const end = lastState?.terminated?.finishedAt ?? '';
  if (restartCount === 0 && end === '') return sum;
  // Times are written so that they sort as text.
  return { restarts: sum.restarts + restartCount, lastEnd: end > sum.lastEnd ? end : sum.lastEnd };
}

function endOf({ signal, exitCode }: ContainerStateTerminated): string {
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}
