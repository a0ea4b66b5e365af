import type { Table } from '../../kernel/table.ts';

interface AnyInode {
  /** Permission bits such as 0o644. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeMs: number;
  /** Names it has, when that is not one: 0 for a file that is gone and still open. */
  readonly links?: number | undefined;
}

export type Inode =
  | (AnyInode & {
      readonly type: 'file';
      readonly data: string;
      /** For an executable that is part of an image: which program it is. A script has its text in `data`. */
      readonly program?: string | undefined;
      /** How its messages are worded. */
      readonly flavour?: Flavour | undefined;
      /** Size to show when the content is not modelled, such as a binary's. */
      readonly sizeBytes?: number | undefined;
    })
  | (AnyInode & { readonly type: 'directory' })
  | (AnyInode & { readonly type: 'symlink'; readonly target: string })
  | (AnyInode & { readonly type: 'device'; readonly device: 'null' | 'zero' | 'full' | 'random' | 'tty' })
  | (AnyInode & { readonly type: 'fifo'; readonly pipe: number })
  | (AnyInode & { readonly type: 'socket'; readonly socket: number });

/** Whose tools an image has: BusyBox's or GNU's. */
export type Flavour = 'busybox' | 'gnu';

/**
 * A mounted tree. What is read is looked for in `entries`, then in `content`, then in the kit's layer `lower`;
 * what is written goes to `entries` and `inodes`, as in an overlay's upper directory.
 */
export interface Filesystem {
  readonly id: string;
  readonly type: 'ext4' | 'overlay' | 'tmpfs' | 'proc' | 'sysfs' | 'cgroup2' | 'mqueue' | 'devpts';
  /** What `df` and `mount` call it, such as /dev/sda1 or overlay. */
  readonly device: string;
  /** Name of an image whose files lie below; null: none. */
  readonly lower: string | null;
  /** A read-only tree given as data, such as a ConfigMap's files: absolute path in it to inode; null: none. */
  readonly content: Table<Inode> | null;
  /** Absolute path in it to inode number; '' marks what has been removed from below. */
  readonly entries: Table<string>;
  readonly inodes: Table<Inode>;
  readonly nextInode: number;
  /** Null: as much as one likes. */
  readonly sizeBytes: number | null;
  /** Bytes of the data in `inodes`. */
  readonly usedBytes: number;
  /** For type proc: the PID namespace whose processes it shows. */
  readonly pidNamespace?: number | undefined;
}

export interface Mount {
  /** Where it is seen, absolute in the mount namespace. */
  readonly target: string;
  readonly filesystem: string;
  /** The part of the filesystem that is seen there: `/` or a directory or file in it. */
  readonly root: string;
  readonly readOnly: boolean;
  /** Where it comes from in the words of Kubernetes, such as `volume shared-data`; '' when nothing is to be said. */
  readonly source: string;
}

export interface Stat {
  readonly type: Inode['type'];
  readonly inode: string;
  readonly filesystem: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly sizeBytes: number;
  readonly links: number;
  readonly mtimeMs: number;
  /** The target of a symbolic link. */
  readonly target?: string | undefined;
}
