// Candidate fixes for a finding, the likeliest first. check.ts tries them and keeps the one that helps most.
import { closest, type DecodeIssue, type JsonKind } from '../decode/index.ts';
import { type FieldPath, formatFieldPath, parseFieldPath, valueAt } from '../paths.ts';
import { isQuantity } from '../quantity.ts';
import { isKnownPropertyName, lookupPath, type PropertyInfo, propertyInfo } from '../schema/index.ts';
import { apiVersionsOf, KINDS, UNMODELLED_KINDS } from '../scheme.ts';
import type { FieldError } from '../validation/field.ts';
import { type FieldBlock, fieldBlock, joinBlocks, moveBlock, objectBlock, reindentBlock } from './blocks.ts';
import type { Fix, TextEdit, TextRange } from './diagnostic.ts';
import type { ManifestDocument } from './document.ts';
import { type Finding, writtenPath } from './inspect.ts';
import { indentOf, isBlank } from './lines.ts';
import { type Message, message } from './messages.ts';

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

function edit(range: TextRange, text: string): TextEdit {
  return {
    startLine: range.line,
    startColumn: range.column,
    endLine: range.endLine,
    endColumn: range.endColumn,
    text,
  };
}

function propose(title: Message, edits: readonly TextEdit[], explain?: Message): Proposal {
  return { fix: { title, edits }, ...(explain && { explain }) };
}

function replaceValue(context: FixContext, path: FieldPath, text: string): TextEdit[] {
  const range = context.document.locateValue(path);
  return range === undefined ? [] : [edit(range, text)];
}

function sourceAt(context: FixContext, path: FieldPath): string {
  return context.document.sourceOf(path, context.text) ?? '';
}

function insertLine(after: number, text: string, lines: readonly string[]): TextEdit {
  const column = (lines[after - 1] ?? '').length + 1;
  return { startLine: after, startColumn: column, endLine: after, endColumn: column, text: `\n${text}` };
}

function lastName(path: FieldPath): string {
  const name = [...path].reverse().find((segment) => typeof segment === 'string');
  return String(name ?? '');
}

/** The explanation of a finding before any fix is known. */
export function explainFinding(finding: Finding): Message | undefined {
  if (finding.issue !== undefined) return explainIssue(finding.issue, finding.document);
  if (finding.error !== undefined) return explainError(finding.error, finding.document);
  return finding.diagnostic.explain;
}

export function proposeFixes(context: FixContext): Proposal[] {
  const { finding } = context;
  if (finding.issue?.code === 'unknownField') return unknownFieldFixes(context, finding.issue);
  if (finding.issue !== undefined) return typeFixes(context, finding.issue);
  if (finding.error !== undefined) return validationFixes(context, finding.error);
  if (finding.diagnostic.code === 'kind') return kindFixes(context);
  return [];
}

// ---------------------------------------------------------------------------------------------------------------
// apiVersion and kind

function kindFixes(context: FixContext): Proposal[] {
  const { document, finding, lines } = context;
  const { apiVersion, kind } = document;
  const found: Proposal[] = [];
  if (kind === '' && typeof document.value === 'object' && document.value !== null) {
    const at = document.locateKey(['kind']);
    const version = document.locateKey(['apiVersion']);
    const guess = guessKind(document.value as Record<string, unknown>);
    if (at === undefined && version !== undefined && guess !== undefined) {
      found.push(
        propose(message('fix.addLine', { text: `kind: ${guess}` }), [
          insertLine(version.line, `kind: ${guess}`, lines),
        ]),
      );
    }
  }
  if (apiVersion === '' && kind !== '') {
    const at = document.locateKey(['kind']);
    const [right] = apiVersionsOf(kind);
    if (at !== undefined && right !== undefined && document.locateKey(['apiVersion']) === undefined) {
      const text = `apiVersion: ${right}`;
      const start = { startLine: at.line, startColumn: at.column, endLine: at.line, endColumn: at.column };
      found.push(
        propose(message('fix.addLine', { text }), [
          { ...start, text: `${text}\n${' '.repeat(at.column - 1)}` },
        ]),
      );
    }
  }
  if (finding.lookup?.found !== 'unknown') return found;
  for (const right of finding.lookup.candidates) {
    found.push(
      propose(message('fix.apiVersion', { value: right }), replaceValue(context, ['apiVersion'], right)),
    );
  }
  if (finding.lookup.candidates.length === 0) {
    const names = new Set([...KINDS, ...UNMODELLED_KINDS].map((info) => info.kind));
    const singular = kind.replace(/s$/i, '');
    for (const right of [...closest(kind, names), ...closest(singular, names, 1)]) {
      const edits = replaceValue(context, ['kind'], right);
      const versions = apiVersionsOf(right);
      const [version] = versions;
      if (version !== undefined && !versions.includes(apiVersion)) {
        edits.push(...replaceValue(context, ['apiVersion'], version));
      }
      found.push(
        propose(
          message('fix.kind', { value: right }),
          edits,
          message('explain.kind.misspelt', { kind, right }),
        ),
      );
    }
  }
  return found;
}

/** What an object without a kind looks like. */
function guessKind(value: Record<string, unknown>): string | undefined {
  const spec = (value.spec ?? {}) as Record<string, unknown>;
  if (spec.containers !== undefined) return 'Pod';
  if (spec.template !== undefined) return 'Deployment';
  if (spec.ports !== undefined) return 'Service';
  if (spec.accessModes !== undefined)
    return spec.capacity === undefined ? 'PersistentVolumeClaim' : 'PersistentVolume';
  if (value.data !== undefined) return 'ConfigMap';
  return undefined;
}

// ---------------------------------------------------------------------------------------------------------------
// Values of the wrong type

function explainIssue(issue: DecodeIssue, document: ManifestDocument | undefined): Message {
  const field = lastName(issue.path);
  const was = `@was.${issue.actual ?? 'null'}`;
  if (issue.code === 'unknownField') {
    const [right] = issue.candidates ?? [];
    const owner = issue.owner;
    return right === undefined
      ? message('explain.unknown', { field, owner })
      : message('explain.unknown.misspelt', { field, owner, right });
  }
  const raw = valueAt(document?.value, issue.path);
  const value = typeof raw === 'object' ? JSON.stringify(raw) : String(raw);
  if (issue.code === 'format') {
    if (issue.expected === 'q') return message('explain.format.quantity', { value });
    if (issue.expected === 'y') return message('explain.format.base64');
    return message('explain.format.time', { value });
  }
  const expected = issue.expected ?? 's';
  if (expected.startsWith('[')) return message('explain.type.list', { field, was });
  if (expected.startsWith('{') || expected.startsWith('@')) {
    return issue.actual === 'array'
      ? message('explain.type.objectFromList', { field })
      : message('explain.type.object', { field, was });
  }
  if (expected === 'b') return message('explain.type.boolean', { field, was });
  if (expected === 'i' || expected === 'l' || expected === 'n' || expected === 'x') {
    return message('explain.type.number', { field, was });
  }
  return issue.actual === 'object'
    ? message('explain.type.stringFromObject', { field })
    : message('explain.type.string', { field, value, was });
}

function typeFixes(context: FixContext, issue: DecodeIssue): Proposal[] {
  if (issue.code === 'format') return formatFixes(context, issue);
  const expected = issue.expected ?? 's';
  const actual = issue.actual ?? 'null';
  if (expected.startsWith('[')) return toListFixes(context, issue, actual);
  if (expected.startsWith('{') || expected.startsWith('@')) return toObjectFixes(context, issue, actual);
  const source = sourceAt(context, issue.path);
  if (expected === 's' || expected === 't' || expected === 'u' || expected === 'y') {
    if (actual === 'bool' || actual === 'number') {
      return [
        propose(message('fix.quote', { value: source }), replaceValue(context, issue.path, `"${source}"`)),
      ];
    }
    const line = source.trimEnd();
    const range = context.document.locateValue(issue.path);
    if (actual === 'object' && !line.includes('\n') && range !== undefined) {
      const whole = { ...range, endLine: range.line, endColumn: range.column + line.length };
      return [propose(message('fix.quote', { value: line }), [edit(whole, JSON.stringify(line))])];
    }
    return [];
  }
  if (actual === 'string') {
    const raw = String(valueAt(context.document.value, issue.path)).trim();
    return [propose(message('fix.unquote', { value: raw }), replaceValue(context, issue.path, raw))];
  }
  return [];
}

const UNITS: Readonly<Record<string, string>> = {
  b: '',
  k: 'Ki',
  kb: 'Ki',
  ki: 'Ki',
  kib: 'Ki',
  mb: 'Mi',
  mi: 'Mi',
  mib: 'Mi',
  g: 'Gi',
  gb: 'Gi',
  gi: 'Gi',
  gib: 'Gi',
  t: 'Ti',
  tb: 'Ti',
  ti: 'Ti',
  tib: 'Ti',
  m: 'm',
  millicores: 'm',
  core: '',
  cores: '',
  cpu: '',
  cpus: '',
};

function formatFixes(context: FixContext, issue: DecodeIssue): Proposal[] {
  if (issue.expected !== 'q') return [];
  const raw = String(valueAt(context.document.value, issue.path));
  const match = /^\s*([0-9.]+)\s*([A-Za-z]*)\s*$/.exec(raw);
  if (match === null) return [];
  const [, number = '', unit = ''] = match;
  const right = `${number}${UNITS[unit.toLowerCase()] ?? unit}`;
  if (right === raw || !isQuantity(right)) return [];
  return [
    propose(message('fix.replace', { from: raw, to: right }), replaceValue(context, issue.path, right)),
  ];
}

function toListFixes(context: FixContext, issue: DecodeIssue, actual: JsonKind): Proposal[] {
  const { document, lines } = context;
  const { path } = issue;
  const source = sourceAt(context, path);
  const value = valueAt(document.value, path);
  if (actual === 'object') {
    if (document.isFlow(path))
      return [propose(message('fix.addDash'), replaceValue(context, path, `[${source}]`))];
    const block = objectBlock(document, path, value as Record<string, unknown>);
    if (block === undefined) return [];
    const edits: TextEdit[] = [];
    for (let number = block.firstLine; number <= block.lastLine; number += 1) {
      const line = lines[number - 1] ?? '';
      if (line.trim() === '') continue;
      const column = number === block.firstLine ? block.column + 1 : 1;
      const text = number === block.firstLine ? '- ' : '  ';
      edits.push({ startLine: number, startColumn: column, endLine: number, endColumn: column, text });
    }
    return [propose(message('fix.addDash'), edits)];
  }
  if (value === undefined || value === null || source.includes('\n')) return [];
  const colon = colonSpaceFix(context, path, value);
  if (colon !== undefined) return [colon];
  const text = String(value);
  const field = lastName(path);
  const words = text.trim().split(/\s+/);
  const plain = /^[\w./:=@%+, -]*$/.test(text);
  const items =
    field === 'command' || field === 'args'
      ? plain
        ? words
        : field === 'command'
          ? ['sh', '-c', text]
          : [text]
      : [text];
  const list = `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;
  return [propose(message('fix.toList', { value: list }), replaceValue(context, path, list))];
}

function toObjectFixes(context: FixContext, issue: DecodeIssue, actual: JsonKind): Proposal[] {
  const { document, lines } = context;
  const { path } = issue;
  const value = valueAt(document.value, path);
  if (actual === 'array') {
    const items = value as unknown[];
    if (items.length === 0) return [propose(message('fix.removeDash'), replaceValue(context, path, '{}'))];
    const edits: TextEdit[] = [];
    for (const [index, item] of items.entries()) {
      if (typeof item !== 'object' || item === null || document.isFlow([...path, index])) return [];
      const block = objectBlock(document, [...path, index], item as Record<string, unknown>);
      const line = block === undefined ? '' : (lines[block.firstLine - 1] ?? '');
      const dash = block === undefined ? -1 : line.lastIndexOf('-', block.column - 1);
      if (block === undefined || dash < 0) return [];
      const number = block.firstLine;
      edits.push({
        startLine: number,
        startColumn: dash + 1,
        endLine: number,
        endColumn: dash + 2,
        text: ' ',
      });
    }
    return [propose(message('fix.removeDash'), edits)];
  }
  const colon = colonSpaceFix(context, path, value);
  return colon === undefined ? [] : [colon];
}

/** `path:/data` where an object should be: the text is a field without the space. */
function colonSpaceFix(context: FixContext, path: FieldPath, value: unknown): Proposal | undefined {
  if (typeof value !== 'string') return undefined;
  const match = /^([A-Za-z][\w./-]*):(\S.*)$/s.exec(value);
  const range = context.document.locateValue(path);
  if (match === null || range === undefined) return undefined;
  const [, key = '', rest = ''] = match;
  // The text may run over several lines: every one of them may lack its space.
  const text = sourceAt(context, path).replace(/^(\s*)([A-Za-z][\w./-]*):(?=\S)/gm, '$1$2: ');
  const line = context.lines[range.line - 1] ?? '';
  const sameLine = /:\s*$/.test(line.slice(0, range.column - 1));
  const indent = ' '.repeat(indentOf(line) + 2);
  const replacement = sameLine ? `\n${indent}${key}: ${rest}` : text;
  return propose(
    message('fix.colonSpace', { key }),
    [edit(range, replacement)],
    message('explain.syntax.colonSpace', { key, text: value }),
  );
}

// ---------------------------------------------------------------------------------------------------------------
// Unknown fields

function unknownFieldFixes(context: FixContext, issue: DecodeIssue): Proposal[] {
  const field = lastName(issue.path);
  const found = [
    ...dashFixes(context, field, issue),
    ...moveFixes(context, issue),
    ...nestFixes(context, issue),
  ];
  for (const right of issue.candidates ?? []) {
    const key = context.document.locateKey(issue.path);
    if (key === undefined) continue;
    found.push(
      propose(
        message('fix.rename', { from: field, to: right }),
        [edit(key, right)],
        message('explain.unknown.misspelt', { field, owner: issue.owner, right }),
      ),
    );
  }
  return found;
}

/** `-name: x` is a field called `-name`, not an item of a list. */
function dashFixes(context: FixContext, field: string, issue: DecodeIssue): Proposal[] {
  const key = context.document.locateKey(issue.path);
  const text = field.slice(1);
  if (!field.startsWith('-') || !isKnownPropertyName(text) || key === undefined) return [];
  const dash = { ...key, endLine: key.line, endColumn: key.column + 1 };
  return [
    propose(message('fix.dashSpace'), [edit(dash, '- ')], message('explain.syntax.dashSpace', { text })),
  ];
}

/** Unknown fields of the same object that stand next to this one and would fit into the same place. */
function companions(context: FixContext, issue: DecodeIssue, target: string): FieldPath[] {
  const parent = issue.path.slice(0, -1);
  return context.findings
    .map((finding) => finding.issue)
    .filter(
      (other): other is DecodeIssue =>
        other?.code === 'unknownField' &&
        context.finding.document !== undefined &&
        other.path.length === issue.path.length &&
        formatFieldPath(other.path.slice(0, -1)) === formatFieldPath(parent) &&
        propertyInfo(target, lastName(other.path)) !== undefined,
    )
    .map((other) => other.path);
}

function moveFixes(context: FixContext, issue: DecodeIssue): Proposal[] {
  const { document, lines } = context;
  const field = lastName(issue.path);
  const found: Proposal[] = [];
  for (const target of moveTargets(document, issue)) {
    const paths = companions(context, issue, target.type);
    const blocks = paths.map((path) => fieldBlock(document, path, lines));
    if (blocks.some((block) => block === undefined)) continue;
    const block = joinBlocks(blocks.filter((item) => item !== undefined));
    const own = fieldBlock(document, issue.path, lines);
    const chosen = block ?? own;
    const value = valueAt(document.value, target.path);
    if (chosen === undefined || typeof value !== 'object' || value === null) continue;
    const home = objectBlock(document, target.path, value as Record<string, unknown>);
    if (home === undefined) continue;
    const fields = (block === undefined ? [issue.path] : paths).map((path) => lastName(path)).join(', ');
    const where = target.path.length === 0 ? document.kind : formatFieldPath(target.path);
    const explain = message('explain.unknown.misplaced', { field, owner: issue.owner, target: target.type });
    const edits = endsIn(chosen, home, lines)
      ? reindentBlock(chosen, home.column, lines)
      : moveBlock(chosen, home.lastLine, home.column, lines);
    found.push(propose(message('fix.move', { fields, target: where }), edits, explain));
  }
  return found;
}

/** True when the block is the last thing in its old place, so that it need only be indented less. */
function endsIn(block: FieldBlock, home: FieldBlock, lines: readonly string[]): boolean {
  if (block.firstLine < home.firstLine || block.column < home.column) return false;
  const next = lines.slice(block.lastLine).find((line) => !isBlank(line));
  return next === undefined || indentOf(next) <= home.column;
}

interface MoveTarget {
  readonly path: FieldPath;
  readonly type: string;
}

/** Objects in the manifest that have a field of this name and do not use it yet: outwards first, then inwards. */
function moveTargets(document: ManifestDocument, issue: DecodeIssue): MoveTarget[] {
  const field = lastName(issue.path);
  const targets: MoveTarget[] = [];
  const consider = (path: FieldPath): void => {
    const info = lookupPath(document.apiVersion, document.kind, path);
    const type = info?.code.startsWith('@') ? info.objectType : undefined;
    if (type === undefined || propertyInfo(type, field) === undefined) return;
    const value = valueAt(document.value, path);
    if (typeof value !== 'object' || value === null || Object.hasOwn(value, field)) return;
    targets.push({ path, type });
  };
  for (let length = issue.path.length - 2; length >= 0; length -= 1) consider(issue.path.slice(0, length));
  // Inwards: `volumes:` at the left edge belongs into `spec`.
  const parent = issue.path.slice(0, -1);
  const siblings = valueAt(document.value, parent);
  if (typeof siblings === 'object' && siblings !== null) {
    for (const [name, value] of Object.entries(siblings)) {
      if (Array.isArray(value)) consider([...parent, name, value.length - 1]);
      else consider([...parent, name]);
    }
  }
  return targets;
}

/** `hostPath:` with nothing under it and `path:` beside it: the fields want to be indented. */
function nestFixes(context: FixContext, issue: DecodeIssue): Proposal[] {
  const { document, lines } = context;
  const parent = issue.path.slice(0, -1);
  const siblings = valueAt(document.value, parent);
  if (typeof siblings !== 'object' || siblings === null) return [];
  const own = document.locateKey(issue.path);
  const found: Proposal[] = [];
  for (const [name, value] of Object.entries(siblings)) {
    const info: PropertyInfo | undefined = propertyInfo(issue.owner, name);
    const above = document.locateKey([...parent, name]);
    const type = info?.code.startsWith('@') ? info.objectType : undefined;
    if (value !== null || type === undefined || above === undefined || own === undefined) continue;
    if (above.line >= own.line) continue;
    const paths = companions(context, issue, type);
    const blocks = paths.map((path) => fieldBlock(document, path, lines));
    const block = joinBlocks(blocks.filter((item) => item !== undefined));
    if (block === undefined) continue;
    const fields = paths.map((path) => lastName(path)).join(', ');
    found.push(
      propose(
        message('fix.nest', { fields, target: name }),
        reindentBlock(block, block.column + 2, lines),
        message('explain.unknown.nest', { field: lastName(issue.path), target: name }),
      ),
    );
  }
  return found;
}

// ---------------------------------------------------------------------------------------------------------------
// Validation

function explainError(error: FieldError, document: ManifestDocument | undefined): Message {
  const path = parseFieldPath(writtenPath(error.field));
  const field = lastName(path);
  const value = String(error.value ?? '');
  switch (error.type) {
    case 'FieldValueRequired':
      if (field === 'selector') return message('explain.invalid.selector', { kind: document?.kind ?? '' });
      if (error.body.includes('must specify a volume type')) return message('explain.invalid.volumeType');
      return message('explain.invalid.required', { field });
    case 'FieldValueNotFound':
      if (path.includes('volumeMounts') || path.includes('volumeDevices')) {
        const names = volumeNames(document, path);
        return message('explain.invalid.volumeNotFound', { name: value, names: names.join(', ') || '–' });
      }
      return message('explain.invalid');
    case 'FieldValueNotSupported':
      return message('explain.invalid.unsupported', { value, supported: (error.supported ?? []).join(', ') });
    case 'FieldValueDuplicate':
      return message('explain.invalid.duplicate', { value: JSON.stringify(error.value) });
    case 'FieldValueForbidden':
      return error.body.includes('more than 1 volume type')
        ? message('explain.invalid.volumeType')
        : message('explain.invalid.forbidden');
    default:
      return explainInvalid(error, value);
  }
}

function explainInvalid(error: FieldError, value: string): Message {
  const { body } = error;
  if (typeof error.value === 'string' && error.value !== error.value.trim()) {
    return message('explain.invalid.spaces', { value });
  }
  if (body.includes('`selector` does not match')) return message('explain.invalid.selectorMismatch');
  if (body.includes('limit of')) return message('explain.invalid.requests');
  if (body.includes('RFC 1123') || body.includes('DNS-1035')) return message('explain.invalid.name');
  if (body.includes('valid label') || body.includes('name part') || body.includes('prefix part')) {
    return message('explain.invalid.label');
  }
  if (body.includes('must be unique')) return message('explain.invalid.duplicate', { value });
  if (/must be (?:between|greater|in the range|less)/.test(body)) return message('explain.invalid.range');
  return message('explain.invalid');
}

function podSpecPath(path: FieldPath): FieldPath {
  const containers = path.findIndex((segment) => String(segment).toLowerCase().endsWith('containers'));
  return path.slice(0, Math.max(0, containers));
}

function volumeNames(document: ManifestDocument | undefined, path: FieldPath): string[] {
  const volumes = valueAt(document?.value, [...podSpecPath(path), 'volumes']);
  if (!Array.isArray(volumes)) return [];
  return volumes
    .map((volume: unknown) => String((volume as { name?: unknown } | null)?.name ?? ''))
    .filter(Boolean);
}

function validationFixes(context: FixContext, error: FieldError): Proposal[] {
  const { document } = context;
  const path = parseFieldPath(writtenPath(error.field));
  const value = error.value;
  const replaceWith = (right: string): Proposal =>
    propose(
      message('fix.replace', { from: String(value), to: right }),
      replaceValue(context, path, quoteIfNeeded(right)),
    );
  switch (error.type) {
    case 'FieldValueNotFound': {
      const names = volumeNames(document, path);
      const near = closest(String(value), names, 2);
      // A Pod with one volume can only mean that one.
      const right = near.length > 0 ? near : names.length === 1 ? names : [];
      return right.map(replaceWith);
    }
    case 'FieldValueNotSupported': {
      const supported = (error.supported ?? []).filter((choice) => choice !== '');
      return closest(String(value), supported, 2).map(replaceWith);
    }
    case 'FieldValueRequired':
      return requiredFixes(context, path);
    case 'FieldValueInvalid':
      return invalidFixes(context, error, path);
    default:
      return [];
  }
}

function quoteIfNeeded(text: string): string {
  return /^[A-Za-z][\w./-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)
    ? text
    : JSON.stringify(text);
}

function invalidFixes(context: FixContext, error: FieldError, path: FieldPath): Proposal[] {
  const { document, lines } = context;
  const { value } = error;
  if (error.body.includes('`selector` does not match')) return selectorFixes(context, path);
  if (typeof value !== 'string') return [];
  const found: Proposal[] = [];
  // The path of a toleration's value error names the operator: look for the text itself.
  const trimmed = value.trim();
  if (trimmed !== value) {
    const { line, endLine } = context.finding.diagnostic;
    for (let number = line; number <= Math.min(endLine + 4, lines.length); number += 1) {
      const at = (lines[number - 1] ?? '').indexOf(value);
      if (at < 0) continue;
      const column = at + 1;
      const range = { line: number, column, endLine: number, endColumn: column + value.length };
      found.push(propose(message('fix.trim'), [edit(range, trimmed)]));
      break;
    }
  }
  if (error.body.includes('not a valid selector operator')) {
    const info = lookupPath(document.apiVersion, document.kind, path);
    for (const right of closest(value, info?.enum ?? [], 2)) {
      found.push(
        propose(message('fix.replace', { from: value, to: right }), replaceValue(context, path, right)),
      );
    }
  }
  if (error.body.includes('RFC 1123') || error.body.includes('DNS-1035')) {
    // A heredoc's EOF may have been folded into the text.
    const unfolded = value.replace(/\s+EOF$/, '');
    const right = (unfolded === value ? value : unfolded)
      .toLowerCase()
      .replace(/[^a-z0-9.-]+/g, '-')
      .replace(/^[-.]+|[-.]+$/g, '');
    if (right !== value && right !== '') {
      found.push(
        propose(
          message('fix.replace', { from: value, to: right }),
          replaceValue(context, path, quoteIfNeeded(right)),
        ),
      );
    }
  }
  return found;
}

function requiredFixes(context: FixContext, path: FieldPath): Proposal[] {
  const { document, lines } = context;
  const field = lastName(path);
  const parent = path.slice(0, -1);
  const holder = valueAt(document.value, parent) as Record<string, unknown> | undefined;
  if (typeof holder !== 'object' || holder === null) return [];
  if (field === 'selector') {
    const labels = valueAt(document.value, ['spec', 'template', 'metadata', 'labels']);
    if (typeof labels !== 'object' || labels === null) return [];
    const block = objectBlock(document, parent, holder);
    if (block === undefined) return [];
    const pad = ' '.repeat(block.column);
    const pairs = Object.entries(labels).map(
      ([key, value]) => `${pad}    ${key}: ${quoteIfNeeded(String(value))}`,
    );
    const text = `${pad}selector:\n${pad}  matchLabels:\n${pairs.join('\n')}\n`;
    const start = { startLine: block.firstLine, startColumn: 1, endLine: block.firstLine, endColumn: 1 };
    return [propose(message('fix.addSelector'), [{ ...start, text }])];
  }
  const isContainer = /containers$/i.test(String(path[path.length - 3] ?? ''));
  if (field === 'name' && isContainer && typeof holder.image === 'string' && holder.name === undefined) {
    const image = document.locateKey([...parent, 'image']);
    const name = (holder.image.split('/').pop() ?? '')
      .split(/[:@]/)[0]
      ?.toLowerCase()
      .replace(/[^a-z0-9-]/g, '-');
    if (image === undefined || !name) return [];
    const text = `name: ${name}`;
    const at = {
      startLine: image.line,
      startColumn: image.column,
      endLine: image.line,
      endColumn: image.column,
    };
    const pad = ' '.repeat(image.column - 1);
    return [propose(message('fix.addLine', { text }), [{ ...at, text: `${text}\n${pad}` }])];
  }
  if (holder[field] === null) {
    // `emptyDir:` and the like need no more than an empty object.
    const key = document.locateKey(path);
    const info = lookupPath(document.apiVersion, document.kind, path);
    if (key !== undefined && info?.code.startsWith('@')) {
      const end = (lines[key.line - 1] ?? '').length + 1;
      const at = { startLine: key.line, startColumn: end, endLine: key.line, endColumn: end };
      return [propose(message('fix.addLine', { text: `${field}: {}` }), [{ ...at, text: ' {}' }])];
    }
  }
  return [];
}

/** The template's labels made to answer the selector. */
function selectorFixes(context: FixContext, path: FieldPath): Proposal[] {
  const { document, lines } = context;
  const wanted = valueAt(document.value, ['spec', 'selector', 'matchLabels']);
  const labels = valueAt(document.value, path);
  if (typeof wanted !== 'object' || wanted === null) return [];
  const edits: TextEdit[] = [];
  const given = (typeof labels === 'object' && labels !== null ? labels : {}) as Record<string, unknown>;
  const block = objectBlock(document, path, given);
  for (const [key, value] of Object.entries(wanted as Record<string, unknown>)) {
    if (given[key] === value) continue;
    if (given[key] !== undefined)
      edits.push(...replaceValue(context, [...path, key], quoteIfNeeded(String(value))));
    else if (block !== undefined) {
      const text = `${' '.repeat(block.column)}${key}: ${quoteIfNeeded(String(value))}`;
      edits.push(insertLine(block.lastLine, text, lines));
    }
  }
  const text = Object.entries(wanted as object)
    .map(([key, value]) => `${key}: ${String(value)}`)
    .join(', ');
  return edits.length === 0 ? [] : [propose(message('fix.addLine', { text }), edits)];
}
