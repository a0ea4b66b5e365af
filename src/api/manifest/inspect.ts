// What is wrong with a manifest, without any fixes: the facts that check.ts explains and repairs.
import { type DecodeIssue, type DecodeResult, decodeObject, jsonKind } from '../decode/index.ts';
import { applyDefaults } from '../defaults/index.ts';
import { type FieldPath, isUnder, parseFieldPath } from '../paths.ts';
import { findKind, type KindLookup, lookupKind, noMatchMessage } from '../scheme.ts';
import { withoutStringData } from '../secrets.ts';
import type { KubeObject, Secret } from '../types/index.ts';
import { findUnmodelled } from '../unmodelled.ts';
import type { FieldError } from '../validation/field.ts';
import { fieldErrorMessage } from '../validation/field.ts';
import { validateCreate } from '../validation/index.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { ManifestDocument } from './document.ts';
import { message } from './messages.ts';
import { type ManifestOptions, type ParsedPiece, parsePiece, placeDocuments, placeErrors } from './parse.ts';
import { type Piece, splitDocuments } from './pieces.ts';

/** One fact, with what is needed to explain and mend it. */
export interface Finding {
  readonly diagnostic: Diagnostic;
  /** How bad: used to compare a text before and after a change. */
  readonly weight: number;
  readonly document?: ManifestDocument;
  /** Set for mistakes of decoding. */
  readonly issue?: DecodeIssue;
  /** Set for mistakes of validation. */
  readonly error?: FieldError;
  /** Set for mistakes about apiVersion and kind. */
  readonly lookup?: KindLookup;
}

export interface CheckedObject {
  readonly document: ManifestDocument;
  /** Decoded, not defaulted: what kubectl would send. Undefined when the kind is unknown or not modelled. */
  readonly object: KubeObject | undefined;
}

export interface Inspection {
  readonly findings: readonly Finding[];
  readonly objects: readonly CheckedObject[];
}

const WEIGHT = { syntax: 1000, kind: 60, type: 30, unknownField: 25, invalid: 10 } as const;

/** What one piece of a text was found to hold, as if there were nothing else. */
interface InspectedPiece {
  readonly parsed: ParsedPiece;
  readonly objects: readonly (KubeObject | undefined)[];
  readonly findings: readonly Finding[];
  readonly weight: number;
}

/** A pure memo: a reader changes one document at a time, and fixes are tried on all of them. */
const known = new Map<string, InspectedPiece>();
const REMEMBERED = 4096;

function inspectPiece(text: string): InspectedPiece {
  const before = known.get(text);
  if (before !== undefined) return before;
  // Its tree takes much more room than what is found in it.
  const hold = { tree: true };
  const parsed = parsePiece(text, hold);
  const findings: Finding[] = [];
  const objects = parsed.documents.map((document) => {
    const result = inspectDocument(document);
    findings.push(...result.findings);
    return result.object;
  });
  hold.tree = false;
  const weight =
    parsed.errors.length * WEIGHT.syntax + findings.reduce((sum, finding) => sum + finding.weight, 0);
  const piece = { parsed, objects, findings, weight };
  if (known.size === REMEMBERED) known.clear();
  known.set(text, piece);
  return piece;
}

export function inspect(text: string, options: ManifestOptions): Inspection {
  const syntax: Finding[] = [];
  const findings: Finding[] = [];
  const objects: CheckedObject[] = [];
  let docIndex = 0;
  for (const piece of splitDocuments(text)) {
    const inspected = inspectPiece(piece.text);
    const documents = placeDocuments(inspected.parsed, piece, objects.length, options.file);
    for (const diagnostic of placeErrors(inspected.parsed, piece, docIndex, options)) {
      syntax.push({ diagnostic, weight: WEIGHT.syntax });
    }
    for (const finding of inspected.findings) {
      findings.push(placeFinding(finding, piece, documents, inspected.parsed, options));
    }
    documents.forEach((document, index) => {
      objects.push({ document, object: inspected.objects[index] });
    });
    docIndex += inspected.parsed.count;
  }
  return { findings: [...syntax, ...findings], objects };
}

/** A finding where it stands in the whole text. */
function placeFinding(
  finding: Finding,
  { linesBefore }: Piece,
  documents: readonly ManifestDocument[],
  parsed: ParsedPiece,
  { file }: ManifestOptions,
): Finding {
  const document = documents[parsed.documents.indexOf(finding.document as ManifestDocument)];
  if (document === undefined || document === finding.document) return finding;
  const { line, endLine } = finding.diagnostic;
  const diagnostic = {
    ...finding.diagnostic,
    line: line + linesBefore,
    endLine: endLine + linesBefore,
    docIndex: document.index,
    ...(file !== undefined && { file }),
  };
  return { ...finding, diagnostic, document };
}

/** What keeps the text from being YAML. */
export function syntaxErrors(text: string, options: ManifestOptions): Diagnostic[] {
  const errors: Diagnostic[] = [];
  let docIndex = 0;
  for (const piece of splitDocuments(text)) {
    const { parsed } = inspectPiece(piece.text);
    if (parsed.errors.length > 0) errors.push(...placeErrors(parsed, piece, docIndex, options));
    docIndex += parsed.count;
  }
  return errors;
}

/** Zero when nothing is wrong. */
export function scoreText(text: string): number {
  return splitDocuments(text).reduce((sum, piece) => sum + inspectPiece(piece.text).weight, 0);
}

/**
 * Reads a text piece by piece, each when the next step is asked for. What was read is remembered, so that a check
 * afterwards takes little time.
 */
export function* readAhead(text: string): Generator<void, void> {
  for (const piece of splitDocuments(text)) {
    inspectPiece(piece.text);
    yield;
  }
}

function inspectDocument(document: ManifestDocument): {
  findings: Finding[];
  object: KubeObject | undefined;
} {
  const unknownKind = inspectKind(document);
  if (unknownKind !== undefined) return { findings: [unknownKind], object: undefined };

  const decoded = decodeObject(document.value);
  const findings = [
    ...decoded.errors.map((issue) => decodeFinding(document, issue, WEIGHT.type)),
    ...decoded.unknownFields.map((issue) => decodeFinding(document, issue, WEIGHT.unknownField)),
    ...validationErrors(decoded).map((error) => validationFinding(document, error)),
    ...unmodelledFindings(document, decoded),
  ];
  return { findings, object: decoded.object };
}

function place(
  document: ManifestDocument,
  path: FieldPath | string,
): Omit<Diagnostic, 'severity' | 'code' | 'message'> {
  const { exact: _exact, ...range } = document.locate(path);
  return {
    ...range,
    docIndex: document.index,
    ...(document.file !== undefined && { file: document.file }),
  };
}

// ---------------------------------------------------------------------------------------------------------------
// apiVersion and kind

function inspectKind(document: ManifestDocument): Finding | undefined {
  const { value } = document;
  const report = (
    path: FieldPath,
    words: string,
    explain: Diagnostic['explain'],
    lookup?: KindLookup,
  ): Finding => ({
    diagnostic: {
      ...place(document, path),
      severity: 'error',
      code: 'kind',
      message: words,
      ...(explain && { explain }),
      ...(path.length > 0 && { path: String(path[0]) }),
    },
    weight: WEIGHT.kind,
    document,
    ...(lookup && { lookup }),
  });

  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const words = `couldn't get version/kind; json parse error: json: cannot unmarshal ${jsonKind(value)} into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }`;
    return report([], words, message('explain.kind.notObject'));
  }
  const raw = value as Record<string, unknown>;
  const noVersion = typeof raw.apiVersion !== 'string' || raw.apiVersion === '';
  const noKind = typeof raw.kind !== 'string' || raw.kind === '';
  if (noVersion && noKind) {
    return report(
      [],
      'error validating data: [apiVersion not set, kind not set]',
      message('explain.kind.missing'),
    );
  }
  if (noKind) return report(['kind'], 'error validating data: kind not set', message('explain.kind.missing'));
  if (noVersion) {
    const words = 'error validating data: apiVersion not set';
    return report(['apiVersion'], words, message('explain.kind.apiVersionMissing'));
  }
  const { apiVersion, kind } = document;
  const lookup = lookupKind(apiVersion, kind);
  if (lookup.found === 'modelled') return undefined;
  if (lookup.found === 'unmodelled') {
    return report(['kind'], lookup.message, message('explain.kind.unmodelled', { kind }), lookup);
  }
  const [right] = lookup.candidates;
  const words = `resource mapping not found for name: ${JSON.stringify(document.name)} namespace: ${JSON.stringify(document.namespace)}: ${noMatchMessage(apiVersion, kind)}\nensure CRDs are installed first`;
  return right === undefined
    ? report(['kind'], words, message('explain.kind.unknown', { kind }), lookup)
    : report(
        ['apiVersion'],
        words,
        message('explain.kind.wrongVersion', { kind, given: apiVersion, right }),
        lookup,
      );
}

// ---------------------------------------------------------------------------------------------------------------
// Decoding and validation

function decodeFinding(document: ManifestDocument, issue: DecodeIssue, weight: number): Finding {
  const unknown = issue.code === 'unknownField';
  const key = unknown ? document.locateKey(issue.path) : undefined;
  return {
    diagnostic: {
      ...place(document, issue.path),
      ...key,
      severity: 'error',
      code: unknown ? 'unknownField' : 'type',
      message: unknown ? `strict decoding error: ${issue.message}` : issue.message,
      path: issue.field,
    },
    weight,
    document,
    issue,
  };
}

/** What validation says about the parts that could be read, without what only follows from the unread ones. */
function validationErrors(decoded: DecodeResult): FieldError[] {
  const bad = [...decoded.errors, ...decoded.unknownFields].map((issue) => issue.path);
  const errors = validateCreate(readyToValidate(decoded.object));
  const volumesUnread =
    decoded.errors.some(({ path }) => hidesVolumes(path)) ||
    decoded.unknownFields.some(({ path }) => path[path.length - 1] === 'volumes');
  return errors.filter((error) => {
    const path = parseFieldPath(error.field);
    if (error.type === 'FieldValueNotFound' && volumesUnread) return false;
    // A required field may be just the one that was misspelt or misplaced beside it.
    const parent = path.slice(0, -1);
    return !bad.some(
      (other) =>
        isUnder(other, path) ||
        isUnder(path, other) ||
        (error.type === 'FieldValueRequired' && other.length === path.length && isUnder(other, parent)),
    );
  });
}

/** True when a mistake at this path keeps the names of the volumes from being read. */
function hidesVolumes(path: FieldPath): boolean {
  const at = path.indexOf('volumes');
  if (at < 0) return false;
  const inside = path.slice(at + 1);
  return inside.length < 2 || inside[1] === 'name';
}

/** As the object would stand before validation: namespace filled in, defaults set, names generated. */
function readyToValidate(object: KubeObject): KubeObject {
  const info = findKind(object.apiVersion, object.kind);
  const { namespace, ...metadata } = object.metadata;
  const name = metadata.name || (metadata.generateName ? `${metadata.generateName}xxxxx` : '');
  const ready: KubeObject = {
    ...object,
    metadata: {
      ...metadata,
      ...(name !== '' && { name }),
      ...(info?.namespaced && { namespace: namespace || 'default' }),
    },
  };
  return applyDefaults(info?.kind === 'Secret' ? withoutStringData(ready as Secret) : ready);
}

/** Places upstream's paths name in a way of their own. */
const PATH_ALIASES: readonly (readonly [RegExp, string])[] = [
  [/^metadata\.taints/, 'spec.taints'],
  [/^spec\.resources\[storage\]/, 'spec.resources.requests.storage'],
  [/\.template\.labels$/, '.template.metadata.labels'],
  [/\.template\.annotations$/, '.template.metadata.annotations'],
  [/^spec\.securityContext\.shareProcessNamespace/, 'spec.shareProcessNamespace'],
  [/^spec\.LoadBalancerSourceRanges/, 'spec.loadBalancerSourceRanges'],
];

/** The path under which the manifest writes what validation complains of. */
export function writtenPath(field: string): string {
  let path = field;
  for (const [pattern, replacement] of PATH_ALIASES) path = path.replace(pattern, replacement);
  return path;
}

function validationFinding(document: ManifestDocument, error: FieldError): Finding {
  const at = writtenPath(error.field);
  return {
    diagnostic: {
      ...place(document, offendingEntry(document, at, error) ?? at),
      severity: 'error',
      code: 'invalid',
      message: fieldErrorMessage(error),
      path: error.field,
    },
    weight: WEIGHT.invalid,
    document,
    error,
  };
}

/** Errors about a label name the whole map: find the entry with the bad key or value. */
function offendingEntry(document: ManifestDocument, at: string, error: FieldError): FieldPath | undefined {
  if (
    typeof error.value !== 'string' ||
    !/(?:labels|annotations|nodeSelector|matchLabels|selector)$/.test(at)
  ) {
    return undefined;
  }
  const path = parseFieldPath(at);
  let map: unknown = document.value;
  for (const segment of path) map = (map as Record<string, unknown> | undefined)?.[segment];
  if (typeof map !== 'object' || map === null) return undefined;
  const entries = Object.entries(map as Record<string, unknown>);
  const hit =
    entries.find(([key]) => key === error.value) ?? entries.find(([, value]) => value === error.value);
  return hit === undefined ? undefined : [...path, hit[0]];
}

// ---------------------------------------------------------------------------------------------------------------
// What is not simulated

function unmodelledFindings(document: ManifestDocument, decoded: DecodeResult): Finding[] {
  return findUnmodelled(decoded.object.kind, decoded.object).map(({ field, path }) => {
    const key = path.length === 0 ? document.locateKey(['kind']) : document.locateKey(path);
    const label = path.length === 0 ? decoded.object.kind : path[path.length - 1];
    return {
      diagnostic: {
        ...place(document, path),
        ...key,
        severity: field.level === 'simplified' ? 'info' : 'warning',
        code: 'unmodelled',
        message: `${label}: ${field.text.en}`,
        explain: message('explain.unmodelled', { en: field.text.en, zh: field.text['zh-CN'] }),
        ...(path.length > 0 && { path: printed(path) }),
      },
      weight: 0,
      document,
    };
  });
}

function printed(path: FieldPath): string {
  return path
    .map((segment) => (typeof segment === 'number' ? `[${segment}]` : `.${segment}`))
    .join('')
    .slice(1);
}
