import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Scale, Stops } from './scale.ts';

const stop = (seq: number, timeMs: number, background = false) => ({ seq, timeMs, background });

describe('the scale of the bar', () => {
  test.each([
    { name: 'messages without a wait stand one apart', records: [stop(1, 0), stop(2, 0)], seq: 2, at: 2 },
    { name: 'the start of the run is the left end', records: [stop(1, 0)], seq: 0, at: 0 },
    { name: 'a wait of 50 ms takes two more', records: [stop(1, 0), stop(2, 50)], seq: 2, at: 4 },
    {
      name: 'housekeeping takes no room',
      records: [stop(1, 0), stop(2, 0, true), stop(3, 0, true), stop(4, 0)],
      seq: 4,
      at: 2,
    },
    { name: 'housekeeping stands where its time is', records: [stop(1, 0), stop(2, 0, true)], seq: 2, at: 1 },
  ])('$name', ({ records, seq, at }) => {
    expect(new Scale(records, 0).of(seq)).toBeCloseTo(at);
  });

  test('half of a wait is half of its room', () => {
    const scale = new Scale([stop(1, 0), stop(2, 1000)], 1000);
    const start = scale.of(1);
    const end = scale.of(2) - 1;
    expect(scale.of(1, 500)).toBeCloseTo((start + end) / 2);
    expect(scale.at((start + end) / 2)).toEqual({ timeMs: 500 });
  });

  test('what is computed beyond the last message has room as well', () => {
    const scale = new Scale([stop(1, 0)], 5000);
    expect(scale.length).toBeGreaterThan(scale.of(1));
    expect(scale.ofTime(5000)).toBeCloseTo(scale.length);
  });

  test('an empty run has a scale', () => {
    const scale = new Scale([], 0);
    expect(scale.of(0)).toBe(0);
    expect(scale.at(0.4)).toEqual({ seq: 0 });
  });

  test('waits tell how long they last', () => {
    const [wait, ...rest] = new Scale([stop(1, 0), stop(2, 3200), stop(3, 3201)], 3201).waits(4);
    expect(wait?.lastsMs).toBe(3200);
    expect(rest).toEqual([]);
  });

  const runs = fc
    .array(fc.record({ waitMs: fc.nat(5000), background: fc.boolean() }), { maxLength: 60 })
    .map((steps) => {
      let timeMs = 0;
      return steps.map(({ waitMs, background }, index) => {
        timeMs += waitMs;
        return stop(index + 1, timeMs, background);
      });
    });

  test('positions grow with the messages', () => {
    fc.assert(
      fc.property(runs, (records) => {
        const scale = new Scale(records, records.at(-1)?.timeMs ?? 0);
        const places = records.map((record) => scale.of(record.seq, record.timeMs));
        for (let i = 1; i < places.length; i += 1)
          expect(places[i]).toBeGreaterThanOrEqual(places[i - 1]! - 1e-9);
        expect(places.at(-1) ?? 0).toBeLessThanOrEqual(scale.length + 1e-9);
      }),
    );
  });

  test('the position of a message leads back to it', () => {
    fc.assert(
      fc.property(runs, (records) => {
        const scale = new Scale(records, records.at(-1)?.timeMs ?? 0);
        for (const record of records) {
          if (!record.background) expect(scale.at(scale.of(record.seq))).toEqual({ seq: record.seq });
        }
      }),
    );
  });

  test('following a trace that grows and is cut gives the scale of the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(runs, fc.nat(60)), { maxLength: 5 }), (turns) => {
        const stops = new Stops();
        const trace: ReturnType<typeof stop>[] = [];
        const scales: { readonly scale: Scale; readonly text: string }[] = [];
        for (const [records, keep] of turns) {
          trace.length = Math.min(trace.length, keep);
          const { seq, timeMs } = trace.at(-1) ?? stop(0, 0);
          for (const record of records)
            trace.push(stop(seq + record.seq, timeMs + record.timeMs, record.background));
          const headMs = (trace.at(-1)?.timeMs ?? 0) + 70;
          const scale = new Scale(trace, headMs, stops);
          const text = textOf(scale);
          expect(text).toBe(textOf(new Scale(trace, headMs)));
          scales.push({ scale, text });
        }
        // What came later is not the business of a scale made before.
        for (const { scale, text } of scales) expect(textOf(scale)).toBe(text);
      }),
    );
  });
});

function textOf(scale: Scale): string {
  const places = Array.from({ length: 40 }, (_, i) => [
    scale.of(i * 3),
    scale.ofTime(i * 400),
    scale.at(i * 2),
  ]);
  return JSON.stringify([scale.length, scale.waits(1), places]);
}
