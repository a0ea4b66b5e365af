// Following files as they grow, for programs that collect logs.
import { isErrno } from '../../linux/errno.ts';
import type { Sys } from '../../linux/sys.ts';
import { globExpression } from './glob.ts';

/** How far each file has been read, and by which inode it was known: plain data. */
export type Positions = Readonly<Record<string, { readonly inode: string; readonly offset: number }>>;

export interface Line {
  readonly path: string;
  readonly text: string;
}

/** Files that a pattern with stars means. */
export function matching(sys: Sys, pattern: string): string[] {
  if (!/[*?[]/.test(pattern)) return [pattern];
  let paths = [''];
  for (const part of pattern.split('/').slice(1)) {
    if (!/[*?[]/.test(part)) {
      paths = paths.map((path) => `${path}/${part}`);
      continue;
    }
    const expression = globExpression(part);
    paths = paths.flatMap((path) => {
      const entries = sys.readdir(path === '' ? '/' : path);
      if (isErrno(entries)) return [];
      return entries
        .filter(({ name }) => expression.test(name) && !name.startsWith('.'))
        .map(({ name }) => `${path}/${name}`);
    });
  }
  return paths.filter((path) => {
    const stat = sys.stat(path);
    return !isErrno(stat) && stat.type === 'file';
  });
}

/** Whole lines that have come since; a file that was replaced or cut is read from its beginning. */
export function newLines(
  sys: Sys,
  patterns: readonly string[],
  before: Positions,
  fromEnd: boolean,
): { readonly lines: Line[]; readonly positions: Positions } {
  const positions: Record<string, { inode: string; offset: number }> = {};
  const lines: Line[] = [];
  for (const path of new Set(patterns.flatMap((pattern) => matching(sys, pattern)))) {
    const stat = sys.stat(path);
    const data = isErrno(stat) || stat.type !== 'file' ? undefined : sys.readFile(path);
    if (data === undefined || isErrno(data) || isErrno(stat)) continue;
    const known = before[path];
    const isSame = known !== undefined && known.inode === stat.inode && known.offset <= data.length;
    const start = isSame ? known.offset : known === undefined && fromEnd ? data.length : 0;
    const end = data.lastIndexOf('\n') + 1;
    if (end > start) {
      for (const text of data.slice(start, end - 1).split('\n')) lines.push({ path, text });
    }
    positions[path] = { inode: stat.inode, offset: Math.max(start, end) };
  }
  return { lines, positions };
}

/** What to wait for, so that new lines and new files wake the process: files, and directories they will be in. */
export function watched(sys: Sys, patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => {
    const star = pattern.search(/[*?[]/);
    // A file that is not there yet is waited for in the directory that is.
    if (star < 0) return [pattern];
    return [pattern.slice(0, pattern.lastIndexOf('/', star)) || '/', ...matching(sys, pattern)];
  });
}
