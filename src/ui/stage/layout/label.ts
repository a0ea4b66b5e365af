import type { Point } from './geometry.ts';
import type { Room, Route } from './types.ts';

/** Average advance of a character of the label's 11 px type. */
const CHARACTER = 6.3;
const PADDING = 20;

export interface LabelPlace {
  readonly words: string;
  readonly from: Point;
  readonly to: Point;
  readonly width: number;
}

/**
 * Where the words of a message stand as it leaves and as it arrives: near the line, never past their room.
 * `forms` are the same words ever shorter; the first that fits is taken.
 */
export function placeLabel(forms: readonly string[], route: Route, scale: number): LabelPlace {
  const widthOf = (words: string) => (Math.ceil([...words].length * CHARACTER) + PADDING) * scale;
  const room = Math.min(spanOf(route.fromRoom), spanOf(route.toRoom));
  const words = forms.find((form) => widthOf(form) <= room) ?? forms.at(-1) ?? '';
  const wanted = widthOf(words);
  const width = Math.max(Math.min(wanted, room), 24 * scale);
  const start = route.points[0] as Point;
  const end = route.points.at(-1) as Point;
  return {
    from: { x: leftOf(start.x, width, route.fromRoom), y: route.fromRoom.y },
    to: { x: leftOf(end.x, width, route.toRoom), y: route.toRoom.y },
    width,
    words,
  };
}

const spanOf = (room: Room) => room.maxX - room.minX;

function leftOf(center: number, width: number, room: Room): number {
  return Math.round(Math.max(room.minX, Math.min(center - width / 2, room.maxX - width)));
}
