// Models kubernetes@v1.36.0 staging/src/k8s.io/apimachinery/pkg/util/rand/rand.go
// Differs: the numbers come from a seeded stream, so the same run always gets the same ids.

/** Vowels and look-alikes are left out, so that no suffix spells a word. */
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

/** A suffix for `metadata.generateName`, drawn with `draw` (an integer in [0, 2^32) a call). */
export function nameSuffix(draw: () => number, length = 5): string {
  let text = '';
  for (let i = 0; i < length; i++) text += SAFE[draw() % SAFE.length];
  return text;
}

/** A version 4 UUID. */
export function uid(draw: () => number): string {
  const a = draw();
  const b = draw();
  const c = draw();
  const d = draw();
  return (
    `${hexOf(a)}-${pair(b >>> 24)}${pair(b >>> 16)}-${pair(0x40 | ((b >>> 8) & 15))}${pair(b)}-` +
    `${pair(0x80 | ((c >>> 24) & 63))}${pair(c >>> 16)}-${pair(c >>> 8)}${pair(c)}${hexOf(d)}`
  );
}

/** A container or sandbox id as containerd prints it: 64 hexadecimal digits. */
export function hexId(draw: () => number): string {
  let text = '';
  for (let i = 0; i < 8; i++) text += hexOf(draw());
  return text;
}

/** The 256 pairs of digits: putting words together from them is several times faster than formatting numbers. */
const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** The lowest byte as two hexadecimal digits. */
function pair(word: number): string {
  return PAIRS[word & 255] as string;
}

/** 24 bits as six hexadecimal digits. */
export function hex24(bits: number): string {
  return `${pair(bits >>> 16)}${pair(bits >>> 8)}${pair(bits)}`;
}

/** A word as eight hexadecimal digits. */
function hexOf(word: number): string {
  return `${pair(word >>> 24)}${pair(word >>> 16)}${pair(word >>> 8)}${pair(word)}`;
}
