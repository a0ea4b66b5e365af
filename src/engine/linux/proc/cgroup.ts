// Models linux@v6.12 kernel/cgroup/cgroup.c, mm/memcontrol.c, kernel/sched/core.c
// Differs: periods without throttling are estimated from the time used.
import { get, scan, scanPrefix } from '../../kernel/table.ts';
import type { Cgroup } from '../cgroup.ts';
import { childControllers, controllersOf, WRITABLE } from '../cgroupFiles.ts';
import { type Errno, errno } from '../errno.ts';
import type { ProcFiles } from '../fs/walk.ts';
import { type Reader, seenPid } from './seen.ts';

const EVERYWHERE = [
  'cgroup.controllers',
  'cgroup.procs',
  'cgroup.subtree_control',
  'cpu.stat',
  'memory.stat',
];
const BELOW_ROOT = [
  'cgroup.events',
  'cgroup.kill',
  'cgroup.type',
  'cpu.max',
  'cpu.weight',
  'memory.current',
  'memory.events',
  'memory.max',
  'memory.oom.group',
  'memory.peak',
  'pids.current',
  'pids.max',
];

/** What somebody can do to cgroups, by their path on the machine. */
export interface CgroupChanges {
  write(group: string, file: string, data: string): Errno | undefined;
  mkdir(group: string): Errno | undefined;
  rmdir(group: string): Errno | undefined;
}

const isBelow = (path: string, group: string) =>
  group === '' || path === group || path.startsWith(`${group}/`);

/** /sys/fs/cgroup as a process sees it: below the root of its cgroup namespace. */
export function cgroupFiles(reader: Reader, changes?: CgroupChanges): ProcFiles {
  const { machine } = reader;
  const id = reader.process?.namespaces.cgroup;
  const namespace = id === undefined ? undefined : get(machine.namespaces, id);
  const root = namespace?.kind === 'cgroup' ? namespace.root : '';
  const groupAt = (path: string) => [root, path.slice(1)].filter((part) => part !== '').join('/');

  const exists = (group: string): boolean => {
    if (group === '' || get(machine.cgroups, group) !== undefined) return true;
    let below = false;
    scanPrefix(machine.cgroups, `${group}/`, () => {
      below = true;
      return false;
    });
    return below;
  };

  const members = (group: string, nested: boolean) => {
    const list: { readonly pid: number; readonly rssBytes: number; readonly cpuMs: number }[] = [];
    scan(machine.processes, (process) => {
      if (!(nested ? isBelow(process.cgroup, group) : process.cgroup === group)) return;
      list.push({ pid: seenPid(reader, process), rssBytes: process.rssBytes, cpuMs: process.cpuMs });
    });
    return list;
  };

  const memory = (group: string) => members(group, true).reduce((sum, { rssBytes }) => sum + rssBytes, 0);

  const readGroup = (group: string, file: string): string | undefined => {
    const cgroup = get(machine.cgroups, group);
    switch (file) {
      case 'cgroup.controllers':
        return `${controllersOf(machine, group).join(' ')}\n`;
      case 'cgroup.subtree_control':
        return `${childControllers(cgroup).join(' ')}\n`;
      case 'cgroup.type':
        return 'domain\n';
      case 'cgroup.kill':
        return '';
      case 'memory.oom.group':
        return `${cgroup?.oomGroup === false ? 0 : 1}\n`;
      case 'cgroup.procs':
        return members(group, false)
          .map(({ pid }) => `${pid}\n`)
          .join('');
      case 'cgroup.events':
        return `populated ${members(group, true).length > 0 ? 1 : 0}\nfrozen 0\n`;
      case 'cpu.max': {
        const max = cgroup?.cpuMax ?? null;
        return `${max === null ? 'max' : Math.round(max * 100_000)} 100000\n`;
      }
      case 'cpu.weight':
        return `${cgroup?.cpuWeight ?? 100}\n`;
      case 'cpu.stat':
        return cpuStat(cgroup, members(group, true));
      case 'memory.current':
        return `${memory(group)}\n`;
      case 'memory.peak':
        return `${Math.max(cgroup?.memoryPeakBytes ?? 0, memory(group))}\n`;
      case 'memory.max':
        return `${cgroup?.memoryMaxBytes ?? 'max'}\n`;
      case 'memory.stat':
        return `anon ${memory(group)}\nfile 0\nkernel 0\nshmem 0\n`;
      case 'memory.events': {
        const kills = cgroup?.oomKills ?? 0;
        return `low 0\nhigh 0\nmax ${kills}\noom ${kills}\noom_kill ${kills}\noom_group_kill ${cgroup?.oomGroup === false ? 0 : kills}\n`;
      }
      case 'pids.current':
        return `${members(group, true).length}\n`;
      case 'pids.max':
        return `${cgroup?.pidsMax ?? 'max'}\n`;
      default:
        return undefined;
    }
  };

  const filesIn = (group: string) => {
    if (group === '') return EVERYWHERE;
    const has = controllersOf(machine, group);
    return [...EVERYWHERE, ...BELOW_ROOT].filter((file) => {
      const controller = file.slice(0, file.indexOf('.'));
      return controller === 'cgroup' || file === 'cpu.stat' || has.includes(controller);
    });
  };

  const split = (path: string): readonly [group: string, file: string] => {
    const at = path.lastIndexOf('/');
    return [groupAt(path.slice(0, at) || '/'), path.slice(at + 1)];
  };

  return {
    link: () => undefined,
    attributes: (path) => {
      const [group, file] = split(path);
      if (file === 'cgroup.kill') return { mode: 0o200 };
      if (WRITABLE[file] !== undefined && (group !== '' || file.startsWith('cgroup.')))
        return { mode: 0o644 };
      return path === '/' || exists(groupAt(path)) ? { mode: 0o755 } : { mode: 0o444 };
    },
    ...(changes === undefined
      ? {}
      : {
          write: (path: string, data: string) => {
            const [group, file] = split(path);
            return WRITABLE[file] === undefined ? errno('EINVAL') : changes.write(group, file, data);
          },
          mkdir: (path: string) => changes.mkdir(groupAt(path)),
          rmdir: (path: string) => changes.rmdir(groupAt(path)),
        }),
    list: (path) => {
      const group = groupAt(path);
      if (!exists(group)) return undefined;
      const names = new Set(filesIn(group));
      const prefix = group === '' ? '' : `${group}/`;
      scanPrefix(machine.cgroups, prefix, (_, key) => {
        const name = key.slice(prefix.length).split('/')[0];
        if (name) names.add(name);
      });
      return [...names].sort();
    },
    read: (path) => {
      const [group, file] = split(path);
      return filesIn(group).includes(file) && exists(group) ? readGroup(group, file) : undefined;
    },
  };
}

function cpuStat(cgroup: Cgroup | undefined, members: readonly { readonly cpuMs: number }[]): string {
  const used = Math.max(
    cgroup?.cpuMs ?? 0,
    members.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
  );
  const lines = [
    `usage_usec ${Math.round(used * 1000)}`,
    `user_usec ${Math.round(used * 1000)}`,
    'system_usec 0',
  ];
  if (cgroup !== undefined && cgroup.path !== '') {
    const periods = cgroup.cpuMax === null ? 0 : Math.ceil(used / (cgroup.cpuMax * 100));
    lines.push(
      `nr_periods ${Math.max(cgroup.throttledPeriods, periods)}`,
      `nr_throttled ${cgroup.throttledPeriods}`,
      `throttled_usec ${Math.round(cgroup.throttledMs * 1000)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
