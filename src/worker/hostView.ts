import type { HostState } from '../engine/host.ts';
import { diffTables, emptyTable, get, type Table, values } from '../engine/kernel/table.ts';
import type { Container, CriState, Pull, Sandbox } from '../engine/runtime/cri/state.ts';
import type { ContainerView, HostDiff, ImagePullView, SandboxView, VolumeView } from '../protocol/view.ts';
import type { Change } from './kit.ts';
import { diffOf, tableChanges } from './views.ts';

type PodVolumes = HostState['volumes']['pods'] extends Table<infer V> ? V : never;

/** Pods of a machine in one change: a machine with more has several, one after the other. */
const PODS = 50;

/**
 * What changed on the machines that changed; of a machine, only the Pods that did. A kubelet's housekeeping
 * alone changes nothing that is shown.
 */
export function* hostChanges(
  before: Table<HostState> | null,
  after: Table<HostState>,
): Generator<Change<HostDiff>> {
  const { changed, removed } = diffTables(before ?? emptyTable<HostState>(), after);
  for (const name of removed) yield [name, null];
  for (const [name, host] of changed) {
    const old = before === null ? undefined : get(before, name);
    if (old !== undefined && looksSame(old, host)) continue;
    for (const diff of hostDiffs(old, host)) yield [name, diff];
  }
}

function looksSame(a: HostState, b: HostState): boolean {
  return (
    a.poweredOn === b.poweredOn &&
    a.cri === b.cri &&
    a.volumes === b.volumes &&
    a.kubelet.pulls === b.kubelet.pulls
  );
}

function* hostDiffs(old: HostState | undefined, host: HostState): Generator<HostDiff> {
  const { cri, volumes, poweredOn } = host;
  const hasImages = old?.cri.images !== cri.images;
  const hasPulls = old?.cri.pulls !== cri.pulls || old.kubelet.pulls !== host.kubelet.pulls;
  yield {
    poweredOn,
    ...(hasImages && { images: values(cri.images).map(({ name, sizeBytes }) => ({ name, sizeBytes })) }),
    ...(hasPulls && { pulls: values(cri.pulls).map((pull) => pullView(pull, host)) }),
  };
  if (old?.cri.sandboxes !== cri.sandboxes || old.cri.containers !== cri.containers) {
    for (const some of inGroups(sandboxChanges(old?.cri, cri))) yield { poweredOn, sandboxes: diffOf(some) };
  }
  if (old?.volumes.pods !== volumes.pods) {
    const changes = tableChanges(old?.volumes.pods ?? null, volumes.pods, volumeViews);
    for (const some of inGroups(changes)) yield { poweredOn, volumes: diffOf(some) };
  }
}

function* inGroups<T>(items: Iterable<T>): Generator<T[]> {
  let some: T[] = [];
  for (const item of items) {
    some.push(item);
    if (some.length < PODS) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

/** Sandboxes that changed, or of which a container did. */
function* sandboxChanges(old: CriState | undefined, cri: CriState): Generator<Change<SandboxView>> {
  const ids = new Set<string>();
  const sandboxes = diffTables(old?.sandboxes ?? emptyTable(), cri.sandboxes);
  for (const id of sandboxes.removed) yield [id, null];
  for (const [id] of sandboxes.changed) ids.add(id);
  if (old !== undefined) {
    const containers = diffTables(old.containers, cri.containers);
    for (const [, { sandboxId }] of containers.changed) ids.add(sandboxId);
    for (const id of containers.removed) ids.add((get(old.containers, id) as Container).sandboxId);
  }
  for (const id of ids) {
    const sandbox = get(cri.sandboxes, id);
    if (sandbox !== undefined) yield [id, sandboxView(sandbox, cri.containers)];
  }
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

function sandboxView(sandbox: Sandbox, containers: Table<Container>): SandboxView {
  const { id, config, state, ip } = sandbox;
  return {
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
    containers: sandbox.containers.flatMap((part) => {
      const container = get(containers, part);
      return container === undefined ? [] : [containerView(container)];
    }),
  };
}

function containerView(container: Container): ContainerView {
  const { id, name, type, image, state, exitCode, attempt, assumed } = container;
  return { id, name, type, image, state, exitCode, restartCount: attempt, assumed };
}

function volumeViews({ volumes }: PodVolumes, podUid: string): readonly VolumeView[] {
  return volumes.map(({ name, type, state, message }) => ({ podUid, name, type, state, message }));
}
