// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/imagelocality/image_locality.go
import type { Cycle, PreScorePlugin, ScorePlugin } from '../framework/interface.ts';
import type { NodeInfo } from '../framework/nodeInfo.ts';
import { MAX_NODE_SCORE } from '../framework/normalizeScore.ts';
import { SUCCESS } from '../framework/status.ts';

const NAME = 'ImageLocality';

const MIB = 1024 * 1024;
/** Images below this total do not count. */
const MIN_THRESHOLD = 23 * MIB;
/** An image above this size counts no more. */
const MAX_CONTAINER_THRESHOLD = 1000 * MIB;

interface Wanted {
  /** Images that some node has, with what each is worth to a node that has it. */
  readonly images: readonly { readonly name: string; readonly score: number }[];
  readonly containers: number;
}

/** Prefers nodes that already have the Pod's images, the more so the bigger and the more widespread they are. */
export const imageLocality: PreScorePlugin & ScorePlugin = {
  name: NAME,

  // Upstream has no PreScore here. What an image is worth is the same for all nodes, so it is computed once.
  preScore(cycle) {
    cycle.state[NAME] = wantedImages(cycle);
    return SUCCESS;
  },

  score({ state }, node) {
    const wanted = state[NAME] as Wanted;
    const sum = sumOfImages(wanted, node);
    const max = MAX_CONTAINER_THRESHOLD * wanted.containers;
    const bounded = Math.min(Math.max(sum, MIN_THRESHOLD), max);
    return Math.trunc((MAX_NODE_SCORE * (bounded - MIN_THRESHOLD)) / (max - MIN_THRESHOLD));
  },

  explainScore({ state }, node) {
    const wanted = state[NAME] as Wanted;
    return {
      imageBytes: sumOfImages(wanted, node),
      fromBytes: MIN_THRESHOLD,
      toBytes: MAX_CONTAINER_THRESHOLD * wanted.containers,
    };
  },
};

function sumOfImages({ images }: Wanted, node: NodeInfo): number {
  let sum = 0;
  for (const image of images) if (node.images[image.name] === true) sum += image.score;
  return sum;
}

function wantedImages({ pod, handle }: Cycle): Wanted {
  const { initContainers = [], containers, volumes = [] } = pod.spec;
  const names: string[] = [];
  for (const { image } of initContainers) if (image !== undefined) names.push(image);
  for (const { image } of containers) if (image !== undefined) names.push(image);
  for (const { image } of volumes) if (image?.reference !== undefined) names.push(image.reference);
  const images: { name: string; score: number }[] = [];
  for (const reference of names) {
    const name = normalizedImageName(reference);
    const state = handle.imageState(name);
    if (state === undefined) continue;
    images.push({ name, score: Math.trunc(state.sizeBytes * (state.nodeCount / handle.nodeCount())) });
  }
  return { images, containers: initContainers.length + containers.length };
}

/** With the tag that is meant when there is none. Short names are not completed, upstream neither. */
function normalizedImageName(name: string): string {
  return name.lastIndexOf(':') <= name.lastIndexOf('/') ? `${name}:latest` : name;
}
