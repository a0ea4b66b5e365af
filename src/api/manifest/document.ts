// One object in a manifest, with the way back from a field path to the text.
import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type LineCounter,
  type Pair,
} from 'yaml';
import { type FieldPath, type PathSegment, parseFieldPath } from '../paths.ts';
import type { TextRange } from './diagnostic.ts';
import type { YamlDocument } from './yaml.ts';

/** Where a document was read: made again when it is asked for after a long time. */
export interface Source {
  readonly yaml: YamlDocument;
  readonly lines: LineCounter;
}

/** A place in the text. */
export interface Location extends TextRange {
  /** False when the field is not written and this is its nearest parent that is. */
  readonly exact: boolean;
}

/** One object of the text: a YAML document, or an item of a `kind: List`. */
export class ManifestDocument {
  /** Which object, from 0. */
  readonly index: number;
  /** Plain data as JSON would have it. */
  readonly value: unknown;
  readonly file: string | undefined;
  readonly #source: () => Source;
  /** Lines and characters of the text before what was read. */
  readonly #linesBefore: number;
  readonly #charactersBefore: number;
  /** Path from the YAML document's root to this object. */
  readonly #prefix: FieldPath;

  constructor(source: {
    index: number;
    value: unknown;
    source: () => Source;
    prefix: FieldPath;
    file?: string | undefined;
    linesBefore?: number;
    charactersBefore?: number;
  }) {
    this.index = source.index;
    this.value = source.value;
    this.file = source.file;
    this.#source = source.source;
    this.#linesBefore = source.linesBefore ?? 0;
    this.#charactersBefore = source.charactersBefore ?? 0;
    this.#prefix = source.prefix;
  }

  /** The same object as a part of a longer text. */
  within(place: {
    index: number;
    file: string | undefined;
    linesBefore: number;
    charactersBefore: number;
  }): ManifestDocument {
    return new ManifestDocument({ ...place, value: this.value, source: this.#source, prefix: this.#prefix });
  }

  get apiVersion(): string {
    return textOf(this.value, 'apiVersion');
  }

  get kind(): string {
    return textOf(this.value, 'kind');
  }

  get name(): string {
    return textOf((this.value as { metadata?: unknown } | null)?.metadata, 'name');
  }

  get namespace(): string {
    return textOf((this.value as { metadata?: unknown } | null)?.metadata, 'namespace');
  }

  /** Line of the first and last character of the object. */
  get lines(): { first: number; last: number } {
    const node = this.#find([]).value;
    const range = rangeOf(node);
    return range === undefined
      ? { first: 1, last: 1 }
      : {
          first: this.#lineOf(range[0]),
          last: this.#lineOf(Math.max(range[0], range[1] - 1)),
        };
  }

  /**
   * Where a field stands: its value when that is plain, otherwise its key; the nearest parent when the field is
   * not written at all.
   */
  locate(path: FieldPath | string): Location {
    const segments = typeof path === 'string' ? parseFieldPath(path) : path;
    for (let length = segments.length; length >= 0; length -= 1) {
      const found = this.#find(segments.slice(0, length));
      const range = this.#rangeOf(found);
      if (range !== undefined) return { ...range, exact: length === segments.length };
    }
    return { line: 1, column: 1, endLine: 1, endColumn: 1, exact: false };
  }

  /** Where the key of a field stands, or the whole item of a list. */
  locateKey(path: FieldPath | string): TextRange | undefined {
    const segments = typeof path === 'string' ? parseFieldPath(path) : path;
    const { key, value } = this.#find(segments);
    return this.#nodeRange(key ?? value);
  }

  /** Where the value of a field stands, however long it is. */
  locateValue(path: FieldPath | string): TextRange | undefined {
    const segments = typeof path === 'string' ? parseFieldPath(path) : path;
    return this.#nodeRange(this.#find(segments).value);
  }

  /** The text of a plain value as written, with its quotes. */
  sourceOf(path: FieldPath | string, text: string): string | undefined {
    const segments = typeof path === 'string' ? parseFieldPath(path) : path;
    const range = rangeOf(this.#find(segments).value);
    const before = this.#charactersBefore;
    return range === undefined ? undefined : text.slice(range[0] + before, range[1] + before);
  }

  /** True when the value is written in `{}` or `[]`. */
  isFlow(path: FieldPath): boolean {
    const node = this.#find(path).value;
    return isCollection(node) && node.flow === true;
  }

  /** The path of the deepest field whose text covers a position; undefined outside of this object. */
  pathAt(line: number, column: number): PathSegment[] | undefined {
    const start = this.#source().lines.lineStarts[line - 1 - this.#linesBefore];
    if (start === undefined) return undefined;
    const offset = start + column - 1;
    const root = this.#find([]).value;
    const range = rangeOf(root);
    if (range === undefined || offset < range[0] || offset > range[2]) return undefined;
    return descend(root, offset, []);
  }

  #find(path: FieldPath): { key?: unknown; value?: unknown } {
    let key: unknown;
    const { yaml } = this.#source();
    let value: unknown = yaml.contents;
    for (const segment of [...this.#prefix, ...path]) {
      if (isAlias(value)) value = value.resolve(yaml);
      if (isMap(value)) {
        const pair = findPair(value.items as Pair[], segment);
        if (pair === undefined) return {};
        key = pair.key;
        value = pair.value;
      } else if (isSeq(value)) {
        key = undefined;
        value = value.items[Number(segment)];
        if (value === undefined) return {};
      } else return {};
    }
    return { key, value };
  }

  #rangeOf(found: { key?: unknown; value?: unknown }): TextRange | undefined {
    const { key, value } = found;
    if (isScalar(value) && value.range && value.range[1] > value.range[0]) return this.#nodeRange(value);
    if (key !== undefined && key !== null) return this.#nodeRange(key);
    // An item of a list, or the whole object: its first line is enough.
    const whole = this.#nodeRange(value);
    if (whole === undefined || whole.line === whole.endLine) return whole;
    const first = isMap(value) ? (value.items[0] as Pair | undefined)?.key : undefined;
    return this.#nodeRange(first) ?? { ...whole, endLine: whole.line, endColumn: whole.column + 1 };
  }

  #nodeRange(node: unknown): TextRange | undefined {
    const range = rangeOf(node);
    if (range === undefined) return undefined;
    const { lines } = this.#source();
    const start = lines.linePos(range[0]);
    const end = lines.linePos(range[1]);
    const before = this.#linesBefore;
    return {
      line: start.line + before,
      column: start.col,
      endLine: end.line + before,
      endColumn: end.col,
    };
  }

  #lineOf(offset: number): number {
    return this.#source().lines.linePos(offset).line + this.#linesBefore;
  }
}

function textOf(value: unknown, name: string): string {
  const text = (value as Record<string, unknown> | null | undefined)?.[name];
  return typeof text === 'string' ? text : '';
}

function rangeOf(node: unknown): [number, number, number] | undefined {
  return isNode(node) && node.range ? [node.range[0], node.range[1], node.range[2]] : undefined;
}

function findPair(pairs: readonly Pair[], segment: PathSegment): Pair | undefined {
  return pairs.find((pair) => {
    const key = isScalar(pair.key) ? (pair.key.source ?? String(pair.key.value)) : pair.key;
    return String(key) === String(segment);
  });
}

function descend(node: unknown, offset: number, path: PathSegment[]): PathSegment[] {
  if (isMap(node)) {
    for (const pair of node.items) {
      if (!isPair(pair)) continue;
      const keyRange = rangeOf(pair.key);
      const valueRange = rangeOf(pair.value);
      if (keyRange === undefined) continue;
      const end = Math.max(keyRange[2], valueRange?.[2] ?? 0);
      if (offset >= keyRange[0] && offset <= end) {
        const here = [...path, isScalar(pair.key) ? String(pair.key.value) : ''];
        return valueRange !== undefined && offset >= valueRange[0] ? descend(pair.value, offset, here) : here;
      }
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      const range = rangeOf(item);
      if (range !== undefined && offset >= range[0] && offset <= range[2])
        return descend(item, offset, [...path, index]);
    }
  }
  return path;
}
