import type { KubeObject } from '../api/index.ts';
import type { FromWorker } from '../protocol/messages.ts';
import type {
  Frame,
  FramePart,
  HostDiff,
  KeyedDiff,
  KubectlOutput,
  Moment,
  PlayState,
  PodFlow,
  QueueEntry,
  SchedulingDecision,
  TraceRecord,
  Watched,
} from '../protocol/view.ts';
import type { Branch, Timeline } from '../timeline/index.ts';
import { isHuge, lanesOf, marksOf, newestPod, sharedSeq, withoutDecision } from '../timeline/index.ts';
import { Budget } from './budget.ts';
import type { Change, Kit } from './kit.ts';
import { diffOf } from './views.ts';

/** What a thing costs of a message's budget: about its size in kilobytes times three. */
const COST = { record: 1, verdict: 0.5, object: 4, host: 1, pod: 2, entry: 1 };

const NOTHING: KeyedDiff<never> = { changed: [], removed: [] };

/** What the page has, or will have once the frame that is being sent is there. */
interface Told<World> {
  readonly branch: Branch<World> | null;
  readonly world: World | null;
  /** Records the page has; those after `goodRecords` are no longer true. */
  readonly records: number;
  readonly goodRecords: number;
  readonly branches: string;
  readonly kubectl: readonly KubectlOutput[];
}

/** A frame on its way: what it says was fixed when it was begun. */
interface Draft<World> {
  readonly frame: { -readonly [K in keyof Frame]: Frame[K] };
  readonly from: number;
  readonly records: Iterator<TraceRecord>;
  readonly objects: Iterator<Change<KubeObject>>;
  readonly hosts: Iterator<Change<HostDiff>>;
  readonly queues: Iterator<Change<QueueEntry>>;
  readonly branch: Branch<World>;
  readonly watched: Watched;
  readonly whole: boolean;
  parts: number;
}

/** What one message takes of a frame. */
interface Piece {
  readonly records: TraceRecord[];
  readonly objects: Change<KubeObject>[];
  readonly hosts: Change<HostDiff>[];
  readonly queues: Change<QueueEntry>[];
}

/**
 * What of a timeline the page already has, and how to tell it the rest. A frame tells the difference between
 * two moments. When that is much, it goes out in parts which the page keeps aside until the frame itself
 * comes: the worker is soon free again, and the page still goes from one whole world to the next.
 */
export class FrameWriter<World> {
  private readonly kit: Kit<World>;
  private readonly timeline: Timeline<World>;
  private readonly budget = new Budget();
  private told: Told<World> = {
    branch: null,
    world: null,
    records: 0,
    goodRecords: 0,
    branches: '',
    kubectl: [],
  };
  private draft: Draft<World> | null = null;
  /** Of the budget, by the last message. */
  private used = 0;
  private flowKey = '';
  private wholeKey = '';

  constructor(kit: Kit<World>, timeline: Timeline<World>) {
    this.kit = kit;
    this.timeline = timeline;
  }

  /** Records after `seq` were computed anew. */
  cut(seq: number): void {
    const { told } = this;
    this.told = { ...told, goodRecords: Math.min(told.goodRecords, seq) };
    this.flowKey = '';
    this.wholeKey = '';
  }

  /** How long the last message took to make and send. */
  took(costMs: number): void {
    this.budget.took(this.used, costMs);
  }

  /** Whether records wait for the next frame. */
  get hasMore(): boolean {
    return this.told.goodRecords < this.timeline.bounds.headSeq;
  }

  /** Whether a frame has been begun and not yet sent. */
  get isSending(): boolean {
    return this.draft !== null;
  }

  /**
   * Begins a frame that shows the timeline as it is now. What spans the whole run (lanes, marks) costs more
   * than the rest, so it is left for a later frame unless `whole`.
   */
  begin(play: PlayState, watched: Watched, whole: boolean): void {
    const { timeline, kit } = this;
    const { moment, bounds, currentBranch, world } = timeline;
    if (this.told.branch !== currentBranch) {
      if (this.told.branch !== null) this.cut(sharedSeq(this.told.branch, currentBranch));
    }
    const { told } = this;
    const from = told.goodRecords;
    // The page has the records of a moment before it is shown; those beyond come as there is room.
    const to = Math.max(
      Math.min(moment.seq, bounds.headSeq),
      Math.min(bounds.headSeq, from + this.budget.size),
    );
    const isOther = world !== told.world;
    const frame: Draft<World>['frame'] = { moment, bounds, play };
    const { branches } = timeline;
    const branchesKey = JSON.stringify(branches);
    if (branchesKey !== told.branches) frame.branches = branches;
    this.draft = {
      frame,
      from,
      records: slim(timeline.records(from, to)),
      objects: (isOther ? kit.objectChanges(told.world, world) : [])[Symbol.iterator](),
      hosts: (isOther ? kit.hostChanges(told.world, world) : [])[Symbol.iterator](),
      queues: (isOther ? kit.queueChanges(told.world, world) : [])[Symbol.iterator](),
      branch: currentBranch,
      watched,
      whole,
      parts: 0,
    };
    if (to > from || told.records > from) frame.records = { from, added: [] };
    if (isOther) this.addView(frame, told.world === null, world);
    this.told = {
      ...this.told,
      branch: currentBranch,
      world,
      branches: branchesKey,
      records: to,
      goodRecords: to,
    };
  }

  /** The next message of the frame that was begun: a part, or the frame itself. */
  next(): FromWorker {
    const { draft } = this;
    if (draft === null) throw new Error('no frame was begun');
    const { piece, isLast } = this.take(draft);
    const objects = diffOf(piece.objects);
    const hosts = diffOf(piece.hosts);
    const queues = diffOf(piece.queues);
    if (!isLast) {
      draft.parts++;
      const part: FramePart = { first: draft.parts === 1, records: piece.records, objects, hosts, queues };
      return { type: 'part', part };
    }
    this.draft = null;
    const { frame } = draft;
    if (draft.parts > 0) frame.parts = draft.parts;
    if (frame.records !== undefined) frame.records = { from: draft.from, added: piece.records };
    if (frame.view !== undefined) frame.view = { ...frame.view, objects, hosts, queues };
    this.addFlow(draft);
    if (draft.whole) this.addWhole(draft);
    return { type: 'frame', frame, branch: this.timeline.moment.branch };
  }

  /** As much as one message may hold; the last when there is nothing beyond. */
  private take({ records, objects, hosts, queues }: Draft<World>): { piece: Piece; isLast: boolean } {
    const piece: Piece = { records: [], objects: [], hosts: [], queues: [] };
    const { size } = this.budget;
    this.used = 0;
    const fill = <T>(source: Iterator<T>, sink: T[], costOf: (item: T) => number): boolean => {
      while (this.used < size) {
        const { value, done } = source.next();
        if (done === true) return true;
        sink.push(value);
        this.used += costOf(value);
      }
      return false;
    };
    const isLast =
      fill(records, piece.records, costOfRecord) &&
      fill(objects, piece.objects, () => COST.object) &&
      fill(hosts, piece.hosts, costOfHost) &&
      fill(queues, piece.queues, () => COST.entry);
    return { piece, isLast };
  }

  private addView(frame: Draft<World>['frame'], reset: boolean, world: World): void {
    const { kit, told } = this;
    const kubectl = kit.kubectl(world);
    frame.view = {
      reset,
      objects: NOTHING,
      hosts: NOTHING,
      queues: NOTHING,
      revision: kit.revision(world),
      ...(!sameList(kubectl, told.kubectl) && { kubectl }),
    };
    this.told = { ...told, kubectl };
  }

  private addFlow({ frame, branch, watched }: Draft<World>): void {
    if (branch !== this.timeline.currentBranch) return;
    const { seq } = frame.moment;
    const pod = podOf(branch, frame.moment, watched);
    const key = `${branch.id} ${seq} ${pod} ${watched.reading}`;
    if (key === this.flowKey) return;
    this.flowKey = key;
    frame.flow = pod === null ? null : this.timeline.flow(pod, watched.reading, seq);
  }

  private addWhole({ frame, branch, watched }: Draft<World>): void {
    if (branch !== this.timeline.currentBranch) return;
    const { bounds } = this.timeline;
    const pod = podOf(branch, frame.moment, watched);
    const key = `${branch.id} ${bounds.headSeq} ${bounds.headMs} ${pod} ${watched.reading}`;
    if (key === this.wholeKey) return;
    this.wholeKey = key;
    frame.lanes = pod === null ? null : lanesOf(branch, pod);
    frame.marks = marksOf(branch, wholeFlowOf(this.timeline, watched));
  }
}

/** The watched Pod's flow over all that is computed. */
export function wholeFlowOf<World>(timeline: Timeline<World>, watched: Watched): PodFlow | null {
  const pod = podOf(timeline.currentBranch, timeline.moment, watched);
  return pod === null ? null : timeline.flow(pod, watched.reading, timeline.bounds.headSeq);
}

/** The Pod the steps and lanes follow at a moment. */
function podOf<World>(branch: Branch<World>, moment: Moment, watched: Watched): string | null {
  return watched.pod ?? newestPod(branch, moment);
}

function costOfRecord({ detail }: TraceRecord): number {
  const decision = detail?.decision as SchedulingDecision | undefined;
  return COST.record + (decision === undefined ? 0 : decision.nodes.length * COST.verdict);
}

function costOfHost([, diff]: Change<HostDiff>): number {
  const pods = (diff?.sandboxes?.changed.length ?? 0) + (diff?.volumes?.changed.length ?? 0);
  return COST.host + COST.pod * pods;
}

/** Records as they are sent: without what the page asks for when it needs it. */
function* slim(records: readonly TraceRecord[]): Generator<TraceRecord> {
  for (const record of records) yield isHuge(record) ? withoutDecision(record) : record;
}

function sameList<T>(a: readonly T[], b: readonly T[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]));
}
