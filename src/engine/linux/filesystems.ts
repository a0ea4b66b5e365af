// How a process, or a container runtime, sees the machine's files.
import { get, scan } from '../kernel/table.ts';
import type { Filesystem, Mount } from './fs/types.ts';
import { type Disk, FileView, released } from './fs/view.ts';
import type { Viewer } from './fs/walk.ts';
import type { Kernel } from './kernel.ts';
import { changesOf } from './proc/write.ts';
import { procFiles } from './proc.ts';
import { wakeAll } from './sleep.ts';
import type { Process } from './state.ts';

/** What `Wait.on` calls a file. */
export const fileKey = (filesystem: string, inode: string): string => `f ${filesystem} ${inode}`;

class KernelDisk implements Disk {
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  get kit() {
    return this.#kernel.kit;
  }

  filesystem(id: string): Filesystem | undefined {
    return this.#kernel.filesystem(id);
  }

  keep(filesystem: Filesystem): void {
    this.#kernel.putFilesystem(filesystem);
  }

  isOpen(filesystem: string, inode: string): boolean {
    let open = false;
    scan(this.#kernel.machine.files, (file) => {
      open = file.type === 'file' && file.inode === inode && file.filesystem === filesystem;
      return !open;
    });
    return open;
  }

  changed(filesystem: string, inode: string): void {
    wakeAll(this.#kernel, fileKey(filesystem, inode));
  }
}

/** The view of a process. */
export function viewOf(kernel: Kernel, process: Process): FileView {
  return new FileView(new KernelDisk(kernel), {
    mounts: kernel.namespace('mnt', process.namespaces.mnt).mounts,
    root: process.root,
    cwd: process.cwd,
    uid: process.uid,
    gid: process.gid,
    groups: process.groups,
    capabilities: process.privileges.effective,
    umask: process.umask,
    nowMs: kernel.context.nowMs,
    proc: (filesystem) =>
      procFiles(kernel.machine, process, filesystem, kernel.context.nowMs, () => changesOf(kernel, process)),
  });
}

/** The view of a container runtime on a set of mounts, as root. */
export function viewAsRoot(kernel: Kernel, mounts: readonly Mount[], fields: Partial<Viewer> = {}): FileView {
  const viewer: Viewer = {
    mounts,
    root: '/',
    cwd: '/',
    uid: 0,
    gid: 0,
    nowMs: kernel.context.nowMs,
    ...fields,
  };
  return new FileView(new KernelDisk(kernel), viewer);
}

/** An open file is gone: its inode goes with the last, if it has no name left. */
export function releaseInode(kernel: Kernel, filesystem: string, inode: string): void {
  const disk = new KernelDisk(kernel);
  // Only what has no name left can go with its last holder, and to find out whether it is that means a long look.
  const inodes = kernel.filesystem(filesystem)?.inodes;
  if (inodes === undefined || get(inodes, inode)?.links !== 0) return;
  if (!disk.isOpen(filesystem, inode)) released(disk, filesystem, inode);
}

export function putFilesystem(kernel: Kernel, filesystem: Filesystem): void {
  kernel.putFilesystem(filesystem);
}
