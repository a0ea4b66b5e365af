import {
  type Container,
  type ContainerStatus,
  isSidecar,
  type Pod,
  podStatus,
  summarizePod,
  type Volume,
} from '../../../api/index.ts';
import type { ContainerView, HostView, SandboxView, VolumeView } from '../../../protocol/view.ts';

/** What a colour on a Pod or container means; a word always says it too. */
export type Tone = 'pending' | 'running' | 'succeeded' | 'failed' | 'unknown';

export interface MountModel {
  readonly volume: string;
  readonly path: string;
}

export interface ContainerModel {
  readonly name: string;
  readonly kind: 'container' | 'init' | 'sidecar';
  readonly image: string;
  /** `none`: the runtime does not know it yet. */
  readonly state: 'none' | 'created' | 'running' | 'exited';
  /** Why it waits, in Kubernetes' word; empty when it does not. */
  readonly waiting: string;
  readonly exitCode: number | null;
  readonly restarts: number;
  /** Null where readiness means nothing. */
  readonly ready: boolean | null;
  readonly pull: { readonly doneBytes: number; readonly totalBytes: number } | null;
  readonly mounts: readonly MountModel[];
  readonly tone: Tone;
}

export interface VolumeModel {
  readonly name: string;
  readonly type: string;
  /** What it is made from: the claim, the ConfigMap, the path on the host. */
  readonly source: string;
  /** Empty until the volume manager has it. */
  readonly state: VolumeView['state'] | '';
  readonly message: string;
  /** The object to look at for more. */
  readonly object: { readonly kind: string; readonly name: string } | null;
}

export interface PodModel {
  /** `namespace/name`. */
  readonly id: string;
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  readonly phase: string;
  readonly status: string;
  readonly tone: Tone;
  readonly ip: string;
  readonly ready: number;
  readonly total: number;
  readonly leaving: boolean;
  readonly sandbox: SandboxView | null;
  /** Names of the namespaces the Pod's containers share through the sandbox. */
  readonly shared: readonly string[];
  readonly fromHost: readonly string[];
  readonly containers: readonly ContainerModel[];
  readonly volumes: readonly VolumeModel[];
}

/** Whether a volume was written into the manifest: the one with its token every Pod is given, and every container. */
export function isOwnVolume(name: string): boolean {
  return !name.startsWith('kube-api-access-');
}

/** `namespace/name` of a Pod. */
export function podId(pod: Pod): string {
  return `${pod.metadata.namespace ?? 'default'}/${pod.metadata.name ?? ''}`;
}

/** A Pod as the stage draws it: what the API says of it and what its node really has of it. */
export function podModel(pod: Pod, host: HostView | null): PodModel {
  const uid = pod.metadata.uid ?? '';
  const sandbox = sandboxOf(host, uid);
  const { ready, total, status } = summarizePod(pod);
  const id = podId(pod);
  const { shared, fromHost } = namespacesOf(pod, sandbox);
  return {
    id,
    uid,
    name: pod.metadata.name ?? '',
    namespace: pod.metadata.namespace ?? 'default',
    phase: pod.status?.phase ?? 'Pending',
    status,
    tone: toneOf(pod, status),
    ip: pod.status?.podIP ?? sandbox?.ip ?? '',
    ready,
    total,
    leaving: pod.metadata.deletionTimestamp !== undefined,
    sandbox,
    shared,
    fromHost,
    containers: containersOf(pod, id, host, sandbox),
    volumes: (pod.spec.volumes ?? []).map((volume) => volumeModel(volume, uid, host)),
  };
}

const sandboxes = new WeakMap<HostView, ReadonlyMap<string, SandboxView>>();

/** The newest sandbox of the Pod, a live one before a dead one. */
function sandboxOf(host: HostView | null, uid: string): SandboxView | null {
  if (!host) return null;
  let byPod = sandboxes.get(host);
  if (!byPod) {
    const found = new Map<string, SandboxView>();
    for (const sandbox of host.sandboxes) {
      const known = found.get(sandbox.podUid);
      if (!known || sandbox.state !== 'NotReady' || known.state === 'NotReady')
        found.set(sandbox.podUid, sandbox);
    }
    byPod = found;
    sandboxes.set(host, byPod);
  }
  return byPod.get(uid) ?? null;
}

function namespacesOf(
  pod: Pod,
  sandbox: SandboxView | null,
): { readonly shared: readonly string[]; readonly fromHost: readonly string[] } {
  const { hostNetwork, hostIPC, hostPID, shareProcessNamespace } = pod.spec;
  const namespaces = sandbox?.namespaces ?? {
    net: hostNetwork ? 'host' : 'pod',
    ipc: hostIPC ? 'host' : 'pod',
    uts: hostNetwork ? 'host' : 'pod',
    pid: hostPID ? 'host' : shareProcessNamespace ? 'pod' : 'container',
  };
  const names = ['net', 'ipc', 'uts', 'pid'] as const;
  return {
    shared: names.filter((name) => namespaces[name] === 'pod'),
    fromHost: names.filter((name) => namespaces[name] === 'host'),
  };
}

const tones = new WeakMap<Pod, Tone>();

/** The tone of a Pod as the API has it, remembered: squares ask for it often. */
export function podTone(pod: Pod): Tone {
  let tone = tones.get(pod);
  if (tone === undefined) {
    tone = toneOf(pod, podStatus(pod));
    tones.set(pod, tone);
  }
  return tone;
}

function toneOf(pod: Pod, status: string): Tone {
  if (status === 'Terminating') return 'unknown';
  switch (pod.status?.phase) {
    case 'Succeeded':
      return 'succeeded';
    case 'Failed':
      return 'failed';
    case 'Unknown':
      return 'unknown';
    case 'Running':
      return status === 'Running' ? 'running' : isTrouble(status) ? 'failed' : 'pending';
    default:
      return isTrouble(status) ? 'failed' : 'pending';
  }
}

/** Reasons that something is wrong rather than on its way. */
export function isTrouble(reason: string): boolean {
  return /BackOff|^Err|Error|OOMKilled|Invalid|ExitCode|Signal:|CannotRun|NeverPull|Evicted/.test(reason);
}

function containersOf(
  pod: Pod,
  id: string,
  host: HostView | null,
  sandbox: SandboxView | null,
): readonly ContainerModel[] {
  const { spec, status } = pod;
  const make = (container: Container, kind: ContainerModel['kind'], said?: ContainerStatus) =>
    containerModel(container, kind, said, seenOf(sandbox, container.name), pullOf(host, id, container));
  const initial = (spec.initContainers ?? []).map((container) =>
    make(
      container,
      isSidecar(container) ? 'sidecar' : 'init',
      status?.initContainerStatuses?.find(({ name }) => name === container.name),
    ),
  );
  const main = spec.containers.map((container) =>
    make(
      container,
      'container',
      status?.containerStatuses?.find(({ name }) => name === container.name),
    ),
  );
  return [...initial, ...main];
}

/** The newest attempt: the runtime keeps earlier ones of the same name. */
function seenOf(sandbox: SandboxView | null, name: string): ContainerView | null {
  let newest: ContainerView | null = null;
  for (const container of sandbox?.containers ?? []) {
    if (container.name === name && (!newest || container.restartCount >= newest.restartCount))
      newest = container;
  }
  return newest;
}

function pullOf(host: HostView | null, id: string, container: Container): ContainerModel['pull'] {
  for (const pull of host?.pulls ?? []) {
    if (pull.pods.includes(id) && sameImage(pull.image, container.image ?? '')) return pull;
  }
  return null;
}

/** `docker.io/library/nginx:1.27` and `nginx:1.27` are one image. */
function sameImage(a: string, b: string): boolean {
  return a === b || a.endsWith(`/${b}`) || a.endsWith(`/${b}:latest`) || a === `${b}:latest`;
}

function containerModel(
  container: Container,
  kind: ContainerModel['kind'],
  said: ContainerStatus | undefined,
  seen: ContainerView | null,
  pull: ContainerModel['pull'],
): ContainerModel {
  const state = seen
    ? ({ Created: 'created', Running: 'running', Exited: 'exited' } as const)[seen.state]
    : 'none';
  const told = said?.state?.waiting?.reason ?? '';
  // A finished container that is told to wait is about to be tried again.
  const waiting = state === 'running' || state === 'created' ? '' : told;
  const exitCode =
    state === 'exited' ? (seen?.exitCode ?? null) : (said?.state?.terminated?.exitCode ?? null);
  return {
    name: container.name,
    kind,
    image: container.image ?? '',
    state: state === 'none' && exitCode !== null ? 'exited' : state,
    waiting,
    exitCode,
    restarts: Math.max(said?.restartCount ?? 0, seen?.restartCount ?? 0),
    ready: state === 'running' && kind !== 'init' ? (said?.ready ?? false) : null,
    pull,
    mounts: (container.volumeMounts ?? []).map(({ name, mountPath }) => ({ volume: name, path: mountPath })),
    tone: containerTone(state, waiting, exitCode),
  };
}

function containerTone(state: ContainerModel['state'], waiting: string, exitCode: number | null): Tone {
  if (state === 'running') return 'running';
  if (waiting !== '') return isTrouble(waiting) ? 'failed' : 'pending';
  if (exitCode !== null) return exitCode === 0 ? 'succeeded' : 'failed';
  return 'pending';
}

function volumeModel(volume: Volume, uid: string, host: HostView | null): VolumeModel {
  const seen = host?.volumes.find(({ podUid, name }) => podUid === uid && name === volume.name);
  return {
    name: volume.name,
    ...sourceOf(volume),
    state: seen?.state ?? '',
    message: seen?.message ?? '',
  };
}

function sourceOf(volume: Volume): Pick<VolumeModel, 'type' | 'source' | 'object'> {
  if (volume.persistentVolumeClaim) {
    const name = volume.persistentVolumeClaim.claimName;
    return { type: 'claim', source: name, object: { kind: 'PersistentVolumeClaim', name } };
  }
  if (volume.configMap) {
    const name = volume.configMap.name ?? '';
    return { type: 'configMap', source: name, object: { kind: 'ConfigMap', name } };
  }
  if (volume.secret) {
    const name = volume.secret.secretName ?? '';
    return { type: 'secret', source: name, object: { kind: 'Secret', name } };
  }
  if (volume.hostPath) return { type: 'hostPath', source: volume.hostPath.path, object: null };
  if (volume.emptyDir)
    return { type: 'emptyDir', source: volume.emptyDir.medium === 'Memory' ? 'Memory' : '', object: null };
  const type = Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir';
  return { type, source: '', object: null };
}
