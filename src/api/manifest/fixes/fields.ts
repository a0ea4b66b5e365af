// Fixes for fields an object does not have: misspelt, or in the wrong place.
import type { DecodeIssue } from '../../decode/index.ts';
import { type FieldPath, formatFieldPath, valueAt } from '../../paths.ts';
import { isKnownPropertyName, lookupPath, type PropertyInfo, propertyInfo } from '../../schema/index.ts';
import { type FieldBlock, fieldBlock, joinBlocks, moveBlock, objectBlock, reindentBlock } from '../blocks.ts';
import type { ManifestDocument } from '../document.ts';
import { indentOf, isBlank } from '../lines.ts';
import { message } from '../messages.ts';
import { edit, type FixContext, lastName, type Proposal, propose } from './proposal.ts';

export function unknownFieldFixes(context: FixContext, issue: DecodeIssue): Proposal[] {
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
