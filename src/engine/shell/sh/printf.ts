// Models coreutils@v9.7 src/printf.c
// Models busybox@v1.37.0 coreutils/printf.c
// Models dash@v0.5.12 src/bltin/printf.c

/** Replaces backslash escapes; `ended` after \c, which ends all output. */
export function readEscapes(
  text: string,
  style: 'echo' | 'printf' | 'b',
  dash = false,
): { readonly text: string; readonly ended: boolean } {
  let result = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at] as string;
    if (char !== '\\' || at + 1 >= text.length) {
      result += char;
      continue;
    }
    at++;
    const code = text[at] as string;
    const simple = SIMPLE[code];
    if (simple !== undefined) {
      result += simple;
      continue;
    }
    const rest = text.slice(at);
    const octal = (
      style === 'printf' ? /^[0-7]{1,3}/ : style === 'echo' ? /^0[0-7]{0,3}/ : /^0[0-7]{0,3}|^[1-7][0-7]{0,2}/
    ).exec(rest);
    // dash knows neither of these two.
    const hex = dash ? null : /^x([0-9a-fA-F]{1,2})/.exec(rest);
    const unicode = dash ? null : /^u([0-9a-fA-F]{1,4})|^U([0-9a-fA-F]{1,8})/.exec(rest);
    if (code === 'c' && style !== 'printf') return { text: result, ended: true };
    if (octal !== null) {
      result += String.fromCharCode(Number.parseInt(octal[0], 8) & 255);
      at += octal[0].length - 1;
    } else if (hex !== null) {
      result += String.fromCharCode(Number.parseInt(hex[1] as string, 16));
      at += hex[0].length - 1;
    } else if (unicode !== null) {
      result += String.fromCodePoint(Number.parseInt((unicode[1] ?? unicode[2]) as string, 16));
      at += unicode[0].length - 1;
    } else if (style === 'printf' && (code === '"' || code === "'")) result += code;
    else result += `\\${code}`;
  }
  return { text: result, ended: false };
}

const SIMPLE: Readonly<Record<string, string>> = {
  '\\': '\\',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

export type EchoStyle = 'dash' | 'bash' | 'busybox' | 'coreutils';

/** What echo prints. dash knows only -n and always reads escapes; the others know -n, -e and -E. */
export function echoText(args: readonly string[], style: EchoStyle): string {
  let newline = true;
  let escapes = style === 'dash';
  let at = 0;
  for (; at < args.length; at++) {
    const text = args[at] as string;
    if (style === 'dash' ? text !== '-n' : !/^-[neE]+$/.test(text)) break;
    if (text.includes('n')) newline = false;
    if (style === 'dash') {
      at++;
      break;
    }
    for (const letter of text) {
      if (letter === 'e') escapes = true;
      if (letter === 'E') escapes = false;
    }
  }
  const text = args.slice(at).join(' ');
  if (!escapes) return newline ? `${text}\n` : text;
  const read = readEscapes(text, style === 'dash' ? 'b' : 'echo', style === 'dash');
  return read.ended || !newline ? read.text : `${read.text}\n`;
}

export interface PrintfProblem {
  readonly kind: 'number' | 'directive' | 'missing' | 'range';
  readonly text: string;
}

export interface PrintfResult {
  readonly text: string;
  readonly problems: readonly PrintfProblem[];
}

const DIRECTIVE =
  /%(?:%|([-+ 0#']*)(\*|\d+)?(?:\.(\*|-?\d+)?)?(?:hh|h|ll|l|L|q|j|z|t)?(\(([^)]*)\)T|[a-zA-Z%]))/g;

/** What printf prints. The format is used again while there are arguments left. */
export function printfText(
  format: string,
  args: readonly string[],
  words: 'bash' | 'dash' | 'busybox' | 'coreutils',
): PrintfResult {
  const rest = [...args];
  const problems: PrintfProblem[] = [];
  let text = '';
  for (;;) {
    const before = rest.length;
    const round = printfOnce(format, rest, problems, words);
    text += round.text;
    if (round.ended || rest.length === 0 || rest.length === before) break;
  }
  return { text, problems };
}

function printfOnce(
  format: string,
  args: string[],
  problems: PrintfProblem[],
  words: string,
): { readonly text: string; readonly ended: boolean } {
  let text = '';
  let from = 0;
  DIRECTIVE.lastIndex = 0;
  for (const match of format.matchAll(DIRECTIVE)) {
    text += readEscapes(format.slice(from, match.index), 'printf', words === 'dash').text;
    from = match.index + match[0].length;
    if (match[0] === '%%') {
      text += '%';
      continue;
    }
    let flags = match[1] ?? '';
    const dot = /\./.test(match[0].replace(/\(.*\)/, ''));
    let width = match[2] === '*' ? number(args.shift() ?? '0', problems) : Number(match[2] ?? 0);
    if (width < 0) {
      flags += '-';
      width = -width;
    }
    const precision = !dot
      ? null
      : match[3] === '*'
        ? number(args.shift() ?? '0', problems)
        : Number(match[3] ?? 0);
    const conversion = match[4] as string;
    const field = convert(conversion, flags, precision, args, problems, words);
    if (field === null) {
      problems.push({ kind: 'directive', text: match[0] });
      return { text, ended: true };
    }
    text += pad(field.text, width, flags, field.numeric);
    if (field.ended) return { text, ended: true };
  }
  return { text: text + readEscapes(format.slice(from), 'printf', words === 'dash').text, ended: false };
}

interface Field {
  readonly text: string;
  readonly numeric: boolean;
  readonly ended: boolean;
}

function convert(
  conversion: string,
  flags: string,
  precision: number | null,
  args: string[],
  problems: PrintfProblem[],
  words: string,
): Field | null {
  const plain = (text: string): Field => ({ text, numeric: false, ended: false });
  const cut = (text: string) => (precision === null ? text : text.slice(0, precision));
  switch (conversion) {
    case 's':
      return plain(cut(args.shift() ?? ''));
    case 'c':
      return plain((args.shift() ?? '').slice(0, 1));
    case 'b': {
      const read = readEscapes(args.shift() ?? '', 'b', words === 'dash');
      return { text: cut(read.text), numeric: false, ended: read.ended };
    }
    case 'q':
      if (words === 'dash' || words === 'busybox') return null;
      return plain(shellQuoted(args.shift() ?? ''));
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'o':
      return integerField(conversion, flags, precision, args.shift(), problems);
    case 'f':
    case 'F':
    case 'e':
    case 'E':
    case 'g':
    case 'G': {
      const value = number(args.shift() ?? '0', problems);
      return {
        text: signed(floating(conversion, value, precision ?? 6), flags),
        numeric: true,
        ended: false,
      };
    }
    default:
      return null;
  }
}

function integerField(
  conversion: string,
  flags: string,
  precision: number | null,
  argument: string | undefined,
  problems: PrintfProblem[],
): Field {
  const value = integer(argument ?? '0', problems);
  const unsigned = BigInt.asUintN(64, value);
  let digits: string;
  switch (conversion) {
    case 'x':
    case 'X':
      digits = unsigned.toString(16);
      if (conversion === 'X') digits = digits.toUpperCase();
      break;
    case 'o':
      digits = unsigned.toString(8);
      break;
    case 'u':
      digits = unsigned.toString();
      break;
    default:
      digits = (value < 0n ? -value : value).toString();
  }
  if (precision !== null) digits = digits.padStart(precision, '0');
  if (flags.includes('#') && conversion !== 'd')
    digits = (conversion === 'o' ? '0' : `0${conversion}`) + digits;
  const text = (conversion === 'd' || conversion === 'i') && value < 0n ? `-${digits}` : digits;
  return {
    text: conversion === 'd' || conversion === 'i' ? signed(text, flags) : text,
    numeric: precision === null,
    ended: false,
  };
}

function signed(text: string, flags: string): string {
  if (text.startsWith('-')) return text;
  if (flags.includes('+')) return `+${text}`;
  return flags.includes(' ') ? ` ${text}` : text;
}

function floating(conversion: string, value: number, precision: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
  switch (conversion.toLowerCase()) {
    case 'f':
      return fixed(value, Math.min(precision, 100));
    case 'e': {
      const text = value.toExponential(Math.min(precision, 100)).replace(/e([-+])(\d)$/, 'e$10$2');
      return conversion === 'E' ? text.toUpperCase() : text;
    }
    default: {
      const digits = precision === 0 ? 1 : precision;
      if (value === 0) return '0';
      const exponent = Number(value.toExponential(digits - 1).split('e')[1]);
      const text =
        exponent < -4 || exponent >= digits
          ? value
              .toExponential(digits - 1)
              .replace(/\.?0+e/, 'e')
              .replace(/e([-+])(\d)$/, 'e$10$2')
          : value
              .toFixed(digits - 1 - exponent)
              .replace(/(\.\d*?)0+$/, '$1')
              .replace(/\.$/, '');
      return conversion === 'G' ? text.toUpperCase() : text;
    }
  }
}

/** As C rounds: a number halfway between two goes to the even one. */
function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  const exact = value.toFixed(Math.min(100, digits + 30));
  const point = exact.indexOf('.');
  const tail = digits === 0 ? exact.slice(point + 1) : exact.slice(point + 1 + digits);
  if (!/^50*$/.test(tail)) return text;
  const down = digits === 0 ? exact.slice(0, point) : exact.slice(0, point + 1 + digits);
  return /[02468]$/.test(down) ? down : text;
}

function pad(text: string, width: number, flags: string, numeric: boolean): string {
  if (text.length >= width) return text;
  if (flags.includes('-')) return text.padEnd(width);
  if (!flags.includes('0') || !numeric) return text.padStart(width);
  const sign = /^(?:[-+ ]?)(?:0[xX])?/.exec(text)?.[0] ?? '';
  return sign + text.slice(sign.length).padStart(width - sign.length, '0');
}

function integer(text: string, problems: PrintfProblem[]): bigint {
  if (/^["']/.test(text)) return BigInt(text.codePointAt(1) ?? 0);
  const match = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(text);
  if (match === null || match[0] !== text) {
    if (text !== '') problems.push({ kind: 'number', text });
    if (match === null) return 0n;
  }
  const digits = match[2] as string;
  const value = /^0[0-7]+$/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
  const signed = match[1] === '-' ? -value : value;
  if (signed >= -(2n ** 63n) && signed < 2n ** 64n) return signed;
  problems.push({ kind: 'range', text });
  return signed < 0n ? -(2n ** 63n) : 2n ** 63n - 1n;
}

function number(text: string, problems: PrintfProblem[]): number {
  if (/^["']/.test(text)) return text.codePointAt(1) ?? 0;
  const value = Number.parseFloat(text);
  if (Number.isNaN(value) || !/^\s*[-+]?[\d.]+(?:[eE][-+]?\d+)?$/.test(text)) {
    if (text !== '') problems.push({ kind: 'number', text });
  }
  return Number.isNaN(value) ? 0 : value;
}

/** As bash's %q writes it. */
export function shellQuoted(text: string): string {
  if (text === '') return "''";
  if ([...text].some((char) => char < ' ')) {
    return `$'${text.replace(/[\\']/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}'`;
  }
  return text.replace(/[^\w@%+:,./-]/g, '\\$&');
}

/** What printf says about a problem, without the name before it. */
export function printfMessage(
  { kind, text }: PrintfProblem,
  words: 'bash' | 'dash' | 'busybox' | 'coreutils',
): string {
  if (kind === 'directive') {
    if (words === 'busybox') return `${text}: invalid format`;
    if (words === 'dash') return `${text}: invalid directive`;
    return words === 'bash'
      ? `\`${text.slice(-1)}': invalid format character`
      : `${text}: invalid conversion specification`;
  }
  if (kind === 'range' && words !== 'busybox') {
    return `${words === 'coreutils' ? `'${text}'` : text}: Numerical result out of range`;
  }
  if (words === 'busybox') return `invalid number '${text}'`;
  if (words === 'dash')
    return `${text}: ${/^\d/.test(text) ? 'not completely converted' : 'expected numeric value'}`;
  if (words === 'bash') return `${text}: invalid number`;
  return `'${text}': ${/^\d/.test(text) ? 'value not completely converted' : 'expected a numeric value'}`;
}
