import type { Inode } from '../../linux/fs/types.ts';

const TYPES: Readonly<Record<Inode['type'], string>> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  device: 'c',
  fifo: 'p',
  socket: 's',
};

/** `drwxr-xr-x`, as ls -l shows it. */
export function modeText(type: Inode['type'], mode: number): string {
  const bits = (shift: number, special: boolean, letter: string) => {
    const three = (mode >> shift) & 7;
    const execute = (three & 1) !== 0;
    const last = special ? (execute ? letter : letter.toUpperCase()) : execute ? 'x' : '-';
    return `${three & 4 ? 'r' : '-'}${three & 2 ? 'w' : '-'}${last}`;
  };
  return (
    TYPES[type] +
    bits(6, (mode & 0o4000) !== 0, 's') +
    bits(3, (mode & 0o2000) !== 0, 's') +
    bits(0, (mode & 0o1000) !== 0, 't')
  );
}

/** The new mode by `755`, `u+x`, `go-w,a=r` and the like; undefined when it is none. */
export function parseMode(
  text: string,
  old: number,
  all: number,
  isDirectory: boolean,
  umask: number,
): number | undefined {
  if (/^[0-7]{1,5}$/.test(text)) return Number.parseInt(text, 8) & 0o7777;
  let mode = old;
  for (const clause of text.split(',')) {
    const match = /^([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)$/.exec(clause);
    if (match === null) return undefined;
    const who = match[1] as string;
    const everybody = who === '' || who.includes('a');
    const masks =
      (everybody || who.includes('u') ? 0o4700 : 0) |
      (everybody || who.includes('g') ? 0o2070 : 0) |
      (everybody || who.includes('o') ? 0o1007 : 0);
    const ignored = who === '' ? umask : 0;
    for (const [, action, letters = ''] of (match[2] as string).matchAll(/([-+=])([rwxXst]*[ugo]?)/g)) {
      let bits = 0;
      for (const letter of letters) bits |= bitsOf(letter, mode, isDirectory);
      const change = bits & masks & ~ignored;
      if (action === '+') mode |= change;
      else if (action === '-') mode &= ~change;
      else mode = (mode & ~(masks & (isDirectory ? 0o0777 : 0o7777))) | change;
    }
  }
  return mode & (all | 0o7777);
}

function bitsOf(letter: string, mode: number, isDirectory: boolean): number {
  switch (letter) {
    case 'r':
      return 0o444;
    case 'w':
      return 0o222;
    case 'x':
      return 0o111;
    case 'X':
      return isDirectory || (mode & 0o111) !== 0 ? 0o111 : 0;
    case 's':
      return 0o6000;
    case 't':
      return 0o1000;
    default: {
      const three = (mode >> (letter === 'u' ? 6 : letter === 'g' ? 3 : 0)) & 7;
      return three | (three << 3) | (three << 6);
    }
  }
}
