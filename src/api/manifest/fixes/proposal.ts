// The parts fixes are made of.
import type { FieldPath } from '../../paths.ts';
import type { Fix, TextEdit, TextRange } from '../diagnostic.ts';
import type { ManifestDocument } from '../document.ts';
import type { Finding } from '../inspect.ts';
import type { Message } from '../messages.ts';

export interface Proposal {
  readonly fix: Fix;
  /** What to say when this fix is the one. */
  readonly explain?: Message;
}

export interface FixContext {
  readonly text: string;
  readonly lines: readonly string[];
  readonly finding: Finding;
  readonly document: ManifestDocument;
  /** Every finding, for fixes that mend several at once. */
  readonly findings: readonly Finding[];
}

export function edit(range: TextRange, text: string): TextEdit {
  return {
    startLine: range.line,
    startColumn: range.column,
    endLine: range.endLine,
    endColumn: range.endColumn,
    text,
  };
}

export function propose(title: Message, edits: readonly TextEdit[], explain?: Message): Proposal {
  return { fix: { title, edits }, ...(explain && { explain }) };
}

export function replaceValue(context: FixContext, path: FieldPath, text: string): TextEdit[] {
  const range = context.document.locateValue(path);
  return range === undefined ? [] : [edit(range, text)];
}

export function sourceAt(context: FixContext, path: FieldPath): string {
  return context.document.sourceOf(path, context.text) ?? '';
}

export function insertLine(after: number, text: string, lines: readonly string[]): TextEdit {
  const column = (lines[after - 1] ?? '').length + 1;
  return { startLine: after, startColumn: column, endLine: after, endColumn: column, text: `\n${text}` };
}

export function lastName(path: FieldPath): string {
  const name = [...path].reverse().find((segment) => typeof segment === 'string');
  return String(name ?? '');
}

/** The text as a plain value, in quotes where YAML would read something else. */
export function quoteIfNeeded(text: string): string {
  return /^[A-Za-z][\w./-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)
    ? text
    : JSON.stringify(text);
}
