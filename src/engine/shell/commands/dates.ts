import { secondsSinceEpoch, timeMsOf, timestamp } from '../../kernel/timestamp.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const HALF_A_YEAR_MS = 15_778_476_000;

/** `Jan  1 00:12`, or with the year for what is older than half a year, as ls -l shows it. */
export function listDate(timeMs: number, nowMs: number): string {
  const [date, clock] = timestamp(timeMs).split('T') as [string, string];
  const [year, month, day] = date.split('-') as [string, string, string];
  const recent = timeMs <= nowMs && nowMs - timeMs < HALF_A_YEAR_MS;
  const last = recent ? clock.slice(0, 5) : ` ${year}`;
  return `${MONTHS[Number(month) - 1]} ${String(Number(day)).padStart(2)} ${last}`;
}

/** `2026-01-01 00:12:00.000000000 +0000`, as stat shows it. */
export function fullDate(timeMs: number): string {
  const millis = ((timeMs % 1000) + 1000) % 1000;
  return `${timestamp(timeMs).slice(0, -1).replace('T', ' ')}.${String(millis).padStart(3, '0')}000000 +0000`;
}

/** Dates as touch -d and -t take them: @SECONDS, YYYY-MM-DD[ HH:MM[:SS]], [[CC]YY]MMDDhhmm[.ss]. */
export function parseDate(text: string, nowMs: number): number | undefined {
  const seconds = /^@(-?\d+)$/.exec(text);
  if (seconds !== null) return (Number(seconds[1]) - secondsSinceEpoch(0)) * 1000;
  if (text === 'now') return nowMs;
  const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?Z?)?$/.exec(text);
  if (iso !== null) {
    const [, year, month, day, hour = '00', minute = '00', second = '00'] = iso;
    return timeMsOf(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  }
  const stamp = /^(?:(\d\d)?(\d\d))?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(text);
  if (stamp === null) return undefined;
  const [, century = '20', short, month, day, hour, minute, second = '00'] = stamp;
  const year = short === undefined ? timestamp(nowMs).slice(0, 4) : century + short;
  return timeMsOf(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}
