import { readdirSync, readFileSync } from 'node:fs';
import { type Manifest, parseManifest } from '../api/index.ts';

/** A finding that is printed as `file:line:column: message`. */
export interface Finding {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly severity: 'error' | 'warning' | 'info';
  readonly message: string;
}

/** Thrown for what keeps a program from running at all; each finding is one line on stderr. */
export class InputError extends Error {
  readonly findings: readonly Finding[];
  constructor(findings: readonly Finding[]) {
    super(findings.map(({ message }) => message).join('\n'));
    this.findings = findings;
  }
}

export interface SourceFile {
  /** The path as given, or `<stdin>`. */
  readonly name: string;
  readonly text: string;
  readonly manifest: Manifest;
}

export type ReadText = (path: string) => string;

/** The names of the files directly in a folder. */
export type ListFolder = (path: string) => readonly string[];

const STDIN = 0;

/** Reads a path, or standard input for `-`. */
export const readText: ReadText = (path) => readFileSync(path === '-' ? STDIN : path, 'utf8');

export const listFolder: ListFolder = (path) =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

/** A file and its documents. Throws `InputError` when it cannot be read. */
export function openSource(path: string, read: ReadText): SourceFile {
  const name = path === '-' ? '<stdin>' : path;
  let text: string;
  try {
    text = read(path);
  } catch (error) {
    throw new InputError([{ file: name, line: 1, column: 1, severity: 'error', message: wordsOf(error) }]);
  }
  return { name, text, manifest: parseManifest(text, { file: name }) };
}

function wordsOf(error: unknown): string {
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
      return 'no such file';
    case 'EISDIR':
      return 'is a directory';
    case 'EACCES':
      return 'permission denied';
    default:
      return error instanceof Error ? error.message : String(error);
  }
}

export function formatFinding({ file, line, column, severity, message }: Finding): string {
  const kind = severity === 'error' ? '' : `${severity}: `;
  return `${file}:${line}:${column}: ${kind}${message.replaceAll('\n', ' ')}`;
}
