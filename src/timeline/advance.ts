import type { TraceRecord } from '../engine/kernel/record.ts';
import type { Cursor } from './branch.ts';
import type { Engine } from './engine.ts';
import type { Position, RunInput } from './types.ts';

export interface Advance<World> {
  readonly cursor: Cursor<World>;
  readonly record: TraceRecord | null;
  /** The input that was given instead of a step. */
  readonly input: RunInput | null;
}

/** Whether it is the input's turn rather than that of the next message. */
function isDue<World>(engine: Engine<World>, input: RunInput, world: World): boolean {
  if (engine.nextDueMs(world) > input.atMs) return true;
  if (input.afterSeq === undefined) return false;
  // Timers that leave no record still belong to the moment before the next record.
  return engine.lastSeq(world) >= input.afterSeq && engine.isNextRecorded(world);
}

/**
 * Goes on by one message or one input, but not beyond `untilMs`. Null when there is nothing left to
 * do by then. This function alone decides the order of inputs and messages, live and in replay.
 */
export function advance<World>(
  engine: Engine<World>,
  inputs: readonly RunInput[],
  cursor: Cursor<World>,
  untilMs: number,
): Advance<World> | null {
  const { world, nextInput } = cursor;
  const input = inputs[nextInput];
  if (input !== undefined && isDue(engine, input, world)) {
    if (input.atMs > untilMs) return null;
    const ready = engine.at(world, clockFor(engine, world, input.atMs));
    return {
      cursor: { world: engine.issue(ready, input.command), nextInput: nextInput + 1 },
      record: null,
      input,
    };
  }
  if (untilMs !== Number.POSITIVE_INFINITY && engine.nextDueMs(world) > untilMs) return null;
  const result = engine.step(world);
  if (result === null) return null;
  return { cursor: { world: result.world, nextInput }, record: result.record, input: null };
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
  let cursor = from;
  while (engine.lastSeq(cursor.world) < to.seq) {
    const done = advance(engine, inputs, cursor, Number.POSITIVE_INFINITY);
    if (done === null) throw new Error(`the run ends before record ${to.seq}`);
    cursor = done.cursor;
  }
  while (!isNextRecorded(engine, inputs, cursor)) {
    const done = advance(engine, inputs, cursor, to.timeMs);
    if (done === null) break;
    cursor = done.cursor;
  }
  return { ...cursor, world: engine.at(cursor.world, clockFor(engine, cursor.world, to.timeMs)) };
}

/** The clock never goes back, nor past what is due next, whatever a damaged run says. */
function clockFor<World>(engine: Engine<World>, world: World, timeMs: number): number {
  return Math.max(engine.nowMs(world), Math.min(timeMs, engine.nextDueMs(world)));
}

/** Whether going on would deliver a message that leaves a record. It may not even be tried: it may be the one that fails. */
function isNextRecorded<World>(
  engine: Engine<World>,
  inputs: readonly RunInput[],
  { world, nextInput }: Cursor<World>,
): boolean {
  const input = inputs[nextInput];
  if (input !== undefined && isDue(engine, input, world)) return false;
  return engine.isNextRecorded(world);
}
