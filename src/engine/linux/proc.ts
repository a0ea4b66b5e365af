// Models linux@v6.12 fs/proc/root.c, fs/proc/base.c
// Differs: threads (task/), maps, fdinfo and most of the rest are left out.
import { get, values } from '../kernel/table.ts';
import { type Errno, errno } from './errno.ts';
import { inodeOf } from './fs/tree.ts';
import type { Filesystem, Inode } from './fs/types.ts';
import type { Jump, ProcFiles } from './fs/walk.ts';
import { cgroupFiles } from './proc/cgroup.ts';
import { MACHINE_FILES, readMachineFile, readSysctl, SYSCTLS } from './proc/machine.ts';
import { NET_FILES, readNetFile } from './proc/net.ts';
import {
  descriptorLink,
  mayTrace,
  mountsOf,
  NAMESPACE_FILES,
  namespaceLink,
  PROCESS_FILES,
  pidsSeen,
  readProcessFile,
} from './proc/process.ts';
import { byPid, type Reader, seenPid } from './proc/seen.ts';
import { isSettable, type ProcChanges } from './proc/write.ts';
import type { Machine, OpenFile, Process } from './state.ts';

const IN_PROCESS = [...PROCESS_FILES, 'cwd', 'exe', 'fd', 'net', 'ns', 'root'].sort();
const AT_ROOT = [...MACHINE_FILES, 'mounts', 'net', 'self', 'sys'].sort();

/** Where they are not what everybody may read. */
const MODES: Readonly<Record<string, number>> = {
  environ: 0o400,
  fd: 0o500,
  ns: 0o511,
  oom_score_adj: 0o644,
};

/** The files of a mounted /proc or /sys/fs/cgroup as `process` (null: the machine itself) sees them at `nowMs`. */
export function procFiles(
  machine: Machine,
  process: Process | null,
  filesystem: Filesystem,
  nowMs: number,
  /** What can be changed through them; nothing unless given. */
  changes?: () => ProcChanges,
): ProcFiles | undefined {
  const pidNamespace = filesystem.pidNamespace ?? process?.namespaces.pid ?? machinePidNamespace(machine);
  const reader: Reader = { machine, process, pidNamespace, nowMs };
  if (filesystem.type === 'cgroup2') return cgroupFiles(reader, changes?.().cgroups);
  return filesystem.type === 'proc' ? new Proc(reader, changes) : undefined;
}

function machinePidNamespace(machine: Machine): number {
  return values(machine.namespaces).find((one) => one.kind === 'pid' && one.parent === null)?.id ?? 0;
}

class Proc implements ProcFiles {
  readonly #reader: Reader;
  readonly #changes: (() => ProcChanges) | undefined;
  /** What was asked for last, which is usually asked for again: it lives no longer than one look-up. */
  #path = '';
  #inside: { readonly process: Process; readonly rest: string } | undefined;

  constructor(reader: Reader, changes?: () => ProcChanges) {
    this.#reader = reader;
    this.#changes = changes;
  }

  write(path: string, data: string): Errno | undefined {
    const changes = this.#changes?.();
    const inside = this.#process(path);
    if (changes === undefined) return errno('EACCES');
    if (inside?.rest === 'oom_score_adj') return changes.oomScoreAdj(inside.process.pid, data);
    if (path.startsWith('/sys/') && isSettable(path.slice(5))) return changes.sysctl(path.slice(5), data);
    return errno('EACCES');
  }

  /** The process a path lies in, and the rest of the path. */
  #process(path: string): { readonly process: Process; readonly rest: string } | undefined {
    if (path === this.#path) return this.#inside;
    const match = /^\/(\d+)(?:\/(.*))?$/.exec(path);
    const process = match === null ? undefined : byPid(this.#reader, Number(match[1]));
    this.#path = path;
    this.#inside = process === undefined ? undefined : { process, rest: match?.[2] ?? '' };
    return this.#inside;
  }

  #file(process: Process, fd: string): OpenFile | undefined {
    const id = process.fds[Number(fd)];
    return id === undefined ? undefined : get(this.#reader.machine.files, id);
  }

  read(path: string): string | undefined {
    const inside = this.#process(path);
    if (inside !== undefined) {
      const { process, rest } = inside;
      if (rest.startsWith('net/')) {
        return readNetFile(this.#reader.machine, process.namespaces.net, rest.slice(4));
      }
      return readProcessFile(this.#reader, process, rest);
    }
    if (path.startsWith('/sys/')) return readSysctl(this.#reader, path.slice(5));
    return readMachineFile(this.#reader, path.slice(1));
  }

  list(path: string): readonly string[] | undefined {
    if (path === '/') {
      const { machine } = this.#reader;
      return [...pidsSeen(this.#reader, values(machine.processes)), ...AT_ROOT];
    }
    if (path === '/sys' || path.startsWith('/sys/')) {
      const prefix = path === '/sys' ? '' : `${path.slice(5)}/`;
      const names = SYSCTLS.filter((name) => name.startsWith(prefix));
      return names.length === 0 ? undefined : [...new Set(names.map(nextPart(prefix)))];
    }
    const inside = this.#process(path);
    if (inside === undefined) return undefined;
    const { process, rest } = inside;
    if (rest === '') return IN_PROCESS;
    if (rest === 'ns') return NAMESPACE_FILES;
    if (rest === 'net') return NET_FILES;
    return rest === 'fd' ? Object.keys(process.fds) : undefined;
  }

  link(path: string): string | undefined {
    if (path === '/mounts') return 'self/mounts';
    if (path === '/net') return 'self/net';
    if (path === '/self') {
      const { process } = this.#reader;
      const pid = process === null ? 0 : seenPid(this.#reader, process);
      return pid === 0 ? undefined : String(pid);
    }
    const inside = this.#process(path);
    if (inside === undefined) return undefined;
    const { process, rest } = inside;
    if (rest === 'cwd') return process.cwd;
    if (rest === 'exe') return process.exe;
    if (rest === 'root') return process.root;
    if (rest.startsWith('ns/')) return namespaceLink(process, rest.slice(3));
    const fd = /^fd\/(\d+)$/.exec(rest)?.[1];
    const file = fd === undefined ? undefined : this.#file(process, fd);
    return file === undefined ? undefined : descriptorLink(this.#reader.machine, file);
  }

  attributes(path: string) {
    const inside = this.#process(path);
    if (inside === undefined) {
      return path.startsWith('/sys/') && isSettable(path.slice(5)) ? { mode: 0o644 } : undefined;
    }
    const { uid, gid } = inside.process;
    const mode = MODES[inside.rest];
    return mode === undefined ? { uid, gid } : { uid, gid, mode };
  }

  isSecret(path: string): boolean {
    const inside = this.#process(path);
    return inside?.rest === 'environ' && !mayTrace(this.#reader, inside.process);
  }

  follow(path: string): Jump | undefined {
    const inside = this.#process(path);
    if (inside === undefined) return undefined;
    const { process, rest } = inside;
    if (!mayTrace(this.#reader, process)) return errno('EACCES');
    const common = { mounts: mountsOf(this.#reader.machine, process), root: process.root };
    if (rest === 'cwd') return { ...common, path: process.cwd };
    if (rest === 'exe') return { ...common, path: process.exe };
    if (rest === 'root') return { ...common, path: '/' };
    if (rest.startsWith('ns/')) return { inode: this.#made(process, { type: 'file', data: '' }) };
    const fd = /^fd\/(\d+)$/.exec(rest)?.[1];
    const file = fd === undefined ? undefined : this.#file(process, fd);
    if (file === undefined) return undefined;
    return { pid: process.pid, fd: Number(fd), inode: this.#inode(process, file) };
  }

  #made<T extends object>(process: Process, fields: T) {
    return { mode: 0o600, uid: process.uid, gid: process.gid, mtimeMs: this.#reader.nowMs, ...fields };
  }

  #inode(process: Process, file: OpenFile): Inode {
    switch (file.type) {
      case 'file': {
        const filesystem = get(this.#reader.machine.filesystems, file.filesystem);
        // A file of a pseudo filesystem has no inode to be found.
        const inode = filesystem && inodeOf(filesystem, { layer: () => undefined }, file.inode);
        return inode ?? this.#made(process, { type: 'file', data: '', mode: 0o666 });
      }
      case 'device':
        return this.#made(process, { type: 'device', device: file.device, mode: 0o666 });
      case 'terminal':
        return this.#made(process, { type: 'device', device: 'tty', mode: 0o620 });
      case 'socket':
        return this.#made(process, { type: 'socket', socket: file.socket });
      default:
        return this.#made(process, { type: 'fifo', pipe: file.type === 'pipe' ? file.pipe : 0 });
    }
  }
}

const nextPart = (prefix: string) => (name: string) => name.slice(prefix.length).split('/')[0] as string;
