import { describe, expect, test } from 'vitest';
import { emptyTable, get, tableOf } from '../kernel/table.ts';
import { afterExec, FULL } from './capabilities.ts';
import { isErrno } from './errno.ts';
import { looseDisk } from './fs/disk.ts';
import { DEVICES, tree } from './fs/layers.ts';
import { makeFilesystem } from './fs/tree.ts';
import type { Filesystem, Mount } from './fs/types.ts';
import { FileView } from './fs/view.ts';
import { procFiles } from './proc.ts';
import type { Machine, Namespace, OpenFile, Process } from './state.ts';

const mount = (target: string, filesystem: string, more: Partial<Mount> = {}): Mount => ({
  target,
  filesystem,
  root: '/',
  readOnly: false,
  source: '',
  ...more,
});

const HOST = { cgroup: 1, ipc: 2, mnt: 3, net: 4, pid: 5, user: 6, uts: 7 };
const POD = { cgroup: 11, ipc: 12, mnt: 13, net: 14, pid: 15, user: 6, uts: 17 };

function process(pid: number, fields: Partial<Process>): Process {
  return {
    pid,
    pids: [pid],
    ppid: 1,
    pgid: pid,
    startedMs: 2000,
    program: 'sh',
    exe: '/bin/sh',
    argv: ['sh'],
    env: {},
    uid: 0,
    gid: 0,
    groups: [],
    privileges: afterExec(FULL, fields.uid ?? 0),
    cwd: '/',
    root: '/',
    umask: 0o022,
    fds: {},
    namespaces: HOST,
    pidForChildren: 5,
    cgroup: '',
    state: 'S',
    wait: null,
    memory: null,
    handled: [],
    ignored: [],
    pending: [],
    exit: null,
    rssBytes: 1_048_576,
    cpuMs: 120,
    tty: null,
    newsUntilMs: 0,
    subreaper: false,
    external: false,
    ...fields,
  };
}

const namespaces: Namespace[] = [
  { kind: 'cgroup', id: 1, pinned: true, root: '' },
  {
    kind: 'mnt',
    id: 3,
    pinned: true,
    mounts: [mount('/', 'host'), mount('/proc', 'proc'), mount('/dev', 'dev')],
  },
  { kind: 'net', id: 4, pinned: true, interfaces: [], routes: [] },
  { kind: 'pid', id: 5, pinned: true, parent: null, init: 1, nextPid: 1 },
  { kind: 'uts', id: 7, pinned: true, hostname: 'node-1', domainname: '' },
  { kind: 'cgroup', id: 11, pinned: false, root: 'kubepods/pod1' },
  {
    kind: 'mnt',
    id: 13,
    pinned: false,
    mounts: [
      mount('/', 'pod'),
      mount('/proc', 'podproc'),
      mount('/etc/config', 'config', { readOnly: true }),
    ],
  },
  {
    kind: 'net',
    id: 14,
    pinned: false,
    interfaces: [
      { name: 'eth0', address: '10.244.1.2/24', mac: '', mtu: 1500, up: true, kind: 'veth', peer: '' },
    ],
    routes: [{ destination: 'default', gateway: '10.244.1.1', device: 'eth0' }],
  },
  { kind: 'pid', id: 15, pinned: false, parent: 5, init: 20, nextPid: 3 },
  { kind: 'uts', id: 17, pinned: false, hostname: 'web', domainname: '' },
];

const processes = [
  process(1, {
    argv: ['/sbin/init'],
    exe: '/sbin/init',
    ppid: 0,
    fds: { 0: 1, 1: 2, 2: 3 },
    env: { HOME: '/', A: 'b' },
  }),
  process(20, {
    pids: [20, 1],
    namespaces: POD,
    argv: ['nginx: master process'],
    exe: '/usr/sbin/nginx',
    cgroup: 'kubepods/pod1/web',
    handled: ['TERM'],
  }),
  process(21, { pids: [21, 2], ppid: 20, namespaces: POD, uid: 101, gid: 101, cgroup: 'kubepods/pod1/web' }),
  process(30, { external: true }),
];

const files: OpenFile[] = [
  { id: 1, refs: 1, type: 'device', device: 'null' },
  { id: 2, refs: 1, type: 'pipe', pipe: 9, end: 'w' },
  {
    id: 3,
    refs: 1,
    type: 'file',
    filesystem: 'host',
    inode: 'l/log',
    path: '/log',
    offset: 0,
    access: 'rw',
    append: false,
  },
];

const cgroup = {
  memoryPeakBytes: 3_000_000,
  oomKills: 1,
  cpuMs: 240,
  throttledPeriods: 2,
  throttledMs: 100,
  pidsMax: null,
  cpuWeight: 10,
};

const machine: Machine = {
  hostname: 'node-1',
  bootedMs: 1000,
  cpus: 2,
  memoryBytes: 4 * 2 ** 30,
  nextPid: 31,
  nextNamespace: 100,
  nextId: 10,
  processes: tableOf(processes.map((one) => [one.pid, one] as const)),
  namespaces: tableOf(namespaces.map((one) => [one.id, one] as const)),
  filesystems: tableOf(
    [
      makeFilesystem({ id: 'host', type: 'ext4', device: '/dev/sda1', content: tree({ '/log': 'logged' }) }),
      makeFilesystem({ id: 'proc', type: 'proc', pidNamespace: 5 }),
      makeFilesystem({ id: 'podproc', type: 'proc', pidNamespace: 15 }),
      makeFilesystem({ id: 'dev', type: 'tmpfs', content: DEVICES }),
      makeFilesystem({ id: 'pod', type: 'overlay', content: tree({ '/etc/nginx/nginx.conf': 'events {}' }) }),
      makeFilesystem({ id: 'config', type: 'tmpfs' }),
      makeFilesystem({ id: 'cgroup', type: 'cgroup2' }),
    ].map((one) => [one.id, one] as const),
  ),
  files: tableOf(files.map((one) => [one.id, one] as const)),
  pipes: emptyTable(),
  sockets: tableOf([
    [
      40,
      {
        id: 40,
        netns: 14,
        protocol: 'tcp',
        local: { ip: '0.0.0.0', port: 80 },
        owner: 20,
        state: 'listen',
        backlog: [],
      },
    ],
  ]),
  cgroups: tableOf([
    ['', { path: '', memoryMaxBytes: null, cpuMax: null, ...cgroup }],
    ['kubepods/pod1/web', { path: 'kubepods/pod1/web', memoryMaxBytes: 4_000_000, cpuMax: 0.5, ...cgroup }],
  ]),
  terminals: emptyTable(),
  waiters: emptyTable(),
  forwards: [],
  computing: [],
};

function filesFor(pid: number, filesystem: string) {
  const found = procFiles(
    machine,
    get(machine.processes, pid) as Process,
    get(machine.filesystems, filesystem) as Filesystem,
    11_000,
  );
  if (found === undefined) throw new Error(`${filesystem} is no pseudo filesystem`);
  return found;
}

function viewOf(pid: number): FileView {
  const one = get(machine.processes, pid) as Process;
  const disk = looseDisk(machine.filesystems, { kit: { layer: () => undefined }, isOpen: () => false });
  const mounts = namespaces.find((namespace) => namespace.id === one.namespaces.mnt);
  return new FileView(disk, {
    mounts: mounts?.kind === 'mnt' ? mounts.mounts : [],
    root: '/',
    cwd: one.cwd,
    uid: one.uid,
    gid: one.gid,
    nowMs: 11_000,
    proc: (filesystem) => procFiles(machine, one, filesystem, 11_000),
  });
}

describe('a file of a process', () => {
  const cases: [reader: number, filesystem: string, path: string, expected: string | undefined][] = [
    [1, 'proc', '/1/cmdline', '/sbin/init\0'],
    [1, 'proc', '/1/environ', 'HOME=/\0A=b\0'],
    [1, 'proc', '/20/comm', 'nginx\n'],
    [1, 'proc', '/20/cgroup', '0::/kubepods/pod1/web\n'],
    [20, 'podproc', '/1/cgroup', '0::/web\n'],
    [20, 'podproc', '/2/comm', 'sh\n'],
    [20, 'podproc', '/20/comm', undefined],
    [1, 'proc', '/30/comm', 'sh\n'],
    [
      1,
      'proc',
      '/1/mounts',
      '/dev/sda1 / ext4 rw,relatime 0 0\nproc /proc proc rw,nosuid,nodev,noexec,relatime 0 0\ntmpfs /dev tmpfs rw,relatime 0 0\n',
    ],
    [1, 'proc', '/sys/kernel/hostname', 'node-1\n'],
    [20, 'podproc', '/sys/kernel/hostname', 'web\n'],
    [20, 'podproc', '/uptime', '10.00 19.76\n'],
    [20, 'podproc', '/loadavg', '0.00 0.00 0.00 1/4 30\n'],
    [1, 'proc', '/nonsense', undefined],
  ];
  test.each(cases)('%d reads %s %s', (reader, filesystem, path, expected) => {
    expect(filesFor(reader, filesystem).read(path)).toBe(expected);
  });

  test('status counts the process in every PID namespace from the mounted one inwards', () => {
    const outside = filesFor(1, 'proc').read('/21/status');
    expect(outside).toContain('Pid:\t21\nPPid:\t20\n');
    expect(outside).toContain('NSpid:\t21\t2\n');
    expect(outside).toContain('Uid:\t101\t101\t101\t101\n');
    const inside = filesFor(20, 'podproc').read('/2/status');
    expect(inside).toContain('Pid:\t2\nPPid:\t1\n');
    expect(inside).toContain('NSpid:\t2\n');
    expect(filesFor(1, 'proc').read('/20/status')).toContain('SigCgt:\t0000000000004000\n');
  });

  test('stat has its 52 fields', () => {
    const fields = filesFor(20, 'podproc').read('/1/stat')?.trim().split(' ') ?? [];
    expect(fields).toHaveLength(52);
    expect(fields.slice(0, 4)).toEqual(['1', '(nginx)', 'S', '0']);
    expect([fields[13], fields[21], fields[23]]).toEqual(['12', '100', '256']);
  });

  test('mountinfo names parents', () => {
    expect(filesFor(20, 'podproc').read('/1/mountinfo')).toBe(
      '1 0 0:20 / / rw,relatime - overlay overlay rw\n' +
        '2 1 0:21 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw\n' +
        '3 1 0:22 / /etc/config ro,relatime - tmpfs tmpfs ro\n',
    );
  });

  test('the network is that of the process', () => {
    expect(filesFor(1, 'proc').read('/20/net/tcp')).toContain('0: 00000000:0050 00000000:0000 0A');
    expect(filesFor(1, 'proc').read('/1/net/tcp')).not.toContain('0050');
    expect(filesFor(1, 'proc').read('/20/net/route')).toContain(
      'eth0\t00000000\t0101F40A\t0003\t0\t0\t0\t00000000',
    );
  });
});

describe('through the file view', () => {
  test('who sees which processes', () => {
    const names = (pid: number) => {
      const entries = viewOf(pid).readdir('/proc');
      return isErrno(entries) ? entries : entries.map(({ name }) => name).filter((name) => /^\d/.test(name));
    };
    expect(names(1)).toEqual(['1', '20', '21', '30']);
    expect(names(20)).toEqual(['1', '2']);
  });

  test('links', () => {
    const view = viewOf(1);
    expect(view.readlink('/proc/self')).toBe('1');
    expect(view.readlink('/proc/20/ns/pid')).toBe('pid:[15]');
    expect(view.readlink('/proc/self/fd/1')).toBe('pipe:[9]');
    expect(view.stat('/dev/stdout')).toMatchObject({ type: 'fifo' });
    expect(view.open('/dev/stderr', { access: 'w' })).toEqual({ kind: 'descriptor', pid: 1, fd: 2 });
    expect(viewOf(21).readlink('/proc/self')).toBe('2');
  });

  test('the files of another container, and of whom one may look at them', () => {
    expect(viewOf(1).readFile('/proc/20/root/etc/nginx/nginx.conf')).toBe('events {}');
    expect(viewOf(21).readFile('/proc/1/root/etc/nginx/nginx.conf')).toEqual({ errno: 'EACCES' });
    expect(viewOf(21).readFile('/proc/1/environ')).toEqual({ errno: 'EACCES' });
    expect(viewOf(21).readFile('/proc/2/environ')).toBe('');
  });
});

describe('/sys/fs/cgroup', () => {
  const cases: [reader: number, path: string, expected: string | undefined][] = [
    [1, '/kubepods/pod1/web/memory.max', '4000000\n'],
    [1, '/kubepods/pod1/web/memory.current', '2097152\n'],
    [20, '/web/memory.max', '4000000\n'],
    [20, '/web/cpu.max', '50000 100000\n'],
    [20, '/web/cgroup.procs', '1\n2\n'],
    [
      20,
      '/web/cpu.stat',
      'usage_usec 240000\nuser_usec 240000\nsystem_usec 0\nnr_periods 5\nnr_throttled 2\nthrottled_usec 100000\n',
    ],
    [20, '/web/memory.events', 'low 0\nhigh 0\nmax 1\noom 1\noom_kill 1\noom_group_kill 1\n'],
    [1, '/memory.max', undefined],
    [1, '/nope/memory.max', undefined],
  ];
  test.each(cases)('%d reads %s', (reader, path, expected) => {
    expect(filesFor(reader, 'cgroup').read(path)).toBe(expected);
  });

  test('directories are the cgroups below', () => {
    expect(filesFor(1, 'cgroup').list('/kubepods')).toContain('pod1');
    expect(filesFor(20, 'cgroup').list('/')).toContain('web');
    expect(filesFor(20, 'cgroup').list('/nope')).toBeUndefined();
  });
});
