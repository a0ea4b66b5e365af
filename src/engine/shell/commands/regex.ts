// Models glibc@v2.41 posix/regcomp.c, posix/regexec.c
// Differs: back-references inside a pattern (\1) and equivalence classes ([=a=]) are refused. What matches is the
// leftmost longest; of equally long ways to it the groups are those of the first alternative.
import { type Node, parsePattern } from './regexParse.ts';

export interface Match {
  readonly start: number;
  readonly end: number;
  /** The text of each group, the whole match first. */
  readonly groups: readonly (string | undefined)[];
}

type Instruction =
  | { readonly op: 'char'; readonly char: string }
  | { readonly op: 'set'; readonly test: (char: string) => boolean }
  | { readonly op: 'split'; readonly a: number; readonly b: number }
  | { readonly op: 'jump'; readonly to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'assert'; readonly kind: 'start' | 'end' | 'word' | 'inside' | 'begin' | 'finish' }
  | { readonly op: 'match' };

interface Thread {
  readonly at: number;
  readonly slots: readonly number[];
}

const MAX_INSTRUCTIONS = 20_000;

export class RegexTooBig extends Error {}

const isWord = (char: string | undefined) => char !== undefined && /\w/.test(char);

/** A compiled pattern. Matching takes time in proportion to text and pattern, whatever they are. */
export class Regex {
  readonly groups: number;
  readonly #ignoreCase: boolean;
  readonly #code: Instruction[] = [];
  /** What every match begins with. */
  readonly #prefix: string;

  constructor(node: Node, groups: number, ignoreCase: boolean) {
    this.groups = groups;
    this.#ignoreCase = ignoreCase;
    this.#emit(node);
    this.#push({ op: 'match' });
    this.#prefix = ignoreCase ? '' : prefixOf(node);
  }

  #push(instruction: Instruction): number {
    if (this.#code.length >= MAX_INSTRUCTIONS) throw new RegexTooBig();
    return this.#code.push(instruction) - 1;
  }

  #emit(node: Node): void {
    switch (node.type) {
      case 'char':
        this.#push({ op: 'char', char: this.#ignoreCase ? node.char.toLowerCase() : node.char });
        return;
      case 'set': {
        const { test, negated } = node;
        const either = (char: string) => {
          const [lower, upper] = [test(char.toLowerCase()), test(char.toUpperCase())];
          return negated === true ? lower && upper : lower || upper;
        };
        this.#push({ op: 'set', test: this.#ignoreCase ? either : test });
        return;
      }
      case 'assert':
        this.#push({ op: 'assert', kind: node.kind });
        return;
      case 'group':
        this.#push({ op: 'save', slot: node.index * 2 });
        this.#emit(node.body);
        this.#push({ op: 'save', slot: node.index * 2 + 1 });
        return;
      case 'sequence':
        for (const item of node.items) this.#emit(item);
        return;
      case 'choice': {
        const ends: number[] = [];
        for (const [index, option] of node.options.entries()) {
          if (index === node.options.length - 1) {
            this.#emit(option);
            break;
          }
          const split = this.#push({ op: 'match' });
          this.#emit(option);
          ends.push(this.#push({ op: 'match' }));
          this.#code[split] = { op: 'split', a: split + 1, b: this.#code.length };
        }
        for (const end of ends) this.#code[end] = { op: 'jump', to: this.#code.length };
        return;
      }
      case 'repeat':
        this.#repeat(node);
    }
  }

  #repeat({ body, min, max }: Extract<Node, { type: 'repeat' }>): void {
    for (let i = 0; i < min; i++) this.#emit(body);
    if (max === null) {
      const split = this.#push({ op: 'match' });
      this.#emit(body);
      this.#push({ op: 'jump', to: split });
      this.#code[split] = { op: 'split', a: split + 1, b: this.#code.length };
      return;
    }
    const splits: number[] = [];
    for (let i = min; i < max; i++) {
      splits.push(this.#push({ op: 'match' }));
      this.#emit(body);
    }
    for (const split of splits) this.#code[split] = { op: 'split', a: split + 1, b: this.#code.length };
  }

  test(text: string): boolean {
    return this.exec(text) !== null;
  }

  /** The first match that begins at `from` or later. */
  exec(text: string, from = 0): Match | null {
    let best: readonly number[] | null = null;
    let threads: Thread[] = [];
    let at = from;
    for (;;) {
      if (best === null) {
        if (threads.length === 0 && this.#prefix !== '') {
          const next = text.indexOf(this.#prefix, at);
          if (next === -1) return null;
          at = next;
        }
        this.#follow(threads, { at: 0, slots: [at] }, text, at, seenIn(threads));
      }
      const raw = text[at];
      const char = raw !== undefined && this.#ignoreCase ? raw.toLowerCase() : raw;
      const next: Thread[] = [];
      const seen = new Set<number>();
      for (const thread of threads) {
        if (best !== null && (thread.slots[0] as number) > (best[0] as number)) continue;
        const instruction = this.#code[thread.at] as Instruction;
        if (instruction.op === 'match') {
          if (
            best === null ||
            (thread.slots[0] as number) < (best[0] as number) ||
            at > (best[1] as number)
          ) {
            best = [thread.slots[0] as number, at, ...thread.slots.slice(2)];
          }
        } else if (char !== undefined && accepts(instruction, char, raw as string)) {
          this.#follow(next, { at: thread.at + 1, slots: thread.slots }, text, at + 1, seen);
        }
      }
      threads = next;
      if (at >= text.length || (best !== null && threads.length === 0)) break;
      at++;
    }
    if (best === null) return null;
    const groups: (string | undefined)[] = [];
    for (let group = 0; group <= this.groups; group++) {
      const start = best[group * 2];
      const end = best[group * 2 + 1];
      groups.push(
        start === undefined || end === undefined || end < start ? undefined : text.slice(start, end),
      );
    }
    return { start: best[0] as number, end: best[1] as number, groups };
  }

  /** Adds a thread, going through everything that takes no character. */
  #follow(list: Thread[], first: Thread, text: string, at: number, seen: Set<number>): void {
    const stack = [first];
    for (let thread = stack.pop(); thread !== undefined; thread = stack.pop()) {
      if (seen.has(thread.at)) continue;
      seen.add(thread.at);
      const instruction = this.#code[thread.at] as Instruction;
      switch (instruction.op) {
        case 'jump':
          stack.push({ at: instruction.to, slots: thread.slots });
          break;
        case 'split':
          stack.push({ at: instruction.b, slots: thread.slots }, { at: instruction.a, slots: thread.slots });
          break;
        case 'save': {
          const slots = thread.slots.slice();
          slots[instruction.slot] = at;
          stack.push({ at: thread.at + 1, slots });
          break;
        }
        case 'assert':
          if (holds(instruction.kind, text, at)) stack.push({ at: thread.at + 1, slots: thread.slots });
          break;
        default:
          list.push(thread);
      }
    }
  }
}

const seenIn = (threads: readonly Thread[]) => new Set(threads.map((thread) => thread.at));

function accepts(instruction: Instruction, char: string, raw: string): boolean {
  if (instruction.op === 'char') return instruction.char === char;
  return instruction.op === 'set' && instruction.test(raw);
}

function holds(kind: Extract<Instruction, { op: 'assert' }>['kind'], text: string, at: number): boolean {
  const before = isWord(text[at - 1]);
  const after = isWord(text[at]);
  switch (kind) {
    case 'start':
      return at === 0;
    case 'end':
      return at === text.length;
    case 'word':
      return before !== after;
    case 'inside':
      return before === after;
    case 'begin':
      return !before && after;
    case 'finish':
      return before && !after;
  }
}

function prefixOf(node: Node): string {
  if (node.type === 'char') return node.char;
  if (node.type !== 'sequence') return '';
  let prefix = '';
  for (const item of node.items) {
    if (item.type !== 'char') break;
    prefix += item.char;
  }
  return prefix;
}

export interface RegexOptions {
  /** ERE instead of BRE. */
  readonly extended: boolean;
  readonly ignoreCase?: boolean;
}

/** A compiled pattern, or why it is none in the words of regerror(3). */
export function compileRegex(
  pattern: string,
  { extended, ignoreCase = false }: RegexOptions,
): Regex | string {
  const parsed = parsePattern(pattern, extended);
  if (typeof parsed === 'string') return parsed;
  try {
    return new Regex(parsed.node, parsed.groups, ignoreCase);
  } catch (thrown) {
    if (thrown instanceof RegexTooBig) return 'Regular expression too big';
    throw thrown;
  }
}

/** A pattern that stands for itself. */
export function literalRegex(text: string, ignoreCase = false): Regex {
  return new Regex(
    {
      type: 'sequence',
      items: [...text].flatMap((one) => one.split('')).map((char) => ({ type: 'char', char })),
    },
    0,
    ignoreCase,
  );
}
