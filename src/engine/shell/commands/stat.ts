// Models coreutils@v9.5 src/stat.c, busybox@v1.37.0 coreutils/stat.c
// Differs: times of access and of change are that of modification; -f and -t are left out.

import { secondsSinceEpoch } from '../../kernel/timestamp.ts';
import { isErrno } from '../../linux/errno.ts';
import type { Stat } from '../../linux/fs/types.ts';
import { fullDate } from './dates.ts';
import { deviceNumber, diskKib, inodeNumber } from './inodes.ts';
import { modeText } from './modes.ts';
import { type Call, command } from './program.ts';
import { namesIn } from './users.ts';

const KINDS: Readonly<Record<Stat['type'], string>> = {
  file: 'regular file',
  directory: 'directory',
  symlink: 'symbolic link',
  device: 'character special file',
  fifo: 'fifo',
  socket: 'socket',
};

export const stat = command((call) => {
  const usage = 'stat [-ltf] [-c FMT] FILE...';
  const options = call.options({
    short: 'Lc:',
    long: { dereference: 'L', format: 'c', printf: 'printf:' },
    usage,
  });
  if (typeof options === 'number') return options;
  if (options.rest.length === 0) return call.missing(usage);
  const printf = options.value('printf');
  const format = options.value('c') ?? printf;
  let code = 0;
  for (const path of options.rest) {
    const found = options.has('L') ? call.sys.stat(path) : call.sys.lstat(path);
    if (isErrno(found)) {
      code = call.failed(call.busybox ? `can't stat '${path}'` : `cannot statx '${path}'`, found);
      continue;
    }
    if (format === undefined) call.out(longForm(call, path, found));
    else {
      const text = expand(call, format, path, found);
      call.out(
        printf === undefined
          ? `${text}\n`
          : text.replace(/\\([nt\\])/g, (_, char) => (char === 'n' ? '\n' : char === 't' ? '\t' : '\\')),
      );
    }
  }
  return code;
});

const kindOf = (found: Stat) =>
  found.type === 'file' && found.sizeBytes === 0 ? 'regular empty file' : KINDS[found.type];

const octal = (mode: number) => mode.toString(8).padStart(4, '0');

function longForm(call: Call, path: string, found: Stat): string {
  const name = found.type === 'symlink' ? `${path} -> ${found.target}` : path;
  const user = namesIn(call.sys, '/etc/passwd')(found.uid);
  const group = namesIn(call.sys, '/etc/group')(found.gid);
  const device = deviceNumber(found);
  const date = fullDate(found.mtimeMs);
  const shownDevice = call.busybox ? `${device.toString(16)}h/${device}d` : `0,${device}`;
  const lines = [
    `  File: ${name}`,
    `  Size: ${String(found.sizeBytes).padEnd(10)}\tBlocks: ${String(diskKib(found) * 2).padEnd(10)} IO Block: 4096   ${kindOf(found)}`,
    `Device: ${shownDevice}\tInode: ${String(inodeNumber(call.sys, path, found)).padEnd(11)} Links: ${found.links}`,
    `Access: (${octal(found.mode)}/${modeText(found.type, found.mode)})  Uid: (${String(found.uid).padStart(5)}/${user.padStart(8)})   Gid: (${String(found.gid).padStart(5)}/${group.padStart(8)})`,
    `Access: ${date}`,
    `Modify: ${date}`,
    `Change: ${date}`,
  ];
  if (!call.busybox) lines.push(' Birth: -');
  return `${lines.join('\n')}\n`;
}

function expand(call: Call, format: string, path: string, found: Stat): string {
  const { sys } = call;
  return format.replace(/%(-?\d*)(.)/g, (whole, width: string, letter: string) => {
    const value = field(letter);
    if (value === undefined) return letter === '%' ? '%' : whole.length === 2 ? '?' : whole;
    const wide = Number(width.replace('-', ''));
    return width.startsWith('-') ? value.padEnd(wide) : value.padStart(wide);
  });

  function field(letter: string): string | undefined {
    switch (letter) {
      case 'n':
        return path;
      case 'N':
        return found.type === 'symlink' ? `'${path}' -> '${found.target}'` : `'${path}'`;
      case 's':
        return String(found.sizeBytes);
      case 'a':
        return found.mode.toString(8);
      case 'A':
        return modeText(found.type, found.mode);
      case 'f':
        return (found.mode | TYPE_BITS[found.type]).toString(16);
      case 'F':
        return kindOf(found);
      case 'u':
        return String(found.uid);
      case 'U':
        return namesIn(sys, '/etc/passwd')(found.uid);
      case 'g':
        return String(found.gid);
      case 'G':
        return namesIn(sys, '/etc/group')(found.gid);
      case 'h':
        return String(found.links);
      case 'i':
        return String(inodeNumber(sys, path, found));
      case 'd':
        return String(deviceNumber(found));
      case 'b':
        return String(diskKib(found) * 2);
      case 'B':
        return '512';
      case 'o':
        return '4096';
      case 'x':
      case 'y':
      case 'z':
        return fullDate(found.mtimeMs);
      case 'X':
      case 'Y':
      case 'Z':
        return String(secondsSinceEpoch(found.mtimeMs));
      case 'w':
        return '-';
      default:
        return undefined;
    }
  }
}

const TYPE_BITS: Readonly<Record<Stat['type'], number>> = {
  file: 0o100000,
  directory: 0o040000,
  symlink: 0o120000,
  device: 0o020000,
  fifo: 0o010000,
  socket: 0o140000,
};
