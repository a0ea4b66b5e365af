// Models container-storage-interface/spec@v1.12.0 spec.md (Node Service)
// Differs: every volume stages and publishes without fault. A machine has the files of a volume while it is staged
// there; what it writes goes to the storage back end within a second, and when it is unstaged.
import type { Context } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import { type Address, type Envelope, nodeOf, type ObjectRef, roleOf } from '../kernel/message.ts';
import { emptyTable, get, put, remove, scan, type Table } from '../kernel/table.ts';
import { putFilesystem } from '../linux/filesystems.ts';
import type { Filesystem } from '../linux/fs/types.ts';
import type { Kernel } from '../linux/kernel.ts';
import type { Machine } from '../linux/state.ts';
import { STORAGE, type StorageReply, type StorageRequest } from '../storage/backend.ts';
import { applyChanges, changesOf, diskId } from '../storage/disk.ts';
import { announce } from './announce.ts';
import { RUNTIME_MS } from './latency.ts';

export interface CsiState {
  /** By volume handle. */
  readonly staged: Table<Staged>;
}

export interface Staged {
  /** The target paths it is published at. */
  readonly paths: readonly string[];
  /** The files as the storage back end has them; null until it has said. */
  readonly synced: Filesystem | null;
  /** Something was written since, which will be told. */
  readonly dirty: boolean;
  /** The Pod it was staged for. */
  readonly object: ObjectRef | undefined;
}

/** volumes/N → csi/N; the verb is the name of the call. */
export interface CsiRequest {
  readonly volumeHandle: string;
  readonly targetPath: string;
  readonly podUid: string;
  readonly volume: string;
}

export interface CsiReply extends CsiRequest {
  readonly type: CsiVerb;
}

export type CsiVerb = 'NodeStageVolume' | 'NodePublishVolume' | 'NodeUnpublishVolume' | 'NodeUnstageVolume';

const TAKES_MS: Readonly<Record<CsiVerb, number>> = {
  NodeStageVolume: RUNTIME_MS.nodeStage,
  NodePublishVolume: RUNTIME_MS.nodePublish,
  NodeUnpublishVolume: RUNTIME_MS.nodeUnpublish,
  NodeUnstageVolume: RUNTIME_MS.nodeUnstage,
};

/** How long a machine keeps to itself what was written. */
const WRITE_BACK_MS = 1000;

export function initialCsi(): CsiState {
  return { staged: emptyTable() };
}

/** csi/N: the driver, on the machine whose kernel it is given. */
export function receiveCsi(state: CsiState, kernel: Kernel, envelope: Envelope, context: Context): CsiState {
  if (roleOf(envelope.from) === 'storage') return fromStorage(state, kernel, envelope, context);
  if (envelope.verb === 'write-back') {
    return writeBack(state, kernel.machine, envelope.to, envelope.body as string, context);
  }
  return called(state, kernel, envelope, context);
}

function called(state: CsiState, kernel: Kernel, envelope: Envelope, context: Context): CsiState {
  const type = envelope.verb as CsiVerb;
  const request = envelope.body as CsiRequest;
  const { volumeHandle, targetPath } = request;
  context.note({ volumeHandle, ...(type === 'NodeStageVolume' ? {} : { targetPath }) });
  const known = get(state.staged, volumeHandle);
  if (type === 'NodeStageVolume' && known?.synced == null) {
    const { object } = envelope;
    const body: StorageRequest = { type: 'read', volumeHandle, request };
    context.send({ from: envelope.to, to: STORAGE, verb: 'ReadVolume', object, body }, LATENCY_MS.api);
    const staged: Staged = known ?? { paths: [], synced: null, dirty: false, object };
    return { staged: put(state.staged, volumeHandle, staged) };
  }
  answer(envelope.to, type, request, envelope.object, TAKES_MS[type], context);
  if (known === undefined) return state;
  const others = known.paths.filter((path) => path !== targetPath);
  switch (type) {
    case 'NodeStageVolume':
      return state;
    case 'NodePublishVolume':
      return withPaths(state, volumeHandle, known, [...others, targetPath]);
    case 'NodeUnpublishVolume':
      return withPaths(state, volumeHandle, known, others);
    case 'NodeUnstageVolume':
      tellStorage(kernel.machine, envelope.to, volumeHandle, known, true, context);
      kernel.machine.filesystems = remove(kernel.machine.filesystems, diskId(volumeHandle));
      return { staged: remove(state.staged, volumeHandle) };
  }
}

function withPaths(state: CsiState, handle: string, known: Staged, paths: readonly string[]): CsiState {
  return { staged: put(state.staged, handle, { ...known, paths }) };
}

function answer(
  me: Address,
  type: CsiVerb,
  request: CsiRequest,
  object: ObjectRef | undefined,
  delayMs: number,
  context: Context,
): void {
  const body: CsiReply = { ...request, type };
  context.send({ from: me, to: `volumes/${nodeOf(me)}`, verb: 'reply', object, body }, delayMs);
}

function fromStorage(state: CsiState, kernel: Kernel, envelope: Envelope, context: Context): CsiState {
  const reply = envelope.body as StorageReply;
  const { volumeHandle } = reply;
  context.note({ volumeHandle });
  const known = get(state.staged, volumeHandle);
  if (reply.type === 'disk') {
    const spentMs = 2 * LATENCY_MS.api;
    const request = reply.request as CsiRequest;
    answer(
      envelope.to,
      'NodeStageVolume',
      request,
      envelope.object,
      TAKES_MS.NodeStageVolume - spentMs,
      context,
    );
    // Two Pods may have asked at once; the first may have written by now.
    if (known === undefined || known.synced !== null) return state;
    putFilesystem(kernel, reply.files);
    return { staged: put(state.staged, volumeHandle, { ...known, synced: reply.files }) };
  }
  const files = get(kernel.machine.filesystems, diskId(volumeHandle));
  if (known?.synced == null || files === undefined) return state;
  const { changes } = reply;
  const synced = applyChanges(known.synced, changes);
  const now = files === known.synced ? synced : applyChanges(files, changes, isOpen(kernel, files.id));
  putFilesystem(kernel, now);
  announce(kernel, files.id);
  return { staged: put(state.staged, volumeHandle, { ...known, synced }) };
}

function isOpen(kernel: Kernel, filesystem: string): (inode: string) => boolean {
  return (inode) => {
    let open = false;
    scan(kernel.machine.files, (file) => {
      open = file.type === 'file' && file.inode === inode && file.filesystem === filesystem;
      return !open;
    });
    return open;
  };
}

/** Notes what the machine's processes have written to volumes: it will be told to the storage back end. */
export function noticeWrites(
  state: CsiState,
  before: Machine,
  after: Machine,
  me: Address,
  context: Context,
): CsiState {
  if (state.staged.size === 0 || before.filesystems === after.filesystems) return state;
  let { staged } = state;
  scan(state.staged, (volume, handle) => {
    if (volume.dirty || volume.synced === null) return;
    const files = get(after.filesystems, diskId(handle));
    if (files === undefined || files === get(before.filesystems, diskId(handle))) return;
    staged = put(staged, handle, { ...volume, dirty: true });
    context.send(
      { from: me, to: me, verb: 'write-back', body: handle, object: volume.object },
      WRITE_BACK_MS,
    );
  });
  return staged === state.staged ? state : { staged };
}

function writeBack(
  state: CsiState,
  machine: Machine,
  me: Address,
  volumeHandle: string,
  context: Context,
): CsiState {
  const known = get(state.staged, volumeHandle);
  if (known === undefined || !known.dirty) return state;
  const synced = tellStorage(machine, me, volumeHandle, known, false, context);
  return { staged: put(state.staged, volumeHandle, { ...known, dirty: false, synced }) };
}

/** What the machine has and the storage back end has not; the files as they are now. */
function tellStorage(
  machine: Machine,
  me: Address,
  volumeHandle: string,
  { synced, object }: Staged,
  release: boolean,
  context: Context,
): Filesystem | null {
  const files = get(machine.filesystems, diskId(volumeHandle)) ?? synced;
  if (files === null || synced === null) return synced;
  const changes = changesOf(synced, files);
  if (changes.length > 0 || release) {
    const body: StorageRequest = { type: 'write', volumeHandle, changes, release };
    context.send({ from: me, to: STORAGE, verb: 'WriteVolume', object, body }, LATENCY_MS.api);
  }
  return files;
}
