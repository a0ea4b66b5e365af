// What checking a manifest has to say, in a form an editor, a page and a terminal can all show.
import type { Message } from './messages.ts';

/** Lines and columns count from 1; the end is just behind the last character. */
export interface TextRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Replace the range by the text; ranges of one fix do not overlap. */
export interface TextEdit {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
}

export interface Fix {
  readonly title: Message;
  readonly edits: readonly TextEdit[];
}

export type Severity = 'error' | 'warning' | 'info';

export type DiagnosticCode =
  /** Not YAML. */
  | 'syntax'
  /** Shell text round or in the YAML. */
  | 'shell'
  /** No apiVersion, no kind, or a kind that nobody knows or that is not modelled. */
  | 'kind'
  /** A value of the wrong type or form. */
  | 'type'
  | 'unknownField'
  /** The API server's validation. */
  | 'invalid'
  /** Accepted, but not simulated. */
  | 'unmodelled'
  /** Only true of the cluster as it is: something is missing in it, or no node fits. */
  | 'cluster';

export interface Diagnostic extends TextRange {
  readonly severity: Severity;
  readonly code: DiagnosticCode;
  /** In the words kubectl or the API server would use, in English. */
  readonly message: string;
  /** The same for a beginner, in the reader's language: see messages.ts. */
  readonly explain?: Message;
  /** Field path, such as `spec.containers[0].image`. */
  readonly path?: string;
  readonly file?: string;
  /** Which document of the text, from 0. */
  readonly docIndex?: number;
  readonly fix?: Fix;
}

/** The text with the edits made. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const starts = lineStarts(text);
  const offset = (line: number, column: number): number =>
    Math.min((starts[line - 1] ?? text.length) + column - 1, text.length);
  const ordered = [...edits].sort((a, b) => b.startLine - a.startLine || b.startColumn - a.startColumn);
  let result = text;
  for (const edit of ordered) {
    const start = offset(edit.startLine, edit.startColumn);
    const end = Math.max(start, offset(edit.endLine, edit.endColumn));
    result = result.slice(0, start) + edit.text + result.slice(end);
  }
  return result;
}

export function applyFix(text: string, fix: Fix): string {
  return applyEdits(text, fix.edits);
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Errors first where lines are equal, otherwise from top to bottom. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const rank = { error: 0, warning: 1, info: 2 };
  return [...diagnostics].sort(
    (a, b) => a.line - b.line || rank[a.severity] - rank[b.severity] || a.column - b.column,
  );
}
