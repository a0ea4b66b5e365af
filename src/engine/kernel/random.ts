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
  let stream: Stream = { a: seed >>> 0, b: hash32(name), c: Math.trunc(seed / 2 ** 32) >>> 0, counter: 1 };
  for (let i = 0; i < 12; i++) stream = next(stream).stream;
  return stream;
}

/** The next number, an integer in [0, 2^32), and the stream that follows it. */
export function next(stream: Stream): { value: number; stream: Stream } {
  const value = (stream.a + stream.b + stream.counter) >>> 0;
  const c = ((stream.c << 21) | (stream.c >>> 11)) >>> 0;
  return {
    value,
    stream: {
      a: (stream.b ^ (stream.b >>> 9)) >>> 0,
      b: (stream.c + (stream.c << 3)) >>> 0,
      c: (c + value) >>> 0,
      counter: (stream.counter + 1) >>> 0,
    },
  };
}
