import { AwkError, BUILTINS, type Token, tokenize } from './lex.ts';
import type { AwkProgram, Expr, FunctionDefinition, Redirect, Rule, Statement } from './tree.ts';

const COMPARISONS = ['<', '<=', '==', '!=', '>', '>='];
const ASSIGNMENTS = ['=', '+=', '-=', '*=', '/=', '%=', '^='];
const PRINT_ENDS = ['newline', ';', '}', '>', '>>', '|', 'end'];

/** Reads a program; what it cannot read is an `AwkError`. */
export function parseAwk(source: string): AwkProgram {
  return new AwkParser(tokenize(source)).program();
}

class AwkParser {
  readonly #tokens: readonly Token[];
  #at = 0;
  /** Inside the arguments of print, where > redirects. */
  #noGreater = false;
  /** Inside the head of a for, where `in` belongs to it. */
  #noIn = false;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  get #token(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)] as Token;
  }

  #is(...texts: readonly string[]): boolean {
    const token = this.#token;
    return (token.type === 'symbol' || token.type === 'word') && texts.includes(token.text);
  }

  #accept(...texts: readonly string[]): boolean {
    if (!this.#is(...texts)) return false;
    this.#at++;
    return true;
  }

  #fail(): never {
    const token = this.#token;
    const shown =
      token.type === 'number' ? String(token.value) : token.text === 'newline' ? 'end of line' : token.text;
    throw new AwkError(`syntax error at or near ${shown}`, token.line);
  }

  #expect(text: string): void {
    if (!this.#accept(text)) this.#fail();
  }

  #skipNewlines(...also: readonly string[]): void {
    while (this.#accept('newline', ...also));
  }

  program(): AwkProgram {
    const rules: Rule[] = [];
    const functions: Record<string, FunctionDefinition> = {};
    for (this.#skipNewlines(';'); !this.#is('end'); this.#skipNewlines(';')) {
      if (this.#accept('function', 'func')) {
        const name = this.#name();
        functions[name] = this.#function();
      } else rules.push(this.#rule());
    }
    return { rules, functions };
  }

  #name(): string {
    const token = this.#token;
    if (token.type !== 'name' && token.type !== 'call') this.#fail();
    this.#at++;
    return (token as { text: string }).text;
  }

  #function(): FunctionDefinition {
    this.#expect('(');
    const parameters: string[] = [];
    while (!this.#accept(')')) {
      parameters.push(this.#name());
      if (!this.#is(')')) this.#expect(',');
      this.#skipNewlines();
    }
    this.#skipNewlines();
    return { parameters, body: this.#block() };
  }

  #rule(): Rule {
    if (this.#accept('BEGIN')) return { kind: 'begin', pattern: null, until: null, action: this.#block() };
    if (this.#accept('END')) return { kind: 'end', pattern: null, until: null, action: this.#block() };
    let pattern: Expr | null = null;
    let until: Expr | null = null;
    if (!this.#is('{')) {
      pattern = this.#expression();
      if (this.#accept(',')) {
        this.#skipNewlines();
        until = this.#expression();
      }
    }
    const action = this.#is('{') ? this.#block() : null;
    return { kind: until === null ? 'main' : 'range', pattern, until, action };
  }

  #block(): Statement {
    this.#expect('{');
    const body: Statement[] = [];
    for (this.#skipNewlines(';'); !this.#accept('}'); this.#skipNewlines(';')) body.push(this.#statement());
    return { type: 'block', body };
  }

  /** Where a simple statement ends: at a newline or semicolon, or before the end of its block. */
  #end(): void {
    if (this.#accept(';', 'newline') || this.#is('}', 'end')) return;
    this.#fail();
  }

  #body(): Statement {
    this.#skipNewlines();
    if (this.#accept(';')) return { type: 'block', body: [] };
    return this.#statement();
  }

  #statement(): Statement {
    const token = this.#token;
    if (this.#is('{')) return this.#block();
    if (token.type === 'word') {
      switch (token.text) {
        case 'if':
          return this.#if();
        case 'while': {
          this.#at++;
          const test = this.#condition();
          return { type: 'while', test, body: this.#body() };
        }
        case 'do': {
          this.#at++;
          const body = this.#body();
          this.#skipNewlines(';');
          this.#expect('while');
          const test = this.#condition();
          this.#end();
          return { type: 'do', test, body };
        }
        case 'for':
          return this.#for();
      }
    }
    const statement = this.#simple();
    this.#end();
    return statement;
  }

  #condition(): Expr {
    this.#expect('(');
    const test = this.#expression();
    this.#expect(')');
    return test;
  }

  #if(): Statement {
    this.#at++;
    const test = this.#condition();
    const yes = this.#body();
    const back = this.#at;
    this.#skipNewlines(';');
    if (this.#accept('else')) return { type: 'if', test, yes, no: this.#body() };
    this.#at = back;
    return { type: 'if', test, yes, no: null };
  }

  #for(): Statement {
    this.#at++;
    this.#expect('(');
    const [name, word, array, close] = this.#tokens.slice(this.#at, this.#at + 4);
    if (
      name?.type === 'name' &&
      word?.type === 'word' &&
      word.text === 'in' &&
      array?.type === 'name' &&
      close?.type === 'symbol' &&
      close.text === ')'
    ) {
      this.#at += 4;
      return { type: 'each', name: name.text, array: array.text, body: this.#body() };
    }
    const first = this.#is(';') ? null : this.#simple();
    this.#expect(';');
    this.#skipNewlines();
    const test = this.#is(';') ? null : this.#expression();
    this.#expect(';');
    this.#skipNewlines();
    const step = this.#is(')') ? null : this.#simple();
    this.#expect(')');
    return { type: 'for', first, test, step, body: this.#body() };
  }

  #simple(): Statement {
    const token = this.#token;
    if (token.type === 'word') {
      switch (token.text) {
        case 'print':
        case 'printf':
          return this.#print(token.text);
        case 'next':
        case 'nextfile':
        case 'break':
        case 'continue':
          this.#at++;
          return { type: token.text };
        case 'exit':
        case 'return':
          this.#at++;
          return {
            type: token.text,
            value: this.#is(';', 'newline', '}', 'end') ? null : this.#expression(),
          };
        case 'delete': {
          this.#at++;
          const name = this.#name();
          if (!this.#accept('[')) return { type: 'delete', name, index: null };
          const index = this.#list(']');
          return { type: 'delete', name, index };
        }
      }
    }
    return { type: 'expression', value: this.#expression() };
  }

  #print(type: 'print' | 'printf'): Statement {
    this.#at++;
    this.#noGreater = true;
    let args: Expr[] = [];
    if (!this.#is(...PRINT_ENDS)) {
      args.push(this.#expression());
      while (this.#accept(',')) {
        this.#skipNewlines();
        args.push(this.#expression());
      }
    }
    this.#noGreater = false;
    const [only] = args;
    if (args.length === 1 && only?.type === 'group') args = [...only.items];
    return { type, args, to: this.#redirect() };
  }

  #redirect(): Redirect | null {
    if (this.#is('|')) throw new AwkError('pipes are not modelled', this.#token.line);
    if (!this.#is('>', '>>')) return null;
    const append = this.#is('>>');
    this.#at++;
    return { append, to: this.#concatenation() };
  }

  /** Expressions up to a closing bracket, parted by commas. */
  #list(close: string): Expr[] {
    const items: Expr[] = [];
    const { noGreater, noIn } = { noGreater: this.#noGreater, noIn: this.#noIn };
    this.#noGreater = false;
    this.#noIn = false;
    this.#skipNewlines();
    while (!this.#accept(close)) {
      items.push(this.#expression());
      this.#skipNewlines();
      if (!this.#is(close)) {
        this.#expect(',');
        this.#skipNewlines();
      }
    }
    this.#noGreater = noGreater;
    this.#noIn = noIn;
    return items;
  }

  #expression(): Expr {
    const left = this.#choice();
    const assigns = left.type === 'name' || left.type === 'element' || left.type === 'field';
    if (!assigns || !this.#is(...ASSIGNMENTS)) return left;
    const operator = (this.#token as { text: string }).text;
    this.#at++;
    this.#skipNewlines();
    return { type: 'assign', operator, to: left, value: this.#expression() };
  }

  #choice(): Expr {
    const test = this.#or();
    if (!this.#accept('?')) return test;
    this.#skipNewlines();
    const yes = this.#expression();
    this.#skipNewlines();
    this.#expect(':');
    this.#skipNewlines();
    return { type: 'choice', test, yes, no: this.#expression() };
  }

  #or(): Expr {
    let left = this.#and();
    while (this.#accept('||')) {
      this.#skipNewlines();
      left = { type: 'binary', operator: '||', left, right: this.#and() };
    }
    return left;
  }

  #and(): Expr {
    let left = this.#in();
    while (this.#accept('&&')) {
      this.#skipNewlines();
      left = { type: 'binary', operator: '&&', left, right: this.#in() };
    }
    return left;
  }

  #in(): Expr {
    let left = this.#matching();
    while (!this.#noIn && this.#accept('in')) {
      left = { type: 'in', index: left.type === 'group' ? left.items : [left], name: this.#name() };
    }
    return left;
  }

  #matching(): Expr {
    let left = this.#comparison();
    while (this.#is('~', '!~')) {
      const negated = this.#is('!~');
      this.#at++;
      left = { type: 'match', negated, left, right: this.#comparison() };
    }
    return left;
  }

  #comparison(): Expr {
    const left = this.#concatenation();
    if (!this.#is(...COMPARISONS) || (this.#noGreater && this.#is('>'))) return left;
    const operator = (this.#token as { text: string }).text;
    this.#at++;
    return { type: 'binary', operator, left, right: this.#concatenation() };
  }

  #concatenation(): Expr {
    let left = this.#sum();
    while (this.#startsOperand()) left = { type: 'binary', operator: ' ', left, right: this.#sum() };
    return left;
  }

  #startsOperand(): boolean {
    const token = this.#token;
    if (token.type === 'word') return false;
    return token.type !== 'symbol' || ['$', '(', '!', '++', '--'].includes(token.text);
  }

  #sum(): Expr {
    let left = this.#product();
    while (this.#is('+', '-')) {
      const operator = (this.#token as { text: string }).text;
      this.#at++;
      left = { type: 'binary', operator, left, right: this.#product() };
    }
    return left;
  }

  #product(): Expr {
    let left = this.#unary();
    while (this.#is('*', '/', '%')) {
      const operator = (this.#token as { text: string }).text;
      this.#at++;
      left = { type: 'binary', operator, left, right: this.#unary() };
    }
    return left;
  }

  #unary(): Expr {
    if (this.#is('!', '-', '+')) {
      const operator = (this.#token as { text: '!' | '-' | '+' }).text;
      this.#at++;
      return { type: 'unary', operator, of: this.#unary() };
    }
    return this.#power();
  }

  #power(): Expr {
    const left = this.#postfix();
    if (!this.#accept('^')) return left;
    // It binds to the right, and tighter than a sign before it.
    const negative = this.#accept('-');
    const right = this.#power();
    return {
      type: 'binary',
      operator: '^',
      left,
      right: negative ? { type: 'unary', operator: '-', of: right } : right,
    };
  }

  #postfix(): Expr {
    const operand = this.#primary();
    const stepped = operand.type === 'name' || operand.type === 'element' || operand.type === 'field';
    if (stepped && this.#accept('++')) return { type: 'step', by: 1, prefix: false, to: operand };
    if (stepped && this.#accept('--')) return { type: 'step', by: -1, prefix: false, to: operand };
    return operand;
  }

  #primary(): Expr {
    const token = this.#token;
    this.#at++;
    switch (token.type) {
      case 'number':
        return { type: 'number', value: token.value };
      case 'string':
        return { type: 'string', value: token.text };
      case 'regex':
        return { type: 'regex', pattern: token.text };
      case 'name':
        if (!this.#accept('[')) return { type: 'name', name: token.text };
        return { type: 'element', name: token.text, index: this.#list(']') };
      case 'call': {
        const { text: name, line } = token;
        if (!this.#accept('(')) {
          if (name === 'length') return { type: 'call', name, args: [], line };
          if (BUILTINS.has(name)) this.#fail();
          return { type: 'name', name };
        }
        return { type: 'call', name, args: this.#list(')'), line };
      }
      case 'word':
        if (token.text === 'getline') throw new AwkError('getline is not modelled', token.line);
        break;
      case 'symbol':
        if (token.text === '$') return this.#field();
        if (token.text === '++' || token.text === '--') {
          return { type: 'step', by: token.text === '++' ? 1 : -1, prefix: true, to: this.#primary() };
        }
        if (token.text === '(') {
          const items = this.#list(')');
          if (items.length === 0) this.#fail();
          return { type: 'group', items };
        }
    }
    this.#at--;
    return this.#fail();
  }

  #field(): Expr {
    if (this.#is('++', '--')) return { type: 'field', of: this.#primary() };
    if (this.#accept('-'))
      return { type: 'field', of: { type: 'unary', operator: '-', of: this.#primary() } };
    return { type: 'field', of: this.#primary() };
  }
}
