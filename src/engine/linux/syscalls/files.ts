import { extend } from '../../../api/extend.ts';
import { put } from '../../kernel/table.ts';
import { procOf } from '../boot.ts';
import {
  closeDescriptor,
  fileOf,
  installFile,
  makeFile,
  makePipe,
  pipeOf,
  putPipe,
  releaseFile,
} from '../descriptors.ts';
import { type Errno, errno, isErrno } from '../errno.ts';
import { fileKey, putFilesystem } from '../filesystems.ts';
import { within } from '../fs/paths.ts';
import { makeFilesystem } from '../fs/tree.ts';
import type { Mount, Stat } from '../fs/types.ts';
import { readFrom, writeTo } from '../io.ts';
import { setMounts } from '../namespaces.ts';
import { pivotRoot } from '../pivot.ts';
import { wakeAll } from '../sleep.ts';
import type { OpenFile } from '../state.ts';
import type { DirectoryEntry, OpenOptions } from '../sys.ts';
import { setForeground } from '../terminals.ts';

import { BUDGET, ProcessCalls } from './processes.ts';

const PIPE_CAPACITY = 65_536;

/** Files, pipes and mounts. */
export class FileCalls extends ProcessCalls {
  protected install(file: number): number {
    return installFile(this.kernel, this.self, file);
  }

  open(path: string, options: OpenOptions): number | Errno {
    const kernel = this.kernel;
    const opened = this.view(this.self).open(path, options);
    if (isErrno(opened)) return opened;
    switch (opened.kind) {
      case 'file':
        return this.install(
          makeFile(kernel, {
            type: 'file',
            filesystem: opened.filesystem,
            inode: opened.inode,
            path: opened.path,
            offset: 0,
            access: options.access,
            append: options.append === true,
          }),
        );
      case 'device': {
        const { tty } = this.self;
        if (opened.device !== 'tty')
          return this.install(makeFile(kernel, { type: 'device', device: opened.device }));
        if (tty === null) return errno('EIO');
        return this.install(makeFile(kernel, { type: 'terminal', terminal: tty }));
      }
      case 'fifo': {
        const pipe = pipeOf(kernel, opened.pipe);
        const end = options.access;
        // Nobody to read it: who can wait (`sh`) does, until somebody opens the other end.
        if (options.access === 'w' && pipe.readers === 0) return errno('ENXIO');
        putPipe(
          kernel,
          extend(pipe, {
            readers: pipe.readers + (end === 'w' ? 0 : 1),
            writers: pipe.writers + (end === 'r' ? 0 : 1),
            fresh: pipe.fresh === true && end === 'r',
          }),
        );
        if (end !== 'w') wakeAll(kernel, fileKey(opened.filesystem, opened.inode));
        return this.install(makeFile(kernel, { type: 'pipe', pipe: pipe.id, end }));
      }
      case 'descriptor': {
        const id = kernel.process(opened.pid)?.fds[opened.fd];
        if (id === undefined) return errno('ENOENT');
        const file = kernel.file(id);
        kernel.putFile(extend(file, { refs: file.refs + 1 }));
        return this.install(id);
      }
    }
  }

  protected file(fd: number): OpenFile | Errno {
    return fileOf(this.kernel, this.self, fd);
  }

  read(fd: number, max?: number): string | null | Errno {
    const file = this.file(fd);
    return isErrno(file) ? file : readFrom(this.kernel, this.self, file, max);
  }

  write(fd: number, text: string): Errno | undefined {
    const file = this.file(fd);
    if (isErrno(file)) return file;
    const failed = writeTo(this.kernel, this.self, file, text);
    // Who fills a pipe gives up the processor, so that somebody may read it.
    if (file.type === 'pipe' && failed === undefined) {
      if (pipeOf(this.kernel, file.pipe).buffer.length > PIPE_CAPACITY) this.asked = BUDGET;
    }
    return failed;
  }

  close(fd: number): Errno | undefined {
    return closeDescriptor(this.kernel, this.self, fd);
  }

  pipe(): readonly [read: number, write: number] {
    const { read, write } = makePipe(this.kernel);
    return [this.install(read), this.install(write)];
  }

  dup(from: number, to: number): Errno | undefined {
    const file = this.file(from);
    if (isErrno(file)) return file;
    if (from === to) return undefined;
    this.kernel.putFile(extend(file, { refs: file.refs + 1 }));
    const { [to]: replaced, ...fds } = this.self.fds;
    this.change({ fds: { ...fds, [to]: file.id } });
    if (replaced !== undefined) releaseFile(this.kernel, replaced);
    return undefined;
  }

  isTerminal(fd: number): boolean {
    const file = this.file(fd);
    return !isErrno(file) && file.type === 'terminal' && !file.terminal.startsWith('stdin/');
  }

  foreground(pgid: number): void {
    const { tty } = this.self;
    const group = this.groupNamed(pgid);
    if (tty !== null && group > 0) setForeground(this.kernel, tty, group);
  }

  readFile(path: string): string | Errno {
    return this.view(this.self).readFile(path);
  }

  writeFile(path: string, data: string, options?: { append?: boolean; mode?: number }): Errno | undefined {
    const append = options?.append === true;
    const fd = this.open(path, {
      access: 'w',
      create: true,
      truncate: !append,
      append,
      ...(options?.mode === undefined ? {} : { mode: options.mode }),
    });
    if (isErrno(fd)) return fd;
    const failed = this.write(fd, data);
    this.close(fd);
    return failed;
  }

  stat(path: string): Stat | Errno {
    return this.view(this.self).stat(path);
  }

  lstat(path: string): Stat | Errno {
    return this.view(this.self).lstat(path);
  }

  readdir(path: string): readonly DirectoryEntry[] | Errno {
    return this.view(this.self).readdir(path);
  }

  readlink(path: string): string | Errno {
    return this.view(this.self).readlink(path);
  }

  realpath(path: string): string | Errno {
    return this.view(this.self).realpath(path);
  }

  access(path: string, mode: 'r' | 'w' | 'x'): boolean {
    return this.view(this.self).access(path, mode);
  }

  mkdir(path: string, mode?: number): Errno | undefined {
    return this.view(this.self).mkdir(path, mode);
  }

  rmdir(path: string): Errno | undefined {
    return this.view(this.self).rmdir(path);
  }

  unlink(path: string): Errno | undefined {
    return this.view(this.self).unlink(path);
  }

  rename(from: string, to: string): Errno | undefined {
    return this.view(this.self).rename(from, to);
  }

  link(from: string, to: string): Errno | undefined {
    return this.view(this.self).link(from, to);
  }

  symlink(target: string, path: string): Errno | undefined {
    return this.view(this.self).symlink(target, path);
  }

  mkfifo(path: string): Errno | undefined {
    const kernel = this.kernel;
    const id = kernel.newId();
    const pipe = { id, buffer: '', readers: 0, writers: 0, named: true, fresh: true };
    kernel.machine.pipes = put(kernel.machine.pipes, id, pipe);
    return this.view(this.self).mkfifo(path, id);
  }

  chmod(path: string, mode: number): Errno | undefined {
    return this.view(this.self).chmod(path, mode);
  }

  chown(path: string, uid: number, gid: number): Errno | undefined {
    return this.view(this.self).chown(path, uid, gid);
  }

  utimes(path: string, mtimeMs: number): Errno | undefined {
    return this.view(this.self).utimes(path, mtimeMs);
  }

  mounts(): readonly Mount[] {
    return this.kernel.namespace('mnt', this.self.namespaces.mnt).mounts;
  }

  mount(
    target: string,
    what:
      | { readonly bind: string }
      | { readonly type: 'tmpfs' | 'proc' | 'cgroup2'; readonly sizeBytes?: number },
    readOnly = false,
  ): Errno | undefined {
    const { self } = this;
    if (!this.may('SYS_ADMIN')) return errno('EPERM');
    const view = this.view(self);
    const at = view.resolve(target);
    if (isErrno(at)) return at;
    let filesystem: string;
    let root = '/';
    if ('bind' in what) {
      const from = view.resolve(what.bind);
      if (isErrno(from)) return from;
      filesystem = from.mount.filesystem;
      root = from.path;
    } else {
      const { pid } = self.namespaces;
      filesystem = what.type === 'proc' ? procOf(pid) : `tmpfs/${this.kernel.newId()}`;
      // There is one tree of cgroups, wherever it is seen.
      if (what.type === 'cgroup2') filesystem = 'cgroup';
      else if (what.type === 'proc') {
        putFilesystem(
          this.kernel,
          makeFilesystem({ id: filesystem, type: 'proc', device: 'proc', pidNamespace: pid }),
        );
      } else {
        const sizeBytes = what.sizeBytes ?? null;
        putFilesystem(this.kernel, makeFilesystem({ id: filesystem, type: 'tmpfs', sizeBytes }));
      }
    }
    const mount: Mount = { target: at.at, filesystem, root, readOnly, source: '' };
    setMounts(this.kernel, self.namespaces.mnt, [...this.mounts(), mount]);
    return undefined;
  }

  pivotRoot(next: string, old: string): Errno | undefined {
    const { self } = this;
    if (!this.may('SYS_ADMIN')) return errno('EPERM');
    const view = this.view(self);
    const [root, below] = [view.resolve(next), view.resolve(old)];
    if (isErrno(root)) return root;
    if (isErrno(below)) return below;
    if (root.inode.type !== 'directory' || below.inode.type !== 'directory') return errno('ENOTDIR');
    return pivotRoot(this.kernel, self, root.at, below.at);
  }

  umount(target: string, lazy = false): Errno | undefined {
    const { self } = this;
    if (!this.may('SYS_ADMIN')) return errno('EPERM');
    const at = this.view(self).resolve(target);
    if (isErrno(at)) return at;
    const mounts = this.mounts();
    const index = mounts.findLastIndex((mount) => mount.target === at.at);
    if (index <= 0) return errno(index === 0 ? 'EBUSY' : 'EINVAL');
    const isBelow = (mount: Mount) => mount.target !== at.at && within(mount.target, at.at);
    if (lazy) {
      setMounts(
        this.kernel,
        self.namespaces.mnt,
        mounts.filter((mount, place) => place !== index && !isBelow(mount)),
      );
      return undefined;
    }
    if (mounts.some(isBelow)) return errno('EBUSY');
    setMounts(this.kernel, self.namespaces.mnt, mounts.toSpliced(index, 1));
    return undefined;
  }
}
