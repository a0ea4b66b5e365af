import { describe, expect, it } from 'vitest';
import type { PodFlow } from '../engine/trace/flow.ts';
import { lanesOf } from './lanes.ts';
import { marksOf } from './marks.ts';
import { stepFrom, type Unit } from './stepping.ts';
import { type FakeWorld, fakeEngine } from './testing/fakeEngine.ts';
import { Timeline } from './timeline.ts';
import type { PodLanes, Position } from './types.ts';

function computed(): Timeline<FakeWorld> {
  const inputs = ['a', 'b', 'c'].map((name, index) => ({
    atMs: index * 4000,
    command: { type: 'kubectl', line: `run ${name}` } as const,
  }));
  const timeline = new Timeline(fakeEngine, { seed: 11, inputs }, { snapshotEvery: 7 });
  timeline.want({ timeMs: 11_000 });
  while (timeline.compute(64) > 0);
  return timeline;
}

const flow: PodFlow = {
  pod: 'default/a',
  uid: 'uid-a',
  reading: 'classic',
  steps: [
    { step: '1', state: 'done', timeMs: 0, record: 1, endRecord: 1 },
    { step: '2', state: 'done', timeMs: 0, record: 3, endRecord: 4 },
    { step: '3', state: 'skipped', timeMs: null, record: null, endRecord: null },
  ],
};

function walk(timeline: Timeline<FakeWorld>, unit: Unit, direction: 1 | -1, from: Position): Position[] {
  const stops: Position[] = [];
  let at = from;
  for (;;) {
    const next = stepFrom(timeline.currentBranch, at, unit, direction, flow);
    if (!('to' in next)) return stops;
    at = next.to;
    stops.push(at);
  }
}

describe('stepFrom', () => {
  const timeline = computed();
  const start = { seq: 0, timeMs: 0 };

  it.each(['message', 'step', 'event'] as const)('by %s meets the same stops in both directions', (unit) => {
    const there = walk(timeline, unit, 1, start);
    expect(there.length).toBeGreaterThan(1);
    const back = walk(timeline, unit, -1, timeline.end);
    expect(back.reverse()).toEqual([start, ...there]);
  });

  it('by message passes over housekeeping', () => {
    const stops = walk(timeline, 'message', 1, start);
    const records = timeline.records(0, 1e9);
    expect(records.some((record) => record.background)).toBe(true);
    expect(stops.map((stop) => stop.seq)).toEqual(
      records.filter((record) => !record.background).map((record) => record.seq),
    );
  });

  it('by event stops where a Pod changes its phase', () => {
    const stops = walk(timeline, 'event', 1, start);
    const phases = new Map<string, string | undefined>();
    const expected: number[] = [];
    for (const record of timeline.records(0, 1e9)) {
      if (record.change === undefined) continue;
      const object = timeline.objectAt(record.change.key, record.seq)?.after as
        | { status?: { phase?: string } }
        | null
        | undefined;
      const phase = object?.status?.phase;
      if (phase !== phases.get(record.change.key)) expected.push(record.seq);
      phases.set(record.change.key, phase);
    }
    expect(stops.map((stop) => stop.seq)).toEqual(expected);
  });

  it('back from between two messages goes to the one before', () => {
    expect(stepFrom(timeline.currentBranch, { seq: 1, timeMs: 0.5 }, 'message', -1, null)).toEqual({
      to: { seq: 1, timeMs: 0 },
    });
  });

  it('says when the answer lies beyond what is computed', () => {
    expect(stepFrom(timeline.currentBranch, timeline.end, 'message', 1, null)).toEqual({ beyond: true });
    expect(stepFrom(timeline.currentBranch, start, 'message', -1, null)).toEqual({ stay: true });
  });
});

describe('lanes and marks', () => {
  const timeline = computed();

  it('join into the phases the objects had', () => {
    const lanes = lanesOf(timeline.currentBranch, 'default/a') as PodLanes;
    for (const record of timeline.records(0, 1e9)) {
      const object = timeline.objectAt('/registry/pods/default/a', record.seq)?.after as
        | { status: { phase: string } }
        | null
        | undefined;
      const span = lanes.phase.findLast((each) => each.fromSeq <= record.seq);
      const shown =
        span !== undefined && (span.toMs === null || span.toMs > record.timeMs) ? span.state : null;
      // Two changes in one millisecond leave a span of no length, which shows nothing.
      if (lanes.phase.filter((each) => each.fromMs === record.timeMs).length > 1) continue;
      expect(shown).toBe(object?.status.phase ?? null);
    }
    expect(lanes.containers.map((lane) => lane.name)).toEqual(['app']);
  });

  it('has none for a Pod that never was', () => {
    expect(lanesOf(timeline.currentBranch, 'default/nobody')).toBeNull();
  });

  it('marks commands, steps and phases in order', () => {
    const marks = marksOf(timeline.currentBranch, flow);
    expect(marks.filter((mark) => mark.kind === 'command').map((mark) => mark.label)).toEqual([
      'kubectl run a',
      'kubectl run b',
      'kubectl run c',
    ]);
    expect(marks.filter((mark) => mark.kind === 'step').map((mark) => mark.label)).toEqual(['1', '2']);
    expect(marks.map((mark) => mark.seq)).toEqual(marks.map((mark) => mark.seq).sort((a, b) => a - b));
  });
});
