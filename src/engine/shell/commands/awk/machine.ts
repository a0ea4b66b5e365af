// Runs an awk program over one record after the other.
import type { Errno } from '../../../linux/errno.ts';
import { sprintf } from '../format.ts';
import { compileRegex, Regex } from '../regex.ts';
import { callBuiltin } from './builtins.ts';
import { AwkError } from './lex.ts';
import { arithmetic, compares } from './operators.ts';
import type { AwkProgram, Expr, Redirect, Rule, Statement } from './tree.ts';
import { comparesAsNumber, numberText, toBoolean, toNumber, type Value } from './values.ts';

/** What a program may do to the world around it. */
export interface AwkWorld {
  print(text: string): void;
  /** To a file, which is emptied the first time unless it is appended to. */
  printTo(file: string, append: boolean, text: string): Errno | undefined;
  closeFile(file: string): boolean;
}

/** Everything a program remembers from record to record, as plain data. */
export interface AwkState {
  readonly variables: readonly (readonly [string, Value])[];
  readonly arrays: readonly (readonly [string, readonly (readonly [string, Value])[]])[];
  /** Which range patterns are between their ends. */
  readonly ranges: readonly number[];
  readonly seed: number;
}

export type ArrayValue = Map<string, Value>;

interface Frame {
  readonly scalars: Map<string, Value>;
  readonly arrays: Map<string, ArrayValue>;
}

/** Leaves what is being run: a loop, a function, the record, or the program. */
export class Leave extends Error {
  readonly what: 'next' | 'nextfile' | 'break' | 'continue' | 'return' | 'exit';
  readonly value: Value;
  constructor(what: Leave['what'], value: Value = null) {
    super(what);
    this.what = what;
    this.value = value;
  }
}

const MAX_STEPS = 5_000_000;
const MAX_DEPTH = 500;

export class AwkMachine {
  readonly variables = new Map<string, Value>();
  readonly arrays = new Map<string, ArrayValue>();
  readonly world: AwkWorld;
  seed: number;
  readonly #program: AwkProgram;
  readonly #ranges: Set<number>;
  readonly #regexes = new Map<string, Regex>();
  readonly #frames: Frame[] = [];
  #record = '';
  #fields: string[] | null = null;
  #steps = 0;

  constructor(program: AwkProgram, state: AwkState, world: AwkWorld) {
    this.#program = program;
    this.world = world;
    this.seed = state.seed;
    this.#ranges = new Set(state.ranges);
    for (const [name, value] of state.variables) this.variables.set(name, value);
    for (const [name, entries] of state.arrays) this.arrays.set(name, new Map(entries));
  }

  save(): AwkState {
    return {
      variables: [...this.variables],
      arrays: [...this.arrays].map(([name, entries]) => [name, [...entries]] as const),
      ranges: [...this.#ranges],
      seed: this.seed,
    };
  }

  has(kind: Rule['kind']): boolean {
    return this.#program.rules.some((rule) => rule.kind === kind);
  }

  /** Runs the rules of BEGIN or END. */
  runAll(kind: 'begin' | 'end'): void {
    for (const rule of this.#program.rules) {
      if (rule.kind === kind && rule.action !== null) this.#execute(rule.action);
    }
  }

  runRecord(record: string): void {
    this.setRecord(record);
    for (const [index, rule] of this.#program.rules.entries()) {
      if (rule.kind === 'begin' || rule.kind === 'end' || !this.#selects(rule, index)) continue;
      if (rule.action === null) this.world.print(this.#record + this.text(this.get('ORS')));
      else this.#execute(rule.action);
    }
  }

  #selects(rule: Rule, index: number): boolean {
    if (rule.pattern === null) return true;
    if (rule.kind === 'main') return toBoolean(this.evaluate(rule.pattern));
    if (!this.#ranges.has(index)) {
      if (!toBoolean(this.evaluate(rule.pattern))) return false;
      this.#ranges.add(index);
    }
    if (toBoolean(this.evaluate(rule.until as Expr))) this.#ranges.delete(index);
    return true;
  }

  // --- records and fields

  setRecord(record: string): void {
    this.#record = record;
    this.#fields = null;
  }

  /** The record as END still sees it. */
  get record(): string {
    return this.#record;
  }

  #splitFields(): string[] {
    this.#fields ??= this.split(this.#record, this.get('FS'));
    return this.#fields;
  }

  /** A text in parts: by blanks, by one character, or by a pattern. */
  split(text: string, separator: Value | Regex): string[] {
    if (text === '') return [];
    if (!(separator instanceof Regex)) {
      const by = this.text(separator);
      if (by === ' ') {
        const trimmed = text.replace(/^[ \t\n]+|[ \t\n]+$/g, '');
        return trimmed === '' ? [] : trimmed.split(/[ \t\n]+/);
      }
      if (by === '') return [...text];
      if (by.length === 1 && by !== '\\') return text.split(by);
      return this.#splitBy(text, this.regex(by === '\\' ? '\\\\' : by));
    }
    return this.#splitBy(text, separator);
  }

  #splitBy(text: string, regex: Regex): string[] {
    const parts: string[] = [];
    let from = 0;
    for (let at = 0; at <= text.length; ) {
      const match = regex.exec(text, at);
      if (match === null) break;
      if (match.end === match.start) {
        at = match.end + 1;
        continue;
      }
      parts.push(text.slice(from, match.start));
      from = match.end;
      at = match.end;
    }
    parts.push(text.slice(from));
    return parts;
  }

  field(index: number): Value {
    if (index === 0) return { input: this.#record };
    if (index < 0) throw new AwkError(`access to negative field ${index}`, 0);
    const field = this.#splitFields()[index - 1];
    return field === undefined ? null : { input: field };
  }

  setField(index: number, value: string): void {
    if (index === 0) {
      this.setRecord(value);
      return;
    }
    if (index < 0 || index > 100_000) throw new AwkError(`access to negative field ${index}`, 0);
    const fields = this.#splitFields();
    while (fields.length < index) fields.push('');
    fields[index - 1] = value;
    this.#join();
  }

  #join(): void {
    const fields = this.#fields as string[];
    this.#record = fields.join(this.text(this.get('OFS')));
  }

  #setFieldCount(count: number): void {
    const fields = this.#splitFields();
    while (fields.length < count) fields.push('');
    fields.length = Math.max(0, Math.trunc(count));
    this.#join();
  }

  // --- variables

  get(name: string): Value {
    const frame = this.#frames.at(-1);
    if (frame?.scalars.has(name)) return frame.scalars.get(name) ?? null;
    if (name === 'NF') return this.#splitFields().length;
    return this.variables.get(name) ?? null;
  }

  set(name: string, value: Value): void {
    const frame = this.#frames.at(-1);
    if (frame?.scalars.has(name)) frame.scalars.set(name, value);
    else if (name === 'NF') this.#setFieldCount(toNumber(value));
    else this.variables.set(name, value);
  }

  array(name: string): ArrayValue {
    const frame = this.#frames.at(-1);
    if (frame !== undefined) {
      const own = frame.arrays.get(name);
      if (own !== undefined) return own;
      if (frame.scalars.has(name)) {
        const fresh: ArrayValue = new Map();
        frame.arrays.set(name, fresh);
        return fresh;
      }
    }
    let array = this.arrays.get(name);
    if (array === undefined) {
      array = new Map();
      this.arrays.set(name, array);
    }
    return array;
  }

  key(index: readonly Expr[]): string {
    return index.map((part) => this.text(this.evaluate(part))).join(this.text(this.get('SUBSEP')));
  }

  text(value: Value): string {
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return numberText(value, (one) => sprintf(this.#format('CONVFMT'), [one]));
    return value === null ? '' : value.input;
  }

  #format(name: 'CONVFMT' | 'OFMT'): string {
    const value = this.variables.get(name);
    return typeof value === 'string' ? value : '%.6g';
  }

  #outputText(value: Value): string {
    if (typeof value !== 'number') return this.text(value);
    return numberText(value, (one) => sprintf(this.#format('OFMT'), [one]));
  }

  regex(pattern: string): Regex {
    const known = this.#regexes.get(pattern);
    if (known !== undefined) return known;
    const made = compileRegex(pattern, { extended: true });
    if (!(made instanceof Regex)) throw new AwkError(`${made}: /${pattern}/`, 0);
    this.#regexes.set(pattern, made);
    return made;
  }

  /** An expression as a pattern: a regular expression itself, or what its text says. */
  pattern(expression: Expr): Regex {
    return this.regex(
      expression.type === 'regex' ? expression.pattern : this.text(this.evaluate(expression)),
    );
  }

  assign(to: Expr, value: Value): void {
    if (to.type === 'name') this.set(to.name, value);
    else if (to.type === 'element') this.array(to.name).set(this.key(to.index), value);
    else if (to.type === 'field') this.setField(toNumber(this.evaluate(to.of)), this.text(value));
    else if (to.type === 'group' && to.items.length === 1) this.assign(to.items[0] as Expr, value);
    else throw new AwkError('cannot be assigned to', 0);
  }

  // --- running

  #execute(statement: Statement): void {
    if (++this.#steps > MAX_STEPS) throw new AwkError(`gave up after ${MAX_STEPS} steps`, 0);
    switch (statement.type) {
      case 'block':
        for (const one of statement.body) this.#execute(one);
        return;
      case 'expression':
        this.evaluate(statement.value);
        return;
      case 'print': {
        const values = statement.args.map((one) => this.#outputText(this.evaluate(one)));
        const text = statement.args.length === 0 ? this.#record : values.join(this.text(this.get('OFS')));
        this.#print(statement.to, text + this.text(this.get('ORS')));
        return;
      }
      case 'printf':
        this.#print(statement.to, this.sprintf(statement.args));
        return;
      case 'if':
        if (toBoolean(this.evaluate(statement.test))) this.#execute(statement.yes);
        else if (statement.no !== null) this.#execute(statement.no);
        return;
      case 'while':
        while (toBoolean(this.evaluate(statement.test))) if (!this.#loops(statement.body)) return;
        return;
      case 'do':
        do {
          if (!this.#loops(statement.body)) return;
        } while (toBoolean(this.evaluate(statement.test)));
        return;
      case 'for':
        if (statement.first !== null) this.#execute(statement.first);
        while (statement.test === null || toBoolean(this.evaluate(statement.test))) {
          if (!this.#loops(statement.body)) return;
          if (statement.step !== null) this.#execute(statement.step);
        }
        return;
      case 'each':
        for (const key of [...this.array(statement.array).keys()]) {
          this.set(statement.name, { input: key });
          if (!this.#loops(statement.body)) return;
        }
        return;
      case 'delete': {
        const array = this.array(statement.name);
        if (statement.index === null) array.clear();
        else array.delete(this.key(statement.index));
        return;
      }
      case 'exit':
      case 'return':
        throw new Leave(statement.type, statement.value === null ? null : this.evaluate(statement.value));
      default:
        throw new Leave(statement.type);
    }
  }

  /** One turn of a loop: false when it is left. */
  #loops(body: Statement): boolean {
    try {
      this.#execute(body);
      return true;
    } catch (thrown) {
      if (!(thrown instanceof Leave)) throw thrown;
      if (thrown.what === 'continue') return true;
      if (thrown.what === 'break') return false;
      throw thrown;
    }
  }

  sprintf(args: readonly Expr[]): string {
    const [format, ...values] = args.map((one) => this.evaluate(one));
    return sprintf(
      this.text(format ?? ''),
      values.map((value) => (typeof value === 'number' ? value : this.text(value))),
    );
  }

  #print(to: Redirect | null, text: string): void {
    if (to === null) {
      this.world.print(text);
      return;
    }
    const file = this.text(this.evaluate(to.to));
    const failed = this.world.printTo(file, to.append, text);
    if (failed !== undefined) throw new AwkError(`can't redirect to ${file}`, 0);
  }

  evaluate(expression: Expr): Value {
    if (++this.#steps > MAX_STEPS) throw new AwkError(`gave up after ${MAX_STEPS} steps`, 0);
    switch (expression.type) {
      case 'number':
      case 'string':
        return expression.value;
      case 'regex':
        return this.regex(expression.pattern).test(this.#record) ? 1 : 0;
      case 'name':
        return this.get(expression.name);
      case 'element': {
        const array = this.array(expression.name);
        const key = this.key(expression.index);
        // Looking at an element makes it.
        if (!array.has(key)) array.set(key, null);
        return array.get(key) ?? null;
      }
      case 'field':
        return this.field(Math.trunc(toNumber(this.evaluate(expression.of))));
      case 'group':
        if (expression.items.length === 1) return this.evaluate(expression.items[0] as Expr);
        return this.key(expression.items);
      case 'assign': {
        const value = this.evaluate(expression.value);
        const { operator, to } = expression;
        const result =
          operator === '='
            ? value
            : arithmetic(operator[0] as string, toNumber(this.evaluate(to)), toNumber(value));
        this.assign(to, result);
        return result;
      }
      case 'step': {
        const old = toNumber(this.evaluate(expression.to));
        this.assign(expression.to, old + expression.by);
        return expression.prefix ? old + expression.by : old;
      }
      case 'unary': {
        const value = this.evaluate(expression.of);
        if (expression.operator === '!') return toBoolean(value) ? 0 : 1;
        return expression.operator === '-' ? -toNumber(value) : toNumber(value);
      }
      case 'match': {
        const found = this.pattern(expression.right).test(this.text(this.evaluate(expression.left)));
        return found !== expression.negated ? 1 : 0;
      }
      case 'in':
        return this.array(expression.name).has(this.key(expression.index)) ? 1 : 0;
      case 'choice':
        return this.evaluate(toBoolean(this.evaluate(expression.test)) ? expression.yes : expression.no);
      case 'binary':
        return this.#binary(expression);
      case 'call':
        return this.#call(expression);
    }
  }

  #binary({ operator, left, right }: Extract<Expr, { type: 'binary' }>): Value {
    const first = this.evaluate(left);
    if (operator === '&&') return toBoolean(first) && toBoolean(this.evaluate(right)) ? 1 : 0;
    if (operator === '||') return toBoolean(first) || toBoolean(this.evaluate(right)) ? 1 : 0;
    const second = this.evaluate(right);
    if (operator === ' ') return this.text(first) + this.text(second);
    if (!/[<>=!]/.test(operator)) return arithmetic(operator, toNumber(first), toNumber(second));
    const numeric = comparesAsNumber(first) && comparesAsNumber(second);
    const a = numeric ? toNumber(first) : this.text(first);
    const b = numeric ? toNumber(second) : this.text(second);
    return compares(operator, a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.NaN) ? 1 : 0;
  }

  #call({ name, args, line }: Extract<Expr, { type: 'call' }>): Value {
    const made = this.#program.functions[name];
    if (made === undefined) {
      const result = callBuiltin(this, name, args, line);
      if (result === undefined) throw new AwkError(`function ${name} never defined`, line);
      return result;
    }
    if (args.length > made.parameters.length)
      throw new AwkError(`too many arguments in call to ${name}`, line);
    if (this.#frames.length >= MAX_DEPTH) throw new AwkError('functions are nested too deeply', line);
    const frame: Frame = { scalars: new Map(), arrays: new Map() };
    for (const [at, parameter] of made.parameters.entries()) {
      const arg = args[at];
      const passed = arg?.type === 'name' ? this.#arrayCalled(arg.name) : undefined;
      if (passed !== undefined) frame.arrays.set(parameter, passed);
      frame.scalars.set(parameter, arg === undefined || passed !== undefined ? null : this.evaluate(arg));
    }
    this.#frames.push(frame);
    try {
      this.#execute(made.body);
      return null;
    } catch (thrown) {
      if (thrown instanceof Leave && thrown.what === 'return') return thrown.value;
      throw thrown;
    } finally {
      this.#frames.pop();
    }
  }

  /** The array a name stands for where it is passed to a function; a name never used may become one. */
  #arrayCalled(name: string): ArrayValue | undefined {
    const frame = this.#frames.at(-1);
    if (frame?.arrays.has(name)) return frame.arrays.get(name);
    if (frame?.scalars.has(name)) return undefined;
    if (this.arrays.has(name)) return this.arrays.get(name);
    return this.variables.has(name) || name === 'NF' ? undefined : this.array(name);
  }
}
