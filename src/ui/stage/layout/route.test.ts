import { describe, expect, test } from 'vitest';
import { bottom, type Point, type Rect, right } from './geometry.ts';
import { placeLabel } from './label.ts';
import { layoutStage } from './layout.ts';
import { linkId, placeOf, restingLinks, route } from './route.ts';
import type { ClusterShape, StageLayout } from './types.ts';

const shape = (workers: number): ClusterShape => ({
  nodes: [
    { name: 'control-plane', slim: true },
    ...Array.from({ length: workers }, (_, index) => ({ name: `node-${index + 1}`, slim: false })),
  ],
  provisioner: true,
  csi: true,
});

const LAYOUTS: readonly { readonly name: string; readonly layout: StageLayout }[] = [
  { name: 'wide', layout: layoutStage(shape(3), { width: 746, height: 696 }) },
  { name: 'wider', layout: layoutStage(shape(5), { width: 1400, height: 900 }) },
  { name: 'grid', layout: layoutStage(shape(20), { width: 746, height: 696 }) },
  { name: 'field', layout: layoutStage(shape(300), { width: 746, height: 696 }) },
  { name: 'tall', layout: layoutStage(shape(3), { width: 390, height: 560 }) },
];

/** Who writes to whom on a Pod's way. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['kubectl', 'apiserver'],
  ['apiserver', 'etcd'],
  ['apiserver', 'controller-manager'],
  ['apiserver', 'provisioner'],
  ['apiserver', 'scheduler'],
  ['apiserver', 'kubelet/control-plane'],
  ['apiserver', 'kubelet/node-1'],
  ['apiserver', 'kubelet/node-3'],
  ['kubelet/node-2', 'cri/node-2'],
  ['kubelet/node-2', 'volumes/node-2'],
  ['kubelet/node-2', 'cadvisor/node-2'],
  ['kubelet/node-2', 'runtime/node-2'],
  ['cri/node-2', 'runtime/node-2'],
  ['cri/node-2', 'cni/node-2'],
  ['volumes/node-2', 'csi/node-2'],
  ['kubelet/control-plane', 'cadvisor/control-plane'],
  ['cri/control-plane', 'cni/control-plane'],
];

const touches = (rect: Rect, { x, y }: Point) =>
  x >= rect.x - 0.5 && x <= right(rect) + 0.5 && y >= rect.y - 0.5 && y <= bottom(rect) + 0.5;

function crosses(rect: Rect, a: Point, b: Point): boolean {
  const inset = 1;
  return (
    Math.max(a.x, b.x) > rect.x + inset &&
    Math.min(a.x, b.x) < right(rect) - inset &&
    Math.max(a.y, b.y) > rect.y + inset &&
    Math.min(a.y, b.y) < bottom(rect) - inset
  );
}

describe.each(LAYOUTS)('in the $name layout', ({ layout }) => {
  test.each(PAIRS)('%s to %s begins at the one and ends at the other', (from, to) => {
    const way = route(layout, from, to);
    expect(way).not.toBeNull();
    const points = way?.points ?? [];
    if (points.length === 1) return;
    expect(touches(placeOf(layout, from) as Rect, points[0] as Point)).toBe(true);
    expect(touches(placeOf(layout, to) as Rect, points.at(-1) as Point)).toBe(true);
  });

  test.each(PAIRS)('%s to %s runs along straight lines', (from, to) => {
    const points = route(layout, from, to)?.points ?? [];
    for (let i = 1; i < points.length; i++) {
      const a = points[i - 1] as Point;
      const b = points[i] as Point;
      expect(a.x === b.x || a.y === b.y).toBe(true);
    }
  });

  test.each(PAIRS)('%s to %s and back go the same way', (from, to) => {
    const there = route(layout, from, to);
    const back = route(layout, to, from);
    expect(back?.points.toReversed()).toEqual(there?.points);
    expect(back?.fromRoom).toEqual(there?.toRoom);
    expect(linkId(from, to)).toBe(linkId(to, from));
  });

  test.each(PAIRS)('%s to %s has room for its words in the world', (from, to) => {
    const way = route(layout, from, to);
    if (!way) throw new Error('no way');
    const place = placeLabel(['watch MODIFIED Pod/two-containers', 'MODIFIED web'], way, layout.scale);
    for (const end of [place.from, place.to]) {
      expect(end.x).toBeGreaterThanOrEqual(0);
      expect(end.x + place.width).toBeLessThanOrEqual(layout.world.width);
      expect(end.y).toBeGreaterThanOrEqual(0);
    }
  });

  test('no line runs through a component or a card', () => {
    const obstacles = [
      ...Object.entries(layout.components).map(([name, rect]) => ({ name, rect })),
      { name: 'decision', rect: layout.decision },
      ...(layout.kind === 'wide' ? [{ name: 'tray', rect: layout.tray }] : []),
      ...layout.cards.map(({ name, rect }) => ({ name: `node ${name}`, rect })),
    ];
    const found: string[] = [];
    for (const { id, points } of restingLinks(layout)) {
      const last = points.length - 1;
      for (let i = 1; i <= last; i++) {
        for (const { name, rect } of obstacles) {
          // The last piece enters its own card; all others must stay outside.
          if (i === last && touches(rect, points[last] as Point)) continue;
          if (crosses(rect, points[i - 1] as Point, points[i] as Point)) found.push(`${id} through ${name}`);
        }
      }
    }
    expect(found).toEqual([]);
  });
});

describe('a way', () => {
  const { layout } = LAYOUTS[0] as { layout: StageLayout };

  test('of a note to oneself is a point at the component', () => {
    const way = route(layout, 'scheduler', 'scheduler');
    expect(way?.points).toHaveLength(1);
  });

  test('to somebody the stage does not show is none', () => {
    expect(route(layout, 'apiserver', 'kubelet/nowhere')).toBeNull();
    expect(route(layout, 'scheduler', 'etcd')).toBeNull();
  });

  test('from the person comes in from outside', () => {
    const way = route(layout, 'user', 'kubectl');
    expect(way?.points[0]?.x).toBeLessThan(layout.components.kubectl?.x ?? 0);
  });

  test('to a machine ends at its card', () => {
    const way = route(layout, 'user', 'machine/node-1');
    expect(way?.points.at(-1)?.y).toBe(layout.cardOf.get('node-1')?.rect.y);
  });
});

describe('the words of a message', () => {
  const { layout } = LAYOUTS[0] as { layout: StageLayout };

  test.each([
    { forms: ['get Pod/a', 'get a'], words: 'get Pod/a' },
    { forms: ['watch MODIFIED Pod/two-containers', 'MODIFIED web'], words: 'MODIFIED web' },
    { forms: ['x'.repeat(80), 'y'.repeat(60)], words: 'y'.repeat(60) },
  ])('are $words where $forms.length forms compete for the line to etcd', ({ forms, words }) => {
    const way = route(layout, 'etcd', 'apiserver');
    if (!way) throw new Error('no way');
    const place = placeLabel(forms, way, 1);
    expect(place.words).toBe(words);
    expect(place.width).toBeLessThanOrEqual(way.toRoom.maxX - way.toRoom.minX);
  });
});
