// Fixes for what the API server's validation refuses.
import { closest } from '../../decode/index.ts';
import { type FieldPath, parseFieldPath, valueAt } from '../../paths.ts';
import { lookupPath } from '../../schema/index.ts';
import type { FieldError } from '../../validation/field.ts';
import { objectBlock } from '../blocks.ts';
import type { TextEdit } from '../diagnostic.ts';
import { writtenPath } from '../inspect.ts';
import { message } from '../messages.ts';
import { volumeNames } from './explain.ts';
import {
  edit,
  type FixContext,
  insertLine,
  lastName,
  type Proposal,
  propose,
  quoteIfNeeded,
  replaceValue,
} from './proposal.ts';

export function validationFixes(context: FixContext, error: FieldError): Proposal[] {
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
