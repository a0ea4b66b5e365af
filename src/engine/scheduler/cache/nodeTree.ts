// Models kubernetes@v1.36.0 pkg/scheduler/backend/cache/node_tree.go
import type { Node } from '../../../api/index.ts';

/** Nodes by zone, zones and nodes in the order they came. */
export interface NodeTree {
  readonly zones: readonly Zone[];
}

interface Zone {
  readonly name: string;
  readonly nodes: readonly string[];
}

export const EMPTY_TREE: NodeTree = { zones: [] };

/** Region and zone as one name; empty for a node without both labels. */
export function zoneOf(node: Node): string {
  const { labels = {} } = node.metadata;
  const region =
    labels['topology.kubernetes.io/region'] ?? labels['failure-domain.beta.kubernetes.io/region'] ?? '';
  const zone =
    labels['topology.kubernetes.io/zone'] ?? labels['failure-domain.beta.kubernetes.io/zone'] ?? '';
  return region === '' && zone === '' ? '' : `${region}:\u0000:${zone}`;
}

export function addToTree(tree: NodeTree, zone: string, node: string): NodeTree {
  const known = tree.zones.some(({ name }) => name === zone);
  if (!known) return { zones: [...tree.zones, { name: zone, nodes: [node] }] };
  return {
    zones: tree.zones.map((other) =>
      other.name === zone && !other.nodes.includes(node)
        ? { name: zone, nodes: [...other.nodes, node] }
        : other,
    ),
  };
}

export function removeFromTree(tree: NodeTree, zone: string, node: string): NodeTree {
  return {
    zones: tree.zones
      .map((other) =>
        other.name === zone ? { name: zone, nodes: other.nodes.filter((name) => name !== node) } : other,
      )
      .filter(({ nodes }) => nodes.length > 0),
  };
}

/** All nodes, one of each zone in turn. */
export function listTree({ zones }: NodeTree): string[] {
  const list: string[] = [];
  const longest = Math.max(0, ...zones.map(({ nodes }) => nodes.length));
  for (let i = 0; i < longest; i++) {
    for (const { nodes } of zones) {
      const node = nodes[i];
      if (node !== undefined) list.push(node);
    }
  }
  return list;
}
