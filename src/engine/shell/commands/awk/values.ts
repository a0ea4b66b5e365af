/** A text that came from outside and counts as a number if it looks like one. */
export interface Input {
  readonly input: string;
}

/** Null: never set, both '' and 0. */
export type Value = number | string | Input | null;

const NUMBER = /^[ \t\n]*[-+]?(?:\d+\.?\d*(?:[eE][-+]?\d+)?|\.\d+(?:[eE][-+]?\d+)?)/;

export function toNumber(value: Value): number {
  if (typeof value === 'number') return value;
  if (value === null) return 0;
  const match = NUMBER.exec(typeof value === 'string' ? value : value.input);
  return match === null ? 0 : Number(match[0]);
}

export const looksNumeric = (text: string): boolean => {
  const match = NUMBER.exec(text);
  return match !== null && text.slice(match[0].length).trim() === '';
};

/** A number as text: whole ones as they are, others by a format such as %.6g. */
export function numberText(value: number, format: (value: number) => string): string {
  if (Number.isInteger(value))
    return Math.abs(value) < 1e16 ? String(value === 0 ? 0 : value) : BigInt(value).toString();
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value < 0 ? '-inf' : 'inf';
  return format(value);
}

export function toBoolean(value: Value): boolean {
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string') return value !== '';
  if (value === null) return false;
  return looksNumeric(value.input) ? toNumber(value) !== 0 : value.input !== '';
}

/** Whether two values are compared as numbers: neither is a text of the program. */
export function comparesAsNumber(value: Value): boolean {
  if (typeof value === 'string') return false;
  return typeof value !== 'object' || value === null || looksNumeric(value.input);
}
