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
  const hex = hexOf(draw()) + hexOf(draw()) + hexOf(draw()) + hexOf(draw());
  const variant = '89ab'[Number.parseInt(hex[16] as string, 16) & 3];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** A container or sandbox id as containerd prints it: 64 hexadecimal digits. */
export function hexId(draw: () => number): string {
  let text = '';
  for (let i = 0; i < 8; i++) text += hexOf(draw());
  return text;
}

/** The 256 pairs of digits: putting words together from them is several times faster than formatting numbers. */
const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** 24 bits as six hexadecimal digits. */
export function hex24(bits: number): string {
  return `${PAIRS[(bits >>> 16) & 255]}${PAIRS[(bits >>> 8) & 255]}${PAIRS[bits & 255]}`;
}

/** A word as eight hexadecimal digits. */
function hexOf(word: number): string {
  return `${PAIRS[word >>> 24]}${PAIRS[(word >>> 16) & 255]}${PAIRS[(word >>> 8) & 255]}${PAIRS[word & 255]}`;
}
