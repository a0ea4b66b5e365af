import { isErrno } from '../../linux/errno.ts';
import type { Sys } from '../../linux/sys.ts';
import { isMagic, literalPattern, patternExpression, unescapePattern, withoutCaret } from './pattern.ts';
import type { Dialect } from './state.ts';

/** A part of an expanded word. `split`: it came from an expansion outside of quotes. */
export interface Piece {
  readonly text: string;
  readonly quoted: boolean;
  readonly split: boolean;
}

/** The pieces of a word; `null` is where "$@" begins a new field. */
export type Pieces = readonly (Piece | null)[];

/** Splits where expansions outside of quotes have a character of IFS. */
export function splitFields(pieces: Pieces, ifs: string): Piece[][] {
  const fields: Piece[][] = [];
  let field: Piece[] | null = null;
  // White space ended the field before: a separator that follows belongs to the same gap.
  let gap = false;
  const end = () => {
    fields.push(field ?? []);
    field = null;
  };
  for (const piece of pieces) {
    if (piece === null) {
      if (field !== null) end();
      gap = false;
      continue;
    }
    if (!piece.split || piece.quoted) {
      if (piece.text !== '' || piece.quoted) {
        field = [...(field ?? []), piece];
        gap = false;
      }
      continue;
    }
    let run = '';
    const flush = () => {
      if (run !== '') field = [...(field ?? []), { text: run, quoted: false, split: true }];
      run = '';
    };
    for (const char of piece.text) {
      if (!ifs.includes(char)) {
        run += char;
        gap = false;
      } else if (char === ' ' || char === '\t' || char === '\n') {
        flush();
        if (field !== null) {
          end();
          gap = true;
        }
      } else {
        flush();
        if (field !== null || !gap) end();
        gap = false;
      }
    }
    flush();
  }
  if (field !== null) end();
  return fields;
}

/** The pattern that a field is: what is quoted stands for itself. */
export function fieldPattern(field: readonly Piece[], dialect: Dialect): string {
  const pattern = field
    .map((piece) => (piece.quoted ? literalPattern(piece.text) : unquotedPattern(piece.text)))
    .join('');
  return dialect === 'dash' ? withoutCaret(pattern) : pattern;
}

// What an expansion yields may have backslashes of its own; they take away meaning only in a pattern.
const unquotedPattern = (text: string): string => text;

export const fieldText = (field: readonly Piece[]): string => field.map((piece) => piece.text).join('');

/** What makes a field a pattern; a `[` alone, as the command is called, does not. */
const MAGIC = /[*?]|\[.|[+@!]\(/;

/** The files a field names if it is a pattern that matches any; itself otherwise. */
export function globField(sys: Sys, field: readonly Piece[], dialect: Dialect): readonly string[] {
  if (!field.some((piece) => !piece.quoted && MAGIC.test(piece.text))) return [fieldText(field)];
  const found = globPaths(sys, fieldPattern(field, dialect), dialect === 'bash');
  return found.length === 0 ? [fieldText(field)] : found;
}

/** Paths that match a pattern, sorted. */
export function globPaths(sys: Sys, pattern: string, extended = false): readonly string[] {
  if (!isMagic(pattern) && !(extended && /[?*+@!]\(/.test(pattern))) return [];
  let paths = [pattern.startsWith('/') ? '/' : ''];
  const segments = pattern.split('/').filter((segment, index) => segment !== '' || index > 0);
  for (const [index, segment] of segments.entries()) {
    const last = index === segments.length - 1;
    const next: string[] = [];
    for (const path of paths) next.push(...matchSegment(sys, path, segment, last, extended));
    paths = next;
  }
  return paths.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function matchSegment(
  sys: Sys,
  path: string,
  segment: string,
  last: boolean,
  extended: boolean,
): readonly string[] {
  const join = (name: string) => `${path}${name}${last ? '' : '/'}`;
  if (segment === '') return path === '/' ? [path] : [join('')];
  if (!isMagic(segment) && !(extended && /[?*+@!]\(/.test(segment))) {
    const name = unescapePattern(segment);
    return isErrno(sys.lstat(path + name)) ? [] : [join(name)];
  }
  const entries = sys.readdir(path === '' ? '.' : path);
  if (isErrno(entries)) return [];
  const expression = patternExpression(segment, extended);
  const hidden = segment.startsWith('.') || segment.startsWith('\\.');
  const names = entries.map((entry) => entry.name);
  if (hidden) names.push('.', '..');
  const matching = names.filter((name) => (hidden || !name.startsWith('.')) && expression.test(name));
  if (last) return matching.map(join);
  return matching.filter((name) => directory(sys, path + name)).map(join);
}

function directory(sys: Sys, path: string): boolean {
  const stat = sys.stat(path);
  return !isErrno(stat) && stat.type === 'directory';
}
