import type { Pod } from '../../api/index.ts';
import { STORAGE_ADDONS } from '../../engine/controllers/addons.ts';
import { scanPrefix } from '../../engine/kernel/table.ts';
import type { World } from '../../engine/step.ts';
import { Timeline } from '../../timeline/index.ts';
import { kubernetes } from '../../timeline/kubernetes.ts';
import { benchCluster, benchPods, type Load } from './cluster.ts';

export interface CreationResult extends Load {
  /** Real time from the command to the last Pod Running, without booting the cluster. */
  readonly wallMs: number;
  readonly bootMs: number;
  readonly perSecond: number;
  readonly messages: number;
  readonly microsecondsPerMessage: number;
  /** Pods that did not come to run: anything but 0 is a fault of the bench or the engine. */
  readonly missing: number;
}

const BATCH = 256;

/** Creates the load and runs it until every Pod is Running. */
export function benchCreations(load: Load, now: () => number, seed = 1): CreationResult {
  const start = now();
  const timeline = openLoad(load, seed);
  const booted = now();
  while (timeline.compute(BATCH) > 0);
  const wallMs = now() - booted;
  const messages = timeline.end.seq;
  return {
    ...load,
    wallMs,
    bootMs: booted - start,
    perSecond: (load.pods / wallMs) * 1000,
    messages,
    microsecondsPerMessage: (wallMs / messages) * 1000,
    missing: load.pods - countRunning(timeline.headWorld),
  };
}

export function openLoad(load: Load, seed = 1): Timeline<World> {
  const command = { type: 'apply', objects: benchPods(load) } as const;
  const run = { seed, cluster: benchCluster(load), inputs: [{ atMs: 0, command }] };
  return new Timeline(kubernetes, run, { addons: STORAGE_ADDONS });
}

function countRunning(world: World): number {
  let count = 0;
  scanPrefix(world.etcd.store.keys, '/registry/pods/', ({ value }) => {
    if ((value as Pod).status?.phase === 'Running') count++;
  });
  return count;
}
