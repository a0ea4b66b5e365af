/** Both halves of a 64-bit hash. */
interface Hash {
  readonly high: number;
  readonly low: number;
}

/** Hashes of objects already met. Sound because state is replaced, never mutated. */
export type HashMemo = WeakMap<object, Hash>;

/**
 * A 64-bit hash of plain data as 16 hexadecimal digits, the same for equal JSON whatever the order
 * in which members were added. Throws for what JSON cannot hold, so it also proves that state is data.
 *
 * With a memo, hashing many versions of a world costs only what changed between them.
 */
export function hashValue(value: unknown, memo?: HashMemo): string {
  const { high, low } = hashOf(value, memo);
  return hex(high) + hex(low);
}

/** Where a value first holds something that is not data, as a path such as `$.queue.size`; null if nowhere. */
export function pathToNonData(value: unknown, path = '$'): string | null {
  if (isPlain(value)) return null;
  if (typeof value !== 'object' || value === null) return path;
  for (const [name, member] of Object.entries(value)) {
    const found = pathToNonData(member, Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`);
    if (found !== null) return found;
  }
  return path;
}

function isPlain(value: unknown): boolean {
  try {
    hashOf(value ?? null, undefined);
    return true;
  } catch {
    return false;
  }
}

const hex = (word: number): string => (word >>> 0).toString(16).padStart(8, '0');

/** FNV-1a with a different prime and basis for each half, mixed at the end. */
class Digest {
  private high = 0x9e3779b9;
  private low = 0x811c9dc5;

  word(word: number): void {
    this.high = Math.imul(this.high ^ word, 0x85ebca6b);
    this.high = (this.high << 13) | (this.high >>> 19);
    this.low = Math.imul(this.low ^ word, 0x01000193);
    this.low ^= this.low >>> 15;
  }

  text(text: string): void {
    this.word(text.length);
    for (let i = 0; i < text.length; i++) this.word(text.charCodeAt(i));
  }

  end(): Hash {
    return { high: mix(this.high ^ (this.low >>> 7)), low: mix(this.low ^ this.high) };
  }
}

function mix(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x7feb352d);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}

function hashOf(value: unknown, memo: HashMemo | undefined): Hash {
  const digest = new Digest();
  switch (typeof value) {
    case 'string':
      digest.word(1);
      digest.text(value);
      return digest.end();
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`the state holds ${value}, which JSON cannot`);
      digest.word(2);
      // Adding 0 turns -0 into the 0 that JSON writes.
      digest.text(String(value + 0));
      return digest.end();
    case 'boolean':
      digest.word(value ? 3 : 4);
      return digest.end();
    case 'object':
      break;
    default:
      throw new TypeError(`the state holds a ${typeof value}, which is not data`);
  }
  if (value === null) {
    digest.word(5);
    return digest.end();
  }
  const known = memo?.get(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) {
    digest.word(6);
    digest.word(value.length);
    for (let i = 0; i < value.length; i++) add(digest, hashOf(value[i] ?? null, memo));
  } else {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      throw new TypeError('the state holds an instance of a class, which is not data');
    }
    digest.word(7);
    const members = value as Readonly<Record<string, unknown>>;
    for (const name of Object.keys(members).sort()) {
      const member = members[name];
      if (member === undefined) continue;
      digest.text(name);
      add(digest, hashOf(member, memo));
    }
  }
  const hash = digest.end();
  memo?.set(value, hash);
  return hash;
}

function add(digest: Digest, hash: Hash): void {
  digest.word(hash.high);
  digest.word(hash.low);
}
