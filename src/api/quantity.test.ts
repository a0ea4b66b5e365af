import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addQuantities,
  asNumber,
  canonicalQuantity,
  compareQuantities,
  formatNanos,
  fromMilli,
  fromValue,
  isZeroQuantity,
  maxQuantity,
  milliValue,
  parseQuantity,
  QUANTITY_FORMAT_ERROR,
  QUANTITY_SUFFIX_ERROR,
  quantity,
  quantitySign,
  roundUpToMilli,
  subQuantities,
  value,
  valueBig,
} from './quantity.ts';

describe('canonical text', () => {
  it.each([
    ['0', '0'],
    ['0Ki', '0'],
    ['+5', '5'],
    ['-5', '-5'],
    ['-0', '0'],
    ['007', '7'],
    ['0.5', '500m'],
    ['.5', '500m'],
    ['1.', '1'],
    ['1.0', '1'],
    ['1000m', '1'],
    ['1500m', '1500m'],
    ['100m', '100m'],
    ['1000', '1k'],
    ['1500', '1500'],
    ['12000000', '12M'],
    ['1k', '1k'],
    ['1M', '1M'],
    ['1G', '1G'],
    ['1T', '1T'],
    ['1P', '1P'],
    ['1E', '1E'],
    ['1n', '1n'],
    ['1000n', '1u'],
    ['1u', '1u'],
    ['1Ki', '1Ki'],
    ['1024', '1024'],
    ['1024Ki', '1Mi'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['0.5Gi', '512Mi'],
    ['0.5Ki', '512'],
    ['0.5Mi', '512Ki'],
    ['1Ti', '1Ti'],
    ['1Pi', '1Pi'],
    ['1Ei', '1Ei'],
    ['1e3', '1e3'],
    ['1E3', '1e3'],
    ['15e2', '1500'],
    ['1e-3', '1e-3'],
    ['1e0', '1'],
    ['1.5e3', '1500'],
    // Below a nano-unit the amount is rounded up, so that something stays.
    ['0.0000000001', '1n'],
    ['1e-12', '1e-9'],
    // Beyond int64 the amount is capped.
    ['10E', '9223372036854775807'],
    ['1e40', '9223372036854775807'],
  ])('%s is written %s', (input, expected) => {
    expect(canonicalQuantity(input)).toBe(expected);
  });

  it('takes a JSON number as its decimal text', () => {
    expect(canonicalQuantity(2)).toBe('2');
    expect(canonicalQuantity(0.25)).toBe('250m');
  });
});

describe('errors', () => {
  it.each([
    ['', QUANTITY_FORMAT_ERROR],
    ['abc', QUANTITY_FORMAT_ERROR],
    ['1 Gi', QUANTITY_FORMAT_ERROR],
    ['1.2.3', QUANTITY_FORMAT_ERROR],
    ['1Gib', QUANTITY_FORMAT_ERROR],
    ['--1', QUANTITY_SUFFIX_ERROR],
    ['1mi', QUANTITY_SUFFIX_ERROR],
    ['1GM', QUANTITY_SUFFIX_ERROR],
    ['1ki', QUANTITY_SUFFIX_ERROR],
    ['1e', QUANTITY_SUFFIX_ERROR],
    ['1K', QUANTITY_SUFFIX_ERROR],
  ])('%j: %s', (input, error) => {
    expect(parseQuantity(input)).toEqual({ ok: false, error });
  });

  it('throws where the text should have been validated', () => {
    expect(() => milliValue('oops')).toThrow(/quantities must match/);
  });

  it('bounds absurd exponents', () => {
    expect(canonicalQuantity('1e999999999')).toBe('9223372036854775807');
    expect(canonicalQuantity('1e-999999999')).toBe('1e-9');
  });
});

describe('numbers', () => {
  it.each([
    ['100m', 100, 1],
    ['1', 1000, 1],
    ['1.5', 1500, 2],
    ['1n', 1, 1],
    ['-1500m', -1500, -2],
    ['1Gi', 1073741824000, 1073741824],
  ])('%s has %d thousandths and %d units', (input, milli, units) => {
    expect(milliValue(input)).toBe(milli);
    expect(value(input)).toBe(units);
  });

  it('keeps amounts beyond 2^53 exact as BigInt', () => {
    expect(valueBig('7Ei')).toBe(7n * 1024n ** 6n);
  });

  it('gives a floating-point number for drawing', () => {
    expect(asNumber('250m')).toBe(0.25);
    expect(asNumber('1Gi')).toBe(1073741824);
  });

  it('tells zero and sign', () => {
    expect(isZeroQuantity('0m')).toBe(true);
    expect(quantitySign('-1')).toBe(-1);
    expect(quantitySign('1n')).toBe(1);
    expect(quantitySign('0')).toBe(0);
  });
});

describe('arithmetic', () => {
  it.each([
    ['100m', '900m', '1'],
    ['1Gi', '512Mi', '1536Mi'],
    ['0', '1Gi', '1Gi'],
    ['1Gi', '0', '1Gi'],
    ['1Gi', '1', '1073741825'],
    ['1', '1Gi', '1073741825'],
    ['500M', '500M', '1G'],
  ])('%s + %s = %s', (a, b, sum) => {
    expect(addQuantities(a, b)).toBe(sum);
  });

  it('subtracts below zero', () => {
    expect(subQuantities('100m', '1')).toBe('-900m');
    expect(subQuantities('1Gi', '1Gi')).toBe('0');
  });

  it('makes text from numbers', () => {
    expect(fromMilli(1500)).toBe('1500m');
    expect(fromMilli(2000n)).toBe('2');
    expect(fromValue(1073741824, 'BinarySI')).toBe('1Gi');
    expect(fromValue(1000)).toBe('1k');
    expect(maxQuantity('1', '999m')).toBe('1');
  });

  it('rounds resource lists up to thousandths', () => {
    expect(roundUpToMilli('1n')).toBe('1m');
    expect(roundUpToMilli('1.5Gi')).toBe('1536Mi');
    expect(roundUpToMilli('100100u')).toBe('101m');
  });
});

describe('properties', () => {
  const amount = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });
  const format = fc.constantFrom('DecimalSI' as const, 'BinarySI' as const, 'DecimalExponent' as const);

  it('canonical text is a fixed point and keeps the value', () => {
    fc.assert(
      fc.property(amount, format, (nanos, form) => {
        const text = formatNanos(nanos, form);
        const again = quantity(text);
        // A binary amount that fits no suffix is written without one, and read again as a decimal one.
        const isRead = form !== 'BinarySI' || text.endsWith('i');
        const canonical = canonicalQuantity(text);
        if (isRead) expect(canonical).toBe(text);
        expect(canonicalQuantity(canonical)).toBe(canonical);
        if (form !== 'BinarySI') expect(again.nanos).toBe(nanos);
        else expect(again.nanos).toSatisfy((read: bigint) => (nanos < 0n ? read <= nanos : read >= nanos));
      }),
      { examples: [[562423189922999000000001n, 'BinarySI']] },
    );
  });

  it('addition of whole units is exact and commutative in value', () => {
    const whole = fc.bigInt({ min: 0n, max: 2n ** 60n });
    fc.assert(
      fc.property(whole, whole, format, format, (a, b, formA, formB) => {
        const left = fromValue(a, formA);
        const right = fromValue(b, formB);
        const sum = addQuantities(left, right);
        expect(valueBig(sum)).toBe(a + b);
        expect(compareQuantities(sum, addQuantities(right, left))).toBe(0);
        expect(compareQuantities(subQuantities(sum, right), left)).toBe(0);
      }),
    );
  });

  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const result = parseQuantity(text);
        expect(typeof result.ok).toBe('boolean');
      }),
    );
  });
});
