// Text as lines, numbered from 1.
import type { TextEdit } from './diagnostic.ts';

export function splitLines(text: string): string[] {
  return text.split('\n');
}

export function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

export function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === '' || line.trimStart().startsWith('#');
}

/** Line number to its new text; null deletes the line. */
export type LineChanges = ReadonlyMap<number, string | null>;

/** The text after the changes, with deleted lines left blank so that every other line keeps its number. */
export function previewChanges(text: string, changes: LineChanges): string {
  return splitLines(text)
    .map((line, index) => (changes.has(index + 1) ? (changes.get(index + 1) ?? '') : line))
    .join('\n');
}

/** The changes as edits of the original text; each touches as little of its line as possible. */
export function changeEdits(text: string, changes: LineChanges): TextEdit[] {
  const lines = splitLines(text);
  return [...changes].map(([number, next]) => {
    const line = lines[number - 1] ?? '';
    if (next === null) return deleteLine(number, lines);
    let start = 0;
    while (start < line.length && start < next.length && line[start] === next[start]) start += 1;
    let end = 0;
    const room = Math.min(line.length, next.length) - start;
    while (end < room && line[line.length - 1 - end] === next[next.length - 1 - end]) end += 1;
    return {
      startLine: number,
      startColumn: start + 1,
      endLine: number,
      endColumn: line.length - end + 1,
      text: next.slice(start, next.length - end),
    };
  });
}

function deleteLine(number: number, lines: readonly string[]): TextEdit {
  const last = number >= lines.length;
  if (last && number > 1) {
    const before = lines[number - 2] ?? '';
    const line = lines[number - 1] ?? '';
    return {
      startLine: number - 1,
      startColumn: before.length + 1,
      endLine: number,
      endColumn: line.length + 1,
      text: '',
    };
  }
  return { startLine: number, startColumn: 1, endLine: number + 1, endColumn: 1, text: '' };
}

/** The line and what is indented deeper below it; blank lines at the end stay out. */
export function blockFrom(lines: readonly string[], number: number): number[] {
  const indent = indentOf(lines[number - 1] ?? '');
  const block = [number];
  for (let at = number; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (!isBlank(line) && indentOf(line) <= indent) break;
    block.push(at + 1);
  }
  while (block.length > 1 && isBlank(lines[(block[block.length - 1] ?? 1) - 1])) block.pop();
  return block;
}

/** The line moved by a number of columns; blank lines stay. */
export function shiftLine(line: string, by: number): string {
  if (line.trim() === '') return line;
  return by >= 0 ? ' '.repeat(by) + line : line.slice(Math.min(-by, indentOf(line)));
}
