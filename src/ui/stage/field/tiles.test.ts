import { describe, expect, test } from 'vitest';
import { layoutStage } from '../layout/layout.ts';
import { cardAt, grainFor, tilesOf } from './tiles.ts';

const layout = layoutStage(
  {
    nodes: Array.from({ length: 300 }, (_, index) => ({ name: `node-${index}`, slim: false })),
    provisioner: false,
    csi: false,
  },
  { width: 746, height: 696 },
);
const tiles = tilesOf(layout.cards);

describe('tiles', () => {
  test('hold every card once', () => {
    const names = tiles.flatMap(({ cards }) => cards.map(({ name }) => name));
    expect(names).toHaveLength(300);
    expect(new Set(names).size).toBe(300);
  });

  test('are few and small enough to paint', () => {
    expect(tiles.length).toBeLessThan(30);
    for (const { rect } of tiles) expect(Math.max(rect.width, rect.height)).toBeLessThan(1400);
  });

  test('find the card under a point', () => {
    for (const tile of tiles) {
      tile.cards.forEach(({ rect }, index) => {
        expect(cardAt(tile, { x: rect.x + 5, y: rect.y + 5 })).toBe(index);
        expect(cardAt(tile, { x: rect.x - 1, y: rect.y + 5 })).not.toBe(index);
      });
    }
  });
});

describe('the grain of the paint', () => {
  test.each([
    { zoom: 0.2, density: 1, grain: 0.375 },
    { zoom: 0.5, density: 1, grain: 0.75 },
    { zoom: 1, density: 1, grain: 1.5 },
    { zoom: 1, density: 2, grain: 3 },
    { zoom: 2.5, density: 3, grain: 3 },
  ])('at zoom $zoom and density $density is $grain', ({ zoom, density, grain }) => {
    expect(grainFor(zoom, density)).toBe(grain);
  });
});
