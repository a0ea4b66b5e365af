// Models golang@v1.25.0 src/fmt/print.go, format.go
// Differs: of the verbs those that fit what JSON can hold.
import { goText } from '../jsonpath/evaluate.ts';

/** A number of a template's own text that is written with a point stays one. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

export const plain = (value: unknown): unknown => (value instanceof Float ? value.value : value);

export function isFloat(value: unknown): boolean {
  return value instanceof Float || (typeof value === 'number' && !Number.isInteger(value));
}

/** The name of a value's type in Go. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (isFloat(value)) return 'float64';
  if (typeof value === 'number') return 'int64';
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'bool' : 'map[string]interface {}';
}

/** `%v`: floats have an exponent from 1e+21 on. */
export function text(value: unknown): string {
  const given = plain(value);
  return typeof given === 'number' ? String(given).replace(/e([+-])(\d)$/, 'e$10$2') : goText(given);
}

/** fmt.Sprint: a space between two operands of which neither is a string. */
export function sprint(values: readonly unknown[]): string {
  let out = '';
  values.forEach((value, index) => {
    const spaced = index > 0 && typeof value !== 'string' && typeof values[index - 1] !== 'string';
    out += (spaced ? ' ' : '') + text(value);
  });
  return out;
}

export const sprintln = (values: readonly unknown[]): string => `${values.map(text).join(' ')}\n`;

export function sprintf(format: string, values: readonly unknown[]): string {
  let next = 0;
  const out = format.replace(
    /%([-+# 0]*)(\*|\d+)?(?:\.(\*|\d+)?)?([a-zA-Z%]|$)/g,
    (_, flags: string, width: string | undefined, precision: string | undefined, verb: string) => {
      if (verb === '') return '%!(NOVERB)';
      if (verb === '%') return '%';
      const size = width === '*' ? Number(values[next++]) : Number(width ?? 0);
      const digits =
        precision === '*' ? Number(values[next++]) : precision === undefined ? undefined : Number(precision);
      if (next >= values.length) return `%!${verb}(MISSING)`;
      const body = one(verb, values[next++], flags, digits);
      if (flags.includes('-')) return body.padEnd(size);
      if (!flags.includes('0') || !/^[dxXobfeEgG]$/.test(verb)) return body.padStart(size);
      const sign = /^[+-]/.exec(body)?.[0] ?? '';
      return sign + body.slice(sign.length).padStart(size - sign.length, '0');
    },
  );
  if (next >= values.length) return out;
  const extra = values.slice(next).map((value) => `${typeName(value)}=${text(value)}`);
  return `${out}%!(EXTRA ${extra.join(', ')})`;
}

function one(verb: string, given: unknown, flags: string, digits: number | undefined): string {
  const value = plain(given);
  const bad = () =>
    `%!${verb}(${typeName(given)}${value === null || value === undefined ? '' : `=${text(given)}`})`;
  const signed = (body: string) => (flags.includes('+') && !body.startsWith('-') ? `+${body}` : body);
  switch (verb) {
    case 'v':
      return flags.includes('#') ? JSON.stringify(value) : text(given);
    case 'T':
      return typeName(given);
    case 's':
      if (typeof value === 'string') return digits === undefined ? value : value.slice(0, digits);
      if (typeof value === 'object' && value !== null) return text(given);
      return bad();
    case 'q':
      return typeof value === 'string' ? JSON.stringify(value) : bad();
    case 't':
      return typeof value === 'boolean' ? String(value) : bad();
    case 'd':
      return typeof value === 'number' && !isFloat(given) ? signed(String(value)) : bad();
    case 'x':
    case 'X': {
      const hex =
        typeof value === 'string'
          ? encodeURIComponent(value).replace(/%(..)|(.)/g, (_, byte?: string, char = '') =>
              (byte ?? char.charCodeAt(0).toString(16)).toLowerCase(),
            )
          : typeof value === 'number' && !isFloat(given)
            ? value.toString(16)
            : bad();
      return verb === 'X' ? hex.toUpperCase() : hex;
    }
    case 'o':
    case 'b':
      return typeof value === 'number' && !isFloat(given) ? value.toString(verb === 'o' ? 8 : 2) : bad();
    case 'c':
      return typeof value === 'number' ? String.fromCodePoint(value) : bad();
    case 'f':
      return isFloat(given) ? signed((value as number).toFixed(digits ?? 6)) : bad();
    case 'e':
      return isFloat(given)
        ? signed((value as number).toExponential(digits ?? 6).replace(/e([+-])(\d)$/, 'e$10$2'))
        : bad();
    case 'g':
      return isFloat(given) ? signed(text(given)) : bad();
    default:
      return bad();
  }
}
