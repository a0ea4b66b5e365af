import { get } from '../engine/kernel/table.ts';
import { Run } from '../engine/run.ts';
import { createWorld, issue, type World } from '../engine/step.ts';
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
  run: (world) => new Run(world),
  object: (world, key) => get(world.etcd.store.keys, key)?.value ?? null,
  hash: hashWorld,
};
