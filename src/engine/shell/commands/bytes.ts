import { utf8Length } from '../../linux/fs/bytes.ts';

/** A text cut off after so many bytes of UTF-8; a character that does not fit is left out. */
export function takeBytes(text: string, bytes: number): string {
  if (text.length * 3 <= bytes) return text;
  let left = bytes;
  let at = 0;
  for (const char of text) {
    left -= utf8Length(char);
    if (left < 0) break;
    at += char.length;
  }
  return text.slice(0, at);
}

/** The last so many bytes. */
export function lastBytes(text: string, bytes: number): string {
  return dropBytes(text, Math.max(0, utf8Length(text) - bytes));
}

/** What follows the first so many bytes. */
export function dropBytes(text: string, bytes: number): string {
  return text.slice(takeBytes(text, bytes).length);
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  c: 1,
  w: 2,
  b: 512,
  k: 1024,
  K: 1024,
  kB: 1000,
  KB: 1000,
  M: 1024 ** 2,
  m: 1024 ** 2,
  MB: 1000 ** 2,
  G: 1024 ** 3,
  g: 1024 ** 3,
  GB: 1000 ** 3,
  T: 1024 ** 4,
};

/** A number with a unit such as 10, 4k or 1M; undefined when it is none. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+)([A-Za-z]{0,2})$/.exec(text);
  const unit = match === null ? undefined : UNITS[match[2] as string];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

/** Bytes as `-h` shows them: three significant digits, the last rounded up. */
export function humanSize(bytes: number): string {
  if (bytes < 1024) return String(bytes);
  const units = ['K', 'M', 'G', 'T', 'P'];
  let value = bytes;
  for (const unit of units) {
    value /= 1024;
    if (value < 9.95) return `${(Math.ceil(value * 10) / 10).toFixed(1)}${unit}`;
    if (value < 1023.5 || unit === 'P') return `${Math.ceil(value)}${unit}`;
  }
  return String(bytes);
}
