// Models golang@v1.25.0 src/text/template/parse/lex.go
// Differs: complex numbers are not modelled, and characters are read as code units.

export type TokenType =
  | 'text'
  | 'left'
  | 'right'
  | 'space'
  | 'identifier'
  | 'keyword'
  | 'bool'
  | 'nil'
  | 'field'
  | 'variable'
  | 'dot'
  | 'number'
  | 'string'
  | 'char'
  | 'pipe'
  | 'declare'
  | 'assign'
  | 'comma'
  | '('
  | ')'
  | 'eof';

export interface Token {
  readonly type: TokenType;
  readonly text: string;
  /** Where it begins in the template. */
  readonly at: number;
}

/** Thrown for what Go refuses; `at` is where it was noticed. */
export class LexError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const KEYWORDS: ReadonlySet<string> = new Set([
  'block',
  'break',
  'continue',
  'define',
  'else',
  'end',
  'if',
  'range',
  'template',
  'with',
]);

const ALNUM = /[\p{L}\p{Nd}_]/u;
const SPACE = ' \t\r\n';

/** `U+0040 '@'` */
function named(char: string): string {
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} '${char}'`;
}

/** The tokens of a template, spaces in actions included. What is wrong comes when the parser gets there. */
export function* lex(input: string): Generator<Token, void> {
  let at = 0;
  let trimsNext = false;
  while (at < input.length) {
    const open = input.indexOf('{{', at);
    let text = input.slice(at, open < 0 ? undefined : open);
    if (trimsNext) text = text.replace(/^[ \t\r\n]+/, '');
    const trimsBefore = open >= 0 && input[open + 2] === '-' && SPACE.includes(input[open + 3] ?? 'x');
    if (trimsBefore) text = text.replace(/[ \t\r\n]+$/, '');
    if (text !== '') yield { type: 'text', text, at };
    if (open < 0) break;
    at = open + (trimsBefore ? 3 : 2);
    const comment = /^\s*\/\*/.exec(input.slice(at, at + (trimsBefore ? 3 : 2)));
    if (comment !== null) {
      const end = input.indexOf('*/', at);
      if (end < 0) throw new LexError('unclosed comment', open);
      const close = /^(\s-)?\}\}/.exec(input.slice(end + 2));
      if (close === null) throw new LexError('comment ends before closing delimiter', open);
      at = end + 2 + close[0].length;
      trimsNext = close[1] !== undefined;
      continue;
    }
    yield { type: 'left', text: '{{', at: open };
    const inside = lexAction(input, at);
    for (let next = inside.next(); ; next = inside.next()) {
      if (next.done === true) {
        at = next.value.at;
        trimsNext = next.value.trims;
        break;
      }
      yield next.value;
    }
  }
  yield { type: 'eof', text: '', at: input.length };
}

function* lexAction(
  input: string,
  from: number,
): Generator<Token, { readonly at: number; readonly trims: boolean }> {
  let at = from;
  let depth = 0;
  const token = (type: TokenType, length: number): Token => {
    const made = { type, text: input.slice(at, at + length), at };
    at += length;
    return made;
  };
  for (;;) {
    const close = /^(?:[ \t\r\n]-)?\}\}/.exec(input.slice(at, at + 4));
    if (close !== null) {
      if (depth > 0) throw new LexError('unclosed left paren', at);
      const trims = close[0].length > 2;
      yield { type: 'right', text: '}}', at };
      return { at: at + close[0].length, trims };
    }
    const char = input[at];
    if (char === undefined) throw new LexError('unclosed action', at);
    if (SPACE.includes(char)) {
      const spaces = /^[ \t\r\n]+?(?=[ \t\r\n]-\}\}|[^ \t\r\n]|$)/.exec(input.slice(at))?.[0] ?? char;
      yield token('space', spaces.length);
    } else if (char === '=') yield token('assign', 1);
    else if (char === ':') {
      if (input[at + 1] !== '=') throw new LexError('expected :=', at);
      yield token('declare', 2);
    } else if (char === '|') yield token('pipe', 1);
    else if (char === ',') yield token('comma', 1);
    else if (char === '"') yield token('string', quoted(input, at));
    else if (char === '`') {
      const end = input.indexOf('`', at + 1);
      if (end < 0) throw new LexError('unterminated raw quoted string', at);
      yield token('string', end + 1 - at);
    } else if (char === "'") {
      const length = /^'(?:\\.[^']*|[^\\'\n])'/u.exec(input.slice(at))?.[0].length;
      if (length === undefined) throw new LexError('unterminated character constant', at);
      yield token('char', length);
    } else if (char === '$') {
      const length = 1 + wordLength(input, at + 1);
      ends(input, at + length);
      yield token('variable', length);
    } else if (char === '.' && !/[0-9]/.test(input[at + 1] ?? '')) {
      const length = wordLength(input, at + 1);
      ends(input, at + 1 + length);
      yield length === 0 ? token('dot', 1) : token('field', 1 + length);
    } else if (/[-+.0-9]/.test(char)) {
      const number =
        /^[+-]?(?:0[xX][0-9a-fA-F_]+|[0-9_]*\.?[0-9_]*(?:[eE][+-]?[0-9]+)?)/.exec(input.slice(at))?.[0] ?? '';
      const after = input[at + number.length] ?? '';
      if (number === '' || number === '-' || number === '+' || ALNUM.test(after)) {
        throw new LexError(
          `bad number syntax: ${JSON.stringify(input.slice(at, at + number.length + 1))}`,
          at,
        );
      }
      yield token('number', number.length);
    } else if (ALNUM.test(char)) {
      const length = wordLength(input, at);
      ends(input, at + length);
      const word = input.slice(at, at + length);
      if (KEYWORDS.has(word)) yield token('keyword', length);
      else if (word === 'true' || word === 'false') yield token('bool', length);
      else yield token(word === 'nil' ? 'nil' : 'identifier', length);
    } else if (char === '(') {
      depth++;
      yield token('(', 1);
    } else if (char === ')') {
      depth--;
      if (depth < 0) throw new LexError('unexpected right paren', at);
      yield token(')', 1);
    } else throw new LexError(`unrecognized character in action: ${named(char)}`, at);
  }
}

function wordLength(input: string, from: number): number {
  let length = 0;
  while (ALNUM.test(input[from + length] ?? '')) length++;
  return length;
}

/** A word must be followed by something that can follow one. */
function ends(input: string, at: number): void {
  const next = input[at];
  if (next === undefined || SPACE.includes(next) || '.,|:)(='.includes(next)) return;
  if (input.startsWith('}}', at)) return;
  throw new LexError(`bad character ${named(next)}`, at);
}

function quoted(input: string, at: number): number {
  for (let i = at + 1; ; i++) {
    const char = input[i];
    if (char === undefined || char === '\n') throw new LexError('unterminated quoted string', at);
    if (char === '\\') i++;
    else if (char === '"') return i + 1 - at;
  }
}
