// Moving whole fields about in block-style YAML.
import type { FieldPath } from '../paths.ts';
import type { TextEdit } from './diagnostic.ts';
import type { ManifestDocument } from './document.ts';
import { indentOf, shiftLine } from './lines.ts';

/** A field with all its lines. */
export interface FieldBlock {
  readonly firstLine: number;
  readonly lastLine: number;
  /** Column of the key, from 0. */
  readonly column: number;
}

/** The lines of a field, or undefined when it does not have its lines to itself. */
export function fieldBlock(
  document: ManifestDocument,
  path: FieldPath,
  lines: readonly string[],
): FieldBlock | undefined {
  const key = document.locateKey(path);
  if (key === undefined) return undefined;
  const first = lines[key.line - 1] ?? '';
  const column = key.column - 1;
  if (indentOf(first) !== column) return undefined;
  const value = document.locateValue(path);
  let lastLine = key.line;
  if (value !== undefined)
    lastLine = Math.max(key.line, value.endColumn === 1 ? value.endLine - 1 : value.endLine);
  while (lastLine > key.line && (lines[lastLine - 1] ?? '').trim() === '') lastLine -= 1;
  return { firstLine: key.line, lastLine, column };
}

/** First and last line and the column of the keys of a block-style object. */
export function objectBlock(
  document: ManifestDocument,
  path: FieldPath,
  value: Record<string, unknown>,
): FieldBlock | undefined {
  if (document.isFlow(path)) return undefined;
  const keys = Object.keys(value).map((key) => document.locateKey([...path, key]));
  const [first] = keys;
  if (first === undefined) return undefined;
  const ends = Object.keys(value).map((key) => {
    const range = document.locateValue([...path, key]);
    if (range === undefined) return 0;
    return range.endColumn === 1 ? range.endLine - 1 : range.endLine;
  });
  return {
    firstLine: first.line,
    lastLine: Math.max(first.line, ...ends, ...keys.map((key) => key?.line ?? 0)),
    column: first.column - 1,
  };
}

/** One block out of several that follow each other without a gap; undefined when they do not. */
export function joinBlocks(blocks: readonly FieldBlock[]): FieldBlock | undefined {
  const ordered = [...blocks].sort((a, b) => a.firstLine - b.firstLine);
  let joined = ordered[0];
  for (const block of ordered.slice(1)) {
    if (joined === undefined || block.firstLine !== joined.lastLine + 1 || block.column !== joined.column) {
      return undefined;
    }
    joined = { ...joined, lastLine: block.lastLine };
  }
  return joined;
}

/** The block's lines in another column, in place. */
export function reindentBlock(block: FieldBlock, column: number, lines: readonly string[]): TextEdit[] {
  const edits: TextEdit[] = [];
  for (let number = block.firstLine; number <= block.lastLine; number += 1) {
    const line = lines[number - 1] ?? '';
    const shifted = shiftLine(line, column - block.column);
    if (shifted === line) continue;
    edits.push({
      startLine: number,
      startColumn: 1,
      endLine: number,
      endColumn: indentOf(line) + 1,
      text: ' '.repeat(indentOf(shifted)),
    });
  }
  return edits;
}

/** The block cut out and written again behind a line, in another column. */
export function moveBlock(
  block: FieldBlock,
  afterLine: number,
  column: number,
  lines: readonly string[],
): TextEdit[] {
  const stays = afterLine >= block.firstLine - 1 && afterLine <= block.lastLine;
  if (stays) return reindentBlock(block, column, lines);
  const moved = lines
    .slice(block.firstLine - 1, block.lastLine)
    .map((line) => shiftLine(line, column - block.column));
  const target = lines[afterLine - 1] ?? '';
  return [
    { startLine: block.firstLine, startColumn: 1, endLine: block.lastLine + 1, endColumn: 1, text: '' },
    {
      startLine: afterLine,
      startColumn: target.length + 1,
      endLine: afterLine,
      endColumn: target.length + 1,
      text: `\n${moved.join('\n')}`,
    },
  ];
}
