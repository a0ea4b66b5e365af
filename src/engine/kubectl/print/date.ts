// Models golang/go@v1.26.0 src/time/format.go (RFC1123Z)
// Differs: kubectl prints times in the zone of its own machine, which is UTC here.
import { timeMsOf } from '../../kernel/timestamp.ts';

const DAYS: readonly string[] = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const MONTHS: readonly string[] = [
  'Jan',
  'Feb',
  'Mar',
  'Apr',
  'May',
  'Jun',
  'Jul',
  'Aug',
  'Sep',
  'Oct',
  'Nov',
  'Dec',
];

const DAY_MS = 86_400_000;

/** `Thu, 01 Jan 2026 00:00:05 +0000`. */
export function rfc1123(time: string): string {
  // Virtual time 0 is a Thursday.
  const day = Math.floor(timeMsOf(time) / DAY_MS);
  const weekday = DAYS[((day % 7) + 7) % 7];
  const [year, month, date] = time.slice(0, 10).split('-');
  return `${weekday}, ${date} ${MONTHS[Number(month) - 1]} ${year} ${time.slice(11, 19)} +0000`;
}
