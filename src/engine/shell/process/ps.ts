// Models procps-ng@4.0.4 ps, busybox@1.37 ps
// Differs: threads are not modelled; priorities are always 20.
import { type Call, command } from '../commands/program.ts';
import { formatDate } from './date.ts';
import { commandLine, ownerName, type ProcessEntry, processEntries } from './processes.ts';

interface Column {
  readonly title: string;
  readonly right: boolean;
  readonly width: number;
  value(entry: ProcessEntry, call: Call): string;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** [[dd-]hh:]mm:ss, or always with hours. */
function clock(ms: number, hours: boolean): string {
  const seconds = Math.floor(ms / 1000);
  const days = Math.floor(seconds / 86_400);
  const hour = Math.floor(seconds / 3600) % 24;
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (days > 0) return `${days}-${two(hour)}:${rest}`;
  return hours || hour > 0 ? `${two(hour)}:${rest}` : rest;
}

const minutes = (ms: number): string => `${Math.floor(ms / 60_000)}:${two(Math.floor(ms / 1000) % 60)}`;

const upMs = (call: Call): number => call.sys.nowMs - call.sys.machine().bootedMs;
const ageMs = (entry: ProcessEntry, call: Call): number => Math.max(0, upMs(call) - entry.startedMs);
const terminalName = (entry: ProcessEntry): string => (entry.terminal ? 'pts/0' : '?');

function cpuShare(entry: ProcessEntry, call: Call): string {
  const age = ageMs(entry, call);
  return (age === 0 ? 0 : Math.min(999, (entry.cpuMs / age) * 100)).toFixed(1);
}

const memoryShare = (entry: ProcessEntry, call: Call): string =>
  ((entry.rssBytes / call.sys.machine().memoryBytes) * 100).toFixed(1);

/** STAT: the state, `s` for the leader of a session, `+` in the foreground of its terminal. */
function stateText(entry: ProcessEntry): string {
  return `${entry.state}${entry.pid === entry.pgid ? 's' : ''}${entry.terminal ? '+' : ''}`;
}

function startText(entry: ProcessEntry, call: Call): string {
  const started = call.sys.machine().bootedMs + entry.startedMs;
  return formatDate(ageMs(entry, call) < 86_400_000 ? '%H:%M' : '%b%d', started);
}

const kib = (bytes: number): string => String(Math.round(bytes / 1024));
const clipped = (name: string, width: number): string =>
  name.length > width ? `${name.slice(0, width - 1)}+` : name;
const defunct = (entry: ProcessEntry, text: string): string =>
  entry.state === 'Z' ? `[${entry.comm}] <defunct>` : text;

const COLUMNS: Readonly<Record<string, Column>> = {
  pid: { title: 'PID', right: true, width: 7, value: (entry) => String(entry.pid) },
  ppid: { title: 'PPID', right: true, width: 7, value: (entry) => String(entry.ppid) },
  pgid: { title: 'PGID', right: true, width: 7, value: (entry) => String(entry.pgid) },
  sid: { title: 'SID', right: true, width: 7, value: (entry) => String(entry.pgid) },
  uid: { title: 'UID', right: true, width: 5, value: (entry) => String(entry.uid) },
  user: {
    title: 'USER',
    right: false,
    width: 8,
    value: (entry, call) => clipped(ownerName(call.sys, entry.uid), 8),
  },
  group: {
    title: 'GROUP',
    right: false,
    width: 8,
    value: (entry, call) => clipped(ownerName(call.sys, entry.uid), 8),
  },
  comm: {
    title: 'COMMAND',
    right: false,
    width: 15,
    value: (entry) => `${entry.comm}${entry.state === 'Z' ? ' <defunct>' : ''}`,
  },
  cmd: { title: 'CMD', right: false, width: 27, value: (entry) => defunct(entry, commandLine(entry)) },
  args: { title: 'COMMAND', right: false, width: 27, value: (entry) => defunct(entry, commandLine(entry)) },
  stat: { title: 'STAT', right: false, width: 4, value: stateText },
  s: { title: 'S', right: false, width: 1, value: (entry) => entry.state },
  tty: { title: 'TT', right: false, width: 8, value: terminalName },
  time: { title: 'TIME', right: true, width: 8, value: (entry) => clock(entry.cpuMs, true) },
  etime: {
    title: 'ELAPSED',
    right: true,
    width: 11,
    value: (entry, call) => clock(ageMs(entry, call), false),
  },
  etimes: {
    title: 'ELAPSED',
    right: true,
    width: 7,
    value: (entry, call) => String(Math.floor(ageMs(entry, call) / 1000)),
  },
  vsz: { title: 'VSZ', right: true, width: 6, value: (entry) => kib(entry.vszBytes) },
  rss: { title: 'RSS', right: true, width: 5, value: (entry) => kib(entry.rssBytes) },
  pcpu: { title: '%CPU', right: true, width: 4, value: cpuShare },
  pmem: { title: '%MEM', right: true, width: 4, value: memoryShare },
  ni: { title: 'NI', right: true, width: 3, value: () => '0' },
  pri: { title: 'PRI', right: true, width: 3, value: () => '19' },
  nlwp: { title: 'NLWP', right: true, width: 4, value: () => '1' },
  stime: { title: 'STIME', right: false, width: 5, value: startText },
  lstart: {
    title: 'STARTED',
    right: true,
    width: 24,
    value: (entry, call) => formatDate('%a %b %e %H:%M:%S %Y', call.sys.machine().bootedMs + entry.startedMs),
  },
  pidns: { title: 'PIDNS', right: true, width: 10, value: (entry, call) => namespaceOf(call, entry, 'pid') },
  netns: { title: 'NETNS', right: true, width: 10, value: (entry, call) => namespaceOf(call, entry, 'net') },
  mntns: { title: 'MNTNS', right: true, width: 10, value: (entry, call) => namespaceOf(call, entry, 'mnt') },
  ipcns: { title: 'IPCNS', right: true, width: 10, value: (entry, call) => namespaceOf(call, entry, 'ipc') },
  utsns: { title: 'UTSNS', right: true, width: 10, value: (entry, call) => namespaceOf(call, entry, 'uts') },
};

function namespaceOf(call: Call, entry: ProcessEntry, kind: string): string {
  const target = call.sys.readlink(`/proc/${entry.pid}/ns/${kind}`);
  return typeof target === 'string' ? (/\d+/.exec(target)?.[0] ?? '-') : '-';
}

const SYNONYMS: Readonly<Record<string, string>> = {
  command: 'args',
  ucmd: 'comm',
  ucomm: 'comm',
  cputime: 'time',
  tt: 'tty',
  tname: 'tty',
  vsize: 'vsz',
  rssize: 'rss',
  '%cpu': 'pcpu',
  '%mem': 'pmem',
  c: 'pcpu',
  state: 's',
  nice: 'ni',
  euser: 'user',
  ruser: 'user',
  uname: 'user',
  euid: 'uid',
  start: 'stime',
  bsdstart: 'stime',
  session: 'sid',
  pgrp: 'pgid',
};

interface Chosen {
  readonly column: Column;
  readonly title: string;
  readonly width: number;
}

/** Lines of a table: the last column is as long as it likes. */
function table(
  entries: readonly ProcessEntry[],
  columns: readonly Chosen[],
  call: Call,
  titles = true,
): string {
  const rows = entries.map((entry) => columns.map(({ column }) => column.value(entry, call)));
  if (titles && columns.some(({ title }) => title !== '')) rows.unshift(columns.map(({ title }) => title));
  return rows
    .map((row) => {
      const cells = row.map((text, index) => {
        const { column, width } = columns[index] as Chosen;
        if (column.right) return text.padStart(width);
        return index === row.length - 1 ? text : text.padEnd(width);
      });
      return `${cells.join(' ')}\n`;
    })
    .join('');
}

const choose = (name: string, title?: string, width?: number): Chosen => {
  const column = COLUMNS[name] as Column;
  return { column, title: title ?? column.title, width: width ?? column.width };
};

/** The columns of `-o pid,comm=NAME`; the first name that is not known. */
function parseColumns(list: readonly string[]): readonly Chosen[] | { readonly unknown: string } {
  const chosen: Chosen[] = [];
  for (const text of list) {
    const named = /^([^,=]+)=(.*)$/.exec(text);
    const parts = named === null || text.includes(',') ? text.split(/[,\s]+/) : [text];
    for (const part of parts.filter((each) => each !== '')) {
      const equals = part.indexOf('=');
      const key = (equals < 0 ? part : part.slice(0, equals)).toLowerCase();
      const name = Object.hasOwn(COLUMNS, key) ? key : SYNONYMS[key];
      if (name === undefined) return { unknown: part };
      const title = equals < 0 ? undefined : part.slice(equals + 1);
      const column = COLUMNS[name] as Column;
      const heading =
        title ??
        (key === '%cpu' || key === '%mem' ? key.toUpperCase() : key === 'cmd' ? 'CMD' : column.title);
      chosen.push({ column, title: heading, width: Math.max(column.width, heading.length) });
    }
  }
  return chosen;
}

const USAGE_PROCPS = `
Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).
`;

function procps(call: Call, all: readonly ProcessEntry[]): number {
  const own = call.sys.self;
  const formats: string[] = [];
  const pids: number[] = [];
  const users: string[] = [];
  const names: string[] = [];
  let everyone = false;
  let style: 'plain' | 'full' | 'user' | 'bsd' | 'jobs' = 'plain';
  let terminals = false;
  let titles = true;
  let forest = false;
  let sort: string | undefined;
  const wrong = (message: string): number => {
    call.flush();
    call.sys.write(2, `error: ${message}\n${USAGE_PROCPS}`);
    return 1;
  };
  const { args } = call;
  for (let at = 0; at < args.length; at++) {
    const text = args[at] as string;
    if (text.startsWith('--')) {
      const [name, value] = [
        text.replace(/=.*/, ''),
        text.includes('=') ? text.slice(text.indexOf('=') + 1) : undefined,
      ];
      if (name === '--no-headers' || name === '--no-heading' || name === '--no-headings') titles = false;
      else if (name === '--forest') forest = true;
      else if (name === '--sort') sort = value ?? args[++at];
      else if (name === '--pid') pids.push(...(value ?? args[++at] ?? '').split(',').map(Number));
      else if (name === '--ppid') {
        const parents = (value ?? args[++at] ?? '').split(',').map(Number);
        pids.push(-1, ...all.filter((entry) => parents.includes(entry.ppid)).map((entry) => entry.pid));
      } else return wrong('unknown gnu long option');
      continue;
    }
    if (/^\d+$/.test(text)) {
      pids.push(Number(text));
      continue;
    }
    const unix = text.startsWith('-');
    const letters = unix ? text.slice(1) : text;
    for (let index = 0; index < letters.length; index++) {
      const letter = letters[index] as string;
      const value = (): string => {
        const attached = letters.slice(index + 1);
        index = letters.length;
        return attached !== '' ? attached : (args[++at] ?? '');
      };
      if (letter === 'o' || (letter === 'O' && unix)) formats.push(value());
      else if (letter === 'p')
        pids.push(
          ...value()
            .split(/[,\s]+/)
            .map(Number),
        );
      else if (letter === 'C' && unix) names.push(...value().split(','));
      else if ((letter === 'u' || letter === 'U') && unix) users.push(...value().split(','));
      else if (letter === 'u') style = 'user';
      else if (unix && (letter === 'e' || letter === 'A')) everyone = true;
      else if (unix && letter === 'f') style = 'full';
      else if (unix && letter === 'F') style = 'full';
      else if (!unix && letter === 'f') forest = true;
      else if (letter === 'a') everyone = true;
      else if (letter === 'x') {
        terminals = true;
        if (style === 'plain') style = 'bsd';
      } else if (letter === 'j') style = 'jobs';
      else if (
        letter === 'w' ||
        letter === 'd' ||
        letter === 'l' ||
        letter === 'T' ||
        letter === 'L' ||
        letter === 'H'
      )
        continue;
      else if (letter === 'e' || letter === 'g') continue;
      else return wrong(unix ? 'unsupported SysV option' : 'unsupported option (BSD syntax)');
    }
    if (!unix && style === 'plain') style = 'bsd';
  }
  let entries = all.filter((entry) => {
    if (pids.length > 0) return pids.includes(entry.pid);
    if (names.length > 0) return names.includes(entry.comm);
    if (users.length > 0)
      return users.includes(ownerName(call.sys, entry.uid)) || users.includes(String(entry.uid));
    if (everyone) return terminals || args.some((text) => text.startsWith('-')) || entry.terminal;
    return entry.uid === own.uid && (terminals || entry.terminal === (own.tty !== null));
  });
  if (sort !== undefined) entries = sorted(entries, sort, call);
  const text = forest ? tree(entries) : null;
  const shown = (column: Chosen): Chosen =>
    text === null
      ? column
      : {
          ...column,
          column: { ...column.column, value: (entry) => (text.get(entry.pid) ?? '') + commandLine(entry) },
        };
  let columns: readonly Chosen[];
  if (formats.length > 0) {
    const parsed = parseColumns(formats);
    if ('unknown' in parsed) return wrong(`unknown user-defined format specifier "${parsed.unknown}"`);
    columns = parsed;
  } else if (style === 'user') {
    columns = [
      choose('user'),
      choose('pid'),
      choose('pcpu'),
      choose('pmem'),
      choose('vsz'),
      choose('rss'),
      { ...choose('tty', 'TTY'), width: 8 },
      choose('stat'),
      choose('stime', 'START'),
      {
        ...choose('time'),
        width: 6,
        column: { ...(COLUMNS.time as Column), value: (entry) => minutes(entry.cpuMs) },
      },
      shown(choose('args')),
    ];
  } else if (style === 'full') {
    columns = [
      { ...choose('user', 'UID'), width: 8 },
      choose('pid'),
      choose('ppid'),
      {
        ...choose('pcpu', 'C'),
        width: 2,
        column: { ...(COLUMNS.pcpu as Column), value: (entry) => cpuShare(entry, call).replace(/\..*/, '') },
      },
      choose('stime'),
      { ...choose('tty', 'TTY'), width: 8 },
      choose('time'),
      shown(choose('args', 'CMD')),
    ];
  } else if (style === 'bsd') {
    columns = [
      choose('pid'),
      { ...choose('tty', 'TTY'), width: 8 },
      choose('stat'),
      {
        ...choose('time'),
        width: 6,
        column: { ...(COLUMNS.time as Column), value: (entry) => minutes(entry.cpuMs) },
      },
      shown(choose('args')),
    ];
  } else if (style === 'jobs') {
    columns = [
      choose('pid'),
      choose('pgid'),
      choose('sid'),
      { ...choose('tty', 'TTY'), width: 8 },
      choose('time'),
      choose('comm', 'CMD'),
    ];
  } else {
    columns = [choose('pid'), { ...choose('tty', 'TTY'), width: 8 }, choose('time'), choose('comm', 'CMD')];
  }
  call.out(table(entries, columns, call, titles));
  return entries.length === 0 ? 1 : 0;
}

function sorted(entries: readonly ProcessEntry[], key: string, call: Call): ProcessEntry[] {
  const down = key.startsWith('-');
  const name = key.replace(/^[-+]/, '');
  const column = COLUMNS[name] ?? COLUMNS[SYNONYMS[name] ?? ''];
  if (column === undefined) return [...entries];
  return [...entries].sort((a, b) => {
    const [x, y] = [column.value(a, call), column.value(b, call)];
    const order = Number.isNaN(Number(x)) ? (x < y ? -1 : x > y ? 1 : 0) : Number(x) - Number(y);
    return down ? -order : order;
  });
}

/** What stands before each command in a forest. */
function tree(entries: readonly ProcessEntry[]): Map<number, string> {
  const result = new Map<number, string>();
  const pids = new Set(entries.map((entry) => entry.pid));
  const depth = (entry: ProcessEntry): number => {
    const parent = entries.find((each) => each.pid === entry.ppid);
    return parent === undefined || !pids.has(entry.ppid) ? 0 : depth(parent) + 1;
  };
  for (const entry of entries) {
    const level = depth(entry);
    result.set(entry.pid, level === 0 ? '' : `${'    '.repeat(level - 1)} \\_ `);
  }
  return result;
}

const BUSYBOX_COLUMNS =
  'user,group,comm,args,pid,ppid,pgid,tty,vsz,sid,stat,rss,time,etime,nice,rgroup,ruser';

function busyboxPs(call: Call, entries: readonly ProcessEntry[]): number {
  const options = call.options({
    short: 'o:TweaAfuxl',
    usage:
      'ps [-o COL1,COL2=HEADER] [-T]\n\nShow list of processes\n\n\t-o COL1,COL2=HEADER\tSelect columns for display\n\t-T\t\t\tShow threads\n',
  });
  if (typeof options === 'number') return options;
  const width: Readonly<Record<string, number>> = {
    pid: 5,
    ppid: 5,
    pgid: 5,
    sid: 5,
    user: 8,
    group: 8,
    time: 4,
    etime: 7,
    vsz: 4,
    rss: 4,
    stat: 4,
    tty: 6,
    comm: 16,
    args: 0,
  };
  const value = (name: string, entry: ProcessEntry): string => {
    switch (name) {
      case 'time':
        return minutes(entry.cpuMs);
      case 'etime':
        return clock(ageMs(entry, call), false);
      case 'vsz':
      case 'rss': {
        const size = Math.round((name === 'vsz' ? entry.vszBytes : entry.rssBytes) / 1024);
        return size < 10_000
          ? String(size)
          : size < 10_240_000
            ? `${Math.round(size / 1024)}m`
            : `${(size / 1024 / 1024).toFixed(1)}g`;
      }
      case 'tty':
        return entry.terminal ? '136,0' : '?';
      case 'args':
        return commandLine(entry);
      case 'comm':
        return entry.comm;
      case 'stat':
        return entry.state;
      default:
        return (COLUMNS[name] ?? (COLUMNS[SYNONYMS[name] ?? ''] as Column)).value(entry, call);
    }
  };
  const wanted = options.values('o');
  const columns: { name: string; title: string; width: number; right: boolean }[] = [];
  for (const part of wanted.length === 0
    ? ['pid', 'user', 'time', 'args']
    : wanted.flatMap((text) => text.split(','))) {
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    if (!BUSYBOX_COLUMNS.split(',').includes(name)) {
      return call.fail(
        `bad -o argument '${part}', supported arguments: user,group,comm,args,pid,ppid,pgid,etime,nice,rgroup,ruser,time,tty,vsz,sid,stat,rss`,
      );
    }
    const title =
      equals < 0
        ? name === 'args' || name === 'comm'
          ? 'COMMAND'
          : name.toUpperCase()
        : part.slice(equals + 1);
    columns.push({ name, title, width: Math.max(width[name] ?? 5, title.length), right: false });
  }
  const line = (cells: readonly string[]) =>
    `${cells.map((text, index) => (index === cells.length - 1 ? text : text.padEnd((columns[index] as { width: number }).width))).join(' ')}\n`;
  call.out(line(columns.map(({ title }) => title)));
  const numeric = new Set(['pid', 'ppid', 'pgid', 'sid', 'vsz', 'rss']);
  for (const entry of entries) {
    call.out(
      line(
        columns.map(({ name, width: size }) =>
          numeric.has(name) ? value(name, entry).padStart(Math.min(size, 5)) : value(name, entry),
        ),
      ),
    );
  }
  return 0;
}

export const ps = command((call) => {
  const entries = processEntries(call.sys);
  if (entries === null) {
    if (call.busybox) return call.fail("can't open '/proc': No such file or directory");
    call.sys.write(2, 'Error, do this: mount -t proc proc /proc\n');
    return 1;
  }
  return call.busybox ? busyboxPs(call, entries) : procps(call, entries);
});
