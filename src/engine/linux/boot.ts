import { emptyTable, put, tableOf } from '../kernel/table.ts';
import { makeCgroup } from './cgroups.ts';
import { makeFilesystem } from './fs/tree.ts';
import type { Mount } from './fs/types.ts';
import type { Interface, Route } from './net/types.ts';
import type { Machine, Namespace, NamespaceSet } from './state.ts';

/** The first namespace's inode number, as Linux counts. */
const FIRST_NAMESPACE = 4_026_531_835;

export interface Hardware {
  readonly hostname: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly interfaces: readonly Interface[];
  readonly routes: readonly Route[];
  /** Name of the layer that holds the machine's own files. */
  readonly system: string;
  readonly nowMs: number;
}

/** The namespaces every machine begins with. */
export const FIRST: NamespaceSet = {
  cgroup: FIRST_NAMESPACE,
  user: FIRST_NAMESPACE + 2,
  uts: FIRST_NAMESPACE + 3,
  ipc: FIRST_NAMESPACE + 4,
  pid: FIRST_NAMESPACE + 1,
  net: FIRST_NAMESPACE + 5,
  mnt: FIRST_NAMESPACE + 6,
};

export const mountAt = (
  target: string,
  filesystem: string,
  { root = '/', readOnly = false, source = '' }: Partial<Omit<Mount, 'target' | 'filesystem'>> = {},
): Mount => ({ target, filesystem, root, readOnly, source });

/** The id of the filesystem that a mount of proc in a PID namespace makes; `proc` itself shows whoever looks its own. */
export const procOf = (pidNamespace: number): string => `proc/${pidNamespace}`;

/** A machine with its namespaces and file systems, on which nothing runs. */
export function bootMachine(hardware: Hardware): Machine {
  const mounts = [
    mountAt('/', 'root'),
    mountAt('/proc', procOf(FIRST.pid)),
    mountAt('/sys/fs/cgroup', 'cgroup'),
    mountAt('/tmp', 'tmp'),
  ];
  const namespaces: Namespace[] = [
    { kind: 'cgroup', id: FIRST.cgroup, pinned: true, root: '' },
    { kind: 'pid', id: FIRST.pid, pinned: true, parent: null, init: 0, nextPid: 1 },
    { kind: 'user', id: FIRST.user, pinned: true, owner: 0 },
    { kind: 'uts', id: FIRST.uts, pinned: true, hostname: hardware.hostname, domainname: '' },
    { kind: 'ipc', id: FIRST.ipc, pinned: true, segments: [] },
    {
      kind: 'net',
      id: FIRST.net,
      pinned: true,
      interfaces: hardware.interfaces,
      routes: hardware.routes,
    },
    { kind: 'mnt', id: FIRST.mnt, pinned: true, mounts },
  ];
  return {
    hostname: hardware.hostname,
    bootedMs: hardware.nowMs,
    cpus: hardware.cpus,
    memoryBytes: hardware.memoryBytes,
    nextPid: 1,
    nextNamespace: FIRST_NAMESPACE + 400,
    nextId: 1,
    processes: emptyTable(),
    namespaces: tableOf(namespaces.map((namespace) => [namespace.id, namespace] as const)),
    filesystems: tableOf([
      ['root', makeFilesystem({ id: 'root', type: 'ext4', device: '/dev/sda1', lower: hardware.system })],
      ['proc', makeFilesystem({ id: 'proc', type: 'proc', device: 'proc' })],
      [
        procOf(FIRST.pid),
        makeFilesystem({ id: procOf(FIRST.pid), type: 'proc', device: 'proc', pidNamespace: FIRST.pid }),
      ],
      ['cgroup', makeFilesystem({ id: 'cgroup', type: 'cgroup2', device: 'cgroup2' })],
      ['tmp', makeFilesystem({ id: 'tmp', type: 'tmpfs', device: 'tmpfs' })],
    ]),
    files: emptyTable(),
    pipes: emptyTable(),
    sockets: emptyTable(),
    cgroups: put(emptyTable(), '', makeCgroup('')),
    terminals: emptyTable(),
    waiters: emptyTable(),
    forwards: [],
    computing: [],
  };
}
