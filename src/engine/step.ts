import type { KubeObject, Node } from '../api/index.ts';
import { type ApiServerState, apiserver, initialApiServer } from './apiserver/apiserver.ts';
import type { Command } from './command.ts';
import {
  type ControllerManagerState,
  controllerManager,
  initialControllerManager,
} from './controllers/manager.ts';
import { initialProvisioner, type ProvisionerState, provisioner } from './controllers/provisioner.ts';
import { type EtcdState, etcd, initialEtcd } from './etcd/etcd.ts';
import { bootHost, type HostState, locateContainer, receiveOnHost } from './host.ts';
import { type Envelope, nodeOf, roleOf } from './kernel/message.ts';
import { dequeue, emptyQueue, enqueue, nextDueMs } from './kernel/queue.ts';
import type { TraceRecord } from './kernel/record.ts';
import { emptyTable, get, keys, put, remove, type Table } from './kernel/table.ts';
import { type Clockwork, Turn } from './kernel/turn.ts';
import { initialKubectl, type KubectlState, kubectl } from './kubectl/kubectl.ts';
import { initialScheduler, type SchedulerState, scheduler } from './scheduler/scheduler.ts';

/** The whole simulated world at one moment: plain data, never mutated. Keeping one is a snapshot. */
export interface World extends Clockwork {
  readonly etcd: EtcdState;
  readonly apiserver: ApiServerState;
  readonly scheduler: SchedulerState;
  readonly controllerManager: ControllerManagerState;
  readonly provisioner: ProvisionerState;
  readonly kubectl: KubectlState;
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
    kubectl: initialKubectl(),
    hosts: emptyTable(),
  };
  for (const role of ['apiserver', 'controller-manager', 'scheduler', 'provisioner']) {
    world = post(world, { from: role, to: role, verb: 'start' }, 0);
  }
  world = post(
    world,
    { from: 'user', to: 'kubectl', verb: 'run', body: { type: 'apply', objects: spec.addons } },
    1000,
  );
  world = powerOn(world, spec.nodes, 2000);
  while ((nextDueMs(world.queue) ?? 0) < 0) world = (step(world) as StepResult).world;
  return { ...world, nowMs: 0, nextSeq: 1 };
}

/** The world with a command on its way in; it takes effect with the next steps at the current time. */
export function issue(world: World, command: Command): World {
  switch (command.type) {
    case 'apply':
    case 'kubectl':
      return post(world, { from: 'user', to: 'kubectl', verb: 'run', body: command }, 0);
    case 'cluster':
      return changeCluster(world, command.nodes);
    case 'fault': {
      const { fault } = command;
      if (fault.kind === 'NodeDown' || fault.kind === 'NodeUp') {
        return post(world, { from: 'user', to: `machine/${fault.node}`, verb: fault.kind }, 0);
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

/** Delivers the next message. Null when nothing is due ever again. */
export function step(world: World): StepResult | null {
  const taken = dequeue(world.queue);
  if (taken === undefined) return null;
  const envelope = taken.entry;
  const turn = new Turn({ ...world, queue: taken.queue }, envelope);
  const parts = deliver(world, envelope, turn);
  const { clockwork, record } = turn.finish();
  return { world: { ...world, ...parts, ...clockwork }, record };
}

/** The parts of the world that handling `envelope` replaced. */
function deliver(world: World, envelope: Envelope, turn: Turn): Partial<World> {
  switch (roleOf(envelope.to)) {
    case 'etcd':
      return { etcd: etcd.receive(world.etcd, envelope, turn) };
    case 'apiserver':
      return { apiserver: apiserver.receive(world.apiserver, envelope, turn) };
    case 'scheduler':
      return { scheduler: scheduler.receive(world.scheduler, envelope, turn) };
    case 'controller-manager':
      return { controllerManager: controllerManager.receive(world.controllerManager, envelope, turn) };
    case 'provisioner':
      return { provisioner: provisioner.receive(world.provisioner, envelope, turn) };
    case 'kubectl':
      return { kubectl: kubectl.receive(world.kubectl, envelope, turn) };
    case 'user':
      return {};
    default: {
      const name = nodeOf(envelope.to);
      const host = get(world.hosts, name);
      if (host === undefined) {
        turn.note({ lost: 'NoSuchMachine' });
        return {};
      }
      return { hosts: put(world.hosts, name, receiveOnHost(host, envelope, turn)) };
    }
  }
}

function post(
  world: World,
  message: Pick<Envelope, 'from' | 'to' | 'verb'> & { readonly body?: unknown },
  delayMs: number,
): World {
  const envelope: Envelope = { ...message, dueMs: world.nowMs + delayMs, sentMs: world.nowMs, cause: null };
  return { ...world, queue: enqueue(world.queue, envelope) };
}

/** Adds machines and presses their power buttons. */
function powerOn(world: World, nodes: readonly Node[], delayMs: number): World {
  let next = world;
  nodes.forEach((node, index) => {
    const name = node.metadata.name as string;
    next = { ...next, hosts: put(next.hosts, name, bootHost(node, next.hosts.size)) };
    // A little apart, as machines in a rack are, so that their heartbeats do not beat as one.
    next = post(next, { from: 'user', to: `machine/${name}`, verb: 'NodeUp' }, delayMs + (index % 100) * 7);
  });
  return next;
}

function changeCluster(world: World, nodes: readonly Node[]): World {
  const wanted = new Set(nodes.map((node) => node.metadata.name as string));
  let next = world;
  for (const name of keys(world.hosts)) {
    if (wanted.has(name)) continue;
    next = { ...next, hosts: remove(next.hosts, name) };
    next = post(
      next,
      { from: 'user', to: 'kubectl', verb: 'run', body: { type: 'kubectl', line: `delete node ${name}` } },
      0,
    );
  }
  const known = nodes.filter((node) => get(world.hosts, node.metadata.name as string) !== undefined);
  if (known.length > 0) {
    next = post(
      next,
      { from: 'user', to: 'kubectl', verb: 'run', body: { type: 'apply', objects: known } },
      0,
    );
  }
  return powerOn(
    next,
    nodes.filter((node) => get(world.hosts, node.metadata.name as string) === undefined),
    0,
  );
}
