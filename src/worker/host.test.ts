import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../api/index.ts';
import type { CrashReport, SavedRun } from '../protocol/messages.ts';
import type { TimelineOptions } from '../timeline/index.ts';
import { fakeKit, TestPage } from './testing/testPage.ts';

const run = (line: string, atMs = 0) => ({ atMs, command: { type: 'kubectl', line } as const });

function opened(inputs = [run('run a')], options: TimelineOptions = {}): TestPage {
  const page = new TestPage(fakeKit, options);
  page.ask({ type: 'open', run: { seed: 1, inputs } });
  return page;
}

describe('a host', () => {
  it('shows the start of a run first and then what it computes ahead', () => {
    const page = opened();
    expect(page.last.moment).toEqual({ branch: 0, seq: 0, timeMs: 0 });
    expect(page.last.view?.reset).toBe(true);
    page.rest();
    expect(page.last.bounds).toMatchObject({ settled: true, computing: false });
    expect(page.records).toHaveLength(page.last.bounds.headSeq);
    expect(page.frames.some((frame) => (frame.marks?.length ?? 0) > 0)).toBe(true);
  });

  it('sends at most one frame in 16 ms, with only what changed', () => {
    const page = opened([run('loop a')]);
    page.clock.costMs = 1;
    page.ask({ type: 'play', pace: { kind: 'clock', rate: 1000 } });
    page.clock.pass(500);
    for (let i = 2; i < page.frames.length; i++) {
      const [before, after] = [page.frames[i - 1], page.frames[i]] as const;
      expect((after?.atMs ?? 0) - (before?.atMs ?? 0)).toBeGreaterThanOrEqual(16);
    }
    expect(page.frames.length).toBeGreaterThan(5);
    expect(page.frames.slice(1).some((frame) => frame.view?.reset)).toBe(false);
  });

  it('adds up diffs to the world of the moment, forwards and backwards', () => {
    const page = opened([run('run a'), run('run b', 300), run('loop c', 700)]);
    for (const timeMs of [5000, 100, 12_000, 0, 3000, 2999, 40_000]) {
      page.ask({ type: 'seek', to: { timeMs } });
      page.rest();
      expect(page.last.moment.timeMs).toBe(timeMs);
      const fresh = opened([run('run a'), run('run b', 300), run('loop c', 700)]);
      fresh.ask({ type: 'seek', to: { timeMs } });
      fresh.rest();
      const there = new Map<string, KubeObject>(fresh.objects);
      expect(page.objects).toEqual(there);
    }
  });

  it('looks for requests after a few messages of the engine, however many wait', () => {
    const counted = countSteps();
    const page = new TestPage(counted.kit, { horizonMs: 1e8, lookAheadRecords: 1e5 });
    page.clock.costMs = 1;
    page.ask({ type: 'open', run: { seed: 1, inputs: [run('loop a')] } });
    page.ask({ type: 'play', pace: { kind: 'max' } });
    let most = 0;
    for (let i = 0; i < 300; i++) {
      const before = counted.steps();
      page.clock.turn();
      most = Math.max(most, counted.steps() - before);
    }
    expect(page.last.bounds.computing).toBe(true);
    expect(counted.steps()).toBeGreaterThan(1000);
    expect(most).toBeLessThanOrEqual(64);
  });

  it.each([
    ['a command', { type: 'command', command: { type: 'kubectl', line: 'run b' } }],
    ['a manifest', { type: 'apply', text: 'b' }],
    ['a question', { type: 'record', seq: 1 }],
    ['a pause', { type: 'pause' }],
  ] as const)('answers %s before it computes anything more', (_, request) => {
    const counted = countSteps();
    const page = new TestPage(counted.kit, { horizonMs: 1e8, lookAheadRecords: 1e5 });
    page.clock.costMs = 1;
    page.ask({ type: 'open', run: { seed: 1, inputs: [run('loop a')] } });
    page.ask({ type: 'play', pace: { kind: 'max' } });
    for (let i = 0; i < 50; i++) page.clock.turn();
    expect(page.last.bounds.computing).toBe(true);
    const before = counted.steps();
    let atAnswer = -1;
    page.onAnswer = () => {
      atAnswer = counted.steps();
    };
    page.send(request);
    expect(atAnswer).toBe(before);
  });
});

/** The kit with a count of the messages its engine has delivered. */
function countSteps() {
  let count = 0;
  const engine: typeof fakeKit.engine = {
    ...fakeKit.engine,
    run(world) {
      const inner = fakeKit.engine.run(world);
      const step = inner.step.bind(inner);
      inner.step = () => {
        count++;
        return step();
      };
      return inner;
    },
  };
  return { kit: { ...fakeKit, engine }, steps: () => count };
}

describe('requests', () => {
  it('of another branch are stale', () => {
    const page = opened();
    expect(page.refusal(page.send({ type: 'seek', to: { seq: 1 } }, 7))).toBe('stale');
    expect(page.refusal(page.send({ type: 'save' }, 7))).toBeUndefined();
  });

  it('before a run is open are refused', () => {
    const page = new TestPage(fakeKit);
    for (const request of [
      { type: 'save' },
      { type: 'seek', to: { seq: 1 } },
      { type: 'play', pace: { kind: 'max' } },
    ] as const) {
      expect(page.refusal(page.send(request))).toBe('notOpen');
    }
  });

  it('seek to what is not computed yet waits for it; of many, the newest counts and all are answered', () => {
    const page = opened([run('loop a')]);
    const ids = [90_000, 70_000, 80_000].map((timeMs) => page.send({ type: 'seek', to: { timeMs } }));
    page.rest();
    for (const id of ids) {
      expect(page.answers.get(id)).toMatchObject({ type: 'reply', value: { timeMs: 80_000 } });
    }
  });

  it('seek beyond the end of what will ever happen leads to the end', () => {
    const page = opened([run('run a')], { maxRecords: 30 });
    expect(page.ask({ type: 'seek', to: { seq: 500 } }).seq).toBe(30);
  });

  it('step forth and back through the same messages', () => {
    const page = opened();
    page.rest();
    const there: number[] = [];
    for (let i = 0; i < 5; i++) there.push(page.ask({ type: 'stepBy', unit: 'message', direction: 1 }).seq);
    const back: number[] = [];
    for (let i = 0; i < 5; i++) back.push(page.ask({ type: 'stepBy', unit: 'message', direction: -1 }).seq);
    expect(back).toEqual([...there.reverse().slice(1), 0]);
  });

  it('step on beyond the end of a settled run when something comes yet', () => {
    const page = opened([run('nap a')]);
    page.rest();
    page.ask({ type: 'seek', to: { seq: page.last.bounds.headSeq } });
    page.rest();
    expect(page.last.bounds).toMatchObject({ settled: true, computing: false });
    expect(page.ask({ type: 'stepBy', unit: 'message', direction: 1 }).timeMs).toBe(20_000);
    page.rest();
    page.ask({ type: 'seek', to: { seq: page.last.bounds.headSeq } });
    const end = page.ask({ type: 'stepBy', unit: 'message', direction: 1 });
    expect(page.ask({ type: 'stepBy', unit: 'message', direction: 1 })).toEqual(end);
  });

  it('step by the flow of the watched Pod', () => {
    const page = opened([run('run keep')]);
    page.rest();
    const marks = page.marks.filter((mark) => mark.kind === 'step');
    expect(marks.length).toBeGreaterThan(1);
    for (const mark of marks) {
      expect(page.ask({ type: 'stepBy', unit: 'step', direction: 1 }).seq).toBe(mark.seq);
      page.rest();
      expect(page.last.flow?.steps.find(({ step }) => step === mark.label)?.record).toBe(mark.seq);
    }
    const last = page.last.moment;
    expect(page.ask({ type: 'stepBy', unit: 'step', direction: 1 })).toEqual(last);
  });

  it('apply changes nothing when the manifest has errors', () => {
    const page = opened();
    page.rest();
    const before = page.last.bounds;
    expect(page.ask({ type: 'apply', text: 'bad' })).toMatchObject({ applied: false });
    page.rest();
    expect(page.last.bounds).toEqual(before);
    expect(page.ask({ type: 'apply', text: 'web' })).toEqual({ applied: true, diagnostics: [] });
    page.rest();
    expect(page.last.bounds.headSeq).not.toBe(before.headSeq);
  });

  it('reads a long manifest in slices, between which others are answered', () => {
    const page = opened();
    page.rest();
    page.clock.costMs = 1;
    const checked = page.send({ type: 'check', text: 'long' });
    const applied = page.send({ type: 'apply', text: 'long' });
    const paused = page.send({ type: 'pause' });
    expect(page.answers.has(paused)).toBe(true);
    expect(page.answers.has(checked)).toBe(false);
    page.rest();
    expect(page.answers.get(checked)).toMatchObject({ type: 'reply', value: [] });
    expect(page.answers.get(applied)).toMatchObject({ type: 'reply', value: { applied: true } });
  });

  it('a long manifest is not applied to a branch that came while it was read', () => {
    const page = opened();
    page.ask({ type: 'seek', to: { timeMs: 10_000 } });
    page.rest();
    page.ask({ type: 'seek', to: { seq: 2 } });
    page.clock.costMs = 1;
    const applied = page.send({ type: 'apply', text: 'long' });
    page.send({ type: 'command', command: { type: 'kubectl', line: 'run z' } });
    page.rest();
    expect(page.refusal(applied)).toBe('stale');
  });

  it('command in the past opens a branch, which the answer names and the next frame shows', () => {
    const page = opened();
    page.ask({ type: 'seek', to: { timeMs: 10_000 } });
    page.rest();
    const full = page.records.length;
    page.ask({ type: 'seek', to: { seq: 2 } });
    const id = page.send({ type: 'command', command: { type: 'kubectl', line: 'run z' } });
    expect(page.answers.get(id)).toEqual({ type: 'reply', id, value: null, branch: 1 });
    expect(page.refusal(page.send({ type: 'pause' }))).toBeUndefined();
    page.clock.pass(20);
    expect(page.last.moment.branch).toBe(1);
    expect(page.last.branches).toHaveLength(2);
    page.rest();
    page.ask({ type: 'seek', to: { timeMs: 11_000 } });
    const moment = page.ask({ type: 'selectBranch', branch: 0 });
    expect(moment).toMatchObject({ branch: 0, seq: 2 });
    page.rest();
    expect(page.records).toHaveLength(full);
  });

  it('save and open again', () => {
    const page = opened([run('run a'), run('run b', 900)]);
    page.ask({ type: 'seek', to: { timeMs: 10_000 } });
    page.ask({ type: 'seek', to: { timeMs: 1000 } });
    page.ask({ type: 'command', command: { type: 'kubectl', line: 'run z' } });
    page.ask({ type: 'seek', to: { timeMs: 4000 } });
    page.rest();
    const saved = JSON.parse(JSON.stringify(page.ask({ type: 'save' }))) as SavedRun;
    const other = new TestPage(fakeKit);
    other.ask({ type: 'open', run: saved });
    other.rest();
    expect(other.last.moment).toEqual(page.last.moment);
    expect(other.objects).toEqual(page.objects);
    expect(other.last.branches ?? []).toHaveLength(2);
    expect(JSON.parse(JSON.stringify(other.ask({ type: 'save' })))).toEqual(saved);
  });

  it.each([
    ['a format of the future', (saved: SavedRun) => ({ ...saved, formatVersion: 2 })],
    ['a moment on no branch', (saved: SavedRun) => ({ ...saved, moment: { branch: 9, seq: 0, timeMs: 0 } })],
    [
      'too much virtual time',
      (saved: SavedRun) => ({ ...saved, moment: { branch: 0, seq: 0, timeMs: 1e15 } }),
    ],
    ['no branches', (saved: SavedRun) => ({ ...saved, branches: [] })],
    ['a negative seed', (saved: SavedRun) => ({ ...saved, seed: -1 })],
    ['no list of inputs', (saved: SavedRun) => ({ ...saved, branches: [{ id: 0, parent: null }] })],
  ])('open refuses %s and keeps the run that is open', (_, damage) => {
    const page = opened();
    const saved = page.ask({ type: 'save' });
    const id = page.send({ type: 'open', run: damage(saved) as SavedRun });
    expect(page.refusal(id)).toBe('badRun');
    expect(page.ask({ type: 'seek', to: { seq: 1 } }).seq).toBe(1);
  });

  it('hash finds a seek and a straight run equal', () => {
    const page = opened([run('run a'), run('loop b', 900)], { snapshotEvery: 3 });
    for (const timeMs of [0, 500, 950, 31_234]) {
      const { seek, straight, moment } = page.ask({ type: 'hash', to: { timeMs } });
      expect(seek).toBe(straight);
      expect(moment.timeMs).toBe(timeMs);
    }
  });
});

describe('playing', () => {
  it('guided rests on each message, longer where a step of the flow begins, and stops at the end', () => {
    const page = opened([run('run keep')]);
    page.rest();
    page.ask({ type: 'play', pace: { kind: 'guided', factor: 1 } });
    page.rest();
    expect(page.last.play.playing).toBe(false);
    expect(page.last.moment.seq).toBe(page.last.bounds.headSeq);
    const shown = page.frames.filter(
      (frame, index) => frame.moment.seq !== page.frames[index - 1]?.moment.seq,
    );
    const restOf = (seq: number) => {
      const at = shown.findIndex((frame) => frame.moment.seq === seq);
      return (shown[at + 1]?.atMs ?? 0) - (shown[at]?.atMs ?? 0);
    };
    expect(shown.map((frame) => frame.moment.seq)).toEqual([0, ...page.records]);
    const steps = new Set(page.marks.filter(({ kind }) => kind === 'step').map(({ seq }) => seq));
    expect(steps.size).toBeGreaterThan(1);
    const rests = page.records.slice(0, -1).map((seq) => ({ isStep: steps.has(seq), ms: restOf(seq) }));
    const shortest = Math.min(...rests.filter(({ isStep }) => isStep).map(({ ms }) => ms));
    const longest = Math.max(...rests.filter(({ isStep }) => !isStep).map(({ ms }) => ms));
    expect(shortest).toBeGreaterThan(longest * 2);
  });

  it('by the clock follows virtual time, and on beyond the end of what matters', () => {
    const page = opened();
    page.ask({ type: 'play', pace: { kind: 'clock', rate: 10 } });
    page.clock.pass(3000);
    expect(page.last.moment.timeMs).toBeGreaterThan(29_000);
    expect(page.last.moment.timeMs).toBeLessThanOrEqual(30_000);
    expect(page.last.play.playing).toBe(true);
    page.ask({ type: 'pause' });
    page.clock.pass(20);
    const { timeMs } = page.last.moment;
    page.clock.pass(1000);
    expect(page.last.moment.timeMs).toBe(timeMs);
    expect(page.last.play.playing).toBe(false);
  });

  it('at full speed runs to where the run settles', () => {
    const page = opened([run('run a'), run('run b', 20_000)]);
    page.ask({ type: 'play', pace: { kind: 'max' } });
    page.rest();
    expect(page.last.play.playing).toBe(false);
    expect(page.last.bounds.settled).toBe(true);
    expect(page.last.moment.seq).toBe(page.last.bounds.headSeq);
  });

  it('goes on from where a seek led', () => {
    const page = opened([run('loop a')]);
    page.ask({ type: 'play', pace: { kind: 'clock', rate: 1 } });
    page.clock.pass(1000);
    page.ask({ type: 'seek', to: { timeMs: 40_000 } });
    page.clock.pass(2000);
    expect(page.last.moment.timeMs).toBeGreaterThan(41_500);
    expect(page.last.moment.timeMs).toBeLessThan(42_500);
  });

  it('keeps its pace within limits', () => {
    const page = opened();
    page.ask({ type: 'play', pace: { kind: 'clock', rate: Number.NaN } });
    page.clock.pass(100);
    expect(page.last.play.pace).toEqual({ kind: 'clock', rate: 1 });
  });
});

describe('a crash', () => {
  it('of the engine is reported once with the run, and what came before can still be visited', () => {
    const page = opened([run('run a'), run('boom', 4000)]);
    page.rest();
    expect(page.crashes).toHaveLength(1);
    const [report] = page.crashes as [CrashReport];
    expect(report.message).toBe('boom');
    expect(report.stack).toContain('deliver');
    expect(report.run?.branches[0]?.inputs).toHaveLength(2);
    expect(report.lastGood?.seq).toBe(page.records.length);
    const { seq } = report.lastGood as { seq: number };
    expect(page.ask({ type: 'seek', to: { seq } }).seq).toBe(seq);
    expect(page.last.bounds.stopped).toBe('crash');
    page.ask({ type: 'open', run: { seed: 2, inputs: [run('run b')] } });
    page.rest();
    expect(page.last.bounds.settled).toBe(true);
    expect(page.crashes).toHaveLength(1);
  });

  it('that a command brought about is left behind by another command in its place', () => {
    const page = opened();
    page.ask({ type: 'seek', to: { seq: 3 } });
    page.send({ type: 'command', command: { type: 'kubectl', line: 'boom' } });
    page.rest();
    expect(page.crashes.map((crash) => crash.stack)).toHaveLength(1);
    page.ask({ type: 'command', command: { type: 'kubectl', line: 'run c' } });
    page.rest();
    expect(page.crashes).toHaveLength(1);
    expect(page.last.bounds.settled).toBe(true);
  });

  it('while a frame is made does not come again with every frame', () => {
    const page = new TestPage({
      ...fakeKit,
      revision: () => {
        throw new Error('no revision');
      },
    });
    page.send({ type: 'open', run: { seed: 1, inputs: [run('run a')] } });
    page.rest();
    expect(page.crashes).toHaveLength(1);
  });
});

describe('closing', () => {
  it('ends everything', () => {
    const page = opened([run('loop a')]);
    page.ask({ type: 'play', pace: { kind: 'clock', rate: 1 } });
    const count = page.frames.length;
    page.host.close();
    page.rest();
    expect(page.frames).toHaveLength(count);
  });
});
