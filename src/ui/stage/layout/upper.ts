import { clamp, type Rect } from './geometry.ts';
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

const ROW_1 = { y: 10, height: 48 };
const ROW_2 = { y: 104, height: 62 };
const ROW_3 = { y: 174, height: 34 };
const BUS_Y = 232;
const NODES_Y = 244;

/**
 * kubectl, API server and etcd in a row; below, on both sides of the line that leads down to the nodes, those
 * who watch the API server: controllers on the left, the scheduler with what it decides on the right.
 */
export function upperPart(width: number, provisioner: boolean, left: number, rightMargin: number): UpperPart {
  const end = width - rightMargin;
  const laneX = Math.round(left + (end - left) * 0.44);
  const apiWidth = 144;
  const sideWidth = clamp(Math.round(width * 0.16), 104, 150);
  const api: Rect = { ...ROW_1, x: laneX - apiWidth / 2, width: apiWidth };
  const kubectl: Rect = { ...ROW_1, x: left, width: sideWidth };
  const gap = api.x - left - sideWidth;
  const etcdX = Math.min(api.x + apiWidth + gap, end - sideWidth);
  const etcd: Rect = { ...ROW_1, x: etcdX, width: sideWidth };

  const leftEnd = laneX - 16;
  const rightStart = laneX + 16;
  const leftWidth = leftEnd - left;
  const managerWidth = provisioner ? Math.floor((leftWidth - 10) * 0.59) : Math.min(190, leftWidth);
  const manager: Rect = { ...ROW_2, x: left, width: managerWidth };
  const schedulerWidth = clamp(Math.round(width * 0.22), 150, 190);
  const scheduler: Rect = { ...ROW_2, x: rightStart, width: schedulerWidth };
  const decisionX = rightStart + schedulerWidth + 20;
  const decision: Rect = { ...ROW_2, x: decisionX, width: Math.min(420, end - decisionX) };
  return {
    components: {
      kubectl,
      apiserver: api,
      etcd,
      'controller-manager': manager,
      scheduler,
      ...(provisioner && {
        provisioner: { ...ROW_2, x: left + managerWidth + 10, width: leftWidth - managerWidth - 10 },
      }),
    },
    decision,
    tray: { ...ROW_3, x: rightStart, width: decisionX + Math.min(420, end - decisionX) - rightStart },
    storage: { ...ROW_3, x: left, width: leftWidth },
    laneX,
    busY: BUS_Y,
    height: NODES_Y,
  };
}
