import { bottom, type Rect } from './geometry.ts';
import { placePorts } from './network.ts';
import { partsHeight, placeParts, STRIP } from './parts.ts';
import type { Card } from './types.ts';

export const CARD_PADDING = 10;
/** Below the parts: the upper half of the ports and a lane between. */
const PORT_ROOM = 15;

/** A node with its parts along its foot and a strip for their messages above them. */
export function fullCard(name: string, slim: boolean, rect: Rect, row: number, csi: boolean): Card {
  const inner = rect.width - CARD_PADDING * 2;
  const top = bottom(rect) - PORT_ROOM - partsHeight(inner, csi);
  return {
    name,
    slim,
    rect,
    row,
    strip: { x: rect.x + CARD_PADDING, y: top - STRIP, width: inner, height: STRIP },
    ports: placePorts(rect),
    parts: placeParts(rect.x + CARD_PADDING, top, inner, csi),
  };
}
