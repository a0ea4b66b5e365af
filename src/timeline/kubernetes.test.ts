import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { STORAGE_ADDONS } from '../engine/controllers/addons.ts';
import { Agenda } from '../engine/kernel/agenda.ts';
import type { TraceRecord } from '../engine/kernel/record.ts';
import { createWorld, issue, step, type World } from '../engine/step.ts';
import { makeNode, makePersistentVolumeClaim, makePod } from '../engine/testing/builders.ts';
import { hashValue } from './hash.ts';
import { kubernetes } from './kubernetes.ts';

/** A cluster that has just been told to run Pods, one of them with a volume. */
function busyWorld(seed: number, pods: number): World {
  const nodes = [makeNode('node-1'), makeNode('node-2')];
  const world = createWorld({ seed, nodes, addons: STORAGE_ADDONS });
  const volumes = [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }];
  const objects = Array.from({ length: pods }, (_, index) => makePod(`web-${index}`));
  return issue(world, {
    type: 'apply',
    objects: [makePersistentVolumeClaim('data'), makePod('db', { spec: { volumes } }), ...objects],
  });
}

describe('a run of many messages', () => {
  it('leads to the worlds and records of as many steps, and leaves every world as it was', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.integer({ min: 0, max: 4 }),
        fc.array(fc.integer({ min: 1, max: 150 }), { minLength: 1, maxLength: 6 }),
        (seed, pods, lengths) => {
          let world = busyWorld(seed, pods);
          const run = kubernetes.run(world);
          const passed: { world: World; hash: string }[] = [{ world, hash: hashValue(world) }];
          for (const length of lengths) {
            const ofSteps: (TraceRecord | null)[] = [];
            const ofRun: (TraceRecord | null)[] = [];
            for (let i = 0; i < length; i++) {
              expect(run.nextDueMs).toBe(world.queue.buckets[0]?.dueMs);
              const result = step(world);
              if (result === null || !run.step()) throw new Error('a cluster never comes to an end');
              world = result.world;
              ofSteps.push(result.record);
              ofRun.push(run.record);
            }
            expect(ofRun).toEqual(ofSteps);
            const hash = hashValue(run.world());
            expect(hash).toBe(hashValue(world));
            passed.push({ world: run.world(), hash });
          }
          for (const before of passed) expect(hashValue(before.world)).toBe(before.hash);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('is where it was when a message fails', () => {
    const world = busyWorld(1, 1);
    const broken = { ...world, kubectl: null as unknown as World['kubectl'] };
    const run = kubernetes.run(broken);
    const fails = () => {
      for (let i = 0; i < 1000; i++) {
        const before = run.world();
        try {
          run.step();
        } catch {
          return before;
        }
      }
      throw new Error('kubectl was never told anything');
    };
    const before = fails();
    expect(run.world()).toBe(before);
    expect(new Agenda(before.queue).peek()?.to).toBe('kubectl');
    expect(fails()).toBe(before);
  });
});
