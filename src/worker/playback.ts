import type { Pace } from '../protocol/view.ts';

/** How long a message rests in guided play at factor 1, in real milliseconds. */
export const DWELL_MS = {
  /** It begins a step of the watched Pod's flow. */
  step: 620,
  other: 175,
} as const;

/** The finest tick of a playing clock. */
export const TICK_MS = 16;

const FACTORS = { min: 0.1, max: 50 };
const RATES = { min: 0.1, max: 1000 };

const clamp = (value: number, { min, max }: { min: number; max: number }): number =>
  Number.isFinite(value) ? Math.min(Math.max(value, min), max) : 1;

/** A pace within what can be played. */
export function withinLimits(pace: Pace): Pace {
  switch (pace.kind) {
    case 'guided':
      return { kind: 'guided', factor: clamp(pace.factor, FACTORS) };
    case 'clock':
      return { kind: 'clock', rate: clamp(pace.rate, RATES) };
    case 'max':
      return pace;
  }
}

export function dwellMs(factor: number, beginsStep: boolean): number {
  return (beginsStep ? DWELL_MS.step : DWELL_MS.other) / factor;
}
