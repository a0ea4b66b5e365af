import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Deployment, EndpointSlice, K8sEvent, KubeObject, Pod, ReplicaSet } from '../../api/index.ts';
import { makeDeployment, makeNode, makePod, makeService } from '../testing/builders.ts';
import { ControlPlane } from '../testing/control-plane.ts';
import { controllerManager, initialControllerManager } from './manager.ts';

/** Nobody schedules or runs Pods here: the test plays kubelet. */
class Cluster extends ControlPlane {
  constructor(seed = 1) {
    super(seed);
    this.add('controller-manager', controllerManager, initialControllerManager());
    this.post({ from: 'controller-manager', to: 'controller-manager', verb: 'start' });
    this.settle();
    this.create(makeNode('node-1'), 'nodes');
  }

  apply<T extends KubeObject>(object: T, resource: string): T {
    const answer = this.create(object, resource);
    if (answer.object === undefined || answer.code >= 300) throw new Error(answer.status?.message);
    this.settle();
    return answer.object as T;
  }

  merge(resource: string, name: string, object: unknown, subresource?: 'status'): void {
    const answer = this.request({
      verb: 'patch',
      patchType: 'merge',
      resource,
      namespace: 'default',
      name,
      subresource,
      object,
    });
    expect(answer.code, answer.status?.message).toBe(200);
    this.settle();
  }

  get pods(): Pod[] {
    return this.stored('pods') as Pod[];
  }

  get sets(): ReplicaSet[] {
    return this.stored('replicasets') as ReplicaSet[];
  }

  deployment(name = 'web'): Deployment {
    return this.object('deployments', `default/${name}`) as Deployment;
  }

  set(name = 'web'): ReplicaSet {
    return this.object('replicasets', `default/${name}`) as ReplicaSet;
  }

  setReady(pod: Pod, ready = true): void {
    this.merge(
      'pods',
      pod.metadata.name as string,
      {
        status: {
          phase: 'Running',
          podIP: '10.0.0.1',
          conditions: [
            { type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: '2026-01-01T00:00:00Z' },
          ],
        },
      },
      'status',
    );
  }

  /** Makes every Pod Ready, again and again, until nothing changes; calls `look` after each. */
  rollOut(look: () => void = () => {}): void {
    for (let i = 0; i < 100; i++) {
      const waiting = this.pods.find(
        (pod) => !pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True'),
      );
      if (waiting === undefined) return;
      this.setReady(waiting);
      look();
    }
    throw new Error('the rollout never ends');
  }

  messages(reason: string): string[] {
    return (this.stored('events') as K8sEvent[])
      .filter((event) => event.reason === reason)
      .sort((a, b) => (String(a.metadata.name) < String(b.metadata.name) ? -1 : 1))
      .map((event) => event.message ?? '');
  }
}

function makeReplicaSet(name: string, replicas: number): ReplicaSet {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: makePod().spec },
    },
  };
}

describe('ReplicaSet', () => {
  it('makes Pods one, two, four at a time until there are enough', () => {
    const cluster = new Cluster();
    const set = cluster.apply(makeReplicaSet('web', 10), 'replicasets');
    expect(cluster.pods).toHaveLength(10);
    const [pod] = cluster.pods;
    expect(pod?.metadata.name).toMatch(/^web-[a-z0-9]{5}$/);
    expect(pod?.metadata.labels).toEqual({ app: 'web' });
    expect(pod?.metadata.ownerReferences).toEqual([
      {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        name: 'web',
        uid: set.metadata.uid,
        controller: true,
        blockOwnerDeletion: true,
      },
    ]);
    expect(cluster.set().status).toMatchObject({
      replicas: 10,
      fullyLabeledReplicas: 10,
      observedGeneration: 1,
    });
    const times = cluster.records
      .filter(
        ({ from, to, verb, object }) =>
          `${from} ${to} ${verb} ${object?.kind}` === 'controller-manager apiserver create Pod',
      )
      .map(({ timeMs }) => timeMs);
    const waves = [...new Set(times)].map((at) => times.filter((time) => time === at).length);
    expect(waves).toEqual([1, 2, 4, 3]);
    expect(cluster.messages('SuccessfulCreate')[0]).toMatch(/^Created pod: web-[a-z0-9]{5}$/);
  });

  it('replaces a Pod that ends or is deleted', () => {
    const cluster = new Cluster();
    cluster.apply(makeReplicaSet('web', 2), 'replicasets');
    const [first, second] = cluster.pods.map(({ metadata }) => metadata.name as string);
    cluster.merge('pods', first as string, { status: { phase: 'Failed' } }, 'status');
    cluster.request({ verb: 'delete', resource: 'pods', namespace: 'default', name: second });
    cluster.settle();
    expect(cluster.pods.filter(({ status }) => status?.phase !== 'Failed')).toHaveLength(2);
    expect(cluster.set().status?.replicas).toBe(2);
  });

  it('gives up the Pods that are missed least', () => {
    const cluster = new Cluster();
    cluster.apply(makeReplicaSet('web', 3), 'replicasets');
    const [, kept] = cluster.pods;
    cluster.setReady(kept as Pod);
    expect(cluster.set().status).toMatchObject({ readyReplicas: 1, availableReplicas: 1 });
    cluster.merge('replicasets', 'web', { spec: { replicas: 1 } });
    expect(cluster.pods.map(({ metadata }) => metadata.name)).toEqual([kept?.metadata.name]);
    expect(cluster.messages('SuccessfulDelete')).toHaveLength(2);
  });

  it('adopts a Pod it selects and lets go of one that was relabelled', () => {
    const cluster = new Cluster();
    const orphan = cluster.apply(makePod('orphan', { labels: { app: 'web' } }), 'pods');
    cluster.apply(makeReplicaSet('web', 2), 'replicasets');
    expect(cluster.pods).toHaveLength(2);
    expect(cluster.object<Pod>('pods', 'default/orphan')?.metadata.ownerReferences).toHaveLength(1);
    cluster.merge('pods', 'orphan', { metadata: { labels: { app: 'other' } } });
    expect(cluster.pods).toHaveLength(3);
    const released = cluster.object<Pod>('pods', 'default/orphan');
    expect(released?.metadata.uid).toBe(orphan.metadata.uid);
    expect(released?.metadata.ownerReferences ?? []).toEqual([]);
  });

  it('counts a Pod as available only after minReadySeconds', () => {
    const cluster = new Cluster();
    const set = makeReplicaSet('web', 1);
    cluster.apply({ ...set, spec: { ...set.spec, minReadySeconds: 30 } }, 'replicasets');
    const [pod] = cluster.pods;
    cluster.post({
      from: 'test',
      to: 'apiserver',
      verb: 'patch',
      body: {
        type: 'request',
        id: 'ready',
        verb: 'patch',
        patchType: 'merge',
        resource: 'pods',
        subresource: 'status',
        namespace: 'default',
        name: pod?.metadata.name,
        object: {
          status: {
            phase: 'Running',
            conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:01Z' }],
          },
        },
      },
    });
    cluster.run(5000);
    expect(cluster.set().status).toMatchObject({ readyReplicas: 1 });
    expect(cluster.set().status?.availableReplicas ?? 0).toBe(0);
    cluster.settle();
    expect(cluster.nowMs).toBeGreaterThanOrEqual(31_000);
    expect(cluster.set().status?.availableReplicas).toBe(1);
  });

  it('takes its Pods with it when it is deleted', () => {
    const cluster = new Cluster();
    cluster.apply(makeReplicaSet('web', 3), 'replicasets');
    cluster.request({ verb: 'delete', resource: 'replicasets', namespace: 'default', name: 'web' });
    cluster.settle();
    expect(cluster.pods).toEqual([]);
  });
});

describe('Deployment', () => {
  const image = (cluster: Cluster, text: string) =>
    cluster.merge('deployments', 'web', {
      spec: { template: { spec: { containers: [{ name: 'app', image: text }] } } },
    });

  it('makes a ReplicaSet of its template and tells how it gets on', () => {
    const cluster = new Cluster();
    cluster.apply(makeDeployment('web', 3), 'deployments');
    const [set] = cluster.sets;
    const hash = set?.metadata.labels?.['pod-template-hash'];
    expect(set?.metadata.name).toBe(`web-${hash}`);
    expect(set?.spec.selector.matchLabels).toEqual({ app: 'web', 'pod-template-hash': hash });
    expect(set?.metadata.annotations).toMatchObject({
      'deployment.kubernetes.io/revision': '1',
      'deployment.kubernetes.io/desired-replicas': '3',
      'deployment.kubernetes.io/max-replicas': '4',
    });
    expect(cluster.pods).toHaveLength(3);
    expect(cluster.messages('ScalingReplicaSet')).toEqual([`Scaled up replica set web-${hash} from 0 to 3`]);
    expect(cluster.deployment().status).toMatchObject({
      replicas: 3,
      updatedReplicas: 3,
      unavailableReplicas: 3,
    });
    cluster.rollOut();
    const { status, metadata } = cluster.deployment();
    expect(metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('1');
    expect(status).toMatchObject({ replicas: 3, updatedReplicas: 3, readyReplicas: 3, availableReplicas: 3 });
    expect(status?.conditions).toMatchObject([
      { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable' },
      {
        type: 'Progressing',
        status: 'True',
        reason: 'NewReplicaSetAvailable',
        message: `ReplicaSet "web-${hash}" has successfully progressed.`,
      },
    ]);
  });

  it('replaces Pods within maxSurge and maxUnavailable', () => {
    const cluster = new Cluster();
    cluster.apply(makeDeployment('web', 4), 'deployments');
    cluster.rollOut();
    image(cluster, 'nginx:1.29');
    expect(cluster.sets).toHaveLength(2);
    let most = 0;
    let least = 99;
    cluster.rollOut(() => {
      const ready = cluster.pods.filter(({ status }) =>
        status?.conditions?.some(({ type, status: s }) => type === 'Ready' && s === 'True'),
      );
      most = Math.max(most, cluster.pods.length);
      least = Math.min(least, ready.length);
    });
    expect(most).toBeLessThanOrEqual(5);
    expect(least).toBeGreaterThanOrEqual(3);
    expect(cluster.pods).toHaveLength(4);
    expect(new Set(cluster.pods.map(({ spec }) => spec.containers[0]?.image))).toEqual(
      new Set(['nginx:1.29']),
    );
    expect(cluster.sets.map(({ spec }) => spec.replicas).sort()).toEqual([0, 4]);
    expect(cluster.deployment().metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('2');
  });

  it('goes back to an old ReplicaSet when the template does', () => {
    const cluster = new Cluster();
    cluster.apply(makeDeployment('web', 1), 'deployments');
    cluster.rollOut();
    const [first] = cluster.sets;
    image(cluster, 'nginx:1.29');
    cluster.rollOut();
    image(cluster, 'nginx:1.27');
    cluster.rollOut();
    expect(cluster.sets).toHaveLength(2);
    expect(cluster.set(first?.metadata.name)).toMatchObject({
      spec: { replicas: 1 },
      metadata: { annotations: { 'deployment.kubernetes.io/revision': '3' } },
    });
  });

  it('with Recreate, removes everything old before anything new', () => {
    const cluster = new Cluster();
    const deployment = makeDeployment('web', 2);
    cluster.apply(
      { ...deployment, spec: { ...deployment.spec, strategy: { type: 'Recreate' } } },
      'deployments',
    );
    cluster.rollOut();
    cluster.records.length = 0;
    image(cluster, 'nginx:1.29');
    const writes = cluster.records
      .filter(({ change, object }) => change !== undefined && object?.kind === 'Pod')
      .map(({ change }) => (change?.before === null ? 'made' : change?.after === null ? 'gone' : 'changed'));
    expect(writes.filter((write) => write !== 'changed')).toEqual(['gone', 'gone', 'made', 'made']);
  });

  it('shares a change of size among its sets in the middle of a rollout', () => {
    const cluster = new Cluster();
    cluster.apply(makeDeployment('web', 10), 'deployments');
    cluster.rollOut();
    image(cluster, 'nginx:broken');
    // 25% of ten: up to 13 Pods, at least 8 of them ready.
    expect(cluster.sets.map(({ spec }) => spec.replicas).sort()).toEqual([5, 8]);
    cluster.merge('deployments', 'web', { spec: { replicas: 20 } });
    expect(cluster.sets.map(({ spec }) => spec.replicas ?? 0).reduce((a, b) => a + b)).toBe(25);
    expect(cluster.pods).toHaveLength(25);
  });

  it('does nothing new while it is paused', () => {
    const cluster = new Cluster();
    cluster.apply(makeDeployment('web', 1), 'deployments');
    cluster.rollOut();
    cluster.merge('deployments', 'web', { spec: { paused: true } });
    image(cluster, 'nginx:1.29');
    expect(cluster.sets).toHaveLength(1);
    expect(cluster.deployment().status?.conditions).toContainEqual(
      expect.objectContaining({ type: 'Progressing', reason: 'DeploymentPaused' }),
    );
    cluster.merge('deployments', 'web', { spec: { paused: false } });
    cluster.rollOut();
    expect(cluster.sets).toHaveLength(2);
  });

  it('says when a rollout takes too long', () => {
    const cluster = new Cluster();
    const deployment = makeDeployment('web', 1);
    cluster.apply(
      { ...deployment, spec: { ...deployment.spec, progressDeadlineSeconds: 60 } },
      'deployments',
    );
    cluster.run(90_000);
    const [set] = cluster.sets;
    expect(cluster.deployment().status?.conditions).toContainEqual(
      expect.objectContaining({
        type: 'Progressing',
        status: 'False',
        reason: 'ProgressDeadlineExceeded',
        message: `ReplicaSet "${set?.metadata.name}" has timed out progressing.`,
      }),
    );
  });

  it('keeps only so many old sets', () => {
    const cluster = new Cluster();
    const deployment = makeDeployment('web', 1);
    cluster.apply({ ...deployment, spec: { ...deployment.spec, revisionHistoryLimit: 1 } }, 'deployments');
    for (const tag of ['a', 'b', 'c']) {
      cluster.rollOut();
      image(cluster, `nginx:${tag}`);
    }
    cluster.rollOut();
    expect(cluster.sets).toHaveLength(2);
  });

  it('takes sets and Pods with it when it is deleted', () => {
    const cluster = new Cluster();
    cluster.apply(makeDeployment('web', 2), 'deployments');
    cluster.apply(makeService('web'), 'services');
    cluster.rollOut();
    for (const [resource, name] of [
      ['deployments', 'web'],
      ['services', 'web'],
    ] as const) {
      cluster.request({ verb: 'delete', resource, namespace: 'default', name });
    }
    cluster.settle();
    expect([cluster.sets, cluster.pods]).toEqual([[], []]);
    expect(
      (cluster.stored('endpointslices') as EndpointSlice[]).filter(
        ({ metadata }) => metadata.namespace === 'default' && metadata.name !== 'kubernetes',
      ),
    ).toEqual([]);
  });

  it('reaches its size from any sequence of sizes and templates', () => {
    const change = fc.oneof(
      fc.record({ replicas: fc.integer({ min: 0, max: 6 }) }),
      fc.record({ image: fc.constantFrom('a', 'b', 'c') }),
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), fc.boolean(), (changes, inBetween) => {
        const cluster = new Cluster();
        cluster.apply(makeDeployment('web', 2), 'deployments');
        for (const next of changes) {
          if ('image' in next) image(cluster, next.image);
          else cluster.merge('deployments', 'web', { spec: { replicas: next.replicas } });
          if (inBetween) cluster.rollOut();
        }
        cluster.rollOut();
        const { spec, status } = cluster.deployment();
        expect(cluster.pods).toHaveLength(spec.replicas ?? 1);
        expect(status?.availableReplicas ?? 0).toBe(spec.replicas);
        const images = cluster.pods.map((pod) => pod.spec.containers[0]?.image);
        expect(images.every((each) => each === spec.template.spec.containers[0]?.image)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });
});
