import { nextDueMs, peek } from '../engine/kernel/queue.ts';
import type { TraceRecord } from '../engine/kernel/record.ts';
import { get } from '../engine/kernel/table.ts';
import { createWorld, issue, step, type World } from '../engine/step.ts';
import type { Engine } from './engine.ts';
import { type HashMemo, hashValue } from './hash.ts';
import { ENGINE_VERSION } from './version.ts';

/** Hashes of parts of worlds that are still in use; worlds share most of theirs. */
const memo: HashMemo = new WeakMap();

/** A stable 64-bit hash of a whole world. Throws when it holds anything but data. */
export function hashWorld(world: World): string {
  return hashValue(world, memo);
}

/** The simulated Kubernetes. */
export const kubernetes: Engine<World> = {
  version: ENGINE_VERSION,
  create: createWorld,
  issue,
  step: (world): { world: World; record: TraceRecord | null } | null => step(world),
  nextDueMs: (world) => nextDueMs(world.queue) ?? Number.POSITIVE_INFINITY,
  isNextRecorded(world) {
    const envelope = peek(world.queue);
    return envelope !== undefined && (envelope.recorded === true || envelope.from !== envelope.to);
  },
  nowMs: (world) => world.nowMs,
  at: (world, nowMs) => (nowMs === world.nowMs ? world : { ...world, nowMs }),
  lastSeq: (world) => world.nextSeq - 1,
  settled: (world) => world.queue.foreground === 0,
  object: (world, key) => get(world.etcd.store.keys, key)?.value ?? null,
  hash: hashWorld,
};
