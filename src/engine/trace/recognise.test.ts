import { describe, expect, it } from 'vitest';
import {
  makeDeployment,
  makeNode,
  makePersistentVolume,
  makePersistentVolumeClaim,
  makePod,
} from '../testing/builders.ts';
import { DONE, FlowLab, numbered, step, withClaim } from '../testing/flowLab.ts';
import { recognise } from './recognise.ts';

describe('the classic reading', () => {
  it('of a Pod without a claim skips 5–8 and nothing else', () => {
    const lab = new FlowLab().apply(makePod());
    expect(lab.summary('web')).toEqual([
      ...DONE(numbered(1, 4)),
      ...numbered(5, 8).map((id) => `${id} skipped noClaim`),
      ...DONE(numbered(9, 19)),
    ]);
  });

  it('of a Pod without any volume, not even the one with a token, skips 18 too', () => {
    const lab = new FlowLab().apply(makePod('web', { spec: { automountServiceAccountToken: false } }));
    expect(lab.summary('web').slice(16)).toEqual(['17 done', '18 skipped noVolumes', '19 done']);
  });

  it('of a Pod with a claim of the default class goes through all nineteen', () => {
    const lab = new FlowLab();
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
    const lab = new FlowLab();
    lab.apply(makePersistentVolumeClaim('data')).apply(withClaim());
    expect(lab.summary('web').slice(4, 8)).toEqual(
      numbered(5, 8).map((id) => `${id} done claimBoundEarlier`),
    );
    const [submitted] = lab.steps('web');
    expect(step(lab.steps('web'), '8').record).toBeLessThan(submitted?.record as number);
  });

  it('binds a claim that waits for its first consumer while step 11 goes on', () => {
    const lab = new FlowLab();
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
    const lab = new FlowLab();
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
    const lab = new FlowLab().apply(withClaim());
    expect(step(lab.steps('web'), '5')).toMatchObject({
      state: 'waiting',
      reason: { code: 'claimNotFound', text: 'persistentvolumeclaim "data" not found' },
    });
  });

  it('stops at 10 when no node tolerates the Pod, and goes on when the taint is gone', () => {
    const taint = { key: 'dedicated', value: 'db', effect: 'NoSchedule' } as const;
    const lab = new FlowLab(1, [makeNode('node-1', { taints: [taint] })]);
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
    const lab = new FlowLab().apply(makePod('web', { image: 'example/no-such-image:1' }));
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
    const lab = new FlowLab(1, [makeNode('node-1')]);
    lab.apply(makePod('first')).apply(makePod('second'));
    expect(lab.summary('first')[14]).toBe('15 done');
    expect(lab.summary('second')[14]).toBe('15 skipped imagePresent');
    expect(lab.summary('second')[15]).toBe('16 done');
  });

  it('skips 9–13 when the manifest names the node', () => {
    const lab = new FlowLab().apply(makePod('web', { nodeName: 'node-2' }));
    expect(lab.summary('web').slice(8, 15)).toEqual([
      ...numbered(9, 13).map((id) => `${id} skipped nodeNameSet`),
      '14 done',
      '15 done',
    ]);
    expect(step(lab.steps('web'), '9').reason?.params).toEqual({ node: 'node-2' });
  });

  it('waits at 14 for a node that is not there, until it comes', () => {
    const lab = new FlowLab(1, [makeNode('node-1')]);
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
    const lab = new FlowLab(1, [makeNode('node-1')]);
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
    const lab = new FlowLab().apply(
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
    const lab = new FlowLab().apply(makePod('web', { spec: { schedulingGates: [{ name: 'quota' }] } }));
    expect(step(lab.steps('web'), '10')).toMatchObject({
      state: 'waiting',
      reason: { code: 'schedulingGated', params: { gates: 'quota' } },
    });
  });

  it('has 19 done without CNI on the host network', () => {
    const lab = new FlowLab().apply(makePod('web', { spec: { hostNetwork: true } }));
    expect(step(lab.steps('web'), '19')).toMatchObject({ state: 'done', reason: { code: 'hostNetwork' } });
  });

  it('ends when the Pod is deleted on its way', () => {
    const lab = new FlowLab(1, [makeNode('node-1', { taints: [{ key: 'k', effect: 'NoSchedule' }] })]);
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
    const lab = new FlowLab().apply(
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
    const lab = new FlowLab().apply(makeDeployment('web', 3));
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
    const lab = new FlowLab();
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
    const lab = new FlowLab();
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
    const lab = new FlowLab();
    lab.apply(makePersistentVolumeClaim('data', { storageClassName: 'local-path' })).apply(withClaim());
    const steps = lab.steps('web', 'today');
    expect(step(steps, 't6')).toMatchObject({ state: 'skipped', reason: { code: 'waitForFirstConsumer' } });
    expect(step(steps, 't10')).toMatchObject({ state: 'done' });
    expect(step(steps, 't10').endRecord).toBeLessThan(step(steps, 't11').record as number);
  });
});
