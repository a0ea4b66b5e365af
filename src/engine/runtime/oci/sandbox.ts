// Models containerd@v2.1.0 internal/cri/server/podsandbox/sandbox_run_linux.go, opencontainers/runc@v1.3.0 libcontainer/process_linux.go
import type { Table } from '../../kernel/table.ts';
import { FIRST, mountAt } from '../../linux/boot.ts';
import { addCgroup } from '../../linux/cgroups.ts';
import { makeFile } from '../../linux/descriptors.ts';
import { putFilesystem } from '../../linux/filesystems.ts';
import { makeFilesystem } from '../../linux/fs/tree.ts';
import type { Inode } from '../../linux/fs/types.ts';
import type { Kernel } from '../../linux/kernel.ts';
import { makeNamespace, setNetwork, unpin } from '../../linux/namespaces.ts';
import { podNetwork } from '../../linux/net/interfaces.ts';
import { networkOf } from '../../linux/net/ip.ts';
import { sysctlEntry } from '../../linux/net/sysctls.ts';
import { addProcess } from '../../linux/processes.ts';
import type { Process } from '../../linux/state.ts';
import type { SandboxConfig } from '../cri.ts';
import { bareFiles, podFiles } from './files.ts';

/** What a Pod's containers share, and the processes that hold it. */
export interface SandboxParts {
  readonly shim: number;
  /** pause. */
  readonly pid: number;
  readonly netns: number;
  readonly ipc: number;
  readonly uts: number;
  /** The PID namespace its containers join; null: each has its own. */
  readonly pidns: number | null;
  readonly cgroup: string;
  /** Devices, hosts, hostname and resolv.conf of its containers. */
  readonly files: Table<Inode>;
}

export interface SandboxSpec {
  readonly id: string;
  readonly config: SandboxConfig;
  /** Empty on the node's network. */
  readonly ip: string;
  /** The image pause comes from. */
  readonly image: string;
  readonly newsUntilMs: number;
}

/** Makes the namespaces of a Pod and starts pause in them, a child of its shim. */
export function startSandbox(kernel: Kernel, spec: SandboxSpec): SandboxParts {
  const { id, config } = spec;
  const netns = config.hostNetwork ? FIRST.net : makeNetwork(kernel, id, spec.ip, config.sysctls);
  const ipc = config.hostIPC ? FIRST.ipc : makeNamespace(kernel, 'ipc', { segments: [] });
  const hostname = config.hostnameAsFQDN ? `${config.hostname}.${config.domain}` : config.hostname;
  const uts = config.hostNetwork ? FIRST.uts : makeNamespace(kernel, 'uts', { hostname, domainname: '' });
  const own = { parent: FIRST.pid, init: 0, nextPid: 1 };
  const pid = config.hostPID ? FIRST.pid : makeNamespace(kernel, 'pid', own);
  const filesystem = `overlay/${id}`;
  const overlay = { id: filesystem, type: 'overlay', device: 'overlay', lower: spec.image } as const;
  putFilesystem(kernel, makeFilesystem({ ...overlay, content: bareFiles }));
  const mnt = makeNamespace(kernel, 'mnt', { mounts: [mountAt('/', filesystem), mountAt('/proc', 'proc')] });
  if (config.cgroupParent !== '') {
    const { memoryMaxBytes, cpuMax } = config;
    addCgroup(kernel, config.cgroupParent, { memoryMaxBytes, cpuMax });
  }
  const shim = addProcess(kernel, {
    ppid: 1,
    program: 'external',
    exe: '/usr/bin/containerd-shim-runc-v2',
    argv: ['/usr/bin/containerd-shim-runc-v2', '-namespace', 'k8s.io', '-id', id],
    env: {},
    uid: 0,
    gid: 0,
    cwd: '/',
    root: '/',
    fds: {},
    namespaces: FIRST,
    cgroup: 'system.slice/containerd.service',
    newsUntilMs: 0,
    external: true,
    subreaper: true,
  });
  const cgroup = `${config.cgroupParent}/cri-containerd-${id}.scope`;
  const pause = addProcess(kernel, {
    ppid: shim.pid,
    program: 'pause',
    exe: '/pause',
    argv: ['/pause'],
    env: {},
    ...pauseUser(config.user),
    cwd: '/',
    root: '/',
    fds: { 0: makeFile(kernel, { type: 'device', device: 'null' }) },
    namespaces: { cgroup: FIRST.cgroup, ipc, mnt, net: netns, pid, user: FIRST.user, uts },
    cgroup,
    newsUntilMs: spec.newsUntilMs,
  });
  const files = podFiles({
    hostname: config.hostname,
    ownName: hostname,
    ip: config.hostNetwork ? '' : spec.ip,
    domain: config.domain,
    aliases: config.hostAliases,
    resolvConf: config.resolvConf,
  });
  const shares = config.shareProcessNamespace || config.hostPID;
  return { shim: shim.pid, pid: pause.pid, netns, ipc, uts, pidns: shares ? pid : null, cgroup, files };
}

/** Whom the Pod runs as, or the user of pause's own image. */
function pauseUser(user: string): Pick<Process, 'uid' | 'gid'> {
  if (user === '') return { uid: 65_535, gid: 65_535 };
  const [uid, gid = '0'] = user.split(':');
  return { uid: Number(uid), gid: Number(gid) };
}

/** A network namespace with the Pod's end of a pair of interfaces, and the machine with the other. */
function makeNetwork(
  kernel: Kernel,
  id: string,
  ip: string,
  settings: Readonly<Record<string, string>>,
): number {
  const sysctls = Object.fromEntries(
    Object.entries(settings).map(([name, value]) => sysctlEntry(name, value)),
  );
  const netns = makeNamespace(kernel, 'net', { interfaces: [], routes: [], sysctls }, true);
  const machine = kernel.namespace('net', FIRST.net);
  const bridge = machine.interfaces.find(({ kind }) => kind === 'bridge');
  const podCIDR = networkOf(bridge?.address ?? `${ip}/24`);
  const hostName = `veth${id.slice(0, 8)}`;
  const network = podNetwork({ netns, hostNetns: FIRST.net, hostName, ip, podCIDR });
  setNetwork(kernel, netns, network.interfaces, network.routes);
  setNetwork(kernel, FIRST.net, [...machine.interfaces, network.outside], machine.routes);
  return netns;
}

/** Takes apart what is left of a Pod once its processes are gone. */
export function removeSandboxParts(kernel: Kernel, id: string, { netns }: Pick<SandboxParts, 'netns'>): void {
  if (netns === FIRST.net) return;
  const machine = kernel.namespace('net', FIRST.net);
  const gone = `veth${id.slice(0, 8)}`;
  const left = machine.interfaces.filter(({ name }) => name !== gone);
  setNetwork(kernel, FIRST.net, left, machine.routes);
  unpin(kernel, netns);
}
