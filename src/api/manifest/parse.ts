// From text to objects: YAML documents, JSON, and the items of a `kind: List`.
import { LineCounter } from 'yaml';
import type { FieldPath } from '../paths.ts';
import type { Diagnostic } from './diagnostic.ts';
import { ManifestDocument } from './document.ts';
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
  const lines = new LineCounter();
  const documents: ManifestDocument[] = [];
  const diagnostics: Diagnostic[] = [];
  parseYaml(text, lines).forEach((yaml, docIndex) => {
    const found = yaml.errors.map((error) =>
      syntaxDiagnostic(error.pos, yamlErrorWords(error, text), lines, docIndex, options),
    );
    if (found.length > 0) {
      diagnostics.push(...found);
      return;
    }
    let value: unknown;
    try {
      value = yaml.toJS({ maxAliasCount: MAX_ALIASES });
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      diagnostics.push(syntaxDiagnostic([0, 0], words, lines, docIndex, options));
      return;
    }
    if (value === null || value === undefined) return;
    documents.push(...expand(value, yaml, lines, documents.length, options.file));
  });
  return { text, documents, diagnostics };
}

function syntaxDiagnostic(
  pos: readonly [number, number],
  words: string,
  lines: LineCounter,
  docIndex: number,
  options: ManifestOptions,
): Diagnostic {
  const start = lines.linePos(pos[0]);
  const end = lines.linePos(Math.max(pos[1], pos[0] + 1));
  const line = Math.max(1, start.line);
  return {
    severity: 'error',
    code: 'syntax',
    message: `error converting YAML to JSON: yaml: line ${line}: ${words}`,
    line,
    column: Math.max(1, start.col),
    endLine: Math.max(line, end.line),
    endColumn: Math.max(1, end.col),
    docIndex,
    ...(options.file !== undefined && { file: options.file }),
  };
}

/** A `kind: List` (or `PodList` …) stands for its items. */
function expand(
  value: unknown,
  yaml: YamlDocument,
  lines: LineCounter,
  firstIndex: number,
  file: string | undefined,
): ManifestDocument[] {
  const make = (item: unknown, index: number, prefix: FieldPath): ManifestDocument =>
    new ManifestDocument({ index, value: item, yaml, lines, prefix, file });
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
