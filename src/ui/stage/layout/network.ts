import { bottom, centerX, centerY, type Point, type Rect, right } from './geometry.ts';
import type { Card, NetworkPlaces, PortRole, StageLayout } from './types.ts';

const PORT = { height: 18, proxy: 68, bridge: 46, inset: 8 };
const CHIP = { height: 18, coredns: 64, switch: 62 };

/** Between the foot of the cards and the middle of the wire, and from there to the end of the picture. */
const WIRE_GAP = 22;
const WIRE_REST = 11;
/** What the wire and the chips on it need below the cards. */
export const WIRE_ROOM = WIRE_GAP + WIRE_REST;
/** What they need above the cards where these stand in one column. */
export const WIRE_HEAD = 24;
/** React Flow's name stands in the corner. */
const CORNER = 62;
/** Where there are no ports: between one column of cards and the next. */
const LANE = 4;

/** The network of a node sits on the lower edge of its card: there its cable is plugged in. */
export function placePorts(card: Rect): Readonly<Record<PortRole, Rect>> {
  const y = bottom(card) - PORT.height / 2;
  const at = (x: number, width: number): Rect => ({ x, y, width, height: PORT.height });
  return {
    'kube-proxy': at(card.x + PORT.inset, PORT.proxy),
    net: at(right(card) - PORT.inset - PORT.bridge, PORT.bridge),
  };
}

/** The wire below the cards, CoreDNS at its beginning: `k` times as large as the cards. */
export function wireBelow(foot: number, from: number, to: number, k = 1): NetworkPlaces {
  const y = foot + WIRE_GAP * k;
  const chip = (x: number, width: number): Rect => ({
    x,
    y: y - (CHIP.height / 2) * k,
    width: width * k,
    height: CHIP.height * k,
  });
  const coredns = chip(from, CHIP.coredns);
  const middle = chip(to - (CHIP.switch + CORNER) * k, CHIP.switch);
  return {
    coredns,
    switch: middle,
    wire: [
      { x: right(coredns), y },
      { x: middle.x, y },
    ],
  };
}

/** The wire beside a column of cards, CoreDNS above them. */
export function wireBeside(cards: readonly Card[], top: number, end: number, x: number): NetworkPlaces {
  const chip = (at: number, width: number): Rect => ({ x: at, y: top, width, height: CHIP.height });
  const middle = chip(end - CHIP.switch, CHIP.switch);
  const coredns = chip(middle.x - CHIP.coredns - 12, CHIP.coredns);
  const last = cards.at(-1);
  const foot = last ? bottom(last.rect) : top + CHIP.height;
  const y = centerY(middle);
  const wire: Point[] = [
    { x: right(coredns), y },
    { x: middle.x, y },
  ];
  if (last) wire.push({ x: right(middle), y }, { x, y }, { x, y: foot });
  return { coredns, switch: middle, wire };
}

/** From a node's network onto the wire. */
export function plug(layout: StageLayout, { rect, ports: { net } }: Card): readonly Point[] {
  const { wire } = layout.network;
  const beside = layout.kind === 'tall';
  const end = wire.at(-1) as Point;
  if (net) {
    return beside
      ? [
          { x: right(net), y: centerY(net) },
          { x: end.x, y: centerY(net) },
        ]
      : [
          { x: centerX(net), y: bottom(net) },
          { x: centerX(net), y: end.y },
        ];
  }
  const from = { x: right(rect), y: centerY(rect) };
  if (beside) return [from, { x: end.x, y: from.y }];
  const lane = right(rect) + LANE;
  return [from, { x: lane, y: from.y }, { x: lane, y: end.y }];
}
