/** One input of a score: what it is called, and how it is written. */
export interface Term {
  /** A key below `inspector.term.` where there are words for it, otherwise its own name. */
  readonly name: string;
  readonly text: string;
}

const GROUPS = [
  { name: 'cpu', prefix: 'milliCPU', write: cpu },
  { name: 'memory', prefix: 'memoryBytes', write: memory },
] as const;

/** The inputs of a score with the units they have in a manifest: what is asked for beside what there is. */
export function readableTerms(terms: readonly (readonly [string, number | string])[]): readonly Term[] {
  const left = new Map(terms);
  const found: Term[] = [];
  for (const { name, prefix, write } of GROUPS) {
    const requested = left.get(`${prefix}Requested`);
    const allocatable = left.get(`${prefix}Allocatable`);
    if (typeof requested !== 'number' || typeof allocatable !== 'number') continue;
    const score = left.get(`${name}Score`);
    const text = `${write(requested)} / ${write(allocatable)}${score === undefined ? '' : ` → ${score}`}`;
    found.push({ name, text });
    for (const key of [`${prefix}Requested`, `${prefix}Allocatable`, `${name}Score`]) left.delete(key);
  }
  for (const [name, value] of left) {
    const isBytes = /Bytes$/.test(name) && typeof value === 'number';
    found.push({ name, text: isBytes ? memory(value) : String(value) });
  }
  return found;
}

function cpu(milli: number): string {
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
}

function memory(bytes: number): string {
  const units = ['', 'Ki', 'Mi', 'Gi', 'Ti'];
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${Number.isInteger(value) ? value : value.toFixed(1)}${units[unit]}`;
}
