// One filesystem as data: what is written lies in `entries` and `inodes` over a read-only tree, as in an overlay.
// Inodes are called `u17` when they were made here, `l/path` when they come from the image and `c/path` when they
// come from the content. A changed inode keeps its name and is found in `inodes` first, so a file that is open
// stays what it is whatever happens to its name.
import { extend } from '../../../api/extend.ts';
import { ceiling, emptyTable, get, put, remove, scan, type Table } from '../../kernel/table.ts';
import type { Kit } from '../program.ts';
import { utf8Length } from './bytes.ts';
import { join } from './paths.ts';
import type { Filesystem, Inode } from './types.ts';

export interface Found {
  readonly id: string;
  readonly inode: Inode;
}

type Layers = Pick<Kit, 'layer'>;

/** A directory that a tree has only because something lies in it, and the root of an empty one. */
const DIRECTORY: Inode = { type: 'directory', mode: 0o755, uid: 0, gid: 0, mtimeMs: 0 };

export function makeFilesystem(fields: Pick<Filesystem, 'id' | 'type'> & Partial<Filesystem>): Filesystem {
  const empty = {
    device: fields.type,
    lower: null,
    content: null,
    entries: emptyTable<string>(),
    inodes: emptyTable<Inode>(),
    nextInode: 1,
    sizeBytes: null,
    usedBytes: 0,
  };
  return extend(empty, fields);
}

/** What the read-only tree has at a path. */
function inTree(tree: Table<Inode>, path: string): Inode | undefined {
  const key = ceiling(tree, path);
  if (key === undefined) return undefined;
  if (key === path) return get(tree, path);
  if (!key.startsWith(path)) return undefined;
  const prefix = path === '/' ? '/' : `${path}/`;
  return ceiling(tree, prefix)?.startsWith(prefix) === true ? DIRECTORY : undefined;
}

function lowerOf(filesystem: Filesystem, kit: Layers): Table<Inode> | undefined {
  return filesystem.lower === null ? undefined : kit.layer(filesystem.lower);
}

/** A pure memo: what the read-only trees were found to have, which every container of an image looks for again. */
const known = new WeakMap<Table<Inode>, Map<string, Found | null>>();
const REMEMBERED = 4096;

/** What an image has at a path, with its name. */
function foundIn(tree: Table<Inode>, path: string): Found | null {
  let memo = known.get(tree);
  if (memo === undefined) {
    memo = new Map();
    known.set(tree, memo);
  }
  const before = memo.get(path);
  if (before !== undefined) return before;
  const inode = inTree(tree, path);
  const found = inode === undefined ? null : { id: `l${path}`, inode };
  if (memo.size === REMEMBERED) memo.clear();
  memo.set(path, found);
  return found;
}

const ROOT: Found = { id: 'l/', inode: DIRECTORY };

/** What lies below what has been written: by the content, then by the image. */
function below(filesystem: Filesystem, kit: Layers, path: string): Found | undefined {
  if (filesystem.content !== null) {
    // It is small, and there is one for each Pod: nothing to remember.
    const inode = inTree(filesystem.content, path);
    if (inode !== undefined) return { id: `c${path}`, inode };
  }
  const lower = lowerOf(filesystem, kit);
  if (lower !== undefined) {
    const found = foundIn(lower, path);
    if (found !== null) return found;
  }
  return path === '/' ? ROOT : undefined;
}

/** An inode by its name; undefined when there is none (any more). */
export function inodeOf(filesystem: Filesystem, kit: Layers, id: string): Inode | undefined {
  const upper = get(filesystem.inodes, id);
  if (upper !== undefined) return upper;
  const path = id.slice(1);
  if (id.startsWith('c')) return filesystem.content === null ? undefined : inTree(filesystem.content, path);
  if (!id.startsWith('l')) return undefined;
  const lower = lowerOf(filesystem, kit);
  const inode = lower === undefined ? undefined : inTree(lower, path);
  return inode ?? (path === '/' ? DIRECTORY : undefined);
}

/** What a path in the filesystem names, links not followed. */
export function find(filesystem: Filesystem, kit: Layers, path: string): Found | undefined {
  const id = get(filesystem.entries, path);
  if (id === '') return undefined;
  if (id !== undefined) {
    const inode = inodeOf(filesystem, kit, id);
    return inode === undefined ? undefined : { id, inode };
  }
  const found = below(filesystem, kit, path);
  if (found === undefined) return undefined;
  const changed = get(filesystem.inodes, found.id);
  return changed === undefined ? found : { id: found.id, inode: changed };
}

/** Visits the names directly in a directory, some more than once; without a value where only a longer path is known. */
function childrenIn<V>(
  table: Table<V>,
  path: string,
  visit: (name: string, value: V | undefined) => void,
): void {
  const prefix = path === '/' ? '/' : `${path}/`;
  let from = prefix;
  // A name's descendants lie together; one look-up passes them all.
  for (;;) {
    let next: string | undefined;
    scan(
      table,
      (value, key) => {
        if (!key.startsWith(prefix)) return false;
        const slash = key.indexOf('/', prefix.length);
        if (slash === -1) {
          if (key.length > prefix.length) visit(key.slice(prefix.length), value);
          return true;
        }
        visit(key.slice(prefix.length, slash), undefined);
        next = `${key.slice(0, slash)}0`;
        return false;
      },
      from,
    );
    if (next === undefined) return;
    from = next;
  }
}

/** A pure memo: the names in the directories of images. */
const listed = new WeakMap<Table<Inode>, Map<string, readonly string[]>>();

function namesIn(tree: Table<Inode>, path: string): readonly string[] {
  let memo = listed.get(tree);
  if (memo === undefined) {
    memo = new Map();
    listed.set(tree, memo);
  }
  const before = memo.get(path);
  if (before !== undefined) return before;
  const names = new Set<string>();
  childrenIn(tree, path, (name) => names.add(name));
  const list = [...names];
  if (memo.size === REMEMBERED) memo.clear();
  memo.set(path, list);
  return list;
}

/** The names in a directory, sorted by code unit. */
export function list(filesystem: Filesystem, kit: Layers, path: string): string[] {
  const names = new Set<string>();
  const gone = new Set<string>();
  childrenIn(filesystem.entries, path, (name, id) => {
    if (id === '') gone.add(name);
    else if (id !== undefined) names.add(name);
  });
  const add = (name: string) => {
    if (!gone.has(name)) names.add(name);
  };
  if (filesystem.content !== null) childrenIn(filesystem.content, path, add);
  const lower = lowerOf(filesystem, kit);
  if (lower !== undefined) for (const name of namesIn(lower, path)) add(name);
  return [...names].sort((a, b) => (a < b ? -1 : 1));
}

function bytesOf(inode: Inode | undefined): number {
  return inode?.type === 'file' ? utf8Length(inode.data) : 0;
}

/** The filesystem with other content, field by field, which V8 copies fast. */
function changed(
  filesystem: Filesystem,
  entries: Table<string>,
  inodes: Table<Inode>,
  nextInode: number,
  usedBytes: number,
): Filesystem {
  if (filesystem.pidNamespace !== undefined) {
    return { ...filesystem, entries, inodes, nextInode, usedBytes };
  }
  const { id, type, device, lower, content, sizeBytes } = filesystem;
  return { id, type, device, lower, content, entries, inodes, nextInode, sizeBytes, usedBytes };
}

/** Gives a path that names nothing a new inode. */
export function create(filesystem: Filesystem, path: string, inode: Inode): Filesystem {
  const id = `u${filesystem.nextInode}`;
  return changed(
    filesystem,
    put(filesystem.entries, path, id),
    put(filesystem.inodes, id, inode),
    filesystem.nextInode + 1,
    filesystem.usedBytes + bytesOf(inode),
  );
}

/**
 * Changes an inode; one from below is thereby copied up. `addedBytes` spares counting the data when it is known how
 * much longer it is than that of the copy the filesystem already has.
 */
export function replace(filesystem: Filesystem, id: string, inode: Inode, addedBytes?: number): Filesystem {
  const old = get(filesystem.inodes, id);
  const added = old !== undefined && addedBytes !== undefined ? addedBytes : bytesOf(inode) - bytesOf(old);
  const inodes = put(filesystem.inodes, id, inode);
  return changed(filesystem, filesystem.entries, inodes, filesystem.nextInode, filesystem.usedBytes + added);
}

/** Takes the name away, hiding what lies below. */
function withoutEntry(filesystem: Filesystem, kit: Layers, path: string): Filesystem {
  const hides = below(filesystem, kit, path) !== undefined;
  const entries = hides ? put(filesystem.entries, path, '') : remove(filesystem.entries, path);
  return { ...filesystem, entries };
}

function drop(filesystem: Filesystem, id: string): Filesystem {
  const inode = get(filesystem.inodes, id);
  if (inode === undefined) return filesystem;
  return {
    ...filesystem,
    inodes: remove(filesystem.inodes, id),
    usedBytes: filesystem.usedBytes - bytesOf(inode),
  };
}

/** Removes a name: of a file, or of a directory in which nothing is. With `open` the inode stays until `release`. */
export function unlink(filesystem: Filesystem, kit: Layers, path: string, open: boolean): Filesystem {
  const found = find(filesystem, kit, path);
  if (found === undefined) return filesystem;
  const rest = withoutEntry(filesystem, kit, path);
  const links = (found.inode.links ?? 1) - 1;
  if (links > 0) return replace(rest, found.id, { ...found.inode, links }, 0);
  if (!open) return drop(rest, found.id);
  // One from below that was never changed needs no copy to stay readable.
  return get(rest.inodes, found.id) === undefined
    ? rest
    : replace(rest, found.id, { ...found.inode, links: 0 }, 0);
}

/** Nobody has the inode open any more: it goes if it has no name left. */
export function release(filesystem: Filesystem, id: string): Filesystem {
  return get(filesystem.inodes, id)?.links === 0 ? drop(filesystem, id) : filesystem;
}

/** Gives what `from` names a second name. */
export function link(filesystem: Filesystem, kit: Layers, from: string, to: string): Filesystem {
  const found = find(filesystem, kit, from);
  if (found === undefined) return filesystem;
  const linked = replace(filesystem, found.id, { ...found.inode, links: (found.inode.links ?? 1) + 1 });
  return { ...linked, entries: put(linked.entries, to, found.id) };
}

/** Moves a file, or a directory with all that lies in it, to a path that names nothing. */
export function rename(filesystem: Filesystem, kit: Layers, from: string, to: string): Filesystem {
  const moved: [path: string, id: string][] = [];
  const collect = (path: string): void => {
    const found = find(filesystem, kit, path);
    if (found === undefined) return;
    moved.push([path, found.id]);
    if (found.inode.type !== 'directory') return;
    for (const name of list(filesystem, kit, path)) collect(join(path, name));
  };
  collect(from);
  let next = filesystem;
  for (const [path] of moved) next = withoutEntry(next, kit, path);
  let entries = next.entries;
  for (const [path, id] of moved) entries = put(entries, to + path.slice(from.length), id);
  return { ...next, entries };
}
