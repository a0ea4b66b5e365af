/** A text that stands for what printf(3) makes of a format and its values; missing values are '' and 0. */
export function sprintf(format: string, values: readonly (string | number)[]): string {
  let next = 0;
  const take = () => values[next++] ?? '';
  const pattern = /%([-+ 0#]*)(\*|\d+)?(?:\.(\*|\d*))?[hlLqjzt]*([a-zA-Z%])/g;
  return format.replace(
    pattern,
    (whole, flags: string, wide: string | undefined, exact: string | undefined, kind: string) => {
      if (kind === '%') return '%';
      let width = wide === '*' ? Number(take()) : Number(wide ?? 0);
      const precision = exact === undefined ? undefined : exact === '*' ? Number(take()) : Number(exact);
      let left = flags.includes('-');
      if (width < 0) {
        left = true;
        width = -width;
      }
      const text = convert(kind, take(), flags, precision);
      if (text === undefined) return whole;
      if (left) return text.padEnd(width);
      const zeros =
        flags.includes('0') &&
        kind !== 's' &&
        kind !== 'c' &&
        !(precision !== undefined && /[dioxXu]/.test(kind));
      if (!zeros) return text.padStart(width);
      const sign = /^[-+ ]/.exec(text)?.[0] ?? '';
      return sign + text.slice(sign.length).padStart(width - sign.length, '0');
    },
  );
}

function signed(text: string, negative: boolean, flags: string): string {
  if (negative) return `-${text}`;
  return flags.includes('+') ? `+${text}` : flags.includes(' ') ? ` ${text}` : text;
}

function convert(
  kind: string,
  value: string | number,
  flags: string,
  precision: number | undefined,
): string | undefined {
  if (kind === 's') return precision === undefined ? String(value) : String(value).slice(0, precision);
  if (kind === 'c')
    return typeof value === 'number'
      ? String.fromCodePoint(Math.max(0, Math.trunc(value)))
      : value.slice(0, 1);
  const number = typeof value === 'number' ? value : Number.parseFloat(value) || 0;
  switch (kind) {
    case 'd':
    case 'i': {
      if (!Number.isFinite(number)) return signed(Number.isNaN(number) ? 'nan' : 'inf', number < 0, flags);
      const digits = BigInt(Math.trunc(Math.abs(number))).toString();
      return signed(digits.padStart(precision ?? 0, '0'), Math.trunc(number) < 0, flags);
    }
    case 'u':
    case 'o':
    case 'x':
    case 'X': {
      const whole = BigInt.asUintN(64, BigInt(Number.isFinite(number) ? Math.trunc(number) : 0));
      const digits = whole.toString(kind === 'o' ? 8 : kind === 'u' ? 10 : 16).padStart(precision ?? 0, '0');
      const prefix =
        flags.includes('#') && whole !== 0n ? (kind === 'o' ? '0' : kind === 'u' ? '' : '0x') : '';
      return kind === 'X' ? (prefix + digits).toUpperCase() : prefix + digits;
    }
    case 'f':
    case 'F':
    case 'e':
    case 'E':
    case 'g':
    case 'G': {
      if (!Number.isFinite(number)) return signed(Number.isNaN(number) ? 'nan' : 'inf', number < 0, flags);
      const text = real(kind.toLowerCase(), Math.abs(number), precision ?? 6, flags.includes('#'));
      return signed(kind < 'a' ? text.toUpperCase() : text, number < 0 || Object.is(number, -0), flags);
    }
    default:
      return undefined;
  }
}

const exponent = (text: string) => text.replace(/e([-+])(\d)$/, 'e$10$2');

function real(kind: string, number: number, precision: number, keepsZeros: boolean): string {
  if (kind === 'f') return number.toFixed(Math.min(precision, 100));
  if (kind === 'e') return exponent(number.toExponential(Math.min(precision, 100)));
  const digits = Math.max(1, Math.min(precision, 100));
  const power = number === 0 ? 0 : Number(number.toExponential(digits - 1).split('e')[1]);
  const scientific = power < -4 || power >= digits;
  const text = scientific
    ? number.toExponential(digits - 1)
    : number.toFixed(Math.max(0, digits - 1 - power));
  const [mantissa = '', suffix] = text.split('e');
  const short = keepsZeros || !mantissa.includes('.') ? mantissa : mantissa.replace(/\.?0+$/, '');
  return suffix === undefined ? short : exponent(`${short}e${suffix}`);
}
