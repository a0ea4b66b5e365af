import type { Pod } from '../../../api/index.ts';
import { naturalOrder } from './naturalOrder.ts';

/** The Pods of the moment by where they are, each list in order of creation. */
export interface Placement {
  readonly byNode: ReadonlyMap<string, readonly Pod[]>;
  readonly unplaced: readonly Pod[];
  readonly count: number;
}

export const NO_PLACEMENT: Placement = { byNode: new Map(), unplaced: [], count: 0 };
const NONE: readonly Pod[] = [];

export function podsOn(placement: Placement, node: string): readonly Pod[] {
  return placement.byNode.get(node) ?? NONE;
}

/** Groups the Pods; a list in which nothing changed is the same list as in `before`. */
export function placePods(pods: readonly Pod[], before: Placement = NO_PLACEMENT): Placement {
  const byNode = new Map<string, Pod[]>();
  const unplaced: Pod[] = [];
  for (const pod of pods) {
    const node = pod.spec.nodeName;
    if (!node) {
      unplaced.push(pod);
      continue;
    }
    const list = byNode.get(node);
    if (list) list.push(pod);
    else byNode.set(node, [pod]);
  }
  const kept = new Map<string, readonly Pod[]>();
  for (const [node, list] of byNode) kept.set(node, keep(list.sort(byCreation), before.byNode.get(node)));
  return { byNode: kept, unplaced: keep(unplaced.sort(byCreation), before.unplaced), count: pods.length };
}

function keep(list: readonly Pod[], before: readonly Pod[] | undefined): readonly Pod[] {
  const isSame = before?.length === list.length && list.every((pod, index) => pod === before[index]);
  return isSame ? before : list;
}

/** Creation has the resolution of a second; within one the names decide, so that a slot never changes. */
function byCreation(a: Pod, b: Pod): number {
  const x = a.metadata.creationTimestamp ?? '';
  const y = b.metadata.creationTimestamp ?? '';
  if (x !== y) return x < y ? -1 : 1;
  return naturalOrder(a.metadata.name ?? '', b.metadata.name ?? '');
}
