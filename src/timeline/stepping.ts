import type { PodFlow } from '../engine/trace/flow.ts';
import { allLandmarks, type Branch, lastComputedSeq, recordAt, timeOfSeq } from './branch.ts';
import type { Position } from './types.ts';

export type Unit = 'message' | 'step' | 'event';

/** Where a step leads; `beyond` when the answer may lie past what is computed. */
export type Stepping = { readonly to: Position } | { readonly beyond: true } | { readonly stay: true };

/**
 * The next stop from a position. Messages are those that matter: the cluster's periodic housekeeping is
 * passed over. `flow` is the watched Pod's over all that is computed.
 */
export function stepFrom<World>(
  branch: Branch<World>,
  from: Position,
  unit: Unit,
  direction: 1 | -1,
  flow: PodFlow | null,
): Stepping {
  const end = lastComputedSeq(branch);
  // Between two messages the last one is already in the past.
  const passed = from.timeMs > timeOfSeq(branch, from.seq);
  const reachable = (seq: number) =>
    direction === 1 ? seq > from.seq && seq <= end : seq < from.seq || (passed && seq === from.seq);
  const seq = unit === 'message' ? nearestMessage(branch, from.seq, direction, reachable) : nearest();
  if (seq !== null) return { to: { seq, timeMs: timeOfSeq(branch, seq) } };
  if (direction === 1) return { beyond: true };
  return from.seq === 0 && !passed ? { stay: true } : { to: { seq: 0, timeMs: 0 } };

  function nearest(): number | null {
    let best: number | null = null;
    for (const stop of stops(branch, unit, flow)) {
      if (!reachable(stop)) continue;
      if (best === null || (direction === 1 ? stop < best : stop > best)) best = stop;
    }
    return best;
  }
}

function nearestMessage<World>(
  branch: Branch<World>,
  from: number,
  direction: 1 | -1,
  reachable: (seq: number) => boolean,
): number | null {
  for (let seq = direction === 1 ? from + 1 : from; seq > 0; seq += direction) {
    const record = recordAt(branch, seq);
    if (record === undefined) return null;
    if (reachable(seq) && !record.background) return seq;
  }
  return null;
}

function stops<World>(branch: Branch<World>, unit: Unit, flow: PodFlow | null): Iterable<number> {
  return unit === 'step' ? flowRecords(flow) : [...allLandmarks(branch)].map((landmark) => landmark.seq);
}

/** The records that begin a step of the flow. */
export function flowRecords(flow: PodFlow | null): Set<number> {
  const set = new Set<number>();
  for (const { record } of flow?.steps ?? []) if (record !== null) set.add(record);
  return set;
}
