import { fullCard } from './card.ts';
import { type Size, scaled } from './geometry.ts';
import { WIRE_ROOM, wireBelow } from './network.ts';
import { tallLayout } from './tall.ts';
import type { Card, ClusterShape, Level, NodeShape, StageLayout } from './types.ts';
import { type UpperPart, upperPart } from './upper.ts';

/** Narrower than this, everything stands one below the other. */
export const TALL_BELOW = 560;

const GAP = 14;
const LEFT = 22;
const RIGHT = 16;
const SLIM_WIDTH = 134;
const MIN_FULL_WIDTH = 160;
/** Small print stays legible down to this: 11 px become 8.8. */
const MAX_SHRINK = 1.25;
const MAX_FULL_WIDTH = 360;
const MIN_FULL_HEIGHT = 295;
/** A Pod is seen whole from here on: worth drawing everything a little smaller. */
const ROOMY_HEIGHT = 345;
const ROOMY_SHRINK = 1.12;
const MAX_FULL_HEIGHT = 560;

const COMPACT = { width: 150, height: 120, gapX: 12, gapY: 22 };
const TINY = { width: 104, height: 56, gapX: 8, gapY: 8 };
const MAX_COMPACT = 40;

/**
 * Where everything stands, from the cluster and the room alone: nothing moves while time passes. In the
 * unit of the page at zoom 1 as long as the cluster allows it.
 */
export function layoutStage(cluster: ClusterShape, size: Size): StageLayout {
  if (size.width < TALL_BELOW) return tallLayout(cluster, size);
  return fullLayout(cluster, size) ?? gridLayout(cluster, size);
}

/**
 * One row of cards with everything in them; null when they would be too narrow for that. A pane that is a
 * little too small is shown a little smaller; one that is much too low is scrolled.
 */
function fullLayout(cluster: ClusterShape, pane: Size): StageLayout | null {
  const roomy = shrunk(cluster, pane, ROOMY_HEIGHT, ROOMY_SHRINK);
  if (roomy.fits) return roomy.fits;
  const low = shrunk(cluster, pane, MIN_FULL_HEIGHT, MAX_SHRINK);
  return low.fits ?? low.scrolls;
}

interface Shrunk {
  readonly fits: StageLayout | null;
  /** The first that is only too high. */
  readonly scrolls: StageLayout | null;
}

/** The largest drawing that fits, with cards of at least `cardHeight`. */
function shrunk(cluster: ClusterShape, pane: Size, cardHeight: number, most: number): Shrunk {
  let scrolls: StageLayout | null = null;
  for (let step = 0; step <= most * 100 - 100; step++) {
    const k = 1 + step / 100;
    const size = { width: Math.round(pane.width * k), height: Math.round(pane.height * k) };
    const layout = fullLayoutIn(cluster, size, 1 / k, cardHeight);
    if (!layout) continue;
    if (layout.world.height <= size.height) return { fits: layout, scrolls };
    scrolls ??= layout;
  }
  return { fits: null, scrolls };
}

function fullLayoutIn(
  cluster: ClusterShape,
  size: Size,
  fit: number,
  cardHeight: number,
): StageLayout | null {
  const upper = upperPart(size, cluster.provisioner, LEFT, RIGHT);
  const { nodes } = cluster;
  const wide = nodes.filter((node) => !node.slim).length;
  const slim = wide === 0 ? 0 : nodes.length - wide;
  const gaps = GAP * Math.max(0, nodes.length - 1);
  const room = size.width - LEFT - RIGHT - gaps - slim * SLIM_WIDTH;
  const each = Math.min(MAX_FULL_WIDTH, Math.floor(room / Math.max(1, nodes.length - slim)));
  if (nodes.length > 0 && each < MIN_FULL_WIDTH) return null;
  const isSlim = (node: NodeShape) => node.slim && slim > 0;
  const y = upper.height;
  const height = Math.min(MAX_FULL_HEIGHT, Math.max(cardHeight, size.height - y - WIRE_ROOM));
  const used = slim * SLIM_WIDTH + (nodes.length - slim) * each + gaps + LEFT + RIGHT;
  let x = LEFT + Math.max(0, Math.floor((size.width - used) / 2));
  const cards = nodes.map((node) => {
    const width = isSlim(node) ? SLIM_WIDTH : each;
    const card = fullCard(node.name, isSlim(node), { x, y, width, height }, 0, cluster.csi);
    x += width + GAP;
    return card;
  });
  const world = { width: size.width, height: Math.max(size.height, y + height + WIRE_ROOM) };
  return compose('full', upper, 1, fit, cards, world, y + height);
}

/** Rows of smaller cards; the upper part grows with the field so that it stays readable when fitted. */
function gridLayout(cluster: ClusterShape, size: Size): StageLayout {
  const upper = upperPart(size, cluster.provisioner, LEFT, RIGHT);
  const { nodes } = cluster;
  const level: Level = nodes.length > MAX_COMPACT ? 'tiny' : 'compact';
  const cell = level === 'tiny' ? TINY : COMPACT;
  const columnsAt = (k: number) =>
    Math.max(1, Math.floor(((size.width - LEFT - RIGHT) * k + cell.gapX) / (cell.width + cell.gapX)));
  const fits = (k: number) => {
    const rows = Math.ceil(nodes.length / columnsAt(k));
    return rows * (cell.height + cell.gapY) - cell.gapY <= (size.height - upper.height - WIRE_ROOM) * k;
  };
  let scale = 1;
  // A pane of almost no height never fits anything: then it scrolls.
  while (!fits(scale) && scale < 12) scale = Math.round((scale + 0.02) * 100) / 100;
  const columns = columnsAt(scale);
  const width = Math.min(
    Math.floor(((size.width - LEFT - RIGHT) * scale + cell.gapX) / columns) - cell.gapX,
    cell.width * 1.4,
  );
  const top = upper.height * scale;
  const rows = Math.ceil(nodes.length / columns);
  const spare = (size.height - WIRE_ROOM) * scale - top - rows * (cell.height + cell.gapY) + cell.gapY;
  const height = Math.min(cell.height * 1.6, cell.height + Math.max(0, Math.floor(spare / rows)));
  const cards = nodes.map((node, index): Card => {
    const row = Math.floor(index / columns);
    const rect = {
      x: LEFT * scale + (index % columns) * (width + cell.gapX),
      y: top + row * (height + cell.gapY),
      width,
      height,
    };
    const strip = { x: rect.x, y: rect.y - 22, width, height: 20 };
    return { name: node.name, slim: node.slim, rect, strip, parts: {}, ports: {}, row };
  });
  const foot = top + rows * (height + cell.gapY) - cell.gapY;
  const world = {
    width: size.width * scale,
    height: Math.max(size.height * scale, foot + WIRE_ROOM * scale),
  };
  return compose(level, upper, scale, 1 / scale, cards, world, foot);
}

function compose(
  level: Level,
  upper: UpperPart,
  scale: number,
  fit: number,
  cards: readonly Card[],
  world: Size,
  foot: number,
): StageLayout {
  const tops: number[] = [];
  for (const card of cards) tops[card.row] = card.rect.y - 10;
  if (tops.length > 0) tops[0] = upper.busY * scale;
  return {
    kind: 'wide',
    level,
    scale,
    fit,
    world,
    components: Object.fromEntries(
      Object.entries(upper.components).map(([role, rect]) => [role, scaled(rect, scale)]),
    ),
    decision: scaled(upper.decision, scale),
    tray: scaled(upper.tray, scale),
    storage: scaled(upper.storage, scale),
    network: wireBelow(foot, LEFT * scale, world.width - RIGHT * scale, scale),
    cards,
    cardOf: new Map(cards.map((card) => [card.name, card])),
    laneX: upper.laneX * scale,
    railX: 10 * scale,
    busYs: tops,
  };
}
