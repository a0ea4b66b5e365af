import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ESTree, parseSync } from 'vite';

export interface Source {
  /** From the repository's root, with forward slashes: `src/engine/step.ts`. */
  readonly path: string;
  readonly text: string;
}

export interface Comment {
  readonly type: 'Line' | 'Block';
  readonly value: string;
  readonly start: number;
}

export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** Every node of a syntax tree, whatever its kind; the checks read the few fields they know. */
export interface SyntaxNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

export interface Parsed {
  readonly program: ESTree.Program;
  readonly comments: readonly Comment[];
}

export const repositoryRoot = fileURLToPath(new URL('../../', import.meta.url));

const scriptPattern = /\.(ts|tsx|mjs|js)$/;

export const isScript = (path: string) => scriptPattern.test(path);
export const isTest = (path: string) => /\.test\.tsx?$/.test(path);

const parsed = new WeakMap<Source, Parsed>();

/** Syntax tree and comments. A file that does not parse throws: no check can say anything about it. */
export function parse(source: Source): Parsed {
  const known = parsed.get(source);
  if (known) return known;
  const result = parseSync(source.path, source.text, { sourceType: 'module' });
  const error = result.errors.find(({ severity }) => severity === 'Error');
  if (error) throw new Error(`${source.path} does not parse: ${error.message}`);
  const value = { program: result.program, comments: result.comments };
  parsed.set(source, value);
  return value;
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Visits `node` and everything below it, parents first. `field` is where the parent keeps the node. */
export function walk(
  node: unknown,
  visit: (node: SyntaxNode, parent?: SyntaxNode, field?: string) => void,
): void {
  const enter = (current: unknown, parent?: SyntaxNode, field?: string): void => {
    if (Array.isArray(current)) {
      for (const item of current) enter(item, parent, field);
    } else if (isNode(current)) {
      visit(current, parent, field);
      for (const key of Object.keys(current)) enter(current[key], current, key);
    }
  };
  enter(node);
}

export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** The files below `folders` that people wrote, in a stable order. */
export function readTree(...folders: string[]): Source[] {
  const sources: Source[] = [];
  for (const folder of folders) {
    for (const entry of readdirSync(join(repositoryRoot, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const path = file.slice(repositoryRoot.length).replaceAll('\\', '/');
      if (isGenerated(path) || !/\.(ts|tsx|mjs|js|css|html|json|md|yaml|yml)$/.test(path)) continue;
      sources.push({ path, text: readFileSync(file, 'utf8') });
    }
  }
  return sources.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function isGenerated(path: string): boolean {
  return /(^|\/)(generated|node_modules|dist)\//.test(path) || /\.gen\.[a-z]+$/.test(path);
}

/** One line per finding, as a terminal makes clickable. */
export function format(findings: readonly Finding[]): string[] {
  return findings.map(({ path, line, message }) => `${path}:${line} ${message}`);
}

/** Scripts that run before the page is built are not part of it. */
export const isBuildTool = (path: string) => path.endsWith('.mjs');
