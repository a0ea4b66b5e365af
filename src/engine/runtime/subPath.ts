// Models kubernetes@v1.36.0 pkg/volume/util/subpath/subpath_linux.go
// Differs: a part of a volume that cannot be made is found out when the container is started, not before it is created.
import { mountAt } from '../linux/boot.ts';
import { isErrno } from '../linux/errno.ts';
import { putFilesystem, viewAsRoot } from '../linux/filesystems.ts';
import type { Mount } from '../linux/fs/types.ts';
import type { Kernel } from '../linux/kernel.ts';
import { isAtomic } from './atomicWriter.ts';

/**
 * Parts of volumes as a container sees them: directories that are missing are made, links are followed now and not
 * later. So a file that the atomic writer replaces stays what it was for who has mounted it by itself.
 */
export function prepareSubPaths(kernel: Kernel, mounts: readonly Mount[], container: string): Mount[] {
  return mounts.map((mount) => {
    if (mount.root === '/' || !mount.source.startsWith('volume ')) return mount;
    const files = viewAsRoot(kernel, [mountAt('/', mount.filesystem)]);
    let place = files.resolve(mount.root);
    if (isErrno(place)) {
      files.ensure(mount.root, 'directory');
      place = files.resolve(mount.root);
    }
    if (isErrno(place)) return mount;
    const { filesystem } = mount;
    const root = place.path;
    const shown = kernel.filesystem(filesystem);
    if (shown === undefined || !isAtomic(shown)) return { ...mount, root };
    const id = `${filesystem}/${container} ${mount.target}`;
    putFilesystem(kernel, { ...shown, id });
    return { ...mount, filesystem: id, root };
  });
}
