import { type Point, type Rect, right } from '../layout/geometry.ts';
import type { Card } from '../layout/types.ts';

/** A block of neighbouring cards that is drawn on one canvas. */
export interface Tile {
  readonly id: string;
  readonly rect: Rect;
  readonly cards: readonly Card[];
  readonly columns: number;
}

const TILE_COLUMNS = 8;
const TILE_ROWS = 8;
/** Borders are drawn on the edge, half of them outside. */
const MARGIN = 2;

/** Cuts the grid of cards into blocks, so that only what is seen is painted and little is repainted. */
export function tilesOf(cards: readonly Card[]): readonly Tile[] {
  const columnOf = columnsOf(cards);
  const blocks = new Map<string, Card[]>();
  for (const card of cards) {
    const column = columnOf.get(card.rect.x) ?? 0;
    const id = `${Math.floor(card.row / TILE_ROWS)}.${Math.floor(column / TILE_COLUMNS)}`;
    const block = blocks.get(id);
    if (block) block.push(card);
    else blocks.set(id, [card]);
  }
  return [...blocks].map(([id, block]) => ({
    id,
    cards: block,
    rect: boxAround(block),
    columns: new Set(block.map((card) => card.rect.x)).size,
  }));
}

function columnsOf(cards: readonly Card[]): ReadonlyMap<number, number> {
  const xs = [...new Set(cards.map((card) => card.rect.x))].sort((a, b) => a - b);
  return new Map(xs.map((x, index) => [x, index]));
}

function boxAround(cards: readonly Card[]): Rect {
  const left = Math.min(...cards.map(({ rect }) => rect.x)) - MARGIN;
  const top = Math.min(...cards.map(({ rect }) => rect.y)) - MARGIN;
  const end = Math.max(...cards.map(({ rect }) => right(rect))) + MARGIN;
  const foot = Math.max(...cards.map(({ rect }) => rect.y + rect.height)) + MARGIN;
  return { x: left, y: top, width: end - left, height: foot - top };
}

/** The card under a point of the world; -1 between them. */
export function cardAt(tile: Tile, point: Point): number {
  return tile.cards.findIndex(
    ({ rect }) =>
      point.x >= rect.x && point.x < right(rect) && point.y >= rect.y && point.y < rect.y + rect.height,
  );
}

/** How finely a tile is painted at a zoom: in few steps, so that zooming does not paint at every notch. */
export function grainFor(zoom: number, density: number): number {
  const wanted = zoom * Math.min(2, density);
  for (const grain of [0.375, 0.75, 1.5, 3]) if (wanted <= grain) return grain;
  return 3;
}
