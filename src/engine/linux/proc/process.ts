// Models linux@v6.12 fs/proc/array.c, fs/proc/base.c, fs/proc_namespace.c
// Differs: fields that are not modelled (page faults, addresses) are zero.
import { get } from '../../kernel/table.ts';
import { FIRST } from '../boot.ts';
import { hasBit, includes, maskText, NO_CAPABILITIES } from '../capabilities.ts';
import { nameOf, within } from '../fs/paths.ts';
import type { Mount } from '../fs/types.ts';
import { type Signal, signalNumber } from '../signal.ts';
import type { Machine, NamespaceKind, NamespaceOf, OpenFile, Process } from '../state.ts';
import { pidOf, type Reader, seenLevel, seenPid } from './seen.ts';

const STATES = { R: 'running', S: 'sleeping', T: 'stopped', Z: 'zombie' } as const;

export const PROCESS_FILES = [
  'cgroup',
  'cmdline',
  'comm',
  'environ',
  'mountinfo',
  'mounts',
  'oom_score',
  'oom_score_adj',
  'stat',
  'status',
] as const;

/** The name of a process as ps shows it: that of the file it was executed from. */
export function commOf(process: Process): string {
  const name = process.exe === '' ? (process.argv[0] ?? process.program) : process.exe;
  return nameOf(name).slice(0, 15);
}

export function readProcessFile(reader: Reader, process: Process, name: string): string | undefined {
  switch (name) {
    case 'cgroup':
      return `0::${cgroupPath(reader, process.cgroup)}\n`;
    case 'cmdline':
      return process.state === 'Z' ? '' : process.argv.map((argument) => `${argument}\0`).join('');
    case 'comm':
      return `${commOf(process)}\n`;
    case 'environ':
      return Object.entries(process.env)
        .map(([key, value]) => `${key}=${value}\0`)
        .join('');
    case 'mountinfo':
      return mountinfo(reader.machine, process);
    case 'mounts':
      return mounts(reader.machine, process);
    case 'oom_score':
      return `${oomScore(reader.machine, process)}\n`;
    case 'oom_score_adj':
      return `${process.oomScoreAdj ?? 0}\n`;
    case 'stat':
      return stat(reader, process);
    case 'status':
      return status(reader, process);
    default:
      return undefined;
  }
}

/** How likely it is to be killed when the machine's memory runs out: thousandths of it, and two thirds of a share. */
function oomScore(machine: Machine, process: Process): number {
  const adjustment = process.oomScoreAdj ?? 0;
  if (adjustment === -1000) return 0;
  const points = (process.rssBytes / machine.memoryBytes) * 1000 + adjustment;
  return Math.max(0, Math.round(((1000 + points) * 2) / 3));
}

/** A cgroup as seen from the reader's cgroup namespace. */
function cgroupPath(reader: Reader, cgroup: string): string {
  const id = reader.process?.namespaces.cgroup;
  const namespace = id === undefined ? undefined : get(reader.machine.namespaces, id);
  const root = namespace?.kind === 'cgroup' ? namespace.root : '';
  const from = root.split('/').filter((part) => part !== '');
  const to = cgroup.split('/').filter((part) => part !== '');
  let shared = 0;
  while (shared < from.length && from[shared] === to[shared]) shared++;
  return `/${[...from.slice(shared).fill('..'), ...to.slice(shared)].join('/')}`;
}

export function mountsOf(machine: Machine, process: Process): readonly Mount[] {
  return (get(machine.namespaces, process.namespaces.mnt) as NamespaceOf<'mnt'> | undefined)?.mounts ?? [];
}

/** Mounts a process can reach, as it sees them. */
function visibleMounts(machine: Machine, process: Process): Mount[] {
  return mountsOf(machine, process)
    .filter((mount) => process.root === '/' || within(mount.target, process.root))
    .map((mount) =>
      process.root === '/' ? mount : { ...mount, target: mount.target.slice(process.root.length) || '/' },
    );
}

const SPECIAL = new Set(['proc', 'sysfs', 'cgroup2', 'mqueue']);

function options(machine: Machine, mount: Mount): string {
  const type = get(machine.filesystems, mount.filesystem)?.type ?? '';
  return `${mount.readOnly ? 'ro' : 'rw'}${SPECIAL.has(type) ? ',nosuid,nodev,noexec' : ''},relatime`;
}

/** Blanks in paths are written as octal. */
const escaped = (path: string) =>
  path.replace(/[ \t\n\\]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`);

function mounts(machine: Machine, process: Process): string {
  return visibleMounts(machine, process)
    .map((mount) => {
      const filesystem = get(machine.filesystems, mount.filesystem);
      const device = filesystem?.device ?? 'none';
      return `${device} ${escaped(mount.target)} ${filesystem?.type ?? 'none'} ${options(machine, mount)} 0 0\n`;
    })
    .join('');
}

function mountinfo(machine: Machine, process: Process): string {
  const list = visibleMounts(machine, process);
  return list
    .map((mount, index) => {
      const filesystem = get(machine.filesystems, mount.filesystem);
      let parent = 0;
      for (let i = 0; i < index; i++) {
        const other = list[i] as Mount;
        if (other.target !== mount.target && within(mount.target, other.target)) parent = i + 1;
      }
      const place = `${escaped(mount.root)} ${escaped(mount.target)} ${options(machine, mount)}`;
      const source = `${filesystem?.type ?? 'none'} ${filesystem?.device ?? 'none'} ${mount.readOnly ? 'ro' : 'rw'}`;
      return `${index + 1} ${parent} 0:${20 + index} ${place} - ${source}\n`;
    })
    .join('');
}

function groupOf(reader: Reader, process: Process): number {
  const { machine, pidNamespace } = reader;
  const leader = get(machine.processes, process.pgid);
  // 0 for a group from outside of the PID namespace.
  if (leader !== undefined) return seenPid(reader, leader);
  return pidNamespace === FIRST.pid ? process.pgid : seenPid(reader, process);
}

/** The leader of its session: the first on its terminal, or without one of its group. */
function session(reader: Reader, process: Process): number {
  if (process.tty === null) return groupOf(reader, process);
  let first = process;
  for (;;) {
    const parent = get(reader.machine.processes, first.ppid);
    if (parent === undefined || parent.tty !== process.tty) return seenPid(reader, first);
    first = parent;
  }
}

/** The group in the foreground of its terminal. */
function foregroundOf(reader: Reader, process: Process): number {
  if (process.tty === null) return -1;
  const foreground = get(reader.machine.terminals, process.tty)?.foreground ?? 0;
  return foreground === 0 ? groupOf(reader, process) : pidOf(reader, foreground);
}

/** In hundredths of a second, as the kernel tells user space. */
const ticks = (ms: number) => Math.floor(ms / 10);

function stat(reader: Reader, process: Process): string {
  const terminal = process.tty === null ? 0 : 34_816;
  const fields: (number | string)[] = [
    seenPid(reader, process),
    `(${commOf(process)})`,
    process.state,
    pidOf(reader, process.ppid),
    groupOf(reader, process),
    session(reader, process),
    terminal,
    foregroundOf(reader, process),
    4_194_560,
    ...[0, 0, 0, 0],
    ticks(process.cpuMs),
    ...[0, 0, 0, 20, 0, 1, 0],
    ticks(process.startedMs - reader.machine.bootedMs),
    process.rssBytes * 4,
    Math.ceil(process.rssBytes / 4096),
    '18446744073709551615',
    ...new Array<number>(12).fill(0),
    17,
    ...new Array<number>(14).fill(0),
  ];
  return `${fields.join(' ')}\n`;
}

/** Which bits of a 64-bit mask stand for these signals, in hexadecimal. */
function mask(signals: readonly Signal[]): string {
  let low = 0;
  for (const signal of signals) low += 2 ** (signalNumber(signal) - 1);
  return low.toString(16).padStart(16, '0');
}

function status(reader: Reader, process: Process): string {
  const { machine } = reader;
  const kib = (bytes: number) => `${String(Math.round(bytes / 1024)).padStart(8)} kB`;
  const inner = process.pids.slice(Math.max(0, seenLevel(reader, process))).join('\t');
  const ids = (id: number) => [id, id, id, id].join('\t');
  const memory =
    process.state === 'Z'
      ? []
      : [
          `VmPeak:\t${kib(process.rssBytes * 4)}`,
          `VmSize:\t${kib(process.rssBytes * 4)}`,
          `VmRSS:\t${kib(process.rssBytes)}`,
        ];
  const { effective, permitted, bounding, noNewPrivileges } = process.privileges;
  const lines = [
    `Name:\t${commOf(process)}`,
    `Umask:\t${process.umask.toString(8).padStart(4, '0')}`,
    `State:\t${process.state} (${STATES[process.state]})`,
    `Tgid:\t${seenPid(reader, process)}`,
    'Ngid:\t0',
    `Pid:\t${seenPid(reader, process)}`,
    `PPid:\t${pidOf(reader, process.ppid)}`,
    'TracerPid:\t0',
    `Uid:\t${ids(process.uid)}`,
    `Gid:\t${ids(process.gid)}`,
    'FDSize:\t64',
    `Groups:\t${process.groups.map((group) => `${group} `).join('')}`,
    `NStgid:\t${inner}`,
    `NSpid:\t${inner}`,
    `NSpgid:\t${groupOf(reader, process)}`,
    `NSsid:\t${session(reader, process)}`,
    ...memory,
    'Threads:\t1',
    `SigQ:\t${process.pending.length}/${Math.round(machine.memoryBytes / 2 ** 18)}`,
    `SigPnd:\t${mask([])}`,
    `ShdPnd:\t${mask(process.pending)}`,
    `SigBlk:\t${mask([])}`,
    `SigIgn:\t${mask(process.ignored)}`,
    `SigCgt:\t${mask(process.handled)}`,
    `CapInh:\t${maskText(NO_CAPABILITIES)}`,
    `CapPrm:\t${maskText(permitted)}`,
    `CapEff:\t${maskText(effective)}`,
    `CapBnd:\t${maskText(bounding)}`,
    `CapAmb:\t${maskText(NO_CAPABILITIES)}`,
    `NoNewPrivs:\t${noNewPrivileges ? 1 : 0}`,
    'Seccomp:\t0',
    'Seccomp_filters:\t0',
  ];
  return `${lines.join('\n')}\n`;
}

const NAMESPACE_LINKS: readonly (readonly [string, NamespaceKind])[] = [
  ['cgroup', 'cgroup'],
  ['ipc', 'ipc'],
  ['mnt', 'mnt'],
  ['net', 'net'],
  ['pid', 'pid'],
  ['pid_for_children', 'pid'],
  ['user', 'user'],
  ['uts', 'uts'],
];

export const NAMESPACE_FILES = NAMESPACE_LINKS.map(([name]) => name);

export function namespaceLink(process: Process, name: string): string | undefined {
  const link = NAMESPACE_LINKS.find(([file]) => file === name);
  if (link === undefined || process.state === 'Z') return undefined;
  const id = name === 'pid_for_children' ? process.pidForChildren : process.namespaces[link[1]];
  return `${link[1]}:[${id}]`;
}

/** What a descriptor shows as the target of its link. */
export function descriptorLink(machine: Machine, file: OpenFile): string {
  switch (file.type) {
    case 'file': {
      const inode = get(machine.filesystems, file.filesystem);
      const gone = inode !== undefined && get(inode.inodes, file.inode)?.links === 0;
      return gone ? `${file.path} (deleted)` : file.path;
    }
    case 'device':
      return `/dev/${file.device === 'random' ? 'urandom' : file.device}`;
    case 'pipe':
      return `pipe:[${file.pipe}]`;
    case 'socket':
      return `socket:[${file.socket}]`;
    case 'terminal':
      return '/dev/pts/0';
    case 'sink':
      // The other end is held by the container's shim.
      return `pipe:[${file.id}]`;
    default:
      return '';
  }
}

/** Pids that /proc shows, in order. */
export function pidsSeen(reader: Reader, processes: Iterable<Process>): string[] {
  const pids: number[] = [];
  for (const process of processes) {
    const pid = seenPid(reader, process);
    if (pid !== 0) pids.push(pid);
  }
  return pids.sort((a, b) => a - b).map(String);
}

/** Whether the reader may look into a process: at its environment, descriptors and files. */
export function mayTrace(reader: Reader, process: Process): boolean {
  const { process: who } = reader;
  if (who === null || who.pid === process.pid || hasBit(who.privileges.effective, 'SYS_PTRACE')) return true;
  if (who.uid !== process.uid || who.gid !== process.gid) return false;
  return includes(who.privileges.permitted, process.privileges.permitted);
}
