import { put, scan, type Table, tableOf } from '../../kernel/table.ts';
import { parentOf } from './paths.ts';
import type { Flavour, Inode } from './types.ts';

type Owner = {
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly mtimeMs?: number;
};

/** When the files of images were made: a week before a run begins. */
const IMAGE_MS = -7 * 24 * 3600 * 1000;

function owned(owner: Owner, mode: number) {
  return {
    mode: owner.mode ?? mode,
    uid: owner.uid ?? 0,
    gid: owner.gid ?? 0,
    mtimeMs: owner.mtimeMs ?? IMAGE_MS,
  };
}

/** A text file. */
export function file(data: string, owner: Owner = {}): Inode {
  return { type: 'file', data, ...owned(owner, 0o644) };
}

export function directory(mode = 0o755, owner: Owner = {}): Inode {
  return { type: 'directory', ...owned(owner, mode) };
}

export function link(target: string): Inode {
  return { type: 'symlink', target, ...owned({}, 0o777) };
}

/** A binary: what it does is the kit's program of that name; its messages are worded like BusyBox's or GNU's. */
export function executable(program: string, flavour: Flavour, sizeBytes = 65_536, owner: Owner = {}): Inode {
  return { type: 'file', data: '', program, flavour, sizeBytes, ...owned(owner, 0o755) };
}

/** A text with its execute bits, which begins with `#!`. */
export function script(data: string, owner: Owner = {}): Inode {
  return file(data, { mode: 0o755, ...owner });
}

export function device(name: Extract<Inode, { type: 'device' }>['device'], mode = 0o666): Inode {
  return { type: 'device', device: name, ...owned({}, mode) };
}

/**
 * An image's files by absolute path: a string is a text file with mode 0644, `executable` and so on make the rest.
 * Directories on the way are made unless they are named.
 */
export function tree(files: Readonly<Record<string, Inode | string>>): Table<Inode> {
  const nodes = new Map<string, Inode>();
  for (const [path, what] of Object.entries(files))
    nodes.set(path, typeof what === 'string' ? file(what) : what);
  for (const path of Object.keys(files)) {
    for (let above = parentOf(path); !nodes.has(above); above = parentOf(above))
      nodes.set(above, directory());
  }
  return tableOf([...nodes].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Layers laid over each other, the lowest first. A file over a directory hides all that is in it. */
export function merge(...layers: readonly Table<Inode>[]): Table<Inode> {
  let merged: Table<Inode> | undefined;
  for (const layer of layers) {
    if (merged === undefined) {
      merged = layer;
      continue;
    }
    let next: Table<Inode> = merged;
    scan(layer, (inode, path) => {
      next = put(next, path, inode);
    });
    merged = next;
  }
  return merged ?? tree({});
}

/** What a container's /dev has. */
export const DEVICES: Table<Inode> = tree({
  '/null': device('null'),
  '/zero': device('zero'),
  '/full': device('full'),
  '/random': device('random'),
  '/urandom': device('random'),
  '/tty': device('tty'),
  '/stdin': link('/proc/self/fd/0'),
  '/stdout': link('/proc/self/fd/1'),
  '/stderr': link('/proc/self/fd/2'),
  '/fd': link('/proc/self/fd'),
  '/shm': directory(0o1777),
  '/mqueue': directory(0o1777),
  '/pts': directory(),
});
