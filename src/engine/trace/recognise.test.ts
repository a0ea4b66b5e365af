import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Pod } from '../../api/index.ts';
import { type EtcdState, valueAt } from '../etcd/etcd.ts';
import { makeNode, makePersistentVolume, makePersistentVolumeClaim, makePod } from '../testing/builders.ts';
import type { FlowStep } from './flow.ts';
import {
  forkFlowIndex,
  indexRecord,
  newFlowIndex,
  type PodTrack,
  podUidAt,
  truncateFlowIndex,
} from './flowIndex.ts';
import { nextStepSeq, prevStepSeq, stepMarks } from './marks.ts';
import { DEFINITIONS, READINGS, recognise } from './recognise.ts';
import { Lab } from './testing/lab.ts';

const withClaim = (name = 'web', claimName = 'data'): Pod =>
  makePod(name, { spec: { volumes: [{ name: 'disk', persistentVolumeClaim: { claimName } }] } });

const step = (steps: readonly FlowStep[], id: string): FlowStep =>
  steps.find((s) => s.step === id) as FlowStep;

const DONE = (ids: string[]) => ids.map((id) => `${id} done`);
const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => String(from + i));

describe('the classic reading', () => {
  it('of a Pod without claim or volume skips 5–8 and 18', () => {
    const lab = new Lab().apply(makePod());
    expect(lab.summary('web')).toEqual([
      ...DONE(numbered(1, 4)),
      ...numbered(5, 8).map((id) => `${id} skipped noClaim`),
      ...DONE(numbered(9, 17)),
      '18 skipped noVolumes',
      '19 done',
    ]);
  });

  it('of a Pod with a claim of the default class goes through all nineteen', () => {
    const lab = new Lab();
    lab.kubectl(withClaim(), 'pods');
    lab.kubectl(makePersistentVolumeClaim('data'), 'persistentvolumeclaims');
    lab.settle();
    expect(lab.summary('web')).toEqual(DONE(numbered(1, 19)));
    const steps = lab.steps('web');
    for (const id of ['5', '6', '7', '8']) {
      const { record, endRecord } = step(steps, id);
      expect(lab.recordAt(record as number)?.object?.kind).toMatch(/^PersistentVolume/);
      expect(endRecord).toBeGreaterThanOrEqual(record as number);
    }
  });

  it('says that the claim was bound before the Pod came', () => {
    const lab = new Lab();
    lab.create(makePersistentVolumeClaim('data'), 'persistentvolumeclaims');
    lab.settle().apply(withClaim());
    expect(lab.summary('web').slice(4, 8)).toEqual(
      numbered(5, 8).map((id) => `${id} done claimBoundEarlier`),
    );
    const [submitted] = lab.steps('web');
    expect(step(lab.steps('web'), '8').record).toBeLessThan(submitted?.record as number);
  });

  it('binds a claim that waits for its first consumer while step 11 goes on', () => {
    const lab = new Lab();
    lab.create(
      makePersistentVolumeClaim('data', { storageClassName: 'local-path' }),
      'persistentvolumeclaims',
    );
    lab.settle().apply(withClaim());
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
    lab.create(makePersistentVolumeClaim('data', { storageClassName: '' }), 'persistentvolumeclaims');
    lab.settle().apply(withClaim());
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
    lab.create(makePersistentVolume('late', { storageClassName: '' }), 'persistentvolumes');
    lab.settle();
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
      ...numbered(11, 17).map((id) => `${id} pending`),
      '18 skipped noVolumes',
      '19 pending',
    ]);
    expect(step(lab.steps('web'), '10').reason?.text).toMatch(
      /^0\/1 nodes are available: 1 node\(s\) had untolerated taint/,
    );
    lab.request({
      verb: 'patch',
      patchType: 'merge',
      resource: 'nodes',
      name: 'node-1',
      object: { spec: { taints: null } },
    });
    lab.settle();
    expect(lab.summary('web').slice(8, 17)).toEqual(DONE(numbered(9, 17)));
    // Going back shows what was true then.
    expect(lab.summary('web', 'classic', stuck)[9]).toBe('10 waiting unschedulable');
  });

  it('waits at 15 for a bad image', () => {
    const lab = new Lab().apply(makePod('web', { image: 'bad:1' }));
    expect(lab.summary('web').slice(13)).toEqual([
      '14 done',
      '15 waiting imagePull',
      '16 pending',
      '17 pending',
      '18 skipped noVolumes',
      '19 done',
    ]);
    expect(step(lab.steps('web'), '15').reason).toEqual({
      code: 'imagePull',
      text: 'failed to pull bad:1: not found',
      params: { container: 'app', reason: 'ErrImagePull' },
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
    lab.request({ verb: 'delete', resource: 'pods', namespace: 'default', name: 'web' });
    lab.settle();
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
        initContainers: [{ image: 'busybox' }],
        containers: [{ image: 'a' }, { image: 'b' }],
      }),
    );
    expect(lab.summary('web').slice(14, 17)).toEqual(DONE(['15', '16', '17']));
    const steps = lab.steps('web');
    const starts = lab.records.filter(({ to, verb }) => to.startsWith('runtime/') && verb === 'start');
    expect(starts.filter(({ object }) => object?.kind === 'Container')).toHaveLength(3);
    expect(step(steps, '17').endRecord).toBe(starts.at(-1)?.seq);
  });
});

describe('the parallel reading', () => {
  it('has the three branches of step 4', () => {
    const lab = new Lab();
    lab.create(makePersistentVolumeClaim('data'), 'persistentvolumeclaims');
    lab.settle().apply(withClaim());
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
    lab.create(makePersistentVolumeClaim('data'), 'persistentvolumeclaims');
    lab.settle().apply(withClaim());
    const steps = lab.steps('web', 'today');
    expect(
      steps.filter(({ state }) => state !== 'done').map(({ step: id, reason }) => [id, reason?.code]),
    ).toEqual([['t10', 'boundAtOnce']]);
    const order = ['t12', 't13', 't14', 't15', 't16', 't17', 't18', 't19', 't20', 't21'];
    const records = order.map((id) => step(steps, id).record as number);
    expect(records).toEqual([...records].sort((a, b) => a - b));
    expect(step(steps, 't15').endRecord).toBeLessThan(step(steps, 't16').record as number);
    expect(step(steps, 't17').endRecord).toBeLessThan(step(steps, 't18').record as number);
  });

  it('binds a claim that waits for its first consumer in PreBind', () => {
    const lab = new Lab();
    lab.create(
      makePersistentVolumeClaim('data', { storageClassName: 'local-path' }),
      'persistentvolumeclaims',
    );
    lab.settle().apply(withClaim());
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
    for (const name of names) lab.kubectl(makePod(name), 'pods');
    lab.settle();
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

  it('never step back: what was done stays done, for any seed and mix', () => {
    const kinds = ['plain', 'claim', 'consumer', 'bad', 'pinned', 'huge'] as const;
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 5 }),
        (seed, mix) => {
          const lab = new Lab(seed);
          mix.forEach((kind, i) => {
            const claim = { claim: undefined, consumer: 'local-path' }[kind as 'claim'];
            const name = `${kind}-${i}`;
            if (kind === 'claim' || kind === 'consumer') {
              lab.kubectl(
                makePersistentVolumeClaim(name, claim === undefined ? {} : { storageClassName: claim }),
                'persistentvolumeclaims',
              );
              lab.kubectl(withClaim(name, name), 'pods');
            } else if (kind === 'bad') lab.kubectl(makePod(name, { image: 'bad' }), 'pods');
            else if (kind === 'pinned') lab.kubectl(makePod(name, { nodeName: 'node-1' }), 'pods');
            else if (kind === 'huge') lab.kubectl(makePod(name, { requests: { cpu: '64' } }), 'pods');
            else lab.kubectl(makePod(name), 'pods');
          });
          lab.settle().read();
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
    const lab = new Lab();
    lab.create(makePersistentVolumeClaim('data'), 'persistentvolumeclaims');
    for (const name of ['a', 'b']) lab.kubectl(withClaim(name), 'pods');
    lab.settle();
    lab.request({
      verb: 'delete',
      resource: 'pods',
      namespace: 'default',
      name: 'a',
      options: { gracePeriodSeconds: 0 },
    });
    lab.apply(withClaim('a')).read();
    const etcd = lab.state<EtcdState>('etcd');
    const build = (from: number, to: number, index = newFlowIndex()) => {
      for (const record of lab.records) {
        if (record.seq <= from || record.seq > to) continue;
        indexRecord(index, record, ({ key, after }) => (after === null ? null : valueAt(etcd, after, key)));
      }
      return index;
    };
    const plain = ({ pods, order, claims }: ReturnType<typeof newFlowIndex>) => ({
      pods: [...pods],
      order,
      claims: [...claims],
    });
    const whole = build(0, lab.lastSeq);
    const firstSeq = lab.records[0]?.seq ?? 0;
    for (let seq = firstSeq; seq < lab.lastSeq; seq += 7) {
      const cut = build(0, lab.lastSeq);
      truncateFlowIndex(cut, seq);
      expect(plain(cut)).toEqual(plain(build(0, seq)));
      expect(plain(forkFlowIndex(whole, seq))).toEqual(plain(cut));
      expect(plain(build(seq, lab.lastSeq, cut))).toEqual(plain(whole));
    }
    expect(plain(whole)).toEqual(plain(build(0, lab.lastSeq)));
  });

  it('gives the steps of a Pod as marks to walk along', () => {
    const lab = new Lab().apply(makePod()).read();
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
