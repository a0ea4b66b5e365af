import type { Diagnostic } from '../../../api/index.ts';
import { lookupPath } from '../../../api/index.ts';
import { describePath, describeProperty } from '../../../api/schema/descriptions.ts';
import { complete, type Proposal } from '../language/complete.ts';
import { contextAt } from '../language/context.ts';
import { monaco } from './monaco.ts';

/** The diagnostics of a model and the words for their fixes, kept by the pane that shows it. */
interface Known {
  readonly diagnostics: readonly Diagnostic[];
  readonly fixTitle: (diagnostic: Diagnostic) => string;
}

const known = new Map<string, Known>();

export function setKnown(uri: monaco.Uri, value: Known | null): void {
  if (value) known.set(uri.toString(), value);
  else known.delete(uri.toString());
}

const KINDS: Readonly<Record<Proposal['kind'], monaco.languages.CompletionItemKind>> = {
  property: monaco.languages.CompletionItemKind.Property,
  value: monaco.languages.CompletionItemKind.EnumMember,
  snippet: monaco.languages.CompletionItemKind.Snippet,
};

monaco.languages.registerCompletionItemProvider('yaml', {
  triggerCharacters: [' ', ':', '-'],
  provideCompletionItems(model, position) {
    const context = contextAt(model.getLinesContent(), position.lineNumber - 1, position.column - 1);
    const range = {
      startLineNumber: position.lineNumber,
      endLineNumber: position.lineNumber,
      startColumn: position.column - context.prefix.length,
      endColumn: position.column,
    };
    return {
      suggestions: complete(context).map((proposal) => ({
        label: { label: proposal.label, description: proposal.detail },
        kind: KINDS[proposal.kind],
        insertText: proposal.insert,
        insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet,
        sortText: proposal.order,
        filterText: proposal.label,
        range,
        documentation: proposal.describe
          ? describeProperty(proposal.describe.owner, proposal.describe.property)
          : undefined,
        // After `key: ` the values are the next thing wanted.
        command: /: \$1$/.test(proposal.insert)
          ? { id: 'editor.action.triggerSuggest', title: 'values' }
          : undefined,
      })),
    };
  },
});

monaco.languages.registerHoverProvider('yaml', {
  provideHover(model, position) {
    const line = model.getLineContent(position.lineNumber);
    const match = /^(\s*(?:- +)*)([\w./-]+)\s*:/.exec(line);
    if (!match) return null;
    const from = (match[1] as string).length + 1;
    const to = from + (match[2] as string).length;
    if (position.column < from || position.column > to) return null;
    // The place right behind `key: ` has the key itself as the last step of its path.
    const colon = line.indexOf(':', to - 1);
    const lines = model.getLinesContent().slice();
    lines[position.lineNumber - 1] = `${line.slice(0, colon)}: `;
    const context = contextAt(lines, position.lineNumber - 1, colon + 2);
    if (context.apiVersion === null || context.kind === null) return null;
    const info = lookupPath(context.apiVersion, context.kind, context.path);
    if (!info) return null;
    const description = describePath(context.apiVersion, context.kind, context.path);
    const facts = [`**${info.name}** \`${info.typeText}\`${info.required ? ' · required' : ''}`];
    if (description) facts.push(description);
    if (info.enum) facts.push(info.enum.map((each) => `\`${each}\``).join(' · '));
    return {
      range: new monaco.Range(position.lineNumber, from, position.lineNumber, to),
      contents: facts.map((value) => ({ value })),
    };
  },
});

monaco.languages.registerCodeActionProvider('yaml', {
  provideCodeActions(model, range) {
    const found = known.get(model.uri.toString());
    const actions = (found?.diagnostics ?? [])
      .filter((each) => each.fix && each.line >= range.startLineNumber && each.line <= range.endLineNumber)
      .map((each) => ({
        title: found?.fixTitle(each) ?? '',
        kind: 'quickfix',
        isPreferred: true,
        edit: {
          edits: (each.fix?.edits ?? []).map((edit) => ({
            resource: model.uri,
            versionId: model.getVersionId(),
            textEdit: {
              range: new monaco.Range(edit.startLine, edit.startColumn, edit.endLine, edit.endColumn),
              text: edit.text,
            },
          })),
        },
      }));
    return { actions, dispose: () => undefined };
  },
});
