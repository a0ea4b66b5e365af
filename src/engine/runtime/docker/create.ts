// Models moby@v28.0.0 daemon/create.go, daemon/start.go, daemon/oci_linux.go, libnetwork/drivers/bridge
// Differs: one bridge network; a container's namespaces are those of its process and nothing else keeps them.

import { knownImage } from '../../images/index.ts';
import { hexId } from '../../kernel/ids.ts';
import { get } from '../../kernel/table.ts';
import { FIRST } from '../../linux/boot.ts';
import { makePipe } from '../../linux/descriptors.ts';
import { isErrno } from '../../linux/errno.ts';
import { putFilesystem, viewAsRoot } from '../../linux/filesystems.ts';
import { makeFilesystem } from '../../linux/fs/tree.ts';
import type { Mount } from '../../linux/fs/types.ts';
import type { Kernel } from '../../linux/kernel.ts';
import { makeNamespace, setNetwork } from '../../linux/namespaces.ts';
import { makeBridge, podNetwork } from '../../linux/net/interfaces.ts';
import { addressIn } from '../../linux/net/ip.ts';
import type { PortForward } from '../../linux/net/types.ts';
import { parseSignal } from '../../linux/signal.ts';
import { addTerminal, setForeground } from '../../linux/terminals.ts';
import { argvOf, startContainer } from '../oci/container.ts';
import { podFiles } from '../oci/files.ts';
import { type DaemonState, type DockerContainer, Refused, type RunOptions } from './state.ts';

/** What a container does for so long is news that a run waits for. */
export const NEWS_MS = 120_000;

const SUBNET = '172.17.0.0/16';

export function findContainer(state: DaemonState, name: string): DockerContainer {
  const all = Object.values(state.containers);
  const found =
    all.find((container) => container.name === name) ??
    all.find(({ id }) => name.length > 0 && id.startsWith(name));
  if (found === undefined) throw new Refused(`No such container: ${name}`);
  return found;
}

const short = (id: string): string => id.slice(0, 12);

export interface Created {
  readonly container: DockerContainer;
  readonly nextAddress: number;
}

interface Caller {
  /** The daemon's pid, which the container's process becomes a child of. */
  readonly daemon: number;
  /** The client's terminal and working directory. */
  readonly terminal: string | null;
  readonly cwd: string;
  /** Hands an open file to the daemon: its descriptor. */
  keep(file: number): number;
}

/** Makes a container and starts it. Throws `Refused` with the daemon's own words. */
export function createContainer(
  kernel: Kernel,
  state: DaemonState,
  options: RunOptions,
  imageName: string,
  caller: Caller,
): Created {
  const id = hexId(() => kernel.context.random());
  const name = nameFor(state, options.name, id);
  const image = knownImage(imageName);
  const sharedNet = joined(state, options.network, 'network');
  const sharedIpc = joined(state, options.ipc, 'IPC');
  const sharedPid = joined(state, options.pid, 'PID');
  if (sharedNet !== undefined && options.publish.length > 0) {
    throw new Refused('conflicting options: port publishing and the container type network mode', 125);
  }
  if (sharedNet !== undefined && options.hostname !== '') {
    throw new Refused('conflicting options: hostname and the network mode', 125);
  }
  if (
    sharedIpc !== undefined &&
    sharedIpc.ipcMode !== 'shareable' &&
    !sharedIpc.ipcMode.startsWith('container:')
  ) {
    throw new Refused(
      `can't join IPC of container ${sharedIpc.id}: non-shareable IPC (hint: use IpcMode:shareable for the donor container)`,
      125,
    );
  }
  if (sharedNet === undefined && !['', 'bridge', 'default', 'host', 'none'].includes(options.network)) {
    throw new Refused(`network ${options.network} not found`, 125);
  }
  const isHost = options.network === 'host';
  const hostname =
    options.hostname || (sharedNet?.hostname ?? (isHost ? kernel.machine.hostname : short(id)));
  let { nextAddress } = state;
  let ip = sharedNet?.ip ?? '';
  let netns = sharedNet?.netns ?? FIRST.net;
  if (sharedNet === undefined && !isHost) {
    ip = options.network === 'none' ? '' : addressIn(SUBNET, nextAddress++);
    netns = makeNetwork(kernel, id, ip);
  }
  const ports = forwardsOf(kernel, options.publish, ip, name, id);
  const ipc =
    sharedIpc?.ipc ?? (options.ipc === 'host' ? FIRST.ipc : makeNamespace(kernel, 'ipc', { segments: [] }));
  const uts =
    sharedNet?.uts ??
    (isHost || options.uts === 'host'
      ? FIRST.uts
      : makeNamespace(kernel, 'uts', { hostname, domainname: '' }));
  const targetPid = sharedPid === undefined ? undefined : kernel.process(sharedPid.pid)?.namespaces.pid;
  const pidns = targetPid ?? (options.pid === 'host' ? FIRST.pid : null);
  const mounts = [...volumesOf(kernel, options, caller.cwd), ...borrowed(state, options.volumesFrom)];
  for (const target of image.config.volumes) {
    if (mounts.some((mount) => mount.target === target)) continue;
    const filesystem = `disk/docker-${short(id)}${target.replaceAll('/', '-')}`;
    putFilesystem(kernel, makeFilesystem({ id: filesystem, type: 'ext4', device: '/dev/sda1' }));
    mounts.push({ target, filesystem, root: '/', readOnly: false, source: 'anonymous volume' });
  }
  const terminal = options.tty ? (options.detach ? `docker/${id}` : caller.terminal) : null;
  if (terminal !== null && get(kernel.machine.terminals, terminal) === undefined) {
    addTerminal(kernel, terminal, { columns: 80, rows: 24 });
  }
  const wires = terminal === null ? pipes(kernel, options.interactive ? caller.terminal : null) : undefined;
  const files = podFiles({
    hostname,
    ip,
    domain: '',
    aliases: [],
    resolvConf: 'nameserver 172.17.0.1\n',
    comment: '',
  });
  const result = startContainer(
    kernel,
    { shim: caller.daemon, pid: caller.daemon, netns, ipc, uts, pidns, cgroup: 'system.slice/docker', files },
    {
      id,
      image,
      command: options.entrypoint === null ? [] : [options.entrypoint, ...options.args],
      args: options.entrypoint === null ? options.args : [],
      env: { HOSTNAME: hostname, ...(terminal === null ? {} : { TERM: 'xterm' }), ...options.env },
      workingDir: options.workdir,
      user: options.user,
      security: options.security,
      ports: image.config.ports,
      described: '',
      mounts,
      stdin: false,
      terminal,
      readOnlyRoot: options.readOnly,
      memoryMaxBytes: options.memoryBytes,
      cpuMax: options.cpus,
      newsUntilMs: kernel.context.nowMs + NEWS_MS,
      targetPidns: null,
      output: wires?.inside,
      cgroup: `system.slice/docker-${id}.scope`,
    },
  );
  if (!result.ok) {
    const wrong =
      'failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: ' +
      `unable to start container process: ${result.message}: unknown`;
    throw new Refused(wrong, result.message.includes('not found') ? 127 : 126);
  }
  if (terminal !== null && !options.detach) setForeground(kernel, terminal, result.pid);
  kernel.machine.forwards = [...kernel.machine.forwards, ...ports];
  return {
    nextAddress,
    container: {
      id,
      name,
      image: options.image,
      imageName,
      command: argvOf({
        image,
        command: options.entrypoint === null ? [] : [options.entrypoint],
        args: options.args,
      }),
      createdMs: kernel.context.nowMs,
      startedMs: kernel.context.nowMs,
      finishedMs: null,
      pid: result.pid,
      exitCode: 0,
      oomKilled: false,
      networkMode: options.network || 'bridge',
      ipcMode: options.ipc || 'private',
      pidMode: options.pid,
      netns,
      ipc,
      uts,
      ip,
      hostname,
      ports,
      mounts,
      stopSignal: parseSignal(image.config.stopSignal) ?? 'TERM',
      autoRemove: options.rm,
      terminal,
      stdout: wires === undefined ? -1 : caller.keep(wires.stdout),
      stderr: wires === undefined ? -1 : caller.keep(wires.stderr),
      attached: [],
      followers: [],
      stopping: [],
    },
  };
}

function nameFor(state: DaemonState, wanted: string, id: string): string {
  if (wanted === '')
    return `${ADJECTIVES[Number.parseInt(id.slice(0, 4), 16) % ADJECTIVES.length]}_${NAMES[Number.parseInt(id.slice(4, 8), 16) % NAMES.length]}`;
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(wanted)) {
    throw new Refused(`Invalid container name (${wanted}), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed`, 125);
  }
  const other = Object.values(state.containers).find(({ name }) => name === wanted);
  if (other !== undefined) {
    throw new Refused(
      `Conflict. The container name "/${wanted}" is already in use by container "${other.id}". You have to remove (or rename) that container to be able to reuse that name.`,
      125,
    );
  }
  return wanted;
}

const ADJECTIVES = ['bold', 'calm', 'eager', 'gentle', 'happy', 'keen', 'quiet', 'swift'];
const NAMES = ['curie', 'darwin', 'euler', 'gauss', 'hopper', 'lovelace', 'noether', 'turing'];

/** The running container that a mode such as `container:pause` names; undefined for every other mode. */
function joined(state: DaemonState, mode: string, what: string): DockerContainer | undefined {
  if (!mode.startsWith('container:')) return undefined;
  const container = findContainer(state, mode.slice('container:'.length));
  if (container.pid === 0) {
    throw new Refused(
      what === 'network'
        ? `cannot join network of a non running container: ${container.id}`
        : `can't join ${what} namespace of container ${container.id}: container is not running`,
      125,
    );
  }
  return container;
}

function makeNetwork(kernel: Kernel, id: string, ip: string): number {
  const netns = makeNamespace(kernel, 'net', { interfaces: [], routes: [] });
  const host = kernel.namespace('net', FIRST.net);
  if (ip === '') return netns;
  const hostName = `veth${id.slice(0, 7)}`;
  const network = podNetwork({ netns, hostNetns: FIRST.net, hostName, ip, podCIDR: SUBNET });
  setNetwork(kernel, netns, network.interfaces, network.routes);
  const bridge = host.interfaces.some(({ name }) => name === 'docker0')
    ? []
    : [makeBridge('docker0', SUBNET)];
  const routes = bridge.length === 0 ? [] : [{ destination: SUBNET, gateway: '', device: 'docker0' }];
  setNetwork(
    kernel,
    FIRST.net,
    [...host.interfaces, ...bridge, network.outside],
    [...host.routes, ...routes],
  );
  return netns;
}

/** `8880:80`, `127.0.0.1:8880:80/udp`, `80`. */
function forwardsOf(
  kernel: Kernel,
  publish: readonly string[],
  ip: string,
  name: string,
  id: string,
): readonly PortForward[] {
  return publish.map((text) => {
    const [numbers = '', protocol = 'tcp'] = text.split('/');
    const parts = numbers.split(':');
    const port = Number(parts.at(-1));
    const hostPort = parts.length > 1 && parts.at(-2) !== '' ? Number(parts.at(-2)) : 32_768 + (port % 1000);
    if (!(port > 0 && port < 65_536) || !(hostPort > 0 && hostPort < 65_536)) {
      throw new Refused(`invalid containerPort: ${text}`, 125);
    }
    const hostIp = parts.length > 2 ? (parts[0] as string) : '0.0.0.0';
    const taken = kernel.machine.forwards.some((other) => other.hostPort === hostPort);
    if (taken) {
      throw new Refused(
        `driver failed programming external connectivity on endpoint ${name} (${id}): Bind for ${hostIp}:${hostPort} failed: port is already allocated`,
        125,
      );
    }
    return { protocol: protocol === 'udp' ? 'udp' : 'tcp', hostIp, hostPort, to: { ip, port } };
  });
}

function volumesOf(kernel: Kernel, { volumes }: RunOptions, cwd: string): Mount[] {
  const files = viewAsRoot(kernel, kernel.namespace('mnt', FIRST.mnt).mounts, { cwd });
  return volumes.map((text) => {
    const [source = '', target = '', mode = ''] = text.split(':');
    const readOnly = mode.split(',').includes('ro');
    if (target === '' || !target.startsWith('/')) {
      throw new Refused(
        `invalid volume specification: '${text}': invalid mount config for type "volume": invalid mount path: '${target}' mount path must be absolute`,
        125,
      );
    }
    if (!source.startsWith('/') && !source.startsWith('.')) {
      const filesystem = `disk/docker-volume-${source}`;
      if (kernel.filesystem(filesystem) === undefined) {
        putFilesystem(kernel, makeFilesystem({ id: filesystem, type: 'ext4', device: '/dev/sda1' }));
      }
      return { target, filesystem, root: '/', readOnly, source: `volume ${source}` };
    }
    if (isErrno(files.resolve(source))) files.ensure(source, 'directory');
    const place = files.resolve(source);
    if (isErrno(place)) throw new Refused(`error while creating mount source path '${source}'`, 125);
    return { target, filesystem: place.mount.filesystem, root: place.path, readOnly, source };
  });
}

function borrowed(state: DaemonState, names: readonly string[]): Mount[] {
  return names.flatMap((name) => findContainer(state, name.split(':')[0] as string).mounts);
}

/** Pipes that carry a container's output to the daemon; its input is the client's terminal or nothing. */
function pipes(kernel: Kernel, terminal: string | null) {
  const out = makePipe(kernel);
  const err = makePipe(kernel);
  const id = kernel.newId();
  kernel.putFile(
    terminal === null
      ? { id, refs: 1, type: 'device', device: 'null' }
      : { id, refs: 1, type: 'terminal', terminal },
  );
  return {
    stdout: out.read,
    stderr: err.read,
    inside: { stdin: id, stdout: out.write, stderr: err.write },
  };
}
