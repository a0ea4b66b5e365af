import type { KubeObject } from '../api/index.ts';
import type { Command } from '../engine/command.ts';
import type { TraceRecord, Written } from '../engine/kernel/record.ts';
import type { ClusterSpec } from '../engine/step.ts';

/**
 * What a timeline needs of an engine. Worlds are plain data and never change, so holding one is a
 * snapshot, and running one again gives the same again.
 */
export interface Engine<World> {
  readonly version: string;
  /** The cluster before any input: clock at 0, no record yet. */
  create(spec: ClusterSpec): World;
  /** The world with a command on its way in at its current time. */
  issue(world: World, command: Command): World;
  /** Sets a world in motion. */
  run(world: World): Run<World>;
  /** The object stored under an etcd key. */
  object(world: World, key: string): KubeObject | null;
  hash(world: World): string;
}

/** A world in motion: it moves in place and is written down as a world when asked for. */
export interface Run<World> {
  readonly nowMs: number;
  /** `seq` of the last record; 0 before the first. */
  readonly lastSeq: number;
  /** When `step` would deliver; infinite when nothing is due ever again. */
  readonly nextDueMs: number;
  /** Whether what it would deliver leaves a record. */
  readonly isNextRecorded: boolean;
  /** Only periodic work is left to happen. */
  readonly isSettled: boolean;
  /** What the last step left in the trace, if anything. */
  readonly record: TraceRecord | null;
  /** What the last step wrote, if anything. */
  readonly change: Written | null;
  /** Delivers the next message; false when nothing is due ever again. One that throws changes nothing. */
  step(): boolean;
  /** Puts the clock forward to `nowMs`, before which nothing is due. */
  passTo(nowMs: number): void;
  /** Where it is now. The same object until something happens. */
  world(): World;
}
