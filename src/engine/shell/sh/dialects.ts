import { forEachChild, type SyntaxNode } from 'unbash';
import type { Dialect } from './state.ts';

/** A construct of bash that another shell cannot read: the token it stumbles over. */
export interface DialectError {
  readonly offset: number;
  readonly length: number;
  readonly message: string;
  /** What it is called, for somebody who wonders. */
  readonly what: string;
}

/** What in a tree a shell other than bash cannot read, in order of place. */
export function dialectErrors(root: SyntaxNode, dialect: Dialect): readonly DialectError[] {
  if (dialect === 'bash') return [];
  const found: DialectError[] = [];
  const visit = (node: SyntaxNode): void => {
    const error = errorOf(node, dialect);
    if (error !== null) found.push(error);
    forEachChild(node, visit);
  };
  visit(root);
  return found.sort((a, b) => a.offset - b.offset);
}

const unexpected = (node: SyntaxNode, offset: number, token: string, what: string): DialectError => ({
  offset,
  length: Math.max(1, node.end - offset),
  message: `unexpected token '${token}'`,
  what,
});

function errorOf(node: SyntaxNode, dialect: Dialect): DialectError | null {
  switch (node.type) {
    case 'ArrayValue':
      return unexpected(node, node.pos, '(', 'an array');
    case 'HereString':
      return unexpected(node, node.pos, 'redirection', 'a here-string (<<<)');
    case 'ProcessSubstitution':
      return dialect === 'dash' ? unexpected(node, node.pos + 1, '(', 'process substitution') : null;
    case 'ArithmeticFor':
      return { offset: node.pos, length: 3, message: 'bad for loop variable', what: 'for ((…))' };
    case 'Select':
      return unexpected(node, node.body.pos, 'do', 'select');
    case 'Pipeline':
      if (node.commands.length === 0) {
        return { offset: node.end, length: 1, message: 'unexpected token', what: 'a command is missing' };
      }
      return node.operators.includes('|&') ? unexpected(node, node.pos, '&', 'the operator |&') : null;
    case 'CaseItem':
      return node.terminator === ';&' || node.terminator === ';;&'
        ? unexpected(node, node.end, '&', `the operator ${node.terminator}`)
        : null;
    default:
      return null;
  }
}
