// Fixes for values of the wrong type or form.
import type { DecodeIssue, JsonKind } from '../../decode/index.ts';
import { type FieldPath, valueAt } from '../../paths.ts';
import { isQuantity } from '../../quantity.ts';
import { objectBlock } from '../blocks.ts';
import type { TextEdit } from '../diagnostic.ts';
import { indentOf } from '../lines.ts';
import { message } from '../messages.ts';
import {
  edit,
  type FixContext,
  lastName,
  type Proposal,
  propose,
  replaceValue,
  sourceAt,
} from './proposal.ts';

export function typeFixes(context: FixContext, issue: DecodeIssue): Proposal[] {
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
