import type { Pod } from '../../api/index.ts';
import { STORAGE_ADDONS } from '../../engine/controllers/addons.ts';
import { Run } from '../../engine/run.ts';
import { createWorld, issue } from '../../engine/step.ts';
import { benchCluster } from './cluster.ts';

/** What it costs to keep so many containers running, beside the cluster's own housekeeping. */
export interface RunningResult {
  readonly pods: number;
  readonly virtualMs: number;
  /** Messages and timers of an empty cluster, of one full of idle Pods, and of one whose Pods each wake once a second. */
  readonly empty: Passage;
  readonly idle: Passage;
  readonly awake: Passage;
  /** Real time for each time one process wakes, prints a line and sleeps again. */
  readonly microsecondsPerWake: number;
}

export interface Passage {
  readonly messages: number;
  readonly wallMs: number;
}

const NODES = 10;
const SETTLE_MS = 60_000;
const IDLE = 'sleep infinity';
const AWAKE = 'while sleep 1; do echo tick; done';

/** Lets an empty cluster, an idle and a busy one run for so long. */
export function benchRunning(pods: number, virtualMs: number, now: () => number): RunningResult {
  const empty = pass([], virtualMs, now);
  const idle = pass(shells(pods, IDLE), virtualMs, now);
  const awake = pass(shells(pods, AWAKE), virtualMs, now);
  const wakes = (pods * virtualMs) / 1000;
  return {
    pods,
    virtualMs,
    empty,
    idle,
    awake,
    microsecondsPerWake: ((awake.wallMs - idle.wallMs) / wakes) * 1000,
  };
}

function shells(count: number, script: string): readonly Pod[] {
  return Array.from({ length: count }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `sh-${index}` },
    spec: { containers: [{ name: 'sh', image: 'busybox:1.36', command: ['sh', '-c', script] }] },
  }));
}

function pass(objects: readonly Pod[], virtualMs: number, now: () => number): Passage {
  const nodes = benchCluster({ nodes: NODES, pods: Math.max(objects.length, 100) });
  const world = createWorld({ seed: 1, nodes, addons: STORAGE_ADDONS });
  const run = new Run(issue(world, { type: 'apply', objects }));
  const go = (untilMs: number): number => {
    let messages = 0;
    while (run.nextDueMs <= untilMs && run.step()) messages++;
    return messages;
  };
  go(SETTLE_MS);
  const start = now();
  const messages = go(SETTLE_MS + virtualMs);
  return { messages, wallMs: now() - start };
}

export function reportRunning({
  pods,
  virtualMs,
  empty,
  idle,
  awake,
  microsecondsPerWake,
}: RunningResult): string[] {
  const line = (name: string, { messages, wallMs }: Passage): string => {
    const perSecond = messages / (virtualMs / 1000);
    return `  ${name.padEnd(34)}${perSecond.toFixed(1).padStart(8)} messages and ${(wallMs / (virtualMs / 1000)).toFixed(3).padStart(8)} ms per virtual second`;
  };
  return [
    `Running for ${virtualMs / 1000} virtual seconds on ${NODES} nodes`,
    line('no Pods', empty),
    line(`${pods} idle Pods`, idle),
    line(`${pods} Pods that wake every second`, awake),
    `  ${microsecondsPerWake.toFixed(1)} µs for each process that wakes, forks, prints a line and sleeps again`,
  ];
}
