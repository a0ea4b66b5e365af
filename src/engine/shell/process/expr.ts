// Models coreutils@v9.7 src/expr.c
// Models busybox@v1.37.0 coreutils/expr.c

import { type Call, command } from '../commands/program.ts';
import { compileRegex } from '../commands/regex.ts';

/** What expr says instead of a value. */
class ExprFailure extends Error {}

const isInteger = (text: string): boolean => /^-?\d+$/.test(text);
const isNull = (text: string): boolean => text === '' || /^-?0+$/.test(text);

/** Reads the arguments by precedence: | & comparisons + * : and the functions. */
class ExprReader {
  #at = 0;
  readonly #args: readonly string[];
  readonly #busybox: boolean;

  constructor(args: readonly string[], busybox: boolean) {
    this.#args = args;
    this.#busybox = busybox;
  }

  whole(): string {
    const value = this.#or();
    const rest = this.#args[this.#at];
    if (rest === undefined) return value;
    throw new ExprFailure(this.#busybox ? 'syntax error' : `syntax error: unexpected argument '${rest}'`);
  }

  #next(): string {
    const text = this.#args[this.#at];
    if (text !== undefined) {
      this.#at++;
      return text;
    }
    const before = this.#args[this.#at - 1] ?? '';
    throw new ExprFailure(
      this.#busybox ? 'syntax error' : `syntax error: missing argument after '${before}'`,
    );
  }

  #takes(...operators: readonly string[]): string | null {
    const text = this.#args[this.#at];
    if (text === undefined || !operators.includes(text)) return null;
    this.#at++;
    return text;
  }

  #or(): string {
    let left = this.#and();
    while (this.#takes('|') !== null) {
      const right = this.#and();
      left = isNull(left) ? (isNull(right) ? '0' : right) : left;
    }
    return left;
  }

  #and(): string {
    let left = this.#compare();
    while (this.#takes('&') !== null) {
      const right = this.#compare();
      left = isNull(left) || isNull(right) ? '0' : left;
    }
    return left;
  }

  #compare(): string {
    let left = this.#sum();
    for (;;) {
      const operator = this.#takes('<', '<=', '=', '==', '!=', '>=', '>');
      if (operator === null) return left;
      const right = this.#sum();
      const numbers = isInteger(left) && isInteger(right);
      const [a, b] = numbers ? [BigInt(left), BigInt(right)] : [left, right];
      const holds =
        operator === '<'
          ? a < b
          : operator === '<='
            ? a <= b
            : operator === '>'
              ? a > b
              : operator === '>='
                ? a >= b
                : (a === b) === (operator !== '!=');
      left = holds ? '1' : '0';
    }
  }

  #number(text: string): bigint {
    if (isInteger(text)) return BigInt(text);
    throw new ExprFailure(this.#busybox ? 'non-numeric argument' : 'non-integer argument');
  }

  #sum(): string {
    let left = this.#product();
    for (;;) {
      const operator = this.#takes('+', '-');
      if (operator === null) return left;
      const [a, b] = [this.#number(left), this.#number(this.#product())];
      left = String(operator === '+' ? a + b : a - b);
    }
  }

  #product(): string {
    let left = this.#match();
    for (;;) {
      const operator = this.#takes('*', '/', '%');
      if (operator === null) return left;
      const [a, b] = [this.#number(left), this.#number(this.#match())];
      if (operator !== '*' && b === 0n) throw new ExprFailure('division by zero');
      left = String(operator === '*' ? a * b : operator === '/' ? a / b : a % b);
    }
  }

  #match(): string {
    let left = this.#primary();
    while (this.#takes(':') !== null) left = this.#matched(left, this.#primary());
    return left;
  }

  /** The first group of a pattern at the beginning of a text, or how long the match is. */
  #matched(text: string, pattern: string): string {
    const compiled = compileRegex(pattern.startsWith('^') ? pattern : `^${pattern}`, { extended: false });
    if (typeof compiled === 'string') throw new ExprFailure(compiled);
    const match = compiled.exec(text);
    if (compiled.groups > 0) return match?.groups[1] ?? '';
    return match === null ? '0' : String([...text.slice(match.start, match.end)].length);
  }

  #primary(): string {
    const text = this.#next();
    switch (text) {
      case '(': {
        const value = this.#or();
        if (this.#takes(')') === null)
          throw new ExprFailure(this.#busybox ? 'syntax error' : "syntax error: expecting ')'");
        return value;
      }
      case '+':
        // What follows is a text, whatever it looks like.
        return this.#busybox || this.#args[this.#at] === undefined ? text : this.#next();
      case 'length':
        return this.#args[this.#at] === undefined ? text : String([...this.#primary()].length);
      case 'match':
        return this.#matched(this.#primary(), this.#primary());
      case 'index': {
        const [where, which] = [[...this.#primary()], this.#primary()];
        return String(where.findIndex((char) => which.includes(char)) + 1);
      }
      case 'substr': {
        const [from, start, length] = [
          [...this.#primary()],
          Number(this.#primary()),
          Number(this.#primary()),
        ];
        return start < 1 || !(length > 0) ? '' : from.slice(start - 1, start - 1 + length).join('');
      }
      default:
        return text;
    }
  }
}

function run(call: Call): number {
  if (call.args.length === 0) {
    return call.busybox ? call.fail('too few arguments', 2) : call.usage('', 'missing operand', 2);
  }
  try {
    const value = new ExprReader(call.args, call.busybox).whole();
    call.out(`${value}\n`);
    return isNull(value) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ExprFailure)) throw error;
    return call.fail(error.message, 2);
  }
}

export const expr = command(run);
