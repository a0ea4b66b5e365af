// Paths as one process sees them: across mounts, through symbolic links, below its root.
import { type Capability, type CapabilityMask, hasBit } from '../capabilities.ts';
import { type Errno, errno, isErrno } from '../errno.ts';
import type { Kit } from '../program.ts';
import { join } from './paths.ts';
import { find } from './tree.ts';
import type { Filesystem, Inode, Mount } from './types.ts';

/** What a magic link below /proc leads to, which its text alone does not say. */
export type Jump =
  /** A path in the view of another process. */
  | { readonly mounts: readonly Mount[]; readonly root: string; readonly path: string }
  /** What a process has open under this descriptor; `pid` by the machine's count. */
  | { readonly pid: number; readonly fd: number; readonly inode: Inode }
  /** A namespace: something without a name. */
  | { readonly inode: Inode; readonly fd?: undefined }
  /** It may not be followed. */
  | Errno;

/** Files that are made when they are read. Paths are those in the filesystem: `/1/cmdline`. */
export interface ProcFiles {
  read(path: string): string | undefined;
  list(path: string): readonly string[] | undefined;
  link(path: string): string | undefined;
  follow?(path: string): Jump | undefined;
  /** Whose it is and what they may; root's and everybody's to read unless given. */
  attributes?(path: string): Partial<Pick<Inode, 'mode' | 'uid' | 'gid'>> | undefined;
  /** Whether it is not shown even to who may read every file. */
  isSecret?(path: string): boolean;
  /** Missing: nothing can be written. */
  write?(path: string, data: string): Errno | undefined;
  /** Directories that can be made and removed, as cgroups are; missing: none. */
  mkdir?(path: string): Errno | undefined;
  rmdir?(path: string): Errno | undefined;
}

/** Whose view of the files it is. */
export interface Viewer {
  readonly mounts: readonly Mount[];
  /** Where its `/` is in the mount namespace. */
  readonly root: string;
  /** Absolute, below its `/`. */
  readonly cwd: string;
  readonly uid: number;
  readonly gid: number;
  /** None unless given. */
  readonly groups?: readonly number[];
  /** All for root and none for anybody else unless given. */
  readonly capabilities?: CapabilityMask;
  /** 0o022 unless given. */
  readonly umask?: number;
  readonly nowMs: number;
  /** The files of a filesystem of type proc, sysfs or cgroup2. */
  readonly proc?: (filesystem: Filesystem) => ProcFiles | undefined;
}

export interface Disks {
  filesystem(id: string): Filesystem | undefined;
  readonly kit: Pick<Kit, 'layer'>;
}

/** Something a path led to. */
export interface Place {
  readonly mounts: readonly Mount[];
  readonly mount: Mount;
  /** Absolute in the mount namespace. */
  readonly at: string;
  /** Absolute as the process sees it, without symbolic links. */
  readonly shown: string;
  /** In the filesystem. */
  readonly path: string;
  readonly id: string;
  readonly inode: Inode;
  readonly descriptor?: { readonly pid: number; readonly fd: number };
}

export interface Walked {
  /** The directory the last name is in. */
  readonly parent: Place;
  /** The last name; '' when the path ends in `/`, `.` or `..`. */
  readonly name: string;
  /** What it names; undefined when only the last name is missing. */
  readonly place: Place | undefined;
  /** The path has a slash at its end: it can only be a directory. */
  readonly slash: boolean;
}

const MAX_LINKS = 40;

const mountTables = new WeakMap<readonly Mount[], ReadonlyMap<string, Mount>>();

/** Mounts by target; later ones cover earlier ones and what was mounted below them. */
export function mountTable(mounts: readonly Mount[]): ReadonlyMap<string, Mount> {
  let table = mountTables.get(mounts);
  if (table === undefined) {
    const made = new Map<string, Mount>();
    for (const mount of mounts) {
      const below = mount.target === '/' ? '/' : `${mount.target}/`;
      for (const target of made.keys()) if (target.startsWith(below)) made.delete(target);
      made.set(mount.target, mount);
    }
    table = made;
    mountTables.set(mounts, table);
  }
  return table;
}

export const SYNTHETIC: ReadonlySet<Filesystem['type']> = new Set(['proc', 'sysfs', 'cgroup2']);

function synthetic(files: ProcFiles, path: string, mtimeMs: number): Inode | undefined {
  const { mode, uid = 0, gid = 0 } = files.attributes?.(path) ?? {};
  // What is in it is worked out only for who lists it.
  if (path === '/') return { type: 'directory', mode: mode ?? 0o555, uid, gid, mtimeMs };
  const target = files.link(path);
  if (target !== undefined) return { type: 'symlink', target, mode: 0o777, uid, gid, mtimeMs };
  if (files.list(path) !== undefined) return { type: 'directory', mode: mode ?? 0o555, uid, gid, mtimeMs };
  const data = files.read(path);
  // Like the kernel's, these say that they are empty and are not.
  return data === undefined
    ? undefined
    : {
        type: 'file',
        mode: mode ?? 0o444,
        data: '',
        sizeBytes: 0,
        uid,
        gid,
        mtimeMs,
      };
}

/** What a path in a filesystem names. */
export function lookup(
  disks: Disks,
  viewer: Viewer,
  filesystem: Filesystem,
  path: string,
): { readonly id: string; readonly inode: Inode } | undefined {
  const files = SYNTHETIC.has(filesystem.type) ? viewer.proc?.(filesystem) : undefined;
  if (files !== undefined) {
    const inode = synthetic(files, path, viewer.nowMs);
    if (inode !== undefined) return { id: `p${path}`, inode };
  }
  return find(filesystem, disks.kit, path);
}

function placeOf(
  disks: Disks,
  viewer: Viewer,
  mounts: readonly Mount[],
  mount: Mount,
  path: string,
  at: string,
  shown: string,
): Place | undefined {
  const filesystem = disks.filesystem(mount.filesystem);
  const found = filesystem === undefined ? undefined : lookup(disks, viewer, filesystem, path);
  return found === undefined
    ? undefined
    : { mounts, mount, at, shown, path, id: found.id, inode: found.inode };
}

/** What a name in a directory names, a mount point included. */
export function step(disks: Disks, viewer: Viewer, from: Place, name: string): Place | undefined {
  const at = join(from.at, name);
  // In most places all three are the same.
  const shown = from.shown === from.at ? at : join(from.shown, name);
  const mount = mountTable(from.mounts).get(at);
  if (mount !== undefined) return placeOf(disks, viewer, from.mounts, mount, mount.root, at, shown);
  const path = from.path === from.at ? at : join(from.path, name);
  return placeOf(disks, viewer, from.mounts, from.mount, path, at, shown);
}

/** The place that is `/` for a process: `root` is absolute and without symbolic links. */
function rootPlace(
  disks: Disks,
  viewer: Viewer,
  mounts: readonly Mount[],
  root: string,
  shown: string,
): Place | undefined {
  const mount = mountTable(mounts).get('/');
  if (mount === undefined) return undefined;
  let place = placeOf(disks, viewer, mounts, mount, mount.root, '/', shown);
  if (root === '/') return place;
  for (const name of root.split('/')) {
    if (name === '' || place === undefined) continue;
    place = step(disks, viewer, place, name);
  }
  return place === undefined ? undefined : { ...place, shown };
}

/** Whether somebody may read (4), write (2), or execute or search (1) an inode. */
export function allowed(viewer: Credentials, inode: Inode, want: 1 | 2 | 4): boolean {
  const shift = inode.uid === viewer.uid ? 6 : isInGroup(viewer, inode.gid) ? 3 : 0;
  if (((inode.mode >> shift) & want) !== 0) return true;
  if (can(viewer, 'DAC_OVERRIDE')) {
    return want !== 1 || inode.type === 'directory' || (inode.mode & 0o111) !== 0;
  }
  if (want === 2 || !can(viewer, 'DAC_READ_SEARCH')) return false;
  return want === 4 || inode.type === 'directory';
}

/** Whom permissions are asked for. */
type Credentials = Pick<Viewer, 'uid' | 'gid' | 'groups' | 'capabilities'>;

export function can(viewer: Credentials, capability: Capability): boolean {
  const { capabilities } = viewer;
  return capabilities === undefined ? viewer.uid === 0 : hasBit(capabilities, capability);
}

export function isInGroup({ gid, groups }: Credentials, wanted: number): boolean {
  return gid === wanted || groups?.includes(wanted) === true;
}

/** The names of a path, the last one first. */
function namesOf(path: string): string[] {
  const names: string[] = [];
  let end = path.length;
  while (end > 0) {
    const slash = path.lastIndexOf('/', end - 1);
    if (slash + 1 < end) names.push(path.slice(slash + 1, end));
    end = slash;
  }
  return names;
}

/** An absolute path in its parts: for each of its names the path that ends there. */
interface Way {
  readonly names: readonly string[];
  readonly paths: readonly string[];
}

/** Nothing but names, none of which is too long. */
const PLAIN = /^(?:\/(?!\.{1,2}(?:\/|$))[^/]{1,255})+$/;

/** A pure memo: most processes walk the same paths, whose parts are then not made again. */
const ways = new Map<string, Way | null>();
const REMEMBERED = 2048;

/** Null when it has dots, doubled slashes or a slash at its end. */
function wayOf(path: string): Way | null {
  const before = ways.get(path);
  if (before !== undefined) return before;
  let way: Way | null = null;
  if (PLAIN.test(path)) {
    const names = path.slice(1).split('/');
    const paths: string[] = [];
    for (let end = path.indexOf('/', 1); end !== -1; end = path.indexOf('/', end + 1)) {
      paths.push(path.slice(0, end));
    }
    way = { names, paths: [...paths, path] };
  }
  if (ways.size === REMEMBERED) ways.clear();
  ways.set(path, way);
  return way;
}

/** How far a path leads. */
export interface Far extends Walked {
  /** The names after the first that is missing. */
  readonly rest: readonly string[];
}

/** A place that is seen where it is. */
function plainPlace(
  mounts: readonly Mount[],
  mount: Mount,
  at: string,
  path: string,
  { id, inode }: { readonly id: string; readonly inode: Inode },
): Place {
  return { mounts, mount, at, shown: at, path, id, inode };
}

/**
 * Walks a path on which nothing unusual happens, without writing down every place on the way. Undefined when
 * something does; a string is the path to walk in its stead, in which a symbolic link has been replaced.
 */
function walkPlain(
  disks: Disks,
  viewer: Viewer,
  { names, paths }: Way,
  follow: boolean,
): Far | string | undefined {
  const { mounts } = viewer;
  const table = mountTable(mounts);
  let mount = table.get('/');
  if (mount === undefined) return undefined;
  let filesystem = disks.filesystem(mount.filesystem);
  if (filesystem === undefined) return undefined;
  let above = '/';
  let inner = mount.root;
  let found = lookup(disks, viewer, filesystem, inner);
  const last = paths.length - 1;
  for (let i = 0; ; i++) {
    if (found?.inode.type !== 'directory' || !allowed(viewer, found.inode, 1)) return undefined;
    const at = paths[i] as string;
    const name = names[i] as string;
    const [from, fromMount, fromInner] = [found, mount, inner];
    const over = table.get(at);
    if (over === undefined) inner = inner === above ? at : join(inner, name);
    else {
      mount = over;
      inner = over.root;
      filesystem = disks.filesystem(over.filesystem);
      if (filesystem === undefined) return undefined;
    }
    found = lookup(disks, viewer, filesystem, inner);
    const isLink = found?.inode.type === 'symlink' && (i < last || follow);
    if (found !== undefined && i < last && !isLink) {
      above = at;
      continue;
    }
    const parent = plainPlace(mounts, fromMount, above, fromInner, from);
    if (found === undefined)
      return { parent, name, place: undefined, slash: false, rest: names.slice(i + 1) };
    const place = plainPlace(mounts, mount, at, inner, found);
    if (isLink && found.inode.type === 'symlink') {
      const jump = SYNTHETIC.has(filesystem.type) ? viewer.proc?.(filesystem)?.follow?.(inner) : undefined;
      if (jump !== undefined) {
        if (isErrno(jump) || 'mounts' in jump || jump.fd === undefined || i < last) return undefined;
        const descriptor = { pid: jump.pid, fd: jump.fd };
        return { parent, name, place: { ...place, inode: jump.inode, descriptor }, slash: false, rest: [] };
      }
      const { target } = found.inode;
      const rest = i < last ? (paths[last] as string).slice(at.length) : '';
      return target.startsWith('/') ? target + rest : join(above, target) + rest;
    }
    return { parent, name, place, slash: false, rest: [] };
  }
}

/** As far as a path leads; undefined when it is not a plain one, or something on it needs a closer look. */
export function walkFar(disks: Disks, viewer: Viewer, path: string, follow: boolean): Far | undefined {
  if (viewer.root !== '/') return undefined;
  let plain: Far | string | undefined = path;
  for (let links = 0; typeof plain === 'string' && links <= MAX_LINKS; links++) {
    const way = wayOf(plain);
    plain = way === null ? undefined : walkPlain(disks, viewer, way, follow);
  }
  return typeof plain === 'string' ? undefined : plain;
}

/** Walks a path. `follow` says whether a symbolic link at its end is followed. */
export function walk(disks: Disks, viewer: Viewer, path: string, follow: boolean): Walked | Errno {
  if (path === '') return errno('ENOENT');
  const far = walkFar(disks, viewer, path, follow);
  if (far !== undefined) return far.rest.length > 0 ? errno('ENOENT') : far;
  const root = rootPlace(disks, viewer, viewer.mounts, viewer.root, '/');
  if (root === undefined) return errno('ENOENT');
  /** The places from the root down to where it stands: `..` goes back along them. */
  let stack: Place[] = [root];
  const todo = namesOf(path);
  if (!path.startsWith('/')) {
    // The way to its working directory needs no permission: it is there already.
    for (const name of namesOf(viewer.cwd).reverse()) {
      const next = step(disks, viewer, stack[stack.length - 1] as Place, name);
      if (next === undefined) return errno('ENOENT');
      stack.push(next);
    }
  }
  const slash = /\/\.{0,2}$|^\.{1,2}$/.test(path);
  let links = 0;
  let name = '';
  while (todo.length > 0) {
    name = todo.pop() as string;
    const here = stack[stack.length - 1] as Place;
    if (here.inode.type !== 'directory') return errno('ENOTDIR');
    if (!allowed(viewer, here.inode, 1)) return errno('EACCES');
    if (name === '.' || name === '..') {
      if (name === '..' && stack.length > 1) stack.pop();
      name = '';
      continue;
    }
    if (name.length > 255) return errno('ENAMETOOLONG');
    const next = step(disks, viewer, here, name);
    if (next === undefined) {
      if (todo.length > 0) return errno('ENOENT');
      return { parent: here, name, place: undefined, slash };
    }
    if (next.inode.type === 'symlink' && (todo.length > 0 || follow || slash)) {
      if (++links > MAX_LINKS) return errno('ELOOP');
      const filesystem = disks.filesystem(next.mount.filesystem);
      const jump =
        filesystem !== undefined && SYNTHETIC.has(filesystem.type)
          ? viewer.proc?.(filesystem)?.follow?.(next.path)
          : undefined;
      if (isErrno(jump)) return jump;
      if (jump === undefined) {
        if (next.inode.target.startsWith('/')) stack = [root];
        todo.push(...namesOf(next.inode.target));
        name = '';
      } else if ('mounts' in jump) {
        const other = rootPlace(disks, viewer, jump.mounts, jump.root, next.shown);
        if (other === undefined) return errno('ENOENT');
        stack = [other];
        todo.push(...namesOf(jump.path));
        name = '';
      } else {
        const descriptor = jump.fd !== undefined ? { descriptor: { pid: jump.pid, fd: jump.fd } } : {};
        stack.push({ ...next, inode: jump.inode, ...descriptor });
      }
      continue;
    }
    stack.push(next);
  }
  const place = stack[stack.length - 1] as Place;
  if (slash && place.inode.type !== 'directory') return errno('ENOTDIR');
  return { parent: stack[stack.length - 2] ?? place, name, place, slash };
}
