import type { Locale } from './locale.ts';

/** Virtual time as a learner reads it: `0.031 s`, `12.40 s`, `2 m 05.0 s`, `1 h 02 m 05 s`. */
export function formatTime(ms: number): string {
  if (ms < 10_000) return `${(ms / 1000).toFixed(3)} s`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(2)} s`;
  const two = (value: number) => String(Math.trunc(value)).padStart(2, '0');
  const minutes = Math.trunc(ms / 60_000);
  if (minutes < 60) return `${minutes} m ${((ms % 60_000) / 1000).toFixed(1).padStart(4, '0')} s`;
  return `${Math.trunc(minutes / 60)} h ${two(minutes % 60)} m ${two((ms % 60_000) / 1000)} s`;
}

/** The same, shorter, for columns and axes: `0.031`, `12.4`, `2:05`. */
export function formatShortTime(ms: number): string {
  if (ms < 10_000) return (ms / 1000).toFixed(3);
  if (ms < 60_000) return (ms / 1000).toFixed(1);
  const two = (value: number) => String(Math.trunc(value)).padStart(2, '0');
  const minutes = Math.trunc(ms / 60_000);
  if (minutes < 60) return `${minutes}:${two((ms % 60_000) / 1000)}`;
  return `${Math.trunc(minutes / 60)}:${two(minutes % 60)}:${two((ms % 60_000) / 1000)}`;
}

/** Bytes in the binary units Kubernetes uses. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

export function formatCount(value: number, locale: Locale): string {
  return value.toLocaleString(locale);
}
