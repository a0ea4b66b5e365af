import { describe, expect, test } from 'vitest';
import { bottom, type Point, type Rect, right } from '../layout/geometry.ts';
import { layoutStage } from '../layout/layout.ts';
import { placeOf } from '../layout/route.ts';
import type { ClusterShape, StageLayout } from '../layout/types.ts';
import { packetWay } from './ways.ts';

const shape = (workers: number): ClusterShape => ({
  nodes: [
    { name: 'control-plane', slim: true },
    ...Array.from({ length: workers }, (_, index) => ({ name: `node-${index + 1}`, slim: false })),
  ],
  provisioner: false,
  csi: false,
});

const LAYOUTS: readonly { readonly name: string; readonly layout: StageLayout }[] = [
  { name: 'wide', layout: layoutStage(shape(3), { width: 746, height: 696 }) },
  { name: 'grid', layout: layoutStage(shape(20), { width: 746, height: 696 }) },
  { name: 'field', layout: layoutStage(shape(300), { width: 746, height: 696 }) },
  { name: 'tall', layout: layoutStage(shape(3), { width: 390, height: 560 }) },
  { name: 'tall grid', layout: layoutStage(shape(20), { width: 390, height: 560 }) },
];

const HOPS: readonly { readonly from: string; readonly to: string; readonly came?: string }[] = [
  { from: 'runtime/node-1', to: 'net/node-1' },
  { from: 'net/node-1', to: 'switch' },
  { from: 'switch', to: 'coredns', came: 'net/node-1' },
  { from: 'coredns', to: 'switch' },
  { from: 'switch', to: 'net/node-1', came: 'coredns' },
  { from: 'switch', to: 'net/node-2', came: 'net/node-1' },
  { from: 'switch', to: 'net/node-3' },
  { from: 'net/node-2', to: 'runtime/node-2' },
  { from: 'kubelet/node-1', to: 'net/node-1' },
  { from: 'net/node-1', to: 'kubelet/node-1' },
  { from: 'kubectl', to: 'net/node-3' },
  { from: 'net/node-3', to: 'kubectl' },
  { from: 'runtime/node-1', to: 'runtime/node-1' },
];

const podIn = (layout: StageLayout, node: string): Rect => {
  const { rect } = layout.cardOf.get(node) as { rect: Rect };
  return { x: rect.x + 8, y: rect.y + 20, width: rect.width - 16, height: 30 };
};

const onEdge = (rect: Rect, { x, y }: Point) =>
  x >= rect.x - 0.5 && x <= right(rect) + 0.5 && y >= rect.y - 0.5 && y <= bottom(rect) + 0.5;

describe.each(LAYOUTS)('in the $name layout', ({ layout }) => {
  test.each(HOPS)(
    '$from to $to (from $came) is a way of straight lines in the world, with room for words',
    (hop) => {
      for (const pod of [null, podIn(layout, 'node-1')]) {
        const way = packetWay(layout, hop, hop.came ?? null, pod);
        if (!way) throw new Error('no way');
        way.points.forEach((point, index) => {
          expect(
            point.x >= 0 && point.x <= layout.world.width && point.y >= 0 && point.y <= layout.world.height,
          ).toBe(true);
          const before = way.points[index - 1];
          if (before) expect(before.x === point.x || before.y === point.y).toBe(true);
        });
        for (const room of [way.fromRoom, way.toRoom]) {
          expect(room.maxX - room.minX).toBeGreaterThan(40);
          expect(room.y).toBeGreaterThanOrEqual(0);
          expect(room.y).toBeLessThan(layout.world.height);
        }
      }
    },
  );

  test('a packet goes on where the hop before has ended', () => {
    const onto = packetWay(layout, { from: 'net/node-1', to: 'switch' }, null, null);
    const off = packetWay(layout, { from: 'switch', to: 'net/node-2' }, 'net/node-1', null);
    expect(off?.points[0]).toEqual(onto?.points.at(-1));
  });

  test('it leaves its Pod and comes to the network of its node', () => {
    const pod = podIn(layout, 'node-1');
    const way = packetWay(layout, { from: 'runtime/node-1', to: 'net/node-1' }, null, pod);
    expect(onEdge(pod, way?.points[0] as Point)).toBe(true);
    expect(onEdge(placeOf(layout, 'net/node-1') as Rect, way?.points.at(-1) as Point)).toBe(true);
  });

  test('there is none to what the stage does not show', () => {
    expect(packetWay(layout, { from: 'switch', to: 'net/nowhere' }, null, null)).toBeNull();
    expect(packetWay(layout, { from: 'scheduler', to: 'etcd' }, null, null)).toBeNull();
  });
});
