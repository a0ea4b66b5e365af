// One line while it is being typed. A terminal hands whole lines to the machine, so editing them is the page's work.

export interface Line {
  readonly text: string;
  /** Where the cursor stands, in UTF-16 units. */
  readonly cursor: number;
}

export const EMPTY: Line = { text: '', cursor: 0 };

export const lineOf = (text: string): Line => ({ text, cursor: text.length });

export function insert({ text, cursor }: Line, piece: string): Line {
  return { text: text.slice(0, cursor) + piece + text.slice(cursor), cursor: cursor + piece.length };
}

/** Where the character before or after the cursor begins or ends; one may take two units. */
function before({ text, cursor }: Line): number {
  const last = [...text.slice(0, cursor)].at(-1);
  return cursor - (last?.length ?? 0);
}

function after({ text, cursor }: Line): number {
  const [first] = text.slice(cursor);
  return cursor + (first?.length ?? 0);
}

const wordBefore = ({ text, cursor }: Line): number => text.slice(0, cursor).replace(/\S+\s*$/, '').length;
const wordAfter = ({ text, cursor }: Line): number =>
  cursor + (/^\s*\S*/.exec(text.slice(cursor))?.[0].length ?? 0);

/** What a key does to the line, by what the terminal sends for it; undefined when it is no editing key. */
export function edit(line: Line, key: string): Line | undefined {
  const { text, cursor } = line;
  switch (key) {
    case '\x7f':
    case '\b': {
      const at = before(line);
      return { text: text.slice(0, at) + text.slice(cursor), cursor: at };
    }
    case '\x1b[3~':
      return { text: text.slice(0, cursor) + text.slice(after(line)), cursor };
    case '\x1b[D':
    case '\x02':
      return { text, cursor: before(line) };
    case '\x1b[C':
    case '\x06':
      return { text, cursor: after(line) };
    case '\x1b[1;5D':
    case '\x1bb':
      return { text, cursor: wordBefore(line) };
    case '\x1b[1;5C':
    case '\x1bf':
      return { text, cursor: wordAfter(line) };
    case '\x1b[H':
    case '\x1bOH':
    case '\x01':
      return { text, cursor: 0 };
    case '\x1b[F':
    case '\x1bOF':
    case '\x05':
      return { text, cursor: text.length };
    case '\x15':
      return { text: text.slice(cursor), cursor: 0 };
    case '\x0b':
      return { text: text.slice(0, cursor), cursor };
    case '\x17': {
      const at = wordBefore(line);
      return { text: text.slice(0, at) + text.slice(cursor), cursor: at };
    }
    default:
      return undefined;
  }
}

/** Lines that have been entered, and the way through them with the arrow keys. */
export class History {
  readonly #lines: string[] = [];
  #at = 0;
  /** What was being typed when the reader began to go back. */
  #draft = '';

  get lines(): readonly string[] {
    return this.#lines;
  }

  add(line: string): void {
    if (line.trim() !== '' && this.#lines.at(-1) !== line) this.#lines.push(line);
    this.#at = this.#lines.length;
    this.#draft = '';
  }

  /** The line before or after; undefined at either end. */
  move(by: -1 | 1, current: string): string | undefined {
    if (this.#at === this.#lines.length) this.#draft = current;
    const to = this.#at + by;
    if (to < 0 || to > this.#lines.length) return undefined;
    this.#at = to;
    return to === this.#lines.length ? this.#draft : this.#lines[to];
  }
}
