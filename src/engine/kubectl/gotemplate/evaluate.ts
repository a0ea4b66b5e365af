// Models golang@v1.25.0 src/text/template/exec.go
import { Float, text } from './format.ts';
import { BUILTINS, CallError, truth } from './functions.ts';
import type { Command, Node, Operand, Pipeline, Template } from './parse.ts';

/** Thrown for a value that a template cannot be filled with, in Go's words. */
export class ExecError extends Error {
  /** What had been written before it. */
  written = '';
}

class Break extends Error {}
class Continue extends Error {}

/** How deep templates may call each other. */
const MOST_CALLS = 10_000;

/** Fills a template. A key that is missing shows as `<no value>`, or with `strict` is an error. */
export function execute(source: string, template: Template, data: unknown, strict = false): string {
  const run = new Run(source, template, strict);
  try {
    run.list(template.body, data);
  } catch (error) {
    if (error instanceof ExecError) error.written = run.out;
    throw error;
  }
  return run.out;
}

interface Variable {
  readonly name: string;
  value: unknown;
}

class Run {
  out = '';
  readonly #source: string;
  readonly #template: Template;
  readonly #strict: boolean;
  #variables: Variable[] = [];
  #name = 'output';
  #depth = 0;
  /** What is being worked out, for messages. */
  #node: { readonly at: number; readonly text: string } | undefined;

  constructor(source: string, template: Template, strict: boolean) {
    this.#source = source;
    this.#template = template;
    this.#strict = strict;
  }

  #fail(message: string): never {
    const name = JSON.stringify(this.#name);
    if (this.#node === undefined) throw new ExecError(`template: ${this.#name}: ${message}`);
    const { at, text: shown } = this.#node;
    const before = this.#source.slice(0, at);
    const line = before.split('\n').length;
    const column = at - (before.lastIndexOf('\n') + 1);
    throw new ExecError(`template: output:${line}:${column}: executing ${name} at <${shown}>: ${message}`);
  }

  list(nodes: readonly Node[], dot: unknown): void {
    if (this.#variables.length === 0) this.#variables = [{ name: '$', value: dot }];
    for (const node of nodes) this.#walk(node, dot);
  }

  #walk(node: Node, dot: unknown): void {
    this.#node = node;
    switch (node.type) {
      case 'text':
        this.out += node.text;
        return;
      case 'action': {
        const value = this.#pipeline(node.pipeline, dot);
        if (node.pipeline.variables.length === 0) {
          this.out += value === undefined || value === null ? '<no value>' : text(value);
        }
        return;
      }
      case 'if':
      case 'with': {
        const kept = this.#variables.length;
        const value = this.#pipeline(node.pipeline, dot);
        if (truth(value)) this.list(node.body, node.type === 'with' ? value : dot);
        else this.list(node.otherwise, dot);
        this.#variables.length = kept;
        return;
      }
      case 'range':
        this.#range(node, dot);
        return;
      case 'break':
        throw new Break();
      case 'continue':
        throw new Continue();
      case 'template':
        this.#call(node, dot);
    }
  }

  #range(node: Extract<Node, { type: 'range' | 'if' | 'with' }>, dot: unknown): void {
    const kept = this.#variables.length;
    const { pipeline } = node;
    // Its variables are set for each of its elements, not for all of them.
    const value = this.#commands(pipeline, dot);
    const entries = this.#entries(value);
    const mark = this.#variables.length;
    try {
      for (const [key, element] of entries) {
        this.#variables.length = mark;
        const [first, second] = pipeline.variables;
        const set = (name: string, given: unknown) =>
          pipeline.assigns ? this.#assign(name, given) : this.#variables.push({ name, value: given });
        if (second !== undefined) {
          set(first as string, key);
          set(second, element);
        } else if (first !== undefined) set(first, element);
        try {
          this.list(node.body, element);
        } catch (error) {
          if (!(error instanceof Continue)) throw error;
        }
      }
    } catch (error) {
      if (!(error instanceof Break)) throw error;
    }
    this.#variables.length = kept;
    if (entries.length === 0) this.list(node.otherwise, dot);
    this.#variables.length = kept;
  }

  #entries(value: unknown): readonly (readonly [unknown, unknown])[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value)) return value.map((element, index) => [index, element]);
    if (typeof value === 'number')
      return Array.from({ length: Math.max(0, value) }, (_, index) => [index, index]);
    if (typeof value === 'object' && !(value instanceof Float)) {
      return Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1));
    }
    return this.#fail(`range can't iterate over ${text(value)}`);
  }

  #call(node: Extract<Node, { type: 'template' }>, dot: unknown): void {
    const body = this.#template.named[node.name];
    if (body === undefined) this.#fail(`template ${JSON.stringify(node.name)} not defined`);
    if (++this.#depth > MOST_CALLS) this.#fail(`exceeded maximum template depth (${MOST_CALLS})`);
    const value = node.pipeline === null ? undefined : this.#pipeline(node.pipeline, dot);
    const [variables, name] = [this.#variables, this.#name];
    this.#variables = [{ name: '$', value }];
    this.#name = node.name;
    this.list(body, value);
    this.#variables = variables;
    this.#name = name;
    this.#depth--;
  }

  #assign(name: string, value: unknown): void {
    const found = this.#variables.findLast((variable) => variable.name === name);
    if (found !== undefined) found.value = value;
  }

  // --- values

  #pipeline(pipeline: Pipeline, dot: unknown): unknown {
    const value = this.#commands(pipeline, dot);
    for (const name of pipeline.variables) {
      if (pipeline.assigns) this.#assign(name, value);
      else this.#variables.push({ name, value });
    }
    return value;
  }

  #commands({ commands }: Pipeline, dot: unknown): unknown {
    let value: unknown;
    commands.forEach((command, index) => {
      value = this.#command(command, dot, index === 0 ? [] : [value]);
    });
    return value;
  }

  /** `final` is what comes out of the command before it in the pipeline, its last argument. */
  #command(command: Command, dot: unknown, final: readonly unknown[]): unknown {
    const [first, ...rest] = command.operands as [Operand, ...Operand[]];
    const isCalled = rest.length > 0 || final.length > 0;
    this.#node = first;
    if (first.type === 'function') return this.#function(first, command, rest, dot, final);
    if (isCalled) {
      if (first.type === 'field' || first.type === 'variable' || first.type === 'chain') {
        if (first.type === 'variable' && first.path.length === 1) {
          this.#fail(`can't give argument to non-function ${first.text}`);
        }
        this.#fail(`${first.path.at(-1)} is not a method but has arguments`);
      }
      this.#fail(`can't give argument to non-function ${first.text}`);
    }
    if (first.type === 'nil') this.#fail('nil is not a command');
    return this.#operand(first, dot);
  }

  #operand(operand: Operand, dot: unknown): unknown {
    this.#node = operand;
    switch (operand.type) {
      case 'dot':
        return dot;
      case 'nil':
        return undefined;
      case 'constant':
        return operand.isFloat ? new Float(operand.value as number) : operand.value;
      case 'field':
        return this.#fields(dot, operand.path, operand);
      case 'variable': {
        const [name, ...path] = operand.path;
        const found = this.#variables.findLast((variable) => variable.name === name);
        return this.#fields(found?.value, path, operand);
      }
      case 'chain': {
        const value = this.#operand(operand.of, dot);
        return this.#fields(value, operand.path, operand);
      }
      case 'pipeline':
        return this.#pipeline(operand.pipeline, dot);
      case 'function':
        return this.#function(operand, operand, [], dot, []);
    }
  }

  #fields(from: unknown, path: readonly string[], operand: Operand): unknown {
    let value = from;
    for (const name of path) {
      this.#node = operand;
      if (value === null) this.#fail(`nil pointer evaluating interface {}.${name}`);
      if (value === undefined) {
        if (this.#strict) this.#fail(`nil data; no entry for key ${JSON.stringify(name)}`);
        return undefined;
      }
      if (typeof value !== 'object' || Array.isArray(value) || value instanceof Float) {
        this.#fail(`can't evaluate field ${name} in type interface {}`);
      }
      const has = Object.hasOwn(value, name);
      if (!has && this.#strict) this.#fail(`map has no entry for key ${JSON.stringify(name)}`);
      value = has ? (value as Record<string, unknown>)[name] : undefined;
    }
    return value;
  }

  #function(
    { name }: Extract<Operand, { type: 'function' }>,
    call: { readonly at: number; readonly text: string },
    operands: readonly Operand[],
    dot: unknown,
    final: readonly unknown[],
  ): unknown {
    const builtin = BUILTINS[name];
    if (builtin === undefined) return this.#fail(`${JSON.stringify(name)} is not a defined function`);
    const count = operands.length + final.length;
    const { least, most } = builtin;
    if (count < least || (most !== null && count > most)) {
      this.#fail(
        `wrong number of args for ${name}: want ${most === least ? '' : 'at least '}${least} got ${count}`,
      );
    }
    const values: unknown[] = [];
    for (const operand of operands) {
      const value = this.#operand(operand, dot);
      if ((name === 'and' && !truth(value)) || (name === 'or' && truth(value))) return value;
      values.push(value);
    }
    this.#node = call;
    try {
      return builtin.run(...values, ...final);
    } catch (error) {
      if (error instanceof CallError) {
        const direct = error.message.startsWith('wrong type for value');
        return this.#fail(direct ? error.message : `error calling ${name}: ${error.message}`);
      }
      throw error;
    }
  }
}
