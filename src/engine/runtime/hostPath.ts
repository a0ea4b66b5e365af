// Models kubernetes@v1.36.0 pkg/volume/hostpath/host_path.go
// Differs: what is mounted below the path on the machine is not seen through it.
import type { HostPathVolumeSource } from '../../api/index.ts';
import { FIRST } from '../linux/boot.ts';
import { isErrno } from '../linux/errno.ts';
import { viewAsRoot } from '../linux/filesystems.ts';
import { join, normalise, parentOf } from '../linux/fs/paths.ts';
import type { Kernel } from '../linux/kernel.ts';
import type { VolumeSource } from './volumes.ts';

const filesOf = (kernel: Kernel) => viewAsRoot(kernel, kernel.namespace('mnt', FIRST.mnt).mounts);

/** The part of the machine's filesystems that a path of it shows; null when there is nothing. */
export function hostPathSource(kernel: Kernel, path: string): VolumeSource | null {
  const place = filesOf(kernel).resolve(normalise(path));
  return isErrno(place) ? null : { filesystem: place.mount.filesystem, root: place.path };
}

/** Looks at a path of the machine, and makes what is missing when its type says so. */
export function checkHostPath(kernel: Kernel, { path, type = '' }: HostPathVolumeSource): string {
  const files = filesOf(kernel);
  const place = files.resolve(path);
  const found = isErrno(place) ? undefined : place.inode;
  const failed = (what: string) => `hostPath type check failed: ${path} is not a ${what}`;
  switch (type) {
    case 'Directory':
      return found?.type === 'directory' ? '' : failed('directory');
    case 'File':
      return found?.type === 'file' ? '' : failed('file');
    case 'Socket':
      return found?.type === 'socket' || SOCKETS.test(path) ? '' : failed('socket file');
    case 'CharDevice':
      return found?.type === 'device' || path.startsWith('/dev/') ? '' : failed('character device');
    case 'BlockDevice':
      return DISKS.test(path) ? '' : failed('block device');
    case 'FileOrCreate':
      if (found?.type === 'directory') return failed('file');
      if (found !== undefined) return '';
      // Unlike directories, those on the way to a file are not made.
      if (isErrno(files.resolve(parentOf(normalise(path))))) return `open ${path}: no such file or directory`;
      files.ensure(path, 'file');
      return '';
    default:
      // Without a type nothing is checked, and the runtime makes a directory where nothing is.
      if (found !== undefined && found.type !== 'directory' && type === 'DirectoryOrCreate') {
        return failed('directory');
      }
      if (found === undefined) files.ensure(path, 'directory');
      return '';
  }
}

/** What the machine's own files do not show: its disks, and the runtime's socket. */
const DISKS = /^\/dev\/([sv]d|nvme|loop)/;
const SOCKETS = /^\/(var\/)?run\/containerd\/containerd\.sock$/;

/** Removes a directory of the machine with all that is in it. */
export function removeDirectory(kernel: Kernel, path: string): void {
  const files = filesOf(kernel);
  const remove = (at: string): void => {
    const place = files.resolve(at, false);
    if (isErrno(place)) return;
    if (place.inode.type !== 'directory') {
      files.unlink(at);
      return;
    }
    for (const { name } of files.entriesOf(place)) remove(join(at, name));
    files.rmdir(at);
  };
  remove(normalise(path));
}
