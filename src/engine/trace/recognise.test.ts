import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject, Node, Pod } from '../../api/index.ts';
import type { Command } from '../command.ts';
import { STORAGE_ADDONS } from '../controllers/addons.ts';
import { valueAt } from '../etcd/etcd.ts';
import type { TraceRecord } from '../kernel/record.ts';
import { createWorld, step as deliver, issue, type World } from '../step.ts';
import {
  makeDeployment,
  makeNode,
  makePersistentVolume,
  makePersistentVolumeClaim,
  makePod,
} from '../testing/builders.ts';
import type { FlowStep, Reading } from './flow.ts';
import {
  type FlowIndex,
  forkFlowIndex,
  indexRecord,
  newFlowIndex,
  type PodTrack,
  podUidAt,
  truncateFlowIndex,
} from './flowIndex.ts';
import { nextStepSeq, prevStepSeq, stepMarks } from './marks.ts';
import { DEFINITIONS, type FlowSource, READINGS, recognise } from './recognise.ts';

const CONTROL_PLANE_TAINT = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' } as const;

const defaultNodes = (): Node[] => [
  makeNode('control-plane', { taints: [CONTROL_PLANE_TAINT] }),
  makeNode('node-1'),
  makeNode('node-2'),
  makeNode('node-3'),
];

/** The whole engine with the index of its trace. */
class Lab implements FlowSource {
  readonly index: FlowIndex = newFlowIndex();
  readonly records: TraceRecord[] = [];
  private world: World;
  /** By record: what the write it stands for left. */
  private readonly written = new Map<number, KubeObject | null>();

  constructor(seed = 1, nodes: readonly Node[] = defaultNodes()) {
    this.world = createWorld({ seed, nodes, addons: STORAGE_ADDONS });
  }

  /** Gives a command without waiting for what comes of it. */
  give(command: Command): this {
    this.world = issue(this.world, command);
    return this;
  }

  kubectl(line: string): this {
    return this.give({ type: 'kubectl', line }).settle();
  }

  apply(...objects: KubeObject[]): this {
    return this.give({ type: 'apply', objects }).settle();
  }

  /** Until only periodic work is left, at most for `limitMs`. */
  settle(limitMs = 60_000): this {
    const untilMs = this.world.nowMs + limitMs;
    while (this.world.queue.foreground > 0 && this.world.nowMs < untilMs) this.next();
    return this;
  }

  private next(): void {
    const result = deliver(this.world);
    if (result === null) throw new Error('nothing is due');
    this.world = result.world;
    const { record } = result;
    if (record === null) return;
    const { change } = record;
    if (change !== undefined) {
      const object = change.after === null ? null : valueAt(this.world.etcd, change.after, change.key);
      this.written.set(record.seq, object ?? null);
    }
    this.records.push(record);
    indexRecord(this.index, record, this.writtenBy(record));
  }

  writtenBy(record: TraceRecord): KubeObject | null {
    return this.written.get(record.seq) ?? null;
  }

  recordAt(seq: number): TraceRecord | undefined {
    return this.records[seq - 1];
  }

  get lastSeq(): number {
    return this.records.length;
  }

  steps(name: string, reading: Reading = 'classic', seq = this.lastSeq): FlowStep[] {
    const uid = podUidAt(this.index, `default/${name}`, seq);
    return [...(recognise(this, uid ?? '', reading, seq)?.steps ?? [])];
  }

  /** `1 done`, `5 skipped noClaim` … */
  summary(name: string, reading: Reading = 'classic', seq = this.lastSeq): string[] {
    return this.steps(name, reading, seq).map(({ step, state, reason }) =>
      [step, state, ...(reason === undefined ? [] : [reason.code])].join(' '),
    );
  }
}

const withClaim = (name = 'web', claimName = 'data'): Pod =>
  makePod(name, { spec: { volumes: [{ name: 'disk', persistentVolumeClaim: { claimName } }] } });

const step = (steps: readonly FlowStep[], id: string): FlowStep =>
  steps.find((s) => s.step === id) as FlowStep;

const DONE = (ids: string[]) => ids.map((id) => `${id} done`);
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

describe('the classic reading', () => {
  it('of a Pod without a claim skips 5–8 and nothing else', () => {
    const lab = new Lab().apply(makePod());
    expect(lab.summary('web')).toEqual([
      ...DONE(numbered(1, 4)),
      ...numbered(5, 8).map((id) => `${id} skipped noClaim`),
      ...DONE(numbered(9, 19)),
    ]);
  });

  it('of a Pod without any volume, not even the one with a token, skips 18 too', () => {
    const lab = new Lab().apply(makePod('web', { spec: { automountServiceAccountToken: false } }));
    expect(lab.summary('web').slice(16)).toEqual(['17 done', '18 skipped noVolumes', '19 done']);
  });

  it('of a Pod with a claim of the default class goes through all nineteen', () => {
    const lab = new Lab();
    lab.apply(withClaim(), makePersistentVolumeClaim('data'));
    expect(lab.summary('web')).toEqual(DONE(numbered(1, 19)));
    const steps = lab.steps('web');
    for (const [id, link] of [
      ['5', 'controller-manager controller-manager match-volume'],
      ['6', 'controller-manager apiserver update'],
      ['7', 'apiserver etcd txn'],
      ['8', 'etcd apiserver watch'],
    ] as const) {
      const { record, endRecord } = step(steps, id);
      for (const seq of [record, endRecord]) {
        const found = lab.recordAt(seq as number);
        expect(`${found?.from} ${found?.to} ${found?.verb}`).toBe(link);
        expect(found?.object?.kind).toMatch(/^PersistentVolume/);
      }
    }
  });

  it('says that the claim was bound before the Pod came', () => {
    const lab = new Lab();
    lab.apply(makePersistentVolumeClaim('data')).apply(withClaim());
    expect(lab.summary('web').slice(4, 8)).toEqual(
      numbered(5, 8).map((id) => `${id} done claimBoundEarlier`),
    );
    const [submitted] = lab.steps('web');
    expect(step(lab.steps('web'), '8').record).toBeLessThan(submitted?.record as number);
  });

  it('binds a claim that waits for its first consumer while step 11 goes on', () => {
    const lab = new Lab();
    lab.apply(makePersistentVolumeClaim('data', { storageClassName: 'local-path' })).apply(withClaim());
    expect(lab.summary('web')).toEqual(DONE(numbered(1, 19)));
    const steps = lab.steps('web');
    const begun = step(steps, '11');
    expect(step(steps, '6').record).toBeGreaterThan(begun.record as number);
    expect(step(steps, '8').endRecord).toBeLessThan(begun.endRecord as number);
    // Before the scheduler has chosen a node, the four steps wait for it.
    const before = step(steps, '10').record as number;
    expect(lab.summary('web', 'classic', before - 1).slice(4, 8)).toEqual(
      numbered(5, 8).map((id) => `${id} waiting waitForFirstConsumer`),
    );
    expect(step(lab.steps('web', 'classic', before - 1), '5').reason?.text).toBe(
      'waiting for first consumer to be created before binding',
    );
  });

  it('waits at 5 for a claim that nothing satisfies, and at 10 because of it', () => {
    const lab = new Lab();
    lab.apply(makePersistentVolumeClaim('data', { storageClassName: '' })).apply(withClaim());
    const steps = lab.steps('web');
    expect(step(steps, '5')).toMatchObject({
      state: 'waiting',
      reason: {
        code: 'noVolumeFits',
        text: 'no persistent volumes available for this claim and no storage class is set',
        params: { claim: 'default/data' },
      },
    });
    expect(step(steps, '10')).toMatchObject({ state: 'waiting', reason: { code: 'unschedulable' } });
    expect(step(steps, '10').reason?.text).toContain('unbound immediate PersistentVolumeClaims');
    lab.apply(makePersistentVolume('late', { storageClassName: '' }));
    expect(lab.summary('web')).toEqual(DONE(numbered(1, 19)));
  });

  it('waits at 5 for a claim that does not exist', () => {
    const lab = new Lab().apply(withClaim());
    expect(step(lab.steps('web'), '5')).toMatchObject({
      state: 'waiting',
      reason: { code: 'claimNotFound', text: 'persistentvolumeclaim "data" not found' },
    });
  });

  it('stops at 10 when no node tolerates the Pod, and goes on when the taint is gone', () => {
    const taint = { key: 'dedicated', value: 'db', effect: 'NoSchedule' } as const;
    const lab = new Lab(1, [makeNode('node-1', { taints: [taint] })]);
    lab.apply(makePod());
    const stuck = lab.lastSeq;
    expect(lab.summary('web').slice(8)).toEqual([
      '9 done',
      '10 waiting unschedulable',
      ...numbered(11, 19).map((id) => `${id} pending`),
    ]);
    expect(step(lab.steps('web'), '10').reason?.text).toMatch(
      /^0\/1 nodes are available: 1 node\(s\) had untolerated taint/,
    );
    lab.kubectl('taint nodes node-1 dedicated-');
    expect(lab.summary('web').slice(8, 17)).toEqual(DONE(numbered(9, 17)));
    // Going back shows what was true then.
    expect(lab.summary('web', 'classic', stuck)[9]).toBe('10 waiting unschedulable');
  });

  it('waits at 15 for a bad image', () => {
    const lab = new Lab().apply(makePod('web', { image: 'example/no-such-image:1' }));
    expect(lab.summary('web').slice(13)).toEqual([
      '14 done',
      '15 waiting imagePull',
      '16 pending',
      '17 pending',
      '18 done',
      '19 done',
    ]);
    const { reason } = step(lab.steps('web'), '15');
    expect(reason?.params).toEqual({
      container: 'app',
      reason: expect.stringMatching(/^(ErrImagePull|ImagePullBackOff)$/),
    });
    expect(reason?.text).toContain('example/no-such-image:1');
    const failed = lab.records.find(
      ({ verb, to, detail }) => verb === 'reply' && to.startsWith('kubelet') && !!detail?.error,
    );
    expect(step(lab.steps('web', 'classic', failed?.seq), '15')).toMatchObject({
      state: 'waiting',
      reason: { code: 'imagePull', text: failed?.detail?.error },
    });
  });

  it('skips 15 when the image is there already', () => {
    const lab = new Lab(1, [makeNode('node-1')]);
    lab.apply(makePod('first')).apply(makePod('second'));
    expect(lab.summary('first')[14]).toBe('15 done');
    expect(lab.summary('second')[14]).toBe('15 skipped imagePresent');
    expect(lab.summary('second')[15]).toBe('16 done');
  });

  it('skips 9–13 when the manifest names the node', () => {
    const lab = new Lab().apply(makePod('web', { nodeName: 'node-2' }));
    expect(lab.summary('web').slice(8, 15)).toEqual([
      ...numbered(9, 13).map((id) => `${id} skipped nodeNameSet`),
      '14 done',
      '15 done',
    ]);
    expect(step(lab.steps('web'), '9').reason?.params).toEqual({ node: 'node-2' });
  });

  it('waits at 14 for a node that is not there, until it comes', () => {
    const lab = new Lab(1, [makeNode('node-1')]);
    lab.give({ type: 'apply', objects: [makePod('web', { nodeName: 'node-2' })] }).settle(5000);
    const missing = lab.lastSeq;
    for (const [reading, id] of [
      ['classic', '14'],
      ['parallel', '4'],
      ['today', 't12'],
    ] as const) {
      expect(step(lab.steps('web', reading), id)).toMatchObject({
        state: 'waiting',
        record: null,
        reason: { code: 'noKubelet', params: { node: 'node-2' } },
      });
    }
    lab.give({ type: 'cluster', nodes: [makeNode('node-1'), makeNode('node-2')] }).settle();
    expect(lab.summary('web').slice(13)).toEqual(DONE(numbered(14, 19)));
    expect(step(lab.steps('web', 'classic', missing), '14').state).toBe('waiting');
  });

  it('waits at 14 for a machine that is switched off', () => {
    const lab = new Lab(1, [makeNode('node-1')]);
    lab.give({ type: 'fault', fault: { kind: 'NodeDown', node: 'node-1' } }).settle(1000);
    lab.give({ type: 'apply', objects: [makePod('web')] }).settle(1000);
    expect(step(lab.steps('web'), '14')).toMatchObject({
      state: 'waiting',
      record: null,
      reason: { code: 'kubeletDown', params: { node: 'node-1' } },
    });
    lab.give({ type: 'fault', fault: { kind: 'NodeUp', node: 'node-1' } }).settle();
    expect(lab.summary('web').slice(13)).toEqual(DONE(numbered(14, 19)));
  });

  it('of a Pod whose init container fails keeps what was done, and leaves out nothing but the rest', () => {
    const lab = new Lab().apply(
      makePod('web', {
        initContainers: [{ name: 'init', image: 'busybox', command: ['sh', '-c', 'exit 1'] }],
        containers: [{ image: 'nginx' }],
        spec: { restartPolicy: 'Never' },
      }),
    );
    expect(lab.summary('web').slice(13)).toEqual([
      '14 done',
      '15 done podFailed',
      '16 done podFailed',
      '17 done podFailed',
      '18 done',
      '19 done',
    ]);
    const pulled = step(lab.steps('web'), '15');
    expect(pulled.endRecord).toBeGreaterThan(pulled.record as number);
    expect(lab.recordAt(pulled.endRecord as number)).toMatchObject({ from: 'apiserver', to: 'etcd' });
    expect(step(lab.steps('web', 'today'), 't22')).toMatchObject({
      state: 'skipped',
      reason: { code: 'podFailed' },
    });
  });

  it('waits at 10 while the Pod is gated', () => {
    const lab = new Lab().apply(makePod('web', { spec: { schedulingGates: [{ name: 'quota' }] } }));
    expect(step(lab.steps('web'), '10')).toMatchObject({
      state: 'waiting',
      reason: { code: 'schedulingGated', params: { gates: 'quota' } },
    });
  });

  it('has 19 done without CNI on the host network', () => {
    const lab = new Lab().apply(makePod('web', { spec: { hostNetwork: true } }));
    expect(step(lab.steps('web'), '19')).toMatchObject({ state: 'done', reason: { code: 'hostNetwork' } });
  });

  it('ends when the Pod is deleted on its way', () => {
    const lab = new Lab(1, [makeNode('node-1', { taints: [{ key: 'k', effect: 'NoSchedule' }] })]);
    lab.apply(makePod());
    lab.kubectl('delete pod web');
    expect(lab.summary('web').slice(8, 12)).toEqual([
      '9 done',
      '10 skipped podDeleted',
      '11 skipped podDeleted',
      '12 skipped podDeleted',
    ]);
    // A namesake is another Pod with a flow of its own.
    lab.apply(makePod());
    expect(lab.summary('web')[9]).toBe('10 waiting unschedulable');
    expect(lab.index.order).toHaveLength(2);
  });

  it('waits for every container: init containers first', () => {
    const lab = new Lab().apply(
      makePod('web', {
        initContainers: [{ image: 'busybox', command: ['sleep', '1'] }],
        containers: [{ image: 'nginx' }, { image: 'redis' }],
      }),
    );
    expect(lab.summary('web').slice(14, 17)).toEqual(DONE(['15', '16', '17']));
    const steps = lab.steps('web');
    const starts = lab.records.filter(({ to, verb }) => to.startsWith('runtime/') && verb === 'start');
    expect(starts.filter(({ object }) => object?.kind === 'Container')).toHaveLength(3);
    expect(step(steps, '17').endRecord).toBe(starts.at(-1)?.seq);
  });
});

describe('a Pod of a Deployment', () => {
  it('is submitted by the controller manager, and has a flow like any other', () => {
    const lab = new Lab().apply(makeDeployment('web', 3));
    expect(lab.index.order).toHaveLength(3);
    for (const uid of lab.index.order) {
      const flow = recognise(lab, uid, 'classic', lab.lastSeq);
      const [first, ...others] = flow?.steps ?? [];
      expect(first).toMatchObject({ state: 'done', reason: { code: 'createdByController' } });
      expect(first?.reason?.params?.controller).toMatch(/^ReplicaSet\/web-/);
      const submitted = lab.recordAt(first?.record as number);
      expect([submitted?.from, submitted?.verb]).toEqual(['controller-manager', 'create']);
      expect(others.every(({ state }) => state === 'done' || state === 'skipped')).toBe(true);
    }
  });
});

describe('the parallel reading', () => {
  it('has the three branches of step 4', () => {
    const lab = new Lab();
    lab.apply(makePersistentVolumeClaim('data')).apply(withClaim());
    expect(lab.summary('web', 'parallel')).toEqual(
      DONE(['1', '2', '3', '4', '4.1', '4.2', '4.3', '4.3.1', '4.3.2', '4.3.3']),
    );
    const steps = lab.steps('web', 'parallel');
    const pod = step(steps, '4.3');
    for (const id of ['4.3.1', '4.3.2', '4.3.3']) {
      expect(step(steps, id).record).toBeGreaterThanOrEqual(pod.record as number);
      expect(step(steps, id).endRecord).toBeLessThanOrEqual(pod.endRecord as number);
    }
  });
});

describe('the reading of today', () => {
  it('puts volumes before the sandbox, the sandbox and its network before images and containers', () => {
    const lab = new Lab();
    lab.apply(makePersistentVolumeClaim('data')).apply(withClaim());
    const steps = lab.steps('web', 'today');
    expect(
      steps.filter(({ state }) => state !== 'done').map(({ step: id, reason }) => [id, reason?.code]),
    ).toEqual([['t10', 'boundAtOnce']]);
    const order = ['t12', 't13', 't14', 't15', 't16', 't17', 't18', 't19', 't20', 't21', 't22'];
    const records = order.map((id) => step(steps, id).record as number);
    expect(records).toEqual([...records].sort((a, b) => a - b));
    expect(step(steps, 't15').endRecord).toBeLessThan(step(steps, 't16').record as number);
    expect(step(steps, 't17').endRecord).toBeLessThan(step(steps, 't18').record as number);
    expect(step(steps, 't18').endRecord).toBeLessThan(step(steps, 't19').record as number);
  });

  it('binds a claim that waits for its first consumer in PreBind', () => {
    const lab = new Lab();
    lab.apply(makePersistentVolumeClaim('data', { storageClassName: 'local-path' })).apply(withClaim());
    const steps = lab.steps('web', 'today');
    expect(step(steps, 't6')).toMatchObject({ state: 'skipped', reason: { code: 'waitForFirstConsumer' } });
    expect(step(steps, 't10')).toMatchObject({ state: 'done' });
    expect(step(steps, 't10').endRecord).toBeLessThan(step(steps, 't11').record as number);
  });
});

describe('ten Pods at once', () => {
  const names = Array.from({ length: 10 }, (_, i) => `web-${i}`);

  it('each have a whole flow of only their own records', () => {
    const lab = new Lab();
    lab.apply(...names.map((name) => makePod(name)));
    const seen = new Set<number>();
    for (const name of names) {
      const steps = lab.steps(name);
      expect(steps.every(({ state }) => state === 'done' || state === 'skipped')).toBe(true);
      for (const { record, endRecord } of steps) {
        for (const seq of new Set([record, endRecord])) {
          if (seq === null) continue;
          const object = lab.recordAt(seq)?.object;
          expect(object?.name.split('/')[0]).toBe(name);
          seen.add(seq);
        }
      }
    }
    const tracks = [...lab.index.pods.values()];
    const all = tracks.flatMap((track: PodTrack) => track.seqs);
    expect(new Set(all).size).toBe(all.length);
    expect(seen.size).toBeGreaterThan(10 * 14);
  });

  const MANIFESTS = {
    plain: (name: string) => [makePod(name)],
    claim: (name: string) => [makePersistentVolumeClaim(name), withClaim(name, name)],
    consumer: (name: string) => [
      withClaim(name, name),
      makePersistentVolumeClaim(name, { storageClassName: 'local-path' }),
    ],
    bad: (name: string) => [makePod(name, { image: 'example/no-such-image:1' })],
    pinned: (name: string) => [makePod(name, { nodeName: 'node-1' })],
    huge: (name: string) => [makePod(name, { requests: { cpu: '64' } })],
  };
  const kinds = Object.keys(MANIFESTS) as (keyof typeof MANIFESTS)[];

  it('never step back: what was done stays done, for any seed and mix', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 5 }),
        (seed, mix) => {
          const lab = new Lab(seed).apply(...mix.flatMap((kind, i) => MANIFESTS[kind](`${kind}-${i}`)));
          const last = lab.lastSeq;
          for (const uid of lab.index.order) {
            for (const reading of READINGS) {
              const ids = DEFINITIONS[reading].steps.map(({ id }) => id);
              let before: readonly FlowStep[] | null = null;
              const { seqs } = lab.index.pods.get(uid) as PodTrack;
              for (const seq of [...seqs.filter((_, i) => i % 3 === 0), last]) {
                const steps: readonly FlowStep[] | undefined = recognise(lab, uid, reading, seq)?.steps;
                if (steps === undefined) continue;
                expect(steps.map((s) => s.step)).toEqual(ids);
                steps.forEach((now, i) => {
                  expect(now.record ?? 0).toBeLessThanOrEqual(seq);
                  expect(now.endRecord ?? 0).toBeLessThanOrEqual(seq);
                  if (now.record !== null && now.endRecord !== null) {
                    expect(now.endRecord).toBeGreaterThanOrEqual(now.record);
                    expect(now.timeMs).toBe(lab.recordAt(now.record)?.timeMs);
                  }
                  const then = before?.[i];
                  if (then?.state === 'done' && now.state !== 'skipped') {
                    expect(now).toMatchObject({
                      state: 'done',
                      record: then.record,
                      endRecord: then.endRecord,
                    });
                  }
                });
                before = steps;
              }
            }
          }
        },
      ),
      { numRuns: 10 },
    );
  });
});

describe('the index', () => {
  it('cut and grown again, or forked, is the index of those records', () => {
    const lab = new Lab().apply(makePersistentVolumeClaim('data'), withClaim('a'), withClaim('b'));
    lab.kubectl('delete pod a --grace-period=0 --force').apply(withClaim('a'), makeDeployment('web', 2));
    const build = (from: number, to: number, index = newFlowIndex()) => {
      for (const record of lab.records.slice(from, to)) indexRecord(index, record, lab.writtenBy(record));
      return index;
    };
    const whole = build(0, lab.lastSeq);
    expect(whole).toEqual(lab.index);
    for (let seq = 1; seq < lab.lastSeq; seq += 11) {
      const cut = build(0, lab.lastSeq);
      truncateFlowIndex(cut, seq);
      const fresh = build(0, seq);
      for (const member of ['pods', 'order', 'claims', 'volumes'] as const) {
        expect(cut[member]).toEqual(fresh[member]);
      }
      expect(forkFlowIndex(whole, seq)).toEqual(cut);
      expect(build(seq, lab.lastSeq, cut)).toEqual(whole);
    }
    expect(build(0, lab.lastSeq)).toEqual(whole);
  });

  it('gives the steps of a Pod as marks to walk along', () => {
    const lab = new Lab().apply(makePod());
    const uid = podUidAt(lab.index, 'default/web', lab.lastSeq) as string;
    const marks = stepMarks(lab, uid);
    expect(marks.map(({ step: id }) => id).slice(0, 4)).toEqual(['1', '2', '3', '4']);
    const seqs = marks.map(({ seq }) => seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    const second = marks[1]?.seq as number;
    expect(nextStepSeq(marks, second)).toBe(marks[2]?.seq);
    expect(prevStepSeq(marks, second)).toBe(marks[0]?.seq);
    expect(prevStepSeq(marks, marks[0]?.seq as number)).toBeNull();
    expect(nextStepSeq(marks, lab.lastSeq)).toBeNull();
  });
});
