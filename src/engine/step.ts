import type { KubeObject, Node } from '../api/index.ts';
import { type ApiServerState, initialApiServer } from './apiserver/apiserver.ts';
import { changeLines, isResized } from './cluster.ts';
import type { Command } from './command.ts';
import { type ControllerManagerState, initialControllerManager } from './controllers/manager.ts';
import { initialProvisioner, type ProvisionerState } from './controllers/provisioner.ts';
import { type EtcdState, initialEtcd } from './etcd/etcd.ts';
import { bootHost, type HostState, locateContainer } from './host.ts';
import { Agenda } from './kernel/agenda.ts';
import type { Envelope } from './kernel/message.ts';
import type { Clockwork } from './kernel/movement.ts';
import { emptyQueue, type Queue } from './kernel/queue.ts';
import type { TraceRecord } from './kernel/record.ts';
import { emptyTable, get, put, remove, scan, type Table } from './kernel/table.ts';
import { initialKubectl, type KubectlState } from './kubectl/kubectl.ts';
import { initialMetricsServer, type MetricsServerState } from './metrics/server.ts';
import { NETWORK_ADDONS } from './network/addons.ts';
import { SWITCH } from './network/addresses.ts';
import { type CoreDnsState, initialCoreDns } from './network/dns/state.ts';
import { initialSwitch, type SwitchState } from './network/switch.ts';
import { Run } from './run.ts';
import { initialScheduler, type SchedulerState } from './scheduler/scheduler.ts';
import { initialStorage, type StorageState } from './storage/backend.ts';

/** The states of the components that do not belong to a machine. */
export interface ControlPlane {
  readonly etcd: EtcdState;
  readonly apiserver: ApiServerState;
  readonly scheduler: SchedulerState;
  readonly controllerManager: ControllerManagerState;
  readonly provisioner: ProvisionerState;
  readonly storage: StorageState;
  readonly kubectl: KubectlState;
  readonly coredns: CoreDnsState;
  readonly metricsServer: MetricsServerState;
  readonly switch: SwitchState;
}

/** The whole simulated world at one moment: plain data, never mutated. Keeping one is a snapshot. */
export interface World extends Clockwork, ControlPlane {
  /** How many machines there have ever been; it numbers the next one. */
  readonly machines: number;
  /** By node name. */
  readonly hosts: Table<HostState>;
}

/** How long before time 0 the machines are switched on, so that a run begins on a working cluster. */
const BOOT_MS = 60_000;

export interface ClusterSpec {
  readonly seed: number;
  readonly nodes: readonly Node[];
  /** Applied once the API server is up, as an installer's add-ons are. */
  readonly addons: readonly KubeObject[];
}

/** A cluster that has booted and settled: the clock stands at 0 and the trace is empty. */
export function createWorld(spec: ClusterSpec): World {
  let world: World = {
    seed: spec.seed,
    nowMs: -BOOT_MS,
    nextSeq: 1,
    queue: emptyQueue<Envelope>(),
    streams: emptyTable(),
    etcd: initialEtcd(),
    apiserver: initialApiServer(),
    scheduler: initialScheduler(),
    controllerManager: initialControllerManager(),
    provisioner: initialProvisioner(),
    storage: initialStorage(),
    kubectl: initialKubectl(),
    coredns: initialCoreDns(),
    metricsServer: initialMetricsServer(),
    switch: initialSwitch(),
    machines: 0,
    hosts: emptyTable(),
  };
  for (const role of [
    'apiserver',
    'controller-manager',
    'scheduler',
    'provisioner',
    'coredns',
    'metrics-server',
  ]) {
    world = post(world, { from: role, to: role, verb: 'start' }, 0);
  }
  world = post(
    world,
    {
      from: 'user',
      to: 'kubectl',
      verb: 'run',
      body: { type: 'apply', objects: [...NETWORK_ADDONS, ...spec.addons] },
    },
    1000,
  );
  world = powerOn(world, spec.nodes, 2000);
  const run = new Run(world);
  while (run.nextDueMs < 0) run.step();
  const booted = run.world();
  return { ...booted, nowMs: 0, nextSeq: 1, queue: withoutCauses(booted.queue) };
}

/** What booting has left on its way has no cause in the trace, which begins after it. */
function withoutCauses(queue: Queue<Envelope>): Queue<Envelope> {
  const buckets = queue.buckets.map((bucket) => ({
    ...bucket,
    entries: bucket.entries.map((envelope) => ({ ...envelope, cause: null })),
  }));
  return { ...queue, buckets };
}

/** The world with a command on its way in; it takes effect with the next steps at the current time. */
export function issue(world: World, command: Command): World {
  switch (command.type) {
    case 'apply':
    case 'kubectl':
      return post(world, { from: 'user', to: 'kubectl', verb: 'run', body: command }, 0);
    case 'interrupt':
      return post(world, { from: 'user', to: 'kubectl', verb: 'interrupt', body: command }, 0);
    case 'type':
      return post(world, { from: 'user', to: 'kubectl', verb: 'type', body: command }, 0);
    case 'terminal':
      return post(world, { from: 'user', to: `runtime/${command.node}`, verb: 'type', body: command }, 0);
    case 'cluster':
      return changeCluster(world, command.nodes);
    case 'fault': {
      const { fault } = command;
      if (fault.kind === 'NodeDown' || fault.kind === 'NodeUp') {
        return post(world, { from: 'user', to: `machine/${fault.node}`, verb: fault.kind }, 0);
      }
      if (fault.kind === 'Signal') {
        const { node, pid, signal } = fault;
        return post(world, { from: 'user', to: `runtime/${node}`, verb: 'exit', body: { pid, signal } }, 0);
      }
      const place = locateContainer(world.hosts, fault);
      if (place === null) return world;
      return post(
        world,
        {
          from: 'user',
          to: `runtime/${place.node}`,
          verb: 'exit',
          body: { id: place.id, exitCode: fault.exitCode },
        },
        0,
      );
    }
  }
}

export interface StepResult {
  readonly world: World;
  /** Null when an unrecorded timer ran. */
  readonly record: TraceRecord | null;
}

/** Delivers the next message. Null when nothing is due ever again. To go far, move with one `Run`. */
export function step(world: World): StepResult | null {
  const run = new Run(world);
  return run.step() ? { world: run.world(), record: run.record } : null;
}

function post(
  world: World,
  message: Pick<Envelope, 'from' | 'to' | 'verb'> & { readonly body?: unknown },
  delayMs: number,
): World {
  const envelope: Envelope = { ...message, dueMs: world.nowMs + delayMs, sentMs: world.nowMs, cause: null };
  const agenda = new Agenda(world.queue);
  agenda.add(envelope);
  return { ...world, queue: agenda.queue() };
}

/** Adds machines and presses their power buttons. */
function powerOn(world: World, nodes: readonly Node[], delayMs: number): World {
  let next = world;
  nodes.forEach((node, index) => {
    const name = node.metadata.name as string;
    next = {
      ...next,
      machines: next.machines + 1,
      hosts: put(next.hosts, name, bootHost(node, next.machines)),
    };
    // A little apart, as machines in a rack are, so that their heartbeats do not beat as one.
    next = post(next, { from: 'user', to: `machine/${name}`, verb: 'NodeUp' }, delayMs + (index % 100) * 7);
  });
  return next;
}

/** Takes machines away, changes those that stay, and adds new ones. */
function changeCluster(world: World, nodes: readonly Node[]): World {
  const wanted = new Map(nodes.map((node) => [node.metadata.name as string, node]));
  let next = world;
  const type = (line: string): void => {
    next = post(next, { from: 'user', to: 'kubectl', verb: 'run', body: { type: 'kubectl', line } }, 0);
  };
  scan(world.hosts, (_, name) => {
    const node = wanted.get(name);
    if (node === undefined) {
      next = { ...next, hosts: remove(next.hosts, name) };
      next = post(next, { from: `machine/${name}`, to: SWITCH, verb: 'detach', body: { node: name } }, 0);
      type(`delete node ${name}`);
      return;
    }
    const current = get(world.etcd.store.keys, `/registry/nodes/${name}`)?.value as Node | undefined;
    if (current === undefined) return;
    for (const line of changeLines(current, node)) type(line);
    if (isResized(current, node)) {
      next = post(next, { from: 'user', to: `machine/${name}`, verb: 'Resize', body: node }, 0);
    }
  });
  return powerOn(
    next,
    nodes.filter((node) => get(world.hosts, node.metadata.name as string) === undefined),
    0,
  );
}
