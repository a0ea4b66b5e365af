import type { Node } from '../api/index.ts';
import type { Command } from '../engine/command.ts';
import type { TraceRecord } from '../engine/kernel/record.ts';
import type { PodFlow, Reading } from '../engine/trace/flow.ts';
import { advanceTo, cursorOf, setOut } from './advance.ts';
import {
  type Branch,
  type Cursor,
  cutAfter,
  lastComputedSeq,
  newBranch,
  ownerOf,
  recordAt,
  recordsBetween,
  seqAtTime,
  timeOfSeq,
} from './branch.ts';
import { Computer } from './computer.ts';
import { DEFAULT_CLUSTER } from './defaultCluster.ts';
import type { Engine } from './engine.ts';
import { type ResolvedOptions, resolveOptions, type TimelineOptions } from './options.ts';
import { comparePositions, later } from './position.ts';
import { flowOf, flowOfUid, objectAt, podsOf, wholeRecord } from './reading.ts';
import { branchInfo, findBranch, loadBranches, loadByTime, saveBranch } from './saving.ts';
import { Search } from './search.ts';
import { lastAtOrBefore } from './snapshots.ts';
import type { Bounds, BranchInfo, Moment, NewRun, ObjectAt, Position, RunInput, SavedRun } from './types.ts';

/** A place as a request names it. */
export type Target = { readonly seq: number } | { readonly timeMs: number };

/** What stands at the moment shown, to go forward from. */
interface Shown<World> extends Cursor<World> {
  readonly owner: Branch<World>;
}

/**
 * A run and all its futures: what was given to it, what happened, and the moment that is shown. It
 * computes ahead of that moment in slices its owner paces, and goes to any moment by replay.
 */
export class Timeline<World> {
  readonly engine: Engine<World>;
  readonly seed: number;
  readonly cluster: readonly Node[];
  private readonly options: ResolvedOptions;
  private readonly branchList: Branch<World>[];
  private readonly computer: Computer<World>;
  private current: Branch<World>;
  private position: Position = { seq: 0, timeMs: 0 };
  private shownWorld: World;
  /** Null when the position is known but its world must be found anew. */
  private shown: Shown<World> | null = null;
  /** How far someone asked the current branch to be computed, beyond looking ahead. */
  private wanted: Position = { seq: 0, timeMs: 0 };
  private search: Search<World> | null = null;

  constructor(engine: Engine<World>, run: NewRun | SavedRun, options: TimelineOptions = {}) {
    this.engine = engine;
    this.seed = run.seed;
    this.cluster = (run.cluster ?? DEFAULT_CLUSTER) as readonly Node[];
    this.options = resolveOptions(options);
    if ('branches' in run) {
      const isSameEngine = run.engineVersion === engine.version;
      this.branchList = isSameEngine ? loadBranches(run) : loadByTime(run);
      this.current = findBranch(this.branchList, run.moment.branch);
      const { seq, timeMs } = run.moment;
      this.wanted = { seq: isSameEngine ? seq : 0, timeMs };
    } else {
      this.current = newBranch<World>(0, null, run.inputs ?? []);
      this.branchList = [this.current];
    }
    this.shownWorld = this.createWorld();
    this.computer = new Computer(engine, this.options, this.branchList, this.shownWorld);
  }

  /** The cluster before any input. */
  createWorld(): World {
    const { seed, cluster, options } = this;
    return this.engine.create({ seed, nodes: cluster, addons: options.addons });
  }

  get moment(): Moment {
    return { branch: this.current.id, seq: this.position.seq, timeMs: this.position.timeMs };
  }

  /** The world at the moment shown. */
  get world(): World {
    return this.shownWorld;
  }

  get currentBranch(): Branch<World> {
    return this.current;
  }

  get branches(): readonly BranchInfo[] {
    return this.branchList.map(branchInfo);
  }

  get bounds(): Bounds {
    const branch = this.current;
    const isFull = this.computer.isFull(branch);
    return {
      headSeq: lastComputedSeq(branch),
      headMs: branch.reachedMs,
      seenSeq: branch.seen.seq,
      seenMs: branch.seen.timeMs,
      settled: this.computer.isSettled(branch),
      computing: this.hasWork(),
      stopped: branch.crash !== undefined ? 'crash' : isFull ? 'records' : undefined,
    };
  }

  // --- computing ---------------------------------------------------------------------------------

  /** Whether `compute` still has something to do. */
  hasWork(): boolean {
    return this.search?.isOn === true || this.computer.task(this.current, this.wanted) !== null;
  }

  /**
   * Computes ahead by at most `steps` messages; returns how many it did, 0 when there is no work.
   * A fault of the engine is thrown once; what was computed before it stays.
   */
  compute(steps: number): number {
    const done = this.computer.compute(this.current, this.wanted, steps);
    if (done > 0 || this.search?.isOn !== true) return done;
    const looked = this.search.go(steps);
    if (this.search.foundMs !== null) this.want({ timeMs: this.search.foundMs });
    return looked;
  }

  /** Asks for the current branch to be computed up to a place, whether it has settled or not. */
  want(to: Target): void {
    const { seq, timeMs } = this.wanted;
    this.wanted =
      'seq' in to ? { seq: Math.max(seq, to.seq), timeMs } : { seq, timeMs: Math.max(timeMs, to.timeMs) };
  }

  /**
   * Asks to look on beyond the end of a settled run, where a back-off may end or a probe change its mind:
   * `compute` then goes on if something is found within the horizon, and otherwise leaves the run as it
   * is. False when that has been asked from this end.
   */
  searchOn(): boolean {
    const { head, inputs } = this.current;
    if (head === null || !this.computer.isSettled(this.current)) return false;
    const from = cursorOf(head);
    if (this.search?.from === from.world) return false;
    const { horizonMs, searchSteps } = this.options;
    const untilMs = head.run.nowMs + horizonMs;
    this.search = new Search(this.engine, inputs, from, untilMs, searchSteps);
    return this.hasWork();
  }

  /** The end of what is computed. */
  get end(): Position {
    const branch = this.current;
    const seq = lastComputedSeq(branch);
    return { seq, timeMs: Math.max(branch.reachedMs, timeOfSeq(branch, seq)) };
  }

  /** The world at the end of what is computed. */
  get headWorld(): World {
    return this.current.head?.run.world() ?? this.shownWorld;
  }

  // --- going to a moment -------------------------------------------------------------------------

  /** The exact position a seek means; null while it is not computed yet: see `want`. */
  resolve(to: Target): Position | null {
    const branch = this.current;
    if (branch.head === null) return null;
    if ('seq' in to) {
      const seq = Math.max(0, Math.trunc(to.seq));
      return seq > lastComputedSeq(branch) ? null : { seq, timeMs: timeOfSeq(branch, seq) };
    }
    const timeMs = Math.max(0, Math.trunc(to.timeMs));
    const fork = branch.parent?.at;
    // At the time of the fork, what was given there has just been given.
    if (fork !== undefined && fork.timeMs === timeMs) return fork;
    if (this.computer.isDueBy(branch, timeMs)) return null;
    return { seq: seqAtTime(branch, timeMs), timeMs };
  }

  /** Shows a computed position of the current branch. */
  show(position: Position): Moment {
    const { current } = this;
    if (this.shown === null || comparePositions(position, this.position) !== 0) {
      const owner = ownerOf(current, position);
      const { world, nextInput } = this.replay(owner, position);
      this.shown = { owner, world, nextInput };
      this.shownWorld = world;
      this.position = { seq: position.seq, timeMs: position.timeMs };
    }
    current.seen = later(current.seen, this.position);
    current.left = this.position;
    // Nothing is due by then, or the moment would not have resolved.
    if (position.seq === lastComputedSeq(current)) {
      current.reachedMs = Math.max(current.reachedMs, position.timeMs);
    }
    return this.moment;
  }

  /** From the end of what is computed or the moment shown when one of them lies nearer than a snapshot. */
  private replay(owner: Branch<World>, position: Position): Cursor<World> {
    const { shown, engine } = this;
    const reaches = (seq: number, timeMs: number) => comparePositions({ seq, timeMs }, position) <= 0;
    const { head } = owner;
    if (head !== null && reaches(head.run.lastSeq, head.run.nowMs)) {
      return advanceTo(engine, owner.inputs, cursorOf(head), position);
    }
    const near = owner.snapshots[lastAtOrBefore(owner.snapshots, position.seq)]?.seq ?? -1;
    const isNearer =
      shown?.owner === owner && near <= this.position.seq && reaches(this.position.seq, this.position.timeMs);
    return isNearer
      ? advanceTo(engine, owner.inputs, shown, position)
      : this.computer.cursorAt(owner, position);
  }

  /** The world at a computed position of the current branch; the moment shown stays. */
  worldAt(position: Position): World {
    return this.replay(ownerOf(this.current, position), position).world;
  }

  // --- commands and branches ---------------------------------------------------------------------

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
    this.search = null;
    this.shown = null;
    return this.show(at);
  }

  private fork(at: Position, input: RunInput): void {
    const id = Math.max(...this.branchList.map((branch) => branch.id)) + 1;
    const owner = ownerOf(this.current, at);
    const branch = newBranch<World>(id, { branch: owner, at }, [input]);
    this.computer.start(branch, this.replay(owner, at).world);
    this.branchList.push(branch);
    this.current = branch;
  }

  private extend(at: Position, input: RunInput): void {
    const branch = this.current;
    let cursor: Cursor<World>;
    if (branch.crash === undefined) cursor = this.replay(branch, at);
    else {
      // What was given right here may be what made the engine fail; the new command takes its place.
      branch.inputs = branch.inputs.filter((other) => other.afterSeq !== at.seq || other.atMs !== at.timeMs);
      cursor = this.computer.cursorAt(branch, at);
    }
    cutAfter(branch, at, setOut(this.engine, cursor));
    const pending = branch.inputs.slice(cursor.nextInput);
    branch.inputs = [...branch.inputs.slice(0, cursor.nextInput), input, ...pending];
  }

  /** Goes over to another branch; `landing` says where to. */
  selectBranch(id: number): void {
    const branch = findBranch(this.branchList, id);
    const isShared = ownerOf(branch, this.position) === ownerOf(this.current, this.position);
    this.current = branch;
    this.search = null;
    this.shown = null;
    this.wanted = isShared ? this.position : branch.left;
  }

  /**
   * Where the current branch is to be shown after `selectBranch` or loading: the same moment if both
   * branches share it, else where it was left. Null until that is computed.
   */
  landing(): Position | null {
    const { current, wanted } = this;
    if (wanted.seq === 0 && wanted.timeMs > 0) return this.resolve({ timeMs: wanted.timeMs });
    return this.computer.covers(current, wanted) ? wanted : null;
  }

  // --- reading -----------------------------------------------------------------------------------

  record(seq: number): TraceRecord | null {
    return recordAt(this.current, seq) ?? null;
  }

  /** The record with its whole detail, also where that was too large to keep. */
  fullRecord(seq: number): TraceRecord | null {
    const kept = this.record(seq);
    if (kept === null) return null;
    const before = () => this.computer.cursorAt(this.current, this.positionOf(seq - 1));
    return wholeRecord(this.engine, this.current, kept, before);
  }

  /** Records with `from < seq <= to`. */
  records(from: number, to: number): readonly TraceRecord[] {
    return recordsBetween(this.current, from, to);
  }

  /** An object before and after the record at `seq`; null when it never existed by then. */
  objectAt(key: string, seq: number): ObjectAt | null {
    return objectAt(this.engine, this.current, key, seq, (at) => this.worldAt(this.positionOf(at)));
  }

  private positionOf(seq: number): Position {
    return seq === this.position.seq ? this.position : { seq, timeMs: timeOfSeq(this.current, seq) };
  }

  /**
   * How far a Pod (`namespace/name`) has come in its creation by the record `seq` of the current branch;
   * null when there is none of that name in all that is computed.
   */
  flow(pod: string, reading: Reading, seq: number): PodFlow | null {
    return flowOf(this.current, pod, reading, seq);
  }

  flowOfUid(uid: string, reading: Reading, seq: number): PodFlow | null {
    return flowOfUid(this.current, uid, reading, seq);
  }

  /** Every Pod of the current branch and its past, in the order of creation. */
  get pods(): readonly { readonly uid: string; readonly pod: string }[] {
    return podsOf(this.current);
  }

  /** Of the world at the moment shown. */
  hash(): string {
    return this.engine.hash(this.shownWorld);
  }

  save(): SavedRun {
    return {
      formatVersion: 1,
      engineVersion: this.engine.version,
      seed: this.seed,
      cluster: this.cluster,
      branches: this.branchList.map(saveBranch),
      moment: this.moment,
    };
  }
}
