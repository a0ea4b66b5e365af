// Models linux@v6.12 kernel/nsproxy.c, kernel/pid_namespace.c
import { extend } from '../../api/extend.ts';
import { get, put, remove } from '../kernel/table.ts';
import type { Mount } from './fs/types.ts';
import type { Kernel } from './kernel.ts';
import type { Interface, Route } from './net/types.ts';
import type { Namespace, NamespaceKind, NamespaceOf, NamespaceSet, Process } from './state.ts';
import { NAMESPACE_KINDS } from './state.ts';

/** What a fresh namespace holds, by kind. */
type Content<K extends NamespaceKind> = Omit<NamespaceOf<K>, 'id' | 'kind' | 'pinned'>;

export function makeNamespace<K extends NamespaceKind>(
  kernel: Kernel,
  kind: K,
  content: Content<K>,
  pinned = false,
): number {
  const id = kernel.machine.nextNamespace++;
  kernel.putNamespace(extend({ id, kind, pinned }, content) as unknown as Namespace);
  return id;
}

export const loopbackDown: Interface = {
  name: 'lo',
  address: '127.0.0.1/8',
  mac: '00:00:00:00:00:00',
  mtu: 65_536,
  up: false,
  kind: 'loopback',
  peer: '',
};

/** A namespace as unshare(2) and clone(2) make it: a copy of the old one's content, or empty. */
export function freshNamespace(kernel: Kernel, kind: NamespaceKind, from: number): number {
  switch (kind) {
    case 'mnt':
      return makeNamespace(kernel, 'mnt', { mounts: kernel.namespace('mnt', from).mounts });
    case 'pid':
      return makeNamespace(kernel, 'pid', { parent: from, init: 0, nextPid: 1 });
    case 'net':
      return makeNamespace(kernel, 'net', { interfaces: [loopbackDown], routes: [] });
    case 'ipc':
      return makeNamespace(kernel, 'ipc', { segments: [] });
    case 'uts': {
      const { hostname, domainname } = kernel.namespace('uts', from);
      return makeNamespace(kernel, 'uts', { hostname, domainname });
    }
    case 'user':
      return makeNamespace(kernel, 'user', { owner: 0 });
    case 'cgroup':
      return makeNamespace(kernel, 'cgroup', { root: kernel.namespace('cgroup', from).root });
  }
}

export function setMounts(kernel: Kernel, id: number, mounts: readonly Mount[]): void {
  kernel.putNamespace({ ...kernel.namespace('mnt', id), mounts });
}

export function setNetwork(
  kernel: Kernel,
  id: number,
  interfaces: readonly Interface[],
  routes: readonly Route[],
): void {
  kernel.putNamespace({ ...kernel.namespace('net', id), interfaces, routes });
}

/** Lets go of a namespace that a bind mount has kept. */
export function unpin(kernel: Kernel, id: number): void {
  const namespace = get(kernel.machine.namespaces, id);
  if (namespace === undefined) return;
  kernel.putNamespace({ ...namespace, pinned: false });
  collect(kernel, [id]);
}

/** Drops those of the namespaces that nobody is in any more. */
export function collect(kernel: Kernel, ids: readonly number[]): void {
  const left = new Set(
    ids.filter((id) => {
      const namespace = get(kernel.machine.namespaces, id);
      return namespace !== undefined && !namespace.pinned;
    }),
  );
  if (left.size === 0) return;
  kernel.eachProcess((process) => {
    if (process.state !== 'Z') for (const kind of NAMESPACE_KINDS) left.delete(process.namespaces[kind]);
    left.delete(process.pidForChildren);
    return left.size > 0;
  });
  for (const id of left) kernel.machine.namespaces = remove(kernel.machine.namespaces, id);
}

/** The namespaces of `process` that `neighbour` is not in, and which may therefore go with it. */
export function ownNamespaces(process: Process, neighbour: Process | undefined): number[] {
  const ids: number[] = [];
  for (const kind of NAMESPACE_KINDS) {
    const id = process.namespaces[kind];
    if (neighbour === undefined || neighbour.state === 'Z' || neighbour.namespaces[kind] !== id) ids.push(id);
  }
  if (process.pidForChildren !== process.namespaces.pid) ids.push(process.pidForChildren);
  return ids;
}

/** Takes the next pid in a PID namespace and in each above it, the machine's first. */
export function takePids(kernel: Kernel, pidNamespace: number): number[] {
  const pids: number[] = [];
  for (let id: number | null = pidNamespace; id !== null; ) {
    const namespace: NamespaceOf<'pid'> = kernel.namespace('pid', id);
    if (namespace.parent === null) pids.unshift(kernel.machine.nextPid++);
    else {
      pids.unshift(namespace.nextPid);
      kernel.putNamespace({ ...namespace, nextPid: namespace.nextPid + 1 });
    }
    id = namespace.parent;
  }
  return pids;
}

/** How deep a PID namespace lies: 0 is the machine's own. */
export function depthOf(kernel: Kernel, pidNamespace: number): number {
  let depth = 0;
  for (let id = kernel.namespace('pid', pidNamespace).parent; id !== null; depth++) {
    id = kernel.namespace('pid', id).parent;
  }
  return depth;
}

/** The pid of `process` as seen from a PID namespace; 0 when it is not visible there. */
export function pidSeenFrom(kernel: Kernel, process: Process, pidNamespace: number): number {
  const depth = depthOf(kernel, pidNamespace);
  if (process.pids.length <= depth) return 0;
  let id = process.namespaces.pid;
  for (let level = process.pids.length - 1; level > depth; level--) {
    id = kernel.namespace('pid', id).parent as number;
  }
  return id === pidNamespace ? (process.pids[depth] as number) : 0;
}

/** The process a pid means in a PID namespace. */
export function processBySeenPid(kernel: Kernel, pidNamespace: number, pid: number): Process | undefined {
  const { parent, init } = kernel.namespace('pid', pidNamespace);
  if (parent === null) return kernel.process(pid);
  let found: Process | undefined;
  // Nobody in a namespace is older than its first process.
  kernel.eachProcess((process) => {
    if (pidSeenFrom(kernel, process, pidNamespace) === pid) found = process;
    return found === undefined;
  }, init);
  return found;
}

export function withNamespaces(set: NamespaceSet, fields: Partial<NamespaceSet>): NamespaceSet {
  return {
    cgroup: fields.cgroup ?? set.cgroup,
    ipc: fields.ipc ?? set.ipc,
    mnt: fields.mnt ?? set.mnt,
    net: fields.net ?? set.net,
    pid: fields.pid ?? set.pid,
    user: fields.user ?? set.user,
    uts: fields.uts ?? set.uts,
  };
}

/** Shared memory of an IPC namespace. */
export function putSegments(kernel: Kernel, id: number, segments: NamespaceOf<'ipc'>['segments']): void {
  kernel.machine.namespaces = put(kernel.machine.namespaces, id, {
    ...kernel.namespace('ipc', id),
    segments,
  });
}
