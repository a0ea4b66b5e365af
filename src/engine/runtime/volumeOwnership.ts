// Models kubernetes@v1.36.0 pkg/volume/volume_linux.go, pkg/volume/csi/csi_mounter.go (supportsFSGroup)
// Differs: ownership changes at once, however much a volume holds.
import type { PersistentVolume, Volume } from '../../api/index.ts';
import { put, scan, type Table } from '../kernel/table.ts';
import { mountAt } from '../linux/boot.ts';
import { isErrno } from '../linux/errno.ts';
import { putFilesystem, viewAsRoot } from '../linux/filesystems.ts';
import { join } from '../linux/fs/paths.ts';
import { find, list, replace } from '../linux/fs/tree.ts';
import type { Filesystem, Inode } from '../linux/fs/types.ts';
import type { Kernel } from '../linux/kernel.ts';

/** To which group a Pod's volumes are given. */
export interface Ownership {
  /** Null: to none, they stay as they are. */
  readonly fsGroup: number | null;
  /** Only when the volume's own directory is not the group's already. */
  readonly onRootMismatch: boolean;
}

const READ_WRITE = 0o660;
const READ_ONLY = 0o440;
const DIRECTORY = 0o2110;

/** Gives a mounted volume to the Pod's group: all may read and, unless it is read-only, write what is in it. */
export function setVolumeOwnership(
  kernel: Kernel,
  { filesystem: id, root }: { readonly filesystem: string; readonly root: string },
  { fsGroup, onRootMismatch }: Ownership,
  readOnly: boolean,
): void {
  const filesystem = kernel.filesystem(id);
  if (filesystem === undefined || fsGroup === null) return;
  const change = (inode: Inode): Inode => given(inode, fsGroup, readOnly ? READ_ONLY : READ_WRITE);
  const top = viewAsRoot(kernel, [mountAt('/', id)]).resolve(root);
  if (onRootMismatch && !isErrno(top) && change(top.inode) === top.inode) return;
  putFilesystem(kernel, changeBelow(kernel, changeContent(filesystem, root, change), root, change));
}

function given(inode: Inode, gid: number, mask: number): Inode {
  const mode =
    inode.type === 'symlink' ? inode.mode : inode.mode | mask | (inode.type === 'directory' ? DIRECTORY : 0);
  return inode.gid === gid && inode.mode === mode ? inode : { ...inode, gid, mode };
}

/** What an atomic writer has written stays its own: it replaces all of it in one step. */
function changeContent(filesystem: Filesystem, root: string, change: (inode: Inode) => Inode): Filesystem {
  const { content } = filesystem;
  if (content === null || root !== '/') return filesystem;
  let next: Table<Inode> = content;
  scan(content, (inode, path) => {
    const changed = change(inode);
    if (changed !== inode) next = put(next, path, changed);
  });
  return next === content ? filesystem : { ...filesystem, content: next };
}

function changeBelow(
  kernel: Kernel,
  before: Filesystem,
  root: string,
  change: (inode: Inode) => Inode,
): Filesystem {
  let next = before;
  const visit = (path: string): void => {
    const found = find(next, kernel.kit, path);
    if (found === undefined) return;
    const changed = change(found.inode);
    if (changed !== found.inode) next = replace(next, found.id, changed);
    if (changed.type !== 'directory') return;
    for (const name of list(next, kernel.kit, path)) visit(join(path, name));
  };
  visit(root);
  return next;
}

/** Whether a kind of volume has an owner that may be changed: what lies on the node or elsewhere is not the Pod's. */
export function supportsOwnership(volume: Volume, persistent: PersistentVolume | null): boolean {
  const { emptyDir, configMap, secret, projected, downwardAPI } = volume;
  if (emptyDir ?? configMap ?? secret ?? projected ?? downwardAPI) return true;
  if (persistent === null) return false;
  const { csi, local, accessModes = [] } = persistent.spec;
  if (local !== undefined) return true;
  return csi !== undefined && accessModes.some((mode) => mode.startsWith('ReadWriteOnce'));
}

/** Volumes made of API objects are not written to. */
export function isReadOnly({
  configMap,
  secret,
  projected,
  downwardAPI,
  persistentVolumeClaim,
}: Volume): boolean {
  return (
    (configMap ?? secret ?? projected ?? downwardAPI) !== undefined ||
    persistentVolumeClaim?.readOnly === true
  );
}
