import { timestamp } from '../../../kernel/timestamp.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `Sat Nov 21 04:04:42 UTC 2026` */
export function longDate(nowMs: number): string {
  const text = timestamp(nowMs);
  const [year, month, day] = text.slice(0, 10).split('-').map(Number) as [number, number, number];
  return `${DAYS[weekday(year, month, day)]} ${MONTHS[month - 1]} ${String(day).padStart(2, '0')} ${text.slice(11, 19)} UTC ${year}`;
}

/** `2026-11-21 04:04:42` */
export function shortDate(nowMs: number): string {
  const text = timestamp(nowMs);
  return `${text.slice(0, 10)} ${text.slice(11, 19)}`;
}

/** 0 is Sunday (Sakamoto's method). */
function weekday(year: number, month: number, day: number): number {
  const shifts = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];
  const y = month < 3 ? year - 1 : year;
  const leaps = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return (y + leaps + (shifts[month - 1] as number) + day) % 7;
}
