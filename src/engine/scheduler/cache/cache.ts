// Models kubernetes@v1.36.0 pkg/scheduler/backend/cache/cache.go
// Differs: a snapshot is the cache itself at one moment, since it is data that is never mutated; a node that
// is deleted before its Pods takes them along.
import type { Node } from '../../../api/index.ts';
import type { Draft } from '../../kernel/draft.ts';
import { emptyTable, get, put, remove, scan, type Table, tableOf } from '../../kernel/table.ts';
import type { ImageState } from '../framework/interface.ts';
import { addPod, type NodeInfo, nodeInfoOf, removePod, setNode } from '../framework/nodeInfo.ts';
import { hasPodAffinity, type PodInfo } from '../framework/podInfo.ts';
import { addToTree, EMPTY_TREE, listTree, type NodeTree, removeFromTree, zoneOf } from './nodeTree.ts';

/** Where a Pod is taken to be. */
interface Placement {
  readonly node: string;
  readonly info: PodInfo;
  /** True from the scheduler's decision until the API server confirms it. */
  readonly assumed: boolean;
}

export interface Cache {
  readonly tree: NodeTree;
  /** NodeInfos by a number that stays with the node. */
  readonly nodes: Table<NodeInfo, number>;
  readonly numbers: Table<number>;
  readonly nextNumber: number;
  /** Numbers in the order of the tree; null when nodes came or went since it was last made. */
  readonly order: readonly number[] | null;
  /** Pods on nodes, by UID. */
  readonly pods: Table<Placement>;
  /** How many of them have affinity or anti-affinity to other Pods. */
  readonly podsWithAffinity: number;
  /** Pods whose node is not known (yet), by node name. */
  readonly waiting: Table<readonly PodInfo[]>;
  readonly images: Table<ImageState>;
}

export function emptyCache(): Cache {
  return {
    tree: EMPTY_TREE,
    nodes: emptyTable(),
    numbers: emptyTable(),
    nextNumber: 0,
    order: [],
    pods: emptyTable(),
    podsWithAffinity: 0,
    waiting: emptyTable(),
    images: emptyTable(),
  };
}

/** Field by field: V8 is slow to spread what a spread has made. */
function copyOf(cache: Cache): Draft<Cache> {
  return {
    tree: cache.tree,
    nodes: cache.nodes,
    numbers: cache.numbers,
    nextNumber: cache.nextNumber,
    order: cache.order,
    pods: cache.pods,
    podsWithAffinity: cache.podsWithAffinity,
    waiting: cache.waiting,
    images: cache.images,
  };
}

export function nodeInfo(cache: Cache, name: string): NodeInfo | undefined {
  const number = get(cache.numbers, name);
  return number === undefined ? undefined : get(cache.nodes, number);
}

/** The cache with `order` up to date: what a scheduling cycle looks at. */
export function snapshot(cache: Cache): Cache & { readonly order: readonly number[] } {
  const { order } = cache;
  if (order !== null) return cache as Cache & { readonly order: readonly number[] };
  return { ...cache, order: listTree(cache.tree).map((name) => get(cache.numbers, name) as number) };
}

export function upsertNode(cache: Cache, node: Node): Cache {
  const name = node.metadata.name as string;
  const number = get(cache.numbers, name);
  if (number === undefined) {
    let info = nodeInfoOf(node);
    for (const pod of get(cache.waiting, name) ?? []) info = addPod(info, pod);
    return {
      ...cache,
      tree: addToTree(cache.tree, zoneOf(node), name),
      nodes: put(cache.nodes, cache.nextNumber, info),
      numbers: put(cache.numbers, name, cache.nextNumber),
      nextNumber: cache.nextNumber + 1,
      order: null,
      waiting: remove(cache.waiting, name),
      images: countImages(cache.images, undefined, node),
    };
  }
  const old = get(cache.nodes, number) as NodeInfo;
  const from = zoneOf(old.node);
  const to = zoneOf(node);
  return {
    ...cache,
    ...(from !== to && { tree: addToTree(removeFromTree(cache.tree, from, name), to, name), order: null }),
    nodes: put(cache.nodes, number, setNode(old, node)),
    images: countImages(cache.images, old.node, node),
  };
}

export function removeNode(cache: Cache, name: string): Cache {
  const number = get(cache.numbers, name);
  if (number === undefined) return cache;
  const info = get(cache.nodes, number) as NodeInfo;
  return {
    ...cache,
    tree: removeFromTree(cache.tree, zoneOf(info.node), name),
    nodes: remove(cache.nodes, number),
    numbers: remove(cache.numbers, name),
    order: null,
    waiting: info.pods.length === 0 ? cache.waiting : put(cache.waiting, name, info.pods),
    images: countImages(cache.images, info.node, undefined),
  };
}

function countImages(
  images: Table<ImageState>,
  before: Node | undefined,
  after: Node | undefined,
): Table<ImageState> {
  const old = before?.status?.images;
  const now = after?.status?.images;
  if (old === now) return images;
  let next = images;
  for (const { names = [] } of old ?? []) {
    for (const name of new Set(names)) {
      const state = get(next, name);
      if (state === undefined) continue;
      next =
        state.nodeCount === 1
          ? remove(next, name)
          : put(next, name, { sizeBytes: state.sizeBytes, nodeCount: state.nodeCount - 1 });
    }
  }
  for (const { names = [], sizeBytes = 0 } of now ?? []) {
    for (const name of new Set(names)) {
      // The first node to report an image says how big it is.
      const state = get(next, name) ?? { sizeBytes, nodeCount: 0 };
      next = put(next, name, { sizeBytes: state.sizeBytes, nodeCount: state.nodeCount + 1 });
    }
  }
  return next;
}

/** Puts a Pod onto a node before the API server knows of it. */
export function assumePod(cache: Cache, info: PodInfo, node: string): Cache {
  return place(cache, { node, info, assumed: true });
}

export function isAssumed(cache: Cache, uid: string): boolean {
  return get(cache.pods, uid)?.assumed === true;
}

/** Where the cache has this Pod; undefined when it has it nowhere. */
export function placementOf(cache: Cache, uid: string): string | undefined {
  return get(cache.pods, uid)?.node;
}

/** What the API server says: this Pod is on this node. Confirms or corrects what was assumed. */
export function upsertPod(cache: Cache, info: PodInfo, node: string): Cache {
  const known = get(cache.pods, info.uid);
  if (known !== undefined && known.node === node && sameSums(known.info, info)) {
    if (!known.assumed) return cache;
    const next = copyOf(cache);
    next.pods = put(cache.pods, info.uid, { node, info: known.info, assumed: false });
    return next;
  }
  return place(forgetPod(cache, info.uid), { node, info, assumed: false });
}

/** True when a NodeInfo looks the same with either. */
function sameSums(a: PodInfo, b: PodInfo): boolean {
  return (
    a.resource === b.resource &&
    a.labels === b.labels &&
    a.affinity === b.affinity &&
    a.priority === b.priority
  );
}

/** Takes a Pod off its node. */
export function forgetPod(cache: Cache, uid: string): Cache {
  const known = get(cache.pods, uid);
  if (known === undefined) return cache;
  const { node, info } = known;
  const next = copyOf(cache);
  next.pods = remove(cache.pods, uid);
  if (hasPodAffinity(info)) next.podsWithAffinity--;
  const number = get(cache.numbers, node);
  if (number !== undefined) {
    next.nodes = put(cache.nodes, number, removePod(get(cache.nodes, number) as NodeInfo, uid));
    return next;
  }
  const waiting = (get(cache.waiting, node) ?? []).filter((other) => other.uid !== uid);
  next.waiting = waiting.length === 0 ? remove(cache.waiting, node) : put(cache.waiting, node, waiting);
  return next;
}

function place(cache: Cache, placement: Placement): Cache {
  const { node, info } = placement;
  const next = copyOf(cache);
  next.pods = put(cache.pods, info.uid, placement);
  if (hasPodAffinity(info)) next.podsWithAffinity++;
  const number = get(cache.numbers, node);
  if (number === undefined) {
    next.waiting = put(cache.waiting, node, [...(get(cache.waiting, node) ?? []), info]);
  } else next.nodes = put(cache.nodes, number, addPod(get(cache.nodes, number) as NodeInfo, info));
  return next;
}

/** The same cache built anew from what it holds: what every sequence of changes must agree with. */
export function rebuild(cache: Cache): Cache {
  let next = emptyCache();
  for (const name of listTree(cache.tree)) next = upsertNode(next, (nodeInfo(cache, name) as NodeInfo).node);
  scan(cache.pods, (placement) => {
    next = place(next, placement);
  });
  return { ...next, pods: tableOf(entries(cache.pods)) };
}

function entries<V>(table: Table<V>): [string, V][] {
  const list: [string, V][] = [];
  scan(table, (value, key) => {
    list.push([key, value]);
  });
  return list;
}
