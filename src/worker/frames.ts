import type { Frame, PlayState, PodFlow, ViewDiff, Watched } from '../protocol/view.ts';
import type { Branch, Timeline } from '../timeline/index.ts';
import { isHuge, lanesOf, marksOf, newestPod, sharedSeq, withoutDecision } from '../timeline/index.ts';
import type { Kit } from './kit.ts';

/** Records in one frame: as many as leave worker and page free for each other. */
const RECORDS_PER_FRAME = { least: 100, most: 2000 };
/** A frame that took longer is cut shorter next time; one that took much less may hold more. */
const LONG_MS = 10;
const SHORT_MS = 4;

type Draft = { -readonly [K in keyof Frame]: Frame[K] };

/** What of a timeline the page already has, and how to tell it the rest. */
export class FrameWriter<World> {
  private readonly kit: Kit<World>;
  private readonly timeline: Timeline<World>;
  private branch: Branch<World> | null = null;
  private world: World | null = null;
  private recordCount = 0;
  private recordsPerFrame = RECORDS_PER_FRAME.most / 4;
  private branches = '';
  private scheduler = '';
  private kubectl = '';
  private flowKey = '';
  private wholeKey = '';

  constructor(kit: Kit<World>, timeline: Timeline<World>) {
    this.kit = kit;
    this.timeline = timeline;
  }

  /** Records after `seq` were computed anew. */
  cut(seq: number): void {
    this.recordCount = Math.min(this.recordCount, seq);
    this.flowKey = '';
    this.wholeKey = '';
  }

  /** How long the last frame took to make and send. */
  took(costMs: number): void {
    const { least, most } = RECORDS_PER_FRAME;
    if (costMs > LONG_MS) this.recordsPerFrame = Math.max(least, this.recordsPerFrame >> 1);
    else if (costMs < SHORT_MS) this.recordsPerFrame = Math.min(most, this.recordsPerFrame * 2);
  }

  /** Whether records wait for the next frame. */
  get hasMore(): boolean {
    return this.recordCount < this.timeline.bounds.headSeq;
  }

  /** The Pod the steps and lanes follow at the moment shown. */
  watchedPod(watched: Watched): string | null {
    const { timeline } = this;
    return watched.pod ?? newestPod(timeline.currentBranch, timeline.moment);
  }

  /**
   * The next frame. What spans the whole run (lanes, marks) costs more than the rest, so it is left for
   * a later frame unless `whole`.
   */
  write(play: PlayState, watched: Watched, whole: boolean): Frame {
    const { timeline } = this;
    const { moment, bounds, currentBranch } = timeline;
    if (this.branch !== currentBranch) {
      if (this.branch !== null) this.cut(sharedSeq(this.branch, currentBranch));
      this.branch = currentBranch;
    }
    const frame: Draft = { moment, bounds, play };
    const branches = timeline.branches;
    const branchesKey = JSON.stringify(branches);
    if (branchesKey !== this.branches) {
      this.branches = branchesKey;
      frame.branches = branches;
    }
    this.addRecords(frame, bounds.headSeq);
    if (timeline.world !== this.world) frame.view = this.viewDiff();
    this.addFlow(frame, watched);
    if (whole) this.addWhole(frame, watched);
    return frame;
  }

  private from = 0;

  private addRecords(frame: Draft, headSeq: number): void {
    const from = this.recordCount;
    const to = Math.min(headSeq, from + this.recordsPerFrame);
    // Also when nothing follows yet, the page must drop what was cut off.
    if (to === from && this.from <= from) return;
    const added = this.timeline.records(from, to);
    frame.records = {
      from,
      added: added.map((record) => (isHuge(record) ? withoutDecision(record) : record)),
    };
    this.recordCount = to;
    this.from = to;
  }

  private viewDiff(): ViewDiff {
    const { kit, world: before } = this;
    const { world } = this.timeline;
    const view: { -readonly [K in keyof ViewDiff]: ViewDiff[K] } = {
      reset: before === null,
      objects: kit.objectChanges(before, world),
      hosts: kit.hostChanges(before, world),
      revision: kit.revision(world),
    };
    const scheduler = kit.scheduler(world);
    const schedulerKey = JSON.stringify(scheduler);
    if (schedulerKey !== this.scheduler) view.scheduler = scheduler;
    const kubectl = kit.kubectl(world);
    const kubectlKey = JSON.stringify(kubectl);
    if (kubectlKey !== this.kubectl) view.kubectl = kubectl;
    this.scheduler = schedulerKey;
    this.kubectl = kubectlKey;
    this.world = world;
    return view;
  }

  private addFlow(frame: Draft, watched: Watched): void {
    const { seq } = this.timeline.moment;
    const pod = this.watchedPod(watched);
    const key = `${this.timeline.currentBranch.id} ${seq} ${pod} ${watched.reading}`;
    if (key === this.flowKey) return;
    this.flowKey = key;
    frame.flow = pod === null ? null : this.flow(seq, pod, watched);
  }

  private addWhole(frame: Draft, watched: Watched): void {
    const { currentBranch, bounds } = this.timeline;
    const pod = this.watchedPod(watched);
    const key = `${currentBranch.id} ${bounds.headSeq} ${bounds.headMs} ${pod} ${watched.reading}`;
    if (key === this.wholeKey) return;
    this.wholeKey = key;
    frame.lanes = pod === null ? null : lanesOf(currentBranch, pod);
    frame.marks = marksOf(currentBranch, this.wholeFlow(watched));
  }

  /** The watched Pod's flow over all that is computed. */
  wholeFlow(watched: Watched): PodFlow | null {
    const pod = this.watchedPod(watched);
    return pod === null ? null : this.flow(this.timeline.bounds.headSeq, pod, watched);
  }

  private flow(seq: number, pod: string, { reading }: Watched): PodFlow | null {
    return this.timeline.flow(pod, reading, seq);
  }
}
