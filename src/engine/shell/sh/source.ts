import type {
  CommandNode,
  CompoundList,
  ParsedScript,
  PipelineNode,
  Script,
  Statement,
  SyntaxNode,
  Word,
} from 'unbash';
import { forEachChild, parse } from 'unbash';

import { dialectErrors } from './dialects.ts';
import type { Dialect } from './state.ts';

/** A text as a tree whose nodes have numbers, so that a place in it is data. It depends on the text alone. */
export interface Tree {
  readonly script: ParsedScript;
  readonly nodes: readonly SyntaxNode[];
  readonly numbers: ReadonlyMap<SyntaxNode, number>;
  /** How many statements come before the line of the first error. */
  readonly sound: number;
  readonly error: { readonly message: string; readonly offset: number } | null;
}

const trees: Readonly<Record<Dialect, Map<string, Tree>>> = {
  ash: new Map(),
  dash: new Map(),
  bash: new Map(),
};
const KEPT = 500;

export function treeOf(text: string, dialect: Dialect): Tree {
  const known = trees[dialect];
  let tree = known.get(text);
  if (tree === undefined) {
    tree = grow(text, dialect);
    if (known.size >= KEPT) known.clear();
    known.set(text, tree);
  }
  return tree;
}

function grow(text: string, dialect: Dialect): Tree {
  const script = parse(text);
  const nodes: SyntaxNode[] = [];
  number(script, nodes);
  const numbers = new Map(nodes.map((node, index) => [node, index]));
  const foreign = dialectErrors(script, dialect)[0] ?? null;
  const own = firstError(script, text) ?? firstError(nestedScript(script), text);
  const error = foreign !== null && (own === null || foreign.offset <= own.offset) ? foreign : own;
  return { script, nodes, numbers, error, sound: soundStatements(script, text, error?.offset) };
}

type Mistaken = Pick<ParsedScript, 'errors'>;

/** The first `$(…)` that cannot be read: shells read it together with the command it is in. */
function nestedScript(root: SyntaxNode): Mistaken {
  let found: Mistaken | undefined;
  const visit = (node: SyntaxNode): void => {
    if (found !== undefined) return;
    if (node.type === 'CommandExpansion' && node.text.startsWith('$(')) {
      const script: Mistaken = node.script ?? {};
      if (script.errors !== undefined && script.errors.length > 0) found = script;
    }
    forEachChild(node, visit);
  };
  visit(root);
  return found ?? {};
}

function firstError(script: Mistaken, text: string): Tree['error'] {
  let first: Tree['error'] = null;
  for (const error of script.errors ?? []) {
    if (first === null || error.pos < first.offset) first = { message: error.message, offset: error.pos };
  }
  // A here-document that is not closed is no error for a shell; the rest is.
  return first === null ? null : { message: first.message, offset: Math.min(first.offset, text.length) };
}

/** A shell runs a script command by command: all that comes before the line of a mistake still happens. */
function soundStatements(script: Script, text: string, offset: number | undefined): number {
  if (offset === undefined) return script.commands.length;
  // A statement without an end was never finished.
  const broken = script.commands.find(({ pos, end }) => end >= offset || end <= pos);
  const from = Math.min(offset, broken?.pos ?? offset);
  const lineStart = text.lastIndexOf('\n', from - 1) + 1;
  return script.commands.filter(({ pos, end }) => pos < end && end <= lineStart).length;
}

type Numbered = ParsedScript | CompoundList | Statement | PipelineNode | CommandNode | Statement['command'];

function number(node: Numbered, nodes: SyntaxNode[]): void {
  nodes.push(node);
  for (const child of childrenOf(node)) number(child, nodes);
}

function childrenOf(node: Numbered): readonly Numbered[] {
  switch (node.type) {
    case 'Script':
    case 'CompoundList':
    case 'AndOr':
    case 'Pipeline':
      return node.commands;
    case 'Statement':
    case 'Redirected':
      return [node.command];
    case 'If':
      return [
        node.clause,
        node.then,
        ...node.elif.flatMap((elif) => [elif.clause, elif.then]),
        ...(node.else === undefined ? [] : [node.else]),
      ];
    case 'While':
      return [node.clause, node.body];
    case 'For':
    case 'ArithmeticFor':
    case 'Select':
    case 'Subshell':
    case 'BraceGroup':
    case 'Function':
    case 'Coproc':
      return [node.body];
    case 'Case':
      return node.items.map((item) => item.body);
    default:
      return [];
  }
}

const words = new Map<string, Word | null>();

/** A text as one word, such as what a brace expansion yields; null when it is not one. */
export function wordOf(text: string): Word | null {
  let word = words.get(text);
  if (word === undefined) {
    const command = parse(`: ${text}`).commands[0]?.command;
    const first = command?.type === 'Command' ? command.suffix[0] : undefined;
    word = first?.type === 'Word' && first.text === text ? first : null;
    if (words.size >= KEPT) words.clear();
    words.set(text, word);
  }
  return word;
}

export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** Whether a text ends in the middle of a command, so that an interactive shell asks for more. */
export function isUnfinished(text: string, dialect: Dialect): boolean {
  if (/(^|[^\\])(\\\\)*\\\n?$/.test(text)) return true;
  const { script, error } = treeOf(text, dialect);
  if (openHereDocument(text, script)) return true;
  if (error === null) return false;
  if (/unterminated|unclosed/.test(error.message)) return true;
  // Whatever is missing is missing at the end.
  const rest = text.slice(error.offset).trim();
  if (rest !== '' || /^unexpected/.test(error.message)) return false;
  return script.commands.length > 0 || /expected/.test(error.message);
}

function openHereDocument(text: string, script: Script): boolean {
  if (!text.includes('<<')) return false;
  let open = false;
  const visit = (node: Numbered): void => {
    const redirects = node.type === 'Command' || node.type === 'Redirected' ? node.redirects : [];
    for (const redirect of redirects) {
      if (redirect.type === 'HereDoc' && redirect.closing === undefined) open = true;
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(script as ParsedScript);
  return open;
}
