// The file system calls of one process that change nothing.
import { type Errno, errno, isErrno } from '../errno.ts';
import type { Kit } from '../program.ts';
import type { DirectoryEntry } from '../sys.ts';
import { utf8Length } from './bytes.ts';
import { join, normalise, parentOf } from './paths.ts';
import { inodeOf, list } from './tree.ts';
import type { Filesystem, Inode, Stat } from './types.ts';
import { allowed, mountTable, type Place, SYNTHETIC, step, type Viewer, type Walked, walk } from './walk.ts';

/** All filesystems of a machine while one message is handled. */
export interface Disk {
  filesystem(id: string): Filesystem | undefined;
  /** Puts a filesystem in the place of the one with its id. */
  keep(filesystem: Filesystem): void;
  readonly kit: Pick<Kit, 'layer'>;
  /** Whether somebody has the inode open: it then outlives its last name until `released`. */
  isOpen(filesystem: string, inode: string): boolean;
  /** Hears of every inode whose data, names or entries changed, for those who wait for it. */
  changed?(filesystem: string, inode: string): void;
}

/** What a process can find out about files without changing them. */
export class FileLook {
  readonly disk: Disk;
  readonly viewer: Viewer;

  constructor(disk: Disk, viewer: Viewer) {
    this.disk = disk;
    this.viewer = viewer;
  }

  walk(path: string, follow: boolean): Walked | Errno {
    return walk(this.disk, this.viewer, path, follow);
  }

  /** Where a path leads; ENOENT when it leads nowhere. */
  resolve(path: string, follow = true): Place | Errno {
    const walked = this.walk(path, follow);
    if (isErrno(walked)) return walked;
    return walked.place ?? errno('ENOENT');
  }

  // --- looking

  stat(path: string): Stat | Errno {
    const place = this.resolve(path);
    return isErrno(place) ? place : this.statOf(place);
  }

  lstat(path: string): Stat | Errno {
    const place = this.resolve(path, false);
    return isErrno(place) ? place : this.statOf(place);
  }

  /** What fstat says of an open file. */
  statInode(filesystemId: string, id: string): Stat | Errno {
    const filesystem = this.disk.filesystem(filesystemId);
    const inode = filesystem === undefined ? undefined : this.inode(filesystem, id);
    return inode === undefined ? errno('ENOENT') : makeStat(filesystemId, id, inode, inode.links ?? 1);
  }

  statOf(place: Place): Stat {
    const filesystem = this.disk.filesystem(place.mount.filesystem) as Filesystem;
    let links = place.inode.links ?? 1;
    if (place.inode.type === 'directory' && filesystem.type !== 'overlay') {
      links = 2 + this.entriesOf(place).filter((entry) => entry.type === 'directory').length;
    }
    const stat = makeStat(filesystem.id, place.id, place.inode, links);
    return place.id.startsWith('p') && place.descriptor === undefined ? { ...stat, sizeBytes: 0 } : stat;
  }

  inode(filesystem: Filesystem, id: string): Inode | undefined {
    if (!id.startsWith('p')) return inodeOf(filesystem, this.disk.kit, id);
    const data = this.viewer.proc?.(filesystem)?.read(id.slice(1));
    if (data === undefined) return { type: 'directory', mode: 0o555, uid: 0, gid: 0, mtimeMs: 0 };
    return { type: 'file', mode: 0o444, uid: 0, gid: 0, mtimeMs: 0, data };
  }

  entriesOf(place: Place): DirectoryEntry[] {
    const filesystem = this.disk.filesystem(place.mount.filesystem) as Filesystem;
    const files = SYNTHETIC.has(filesystem.type) ? this.viewer.proc?.(filesystem) : undefined;
    const names = new Set(files?.list(place.path) ?? []);
    for (const name of list(filesystem, this.disk.kit, place.path)) names.add(name);
    for (const target of mountTable(place.mounts).keys()) {
      if (target !== '/' && parentOf(target) === place.at)
        names.add(target.slice(target.lastIndexOf('/') + 1));
    }
    const entries: DirectoryEntry[] = [];
    for (const name of [...names].sort((a, b) => (a < b ? -1 : 1))) {
      const child = step(this.disk, this.viewer, place, name);
      if (child !== undefined) entries.push({ name, type: child.inode.type });
    }
    return entries;
  }

  /** Sorted by code unit, without `.` and `..`. */
  readdir(path: string): readonly DirectoryEntry[] | Errno {
    const place = this.resolve(path);
    if (isErrno(place)) return place;
    if (place.inode.type !== 'directory') return errno('ENOTDIR');
    if (!allowed(this.viewer, place.inode, 4)) return errno('EACCES');
    return this.entriesOf(place);
  }

  readlink(path: string): string | Errno {
    const place = this.resolve(path, false);
    if (isErrno(place)) return place;
    return place.inode.type === 'symlink' ? place.inode.target : errno('EINVAL');
  }

  realpath(path: string): string | Errno {
    const place = this.resolve(path);
    return isErrno(place) ? place : place.shown;
  }

  access(path: string, mode: 'r' | 'w' | 'x'): boolean {
    const place = this.resolve(path);
    if (isErrno(place)) return false;
    if (mode === 'w' && place.mount.readOnly && place.inode.type !== 'device') return false;
    return allowed(this.viewer, place.inode, mode === 'r' ? 4 : mode === 'w' ? 2 : 1);
  }

  /** A file that may be executed. */
  executable(path: string): Place | Errno {
    const place = this.resolve(path);
    if (isErrno(place)) return place;
    if (place.inode.type !== 'file' || !allowed(this.viewer, place.inode, 1)) return errno('EACCES');
    return place;
  }

  /** What to wait for to hear of changes of a path: it, or the directory in which it may appear. */
  watched(path: string): { readonly filesystem: string; readonly inode: string } | Errno {
    let at = normalise(path.startsWith('/') ? path : join(this.viewer.cwd, path));
    for (;;) {
      const place = this.resolve(at);
      if (!isErrno(place)) return { filesystem: place.mount.filesystem, inode: place.id };
      if (at === '/') return place;
      at = parentOf(at);
    }
  }
}

function makeStat(filesystem: string, id: string, inode: Inode, links: number): Stat {
  return {
    type: inode.type,
    inode: id,
    filesystem,
    mode: inode.mode,
    uid: inode.uid,
    gid: inode.gid,
    sizeBytes: sizeOf(inode),
    links,
    mtimeMs: inode.mtimeMs,
    target: inode.type === 'symlink' ? inode.target : undefined,
  };
}

function sizeOf(inode: Inode): number {
  switch (inode.type) {
    case 'file':
      return inode.sizeBytes ?? utf8Length(inode.data);
    case 'directory':
      return 4096;
    case 'symlink':
      return utf8Length(inode.target);
    default:
      return 0;
  }
}
