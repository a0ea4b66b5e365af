// Everything there is to say about a manifest before it is applied: shell text, YAML, kinds, types, unknown fields,
// the API server's validation, and what the simulator does not do. Needs no engine.
import type { Diagnostic, Fix, TextEdit } from './diagnostic.ts';
import { applyEdits, sortDiagnostics } from './diagnostic.ts';
import { explainFinding, type Proposal, proposeFixes } from './fixes/index.ts';
import { type CheckedObject, type Finding, inspect, scoreText, syntaxErrors } from './inspect.ts';
import { changeEdits, type LineChanges, previewChanges, splitLines } from './lines.ts';
import { message } from './messages.ts';
import type { ManifestOptions } from './parse.ts';
import { findRepair, type Repair } from './repair.ts';
import { checkShell } from './shell.ts';

export interface CheckOptions extends ManifestOptions {
  /** False leaves fixes out, which is several times faster. */
  readonly fixes?: boolean;
}

export interface ManifestCheck {
  readonly diagnostics: readonly Diagnostic[];
  /** The objects that could be read, in the order of the text. */
  readonly objects: readonly CheckedObject[];
  /** True when nothing keeps the manifest from being applied. */
  readonly ok: boolean;
}

/** A text with more syntax errors than this is not a manifest with slips. */
const MAX_REPAIRS = 12;

export function checkManifest(text: string, options: CheckOptions = {}): ManifestCheck {
  const withFixes = options.fixes !== false;
  const shell = checkShell(text, options.file);
  const diagnostics: Diagnostic[] = [...shell.diagnostics];
  const touched = new Set<number>(shell.changes.keys());
  const readable = repairSyntax(previewChanges(text, shell.changes), options, touched, diagnostics, text);

  const { findings, objects } = inspect(readable, options);
  const lines = splitLines(readable);
  const base = findings.reduce((sum, { weight }) => sum + weight, 0);
  const ownLines = splitLines(text);
  for (const finding of findings) {
    if (finding.diagnostic.code === 'syntax') continue;
    const found = withFixes ? bestProposal(finding, findings, readable, lines, base) : undefined;
    const explain = found?.explain ?? explainFinding(finding);
    const fix = found !== undefined && isIndependent(found.fix, touched) ? found.fix : undefined;
    diagnostics.push({
      ...clampTo(finding.diagnostic, ownLines),
      ...(explain && { explain }),
      ...(fix && { fix }),
    });
  }
  const sorted = sortDiagnostics(diagnostics.map((diagnostic) => inFile(diagnostic, options.file)));
  return { diagnostics: sorted, objects, ok: sorted.every(({ severity }) => severity !== 'error') };
}

function inFile(diagnostic: Diagnostic, file: string | undefined): Diagnostic {
  return file === undefined ? diagnostic : { ...diagnostic, file };
}

/**
 * Reports syntax errors one after the other, going on as if each were mended, so that one slip does not hide the
 * rest. Returns text that parses, with unreadable documents blanked out; line numbers stay.
 */
function repairSyntax(
  start: string,
  options: CheckOptions,
  touched: Set<number>,
  diagnostics: Diagnostic[],
  original: string,
): string {
  let text = start;
  for (let round = 0; round < MAX_REPAIRS; round += 1) {
    const [error] = syntaxErrors(text, options);
    if (error === undefined) return text;
    const chunk = chunkAt(text, error.line);
    const repair = options.fixes === false ? undefined : repairChunk(chunk, error.line);
    if (repair === undefined) {
      diagnostics.push({ ...clampTo(error, splitLines(original)), explain: explainSyntax(error) });
      text = blankLines(text, chunk.first, chunk.last);
      continue;
    }
    const fix: Fix = { title: repair.title, edits: changeEdits(text, repair.changes) };
    diagnostics.push({
      ...clampTo(pointAt(error, repair, text), splitLines(original)),
      explain: repair.explain,
      ...(isIndependent(fix, touched) && { fix }),
    });
    for (const line of repair.changes.keys()) touched.add(line);
    text = previewChanges(text, repair.changes);
  }
  return syntaxErrors(text, options).reduce((rest, error) => {
    diagnostics.push({ ...clampTo(error, splitLines(original)), explain: explainSyntax(error) });
    const chunk = chunkAt(rest, error.line);
    return blankLines(rest, chunk.first, chunk.last);
  }, text);
}

/** The error moved to the line that should change. */
function pointAt(error: Diagnostic, repair: Repair, text: string): Diagnostic {
  const [edit] = changeEdits(text, new Map([[repair.line, repair.changes.get(repair.line) ?? null]]));
  const line = splitLines(text)[repair.line - 1] ?? '';
  const column = Math.min(edit?.startColumn ?? 1, line.length - line.trimStart().length + 1);
  return {
    ...error,
    message: error.message.replace(/line \d+:/, `line ${repair.line}:`),
    line: repair.line,
    column,
    endLine: repair.line,
    endColumn: Math.max(line.trimEnd().length + 1, column + 1),
  };
}

function explainSyntax(error: Diagnostic): NonNullable<Diagnostic['explain']> {
  if (error.message.includes('cannot start any token')) return message('explain.syntax.tab');
  const duplicate = /key "(.*)" already set in map/.exec(error.message)?.[1];
  if (duplicate !== undefined) return message('explain.syntax.duplicateKey', { key: duplicate });
  return message('explain.syntax');
}

interface Chunk {
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

/** The YAML document round a line, by its separators. */
function chunkAt(text: string, line: number): Chunk {
  const lines = splitLines(text);
  let first = Math.min(line, lines.length);
  while (first > 1 && !/^---(\s|$)/.test(lines[first - 1] ?? '')) first -= 1;
  let last = Math.max(first, Math.min(line, lines.length));
  while (last < lines.length && !/^---(\s|$)/.test(lines[last] ?? '')) last += 1;
  return { first, last, text: lines.slice(first - 1, last).join('\n') };
}

function repairChunk(chunk: Chunk, errorLine: number): Repair | undefined {
  const offset = chunk.first - 1;
  const repair = findRepair(chunk.text, errorLine - offset, scoreText);
  if (repair === undefined) return undefined;
  const changes: LineChanges = new Map([...repair.changes].map(([line, next]) => [line + offset, next]));
  return { ...repair, changes, line: repair.line + offset };
}

function blankLines(text: string, first: number, last: number): string {
  return splitLines(text)
    .map((line, index) => (index + 1 >= first && index + 1 <= last ? '' : line))
    .join('\n');
}

/** The first proposal that leaves the least wrong; none when nothing gets better. */
function bestProposal(
  finding: Finding,
  findings: readonly Finding[],
  text: string,
  lines: readonly string[],
  base: number,
): Proposal | undefined {
  const { document } = finding;
  if (document === undefined || finding.weight === 0) return undefined;
  const sameDocument = findings.filter((other) => other.document === document);
  let best: { proposal: Proposal; score: number } | undefined;
  for (const proposal of proposeFixes({ text, lines, finding, document, findings: sameDocument })) {
    if (proposal.fix.edits.length === 0) continue;
    const score = scoreText(applyEdits(text, proposal.fix.edits));
    if (score < base && (best === undefined || score < best.score)) best = { proposal, score };
  }
  return best?.proposal;
}

/** A fix made for the mended text also fits the original, unless it touches a line that was mended. */
function isIndependent(fix: Fix, touched: ReadonlySet<number>): boolean {
  return fix.edits.every((edit: TextEdit) => {
    const last = edit.endColumn === 1 && edit.endLine > edit.startLine ? edit.endLine - 1 : edit.endLine;
    for (let line = edit.startLine; line <= last; line += 1) if (touched.has(line)) return false;
    return true;
  });
}

/** Positions found in mended text, kept within the text the reader sees. */
function clampTo(diagnostic: Diagnostic, lines: readonly string[]): Diagnostic {
  const line = Math.min(Math.max(1, diagnostic.line), lines.length);
  const endLine = Math.min(Math.max(line, diagnostic.endLine), lines.length);
  const width = (number: number): number => (lines[number - 1] ?? '').length + 1;
  const column = Math.min(diagnostic.column, width(line));
  const endColumn = Math.min(diagnostic.endColumn, width(endLine));
  return { ...diagnostic, line, column, endLine, endColumn };
}

/** Applies every first fix until none is left: what "fix everything" does. */
export function fixAll(text: string): string {
  let current = text;
  for (let round = 0; round < 50; round += 1) {
    const next = checkManifest(current).diagnostics.find(({ fix, severity }) => severity === 'error' && fix);
    if (next?.fix === undefined) return current;
    const changed = applyEdits(current, next.fix.edits);
    if (changed === current) return current;
    current = changed;
  }
  return current;
}
