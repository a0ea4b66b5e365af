import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LoggedCommand } from '../engine/command.ts';
import { advance, setOut } from './advance.ts';
import type { TimelineOptions } from './options.ts';
import { type FakeWorld, fakeEngine } from './testing/fakeEngine.ts';
import { Timeline } from './timeline.ts';
import type { Position, SavedRun } from './types.ts';

const kubectl = (atMs: number, line: string): LoggedCommand => ({ atMs, command: { type: 'kubectl', line } });

function open(
  inputs: readonly LoggedCommand[],
  options: TimelineOptions = {},
  seed = 1,
): Timeline<FakeWorld> {
  return new Timeline(fakeEngine, { seed, inputs }, { horizonMs: 60_000, ...options });
}

/** Computes until there is no more work and shows what was asked for. */
function go(timeline: Timeline<FakeWorld>, to: { seq: number } | { timeMs: number }): Position {
  timeline.want(to);
  while (timeline.compute(7) > 0);
  const position = timeline.resolve(to);
  if (position === null) throw new Error(`not reached: ${JSON.stringify(to)}`);
  return timeline.show(position);
}

/** The same by the plainest means: one world, no snapshot, no timeline. */
function straight(seed: number, inputs: readonly LoggedCommand[], untilMs: number): string {
  const world = fakeEngine.create({ seed, nodes: [], addons: [] });
  const traveller = setOut(fakeEngine, { world, nextInput: 0 });
  while (advance(fakeEngine, inputs, traveller, untilMs) !== null);
  traveller.run.passTo(untilMs);
  return fakeEngine.hash(traveller.run.world());
}

const inputList = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 9000 }), fc.constantFrom('run a', 'run b', 'loop c', 'run d')), {
    minLength: 1,
    maxLength: 4,
  })
  .map((list) => list.sort((a, b) => a[0] - b[0]).map(([atMs, line]) => kubectl(atMs, line)));

describe('seek', () => {
  it('gives the world of a straight run, whatever the snapshots and the way there', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        inputList,
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 2, max: 12 }),
        fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 8 }),
        (seed, inputs, snapshotEvery, snapshotCapacity, times) => {
          const timeline = open(inputs, { snapshotEvery, snapshotCapacity }, seed);
          for (const timeMs of times) {
            go(timeline, { timeMs });
            expect(timeline.hash()).toBe(straight(seed, inputs, timeMs));
          }
        },
      ),
    );
  });

  it('gives the same world for a record whether it comes from before or after', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        inputList,
        fc.array(fc.nat(), { minLength: 2, maxLength: 6 }),
        (seed, inputs, picks) => {
          const timeline = open(inputs, { snapshotEvery: 5 }, seed);
          while (timeline.compute(50) > 0);
          const end = timeline.bounds.headSeq;
          const hashes = new Map<number, string>();
          for (let seq = 0; seq <= end; seq++) {
            go(timeline, { seq });
            hashes.set(seq, timeline.hash());
          }
          for (const pick of picks) {
            const seq = pick % (end + 1);
            go(timeline, { seq });
            expect(timeline.hash()).toBe(hashes.get(seq));
            expect(timeline.world.nextSeq - 1).toBe(seq);
          }
        },
      ),
    );
  });

  it('lies between two records when the time does', () => {
    const timeline = open([kubectl(0, 'run a')]);
    go(timeline, { timeMs: 7777 });
    expect(timeline.moment.timeMs).toBe(7777);
    expect(timeline.world.nowMs).toBe(7777);
    expect(timeline.record(timeline.moment.seq)?.timeMs).toBe(5000);
  });
});

describe('computing ahead', () => {
  it('stops when only periodic work is left, and goes on when a later time is asked for', () => {
    const timeline = open([kubectl(0, 'run a')]);
    while (timeline.compute(3) > 0);
    expect(timeline.bounds).toMatchObject({ settled: true, computing: false });
    const { headSeq } = timeline.bounds;
    timeline.want({ timeMs: 60_000 });
    expect(timeline.hasWork()).toBe(true);
    while (timeline.compute(3) > 0);
    expect(timeline.bounds.headSeq).toBeGreaterThan(headSeq);
    expect(timeline.bounds.headMs).toBe(60_000);
  });

  it('stops at the horizon when the run never settles, and the horizon moves with what is shown', () => {
    const timeline = open([kubectl(1000, 'loop a')]);
    while (timeline.compute(3) > 0);
    expect(timeline.bounds).toMatchObject({ settled: false, computing: false });
    const { headMs } = timeline.bounds;
    expect(headMs).toBeLessThanOrEqual(61_000);
    go(timeline, { timeMs: 40_000 });
    while (timeline.compute(3) > 0);
    expect(timeline.bounds.headMs).toBeGreaterThan(headMs);
  });

  it('stops for good when the run has too many records', () => {
    const timeline = open([kubectl(0, 'loop a')], { maxRecords: 10, horizonMs: 1e9 });
    while (timeline.compute(3) > 0);
    expect(timeline.bounds).toMatchObject({ headSeq: 10, stopped: 'records', computing: false });
  });

  it('looks ahead only so many records', () => {
    const timeline = open([kubectl(0, 'loop a')], { lookAheadRecords: 20, horizonMs: 1e9 });
    while (timeline.compute(3) > 0);
    expect(timeline.bounds.headSeq).toBe(20);
    go(timeline, { seq: 10 });
    while (timeline.compute(3) > 0);
    expect(timeline.bounds.headSeq).toBe(30);
  });

  it('throws a fault once and keeps everything before it', () => {
    const timeline = open([kubectl(0, 'run a'), kubectl(4000, 'boom')]);
    expect(() => {
      while (timeline.compute(3) > 0);
    }).toThrow('boom');
    expect(timeline.compute(3)).toBe(0);
    expect(timeline.bounds.stopped).toBe('crash');
    go(timeline, { seq: 2 });
    expect(timeline.moment.seq).toBe(2);
  });
});

describe('a command', () => {
  it('at the end of what was seen replaces what was computed ahead', () => {
    const timeline = open([kubectl(0, 'run a')]);
    go(timeline, { seq: 3 });
    timeline.command({ type: 'kubectl', line: 'run z' });
    expect(timeline.branches).toHaveLength(1);
    expect(timeline.moment.seq).toBe(3);
    expect(timeline.bounds.headSeq).toBe(3);
    while (timeline.compute(3) > 0);
    expect(timeline.records(0, 1e9).some((record) => record.object?.name === 'z')).toBe(true);
  });

  it('before that opens a branch and keeps the old future', () => {
    const timeline = open([kubectl(0, 'run a'), kubectl(2000, 'run b')]);
    go(timeline, { timeMs: 10_000 });
    const old = timeline.hash();
    go(timeline, { timeMs: 1000 });
    timeline.command({ type: 'kubectl', line: 'run z' });
    expect(timeline.branches.map(({ id, title }) => [id, title])).toEqual([
      [0, 'kubectl run a'],
      [1, 'kubectl run z'],
    ]);
    expect(timeline.moment).toMatchObject({ branch: 1, timeMs: 1000 });
    go(timeline, { timeMs: 10_000 });
    expect(timeline.hash()).not.toBe(old);
    expect(timeline.records(0, 1e9).some((record) => record.object?.name === 'b')).toBe(false);
    timeline.selectBranch(0);
    go(timeline, { timeMs: 10_000 });
    expect(timeline.hash()).toBe(old);
  });

  it('keeps inputs whose time has not come when it replaces the future', () => {
    const timeline = open([kubectl(0, 'run a'), kubectl(20_000, 'run late')]);
    go(timeline, { timeMs: 9000 });
    timeline.command({ type: 'kubectl', line: 'run z' });
    while (timeline.compute(3) > 0);
    const names = timeline.records(0, 1e9).map((record) => record.object?.name);
    expect(names.indexOf('late')).toBeGreaterThan(names.indexOf('z'));
    expect(names.indexOf('z')).toBeGreaterThan(0);
  });

  it('given twice at one moment keeps the order', () => {
    const timeline = open([]);
    go(timeline, { timeMs: 100 });
    timeline.command({ type: 'kubectl', line: 'run x' });
    timeline.command({ type: 'kubectl', line: 'run y' });
    while (timeline.compute(3) > 0);
    expect(timeline.branches).toHaveLength(1);
    expect(timeline.records(0, 2).map((record) => record.object?.name)).toEqual(['x', 'y']);
  });
});

describe('a saved run', () => {
  /** A walk of seeks and commands, as a user would take. */
  const walk = fc.array(
    fc.oneof(
      fc.record({ seek: fc.integer({ min: 0, max: 20_000 }) }),
      fc.record({ command: fc.constantFrom('run a', 'run b', 'loop c') }),
      fc.record({ select: fc.nat({ max: 5 }) }),
    ),
    { minLength: 2, maxLength: 12 },
  );

  it('opens at the same moment with the same branches and the same worlds', () => {
    fc.assert(
      fc.property(fc.nat(), walk, fc.integer({ min: 1, max: 30 }), (seed, steps, snapshotEvery) => {
        const timeline = open([kubectl(0, 'run first')], {}, seed);
        for (const step of steps) {
          if ('seek' in step) go(timeline, { timeMs: step.seek });
          else if ('command' in step) timeline.command({ type: 'kubectl', line: step.command });
          else {
            timeline.selectBranch(step.select % timeline.branches.length);
            while (timeline.compute(7) > 0);
            timeline.show(timeline.landing() as Position);
          }
        }
        const saved = JSON.parse(JSON.stringify(timeline.save())) as SavedRun;
        const again = new Timeline(fakeEngine, saved, { horizonMs: 60_000, snapshotEvery });
        while (again.compute(7) > 0);
        again.show(again.landing() as Position);
        expect(again.moment).toEqual(timeline.moment);
        expect(again.hash()).toBe(timeline.hash());
        expect(JSON.parse(JSON.stringify(again.save()))).toEqual(saved);
        for (const { id } of saved.branches) {
          for (const each of [timeline, again]) {
            each.selectBranch(id);
            go(each, { timeMs: 25_000 });
          }
          expect(again.hash()).toBe(timeline.hash());
        }
      }),
    );
  });

  it('of another engine version keeps the shown future, by time', () => {
    const timeline = open([kubectl(0, 'run a'), kubectl(2000, 'run b')]);
    go(timeline, { timeMs: 10_000 });
    go(timeline, { timeMs: 1000 });
    timeline.command({ type: 'kubectl', line: 'run z' });
    go(timeline, { timeMs: 3000 });
    const saved = { ...timeline.save(), engineVersion: 'older' };
    const again = new Timeline(fakeEngine, saved, { horizonMs: 60_000 });
    while (again.compute(7) > 0);
    again.show(again.landing() as Position);
    expect(again.branches).toHaveLength(1);
    expect(again.moment.timeMs).toBe(3000);
    expect(again.save().branches[0]?.inputs).toEqual([kubectl(0, 'run a'), kubectl(1000, 'run z')]);
  });
});

describe('objectAt', () => {
  it('agrees with the worlds on both sides of every record', () => {
    const timeline = open([kubectl(0, 'run a'), kubectl(300, 'run b')], {}, 5);
    while (timeline.compute(50) > 0);
    for (let seq = 1; seq <= timeline.bounds.headSeq; seq++) {
      for (const name of ['a', 'b']) {
        const key = `/registry/pods/default/${name}`;
        const at = timeline.objectAt(key, seq);
        go(timeline, { seq });
        expect(at?.after ?? null).toEqual(fakeEngine.object(timeline.world, key));
        go(timeline, { seq: seq - 1 });
        if (timeline.record(seq)?.change?.key === key) {
          expect(at?.before ?? null).toEqual(fakeEngine.object(timeline.world, key));
        }
      }
    }
  });
});
