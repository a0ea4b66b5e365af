import type { Address, TraceRecord } from '../../../protocol/view.ts';
import { nodeOf, roleOf } from '../../state/address.ts';
import { bottom, centerX, centerY, type Point, type Rect, right } from '../layout/geometry.ts';
import { plug } from '../layout/network.ts';
import { partOf, placeOf, roomByNames, route } from '../layout/route.ts';
import type { Card, Room, Route, StageLayout } from '../layout/types.ts';

/** Between the edge of a card and what is in it. */
const PADDING = 5;
/** Between the parts of a node and its ports. */
const LANE = 12;

/**
 * The way of one hop of a packet. `came`: who handed it to the wire before, so that it goes on from there.
 * `pod`: where the Pod at its end is drawn; null for the machine's own processes.
 */
export function packetWay(
  layout: StageLayout,
  { from, to }: Pick<TraceRecord, 'from' | 'to'>,
  came: Address | null,
  pod: Rect | null,
): Route | null {
  const way = forth(layout, from, to, came, pod);
  if (way) return way;
  const back = forth(layout, to, from, null, pod);
  return back && { points: back.points.toReversed(), fromRoom: back.toRoom, toRoom: back.fromRoom };
}

function forth(
  layout: StageLayout,
  from: Address,
  to: Address,
  came: Address | null,
  pod: Rect | null,
): Route | null {
  if (from === to) return within(layout, from, pod);
  const card = layout.cardOf.get(nodeOf(to));
  switch (`${roleOf(from)} ${roleOf(to)}`) {
    case 'runtime net':
      return card ? fromPod(layout, card, pod) : null;
    case 'kubelet net':
      return card ? fromKubelet(layout, card, from) : null;
    case 'kubelet runtime':
      return route(layout, from, to);
    case 'kubectl net':
      return card ? fromOutside(layout, card) : null;
    case 'switch net':
    case 'switch coredns':
      return alongWire(layout, came, to);
    default:
      return null;
  }
}

const roomOf = ({ x, y, width }: Rect): Room => ({ y, minX: x, maxX: x + width });

/** Below a card, beside its cable. */
export function roomBelow(layout: StageLayout, card: Card): Room {
  if (layout.kind === 'tall') {
    return { y: bottom(card.rect) + 12, minX: card.rect.x, maxX: right(card.rect) - 60 };
  }
  return roomByNames(layout);
}

/** A request of a Pod to itself: beside it. */
function within(layout: StageLayout, address: Address, pod: Rect | null): Route | null {
  const card = layout.cardOf.get(nodeOf(address));
  if (!card) return null;
  const room = roomOf(card.strip);
  const place = pod ?? partOf(card, address) ?? card.rect;
  if (!pod) return { points: [{ x: centerX(place), y: place.y }], fromRoom: room, toRoom: room };
  const lane = right(card.rect) - PADDING;
  const [a, b] = [place.y + place.height * 0.35, place.y + place.height * 0.75];
  return {
    points: [
      { x: right(place), y: a },
      { x: lane, y: a },
      { x: lane, y: b },
      { x: right(place), y: b },
    ],
    fromRoom: room,
    toRoom: room,
  };
}

/** Out of the Pod by its side, down to the network of its node. */
function fromPod(layout: StageLayout, card: Card, pod: Rect | null): Route {
  const { net } = card.ports;
  const room = roomOf(card.strip);
  const lane = right(card.rect) - PADDING;
  if (!net) {
    const place = pod ?? card.rect;
    const end = (plug(layout, card)[0] as Point).y;
    const start = pod ? centerY(place) : card.rect.y + 8;
    const points = [
      { x: pod ? right(place) : right(card.rect) - PADDING, y: start },
      { x: lane, y: start },
      { x: lane, y: end },
      { x: right(card.rect), y: end },
    ];
    return { points, fromRoom: room, toRoom: room };
  }
  // The machine's own processes have no place of their own: from among its Pods.
  const place = pod ?? { x: lane - 8, y: card.strip.y - 4, width: 0, height: 0 };
  const points = [
    { x: right(place), y: centerY(place) },
    { x: lane, y: centerY(place) },
    { x: lane, y: centerY(net) },
    { x: right(net), y: centerY(net) },
  ];
  return { points, fromRoom: room, toRoom: room };
}

/** The kubelet is a process of the machine: past the other parts to the machine's network. */
function fromKubelet(layout: StageLayout, card: Card, from: Address): Route | null {
  const kubelet = partOf(card, from);
  const { net } = card.ports;
  const room = roomOf(card.strip);
  if (!kubelet || !net) return fromPod(layout, card, null);
  const lane = card.rect.x + PADDING;
  const below = bottom(card.rect) - LANE;
  const points = [
    { x: kubelet.x, y: centerY(kubelet) },
    { x: lane, y: centerY(kubelet) },
    { x: lane, y: below },
    { x: centerX(net), y: below },
    { x: centerX(net), y: net.y },
  ];
  return { points, fromRoom: room, toRoom: room };
}

/** From the wire, or from where it was put onto it. */
function alongWire(layout: StageLayout, came: Address | null, to: Address): Route | null {
  const end = onto(layout, to);
  if (!end) return null;
  const start = came === null ? null : onto(layout, came);
  const points = start ? [...along(layout, start.points.at(-1) as Point, end.points.at(-1) as Point)] : [];
  points.push(...end.points.toReversed());
  return { points: merged(points), fromRoom: (start ?? end).wire, toRoom: end.room };
}

interface Onto {
  readonly points: readonly Point[];
  /** Where its words stand at the one end and at the other. */
  readonly room: Room;
  readonly wire: Room;
}

function onto(layout: StageLayout, address: Address): Onto | null {
  if (roleOf(address) === 'coredns') {
    const { coredns, wire } = layout.network;
    const end = wire.at(-1) as Point;
    const room = roomByNames(layout);
    const y = centerY(coredns);
    const points = [{ x: right(coredns), y }];
    if (layout.kind === 'tall') points.push({ x: end.x, y });
    return { points, room, wire: room };
  }
  const card = layout.cardOf.get(nodeOf(address));
  if (!card) return null;
  return { points: plug(layout, card), room: roomOf(card.strip), wire: roomBelow(layout, card) };
}

function along(layout: StageLayout, a: Point, b: Point): readonly Point[] {
  return layout.kind === 'tall' && a.x !== b.x ? [a, { x: b.x, y: a.y }, b] : [a, b];
}

/** The learner's own machine is not of the cluster: round its left side to the wire. */
function fromOutside(layout: StageLayout, card: Card): Route | null {
  const kubectl = placeOf(layout, 'kubectl');
  if (!kubectl) return null;
  const cable = plug(layout, card);
  const end = cable.at(-1) as Point;
  const k = layout.scale;
  const lane = 5 * k;
  const y = layout.kind === 'tall' ? bottom(layout.network.switch) + 2 : end.y;
  const points = [
    { x: kubectl.x, y: centerY(kubectl) },
    { x: lane, y: centerY(kubectl) },
    { x: lane, y },
    { x: end.x, y },
    ...cable.toReversed(),
  ];
  const room = { y: bottom(kubectl) + 4 * k, minX: kubectl.x, maxX: right(kubectl) + 60 * k };
  return { points: merged(points), fromRoom: room, toRoom: roomOf(card.strip) };
}

/** Without points that are there twice. */
function merged(points: readonly Point[]): Point[] {
  return points.filter(({ x, y }, index) => {
    const before = points[index - 1];
    return !before || before.x !== x || before.y !== y;
  });
}
