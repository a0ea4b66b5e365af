import type { HostState } from '../engine/host.ts';
import { get, scan, values } from '../engine/kernel/table.ts';
import { FIRST } from '../engine/linux/boot.ts';
import { find } from '../engine/linux/fs/tree.ts';
import type { Machine, NamespaceOf, Process, Terminal } from '../engine/linux/state.ts';
import { dockerLogPath } from '../engine/runtime/docker/logs.ts';
import type { DaemonState } from '../engine/runtime/docker/state.ts';
import { kit } from '../engine/runtime/kit.ts';
import type {
  CgroupView,
  MachineContainerView,
  MachineView,
  NamespaceView,
  NetworkView,
  ProcessView,
  SegmentView,
  TerminalText,
} from '../protocol/machine.ts';

/** Everything that is shown of a machine's inside. With `pod` only what belongs to that Pod, and what it takes from the host. */
export function machineView(host: HostState, timeMs: number, pod: string | undefined): MachineView {
  const { machine } = host;
  const containers = [...containersOf(host), ...dockerContainersOf(host.machine)].filter(
    (container) => pod === undefined || container.pod === pod,
  );
  const ids = new Set(containers.map(({ id }) => id));
  const processes = values(machine.processes)
    .map((process) => processView(process))
    .filter(({ container }) => pod === undefined || ids.has(container));
  const seen = new Set(processes.flatMap(({ namespaces }) => Object.values(namespaces)));
  const isShown = (id: number) => pod === undefined || seen.has(id);
  return {
    node: host.name,
    hostname: machine.hostname,
    timeMs,
    processes,
    namespaces: namespacesOf(machine).filter(({ id }) => isShown(id)),
    networks: networksOf(machine).filter(({ id }) => isShown(id)),
    segments: segmentsOf(machine).filter(({ ipc }) => isShown(ipc)),
    cgroups: cgroupsOf(machine).filter(({ path }) => pod === undefined || ids.has(containerOf(path))),
    containers,
    terminals: values(machine.terminals).map(({ id }) => id),
  };
}

/** The container a cgroup is of; '' for the machine's own. */
function containerOf(cgroup: string): string {
  return /(?:cri-containerd|docker)-([0-9a-f]+)\.scope$/.exec(cgroup)?.[1] ?? '';
}

function processView(process: Process): ProcessView {
  const { pid, ppid, pids, argv, uid, state, rssBytes, cpuMs, namespaces, cgroup } = process;
  const container = containerOf(cgroup);
  return { pid, ppid, pids, argv, uid, state, rssBytes, cpuMs: Math.round(cpuMs), namespaces, container };
}

function namespacesOf(machine: Machine): NamespaceView[] {
  const owners = new Map<number, number>();
  scan(machine.processes, ({ pid, namespaces, state }) => {
    if (state === 'Z') return;
    for (const id of Object.values(namespaces)) if (!owners.has(id)) owners.set(id, pid);
  });
  const first = new Set<number>(Object.values(FIRST));
  return values(machine.namespaces).map((namespace) => {
    const { id, kind, pinned } = namespace;
    const hostname = kind === 'uts' ? { hostname: namespace.hostname } : {};
    return { id, kind, first: first.has(id), pinned, owner: owners.get(id) ?? 0, ...hostname };
  });
}

function networksOf(machine: Machine): NetworkView[] {
  const networks = values(machine.namespaces).filter(
    (namespace): namespace is NamespaceOf<'net'> => namespace.kind === 'net',
  );
  const sockets = values(machine.sockets);
  const text = ({ ip, port }: { ip: string; port: number }) => (port === 0 ? ip : `${ip}:${port}`);
  return networks.map(({ id, interfaces }) => ({
    id,
    interfaces: interfaces.map(({ name, address, up }) => ({ name, address, up })),
    sockets: sockets
      .filter(({ netns }) => netns === id)
      .map((socket) => ({
        protocol: socket.protocol,
        state: socket.state,
        local: text(socket.local),
        remote: 'remote' in socket ? text(socket.remote) : '',
        pid: socket.owner,
      })),
  }));
}

function segmentsOf(machine: Machine): SegmentView[] {
  return values(machine.namespaces).flatMap((namespace) =>
    namespace.kind !== 'ipc'
      ? []
      : namespace.segments.map(({ shmid, key, bytes }) => ({ ipc: namespace.id, shmid, key, bytes })),
  );
}

function cgroupsOf(machine: Machine): CgroupView[] {
  const used = new Map<string, number>();
  scan(machine.processes, ({ cgroup, rssBytes }) => {
    used.set(cgroup, (used.get(cgroup) ?? 0) + rssBytes);
  });
  return values(machine.cgroups)
    .filter(({ path }) => containerOf(path) !== '')
    .map(({ path, memoryMaxBytes, memoryPeakBytes, oomKills, cpuMax, throttledMs }) => ({
      path,
      memoryMaxBytes,
      memoryBytes: used.get(path) ?? 0,
      memoryPeakBytes,
      oomKills,
      cpuMax,
      throttledMs: Math.round(throttledMs),
    }));
}

function containersOf({ machine, runtime, cri }: HostState): MachineContainerView[] {
  return values(runtime.tasks).map((task) => {
    const container = get(cri.containers, task.id);
    const process = get(machine.processes, task.pid);
    const mounts = process === undefined ? [] : mountsOf(machine, process.namespaces.mnt);
    const { namespace = '', name } = task.object;
    return {
      id: task.id,
      name: container?.name ?? 'pause',
      image: container?.image ?? '',
      type: container?.type ?? 'pause',
      pid: task.pid,
      pod: `${namespace}/${name.split('/')[0]}`,
      mounts,
    };
  });
}

/** How many lines of a container's output are shown. */
const LOG_LINES = 12;
/** Enough characters for them. */
const LOG_CHARACTERS = 4000;

/** What Docker's daemon keeps in its memory about the containers that run. */
function dockerContainersOf(machine: Machine): MachineContainerView[] {
  const daemon = values(machine.processes).find(({ program }) => program === 'dockerd');
  const state = daemon?.memory as DaemonState | null | undefined;
  return Object.values(state?.containers ?? {})
    .filter(({ pid }) => pid !== 0)
    .map(({ id, name, image, pid }) => {
      const process = get(machine.processes, pid);
      const mounts = process === undefined ? [] : mountsOf(machine, process.namespaces.mnt);
      return { id, name, image, type: 'docker', pid, pod: '', mounts, log: dockerLogOf(machine, id) };
    });
}

function dockerLogOf(machine: Machine, id: string): string[] {
  const root = get(machine.filesystems, 'root');
  const found = root && find(root, kit, dockerLogPath(id));
  if (found?.inode.type !== 'file') return [];
  // The first line may be cut in two.
  return found.inode.data
    .slice(-LOG_CHARACTERS)
    .split('\n')
    .filter((line) => line.startsWith('{"log":') && line.endsWith('}'))
    .slice(-LOG_LINES)
    .map((line) => (JSON.parse(line) as { log: string }).log.replace(/\n$/, ''));
}

function mountsOf(machine: Machine, id: number): MachineContainerView['mounts'] {
  const namespace = get(machine.namespaces, id);
  if (namespace?.kind !== 'mnt') return [];
  return namespace.mounts.map(({ target, source, readOnly, filesystem }) => ({
    target,
    source: source === '' ? (get(machine.filesystems, filesystem)?.type ?? '') : source,
    readOnly,
  }));
}

/** What a terminal shows from a place on. A place that is not there any more, or not yet, gives all there is. */
export function terminalText(terminal: Terminal | undefined, from: number): TerminalText {
  if (terminal === undefined) return { text: '', from: 0, to: 0 };
  const { output, dropped } = terminal;
  const to = dropped + output.length;
  const start = from < dropped || from > to ? dropped : from;
  return { text: output.slice(start - dropped), from: start, to };
}
