import type { Position } from './types.ts';

/** Negative when `a` comes before `b`. */
export function comparePositions(a: Position, b: Position): number {
  return a.seq - b.seq || a.timeMs - b.timeMs;
}

export function later<P extends Position>(a: P, b: P): P {
  return comparePositions(a, b) >= 0 ? a : b;
}
