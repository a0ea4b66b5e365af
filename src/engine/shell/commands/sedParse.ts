// The script of sed as data.

export type Address =
  | { readonly type: 'line'; readonly line: number }
  | { readonly type: 'last' }
  | { readonly type: 'regex'; readonly pattern: string; readonly ignoreCase: boolean }
  | { readonly type: 'step'; readonly first: number; readonly step: number }
  /** As the second of two: so many lines more, or up to a multiple. */
  | { readonly type: 'plus'; readonly lines: number }
  | { readonly type: 'multiple'; readonly of: number };

export interface Command {
  readonly name: string;
  readonly from: Address | null;
  readonly to: Address | null;
  readonly negated: boolean;
  /** Of a, i, c: the text; of b, t, T: the label; of r and w: the file. */
  readonly text: string;
  /** Of s and y. */
  readonly pattern: string;
  readonly replacement: string;
  readonly global: boolean;
  readonly print: boolean;
  readonly nth: number;
  readonly ignoreCase: boolean;
  /** Of s: the file of its w flag. */
  readonly write: string | null;
  /** Of `{`: where its block ends; of b and t: where the label is. */
  readonly target: number;
  /** Of q and Q: the exit code. */
  readonly number: number;
}

export class SedError extends Error {}

/** Reads a script: commands parted by newlines or semicolons. */
export function parseSed(script: string): readonly Command[] {
  return new SedParser(script).parse();
}

const NAMES = '{}=aAbcdDgGhHilnNpPqQrstTwxyz:#';

class SedParser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  #fail(message: string): never {
    throw new SedError(`char ${Math.min(this.#at, this.#text.length)}: ${message}`);
  }

  parse(): readonly Command[] {
    const commands: Command[] = [];
    const open: number[] = [];
    const labels = new Map<string, number>();
    for (;;) {
      this.#skip(/[\s;]/);
      if (this.#at >= this.#text.length) break;
      const command = this.#command();
      if (command === null) continue;
      if (command.name === '}') {
        const start = open.pop();
        if (start === undefined) this.#fail("unexpected `}'");
        commands[start as number] = { ...(commands[start as number] as Command), target: commands.length };
        continue;
      }
      if (command.name === ':') {
        labels.set(command.text, commands.length);
        continue;
      }
      if (command.name === '{') open.push(commands.length);
      commands.push(command);
    }
    if (open.length > 0) throw new SedError("char 0: unmatched `{'");
    return commands.map((command) => {
      if (!'btT'.includes(command.name)) return command;
      const target = command.text === '' ? commands.length : labels.get(command.text);
      if (target === undefined) throw new SedError(`can't find label for jump to \`${command.text}'`);
      return { ...command, target };
    });
  }

  #skip(what: RegExp): void {
    while (this.#at < this.#text.length && what.test(this.#text[this.#at] as string)) this.#at++;
  }

  #command(): Command | null {
    const from = this.#address();
    let to: Address | null = null;
    if (from !== null) {
      this.#skip(/[ \t]/);
      if (this.#text[this.#at] === ',') {
        this.#at++;
        this.#skip(/[ \t]/);
        to = this.#address(true);
        if (to === null) this.#fail("unexpected `,'");
      }
    }
    this.#skip(/[ \t]/);
    let negated = false;
    while (this.#text[this.#at] === '!') {
      negated = true;
      this.#at++;
      this.#skip(/[ \t]/);
    }
    const name = this.#text[this.#at++];
    if (name === undefined) this.#fail('missing command');
    if (!NAMES.includes(name as string)) this.#fail(`unknown command: \`${name}'`);
    const base: Command = {
      name: name as string,
      from,
      to,
      negated,
      text: '',
      pattern: '',
      replacement: '',
      global: false,
      print: false,
      nth: 1,
      ignoreCase: false,
      write: null,
      target: 0,
      number: 0,
    };
    switch (name) {
      case '#':
        this.#skip(/[^\n]/);
        return null;
      case 's':
        return this.#substitute(base);
      case 'y':
        return this.#transliterate(base);
      case 'a':
      case 'i':
      case 'c':
        return { ...base, text: this.#lines() };
      case ':':
      case 'b':
      case 't':
      case 'T':
        this.#skip(/[ \t]/);
        return { ...base, text: this.#upTo(name === ':' ? /[\n;]/ : /[\n;}]/).trim() };
      case 'r':
      case 'w':
        this.#skip(/[ \t]/);
        return { ...base, text: this.#upTo(/\n/) };
      case 'q':
      case 'Q':
        this.#skip(/[ \t]/);
        return this.#end(
          { ...base, number: Number(/^\d*/.exec(this.#text.slice(this.#at))?.[0] ?? 0) },
          /\d/,
        );
      case '{':
        return base;
      default:
        return this.#end(base);
    }
  }

  /** After a command there is nothing more on its line, a semicolon, or the end of its block. */
  #end(command: Command, skip?: RegExp): Command {
    if (skip !== undefined) this.#skip(skip);
    this.#skip(/[ \t]/);
    const char = this.#text[this.#at];
    if (char !== undefined && !/[\n;}#]/.test(char)) this.#fail('extra characters after command');
    return command;
  }

  #upTo(stop: RegExp): string {
    const start = this.#at;
    while (this.#at < this.#text.length && !stop.test(this.#text[this.#at] as string)) this.#at++;
    return this.#text.slice(start, this.#at);
  }

  #address(second = false): Address | null {
    const rest = this.#text.slice(this.#at);
    const plus = second ? /^([+~])(\d+)/.exec(rest) : null;
    if (plus !== null) {
      this.#at += plus[0].length;
      return plus[1] === '+'
        ? { type: 'plus', lines: Number(plus[2]) }
        : { type: 'multiple', of: Number(plus[2]) };
    }
    const number = /^(\d+)(?:~(\d+))?/.exec(rest);
    if (number !== null) {
      this.#at += number[0].length;
      if (number[2] !== undefined) return { type: 'step', first: Number(number[1]), step: Number(number[2]) };
      return { type: 'line', line: Number(number[1]) };
    }
    if (rest.startsWith('$')) {
      this.#at++;
      return { type: 'last' };
    }
    if (!rest.startsWith('/') && !rest.startsWith('\\')) return null;
    if (rest.startsWith('\\')) this.#at++;
    const delimiter = this.#text[this.#at++] as string;
    const pattern = this.#delimited(delimiter, 'unterminated address regex', true);
    let ignoreCase = false;
    while (this.#text[this.#at] === 'I' || this.#text[this.#at] === 'M') {
      ignoreCase ||= this.#text[this.#at] === 'I';
      this.#at++;
    }
    return { type: 'regex', pattern, ignoreCase };
  }

  /** Text up to the next delimiter that is not escaped; an escaped one stands for itself. */
  #delimited(delimiter: string, problem: string, isPattern: boolean): string {
    let text = '';
    let inBrackets = false;
    for (;;) {
      const char = this.#text[this.#at++];
      if (char === undefined) this.#fail(problem);
      if (char === '\n' && isPattern) this.#fail(problem);
      if (char === '\\') {
        const next = this.#text[this.#at++];
        if (next === undefined) this.#fail(problem);
        text += next === delimiter ? next : `\\${next}`;
        continue;
      }
      if (isPattern && char === '[' && !inBrackets) {
        inBrackets = true;
        text += char;
        // A ] that comes first is one of the characters.
        const first = /^\^?\]?/.exec(this.#text.slice(this.#at))?.[0] ?? '';
        text += first;
        this.#at += first.length;
        continue;
      }
      if (char === ']') inBrackets = false;
      if (char === delimiter && !inBrackets) return text;
      text += char as string;
    }
  }

  #substitute(base: Command): Command {
    const delimiter = this.#text[this.#at++];
    if (delimiter === undefined || delimiter === '\n' || delimiter === '\\') {
      this.#fail("unterminated `s' command");
    }
    const pattern = this.#delimited(delimiter as string, "unterminated `s' command", true);
    const replacement = this.#delimited(delimiter as string, "unterminated `s' command", false);
    let command: Command = { ...base, pattern, replacement };
    for (;;) {
      const char = this.#text[this.#at];
      if (char === 'g') command = { ...command, global: true };
      else if (char === 'p') command = { ...command, print: true };
      else if (char === 'i' || char === 'I') command = { ...command, ignoreCase: true };
      else if (char !== undefined && /\d/.test(char)) {
        const digits = /^\d+/.exec(this.#text.slice(this.#at))?.[0] ?? '';
        if (Number(digits) === 0) this.#fail("number option to `s' command may not be zero");
        command = { ...command, nth: Number(digits) };
        this.#at += digits.length - 1;
      } else if (char === 'w') {
        this.#at++;
        this.#skip(/[ \t]/);
        return { ...command, write: this.#upTo(/\n/) };
      } else if (char === undefined || /[\s;}#]/.test(char)) return this.#end(command);
      else this.#fail("unknown option to `s'");
      this.#at++;
    }
  }

  #transliterate(base: Command): Command {
    const delimiter = this.#text[this.#at++];
    if (delimiter === undefined) this.#fail("unterminated `y' command");
    const read = () => {
      const text = this.#delimited(delimiter as string, "unterminated `y' command", false);
      return text.replace(/\\(.)/g, (_, char: string) =>
        char === 'n' ? '\n' : char === '\\' ? '\\' : `\\${char}`,
      );
    };
    const pattern = read();
    const replacement = read();
    if ([...pattern].length !== [...replacement].length) {
      this.#fail("strings for `y' command are different lengths");
    }
    return this.#end({ ...base, pattern, replacement });
  }

  /** The text of a, i and c: on the same line, or after a backslash on the next ones. */
  #lines(): string {
    this.#skip(/[ \t]/);
    if (this.#text[this.#at] === '\\') {
      this.#at++;
      this.#skip(/[ \t]/);
      if (this.#text[this.#at] === '\n') this.#at++;
    }
    let text = '';
    for (;;) {
      const char = this.#text[this.#at++];
      if (char === undefined || char === '\n') break;
      if (char === '\\') text += this.#text[this.#at++] ?? '';
      else text += char;
    }
    if (text === '') this.#fail("expected \\ after `a', `c' or `i'");
    return `${text}\n`;
  }
}
