// What a beginner needs to hear about a finding.
import type { DecodeIssue } from '../../decode/index.ts';
import { type FieldPath, parseFieldPath, valueAt } from '../../paths.ts';
import type { FieldError } from '../../validation/field.ts';
import type { ManifestDocument } from '../document.ts';
import { type Finding, writtenPath } from '../inspect.ts';
import { type Message, message } from '../messages.ts';
import { lastName } from './proposal.ts';

/** The explanation of a finding before any fix is known. */
export function explainFinding(finding: Finding): Message | undefined {
  if (finding.issue !== undefined) return explainIssue(finding.issue, finding.document);
  if (finding.error !== undefined) return explainError(finding.error, finding.document);
  return finding.diagnostic.explain;
}

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

/** The names of the volumes declared in the Pod that has the field at this path. */
export function volumeNames(document: ManifestDocument | undefined, path: FieldPath): string[] {
  const volumes = valueAt(document?.value, [...podSpecPath(path), 'volumes']);
  if (!Array.isArray(volumes)) return [];
  return volumes
    .map((volume: unknown) => String((volume as { name?: unknown } | null)?.name ?? ''))
    .filter(Boolean);
}
