/** Offset of a place in a text; past the end of a line or of the text it is that end. */
export function offsetOf(lines: readonly string[], line: number, column: number): number {
  let offset = 0;
  for (let at = 1; at < line && at <= lines.length; at++) offset += (lines[at - 1] as string).length + 1;
  const length = lines[line - 1]?.length ?? 0;
  return Math.min(offset + Math.min(column - 1, length), lines.join('\n').length);
}
