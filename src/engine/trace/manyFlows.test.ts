import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makePersistentVolumeClaim, makePod } from '../testing/builders.ts';
import { FlowLab, withClaim } from '../testing/flowLab.ts';
import type { FlowStep } from './flow.ts';
import type { PodTrack } from './flowIndex.ts';
import { DEFINITIONS, READINGS, recognise } from './recognise.ts';

describe('ten Pods at once', () => {
  const names = Array.from({ length: 10 }, (_, i) => `web-${i}`);

  it('each have a whole flow of only their own records', () => {
    const lab = new FlowLab();
    lab.apply(...names.map((name) => makePod(name)));
    const seen = new Set<number>();
    for (const name of names) {
      const steps = lab.steps(name);
      expect(steps.every(({ state }) => state === 'done' || state === 'skipped')).toBe(true);
      for (const { record, endRecord } of steps) {
        for (const seq of new Set([record, endRecord])) {
          if (seq === null) continue;
          const object = lab.recordAt(seq)?.object;
          expect(object?.name.split('/')[0]).toBe(name);
          seen.add(seq);
        }
      }
    }
    const tracks = [...lab.index.pods.values()];
    const all = tracks.flatMap((track: PodTrack) => track.seqs);
    expect(new Set(all).size).toBe(all.length);
    expect(seen.size).toBeGreaterThan(10 * 14);
  });

  const MANIFESTS = {
    plain: (name: string) => [makePod(name)],
    claim: (name: string) => [makePersistentVolumeClaim(name), withClaim(name, name)],
    consumer: (name: string) => [
      withClaim(name, name),
      makePersistentVolumeClaim(name, { storageClassName: 'local-path' }),
    ],
    bad: (name: string) => [makePod(name, { image: 'example/no-such-image:1' })],
    pinned: (name: string) => [makePod(name, { nodeName: 'node-1' })],
    huge: (name: string) => [makePod(name, { requests: { cpu: '64' } })],
  };
  const kinds = Object.keys(MANIFESTS) as (keyof typeof MANIFESTS)[];

  it('never step back: what was done stays done, for any seed and mix', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 5 }),
        (seed, mix) => {
          const lab = new FlowLab(seed).apply(...mix.flatMap((kind, i) => MANIFESTS[kind](`${kind}-${i}`)));
          const last = lab.lastSeq;
          for (const uid of lab.index.order) {
            for (const reading of READINGS) {
              const ids = DEFINITIONS[reading].steps.map(({ id }) => id);
              let before: readonly FlowStep[] | null = null;
              const { seqs } = lab.index.pods.get(uid) as PodTrack;
              for (const seq of [...seqs.filter((_, i) => i % 3 === 0), last]) {
                const steps: readonly FlowStep[] | undefined = recognise(lab, uid, reading, seq)?.steps;
                if (steps === undefined) continue;
                expect(steps.map((s) => s.step)).toEqual(ids);
                steps.forEach((now, i) => {
                  expect(now.record ?? 0).toBeLessThanOrEqual(seq);
                  expect(now.endRecord ?? 0).toBeLessThanOrEqual(seq);
                  if (now.record !== null && now.endRecord !== null) {
                    expect(now.endRecord).toBeGreaterThanOrEqual(now.record);
                    expect(now.timeMs).toBe(lab.recordAt(now.record)?.timeMs);
                  }
                  const then = before?.[i];
                  if (then?.state === 'done' && now.state !== 'skipped') {
                    expect(now).toMatchObject({
                      state: 'done',
                      record: then.record,
                      endRecord: then.endRecord,
                    });
                  }
                });
                before = steps;
              }
            }
          }
        },
      ),
      { numRuns: 10 },
    );
  });
});
