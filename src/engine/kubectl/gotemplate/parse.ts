// Models golang@v1.25.0 src/text/template/parse/parse.go, node.go
import { LexError, lex, type Token, type TokenType } from './lex.ts';

/** Where a node begins in the template, and how Go writes it: both stand in messages. */
interface AnyNode {
  readonly at: number;
  readonly text: string;
}

export type Operand = AnyNode &
  (
    | { readonly type: 'dot' }
    | { readonly type: 'nil' }
    | { readonly type: 'field'; readonly path: readonly string[] }
    /** `$x.a.b`; the first is the variable with its `$`. */
    | { readonly type: 'variable'; readonly path: readonly string[] }
    /** `(pipeline).a.b` */
    | { readonly type: 'chain'; readonly of: Operand; readonly path: readonly string[] }
    | { readonly type: 'function'; readonly name: string }
    | { readonly type: 'constant'; readonly value: string | number | boolean; readonly isFloat: boolean }
    | { readonly type: 'pipeline'; readonly pipeline: Pipeline }
  );

export interface Command extends AnyNode {
  readonly operands: readonly Operand[];
}

export interface Pipeline extends AnyNode {
  readonly variables: readonly string[];
  /** `=` in place of `:=`. */
  readonly assigns: boolean;
  readonly commands: readonly Command[];
}

export type Node = AnyNode &
  (
    | { readonly type: 'text' | 'break' | 'continue' }
    | { readonly type: 'action'; readonly pipeline: Pipeline }
    | {
        readonly type: 'if' | 'with' | 'range';
        readonly pipeline: Pipeline;
        readonly body: readonly Node[];
        readonly otherwise: readonly Node[];
      }
    | { readonly type: 'template'; readonly name: string; readonly pipeline: Pipeline | null }
  );

export interface Template {
  readonly body: readonly Node[];
  /** What `define` and `block` name. */
  readonly named: Readonly<Record<string, readonly Node[]>>;
}

export type ParseResult =
  | { readonly ok: true; readonly template: Template }
  | { readonly ok: false; readonly error: string };

/** Reads a template whose functions have these names; errors in Go's words, without `template: NAME:`. */
export function parse(text: string, functions: ReadonlySet<string>): ParseResult {
  const parser = new Parser(text, functions);
  try {
    return { ok: true, template: parser.template() };
  } catch (error) {
    if (error instanceof LexError)
      return { ok: false, error: `template: output:${lineOf(text, error.at)}: ${error.message}` };
    throw error;
  }
}

const lineOf = (text: string, at: number): number => text.slice(0, at).split('\n').length;

type Stop = 'end' | 'else' | 'eof';

class Parser {
  readonly #text: string;
  readonly #functions: ReadonlySet<string>;
  readonly #tokens: Generator<Token, void>;
  readonly #ahead: Token[] = [];
  #variables: string[] = ['$'];
  #rangeDepth = 0;
  readonly #named: Record<string, readonly Node[]> = {};
  #last = 0;

  constructor(text: string, functions: ReadonlySet<string>) {
    this.#text = text;
    this.#functions = functions;
    this.#tokens = lex(text);
  }

  template(): Template {
    const { nodes, stop } = this.#list(true);
    if (stop !== 'eof') this.#fail(`unexpected {{${stop}}}`);
    return { body: nodes, named: this.#named };
  }

  // --- tokens

  #next(): Token {
    const ahead = this.#ahead.shift();
    if (ahead !== undefined) return this.#took(ahead);
    const next = this.#tokens.next();
    return this.#took(next.done === true ? { type: 'eof', text: '', at: this.#text.length } : next.value);
  }

  #took(token: Token): Token {
    this.#last = token.at;
    return token;
  }

  #peek(): Token {
    const token = this.#next();
    this.#ahead.unshift(token);
    return token;
  }

  #nextNonSpace(): Token {
    for (;;) {
      const token = this.#next();
      if (token.type !== 'space') return token;
    }
  }

  #peekNonSpace(): Token {
    const token = this.#nextNonSpace();
    this.#ahead.unshift(token);
    return token;
  }

  #fail(message: string, at = this.#last): never {
    throw new LexError(message, at);
  }

  #unexpected(token: Token, context: string): never {
    const { type, text } = token;
    const shown =
      type === 'eof'
        ? 'EOF'
        : type === 'keyword'
          ? `<${text}>`
          : text.length > 10
            ? `${JSON.stringify(text.slice(0, 10))}...`
            : JSON.stringify(text);
    return this.#fail(`unexpected ${shown} in ${context}`, token.at);
  }

  #expect(type: TokenType, context: string): Token {
    const token = this.#nextNonSpace();
    return token.type === type ? token : this.#unexpected(token, context);
  }

  // --- lists

  #list(isTop: boolean): { nodes: Node[]; stop: Stop } {
    const nodes: Node[] = [];
    for (;;) {
      const token = this.#next();
      if (token.type === 'eof') {
        if (!isTop) this.#fail('unexpected EOF');
        return { nodes, stop: 'eof' };
      }
      if (token.type === 'text') {
        nodes.push({ type: 'text', at: token.at, text: token.text });
        continue;
      }
      const first = this.#nextNonSpace();
      if (first.type !== 'keyword') {
        this.#ahead.unshift(first);
        const pipeline = this.#pipeline('command', 'right');
        nodes.push({ type: 'action', at: pipeline.at, text: `{{${pipeline.text}}}`, pipeline });
        continue;
      }
      if (first.text === 'end') {
        this.#expect('right', 'end');
        return { nodes, stop: 'end' };
      }
      if (first.text === 'else') return { nodes, stop: 'else' };
      const node = this.#control(first, isTop);
      if (node !== null) nodes.push(node);
    }
  }

  #control(keyword: Token, isTop: boolean): Node | null {
    const { at, text } = keyword;
    switch (text) {
      case 'if':
      case 'with':
      case 'range':
        return this.#branch(text, at);
      case 'break':
      case 'continue': {
        const after = this.#nextNonSpace();
        if (after.type !== 'right') this.#unexpected(after, `{{${text}}}`);
        if (this.#rangeDepth === 0) this.#fail(`{{${text}}} outside {{range}}`, at);
        return { type: text, at, text: `{{${text}}}` };
      }
      case 'template': {
        const { name, at: nameAt } = this.#templateName('template clause');
        const pipeline =
          this.#peekNonSpace().type === 'right' ? null : this.#pipeline('template clause', 'right');
        if (pipeline === null) this.#nextNonSpace();
        return { type: 'template', at: nameAt, text: `{{template ${JSON.stringify(name)}}}`, name, pipeline };
      }
      case 'define': {
        if (!isTop) this.#unexpected(keyword, 'command');
        const { name } = this.#templateName('define clause');
        this.#expect('right', 'define clause');
        this.#named[name] = this.#scoped(() => this.#closed());
        return null;
      }
      default: {
        const { name } = this.#templateName('block clause');
        const pipeline = this.#pipeline('block clause', 'right');
        this.#named[name] = this.#scoped(() => this.#closed());
        return {
          type: 'template',
          at,
          text: `{{template ${JSON.stringify(name)} ${pipeline.text}}}`,
          name,
          pipeline,
        };
      }
    }
  }

  #templateName(context: string): { readonly name: string; readonly at: number } {
    const token = this.#nextNonSpace();
    if (token.type !== 'string') this.#unexpected(token, context);
    return { name: this.#unquote(token), at: token.at };
  }

  #scoped<T>(run: () => T): T {
    const variables = this.#variables;
    this.#variables = ['$'];
    const made = run();
    this.#variables = variables;
    return made;
  }

  #closed(): readonly Node[] {
    const { nodes, stop } = this.#list(false);
    if (stop !== 'end') this.#fail(`unexpected {{${stop}}}`);
    return nodes;
  }

  #branch(type: 'if' | 'with' | 'range', at: number): Node {
    const kept = this.#variables.length;
    const pipeline = this.#pipeline(type, 'right');
    if (type === 'range') this.#rangeDepth++;
    const { nodes: body, stop } = this.#list(false);
    if (type === 'range') this.#rangeDepth--;
    let otherwise: readonly Node[] = [];
    if (stop === 'else') {
      const after = this.#nextNonSpace();
      if (after.type === 'keyword' && after.text === type && type !== 'range') {
        otherwise = [this.#branch(type, after.at)];
      } else {
        if (after.type !== 'right') this.#unexpected(after, 'else');
        const rest = this.#list(false);
        if (rest.stop !== 'end') this.#fail(`expected end; found {{${rest.stop}}}`);
        otherwise = rest.nodes;
      }
    }
    this.#variables.length = kept;
    return { type, at, text: `{{${type} ${pipeline.text}}}`, pipeline, body, otherwise };
  }

  // --- pipelines

  #pipeline(context: string, end: 'right' | ')'): Pipeline {
    const { at } = this.#peekNonSpace();
    const variables: string[] = [];
    let assigns = false;
    for (;;) {
      const variable = this.#peekNonSpace();
      if (variable.type !== 'variable') break;
      this.#nextNonSpace();
      // A space may follow, and it belongs to the token after it.
      const before = this.#peek();
      const next = this.#peekNonSpace();
      if (next.type === 'assign' || next.type === 'declare') {
        this.#nextNonSpace();
        assigns = next.type === 'assign';
        variables.push(variable.text);
        if (!assigns) this.#variables.push(variable.text);
        break;
      }
      if (next.type === 'comma') {
        this.#nextNonSpace();
        variables.push(variable.text);
        this.#variables.push(variable.text);
        if (context === 'range' && variables.length < 2) {
          const after = this.#peekNonSpace();
          if (after.type === 'variable') continue;
          this.#fail('range can only initialize variables');
        }
        this.#fail(`too many declarations in ${context}`);
      }
      if (before.type === 'space') this.#ahead.unshift(before);
      this.#ahead.unshift(variable);
      break;
    }
    const commands: Command[] = [];
    for (;;) {
      const token = this.#nextNonSpace();
      if (token.type === end) {
        this.#checkPipeline(commands, context);
        const declared = variables.length > 0 ? `${variables.join(', ')} ${assigns ? '=' : ':='} ` : '';
        return {
          at,
          text: declared + commands.map(({ text }) => text).join(' | '),
          variables,
          assigns,
          commands,
        };
      }
      if (!STARTS.has(token.type)) this.#unexpected(token, context);
      this.#ahead.unshift(token);
      commands.push(this.#command());
    }
  }

  #checkPipeline(commands: readonly Command[], context: string): void {
    if (commands.length === 0) this.#fail(`missing value for ${context}`);
    commands.slice(1).forEach((command, index) => {
      const first = command.operands[0]?.type;
      if (first === 'dot' || first === 'nil' || first === 'constant') {
        this.#fail(`non executable command in pipeline stage ${index + 2}`);
      }
    });
  }

  #command(): Command {
    const operands: Operand[] = [];
    const { at } = this.#peekNonSpace();
    for (;;) {
      this.#peekNonSpace();
      const operand = this.#operand();
      if (operand !== null) operands.push(operand);
      const token = this.#next();
      if (token.type === 'space') continue;
      if (token.type === 'right' || token.type === ')') this.#ahead.unshift(token);
      else if (token.type !== 'pipe') this.#unexpected(token, 'operand');
      break;
    }
    if (operands.length === 0) this.#fail('empty command');
    return { at, text: operands.map(({ text }) => text).join(' '), operands };
  }

  #operand(): Operand | null {
    const node = this.#term();
    if (node === null) return null;
    const first = this.#peek();
    if (first.type !== 'field') return node;
    const path: string[] = [];
    while (this.#peek().type === 'field') path.push(this.#next().text.slice(1));
    const text = node.text + path.map((name) => `.${name}`).join('');
    switch (node.type) {
      case 'field':
        return { ...node, at: first.at, text, path: [...node.path, ...path] };
      case 'variable':
        return { ...node, at: first.at, text, path: [...node.path, ...path] };
      case 'constant':
      case 'nil':
      case 'dot':
        return this.#fail(`unexpected . after term ${JSON.stringify(node.text)}`);
      default:
        return { type: 'chain', at: first.at, text, of: node, path };
    }
  }

  #term(): Operand | null {
    const token = this.#nextNonSpace();
    const { at, text } = token;
    switch (token.type) {
      case 'identifier':
        if (!this.#functions.has(text)) this.#fail(`function ${JSON.stringify(text)} not defined`);
        return { type: 'function', at, text, name: text };
      case 'dot':
      case 'nil':
        return { type: token.type, at, text };
      case 'variable':
        if (!this.#variables.includes(text)) this.#fail(`undefined variable ${JSON.stringify(text)}`);
        return { type: 'variable', at, text, path: [text] };
      case 'field':
        return { type: 'field', at, text, path: [text.slice(1)] };
      case 'bool':
        return { type: 'constant', at, text, value: text === 'true', isFloat: false };
      case 'number': {
        const plain = text.replaceAll('_', '').replace(/^\+/, '');
        const value = Number(plain);
        if (Number.isNaN(value)) this.#fail(`bad number syntax: ${JSON.stringify(text)}`);
        return { type: 'constant', at, text, value, isFloat: /[.eE]/.test(plain) && !/^-?0x/i.test(plain) };
      }
      case 'char':
        return {
          type: 'constant',
          at,
          text,
          value: this.#unquote(token).codePointAt(0) ?? 0,
          isFloat: false,
        };
      case 'string':
        return { type: 'constant', at, text, value: this.#unquote(token), isFloat: false };
      case '(': {
        const pipeline = this.#pipeline('parenthesized pipeline', ')');
        return { type: 'pipeline', at, text: `(${pipeline.text})`, pipeline };
      }
      default:
        this.#ahead.unshift(token);
        return null;
    }
  }

  #unquote({ text }: Token): string {
    if (text.startsWith('`')) return text.slice(1, -1);
    return text
      .slice(1, -1)
      .replace(/\\(x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[0-7]{3}|.)/gi, (_, code: string) => {
        if (/^[xuU]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16));
        if (/^[0-7]{3}$/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8));
        return ESCAPES[code] ?? code;
      });
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** What an operand may begin with. */
const STARTS: ReadonlySet<TokenType> = new Set([
  'bool',
  'char',
  'dot',
  'field',
  'identifier',
  'number',
  'nil',
  'string',
  'variable',
  '(',
]);
