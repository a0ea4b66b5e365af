// The expression of find as data.
import type { Inode } from '../../linux/fs/types.ts';

type Than = '+' | '-' | '';

export type Expression =
  | { readonly type: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly type: 'not'; readonly part: Expression }
  | { readonly type: 'constant'; readonly value: boolean }
  | { readonly type: 'name' | 'path'; readonly pattern: string; readonly ignoreCase: boolean }
  | { readonly type: 'kind'; readonly kinds: readonly Inode['type'][] }
  | { readonly type: 'size'; readonly than: Than; readonly value: number; readonly unit: number }
  | { readonly type: 'age'; readonly than: Than; readonly value: number; readonly unitMs: number }
  | { readonly type: 'newer'; readonly file: string }
  | { readonly type: 'empty' | 'prune' | 'quit' | 'delete' }
  | { readonly type: 'mode'; readonly match: 'exact' | 'all' | 'any'; readonly mode: number }
  | { readonly type: 'owner'; readonly of: 'user' | 'group'; readonly id: number }
  | { readonly type: 'print'; readonly end: string }
  | {
      readonly type: 'exec';
      readonly argv: readonly string[];
      readonly many: boolean;
      readonly place: number;
    };

export class FindError extends Error {}

export interface FindOptions {
  readonly maxDepth: number;
  readonly minDepth: number;
  readonly depthFirst: boolean;
}

const KINDS: Readonly<Record<string, Inode['type']>> = {
  f: 'file',
  d: 'directory',
  l: 'symlink',
  p: 'fifo',
  s: 'socket',
  c: 'device',
};

const UNITS: Readonly<Record<string, number>> = {
  c: 1,
  w: 2,
  b: 512,
  '': 512,
  k: 1024,
  M: 1024 ** 2,
  G: 1024 ** 3,
};

const MINUTE_MS = 60_000;

export function parseFind(
  words: readonly string[],
  busybox: boolean,
): { readonly expression: Expression; readonly options: FindOptions } {
  const parser = new FindParser(words, busybox);
  const given = parser.all();
  const print: Expression = { type: 'print', end: '\n' };
  const expression: Expression = parser.acts ? given : { type: 'and', parts: [given, print] };
  const { maxDepth, minDepth, depthFirst } = parser;
  return { expression, options: { maxDepth, minDepth, depthFirst } };
}

class FindParser {
  maxDepth = Number.MAX_SAFE_INTEGER;
  minDepth = 0;
  depthFirst = false;
  /** An action was named, so nothing is printed by itself. */
  acts = false;
  #at = 0;
  #places = 0;
  readonly #words: readonly string[];
  readonly #busybox: boolean;

  constructor(words: readonly string[], busybox: boolean) {
    this.#words = words;
    this.#busybox = busybox;
  }

  all(): Expression {
    if (this.#words.length === 0) return { type: 'constant', value: true };
    const expression = this.#or();
    const left = this.#words[this.#at];
    if (left !== undefined) {
      throw new FindError(
        left === ')'
          ? "invalid expression; you have used a binary operator ')' with nothing before it."
          : `paths must precede expression: \`${left}'`,
      );
    }
    return expression;
  }

  #or(): Expression {
    const parts = [this.#and()];
    while (this.#words[this.#at] === '-o' || this.#words[this.#at] === '-or') {
      this.#at++;
      parts.push(this.#and());
    }
    return parts.length === 1 ? (parts[0] as Expression) : { type: 'or', parts };
  }

  #and(): Expression {
    const parts = [this.#primary()];
    for (;;) {
      const word = this.#words[this.#at];
      if (word === undefined || word === ')' || word === '-o' || word === '-or') break;
      if (word === '-a' || word === '-and') this.#at++;
      else if (!/^[-(!]/.test(word)) break;
      parts.push(this.#primary());
    }
    return parts.length === 1 ? (parts[0] as Expression) : { type: 'and', parts };
  }

  #value(test: string): string {
    const value = this.#words[this.#at++];
    if (value === undefined) {
      throw new FindError(this.#busybox ? `${test} requires an argument` : `missing argument to \`${test}'`);
    }
    return value;
  }

  #number(test: string): number {
    const value = this.#value(test);
    if (!/^\d+$/.test(value)) {
      throw new FindError(
        this.#busybox
          ? `invalid number '${value}'`
          : `Expected a positive decimal integer argument to ${test}, but got '${value}'`,
      );
    }
    return Number(value);
  }

  #compared(test: string, pattern: RegExp): readonly [than: Than, value: number, unit: string] {
    const value = this.#value(test);
    const match = pattern.exec(value);
    if (match === null) throw new FindError(`invalid argument \`${value}' to \`${test}'`);
    return [(match[1] ?? '') as Than, Number(match[2]), match[3] ?? ''];
  }

  #primary(): Expression {
    const word = this.#words[this.#at++];
    if (word === undefined) throw new FindError('expected an expression');
    const always: Expression = { type: 'constant', value: true };
    switch (word) {
      case '(': {
        const inner = this.#or();
        if (this.#words[this.#at++] !== ')') {
          throw new FindError(
            "invalid expression; I was expecting to find a ')' somewhere but did not see one.",
          );
        }
        return inner;
      }
      case '!':
      case '-not':
        return { type: 'not', part: this.#primary() };
      case '-name':
      case '-iname':
        return { type: 'name', pattern: this.#value(word), ignoreCase: word === '-iname' };
      case '-path':
      case '-wholename':
      case '-ipath':
        return { type: 'path', pattern: this.#value(word), ignoreCase: word === '-ipath' };
      case '-type':
        return this.#kind(word);
      case '-maxdepth':
        this.maxDepth = this.#number(word);
        return always;
      case '-mindepth':
        this.minDepth = this.#number(word);
        return always;
      case '-depth':
        this.depthFirst = true;
        return always;
      case '-mount':
      case '-xdev':
        throw new FindError(`${word} is not modelled`);
      case '-size': {
        const [than, value, unit] = this.#compared(word, /^([-+]?)(\d+)([cwbkMG]?)$/);
        return { type: 'size', than, value, unit: UNITS[unit] as number };
      }
      case '-mtime':
      case '-mmin': {
        const [than, value] = this.#compared(word, /^([-+]?)(\d+)$/);
        return { type: 'age', than, value, unitMs: word === '-mmin' ? MINUTE_MS : 24 * 60 * MINUTE_MS };
      }
      case '-newer':
        return { type: 'newer', file: this.#value(word) };
      case '-empty':
        return { type: 'empty' };
      case '-perm':
        return this.#mode(word);
      case '-user':
      case '-uid':
      case '-group':
      case '-gid': {
        const value = this.#value(word);
        const id = value === 'root' ? 0 : Number(value);
        if (Number.isNaN(id))
          throw new FindError(`${word} with a name such as '${value}' is not modelled: give its number`);
        return { type: 'owner', of: word === '-user' || word === '-uid' ? 'user' : 'group', id };
      }
      case '-true':
        return always;
      case '-false':
        return { type: 'constant', value: false };
      case '-prune':
        return { type: 'prune' };
      case '-quit':
        this.acts = true;
        return { type: 'quit' };
      case '-print':
      case '-print0':
        this.acts = true;
        return { type: 'print', end: word === '-print' ? '\n' : '\0' };
      case '-delete':
        this.acts = true;
        this.depthFirst = true;
        return { type: 'delete' };
      case '-exec':
        return this.#exec();
      default:
        throw new FindError(this.#busybox ? `unrecognized: ${word}` : `unknown predicate \`${word}'`);
    }
  }

  #kind(word: string): Expression {
    const value = this.#value(word);
    const kinds = value.split(',').map((letter) => KINDS[letter]);
    if (kinds.includes(undefined)) throw new FindError(`Unknown argument to -type: ${value}`);
    return { type: 'kind', kinds: kinds as Inode['type'][] };
  }

  #mode(word: string): Expression {
    const value = this.#value(word);
    const match = /^([-/]?)([0-7]+)$/.exec(value);
    if (match === null) throw new FindError(`invalid mode '${value}'`);
    const kind = match[1] === '-' ? 'all' : match[1] === '/' ? 'any' : 'exact';
    return { type: 'mode', match: kind, mode: Number.parseInt(match[2] as string, 8) };
  }

  #exec(): Expression {
    this.acts = true;
    const start = this.#at;
    for (; this.#at < this.#words.length; this.#at++) {
      const word = this.#words[this.#at];
      const many = word === '+' && this.#words[this.#at - 1] === '{}';
      if (word !== ';' && !many) continue;
      const argv = this.#words.slice(start, this.#at++);
      if (argv.length === 0) break;
      return { type: 'exec', argv, many, place: this.#places++ };
    }
    throw new FindError(this.#busybox ? '-exec requires an argument' : "missing argument to `-exec'");
  }
}
