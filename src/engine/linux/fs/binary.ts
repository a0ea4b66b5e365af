// An executable as text.
// Differs: what is read from an executable is its header and the name of what it does. Whoever writes that to
// another file, be it cp, cat or a download, has copied the executable.
import type { Flavour, Inode } from './types.ts';

const HEADER = `\x7fELF\x02\x01\x01${'\0'.repeat(9)}`;
const PATTERN = /^program=([^\0]+)\0flavour=([^\0]*)\0size=(\d+)\0\0$/;

type FileInode = Extract<Inode, { type: 'file' }>;

/** What reading a file gives. */
export function readableData(inode: FileInode): string {
  if (inode.program === undefined || inode.data !== '') return inode.data;
  return `${HEADER}program=${inode.program}\0flavour=${inode.flavour ?? ''}\0size=${inode.sizeBytes ?? 0}\0\0`;
}

/** The fields of a file that has this data. */
export function fieldsOf(data: string): Pick<FileInode, 'data' | 'program' | 'flavour' | 'sizeBytes'> {
  const match = data.startsWith(HEADER) ? PATTERN.exec(data.slice(HEADER.length)) : null;
  if (match === null) return { data };
  const flavour = match[2] as Flavour | '';
  return {
    data: '',
    program: match[1] as string,
    sizeBytes: Number(match[3]),
    ...(flavour === '' ? {} : { flavour }),
  };
}
