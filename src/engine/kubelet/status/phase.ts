// Models kubernetes@v1.36.0 pkg/kubelet/kubelet_pods.go (getPhase)
import { type ContainerStatus, isSidecar, type Pod, type PodPhase } from '../../../api/index.ts';
import { restartsAfter } from '../restart.ts';

/**
 * The phase that follows from the states of the containers. `isTerminal`: the kubelet will not start anything
 * in this Pod any more. `wasInitialized`: a regular container has run before.
 */
export function podPhase(
  pod: Pod,
  initStatuses: readonly ContainerStatus[],
  statuses: readonly ContainerStatus[],
  isTerminal: boolean,
  wasInitialized: boolean,
): PodPhase {
  let pendingInit = 0;
  let pendingSidecars = 0;
  let failedInit = 0;
  const initContainers = pod.spec.initContainers ?? [];
  for (let i = 0; i < initContainers.length; i++) {
    const container = initContainers[i];
    const status = initStatuses[i];
    if (container === undefined) continue;
    if (isSidecar(container)) {
      if (status?.state?.running === undefined || status.started !== true) pendingSidecars++;
      continue;
    }
    const ended = status?.state?.terminated ?? status?.lastState?.terminated;
    if (status?.state?.running !== undefined || ended === undefined) pendingInit++;
    else if (ended.exitCode !== 0) failedInit++;
  }

  let running = 0;
  let waiting = 0;
  let stopped = 0;
  let succeeded = 0;
  let restarting = 0;
  for (const status of statuses) {
    const { state = {}, lastState } = status;
    const ended = state.terminated ?? (state.running === undefined ? lastState?.terminated : undefined);
    if (state.running !== undefined) running++;
    else if (ended === undefined) waiting++;
    else {
      stopped++;
      if (state.terminated?.exitCode === 0) succeeded++;
      const container = pod.spec.containers.find((other) => other.name === status.name);
      if (container !== undefined && restartsAfter(pod, container, false, ended.exitCode)) restarting++;
    }
  }

  if (failedInit > 0 && pod.spec.restartPolicy === 'Never') return 'Failed';
  if (pendingInit > 0 || (pendingSidecars > 0 && !wasInitialized)) return 'Pending';
  if (waiting > 0) return 'Pending';
  if (running > 0) return 'Running';
  if (stopped === 0) return 'Pending';
  if (isTerminal) return stopped === succeeded ? 'Succeeded' : 'Failed';
  if (restarting > 0) return 'Running';
  return stopped === succeeded ? 'Succeeded' : 'Failed';
}
