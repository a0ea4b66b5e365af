// Files of a directory over HTTP, for servers simpler than nginx.
import { isErrno } from '../../linux/errno.ts';
import type { Sys } from '../../linux/sys.ts';
import { mimeType } from './mime.ts';
import { decodePath } from './pages.ts';

/** What a path means in a directory of files. */
export type Served =
  | { readonly kind: 'file'; readonly data: string; readonly type: string; readonly mtimeMs: number }
  /** A directory without its last slash. */
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'directory'; readonly names: readonly string[] }
  | { readonly kind: 'absent'; readonly path: string }
  | { readonly kind: 'forbidden'; readonly path: string };

export function lookUp(sys: Sys, root: string, path: string, index: readonly string[]): Served {
  const decoded = decodePath(path);
  if (decoded === undefined || decoded.split('/').includes('..')) return { kind: 'forbidden', path };
  const whole = `${root.replace(/\/$/, '')}${decoded.startsWith('/') ? '' : '/'}${decoded}`;
  const stat = sys.stat(whole);
  if (isErrno(stat)) return { kind: stat.errno === 'EACCES' ? 'forbidden' : 'absent', path: whole };
  if (stat.type !== 'directory') return file(sys, whole, stat.mtimeMs);
  if (!decoded.endsWith('/')) return { kind: 'redirect', to: `${path}/` };
  for (const name of index) {
    const inside = sys.stat(whole + name);
    if (!isErrno(inside) && inside.type !== 'directory') return file(sys, whole + name, inside.mtimeMs);
  }
  const entries = sys.readdir(whole);
  if (isErrno(entries)) return { kind: 'forbidden', path: whole };
  return {
    kind: 'directory',
    names: entries.map(({ name, type }) => (type === 'directory' ? `${name}/` : name)).sort(),
  };
}

function file(sys: Sys, path: string, mtimeMs: number): Served {
  const data = sys.readFile(path);
  if (isErrno(data)) return { kind: data.errno === 'EACCES' ? 'forbidden' : 'absent', path };
  return { kind: 'file', data, type: mimeType(path) ?? '', mtimeMs };
}
