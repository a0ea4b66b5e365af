// Models linux@v6.12 fs/namespace.c (pivot_root)
// Differs: mounts are private everywhere; a process with a root of its own cannot do it.
import { type Errno, errno } from './errno.ts';
import { normalise, within } from './fs/paths.ts';
import type { Mount } from './fs/types.ts';
import type { Kernel } from './kernel.ts';
import { setMounts } from './namespaces.ts';
import type { Process } from './state.ts';

/**
 * Makes the mount at `next` the root of a mount namespace, and moves what was its root to `old`, which lies below.
 * Both are absolute. Whoever stood in the old root stands in the new one afterwards.
 */
export function pivotRoot(kernel: Kernel, process: Process, next: string, old: string): Errno | undefined {
  const id = process.namespaces.mnt;
  const { mounts } = kernel.namespace('mnt', id);
  const root = mounts.findLast((mount) => mount.target === next);
  if (root === undefined || process.root !== '/' || !within(old, next)) return errno('EINVAL');
  if (next === '/') return errno('EBUSY');
  const moved = (path: string): string =>
    within(path, next) ? path.slice(next.length) || '/' : normalise(`${old.slice(next.length)}/${path}`);
  const others = mounts.filter((mount) => mount !== root).map((mount) => at(mount, moved(mount.target)));
  // What is stacked on the new root itself stays above it.
  setMounts(kernel, id, [at(root, '/'), ...others]);
  const inside: Process[] = [];
  kernel.eachProcess((each) => {
    if (each.namespaces.mnt === id && each.root === '/') inside.push(each);
    return true;
  });
  for (const each of inside) kernel.change(each, { cwd: each.cwd === '/' ? '/' : moved(each.cwd) });
  return undefined;
}

const at = (mount: Mount, target: string): Mount => ({ ...mount, target });
