import type { Address } from '../../../protocol/view.ts';
import { nodeOf, roleOf } from '../../state/address.ts';
import { bottom, centerX, centerY, type Point, type Rect, right } from './geometry.ts';
import type { Card, ControlRole, PartRole, PortRole, Room, Route, StageLayout } from './types.ts';

/** Height of the words that travel with a message. */
export const LABEL_HEIGHT = 18;

/** The line between two addresses, whoever of them speaks; `''` for a note to oneself. */
export function linkId(a: Address, b: Address): string {
  if (a === b) return '';
  return a < b ? `${a}|${b}` : `${b}|${a}`;
}

export interface RestingLink {
  readonly id: string;
  /** The end that is not the API server. */
  readonly to: Address;
  readonly points: readonly Point[];
}

/** The lines drawn at rest: who can speak with whom. */
export function restingLinks(layout: StageLayout): readonly RestingLink[] {
  const links: RestingLink[] = [];
  const add = (from: Address, to: Address) => {
    const found = route(layout, from, to);
    if (found) links.push({ id: linkId(from, to), to, points: found.points });
  };
  for (const role of ['kubectl', 'etcd', 'controller-manager', 'scheduler', 'provisioner'] as const) {
    if (layout.components[role]) add('apiserver', role);
  }
  if (layout.level !== 'tiny') {
    for (const card of layout.cards) add('apiserver', `kubelet/${card.name}`);
  } else if (layout.components.apiserver) {
    // So many lines would be a hatching: one stands for them all.
    const y = layout.busYs[0] ?? 0;
    const ends = { left: layout.railX, right: layout.world.width - layout.railX };
    links.push({
      id: 'bus',
      to: 'apiserver',
      points: [
        { x: layout.laneX, y: bottom(layout.components.apiserver) },
        { x: layout.laneX, y },
      ],
    });
    links.push({
      id: 'rail',
      to: 'apiserver',
      points: [
        { x: ends.left, y },
        { x: ends.right, y },
      ],
    });
  }
  return links;
}

/** The lines within a node, for its own drawing. */
export function partLinks(
  layout: StageLayout,
  card: Card,
): readonly { readonly id: string; readonly points: readonly Point[] }[] {
  const pairs: readonly (readonly [PartRole, PartRole])[] = [
    ['kubelet', 'cri'],
    ['cri', 'runtime'],
    ['cri', 'cni'],
    ['kubelet', 'volumes'],
    ['volumes', 'csi'],
    ['kubelet', 'cadvisor'],
  ];
  const links: { id: string; points: readonly Point[] }[] = [];
  for (const [a, b] of pairs) {
    if (!card.parts[a] || !card.parts[b]) continue;
    const from = `${a}/${card.name}`;
    const to = `${b}/${card.name}`;
    const found = route(layout, from, to);
    if (found) links.push({ id: linkId(from, to), points: found.points });
  }
  return links;
}

/** The way of a message and the room for its words at both ends; null when the stage shows neither end. */
export function route(layout: StageLayout, from: Address, to: Address): Route | null {
  if (from === to) return selfRoute(layout, from);
  const direct = directed(layout, from, to);
  if (direct) return direct;
  const back = directed(layout, to, from);
  if (!back) return null;
  return { points: back.points.toReversed(), fromRoom: back.toRoom, toRoom: back.fromRoom };
}

/** Where an address stands: a component, a part of a node, or the node. */
export function placeOf(layout: StageLayout, address: Address): Rect | null {
  const node = nodeOf(address);
  const role = roleOf(address);
  if (role === 'coredns' || role === 'switch') return layout.network[role];
  if (node === '') return layout.components[role as ControlRole] ?? null;
  const card = layout.cardOf.get(node);
  return card ? (partOf(card, address) ?? card.rect) : null;
}

/** Where a part of a node stands in its card; undefined when it is not drawn. */
export function partOf({ parts, ports }: Card, address: Address): Rect | undefined {
  const role = roleOf(address);
  return parts[role as PartRole] ?? ports[role as PortRole];
}

function directed(layout: StageLayout, from: Address, to: Address): Route | null {
  if (roleOf(from) === 'user') return fromUser(layout, to);
  const node = nodeOf(to);
  if (roleOf(from) === 'apiserver') return node ? toNode(layout, to) : toComponent(layout, to);
  if (node !== '' && nodeOf(from) === node) return withinNode(layout, from, to);
  return null;
}

function selfRoute(layout: StageLayout, address: Address): Route | null {
  const place = placeOf(layout, address);
  if (!place) return null;
  const card = layout.cardOf.get(nodeOf(address));
  if (card) {
    const room = roomOf(card.strip);
    return { points: [{ x: centerX(place), y: place.y }], fromRoom: room, toRoom: room };
  }
  const k = layout.scale;
  const isBelow = layout.kind === 'tall' && place.y < 40;
  const y = isBelow ? bottom(place) + 4 : place.y - (LABEL_HEIGHT + 5) * k;
  const room = { y, minX: place.x - 24 * k, maxX: right(place) + 24 * k };
  return { points: [{ x: centerX(place), y: place.y }], fromRoom: room, toRoom: room };
}

/** What comes from outside the cluster: into kubectl from the left, into a machine from above. */
function fromUser(layout: StageLayout, to: Address): Route | null {
  const place = placeOf(layout, to);
  if (!place) return null;
  const card = layout.cardOf.get(nodeOf(to));
  if (card) {
    const x = card.rect.x + card.rect.width / 2;
    const room = roomOf({ ...card.strip, y: card.rect.y - 22 });
    return {
      points: [
        { x, y: card.rect.y - 14 },
        { x, y: card.rect.y },
      ],
      fromRoom: room,
      toRoom: room,
    };
  }
  const k = layout.scale;
  const y = centerY(place);
  const room = { y: bottom(place) + 4 * k, minX: place.x, maxX: right(place) + 40 * k };
  return {
    points: [
      { x: place.x - 12 * k, y },
      { x: place.x, y },
    ],
    fromRoom: room,
    toRoom: room,
  };
}

function toComponent(layout: StageLayout, to: Address): Route | null {
  const api = layout.components.apiserver;
  const place = layout.components[roleOf(to) as ControlRole];
  if (api && roleOf(to) === 'coredns') return toNames(layout, api);
  if (!api || !place || place === api) return null;
  const k = layout.scale;
  const lift = (LABEL_HEIGHT + 4) * k;
  // In the same row: straight across, the words above the line.
  if (Math.abs(centerY(api) - centerY(place)) < 1) {
    const y = centerY(api);
    const [a, b] = place.x > api.x ? [right(api), place.x] : [api.x, right(place)];
    const room: Room =
      layout.kind === 'tall'
        ? { y: bottom(api) + 5, minX: 16, maxX: layout.world.width - 16 }
        : { y: y - lift, minX: Math.min(a, b) + 3 * k, maxX: Math.max(a, b) - 3 * k };
    return {
      points: [
        { x: a, y },
        { x: b, y },
      ],
      fromRoom: room,
      toRoom: room,
    };
  }
  // In the row below: down, along the middle, down.
  const middle = Math.round((bottom(api) + place.y) / 2);
  const below = place.x > layout.laneX && layout.kind === 'wide';
  const start = layout.kind === 'tall' ? centerX(api) : layout.laneX + (below ? 30 : -30) * k;
  const end = clampInto(place, centerX(place));
  const room: Room = {
    y: layout.kind === 'tall' ? bottom(api) + 5 : middle - lift,
    minX: layout.kind === 'tall' ? 16 : below ? start + 6 * k : Math.min(end, place.x),
    maxX:
      layout.kind === 'tall' ? layout.world.width - 16 : below ? layout.world.width - 16 * k : start - 6 * k,
  };
  return {
    points: [
      { x: start, y: bottom(api) },
      { x: start, y: middle },
      { x: end, y: middle },
      { x: end, y: place.y },
    ],
    fromRoom: room,
    toRoom: room,
  };
}

/** To CoreDNS: along the bus, and down beside the nodes. */
function toNames(layout: StageLayout, api: Rect): Route {
  const { coredns } = layout.network;
  const k = layout.scale;
  const bus = layout.kind === 'tall' ? bottom(api) + 15 : (layout.busYs[0] ?? coredns.y);
  const startX = layout.kind === 'tall' ? centerX(api) : layout.laneX;
  const points = [
    { x: startX, y: bottom(api) },
    { x: startX, y: bus },
    { x: layout.railX, y: bus },
    { x: layout.railX, y: centerY(coredns) },
    { x: coredns.x, y: centerY(coredns) },
  ];
  const startY = layout.kind === 'tall' ? bottom(api) + 5 : bus - (LABEL_HEIGHT + 5) * k;
  return {
    points,
    fromRoom: { y: startY, minX: 16 * k, maxX: layout.world.width - 16 * k },
    toRoom: roomByNames(layout),
  };
}

/** Where words of CoreDNS stand: beside it on the wire. */
export function roomByNames({ kind, network, scale }: StageLayout): Room {
  const { coredns } = network;
  if (kind === 'tall') return { y: coredns.y, minX: 16, maxX: coredns.x - 4 };
  return { y: coredns.y, minX: right(coredns) + 4 * scale, maxX: network.switch.x - 4 * scale };
}

const clampInto = (rect: Rect, x: number) => Math.min(Math.max(x, rect.x + 8), right(rect) - 8);

/** Down from the API server, along the bus, and down beside the node into its kubelet. */
function toNode(layout: StageLayout, to: Address): Route | null {
  const api = layout.components.apiserver;
  const card = layout.cardOf.get(nodeOf(to));
  if (!api || !card) return null;
  const k = layout.scale;
  const busY = layout.busYs[card.row] ?? card.rect.y - 10;
  const firstBus = layout.busYs[0] ?? busY;
  const place = partOf(card, to) ?? card.parts.kubelet;
  const points: Point[] = [];
  if (layout.kind === 'tall') {
    const middle = bottom(api) + 15;
    points.push(
      { x: centerX(api), y: bottom(api) },
      { x: centerX(api), y: middle },
      { x: layout.railX, y: middle },
    );
  } else {
    points.push({ x: layout.laneX, y: bottom(api) }, { x: layout.laneX, y: firstBus });
    if (card.row > 0) points.push({ x: layout.railX, y: firstBus }, { x: layout.railX, y: busY });
  }
  if (place) {
    const dropX = layout.kind === 'tall' ? layout.railX : card.rect.x - 7;
    if (layout.kind === 'wide') points.push({ x: dropX, y: busY });
    points.push({ x: dropX, y: centerY(place) }, { x: place.x, y: centerY(place) });
  } else if (layout.kind === 'tall') {
    points.push({ x: layout.railX, y: card.rect.y + 20 }, { x: card.rect.x, y: card.rect.y + 20 });
  } else {
    const dropX = card.rect.x + Math.min(16, card.rect.width / 4);
    points.push({ x: dropX, y: busY }, { x: dropX, y: card.rect.y });
  }
  const startY = layout.kind === 'tall' ? bottom(api) + 5 : firstBus - (LABEL_HEIGHT + 5) * k;
  return {
    points,
    fromRoom: { y: startY, minX: 16 * k, maxX: layout.world.width - 16 * k },
    toRoom: roomOf(card.strip),
  };
}

function withinNode(layout: StageLayout, from: Address, to: Address): Route | null {
  const card = layout.cardOf.get(nodeOf(to));
  if (!card) return null;
  const room = roomOf(card.strip);
  const a = partOf(card, from);
  const b = partOf(card, to);
  if (!a || !b || a === b) {
    const x = card.rect.x + card.rect.width / 2;
    return { points: [{ x, y: card.rect.y }], fromRoom: room, toRoom: room };
  }
  return { points: between(a, b), fromRoom: room, toRoom: room };
}

/** Parts further apart than this have another between them. */
const NEIGHBOURS = 12;

/** Between two parts of a node: side by side straight across, else through the lane between the rows. */
function between(a: Rect, b: Rect): Point[] {
  if (a.y === b.y && Math.max(a.x - right(b), b.x - right(a)) > NEIGHBOURS) {
    // Past the one between them: through the lane below the row.
    const laneY = bottom(a) + 5;
    return [
      { x: centerX(a), y: bottom(a) },
      { x: centerX(a), y: laneY },
      { x: centerX(b), y: laneY },
      { x: centerX(b), y: bottom(b) },
    ];
  }
  if (a.x === b.x && Math.max(a.y - bottom(b), b.y - bottom(a)) > NEIGHBOURS) {
    const laneX = right(a) + 4;
    return [
      { x: right(a), y: centerY(a) },
      { x: laneX, y: centerY(a) },
      { x: laneX, y: centerY(b) },
      { x: right(b), y: centerY(b) },
    ];
  }
  if (a.y === b.y) {
    const [start, end] = a.x < b.x ? [right(a), b.x] : [a.x, right(b)];
    return [
      { x: start, y: centerY(a) },
      { x: end, y: centerY(a) },
    ];
  }
  if (a.y > b.y) return between(b, a).reverse();
  const overlapLeft = Math.max(a.x, b.x);
  const overlapRight = Math.min(right(a), right(b));
  if (overlapRight - overlapLeft > 12) {
    const x = Math.round((overlapLeft + overlapRight) / 2);
    return [
      { x, y: bottom(a) },
      { x, y: b.y },
    ];
  }
  const laneY = bottom(a) + 5;
  // Beside the line that leads straight down from the same part.
  const start = centerX(a) + (b.x > a.x ? 10 : -10);
  return [
    { x: start, y: bottom(a) },
    { x: start, y: laneY },
    { x: centerX(b), y: laneY },
    { x: centerX(b), y: b.y },
  ];
}

function roomOf(rect: Rect): Room {
  return { y: rect.y, minX: rect.x, maxX: right(rect) };
}
