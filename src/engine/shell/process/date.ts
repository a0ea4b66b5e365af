// Models coreutils@v9.7 src/date.c
// Models busybox@v1.37.0 coreutils/date.c
// Differs: the time zone is UTC; dates are read in the forms ISO 8601 has, `@seconds`, and simple words.

import { timeMsOf, timestamp } from '../../kernel/timestamp.ts';
import { isErrno } from '../../linux/errno.ts';
import { type Call, command } from '../commands/program.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** Virtual time 0 in milliseconds since 1970. */
const EPOCH_MS = -timeMsOf('1970-01-01T00:00:00Z');

/** A moment of virtual time in the words of strftime(3). */
export function formatDate(format: string, timeMs: number): string {
  const text = timestamp(timeMs);
  const [year, month, day, hour, minute, second] = (text.match(/\d+/g) as string[]).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const seconds = Math.floor((EPOCH_MS + timeMs) / 1000);
  const millis = (((EPOCH_MS + timeMs) % 1000) + 1000) % 1000;
  const days = Math.floor(seconds / 86_400);
  const weekday = (((days + 4) % 7) + 7) % 7;
  const newYear = Math.floor(
    (EPOCH_MS + timeMsOf(`${String(year).padStart(4, '0')}-01-01T00:00:00Z`)) / 86_400_000,
  );
  const dayOfYear = days - newYear;
  const two = (value: number, fill = '0') => String(value).padStart(2, fill);
  const twelve = hour % 12 === 0 ? 12 : hour % 12;
  /** By ISO 8601: the week with the first Thursday of a year is its first. */
  const isoWeek = (): { readonly year: number; readonly week: number } => {
    const thursday = dayOfYear + 3 - ((weekday + 6) % 7);
    const length = (which: number) =>
      (which % 4 === 0 && which % 100 !== 0) || which % 400 === 0 ? 366 : 365;
    if (thursday < 0) return { year: year - 1, week: Math.floor((thursday + length(year - 1)) / 7) + 1 };
    if (thursday >= length(year)) return { year: year + 1, week: 1 };
    return { year, week: Math.floor(thursday / 7) + 1 };
  };
  const one = (letter: string): string | undefined => {
    switch (letter) {
      case 'Y':
        return String(year);
      case 'C':
        return two(Math.floor(year / 100));
      case 'y':
        return two(year % 100);
      case 'm':
        return two(month);
      case 'd':
        return two(day);
      case 'e':
        return two(day, ' ');
      case 'H':
        return two(hour);
      case 'k':
        return two(hour, ' ');
      case 'I':
        return two(twelve);
      case 'l':
        return two(twelve, ' ');
      case 'M':
        return two(minute);
      case 'S':
        return two(second);
      case 'N':
        return String(millis * 1_000_000).padStart(9, '0');
      case 's':
        return String(seconds);
      case 'p':
        return hour < 12 ? 'AM' : 'PM';
      case 'P':
        return hour < 12 ? 'am' : 'pm';
      case 'a':
        return (DAYS[weekday] as string).slice(0, 3);
      case 'A':
        return DAYS[weekday];
      case 'b':
      case 'h':
        return (MONTHS[month - 1] as string).slice(0, 3);
      case 'B':
        return MONTHS[month - 1];
      case 'u':
        return String(weekday === 0 ? 7 : weekday);
      case 'w':
        return String(weekday);
      case 'j':
        return String(dayOfYear + 1).padStart(3, '0');
      case 'U':
        return two(Math.floor((dayOfYear + 7 - weekday) / 7));
      case 'W':
        return two(Math.floor((dayOfYear + 7 - ((weekday + 6) % 7)) / 7));
      case 'G':
        return String(isoWeek().year);
      case 'g':
        return two(isoWeek().year % 100);
      case 'V':
        return two(isoWeek().week);
      case 'q':
        return String(Math.ceil(month / 3));
      case 'F':
        return `${year}-${two(month)}-${two(day)}`;
      case 'T':
        return `${two(hour)}:${two(minute)}:${two(second)}`;
      case 'R':
        return `${two(hour)}:${two(minute)}`;
      case 'D':
        return `${two(month)}/${two(day)}/${two(year % 100)}`;
      case 'r':
        return `${two(twelve)}:${two(minute)}:${two(second)} ${hour < 12 ? 'AM' : 'PM'}`;
      case 'c':
        return formatDate('%a %b %e %H:%M:%S %Y', timeMs);
      case 'x':
        return formatDate('%m/%d/%y', timeMs);
      case 'X':
        return formatDate('%H:%M:%S', timeMs);
      case 'z':
        return '+0000';
      case 'Z':
        return 'UTC';
      case 'n':
        return '\n';
      case 't':
        return '\t';
      case '%':
        return '%';
      default:
        return undefined;
    }
  };
  return format.replace(
    /%([-_0^#]?)(\d*)(:z|[a-zA-Z%])/g,
    (whole, flag: string, width: string, letter: string) => {
      if (letter === ':z') return '+00:00';
      let value = one(letter);
      if (value === undefined) return whole;
      if (letter === 'N' && width !== '') value = value.slice(0, Number(width));
      if (flag === '-') value = value.replace(/^[0 ]+(?=.)/, '');
      if (flag === '_') value = value.replace(/^0+(?=.)/, (zeros) => ' '.repeat(zeros.length));
      if (flag === '^') value = value.toUpperCase();
      return value;
    },
  );
}

/** Virtual milliseconds of a date as it is written; undefined when it cannot be read. */
export function parseDate(text: string, nowMs: number): number | undefined {
  const trimmed = text.trim();
  const epoch = /^@(-?\d+)(?:\.(\d+))?$/.exec(trimmed);
  if (epoch !== null) return Number(epoch[1]) * 1000 + Number(`0.${epoch[2] ?? 0}`) * 1000 - EPOCH_MS;
  const today = timestamp(nowMs).slice(0, 10);
  if (trimmed === 'now' || trimmed === '') return nowMs;
  if (trimmed === 'today') return nowMs;
  if (trimmed === 'yesterday') return nowMs - 86_400_000;
  if (trimmed === 'tomorrow') return nowMs + 86_400_000;
  const relative = /^(?:(.*?)\s+)?([-+]?\d+)\s*(second|sec|minute|min|hour|day|week)s?( ago)?$/.exec(trimmed);
  if (relative !== null) {
    const base = relative[1] === undefined ? nowMs : parseDate(relative[1], nowMs);
    const unit = {
      second: 1000,
      sec: 1000,
      minute: 60_000,
      min: 60_000,
      hour: 3_600_000,
      day: 86_400_000,
      week: 604_800_000,
    }[relative[3] as 'second' | 'sec' | 'minute' | 'min' | 'hour' | 'day' | 'week'];
    const count = Number(relative[2]) * (relative[4] === undefined ? 1 : -1);
    return base === undefined ? undefined : base + count * unit;
  }
  const match =
    /^(?:(\d{4}-\d\d-\d\d)|(\d\d):(\d\d)(?::(\d\d))?)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?\s*(?:Z|UTC|\+00:?00)?$/.exec(
      trimmed,
    );
  if (match === null) return undefined;
  const day = match[1] ?? today;
  const clock =
    match[2] !== undefined
      ? `${match[2]}:${match[3]}:${match[4] ?? '00'}`
      : `${match[5] ?? '00'}:${match[6] ?? '00'}:${match[7] ?? '00'}`;
  const ms = timeMsOf(`${day}T${clock}Z`);
  return Number.isNaN(ms) ? undefined : ms;
}

const ISO: Readonly<Record<string, string>> = {
  '': '%Y-%m-%d',
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H%:z',
  minutes: '%Y-%m-%dT%H:%M%:z',
  seconds: '%Y-%m-%dT%H:%M:%S%:z',
  ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
};

function run(call: Call): number {
  const options = call.options({
    short: 'ud:s:r:RI::',
    long: {
      utc: 'u',
      universal: 'u',
      date: 'd',
      set: 's',
      reference: 'r',
      'rfc-email': 'R',
      'iso-8601': 'I::',
      'rfc-3339': 'rfc:',
    },
    usage: 'date [OPTIONS] [+FMT] [[-s] TIME]',
  });
  if (typeof options === 'number') return options;
  let timeMs = call.sys.nowMs;
  const wanted = options.value('d');
  if (wanted !== undefined) {
    const parsed = parseDate(wanted, timeMs);
    if (parsed === undefined) {
      return call.fail(call.busybox ? `invalid date '${wanted}'` : `invalid date '${wanted}'`);
    }
    timeMs = parsed;
  }
  const reference = options.value('r');
  if (reference !== undefined) {
    const stat = call.sys.stat(reference);
    if (isErrno(stat)) return call.failed(reference, stat);
    timeMs = stat.mtimeMs;
  }
  const [operand] = options.rest;
  if (options.has('s') || (operand !== undefined && !operand.startsWith('+'))) {
    const refused = call.fail(
      call.busybox ? "can't set date: Operation not permitted" : 'cannot set date: Operation not permitted',
    );
    if (call.sys.may('SYS_TIME')) call.err('it may, but Podscope does not model setting the clock');
    return refused;
  }
  let format = operand === undefined ? '%a %b %e %H:%M:%S %Z %Y' : operand.slice(1);
  if (options.has('R')) format = '%a, %d %b %Y %H:%M:%S %z';
  if (options.has('I')) format = ISO[options.value('I') ?? ''] ?? '%Y-%m-%d';
  if (options.has('rfc')) format = (ISO[options.value('rfc') ?? 'seconds'] ?? '').replace('T', ' ');
  call.out(`${formatDate(format, timeMs)}\n`);
  return 0;
}

export const date = command(run);
