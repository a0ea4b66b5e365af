import { clamp, type Rect, type Size } from './geometry.ts';
import type { ControlRole } from './types.ts';

/** The control plane and what stands with it, in the unit of the page. */
export interface UpperPart {
  readonly components: Readonly<Partial<Record<ControlRole, Rect>>>;
  readonly decision: Rect;
  readonly tray: Rect;
  readonly storage: Rect;
  readonly laneX: number;
  readonly busY: number;
  /** Where the nodes begin. */
  readonly height: number;
}

/** What a tall pane has to spare goes into the gaps between the rows; a low one takes from them. */
const MAX_AIR = 24;
const MIN_AIR = -24;
const ENOUGH_HEIGHT = 690;

/**
 * kubectl, API server and etcd in a row; below, on both sides of the line that leads down to the nodes, those
 * who watch the API server: controllers on the left, the scheduler with what it decides on the right.
 */
export function upperPart(
  { width, height }: Size,
  provisioner: boolean,
  left: number,
  rightMargin: number,
): UpperPart {
  const air = Math.round(clamp(height - ENOUGH_HEIGHT, MIN_AIR, MAX_AIR) / 3);
  const row1 = { y: 10 + Math.round(air / 3), height: 48 };
  const row2 = { y: row1.y + 92 + air, height: 62 };
  const row3 = { y: row2.y + 70 + Math.round(air / 3), height: 34 };
  const busY = row3.y + 58 + Math.max(0, air);
  const end = width - rightMargin;
  const laneX = Math.round(left + (end - left) * 0.44);
  const apiWidth = 144;
  const sideWidth = clamp(Math.round(width * 0.16), 104, 150);
  const api: Rect = { ...row1, x: laneX - apiWidth / 2, width: apiWidth };
  const kubectl: Rect = { ...row1, x: left, width: sideWidth };
  const gap = api.x - left - sideWidth;
  const etcdX = Math.min(api.x + apiWidth + gap, end - sideWidth);
  const etcd: Rect = { ...row1, x: etcdX, width: sideWidth };

  const leftEnd = laneX - 16;
  const rightStart = laneX + 16;
  const leftWidth = leftEnd - left;
  const managerWidth = provisioner ? Math.floor((leftWidth - 10) * 0.59) : Math.min(190, leftWidth);
  const manager: Rect = { ...row2, x: left, width: managerWidth };
  const schedulerWidth = clamp(Math.round(width * 0.22), 150, 190);
  const scheduler: Rect = { ...row2, x: rightStart, width: schedulerWidth };
  const decisionX = rightStart + schedulerWidth + 20;
  const decision: Rect = { ...row2, x: decisionX, width: Math.min(420, end - decisionX) };
  return {
    components: {
      kubectl,
      apiserver: api,
      etcd,
      'controller-manager': manager,
      scheduler,
      ...(provisioner && {
        provisioner: { ...row2, x: left + managerWidth + 10, width: leftWidth - managerWidth - 10 },
      }),
    },
    decision,
    tray: { ...row3, x: rightStart, width: decisionX + Math.min(420, end - decisionX) - rightStart },
    storage: { ...row3, x: left, width: leftWidth },
    laneX,
    busY,
    height: busY + 12,
  };
}
