import { describe, expect, test } from 'vitest';
import { shiftToShow } from './useFollow.ts';

const size = { width: 400, height: 600 };
const home = { x: 0, y: 0, zoom: 1 };
const rect = (x: number, y: number, width = 100, height = 50) => ({ x, y, width, height });

describe('the view', () => {
  test('stays where it is when all is seen', () => {
    expect(shiftToShow(rect(10, 10), home, size)).toBeNull();
  });

  test.each([
    { name: 'down', target: rect(10, 900), view: home, moved: { x: 0, y: 600 - 40 - 950 } },
    { name: 'up', target: rect(10, 100), view: { x: 0, y: -500, zoom: 1 }, moved: { x: 0, y: -60 } },
    { name: 'aside', target: rect(500, 10), view: home, moved: { x: 400 - 40 - 600, y: 0 } },
    {
      name: 'to the head of what is too long',
      target: rect(0, 700, 400, 900),
      view: home,
      moved: { x: 0, y: -700 },
    },
  ])('moves $name no further than it must', ({ target, view, moved }) => {
    expect(shiftToShow(target, view, size)).toEqual(moved);
  });
});
