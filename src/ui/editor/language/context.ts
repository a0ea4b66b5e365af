import type { PathSegment } from '../../../api/index.ts';

/** Where a cursor stands in a YAML text, read from the indentation alone, so that half-typed text works. */
export interface CursorContext {
  /** Of the document around the cursor, when it says so. */
  readonly apiVersion: string | null;
  readonly kind: string | null;
  /**
   * Path of the mapping (or list) the cursor adds to; at a value, of the key whose value it is.
   * Every list index is 0: the schema does not care which item it is.
   */
  readonly path: readonly PathSegment[];
  /** A key is being typed, or the value after one. */
  readonly position: 'key' | 'value';
  /** Keys the mapping has already. */
  readonly siblings: readonly string[];
  /** Column, from 0, where the keys of this mapping stand. */
  readonly indent: number;
  /** The cursor stands behind `- ` on its own line. */
  readonly inItem: boolean;
  /** The part of the word before the cursor. */
  readonly prefix: string;
}

interface Line {
  /** Columns of the dashes that open list items on this line. */
  readonly dashes: readonly number[];
  /** Column of what follows them. */
  readonly column: number;
  readonly key: string | null;
  readonly value: string;
  readonly blank: boolean;
}

function readLine(text: string): Line {
  const dashes: number[] = [];
  let column = text.length - text.trimStart().length;
  while (text[column] === '-' && (text[column + 1] === ' ' || column + 1 === text.length)) {
    dashes.push(column);
    column += 1;
    while (text[column] === ' ') column += 1;
  }
  const rest = text.slice(column);
  const match = /^("[^"]*"|'[^']*'|[^\s#:"'{}[\]&*!|>%@`,][^#:]*?)\s*:(?:\s+(.*)|)$/.exec(rest);
  return {
    dashes,
    column,
    key: match?.[1] === undefined ? null : match[1].replace(/^["']|["']$/g, ''),
    value: (match?.[2] ?? '').replace(/^#.*$/, '').trim(),
    blank: rest === '' ? dashes.length === 0 : rest.startsWith('#'),
  };
}

const isSeparator = (text: string): boolean => /^---(\s|$)/.test(text);

/** The first and the last line (0-based, inclusive) of the document around `line`. */
export function documentAround(lines: readonly string[], line: number): { from: number; to: number } {
  let from = line;
  while (from > 0 && !isSeparator(lines[from - 1] as string)) from -= 1;
  let to = line;
  while (to + 1 < lines.length && !isSeparator(lines[to + 1] as string)) to += 1;
  return { from, to };
}

function rootValue(lines: readonly string[], key: string, from: number, to: number): string | null {
  for (let at = from; at <= to; at++) {
    const match = new RegExp(`^${key}:\\s+["']?([^\\s"'#]+)`).exec(lines[at] as string);
    if (match) return match[1] as string;
  }
  return null;
}

/** `line` and `column` count from 0; `column` is where the next character would go. */
export function contextAt(lines: readonly string[], line: number, column: number): CursorContext {
  const { from, to } = documentAround(lines, line);
  const before = (lines[line] ?? '').slice(0, column);
  const here = readLine(before);
  const path: PathSegment[] = [];
  const siblings: string[] = [];
  const atValue = here.key !== null && /:\s/.test(before.slice(here.column));
  if (atValue) path.push(here.key as string);
  const indent = here.column;

  collectBelow(lines, line, to, indent, siblings);
  climb(lines, line, from, here, path, siblings);
  return {
    apiVersion: rootValue(lines, 'apiVersion', from, to),
    kind: rootValue(lines, 'kind', from, to),
    path,
    position: atValue ? 'value' : 'key',
    siblings,
    indent,
    inItem: here.dashes.length > 0,
    prefix: atValue ? here.value : before.slice(here.column),
  };
}

/** Keys of the same mapping on the lines after the cursor. */
function collectBelow(
  lines: readonly string[],
  line: number,
  to: number,
  indent: number,
  siblings: string[],
): void {
  for (let at = line + 1; at <= to; at++) {
    const next = readLine(lines[at] as string);
    if (next.blank) continue;
    const start = next.dashes[0] ?? next.column;
    if (start < indent || (start === indent && next.dashes.length > 0)) return;
    if (next.column === indent && next.key !== null) siblings.push(next.key);
  }
}

/** Walks upwards and puts what encloses the cursor in front of `path`. */
function climb(
  lines: readonly string[],
  line: number,
  from: number,
  here: Line,
  path: PathSegment[],
  siblings: string[],
): void {
  let limit = here.column;
  // True while we look for the key that owns a list whose dashes stand at `limit`.
  let inList = false;
  let collecting = true;

  const leaveItems = (dashes: readonly number[], content: number): void => {
    if (limit !== content) return;
    for (let i = dashes.length - 1; i >= 0; i--) {
      path.unshift(0);
      limit = dashes[i] as number;
      inList = true;
      collecting = false;
      // Dashes on one line nest; the next one further left holds the list this one is an item of.
    }
  };

  leaveItems(here.dashes, here.column);
  for (let at = line - 1; at >= from; at--) {
    const above = readLine(lines[at] as string);
    if (above.blank) continue;
    if (inList) {
      if (above.dashes.includes(limit) || above.column > limit) continue;
    } else if (above.column > limit) {
      continue;
    } else if (above.column === limit) {
      if (collecting && above.key !== null) siblings.push(above.key);
      leaveItems(above.dashes, above.column);
      continue;
    }
    if (above.key === null) continue;
    path.unshift(above.key);
    limit = above.column;
    inList = false;
    collecting = false;
    leaveItems(above.dashes, above.column);
  }
}
