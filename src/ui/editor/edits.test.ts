import { describe, expect, it } from 'vitest';
import { applyEdits, type TextEdit } from './edits.ts';

const edit = (
  startLine: number,
  startColumn: number,
  endLine: number,
  endColumn: number,
  text: string,
): TextEdit => ({
  startLine,
  startColumn,
  endLine,
  endColumn,
  text,
});

describe('applyEdits', () => {
  it.each([
    ['replaces a word', 'a: b\nc: d', [edit(2, 4, 2, 5, 'x')], 'a: b\nc: x'],
    ['inserts', 'path:/data', [edit(1, 6, 1, 6, ' ')], 'path: /data'],
    ['deletes a line', 'a\nEOF\nb', [edit(2, 1, 3, 1, '')], 'a\nb'],
    ['makes several at once', 'ab', [edit(1, 1, 1, 2, 'xx'), edit(1, 2, 1, 3, 'yy')], 'xxyy'],
    ['appends past the end', 'a', [edit(9, 9, 9, 9, '\nb')], 'a\nb'],
  ])('%s', (_, text, edits, expected) => {
    expect(applyEdits(text, edits)).toBe(expected);
  });
});
