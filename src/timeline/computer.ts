import type { TraceRecord } from '../engine/kernel/record.ts';
import { forkFlowIndex, indexRecord } from '../engine/trace/flowIndex.ts';
import { advance, advanceTo, cursorOf, setOut, type Traveller } from './advance.ts';
import { addChange, type Branch, type Cursor, lastComputedSeq, ownerOf } from './branch.ts';
import type { Engine } from './engine.ts';
import { isLease } from './landmark.ts';
import { type ResolvedOptions, TimelineError } from './options.ts';
import { lastAtOrBefore, thin } from './snapshots.ts';
import { isHuge, withoutDecision } from './strip.ts';
import type { Position, RunInput } from './types.ts';

/** Messages between two looks at what there is to do. */
const RUN = 64;
const FOREVER = Number.POSITIVE_INFINITY;

/** What to go on with: the branch, and the time and the record at which to look again. */
interface Task<World> {
  readonly branch: Branch<World>;
  readonly untilMs: number;
  readonly untilSeq: number;
}

/** Computes branches ahead and gives their worlds at any computed position. */
export class Computer<World> {
  private readonly engine: Engine<World>;
  private readonly options: ResolvedOptions;
  private readonly branches: readonly Branch<World>[];
  /** Branches of a loaded run whose fork has not been reached. */
  private unstarted: number;

  /** The first of `branches` begins with `world`; the list may grow by branches that were started. */
  constructor(
    engine: Engine<World>,
    options: ResolvedOptions,
    branches: readonly Branch<World>[],
    world: World,
  ) {
    this.engine = engine;
    this.options = options;
    this.branches = branches;
    this.unstarted = branches.length - 1;
    const [root] = branches as [Branch<World>];
    root.snapshots = [{ world, nextInput: 0, seq: 0 }];
    root.head = setOut(engine, { world, nextInput: 0 });
  }

  isSettled({ head, inputs }: Branch<World>): boolean {
    return head !== null && head.nextInput >= inputs.length && head.run.isSettled;
  }

  isFull(branch: Branch<World>): boolean {
    return lastComputedSeq(branch) >= this.options.maxRecords;
  }

  /** Whether the branch has been computed so far that the position is certain. */
  covers(branch: Branch<World>, position: Position): boolean {
    const end = lastComputedSeq(branch);
    if (branch.head === null || end < position.seq) return false;
    return end > position.seq || !this.isDueBy(branch, position.timeMs);
  }

  /** Whether anything is still to be delivered or given by then. */
  isDueBy({ head, inputs }: Branch<World>, timeMs: number): boolean {
    if (head === null) return true;
    const input = inputs[head.nextInput];
    if (input !== undefined && input.atMs <= timeMs) return true;
    const dueMs = head.run.nextDueMs;
    return dueMs <= timeMs && dueMs !== FOREVER;
  }

  /** What there is to do for a branch that is shown and computed up to `wanted` in any case; null when nothing. */
  task(branch: Branch<World>, wanted: Position): Task<World> | null {
    if (branch.head === null) return this.taskBehind(branch);
    if (branch.crash !== undefined || this.isFull(branch)) return null;
    const { maxRecords, lookAheadRecords } = this.options;
    const end = lastComputedSeq(branch);
    if (end < wanted.seq && this.isDueBy(branch, FOREVER)) {
      return { branch, untilMs: FOREVER, untilSeq: Math.min(wanted.seq, maxRecords) };
    }
    if (this.isDueBy(branch, wanted.timeMs)) return { branch, untilMs: wanted.timeMs, untilSeq: maxRecords };
    if (this.isSettled(branch)) return null;
    const untilSeq = Math.min(branch.seen.seq + lookAheadRecords, maxRecords);
    const untilMs = this.horizonMs(branch);
    return end < untilSeq && this.isDueBy(branch, untilMs) ? { branch, untilMs, untilSeq } : null;
  }

  /** A branch without a world needs its past first. */
  private taskBehind(branch: Branch<World>): Task<World> | null {
    let behind = branch;
    while (behind.head === null) behind = (behind.parent as { branch: Branch<World> }).branch;
    if (behind.crash !== undefined || this.isFull(behind)) return null;
    return { branch: behind, untilMs: FOREVER, untilSeq: lastComputedSeq(behind) + 1 };
  }

  /** How far a run that does not settle is computed unasked. */
  private horizonMs({ inputs, seen }: Branch<World>): number {
    return Math.max(inputs.at(-1)?.atMs ?? 0, seen.timeMs) + this.options.horizonMs;
  }

  /**
   * Delivers at most `steps` messages; returns how many, 0 when there is nothing to do. A fault of the
   * engine is thrown once and kept: the branch then rests until it is cut before that place.
   */
  compute(branch: Branch<World>, wanted: Position, steps: number): number {
    let done = 0;
    while (done < steps) {
      const task = this.task(branch, wanted);
      if (task === null) return done;
      // What is to be done rarely changes from one message to the next, but settling must not be overrun.
      for (let run = 0; run < RUN && done < steps; run++) {
        if (!this.computeOne(task.branch, task.untilMs)) break;
        done++;
        if (lastComputedSeq(task.branch) >= task.untilSeq || this.isSettled(task.branch)) break;
      }
    }
    return done;
  }

  private computeOne(branch: Branch<World>, untilMs: number): boolean {
    const { head } = branch;
    if (head === null) return false;
    let done: ReturnType<typeof advance<World>>;
    try {
      done = advance(this.engine, branch.inputs, head, untilMs);
    } catch (error) {
      branch.crash = error ?? new Error('the engine failed');
      throw error;
    }
    if (done === null) {
      if (untilMs !== FOREVER) branch.reachedMs = Math.max(branch.reachedMs, untilMs);
      return false;
    }
    const { run } = head;
    if (run.nowMs > branch.reachedMs) branch.reachedMs = run.nowMs;
    if (done === 'input') {
      const { command } = branch.inputs[head.nextInput - 1] as RunInput;
      branch.issued.push({ seq: run.lastSeq, timeMs: run.nowMs, command });
    } else if (run.record !== null) this.keep(branch, head, run.record);
    if (this.unstarted > 0) this.startChildren(branch);
    return true;
  }

  private keep(branch: Branch<World>, head: Traveller<World>, record: TraceRecord): void {
    const { options } = this;
    const kept = options.keepDecisions || !isHuge(record) ? record : withoutDecision(record);
    branch.records.push(kept);
    const { change, seq, timeMs } = record;
    const written = head.run.change;
    if (change !== undefined && written !== null && !isLease(change.key)) {
      addChange(branch, { seq, timeMs, key: change.key, before: written.before, after: written.after });
    }
    indexRecord(branch.flowIndex, kept, written?.after ?? null);
    if (seq - (branch.snapshots.at(-1)?.seq ?? 0) >= options.snapshotEvery) {
      branch.snapshots = thin([...branch.snapshots, { ...cursorOf(head), seq }], options.snapshotCapacity);
    }
  }

  /** Gives branches of a loaded run their world once their parent has reached the fork. */
  private startChildren(branch: Branch<World>): void {
    for (const child of this.branches) {
      if (child.head !== null || child.parent?.branch !== branch) continue;
      if (!this.covers(branch, child.parent.at)) continue;
      this.start(child, this.cursorAt(branch, child.parent.at).world);
      this.unstarted--;
    }
  }

  /** Gives a branch the world at its fork. */
  start(child: Branch<World>, world: World): void {
    const { branch, at } = child.parent as { branch: Branch<World>; at: Position };
    child.head = setOut(this.engine, { world, nextInput: 0 });
    child.snapshots = [{ world, nextInput: 0, seq: at.seq }];
    child.flowIndex = forkFlowIndex(branch.flowIndex, at.seq);
  }

  /** The cursor at a computed position: the nearest snapshot, then replay. */
  cursorAt(branch: Branch<World>, position: Position): Cursor<World> {
    const owner = ownerOf(branch, position);
    const snapshot = owner.snapshots[lastAtOrBefore(owner.snapshots, position.seq)];
    if (snapshot === undefined) {
      throw new TimelineError('notComputed', `record ${position.seq} is not computed`);
    }
    return advanceTo(this.engine, owner.inputs, snapshot, position);
  }
}
