import type { Table } from '../kernel/table.ts';
import type { Inode } from './fs/types.ts';
import type { Sys } from './sys.ts';

/**
 * What an executable does. A program has no state outside `sys.memory`, which is plain data: it is run, goes as
 * far as it can, and returns after it has called `sys.block` (asleep until something happens, then run again),
 * `sys.exit`, or `sys.exec`. Returning without any of them gives up the processor for a moment (`yield`).
 */
export interface Program {
  run(sys: Sys): void;
  /** Resident memory once it runs, in bytes; 1 MiB unless given. */
  readonly rssBytes?: number;
}

/** What a machine is made with and that is not part of its state: the code of its programs and image contents. */
export interface Kit {
  /** By the name an executable's inode carries. */
  readonly programs: Readonly<Record<string, Program>>;
  /** The read-only tree of an image by the name `Filesystem.lower` carries: absolute path to inode. */
  layer(name: string): Table<Inode> | undefined;
}
