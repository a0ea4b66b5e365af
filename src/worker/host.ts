import type { Ask, CrashReport, FromWorker, RefusalCode, Request, ToWorker } from '../protocol/messages.ts';
import type { Command, PodFlow, Watched } from '../protocol/view.ts';
import {
  checkSavedRun,
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
import { wholeFlowOf } from './frames.ts';
import type { Kit } from './kit.ts';
import { Outbox } from './outbox.ts';
import { Player } from './player.ts';

/** Real time spent computing before the host looks for messages from the page. */
const SLICE_MS = 8;
/** Messages between two looks at the clock. */
const BATCH = 4;

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
  'machine',
  'terminal',
  'fileNames',
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
  private outbox: Outbox<World> | null = null;
  private watched: Watched = { pod: null, reading: 'classic' };
  private readonly player: Player<World>;
  private waiting: Waiting | null = null;
  private pumping = false;
  private closed = false;

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
      flow: () => this.wholeFlow(),
      changed: () => this.outbox?.changed(),
      pump: () => this.pumpSoon(),
      protect: (run) => this.protect(run),
    });
  }

  close(): void {
    this.closed = true;
    this.player.stop();
    this.outbox?.close();
  }

  receive(message: ToWorker): void {
    if (this.closed) return;
    if ('taken' in message) {
      this.outbox?.taken();
      return;
    }
    const { id } = message;
    try {
      this.guard(message);
      this.handle(message);
    } catch (error) {
      this.fail(id, error);
    }
  }

  private guard({ branch, request }: Ask): void {
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

  private handle(message: Ask): void {
    const { id, request } = message;
    switch (request.type) {
      case 'open':
        this.openRun(id, request.run);
        break;
      case 'command':
        this.give(id, request.command, null);
        break;
      case 'check':
        this.read(message, request.text, () => {
          this.reply(id, this.kit.check(request.text, this.timeline?.world ?? null).diagnostics);
        });
        break;
      case 'apply':
        this.read(message, request.text, () => this.apply(id, request.text));
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
        this.outbox?.changed();
        this.reply(id, null);
        break;
      case 'record':
        this.reply(id, this.open.fullRecord(request.seq));
        break;
      case 'object':
        this.reply(id, this.open.objectAt(request.key, request.seq ?? this.open.moment.seq));
        break;
      case 'machine':
        this.reply(id, this.kit.machine(this.open.world, request.node, request.pod));
        break;
      case 'terminal': {
        const { node, terminal, from } = request;
        this.reply(id, this.kit.terminal(this.open.world, node, terminal, from));
        break;
      }
      case 'fileNames': {
        const { node, terminal, folder } = request;
        this.reply(id, this.kit.fileNames(this.open.world, node, terminal, folder));
        break;
      }
      case 'save':
        this.reply(id, this.open.save());
        break;
      case 'hash':
        this.reply(id, straightHash(this.open, request.to));
        break;
    }
  }

  /** Reads a manifest in slices, so that a large one keeps nobody waiting; then answers the request it came with. */
  private read(message: Ask, text: string, then: () => void): void {
    const reading = this.kit.readAhead(text);
    const turn = (): boolean => {
      const untilMs = this.clock.now() + SLICE_MS;
      while (reading.next().done !== true) if (this.clock.now() >= untilMs) return false;
      return true;
    };
    const later = (): void => {
      if (this.closed) return;
      try {
        if (!turn()) {
          this.clock.soon(later);
          return;
        }
        // What the page saw may have gone meanwhile.
        this.guard(message);
        then();
      } catch (error) {
        this.fail(message.id, error);
      }
    };
    if (turn()) then();
    else this.clock.soon(later);
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
    this.outbox?.close();
    this.outbox = this.outboxOf(timeline);
    this.wait({ kind: 'open', ids: [id] });
  }

  private outboxOf(timeline: Timeline<World>): Outbox<World> {
    return new Outbox(this.kit, timeline, {
      clock: this.clock,
      post: this.post,
      protect: (run) => this.protect(run),
      hasMoment: () => this.waiting?.kind !== 'open',
      play: () => this.player.state,
      watched: () => this.watched,
    });
  }

  /** The watched Pod's flow over all that is computed. */
  private wholeFlow(): PodFlow | null {
    const { timeline, watched } = this;
    return timeline === null ? null : wholeFlowOf(timeline, watched);
  }

  private apply(id: number, text: string): void {
    const { objects, diagnostics } = this.kit.check(text, this.open.world);
    const applied = objects.length > 0 && !diagnostics.some(({ severity }) => severity === 'error');
    const result = { applied, diagnostics };
    if (applied) this.give(id, { type: 'apply', objects }, result);
    else this.reply(id, result);
  }

  /**
   * A command changes the future. The answer goes out at once, with the branch that leads there; what comes of
   * the command follows with the next frames.
   */
  private give(id: number, command: Command, value: unknown): void {
    this.supersede();
    const { seq, branch } = this.open.command(command);
    this.outbox?.cut(seq);
    this.post({ type: 'reply', id, value, branch });
    // Most of what a command does at once is then in the next of them.
    this.protect(() => this.slice());
    this.player.moved();
    this.outbox?.changed();
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
      if (waiting.kind === 'open') {
        this.timeline = null;
        this.outbox = null;
      }
      for (const id of waiting.ids) this.refuse(id, 'badRun', error.message);
      return;
    }
    this.player.moved();
    // The branch must be known before the page asks again.
    if (waiting.kind === 'open' || waiting.kind === 'select') this.outbox?.show(() => this.answer(waiting));
    else {
      this.outbox?.changed();
      this.answer(waiting);
    }
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
        const flow = waiting.unit === 'step' ? this.wholeFlow() : null;
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
      if (this.slice() > 0) this.outbox?.changed();
    } finally {
      this.settleWaiting();
      this.player.fed();
      if (timeline.hasWork()) this.pumpSoon();
      else this.outbox?.rest();
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
    if (done > 0) this.outbox?.computed();
    return done;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
