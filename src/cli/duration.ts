const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a duration as Go writes it, such as `90s`, `1m30s` or `500ms`; null when it is none. */
export function parseDuration(text: string): number | null {
  if (text === '0') return 0;
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return null;
  let totalMs = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    totalMs += Number(amount) * (UNITS_MS[unit] ?? 0);
  }
  return Math.round(totalMs);
}

/** Virtual milliseconds for people: `12.345s`, `3m05.000s`. */
export function formatTime(timeMs: number): string {
  const minutes = Math.floor(timeMs / 60_000);
  const seconds = ((timeMs % 60_000) / 1000).toFixed(3);
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds.padStart(6, '0')}s`;
}
