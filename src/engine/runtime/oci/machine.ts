// A node's own system: a small Debian with the programs a Kubernetes node has.
import { systems } from '../../images/base/systems.ts';
import type { Context } from '../../kernel/component.ts';
import { emptyTable, put, scan, type Table } from '../../kernel/table.ts';
import { bootMachine, FIRST } from '../../linux/boot.ts';
import { directory, executable, link, merge, tree } from '../../linux/fs/layers.ts';
import type { Filesystem, Inode } from '../../linux/fs/types.ts';
import { Kernel } from '../../linux/kernel.ts';
import { hostNetwork } from '../../linux/net/interfaces.ts';
import { addressIn, networkOf } from '../../linux/net/ip.ts';
import { addProcess } from '../../linux/processes.ts';
import type { Kit } from '../../linux/program.ts';
import { runAll } from '../../linux/run.ts';
import type { Machine } from '../../linux/state.ts';

/** The name of the layer that holds a node's own files. */
export const MACHINE_LAYER = 'machine';

let files: Table<Inode> | undefined;

export function machineFiles(): Table<Inode> {
  files ??= merge(
    systems.tools.tree(),
    tree({
      '/etc/hostname': '',
      '/etc/hosts': '127.0.0.1\tlocalhost\n',
      '/etc/machine-id': '0123456789abcdef0123456789abcdef\n',
      '/etc/resolv.conf': 'nameserver 172.18.0.1\n',
      '/etc/kubernetes/kubelet.conf': 'apiVersion: v1\nkind: Config\n',
      '/etc/kubernetes/manifests': directory(0o700),
      '/etc/kubernetes/manifests/README':
        'Podscope does not model static Pods: nothing reads what lies in this directory.\n',
      '/usr/bin/ip': executable('ip', 'gnu'),
      '/usr/bin/ss': executable('ss', 'gnu'),
      '/usr/bin/ping': executable('ping', 'gnu'),
      '/usr/bin/nslookup': executable('nslookup', 'gnu'),
      '/usr/sbin/iptables-save': executable('iptables-save', 'gnu'),
      '/usr/bin/docker': executable('docker', 'gnu'),
      '/usr/bin/dockerd': executable('dockerd', 'gnu'),
      '/var/lib/docker': directory(0o710),
      '/var/run': link('/run'),
      '/run': directory(),
      '/usr/bin/containerd': executable('unmodelled', 'gnu'),
      '/usr/bin/kubelet': executable('unmodelled', 'gnu'),
      '/var/lib/kubelet': directory(0o700),
      '/var/lib/containerd': directory(0o711),
      '/var/log/pods': directory(),
      '/var/log/containers': directory(),
      '/run/containerd': directory(0o711),
      '/mnt': directory(),
      '/srv': directory(),
    }),
  );
  return files;
}

/** The name of the layer that a bare machine has instead. */
export const BARE_LAYER = 'machine/bare';

let bareFiles: Table<Inode> | undefined;

/** A bare machine has a root file system of BusyBox at hand, to put a process into. */
export function bareMachineFiles(): Table<Inode> {
  bareFiles ??= merge(machineFiles(), below('/root/rootfs', systems.busybox.tree()));
  return bareFiles;
}

function below(path: string, files: Table<Inode>): Table<Inode> {
  const moved: Record<string, Inode> = {};
  scan(files, (inode, name) => {
    moved[name === '/' ? path : `${path}${name}`] = inode;
  });
  return tree(moved);
}

export interface NodeHardware {
  readonly name: string;
  readonly nodeIP: string;
  readonly podCIDR: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly bare: boolean;
}

const BITS = 16;

/** A node without its processes: switched off. */
export function makeNode({ name, nodeIP, podCIDR, cpus, memoryBytes, bare }: NodeHardware): Machine {
  const address = `${nodeIP}/${BITS}`;
  const gateway = addressIn(networkOf(address), 1);
  // Without Kubernetes nobody makes a bridge for Pods.
  const { interfaces, routes } = hostNetwork({ address, gateway, podCIDR: bare ? '' : podCIDR });
  return bootMachine({
    hostname: name,
    cpus,
    memoryBytes,
    interfaces,
    routes,
    system: bare ? BARE_LAYER : MACHINE_LAYER,
    nowMs: 0,
  });
}

/** The processes a node has before any Pod: init, the container runtime and the kubelet; a bare one has only init. */
export function startNode(
  machine: Machine,
  kit: Kit,
  node: string,
  context: Context,
  bare: boolean,
): Machine {
  const kernel = new Kernel({ ...machine, bootedMs: context.nowMs }, kit, `runtime/${node}`, context);
  const service = (exe: string, argv: readonly string[], cgroup: string, ppid = 1) =>
    addProcess(kernel, {
      ppid,
      program: 'external',
      exe,
      argv,
      env: {},
      uid: 0,
      gid: 0,
      cwd: '/',
      root: '/',
      fds: {},
      namespaces: FIRST,
      cgroup,
      newsUntilMs: 0,
      external: true,
    });
  service('/usr/lib/systemd/systemd', ['/sbin/init'], 'init.scope', 0);
  if (bare) {
    addProcess(kernel, {
      ppid: 1,
      program: 'dockerd',
      exe: '/usr/bin/dockerd',
      argv: ['/usr/bin/dockerd', '-H', 'fd://'],
      env: {},
      uid: 0,
      gid: 0,
      cwd: '/',
      root: '/',
      fds: {},
      namespaces: FIRST,
      cgroup: 'system.slice/docker.service',
      newsUntilMs: Number.MAX_SAFE_INTEGER,
      subreaper: true,
    });
    runAll(kernel);
    return kernel.close();
  }
  service('/usr/bin/containerd', ['/usr/bin/containerd'], 'system.slice/containerd.service');
  const kubelet = ['/usr/bin/kubelet', '--config=/var/lib/kubelet/config.yaml'];
  service('/usr/bin/kubelet', kubelet, 'system.slice/kubelet.service');
  return kernel.close();
}

/** What a machine that loses power finds when it comes back: its disks. */
export function afterPowerLoss(machine: Machine, hardware: NodeHardware): Machine {
  let disks: Table<Filesystem> = emptyTable();
  scan(machine.filesystems, (filesystem, id) => {
    if (filesystem.type === 'ext4' || filesystem.type === 'overlay') disks = put(disks, id, filesystem);
  });
  const fresh = makeNode(hardware);
  scan(fresh.filesystems, (filesystem, id) => {
    if (id !== 'root') disks = put(disks, id, filesystem);
  });
  return { ...fresh, filesystems: disks, nextId: machine.nextId };
}
