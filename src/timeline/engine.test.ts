import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject, Pod, Taint } from '../api/index.ts';
import type { Command, LoggedCommand } from '../engine/command.ts';
import { STORAGE_ADDONS } from '../engine/controllers/addons.ts';
import type { World } from '../engine/step.ts';
import { makePersistentVolumeClaim, makePod } from '../engine/testing/builders.ts';
import type { FlowStep, PodFlow } from '../engine/trace/flow.ts';
import { pathToNonData } from './hash.ts';
import { kubernetes } from './kubernetes.ts';
import { lanesOf } from './lanes.ts';
import type { TimelineOptions } from './options.ts';
import { stepFrom } from './stepping.ts';
import { straightHash } from './straight.ts';
import { Timeline } from './timeline.ts';
import type { Position } from './types.ts';

const apply = (...objects: KubeObject[]): Command => ({ type: 'apply', objects });
const kubectl = (line: string): Command => ({ type: 'kubectl', line });

function open(commands: readonly (Command | LoggedCommand)[], options: TimelineOptions = {}, seed = 1) {
  const inputs = commands.map((each) => ('atMs' in each ? each : { atMs: 0, command: each }));
  return new Timeline(kubernetes, { seed, inputs }, { addons: STORAGE_ADDONS, ...options });
}

function settle(timeline: Timeline<World>): Timeline<World> {
  while (timeline.compute(1000) > 0);
  timeline.show(timeline.end);
  return timeline;
}

function flowNow(timeline: Timeline<World>, pod = 'default/web'): PodFlow {
  const flow = timeline.flow(pod, 'classic', timeline.moment.seq);
  if (flow === null) throw new Error(`no flow of ${pod}`);
  return flow;
}

/** `1-4 done, 5-8 skipped …`: runs of steps in one state. */
function summary({ steps }: PodFlow): string {
  const runs: { from: string; to: string; state: string }[] = [];
  for (const { step, state } of steps) {
    const last = runs.at(-1);
    if (last?.state === state) last.to = step;
    else runs.push({ from: step, to: step, state });
  }
  return runs.map(({ from, to, state }) => `${from === to ? from : `${from}-${to}`} ${state}`).join(', ');
}

const stepOf = (flow: PodFlow, id: string): FlowStep =>
  flow.steps.find(({ step }) => step === id) as FlowStep;

function podNow(timeline: Timeline<World>, name = 'web'): Pod | null {
  return timeline.engine.object(timeline.headWorld, `/registry/pods/default/${name}`) as Pod | null;
}

const gpuTaint: Taint = { key: 'gpu', value: 'yes', effect: 'NoSchedule' };

describe('a Pod', () => {
  it('without a claim goes all the way but for the volume, and says why', () => {
    const timeline = settle(open([apply(makePod('web'))]));
    expect(podNow(timeline)?.status?.phase).toBe('Running');
    expect(timeline.bounds).toMatchObject({ settled: true, stopped: undefined });
    const flow = flowNow(timeline);
    expect(summary(flow)).toMatch(/^1-4 done, 5-8 skipped, 9-1[79] done/);
    for (const id of ['5', '6', '7', '8']) expect(stepOf(flow, id).reason?.code).toBe('noClaim');
  });

  it('with a claim goes all nineteen steps', () => {
    const pod = makePod('web', {
      spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
    });
    const timeline = settle(open([apply(makePersistentVolumeClaim('data'), pod)]));
    expect(summary(flowNow(timeline))).toBe('1-19 done');
  });

  it('has the same flow whether it is followed or looked up', () => {
    const pod = makePod('web', {
      spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
    });
    const timeline = settle(
      open([apply(pod), { atMs: 300, command: apply(makePersistentVolumeClaim('data')) }]),
    );
    const { uid } = timeline.pods[0] as { uid: string };
    const end = timeline.end.seq;
    const seqs = [...Array.from({ length: end }, (_, index) => index + 1), 60, 20, 90, end];
    for (const reading of ['classic', 'today'] as const) {
      for (const seq of seqs) {
        const found = timeline.flowOfUid(uid, reading, seq);
        if (found !== null) expect(timeline.flow('default/web', reading, seq)).toEqual(found);
      }
    }
  });

  it('that no node tolerates stops at step 10 in the words of the scheduler, until the taint is gone', () => {
    const taint = kubectl('taint nodes node-1 node-2 node-3 gpu=yes:NoSchedule');
    const untaint = kubectl(`taint nodes --all ${gpuTaint.key}-`);
    const timeline = open([
      taint,
      { atMs: 1000, command: apply(makePod('web')) },
      { atMs: 60_000, command: untaint },
    ]);
    timeline.want({ timeMs: 30_000 });
    while (timeline.compute(1000) > 0);
    timeline.show(timeline.resolve({ timeMs: 30_000 }) as Position);
    const waiting = flowNow(timeline);
    expect(summary(waiting)).toMatch(/^1-4 done, 5-8 skipped, 9 done, 10 waiting, 11-/);
    expect(stepOf(waiting, '10').reason?.text).toMatch(/^0\/4 nodes are available: .*untolerated taint/);
    settle(timeline);
    expect(podNow(timeline)?.status?.phase).toBe('Running');
    expect(stepOf(flowNow(timeline), '10').state).toBe('done');
  });

  it('with an image nobody has waits at the pull, and tries again and again', () => {
    const timeline = open([apply(makePod('web', { image: 'nginx:no-such-tag' }))]);
    timeline.want({ timeMs: 120_000 });
    settle(timeline);
    expect(podNow(timeline)?.status?.phase).toBe('Pending');
    expect(stepOf(flowNow(timeline), '15')).toMatchObject({
      state: 'waiting',
      reason: { text: expect.stringContaining('docker.io/library/nginx:no-such-tag: not found') },
    });
    const pulls = timeline.records(0, timeline.end.seq).filter(({ verb }) => verb === 'PullImage');
    expect(pulls.length).toBeGreaterThan(2);
  });

  it('that is deleted ends its lanes', () => {
    const timeline = settle(
      open([apply(makePod('web')), { atMs: 20_000, command: kubectl('delete pod web') }]),
    );
    expect(podNow(timeline)).toBeNull();
    const lanes = lanesOf(timeline.currentBranch, 'default/web');
    // nginx ends with 0 when it is asked to, and a Pod on its way out is not restarted.
    expect(lanes?.phase.map(({ state }) => state)).toEqual(['Pending', 'Running', 'Succeeded']);
    for (const { spans } of [...(lanes?.conditions ?? []), ...(lanes?.containers ?? [])]) {
      expect(spans.at(-1)?.toMs).not.toBeNull();
    }
    expect(lanes?.events.map(({ event }) => event.reason)).toEqual([
      'Scheduled',
      'Pulling',
      'Pulled',
      'Created',
      'Started',
      'Killing',
    ]);
  });
});

describe('ten Pods at once', () => {
  it('each have their own flow', () => {
    const names = Array.from({ length: 10 }, (_, index) => `web-${index}`);
    const timeline = settle(open([apply(...names.map((name) => makePod(name)))]));
    expect(timeline.pods.map(({ pod }) => pod).sort()).toEqual(names.map((name) => `default/${name}`));
    for (const name of names) {
      expect(podNow(timeline, name)?.status?.phase).toBe('Running');
      expect(summary(flowNow(timeline, `default/${name}`))).toMatch(/^1-4 done, 5-8 skipped, 9-1[79] done/);
    }
  });
});

/** A shell that is always in the middle of something: a loop, a pipe, a child in the background, a trap. */
const SCRIPT =
  'trap "echo bye; exit 3" TERM; i=0; while true; do i=$((i+1)); echo $i | tee -a /tmp/n; sleep 1 & wait; done';

describe('the law of the timeline', () => {
  const commands = fc.array(
    fc.tuple(
      fc.integer({ min: 0, max: 20_000 }),
      fc.constantFrom<Command>(
        apply(makePod('web')),
        apply(makePod('web', { image: 'nginx:no-such-tag' })),
        apply(
          makePersistentVolumeClaim('data'),
          makePod('db', {
            spec: { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
          }),
        ),
        apply(makePod('shell', { containers: [{ image: 'busybox:1.36', command: ['sh', '-c', SCRIPT] }] })),
        {
          type: 'terminal',
          node: 'node-1',
          terminal: 't',
          text: 'for i in 1 2 3; do sleep 2; date; done | cat\n',
        },
        kubectl('taint nodes node-1 gpu=yes:NoExecute'),
        kubectl('delete pod web --wait=false'),
        kubectl('get pods -o wide'),
        { type: 'fault', fault: { kind: 'NodeDown', node: 'node-2' } },
        { type: 'fault', fault: { kind: 'NodeUp', node: 'node-2' } },
        {
          type: 'fault',
          fault: { kind: 'ContainerExit', namespace: 'default', pod: 'web', container: 'app', exitCode: 1 },
        },
      ),
    ),
    { minLength: 1, maxLength: 5 },
  );

  it('holds: a seek and a straight run give the same world, which is plain data', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        commands,
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.integer({ min: 0, max: 60_000 }), { minLength: 2, maxLength: 4 }),
        (seed, list, snapshotEvery, times) => {
          const inputs = [...list]
            .sort((a, b) => a[0] - b[0])
            .map(([atMs, command]): LoggedCommand => ({ atMs, command }));
          const timeline = open(inputs, { snapshotEvery }, seed);
          for (const timeMs of times) {
            const { seek, straight } = straightHash(timeline, { timeMs });
            expect(seek).toBe(straight);
          }
          expect(pathToNonData(timeline.headWorld)).toBeNull();
        },
      ),
      { numRuns: 15 },
    );
  });

  it('holds on branches', () => {
    const timeline = settle(open([apply(makePod('web'))], { snapshotEvery: 40 }));
    for (const timeMs of [40, 500, 20]) {
      timeline.show(timeline.resolve({ timeMs }) as Position);
      timeline.command(kubectl(`label nodes node-1 at=${timeMs}`));
      settle(timeline);
    }
    expect(timeline.branches).toHaveLength(4);
    for (const { id } of timeline.branches) {
      timeline.selectBranch(id);
      for (const timeMs of [10, 30, 450, 3000]) {
        const { seek, straight } = straightHash(timeline, { timeMs });
        expect(seek).toBe(straight);
      }
    }
  });

  it('gives the same picture after going back to the start and forward again, message by message', () => {
    const timeline = settle(open([apply(makePod('web'))], { snapshotEvery: 25 }));
    const hashes: string[] = [];
    for (const direction of [-1, 1] as const) {
      for (;;) {
        hashes.push(timeline.hash());
        const step = stepFrom(timeline.currentBranch, timeline.moment, 'message', direction, null);
        if (!('to' in step)) break;
        timeline.show(step.to);
      }
    }
    expect(hashes.length).toBeGreaterThan(100);
    expect([...hashes].reverse()).toEqual(hashes);
    expect(new Set(hashes).size).toBe(hashes.length / 2);
  });
});

describe('two runs', () => {
  const end = (seed: number) => settle(open([apply(makePod('web'))], {}, seed)).hash();

  it('of one seed end in the same world, of two seeds do not', () => {
    expect(end(4)).toBe(end(4));
    expect(end(4)).not.toBe(end(5));
  });
});
