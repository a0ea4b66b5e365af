import type { KubeObject, Pod, PodPhase } from '../../api/index.ts';
import type { Command } from '../../engine/command.ts';
import { Agenda } from '../../engine/kernel/agenda.ts';
import { emptyQueue, nextDueMs, type Queue } from '../../engine/kernel/queue.ts';
import { next, type Stream, streamOf } from '../../engine/kernel/random.ts';
import type { TraceRecord, Written } from '../../engine/kernel/record.ts';
import { emptyTable, get, put, remove, type Table } from '../../engine/kernel/table.ts';
import type { Engine, Run } from '../engine.ts';
import { hashValue } from '../hash.ts';

interface FakeMessage {
  readonly dueMs: number;
  readonly verb: string;
  readonly pod: string;
  readonly background?: boolean;
  readonly recorded: boolean;
  /** How many generations of messages may still follow. */
  readonly left: number;
}

export interface FakeWorld {
  readonly nowMs: number;
  readonly nextSeq: number;
  readonly queue: Queue<FakeMessage>;
  readonly stream: Stream;
  readonly revision: number;
  readonly objects: Table<KubeObject>;
}

const WRITES = new Set(['work', 'loop']);

const PHASES: readonly PodPhase[] = ['Pending', 'Running', 'Succeeded', 'Failed'];

/**
 * A small engine with the habits that are hard on a timeline: several messages in one millisecond,
 * timers without records, a heartbeat that never ends, objects that appear, change and go, and
 * randomness. `kubectl boom` makes it throw at the next message; `kubectl loop` never settles;
 * `kubectl nap` does its work 20 s later, having settled in between; a Pod named `keep` is never deleted.
 */
export const fakeEngine: Engine<FakeWorld> = {
  version: 'fake-1',
  create: (spec) => {
    const world: FakeWorld = {
      nowMs: 0,
      nextSeq: 1,
      queue: emptyQueue(),
      stream: streamOf(spec.seed, 'fake'),
      revision: 1,
      objects: emptyTable(),
    };
    return send(world, { dueMs: 5000, verb: 'beat', pod: '', background: true, recorded: true, left: 0 });
  },
  issue: (world, command) => send(world, begin(world, command)),
  run: (world) => new FakeRun(world),
  object: (world, key) => get(world.objects, key) ?? null,
  hash: (world) => hashValue(world),
};

class FakeRun implements Run<FakeWorld> {
  record: TraceRecord | null = null;
  change: Written | null = null;
  private now: FakeWorld;

  constructor(world: FakeWorld) {
    this.now = world;
  }

  get nowMs(): number {
    return this.now.nowMs;
  }

  get lastSeq(): number {
    return this.now.nextSeq - 1;
  }

  get nextDueMs(): number {
    return nextDueMs(this.now.queue) ?? Number.POSITIVE_INFINITY;
  }

  get isNextRecorded(): boolean {
    return this.now.queue.buckets[0]?.entries[0]?.recorded === true;
  }

  get isSettled(): boolean {
    return this.now.queue.foreground === 0;
  }

  step(): boolean {
    const agenda = new Agenda(this.now.queue);
    const message = agenda.take();
    if (message === undefined) return false;
    const before = this.now;
    const { world, record } = deliver({ ...before, queue: agenda.queue(), nowMs: message.dueMs }, message);
    const key = record?.change?.key;
    this.now = world;
    this.record = record;
    this.change =
      key === undefined
        ? null
        : { before: get(before.objects, key) ?? null, after: get(world.objects, key) ?? null };
    return true;
  }

  passTo(nowMs: number): void {
    if (this.nextDueMs < nowMs) throw new Error('time cannot pass over a message');
    if (nowMs !== this.now.nowMs) this.now = { ...this.now, nowMs };
  }

  world(): FakeWorld {
    return this.now;
  }
}

function begin(world: FakeWorld, command: Command): FakeMessage {
  const line = command.type === 'kubectl' ? command.line : 'apply';
  const pod = command.type === 'apply' ? (command.objects[0]?.metadata.name ?? 'web') : line.split(' ')[1];
  const verb = line.split(' ')[0] as string;
  return { dueMs: world.nowMs, verb, pod: pod ?? 'web', recorded: true, left: 4 };
}

function send(world: FakeWorld, message: FakeMessage): FakeWorld {
  const agenda = new Agenda(world.queue);
  agenda.add(message);
  return { ...world, queue: agenda.queue() };
}

function deliver(world: FakeWorld, message: FakeMessage): { world: FakeWorld; record: TraceRecord | null } {
  if (message.verb === 'boom') throw new Error('boom');
  let after = world;
  const draw = (below: number): number => {
    const drawn = next(after.stream);
    after = { ...after, stream: drawn.stream };
    return drawn.value % below;
  };
  let change: TraceRecord['change'];
  let uid: string | undefined;
  if (message.verb === 'beat') after = send(after, { ...message, dueMs: message.dueMs + 5000 });
  if (message.verb === 'wake') after = send(after, { ...message, verb: 'work', background: false });
  if (message.verb === 'nap') {
    const dueMs = message.dueMs + 20_000;
    after = send(after, { ...message, dueMs, verb: 'wake', background: true, recorded: false });
  }
  if (message.verb === 'loop') after = send(after, { ...message, dueMs: message.dueMs + 30_000 });
  if (WRITES.has(message.verb)) {
    const key = `/registry/pods/default/${message.pod}`;
    const old = get(after.objects, key);
    const revision = after.revision + 1;
    const gone = draw(8) === 0 && old !== undefined && message.pod !== 'keep';
    const phase = PHASES[draw(PHASES.length)] as PodPhase;
    uid = old?.metadata.uid ?? `uid-${message.pod}-${revision}`;
    after = {
      ...after,
      revision,
      objects: gone
        ? remove(after.objects, key)
        : put(after.objects, key, podObject(message.pod, uid, phase, revision)),
    };
    change = {
      key,
      object: { kind: 'Pod', namespace: 'default', name: message.pod, uid },
      before: old === undefined ? null : Number(old.metadata.resourceVersion),
      after: gone ? null : revision,
    };
  }
  for (let i = message.left > 0 ? draw(4) + (message.left === 4 ? 1 : 0) : 0; i > 0; i--) {
    const recorded = message.left === 4 || draw(3) > 0;
    after = send(after, {
      dueMs: after.nowMs + (draw(2) === 0 ? 0 : draw(900)),
      verb: recorded ? 'work' : 'timer',
      pod: message.pod,
      recorded,
      left: message.left - 1,
    });
  }
  if (!message.recorded) return { world: after, record: null };
  const seq = after.nextSeq;
  return {
    world: { ...after, nextSeq: seq + 1 },
    record: {
      seq,
      timeMs: message.dueMs,
      sentMs: message.dueMs,
      ...linkOf(message),
      object: message.pod === '' ? null : { kind: 'Pod', namespace: 'default', name: message.pod, uid },
      cause: null,
      background: message.background === true,
      change,
    },
  };
}

/** Verbs as the real engine has them, so that the first steps of a Pod's flow are recognised. */
function linkOf({ verb }: FakeMessage): Pick<TraceRecord, 'from' | 'to' | 'verb'> {
  if (verb === 'beat') return { from: 'kubelet/node-1', to: 'apiserver', verb: 'update' };
  if (WRITES.has(verb)) return { from: 'apiserver', to: 'etcd', verb: 'txn' };
  return { from: 'kubectl', to: 'apiserver', verb: 'create' };
}

function podObject(name: string, uid: string, phase: PodPhase, revision: number): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid, resourceVersion: String(revision) },
    spec: { containers: [] },
    status: {
      phase,
      containerStatuses: [
        {
          name: 'app',
          image: 'i',
          imageID: '',
          ready: phase === 'Running',
          restartCount: 0,
          state: phase === 'Running' ? { running: {} } : { waiting: { reason: phase } },
        },
      ],
    },
  };
}
