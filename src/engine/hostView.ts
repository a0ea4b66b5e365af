import type { HostState } from './host.ts';
import { get, scan, values } from './kernel/table.ts';
import type { Container, Sandbox } from './runtime/cri/state.ts';
import type { SandboxConfig } from './runtime/cri.ts';

/** What runs on one machine below the API, as plain data for a page; see HostView in the protocol. */
export interface HostSnapshot {
  readonly node: string;
  readonly poweredOn: boolean;
  readonly images: readonly { readonly name: string; readonly sizeBytes: number }[];
  readonly pulls: readonly PullSnapshot[];
  readonly sandboxes: readonly SandboxSnapshot[];
  readonly volumes: readonly VolumeSnapshot[];
}

interface PullSnapshot {
  readonly image: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly pods: readonly string[];
}

interface SandboxSnapshot {
  readonly id: string;
  readonly podNamespace: string;
  readonly podName: string;
  readonly podUid: string;
  readonly state: 'Creating' | 'Ready' | 'NotReady';
  readonly ip: string;
  readonly namespaces: Readonly<Record<'net' | 'ipc' | 'uts' | 'pid', 'pod' | 'host' | 'container'>>;
  readonly containers: readonly ContainerSnapshot[];
}

interface ContainerSnapshot {
  readonly id: string;
  readonly name: string;
  readonly type: 'container' | 'init' | 'sidecar';
  readonly image: string;
  readonly state: 'Created' | 'Running' | 'Exited';
  readonly exitCode: number | null;
  readonly restartCount: number;
  /** What had to be assumed about its program, in words; null when nothing had to. */
  readonly assumed: string | null;
}

interface VolumeSnapshot {
  readonly podUid: string;
  readonly name: string;
  readonly type: string;
  readonly state: 'Attaching' | 'Mounting' | 'Mounted' | 'Unmounting' | 'Failed';
  readonly message: string;
}

/** The machine as the stage draws it. Containers are the newest instances, in the order they were made. */
export function hostView(host: HostState): HostSnapshot {
  const { cri } = host;
  return {
    node: host.name,
    poweredOn: host.poweredOn,
    images: values(cri.images).map(({ name, sizeBytes }) => ({ name, sizeBytes })),
    pulls: values(cri.pulls).map(({ name, doneBytes, totalBytes, calls }) => ({
      image: name,
      doneBytes,
      totalBytes,
      pods: calls.map(({ object }) => `${object?.namespace}/${object?.name}`),
    })),
    sandboxes: values(cri.sandboxes).map((sandbox) => sandboxView(host, sandbox)),
    volumes: volumeViews(host),
  };
}

function sandboxView(host: HostState, sandbox: Sandbox): SandboxSnapshot {
  const newest = new Map<string, Container>();
  for (const id of sandbox.containers) {
    const container = get(host.cri.containers, id);
    if (container !== undefined) newest.set(container.name, container);
  }
  const { config } = sandbox;
  return {
    id: sandbox.id,
    podNamespace: config.namespace,
    podName: config.name,
    podUid: config.uid,
    state: sandbox.state,
    ip: config.hostNetwork ? host.kubelet.nodeIP : sandbox.ip,
    namespaces: namespacesOf(config),
    containers: [...newest.values()].map((container) => ({
      id: container.id,
      name: container.name,
      type: container.type,
      image: container.image,
      state: container.state,
      exitCode: container.exitCode,
      restartCount: container.attempt,
      assumed: container.assumed,
    })),
  };
}

/** Whose namespaces a Pod's containers live in: those pause holds, the node's, or each its own. */
function namespacesOf(config: SandboxConfig): SandboxSnapshot['namespaces'] {
  return {
    net: config.hostNetwork ? 'host' : 'pod',
    ipc: config.hostIPC ? 'host' : 'pod',
    uts: config.hostNetwork ? 'host' : 'pod',
    pid: config.hostPID ? 'host' : config.shareProcessNamespace ? 'pod' : 'container',
  };
}

function volumeViews(host: HostState): VolumeSnapshot[] {
  const list: VolumeSnapshot[] = [];
  scan(host.volumes.pods, ({ volumes }, podUid) => {
    for (const { name, type, state, message } of volumes) list.push({ podUid, name, type, state, message });
  });
  return list;
}
