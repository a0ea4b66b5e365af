// How image contents are written down: a path to an inode, with whatever lies above it.
import { put, type Table } from '../kernel/table.ts';
import { directory as directoryOf, executable, file, tree } from '../linux/fs/layers.ts';
import type { Flavour, Inode } from '../linux/fs/types.ts';

export { link } from '../linux/fs/layers.ts';

/** Absolute path to inode. Directories above a path need not be named. */
export type Files = Readonly<Record<string, Inode>>;

export const text = (data: string, mode = 0o644, uid = 0, gid = uid): Inode => file(data, { mode, uid, gid });

export const directory = (mode = 0o755, uid = 0, gid = uid): Inode => directoryOf(mode, { uid, gid });

export interface Binary {
  readonly flavour?: Flavour;
  /** Which release it is; a program reads it from its own file. */
  readonly version?: string;
  readonly sizeBytes?: number;
}

/** An executable: what it does is the kit's program of that name. */
export function binary(program: string, { flavour = 'gnu', version = '', sizeBytes }: Binary = {}): Inode {
  const made = executable(program, flavour, sizeBytes ?? (flavour === 'busybox' ? 919_304 : 68_496));
  return version === '' ? made : ({ ...made, data: version } as Inode);
}

/** A tree with more files over it. */
export function over(below: Table<Inode>, files: Files): Table<Inode> {
  let next = below;
  for (const [path, inode] of Object.entries(files)) next = put(next, path, inode);
  return next;
}

export const treeOf: (files: Files) => Table<Inode> = tree;
