import type { Rect } from './geometry.ts';
import type { PartRole } from './types.ts';

const ROW = 24;
const LANE = 10;
const COLUMN_GAP = 8;

/** Height of the parts of a node with the strip for their messages above. */
export const STRIP = 20;

const THREE_COLUMNS: readonly (readonly (PartRole | null)[])[] = [
  ['kubelet', 'cri', 'runtime'],
  ['volumes', 'cni', 'cadvisor'],
];
const TWO_COLUMNS: readonly (readonly (PartRole | null)[])[] = [
  ['kubelet', 'cri'],
  ['volumes', 'runtime'],
  ['cadvisor', 'cni'],
];

function rowsFor(width: number, csi: boolean) {
  const rows = width >= 150 ? THREE_COLUMNS : TWO_COLUMNS;
  return csi ? [...rows, ['csi'] as readonly (PartRole | null)[]] : rows;
}

export function partsHeight(width: number, csi: boolean): number {
  const { length } = rowsFor(width, csi);
  return length * ROW + (length - 1) * LANE;
}

/** The parts of a node in a box of this width, from its upper left corner. */
export function placeParts(
  x: number,
  y: number,
  width: number,
  csi: boolean,
): Partial<Record<PartRole, Rect>> {
  const placed: Partial<Record<PartRole, Rect>> = {};
  rowsFor(width, csi).forEach((roles, row) => {
    const columns = width >= 150 ? 3 : 2;
    // The middle column is the narrowest: its words are.
    const shares = columns === 3 ? [0.36, 0.28, 0.36] : [0.52, 0.48];
    const free = width - COLUMN_GAP * (columns - 1);
    let left = x;
    roles.forEach((role, column) => {
      const cell = Math.round(free * (shares[column] ?? 0));
      if (role) placed[role] = { x: left, y: y + row * (ROW + LANE), width: cell, height: ROW };
      left += cell + COLUMN_GAP;
    });
  });
  return placed;
}
