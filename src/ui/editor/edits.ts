import type { Diagnostic } from '../../api/index.ts';

/** A replacement in a text; lines and columns count from 1, the end is exclusive. */
export interface TextEdit {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
}

export function editsOf(diagnostic: Diagnostic): readonly TextEdit[] {
  return diagnostic.fix?.edits ?? [];
}

/** Offset of a place in a text; past the end of a line or of the text it is that end. */
export function offsetOf(lines: readonly string[], line: number, column: number): number {
  let offset = 0;
  for (let at = 1; at < line && at <= lines.length; at++) offset += (lines[at - 1] as string).length + 1;
  const length = lines[line - 1]?.length ?? 0;
  return Math.min(offset + Math.min(column - 1, length), lines.join('\n').length);
}

/** The text with all edits made; they must not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const lines = text.split('\n');
  const places = edits.map((edit) => ({
    from: offsetOf(lines, edit.startLine, edit.startColumn),
    to: offsetOf(lines, edit.endLine, edit.endColumn),
    text: edit.text,
  }));
  // From the end, so that earlier offsets stay true.
  places.sort((a, b) => b.from - a.from);
  return places.reduce(
    (result, { from, to, text: added }) => result.slice(0, from) + added + result.slice(to),
    text,
  );
}
