import type { Tone } from '../model/pod.ts';

export interface Grid {
  readonly cell: number;
  readonly gap: number;
  readonly columns: number;
  /** Rows there is a place for; the first stands at the bottom. */
  readonly rows: number;
}

/** Sizes change only when a number of Pods outgrows one of these. */
const CAPACITIES = [12, 30, 60, 110, 250, 500, 1000, 2500, 5000];

/** The largest squares with which `count` of them fit; the same for a while as more are added. */
export function squareGrid(count: number, width: number, height: number): Grid {
  const capacity = CAPACITIES.find((size) => count <= size) ?? count;
  for (let cell = 14; cell > 3; cell--) {
    const gap = cell > 7 ? 3 : 2;
    const columns = Math.max(1, Math.floor((width + gap) / (cell + gap)));
    const rows = Math.floor((height + gap) / (cell + gap));
    if (columns * rows >= capacity) return { cell, gap, columns, rows: Math.ceil(capacity / columns) };
  }
  const columns = Math.max(1, Math.floor((width + 1) / 4));
  return { cell: 3, gap: 1, columns, rows: Math.ceil(capacity / columns) };
}

/** Like the Pods drawn large, squares pile up from the floor, so that a new one moves nobody. */
export function squareAt(grid: Grid, index: number): { readonly x: number; readonly y: number } {
  const step = grid.cell + grid.gap;
  const row = Math.floor(index / grid.columns);
  return { x: (index % grid.columns) * step, y: (grid.rows - 1 - row) * step };
}

/** Height of the grid with all its rows. */
export const heightOf = (grid: Grid): number => grid.rows * (grid.cell + grid.gap) - grid.gap;

/** Which square a point is in; -1 for the space beyond. */
export function indexAt(grid: Grid, count: number, x: number, y: number): number {
  const step = grid.cell + grid.gap;
  const column = Math.floor(x / step);
  const row = grid.rows - 1 - Math.floor(y / step);
  if (column < 0 || column >= grid.columns || row < 0) return -1;
  const index = row * grid.columns + column;
  return index < count ? index : -1;
}

/** The colours of the page that a canvas needs, by the name of their token. */
export const PALETTE = [
  'pending',
  'running',
  'succeeded',
  'failed',
  'unknown',
  'accent',
  'accent-soft',
  'ruled-out',
  'ruled-out-soft',
  'paper',
  'panel',
  'ink',
  'line',
  'hair',
  'outline',
] as const;

export type Palette = Readonly<Record<(typeof PALETTE)[number], string>>;

type Canvas = Pick<
  CanvasRenderingContext2D,
  'fillRect' | 'strokeRect' | 'beginPath' | 'moveTo' | 'lineTo' | 'stroke' | 'setLineDash'
> & { fillStyle: unknown; strokeStyle: unknown; lineWidth: number };

/**
 * One Pod as a square. Each state has its own shape, so that colour is never alone: running is full, pending
 * a frame, succeeded half full, failed crossed out, unknown a dashed frame.
 */
export function paintSquare(
  canvas: Canvas,
  x: number,
  y: number,
  cell: number,
  tone: Tone | 'assumed',
  palette: Palette,
): void {
  const colour = tone === 'assumed' ? palette.accent : palette[tone];
  canvas.fillStyle = colour;
  canvas.strokeStyle = colour;
  canvas.lineWidth = cell > 6 ? 1.5 : 1;
  if (tone === 'running' || cell < 5) {
    canvas.fillRect(x, y, cell, cell);
    return;
  }
  const half = canvas.lineWidth / 2;
  canvas.setLineDash(tone === 'assumed' || tone === 'unknown' ? [2, 2] : []);
  canvas.strokeRect(x + half, y + half, cell - 2 * half, cell - 2 * half);
  canvas.setLineDash([]);
  if (tone === 'succeeded') canvas.fillRect(x, y + cell / 2, cell, cell / 2);
  if (tone === 'failed') {
    canvas.beginPath();
    canvas.moveTo(x + half, y + half);
    canvas.lineTo(x + cell - half, y + cell - half);
    canvas.moveTo(x + cell - half, y + half);
    canvas.lineTo(x + half, y + cell - half);
    canvas.stroke();
  }
}
