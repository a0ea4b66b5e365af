/** A parsed regular expression. */
export type Node =
  | { readonly type: 'char'; readonly char: string }
  | { readonly type: 'set'; readonly test: (char: string) => boolean; readonly negated?: boolean }
  | { readonly type: 'assert'; readonly kind: 'start' | 'end' | 'word' | 'inside' | 'begin' | 'finish' }
  | { readonly type: 'group'; readonly index: number; readonly body: Node }
  | { readonly type: 'sequence'; readonly items: readonly Node[] }
  | { readonly type: 'choice'; readonly options: readonly Node[] }
  | { readonly type: 'repeat'; readonly body: Node; readonly min: number; readonly max: number | null };

const MAX_REPEAT = 32_767;

class Malformed extends Error {}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what the class is
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[\x21-\x7e]/,
  lower: /[a-z]/,
  print: /[\x20-\x7e]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\v\f\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

const ESCAPED_SETS: Readonly<Record<string, RegExp>> = {
  w: /\w/,
  W: /\W/,
  s: /\s/,
  S: /\S/,
};

const ASSERTIONS: Readonly<Record<string, Extract<Node, { type: 'assert' }>['kind']>> = {
  b: 'word',
  B: 'inside',
  '<': 'begin',
  '>': 'finish',
  '`': 'start',
  "'": 'end',
};

/** The characters a class such as `alpha` has; undefined for no such class. */
export function characterClass(name: string): RegExp | undefined {
  return CLASSES[name];
}

/** The tree of a POSIX pattern, or what is wrong with it. */
export function parsePattern(
  pattern: string,
  extended: boolean,
): { readonly node: Node; readonly groups: number } | string {
  const parser = new Parser(pattern, extended);
  try {
    const node = parser.choice(0);
    return { node, groups: parser.groups };
  } catch (thrown) {
    if (thrown instanceof Malformed) return thrown.message;
    throw thrown;
  }
}

class Parser {
  groups = 0;
  #at = 0;
  readonly #text: string;
  readonly #extended: boolean;

  constructor(text: string, extended: boolean) {
    this.#text = text;
    this.#extended = extended;
  }

  /** Whether an operator comes next: bare in an ERE, with a backslash in a BRE. */
  #isNext(operator: string, offset = 0): boolean {
    const at = this.#at + offset;
    return this.#extended
      ? this.#text[at] === operator
      : this.#text[at] === '\\' && this.#text[at + 1] === operator;
  }

  #skip(): void {
    this.#at += this.#extended ? 1 : 2;
  }

  choice(depth: number): Node {
    const options = [this.#sequence(depth)];
    while (this.#isNext('|')) {
      this.#skip();
      options.push(this.#sequence(depth));
    }
    if (depth === 0 && this.#isNext(')') && !this.#extended) throw new Malformed('Unmatched ( or \\(');
    return options.length === 1 ? (options[0] as Node) : { type: 'choice', options };
  }

  #sequence(depth: number): Node {
    const items: Node[] = [];
    while (this.#at < this.#text.length && !this.#isNext('|') && !(depth > 0 && this.#isNext(')'))) {
      if (depth === 0 && !this.#extended && this.#isNext(')')) throw new Malformed('Unmatched ) or \\)');
      items.push(this.#repeated(this.#atom(depth, items.length === 0), items.length === 0));
    }
    return items.length === 1 ? (items[0] as Node) : { type: 'sequence', items };
  }

  #repeated(atom: Node, first: boolean): Node {
    let node = atom;
    for (;;) {
      const anchored = first && !this.#extended && atom.type === 'assert' && atom.kind === 'start';
      if (this.#text[this.#at] === '*' && !anchored) {
        this.#at++;
        node = { type: 'repeat', body: node, min: 0, max: null };
      } else if (this.#isNext('+')) {
        this.#skip();
        node = { type: 'repeat', body: node, min: 1, max: null };
      } else if (this.#isNext('?')) {
        this.#skip();
        node = { type: 'repeat', body: node, min: 0, max: 1 };
      } else if (this.#isNext('{')) {
        const bounds = this.#bounds();
        if (bounds === undefined) return node;
        node = { type: 'repeat', body: node, ...bounds };
      } else return node;
    }
  }

  #bounds(): { readonly min: number; readonly max: number | null } | undefined {
    const end = this.#extended ? '}' : '\\\\}';
    const match = new RegExp(`^(\\d*)(,?)(\\d*)${end}`).exec(
      this.#text.slice(this.#at + (this.#extended ? 1 : 2)),
    );
    if (match === null || (match[1] === '' && match[2] === '')) {
      // An ERE's brace that begins no bounds stands for itself.
      if (this.#extended) return undefined;
      throw new Malformed(
        this.#text.includes('\\}', this.#at) ? 'Invalid content of \\{\\}' : 'Unmatched \\{',
      );
    }
    this.#at += (this.#extended ? 1 : 2) + match[0].length;
    const min = match[1] === '' ? 0 : Number(match[1]);
    const max = match[2] === '' ? min : match[3] === '' ? null : Number(match[3]);
    if (max !== null && max < min) throw new Malformed('Invalid content of \\{\\}');
    if (min > MAX_REPEAT || (max ?? 0) > MAX_REPEAT) throw new Malformed('Regular expression too big');
    return { min, max };
  }

  #atom(depth: number, first: boolean): Node {
    const char = this.#text[this.#at] as string;
    if (this.#isNext('(')) {
      this.#skip();
      const index = ++this.groups;
      const body = this.choice(depth + 1);
      if (!this.#isNext(')')) throw new Malformed('Unmatched ( or \\(');
      this.#skip();
      return { type: 'group', index, body };
    }
    if (this.#extended && first && (char === '*' || char === '+' || char === '?')) {
      // glibc takes it as it stands.
      this.#at++;
      return char === '*' ? { type: 'char', char } : this.#atomOrEmpty(depth);
    }
    this.#at++;
    if (char === '.') return { type: 'set', test: () => true };
    if (char === '[') return this.#bracket();
    if (char === '^' && (this.#extended || first)) return { type: 'assert', kind: 'start' };
    if (char === '$' && (this.#extended || this.#isAtEnd())) return { type: 'assert', kind: 'end' };
    if (char === '\\') return this.#escape();
    return { type: 'char', char };
  }

  #atomOrEmpty(depth: number): Node {
    if (this.#at >= this.#text.length) return { type: 'sequence', items: [] };
    return this.#atom(depth, false);
  }

  /** In a BRE `$` is an anchor only where a branch ends. */
  #isAtEnd(): boolean {
    return this.#at === this.#text.length || this.#isNext(')') || this.#isNext('|');
  }

  #escape(): Node {
    const char = this.#text[this.#at];
    if (char === undefined) throw new Malformed('Trailing backslash');
    this.#at++;
    if (/[1-9]/.test(char)) throw new Malformed(`Back-references (\\${char}) in patterns are not modelled`);
    const set = ESCAPED_SETS[char];
    if (set !== undefined) return { type: 'set', test: (one) => set.test(one) };
    const kind = ASSERTIONS[char];
    if (kind !== undefined) return { type: 'assert', kind };
    if (char === 'n') return { type: 'char', char: '\n' };
    if (char === 't') return { type: 'char', char: '\t' };
    return { type: 'char', char };
  }

  #bracket(): Node {
    const text = this.#text;
    const negated = text[this.#at] === '^';
    if (negated) this.#at++;
    const singles = new Set<string>();
    const ranges: [string, string][] = [];
    const classes: RegExp[] = [];
    for (let first = true; ; first = false) {
      const char = text[this.#at];
      if (char === undefined) throw new Malformed('Unmatched [, [^, [:, [., or [=');
      if (char === ']' && !first) {
        this.#at++;
        break;
      }
      if (char === '[' && text[this.#at + 1] === ':') {
        const end = text.indexOf(':]', this.#at + 2);
        const found = end === -1 ? undefined : CLASSES[text.slice(this.#at + 2, end)];
        if (found === undefined) throw new Malformed('Invalid character class name');
        classes.push(found);
        this.#at = end + 2;
        continue;
      }
      if (char === '[' && (text[this.#at + 1] === '=' || text[this.#at + 1] === '.')) {
        throw new Malformed('Invalid collation character');
      }
      this.#at++;
      const upper = text[this.#at + 1];
      if (text[this.#at] === '-' && upper !== undefined && upper !== ']') {
        if (upper < char) throw new Malformed('Invalid range end');
        ranges.push([char, upper]);
        this.#at += 2;
      } else singles.add(char);
    }
    const has = (char: string) =>
      singles.has(char) ||
      ranges.some(([low, high]) => char >= low && char <= high) ||
      classes.some((one) => one.test(char));
    return { type: 'set', test: negated ? (char) => !has(char) : has, negated };
  }
}
