import type { Pace, PlayState, PodFlow } from '../protocol/view.ts';
import { flowRecords, stepFrom, type Timeline } from '../timeline/index.ts';
import type { HostClock } from './clock.ts';
import { dwellMs, TICK_MS, withinLimits } from './playback.ts';

/** What the player needs of the host it plays in. */
export interface Stage<World> {
  readonly clock: HostClock;
  /** Null while there is nothing to play: no run, or a seek under way that decides where to go on from. */
  timeline(): Timeline<World> | null;
  /** The watched Pod's flow over all that is computed. */
  flow(): PodFlow | null;
  /** What is shown has changed. */
  changed(): void;
  /** There may be more to compute. */
  pump(): void;
  /** Runs what must not throw to the clock. */
  protect(run: () => void): void;
}

/** Moves the moment shown along a timeline, in one of three paces. */
export class Player<World> {
  private readonly stage: Stage<World>;
  private cancelBeat: (() => void) | null = null;
  /** Guided play stands at the end of what is computed. */
  private isHungry = false;
  /** Where the playing clock was started or set. */
  private base = { realMs: 0, virtualMs: 0 };
  state: PlayState = { playing: false, pace: { kind: 'guided', factor: 1 } };

  constructor(stage: Stage<World>) {
    this.stage = stage;
  }

  start(pace: Pace): void {
    this.stop();
    this.state = { playing: true, pace: withinLimits(pace) };
    this.setClock();
    this.stage.changed();
    this.beat();
  }

  pause(): void {
    this.stop();
    if (!this.state.playing) return;
    this.state = { ...this.state, playing: false };
    this.stage.changed();
  }

  /** No beat is under way any more. */
  stop(): void {
    this.cancelBeat?.();
    this.cancelBeat = null;
    this.isHungry = false;
  }

  /** Something else moved the moment: play goes on from there, and what is shown gets its full rest. */
  moved(): void {
    this.setClock();
    if (!this.state.playing) return;
    this.stop();
    const { pace } = this.state;
    this.beatIn(pace.kind === 'guided' ? this.restMs(pace.factor) : TICK_MS);
  }

  /** More has been computed. */
  fed(): void {
    if (this.isHungry) this.beat();
  }

  private setClock(): void {
    const virtualMs = this.stage.timeline()?.moment.timeMs ?? 0;
    this.base = { realMs: this.stage.clock.now(), virtualMs };
  }

  private beatIn(delayMs: number): void {
    this.cancelBeat?.();
    this.cancelBeat = this.stage.clock.later(() => {
      this.cancelBeat = null;
      this.stage.protect(() => this.beat());
    }, delayMs);
  }

  private beat(): void {
    const { playing, pace } = this.state;
    this.isHungry = false;
    const timeline = this.stage.timeline();
    if (!playing || timeline === null) return;
    if (pace.kind === 'guided') this.guidedBeat(timeline, pace.factor);
    else if (pace.kind === 'clock') this.clockBeat(timeline, pace.rate);
    else this.fastBeat(timeline);
  }

  /** One message, then a rest. */
  private guidedBeat(timeline: Timeline<World>, factor: number): void {
    const step = stepFrom(timeline.currentBranch, timeline.moment, 'message', 1, null);
    if ('to' in step) {
      timeline.show(step.to);
      this.stage.changed();
      this.stage.pump();
      this.beatIn(this.restMs(factor));
    } else if (timeline.hasWork() || timeline.searchOn()) {
      this.isHungry = true;
      this.stage.pump();
    } else this.pause();
  }

  private restMs(factor: number): number {
    const seq = this.stage.timeline()?.moment.seq ?? 0;
    return dwellMs(factor, flowRecords(this.stage.flow()).has(seq));
  }

  private clockBeat(timeline: Timeline<World>, rate: number): void {
    const elapsedMs = (this.stage.clock.now() - this.base.realMs) * rate;
    const timeMs = Math.floor(this.base.virtualMs + elapsedMs);
    timeline.want({ timeMs: timeMs + Math.ceil(rate * 4 * TICK_MS) });
    const position = timeline.resolve({ timeMs });
    if (position !== null) timeline.show(position);
    else {
      // The engine is slower than the clock: the clock waits for it.
      timeline.show(timeline.end);
      this.setClock();
      if (!timeline.hasWork()) {
        this.pause();
        return;
      }
    }
    this.stage.changed();
    this.stage.pump();
    this.beatIn(TICK_MS);
  }

  /** As fast as it is computed; stops when the run has settled. */
  private fastBeat(timeline: Timeline<World>): void {
    timeline.show(timeline.end);
    this.stage.changed();
    if (timeline.hasWork()) {
      this.stage.pump();
      this.beatIn(TICK_MS);
    } else this.pause();
  }
}
