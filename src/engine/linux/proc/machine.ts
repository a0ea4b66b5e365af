// Models linux@v6.12 fs/proc/meminfo.c, fs/proc/loadavg.c, fs/proc/stat.c, fs/proc/uptime.c, kernel/sysctl.c
// Differs: there is no page cache and no swap; load averages are how many processes compute at the moment.

import { get, scan } from '../../kernel/table.ts';
import { secondsSinceEpoch } from '../../kernel/timestamp.ts';
import { FIRST } from '../boot.ts';
import { NET_SYSCTLS, readNetSysctl } from '../net/sysctls.ts';
import type { NamespaceOf } from '../state.ts';
import type { Reader } from './seen.ts';

/** What uname -r says. */
export const KERNEL_RELEASE = '6.12.48';

const VERSION = `Linux version ${KERNEL_RELEASE} (builder@podscope) (gcc 14.2.0) #1 SMP PREEMPT_DYNAMIC`;

export const MACHINE_FILES = [
  'cmdline',
  'cpuinfo',
  'filesystems',
  'loadavg',
  'meminfo',
  'stat',
  'uptime',
  'version',
] as const;

export function readMachineFile(reader: Reader, name: string): string | undefined {
  const { machine, nowMs } = reader;
  switch (name) {
    case 'cmdline':
      return 'BOOT_IMAGE=/boot/vmlinuz root=/dev/sda1 ro quiet\n';
    case 'cpuinfo':
      return Array.from({ length: Math.ceil(machine.cpus) }, (_, cpu) =>
        cpuinfo(cpu, Math.ceil(machine.cpus)),
      ).join('');
    case 'filesystems':
      return 'nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tcgroup2\nnodev\tmqueue\nnodev\tdevpts\nnodev\toverlay\n\text4\n';
    case 'loadavg': {
      const running = machine.computing.length;
      const load = `${running}.00`;
      return `${load} ${load} ${load} ${Math.max(1, running)}/${machine.processes.size} ${machine.nextPid - 1}\n`;
    }
    case 'meminfo':
      return meminfo(reader);
    case 'stat':
      return stat(reader);
    case 'uptime': {
      const up = (nowMs - machine.bootedMs) / 1000;
      const idle = Math.max(0, up * machine.cpus - cpuMs(reader) / 1000);
      return `${up.toFixed(2)} ${idle.toFixed(2)}\n`;
    }
    case 'version':
      return `${VERSION}\n`;
    default:
      return undefined;
  }
}

function cpuMs({ machine }: Reader): number {
  let sum = get(machine.cgroups, '')?.cpuMs ?? 0;
  if (sum > 0) return sum;
  scan(machine.processes, (process) => {
    sum += process.cpuMs;
  });
  return sum;
}

function cpuinfo(cpu: number, cpus: number): string {
  const lines = [
    `processor\t: ${cpu}`,
    'vendor_id\t: GenuineIntel',
    'cpu family\t: 6',
    'model name\t: Simulated CPU @ 2.60GHz',
    'cpu MHz\t\t: 2600.000',
    'physical id\t: 0',
    `siblings\t: ${cpus}`,
    `core id\t\t: ${cpu}`,
    `cpu cores\t: ${cpus}`,
    'flags\t\t: fpu tsc',
    'bogomips\t: 5200.00',
  ];
  return `${lines.join('\n')}\n\n`;
}

/** Bytes that processes and files in memory hold. */
export function memoryUsed({ machine }: Reader): { readonly processes: number; readonly shared: number } {
  let processes = 0;
  let shared = 0;
  scan(machine.processes, (process) => {
    processes += process.rssBytes;
  });
  scan(machine.filesystems, (filesystem) => {
    if (filesystem.type === 'tmpfs') shared += filesystem.usedBytes;
  });
  return { processes, shared };
}

function meminfo(reader: Reader): string {
  const total = reader.machine.memoryBytes;
  const { processes, shared } = memoryUsed(reader);
  const free = Math.max(0, total - processes - shared);
  const line = (name: string, bytes: number) =>
    `${`${name}:`.padEnd(16)}${String(Math.floor(bytes / 1024)).padStart(8)} kB\n`;
  return [
    line('MemTotal', total),
    line('MemFree', free),
    line('MemAvailable', free),
    line('Buffers', 0),
    line('Cached', shared),
    line('SwapCached', 0),
    line('SwapTotal', 0),
    line('SwapFree', 0),
    line('AnonPages', processes),
    line('Shmem', shared),
  ].join('');
}

function stat(reader: Reader): string {
  const { machine, nowMs } = reader;
  const user = Math.floor(cpuMs(reader) / 10);
  const idle = Math.max(0, Math.floor(((nowMs - machine.bootedMs) * machine.cpus) / 10) - user);
  const cpus = Math.ceil(machine.cpus);
  const lines = [`cpu  ${user} 0 0 ${idle} 0 0 0 0 0 0`];
  for (let cpu = 0; cpu < cpus; cpu++) {
    lines.push(`cpu${cpu} ${Math.floor(user / cpus)} 0 0 ${Math.floor(idle / cpus)} 0 0 0 0 0 0`);
  }
  lines.push(`btime ${secondsSinceEpoch(machine.bootedMs)}`, `processes ${machine.nextPid - 1}`);
  lines.push(`procs_running ${Math.max(1, machine.computing.length)}`, 'procs_blocked 0');
  return `${lines.join('\n')}\n`;
}

/** Files below /proc/sys. */
export const SYSCTLS: readonly string[] = [
  'fs/file-max',
  'kernel/domainname',
  'kernel/hostname',
  'kernel/osrelease',
  'kernel/ostype',
  'kernel/pid_max',
  'kernel/shmmax',
  'kernel/threads-max',
  'kernel/version',
  'net/core/somaxconn',
  'net/ipv4/ip_forward',
  ...NET_SYSCTLS,
  'vm/overcommit_memory',
  'vm/swappiness',
];

const CONSTANTS: Readonly<Record<string, string>> = {
  'fs/file-max': '9223372036854775807',
  'kernel/osrelease': KERNEL_RELEASE,
  'kernel/ostype': 'Linux',
  'kernel/pid_max': '4194304',
  'kernel/shmmax': '18446744073692774399',
  'kernel/threads-max': '63704',
  'kernel/version': '#1 SMP PREEMPT_DYNAMIC',
  'net/core/somaxconn': '4096',
  'net/ipv4/ip_forward': '1',
  'vm/overcommit_memory': '1',
  'vm/swappiness': '60',
};

export function readSysctl(reader: Reader, name: string): string | undefined {
  const constant = CONSTANTS[name];
  if (constant !== undefined) return `${constant}\n`;
  if (name.startsWith('net/ipv4/')) {
    const net = get(reader.machine.namespaces, reader.process?.namespaces.net ?? FIRST.net);
    const value = net?.kind === 'net' ? readNetSysctl(net, name) : undefined;
    return value === undefined ? undefined : `${value}\n`;
  }
  const id = reader.process?.namespaces.uts;
  const uts =
    id === undefined ? undefined : (get(reader.machine.namespaces, id) as NamespaceOf<'uts'> | undefined);
  if (name === 'kernel/hostname') return `${uts?.hostname ?? reader.machine.hostname}\n`;
  if (name === 'kernel/domainname') return `${uts?.domainname || '(none)'}\n`;
  return undefined;
}
