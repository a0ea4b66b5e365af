// Models golang@v1.25.0 src/text/template/funcs.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/cli-runtime/pkg/printers/template.go
// Differs: call is not modelled.
import { decodeBase64 } from '../../../api/index.ts';
import { Float, isFloat, plain, sprint, sprintf, sprintln, text, typeName } from './format.ts';

/** Thrown by a function for arguments it cannot use. */
export class CallError extends Error {}

/** Its arguments as they come; undefined stands for what is not there. */
export interface Builtin {
  readonly least: number;
  /** Null: any number. */
  readonly most: number | null;
  readonly run: (...values: readonly unknown[]) => unknown;
}

export function truth(value: unknown): boolean {
  const given = plain(value);
  if (Array.isArray(given)) return given.length > 0;
  if (typeof given === 'object' && given !== null) return Object.keys(given).length > 0;
  return given !== undefined && given !== null && given !== false && given !== 0 && given !== '';
}

const HTML: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\0': '\uFFFD',
};

function index(item: unknown, ...keys: readonly unknown[]): unknown {
  let at = item;
  if (at === undefined || at === null) throw new CallError('index of untyped nil');
  for (const given of keys) {
    const key = plain(given);
    if (Array.isArray(at)) {
      if (key === undefined || key === null) throw new CallError('cannot index slice/array with nil');
      if (typeof key !== 'number' || isFloat(given)) {
        throw new CallError(`cannot index slice/array with type ${typeName(given)}`);
      }
      if (key < 0 || key >= at.length) throw new CallError(`index out of range: ${key}`);
      at = at[key];
    } else if (typeof at === 'string') {
      if (typeof key !== 'number')
        throw new CallError(`cannot index slice/array with type ${typeName(given)}`);
      if (key < 0 || key >= at.length) throw new CallError(`index out of range: ${key}`);
      at = at.charCodeAt(key);
    } else if (typeof at === 'object' && at !== null) {
      if (typeof key !== 'string') throw new CallError(`value has type ${typeName(given)}; should be string`);
      at = (at as Record<string, unknown>)[key];
    } else if (at === undefined || at === null) throw new CallError('index of nil pointer');
    else throw new CallError(`can't index item of type ${typeName(at)}`);
  }
  return at;
}

function slice(item: unknown, ...indexes: readonly unknown[]): unknown {
  if (item === undefined || item === null) throw new CallError('slice of untyped nil');
  if (typeof item !== 'string' && !Array.isArray(item))
    throw new CallError(`can't slice item of type ${typeName(item)}`);
  if (typeof item === 'string' && indexes.length === 3) throw new CallError('cannot 3-index slice a string');
  const [from = 0, to = item.length] = indexes.map((given) => {
    const at = plain(given);
    if (typeof at !== 'number') throw new CallError(`cannot index slice/array with type ${typeName(given)}`);
    if (at < 0 || at > item.length) throw new CallError(`index out of range: ${at}`);
    return at;
  });
  if (from > to) throw new CallError(`invalid slice index: ${from} > ${to}`);
  return item.slice(from, to);
}

function length(item: unknown): number {
  if (item === undefined || item === null) throw new CallError('len of nil pointer');
  if (typeof item === 'string') return encodeURIComponent(item).replace(/%../g, '.').length;
  if (Array.isArray(item)) return item.length;
  if (typeof item === 'object' && !(item instanceof Float)) return Object.keys(item).length;
  throw new CallError(`len of type ${typeName(item)}`);
}

type Basic = 'bool' | 'int' | 'float' | 'string' | 'other' | 'nil';

function basic(value: unknown): Basic {
  if (value === undefined || value === null) return 'nil';
  if (isFloat(value)) return 'float';
  if (typeof value === 'number') return 'int';
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'bool' : 'other';
}

function equal(first: unknown, ...others: readonly unknown[]): boolean {
  const kind = basic(first);
  for (const other of others) {
    const otherKind = basic(other);
    if (kind === 'other' && otherKind === 'other') {
      throw new CallError(
        `non-comparable types ${text(first)}: ${typeName(first)}, ${typeName(other)}: ${text(other)}`,
      );
    }
    if (kind !== otherKind) {
      if (kind !== 'nil' && otherKind !== 'nil') throw new CallError('incompatible types for comparison');
      continue;
    }
    if (kind === 'nil' || plain(first) === plain(other)) return true;
  }
  return false;
}

function less(first: unknown, second: unknown): boolean {
  const [kind, other] = [basic(first), basic(second)];
  if (kind === 'other' || kind === 'nil') throw new CallError('invalid type for comparison');
  if (kind !== other) throw new CallError('incompatible types for comparison');
  if (kind === 'bool') throw new CallError('invalid type for comparison');
  return (plain(first) as string | number) < (plain(second) as string | number);
}

/** What kubectl adds: whether a path of keys leads somewhere. */
function exists(item: unknown, ...keys: readonly unknown[]): boolean {
  try {
    return index(item, ...keys) !== undefined;
  } catch (error) {
    if (error instanceof CallError) return false;
    throw error;
  }
}

function base64decode(given: unknown): string {
  if (typeof given !== 'string')
    throw new CallError(`wrong type for value; expected string; got ${typeName(given)}`);
  const bad = /[^A-Za-z0-9+/=\r\n]/.exec(given)?.index;
  if (bad !== undefined)
    throw new CallError(`base64 decode failed: illegal base64 data at input byte ${bad}`);
  const whole = given.replace(/[\r\n]/g, '');
  if (whole.length % 4 !== 0) {
    throw new CallError(
      `base64 decode failed: illegal base64 data at input byte ${whole.length - (whole.length % 4)}`,
    );
  }
  return decodeBase64(whole);
}

const builtin = (least: number, most: number | null, run: Builtin['run']): Builtin => ({ least, most, run });

/** `and` and `or` stop at the first that decides: see `evaluate.ts`. */
export const BUILTINS: Readonly<Record<string, Builtin>> = {
  and: builtin(1, null, (...values) => values.find((value) => !truth(value)) ?? values.at(-1)),
  or: builtin(1, null, (...values) => values.find(truth) ?? values.at(-1)),
  not: builtin(1, 1, (value) => !truth(value)),
  eq: builtin(1, null, (first, ...others) => {
    if (others.length === 0) throw new CallError('missing argument for comparison');
    return equal(first, ...others);
  }),
  ne: builtin(2, 2, (first, second) => !equal(first, second)),
  lt: builtin(2, 2, less),
  le: builtin(2, 2, (first, second) => less(first, second) || equal(first, second)),
  gt: builtin(2, 2, (first, second) => !(less(first, second) || equal(first, second))),
  ge: builtin(2, 2, (first, second) => !less(first, second)),
  index: builtin(1, null, index),
  slice: builtin(1, 4, slice),
  len: builtin(1, 1, length),
  print: builtin(0, null, (...values) => sprint(values)),
  println: builtin(0, null, (...values) => sprintln(values)),
  printf: builtin(1, null, (format, ...values) => {
    if (typeof format !== 'string')
      throw new CallError(`wrong type for value; expected string; got ${typeName(format)}`);
    return sprintf(format, values);
  }),
  html: builtin(0, null, (...values) => sprint(values).replace(/["'&<>\0]/g, (char) => HTML[char] ?? char)),
  js: builtin(0, null, (...values) => sprint(values).replace(/[\\'"<>&=\n\r\t]/g, escapeJs)),
  urlquery: builtin(0, null, (...values) =>
    encodeURIComponent(sprint(values))
      .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll('%20', '+'),
  ),
  exists: builtin(1, null, exists),
  base64decode: builtin(1, 1, base64decode),
};

function escapeJs(char: string): string {
  return '\\\'"'.includes(char)
    ? `\\${char}`
    : `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
}

export const FUNCTIONS: ReadonlySet<string> = new Set(Object.keys(BUILTINS));
