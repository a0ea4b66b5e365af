import { fullCard } from './card.ts';
import type { Rect, Size } from './geometry.ts';
import { WIRE_HEAD, wireBeside } from './network.ts';
import type { Card, ClusterShape, Level, StageLayout } from './types.ts';

const MARGIN = 16;
const CARD_LEFT = 28;
const CARD_RIGHT = 12;
const CHIP = 44;
const WATCHER = 56;
const CARD_HEIGHT = 411;
const CARD_GAP = 34;
const SMALL_HEIGHT = 116;
const MAX_FULL = 8;

/** One column at the size it is read at: it scrolls down. */
export function tallLayout(cluster: ClusterShape, size: Size): StageLayout {
  const width = Math.max(300, size.width);
  const inner = width - MARGIN * 2;
  const row = (y: number, height: number, shares: readonly number[], gap: number): Rect[] => {
    const free = inner - gap * (shares.length - 1);
    let x = MARGIN;
    return shares.map((share) => {
      const rect = { x, y, width: Math.floor(free * share), height };
      x += rect.width + gap;
      return rect;
    });
  };
  const [kubectl, apiserver, etcd] = row(10, CHIP, [0.32, 0.37, 0.31], 36) as [Rect, Rect, Rect];
  const y2 = 10 + CHIP + 30;
  const watchers = cluster.provisioner
    ? row(y2, WATCHER, [0.3, 0.27, 0.43], 8)
    : row(y2, WATCHER, [0.5, 0.5], 12);
  const manager = watchers[0] as Rect;
  const scheduler = watchers.at(-1) as Rect;
  const yDecision = y2 + WATCHER + 10;
  const decision: Rect = { x: MARGIN, y: yDecision, width: inner, height: 58 };
  const tray: Rect = { x: MARGIN, y: yDecision + 64, width: inner, height: 36 };
  const storage: Rect = { x: MARGIN, y: yDecision + 104, width: inner, height: 34 };
  const { nodes } = cluster;
  const level: Level = nodes.length > MAX_FULL ? 'compact' : 'full';
  let y = yDecision + 102 + (cluster.csi ? 40 : 0) + 28;
  const top = y;
  const cards = nodes.map((node, index): Card => {
    const height = level === 'compact' ? SMALL_HEIGHT : CARD_HEIGHT;
    const rect: Rect = { x: CARD_LEFT, y, width: width - CARD_LEFT - CARD_RIGHT, height };
    y += height + CARD_GAP;
    if (level === 'full') return fullCard(node.name, false, rect, index, cluster.csi);
    return {
      name: node.name,
      slim: false,
      rect,
      row: index,
      parts: {},
      ports: {},
      strip: { x: rect.x, y: rect.y - 22, width: rect.width, height: 20 },
    };
  });
  return {
    kind: 'tall',
    level,
    scale: 1,
    fit: 1,
    world: { width, height: Math.max(size.height, y) },
    components: {
      kubectl,
      apiserver,
      etcd,
      'controller-manager': manager,
      scheduler,
      ...(cluster.provisioner && { provisioner: watchers[1] as Rect }),
    },
    decision,
    tray,
    storage,
    network: wireBeside(cards, top - WIRE_HEAD, width - CARD_RIGHT, width - CARD_RIGHT / 2),
    cards,
    cardOf: new Map(cards.map((card) => [card.name, card])),
    laneX: 8,
    railX: 8,
    busYs: cards.map((card) => card.rect.y + 16),
  };
}
