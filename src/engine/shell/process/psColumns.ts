import type { Call } from '../commands/program.ts';
import { formatDate } from './date.ts';
import { commandLine, ownerName, type ProcessEntry } from './processes.ts';

export interface Column {
  readonly title: string;
  readonly right: boolean;
  readonly width: number;
  value(entry: ProcessEntry, call: Call): string;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** [[dd-]hh:]mm:ss, or always with hours. */
export function clock(ms: number, hours: boolean): string {
  const seconds = Math.floor(ms / 1000);
  const days = Math.floor(seconds / 86_400);
  const hour = Math.floor(seconds / 3600) % 24;
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  if (days > 0) return `${days}-${two(hour)}:${rest}`;
  return hours || hour > 0 ? `${two(hour)}:${rest}` : rest;
}

export const minutes = (ms: number): string =>
  `${Math.floor(ms / 60_000)}:${two(Math.floor(ms / 1000) % 60)}`;

const upMs = (call: Call): number => call.sys.nowMs - call.sys.machine().bootedMs;
export const ageMs = (entry: ProcessEntry, call: Call): number => Math.max(0, upMs(call) - entry.startedMs);
const terminalName = (entry: ProcessEntry): string => (entry.terminal ? 'pts/0' : '?');

export function cpuShare(entry: ProcessEntry, call: Call): string {
  const age = ageMs(entry, call);
  return (age === 0 ? 0 : Math.min(999, (entry.cpuMs / age) * 100)).toFixed(1);
}

const memoryShare = (entry: ProcessEntry, call: Call): string =>
  ((entry.rssBytes / call.sys.machine().memoryBytes) * 100).toFixed(1);

/** STAT: the state, `s` for the leader of a session, `+` in the foreground of its terminal. */
function stateText(entry: ProcessEntry): string {
  return `${entry.state}${entry.pid === entry.sid ? 's' : ''}${entry.foreground ? '+' : ''}`;
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

export const COLUMNS: Readonly<Record<string, Column>> = {
  pid: { title: 'PID', right: true, width: 7, value: (entry) => String(entry.pid) },
  ppid: { title: 'PPID', right: true, width: 7, value: (entry) => String(entry.ppid) },
  pgid: { title: 'PGID', right: true, width: 7, value: (entry) => String(entry.pgid) },
  sid: { title: 'SID', right: true, width: 7, value: (entry) => String(entry.sid) },
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

export const SYNONYMS: Readonly<Record<string, string>> = {
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

export interface Chosen {
  readonly column: Column;
  readonly title: string;
  readonly width: number;
}

/** Lines of a table: the last column is as long as it likes. */
export function table(
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

export const choose = (name: string, title?: string, width?: number): Chosen => {
  const column = COLUMNS[name] as Column;
  return { column, title: title ?? column.title, width: width ?? column.width };
};

/** The columns of `-o pid,comm=NAME`; the first name that is not known. */
export function parseColumns(list: readonly string[]): readonly Chosen[] | { readonly unknown: string } {
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
