// Models coreutils@v9.5 src/du.c, src/df.c, busybox@v1.37.0 coreutils/du.c, coreutils/df.c
// Differs: a filesystem without a size of its own is shown as a disk of 100 GiB, in memory as half of the memory.
import { get } from '../../kernel/table.ts';
import { errorText, isErrno } from '../../linux/errno.ts';
import type { Filesystem, Mount, Stat } from '../../linux/fs/types.ts';
import { humanSize } from './bytes.ts';
import { diskKib } from './inodes.ts';
import type { Options } from './options.ts';
import { below } from './paths.ts';
import { command } from './program.ts';

export const du = command((call) => {
  const options = call.options({
    short: 'aHLdclshmkbxd:',
    long: {
      all: 'a',
      summarize: 's',
      'human-readable': 'h',
      total: 'c',
      'max-depth': 'd',
      bytes: 'b',
      'apparent-size': 'apparent',
    },
    usage: 'du [-aHLdclsxhmk] [FILE]...',
  });
  if (typeof options === 'number') return options;
  const seen = new Set<string>();
  const maxDepth = options.has('s') ? 0 : Number(options.value('d') ?? Number.MAX_SAFE_INTEGER);
  const apparent = options.has('b', 'apparent');
  const sizeOf = (stat: Stat) => (apparent ? stat.sizeBytes : diskKib(stat) * 1024);
  const show = (bytes: number, path: string) => {
    const unit = options.has('m') ? 1024 ** 2 : options.has('b') ? 1 : 1024;
    call.out(`${options.has('h') ? humanSize(bytes) : Math.ceil(bytes / unit)}\t${path}\n`);
  };
  const visit = (path: string, depth: number): number => {
    const stat = call.sys.lstat(path);
    if (isErrno(stat)) {
      call.code = call.failed(call.busybox ? path : `cannot access '${path}'`, stat);
      return 0;
    }
    const key = `${stat.filesystem} ${stat.inode}`;
    if (seen.has(key)) return 0;
    if (stat.links > 1 && stat.type === 'file') seen.add(key);
    let bytes = sizeOf(stat);
    if (stat.type === 'directory') {
      const entries = call.sys.readdir(path);
      if (isErrno(entries)) {
        call.err(`${call.busybox ? path : `cannot read directory '${path}'`}: ${errorText(entries.errno)}`);
        call.code = 1;
      } else for (const { name } of entries) bytes += visit(below(path, name), depth + 1);
    }
    if (depth === 0 || ((stat.type === 'directory' || options.has('a')) && depth <= maxDepth))
      show(bytes, path);
    return bytes;
  };
  let total = 0;
  for (const path of options.rest.length === 0 ? ['.'] : options.rest) total += visit(path, 0);
  if (options.has('c')) show(total, 'total');
  return call.code;
});

const DISK_BYTES = 100 * 1024 ** 3;
const WITHOUT_BLOCKS = new Set<Filesystem['type']>(['proc', 'sysfs', 'cgroup2', 'mqueue', 'devpts']);

interface Row {
  readonly device: string;
  readonly type: string;
  readonly size: number;
  readonly used: number;
  readonly target: string;
}

export const df = command((call) => {
  const options = call.options({
    short: 'Pkmhai T'.replace(' ', ''),
    long: { portability: 'P', 'human-readable': 'h', all: 'a', inodes: 'i', 'print-type': 'T' },
    usage: 'df [-PkmhTai] [FILESYSTEM]...',
  });
  if (typeof options === 'number') return options;
  if (options.has('i')) return call.fail('counting inodes (-i) is not modelled');
  const { filesystems, memoryBytes } = call.sys.machine();
  const rowOf = (mount: Mount): Row => {
    const filesystem = get(filesystems, mount.filesystem);
    const type = filesystem?.type ?? 'tmpfs';
    const size = WITHOUT_BLOCKS.has(type)
      ? 0
      : (filesystem?.sizeBytes ?? (type === 'tmpfs' ? memoryBytes / 2 : DISK_BYTES));
    const used = filesystem?.usedBytes ?? 0;
    return {
      device: filesystem?.device ?? 'none',
      type,
      size,
      used: size === 0 ? 0 : used,
      target: mount.target,
    };
  };
  const mounts = call.sys.mounts();
  const rows: Row[] = [];
  if (options.rest.length === 0) {
    const seen = new Set<string>();
    for (const mount of mounts) {
      const row = rowOf(mount);
      if (!options.has('a') && (row.size === 0 || (!call.busybox && seen.has(mount.filesystem)))) continue;
      seen.add(mount.filesystem);
      rows.push(row);
    }
  }
  for (const path of options.rest) {
    const stat = call.sys.stat(path);
    const real = call.sys.realpath(path);
    if (isErrno(stat) || isErrno(real)) {
      call.code = call.failed(
        call.busybox ? `${path}: can't find mount point` : path,
        isErrno(stat) ? stat : { errno: 'ENOENT' },
      );
      continue;
    }
    const candidates = mounts.filter(
      ({ target, filesystem }) =>
        filesystem === stat.filesystem &&
        (real === target || target === '/' || real.startsWith(`${target}/`)),
    );
    const mount = candidates.sort((a, b) => b.target.length - a.target.length)[0];
    if (mount !== undefined) rows.push(rowOf(mount));
  }
  if (rows.length > 0) call.out(call.busybox ? busyboxTable(rows, options) : gnuTable(rows, options));
  else if (call.code === 0) call.code = call.fail('no file systems processed');
  return call.code;
});

const percent = ({ size, used }: Row) => (size === 0 ? '-' : `${Math.ceil((used / size) * 100)}%`);

function cells(row: Row, options: Options): readonly string[] {
  const unit = options.has('m') ? 1024 ** 2 : 1024;
  const show = (bytes: number) => {
    if (options.has('h')) return bytes === 0 ? '0' : humanSize(bytes);
    return String(Math.ceil(bytes / unit));
  };
  return [show(row.size), show(row.used), show(Math.max(0, row.size - row.used)), percent(row)];
}

function gnuTable(rows: readonly Row[], options: Options): string {
  const human = options.has('h');
  const block = options.has('P')
    ? options.has('m')
      ? '1048576-blocks'
      : '1024-blocks'
    : options.has('m')
      ? '1M-blocks'
      : '1K-blocks';
  const head = [
    'Filesystem',
    ...(options.has('T') ? ['Type'] : []),
    ...(human ? ['Size', 'Used', 'Avail'] : [block, 'Used', 'Available']),
    options.has('P') ? 'Capacity' : 'Use%',
    'Mounted on',
  ];
  const table = [
    head,
    ...rows.map((row) => [
      row.device,
      ...(options.has('T') ? [row.type] : []),
      ...cells(row, options),
      row.target,
    ]),
  ];
  const lefts = options.has('T') ? 2 : 1;
  const minimum = (column: number) => (column === 0 ? 14 : column >= lefts && column < lefts + 3 ? 5 : 4);
  const widths = head.map((_, column) =>
    Math.max(minimum(column), ...table.map((row) => (row[column] as string).length)),
  );
  return table
    .map((row) => {
      const parts = row.map((cell, column) => {
        if (column === row.length - 1) return cell;
        return column < lefts
          ? cell.padEnd(widths[column] as number)
          : cell.padStart(widths[column] as number);
      });
      return `${parts.join(' ')}\n`;
    })
    .join('');
}

function busyboxTable(rows: readonly Row[], options: Options): string {
  const human = options.has('h');
  const type = options.has('T');
  const block = human
    ? 'Size'
    : options.has('m')
      ? '1M-blocks'
      : options.has('P')
        ? '1024-blocks'
        : '1K-blocks';
  const line = (first: string, kind: string, [size, used, free, use]: readonly string[], target: string) => {
    const start = first.length > 20 ? `${first}\n${' '.repeat(20)}` : first.padEnd(20);
    return `${start} ${type ? kind.padEnd(10) : ''}${(size ?? '').padStart(9)} ${(used ?? '').padStart(9)} ${(free ?? '').padStart(9)} ${(use ?? '').padStart(4)} ${target}\n`;
  };
  const head = [block, 'Used', 'Available', options.has('P') ? 'Capacity' : 'Use%'];
  return [
    line('Filesystem', 'Type', head, 'Mounted on'),
    ...rows.map((row) => line(row.device, row.type, cells(row, options), row.target)),
  ].join('');
}
