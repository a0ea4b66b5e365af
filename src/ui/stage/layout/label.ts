import type { Point } from './geometry.ts';
import type { Room, Route } from './types.ts';

/** Average advance of a character of the label's 11 px type. */
const CHARACTER = 6.1;
const PADDING = 14;

export interface LabelPlace {
  readonly from: Point;
  readonly to: Point;
  readonly width: number;
}

/** Where the words of a message stand as it leaves and as it arrives: near the line, never past their room. */
export function placeLabel(words: string, route: Route, scale: number): LabelPlace {
  const wanted = (Math.ceil([...words].length * CHARACTER) + PADDING) * scale;
  const room = Math.min(spanOf(route.fromRoom), spanOf(route.toRoom));
  const width = Math.max(Math.min(wanted, room), 24 * scale);
  const start = route.points[0] as Point;
  const end = route.points.at(-1) as Point;
  return {
    from: { x: leftOf(start.x, width, route.fromRoom), y: route.fromRoom.y },
    to: { x: leftOf(end.x, width, route.toRoom), y: route.toRoom.y },
    width,
  };
}

const spanOf = (room: Room) => room.maxX - room.minX;

function leftOf(center: number, width: number, room: Room): number {
  return Math.round(Math.max(room.minX, Math.min(center - width / 2, room.maxX - width)));
}
