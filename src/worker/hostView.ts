import type { HostState } from '../engine/host.ts';
import { diffTables, emptyTable, get, scan, type Table, values } from '../engine/kernel/table.ts';
import type { Container, Pull, Sandbox } from '../engine/runtime/cri/state.ts';
import type {
  ContainerView,
  HostView,
  ImagePullView,
  KeyedDiff,
  SandboxView,
  VolumeView,
} from '../protocol/view.ts';

/** The machines whose view may have changed; a kubelet's housekeeping alone changes none. */
export function hostChanges(before: Table<HostState> | null, after: Table<HostState>): KeyedDiff<HostView> {
  const { changed, removed } = diffTables(before ?? emptyTable<HostState>(), after);
  const views: [string, HostView][] = [];
  for (const [name, host] of changed) {
    const old = before === null ? undefined : get(before, name);
    if (old === undefined || !looksSame(old, host)) views.push([name, hostView(host)]);
  }
  return { changed: views, removed };
}

function looksSame(a: HostState, b: HostState): boolean {
  return (
    a.poweredOn === b.poweredOn &&
    a.cri === b.cri &&
    a.volumes === b.volumes &&
    a.kubelet.pulls === b.kubelet.pulls
  );
}

export function hostView(host: HostState): HostView {
  const { cri } = host;
  return {
    node: host.name,
    poweredOn: host.poweredOn,
    images: values(cri.images).map(({ name, sizeBytes }) => ({ name, sizeBytes })),
    pulls: values(cri.pulls).map((pull) => pullView(pull, host)),
    sandboxes: values(cri.sandboxes).map((sandbox) => sandboxView(sandbox, cri.containers)),
    volumes: volumeViews(host),
  };
}

function pullView({ name, calls, doneBytes, totalBytes }: Pull, { kubelet }: HostState): ImagePullView {
  const pods = new Set<string>();
  for (const { object } of calls)
    if (object !== undefined) pods.add(`${object.namespace ?? ''}/${object.name}`);
  for (const { uid, tagged } of kubelet.pulls) {
    const ref = tagged === name ? get(kubelet.workers, uid)?.ref : undefined;
    if (ref !== undefined) pods.add(`${ref.namespace ?? ''}/${ref.name}`);
  }
  return { image: name, doneBytes, totalBytes, pods: [...pods] };
}

/** What a sandbox looked like last, with the containers it then had. */
const known = new WeakMap<Sandbox, { readonly parts: readonly Container[]; readonly view: SandboxView }>();

/** The same view for the same sandbox with the same containers: most of a node's Pods change rarely. */
function sandboxView(sandbox: Sandbox, containers: Table<Container>): SandboxView {
  const parts = sandbox.containers.flatMap((id) => get(containers, id) ?? []);
  const old = known.get(sandbox);
  if (old?.parts.length === parts.length && parts.every((part, index) => part === old.parts[index])) {
    return old.view;
  }
  const { id, config, state, ip } = sandbox;
  const view: SandboxView = {
    id,
    podNamespace: config.namespace,
    podName: config.name,
    podUid: config.uid,
    state,
    ip,
    namespaces: {
      net: config.hostNetwork ? 'host' : 'pod',
      ipc: config.hostIPC ? 'host' : 'pod',
      // The host's name comes with the host's network.
      uts: config.hostNetwork ? 'host' : 'pod',
      pid: config.hostPID ? 'host' : config.shareProcessNamespace ? 'pod' : 'container',
    },
    containers: parts.map(containerView),
  };
  known.set(sandbox, { parts, view });
  return view;
}

function containerView(container: Container): ContainerView {
  const { id, name, type, image, state, exitCode, attempt, assumed } = container;
  return { id, name, type, image, state, exitCode, restartCount: attempt, assumed };
}

function volumeViews({ volumes }: HostState): VolumeView[] {
  const views: VolumeView[] = [];
  scan(volumes.pods, (pod, podUid) => {
    for (const { name, type, state, message } of pod.volumes)
      views.push({ podUid, name, type, state, message });
  });
  return views;
}
