// Models kubernetes@v1.36.0 pkg/volume/util/atomic_writer.go
// Differs: what is no longer in the payload goes with the old directory in one step, not after it.
import { get, scan, scanPrefix, type Table, tableOf } from '../kernel/table.ts';
import { timestamp } from '../kernel/timestamp.ts';
import { putFilesystem } from '../linux/filesystems.ts';
import { directory } from '../linux/fs/layers.ts';
import { inodeOf, replace } from '../linux/fs/tree.ts';
import type { Filesystem, Inode } from '../linux/fs/types.ts';
import type { Kernel } from '../linux/kernel.ts';
import { announce } from './announce.ts';

/** A file of a payload by its path in the volume, without a slash at its beginning. */
export interface FileProjection {
  readonly data: string;
  readonly mode: number;
  /** Whose it is; root's unless given. */
  readonly uid?: number | undefined;
}

export type Payload = Readonly<Record<string, FileProjection>>;

/** The link that is swapped to show another version. */
const DATA = '/..data';

/**
 * The files of a volume as the atomic writer lays them out: in a directory of its own, which `..data` points to, and
 * for each name at the top a link that goes through it. `rootMode` is that of the volume's own directory.
 */
export function atomicTree(
  payload: Payload,
  name: string,
  { nowMs, rootMode }: { readonly nowMs: number; readonly rootMode: number },
): Table<Inode> {
  const made = { mtimeMs: nowMs };
  const link = (target: string): Inode => ({
    type: 'symlink',
    target,
    mode: 0o777,
    uid: 0,
    gid: 0,
    mtimeMs: nowMs,
  });
  // A list, since an object whose names are never the same again is slow to make.
  const files: [string, Inode][] = [
    ['/', directory(rootMode, made)],
    [`/${name}`, directory(0o755, made)],
    [DATA, link(name)],
  ];
  const above = new Set<string>();
  const once = (path: string, inode: Inode): void => {
    if (above.has(path)) return;
    above.add(path);
    files.push([path, inode]);
  };
  for (const path of Object.keys(payload)) {
    const { data, mode, uid = 0 } = payload[path] as FileProjection;
    const names = path.split('/').filter((part) => part !== '');
    for (let i = 1; i < names.length; i++) {
      once(`/${name}/${names.slice(0, i).join('/')}`, directory(0o755, made));
    }
    files.push([`/${name}/${names.join('/')}`, { type: 'file', data, mode, uid, gid: 0, mtimeMs: nowMs }]);
    once(`/${names[0]}`, link(`..data/${names[0]}`));
  }
  return tableOf(files.sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** `..2026_01_01_00_00_05.3141592653`: when it was written, and a number that nobody else has. */
export function timestampedName(nowMs: number, random: number): string {
  return `..${timestamp(nowMs).slice(0, 19).replace(/[-T:]/g, '_')}.${random}`;
}

/** The directory that is shown. */
export function shownDirectory(content: Table<Inode>): string {
  const data = get(content, DATA);
  return data?.type === 'symlink' ? data.target : '';
}

/** Whether an atomic writer keeps this filesystem. */
export function isAtomic(filesystem: Filesystem | undefined): boolean {
  return filesystem?.content != null && get(filesystem.content, DATA) !== undefined;
}

/** Shows a new payload in place of the old one in one step; false when it is the same. */
export function writePayload(kernel: Kernel, id: string, payload: Payload): boolean {
  const filesystem = kernel.filesystem(id);
  const content = filesystem?.content;
  if (filesystem === undefined || content == null || !differs(content, payload)) return false;
  const { nowMs } = kernel.context;
  const name = timestampedName(nowMs, kernel.context.random());
  const rootMode = get(content, '/')?.mode ?? 0o777;
  const kept = keepOpen(kernel, filesystem);
  putFilesystem(kernel, { ...kept, content: atomicTree(payload, name, { nowMs, rootMode }) });
  announce(kernel, id);
  return true;
}

function differs(content: Table<Inode>, payload: Payload): boolean {
  const prefix = `/${shownDirectory(content)}/`;
  let left = Object.keys(payload).length;
  let same = true;
  scanPrefix(content, prefix, (inode, path) => {
    if (inode.type !== 'file') return true;
    const wanted = payload[path.slice(prefix.length)];
    left--;
    // A volume's group may read its files whatever the mode they were written with.
    const sameMode = wanted !== undefined && (wanted.mode | 0o440) === (inode.mode | 0o440);
    same = sameMode && wanted.data === inode.data;
    return same;
  });
  return !same || left !== 0;
}

/** Who has a file open goes on reading it when its name is gone. */
function keepOpen(kernel: Kernel, filesystem: Filesystem): Filesystem {
  let kept = filesystem;
  scan(kernel.machine.files, (file) => {
    if (file.type !== 'file' || file.filesystem !== filesystem.id || !file.inode.startsWith('c')) return;
    const inode = inodeOf(kept, kernel.kit, file.inode);
    if (inode?.type === 'file' && get(kept.inodes, file.inode) === undefined) {
      kept = replace(kept, file.inode, { ...inode, links: 0 });
    }
  });
  return kept;
}
