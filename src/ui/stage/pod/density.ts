import type { Pod } from '../../../api/index.ts';
import type { Card, Level } from '../layout/types.ts';
import { isOwnVolume } from '../model/pod.ts';

/** Heights of the parts of a Pod as Pod.module.css sets them, in the unit of the page. */
const HEAD = 34;
const FRAME = 12;
const SANDBOX = 34;
const CONTAINER = 20;
const MOUNT = 14;
const IMAGE = 14;
const VOLUME = 20;
/** Up to this many volumes have a line of their own; more stand two by two. */
export const VOLUME_LINES = 2;
export const ROW = 24;
export const POD_GAP = 6;

/** Kept free for the verdict once it is folded; the whole table may for a moment cover what stands below. */
const VERDICT_ROOM = 32;
const TABLE_ROOM = 106;
const FULL_HEAD = 98;
const COMPACT_HEAD = 88;
const TINY_HEAD = 32;

/** Room for Pods on a card. */
export function podRoom(card: Card, level: Level): { readonly width: number; readonly height: number } {
  const { width, height } = card.rect;
  if (level === 'tiny') return { width: width - 14, height: height - TINY_HEAD };
  if (level === 'compact') return { width: width - 18, height: height - COMPACT_HEAD };
  return { width: width - 22, height: card.strip.y - card.rect.y - FULL_HEAD - VERDICT_ROOM };
}

const containerCount = (spec: Pod['spec']) => spec.containers.length + (spec.initContainers?.length ?? 0);

/** Height of a Pod drawn with all its containers, and all its volumes or its own alone. */
export function fullHeight({ spec }: Pick<Pod, 'spec'>, drawn: 'full' | 'brief' = 'full'): number {
  const containers = [...(spec.initContainers ?? []), ...spec.containers];
  const mounting = containers.filter(({ volumeMounts }) =>
    volumeMounts?.some(({ name }) => isOwnVolume(name)),
  ).length;
  const volumes = spec.volumes?.filter(({ name }) => drawn === 'full' || isOwnVolume(name)).length ?? 0;
  const volumeRows = volumes <= VOLUME_LINES ? volumes : Math.ceil(volumes / 2);
  return HEAD + FRAME + SANDBOX + containers.length * CONTAINER + mounting * MOUNT + volumeRows * VOLUME;
}

/** `roomy` is `full` with the image of each container, `brief` is `full` without the volume every Pod is given. */
export type Drawn = 'roomy' | 'full' | 'brief' | 'row' | 'squares';

/**
 * How the Pods of a node are drawn, in their order: all with their containers, with as much more as there is room for, else
 * the Pod that is followed so and the others as rows, else all as rows, else squares.
 */
export function drawPods(
  pods: readonly Pick<Pod, 'spec'>[],
  followed: number,
  room: number,
  allowFull: boolean,
): readonly Drawn[] {
  const gaps = Math.max(0, pods.length - 1) * POD_GAP;
  if (allowFull) {
    const all = pods.reduce((sum, pod) => sum + fullHeight(pod), 0);
    const brief = pods.reduce((sum, pod) => sum + fullHeight(pod, 'brief'), 0);
    const images = pods.reduce((sum, { spec }) => sum + IMAGE * containerCount(spec), 0);
    if (all + images + gaps <= room) return pods.map(() => 'roomy');
    if (all + gaps <= room) return pods.map(() => 'full');
    if (brief + gaps <= room || pods.length === 1) return pods.map(() => 'brief');
    const focus = followed >= 0 ? followed : pods.length - 1;
    for (const how of ['full', 'brief'] as const) {
      const one = fullHeight(pods[focus] as Pick<Pod, 'spec'>, how) + (pods.length - 1) * ROW;
      if (one + gaps <= room) return pods.map((_, index) => (index === focus ? how : 'row'));
    }
  }
  if (pods.length * ROW + gaps <= room) return pods.map(() => 'row');
  return pods.map(() => 'squares');
}

/**
 * While the scheduler's table stands open over them, Pods that are only assumed here give way to it: as
 * rows, where they would otherwise be hidden.
 */
export function giveWay(
  pods: readonly Pick<Pod, 'spec'>[],
  drawn: readonly Drawn[],
  assumedFrom: number,
  room: number,
): readonly Drawn[] {
  const heights = pods.map((pod, index) => {
    if (drawn[index] === 'roomy') return fullHeight(pod) + IMAGE * containerCount(pod.spec);
    const how = drawn[index];
    return how === 'full' || how === 'brief' ? fullHeight(pod, how) : ROW;
  });
  const height = heights.reduce((sum, each) => sum + each + POD_GAP, -POD_GAP);
  if (drawn[0] === 'squares' || height <= room - (TABLE_ROOM - VERDICT_ROOM)) return drawn;
  return drawn.map((how, index) => (index >= assumedFrom ? 'row' : how));
}
