import { forEachChild, type SyntaxNode } from 'unbash';
import type { Dialect } from './state.ts';

/** A construct of bash that another shell cannot read: the token it stumbles over. */
export interface DialectError {
  readonly offset: number;
  readonly message: string;
  /** What it is called, for somebody who wonders. */
  readonly what: string;
}

/** The first thing in a tree that a shell other than bash cannot read; null when there is none. */
export function dialectError(root: SyntaxNode, dialect: Dialect): DialectError | null {
  if (dialect === 'bash') return null;
  let first: DialectError | null = null;
  const visit = (node: SyntaxNode): void => {
    const found = errorOf(node, dialect);
    if (found !== null && (first === null || found.offset < first.offset)) first = found;
    forEachChild(node, visit);
  };
  visit(root);
  return first;
}

const unexpected = (offset: number, token: string, what: string): DialectError => ({
  offset,
  message: `unexpected token '${token}'`,
  what,
});

function errorOf(node: SyntaxNode, dialect: Dialect): DialectError | null {
  switch (node.type) {
    case 'ArrayValue':
      return unexpected(node.pos, '(', 'an array');
    case 'HereString':
      return unexpected(node.pos, 'redirection', 'a here-string (<<<)');
    case 'ProcessSubstitution':
      return dialect === 'dash' ? unexpected(node.pos + 1, '(', 'process substitution') : null;
    case 'ArithmeticFor':
      return { offset: node.pos, message: 'bad for loop variable', what: 'for ((…))' };
    case 'Select':
      return unexpected(node.body.pos, 'do', 'select');
    case 'Pipeline':
      return node.operators.includes('|&') ? unexpected(node.pos, '&', 'the operator |&') : null;
    case 'CaseItem':
      return node.terminator === ';&' || node.terminator === ';;&'
        ? unexpected(node.end, '&', `the operator ${node.terminator}`)
        : null;
    default:
      return null;
  }
}
