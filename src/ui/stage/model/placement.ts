import type { Pod } from '../../../api/index.ts';
import { naturalOrder } from './naturalOrder.ts';

/** The Pods of one node, or those without one, with their etcd keys. */
interface Place {
  readonly keys: readonly string[];
  readonly pods: readonly Pod[];
  /** What became of some since; null: gone from here. */
  readonly changes: Map<string, Pod | null>;
}

const NONE: readonly Pod[] = [];
const UNPLACED = '';

/**
 * The Pods of the moment by where they are, each list in order of creation. It follows the Pods one by one
 * and makes only those lists anew in which something changed; the others stay the same lists.
 */
export class Placement {
  readonly #pods = new Map<string, Pod>();
  readonly #places = new Map<string, Place>();

  get count(): number {
    return this.#pods.size;
  }

  get unplaced(): readonly Pod[] {
    return this.on(UNPLACED);
  }

  on(node: string): readonly Pod[] {
    const place = this.#places.get(node);
    if (!place || place.changes.size === 0) return place?.pods ?? NONE;
    const now = carriedOut(place);
    this.#places.set(node, now);
    return now.pods;
  }

  set(key: string, pod: Pod): void {
    const before = this.#pods.get(key);
    if (before && nodeOf(before) !== nodeOf(pod)) this.#note(nodeOf(before), key, null);
    this.#pods.set(key, pod);
    this.#note(nodeOf(pod), key, pod);
  }

  remove(key: string): void {
    const before = this.#pods.get(key);
    if (!before) return;
    this.#pods.delete(key);
    this.#note(nodeOf(before), key, null);
  }

  clear(): void {
    this.#pods.clear();
    this.#places.clear();
  }

  #note(node: string, key: string, pod: Pod | null): void {
    let place = this.#places.get(node);
    if (!place) {
      place = { keys: [], pods: NONE, changes: new Map() };
      this.#places.set(node, place);
    }
    place.changes.set(key, pod);
  }
}

function nodeOf(pod: Pod): string {
  return pod.spec.nodeName ?? UNPLACED;
}

function carriedOut(place: Place): Place {
  const { changes } = place;
  const keys: string[] = [];
  const pods: Pod[] = [];
  const added = new Map(changes);
  for (let index = 0; index < place.keys.length; index++) {
    const key = place.keys[index] as string;
    const before = place.pods[index] as Pod;
    const now = changes.get(key);
    if (now === null) continue;
    if (now !== undefined && byCreation(before, now) !== 0) continue;
    keys.push(key);
    pods.push(now ?? before);
    added.delete(key);
  }
  for (const [key, pod] of added) {
    if (pod === null) continue;
    const at = placeFor(pods, pod);
    keys.splice(at, 0, key);
    pods.splice(at, 0, pod);
  }
  return { keys, pods: pods.length === 0 ? NONE : pods, changes: new Map() };
}

/** After all that were created before it. */
function placeFor(pods: readonly Pod[], pod: Pod): number {
  let low = 0;
  let high = pods.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byCreation(pods[middle] as Pod, pod) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Creation has the resolution of a second; within one the names decide, so that a slot never changes. */
function byCreation(a: Pod, b: Pod): number {
  const x = a.metadata.creationTimestamp ?? '';
  const y = b.metadata.creationTimestamp ?? '';
  if (x !== y) return x < y ? -1 : 1;
  if (a.metadata.name === b.metadata.name) return 0;
  return naturalOrder(a.metadata.name ?? '', b.metadata.name ?? '');
}
