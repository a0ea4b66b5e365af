import type { KubeObject } from '../api/index.ts';
import type { Command } from '../engine/command.ts';
import type { TraceRecord } from '../engine/kernel/record.ts';
import type { ClusterSpec } from '../engine/step.ts';

/**
 * What a timeline needs of an engine. Worlds are plain data and never change, so holding one is a
 * snapshot, and stepping one again gives the same again.
 */
export interface Engine<World> {
  readonly version: string;
  /** The cluster before any input: clock at 0, no record yet. */
  create(spec: ClusterSpec): World;
  /** The world with a command on its way in at its current time. */
  issue(world: World, command: Command): World;
  /** Delivers the next message; null when nothing is due ever again. */
  step(world: World): { readonly world: World; readonly record: TraceRecord | null } | null;
  /** When `step` would deliver; infinite when nothing is due ever again. */
  nextDueMs(world: World): number;
  /** Whether what it would deliver leaves a record. */
  isNextRecorded(world: World): boolean;
  nowMs(world: World): number;
  /** The world with its clock put forward to `nowMs`, before which nothing is due. */
  at(world: World, nowMs: number): World;
  /** `seq` of the last record; 0 before the first. */
  lastSeq(world: World): number;
  /** Only periodic work is left to happen. */
  settled(world: World): boolean;
  /** The object stored under an etcd key. */
  object(world: World, key: string): KubeObject | null;
  hash(world: World): string;
}
