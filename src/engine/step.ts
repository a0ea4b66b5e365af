import type { KubeObject, Node } from '../api/index.ts';
import { type ApiServerState, apiserver, initialApiServer } from './apiserver/apiserver.ts';
import { changeLines, isResized } from './cluster.ts';
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
import { emptyTable, get, put, remove, scan, type Table } from './kernel/table.ts';
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
    kubectl: initialKubectl(),
    machines: 0,
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

/** The world that comes next, until it is complete; nobody else holds it yet. */
type Draft = { -readonly [K in keyof World]: World[K] };

/** Field by field: a spread of what a spread has made takes the engine's slow path at every message. */
function copyOf(world: World): Draft {
  return {
    seed: world.seed,
    nowMs: world.nowMs,
    nextSeq: world.nextSeq,
    queue: world.queue,
    streams: world.streams,
    etcd: world.etcd,
    apiserver: world.apiserver,
    scheduler: world.scheduler,
    controllerManager: world.controllerManager,
    provisioner: world.provisioner,
    kubectl: world.kubectl,
    machines: world.machines,
    hosts: world.hosts,
  };
}

/** Delivers the next message. Null when nothing is due ever again. */
export function step(world: World): StepResult | null {
  const taken = dequeue(world.queue);
  if (taken === undefined) return null;
  const turn = new Turn(world, taken.queue, taken.entry);
  const draft = copyOf(world);
  deliver(draft, taken.entry, turn);
  const { clockwork, record } = turn.finish();
  draft.nowMs = clockwork.nowMs;
  draft.nextSeq = clockwork.nextSeq;
  draft.queue = clockwork.queue;
  draft.streams = clockwork.streams;
  return { world: draft, record };
}

/** Lets the receiver handle the message and puts its new state into the draft. */
function deliver(draft: Draft, envelope: Envelope, turn: Turn): void {
  switch (roleOf(envelope.to)) {
    case 'etcd':
      draft.etcd = etcd.receive(draft.etcd, envelope, turn);
      return;
    case 'apiserver':
      draft.apiserver = apiserver.receive(draft.apiserver, envelope, turn);
      return;
    case 'scheduler':
      draft.scheduler = scheduler.receive(draft.scheduler, envelope, turn);
      return;
    case 'controller-manager':
      draft.controllerManager = controllerManager.receive(draft.controllerManager, envelope, turn);
      return;
    case 'provisioner':
      draft.provisioner = provisioner.receive(draft.provisioner, envelope, turn);
      return;
    case 'kubectl':
      draft.kubectl = kubectl.receive(draft.kubectl, envelope, turn);
      return;
    case 'user':
      return;
    default: {
      const name = nodeOf(envelope.to);
      const host = get(draft.hosts, name);
      if (host === undefined) turn.note({ lost: 'NoSuchMachine' });
      else draft.hosts = put(draft.hosts, name, receiveOnHost(host, envelope, turn));
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
