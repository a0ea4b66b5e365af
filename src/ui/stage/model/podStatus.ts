// Models kubernetes@v1.36.0 pkg/printers/internalversion/printers.go (printPod)
import { isSidecar, type Pod } from '../../../api/index.ts';

/** What `kubectl get pods` prints under STATUS, which is not the phase. */
export function podStatus(pod: Pod): string {
  const { status = {}, spec, metadata } = pod;
  let reason: string = status.reason || status.phase || 'Pending';
  if (status.conditions?.some((c) => c.type === 'PodScheduled' && c.reason === 'SchedulingGated')) {
    reason = 'SchedulingGated';
  }
  const initial = initReason(pod);
  const isInitialized = status.conditions?.some((c) => c.type === 'Initialized' && c.status === 'True');
  if (initial !== null) reason = initial;
  if (initial === null || isInitialized) {
    let hasRunning = false;
    for (const container of (status.containerStatuses ?? []).toReversed()) {
      const { waiting, terminated, running } = container.state ?? {};
      if (waiting?.reason) reason = waiting.reason;
      else if (terminated) reason = terminated.reason || exitReason(terminated);
      else if (container.ready && running) hasRunning = true;
    }
    if (reason === 'Completed' && hasRunning) {
      const isReady = status.conditions?.some((c) => c.type === 'Ready' && c.status === 'True');
      reason = isReady ? 'Running' : 'NotReady';
    }
  }
  if (metadata.deletionTimestamp !== undefined) {
    if (status.reason === 'NodeLost') return 'Unknown';
    if (status.phase !== 'Succeeded' && status.phase !== 'Failed') return 'Terminating';
  }
  return reason;

  function initReason({ status: now = {} }: Pod): string | null {
    const declared = spec.initContainers ?? [];
    for (const [index, container] of (now.initContainerStatuses ?? []).entries()) {
      const { waiting, terminated } = container.state ?? {};
      const own = declared.find(({ name }) => name === container.name);
      if (terminated?.exitCode === 0) continue;
      if (own && isSidecar(own) && container.started === true) continue;
      if (terminated) return `Init:${terminated.reason || exitReason(terminated)}`;
      if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
      return `Init:${index}/${declared.length}`;
    }
    return null;
  }
}

function exitReason({ signal, exitCode }: { readonly signal?: number; readonly exitCode: number }): string {
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

/** Ready containers and all that count, as READY shows them: sidecars count, other init containers do not. */
export function podReady({ spec, status }: Pod): { readonly ready: number; readonly total: number } {
  const sidecars = new Set((spec.initContainers ?? []).filter(isSidecar).map(({ name }) => name));
  const ready = [
    ...(status?.containerStatuses ?? []),
    ...(status?.initContainerStatuses ?? []).filter(({ name }) => sidecars.has(name)),
  ].filter((container) => container.ready && container.state?.running !== undefined);
  return { ready: ready.length, total: spec.containers.length + sidecars.size };
}
