// Models busybox@v1.37.0 shell/math.c
// Models bash@v5.2 expr.c
// Differs: numbers are 64 bits wide everywhere.

/** The variables of an expression. */
export interface ArithmeticScope {
  get(name: string): string;
  set(name: string, value: string): void;
}

export class ArithmeticError extends Error {
  readonly reason: 'syntax' | 'trailing' | 'base' | 'zero' | 'exponent' | 'recursion';
  /** From where on it could not be read. */
  readonly rest: string;
  constructor(reason: ArithmeticError['reason'], rest: string) {
    super(reason);
    this.reason = reason;
    this.rest = rest;
  }
}

const TOKEN =
  /\s*(?:(0[xX][0-9a-fA-F]+|\d+#[0-9a-zA-Z@_]+|\d+)|([A-Za-z_]\w*(?:\[[^\]]*\])?)|(\*\*|<<=|>>=|\+\+|--|&&|\|\||<=|>=|==|!=|<<|>>|[-+*/%&|^]=|[-+*/%<>=!~&|^?:(),]))/y;

interface Token {
  readonly kind: 'number' | 'name' | 'operator' | 'end';
  readonly text: string;
  readonly at: number;
}

const LEVELS: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<=', '>=', '<', '>'],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];

const wrap = (value: bigint): bigint => BigInt.asIntN(64, value);

export function evaluateArithmetic(text: string, scope: ArithmeticScope, depth = 0): bigint {
  return new Evaluator(text, scope, depth).whole();
}

class Evaluator {
  readonly #text: string;
  readonly #scope: ArithmeticScope;
  readonly #depth: number;
  #token: Token = { kind: 'end', text: '', at: 0 };
  #next = 0;
  /** While it is above 0 nothing is assigned: that branch is not taken. */
  #skipping = 0;

  constructor(text: string, scope: ArithmeticScope, depth: number) {
    this.#text = text;
    this.#scope = scope;
    this.#depth = depth;
    this.#advance();
  }

  whole(): bigint {
    if (this.#atEnd()) return 0n;
    const value = this.#comma();
    if (!this.#atEnd()) throw new ArithmeticError('trailing', this.#text.slice(this.#token.at).trim());
    return value;
  }

  #atEnd(): boolean {
    return this.#token.kind === 'end';
  }

  #isOperator(): boolean {
    return this.#token.kind === 'operator';
  }

  #fail(): never {
    throw new ArithmeticError('syntax', this.#text.slice(this.#token.at).trim());
  }

  #advance(): void {
    const rest = this.#text.slice(this.#next);
    if (rest.trim() === '') {
      this.#token = { kind: 'end', text: '', at: this.#next };
      return;
    }
    TOKEN.lastIndex = this.#next;
    const match = TOKEN.exec(this.#text);
    if (match === null) throw new ArithmeticError('syntax', rest.trim());
    const text = (match[1] ?? match[2] ?? match[3]) as string;
    const kind = match[1] !== undefined ? 'number' : match[2] !== undefined ? 'name' : 'operator';
    this.#token = { kind, text, at: TOKEN.lastIndex - text.length };
    this.#next = TOKEN.lastIndex;
  }

  #takes(operator: string): boolean {
    if (this.#token.kind !== 'operator' || this.#token.text !== operator) return false;
    this.#advance();
    return true;
  }

  #comma(): bigint {
    let value = this.#assignment();
    while (this.#takes(',')) value = this.#assignment();
    return value;
  }

  #assignment(): bigint {
    if (this.#token.kind === 'name') {
      const before = { token: this.#token, next: this.#next };
      this.#advance();
      const operator = this.#isOperator() ? this.#token.text : '';
      if (/^(?:[-+*/%&|^]|<<|>>)?=$/.test(operator)) {
        this.#advance();
        const right = this.#assignment();
        const name = before.token.text;
        const value =
          operator === '=' ? right : this.#apply(operator.slice(0, -1), this.#variable(name), right);
        return this.#assign(name, value);
      }
      this.#token = before.token;
      this.#next = before.next;
    }
    return this.#ternary();
  }

  #ternary(): bigint {
    const test = this.#binary(0);
    if (!this.#takes('?')) return test;
    const taken = test !== 0n;
    if (!taken) this.#skipping++;
    const yes = this.#comma();
    if (!taken) this.#skipping--;
    if (!this.#takes(':')) this.#fail();
    if (taken) this.#skipping++;
    const no = this.#assignment();
    if (taken) this.#skipping--;
    return taken ? yes : no;
  }

  #binary(level: number): bigint {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#power();
    let left = this.#binary(level + 1);
    while (this.#token.kind === 'operator' && operators.includes(this.#token.text)) {
      const operator = this.#token.text;
      this.#advance();
      const skip = (operator === '&&' && left === 0n) || (operator === '||' && left !== 0n);
      if (skip) this.#skipping++;
      const right = this.#binary(level + 1);
      if (skip) this.#skipping--;
      left = this.#apply(operator, left, right);
    }
    return left;
  }

  #power(): bigint {
    const base = this.#unary();
    if (!this.#takes('**')) return base;
    const exponent = this.#power();
    if (exponent < 0n) throw new ArithmeticError('exponent', String(exponent));
    return wrap(BigInt.asIntN(64, base ** (exponent > 4096n ? 4096n : exponent)));
  }

  #unary(): bigint {
    if (this.#takes('!')) return this.#unary() === 0n ? 1n : 0n;
    if (this.#takes('~')) return ~this.#unary();
    if (this.#takes('+')) return this.#unary();
    if (this.#takes('-')) return wrap(-this.#unary());
    for (const operator of ['++', '--'] as const) {
      if (!this.#takes(operator)) continue;
      const step = operator === '++' ? 1n : -1n;
      if ((this.#token.kind as string) !== 'name') return this.#unary();
      const name = this.#token.text;
      this.#advance();
      return this.#assign(name, wrap(this.#variable(name) + step));
    }
    return this.#primary();
  }

  #primary(): bigint {
    const { kind, text } = this.#token;
    if (kind === 'number') {
      this.#advance();
      return this.#number(text);
    }
    if (kind === 'name') {
      this.#advance();
      const value = this.#variable(text);
      if (this.#takes('++')) this.#assign(text, wrap(value + 1n));
      else if (this.#takes('--')) this.#assign(text, wrap(value - 1n));
      return value;
    }
    if (this.#takes('(')) {
      const value = this.#comma();
      if (!this.#takes(')')) this.#fail();
      return value;
    }
    this.#fail();
  }

  #number(text: string): bigint {
    const based = /^(\d+)#(.+)$/.exec(text);
    if (based !== null) {
      const base = BigInt(based[1] as string);
      let value = 0n;
      for (const char of based[2] as string) {
        const lower = base <= 36n ? char.toLowerCase() : char;
        const digit = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_'.indexOf(lower);
        if (digit < 0 || BigInt(digit) >= base) throw new ArithmeticError('base', text);
        value = value * base + BigInt(digit);
      }
      return wrap(value);
    }
    if (/^0[0-7]+$/.test(text)) return wrap(BigInt(`0o${text.slice(1)}`));
    if (/^0\d/.test(text)) throw new ArithmeticError('base', text);
    return wrap(BigInt(text));
  }

  #variable(name: string): bigint {
    // What is not reached is not looked at either.
    if (this.#skipping > 0) return 0n;
    const text = this.#scope.get(name).trim();
    if (text === '') return 0n;
    if (/^-?[1-9]\d*$|^0$/.test(text)) return wrap(BigInt(text));
    if (this.#depth > 50) throw new ArithmeticError('recursion', name);
    return evaluateArithmetic(text, this.#scope, this.#depth + 1);
  }

  #assign(name: string, value: bigint): bigint {
    if (this.#skipping === 0) this.#scope.set(name, String(value));
    return value;
  }

  #apply(operator: string, left: bigint, right: bigint): bigint {
    switch (operator) {
      case '||':
        return left !== 0n || right !== 0n ? 1n : 0n;
      case '&&':
        return left !== 0n && right !== 0n ? 1n : 0n;
      case '|':
        return left | right;
      case '^':
        return left ^ right;
      case '&':
        return left & right;
      case '==':
        return left === right ? 1n : 0n;
      case '!=':
        return left !== right ? 1n : 0n;
      case '<=':
        return left <= right ? 1n : 0n;
      case '>=':
        return left >= right ? 1n : 0n;
      case '<':
        return left < right ? 1n : 0n;
      case '>':
        return left > right ? 1n : 0n;
      case '<<':
        return wrap(left << (right & 63n));
      case '>>':
        return left >> (right & 63n);
      case '+':
        return wrap(left + right);
      case '-':
        return wrap(left - right);
      case '*':
        return wrap(left * right);
      default:
        if (right === 0n) {
          if (this.#skipping > 0) return 0n;
          throw new ArithmeticError('zero', '0');
        }
        return wrap(operator === '/' ? left / right : left % right);
    }
  }
}
