import {
  lookupPath,
  type PropertyInfo,
  propertiesOf,
  SCHEMA_KINDS,
  type TypeCode,
} from '../../../api/index.ts';
import type { CursorContext } from './context.ts';
import { SNIPPETS, type Snippet } from './snippets.ts';

/** One proposal at the cursor. `insert` is a snippet in Monaco's syntax: `$1` is the next stop. */
export interface Proposal {
  readonly label: string;
  readonly kind: 'property' | 'value' | 'snippet';
  readonly insert: string;
  readonly detail: string;
  /** Proposals are shown in this order. */
  readonly order: string;
  /** Where its description is found: the type that owns the property, and the property. */
  readonly describe?: { readonly owner: string; readonly property: string } | undefined;
}

export function complete(context: CursorContext): Proposal[] {
  return context.position === 'value' ? valuesAt(context) : keysAt(context);
}

function keysAt(context: CursorContext): Proposal[] {
  const { apiVersion, kind, path } = context;
  if (apiVersion === null || kind === null) {
    if (path.length > 0) return [];
    const missing = ['apiVersion', 'kind'].filter((key) => !context.siblings.includes(key));
    const empty = context.siblings.length === 0;
    return [
      ...(empty ? snippetsOf('document') : []),
      ...missing.map(
        (key): Proposal => ({
          label: key,
          kind: 'property',
          insert: `${key}: `,
          detail: 'string',
          order: `0${key}`,
        }),
      ),
    ];
  }
  const info = lookupPath(apiVersion, kind, path);
  if (info === undefined) return [];
  if (info.code.startsWith('[')) return context.inItem ? [] : itemsOf(info);
  if (!info.code.startsWith('@') || info.objectType === undefined) return [];
  const taken = new Set(context.siblings);
  const proposals = propertiesOf(info.objectType)
    .filter((property) => !taken.has(property.name) && property.name !== 'status')
    .map((property) => keyProposal(property));
  return [...proposals, ...snippetsOf(info.objectType)];
}

function keyProposal(property: PropertyInfo): Proposal {
  return {
    label: property.name,
    kind: 'property',
    insert: property.name + opening(property.code),
    detail: property.typeText,
    order: (property.required ? '0' : '1') + property.name,
    describe: property.owner === undefined ? undefined : { owner: property.owner, property: property.name },
  };
}

/** What stands after a key until its value can be typed. */
function opening(code: TypeCode): string {
  if (code.startsWith('[@') || code.startsWith('[')) return ':\n  - $1';
  if (code.startsWith('{') || code.startsWith('@')) return ':\n  $1';
  return ': $1';
}

/** A new item of a list: of its type's snippets, or bare. */
function itemsOf(info: PropertyInfo): Proposal[] {
  const type = info.objectType;
  const required = type === undefined ? [] : propertiesOf(type).filter((property) => property.required);
  const first = required[0]?.name;
  const bare: Proposal = {
    label: first === undefined ? '-' : `- ${first}`,
    kind: 'snippet',
    insert: first === undefined ? '- $1' : `- ${first}: $1`,
    detail: info.typeText.slice(2),
    order: '0',
  };
  const whole = type === undefined ? [] : snippetsOf(type);
  return [bare, ...whole.map((proposal) => ({ ...proposal, insert: asItem(proposal.insert) }))];
}

function asItem(snippet: string): string {
  return snippet
    .trimEnd()
    .split('\n')
    .map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`))
    .join('\n');
}

function snippetsOf(type: string): Proposal[] {
  return SNIPPETS.filter((snippet) => snippet.of === type).map(
    (snippet: Snippet): Proposal => ({
      label: snippet.label,
      kind: 'snippet',
      insert: snippet.text,
      detail: snippet.of === 'document' ? 'manifest' : type,
      order: `2${snippet.label}`,
    }),
  );
}

function valuesAt(context: CursorContext): Proposal[] {
  const { apiVersion, kind, path } = context;
  const key = path.at(-1);
  if (path.length === 1 && key === 'kind') {
    return SCHEMA_KINDS.map((pair) => pair.split(' ') as [string, string])
      .filter(([version]) => apiVersion === null || version === apiVersion)
      .map(([version, name]) => value(name, version));
  }
  if (path.length === 1 && key === 'apiVersion') {
    const versions = SCHEMA_KINDS.map((pair) => pair.split(' ') as [string, string])
      .filter(([, name]) => kind === null || name === kind)
      .map(([version]) => version);
    return [...new Set(versions)].map((version) => value(version, 'apiVersion'));
  }
  if (apiVersion === null || kind === null) return [];
  const info = lookupPath(apiVersion, kind, path);
  if (info === undefined) return [];
  if (info.code === 'b') return [value('true', 'boolean'), value('false', 'boolean')];
  return (info.enum ?? []).map((choice) => value(choice, info.typeText));
}

function value(label: string, detail: string): Proposal {
  return { label, kind: 'value', insert: label, detail, order: label };
}
