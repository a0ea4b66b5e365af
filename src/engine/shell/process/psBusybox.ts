// Models busybox@v1.37.0 procps/ps.c
import type { Call } from '../commands/program.ts';
import { commandLine, type ProcessEntry } from './processes.ts';
import { ageMs, COLUMNS, type Column, clock, minutes, SYNONYMS } from './psColumns.ts';

const BUSYBOX_COLUMNS =
  'user,group,comm,args,pid,ppid,pgid,tty,vsz,sid,stat,rss,time,etime,nice,rgroup,ruser';

export function busyboxPs(call: Call, entries: readonly ProcessEntry[]): number {
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
    time: 5,
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
  const numeric = new Set(['pid', 'ppid', 'pgid', 'sid', 'vsz', 'rss', 'time']);
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
