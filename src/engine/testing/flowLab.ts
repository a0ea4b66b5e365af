import type { KubeObject, Node, Pod } from '../../api/index.ts';
import type { Command } from '../command.ts';
import { STORAGE_ADDONS } from '../controllers/addons.ts';
import { valueAt } from '../etcd/etcd.ts';
import type { TraceRecord } from '../kernel/record.ts';
import { createWorld, step as deliver, issue, type World } from '../step.ts';
import type { FlowStep, Reading } from '../trace/flow.ts';
import { type FlowIndex, indexRecord, newFlowIndex, podUidAt } from '../trace/flowIndex.ts';
import { type FlowSource, recognise } from '../trace/recognise.ts';
import { makeNode, makePod } from './builders.ts';

const CONTROL_PLANE_TAINT = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' } as const;

const defaultNodes = (): Node[] => [
  makeNode('control-plane', { taints: [CONTROL_PLANE_TAINT] }),
  makeNode('node-1'),
  makeNode('node-2'),
  makeNode('node-3'),
];

/** The whole engine with the index of its trace. */
export class FlowLab implements FlowSource {
  readonly index: FlowIndex = newFlowIndex();
  readonly records: TraceRecord[] = [];
  private world: World;
  /** By record: what the write it stands for left. */
  private readonly written = new Map<number, KubeObject | null>();

  constructor(seed = 1, nodes: readonly Node[] = defaultNodes()) {
    this.world = createWorld({ seed, nodes, addons: STORAGE_ADDONS });
  }

  /** Gives a command without waiting for what comes of it. */
  give(command: Command): this {
    this.world = issue(this.world, command);
    return this;
  }

  kubectl(line: string): this {
    return this.give({ type: 'kubectl', line }).settle();
  }

  apply(...objects: KubeObject[]): this {
    return this.give({ type: 'apply', objects }).settle();
  }

  /** Until only periodic work is left, at most for `limitMs`. */
  settle(limitMs = 60_000): this {
    const untilMs = this.world.nowMs + limitMs;
    while (this.world.queue.foreground > 0 && this.world.nowMs < untilMs) this.next();
    return this;
  }

  private next(): void {
    const result = deliver(this.world);
    if (result === null) throw new Error('nothing is due');
    this.world = result.world;
    const { record } = result;
    if (record === null) return;
    const { change } = record;
    if (change !== undefined) {
      const object = change.after === null ? null : valueAt(this.world.etcd, change.after, change.key);
      this.written.set(record.seq, object ?? null);
    }
    this.records.push(record);
    indexRecord(this.index, record, this.writtenBy(record));
  }

  writtenBy(record: TraceRecord): KubeObject | null {
    return this.written.get(record.seq) ?? null;
  }

  recordAt(seq: number): TraceRecord | undefined {
    return this.records[seq - 1];
  }

  get lastSeq(): number {
    return this.records.length;
  }

  steps(name: string, reading: Reading = 'classic', seq = this.lastSeq): FlowStep[] {
    const uid = podUidAt(this.index, `default/${name}`, seq);
    return [...(recognise(this, uid ?? '', reading, seq)?.steps ?? [])];
  }

  /** `1 done`, `5 skipped noClaim` … */
  summary(name: string, reading: Reading = 'classic', seq = this.lastSeq): string[] {
    return this.steps(name, reading, seq).map(({ step, state, reason }) =>
      [step, state, ...(reason === undefined ? [] : [reason.code])].join(' '),
    );
  }
}

export const withClaim = (name = 'web', claimName = 'data'): Pod =>
  makePod(name, { spec: { volumes: [{ name: 'disk', persistentVolumeClaim: { claimName } }] } });

export const step = (steps: readonly FlowStep[], id: string): FlowStep =>
  steps.find((s) => s.step === id) as FlowStep;

export const DONE = (ids: string[]) => ids.map((id) => `${id} done`);
export const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String(from + i));
