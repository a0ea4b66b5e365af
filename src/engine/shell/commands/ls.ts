// Models coreutils@v9.5 src/ls.c, busybox@v1.37.0 coreutils/ls.c
// Differs: colours are left out; the order of names is that of the C locale.

import { get } from '../../kernel/table.ts';
import { type Errno, errorText, isErrno } from '../../linux/errno.ts';
import type { Stat } from '../../linux/fs/types.ts';
import { humanSize } from './bytes.ts';
import { inColumns } from './columns.ts';
import { fullDate, listDate } from './dates.ts';
import { deviceNumbers, diskKib, inodeNumber } from './inodes.ts';
import { modeText } from './modes.ts';
import type { Options } from './options.ts';
import { basename, below } from './paths.ts';
import { type Call, command } from './program.ts';
import { namesIn } from './users.ts';

interface Entry {
  readonly name: string;
  readonly path: string;
  readonly stat: Stat;
}

interface Listing {
  readonly call: Call;
  readonly options: Options;
  readonly format: 'long' | 'columns' | 'lines' | 'commas';
  readonly all: 'no' | 'almost' | 'all';
  readonly terminal: boolean;
  /** Something was printed already, so a blank line comes first. */
  started: boolean;
}

const SPEC = {
  short: 'lnoga1ARhdtrSFpiskCxXULHmQNGcuvwT',
  long: {
    all: 'a',
    'almost-all': 'A',
    recursive: 'R',
    'human-readable': 'h',
    directory: 'd',
    reverse: 'r',
    classify: 'F',
    inode: 'i',
    size: 's',
    'numeric-uid-gid': 'n',
    dereference: 'L',
    color: 'color::',
    colour: 'color::',
    'full-time': 'full-time',
    'group-directories-first': 'group-directories-first',
    'time-style': 'time-style:',
    'no-group': 'G',
  },
  usage: 'ls [-1AaCxdLHRFplinshrSXvctu] [-w WIDTH] [FILE]...',
  code: 2,
};

export const ls = command((call) => {
  const options = call.options({ ...SPEC, code: call.busybox ? 1 : 2 });
  if (typeof options === 'number') return options;
  const terminal = call.sys.isTerminal(1);
  const long = options.has('l', 'n', 'o', 'g', 'full-time');
  const chosen = options.last('l', 'n', '1', 'C', 'x', 'm');
  const listing: Listing = {
    call,
    options,
    format:
      long && chosen !== 'C' && chosen !== 'x'
        ? 'long'
        : chosen === 'm'
          ? 'commas'
          : chosen === 'C' || chosen === 'x' || (chosen === undefined && terminal)
            ? 'columns'
            : 'lines',
    all: options.last('a', 'A') === 'a' ? 'all' : options.has('A') ? 'almost' : 'no',
    terminal,
    started: false,
  };
  const paths = options.rest.length === 0 ? ['.'] : options.rest;
  const files: Entry[] = [];
  const directories: Entry[] = [];
  for (const path of paths) {
    const stat = statOf(listing, path, true);
    if (isErrno(stat)) {
      inaccessible(listing, path, stat);
      continue;
    }
    const entry = { name: path, path, stat };
    if (stat.type === 'directory' && !options.has('d')) directories.push(entry);
    else files.push(entry);
  }
  if (files.length > 0) {
    print(listing, ordered(listing, files));
    listing.started = true;
  }
  const titled = paths.length > 1 || options.has('R');
  for (const directory of ordered(listing, directories)) list(listing, directory.path, titled, true);
  return call.code;
});

function inaccessible({ call }: Listing, path: string, why: Errno, given = true): void {
  call.err(`${call.busybox ? path : `cannot access '${path}'`}: ${errorText(why.errno)}`);
  call.code = call.busybox || !given ? Math.max(1, call.code) : 2;
}

function statOf({ call, options, format }: Listing, path: string, given: boolean): Stat | Errno {
  // A link that is given is followed unless it is shown at length.
  if (options.has('L') || (given && (options.has('H') || (format !== 'long' && !options.has('d', 'F'))))) {
    const stat = call.sys.stat(path);
    // A link that leads nowhere is shown itself.
    if (!isErrno(stat) || stat.errno !== 'ENOENT') return stat;
  }
  return call.sys.lstat(path);
}

function list(listing: Listing, path: string, titled: boolean, given: boolean): void {
  const { call, options } = listing;
  const entries = call.sys.readdir(path);
  if (isErrno(entries)) {
    call.err(
      `${call.busybox ? `can't open '${path}'` : `cannot open directory '${path}'`}: ${errorText(entries.errno)}`,
    );
    call.code = call.busybox || !given ? 1 : 2;
    return;
  }
  if (titled) {
    call.out(`${listing.started ? '\n' : ''}${path}:\n`);
    listing.started = true;
  }
  const names = entries.map((entry) => entry.name);
  const shown = listing.all === 'no' ? names.filter((name) => !name.startsWith('.')) : names;
  const all: Entry[] = [];
  for (const name of listing.all === 'all' ? ['.', '..', ...shown] : shown) {
    const inner = below(path, name);
    const stat = statOf(listing, inner, false);
    if (isErrno(stat)) inaccessible(listing, inner, stat, false);
    else all.push({ name, path: inner, stat });
  }
  const sorted = ordered(listing, all);
  if (listing.format === 'long' || options.has('s')) {
    const total = all.reduce((sum, { stat }) => sum + diskKib(stat), 0);
    call.out(`total ${options.has('h') ? humanSize(total * 1024) : total}\n`);
  }
  print(listing, sorted);
  listing.started = true;
  if (!options.has('R')) return;
  for (const { name, path: inner, stat } of sorted) {
    if (stat.type === 'directory' && name !== '.' && name !== '..') list(listing, inner, true, false);
  }
}

function ordered({ options }: Listing, entries: readonly Entry[]): readonly Entry[] {
  if (options.has('U', 'f')) return entries;
  const byName = (a: Entry, b: Entry) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
  const key = options.last('t', 'S', 'X');
  const suffix = (entry: Entry) => /\.[^.]*$/.exec(entry.name)?.[0] ?? '';
  const compare = (a: Entry, b: Entry): number => {
    if (key === 't') return b.stat.mtimeMs - a.stat.mtimeMs || byName(a, b);
    if (key === 'S') return b.stat.sizeBytes - a.stat.sizeBytes || byName(a, b);
    if (key === 'X' && suffix(a) !== suffix(b)) return suffix(a) < suffix(b) ? -1 : 1;
    return byName(a, b);
  };
  const sorted = entries.toSorted(compare);
  if (options.has('r')) sorted.reverse();
  if (!options.has('group-directories-first')) return sorted;
  const isDirectory = (entry: Entry) => entry.stat.type === 'directory';
  return [...sorted.filter(isDirectory), ...sorted.filter((entry) => !isDirectory(entry))];
}

function print(listing: Listing, entries: readonly Entry[]): void {
  const { call, options } = listing;
  if (listing.format === 'long') {
    printLong(listing, entries);
    return;
  }
  const names = entries.map((entry) => {
    const number = options.has('i') ? `${inodeNumber(call.sys, entry.path, entry.stat)} ` : '';
    const size = options.has('s') ? `${diskKib(entry.stat)} ` : '';
    return number + size + shownName(listing, entry);
  });
  if (listing.format === 'columns') call.out(inColumns(names, widthOf(call)));
  else if (listing.format === 'commas') call.out(names.length === 0 ? '' : `${names.join(', ')}\n`);
  else call.out(names.map((name) => `${name}\n`).join(''));
}

function widthOf({ sys }: Call): number {
  const columns = Number(sys.self.env.COLUMNS);
  if (columns > 0) return columns;
  const { tty } = sys.self;
  return (tty === null ? undefined : get(sys.machine().terminals, tty)?.columns) ?? 80;
}

/** A name with what -F adds; on a terminal GNU quotes one that a shell would take apart. */
function shownName({ call, options, terminal }: Listing, { name, stat }: Entry): string {
  const quotes = terminal && !call.busybox && !options.has('N') && /[^\w@%+=:,./~-]/.test(name);
  const quoted = quotes
    ? name.includes("'")
      ? `"${name}"`
      : `'${name}'`
    : options.has('Q')
      ? `"${name}"`
      : name;
  if (stat.type === 'directory' && options.has('F', 'p')) return `${quoted}/`;
  if (!options.has('F')) return quoted;
  if (stat.type === 'symlink') return `${quoted}@`;
  if (stat.type === 'fifo') return `${quoted}|`;
  if (stat.type === 'socket') return `${quoted}=`;
  return stat.type === 'file' && (stat.mode & 0o111) !== 0 ? `${quoted}*` : quoted;
}

function printLong(listing: Listing, entries: readonly Entry[]): void {
  const { call, options } = listing;
  const { sys } = call;
  const numeric = options.has('n');
  const user = numeric ? String : namesIn(sys, '/etc/passwd');
  const group = numeric ? String : namesIn(sys, '/etc/group');
  const rows = entries.map((entry) => {
    const { stat } = entry;
    const device = stat.type === 'device' ? deviceNumbers(basename(entry.path)) : undefined;
    const size =
      device === undefined
        ? options.has('h')
          ? humanSize(stat.sizeBytes)
          : String(stat.sizeBytes)
        : call.busybox
          ? `${String(device[0]).padStart(4)},${String(device[1]).padStart(4)}`
          : `${device[0]}, ${device[1]}`;
    const named =
      listing.format === 'long' && stat.type === 'symlink' && options.has('F')
        ? entry.name
        : shownName(listing, entry);
    return {
      inode: options.has('i') ? `${inodeNumber(sys, entry.path, stat)} ` : '',
      blocks: options.has('s') ? `${diskKib(stat)} ` : '',
      mode: modeText(stat.type, stat.mode),
      links: String(stat.links),
      user: options.has('g') ? '' : user(stat.uid),
      group: options.has('o', 'G') ? '' : group(stat.gid),
      size,
      date: options.has('full-time') ? fullDate(stat.mtimeMs) : listDate(stat.mtimeMs, sys.nowMs),
      name: stat.type === 'symlink' ? `${named} -> ${stat.target}` : named,
    };
  });
  const widest = (field: 'inode' | 'blocks' | 'links' | 'user' | 'group' | 'size') =>
    Math.max(0, ...rows.map((row) => row[field].length));
  const width = {
    inode: widest('inode'),
    blocks: widest('blocks'),
    links: call.busybox ? 4 : widest('links'),
    user: call.busybox ? 8 : widest('user'),
    group: call.busybox ? 8 : widest('group'),
    size: call.busybox ? 9 : widest('size'),
  };
  for (const row of rows) {
    const start = row.inode.padStart(width.inode) + row.blocks.padStart(width.blocks);
    const owner = (text: string, wide: number) =>
      text === '' ? '' : ` ${(call.busybox ? text.slice(0, 8) : text).padEnd(wide)}`;
    const who = owner(row.user, width.user) + owner(row.group, width.group);
    const links = row.links.padStart(width.links);
    call.out(`${start}${row.mode} ${links}${who} ${row.size.padStart(width.size)} ${row.date} ${row.name}\n`);
  }
}
