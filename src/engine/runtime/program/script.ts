// The part of POSIX shell grammar that one-line container commands use.

export interface Command {
  readonly kind: 'command';
  readonly words: readonly string[];
  /** Files that redirections create. */
  readonly writes: readonly string[];
}

export type Statement =
  | Command
  | { readonly kind: 'list'; readonly items: readonly ListItem[] }
  | { readonly kind: 'pipe'; readonly parts: readonly Statement[] }
  | { readonly kind: 'not'; readonly body: Statement }
  | { readonly kind: 'loop'; readonly until: boolean; readonly test: Script; readonly body: Script }
  | {
      readonly kind: 'for';
      readonly name: string;
      readonly items: readonly string[];
      readonly body: Script;
    }
  | { readonly kind: 'if'; readonly test: Script; readonly body: Script; readonly otherwise: Script };

export interface ListItem {
  /** How it hangs on the one before. */
  readonly when: 'and' | 'or';
  readonly statement: Statement;
  readonly background: boolean;
}

export type Script = readonly (Statement & { readonly background?: boolean })[];

interface Token {
  readonly text: string;
  /** An operator, not a word that looks like one. */
  readonly isOperator: boolean;
  /** Part of it was quoted, so it is never a keyword. */
  readonly quoted: boolean;
}

const OPERATORS = ['&&', '||', ';;', '>>', '2>&1', '&>', '2>', ';', '&', '|', '\n', '(', ')', '<', '>'];

/** Null when the text cannot be read: unbalanced quotes or grammar that is not covered. */
export function parseScript(text: string): Script | null {
  const tokens = tokenize(text);
  if (tokens === null) return null;
  const parser: Parser = { tokens, at: 0 };
  const script = parseUntil(parser, []);
  return script === null || parser.at < tokens.length ? null : script;
}

function tokenize(text: string): Token[] | null {
  const tokens: Token[] = [];
  let word = '';
  let inWord = false;
  let quoted = false;
  const flush = () => {
    if (inWord) tokens.push({ text: word, isOperator: false, quoted });
    word = '';
    inWord = false;
    quoted = false;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === "'" || char === '"') {
      let end = i + 1;
      while (end < text.length && text[end] !== char) end += char === '"' && text[end] === '\\' ? 2 : 1;
      if (end >= text.length) return null;
      word += text.slice(i + 1, end);
      inWord = true;
      quoted = true;
      i = end;
      continue;
    }
    if (char === '\\' && i + 1 < text.length) {
      i++;
      if (text[i] !== '\n') {
        word += text[i];
        inWord = true;
      }
      continue;
    }
    if (char === '$' && text[i + 1] === '(') {
      const end = closing(text, i + 1);
      if (end < 0) return null;
      word += text.slice(i, end + 1);
      inWord = true;
      i = end;
      continue;
    }
    if (char === '#' && !inWord) {
      while (i + 1 < text.length && text[i + 1] !== '\n') i++;
      continue;
    }
    if (char === ' ' || char === '\t' || char === '\r') {
      flush();
      continue;
    }
    const operator = inWord && char === '2' ? undefined : OPERATORS.find((op) => text.startsWith(op, i));
    if (operator !== undefined && !(operator.startsWith('2') && inWord)) {
      flush();
      tokens.push({ text: operator, isOperator: true, quoted: false });
      i += operator.length - 1;
      continue;
    }
    word += char;
    inWord = true;
  }
  flush();
  return tokens;
}

/** The index of the parenthesis that closes the one at `open`. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let i = open; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')' && --depth === 0) return i;
  }
  return -1;
}

interface Parser {
  readonly tokens: readonly Token[];
  at: number;
}

const isOperator = (token: Token | undefined, text: string): boolean =>
  token?.isOperator === true && token.text === text;
const isKeyword = (token: Token | undefined, text: string): boolean =>
  token !== undefined && !token.isOperator && !token.quoted && token.text === text;

/** Statements up to one of the keywords (not taken) or the end. */
function parseUntil(parser: Parser, stops: readonly string[]): Script | null {
  const script: (Statement & { background?: boolean })[] = [];
  for (;;) {
    while (isOperator(parser.tokens[parser.at], ';') || isOperator(parser.tokens[parser.at], '\n'))
      parser.at++;
    const token = parser.tokens[parser.at];
    if (token === undefined || stops.some((stop) => isKeyword(token, stop) || isOperator(token, stop))) {
      return script;
    }
    const statement = parseList(parser);
    if (statement === null) return null;
    const background = isOperator(parser.tokens[parser.at], '&');
    if (background) parser.at++;
    script.push(background ? { ...statement, background } : statement);
  }
}

function parseList(parser: Parser): Statement | null {
  const items: ListItem[] = [];
  let when: ListItem['when'] = 'and';
  for (;;) {
    const statement = parsePipe(parser);
    if (statement === null) return null;
    items.push({ when, statement, background: false });
    const token = parser.tokens[parser.at];
    if (isOperator(token, '&&')) when = 'and';
    else if (isOperator(token, '||')) when = 'or';
    else return items.length === 1 ? statement : { kind: 'list', items };
    parser.at++;
    while (isOperator(parser.tokens[parser.at], '\n')) parser.at++;
  }
}

function parsePipe(parser: Parser): Statement | null {
  const parts: Statement[] = [];
  for (;;) {
    const part = parseOne(parser);
    if (part === null) return null;
    parts.push(part);
    if (!isOperator(parser.tokens[parser.at], '|')) break;
    parser.at++;
  }
  return parts.length === 1 ? (parts[0] as Statement) : { kind: 'pipe', parts };
}

function parseOne(parser: Parser): Statement | null {
  const token = parser.tokens[parser.at];
  if (token === undefined) return null;
  if (isKeyword(token, '!')) {
    parser.at++;
    const body = parseOne(parser);
    return body === null ? null : { kind: 'not', body };
  }
  if (isKeyword(token, 'while') || isKeyword(token, 'until')) {
    parser.at++;
    const test = parseUntil(parser, ['do']);
    const body = test === null ? null : block(parser, 'do', ['done']);
    return test === null || body === null
      ? null
      : { kind: 'loop', until: token.text === 'until', test, body };
  }
  if (isKeyword(token, 'for')) return parseFor(parser);
  if (isKeyword(token, 'if')) return parseIf(parser);
  if (isOperator(token, '(') || isKeyword(token, '{')) {
    const close = token.text === '(' ? ')' : '}';
    parser.at++;
    const body = parseUntil(parser, [close]);
    if (body === null || parser.tokens[parser.at] === undefined) return null;
    parser.at++;
    return {
      kind: 'if',
      test: [{ kind: 'command', words: ['true'], writes: [] }],
      body,
      otherwise: [],
    };
  }
  return parseCommand(parser);
}

/** `open … close`, both taken. */
function block(parser: Parser, open: string, stops: readonly string[]): Script | null {
  if (!isKeyword(parser.tokens[parser.at], open)) return null;
  parser.at++;
  const body = parseUntil(parser, stops);
  if (body === null || parser.tokens[parser.at] === undefined) return null;
  parser.at++;
  return body;
}

function parseFor(parser: Parser): Statement | null {
  const name = parser.tokens[parser.at + 1];
  if (name === undefined || !isKeyword(parser.tokens[parser.at + 2], 'in')) return null;
  parser.at += 3;
  const items: string[] = [];
  while (parser.tokens[parser.at] !== undefined && !parser.tokens[parser.at]?.isOperator) {
    items.push(parser.tokens[parser.at]?.text as string);
    parser.at++;
  }
  while (isOperator(parser.tokens[parser.at], ';') || isOperator(parser.tokens[parser.at], '\n')) parser.at++;
  const body = block(parser, 'do', ['done']);
  return body === null ? null : { kind: 'for', name: name.text, items, body };
}

function parseIf(parser: Parser): Statement | null {
  parser.at++;
  const test = parseUntil(parser, ['then']);
  if (test === null || parser.tokens[parser.at] === undefined) return null;
  parser.at++;
  const body = parseUntil(parser, ['else', 'elif', 'fi']);
  if (body === null) return null;
  const token = parser.tokens[parser.at];
  if (isKeyword(token, 'fi')) {
    parser.at++;
    return { kind: 'if', test, body, otherwise: [] };
  }
  if (isKeyword(token, 'elif')) {
    const otherwise = parseIf(parser);
    return otherwise === null ? null : { kind: 'if', test, body, otherwise: [otherwise] };
  }
  const otherwise = block(parser, 'else', ['fi']);
  return otherwise === null ? null : { kind: 'if', test, body, otherwise };
}

function parseCommand(parser: Parser): Statement | null {
  const words: string[] = [];
  const writes: string[] = [];
  for (;;) {
    const token = parser.tokens[parser.at];
    if (token === undefined) break;
    if (!token.isOperator) {
      words.push(token.text);
      parser.at++;
      continue;
    }
    if (token.text === '2>&1') {
      parser.at++;
      continue;
    }
    if (!['>', '>>', '<', '2>', '&>'].includes(token.text)) break;
    const target = parser.tokens[parser.at + 1];
    if (target === undefined || target.isOperator) return null;
    if (token.text !== '<' && !target.text.startsWith('/dev/')) writes.push(target.text);
    parser.at += 2;
  }
  return words.length === 0 && writes.length === 0 ? null : { kind: 'command', words, writes };
}
