import type { SyntaxNode } from 'unbash';
import type { Shell } from './shell.ts';
import { lineAt } from './source.ts';
import type { Frame } from './state.ts';
import { checkFailure } from './unwind.ts';

/** The place of a frame, for the one that takes its turn. */
export const bare = (frame: Frame) => ({ source: frame.source, node: frame.node, guarded: frame.guarded });

export function nodeFrame(shell: Shell, source: number, node: SyntaxNode, guarded: boolean): Frame {
  const number = shell.tree(source).numbers.get(node);
  if (number === undefined) throw new Error(`a ${node.type} has no number`);
  return { kind: 'node', source, node: number, guarded };
}

export const textOf = (shell: Shell, source: number, node: { pos: number; end: number }): string =>
  shell.text(source).slice(node.pos, node.end);

export function lineOf(shell: Shell, source: number, node: { pos: number }): number {
  const { text, line } = shell.state.sources[source] as { text: string; line: number };
  return line + lineAt(text, node.pos) - 1;
}

/** The end of a command: $? and what `set -e` and `trap ERR` make of it. The frame on top is the command's. */
export function finish(shell: Shell, frame: Frame, status: number): boolean {
  shell.pop();
  shell.giveBack();
  shell.state.status = status;
  // What is left of a pipeline before belongs to this command now.
  if (frame.kind !== 'pipeline' && shell.lookup('PIPESTATUS') !== undefined) {
    shell.setVariable('PIPESTATUS', undefined);
  }
  return checkFailure(shell, frame.guarded, frame);
}
