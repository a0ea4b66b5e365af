import type { Draft } from './draft.ts';

/**
 * A seeded stream of numbers as plain data (the generator is sfc32). Every component draws from its
 * own stream, so a new draw in one never disturbs another.
 */
export interface Stream {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly counter: number;
}

/** A 32-bit hash of a string (FNV-1a). */
export function hash32(text: string, basis = 0x811c9dc5): number {
  let hash = basis;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

export function streamOf(seed: number, name: string): Stream {
  const stream = { a: seed >>> 0, b: hash32(name), c: Math.trunc(seed / 2 ** 32) >>> 0, counter: 1 };
  for (let i = 0; i < 12; i++) draw(stream);
  return stream;
}

/** The next number, an integer in [0, 2^32), and the stream that follows it. */
export function next(stream: Stream): { value: number; stream: Stream } {
  const after = { ...stream };
  return { value: draw(after), stream: after };
}

export type MutableStream = Draft<Stream>;

/** The next number, an integer in [0, 2^32); puts the stream forward in place. */
export function draw(stream: MutableStream): number {
  const { a, b, c, counter } = stream;
  const value = (a + b + counter) >>> 0;
  stream.a = (b ^ (b >>> 9)) >>> 0;
  stream.b = (c + (c << 3)) >>> 0;
  stream.c = (((c << 21) | (c >>> 11)) + value) >>> 0;
  stream.counter = (counter + 1) >>> 0;
  return value;
}
