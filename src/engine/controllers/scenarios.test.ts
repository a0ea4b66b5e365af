import { describe, expect, it } from 'vitest';
import type { EndpointSlice, KubeObject, Node, PersistentVolume, Pod } from '../../api/index.ts';
import type { Command } from '../command.ts';
import { nextDueMs } from '../kernel/queue.ts';
import { scanPrefix } from '../kernel/table.ts';
import { createWorld, issue, step, type World } from '../step.ts';
import {
  makeDeployment,
  makeNode,
  makePersistentVolumeClaim,
  makePod,
  makeService,
} from '../testing/builders.ts';
import { STORAGE_ADDONS } from './addons.ts';

/** The whole engine, from kubectl to the containers. */
class Cluster {
  private world: World;
  readonly nodes: Node[];

  constructor(workers = 3) {
    const taint = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' } as const;
    this.nodes = [
      makeNode('control-plane', { taints: [taint] }),
      ...Array.from({ length: workers }, (_, i) => makeNode(`node-${i + 1}`)),
    ];
    this.world = createWorld({ seed: 1, nodes: this.nodes, addons: STORAGE_ADDONS });
  }

  give(command: Command): this {
    this.world = issue(this.world, command);
    return this.settle();
  }

  apply(...objects: KubeObject[]): this {
    return this.give({ type: 'apply', objects });
  }

  /** Until only periodic work is left. */
  settle(): this {
    for (let i = 0; this.world.queue.foreground > 0; i++) {
      if (i > 300_000) throw new Error('never comes to rest');
      this.next();
    }
    return this;
  }

  pass(seconds: number): this {
    const untilMs = this.world.nowMs + seconds * 1000;
    while ((nextDueMs(this.world.queue) ?? Number.POSITIVE_INFINITY) <= untilMs) this.next();
    this.world = { ...this.world, nowMs: untilMs };
    return this;
  }

  private next(): void {
    const result = step(this.world);
    if (result === null) throw new Error('nothing is due');
    this.world = result.world;
  }

  all<T extends KubeObject>(resource: string): T[] {
    const found: T[] = [];
    scanPrefix(this.world.etcd.store.keys, `/registry/${resource}/`, ({ value }) => {
      found.push(value as T);
    });
    return found;
  }

  get pods(): Pod[] {
    return this.all<Pod>('pods');
  }

  get nowMs(): number {
    return this.world.nowMs;
  }

  get readyAddresses(): string[] {
    return this.all<EndpointSlice>('endpointslices')
      .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'web')
      .flatMap(({ endpoints }) => endpoints)
      .filter(({ conditions }) => conditions?.ready)
      .map(({ addresses }) => addresses[0] as string)
      .sort();
  }
}

const addressesOf = (pods: readonly Pod[]): string[] =>
  pods.map(({ status }) => status?.podIP as string).sort();
const isLeaving = (pod: Pod): boolean => pod.metadata.deletionTimestamp !== undefined;

describe('a Service before a Deployment', () => {
  it('reaches exactly the Pods that are ready', () => {
    const cluster = new Cluster().apply(makeService('web'), makeDeployment('web', 4));
    expect(cluster.pods).toHaveLength(4);
    expect(cluster.pods.every(({ status }) => status?.phase === 'Running')).toBe(true);
    expect(cluster.readyAddresses).toEqual(addressesOf(cluster.pods));
    cluster.give({ type: 'kubectl', line: 'scale deployment web --replicas=1' });
    expect(cluster.pods).toHaveLength(1);
    expect(cluster.readyAddresses).toEqual(addressesOf(cluster.pods));
  });

  it('moves to other nodes when a machine loses power', () => {
    const cluster = new Cluster().apply(makeService('web'), makeDeployment('web', 6));
    const lost = cluster.pods[0]?.spec.nodeName as string;
    const onLost = cluster.pods.filter(({ spec }) => spec.nodeName === lost);
    expect(onLost.length).toBeGreaterThan(0);
    const downMs = cluster.nowMs;
    cluster.give({ type: 'fault', fault: { kind: 'NodeDown', node: lost } });
    // Nobody has noticed yet.
    expect(cluster.readyAddresses).toHaveLength(6);
    cluster.pass(70);
    expect(cluster.readyAddresses).toHaveLength(6 - onLost.length);
    expect(cluster.pods.filter(isLeaving)).toEqual([]);
    cluster.settle();
    expect(cluster.nowMs - downMs).toBeGreaterThan(350_000);
    const leaving = cluster.pods.filter(isLeaving);
    expect(leaving.map(({ metadata }) => metadata.name).sort()).toEqual(
      onLost.map(({ metadata }) => metadata.name).sort(),
    );
    const living = cluster.pods.filter((pod) => !isLeaving(pod));
    expect(living).toHaveLength(6);
    expect(living.some(({ spec }) => spec.nodeName === lost)).toBe(false);
    expect(cluster.readyAddresses).toEqual(addressesOf(living));
    // The machine comes back: its kubelet learns what it has to stop.
    cluster.give({ type: 'fault', fault: { kind: 'NodeUp', node: lost } }).pass(60);
    expect(cluster.pods).toHaveLength(6);
    const node = cluster.all<Node>('nodes').find(({ metadata }) => metadata.name === lost);
    expect(node?.spec?.taints ?? []).toEqual([]);
    expect(node?.status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True');
  });

  it('moves when its node is taken out of the cluster', () => {
    const cluster = new Cluster().apply(makeDeployment('web', 6));
    const lost = cluster.pods[0]?.spec.nodeName as string;
    cluster.give({ type: 'cluster', nodes: cluster.nodes.filter(({ metadata }) => metadata.name !== lost) });
    expect(cluster.pods).toHaveLength(6);
    expect(
      cluster.pods.every(({ spec, status }) => spec.nodeName !== lost && status?.phase === 'Running'),
    ).toBe(true);
  });

  it('moves when its node is drained of it by a taint', () => {
    const cluster = new Cluster().apply(makeDeployment('web', 6));
    const lost = cluster.pods[0]?.spec.nodeName as string;
    cluster.give({ type: 'kubectl', line: `taint nodes ${lost} maintenance=now:NoExecute` });
    expect(cluster.pods).toHaveLength(6);
    expect(
      cluster.pods.every(({ spec, status }) => spec.nodeName !== lost && status?.phase === 'Running'),
    ).toBe(true);
  });
});

describe('a claim of the default class', () => {
  const pod = makePod('web', {
    spec: { volumes: [{ name: 'disk', persistentVolumeClaim: { claimName: 'data' } }] },
  });

  it('gives the Pod a disk, and takes it away with the claim', () => {
    const cluster = new Cluster().apply(makePersistentVolumeClaim('data'), pod);
    expect(cluster.pods[0]?.status?.phase).toBe('Running');
    expect(cluster.all<PersistentVolume>('persistentvolumes')).toMatchObject([
      { status: { phase: 'Bound' } },
    ]);
    cluster.give({ type: 'kubectl', line: 'delete pod web' });
    cluster.give({ type: 'kubectl', line: 'delete pvc data' });
    expect(cluster.all('persistentvolumes')).toEqual([]);
    expect(cluster.all('persistentvolumeclaims')).toEqual([]);
  });

  it('on the node of its first consumer, for the class that waits for one', () => {
    const claim = makePersistentVolumeClaim('data', { storageClassName: 'local-path' });
    const cluster = new Cluster().apply(claim, pod);
    const [volume] = cluster.all<PersistentVolume>('persistentvolumes');
    const terms = volume?.spec.nodeAffinity?.required?.nodeSelectorTerms;
    expect(terms?.[0]?.matchExpressions?.[0]?.values).toEqual([cluster.pods[0]?.spec.nodeName]);
    expect(cluster.pods[0]?.status?.phase).toBe('Running');
  });
});
