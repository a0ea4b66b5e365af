import type { Rect } from '../layout/geometry.ts';
import type { Tone } from '../model/pod.ts';
import type { NodeLoad } from '../model/resources.ts';
import type { Verdict } from '../model/verdict.ts';
import type { ConditionWord } from '../picture/condition.ts';
import { type Palette, paintSquare, squareAt, squareGrid } from '../pod/squares.ts';

/** What one small card shows. */
export interface Cell {
  readonly name: string;
  readonly rect: Rect;
  readonly condition: ConditionWord['tone'];
  readonly load: NodeLoad;
  readonly verdict: Verdict | null;
  readonly chosen: boolean;
  readonly tones: readonly (Tone | 'assumed')[];
}

const PAD = 6;
const HEAD = 20;
const BARS = 12;

/** The part of a small card that squares may fill. */
export function squaresArea(rect: Rect): Rect {
  return {
    x: rect.x + PAD,
    y: rect.y + HEAD + BARS,
    width: rect.width - 2 * PAD,
    height: rect.height - HEAD - BARS - 5,
  };
}

/** Paints a card in world coordinates; `grain` says how many units of the canvas one of the world is. */
export function paintCell(
  canvas: CanvasRenderingContext2D,
  cell: Cell,
  palette: Palette,
  font: string,
  grain: number,
): void {
  const { rect } = cell;
  const out = cell.verdict?.kind === 'ruledOut';
  canvas.fillStyle = palette.paper;
  canvas.fillRect(rect.x - 2, rect.y - 2, rect.width + 4, rect.height + 4);
  canvas.beginPath();
  canvas.roundRect(rect.x, rect.y, rect.width, rect.height, 6);
  canvas.fillStyle = cell.chosen ? palette['accent-soft'] : out ? palette['ruled-out-soft'] : palette.panel;
  canvas.fill();
  canvas.lineWidth = cell.chosen ? 2.5 : 1;
  canvas.strokeStyle = cell.chosen ? palette.accent : out ? palette['ruled-out'] : palette.line;
  // Ruled out is told by the broken edge as well as by its colour.
  canvas.setLineDash(out ? [4, 3] : []);
  canvas.stroke();
  canvas.setLineDash([]);
  paintCondition(canvas, cell, palette);
  if (grain > 0.45) paintName(canvas, cell, palette, font);
  paintBar(
    canvas,
    cell,
    palette,
    0,
    cell.load.requested.milliCPU,
    cell.load.added.milliCPU,
    cell.load.allocatable.milliCPU,
  );
  paintBar(
    canvas,
    cell,
    palette,
    5,
    cell.load.requested.memoryBytes,
    cell.load.added.memoryBytes,
    cell.load.allocatable.memoryBytes,
  );
  const area = squaresArea(rect);
  const grid = squareGrid(cell.tones.length, area.width, area.height);
  cell.tones.forEach((tone, index) => {
    const at = squareAt(grid, index);
    paintSquare(canvas, area.x + at.x, area.y + at.y, grid.cell, tone, palette);
  });
}

function paintCondition(canvas: CanvasRenderingContext2D, { rect, condition }: Cell, palette: Palette): void {
  const x = rect.x + rect.width - PAD - 3;
  const y = rect.y + 10;
  canvas.beginPath();
  if (condition === 'broken') {
    canvas.fillStyle = palette.failed;
    canvas.fillRect(x - 3.5, y - 3.5, 7, 7);
    return;
  }
  canvas.arc(x, y, 3.5, 0, Math.PI * 2);
  if (condition === 'ready') {
    canvas.fillStyle = palette.running;
    canvas.fill();
  } else {
    canvas.strokeStyle = palette.pending;
    canvas.lineWidth = 1.5;
    canvas.stroke();
  }
}

function paintName(
  canvas: CanvasRenderingContext2D,
  { rect, name }: Cell,
  palette: Palette,
  font: string,
): void {
  canvas.font = font;
  canvas.fillStyle = palette.ink;
  canvas.textBaseline = 'middle';
  const room = rect.width - 2 * PAD - 12;
  let text = name;
  while (text.length > 3 && canvas.measureText(text).width > room) text = `${text.slice(0, -2)}…`;
  canvas.fillText(text, rect.x + PAD, rect.y + 11);
}

function paintBar(
  canvas: CanvasRenderingContext2D,
  { rect }: Cell,
  palette: Palette,
  offset: number,
  used: number,
  added: number,
  total: number,
): void {
  const width = rect.width - 2 * PAD;
  const y = rect.y + HEAD + offset;
  const share = (amount: number) => (total > 0 ? Math.min(1, amount / total) * width : 0);
  canvas.fillStyle = palette.hair;
  canvas.fillRect(rect.x + PAD, y, width, 3);
  canvas.fillStyle = palette.outline;
  canvas.fillRect(rect.x + PAD, y, share(used), 3);
  canvas.fillStyle = palette.accent;
  canvas.fillRect(rect.x + PAD + share(used), y, share(added), 3);
}
