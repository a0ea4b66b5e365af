import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bottom, overlap, type Rect, right } from './geometry.ts';
import { layoutStage } from './layout.ts';
import type { ClusterShape, StageLayout } from './types.ts';

function clusterOf(workers: number, rest: Partial<ClusterShape> = {}): ClusterShape {
  const nodes = Array.from({ length: workers }, (_, index) => ({ name: `node-${index + 1}`, slim: false }));
  return {
    nodes: [{ name: 'control-plane', slim: true }, ...nodes],
    provisioner: false,
    csi: false,
    ...rest,
  };
}

function rectsOf(layout: StageLayout): { readonly name: string; readonly rect: Rect }[] {
  return [
    ...Object.entries(layout.components).map(([name, rect]) => ({ name, rect })),
    { name: 'decision', rect: layout.decision },
    { name: 'tray', rect: layout.tray },
    ...(layout.kind === 'wide' ? [{ name: 'storage', rect: layout.storage }] : []),
    ...layout.cards.map(({ name, rect }) => ({ name, rect })),
    { name: 'CoreDNS', rect: layout.network.coredns },
    { name: 'switch', rect: layout.network.switch },
  ];
}

function overlaps(layout: StageLayout): string[] {
  const rects = rectsOf(layout);
  return rects.flatMap((a, index) =>
    rects.slice(index + 1).flatMap((b) => (overlap(a.rect, b.rect) ? [`${a.name} over ${b.name}`] : [])),
  );
}

function outside(layout: StageLayout): string[] {
  const { width, height } = layout.world;
  return rectsOf(layout)
    .filter(({ rect }) => rect.x < 0 || rect.y < 0 || right(rect) > width + 1 || bottom(rect) > height + 1)
    .map(({ name }) => name);
}

describe('the default cluster in the default pane', () => {
  const layout = layoutStage(clusterOf(3), { width: 746, height: 696 });

  test('is drawn in full at its own size without scrolling', () => {
    expect(layout.level).toBe('full');
    expect(layout.scale).toBe(1);
    expect(layout.world).toEqual({ width: 746, height: 696 });
  });

  test('gives the control plane the slimmer card', () => {
    const [control, ...workers] = layout.cards;
    expect(workers.every(({ rect }) => rect.width > (control?.rect.width ?? 0))).toBe(true);
  });

  test('has the network of every node on the edge of its card, apart from its parts and from the wire', () => {
    for (const { rect, ports, parts } of layout.cards) {
      expect(Object.keys(ports).sort()).toEqual(['kube-proxy', 'net']);
      const { net, 'kube-proxy': proxy } = ports as Record<string, Rect>;
      expect(overlap(net as Rect, proxy as Rect)).toBe(false);
      for (const port of [net, proxy] as Rect[]) {
        expect(port.y < bottom(rect) && bottom(port) > bottom(rect)).toBe(true);
        expect(port.x >= rect.x && right(port) <= right(rect)).toBe(true);
        expect(Object.values(parts).some((part) => overlap(part, port))).toBe(false);
        expect(bottom(port)).toBeLessThanOrEqual(layout.network.coredns.y);
      }
    }
  });

  test('has a place for every part of a node', () => {
    for (const { parts } of layout.cards) {
      expect(Object.keys(parts).sort()).toEqual(['cadvisor', 'cni', 'cri', 'kubelet', 'runtime', 'volumes']);
    }
  });
});

describe('the level of detail', () => {
  test.each([
    { workers: 0, width: 746, level: 'full' },
    { workers: 3, width: 746, level: 'full' },
    { workers: 4, width: 746, level: 'full' },
    { workers: 5, width: 746, level: 'compact' },
    { workers: 6, width: 1400, level: 'full' },
    { workers: 39, width: 746, level: 'compact' },
    { workers: 40, width: 746, level: 'tiny' },
    { workers: 1000, width: 746, level: 'tiny' },
    { workers: 3, width: 588, level: 'full' },
    { workers: 3, width: 390, level: 'full' },
    { workers: 20, width: 390, level: 'compact' },
  ])('$workers workers in $width are $level', ({ workers, width, level }) => {
    expect(layoutStage(clusterOf(workers), { width, height: 700 }).level).toBe(level);
  });
});

describe('a pane that is a little too small', () => {
  test.each([
    { width: 588, height: 516 },
    { width: 674, height: 446 },
  ])('of $width × $height shows everything a little smaller', (size) => {
    const layout = layoutStage(clusterOf(3), size);
    expect(layout.level).toBe('full');
    expect(layout.fit).toBeGreaterThanOrEqual(0.8);
    expect(layout.world.height * layout.fit).toBeLessThanOrEqual(size.height + 1);
  });
});

describe('any cluster in any pane', () => {
  const cases = fc.record({
    workers: fc.integer({ min: 0, max: 1100 }),
    width: fc.integer({ min: 300, max: 2000 }),
    height: fc.integer({ min: 320, max: 1400 }),
    provisioner: fc.boolean(),
    csi: fc.boolean(),
  });
  const layoutOf = ({
    workers,
    width,
    height,
    ...rest
  }: typeof cases extends fc.Arbitrary<infer T> ? T : never) =>
    layoutStage(clusterOf(workers, rest), { width, height });

  test('nothing lies over anything else', () => {
    fc.assert(
      fc.property(
        cases.filter(({ workers }) => workers < 120),
        (given) => {
          expect(overlaps(layoutOf(given))).toEqual([]);
        },
      ),
    );
  });

  test('everything lies in the world', () => {
    fc.assert(
      fc.property(cases, (given) => {
        expect(outside(layoutOf(given))).toEqual([]);
      }),
    );
  });

  test('fitted, it is as wide as the pane, and the upper part keeps its size', () => {
    fc.assert(
      fc.property(
        cases.filter(({ width }) => width >= 600),
        (given) => {
          const layout = layoutOf(given);
          expect(Math.abs(layout.world.width * layout.fit - given.width)).toBeLessThan(1);
          expect((layout.components.apiserver?.height ?? 0) * layout.fit).toBeGreaterThanOrEqual(48 / 1.25);
        },
      ),
    );
  });

  test('every node has a card, and parts lie within theirs', () => {
    fc.assert(
      fc.property(cases, (given) => {
        const layout = layoutOf(given);
        expect(layout.cards).toHaveLength(given.workers + 1);
        for (const { rect, parts } of layout.cards) {
          for (const part of Object.values(parts)) {
            expect(part.x >= rect.x && right(part) <= right(rect)).toBe(true);
            expect(part.y >= rect.y && bottom(part) <= bottom(rect)).toBe(true);
          }
        }
      }),
    );
  });
});
