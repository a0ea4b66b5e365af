// Models kubernetes@v1.36.0 pkg/kubelet/volumemanager/volume_manager.go, pkg/volume/util/operationexecutor
// Differs: one request mounts all volumes of a Pod, with the API objects they need sent along by the kubelet; volumes
// that need attaching count as attached at once. Sources beyond those modelled (nfs, iscsi …) mount without fault.
// What is written to a PersistentVolume of such a source stays on the machine.
import {
  canonicalQuantity,
  type KubeObject,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Quantity,
  value as quantityValue,
  type Volume,
} from '../../api/index.ts';
import type { Context } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import { type Envelope, nodeOf, type ObjectRef, roleOf } from '../kernel/message.ts';
import { emptyTable, get, put, remove, scan, scanPrefix, type Table } from '../kernel/table.ts';
import { putFilesystem } from '../linux/filesystems.ts';
import { directory, tree } from '../linux/fs/layers.ts';
import { makeFilesystem } from '../linux/fs/tree.ts';
import type { Kernel } from '../linux/kernel.ts';
import { diskId } from '../storage/disk.ts';
import { absent } from './absent.ts';
import { atomicTree, type Payload, timestampedName, writePayload } from './atomicWriter.ts';
import type { CsiReply, CsiRequest, CsiVerb } from './csi.ts';
import { checkHostPath, hostPathSource, removeDirectory } from './hostPath.ts';
import { RUNTIME_MS } from './latency.ts';
import { type VolumeSources, volumePayload } from './volumeFiles.ts';
import { isReadOnly, type Ownership, setVolumeOwnership, supportsOwnership } from './volumeOwnership.ts';

export type VolumeState = 'Attaching' | 'Mounting' | 'Mounted' | 'Unmounting' | 'Failed';

export interface MountedVolume {
  readonly name: string;
  readonly type: string;
  readonly state: VolumeState;
  readonly message: string;
  /** Set for volumes of a CSI driver. */
  readonly volumeHandle: string;
  /** Where its files are; null while it is not mounted. */
  readonly source: VolumeSource | null;
  /** How much it may hold, of an emptyDir that says so. */
  readonly limit?: Quantity | undefined;
}

/** A part of one of the machine's filesystems. */
export interface VolumeSource {
  readonly filesystem: string;
  readonly root: string;
}

interface PodVolumes {
  readonly object: ObjectRef | undefined;
  readonly volumes: readonly MountedVolume[];
  /** The request being carried out; 0 when none is. */
  readonly call: number;
}

export interface VolumesState {
  /** By Pod UID. */
  readonly pods: Table<PodVolumes>;
  /** Whether a timer looks how full those are that have a limit. */
  readonly measuring: boolean;
}

/**
 * kubelet/N → volumes/N with verb `mount`, `remount` or `unmount`. Objects come by `resource/name` in the Pod's
 * namespace, volumes by `persistentvolumes/name`; null: there is none. The answers to requests for tokens stand
 * under `tokenKey`. `remount` writes anew what volumes made of API objects show.
 */
export type VolumesRequest =
  | (VolumeSources & {
      readonly type: 'mount' | 'remount';
      readonly call: number;
      readonly volumes: readonly Volume[];
      readonly podName: string;
      readonly ownership: Ownership;
    })
  | { readonly type: 'unmount'; readonly call: number };

export interface VolumesReply {
  readonly type: VolumesRequest['type'] | 'exceeded';
  readonly call: number;
  /** Messages of FailedMount events; `exceeded`: why the Pod is evicted. */
  readonly failures: readonly string[];
  /** Where the files of the Pod's volumes are, by name. */
  readonly sources: Readonly<Record<string, VolumeSource>>;
}

export function initialVolumes(): VolumesState {
  return { pods: emptyTable(), measuring: false };
}

/** volumes/N: the volume manager, on the machine whose kernel it is given. */
export function receiveVolumes(
  state: VolumesState,
  kernel: Kernel,
  envelope: Envelope,
  context: Context,
): VolumesState {
  if (roleOf(envelope.from) === 'csi') return csiReplied(state, kernel, envelope, context);
  if (envelope.verb === 'measure') return measure(state, kernel, envelope, context);
  if (roleOf(envelope.from) === 'provisioner') {
    context.note({ path: envelope.body });
    removeDirectory(kernel, envelope.body as string);
    return state;
  }
  const request = envelope.body as VolumesRequest;
  if (request.type === 'unmount') return unmount(state, kernel, envelope, request.call, context);
  if (request.type === 'mount') return mount(state, kernel, envelope, request, context);
  remount(state, kernel, envelope, request, context);
  return state;
}

type Mounting = Exclude<VolumesRequest, { readonly type: 'unmount' }>;

const uidOf = (envelope: Envelope): string => envelope.object?.uid ?? '';

function mount(
  state: VolumesState,
  kernel: Kernel,
  envelope: Envelope,
  request: Mounting,
  context: Context,
): VolumesState {
  const uid = uidOf(envelope);
  const known = get(state.pods, uid)?.volumes ?? [];
  const list = request.volumes.map((volume) => {
    const before = known.find((other) => other.name === volume.name);
    if (before?.state === 'Mounted') return before;
    const made = setUp(volume, request, uid, kernel);
    own(kernel, volume, made, request);
    return made;
  });
  for (const volume of list) {
    if (volume.state === 'Mounting') callCsi(envelope, 'NodeStageVolume', volume, context);
  }
  context.note({ volumes: list.map(({ name, type }) => `${name} (${type})`) });
  const pod: PodVolumes = { object: envelope.object, volumes: list, call: request.call };
  const next = list.some(({ limit }) => limit !== undefined)
    ? beginMeasuring(state, envelope, context)
    : state;
  return settle({ ...next, pods: put(state.pods, uid, pod) }, envelope, pod, 'mount', context);
}

/** Gives a volume that has been mounted to the Pod's group. */
function own(kernel: Kernel, volume: Volume, { source }: MountedVolume, request: Mounting): void {
  const { objects, ownership, podName } = request;
  if (source === null || ownership.fsGroup === null) return;
  const claimName = volume.persistentVolumeClaim?.claimName ?? `${podName}-${volume.name}`;
  const claim = objects[`persistentvolumeclaims/${claimName}`] as PersistentVolumeClaim | null | undefined;
  const persistent = objects[`persistentvolumes/${claim?.spec.volumeName}`] as PersistentVolume | undefined;
  if (!supportsOwnership(volume, persistent ?? null)) return;
  // How it is found matters only where somebody else may have had it before.
  const onRootMismatch = ownership.onRootMismatch && persistent !== undefined;
  setVolumeOwnership(kernel, source, { fsGroup: ownership.fsGroup, onRootMismatch }, isReadOnly(volume));
}

/** Mounts one volume, or says why it cannot be. */
function setUp(volume: Volume, request: Mounting, uid: string, kernel: Kernel): MountedVolume {
  const { objects } = request;
  const done = (type: string, error = '', source: VolumeSource | null = null): MountedVolume => ({
    name: volume.name,
    type,
    state: error === '' ? 'Mounted' : 'Failed',
    message: error === '' ? '' : setUpFailed(volume.name, error),
    volumeHandle: '',
    source: error === '' ? (source ?? makeVolume(kernel, uid, volume, request)) : null,
    ...(volume.emptyDir?.sizeLimit === undefined ? {} : { limit: volume.emptyDir.sizeLimit }),
  });
  if (volume.configMap !== undefined) return done('configMap', absent(volume, objects));
  if (volume.secret !== undefined) return done('secret', absent(volume, objects));
  if (volume.projected !== undefined) return done('projected', absent(volume, objects));
  if (volume.hostPath !== undefined) {
    const error = checkHostPath(kernel, volume.hostPath);
    return done('hostPath', error, hostPathSource(kernel, volume.hostPath.path));
  }
  if (volume.persistentVolumeClaim !== undefined || volume.ephemeral !== undefined) {
    const claim = volume.persistentVolumeClaim?.claimName ?? `${request.podName}-${volume.name}`;
    return claimed(volume.name, claim, objects, kernel);
  }
  const type = Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir';
  if (MODELLED.has(type)) return done(type);
  return { ...done(type), message: `${type} volumes are not modelled: it is taken to mount without fault` };
}

/** How often the kubelet works out how full volumes are. */
const VOLUME_STATS_MS = 60_000;

function beginMeasuring(state: VolumesState, { to }: Envelope, context: Context): VolumesState {
  if (state.measuring) return state;
  context.send({ from: to, to, verb: 'measure', background: true }, VOLUME_STATS_MS);
  return { ...state, measuring: true };
}

/** Tells the kubelet of volumes that hold more than they may. */
function measure(state: VolumesState, kernel: Kernel, envelope: Envelope, context: Context): VolumesState {
  const { to } = envelope;
  let any = false;
  scan(state.pods, ({ volumes, object }) => {
    for (const { name, limit, source } of volumes) {
      if (limit === undefined || source === null) continue;
      any = true;
      const used = get(kernel.machine.filesystems, source.filesystem)?.usedBytes ?? 0;
      const limitBytes = quantityValue(limit);
      if (limitBytes === 0 || used <= limitBytes) continue;
      const message = `Usage of EmptyDir volume "${name}" exceeds the limit "${canonicalQuantity(limit)}". `;
      const body: VolumesReply = { type: 'exceeded', call: 0, failures: [message], sources: {} };
      context.send(
        { from: to, to: `kubelet/${nodeOf(to)}`, verb: 'exceeded', object, body, background: false },
        LATENCY_MS.local,
      );
    }
  });
  const idle = { ...state, measuring: false };
  return any ? beginMeasuring(idle, envelope, context) : idle;
}

/** A filesystem of the Pod's own: empty, or with the files that API objects make. */
function makeVolume(kernel: Kernel, uid: string, volume: Volume, request: Mounting): VolumeSource {
  const id = volumeId(uid, volume.name);
  const payload = volumePayload(volume, request);
  const { medium, sizeLimit } = volume.emptyDir ?? {};
  const isEmptyDir = volume.emptyDir !== undefined && medium !== 'Memory';
  const onDisk = volume.configMap !== undefined || isEmptyDir;
  const source: VolumeSource = { filesystem: id, root: '/' };
  // What was in it when the machine went down is still there.
  if (isEmptyDir && get(kernel.machine.filesystems, id) !== undefined) return source;
  putFilesystem(
    kernel,
    makeFilesystem({
      id,
      type: onDisk ? 'ext4' : 'tmpfs',
      device: onDisk ? '/dev/sda1' : 'tmpfs',
      content: firstContent(kernel, payload, onDisk || payload === undefined ? 0o777 : 0o1777),
      // A limit on disk evicts the Pod instead of filling up.
      sizeBytes: medium === 'Memory' && sizeLimit !== undefined ? quantityValue(sizeLimit) : null,
    }),
  );
  return source;
}

function firstContent({ context }: Kernel, payload: Payload | undefined, rootMode: number) {
  const { nowMs } = context;
  if (payload === undefined) return tree({ '/': directory(rootMode, { mtimeMs: nowMs }) });
  return atomicTree(payload, timestampedName(nowMs, context.random()), { nowMs, rootMode });
}

/** Brings the files of volumes made of API objects up to date, each in one step. */
function remount(
  state: VolumesState,
  kernel: Kernel,
  { to, object }: Envelope,
  request: Mounting,
  context: Context,
): void {
  const uid = object?.uid ?? '';
  const mounted = get(state.pods, uid)?.volumes ?? [];
  const failures: string[] = [];
  const written: string[] = [];
  for (const volume of request.volumes) {
    if (mounted.find(({ name }) => name === volume.name)?.state !== 'Mounted') continue;
    const error = absent(volume, request.objects);
    const payload = error === '' ? volumePayload(volume, request) : undefined;
    if (error !== '') failures.push(setUpFailed(volume.name, error));
    else if (payload !== undefined && writePayload(kernel, volumeId(uid, volume.name), payload)) {
      written.push(volume.name);
      const source = { filesystem: volumeId(uid, volume.name), root: '/' };
      setVolumeOwnership(kernel, source, request.ownership, true);
    }
  }
  context.note({ volumes: request.volumes.map(({ name }) => name), written });
  const body: VolumesReply = { type: 'remount', call: request.call, failures, sources: {} };
  context.send({ from: to, to: `kubelet/${nodeOf(to)}`, verb: 'reply', object, body }, RUNTIME_MS.mountLocal);
}

const volumeId = (uid: string, name: string): string => `volume/${uid}/${name}`;

const setUpFailed = (name: string, error: string): string =>
  `MountVolume.SetUp failed for volume "${name}" : ${error}`;

/** Sources beyond those looked at above that need nothing from outside the node. */
const MODELLED: ReadonlySet<string> = new Set(['emptyDir', 'downwardAPI']);

function claimed(
  name: string,
  claimName: string,
  objects: Readonly<Record<string, KubeObject | null>>,
  kernel: Kernel,
): MountedVolume {
  const type = 'persistentVolumeClaim';
  const failed = (message: string): MountedVolume => ({
    name,
    type,
    state: 'Failed',
    message,
    volumeHandle: '',
    source: null,
  });
  const fail = (cause: string): MountedVolume =>
    failed(
      `Unable to attach or mount volumes: unmounted volumes=[${name}], unattached volumes=[], failed to process volumes=[${name}]: ${cause}`,
    );
  const claim = objects[`persistentvolumeclaims/${claimName}`] as PersistentVolumeClaim | null | undefined;
  if (!claim) {
    return fail(
      `error processing PVC ${claimName}: failed to fetch PVC from API server: persistentvolumeclaims "${claimName}" not found`,
    );
  }
  const id = `${claim.metadata.namespace}/${claimName}`;
  const volumeName = claim.spec.volumeName ?? '';
  if (claim.status?.phase !== 'Bound' || volumeName === '') {
    return fail(`error processing PVC ${id}: PVC is not bound`);
  }
  const volume = objects[`persistentvolumes/${volumeName}`] as PersistentVolume | null | undefined;
  if (!volume) {
    return fail(
      `error processing PVC ${id}: failed to fetch PV ${volumeName} from API server: persistentvolumes "${volumeName}" not found`,
    );
  }
  const { csi, hostPath, local } = volume.spec;
  const error = hostPath === undefined ? '' : checkHostPath(kernel, hostPath);
  if (error !== '') return failed(setUpFailed(volumeName, error));
  const path = hostPath?.path ?? local?.path;
  const ownPath = path === undefined ? null : hostPathSource(kernel, path);
  if (local !== undefined && ownPath === null) {
    return failed(
      `MountVolume.NewMounter initialization failed for volume "${volumeName}" : path "${path}" does not exist`,
    );
  }
  const filesystem = diskId(csi?.volumeHandle ?? volumeName);
  // The driver of a CSI volume brings its files when it stages it.
  if (path === undefined && csi === undefined && kernel.filesystem(filesystem) === undefined) {
    putFilesystem(
      kernel,
      makeFilesystem({ id: filesystem, type: 'ext4', device: `/dev/disk/${volumeName}` }),
    );
  }
  return {
    name,
    type,
    state: csi === undefined ? 'Mounted' : 'Mounting',
    message: '',
    volumeHandle: csi?.volumeHandle ?? '',
    source: path === undefined ? { filesystem, root: '/' } : ownPath,
  };
}

function callCsi({ to, object }: Envelope, verb: CsiVerb, volume: MountedVolume, context: Context): void {
  const podUid = object?.uid ?? '';
  const body: CsiRequest = {
    volumeHandle: volume.volumeHandle,
    targetPath: `/var/lib/kubelet/pods/${podUid}/volumes/kubernetes.io~csi/${volume.name}/mount`,
    podUid,
    volume: volume.name,
  };
  context.send({ from: to, to: `csi/${nodeOf(to)}`, verb, object, body }, LATENCY_MS.cri);
}

function csiReplied(state: VolumesState, kernel: Kernel, envelope: Envelope, context: Context): VolumesState {
  const reply = envelope.body as CsiReply;
  const pod = get(state.pods, reply.podUid);
  const volume = pod?.volumes.find((other) => other.name === reply.volume);
  if (pod === undefined || volume === undefined) return state;
  let next: MountedVolume | null = volume;
  switch (reply.type) {
    case 'NodeStageVolume':
      callCsi(envelope, 'NodePublishVolume', volume, context);
      return state;
    case 'NodeUnpublishVolume':
      if (!isUsedElsewhere(state, reply)) {
        callCsi(envelope, 'NodeUnstageVolume', volume, context);
        return state;
      }
      next = null;
      break;
    case 'NodePublishVolume':
      next = { ...volume, state: 'Mounted' };
      break;
    case 'NodeUnstageVolume':
      next = null;
      break;
  }
  const list = pod.volumes.flatMap((other) => (other !== volume ? [other] : next === null ? [] : [next]));
  const after: PodVolumes = { ...pod, volumes: list };
  const moved = { ...state, pods: put(state.pods, reply.podUid, after) };
  if (next === null) return settleUnmount(moved, kernel, envelope, after, context);
  return settle(moved, envelope, after, 'mount', context);
}

/** The device of a volume stays staged while another Pod on the node has it. */
function isUsedElsewhere(state: VolumesState, { podUid, volumeHandle }: CsiReply): boolean {
  let used = false;
  scan(state.pods, (pod, uid) => {
    used = uid !== podUid && pod.volumes.some((volume) => volume.volumeHandle === volumeHandle);
    return !used;
  });
  return used;
}

/** Answers the kubelet once no volume is on its way any more. */
function settle(
  state: VolumesState,
  { to, object }: Envelope,
  pod: PodVolumes,
  type: VolumesReply['type'],
  context: Context,
): VolumesState {
  if (pod.volumes.some((volume) => volume.state === 'Mounting' || volume.state === 'Unmounting'))
    return state;
  const failures = pod.volumes.flatMap((volume) => (volume.state === 'Failed' ? [volume.message] : []));
  const sources: Record<string, VolumeSource> = {};
  for (const { name, source } of pod.volumes) if (source !== null) sources[name] = source;
  const body: VolumesReply = { type, call: pod.call, failures, sources };
  const delayMs = type === 'mount' ? RUNTIME_MS.mountLocal : RUNTIME_MS.unmount;
  context.send({ from: to, to: `kubelet/${nodeOf(to)}`, verb: 'reply', object, body }, delayMs);
  return type === 'unmount' ? { ...state, pods: remove(state.pods, object?.uid ?? '') } : state;
}

function settleUnmount(
  state: VolumesState,
  kernel: Kernel,
  envelope: Envelope,
  pod: PodVolumes,
  context: Context,
): VolumesState {
  const next = settle(state, envelope, pod, 'unmount', context);
  const uid = uidOf(envelope);
  if (get(next.pods, uid) !== undefined) return next;
  const prefix = volumeId(uid, '');
  const gone: string[] = [];
  scanPrefix(kernel.machine.filesystems, prefix, (_, id) => {
    gone.push(id);
  });
  for (const id of gone) kernel.machine.filesystems = remove(kernel.machine.filesystems, id);
  return next;
}

function unmount(
  state: VolumesState,
  kernel: Kernel,
  envelope: Envelope,
  call: number,
  context: Context,
): VolumesState {
  const uid = uidOf(envelope);
  const pod = get(state.pods, uid) ?? { volumes: [] };
  const left: MountedVolume[] = [];
  for (const volume of pod.volumes) {
    if (volume.volumeHandle === '' || volume.state === 'Failed') continue;
    left.push({ ...volume, state: 'Unmounting' });
    callCsi(envelope, 'NodeUnpublishVolume', volume, context);
  }
  const after: PodVolumes = { object: envelope.object, volumes: left, call };
  return settleUnmount({ ...state, pods: put(state.pods, uid, after) }, kernel, envelope, after, context);
}
