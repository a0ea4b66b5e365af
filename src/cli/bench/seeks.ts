import type { World } from '../../engine/step.ts';
import type { Timeline } from '../../timeline/index.ts';
import { openLoad } from './creations.ts';

export interface SeekResult {
  readonly records: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly worstMs: number;
}

const SEEKS = 400;

/** Seeks to places all over a run of about `records` records, each from the one before. */
export function benchSeeks(records: number, now: () => number): SeekResult {
  const timeline = runOf(records);
  const end = timeline.end.seq;
  const times: number[] = [];
  for (let i = 0; i < SEEKS; i++) {
    // A step that shares no factor with the length visits everything and never goes straight on.
    const seq = (i * 7919 + 13) % end;
    const before = now();
    const position = timeline.resolve({ seq });
    if (position !== null) timeline.show(position);
    times.push(now() - before);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { records: end, p50Ms: at(0.5), p95Ms: at(0.95), worstMs: times.at(-1) ?? 0 };
}

/** A load whose run is about so long. */
function runOf(records: number): Timeline<World> {
  const perPod = lengthOf(20) / 20;
  const timeline = openLoad({ nodes: 10, pods: Math.max(1, Math.round(records / perPod)) });
  while (timeline.compute(256) > 0);
  return timeline;
}

function lengthOf(pods: number): number {
  const timeline = openLoad({ nodes: 10, pods });
  while (timeline.compute(256) > 0);
  return timeline.end.seq;
}
