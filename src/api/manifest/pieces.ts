// A text in the pieces that its separators make, each of which is read for itself: a large manifest can then be read
// bit by bit, and a keystroke costs the reading of one document.

/** A part of a text that holds one YAML document. */
export interface Piece {
  readonly text: string;
  /** Lines and characters before it. */
  readonly linesBefore: number;
  readonly charactersBefore: number;
}

/** Directives belong to the document behind the next separator, so such a text stays whole. */
const DIRECTIVE = /^%/m;
const SEPARATOR = /^---(?=\s|$)/gm;

export function splitDocuments(text: string): Piece[] {
  if (DIRECTIVE.test(text)) return [{ text, linesBefore: 0, charactersBefore: 0 }];
  const pieces: Piece[] = [];
  let start = 0;
  let lines = 0;
  const add = (end: number): void => {
    if (end === start && pieces.length === 0 && end !== text.length) return;
    const piece = text.slice(start, end);
    pieces.push({ text: piece, linesBefore: lines, charactersBefore: start });
    for (let at = piece.indexOf('\n'); at !== -1; at = piece.indexOf('\n', at + 1)) lines++;
    start = end;
  };
  for (const { index } of text.matchAll(SEPARATOR)) add(index);
  add(text.length);
  return pieces;
}
