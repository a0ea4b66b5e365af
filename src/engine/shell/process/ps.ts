// Models procps-ng@v4.0.4 src/ps/display.c, src/ps/output.c
// Differs: threads are not modelled; priorities are always 20.
import { type Call, command } from '../commands/program.ts';
import { commandLine, ownerName, type ProcessEntry, processEntries } from './processes.ts';
import { busyboxPs } from './psBusybox.ts';
import {
  type Chosen,
  COLUMNS,
  type Column,
  choose,
  cpuShare,
  minutes,
  parseColumns,
  SYNONYMS,
  table,
} from './psColumns.ts';

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

export const ps = command((call) => {
  const entries = processEntries(call.sys);
  if (entries === null) {
    if (call.busybox) return call.fail("can't open '/proc': No such file or directory");
    call.sys.write(2, 'Error, do this: mount -t proc proc /proc\n');
    return 1;
  }
  return call.busybox ? busyboxPs(call, entries) : procps(call, entries);
});
