// The file system calls of one process.
import { extend } from '../../../api/extend.ts';
import { get } from '../../kernel/table.ts';
import { type Errno, errno, isErrno } from '../errno.ts';
import type { OpenOptions } from '../sys.ts';
import { fieldsOf, readableData } from './binary.ts';
import { utf8Length } from './bytes.ts';
import { type Disk, FileLook } from './look.ts';
import { join, normalise, within } from './paths.ts';
import { create, inodeOf, link, release, rename, replace, unlink } from './tree.ts';
import type { Filesystem, Inode } from './types.ts';
import {
  allowed,
  can,
  type Far,
  isInGroup,
  mountTable,
  type Place,
  type ProcFiles,
  SYNTHETIC,
  type Viewer,
  type Walked,
  walkFar,
} from './walk.ts';

export type { Disk } from './look.ts';

/** What opening a path comes to. */
export type Opened =
  | { readonly kind: 'file'; readonly filesystem: string; readonly inode: string; readonly path: string }
  | { readonly kind: 'device'; readonly device: 'null' | 'zero' | 'full' | 'random' | 'tty' }
  | {
      readonly kind: 'fifo';
      readonly pipe: number;
      readonly filesystem: string;
      readonly inode: string;
    }
  /** What the process `pid` (machine's count) has open as `fd`, as through /dev/stdout. */
  | { readonly kind: 'descriptor'; readonly pid: number; readonly fd: number };

/** The last close of an inode: it goes when it has no name left. */
export function released(disk: Disk, filesystem: string, inode: string): void {
  const before = disk.filesystem(filesystem);
  if (before === undefined) return;
  const after = release(before, inode);
  if (after !== before) disk.keep(after);
}

/** All file system calls of one process. */
export class FileView extends FileLook {
  // --- reading and writing

  readFile(path: string): string | Errno {
    const opened = this.open(path, { access: 'r' });
    if (isErrno(opened)) return opened;
    if (opened.kind === 'device') return opened.device === 'null' ? '' : errno('EINVAL');
    if (opened.kind !== 'file') return errno('EINVAL');
    return this.readAt(opened.filesystem, opened.inode, 0);
  }

  writeFile(
    path: string,
    data: string,
    options: { append?: boolean; mode?: number } = {},
  ): Errno | undefined {
    const append = options.append === true;
    const mode = options.mode === undefined ? {} : { mode: options.mode };
    const opened = this.open(path, { access: 'w', create: true, truncate: !append, append, ...mode });
    if (isErrno(opened)) return opened;
    if (opened.kind === 'device') return opened.device === 'full' ? errno('ENOSPC') : undefined;
    if (opened.kind !== 'file') return errno('EINVAL');
    const end = this.writeAt(opened.filesystem, opened.inode, append ? null : 0, data);
    return isErrno(end) ? end : undefined;
  }

  /** Characters from `offset` on; '' at the end. */
  readAt(filesystemId: string, id: string, offset: number, max?: number): string | Errno {
    const filesystem = this.disk.filesystem(filesystemId);
    const inode = filesystem === undefined ? undefined : this.inode(filesystem, id);
    if (inode === undefined) return errno('EIO');
    if (inode.type === 'directory') return errno('EISDIR');
    if (inode.type !== 'file') return errno('EINVAL');
    return readableData(inode).slice(offset, max === undefined ? undefined : offset + max);
  }

  /** Writes at an offset, or at the end (null); the offset behind what was written. */
  writeAt(filesystemId: string, id: string, offset: number | null, text: string): number | Errno {
    const filesystem = this.disk.filesystem(filesystemId);
    if (filesystem === undefined) return errno('EIO');
    if (id.startsWith('p')) {
      const files = this.viewer.proc?.(filesystem);
      const failed = files?.write === undefined ? errno('EACCES') : files.write(id.slice(1), text);
      return failed ?? (offset ?? 0) + text.length;
    }
    const inode = inodeOf(filesystem, this.disk.kit, id);
    if (inode?.type !== 'file') return errno('EIO');
    const at = offset ?? inode.data.length;
    if (text === '') return at;
    const atEnd = at === inode.data.length;
    const head = at > inode.data.length ? inode.data.padEnd(at, '\0') : inode.data.slice(0, at);
    const data = atEnd ? inode.data + text : head + text + inode.data.slice(at + text.length);
    const failed = this.store(filesystem, id, data, inode, atEnd ? utf8Length(text) : undefined);
    return failed ?? at + text.length;
  }

  private store(
    filesystem: Filesystem,
    id: string,
    data: string,
    inode: Extract<Inode, { type: 'file' }>,
    addedBytes?: number,
  ): Errno | undefined {
    const { mode, uid, gid, links } = inode;
    const fields = links === undefined ? {} : { links };
    const next: Inode = {
      type: 'file',
      mode,
      uid,
      gid,
      ...fields,
      mtimeMs: this.viewer.nowMs,
      ...fieldsOf(data),
    };
    const written = replace(filesystem, id, next, next.data === data ? addedBytes : undefined);
    if (written.sizeBytes !== null && written.usedBytes > written.sizeBytes) return errno('ENOSPC');
    this.keep(written);
    this.disk.changed?.(filesystem.id, id);
    return undefined;
  }

  private keep(filesystem: Filesystem): void {
    this.disk.keep(filesystem);
  }

  truncate(path: string, length: number): Errno | undefined {
    const opened = this.open(path, { access: 'w' });
    if (isErrno(opened)) return opened;
    if (opened.kind !== 'file') return errno('EINVAL');
    const filesystem = this.disk.filesystem(opened.filesystem) as Filesystem;
    const inode = this.inode(filesystem, opened.inode);
    if (inode?.type !== 'file') return errno('EINVAL');
    return this.store(filesystem, opened.inode, inode.data.slice(0, length).padEnd(length, '\0'), inode);
  }

  open(path: string, options: OpenOptions): Opened | Errno {
    const writes = options.access !== 'r';
    const walked = this.walk(path, !(options.create && options.exclusive));
    if (isErrno(walked)) return walked;
    if (walked.place === undefined) {
      if (!options.create) return errno('ENOENT');
      if (walked.slash) return errno('EISDIR');
      const mode = (options.mode ?? 0o666) & ~(this.viewer.umask ?? 0o022);
      const made = this.make(walked, { type: 'file', mode, data: '' });
      if (isErrno(made)) return made;
      return { kind: 'file', ...made };
    }
    const { place } = walked;
    if (options.create && options.exclusive) return errno('EEXIST');
    const { inode } = place;
    if (inode.type === 'directory' && (writes || options.create)) return errno('EISDIR');
    if (inode.type === 'symlink') return errno('ELOOP');
    if (inode.type === 'socket') return errno('ECONNREFUSED');
    if (options.access !== 'w' && !allowed(this.viewer, inode, 4)) return errno('EACCES');
    if (writes && !allowed(this.viewer, inode, 2)) return errno('EACCES');
    if (place.id.startsWith('p') && this.isSecret(place)) return errno('EACCES');
    if (place.descriptor !== undefined) return { kind: 'descriptor', ...place.descriptor };
    if (inode.type === 'device') return { kind: 'device', device: inode.device };
    if (inode.type === 'fifo') {
      const { pipe } = inode;
      return { kind: 'fifo', pipe, filesystem: place.mount.filesystem, inode: place.id };
    }
    if (writes && place.mount.readOnly) return errno('EROFS');
    const filesystem = this.disk.filesystem(place.mount.filesystem) as Filesystem;
    if (writes && inode.type === 'file' && !place.id.startsWith('p')) {
      if (SYNTHETIC.has(filesystem.type)) return errno('EACCES');
      if (options.truncate && (inode.data !== '' || inode.sizeBytes !== undefined)) {
        const failed = this.store(filesystem, place.id, '', inode);
        if (failed !== undefined) return failed;
      } else if (get(filesystem.inodes, place.id) === undefined) {
        // Copied up now, so that it outlives its name while it is open.
        this.keep(replace(filesystem, place.id, inode));
      }
    }
    return { kind: 'file', filesystem: filesystem.id, inode: place.id, path: place.shown };
  }

  private isSecret(place: Place): boolean {
    const filesystem = this.disk.filesystem(place.mount.filesystem);
    return filesystem !== undefined && this.viewer.proc?.(filesystem)?.isSecret?.(place.path) === true;
  }

  // --- names

  /** Whether the viewer may change the entries of a directory. */
  private mayChange(parent: Place): Errno | undefined {
    const filesystem = this.disk.filesystem(parent.mount.filesystem) as Filesystem;
    if (SYNTHETIC.has(filesystem.type)) return errno(filesystem.type === 'proc' ? 'ENOENT' : 'EACCES');
    if (parent.inode.type !== 'directory') return errno('ENOTDIR');
    if (!allowed(this.viewer, parent.inode, 2)) return errno('EACCES');
    return parent.mount.readOnly ? errno('EROFS') : undefined;
  }

  /** In a sticky directory such as /tmp only its owner removes a file. */
  private sticky(parent: Place, inode: Inode): boolean {
    const { uid } = this.viewer;
    if ((parent.inode.mode & 0o1000) === 0 || uid === inode.uid || uid === parent.inode.uid) return false;
    return !can(this.viewer, 'FOWNER');
  }

  private touched(filesystem: Filesystem, parent: Place): Filesystem {
    const inode = inodeOf(filesystem, this.disk.kit, parent.id);
    this.disk.changed?.(filesystem.id, parent.id);
    return inode === undefined || inode.mtimeMs === this.viewer.nowMs
      ? filesystem
      : replace(filesystem, parent.id, { ...inode, mtimeMs: this.viewer.nowMs });
  }

  private make(
    walked: Walked,
    fields: DistributiveOmit<Inode, 'uid' | 'gid' | 'mtimeMs'>,
  ): { filesystem: string; inode: string; path: string } | Errno {
    const { parent, name } = walked;
    if (walked.place !== undefined) return errno('EEXIST');
    const refused = this.mayChange(parent);
    if (refused !== undefined) return refused;
    const filesystem = this.disk.filesystem(parent.mount.filesystem) as Filesystem;
    const id = `u${filesystem.nextInode}`;
    const setgid = (parent.inode.mode & 0o2000) !== 0;
    const inode = extend(fields, {
      uid: this.viewer.uid,
      gid: setgid ? parent.inode.gid : this.viewer.gid,
      mtimeMs: this.viewer.nowMs,
    });
    this.keep(this.touched(create(filesystem, join(parent.path, name), inode), parent));
    return { filesystem: filesystem.id, inode: id, path: join(parent.shown, name) };
  }

  mkdir(path: string, mode = 0o777): Errno | undefined {
    const walked = this.walk(path, false);
    if (isErrno(walked)) return walked;
    const pseudo = this.pseudo(walked);
    if (pseudo?.mkdir !== undefined && walked.place === undefined) {
      if (!allowed(this.viewer, walked.parent.inode, 2)) return errno('EACCES');
      return pseudo.mkdir(join(walked.parent.path, walked.name));
    }
    // A directory that gives its group to what is in it has that of the one above do so too.
    const inherited = walked.parent.inode.mode & 0o2000;
    const made = this.make(walked, {
      type: 'directory',
      mode: (mode & ~(this.viewer.umask ?? 0o022)) | inherited,
    });
    return isErrno(made) ? made : undefined;
  }

  /** The files of the kernel in which a name lies that may be changed. */
  private pseudo({ parent }: Walked): ProcFiles | undefined {
    const filesystem = this.disk.filesystem(parent.mount.filesystem) as Filesystem;
    if (!SYNTHETIC.has(filesystem.type) || parent.mount.readOnly) return undefined;
    return this.viewer.proc?.(filesystem);
  }

  symlink(target: string, path: string): Errno | undefined {
    if (target === '') return errno('ENOENT');
    return this.makeName(path, { type: 'symlink', mode: 0o777, target });
  }

  mkfifo(path: string, pipe: number): Errno | undefined {
    return this.makeName(path, { type: 'fifo', mode: 0o666 & ~(this.viewer.umask ?? 0o022), pipe });
  }

  /** The name of a UNIX socket that listens. */
  mksocket(path: string, socket: number): Errno | undefined {
    return this.makeName(path, { type: 'socket', mode: 0o777 & ~(this.viewer.umask ?? 0o022), socket });
  }

  private makeName(
    path: string,
    fields: DistributiveOmit<Inode, 'uid' | 'gid' | 'mtimeMs'>,
  ): Errno | undefined {
    const walked = this.walk(path, false);
    if (isErrno(walked)) return walked;
    if (walked.place === undefined && walked.slash) return errno('ENOENT');
    const made = this.make(walked, fields);
    return isErrno(made) ? made : undefined;
  }

  unlink(path: string): Errno | undefined {
    return this.remove(path, false);
  }

  rmdir(path: string): Errno | undefined {
    return this.remove(path, true);
  }

  private remove(path: string, directory: boolean): Errno | undefined {
    const walked = this.walk(path, false);
    if (isErrno(walked)) return walked;
    const { parent, place, name } = walked;
    if (place === undefined) return errno('ENOENT');
    if (name === '') return errno(directory ? (/(^|\/)\.$/.test(path) ? 'EINVAL' : 'EBUSY') : 'EISDIR');
    const pseudo = directory && place.inode.type === 'directory' ? this.pseudo(walked) : undefined;
    if (pseudo?.rmdir !== undefined && !mountTable(place.mounts).has(place.at)) {
      if (!allowed(this.viewer, parent.inode, 2)) return errno('EACCES');
      return pseudo.rmdir(place.path);
    }
    const refused = this.mayChange(parent);
    if (refused !== undefined) return refused;
    if (this.sticky(parent, place.inode)) return errno('EPERM');
    if (directory !== (place.inode.type === 'directory')) return errno(directory ? 'ENOTDIR' : 'EISDIR');
    if (mountTable(place.mounts).has(place.at)) return errno('EBUSY');
    if (directory && this.entriesOf(place).length > 0) return errno('ENOTEMPTY');
    const filesystem = this.disk.filesystem(place.mount.filesystem) as Filesystem;
    const open = this.disk.isOpen(filesystem.id, place.id);
    this.keep(this.touched(unlink(filesystem, this.disk.kit, place.path, open), parent));
    this.disk.changed?.(filesystem.id, place.id);
    return undefined;
  }

  rename(from: string, to: string): Errno | undefined {
    const source = this.walk(from, false);
    if (isErrno(source)) return source;
    const target = this.walk(to, false);
    if (isErrno(target)) return target;
    const moved = source.place;
    if (moved === undefined) return errno('ENOENT');
    if (source.name === '' || (target.name === '' && target.place !== undefined)) return errno('EBUSY');
    const mounts = mountTable(moved.mounts);
    const over = target.place;
    if (mounts.has(moved.at) || (over !== undefined && mounts.has(over.at))) return errno('EBUSY');
    if (source.parent.mount !== target.parent.mount) return errno('EXDEV');
    const refused = this.mayChange(source.parent) ?? this.mayChange(target.parent);
    if (refused !== undefined) return refused;
    if (this.sticky(source.parent, moved.inode)) return errno('EPERM');
    const isDirectory = moved.inode.type === 'directory';
    const path = join(target.parent.path, target.name);
    if (isDirectory && path !== moved.path && within(path, moved.path)) return errno('EINVAL');
    if (target.slash && !isDirectory) return errno('ENOTDIR');
    let filesystem = this.disk.filesystem(moved.mount.filesystem) as Filesystem;
    if (over !== undefined) {
      if (over.id === moved.id) return undefined;
      if (this.sticky(target.parent, over.inode)) return errno('EPERM');
      const overDirectory = over.inode.type === 'directory';
      if (isDirectory && !overDirectory) return errno('ENOTDIR');
      if (!isDirectory && overDirectory) return errno('EISDIR');
      if (overDirectory && this.entriesOf(over).length > 0) return errno('ENOTEMPTY');
      const open = this.disk.isOpen(filesystem.id, over.id);
      filesystem = unlink(filesystem, this.disk.kit, over.path, open);
      this.disk.changed?.(filesystem.id, over.id);
    }
    filesystem = this.touched(rename(filesystem, this.disk.kit, moved.path, path), source.parent);
    this.keep(this.touched(filesystem, target.parent));
    this.disk.changed?.(filesystem.id, moved.id);
    return undefined;
  }

  link(from: string, to: string): Errno | undefined {
    const source = this.resolve(from, false);
    if (isErrno(source)) return source;
    const target = this.walk(to, false);
    if (isErrno(target)) return target;
    if (target.place !== undefined) return errno('EEXIST');
    if (source.inode.type === 'directory') return errno('EPERM');
    if (source.mount !== target.parent.mount) return errno('EXDEV');
    const refused = this.mayChange(target.parent);
    if (refused !== undefined) return refused;
    const filesystem = this.disk.filesystem(source.mount.filesystem) as Filesystem;
    const linked = link(filesystem, this.disk.kit, source.path, join(target.parent.path, target.name));
    this.keep(this.touched(linked, target.parent));
    return undefined;
  }

  // --- attributes

  chmod(path: string, mode: number): Errno | undefined {
    return this.change(path, (inode) => ({ ...inode, mode: mode & 0o7777 }));
  }

  /** -1 leaves the one or the other as it is. */
  chown(path: string, uid: number, gid: number): Errno | undefined {
    const { viewer } = this;
    return this.change(
      path,
      (inode) => ({
        ...inode,
        // What made it run as its owner or group goes with them.
        mode: inode.type === 'directory' ? inode.mode : inode.mode & 0o1777,
        uid: uid === -1 ? inode.uid : uid,
        gid: gid === -1 ? inode.gid : gid,
      }),
      (inode) =>
        can(viewer, 'CHOWN') ||
        (viewer.uid === inode.uid &&
          (uid === -1 || uid === inode.uid) &&
          (gid === -1 || gid === inode.gid || isInGroup(viewer, gid))),
    );
  }

  utimes(path: string, mtimeMs: number): Errno | undefined {
    return this.change(path, (inode) => ({ ...inode, mtimeMs }));
  }

  private change(
    path: string,
    edit: (inode: Inode) => Inode,
    may = (inode: Inode): boolean => this.viewer.uid === inode.uid || can(this.viewer, 'FOWNER'),
  ): Errno | undefined {
    const place = this.resolve(path);
    if (isErrno(place)) return place;
    if (place.mount.readOnly) return errno('EROFS');
    if (!may(place.inode) || place.id.startsWith('p')) return errno('EPERM');
    const filesystem = this.disk.filesystem(place.mount.filesystem) as Filesystem;
    this.keep(replace(filesystem, place.id, edit(place.inode)));
    return undefined;
  }

  /**
   * Makes a place to mount on, as a container runtime does: the directories on the way and what is missing at the
   * end, whoever may write there.
   */
  ensure(path: string, type: 'directory' | 'file', file = { mode: 0o644, data: '' }): Errno | undefined {
    const viewer = can(this.viewer, 'DAC_OVERRIDE') ? this.viewer : asRoot(this.viewer);
    const far = walkFar(this.disk, viewer, path, true);
    if (far?.place !== undefined) return undefined;
    if (far !== undefined && !this.hasMountBelow(far)) return this.complete(far, type, file);
    const own = this.viewer.mounts.some((mount) => mount.readOnly)
      ? this.viewer.mounts.map((mount) => ({ ...mount, readOnly: false }))
      : this.viewer.mounts;
    const root = new FileView(this.disk, { ...asRoot(this.viewer), mounts: own, umask: 0o022 });
    const names = normalise(path).split('/').slice(1);
    const upTo = (length: number) => `/${names.slice(0, length).join('/')}`;
    // From the end back: nearly always most of the way is there.
    let there = names.length;
    while (there > 0 && isErrno(root.resolve(upTo(there)))) there--;
    for (let length = there + 1; length <= names.length; length++) {
      const isDirectory = length < names.length || type === 'directory';
      const failed = isDirectory ? root.mkdir(upTo(length)) : root.writeFile(upTo(length), file.data, file);
      if (failed !== undefined) return failed;
    }
    return undefined;
  }

  private hasMountBelow({ parent, name, rest }: Far): boolean {
    const mounts = mountTable(parent.mounts);
    let at = join(parent.at, name);
    let has = mounts.has(at);
    for (const next of rest) {
      at = join(at, next);
      has ||= mounts.has(at);
    }
    return has;
  }

  /** Makes in one go what is missing of a path. */
  private complete(
    { parent, name, rest }: Far,
    type: 'directory' | 'file',
    { mode, data }: { readonly mode: number; readonly data: string },
  ): Errno | undefined {
    let filesystem = this.disk.filesystem(parent.mount.filesystem) as Filesystem;
    if (SYNTHETIC.has(filesystem.type)) return errno(filesystem.type === 'proc' ? 'ENOENT' : 'EACCES');
    filesystem = this.touched(filesystem, parent);
    let gid = (parent.inode.mode & 0o2000) !== 0 ? parent.inode.gid : 0;
    let path = join(parent.path, name);
    const mtimeMs = this.viewer.nowMs;
    for (const next of rest) {
      filesystem = create(filesystem, path, { type: 'directory', mode: 0o755, uid: 0, gid, mtimeMs });
      path = join(path, next);
      gid = 0;
    }
    const inode: Inode =
      type === 'directory'
        ? { type, mode: 0o755, uid: 0, gid, mtimeMs }
        : { type, mode, uid: 0, gid, mtimeMs, ...fieldsOf(data) };
    filesystem = create(filesystem, path, inode);
    if (filesystem.sizeBytes !== null && filesystem.usedBytes > filesystem.sizeBytes) return errno('ENOSPC');
    this.keep(filesystem);
    return undefined;
  }
}

function asRoot({ capabilities, ...viewer }: Viewer): Viewer {
  return { ...viewer, uid: 0, gid: 0 };
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
