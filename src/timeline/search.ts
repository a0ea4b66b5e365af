import { advance, setOut, type Traveller } from './advance.ts';
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
  readonly from: World;
  private readonly engine: Engine<World>;
  private readonly inputs: readonly RunInput[];
  private readonly untilMs: number;
  private readonly traveller: Traveller<World>;
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
    this.from = from.world;
    this.untilMs = untilMs;
    this.traveller = setOut(engine, from);
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
        const done = advance(this.engine, this.inputs, this.traveller, this.untilMs);
        if (done === null) this.left = 0;
        if (done !== 'message') continue;
        const { record } = this.traveller.run;
        if (record !== null && !record.background) this.foundMs = record.timeMs;
      } catch {
        this.left = 0;
      }
    }
    return steps;
  }
}
