// Models glibc@v2.41 posix/fnmatch.c

/** Characters that mean something in a pattern; a backslash takes their meaning away. */
const SPECIAL = /[\\*?[\]!()|+@^-]/g;

/** The pattern that matches exactly this text. */
export function literalPattern(text: string): string {
  return text.replace(SPECIAL, '\\$&');
}

const compiled = new Map<string, RegExp>();

/** A regular expression for a whole shell pattern; `extended` allows ?(…) *(…) +(…) @(…) and !(…). */
export function patternExpression(pattern: string, extended = false): RegExp {
  const key = `${extended ? 'x' : '-'}${pattern}`;
  let expression = compiled.get(key);
  if (expression === undefined) {
    expression = new RegExp(`^(?:${new PatternReader(pattern, extended).read()})$`, 'su');
    if (compiled.size > 1000) compiled.clear();
    compiled.set(key, expression);
  }
  return expression;
}

export function matchesPattern(text: string, pattern: string, extended = false): boolean {
  return patternExpression(pattern, extended).test(text);
}

/** Whether a pattern has anything in it that is not itself. */
export function isMagic(pattern: string): boolean {
  return /(^|[^\\])(\\\\)*[*?[]/.test(pattern);
}

/** A pattern for a shell that knows only `!`: in its brackets `^` is a character like any other. */
export function withoutCaret(pattern: string): string {
  return pattern.replace(/((?:^|[^\\])(?:\\\\)*)\[\^/g, '$1[\\^');
}

/** What remains of a pattern in which nothing is special. */
export function unescapePattern(pattern: string): string {
  return pattern.replace(/\\([\s\S])/g, '$1');
}

const CLASSES: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: ' \\t\\n\\r\\f\\v',
  upper: 'A-Z',
  xdigit: '0-9a-fA-F',
};

const quoteForExpression = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** Reads a pattern from left to right. */
class PatternReader {
  #at = 0;
  readonly #text: string;
  readonly #extended: boolean;

  constructor(text: string, extended: boolean) {
    this.#text = text;
    this.#extended = extended;
  }

  read(until = ''): string {
    let result = '';
    while (this.#at < this.#text.length) {
      const char = String.fromCodePoint(this.#text.codePointAt(this.#at) as number);
      if (until !== '' && until.includes(char)) return result;
      if (this.#extended && '?*+@!'.includes(char) && this.#text[this.#at + 1] === '(') {
        result += this.#group(char);
        continue;
      }
      this.#at += char.length;
      if (char === '\\') {
        const next = this.#text.codePointAt(this.#at);
        if (next === undefined) return `${result}\\\\`;
        const literal = String.fromCodePoint(next);
        this.#at += literal.length;
        result += quoteForExpression(literal);
      } else if (char === '*') result += '.*';
      else if (char === '?') result += '.';
      else if (char === '[') result += this.#bracket();
      else result += quoteForExpression(char);
    }
    return result;
  }

  #group(operator: string): string {
    this.#at += 2;
    const options: string[] = [];
    for (;;) {
      options.push(this.read('|)'));
      const end = this.#text[this.#at];
      this.#at++;
      if (end !== '|') break;
    }
    const any = options.join('|');
    switch (operator) {
      case '?':
        return `(?:${any})?`;
      case '*':
        return `(?:${any})*`;
      case '+':
        return `(?:${any})+`;
      case '!':
        return `(?:(?!(?:${any})$).*)`;
      default:
        return `(?:${any})`;
    }
  }

  /** After `[`; a bracket that is never closed is an ordinary character. */
  #bracket(): string {
    const start = this.#at;
    let negated = '';
    if (this.#text[this.#at] === '!' || this.#text[this.#at] === '^') {
      negated = '^';
      this.#at++;
    }
    let body = '';
    for (let first = true; ; first = false) {
      const char = this.#text[this.#at];
      if (char === undefined || char === '/') {
        this.#at = start;
        return '\\[';
      }
      if (char === ']' && !first) break;
      const named = /^\[:(\w+):\]/.exec(this.#text.slice(this.#at));
      if (named !== null) {
        body += CLASSES[named[1] as string] ?? '';
        this.#at += named[0].length;
      } else if (char === '\\') {
        body += quoteInClass(this.#text[this.#at + 1] ?? '\\');
        this.#at += 2;
      } else {
        const range = char === '-' && !first && this.#text[this.#at + 1] !== ']';
        body += range ? '-' : quoteInClass(char);
        this.#at++;
      }
    }
    this.#at++;
    if (/([^\\])-(.)/.test(body) && isBackwards(body)) return '(?!)';
    return body === '' ? (negated === '' ? '(?!)' : '.') : `[${negated}${body}]`;
  }
}

const quoteInClass = (char: string): string => (/[\\\]^[-]/.test(char) ? `\\${char}` : char);

/** Whether a class has a range such as z-a, which matches nothing. */
function isBackwards(body: string): boolean {
  try {
    return new RegExp(`[${body}]`, 'u') === undefined;
  } catch {
    return true;
  }
}
