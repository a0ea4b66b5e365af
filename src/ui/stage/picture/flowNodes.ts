import type { FieldFlowNode } from '../field/FieldTile.tsx';
import { tilesOf } from '../field/tiles.ts';
import type { Point, Rect } from '../layout/geometry.ts';
import type { Card, ControlRole, StageLayout } from '../layout/types.ts';
import type { ClusterFlowNode } from './ClusterNode.tsx';
import type { ComponentFlowNode } from './ComponentNode.tsx';
import type { DecisionFlowNode } from './DecisionNode.tsx';
import type { StorageFlowNode } from './StorageNode.tsx';
import type { TrayFlowNode } from './TrayNode.tsx';

export type StageNode =
  | ComponentFlowNode
  | DecisionFlowNode
  | TrayFlowNode
  | StorageFlowNode
  | ClusterFlowNode
  | FieldFlowNode;

/** In the order in which Tab goes through them. */
const ORDER: readonly ControlRole[] = [
  'kubectl',
  'apiserver',
  'etcd',
  'controller-manager',
  'provisioner',
  'scheduler',
];

/** The layout as React Flow wants it. Sizes are given, so that nothing is measured and nothing flashes. */
export function flowNodes(
  layout: StageLayout,
  linksOf: (card: Card) => readonly { readonly id: string; readonly points: readonly Point[] }[],
): StageNode[] {
  const { scale } = layout;
  const nodes: StageNode[] = [];
  for (const role of ORDER) {
    const rect = layout.components[role];
    if (rect)
      nodes.push({
        id: role,
        type: 'component',
        ...placed(rect),
        data: { role, scale, small: layout.kind === 'tall' },
      });
  }
  nodes.push(
    {
      id: 'storage',
      type: 'storage',
      ...placed(layout.storage),
      data: { scale, width: layout.storage.width / scale },
    },
    { id: 'decision', type: 'decision', ...placed(layout.decision), data: { scale } },
    { id: 'tray', type: 'tray', ...placed(layout.tray), data: { scale, width: layout.tray.width / scale } },
  );
  if (layout.level === 'tiny') {
    for (const tile of tilesOf(layout.cards)) {
      nodes.push({ id: `tile/${tile.id}`, type: 'field', ...placed(tile.rect), data: { tile } });
    }
    return nodes;
  }
  for (const card of layout.cards) {
    nodes.push({
      id: `node/${card.name}`,
      type: 'cluster',
      ...placed(card.rect),
      data: { card, level: layout.level, links: linksOf(card) },
    });
  }
  return nodes;
}

function placed(rect: Rect) {
  return {
    position: { x: rect.x, y: rect.y },
    width: rect.width,
    height: rect.height,
    style: { width: rect.width, height: rect.height },
    focusable: false,
    selectable: false,
    draggable: false,
  };
}
