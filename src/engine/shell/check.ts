import { type Command, forEachChild, type SyntaxNode, type Word } from 'unbash';
import type { Flavour } from '../linux/fs/types.ts';
import type { Program } from '../linux/program.ts';
import { shellPrograms } from './index.ts';
import { rehearse } from './rehearse.ts';
import { BUILTINS } from './sh/builtins/index.ts';
import { type DialectError, dialectErrors } from './sh/dialects.ts';
import { treeOf } from './sh/source.ts';
import type { Dialect } from './sh/state.ts';
import { syntaxProblem } from './sh/syntax.ts';

/** Something a script's author should know before it runs; places are UTF-16 offsets into the text. */
export interface ScriptDiagnostic {
  readonly offset: number;
  readonly length: number;
  readonly message: string;
  /** An error ends the shell before it runs anything of that line; a warning comes when the line is run. */
  readonly severity: 'error' | 'warning';
}

export interface ScriptSurroundings {
  /** What can be run, by the names executables carry. */
  readonly programs: Readonly<Record<string, Program>> | ReadonlySet<string>;
  /** Whose shell reads it: BusyBox's, or that of an image with GNU tools. */
  readonly flavour: Flavour;
  /** The shell's name in the manifest, such as `bash` or `/bin/sh`; sh unless given. */
  readonly shell?: string;
  /** Paths and names that the image has beside its programs, such as scripts. */
  readonly exists?: (name: string) => boolean;
}

const SHELLS: Readonly<Record<Dialect, string>> = {
  ash: "BusyBox's sh",
  dash: 'dash, which is sh in Debian and Ubuntu images,',
  bash: 'bash',
};

/** The dialect of a shell by the name it is called. */
export function dialectOfShell(shell: string, flavour: Flavour): Dialect {
  const name = shell.slice(shell.lastIndexOf('/') + 1);
  if (name === 'bash' || name === 'dash' || name === 'ash') return name;
  return flavour === 'busybox' ? 'ash' : 'dash';
}

/** What is wrong with a script, and what this simulation does not know how to do in it, in order of place. */
export function checkScript(text: string, surroundings: ScriptSurroundings): readonly ScriptDiagnostic[] {
  const dialect = dialectOfShell(surroundings.shell ?? 'sh', surroundings.flavour);
  const { script } = treeOf(text, dialect);
  const found: ScriptDiagnostic[] = [];
  const own = script.errors?.toSorted((a, b) => a.pos - b.pos)[0];
  if (own !== undefined) found.push(syntaxDiagnostic(text, own));
  for (const foreign of dialectErrors(script, dialect)) found.push(foreignDiagnostic(foreign, dialect));
  const known = definedNames(script);
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Command') found.push(...checkCommand(node, dialect, surroundings, known));
    else found.push(...checkConstruct(node, dialect));
    // An escaped backquote's script has places of its own: what is in it is not looked at.
    if (node.type === 'Script' && node.source !== undefined) return;
    forEachChild(node, visit);
  };
  visit(script);
  return found.sort((a, b) => a.offset - b.offset);
}

function syntaxDiagnostic(
  text: string,
  error: { readonly message: string; readonly pos: number },
): ScriptDiagnostic {
  const problem = syntaxProblem(text, { message: error.message, offset: error.pos });
  const offset = Math.min(error.pos, Math.max(0, text.length - 1));
  const at = (length: number, message: string): ScriptDiagnostic => ({
    offset,
    length,
    message,
    severity: 'error',
  });
  if (problem.open !== null) return at(1, `This is never closed: a ${problem.open} is missing.`);
  const wanted =
    problem.wanted === null ? '' : `: "${/'([^']+)'/.exec(error.message)?.[1] ?? problem.wanted}" is missing`;
  if (problem.token === null) return at(1, `The script ends in the middle of a command${wanted}.`);
  const token = problem.token === '\n' ? 'the end of the line' : `"${problem.token}"`;
  return at(problem.token.length, `The shell does not expect ${token} here${wanted}.`);
}

function foreignDiagnostic({ offset, length, what }: DialectError, dialect: Dialect): ScriptDiagnostic {
  const message = `Only bash knows ${what}; ${SHELLS[dialect]} stops here with a syntax error.`;
  return { offset, length, message, severity: 'error' };
}

/** Names that the script itself gives a meaning: functions and aliases. */
function definedNames(root: SyntaxNode): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Function') names.add(node.name.value);
    if (node.type === 'Command' && node.name?.value === 'alias') {
      for (const argument of node.args) if (argument.type === 'Assignment') names.add(argument.name);
    }
    forEachChild(node, visit);
  };
  visit(root);
  return names;
}

/** The text of a word that is the same whenever it is run; undefined when it depends. */
function staticText(word: Word | undefined): string | undefined {
  if (word === undefined) return undefined;
  const fixed = word.parts?.every((part) => part.type === 'Literal' || part.type === 'SingleQuoted') ?? true;
  return fixed ? word.value : undefined;
}

/** Commands whose arguments are a command again. */
const PREFIXES: ReadonlySet<string> = new Set(['exec', 'command', 'nohup', 'time', 'setsid']);

function checkCommand(
  node: Command,
  dialect: Dialect,
  surroundings: ScriptSurroundings,
  known: ReadonlySet<string>,
): readonly ScriptDiagnostic[] {
  const words = [node.name, ...node.args.filter((argument) => argument.type === 'Word')];
  let at = 0;
  let name = staticText(words[0]);
  while (name !== undefined && PREFIXES.has(name)) {
    const next = staticText(words[at + 1]);
    // `exec` with redirections alone, or options such as `command -v foo`, which only asks.
    if (next === undefined || next.startsWith('-')) return [];
    at++;
    name = next;
  }
  const word = words[at];
  if (name === undefined || name === '' || word === undefined || known.has(name)) return [];
  if (isCommand(name, dialect, surroundings)) {
    return isBuiltin(name, dialect) ? [] : checkOptions(name, words.slice(at + 1), surroundings);
  }
  const { pos: offset, end } = word;
  const severity = 'warning';
  if (Object.hasOwn(BUILTINS, name)) {
    const message = `Only bash has ${name} built in; ${SHELLS[dialect]} answers "${name}: not found" (exit code 127).`;
    return [{ offset, length: end - offset, message, severity }];
  }
  const answer = dialect === 'bash' ? 'command not found' : 'not found';
  const message = `This image has no ${name} that the simulation knows: the shell will say "${name}: ${answer}" (exit code 127).`;
  return [{ offset, length: end - offset, message, severity }];
}

/** How tools answer to options they do not have, and this simulation to those it does not model. */
const REFUSAL =
  /(?:unrecognized|invalid|unknown|illegal) (?:option|predicate|user-defined)|bad -o argument|not modelled/;

/** Rehearsed once for each command. */
const refusals = new Map<string, string | undefined>();

function refusalOf(name: string, args: readonly string[], flavour: Flavour): string | undefined {
  const program = Object.hasOwn(shellPrograms, name) ? shellPrograms[name] : undefined;
  if (program === undefined) return undefined;
  const key = JSON.stringify([flavour, name, ...args]);
  if (!refusals.has(key)) {
    if (refusals.size > 500) refusals.clear();
    const said = rehearse(program, [name, ...args], flavour);
    refusals.set(
      key,
      said.split('\n').find((line) => REFUSAL.test(line)),
    );
  }
  return refusals.get(key);
}

/** Options that a command is given and does not know. */
function checkOptions(
  name: string,
  words: readonly (Word | undefined)[],
  { flavour }: ScriptSurroundings,
): readonly ScriptDiagnostic[] {
  const args = words.map((word) => staticText(word) ?? 'x');
  if (args.length === 0) return [];
  const said = refusalOf(name, args, flavour);
  if (said === undefined) return [];
  const letter = /option(?: --)?:? '?(?:-- ')?(\w)'?$/.exec(said)?.[1];
  const index = args.findIndex(
    (text) =>
      text.startsWith('-') &&
      (said.includes(text) || (letter !== undefined && !text.startsWith('--') && text.includes(letter))),
  );
  const first = words[Math.max(0, index)];
  const last = index < 0 ? words.at(-1) : first;
  if (first === undefined || last === undefined) return [];
  const what = index < 0 ? 'cannot do this' : 'has no such option';
  const message = `${name} ${what} here: it answers "${said}".`;
  return [{ offset: first.pos, length: last.end - first.pos, message, severity: 'warning' }];
}

function isBuiltin(name: string, dialect: Dialect): boolean {
  const builtin = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
  return builtin !== undefined && (builtin.only === undefined || builtin.only.includes(dialect));
}

function isCommand(name: string, dialect: Dialect, { programs, exists }: ScriptSurroundings): boolean {
  if (isBuiltin(name, dialect)) return true;
  if (exists?.(name) === true) return true;
  // A path may lead to a file that comes from a volume.
  if (name.includes('/')) return exists === undefined || !/^\/(?:usr\/)?s?bin\//.test(name);
  if (name === 'sh' || name === 'bash' || name === 'dash' || name === 'ash') return true;
  return programs instanceof Set ? programs.has(name) : Object.hasOwn(programs, name);
}

function checkConstruct(node: SyntaxNode, dialect: Dialect): readonly ScriptDiagnostic[] {
  const say = (message: string): readonly ScriptDiagnostic[] => [
    { offset: node.pos, length: Math.max(1, node.end - node.pos), message, severity: 'warning' },
  ];
  switch (node.type) {
    case 'TestCommand':
      return dialect === 'dash'
        ? say('Only bash knows [[ … ]]; dash, which is sh here, answers "[[: not found". Use [ … ].')
        : [];
    case 'ArithmeticCommand':
      return dialect === 'bash' ? [] : say('Only bash knows ((…)) as a command. Use [ $((…)) -ne 0 ].');
    case 'Redirect':
      return dialect === 'dash' && node.operator.startsWith('&>')
        ? say('dash, which is sh here, reads &> as "in the background, and then >". Use >file 2>&1.')
        : [];
    case 'Select':
    case 'Coproc':
      return dialect === 'bash' ? say(`This simulation does not model ${node.type.toLowerCase()}.`) : [];
    case 'BraceExpansion':
      return dialect === 'bash' ? [] : say('Only bash expands braces like this; here they stay as they are.');
    default:
      return [];
  }
}
