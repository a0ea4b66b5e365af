import { hex24 } from './ids.ts';

/** Virtual time 0 of every run: 2026-01-01T00:00:00Z, in seconds since 1970. */
const EPOCH_SECONDS = 1_767_225_600;

const pad = (value: number, width = 2): string => String(value).padStart(width, '0');

/** Year, month and day of a day number counted from 1970-01-01 (Howard Hinnant's civil calendar). */
function civil(day: number): { year: number; month: number; day: number } {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

/** Texts of seconds asked for lately: nearly all are of now, or of the moment when something began. */
const REMEMBERED = 64;
const rememberedSeconds: number[] = new Array<number>(REMEMBERED).fill(Number.NaN);
const rememberedTexts: string[] = new Array<string>(REMEMBERED).fill('');

/** Virtual milliseconds as metav1.Time writes them: RFC 3339 in UTC, whole seconds. */
export function timestamp(timeMs: number): string {
  const seconds = EPOCH_SECONDS + Math.floor(timeMs / 1000);
  const place = seconds & (REMEMBERED - 1);
  if (rememberedSeconds[place] !== seconds) {
    rememberedTexts[place] = format(seconds);
    rememberedSeconds[place] = seconds;
  }
  return rememberedTexts[place] as string;
}

function format(seconds: number): string {
  const { year, month, day } = civil(Math.floor(seconds / 86_400));
  const second = ((seconds % 86_400) + 86_400) % 86_400;
  const clock = `${pad(Math.floor(second / 3600))}:${pad(Math.floor(second / 60) % 60)}:${pad(second % 60)}`;
  return `${pad(year, 4)}-${pad(month)}-${pad(day)}T${clock}Z`;
}

/** Whole seconds since 1970, as tokens have them. */
export function secondsSinceEpoch(timeMs: number): number {
  return EPOCH_SECONDS + Math.floor(timeMs / 1000);
}

/** The same as metav1.MicroTime writes it: with six digits of a second. */
export function microTimestamp(timeMs: number): string {
  const millis = ((timeMs % 1000) + 1000) % 1000;
  return `${timestamp(timeMs).slice(0, -1)}.${pad(millis * 1000, 6)}Z`;
}

/**
 * Nanoseconds since 1970 in hexadecimal, as upstream names Events; made without big integers, which are slow.
 * `count`, below a million, tells apart what falls in one millisecond.
 */
export function nanosHex(timeMs: number, count: number): string {
  const totalMs = EPOCH_SECONDS * 1000 + timeMs;
  const low = (totalMs % 2 ** 24) * 1_000_000 + count;
  const high = Math.floor(totalMs / 2 ** 24) * 1_000_000 + Math.floor(low / 2 ** 24);
  return Math.floor(high / 2 ** 24).toString(16) + hex24(high % 2 ** 24) + hex24(low % 2 ** 24);
}

/** Virtual milliseconds of an RFC 3339 UTC time written by `timestamp` or `microTimestamp`; NaN if malformed. */
export function timeMsOf(text: string): number {
  const match = /^(\d+)-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d+))?Z$/.exec(text);
  if (match === null) return Number.NaN;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  const days = era * 146_097 + dayOfEra - 719_468;
  const fraction = match[7] === undefined ? 0 : Math.trunc(Number(`0.${match[7]}`) * 1000);
  return (days * 86_400 + hour * 3600 + minute * 60 + second - EPOCH_SECONDS) * 1000 + fraction;
}
