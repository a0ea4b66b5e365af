import type { Cursor } from './branch.ts';
import type { Engine, Run } from './engine.ts';
import type { Position, RunInput } from './types.ts';

/** A world in motion on its way through a branch's inputs. It is moved in place. */
export interface Traveller<World> {
  run: Run<World>;
  /** How many of the branch's own inputs it has taken. */
  nextInput: number;
}

export function setOut<World>(engine: Engine<World>, from: Cursor<World>): Traveller<World> {
  return { run: engine.run(from.world), nextInput: from.nextInput };
}

/** Where a traveller is now. */
export function cursorOf<World>({ run, nextInput }: Traveller<World>): Cursor<World> {
  return { world: run.world(), nextInput };
}

/** Whether it is the input's turn rather than that of the next message. */
function isDue<World>(input: RunInput, run: Run<World>): boolean {
  if (run.nextDueMs > input.atMs) return true;
  if (input.afterSeq === undefined) return false;
  // Timers that leave no record still belong to the moment before the next record.
  return run.lastSeq >= input.afterSeq && run.isNextRecorded;
}

/**
 * Goes on by one message or one input, but not beyond `untilMs`, and says which. Null when there is nothing left to
 * do by then. This function alone decides the order of inputs and messages, live and in replay.
 */
export function advance<World>(
  engine: Engine<World>,
  inputs: readonly RunInput[],
  traveller: Traveller<World>,
  untilMs: number,
): 'message' | 'input' | null {
  const { run, nextInput } = traveller;
  const input = inputs[nextInput];
  if (input !== undefined && isDue(input, run)) {
    if (input.atMs > untilMs) return null;
    run.passTo(clockFor(run, input.atMs));
    traveller.run = engine.run(engine.issue(run.world(), input.command));
    traveller.nextInput = nextInput + 1;
    return 'input';
  }
  if (untilMs !== Number.POSITIVE_INFINITY && run.nextDueMs > untilMs) return null;
  return run.step() ? 'message' : null;
}

/**
 * The cursor at exactly a position: its record is handled, the inputs given there are taken, and the
 * unrecorded timers due by its time have run. Throws when the run ends before the position.
 */
export function advanceTo<World>(
  engine: Engine<World>,
  inputs: readonly RunInput[],
  from: Cursor<World>,
  to: Position,
): Cursor<World> {
  const traveller = setOut(engine, from);
  while (traveller.run.lastSeq < to.seq) {
    if (advance(engine, inputs, traveller, Number.POSITIVE_INFINITY) === null) {
      throw new Error(`the run ends before record ${to.seq}`);
    }
  }
  while (!isNextRecorded(inputs, traveller)) {
    if (advance(engine, inputs, traveller, to.timeMs) === null) break;
  }
  traveller.run.passTo(clockFor(traveller.run, to.timeMs));
  return cursorOf(traveller);
}

/** The clock never goes back, nor past what is due next, whatever a damaged run says. */
function clockFor<World>(run: Run<World>, timeMs: number): number {
  return Math.max(run.nowMs, Math.min(timeMs, run.nextDueMs));
}

/** Whether going on would deliver a message that leaves a record. It may not even be tried: it may be the one that fails. */
function isNextRecorded<World>(inputs: readonly RunInput[], { run, nextInput }: Traveller<World>): boolean {
  const input = inputs[nextInput];
  if (input !== undefined && isDue(input, run)) return false;
  return run.isNextRecorded;
}
