// Models kubernetes@v1.36.0 pkg/controller/volume/attachdetach/attach_detach_controller.go, pkg/controller/volume/attachdetach/reconciler/reconciler.go
// Models kubernetes-csi/external-attacher@v4.9.0 pkg/controller/csi_handler.go
// Differs: no VolumeAttachment lies between the controller and the driver. A node whose kubelet works is done with a
// volume when the last Pod that has it is gone, which it does not say in volumesInUse.
import type { Node, PersistentVolume, PersistentVolumeClaim, Pod } from '../../../api/index.ts';
import { get } from '../../kernel/table.ts';
import { attachedName, needsAttaching } from '../../storage/attachment.ts';
import { type Controller, calls, DONE, type Progress } from '../client/controller.ts';
import type { Desk } from '../client/desk.ts';
import { claimsOf, lookUp } from '../client/indexes.ts';
import { refOf } from '../client/refs.ts';

const NAME = 'attachdetach';
const COMPONENT = 'attachdetach-controller';

/** How long the far side takes. */
const ATTACH_MS = 1500;
const DETACH_MS = 1000;
/** A node that does not answer may still write: its volumes are taken from it only after this. */
const MAX_WAIT_FOR_UNMOUNT_MS = 6 * 60_000;

/** Where the volumes are, by their name: what the controller keeps. */
type Attached = Readonly<Record<string, readonly string[]>>;

interface Memory {
  readonly node: string;
  readonly done: 'attach' | 'detach' | 'reported';
}

/** Attaches volumes to the nodes of the Pods that have them, and detaches them when those are gone. */
export const attachDetach: Controller = {
  name: NAME,
  workers: 100,
  watches: ['pods', 'persistentvolumeclaims', 'persistentvolumes', 'nodes'],

  observe(desk, { resource, key, before, after }) {
    if (resource === 'pods') {
      const pod = (after ?? before) as Pod;
      // Only the node it is on and its end count.
      if (!pod.spec.nodeName || (before !== undefined && after !== undefined && !hasMoved(before, after)))
        return;
      for (const claim of claimsOf(pod)) enqueueClaim(desk, claim);
    } else if (resource === 'persistentvolumeclaims') {
      const volume = (after as PersistentVolumeClaim | undefined)?.spec.volumeName;
      if (volume && volume !== (before as PersistentVolumeClaim | undefined)?.spec.volumeName) {
        enqueueClaim(desk, key);
      }
    } else if (resource === 'persistentvolumes' && before === undefined) enqueueVolume(desk, key);
  },

  sync(desk, key, memory) {
    const volume = desk.find<PersistentVolume>('persistentvolumes', key);
    const here = desk.recall<Attached>(NAME)?.[key] ?? [];
    if (volume === undefined) return DONE;
    const done = memory as Memory | undefined;
    if (done?.done === 'attach') return attached(desk, key, volume, here, done.node);
    if (done?.done === 'detach') return detached(desk, key, volume, here, done.node);
    return reconcile(desk, key, volume, here);
  },

  told(desk, what, body) {
    const { key, node } = body as { key: string; node: string };
    if (what === 'ControllerPublishVolume') desk.resume(NAME, key, { node, done: 'attach' } satisfies Memory);
    if (what === 'ControllerUnpublishVolume')
      desk.resume(NAME, key, { node, done: 'detach' } satisfies Memory);
  },
};

const isOver = ({ status }: Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed';

function hasMoved(before: unknown, after: unknown): boolean {
  const [was, is] = [before as Pod, after as Pod];
  return was.spec.nodeName !== is.spec.nodeName || isOver(was) !== isOver(is);
}

function enqueueClaim(desk: Desk, claim: string): void {
  const volume = desk.find<PersistentVolumeClaim>('persistentvolumeclaims', claim)?.spec.volumeName;
  if (volume) enqueueVolume(desk, volume);
}

function enqueueVolume(desk: Desk, name: string): void {
  const volume = desk.find<PersistentVolume>('persistentvolumes', name);
  if (volume !== undefined && needsAttaching(volume)) desk.enqueue(NAME, name);
}

/** Pods on a node that have the volume and have not ended. */
function usersOf(desk: Desk, { spec }: PersistentVolume): Pod[] {
  const { namespace, name } = spec.claimRef ?? {};
  return lookUp<Pod>(desk.indexes.podsByClaim, `${namespace}/${name}`, desk.objects('pods')).filter(
    (pod) => !!pod.spec.nodeName && !isOver(pod),
  );
}

function reconcile(desk: Desk, key: string, volume: PersistentVolume, here: readonly string[]): Progress {
  const users = usersOf(desk, volume);
  const wanted = [...new Set(users.map(({ spec }) => spec.nodeName as string))].sort();
  const idle = here.filter((node) => !wanted.includes(node));
  for (const node of idle) {
    const waitMs = untilSafe(desk, key, node);
    if (waitMs === 0) {
      desk.tell(NAME, 'ControllerUnpublishVolume', refOf(volume), { key, node }, DETACH_MS);
      return { kind: 'held' };
    }
    desk.enqueueAfter(NAME, key, waitMs);
  }
  const next = wanted.find((node) => !here.includes(node));
  if (next === undefined) return DONE;
  if (here.length > 0 && !canBeShared(volume)) {
    report(desk, volume, users, next, here);
    // It is looked at again when a Pod goes, or the node it is on.
    return DONE;
  }
  desk.tell(NAME, 'ControllerPublishVolume', refOf(volume), { key, node: next }, ATTACH_MS);
  return { kind: 'held' };
}

function canBeShared({ spec }: PersistentVolume): boolean {
  const { accessModes = [] } = spec;
  return (
    accessModes.length === 0 ||
    accessModes.some((mode) => mode === 'ReadWriteMany' || mode === 'ReadOnlyMany')
  );
}

/** How long the volume has to stay; from a node that works it may be taken at once. */
function untilSafe(desk: Desk, key: string, name: string): number {
  const node = desk.find<Node>('nodes', name);
  const ready = node?.status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';
  const outOfService = node?.spec?.taints?.some(
    ({ key: taint }) => taint === 'node.kubernetes.io/out-of-service',
  );
  const since = desk.recall<Waits>(WAITS) ?? {};
  const id = `${key} ${name}`;
  if (node === undefined || ready || outOfService) {
    if (id in since) desk.keep(WAITS, without(since, id));
    return 0;
  }
  const sinceMs = since[id] ?? desk.nowMs;
  if (!(id in since)) desk.keep(WAITS, { ...since, [id]: sinceMs });
  return Math.max(0, sinceMs + MAX_WAIT_FOR_UNMOUNT_MS - desk.nowMs);
}

/** Since when a volume is only waiting for its node, by both their names. */
type Waits = Readonly<Record<string, number>>;
const WAITS = `${NAME}/waits`;

function without<V>(record: Readonly<Record<string, V>>, key: string): Record<string, V> {
  const { [key]: _, ...rest } = record;
  return rest;
}

/** Tells the Pods that want it on another node who has it. */
function report(
  desk: Desk,
  volume: PersistentVolume,
  users: readonly Pod[],
  node: string,
  here: readonly string[],
): void {
  const holders = users.filter(({ spec }) => here.includes(spec.nodeName as string));
  for (const pod of users) {
    if (pod.spec.nodeName !== node) continue;
    const near = holders.filter(({ metadata }) => metadata.namespace === pod.metadata.namespace);
    const names = near.map(({ metadata }) => metadata.name).join(', ');
    const why =
      near.length === 0
        ? "Volume is already exclusively attached to one node and can't be attached to another"
        : `Volume is already used by pod(s) ${names}`;
    const message = `Multi-Attach error for volume "${volume.metadata.name}" ${why}`;
    desk.event(COMPONENT, pod, 'Warning', 'FailedAttachVolume', message);
  }
}

function attached(
  desk: Desk,
  key: string,
  volume: PersistentVolume,
  here: readonly string[],
  node: string,
): Progress {
  if (!here.includes(node)) {
    keepPlaces(desk, key, [...here, node]);
    for (const pod of usersOf(desk, volume)) {
      if (pod.spec.nodeName !== node) continue;
      const message = `AttachVolume.Attach succeeded for volume "${key}" `;
      desk.event(COMPONENT, pod, 'Normal', 'SuccessfulAttachVolume', message);
    }
  }
  return showOnNode(desk, key, node);
}

function detached(
  desk: Desk,
  key: string,
  _volume: PersistentVolume,
  here: readonly string[],
  node: string,
): Progress {
  keepPlaces(
    desk,
    key,
    here.filter((other) => other !== node),
  );
  return showOnNode(desk, key, node);
}

function keepPlaces(desk: Desk, key: string, nodes: readonly string[]): void {
  const all = desk.recall<Attached>(NAME) ?? {};
  desk.keep(NAME, nodes.length === 0 ? without(all, key) : { ...all, [key]: nodes });
}

/** The node's status says what is attached to it: that is how its kubelet learns of it. */
function showOnNode(desk: Desk, key: string, name: string): Progress {
  const node = desk.find<Node>('nodes', name);
  if (node === undefined) return reconcileNow(desk, key);
  const all = desk.recall<Attached>(NAME) ?? {};
  const volumesAttached = Object.keys(all)
    .filter((volume) => all[volume]?.includes(name))
    .sort()
    .flatMap((volume) => {
      const object = get(desk.objects<PersistentVolume>('persistentvolumes'), volume);
      return object === undefined ? [] : [{ name: attachedName(object), devicePath: '' }];
    });
  desk.patch(NAME, key, node, { status: { volumesAttached } }, 'status');
  return calls({ node: name, done: 'reported' } satisfies Memory);
}

function reconcileNow(desk: Desk, key: string): Progress {
  const volume = desk.find<PersistentVolume>('persistentvolumes', key);
  return volume === undefined ? DONE : reconcile(desk, key, volume, desk.recall<Attached>(NAME)?.[key] ?? []);
}
