import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Node } from '../../../api/index.ts';
import { get, scan } from '../../kernel/table.ts';
import { makeNode, makePod } from '../../testing/builders.ts';
import { podInfoOf } from '../framework/podInfo.ts';
import {
  assumePod,
  type Cache,
  emptyCache,
  forgetPod,
  isAssumed,
  nodeInfo,
  rebuild,
  removeNode,
  snapshot,
  upsertNode,
  upsertPod,
} from './cache.ts';

const ZONES = [undefined, 'east', 'west'];
const CPU = ['1', '2500m', '8'];

function nodeOf(index: number, zone: number, cpu: number, image: number): Node {
  return makeNode(`node-${index}`, {
    cpu: CPU[cpu] as string,
    ...(ZONES[zone] !== undefined && { labels: { 'topology.kubernetes.io/zone': ZONES[zone] as string } }),
    status: {
      allocatable: { cpu: CPU[cpu] as string, memory: '8Gi', pods: '10' },
      images: image === 0 ? [] : [{ names: [`image-${image}`], sizeBytes: 100 }],
    },
  });
}

const podOf = (index: number, size: number) =>
  podInfoOf(
    makePod(`pod-${index}`, {
      uid: `uid-${index}`,
      containers: [
        {
          resources: { requests: { cpu: `${100 * size}m`, 'example.com/gpu': `${size}` } },
          ports: [{ containerPort: 80, hostPort: 8000 + (size % 2) }],
        },
      ],
    }),
  );

const small = (max: number) => fc.integer({ min: 0, max });
const edit = fc.oneof(
  fc.record({
    do: fc.constant('node' as const),
    node: small(4),
    zone: small(2),
    cpu: small(2),
    image: small(2),
  }),
  fc.record({ do: fc.constant('removeNode' as const), node: small(4) }),
  fc.record({ do: fc.constant('assume' as const), pod: small(8), size: small(3), node: small(4) }),
  fc.record({ do: fc.constant('pod' as const), pod: small(8), size: small(3), node: small(4) }),
  fc.record({ do: fc.constant('forget' as const), pod: small(8) }),
);
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function apply(cache: Cache, change: Edit): Cache {
  switch (change.do) {
    case 'node':
      return upsertNode(cache, nodeOf(change.node, change.zone, change.cpu, change.image));
    case 'removeNode':
      return removeNode(cache, `node-${change.node}`);
    case 'assume':
      return get(cache.pods, `uid-${change.pod}`) === undefined
        ? assumePod(cache, podOf(change.pod, change.size), `node-${change.node}`)
        : cache;
    case 'pod':
      return upsertPod(cache, podOf(change.pod, change.size), `node-${change.node}`);
    case 'forget':
      return forgetPod(cache, `uid-${change.pod}`);
  }
}

/** What a cache says of its nodes, in the order of the tree, without the order of Pods on a node. */
function contents(cache: Cache): unknown {
  const { nodes, order, images } = snapshot(cache);
  const imageCounts: unknown[] = [];
  scan(images, (state, name) => {
    imageCounts.push([name, state.nodeCount]);
  });
  return {
    images: imageCounts,
    nodes: order.map((number) => {
      const info = get(nodes, number);
      return {
        ...info,
        pods: info?.pods.map(({ key }) => key).sort(),
        usedPorts: info?.usedPorts.map(({ port }) => port).sort(),
      };
    }),
  };
}

describe('cache', () => {
  it('equals a rebuild from what it holds after any changes', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 60 }), (edits) => {
        const cache = edits.reduce(apply, emptyCache());
        expect(contents(cache)).toEqual(contents(rebuild(cache)));
      }),
      { numRuns: 300 },
    );
  });

  it('replaces the NodeInfo of one node only when a Pod comes', () => {
    const before = [0, 1, 2].reduce(
      (cache, index) => upsertNode(cache, nodeOf(index, 0, 0, 0)),
      emptyCache(),
    );
    const after = assumePod(before, podOf(1, 1), 'node-1');
    expect(nodeInfo(after, 'node-0')).toBe(nodeInfo(before, 'node-0'));
    expect(nodeInfo(after, 'node-2')).toBe(nodeInfo(before, 'node-2'));
    expect(nodeInfo(after, 'node-1')?.requested.milliCPU).toBe(100);
    expect(nodeInfo(before, 'node-1')?.requested.milliCPU).toBe(0);
  });

  it('keeps an assumed Pod where it is when it is confirmed, and moves it when it is corrected', () => {
    const empty = [0, 1].reduce((cache, index) => upsertNode(cache, nodeOf(index, 0, 0, 0)), emptyCache());
    const pod = podOf(1, 1);
    const assumed = assumePod(empty, pod, 'node-0');
    expect(isAssumed(assumed, pod.uid)).toBe(true);
    const confirmed = upsertPod(assumed, pod, 'node-0');
    expect(isAssumed(confirmed, pod.uid)).toBe(false);
    expect(nodeInfo(confirmed, 'node-0')).toBe(nodeInfo(assumed, 'node-0'));
    const corrected = upsertPod(assumed, pod, 'node-1');
    expect(nodeInfo(corrected, 'node-0')?.pods).toEqual([]);
    expect(nodeInfo(corrected, 'node-1')?.pods).toHaveLength(1);
  });

  it('counts a Pod on a node that comes after it', () => {
    const early = upsertPod(emptyCache(), podOf(1, 2), 'node-3');
    expect(nodeInfo(upsertNode(early, nodeOf(3, 0, 0, 0)), 'node-3')?.requested.milliCPU).toBe(200);
  });

  it('lists nodes of different zones in turn', () => {
    const cache = [
      [0, 1],
      [1, 1],
      [2, 1],
      [3, 2],
      [4, 0],
    ].reduce(
      (made, [index, zone]) => upsertNode(made, nodeOf(index as number, zone as number, 0, 0)),
      emptyCache(),
    );
    const { nodes, order } = snapshot(cache);
    expect(order.map((number) => get(nodes, number)?.name)).toEqual([
      'node-0',
      'node-3',
      'node-4',
      'node-1',
      'node-2',
    ]);
  });
});
