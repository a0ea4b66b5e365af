import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject, Pod } from '../api/index.ts';
import type { Frame, Moment } from '../protocol/view.ts';
import { Timeline } from '../timeline/index.ts';
import { fakeEngine } from '../timeline/testing/fakeEngine.ts';
import type { Kit } from './kit.ts';
import { kubernetesKit } from './kubernetes.ts';
import { fakeKit, TestPage } from './testing/testPage.ts';

const kubectl = (line: string) => ({ type: 'command', command: { type: 'kubectl', line } }) as const;
const run = (line: string, atMs = 0) => ({ atMs, command: { type: 'kubectl', line } as const });

const pod = (name: string): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name },
  spec: { containers: [{ name: 'web', image: 'nginx' }] },
});

/** What a message may hold that took too long before, in records; an object counts as four. */
const UNITS = 500;
const OBJECT = 4;

describe('a large difference', () => {
  const pods = Array.from({ length: 90 }, (_, index) => pod(`web-${index}`));
  const page = new TestPage(kubernetesKit);
  // Each look at the clock takes longer than a message should: messages become small.
  page.clock.costMs = 9;
  page.ask({
    type: 'open',
    run: { seed: 1, inputs: [{ atMs: 0, command: { type: 'apply', objects: pods } }] },
  });
  page.rest();
  page.parts.length = 0;
  const { headSeq } = page.last.bounds;
  const framesBefore = page.frames.length;
  page.ask({ type: 'seek', to: { seq: headSeq } });
  page.rest();

  it('comes in parts, none of them long, and counts once', () => {
    expect(page.parts.length).toBeGreaterThan(1);
    for (const { records, objects } of page.parts) {
      const units = records.length + OBJECT * (objects.changed.length + objects.removed.length);
      expect(units).toBeLessThan(UNITS + OBJECT);
    }
    const moments = page.frames.slice(framesBefore - 1).map(({ moment }) => moment.seq);
    expect(new Set(moments)).toEqual(new Set([0, headSeq]));
  });

  it('adds up to the world of the moment', () => {
    const timeline = new Timeline(kubernetesKit.engine, savedRun(page), { addons: kubernetesKit.addons });
    const objects = objectsAt(kubernetesKit, timeline, page.last.moment);
    expect(page.objects).toEqual(objects);
    expect(
      [...page.objects.keys()].filter((key) => key.startsWith('/registry/pods/default/web-')),
    ).toHaveLength(90);
  });
});

describe('a page', () => {
  it('that is busy is sent nothing more than it can keep aside, and then what stands by that time', () => {
    const page = new TestPage(fakeKit);
    page.ask({ type: 'open', run: { seed: 1, inputs: [run('loop a')] } });
    page.rest();
    page.ask({ type: 'play', pace: { kind: 'clock', rate: 10 } });
    page.isBusy = true;
    page.clock.pass(20);
    const { length } = page.frames;
    page.clock.pass(2000);
    expect(page.frames).toHaveLength(length);
    const { timeMs } = page.last.moment;
    page.free();
    page.clock.pass(20);
    expect(page.frames[length]?.moment.timeMs).toBeGreaterThan(timeMs + 19_000);
  });

  it('that is busy is still answered', () => {
    const page = new TestPage(fakeKit);
    page.ask({ type: 'open', run: { seed: 1, inputs: [run('loop a')] } });
    page.ask({ type: 'play', pace: { kind: 'max' } });
    page.isBusy = true;
    page.clock.pass(100);
    for (const request of [kubectl('run b'), { type: 'check', text: 'a' }, { type: 'save' }] as const) {
      const id = page.send(request);
      expect(page.answers.get(id)?.type).toBe('reply');
    }
  });

  it('has the trace up to the moment it shows', () => {
    const page = new TestPage(fakeKit, { lookAheadRecords: 3000 });
    page.onFrame = ({ moment }) => expect(page.records.length).toBeGreaterThanOrEqual(moment.seq);
    page.ask({ type: 'open', run: { seed: 1, inputs: [run('loop a')] } });
    page.isBusy = true;
    page.ask({ type: 'seek', to: { seq: 2000 } });
    page.clock.costMs = 9;
    page.free();
    page.rest();
    expect(page.last.moment.seq).toBe(2000);
    expect(page.parts.length).toBeGreaterThan(0);
  });

  it('shows no world that never was, whatever is asked meanwhile', () => {
    const action = fc.oneof(
      fc.record({ kind: fc.constant('seek' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
      fc.record({
        kind: fc.constant('command' as const),
        line: fc.constantFrom('run b', 'loop c', 'run keep'),
      }),
      fc.record({ kind: fc.constant('branch' as const), branch: fc.nat(2) }),
      fc.record({ kind: fc.constant('play' as const), rate: fc.constantFrom(1, 1000) }),
      fc.record({ kind: fc.constant('turns' as const), count: fc.nat(12) }),
      fc.record({ kind: fc.constant('busy' as const) }),
      fc.record({ kind: fc.constant('free' as const) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 25 }), fc.constantFrom(0, 1, 9), (actions, costMs) => {
        const page = new TestPage(fakeKit, { lookAheadRecords: 900, horizonMs: 60_000 });
        const shown: { readonly moment: Moment; readonly objects: ReadonlyMap<string, KubeObject> }[] = [];
        page.onFrame = ({ moment }: Frame) => shown.push({ moment, objects: new Map(page.objects) });
        page.ask({ type: 'open', run: { seed: 1, inputs: [run('loop a'), run('run b', 900)] } });
        page.clock.costMs = costMs;
        for (const each of actions) {
          if (each.kind === 'seek') {
            page.send({ type: 'seek', to: { seq: Math.floor(each.share * page.last.bounds.headSeq) } });
          } else if (each.kind === 'command') page.send(kubectl(each.line));
          else if (each.kind === 'branch') page.send({ type: 'selectBranch', branch: each.branch });
          else if (each.kind === 'play')
            page.send({ type: 'play', pace: { kind: 'clock', rate: each.rate } });
          else if (each.kind === 'turns') for (let i = 0; i < each.count; i++) page.clock.turn();
          else if (each.kind === 'busy') page.isBusy = true;
          else page.free();
        }
        page.free();
        for (let i = 0; i < 200; i++) page.clock.turn();
        const timeline = new Timeline(fakeEngine, savedRun(page), {});
        for (const { moment, objects } of shown)
          expect(objects).toEqual(objectsAt(fakeKit, timeline, moment));
      }),
      { numRuns: 60 },
    );
  });
});

function savedRun<World>(page: TestPage<World>) {
  return page.ask({ type: 'save' });
}

/** Everything a world holds at a moment, by a way that knows of no frames. */
function objectsAt<World>(
  kit: Kit<World>,
  timeline: Timeline<World>,
  moment: Moment,
): ReadonlyMap<string, KubeObject> {
  timeline.selectBranch(moment.branch);
  timeline.want({ seq: moment.seq });
  timeline.want({ timeMs: moment.timeMs });
  while (timeline.compute(1000) > 0);
  timeline.show(moment);
  const objects = new Map<string, KubeObject>();
  for (const [key, object] of kit.objectChanges(null, timeline.world)) if (object) objects.set(key, object);
  return objects;
}
