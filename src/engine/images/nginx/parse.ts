// Models nginx@v1.29 src/core/ngx_conf_file.c

/** One directive as it is written. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  /** Of a block. */
  readonly body: readonly Directive[] | null;
  readonly file: string;
  readonly line: number;
}

/** What `nginx: [emerg]` says about a configuration. */
export class ConfigError extends Error {}

export function at(message: string, where: { readonly file: string; readonly line: number }): ConfigError {
  return new ConfigError(`${message} in ${where.file}:${where.line}`);
}

interface Token {
  /** A word, or `;`, `{` and `}` themselves. */
  readonly kind: 'word' | ';' | '{' | '}';
  readonly text: string;
  readonly line: number;
}

function tokenise(text: string, file: string): { readonly tokens: Token[]; readonly lines: number } {
  const tokens: Token[] = [];
  let line = 1;
  let at_ = 0;
  const fail = (message: string): never => {
    throw at(message, { file, line });
  };
  while (at_ < text.length) {
    const char = text[at_] as string;
    if (char === '\n') line++;
    if (/\s/.test(char)) at_++;
    else if (char === '#') {
      while (at_ < text.length && text[at_] !== '\n') at_++;
    } else if (char === ';' || char === '{' || char === '}') {
      tokens.push({ kind: char, text: char, line });
      at_++;
    } else if (char === '"' || char === "'") {
      let word = '';
      at_++;
      while (text[at_] !== char) {
        if (at_ >= text.length) fail('unexpected end of file, expecting ";" or "}"');
        if (text[at_] === '\n') line++;
        if (text[at_] === '\\' && at_ + 1 < text.length) {
          word += unescaped(text[at_ + 1] as string);
          at_ += 2;
        } else word += text[at_++];
      }
      at_++;
      if (at_ < text.length && !/[\s;{)]/.test(text[at_] as string)) fail(`unexpected "${text[at_]}"`);
      tokens.push({ kind: 'word', text: word, line });
    } else {
      const start = line;
      let word = '';
      while (at_ < text.length && !/[\s;]/.test(text[at_] as string)) {
        if (text[at_] === '{' && !word.endsWith('$')) break;
        if (text[at_] === '\\' && at_ + 1 < text.length) {
          word += unescaped(text[at_ + 1] as string);
          at_ += 2;
          continue;
        }
        if (text[at_] === '{') {
          const close = text.indexOf('}', at_);
          if (close < 0) fail('unexpected end of file, expecting "}"');
          word += text.slice(at_, close + 1);
          at_ = close + 1;
        } else word += text[at_++];
      }
      tokens.push({ kind: 'word', text: word, line: start });
    }
  }
  return { tokens, lines: line };
}

/** Within a word a backslash protects quotes and itself; before anything else it stays, for expressions. */
function unescaped(char: string): string {
  if (char === '"' || char === "'" || char === '\\') return char;
  if (char === 't') return '\t';
  if (char === 'r') return '\r';
  return char === 'n' ? '\n' : `\\${char}`;
}

/** The directives of one file; `include` is not followed yet. Throws a `ConfigError`. */
export function parseConfig(text: string, file: string): Directive[] {
  const { tokens, lines } = tokenise(text, file);
  let next = 0;
  const block = (isInner: boolean): Directive[] => {
    const directives: Directive[] = [];
    for (;;) {
      const token = tokens[next];
      if (token === undefined) {
        if (isInner) throw at('unexpected end of file, expecting "}"', { file, line: lines });
        return directives;
      }
      if (token.kind === '}') {
        if (!isInner) throw at('unexpected "}"', { file, line: token.line });
        next++;
        return directives;
      }
      if (token.kind !== 'word') throw at(`unexpected "${token.text}"`, { file, line: token.line });
      const words: string[] = [];
      let end = tokens[next];
      while (end?.kind === 'word') {
        words.push(end.text);
        end = tokens[++next];
      }
      if (end === undefined) {
        throw at('unexpected end of file, expecting ";" or "}"', { file, line: lines });
      }
      if (end.kind === '}') throw at('unexpected "}"', { file, line: end.line });
      next++;
      const [name, ...args] = words as [string, ...string[]];
      const body = end.kind === '{' ? block(true) : null;
      // As nginx counts: where the directive ends, or its block begins.
      directives.push({ name, args, body, file, line: end.line });
    }
  };
  return block(false);
}
