import { advance } from './advance.ts';
import type { Cursor } from './branch.ts';
import type { Engine } from './engine.ts';
import type { RunInput } from './types.ts';

/**
 * Looks beyond the end of a run, in slices, for the next message that is not housekeeping. Nothing of it
 * is kept: a run that has settled should not grow by minutes of heartbeats because someone asked what
 * comes next.
 */
export class Search<World> {
  /** Where it began. */
  readonly from: Cursor<World>;
  private readonly engine: Engine<World>;
  private readonly inputs: readonly RunInput[];
  private readonly untilMs: number;
  private cursor: Cursor<World>;
  private left: number;
  /** When something happens; null while nothing is found. */
  foundMs: number | null = null;

  constructor(
    engine: Engine<World>,
    inputs: readonly RunInput[],
    from: Cursor<World>,
    untilMs: number,
    steps: number,
  ) {
    this.engine = engine;
    this.inputs = inputs;
    this.from = from;
    this.untilMs = untilMs;
    this.cursor = from;
    this.left = steps;
  }

  get isOn(): boolean {
    return this.foundMs === null && this.left > 0;
  }

  /** Looks at no more than `steps` messages; returns how many. A fault ends it: computing will meet it again. */
  go(steps: number): number {
    for (let done = 0; done < steps; done++) {
      if (!this.isOn) return done;
      this.left--;
      try {
        const result = advance(this.engine, this.inputs, this.cursor, this.untilMs);
        if (result === null) this.left = 0;
        else {
          this.cursor = result.cursor;
          if (result.record !== null && !result.record.background) this.foundMs = result.record.timeMs;
        }
      } catch {
        this.left = 0;
      }
    }
    return steps;
  }
}
