// Models kubernetes@v1.36.0 staging/src/k8s.io/apimachinery/pkg/api/resource/quantity.go
// Differs: amounts are kept in whole nano-units as BigInt; upstream switches between int64 and inf.Dec.

/** How a quantity is written back: `1500m`, `1536Mi` or `15e2`. */
export type QuantityFormat = 'DecimalSI' | 'BinarySI' | 'DecimalExponent';

/** A parsed quantity: an exact number of 10^-9 units. Not API data (it holds a BigInt): keep text in objects. */
export interface ParsedQuantity {
  readonly nanos: bigint;
  readonly format: QuantityFormat;
  /** Thousandths, rounded away from zero like upstream's MilliValue; exact up to 2^53. */
  readonly milli: number;
  /** Whole units, rounded away from zero like upstream's Value; exact up to 2^53. */
  readonly units: number;
}

export type QuantityResult =
  | { readonly ok: true; readonly quantity: ParsedQuantity }
  | { readonly ok: false; readonly error: string };

export const QUANTITY_FORMAT_ERROR =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
export const QUANTITY_SUFFIX_ERROR = "unable to parse quantity's suffix";

const NANO = 1_000_000_000n;
const MILLI_NANOS = 1_000_000n;
const KIBI_NANOS = 1024n * NANO;
/** Upstream caps parsed amounts at the largest int64. */
const MAX_NANOS = ((1n << 63n) - 1n) * NANO;

const DECIMAL_EXPONENT: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const DECIMAL_SUFFIX: Readonly<Record<number, string>> = Object.fromEntries(
  Object.entries(DECIMAL_EXPONENT).map(([suffix, exponent]) => [exponent, suffix]),
);
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;

const SHAPE = /^([+-]?)([0-9]*)(?:\.([0-9]*))?([eEinumkKMGTP]*[-+]?[0-9]*)$/;
const EXPONENT = /^[eE]([-+]?[0-9]+)$/;

// A pure memo: the same text always parses to the same value, so sharing it between worlds is harmless.
const memo = new Map<string, QuantityResult>();
const MEMO_LIMIT = 4096;

/**
 * Parses `100m`, `1.5Gi`, `2e3` …; a JSON number is taken as its decimal text.
 * Errors are upstream's words, without the name of the field.
 */
export function parseQuantity(input: string | number): QuantityResult {
  const text = typeof input === 'number' ? String(input) : input;
  const known = memo.get(text);
  if (known !== undefined) return known;
  const result = parseUncached(text);
  if (memo.size >= MEMO_LIMIT) memo.clear();
  memo.set(text, result);
  return result;
}

/** The parsed quantity; throws on text that validation would have refused. */
export function quantity(input: string | number): ParsedQuantity {
  const result = parseQuantity(input);
  if (!result.ok) throw new Error(`${result.error}: ${JSON.stringify(input)}`);
  return result.quantity;
}

export function isQuantity(input: string | number): boolean {
  return parseQuantity(input).ok;
}

/** Thousandths (milli-CPU), rounded up. */
export function milliValue(input: string | number): number {
  return quantity(input).milli;
}

/** Whole units (bytes, Pods), rounded up. */
export function value(input: string | number): number {
  return quantity(input).units;
}

/** Whole units, rounded up, for amounts beyond 2^53. */
export function valueBig(input: string | number): bigint {
  return divideAwayFromZero(quantity(input).nanos, NANO);
}

/** The nearest floating-point number, for drawing only: never decide with it. */
export function asNumber(input: string | number): number {
  const { nanos } = quantity(input);
  const whole = nanos / NANO;
  return Number(whole) + Number(nanos - whole * NANO) / 1e9;
}

/** -1, 0 or 1. */
export function compareQuantities(a: string | number, b: string | number): -1 | 0 | 1 {
  const left = quantity(a).nanos;
  const right = quantity(b).nanos;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Sum in canonical text; the format is the first operand's unless that is zero. */
export function addQuantities(a: string | number, b: string | number): string {
  const left = quantity(a);
  const right = quantity(b);
  return formatNanos(left.nanos + right.nanos, left.nanos === 0n ? right.format : left.format);
}

/** Difference in canonical text; the format is the first operand's unless that is zero. */
export function subQuantities(a: string | number, b: string | number): string {
  const left = quantity(a);
  const right = quantity(b);
  return formatNanos(left.nanos - right.nanos, left.nanos === 0n ? right.format : left.format);
}

export function maxQuantity(a: string, b: string): string {
  return compareQuantities(a, b) >= 0 ? a : b;
}

export function isZeroQuantity(input: string | number): boolean {
  return quantity(input).nanos === 0n;
}

/** -1, 0 or 1. */
export function quantitySign(input: string | number): -1 | 0 | 1 {
  const { nanos } = quantity(input);
  return nanos < 0n ? -1 : nanos > 0n ? 1 : 0;
}

/** Canonical text: no fraction, the largest suffix that keeps the number whole. */
export function canonicalQuantity(input: string | number): string {
  const { nanos, format } = quantity(input);
  return formatNanos(nanos, format);
}

const roundMemo = new Map<string, string>();

/** Canonical text after rounding up to thousandths, as the API server does to every resource list. */
export function roundUpToMilli(input: string | number): string {
  const text = String(input);
  const known = roundMemo.get(text);
  if (known !== undefined) return known;
  const { nanos, format } = quantity(text);
  const rounded = formatNanos(divideAwayFromZero(nanos, MILLI_NANOS) * MILLI_NANOS, format);
  if (roundMemo.size >= MEMO_LIMIT) roundMemo.clear();
  roundMemo.set(text, rounded);
  return rounded;
}

/** Text for a number of thousandths: 1500 gives `1500m`. */
export function fromMilli(milli: number | bigint): string {
  return formatNanos(BigInt(milli) * MILLI_NANOS, 'DecimalSI');
}

/** Text for whole units: (1024, 'BinarySI') gives `1Ki`. */
export function fromValue(units: number | bigint, format: QuantityFormat = 'DecimalSI'): string {
  return formatNanos(BigInt(units) * NANO, format);
}

export function formatNanos(nanos: bigint, format: QuantityFormat): string {
  if (nanos === 0n) return '0';
  // Small binary amounts are written in decimal, so that nothing is rounded.
  if (format === 'BinarySI' && nanos < KIBI_NANOS && nanos > -KIBI_NANOS)
    return formatDecimal(nanos, 'DecimalSI');
  return format === 'BinarySI' ? formatBinary(nanos) : formatDecimal(nanos, format);
}

function formatBinary(nanos: bigint): string {
  let amount = divideAwayFromZero(nanos, NANO);
  let index = 0;
  while (index < BINARY_SUFFIXES.length - 1 && amount !== 0n && amount % 1024n === 0n) {
    amount /= 1024n;
    index += 1;
  }
  return `${amount}${BINARY_SUFFIXES[index] ?? ''}`;
}

function formatDecimal(nanos: bigint, format: 'DecimalSI' | 'DecimalExponent'): string {
  let amount = nanos;
  let exponent = -9;
  while (amount % 1000n === 0n && (format === 'DecimalExponent' || exponent < 18)) {
    amount /= 1000n;
    exponent += 3;
  }
  if (format === 'DecimalExponent') return exponent === 0 ? `${amount}` : `${amount}e${exponent}`;
  return `${amount}${DECIMAL_SUFFIX[exponent] ?? ''}`;
}

function parseUncached(text: string): QuantityResult {
  if (text === '') return failure(QUANTITY_FORMAT_ERROR);
  const match = SHAPE.exec(text);
  if (match === null) return failure(QUANTITY_FORMAT_ERROR);
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;

  const scale = readSuffix(suffix);
  if (scale === undefined) return failure(QUANTITY_SUFFIX_ERROR);

  const digits = BigInt(`${whole}${fraction}` || '0');
  let nanos: bigint;
  if (scale.base === 2) {
    nanos = ceilDivide(digits * (1n << BigInt(scale.exponent)) * NANO, 10n ** BigInt(fraction.length));
  } else {
    const power = scale.exponent - fraction.length + 9;
    nanos = power >= 0 ? digits * 10n ** BigInt(power) : ceilDivide(digits, 10n ** BigInt(-power));
  }
  if (nanos > MAX_NANOS) nanos = MAX_NANOS;
  // Binary amounts below one cannot be written with a binary suffix.
  const format = scale.format === 'BinarySI' && nanos > 0n && nanos < NANO ? 'DecimalSI' : scale.format;
  return success(sign === '-' ? -nanos : nanos, format);
}

interface Scale {
  base: 2 | 10;
  exponent: number;
  format: QuantityFormat;
}

function readSuffix(suffix: string): Scale | undefined {
  const decimal = Object.hasOwn(DECIMAL_EXPONENT, suffix) ? DECIMAL_EXPONENT[suffix] : undefined;
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: 'DecimalSI' };
  const binary = BINARY_SUFFIXES.indexOf(suffix as (typeof BINARY_SUFFIXES)[number]);
  if (binary > 0) return { base: 2, exponent: binary * 10, format: 'BinarySI' };
  const exponent = EXPONENT.exec(suffix)?.[1];
  if (exponent === undefined) return undefined;
  // Far beyond the cap or far below a nano-unit the exact exponent no longer matters; the bound keeps BigInt small.
  const bounded = Math.max(-400, Math.min(400, Number(exponent)));
  return { base: 10, exponent: bounded, format: 'DecimalExponent' };
}

function success(nanos: bigint, format: QuantityFormat): QuantityResult {
  return {
    ok: true,
    quantity: {
      nanos,
      format,
      milli: Number(divideAwayFromZero(nanos, MILLI_NANOS)),
      units: Number(divideAwayFromZero(nanos, NANO)),
    },
  };
}

function failure(error: string): QuantityResult {
  return { ok: false, error };
}

function ceilDivide(amount: bigint, divisor: bigint): bigint {
  return (amount + divisor - 1n) / divisor;
}

function divideAwayFromZero(amount: bigint, divisor: bigint): bigint {
  const quotient = amount / divisor;
  if (quotient * divisor === amount) return quotient;
  return amount < 0n ? quotient - 1n : quotient + 1n;
}
