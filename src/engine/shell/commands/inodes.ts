import { isErrno } from '../../linux/errno.ts';
import type { Stat } from '../../linux/fs/types.ts';
import type { Sys } from '../../linux/sys.ts';

/** A number for an inode, as ls -i and stat show it; the same for the same file. */
export function inodeNumber(sys: Sys, path: string, stat: Stat): number {
  // What a namespace's link leads to has the number its text names.
  const link = sys.readlink(path);
  const named = isErrno(link) ? null : /^\w+:\[(\d+)\]$/.exec(link);
  if (named !== null) return Number(named[1]);
  return hash(`${stat.filesystem} ${stat.inode}`);
}

/** The device number of a filesystem, such as 0,53. */
export function deviceNumber(stat: Stat): number {
  return 32 + (hash(stat.filesystem) % 200);
}

function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  return (value >>> 0) % 10_000_000;
}

/** KiB a file takes on the disk: whole blocks of 4 KiB. */
export function diskKib(stat: Stat): number {
  if (stat.inode.startsWith('p')) return 0;
  if (stat.type === 'directory') return 4;
  return stat.type === 'file' ? Math.ceil(stat.sizeBytes / 4096) * 4 : 0;
}

/** Major and minor number of a device by its name. */
export function deviceNumbers(name: string): readonly [major: number, minor: number] {
  const minors: Readonly<Record<string, number>> = { null: 3, zero: 5, full: 7, random: 8, urandom: 9 };
  const minor = minors[name];
  return minor === undefined ? [5, 0] : [1, minor];
}
