import type { KubeObject, Node } from '../api/index.ts';
import type { Command } from '../engine/command.ts';
import type { TraceRecord } from '../engine/kernel/record.ts';
import type { PodFlow, Reading } from '../engine/trace/flow.ts';
import { forkFlowIndex, indexRecord, podUidAt } from '../engine/trace/flowIndex.ts';
import {
  advance as advanceFlow,
  beginFlow,
  type FlowSource,
  recognise,
  relatedRecords,
  report,
} from '../engine/trace/recognise.ts';
import { advance, advanceTo } from './advance.ts';
import {
  addChange,
  type Branch,
  changesOf,
  cutAfter,
  lastComputedSeq,
  newBranch,
  ownerOf,
  recordAt,
  recordsBetween,
  seqAtTime,
  timeOfSeq,
} from './branch.ts';
import { DEFAULT_CLUSTER } from './defaultCluster.ts';
import type { Engine } from './engine.ts';
import { comparePositions, later } from './position.ts';
import { lastAtOrBefore, thin } from './snapshots.ts';
import { isHuge, withoutDecision } from './strip.ts';
import { commandTitle } from './title.ts';
import type {
  Bounds,
  BranchInfo,
  Moment,
  NewRun,
  ObjectAt,
  Position,
  RunInput,
  SavedBranch,
  SavedRun,
} from './types.ts';

export interface TimelineOptions {
  /** Objects an installer puts into every cluster. */
  readonly addons?: readonly KubeObject[] | undefined;
  /** Records between two snapshots. */
  readonly snapshotEvery?: number | undefined;
  /** Snapshots a branch keeps before the old ones are thinned out. */
  readonly snapshotCapacity?: number | undefined;
  /** How far beyond the last input, or the moment shown, a run that does not settle is computed. */
  readonly horizonMs?: number | undefined;
  /** How many records beyond what was shown are computed unasked. */
  readonly lookAheadRecords?: number | undefined;
  /** The longest run; then computing stops for good. */
  readonly maxRecords?: number | undefined;
  /** Keep every scheduling decision in memory, however many nodes it covers. */
  readonly keepDecisions?: boolean | undefined;
}

const DEFAULTS = {
  addons: [] as readonly KubeObject[],
  snapshotEvery: 200,
  snapshotCapacity: 1024,
  horizonMs: 10 * 60_000,
  lookAheadRecords: 400_000,
  maxRecords: 1_000_000,
  keepDecisions: false,
};

/** Messages between two looks at what there is to do. */
const RUN = 64;
const LEASES = '/registry/leases/';

/** Thrown for a request that makes no sense, as against a fault of the engine. */
export class TimelineError extends Error {
  readonly code: 'noBranch' | 'notComputed';
  constructor(code: TimelineError['code'], message: string) {
    super(message);
    this.name = 'TimelineError';
    this.code = code;
  }
}

/**
 * A run and all its futures: what was given to it, what happened, and the moment that is shown. It
 * computes ahead of that moment in slices its owner paces, and goes to any moment by replay.
 */
export class Timeline<World> {
  readonly engine: Engine<World>;
  readonly seed: number;
  readonly cluster: readonly Node[];
  private readonly options: Required<{ [K in keyof typeof DEFAULTS]: (typeof DEFAULTS)[K] }>;
  private readonly branchesById: Branch<World>[] = [];
  private current: Branch<World>;
  private position: Position = { seq: 0, timeMs: 0 };
  private shown: World;
  /** Branches of a loaded run whose fork has not been reached. */
  private unstarted = 0;
  /** How far someone asked the current branch to be computed, beyond looking ahead. */
  private wanted: Position = { seq: 0, timeMs: 0 };

  constructor(engine: Engine<World>, run: NewRun | SavedRun, options: TimelineOptions = {}) {
    this.engine = engine;
    this.seed = run.seed;
    this.cluster = (run.cluster ?? DEFAULT_CLUSTER) as readonly Node[];
    this.options = { ...DEFAULTS, ...withoutUndefined(options) };
    const world = this.createWorld();
    if ('branches' in run) {
      this.load(run);
      this.current = this.branch(run.moment.branch);
      // The moment may not be computed yet; until it is, the nearest that is stands in.
      this.wanted = this.trusted(run) ? run.moment : { seq: 0, timeMs: run.moment.timeMs };
    } else {
      this.branchesById.push(newBranch<World>(0, null, run.inputs ?? []));
      this.current = this.branchesById[0] as Branch<World>;
    }
    const root = this.branchesById[0] as Branch<World>;
    this.unstarted = this.branchesById.length - 1;
    root.head = { world, nextInput: 0 };
    root.snapshots = [{ ...root.head, seq: engine.lastSeq(world) }];
    this.shown = world;
  }

  /** The cluster before any input. */
  createWorld(): World {
    const { seed, cluster, options } = this;
    return this.engine.create({ seed, nodes: cluster, addons: options.addons });
  }

  private trusted(run: SavedRun): boolean {
    return run.engineVersion === this.engine.version;
  }

  /**
   * Another version of the engine may send other messages, so then the numbers of records mean nothing:
   * only the future that was shown is kept, with its inputs at their times.
   */
  private load(run: SavedRun): void {
    if (!this.trusted(run)) {
      this.branchesById.push(newBranch<World>(run.moment.branch, null, flatten(run)));
      return;
    }
    for (const saved of run.branches) {
      const parent =
        saved.parent === null ? null : { branch: this.branch(saved.parent.branch), at: pick(saved.parent) };
      const branch = newBranch<World>(saved.id, parent, saved.inputs);
      for (const input of saved.inputs) {
        if (input.afterSeq === undefined) continue;
        branch.seen = later(branch.seen, { seq: input.afterSeq, timeMs: input.atMs });
      }
      if (parent !== null) parent.branch.seen = later(parent.branch.seen, parent.at);
      this.branchesById.push(branch);
    }
    const shown = this.branch(run.moment.branch);
    shown.seen = later(shown.seen, pick(run.moment));
  }

  private branch(id: number): Branch<World> {
    const branch = this.branchesById.find((other) => other.id === id);
    if (branch === undefined) throw new TimelineError('noBranch', `there is no branch ${id}`);
    return branch;
  }

  get moment(): Moment {
    return { branch: this.current.id, seq: this.position.seq, timeMs: this.position.timeMs };
  }

  /** The world at the moment shown. */
  get world(): World {
    return this.shown;
  }

  get currentBranch(): Branch<World> {
    return this.current;
  }

  get branches(): readonly BranchInfo[] {
    return this.branchesById.map((branch) => ({
      id: branch.id,
      parent: branch.parent === null ? null : { branch: branch.parent.branch.id, ...branch.parent.at },
      title: branch.inputs[0] === undefined ? '' : commandTitle(branch.inputs[0].command),
      headSeq: lastComputedSeq(branch),
      headMs: branch.reachedMs,
    }));
  }

  get bounds(): Bounds {
    const branch = this.current;
    return {
      headSeq: lastComputedSeq(branch),
      headMs: branch.reachedMs,
      seenSeq: branch.seen.seq,
      seenMs: branch.seen.timeMs,
      settled: this.isSettled(branch),
      computing: this.hasWork(),
      stopped: branch.crash !== undefined ? 'crash' : this.isFull(branch) ? 'records' : undefined,
    };
  }

  // --- computing -------------------------------------------------------------------------------

  private isSettled(branch: Branch<World>): boolean {
    const { head } = branch;
    return head !== null && head.nextInput >= branch.inputs.length && this.engine.settled(head.world);
  }

  private isFull(branch: Branch<World>): boolean {
    return lastComputedSeq(branch) >= this.options.maxRecords;
  }

  /** Whether the branch has been computed so far that the position is certain. */
  private covers(branch: Branch<World>, position: Position): boolean {
    const { head } = branch;
    if (head === null) return false;
    if (lastComputedSeq(branch) < position.seq) return false;
    return this.dueBy(branch, position.timeMs) === false || lastComputedSeq(branch) > position.seq;
  }

  private dueBy(branch: Branch<World>, timeMs: number): boolean {
    const { head } = branch;
    if (head === null) return true;
    const input = branch.inputs[head.nextInput];
    if (input !== undefined && input.atMs <= timeMs) return true;
    const next = this.engine.next(head.world);
    return next !== null && next.dueMs <= timeMs;
  }

  /** How far the current branch is to be computed unasked. */
  private horizonMs(branch: Branch<World>): number {
    const lastInputMs = branch.inputs.at(-1)?.atMs ?? 0;
    return Math.max(lastInputMs, branch.seen.timeMs) + this.options.horizonMs;
  }

  /** Whether `compute` still has something to do. */
  hasWork(): boolean {
    return this.task() !== null;
  }

  /** The branch to go on with, and the time and the record at which to look again what there is to do. */
  private task(): { branch: Branch<World>; untilMs: number; untilSeq: number } | null {
    const forever = Number.POSITIVE_INFINITY;
    const branch = this.current;
    if (branch.head === null) {
      let behind = branch;
      while (behind.head === null) behind = (behind.parent as { branch: Branch<World> }).branch;
      const able = behind.crash === undefined && !this.isFull(behind);
      return able ? { branch: behind, untilMs: forever, untilSeq: lastComputedSeq(behind) + 1 } : null;
    }
    if (branch.crash !== undefined || this.isFull(branch)) return null;
    const { maxRecords, lookAheadRecords } = this.options;
    const { wanted } = this;
    if (lastComputedSeq(branch) < wanted.seq && this.dueBy(branch, forever)) {
      return { branch, untilMs: forever, untilSeq: Math.min(wanted.seq, maxRecords) };
    }
    if (this.dueBy(branch, wanted.timeMs)) return { branch, untilMs: wanted.timeMs, untilSeq: maxRecords };
    if (this.isSettled(branch)) return null;
    const untilSeq = Math.min(branch.seen.seq + lookAheadRecords, maxRecords);
    if (lastComputedSeq(branch) >= untilSeq) return null;
    const untilMs = this.horizonMs(branch);
    return this.dueBy(branch, untilMs) ? { branch, untilMs, untilSeq } : null;
  }

  /** Asks for the current branch to be computed up to a time, whether it has settled or not. */
  want(timeMs: number): void {
    if (timeMs > this.wanted.timeMs) this.wanted = { ...this.wanted, timeMs };
  }

  /**
   * Computes ahead by at most `steps` messages; returns how many it did, 0 when there is no work.
   * A fault of the engine is thrown once and kept: computing then rests until another branch or input.
   */
  compute(steps: number): number {
    let done = 0;
    while (done < steps) {
      const task = this.task();
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
    const { engine } = this;
    const before = branch.head;
    if (before === null) return false;
    let result: ReturnType<typeof advance<World>>;
    try {
      result = advance(engine, branch.inputs, before, untilMs);
    } catch (error) {
      branch.crash = error ?? new Error('the engine failed');
      throw error;
    }
    if (result === null) {
      if (Number.isFinite(untilMs)) branch.reachedMs = Math.max(branch.reachedMs, untilMs);
      return false;
    }
    const { cursor, record, input } = result;
    branch.head = cursor;
    branch.reachedMs = Math.max(branch.reachedMs, engine.nowMs(cursor.world));
    if (input !== null) {
      branch.issued.push({
        seq: engine.lastSeq(cursor.world),
        timeMs: engine.nowMs(cursor.world),
        command: input.command,
      });
    }
    if (record !== null) this.keep(branch, before.world, record);
    if (this.unstarted > 0) this.startChildren(branch);
    return true;
  }

  private keep(branch: Branch<World>, before: World, record: TraceRecord): void {
    const { engine, options } = this;
    const head = branch.head as { world: World; nextInput: number };
    const small = options.keepDecisions || !isHuge(record) ? record : withoutDecision(record);
    branch.records.push(small);
    const { change } = record;
    if (change !== undefined && !change.key.startsWith(LEASES)) {
      addChange(branch, {
        seq: record.seq,
        timeMs: record.timeMs,
        key: change.key,
        before: engine.object(before, change.key),
        after: engine.object(head.world, change.key),
      });
    }
    indexRecord(branch.flowIndex, small, ({ key }) => engine.object(head.world, key));
    if (record.seq - (branch.snapshots.at(-1)?.seq ?? 0) >= options.snapshotEvery) {
      branch.snapshots = thin([...branch.snapshots, { ...head, seq: record.seq }], options.snapshotCapacity);
    }
  }

  /** Gives branches of a loaded run their world once their parent has reached the fork. */
  private startChildren(branch: Branch<World>): void {
    for (const child of this.branchesById) {
      if (child.head !== null || child.parent?.branch !== branch) continue;
      if (!this.covers(branch, child.parent.at)) continue;
      this.start(child);
      this.unstarted--;
    }
  }

  private start(child: Branch<World>): void {
    const { branch, at } = child.parent as { branch: Branch<World>; at: Position };
    const { world } = this.cursorAt(branch, at);
    child.head = { world, nextInput: 0 };
    child.snapshots = [{ ...child.head, seq: at.seq }];
    child.flowIndex = forkFlowIndex(branch.flowIndex, at.seq);
  }

  // --- going to a moment ---------------------------------------------------------------------------

  /** The cursor at a computed position: the nearest snapshot, then replay. */
  private cursorAt(branch: Branch<World>, position: Position): { world: World; nextInput: number } {
    const owner = ownerOf(branch, position);
    const at = lastAtOrBefore(owner.snapshots, position.seq);
    const snapshot = owner.snapshots[at];
    if (snapshot === undefined)
      throw new TimelineError('notComputed', `record ${position.seq} is not computed`);
    return advanceTo(this.engine, owner.inputs, snapshot, position);
  }

  /** The world at a computed position of the current branch. */
  worldAt(position: Position): World {
    return this.cursorAt(this.current, position).world;
  }

  /** The exact position a seek means; null while it is not computed yet. */
  resolve(to: { readonly seq: number } | { readonly timeMs: number }): Position | null {
    const branch = this.current;
    if (branch.head === null) return null;
    const end = lastComputedSeq(branch);
    if ('seq' in to) {
      const seq = Math.max(0, Math.trunc(to.seq));
      if (seq > end) return null;
      return { seq, timeMs: timeOfSeq(branch, seq) };
    }
    const timeMs = Math.max(0, Math.trunc(to.timeMs));
    const fork = branch.parent?.at;
    // At the time of the fork, what was given there has just been given.
    if (fork !== undefined && fork.timeMs === timeMs) return fork;
    if (this.dueBy(branch, timeMs)) return null;
    return { seq: seqAtTime(branch, timeMs), timeMs };
  }

  /** Asks for what a seek needs; its owner computes until `resolve` answers or there is no more work. */
  wantPosition(to: { readonly seq: number } | { readonly timeMs: number }): void {
    if ('seq' in to) {
      if (to.seq > this.wanted.seq) this.wanted = { ...this.wanted, seq: to.seq };
    } else this.want(to.timeMs);
  }

  /** The end of what is computed. */
  get end(): Position {
    const branch = this.current;
    const seq = lastComputedSeq(branch);
    return { seq, timeMs: Math.max(branch.reachedMs, timeOfSeq(branch, seq)) };
  }

  /** The last moment that was reached without fault: the end of what is computed. */
  get lastGood(): Position {
    const { head } = this.current;
    return head === null ? { seq: 0, timeMs: 0 } : this.end;
  }

  /** Shows a computed position of the current branch. */
  show(position: Position): Moment {
    const { engine, current } = this;
    if (comparePositions(position, this.position) !== 0 || this.stale) {
      const owner = ownerOf(current, position);
      const near = owner.snapshots[lastAtOrBefore(owner.snapshots, position.seq)];
      // Going forward from the moment shown is shorter than from the snapshot when none lies between.
      const fromShown =
        !this.stale &&
        owner === this.shownOwner &&
        comparePositions(this.position, position) <= 0 &&
        (near === undefined || near.seq <= this.position.seq);
      const cursor = fromShown
        ? advanceTo(engine, owner.inputs, { world: this.shown, nextInput: this.shownInputs }, position)
        : this.cursorAt(current, position);
      this.place(owner, position, cursor);
    }
    current.seen = later(current.seen, position);
    current.left = position;
    // Nothing is due by then, or the moment would not have resolved.
    if (position.seq === lastComputedSeq(current)) {
      current.reachedMs = Math.max(current.reachedMs, position.timeMs);
    }
    return this.moment;
  }

  private shownOwner: Branch<World> | null = null;
  private shownInputs = 0;
  /** What is shown may not match the position any more. */
  private stale = true;

  private place(owner: Branch<World>, position: Position, cursor: { world: World; nextInput: number }): void {
    this.shownOwner = owner;
    this.shown = cursor.world;
    this.shownInputs = cursor.nextInput;
    this.position = { seq: position.seq, timeMs: position.timeMs };
    this.stale = false;
  }

  // --- commands and branches -----------------------------------------------------------------------

  /**
   * Gives a command at the moment shown. At the end of what was seen it replaces what was computed
   * ahead; before that it opens a branch, which becomes the current one, and the old future stays.
   */
  command(command: Command): Moment {
    const at = this.position;
    const input: RunInput = { atMs: at.timeMs, afterSeq: at.seq, command };
    if (comparePositions(at, this.current.seen) < 0) this.fork(at, input);
    else this.extend(at, input);
    this.wanted = at;
    this.stale = true;
    return this.show(at);
  }

  private fork(at: Position, input: RunInput): void {
    const id = Math.max(...this.branchesById.map((branch) => branch.id)) + 1;
    const branch = newBranch<World>(id, { branch: ownerOf(this.current, at), at }, [input]);
    this.branchesById.push(branch);
    this.start(branch);
    this.current = branch;
  }

  private extend(at: Position, input: RunInput): void {
    const branch = this.current;
    if (branch.crash !== undefined) {
      // What was given right here may be what made the engine fail; the new command takes its place.
      branch.inputs = branch.inputs.filter((other) => other.afterSeq !== at.seq || other.atMs !== at.timeMs);
    }
    const cursor = this.cursorAt(branch, at);
    cutAfter(branch, at, cursor);
    const pending = branch.inputs.slice(cursor.nextInput);
    branch.inputs = [...branch.inputs.slice(0, cursor.nextInput), input, ...pending];
  }

  /** Goes over to another branch: to the same moment if both share it, else to where it was left. */
  selectBranch(id: number): void {
    const branch = this.branch(id);
    const shared =
      ownerOf(branch, this.position) === ownerOf(this.current, this.position) ? this.position : null;
    this.current = branch;
    this.stale = true;
    this.wanted = shared ?? branch.left;
  }

  /** Where the current branch wants to be shown after `selectBranch` or loading; null until computed. */
  landing(): Position | null {
    const { current, wanted } = this;
    if (!this.covers(current, wanted)) return null;
    if (wanted.seq === 0 && wanted.timeMs > 0) return this.resolve({ timeMs: wanted.timeMs });
    return wanted;
  }

  // --- reading -----------------------------------------------------------------------------------

  record(seq: number): TraceRecord | null {
    return recordAt(this.current, seq) ?? null;
  }

  /** The record with its whole detail, by running its message again if it was kept without. */
  fullRecord(seq: number): TraceRecord | null {
    const kept = this.record(seq);
    if (kept === null || this.options.keepDecisions || kept.detail?.decisionOmitted !== true) return kept;
    const branch = this.current;
    const before = this.cursorAt(branch, { seq: seq - 1, timeMs: timeOfSeq(branch, seq - 1) });
    const owner = ownerOf(branch, { seq, timeMs: kept.timeMs });
    let cursor = owner.parent?.at.seq === seq - 1 ? { world: before.world, nextInput: 0 } : before;
    for (;;) {
      const done = advance(this.engine, owner.inputs, cursor, Number.POSITIVE_INFINITY);
      if (done === null) return kept;
      if (done.record !== null) return done.record;
      cursor = done.cursor;
    }
  }

  /** Records with `from < seq <= to`. */
  records(from: number, to: number): readonly TraceRecord[] {
    return recordsBetween(this.current, from, to);
  }

  /** An object before and after the record at `seq`; null when it never existed by then. */
  objectAt(key: string, seq: number): ObjectAt | null {
    const all = changesOf(this.current, key);
    let before: KubeObject | null = null;
    let after: KubeObject | null = null;
    if (key.startsWith(LEASES) || all.length === 0 || (all[0] as { seq: number }).seq > seq) {
      // Not written within the run so far: it stands as it did before.
      const world = seq === this.position.seq && !this.stale ? this.shown : this.worldAtSeq(seq);
      after = this.engine.object(world, key);
      before = key.startsWith(LEASES) && seq > 0 ? this.engine.object(this.worldAtSeq(seq - 1), key) : after;
    } else {
      for (const change of all) {
        if (change.seq > seq) break;
        before = change.seq === seq ? change.before : change.after;
        after = change.after;
      }
    }
    const object = after ?? before;
    if (object === null) return null;
    const { namespace, name = '', uid } = object.metadata;
    return { ref: { kind: object.kind, namespace, name, uid }, key, before, after };
  }

  /**
   * How far a Pod (`namespace/name`) has come in its creation by the record `seq` of the current branch.
   * Before it is created its flow is that of the next Pod of that name; null when there is none.
   */
  flow(pod: string, reading: Reading, seq: number): PodFlow | null {
    const branch = this.current;
    const index = branch.flowIndex;
    const source: FlowSource = { index, recordAt: (at) => recordAt(branch, at) };
    const uid = podUidAt(index, pod, seq);
    if (uid !== undefined) return recognise(source, uid, reading, seq);
    const track = index.pods.get(index.names.get(pod)?.uids[0] ?? '');
    if (track === undefined) return null;
    const soFar = relatedRecords(source, track, seq).reduce(advanceFlow, beginFlow(track.facts));
    return report(soFar, reading);
  }

  /** The same for a Pod by its uid; null when it does not exist by then. */
  flowOfUid(uid: string, reading: Reading, seq: number): PodFlow | null {
    const branch = this.current;
    const source: FlowSource = { index: branch.flowIndex, recordAt: (at) => recordAt(branch, at) };
    return recognise(source, uid, reading, seq);
  }

  /** Every Pod of the current branch and its past, in the order of creation. */
  get pods(): readonly { readonly uid: string; readonly pod: string }[] {
    const { order, pods } = this.current.flowIndex;
    return order.flatMap((uid) => {
      const track = pods.get(uid);
      return track === undefined ? [] : [{ uid, pod: `${track.facts.namespace}/${track.facts.name}` }];
    });
  }

  /** The world at the end of what is computed. */
  get headWorld(): World {
    return this.current.head?.world ?? this.shown;
  }

  private worldAtSeq(seq: number): World {
    return this.worldAt({ seq, timeMs: timeOfSeq(this.current, seq) });
  }

  hash(): string {
    return this.engine.hash(this.shown);
  }

  save(): SavedRun {
    return {
      formatVersion: 1,
      engineVersion: this.engine.version,
      seed: this.seed,
      cluster: this.cluster,
      branches: this.branchesById.map(
        (branch): SavedBranch => ({
          id: branch.id,
          parent: branch.parent === null ? null : { branch: branch.parent.branch.id, ...branch.parent.at },
          inputs: branch.inputs,
        }),
      ),
      moment: this.moment,
    };
  }
}

/** The inputs of the branch that was shown and of its past, as one list without branches. */
function flatten(run: SavedRun): RunInput[] {
  const inputs: RunInput[] = [];
  let untilMs = Number.POSITIVE_INFINITY;
  for (let id: number | undefined = run.moment.branch; id !== undefined; ) {
    const branch = run.branches.find((other) => other.id === id);
    const own = (branch?.inputs ?? []).filter((input) => input.atMs <= untilMs);
    inputs.unshift(...own.map(({ atMs, command }) => ({ atMs, command })));
    untilMs = branch?.parent?.timeMs ?? untilMs;
    id = branch?.parent?.branch;
  }
  return inputs;
}

function pick({ seq, timeMs }: Position): Position {
  return { seq, timeMs };
}

function withoutUndefined<T extends object>(options: T): { [K in keyof T]-?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}
