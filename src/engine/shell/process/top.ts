// Models procps-ng@v4.0.4 src/top/top.c, src/free.c, src/uptime.c
// Models busybox@v1.37.0 procps/top.c, procps/free.c
// Differs: one frame of top, without keys; CPU shares are those since a process began.
import { isErrno } from '../../linux/errno.ts';
import { type Call, command } from '../commands/program.ts';
import { formatDate } from './date.ts';
import { commandLine, ownerName, type ProcessEntry, processEntries } from './processes.ts';

interface Memory {
  readonly total: number;
  readonly free: number;
  readonly available: number;
  readonly shared: number;
  readonly cached: number;
}

/** In KiB. */
function memory(call: Call): Memory {
  const text = call.sys.readFile('/proc/meminfo');
  const field = (name: string): number =>
    Number((isErrno(text) ? null : new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text))?.[1] ?? 0);
  return {
    total: field('MemTotal'),
    free: field('MemFree'),
    available: field('MemAvailable'),
    shared: field('Shmem'),
    cached: field('Cached') + field('Buffers'),
  };
}

function human(kib: number, busybox: boolean): string {
  if (kib === 0) return busybox ? '0' : '0B';
  const units = busybox ? ['', 'K', 'M', 'G', 'T'] : ['B', 'Ki', 'Mi', 'Gi', 'Ti'];
  let value = kib * 1024;
  let unit = 0;
  while (value >= (busybox ? 1024 : 1000) && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = busybox || value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)}${units[unit]}`;
}

function free(call: Call): number {
  const options = call.options({
    short: 'bkmghtw',
    long: { bytes: 'b', kibi: 'k', mebi: 'm', gibi: 'g', human: 'h', total: 't', wide: 'w' },
    usage: 'free [-bkmgh]\n\nDisplay free and used memory\n',
  });
  if (typeof options === 'number') return options;
  const { total, free: unused, available, shared, cached } = memory(call);
  const unit = options.last('b', 'k', 'm', 'g', 'h') ?? 'k';
  const show = (kib: number): string => {
    if (unit === 'h') return human(kib, call.busybox);
    const value = { b: kib * 1024, k: kib, m: kib / 1024, g: kib / 1024 / 1024 }[
      unit as 'b' | 'k' | 'm' | 'g'
    ];
    return String(call.busybox ? Math.round(value) : Math.floor(value));
  };
  const row = (name: string, values: readonly string[]) =>
    `${name.padEnd(call.busybox ? 7 : 8)}${values.map((text) => text.padStart(12)).join('')}\n`;
  call.out(row('', ['total', 'used', 'free', 'shared', 'buff/cache', 'available']));
  call.out(row('Mem:', [total, total - unused - cached, unused, shared, cached, available].map(show)));
  call.out(row('Swap:', [0, 0, 0].map(show)));
  if (options.has('t')) call.out(row('Total:', [total, total - unused - cached, unused].map(show)));
  return 0;
}

/** ` 04:00:29 up  3:46,  0 users,  load average: 0.00, 0.00, 0.00` */
function uptimeLine(call: Call): string {
  const { sys } = call;
  const upMs = sys.nowMs - sys.machine().bootedMs;
  const minutes = Math.floor(upMs / 60_000);
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor(minutes / 60) % 24;
  const rest = minutes % 60;
  const daysText = days === 0 ? '' : `${days} day${days === 1 ? '' : 's'}, `;
  const clock = hours === 0 ? `${rest} min` : `${String(hours).padStart(2)}:${String(rest).padStart(2, '0')}`;
  const load = sys.readFile('/proc/loadavg');
  const loads = isErrno(load) ? ['0.00', '0.00', '0.00'] : load.split(' ').slice(0, 3);
  const users = call.busybox ? '0 users' : '0 user';
  return ` ${formatDate('%H:%M:%S', sys.nowMs)} up ${daysText}${clock},  ${users},  load average: ${loads.join(', ')}`;
}

function cpuOf(entry: ProcessEntry, call: Call): number {
  const age = call.sys.nowMs - call.sys.machine().bootedMs - entry.startedMs;
  return age <= 0 ? 0 : (entry.cpuMs / age) * 100;
}

function top(call: Call): number {
  const options = call.options({ short: 'bn:d:Ho:p:u:cim', usage: 'top [-bH] [-n COUNT] [-d SECONDS]\n' });
  if (typeof options === 'number') return options;
  const entries = processEntries(call.sys) ?? [];
  const sizes = memory(call);
  const sorted = [...entries].sort((a, b) => cpuOf(b, call) - cpuOf(a, call) || a.pid - b.pid);
  if (call.busybox) busyboxTop(call, sorted, sizes);
  else procpsTop(call, sorted, sizes);
  return 0;
}

function busyTime(call: Call, entries: readonly ProcessEntry[]): number {
  const share = entries.reduce((sum, entry) => sum + cpuOf(entry, call), 0) / call.sys.machine().cpus;
  return Math.min(100, share);
}

function busyboxTop(
  call: Call,
  entries: readonly ProcessEntry[],
  { total, free: unused, shared, cached }: Memory,
): void {
  const busy = Math.round(busyTime(call, entries));
  const load = call.sys.readFile('/proc/loadavg');
  call.out(`Mem: ${total - unused}K used, ${unused}K free, ${shared}K shrd, 0K buff, ${cached}K cached\n`);
  call.out(
    `CPU: ${String(busy).padStart(3)}% usr   0% sys   0% nic ${String(100 - busy).padStart(3)}% idle   0% io   0% irq   0% sirq\n`,
  );
  call.out(`Load average: ${isErrno(load) ? '0.00 0.00 0.00 1/1 1' : load.trim()}\n`);
  call.out('  PID  PPID USER     STAT   VSZ %VSZ CPU %CPU COMMAND\n');
  for (const entry of entries) {
    const vsz = Math.round(entry.vszBytes / 1024);
    const size = vsz < 100_000 ? String(vsz) : `${Math.round(vsz / 1024)}m`;
    const share = Math.round((vsz / total) * 100);
    call.out(
      `${String(entry.pid).padStart(5)} ${String(entry.ppid).padStart(5)} ${ownerName(call.sys, entry.uid).slice(0, 8).padEnd(8)} ${entry.state.padEnd(4)} ${size.padStart(5)} ${String(share).padStart(3)}%   0 ${String(Math.round(cpuOf(entry, call))).padStart(3)}% ${commandLine(entry)}\n`,
    );
  }
}

function procpsTop(
  call: Call,
  entries: readonly ProcessEntry[],
  { total, free: unused, cached, available }: Memory,
): void {
  const count = (state: string) => entries.filter((entry) => entry.state === state).length;
  const mib = (kib: number) => (kib / 1024).toFixed(1).padStart(8);
  const pad = (value: number) => String(value).padStart(3);
  const busy = busyTime(call, entries);
  call.out(`top -${uptimeLine(call)}\n`);
  call.out(
    `Tasks: ${pad(entries.length)} total, ${pad(count('R'))} running, ${pad(count('S'))} sleeping, ${pad(count('T'))} stopped, ${pad(count('Z'))} zombie\n`,
  );
  call.out(
    `%Cpu(s): ${busy.toFixed(1).padStart(4)} us,  0.0 sy,  0.0 ni,${(100 - busy).toFixed(1).padStart(5)} id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st \n`,
  );
  call.out(
    `MiB Mem :${mib(total)} total,${mib(unused)} free,${mib(total - unused - cached)} used,${mib(cached)} buff/cache     \n`,
  );
  call.out(`MiB Swap:${mib(0)} total,${mib(0)} free,${mib(0)} used.${mib(available)} avail Mem \n\n`);
  call.out('    PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND\n');
  for (const entry of entries) {
    const time = `${Math.floor(entry.cpuMs / 60_000)}:${((entry.cpuMs % 60_000) / 1000).toFixed(2).padStart(5, '0')}`;
    const share = ((entry.rssBytes / 1024 / total) * 100).toFixed(1);
    call.out(
      `${String(entry.pid).padStart(7)} ${ownerName(call.sys, entry.uid).slice(0, 8).padEnd(8)}  20   0 ${String(Math.round(entry.vszBytes / 1024)).padStart(7)} ${String(Math.round(entry.rssBytes / 1024)).padStart(6)} ${'0'.padStart(6)} ${entry.state} ${cpuOf(entry, call).toFixed(1).padStart(5)} ${share.padStart(5)} ${time.padStart(9)} ${entry.comm}\n`,
    );
  }
}

export const topCommands = {
  free: command(free),
  uptime: command((call) => {
    call.out(`${uptimeLine(call)}\n`);
    return 0;
  }),
  top: command(top),
};
