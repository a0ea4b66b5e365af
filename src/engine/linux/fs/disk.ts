import { get, put, type Table } from '../../kernel/table.ts';
import type { Disk } from './look.ts';
import type { Filesystem } from './types.ts';

/** Filesystems without a machine that is running. */
export interface LooseDisk extends Disk {
  filesystems: Table<Filesystem>;
}

export function looseDisk(
  filesystems: Table<Filesystem>,
  more: Pick<Disk, 'kit' | 'isOpen' | 'changed'>,
): LooseDisk {
  return {
    filesystems,
    ...more,
    filesystem(id) {
      return get(this.filesystems, id);
    },
    keep(filesystem) {
      this.filesystems = put(this.filesystems, filesystem.id, filesystem);
    },
  };
}
