import type { FromWorker } from '../protocol/messages.ts';
import type { PlayState, Watched } from '../protocol/view.ts';
import type { Timeline } from '../timeline/index.ts';
import type { HostClock } from './clock.ts';
import { FrameWriter } from './frames.ts';
import type { Kit } from './kit.ts';

/** The least real time between two frames. */
const FRAME_MS = 16;
/** Frames take at most this share of the time: a large cluster gets fewer of them, not a slower engine. */
const FRAME_SHARE = 0.3;
/** The least real time between two frames with the parts that span the whole run, while it is still computed. */
const WHOLE_MS = 200;

/** Parts of a frame that may be on their way at once: the page only keeps them aside. */
const PARTS_AHEAD = 3;

/** What the outbox needs of the host it sends for. */
export interface Sender {
  readonly clock: HostClock;
  post(message: FromWorker): void;
  /** Runs what must not throw to the clock. */
  protect(run: () => void): void;
  /** False while there is no moment to show. */
  hasMoment(): boolean;
  play(): PlayState;
  watched(): Watched;
}

/**
 * Sends frames of one timeline, one message at a time, so that the host can look for requests in between.
 * While the page is busy with one, the next waits and holds all that has changed until then.
 */
export class Outbox<World> {
  private readonly sender: Sender;
  private readonly timeline: Timeline<World>;
  /** Null after a fault in it, which would come again with every frame. */
  private frames: FrameWriter<World> | null;
  private cancel: (() => void) | null = null;
  /** When the next message may go out. */
  private nextMs = Number.NEGATIVE_INFINITY;
  private lastWholeMs = Number.NEGATIVE_INFINITY;
  private wholeDue = true;
  /** Messages the page has not taken in yet. */
  private untaken = 0;
  /** Something has changed since. */
  private isStale = false;
  private isGoingOn = false;
  /** Who is to be told once the frame being sent is out, and once the one after it is. */
  private telling: (() => void)[] = [];
  private untold: (() => void)[] = [];

  constructor(kit: Kit<World>, timeline: Timeline<World>, sender: Sender) {
    this.sender = sender;
    this.timeline = timeline;
    this.frames = new FrameWriter(kit, timeline);
  }

  /** Sends nothing any more. Whoever waits for a frame that will not come is told so now. */
  close(): void {
    this.cancel?.();
    this.cancel = null;
    this.frames = null;
    this.tellAll();
  }

  /** Records after `seq` were computed anew. */
  cut(seq: number): void {
    this.frames?.cut(seq);
  }

  /** More has been computed. */
  computed(): void {
    this.wholeDue = true;
  }

  /** Nothing more is to be computed for now. */
  rest(): void {
    if (this.wholeDue) this.changed();
  }

  /** Something that the page shows has changed. */
  changed(): void {
    if (this.cancel !== null || this.frames === null) return;
    if (this.frames.isSending) {
      this.goOn();
      return;
    }
    if (this.untaken > 0) {
      this.isStale = true;
      return;
    }
    const { clock, protect } = this.sender;
    const delayMs = Math.max(0, this.nextMs - clock.now());
    this.cancel = clock.later(() => {
      this.cancel = null;
      protect(() => this.send());
    }, delayMs);
  }

  /** The page has time again. */
  taken(): void {
    if (this.untaken > 0) this.untaken--;
    if (this.frames?.isSending === true) this.goOn();
    else if (this.untaken === 0 && this.isStale) {
      this.isStale = false;
      this.changed();
    }
  }

  /** Sends a frame of what stands now, whether the page has time or not; `told` runs once it is out. */
  show(told: () => void): void {
    this.untold.push(told);
    this.send();
  }

  private send(): void {
    const { frames, timeline, sender } = this;
    if (frames === null) {
      this.tellAll();
      return;
    }
    if (!sender.hasMoment()) return;
    this.cancel?.();
    this.cancel = null;
    const startMs = sender.clock.now();
    this.nextMs = startMs + FRAME_MS;
    this.frames = null;
    if (!frames.isSending) {
      const whole = !timeline.hasWork() || startMs - this.lastWholeMs >= WHOLE_MS;
      if (whole) {
        this.lastWholeMs = startMs;
        this.wholeDue = timeline.hasWork();
      }
      frames.begin(sender.play(), sender.watched(), whole);
      this.telling = this.untold;
      this.untold = [];
    }
    const message = frames.next();
    this.frames = frames;
    this.untaken++;
    sender.post(message);
    const costMs = sender.clock.now() - startMs;
    frames.took(costMs);
    if (message.type === 'frame') {
      this.nextMs = startMs + Math.max(FRAME_MS, costMs / FRAME_SHARE);
      for (const told of this.telling.splice(0)) told();
    }
    if (this.isAwaited || frames.isSending) this.goOn();
    else if (frames.hasMore) this.changed();
  }

  /** Someone waits for an answer, whether the page has time or not. */
  private get isAwaited(): boolean {
    return this.telling.length + this.untold.length > 0;
  }

  /** Sends on what was begun, after whatever else waits. */
  private goOn(): void {
    if (this.isGoingOn || (this.untaken >= PARTS_AHEAD && !this.isAwaited)) return;
    this.isGoingOn = true;
    const { clock, protect } = this.sender;
    clock.soon(() => {
      this.isGoingOn = false;
      protect(() => {
        if (this.isAwaited || this.frames?.isSending === true) this.send();
      });
    });
  }

  private tellAll(): void {
    for (const told of [...this.telling.splice(0), ...this.untold.splice(0)]) told();
  }
}
