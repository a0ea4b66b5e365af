import { isErrno } from '../../linux/errno.ts';
import type { Sys } from '../../linux/sys.ts';
import { userName } from './users.ts';

/** A process as /proc shows it. */
export interface ProcessEntry {
  readonly pid: number;
  readonly ppid: number;
  readonly pgid: number;
  /** Session. */
  readonly sid: number;
  /** Its group is the one in the foreground of its terminal. */
  readonly foreground: boolean;
  readonly uid: number;
  readonly comm: string;
  /** Empty for a zombie. */
  readonly argv: readonly string[];
  readonly state: string;
  readonly terminal: boolean;
  readonly cpuMs: number;
  /** After the machine's start. */
  readonly startedMs: number;
  readonly vszBytes: number;
  readonly rssBytes: number;
}

/**
 * All processes that the mounted /proc shows, by pid, as every tool reads them. After `unshare --pid` without
 * `--mount-proc` those are still the processes of the namespace it was mounted in. Null without a /proc.
 */
export function processEntries(sys: Sys): readonly ProcessEntry[] | null {
  const names = sys.readdir('/proc');
  if (isErrno(names)) return null;
  const pids = names.map(({ name }) => name).filter((name) => /^\d+$/.test(name));
  if (pids.length === 0) return null;
  const entries: ProcessEntry[] = [];
  for (const pid of pids) {
    const entry = processEntry(sys, Number(pid));
    if (entry !== undefined) entries.push(entry);
  }
  return entries.sort((a, b) => a.pid - b.pid);
}

function processEntry(sys: Sys, pid: number): ProcessEntry | undefined {
  const stat = sys.readFile(`/proc/${pid}/stat`);
  const status = sys.readFile(`/proc/${pid}/status`);
  const cmdline = sys.readFile(`/proc/${pid}/cmdline`);
  if (isErrno(stat) || isErrno(status)) return undefined;
  const open = stat.indexOf('(');
  const close = stat.lastIndexOf(')');
  const fields = stat.slice(close + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  return {
    pid,
    ppid: field(4),
    pgid: field(5),
    sid: field(6),
    foreground: field(7) !== 0 && field(8) === field(5),
    uid: Number(/^Uid:\s+(\d+)/m.exec(status)?.[1] ?? 0),
    comm: stat.slice(open + 1, close),
    argv: isErrno(cmdline) ? [] : cmdline.split('\0').slice(0, -1),
    state: fields[0] ?? 'S',
    terminal: field(7) !== 0,
    cpuMs: (field(14) + field(15)) * 10,
    startedMs: field(22) * 10,
    vszBytes: field(23),
    rssBytes: field(24) * 4096,
  };
}

/** Its command line, or its name in brackets when it has none, as kernel threads and zombies. */
export function commandLine(entry: ProcessEntry): string {
  return entry.argv.length > 0 ? entry.argv.join(' ') : `[${entry.comm}]`;
}

export function ownerName(sys: Sys, uid: number): string {
  return userName(sys, uid) ?? String(uid);
}
