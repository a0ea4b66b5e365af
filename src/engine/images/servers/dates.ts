// Dates as servers write them, from virtual time.
import { timestamp } from '../../kernel/timestamp.ts';

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
const DAYS = 'Thu Fri Sat Sun Mon Tue Wed'.split(' ');

interface Parts {
  readonly year: string;
  readonly month: string;
  /** `Jan` */
  readonly monthName: string;
  readonly day: string;
  readonly weekday: string;
  /** `15:04:05` */
  readonly clock: string;
  /** Three digits. */
  readonly millis: string;
}

export function dateParts(nowMs: number): Parts {
  const text = timestamp(nowMs);
  const days = Math.floor(nowMs / 86_400_000);
  const month = text.slice(5, 7);
  return {
    year: text.slice(0, 4),
    month,
    monthName: MONTHS[Number(month) - 1] as string,
    day: text.slice(8, 10),
    // Virtual time begins on a Thursday.
    weekday: DAYS[((days % 7) + 7) % 7] as string,
    clock: text.slice(11, 19),
    millis: String(((nowMs % 1000) + 1000) % 1000)
      .padStart(3, '0')
      .slice(0, 3),
  };
}

/** `Thu, 01 Jan 2026 00:00:05 GMT`, as in the Date header. */
export function httpDate(nowMs: number): string {
  const { weekday, day, monthName, year, clock } = dateParts(nowMs);
  return `${weekday}, ${day} ${monthName} ${year} ${clock} GMT`;
}

/** `01/Jan/2026:00:00:05 +0000`, as in access logs. */
export function logDate(nowMs: number): string {
  const { day, monthName, year, clock } = dateParts(nowMs);
  return `${day}/${monthName}/${year}:${clock} +0000`;
}

/** `2026/01/01 00:00:05` */
export function slashDate(nowMs: number): string {
  const { year, month, day, clock } = dateParts(nowMs);
  return `${year}/${month}/${day} ${clock}`;
}

/** `2026-01-01 00:00:05`, and after it what `fraction` puts before the milliseconds. */
export function dashDate(nowMs: number, fraction = ''): string {
  const { year, month, day, clock, millis } = dateParts(nowMs);
  return `${year}-${month}-${day} ${clock}${fraction === '' ? '' : `${fraction}${millis}`}`;
}
