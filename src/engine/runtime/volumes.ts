// Models kubernetes@v1.36.0 pkg/kubelet/volumemanager/volume_manager.go, pkg/volume/util/operationexecutor
// Differs: one request mounts all volumes of a Pod, with the API objects they need sent along by the kubelet; volumes
// that need attaching count as attached at once. Sources beyond those modelled (nfs, iscsi …) mount without fault.
import type {
  HostPathVolumeSource,
  KubeObject,
  PersistentVolume,
  PersistentVolumeClaim,
  ServiceAccountTokenProjection,
  Status,
  Volume,
  VolumeProjection,
} from '../../api/index.ts';
import type { Component, Context } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import { type Envelope, nodeOf, roleOf } from '../kernel/message.ts';
import { emptyTable, get, put, remove, scan, type Table } from '../kernel/table.ts';
import type { CsiReply, CsiRequest, CsiVerb } from './csi.ts';
import { RUNTIME_MS } from './latency.ts';

export type VolumeState = 'Attaching' | 'Mounting' | 'Mounted' | 'Unmounting' | 'Failed';

export interface MountedVolume {
  readonly name: string;
  readonly type: string;
  readonly state: VolumeState;
  readonly message: string;
  /** Set for volumes of a CSI driver. */
  readonly volumeHandle: string;
}

interface PodVolumes {
  readonly volumes: readonly MountedVolume[];
  /** The request being carried out; 0 when none is. */
  readonly call: number;
}

export interface VolumesState {
  /** By Pod UID. */
  readonly pods: Table<PodVolumes>;
  /** Directories that `DirectoryOrCreate` and `FileOrCreate` have made on the node. */
  readonly made: Table<'file' | 'directory'>;
}

/** kubelet/N → volumes/N with verb `mount` or `unmount`. */
export type VolumesRequest =
  | {
      readonly type: 'mount';
      readonly call: number;
      readonly volumes: readonly Volume[];
      /**
       * By `resource/name` in the Pod's namespace, volumes by `persistentvolumes/name`; null: there is none. The answers
       * to requests for tokens stand under `tokenKey`.
       */
      readonly objects: Readonly<Record<string, KubeObject | null>>;
      readonly podName: string;
    }
  | { readonly type: 'unmount'; readonly call: number };

export interface VolumesReply {
  readonly type: 'mount' | 'unmount';
  readonly call: number;
  /** Messages of FailedMount events. */
  readonly failures: readonly string[];
}

export function initialVolumes(): VolumesState {
  return { pods: emptyTable(), made: emptyTable() };
}

export const volumes: Component<VolumesState> = {
  receive(state, envelope, context) {
    if (roleOf(envelope.from) === 'csi') return csiReplied(state, envelope, context);
    const request = envelope.body as VolumesRequest;
    return request.type === 'mount'
      ? mount(state, envelope, request, context)
      : unmount(state, envelope, request.call, context);
  },
};

const uidOf = (envelope: Envelope): string => envelope.object?.uid ?? '';

function mount(
  state: VolumesState,
  envelope: Envelope,
  request: VolumesRequest & { type: 'mount' },
  context: Context,
): VolumesState {
  const known = get(state.pods, uidOf(envelope))?.volumes ?? [];
  let { made } = state;
  const list = request.volumes.map((volume) => {
    const before = known.find((other) => other.name === volume.name);
    if (before?.state === 'Mounted') return before;
    const result = setUp(volume, request, made);
    if (result.makes !== undefined) made = put(made, result.makes.path, result.makes.kind);
    return result.volume;
  });
  for (const volume of list) {
    if (volume.state === 'Mounting') callCsi(envelope, 'NodeStageVolume', volume, context);
  }
  context.note({ volumes: list.map(({ name, type }) => `${name} (${type})`) });
  const pod: PodVolumes = { volumes: list, call: request.call };
  const next = { pods: put(state.pods, uidOf(envelope), pod), made };
  return settle(next, envelope, pod, 'mount', context);
}

interface SetUp {
  readonly volume: MountedVolume;
  readonly makes?: { readonly path: string; readonly kind: 'file' | 'directory' } | undefined;
}

/** Mounts one volume, or says why it cannot be. */
function setUp(
  volume: Volume,
  request: VolumesRequest & { type: 'mount' },
  made: VolumesState['made'],
): SetUp {
  const { objects } = request;
  const done = (type: string, error = ''): SetUp => ({
    volume: {
      name: volume.name,
      type,
      state: error === '' ? 'Mounted' : 'Failed',
      message: error === '' ? '' : `MountVolume.SetUp failed for volume "${volume.name}" : ${error}`,
      volumeHandle: '',
    },
  });
  if (volume.configMap !== undefined) {
    const { name = '', optional, items } = volume.configMap;
    return done('configMap', missing(objects, 'configmaps', name, items, optional));
  }
  if (volume.secret !== undefined) {
    const { secretName = '', optional, items } = volume.secret;
    return done('secret', missing(objects, 'secrets', secretName, items, optional));
  }
  if (volume.projected !== undefined) {
    const errors: string[] = [];
    for (const source of volume.projected.sources ?? []) {
      const error = missingProjection(objects, source);
      if (error !== '') errors.push(error);
    }
    return done('projected', errors.length > 1 ? `[${errors.join(', ')}]` : errors[0]);
  }
  if (volume.hostPath !== undefined) {
    const check = checkHostPath(volume.hostPath, made);
    return { ...done('hostPath', check.error), makes: check.makes };
  }
  if (volume.persistentVolumeClaim !== undefined || volume.ephemeral !== undefined) {
    const claim = volume.persistentVolumeClaim?.claimName ?? `${request.podName}-${volume.name}`;
    return claimed(volume.name, claim, objects, made);
  }
  const type = Object.keys(volume).find((key) => key !== 'name') ?? 'emptyDir';
  if (MODELLED.has(type)) return done(type);
  const mounted = done(type).volume;
  return {
    volume: { ...mounted, message: `${type} volumes are not modelled: it is taken to mount without fault` },
  };
}

/** Sources beyond those looked at above that need nothing from outside the node. */
const MODELLED: ReadonlySet<string> = new Set(['emptyDir', 'downwardAPI']);

function missing(
  objects: Readonly<Record<string, KubeObject | null>>,
  resource: 'configmaps' | 'secrets',
  name: string,
  items: readonly { key: string }[] | undefined,
  optional = false,
): string {
  const object = objects[`${resource}/${name}`] as
    | (KubeObject & { data?: Record<string, string>; binaryData?: Record<string, string> })
    | null
    | undefined;
  const kind = resource === 'configmaps' ? 'configmap' : 'secret';
  if (!object) return optional ? '' : `${kind} "${name}" not found`;
  const absent = items?.find(
    ({ key }) => !(object.data && key in object.data) && !(object.binaryData && key in object.binaryData),
  );
  return absent === undefined || optional
    ? ''
    : `references non-existent ${kind === 'configmap' ? 'config' : 'secret'} key: ${absent.key}`;
}

function missingProjection(
  objects: Readonly<Record<string, KubeObject | null>>,
  source: VolumeProjection,
): string {
  const { configMap, secret, serviceAccountToken } = source;
  if (configMap)
    return missing(objects, 'configmaps', configMap.name ?? '', configMap.items, configMap.optional);
  if (serviceAccountToken) {
    const answer = objects[tokenKey(serviceAccountToken)];
    if (answer?.kind === 'TokenRequest') return '';
    return `failed to fetch token: ${(answer as Status | undefined)?.message ?? 'no answer'}`;
  }
  return secret ? missing(objects, 'secrets', secret.name ?? '', secret.items, secret.optional) : '';
}

/** Under which name the answer to a request for such a token comes with the other objects: a TokenRequest or a Status. */
export function tokenKey({ audience = '', expirationSeconds = 3600 }: ServiceAccountTokenProjection): string {
  return `token/${expirationSeconds} ${audience}`;
}

/** What a fresh Linux machine has; anything else is there only when somebody made it. */
const DIRECTORIES =
  /^\/(bin|boot|dev|etc|home|lib|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)?$|^\/(dev|proc|sys)\/|^\/etc\/kubernetes(\/.*)?$|^\/var\/(lib|log|run|cache|tmp|lib\/kubelet(\/.*)?|lib\/containerd|log\/pods|log\/containers)$|^\/run\/containerd$|^\/usr\/(bin|lib|local|sbin|share)$/;
const FILES = /^\/etc\/(hosts|hostname|passwd|group|resolv\.conf|localtime|os-release|machine-id)$/;
const SOCKETS = /^\/(var\/)?run\/containerd\/containerd\.sock$/;

function checkHostPath(
  { path, type = '' }: HostPathVolumeSource,
  made: VolumesState['made'],
): { error: string; makes?: SetUp['makes'] } {
  const isDirectory = DIRECTORIES.test(path) || get(made, path) === 'directory';
  const isFile = FILES.test(path) || get(made, path) === 'file';
  const failed = (what: string) => ({ error: `hostPath type check failed: ${path} is not a ${what}` });
  switch (type) {
    case 'Directory':
      return isDirectory ? { error: '' } : failed('directory');
    case 'File':
      return isFile ? { error: '' } : failed('file');
    case 'Socket':
      return SOCKETS.test(path) ? { error: '' } : failed('socket file');
    case 'CharDevice':
      return path.startsWith('/dev/') ? { error: '' } : failed('character device');
    case 'BlockDevice':
      return /^\/dev\/([sv]d|nvme|loop)/.test(path) ? { error: '' } : failed('block device');
    case 'FileOrCreate':
      if (isDirectory) return failed('file');
      return { error: '', makes: isFile ? undefined : { path, kind: 'file' } };
    default:
      // Without a type nothing is checked, and the runtime makes a directory where nothing is.
      if (isFile && type === 'DirectoryOrCreate') return failed('directory');
      return { error: '', makes: isDirectory || isFile ? undefined : { path, kind: 'directory' } };
  }
}

function claimed(
  name: string,
  claimName: string,
  objects: Readonly<Record<string, KubeObject | null>>,
  made: VolumesState['made'],
): SetUp {
  const type = 'persistentVolumeClaim';
  const fail = (cause: string): SetUp => ({
    volume: {
      name,
      type,
      state: 'Failed',
      message: `Unable to attach or mount volumes: unmounted volumes=[${name}], unattached volumes=[], failed to process volumes=[${name}]: ${cause}`,
      volumeHandle: '',
    },
  });
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
  const { csi, hostPath } = volume.spec;
  const makes = hostPath === undefined ? undefined : checkHostPath(hostPath, made);
  if (makes !== undefined && makes.error !== '') {
    return {
      volume: {
        name,
        type,
        state: 'Failed',
        message: `MountVolume.SetUp failed for volume "${volumeName}" : ${makes.error}`,
        volumeHandle: '',
      },
    };
  }
  return {
    volume: {
      name,
      type,
      state: csi === undefined ? 'Mounted' : 'Mounting',
      message: '',
      volumeHandle: csi?.volumeHandle ?? '',
    },
    makes: makes?.makes,
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

function csiReplied(state: VolumesState, envelope: Envelope, context: Context): VolumesState {
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
  return settle(moved, envelope, after, next === null ? 'unmount' : 'mount', context);
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
  const body: VolumesReply = { type, call: pod.call, failures };
  const delayMs = type === 'mount' ? RUNTIME_MS.mountLocal : RUNTIME_MS.unmount;
  context.send({ from: to, to: `kubelet/${nodeOf(to)}`, verb: 'reply', object, body }, delayMs);
  return type === 'unmount' ? { ...state, pods: remove(state.pods, object?.uid ?? '') } : state;
}

function unmount(state: VolumesState, envelope: Envelope, call: number, context: Context): VolumesState {
  const uid = uidOf(envelope);
  const pod = get(state.pods, uid) ?? { volumes: [], call: 0 };
  const left: MountedVolume[] = [];
  for (const volume of pod.volumes) {
    if (volume.volumeHandle === '' || volume.state === 'Failed') continue;
    left.push({ ...volume, state: 'Unmounting' });
    callCsi(envelope, 'NodeUnpublishVolume', volume, context);
  }
  const after: PodVolumes = { volumes: left, call };
  return settle({ ...state, pods: put(state.pods, uid, after) }, envelope, after, 'unmount', context);
}
