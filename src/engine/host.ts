import { asNumber, type Node, value as quantityValue } from '../api/index.ts';
import type { Context } from './kernel/component.ts';
import type { Draft } from './kernel/draft.ts';
import { type Address, type Envelope, type ObjectRef, roleOf } from './kernel/message.ts';
import { get, scan, type Table } from './kernel/table.ts';
import { kubelet } from './kubelet/kubelet.ts';
import { initialKubelet, type KubeletState, rebooted } from './kubelet/state.ts';
import { scraped } from './kubelet/stats.ts';
import { Kernel } from './linux/kernel.ts';
import type { Machine, Process } from './linux/state.ts';
import { SWITCH } from './network/addresses.ts';
import { filterOf } from './network/filter.ts';
import { initialKubeProxy, type KubeProxyState, kubeProxy } from './network/kubeProxy.ts';
import {
  initialNodeNetwork,
  type NodeNetworkState,
  networkAfterPowerLoss,
  nodeNetwork,
} from './network/node.ts';
import type { Cable } from './network/switch.ts';
import { type CadvisorState, cadvisor, initialCadvisor } from './runtime/cadvisor.ts';
import { type CniState, cni, initialCni } from './runtime/cni.ts';
import { cri } from './runtime/cri/service.ts';
import { type CriState, criAfterPowerLoss, initialCri } from './runtime/cri/state.ts';
import { type CsiState, initialCsi, noticeWrites, receiveCsi } from './runtime/csi.ts';
import { kit } from './runtime/kit.ts';
import { afterPowerLoss, makeNode, type NodeHardware, startNode } from './runtime/oci/machine.ts';
import { initialTasks, type TasksState } from './runtime/task.ts';
import { receiveTasks } from './runtime/tasks.ts';
import { initialVolumes, receiveVolumes, type VolumesState } from './runtime/volumes.ts';

/** One machine of the cluster and everything that runs on it. */
export interface HostState {
  readonly name: string;
  readonly poweredOn: boolean;
  /** Its kernel, files and processes. */
  readonly machine: Machine;
  readonly kubelet: KubeletState;
  readonly cri: CriState;
  readonly runtime: TasksState;
  readonly cni: CniState;
  readonly volumes: VolumesState;
  readonly csi: CsiState;
  readonly cadvisor: CadvisorState;
  readonly net: NodeNetworkState;
  readonly kubeProxy: KubeProxyState;
}

/** From the power button to a kubelet that works. */
const BOOT_MS = 10_000;

/** A machine that is still switched off. `index` counts machines from 0 and decides its addresses. */
export function bootHost(node: Node, index: number): HostState {
  const given = node.status?.addresses?.find(({ type }) => type === 'InternalIP')?.address;
  const number = index + 2;
  const nodeIP = given ?? `172.18.${Math.floor(number / 256)}.${number % 256}`;
  const podCIDR = node.spec?.podCIDR ?? `10.${244 + Math.floor(index / 256)}.${index % 256}.0/24`;
  return {
    name: node.metadata.name as string,
    poweredOn: false,
    machine: makeNode(hardwareOf(node, nodeIP, podCIDR)),
    kubelet: initialKubelet(node, nodeIP, podCIDR),
    cri: initialCri(),
    runtime: initialTasks(),
    cni: initialCni(podCIDR),
    volumes: initialVolumes(),
    csi: initialCsi(),
    cadvisor: initialCadvisor(),
    net: initialNodeNetwork(node.metadata.name as string, nodeIP, podCIDR),
    kubeProxy: initialKubeProxy(),
  };
}

function hardwareOf(node: Node, nodeIP: string, podCIDR: string): NodeHardware {
  const { cpu = '1', memory = '1Gi' } = node.status?.capacity ?? {};
  return {
    name: node.metadata.name as string,
    nodeIP,
    podCIDR,
    cpus: Math.max(1, Math.round(asNumber(cpu))),
    memoryBytes: quantityValue(memory),
    bare: isBare(node),
  };
}

/** Hands a message to the part of the machine it is for. A machine without power loses all of them. */
export function receiveOnHost(host: HostState, envelope: Envelope, context: Context): HostState {
  const role = roleOf(envelope.to);
  if (role === 'machine') return pressed(host, envelope, context);
  if (!host.poweredOn) {
    context.note({ lost: 'PoweredOff' });
    return host;
  }
  switch (role) {
    case 'kubelet': {
      if (envelope.verb === 'scrape') {
        scraped(host.machine, host.runtime, envelope, context);
        return host;
      }
      const state = kubelet.receive(host.kubelet, envelope, context);
      return state === host.kubelet ? host : withPart(host, 'kubelet', state);
    }
    case 'cri': {
      const state = cri.receive(host.cri, envelope, context);
      return state === host.cri ? host : withPart(host, 'cri', state);
    }
    case 'runtime': {
      const kernel = kernelOf(host, context);
      const state = receiveTasks(host.runtime, kernel, envelope);
      return withWrites(withKernel(host, 'runtime', state, kernel), host, context);
    }
    case 'cni':
      return withPart(host, 'cni', cni.receive(host.cni, envelope, context));
    case 'volumes': {
      const kernel = kernelOf(host, context);
      const state = receiveVolumes(host.volumes, kernel, envelope, context);
      return withKernel(host, 'volumes', state, kernel);
    }
    case 'csi': {
      const kernel = kernelOf(host, context);
      const state = receiveCsi(host.csi, kernel, envelope, context);
      return withKernel(host, 'csi', state, kernel);
    }
    case 'cadvisor':
      return withPart(host, 'cadvisor', cadvisor.receive(host.cadvisor, envelope, context));
    case 'net': {
      const state = nodeNetwork.receive(host.net, envelope, context);
      return state === host.net ? host : withPart(host, 'net', state);
    }
    case 'kube-proxy': {
      const state = kubeProxy.receive(host.kubeProxy, envelope, context);
      return state === host.kubeProxy ? host : withPart(host, 'kubeProxy', state);
    }
    default:
      throw new Error(`${envelope.to} is no part of a machine`);
  }
}

function kernelOf(host: HostState, context: Context): Kernel {
  return new Kernel(
    host.machine,
    kit,
    `runtime/${host.name}`,
    context,
    (process) => podOf(host.runtime, process),
    () => filterOf(host.net),
  );
}

/** Whose process it is: the Pod in whose network it lives. */
function podOf({ sandboxes, tasks }: TasksState, process: Process): ObjectRef | undefined {
  let owner: ObjectRef | undefined;
  scan(sandboxes, ({ netns, cgroup }, id) => {
    const parent = cgroup.slice(0, cgroup.lastIndexOf('/'));
    if (netns === process.namespaces.net && process.cgroup.startsWith(`${parent}/`)) {
      owner = get(tasks, id)?.object;
    }
    return owner === undefined;
  });
  return owner === undefined ? undefined : { ...owner, kind: 'Pod' };
}

function withKernel<K extends 'runtime' | 'volumes' | 'csi'>(
  host: HostState,
  part: K,
  state: HostState[K],
  kernel: Kernel,
): HostState {
  const machine = kernel.close();
  if (state === host[part] && machine === host.machine) return host;
  return withPart(host, part, state, machine);
}

/** Its storage driver takes note of what was written to volumes. */
function withWrites(host: HostState, before: HostState, context: Context): HostState {
  if (host.csi.staged.size === 0) return host;
  const state = noticeWrites(host.csi, before.machine, host.machine, `csi/${host.name}`, context);
  return state === host.csi ? host : withPart(host, 'csi', state);
}

/** The machine with one part replaced, field by field: V8 is slow to spread what a spread has made. */
function withPart<K extends keyof HostState>(
  host: HostState,
  part: K,
  state: HostState[K],
  machine = host.machine,
): HostState {
  const next: Draft<HostState> = {
    name: host.name,
    poweredOn: host.poweredOn,
    machine,
    kubelet: host.kubelet,
    cri: host.cri,
    runtime: host.runtime,
    cni: host.cni,
    volumes: host.volumes,
    csi: host.csi,
    cadvisor: host.cadvisor,
    net: host.net,
    kubeProxy: host.kubeProxy,
  };
  next[part] = state;
  return next;
}

/** A machine without Kubernetes: a Linux host with Docker, to try things on. */
export const BARE_ANNOTATION = 'podscope.dev/bare';

function isBare({ metadata }: Node): boolean {
  return metadata.annotations?.[BARE_ANNOTATION] === 'true';
}

/** The power switch, and the end of booting. */
function pressed(host: HostState, envelope: Envelope, context: Context): HostState {
  const machine: Address = envelope.to;
  switch (envelope.verb) {
    case 'NodeUp': {
      if (host.poweredOn) return host;
      const state = rebooted(host.kubelet);
      context.send({ from: machine, to: machine, verb: 'booted', body: state.boot }, BOOT_MS);
      context.send({ from: machine, to: SWITCH, verb: 'attach', body: cableOf(host) }, 0);
      const bare = isBare(host.kubelet.manifest);
      const started = startNode(host.machine, kit, host.name, context, bare);
      return { ...host, poweredOn: true, kubelet: state, machine: started };
    }
    case 'booted':
      if (!host.poweredOn || envelope.body !== host.kubelet.boot) return host;
      if (isBare(host.kubelet.manifest)) return host;
      context.send({ from: machine, to: `kubelet/${host.name}`, verb: 'start' }, 0);
      context.send({ from: machine, to: `kube-proxy/${host.name}`, verb: 'start' }, 0);
      return host;
    case 'NodeDown':
      if (!host.poweredOn) return host;
      context.send({ from: machine, to: SWITCH, verb: 'detach', body: cableOf(host) }, 0);
      return {
        ...host,
        poweredOn: false,
        kubelet: rebooted(host.kubelet),
        cri: criAfterPowerLoss(host.cri, context.nowMs),
        machine: afterPowerLoss(
          host.machine,
          hardwareOf(host.kubelet.manifest, host.net.nodeIP, host.net.podCIDR),
        ),
        runtime: initialTasks(),
        volumes: initialVolumes(),
        csi: initialCsi(),
        cadvisor: initialCadvisor(),
        net: networkAfterPowerLoss(host.net),
        kubeProxy: initialKubeProxy(),
      };
    case 'Resize':
      if (host.poweredOn) context.send({ from: machine, to: `kubelet/${host.name}`, verb: 'resized' }, 0);
      return { ...host, kubelet: { ...host.kubelet, manifest: envelope.body as Node } };
    default:
      throw new Error(`${machine} does not know ${envelope.verb}`);
  }
}

function cableOf({ net: { node, nodeIP, podCIDR } }: HostState): Cable {
  return { node, ip: nodeIP, podCIDR };
}

/** Where a Pod's container runs; `POD` is its pause container. Null when it does not. */
export function locateContainer(
  hosts: Table<HostState>,
  wanted: { readonly namespace: string; readonly pod: string; readonly container: string },
): { readonly node: string; readonly id: string } | null {
  let place: { node: string; id: string } | null = null;
  scan(hosts, (host) => {
    scan(host.kubelet.workers, ({ pod, sandbox, containers }) => {
      if (pod.metadata.name !== wanted.pod || pod.metadata.namespace !== wanted.namespace) return true;
      const current = containers[wanted.container]?.current;
      const id =
        wanted.container === 'POD' ? sandbox?.id : current?.state === 'Running' ? current.id : undefined;
      if (id !== undefined) place = { node: host.name, id };
      return false;
    });
    return place === null;
  });
  return place;
}
