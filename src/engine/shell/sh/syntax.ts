import { basename, type Shell } from './shell.ts';

interface Mistake {
  readonly message: string;
  readonly offset: number;
}

/** What is wrong in the terms of a shell. */
interface Problem {
  /** What is open and never closed. */
  readonly open: string | null;
  /** The token in the way; null: the end of the text. */
  readonly token: string | null;
  readonly wanted: string | null;
}

/** Says in the shell's own words what it cannot read; `builtin` is eval when it was given the text. */
export function saySyntaxError(shell: Shell, text: string, mistake: Mistake, builtin: 'eval' | null): void {
  const { dialect } = shell.state;
  const problem = syntaxProblem(text, mistake);
  if (dialect === 'bash') sayBash(shell, text, mistake, problem, builtin);
  else shell.complain(posixMessage(problem, dialect), builtin);
}

/** In the words of BusyBox and dash, which have a common ancestor. */
function posixMessage({ open, token, wanted }: Problem, dialect: 'ash' | 'dash'): string {
  const ash = dialect === 'ash';
  const head = ash ? 'syntax error: ' : 'Syntax error: ';
  const expecting = wanted === null ? '' : ` (expecting "${wanted}")`;
  if (token === BAD_LOOP) return `${head}${ash ? 'b' : 'B'}ad for loop variable`;
  if (open === '}') return `${head}${ash ? 'm' : 'M'}issing '}'`;
  if (open !== null && open !== ')') return `${head}${ash ? 'u' : 'U'}nterminated quoted string`;
  if (token === null) {
    const end = open === ')' ? ' (expecting ")")' : expecting;
    return ash ? `${head}unexpected end of file${end}` : `${head}end of file unexpected${end}`;
  }
  const name = token === '\n' ? 'newline' : token === 'redirection' ? token : `"${token}"`;
  return ash ? `${head}unexpected ${name}${expecting}` : `${head}${name} unexpected${expecting}`;
}

function sayBash(
  shell: Shell,
  text: string,
  { offset }: Mistake,
  { open, token }: Problem,
  builtin: 'eval' | null,
): void {
  const { interactive, from, line, name } = shell.state;
  const at = (number: number): string => {
    if (interactive) return `${basename(name)}: `;
    const source = builtin === 'eval' ? 'eval: ' : from === 'command' ? '-c: ' : '';
    return `${name}: ${source}line ${number}: `;
  };
  const after = text.endsWith('\n') ? line : line + 1;
  if (open !== null) {
    const number = open === ')' ? after : line;
    shell.write(2, `${at(number)}unexpected EOF while looking for matching \`${open}'\n`);
    return;
  }
  if (token === null) {
    shell.write(2, `${at(after)}syntax error: unexpected end of file\n`);
    return;
  }
  shell.write(2, `${at(line)}syntax error near unexpected token \`${token === '\n' ? 'newline' : token}'\n`);
  if (interactive) return;
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  shell.write(2, `${at(line)}\`${text.slice(start, end < 0 ? undefined : end)}'\n`);
}

/** In the place of a token: `for ((` where the shell knows only `for name`. */
const BAD_LOOP = 'for ((';

const CLOSERS: readonly (readonly [kind: RegExp, closer: string])[] = [
  [/double quote/, '"'],
  [/single quote|ANSI-C/, "'"],
  [/backtick/, '`'],
  [/parameter expansion|array subscript/, '}'],
  [/./, ')'],
];

export function syntaxProblem(text: string, { message, offset }: Mistake): Problem {
  if (message.startsWith('unterminated')) {
    const closer = CLOSERS.find(([kind]) => kind.test(message));
    return { open: closer?.[1] ?? ')', token: null, wanted: null };
  }
  if (message === 'bad for loop variable') return { open: null, token: BAD_LOOP, wanted: null };
  const rest = text.slice(offset).replace(/^[ \t]+/, '');
  const given = /^unexpected token '([\s\S]*)'$/.exec(message)?.[1];
  const next = /^(?:;;|&&|\|\||[;&|()<>\n]|[^\s;&|()<>]+)/.exec(rest)?.[0];
  const token = given ?? (rest.trim() === '' ? null : (next ?? null));
  const wanted = /^expected '([^']+)'(?: |$)/.exec(message)?.[1] ?? null;
  return { open: null, token, wanted: wanted === 'esac' ? ')' : wanted };
}
