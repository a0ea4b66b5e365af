import type { K8sEvent } from '../api/index.ts';
import type { TraceRecord } from '../engine/kernel/record.ts';
import { type FlowIndex, newFlowIndex, truncateFlowIndex } from '../engine/trace/flowIndex.ts';
import type { FlowState } from '../engine/trace/recognise.ts';
import type { Traveller } from './advance.ts';
import { aboutPod, isEvent, landmarkOf, podKey } from './landmark.ts';
import { comparePositions } from './position.ts';
import { lastAtOrBefore } from './snapshots.ts';
import type { IssuedCommand, Landmark, ObjectChange, Position, RunInput } from './types.ts';

/** A world with its place among a branch's inputs. */
export interface Cursor<World> {
  readonly world: World;
  /** How many of the branch's own inputs it has taken. */
  readonly nextInput: number;
}

/** A cursor kept right after the record `seq` was handled, to replay from. */
export interface Snapshot<World> extends Cursor<World> {
  readonly seq: number;
}

/** How far a Pod's flow had come after these records of it. */
export interface FlowMemo {
  readonly uid: string;
  readonly seqs: readonly number[];
  readonly state: FlowState;
}

/**
 * One future of a run. It shares all that happened before its fork with its parent; what it holds
 * itself comes after. Everything but `parent` and `inputs` can be computed again from them.
 */
export interface Branch<World> {
  readonly id: number;
  readonly parent: { readonly branch: Branch<World>; readonly at: Position } | null;
  inputs: readonly RunInput[];
  /** The end of what is computed. Null until the parent has been computed up to the fork. */
  head: Traveller<World> | null;
  /** Everything due up to here has been delivered. */
  reachedMs: number;
  /** `records[i].seq` is `firstSeq(branch) + i`. */
  readonly records: TraceRecord[];
  /** Writes of objects in the order of the records, without leases. */
  readonly changes: ObjectChange[];
  /** Indexes into `changes` by etcd key, and by `pod <namespace/name>` for the Events about a Pod. */
  readonly changesByKey: Map<string, number[]>;
  /** Pods as they were created. */
  readonly created: Landmark[];
  /** The changes a step "by event" stops at. */
  readonly landmarks: Landmark[];
  /** Those of them that warn. */
  readonly warnings: Landmark[];
  readonly issued: IssuedCommand[];
  /** Which records belong to which Pod, with those of the past. */
  flowIndex: FlowIndex;
  /** The flows that were asked for last, to go on from. */
  flowMemos: readonly FlowMemo[];
  snapshots: readonly Snapshot<World>[];
  /** The end of what was shown. */
  seen: Position;
  /** Where it was left when another branch was selected. */
  left: Position;
  /** The engine threw when it went on from the head. */
  crash: unknown;
}

export function newBranch<World>(
  id: number,
  parent: Branch<World>['parent'],
  inputs: readonly RunInput[],
): Branch<World> {
  const start = parent?.at ?? { seq: 0, timeMs: 0 };
  return {
    id,
    parent,
    inputs,
    head: null,
    reachedMs: start.timeMs,
    records: [],
    changes: [],
    changesByKey: new Map(),
    created: [],
    landmarks: [],
    warnings: [],
    issued: [],
    flowIndex: newFlowIndex(),
    flowMemos: [],
    snapshots: [],
    seen: start,
    left: start,
    crash: undefined,
  };
}

export function forkSeq<World>(branch: Branch<World>): number {
  return branch.parent?.at.seq ?? 0;
}

/** `seq` of the last record computed; the fork's when the branch itself has none yet. */
export function lastComputedSeq<World>(branch: Branch<World>): number {
  return forkSeq(branch) + branch.records.length;
}

/** The branch itself or the ancestor that the position belongs to. */
export function ownerOf<World>(branch: Branch<World>, position: Position): Branch<World> {
  let owner = branch;
  while (owner.parent !== null && comparePositions(position, owner.parent.at) < 0)
    owner = owner.parent.branch;
  return owner;
}

export function recordAt<World>(branch: Branch<World>, seq: number): TraceRecord | undefined {
  let owner = branch;
  while (owner.parent !== null && seq <= owner.parent.at.seq) owner = owner.parent.branch;
  return owner.records[seq - forkSeq(owner) - 1];
}

/** Records with `from < seq <= to`. */
export function recordsBetween<World>(branch: Branch<World>, from: number, to: number): TraceRecord[] {
  const parts: TraceRecord[][] = [];
  let end = to;
  for (let owner: Branch<World> | undefined = branch; owner !== undefined && end > from; ) {
    const fork = forkSeq(owner);
    if (end > fork) {
      parts.push(owner.records.slice(Math.max(from - fork, 0), end - fork));
      end = fork;
    }
    owner = owner.parent?.branch;
  }
  return parts.reverse().flat();
}

/** Virtual time of a record; 0 for `seq` 0. */
export function timeOfSeq<World>(branch: Branch<World>, seq: number): number {
  return recordAt(branch, seq)?.timeMs ?? 0;
}

/** `seq` of the last record at or before `timeMs`, as far as computed. */
export function seqAtTime<World>(branch: Branch<World>, timeMs: number): number {
  let low = 0;
  let high = lastComputedSeq(branch);
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (timeOfSeq(branch, middle) <= timeMs) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** From the root to the branch, with the last record each contributes. */
export function lineage<World>(branch: Branch<World>): { branch: Branch<World>; toSeq: number }[] {
  const line: { branch: Branch<World>; toSeq: number }[] = [];
  let toSeq = Number.POSITIVE_INFINITY;
  for (let at: Branch<World> | undefined = branch; at !== undefined; at = at.parent?.branch) {
    line.unshift({ branch: at, toSeq });
    if (at.parent !== null) toSeq = Math.min(toSeq, at.parent.at.seq);
  }
  return line;
}

/** What each branch of the past and this one holds of a list ordered by `seq`, up to where the next forks off. */
function* inLineage<World, T extends { readonly seq: number }>(
  branch: Branch<World>,
  listOf: (branch: Branch<World>) => readonly T[],
): Generator<T> {
  for (const part of lineage(branch)) {
    for (const item of listOf(part.branch)) {
      if (item.seq > part.toSeq) break;
      yield item;
    }
  }
}

export function allLandmarks<World>(branch: Branch<World>): Iterable<Landmark> {
  return inLineage(branch, (each) => each.landmarks);
}

export function allWarnings<World>(branch: Branch<World>): Iterable<Landmark> {
  return inLineage(branch, (each) => each.warnings);
}

/** How many landmarks there are, without looking at them. */
export function countLandmarks<World>(branch: Branch<World>): number {
  return lineage(branch).reduce(
    (sum, part) => sum + lastAtOrBefore(part.branch.landmarks, part.toSeq) + 1,
    0,
  );
}

/** The landmarks about a Pod (`namespace/name`) on the branch and its past: its phases, then its Events. */
export function landmarksOf<World>(branch: Branch<World>, pod: string): Landmark[] {
  const changes = [...changesOf(branch, podKey(pod)), ...eventChangesOf(branch, pod)];
  return changes.flatMap((change) => landmarkOf(change) ?? []);
}

/** Commands given; one given exactly at a fork belongs to the branch that was forked. */
export function allIssued<World>(branch: Branch<World>): Iterable<IssuedCommand> {
  return inLineage(branch, (each) => each.issued);
}

/** The last record two branches share. */
export function sharedSeq<World>(a: Branch<World>, b: Branch<World>): number {
  if (a === b) return lastComputedSeq(a);
  const pasts = new Map(lineage(a).map((part) => [part.branch, part.toSeq]));
  let shared = 0;
  for (const part of lineage(b)) {
    const toSeq = pasts.get(part.branch);
    if (toSeq === undefined) break;
    shared = Math.min(toSeq, part.toSeq, lastComputedSeq(part.branch));
  }
  return shared;
}

/** All writes of one key on the branch and its past, in order. */
export function changesOf<World>(branch: Branch<World>, key: string): ObjectChange[] {
  const list: ObjectChange[] = [];
  for (const part of lineage(branch)) {
    for (const index of part.branch.changesByKey.get(key) ?? []) {
      const change = part.branch.changes[index] as ObjectChange;
      if (change.seq > part.toSeq) break;
      list.push(change);
    }
  }
  return list;
}

/** The writes of Events about a Pod (`namespace/name`) on the branch and its past, in order. */
export function eventChangesOf<World>(branch: Branch<World>, pod: string): ObjectChange[] {
  return changesOf(branch, eventsKey(pod));
}

const eventsKey = (pod: string): string => `pod ${pod}`;

/** The first Pod that was created after the record `seq`, on the branch and its past. */
export function firstCreatedAfter<World>(branch: Branch<World>, seq: number): Landmark | null {
  for (const part of lineage(branch)) {
    const { created } = part.branch;
    const found = created[lastAtOrBefore(created, seq) + 1];
    if (found !== undefined && found.seq <= part.toSeq) return found;
  }
  return null;
}

export function addChange<World>(branch: Branch<World>, change: ObjectChange): void {
  const index = branch.changes.push(change) - 1;
  for (const key of indexKeys(change)) {
    const known = branch.changesByKey.get(key);
    if (known === undefined) branch.changesByKey.set(key, [index]);
    else known.push(index);
  }
  const landmark = landmarkOf(change);
  if (landmark === null) return;
  branch.landmarks.push(landmark);
  if (landmark.warning) branch.warnings.push(landmark);
  if (landmark.created) branch.created.push(landmark);
}

/** What a change is found by. */
function indexKeys({ key, after }: ObjectChange): readonly string[] {
  const pod = after === null || !isEvent(key) ? null : aboutPod(after as K8sEvent);
  return pod === null ? [key] : [key, eventsKey(pod)];
}

/** Forgets all that was computed after a position; the caller gives the traveller that stands there. */
export function cutAfter<World>(branch: Branch<World>, at: Position, head: Traveller<World>): void {
  branch.head = head;
  branch.reachedMs = at.timeMs;
  branch.crash = undefined;
  branch.records.length = at.seq - forkSeq(branch);
  while ((branch.changes.at(-1)?.seq ?? 0) > at.seq) {
    const gone = branch.changes.pop() as ObjectChange;
    for (const key of indexKeys(gone)) branch.changesByKey.get(key)?.pop();
  }
  for (const list of [branch.landmarks, branch.warnings, branch.created]) {
    while ((list.at(-1)?.seq ?? 0) > at.seq) list.pop();
  }
  branch.issued.length = head.nextInput;
  truncateFlowIndex(branch.flowIndex, at.seq);
  branch.flowMemos = [];
  branch.snapshots = branch.snapshots.filter((snapshot) => snapshot.seq <= at.seq);
}
