// From text to objects: YAML documents, JSON, and the items of a `kind: List`.
import { LineCounter } from 'yaml';
import type { FieldPath } from '../paths.ts';
import type { Diagnostic } from './diagnostic.ts';
import { ManifestDocument, type Source } from './document.ts';
import { type Piece, splitDocuments } from './pieces.ts';
import { parseYaml, type YamlDocument, yamlErrorWords } from './yaml.ts';

export interface ManifestOptions {
  /** Name to put on diagnostics. */
  readonly file?: string;
}

export interface Manifest {
  readonly text: string;
  readonly documents: readonly ManifestDocument[];
  /** What keeps the text from being YAML, in the words kubectl would use. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Aliases may repeat a value this often before the text counts as an attack. */
const MAX_ALIASES = 100;

/** Reads the text. Documents with a syntax error are left out; empty ones are skipped, as kubectl does. */
export function parseManifest(text: string, options: ManifestOptions = {}): Manifest {
  const documents: ManifestDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  let docIndex = 0;
  for (const piece of splitDocuments(text)) {
    const parsed = parsePiece(piece.text);
    documents.push(...placeDocuments(parsed, piece, documents.length, options.file));
    diagnostics.push(...placeErrors(parsed, piece, docIndex, options));
    docIndex += parsed.count;
  }
  return { text, documents, diagnostics };
}

/** What a piece of a text holds, with places as if there were nothing else. */
export interface ParsedPiece {
  readonly documents: readonly ManifestDocument[];
  readonly errors: readonly SyntaxError[];
  /** Documents in it, empty ones and such with errors too. */
  readonly count: number;
}

interface SyntaxError {
  readonly words: string;
  /** Which of the documents of the piece. */
  readonly index: number;
  readonly start: { readonly line: number; readonly col: number };
  readonly end: { readonly line: number; readonly col: number };
}

/** Reads one piece. Its tree is held as long as `hold` says so; whoever needs it later reads it again. */
export function parsePiece(text: string, hold: { tree: boolean } = { tree: true }): ParsedPiece {
  const documents: ManifestDocument[] = [];
  const errors: SyntaxError[] = [];
  const lines = new LineCounter();
  const trees = parseYaml(text, lines);
  let held: { readonly trees: readonly YamlDocument[]; readonly lines: LineCounter } | null = {
    trees,
    lines,
  };
  const sourceOf = (index: number) => () => {
    const source = held ?? readAgain(text);
    held = hold.tree ? source : null;
    return { yaml: source.trees[index] as YamlDocument, lines: source.lines };
  };
  trees.forEach((yaml, index) => {
    const fail = (pos: readonly [number, number], words: string) =>
      errors.push({
        words,
        index,
        start: lines.linePos(pos[0]),
        end: lines.linePos(Math.max(pos[1], pos[0] + 1)),
      });
    if (yaml.errors.length > 0) {
      for (const error of yaml.errors) fail(error.pos, yamlErrorWords(error, text));
      return;
    }
    let value: unknown;
    try {
      value = yaml.toJS({ maxAliasCount: MAX_ALIASES });
    } catch (error) {
      fail([0, 0], error instanceof Error ? error.message : String(error));
      return;
    }
    if (value === null || value === undefined) return;
    documents.push(...expand(value, sourceOf(index), documents.length));
  });
  return { documents, errors, count: trees.length };
}

function readAgain(text: string): { readonly trees: readonly YamlDocument[]; readonly lines: LineCounter } {
  const lines = new LineCounter();
  return { trees: parseYaml(text, lines), lines };
}

/** The objects of a piece where they stand in the whole text. */
export function placeDocuments(
  { documents }: ParsedPiece,
  { linesBefore, charactersBefore }: Piece,
  firstIndex: number,
  file: string | undefined,
): readonly ManifestDocument[] {
  if (firstIndex === 0 && charactersBefore === 0 && file === undefined) return documents;
  return documents.map((document) =>
    document.within({ index: firstIndex + document.index, file, linesBefore, charactersBefore }),
  );
}

/** What keeps a piece from being YAML, said of the whole text. */
export function placeErrors(
  { errors }: ParsedPiece,
  { linesBefore }: Piece,
  firstIndex: number,
  options: ManifestOptions,
): Diagnostic[] {
  return errors.map((error) => syntaxDiagnostic(error, linesBefore, firstIndex + error.index, options));
}

function syntaxDiagnostic(
  { words, start, end }: SyntaxError,
  linesBefore: number,
  docIndex: number,
  options: ManifestOptions,
): Diagnostic {
  const line = Math.max(1, start.line) + linesBefore;
  return {
    severity: 'error',
    code: 'syntax',
    message: `error converting YAML to JSON: yaml: line ${line}: ${words}`,
    line,
    column: Math.max(1, start.col),
    endLine: Math.max(line, end.line + linesBefore),
    endColumn: Math.max(1, end.col),
    docIndex,
    ...(options.file !== undefined && { file: options.file }),
  };
}

/** A `kind: List` (or `PodList` …) stands for its items. */
function expand(value: unknown, source: () => Source, firstIndex: number): ManifestDocument[] {
  const make = (item: unknown, index: number, prefix: FieldPath): ManifestDocument =>
    new ManifestDocument({ index, value: item, source, prefix });
  const list = value as { kind?: unknown; items?: unknown };
  if (
    typeof list === 'object' &&
    typeof list.kind === 'string' &&
    list.kind.endsWith('List') &&
    Array.isArray(list.items)
  ) {
    return list.items.map((item, at) => make(item, firstIndex + at, ['items', at]));
  }
  return [make(value, firstIndex, [])];
}
