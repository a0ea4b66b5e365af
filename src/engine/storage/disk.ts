// What machines tell the storage back end of the files on a disk, by path: each numbers its inodes by itself.
import { diffTables, get, scan, type Table } from '../kernel/table.ts';
import { create, makeFilesystem, replace, unlink } from '../linux/fs/tree.ts';
import type { Filesystem, Inode } from '../linux/fs/types.ts';

/** Paths and what is there now; null: nothing any more. */
export type Changes = readonly (readonly [path: string, inode: Inode | null])[];

/** What a disk is called in the table of a machine's filesystems. */
export const diskId = (volumeHandle: string): string => `disk/${volumeHandle}`;

/** A disk with nothing on it but its root. */
export function emptyDisk(volumeHandle: string, nowMs: number): Filesystem {
  const id = diskId(volumeHandle);
  const disk = makeFilesystem({ id, type: 'ext4', device: `/dev/${id}` });
  return create(disk, '/', { type: 'directory', mode: 0o755, uid: 0, gid: 0, mtimeMs: nowMs });
}

/** What turns `before` into `after`. */
export function changesOf(before: Filesystem, after: Filesystem): Changes {
  const entries = diffTables(before.entries, after.entries);
  const paths = new Set(entries.changed.map(([path]) => path));
  const inodes = new Set(diffTables(before.inodes, after.inodes).changed.map(([id]) => id));
  if (inodes.size > 0) {
    scan(after.entries, (id, path) => {
      if (inodes.has(id)) paths.add(path);
    });
  }
  const changes: [string, Inode | null][] = [];
  for (const path of [...paths].sort()) {
    const inode = inodeAt(after, path);
    if (inode !== inodeAt(before, path)) changes.push([path, inode === undefined ? null : lasting(inode)]);
  }
  for (const path of entries.removed) changes.push([path, null]);
  return changes;
}

function inodeAt({ entries, inodes }: Filesystem, path: string): Inode | undefined {
  const id = get(entries, path);
  return id === undefined ? undefined : get(inodes, id);
}

/** Pipes and sockets are of the machine, and a name more or less of a file is not told. */
function lasting(inode: Inode): Inode | null {
  if (inode.type === 'fifo' || inode.type === 'socket') return null;
  if (inode.links === undefined) return inode;
  const { links: _, ...rest } = inode;
  return rest as Inode;
}

const NO_LAYERS = { layer: (): Table<Inode> | undefined => undefined };

/** Carries changes out; what is open stays open. `isOpen` says what may not go yet. */
export function applyChanges(
  disk: Filesystem,
  changes: Changes,
  isOpen: (inode: string) => boolean = () => false,
): Filesystem {
  let next = disk;
  for (const [path, inode] of changes) {
    const id = get(next.entries, path);
    if (inode === null) {
      if (id !== undefined) next = unlink(next, NO_LAYERS, path, isOpen(id));
    } else if (id === undefined) next = create(next, path, inode);
    else next = replace(next, id, inode);
  }
  return next;
}
