// Models kubernetes@v1.36.0 staging/src/k8s.io/client-go/util/jsonpath/parser.go
/** One piece of a template: text as it stands, or what stood between braces. */
export type Piece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'path'; readonly steps: readonly Step[] }
  /** What is between `{range …}` and `{end}`, once for each value. */
  | { readonly type: 'range'; readonly steps: readonly Step[]; readonly body: readonly Piece[] };

export type Step =
  /** `$`: back to the object itself. */
  | { readonly type: 'root' }
  | { readonly type: 'field'; readonly name: string }
  /** `.*` or `[*]`. */
  | { readonly type: 'wildcard' }
  /** `..`: the value and everything in it. */
  | { readonly type: 'recursive' }
  | {
      readonly type: 'slice';
      readonly from: number | undefined;
      readonly to: number | undefined;
      readonly step: number | undefined;
    }
  | { readonly type: 'union'; readonly members: readonly (readonly Step[])[] }
  | {
      readonly type: 'filter';
      readonly left: Operand;
      readonly operator: Operator | 'exists';
      readonly right: Operand | undefined;
    };

export type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=';

export type Operand =
  | { readonly type: 'value'; readonly value: string | number | boolean }
  | { readonly type: 'path'; readonly steps: readonly Step[] };

/** Thrown for a template or a value that upstream refuses, with its words. */
export class JsonPathError extends Error {}

export type TemplateResult =
  | { readonly ok: true; readonly pieces: readonly Piece[] }
  | { readonly ok: false; readonly error: string };

export function parseTemplate(template: string): TemplateResult {
  try {
    return { ok: true, pieces: new Parser(template).template() };
  } catch (error) {
    if (error instanceof JsonPathError) return { ok: false, error: error.message };
    throw error;
  }
}

const RELAXED = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/;

/** `metadata.name`, `.metadata.name` and `{.metadata.name}` all mean the last; undefined for anything else. */
export function relaxed(expression: string): string | undefined {
  if (expression === '') return '';
  const match = RELAXED.exec(expression);
  return match === null ? undefined : `{.${match[1] ?? match[2]}}`;
}

const DICT_KEY = /^'([^']*)'$/;
const SLICE = /^(-?\d*)(:-?\d*)?(:-?\d*)?$/;
const UNION = /^('([^']*)'|-?\d+)(,('([^']*)'|-?\d+))+$/;

class Parser {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  template(): Piece[] {
    const pieces = this.pieces(false);
    if (this.at < this.text.length) throw new JsonPathError('not in range, nothing to end');
    return pieces;
  }

  private pieces(isInRange: boolean): Piece[] {
    const pieces: Piece[] = [];
    for (;;) {
      const open = this.text.indexOf('{', this.at);
      const text = this.text.slice(this.at, open < 0 ? undefined : open);
      if (text !== '') pieces.push({ type: 'text', text });
      if (open < 0) {
        this.at = this.text.length;
        if (isInRange) throw new JsonPathError('unclosed range');
        return pieces;
      }
      this.at = open + 1;
      if (this.action(pieces)) {
        if (isInRange) return pieces;
        throw new JsonPathError('not in range, nothing to end');
      }
    }
  }

  /** What is between two braces; true for `end`. */
  private action(pieces: Piece[]): boolean {
    let steps: Step[] = [];
    const flush = (): void => {
      if (steps.length > 0) pieces.push({ type: 'path', steps });
      steps = [];
    };
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined || char === '\n' || char === '\r') throw new JsonPathError('unclosed action');
      if (char === '}') {
        this.at++;
        flush();
        return false;
      }
      if (char === ' ') {
        this.at++;
        flush();
      } else if (char === "'" || char === '"') {
        flush();
        pieces.push({ type: 'text', text: this.quoted(char) });
      } else if (/[a-zA-Z]/.test(char)) {
        const word = this.word();
        if (word === 'end') {
          this.close();
          return true;
        }
        if (word !== 'range') throw new JsonPathError(`unrecognized identifier ${word}`);
        while (this.text[this.at] === ' ') this.at++;
        const over = this.path();
        this.close();
        pieces.push({ type: 'range', steps: over, body: this.pieces(true) });
        return false;
      } else {
        const more = this.path();
        if (more.length === 0) throw new JsonPathError(`unrecognized character in action: ${describe(char)}`);
        steps.push(...more);
      }
    }
  }

  private close(): void {
    while (this.text[this.at] === ' ') this.at++;
    if (this.text[this.at] !== '}') throw new JsonPathError('unclosed action');
    this.at++;
  }

  private word(): string {
    const match = /^[a-zA-Z0-9_]+/.exec(this.text.slice(this.at)) as RegExpExecArray;
    this.at += match[0].length;
    return match[0];
  }

  private quoted(quote: string): string {
    let text = '';
    for (this.at++; this.at < this.text.length; this.at++) {
      const char = this.text[this.at] as string;
      if (char === quote) {
        this.at++;
        return text;
      }
      if (char === '\\') {
        this.at++;
        text += escaped(this.text[this.at] ?? '');
      } else text += char;
    }
    throw new JsonPathError('unterminated quoted string');
  }

  /** Steps up to a blank, a brace or an operator. */
  private path(): Step[] {
    const steps: Step[] = [];
    for (;;) {
      const char = this.text[this.at];
      if (char === '@') this.at++;
      else if (char === '$') {
        this.at++;
        steps.push({ type: 'root' });
      } else if (char === '.') {
        this.at++;
        if (this.text[this.at] === '.') {
          this.at++;
          steps.push({ type: 'recursive' });
          const next = this.text[this.at];
          if (next !== undefined && next !== '[' && next !== '.') this.field(steps);
        } else if (this.text[this.at] !== '[') this.field(steps);
      } else if (char === '[') steps.push(this.bracket());
      else return steps;
    }
  }

  private field(steps: Step[]): void {
    let name = '';
    for (; this.at < this.text.length; this.at++) {
      const char = this.text[this.at] as string;
      if (char === '\\') {
        this.at++;
        name += this.text[this.at] ?? '';
      } else if (' \t\n\r.,[]$@{}()=!<>\'"'.includes(char)) break;
      else name += char;
    }
    // `{.}` is the value itself.
    if (name === '') return;
    steps.push(name === '*' ? { type: 'wildcard' } : { type: 'field', name });
  }

  private bracket(): Step {
    const inside = this.insideBrackets();
    if (inside.startsWith('?(') && inside.endsWith(')')) return filterOf(inside.slice(2, -1));
    return arrayStep(inside.trim());
  }

  /** What is between `[` and the `]` that belongs to it. */
  private insideBrackets(): string {
    const from = this.at + 1;
    let depth = 0;
    let quote = '';
    for (; this.at < this.text.length; this.at++) {
      const char = this.text[this.at] as string;
      if (quote !== '') {
        if (char === '\\') this.at++;
        else if (char === quote) quote = '';
      } else if (char === "'" || char === '"') quote = char;
      else if (char === '[') depth++;
      else if (char === ']' && --depth === 0) {
        this.at++;
        return this.text.slice(from, this.at - 1);
      }
    }
    throw new JsonPathError('unterminated array');
  }

  /** One operand of a filter; the parser holds nothing else. */
  operand(): Operand {
    const text = this.text.trim();
    if (/^(["']).*\1$/.test(text)) {
      this.at = this.text.indexOf(text[0] as string);
      return { type: 'value', value: this.quoted(text[0] as string) };
    }
    if (text === 'true' || text === 'false') return { type: 'value', value: text === 'true' };
    if (/^[-+]?\d+(\.\d+)?$/.test(text)) return { type: 'value', value: Number(text) };
    this.at = this.text.length - this.text.trimStart().length;
    const steps = this.path();
    if (this.text.slice(this.at).trim() !== '') {
      throw new JsonPathError(`unrecognized character in action: ${describe(this.text[this.at] ?? '')}`);
    }
    return { type: 'path', steps };
  }
}

function escaped(char: string): string {
  return { n: '\n', t: '\t', r: '\r', '\\': '\\', '"': '"', "'": "'" }[char] ?? `\\${char}`;
}

function describe(char: string): string {
  return `U+${char.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')} '${char}'`;
}

function arrayStep(inside: string): Step {
  if (inside === '*') return { type: 'wildcard' };
  const key = DICT_KEY.exec(inside.replaceAll('"', "'"));
  if (key !== null) return { type: 'field', name: key[1] as string };
  if (UNION.test(inside)) {
    return { type: 'union', members: inside.split(',').map((member) => [arrayStep(member)]) };
  }
  const slice = SLICE.exec(inside);
  if (inside === '' || slice === null) throw new JsonPathError(`invalid array index ${inside}`);
  const number = (text: string | undefined): number | undefined =>
    text === undefined || text === '' || text === ':' ? undefined : Number(text.replace(':', ''));
  const from = number(slice[1]);
  // `[3]` is `[3:4]`.
  const to = slice[2] === undefined ? (from === -1 ? undefined : (from ?? 0) + 1) : number(slice[2]);
  return { type: 'slice', from, to, step: number(slice[3]) };
}

function filterOf(text: string): Step {
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (quote !== '') {
      if (char === '\\') at++;
      else if (char === quote) quote = '';
      continue;
    }
    if (char === "'" || char === '"') quote = char;
    const operator = /^(==|!=|<=|>=|<|>)/.exec(text.slice(at));
    if (operator === null) continue;
    const left = new Parser(text.slice(0, at)).operand();
    const right = new Parser(text.slice(at + operator[0].length)).operand();
    return { type: 'filter', left, operator: operator[0] as Operator, right };
  }
  return { type: 'filter', left: new Parser(text).operand(), operator: 'exists', right: undefined };
}
