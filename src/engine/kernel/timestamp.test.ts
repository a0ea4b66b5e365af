import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { microTimestamp, nanosHex, timeMsOf, timestamp } from './timestamp.ts';

const EPOCH = Date.UTC(2026, 0, 1);

describe('timestamp', () => {
  it('agrees with the calendar, before and after time 0', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e13 }), (timeMs) => {
        const iso = new Date(EPOCH + timeMs).toISOString();
        expect(timestamp(timeMs)).toBe(`${iso.slice(0, 19)}Z`);
        expect(microTimestamp(timeMs)).toBe(`${iso.slice(0, 23)}000Z`);
        expect(timeMsOf(microTimestamp(timeMs))).toBe(timeMs);
      }),
    );
  });

  it('counts nanoseconds like a big integer', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e9, max: 1e12 }), fc.nat({ max: 999_999 }), (timeMs, count) => {
        const nanos = BigInt(EPOCH + timeMs) * 1_000_000n + BigInt(count);
        expect(nanosHex(timeMs, count)).toBe(nanos.toString(16));
      }),
    );
  });

  it('says NaN for what is not a time', () => {
    expect(timeMsOf('yesterday')).toBeNaN();
  });
});
