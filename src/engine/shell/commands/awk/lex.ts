// The words of an awk program.

export type Token =
  | { readonly type: 'number'; readonly value: number; readonly line: number }
  | {
      readonly type: 'string' | 'regex' | 'name' | 'call' | 'word';
      readonly text: string;
      readonly line: number;
    }
  /** An operator or a bracket by itself; `newline` and `end` too. */
  | { readonly type: 'symbol'; readonly text: string; readonly line: number };

export class AwkError extends Error {
  readonly line: number;
  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

const WORDS = new Set([
  'BEGIN',
  'END',
  'break',
  'continue',
  'delete',
  'do',
  'else',
  'exit',
  'for',
  'function',
  'func',
  'getline',
  'if',
  'in',
  'next',
  'nextfile',
  'print',
  'printf',
  'return',
  'while',
]);

export const BUILTINS = new Set([
  'atan2',
  'close',
  'cos',
  'exp',
  'fflush',
  'gsub',
  'index',
  'int',
  'length',
  'log',
  'match',
  'rand',
  'sin',
  'split',
  'sprintf',
  'sqrt',
  'srand',
  'sub',
  'substr',
  'system',
  'tolower',
  'toupper',
]);

const SYMBOL =
  /^(?:\*\*=|\*\*|\+\+|--|\+=|-=|\*=|\/=|%=|\^=|&&|\|\||==|<=|>=|!=|!~|>>|[-+*/%^!<>|?:~$=,;(){}[\]])/;

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\\': '\\',
  '"': '"',
  '/': '/',
};

/** A string's text with its escapes resolved; what is no escape keeps its backslash. */
export function resolveEscapes(text: string): string {
  return text.replace(
    /\\(?:([0-7]{1,3})|([\s\S]))/g,
    (whole, octal: string | undefined, char: string | undefined) => {
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8) & 255);
      return char === '\n' ? '' : (ESCAPES[char ?? ''] ?? whole);
    },
  );
}

export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  const push = (type: Exclude<Token['type'], 'number'>, text: string) =>
    tokens.push({ type, text, line } as Token);
  while (at < source.length) {
    const rest = source.slice(at);
    const blank = /^(?:[ \t\r]|\\\r?\n)+/.exec(rest);
    if (blank !== null) {
      line += blank[0].split('\n').length - 1;
      at += blank[0].length;
      continue;
    }
    const char = source[at] as string;
    if (char === '#') {
      const end = source.indexOf('\n', at);
      at = end === -1 ? source.length : end;
      continue;
    }
    if (char === '\n') {
      push('symbol', 'newline');
      line++;
      at++;
      continue;
    }
    const number = /^(?:0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)/.exec(rest);
    if (number !== null) {
      tokens.push({ type: 'number', value: Number(number[0]), line });
      at += number[0].length;
      continue;
    }
    if (char === '"') {
      const string = /^"((?:[^"\\\n]|\\[\s\S])*)"/.exec(rest);
      if (string === null) throw new AwkError('unterminated string', line);
      push('string', resolveEscapes(string[1] as string));
      at += string[0].length;
      continue;
    }
    if (char === '/' && startsRegex(tokens.at(-1))) {
      const regex = /^\/((?:[^/\\\n[]|\\.|\[\^?\]?(?:[^\]\n])*\])*)\//.exec(rest);
      if (regex === null) throw new AwkError('unterminated regular expression', line);
      push('regex', (regex[1] as string).replace(/\\\//g, '/'));
      at += regex[0].length;
      continue;
    }
    const name = /^[A-Za-z_]\w*/.exec(rest)?.[0];
    if (name !== undefined) {
      const calls = source[at + name.length] === '(';
      push(WORDS.has(name) ? 'word' : BUILTINS.has(name) || calls ? 'call' : 'name', name);
      at += name.length;
      continue;
    }
    const symbol = SYMBOL.exec(rest)?.[0];
    if (symbol === undefined) throw new AwkError(`unexpected character '${char}'`, line);
    push('symbol', symbol === '**' ? '^' : symbol === '**=' ? '^=' : symbol);
    at += symbol.length;
  }
  push('symbol', 'end');
  return tokens;
}

/** Whether a slash begins a regular expression here: not after something that could be divided. */
function startsRegex(last: Token | undefined): boolean {
  if (last === undefined) return true;
  if (last.type === 'word') return true;
  if (last.type !== 'symbol') return last.type === 'call' && last.text !== 'length';
  return ![')', ']', '$', '++', '--'].includes(last.text);
}
