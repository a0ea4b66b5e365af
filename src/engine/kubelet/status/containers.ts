// Models kubernetes@v1.36.0 pkg/kubelet/kubelet_pods.go (convertToAPIContainerStatuses, convertContainerStatus)
// Differs: `allocatedResourcesStatus` and `stopSignal` are left out.
import {
  type ContainerStatus as ApiContainerStatus,
  type Container,
  type ContainerState,
  isSidecar,
} from '../../../api/index.ts';
import { timestamp } from '../../kernel/timestamp.ts';
import type { ContainerStatus } from '../../runtime/cri.ts';
import { shouldStart } from '../restart.ts';
import type { ContainerRecord, Worker } from '../state.ts';

const EPOCH = '1970-01-01T00:00:00Z';

const at = (timeMs: number | null): string => (timeMs === null ? EPOCH : timestamp(timeMs));

export function initContainerStatuses(worker: Worker): ApiContainerStatus[] {
  return (worker.pod.spec.initContainers ?? []).map((container) => statusOf(worker, container, true));
}

export function containerStatuses(worker: Worker): ApiContainerStatus[] {
  const statuses = worker.pod.spec.containers.map((container) => statusOf(worker, container, false));
  return statuses.length < 2 ? statuses : statuses.sort((a, b) => (a.name < b.name ? -1 : 1));
}

export function ephemeralContainerStatuses(worker: Worker): ApiContainerStatus[] {
  return (worker.pod.spec.ephemeralContainers ?? []).map((container) => ({
    ...statusOf(worker, container, false),
    ready: false,
  }));
}

function statusOf(worker: Worker, container: Container, isInit: boolean): ApiContainerStatus {
  const { pod } = worker;
  const record = worker.containers[container.name];
  const current = record?.current ?? null;
  const state = stateOf(worker, container, record, isInit);
  const started = isStarted(container, record) && state.running !== undefined;
  const status: ApiContainerStatus = {
    name: container.name,
    state,
    lastState: lastStateOf(record, state),
    ready: isReady(container, record, state, isInit, started),
    restartCount: Math.max(0, (record?.attempts ?? 0) - 1),
    image: current?.imageName ?? container.image ?? '',
    imageID: current?.imageId ?? '',
  };
  if (current !== null) status.containerID = containerId(current);
  status.started = started;
  const user = current?.user ?? null;
  if (user !== null) {
    status.user = { linux: { uid: user.uid, gid: user.gid, supplementalGroups: [...user.groups] } };
  }
  if (container.resources?.requests !== undefined) status.allocatedResources = container.resources.requests;
  if (container.resources !== undefined) status.resources = container.resources;
  if (container.volumeMounts !== undefined && container.volumeMounts.length > 0) {
    status.volumeMounts = container.volumeMounts.map((mount) => ({
      name: mount.name,
      mountPath: mount.mountPath,
      ...(mount.readOnly ? { readOnly: true, recursiveReadOnly: mount.recursiveReadOnly ?? 'Disabled' } : {}),
    }));
  }
  if (pod.metadata.deletionTimestamp !== undefined && worker.stage === 'Terminated' && current === null) {
    status.state = {
      terminated: {
        exitCode: 137,
        reason: 'ContainerStatusUnknown',
        message: 'The container could not be located when the pod was terminated',
        startedAt: null,
        finishedAt: null,
      },
    };
  }
  return status;
}

const containerId = ({ id }: ContainerStatus): string => `containerd://${id}`;

function stateOf(
  worker: Worker,
  container: Container,
  record: ContainerRecord | undefined,
  isInit: boolean,
): ContainerState {
  const { pod } = worker;
  const current = record?.current ?? null;
  const ended = current?.state === 'Exited';
  if (record?.trouble && current?.state !== 'Running' && shouldStart(pod, container, isInit, record)) {
    const { reason, message } = record.trouble;
    return { waiting: message === '' ? { reason } : { reason, message } };
  }
  // Until its postStart hook has ended it does not count as running.
  const starting = worker.step?.type === 'postStart' && worker.step.container === container.name;
  if (current?.state === 'Running' && !starting) return { running: { startedAt: at(current.startedMs) } };
  if (current !== null && ended) return terminated(current);
  const hasInit = (pod.spec.initContainers?.length ?? 0) > 0;
  return { waiting: { reason: hasInit ? 'PodInitializing' : 'ContainerCreating' } };
}

function terminated(status: ContainerStatus): ContainerState {
  return {
    terminated: {
      exitCode: status.exitCode ?? 0,
      reason: status.reason === 'Unknown' ? 'Unknown' : status.reason,
      ...(status.message === '' ? {} : { message: status.message }),
      startedAt: at(status.startedMs),
      finishedAt: at(status.finishedMs),
      containerID: containerId(status),
    },
  };
}

function lastStateOf(record: ContainerRecord | undefined, state: ContainerState): ContainerState {
  const current = record?.current ?? null;
  if (state.waiting !== undefined && current?.state === 'Exited') return terminated(current);
  const last = record?.last ?? null;
  return last === null ? {} : terminated(last);
}

/** Its startup probe has passed, or there is none. */
export function isStarted(container: Container, record: ContainerRecord | undefined): boolean {
  if (record?.current?.state !== 'Running') return false;
  return container.startupProbe === undefined || record.startup?.result === true;
}

function isReady(
  container: Container,
  record: ContainerRecord | undefined,
  state: ContainerState,
  isInit: boolean,
  started: boolean,
): boolean {
  if (isInit && !isSidecar(container)) return state.terminated?.exitCode === 0;
  if (!started || state.running === undefined) return false;
  return container.readinessProbe === undefined || record?.readiness?.result === true;
}
