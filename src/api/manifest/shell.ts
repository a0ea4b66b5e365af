// Shell text that came along when a manifest was copied from an article: `cat <<EOF`, its end, prompts, code fences.
import type { Diagnostic } from './diagnostic.ts';
import { changeEdits, type LineChanges, splitLines } from './lines.ts';
import { type Message, message } from './messages.ts';

const HEREDOC = /<<-?\s*(['"]?)([A-Za-z_]\w*)\1/;
const COMMAND = /^\s*(?:[$#>]\s+)?(?:sudo\s+)?(?:kubectl|cat|vim?|nano|docker|tee|curl|mkdir|cd)\s+[^:]*$/;
const FENCE = /^\s*(?:```|~~~)[\w-]*\s*$/;

interface ShellFinding {
  readonly line: number;
  readonly text: string;
  readonly explain: Message;
}

/** Lines that are not YAML but belong to the shell or the page they were copied from. */
function findShellLines(text: string): ShellFinding[] {
  const lines = splitLines(text);
  const found: ShellFinding[] = [];
  let word: string | undefined;
  lines.forEach((line, index) => {
    const trimmed = line.trim();
    const add = (explain: Message): void => {
      found.push({ line: index + 1, text: trimmed, explain });
    };
    const opened = HEREDOC.exec(line)?.[2];
    if (opened !== undefined && !/^\s*(?:-\s+|[\w-]+:)/.test(line) && !insideBlockScalar(lines, index)) {
      word = opened;
      add(message('explain.shell.heredoc', { text: trimmed, word: opened }));
    } else if (
      trimmed !== '' &&
      (trimmed === word || trimmed === 'EOF') &&
      !insideBlockScalar(lines, index)
    ) {
      add(message('explain.shell.heredoc', { text: trimmed, word: trimmed }));
      word = undefined;
    } else if (FENCE.test(line)) add(message('explain.shell.fence'));
    else if (COMMAND.test(line) && !insideBlockScalar(lines, index) && indentIsOutside(line)) {
      add(message('explain.shell.command'));
    }
  });
  return found;
}

/** A command at the left edge or behind a prompt; deeper it may be text of a list. */
function indentIsOutside(line: string): boolean {
  return /^\S/.test(line);
}

/** True in the text of `script: |`, where a heredoc is the writer's own. */
function insideBlockScalar(lines: readonly string[], index: number): boolean {
  const own = lines[index] ?? '';
  const indent = own.length - own.trimStart().length;
  if (indent === 0) return false;
  let least = indent;
  for (let at = index - 1; at >= 0; at -= 1) {
    const line = lines[at] ?? '';
    if (line.trim() === '') continue;
    const here = line.length - line.trimStart().length;
    if (here < least) {
      if (/[|>][-+0-9]*\s*(?:#.*)?$/.test(line)) return true;
      least = here;
    }
    if (here === 0) return false;
  }
  return false;
}

export interface ShellResult {
  readonly diagnostics: Diagnostic[];
  /** The shell lines, to be read as blank. */
  readonly changes: LineChanges;
}

/** One diagnostic per shell line; each removes all of them, since one without the other makes no sense. */
export function checkShell(text: string, file: string | undefined): ShellResult {
  const found = findShellLines(text);
  const changes = new Map<number, string | null>(found.map(({ line }) => [line, null]));
  const lines = splitLines(text);
  const diagnostics = found.map(({ line, text: shown, explain }): Diagnostic => {
    const source = lines[line - 1] ?? '';
    const column = source.length - source.trimStart().length + 1;
    return {
      severity: 'error',
      code: 'shell',
      message: `error converting YAML to JSON: yaml: line ${line}: could not find expected ':'`,
      explain,
      line,
      column,
      endLine: line,
      endColumn: source.trimEnd().length + 1,
      ...(file !== undefined && { file }),
      fix: {
        title: found.length === 1 ? message('fix.removeLine', { text: shown }) : message('fix.removeLines'),
        edits: changeEdits(text, changes),
      },
    };
  });
  return { diagnostics, changes };
}
