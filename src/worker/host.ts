import type { CrashReport, FromWorker, RefusalCode, Request, ToWorker } from '../protocol/messages.ts';
import type { Watched } from '../protocol/view.ts';
import {
  checkSavedRun,
  type Moment,
  type NewRun,
  type Position,
  RunError,
  type SavedRun,
  stepFrom,
  straightHash,
  type Target,
  Timeline,
  TimelineError,
  type TimelineOptions,
  type Unit,
} from '../timeline/index.ts';
import type { HostClock } from './clock.ts';
import { FrameWriter } from './frames.ts';
import type { Kit } from './kit.ts';
import { Player } from './player.ts';

/** Real time spent computing before the host looks for messages from the page. */
const SLICE_MS = 8;
/** Messages between two looks at the clock. */
const BATCH = 8;
/** The least real time between two frames. */
const FRAME_MS = 16;
/** Frames take at most this share of the time: a large cluster gets fewer of them, not a slower engine. */
const FRAME_SHARE = 0.3;
/** The same for the parts of a frame that span the whole run, while it is still computed. */
const WHOLE_MS = 200;

/** A request whose answer must first be computed. */
type Waiting =
  | { readonly kind: 'open'; readonly ids: readonly number[] }
  | { readonly kind: 'select'; readonly ids: readonly number[] }
  | { readonly kind: 'seek'; readonly ids: readonly number[]; readonly to: Target }
  | {
      readonly kind: 'step';
      readonly ids: readonly number[];
      readonly unit: Unit;
      readonly direction: 1 | -1;
    };

export interface Host {
  receive(message: ToWorker): void;
  close(): void;
}

class Refusal extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** Requests that speak of the branch the page saw. */
const OF_BRANCH: ReadonlySet<Request['type']> = new Set([
  'command',
  'apply',
  'seek',
  'stepBy',
  'record',
  'object',
  'hash',
]);

/**
 * Owns a timeline and answers the page: computes ahead in slices between messages, paces playback and
 * sends what changed at most once per frame. It has no time of its own but `clock`.
 */
export function createHost<World>(
  kit: Kit<World>,
  post: (message: FromWorker) => void,
  clock: HostClock,
  options: TimelineOptions = {},
): Host {
  return new TimelineHost(kit, post, clock, options);
}

class TimelineHost<World> implements Host {
  private readonly kit: Kit<World>;
  private readonly post: (message: FromWorker) => void;
  private readonly clock: HostClock;
  private readonly options: TimelineOptions;
  private timeline: Timeline<World> | null = null;
  private frames: FrameWriter<World> | null = null;
  private watched: Watched = { pod: null, reading: 'classic' };
  private readonly player: Player<World>;
  private waiting: Waiting | null = null;
  private pumping = false;
  private closed = false;
  private cancelFrame: (() => void) | null = null;
  /** When the next frame may go out. */
  private nextFrameMs = Number.NEGATIVE_INFINITY;
  private lastWholeMs = Number.NEGATIVE_INFINITY;
  private wholeDue = true;

  constructor(
    kit: Kit<World>,
    post: (message: FromWorker) => void,
    clock: HostClock,
    options: TimelineOptions,
  ) {
    this.kit = kit;
    this.post = post;
    this.clock = clock;
    this.options = options;
    this.player = new Player({
      clock,
      timeline: () => (this.waiting === null ? this.timeline : null),
      flow: () => this.frames?.wholeFlow(this.watched) ?? null,
      changed: () => this.changed(),
      pump: () => this.pumpSoon(),
      protect: (run) => this.protect(run),
    });
  }

  close(): void {
    this.closed = true;
    this.player.stop();
    this.cancelFrame?.();
    this.cancelFrame = null;
  }

  receive(message: ToWorker): void {
    if (this.closed) return;
    const { id, request } = message;
    try {
      this.guard(message);
      this.handle(id, request);
    } catch (error) {
      this.fail(id, error);
    }
  }

  private guard({ branch, request }: ToWorker): void {
    if (!OF_BRANCH.has(request.type)) return;
    if (this.timeline === null || this.waiting?.kind === 'open')
      throw new Refusal('notOpen', 'no run is open');
    const current = this.timeline.moment.branch;
    if (branch === current) return;
    throw new Refusal('stale', `branch ${branch} was shown, branch ${current} is current`);
  }

  private get open(): Timeline<World> {
    if (this.timeline === null) throw new Refusal('notOpen', 'no run is open');
    return this.timeline;
  }

  private handle(id: number, request: Request): void {
    switch (request.type) {
      case 'open':
        this.openRun(id, request.run);
        break;
      case 'command':
        this.give(() => this.open.command(request.command));
        this.reply(id, null);
        break;
      case 'check':
        this.reply(id, this.kit.check(request.text, this.timeline?.world ?? null).diagnostics);
        break;
      case 'apply':
        this.apply(id, request.text);
        break;
      case 'seek':
        this.wait({ kind: 'seek', ids: [id], to: request.to });
        break;
      case 'stepBy':
        this.player.pause();
        this.wait({ kind: 'step', ids: [id], unit: request.unit, direction: request.direction });
        break;
      case 'play':
        void this.open;
        this.player.start(request.pace);
        this.reply(id, null);
        break;
      case 'pause':
        this.player.pause();
        this.reply(id, null);
        break;
      case 'selectBranch':
        this.open.selectBranch(request.branch);
        this.wait({ kind: 'select', ids: [id] });
        break;
      case 'watch':
        this.watched = request.watched;
        this.changed();
        this.reply(id, null);
        break;
      case 'record':
        this.reply(id, this.open.fullRecord(request.seq));
        break;
      case 'object':
        this.reply(id, this.open.objectAt(request.key, request.seq ?? this.open.moment.seq));
        break;
      case 'save':
        this.reply(id, this.open.save());
        break;
      case 'hash':
        this.reply(id, straightHash(this.open, request.to));
        break;
    }
  }

  private reply(id: number, value: unknown): void {
    this.post({ type: 'reply', id, value });
  }

  private refuse(id: number, code: RefusalCode, message: string): void {
    this.post({ type: 'refused', id, code, message });
  }

  private fail(id: number, error: unknown): void {
    if (error instanceof Refusal || error instanceof TimelineError)
      this.refuse(id, error.code, error.message);
    else if (error instanceof RunError) this.refuse(id, 'badRun', error.message);
    else {
      this.crash(error);
      this.refuse(id, 'crash', messageOf(error));
    }
  }

  /** What fails outside a request. */
  private protect(run: () => void): void {
    if (this.closed) return;
    try {
      run();
    } catch (error) {
      this.crash(error);
    }
  }

  private crash(error: unknown): void {
    this.player.pause();
    const { timeline } = this;
    const report: CrashReport = {
      message: messageOf(error),
      stack: error instanceof Error ? (error.stack ?? '') : '',
      engineVersion: this.kit.engine.version,
      run: timeline?.save() ?? null,
      lastGood: timeline === null ? null : { branch: timeline.moment.branch, ...timeline.end },
    };
    this.post({ type: 'crash', report });
    if (timeline !== null) this.pumpSoon();
  }

  // --- opening and commands ------------------------------------------------------------------------

  private openRun(id: number, run: NewRun | SavedRun): void {
    const { engine, addons } = this.kit;
    if ('branches' in run) checkSavedRun(run);
    const timeline = new Timeline(engine, run, { addons, ...this.options });
    this.player.pause();
    this.supersede();
    this.timeline = timeline;
    this.frames = new FrameWriter(this.kit, timeline);
    this.wait({ kind: 'open', ids: [id] });
  }

  private apply(id: number, text: string): void {
    const { objects, diagnostics } = this.kit.check(text, this.open.world);
    const applied = objects.length > 0 && !diagnostics.some(({ severity }) => severity === 'error');
    if (applied) this.give(() => this.open.command({ type: 'apply', objects }));
    this.reply(id, { applied, diagnostics });
  }

  /** A command changes the future, so the page is told at once which branch it is on now. */
  private give(command: () => Moment): void {
    this.supersede();
    const { seq } = command();
    this.frames?.cut(seq);
    // Most of what a command does at once is then in the page's next frame.
    this.protect(() => this.slice());
    this.player.moved();
    this.flush();
    this.pumpSoon();
  }

  // --- what must be computed first -------------------------------------------------------------------

  private wait(waiting: Waiting): void {
    const { timeline } = this;
    if (timeline === null) throw new Refusal('notOpen', 'no run is open');
    if (waiting.kind === 'seek' && this.waiting?.kind === 'seek') {
      // Only the newest place counts while one is dragged along; all of them hear where that led.
      this.waiting = { ...waiting, ids: [...this.waiting.ids, ...waiting.ids] };
    } else {
      this.supersede();
      this.waiting = waiting;
    }
    if (waiting.kind === 'seek') timeline.want(waiting.to);
    this.settleWaiting();
    this.pumpSoon();
  }

  /** Another request takes the place of the one that waits: it is answered with what is shown. */
  private supersede(): void {
    const { waiting } = this;
    if (waiting === null) return;
    this.waiting = null;
    this.answer(waiting);
  }

  private answer({ kind, ids }: Waiting): void {
    for (const id of ids) this.reply(id, kind === 'open' ? null : this.open.moment);
  }

  private settleWaiting(): void {
    const { waiting, timeline } = this;
    if (waiting === null || timeline === null) return;
    const position = this.destination(waiting, timeline);
    if (position === null) return;
    this.waiting = null;
    try {
      timeline.show(position);
    } catch (error) {
      if (!(error instanceof TimelineError)) throw error;
      // A saved run whose fork is never reached.
      if (waiting.kind === 'open') this.timeline = null;
      for (const id of waiting.ids) this.refuse(id, 'badRun', error.message);
      return;
    }
    this.player.moved();
    // The branch must be known before the page asks again.
    if (waiting.kind === 'open' || waiting.kind === 'select') this.flush();
    else this.changed();
    this.answer(waiting);
  }

  /** Null while it is being computed. */
  private destination(waiting: Waiting, timeline: Timeline<World>): Position | null {
    const found = this.find(waiting, timeline);
    if (found !== null) return found;
    if (timeline.hasWork()) return null;
    if (waiting.kind === 'step' && waiting.direction === 1 && timeline.searchOn()) return null;
    return waiting.kind === 'step' ? timeline.moment : timeline.end;
  }

  private find(waiting: Waiting, timeline: Timeline<World>): Position | null {
    switch (waiting.kind) {
      case 'open':
      case 'select':
        return timeline.landing();
      case 'seek':
        return timeline.resolve(waiting.to);
      case 'step': {
        const flow = waiting.unit === 'step' ? (this.frames?.wholeFlow(this.watched) ?? null) : null;
        const { currentBranch, moment } = timeline;
        const step = stepFrom(currentBranch, moment, waiting.unit, waiting.direction, flow);
        if ('to' in step) return step.to;
        return 'stay' in step ? moment : null;
      }
    }
  }

  // --- computing -------------------------------------------------------------------------------------

  private pumpSoon(): void {
    if (this.pumping || this.closed || this.timeline === null) return;
    this.pumping = true;
    this.clock.soon(() => {
      this.pumping = false;
      this.protect(() => this.pump());
    });
  }

  private pump(): void {
    const { timeline } = this;
    if (timeline === null) return;
    try {
      if (this.slice() > 0) this.changed();
    } finally {
      this.settleWaiting();
      this.player.fed();
      if (timeline.hasWork()) this.pumpSoon();
      else if (this.wholeDue) this.changed();
    }
  }

  private slice(): number {
    const { timeline, clock } = this;
    if (timeline === null) return 0;
    const untilMs = clock.now() + SLICE_MS;
    let done = 0;
    do {
      const now = timeline.compute(BATCH);
      done += now;
      if (now < BATCH) break;
    } while (clock.now() < untilMs);
    if (done > 0) this.wholeDue = true;
    return done;
  }

  // --- frames ----------------------------------------------------------------------------------------

  /** Something that the page shows has changed. */
  private changed(): void {
    if (this.cancelFrame !== null || this.closed) return;
    const delayMs = Math.max(0, this.nextFrameMs - this.clock.now());
    this.cancelFrame = this.clock.later(() => {
      this.cancelFrame = null;
      this.protect(() => this.flush());
    }, delayMs);
  }

  private flush(): void {
    const { frames, timeline, clock } = this;
    // While a run is being opened there is no moment to show yet.
    if (frames === null || timeline === null || this.waiting?.kind === 'open') return;
    this.cancelFrame?.();
    this.cancelFrame = null;
    const now = clock.now();
    const whole = !timeline.hasWork() || now - this.lastWholeMs >= WHOLE_MS;
    if (whole) {
      this.lastWholeMs = now;
      this.wholeDue = timeline.hasWork();
    }
    // A fault in here would come again with every frame.
    this.frames = null;
    const frame = frames.write(this.player.state, this.watched, whole);
    this.frames = frames;
    this.post({ type: 'frame', frame });
    const costMs = clock.now() - now;
    frames.took(costMs);
    this.nextFrameMs = now + Math.max(FRAME_MS, costMs / FRAME_SHARE);
    if (frames.hasMore) this.changed();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
