import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Tone } from '../model/pod.ts';
import { heightOf, indexAt, PALETTE, type Palette, paintSquare, squareAt, squareGrid } from './squares.ts';

describe('a grid of squares', () => {
  test('has room for all of them where there is any', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 80, max: 300 }),
        fc.integer({ min: 60, max: 300 }),
        (count, width, height) => {
          const grid = squareGrid(count, width, height);
          for (const index of [0, count - 1]) {
            const { x, y } = squareAt(grid, index);
            expect(x + grid.cell).toBeLessThanOrEqual(width);
            expect(y).toBeGreaterThanOrEqual(0);
            expect(y + grid.cell).toBeLessThanOrEqual(heightOf(grid));
          }
          if (grid.cell > 3) expect(heightOf(grid)).toBeLessThanOrEqual(height);
        },
      ),
    );
  });

  test('keeps every square where it is while more come', () => {
    const before = squareGrid(61, 160, 150);
    const after = squareGrid(110, 160, 150);
    for (let index = 0; index < 61; index++) expect(squareAt(after, index)).toEqual(squareAt(before, index));
  });

  test('finds a square again by any point in it', () => {
    const grid = squareGrid(50, 160, 60);
    for (let index = 0; index < 50; index++) {
      const { x, y } = squareAt(grid, index);
      expect(indexAt(grid, 50, x + 1, y + 1)).toBe(index);
      expect(indexAt(grid, 50, x + grid.cell - 1, y + grid.cell - 1)).toBe(index);
    }
    expect(indexAt(grid, 50, -1, 3)).toBe(-1);
    expect(indexAt(grid, 50, 3, heightOf(grid) + 20)).toBe(-1);
  });
});

describe('a square', () => {
  const palette = Object.fromEntries(PALETTE.map((name) => [name, name])) as Palette;

  /** Writes down what is drawn, without the colours. */
  function shapeOf(tone: Tone | 'assumed'): string {
    const calls: string[] = [];
    const note =
      (name: string) =>
      (...args: unknown[]) => {
        calls.push(`${name}(${JSON.stringify(args)})`);
      };
    const canvas = {
      fillStyle: '',
      strokeStyle: '',
      lineWidth: 1,
      fillRect: note('fillRect'),
      strokeRect: note('strokeRect'),
      beginPath: note('beginPath'),
      moveTo: note('moveTo'),
      lineTo: note('lineTo'),
      stroke: note('stroke'),
      setLineDash: note('setLineDash'),
    };
    paintSquare(canvas, 0, 0, 12, tone, palette);
    return calls.join();
  }

  test('of every state has a shape of its own, so that colour is never alone', () => {
    const tones: readonly Tone[] = ['pending', 'running', 'succeeded', 'failed', 'unknown'];
    expect(new Set(tones.map(shapeOf)).size).toBe(tones.length);
  });
});
