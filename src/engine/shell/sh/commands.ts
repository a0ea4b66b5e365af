import type { Assignment, Command, Function as FunctionNode, Redirection, Word } from 'unbash';
import { type ErrorName, errorText, isErrno } from '../../linux/errno.ts';
import { BUILTINS, type Builtin, SPECIAL_BUILTINS } from './builtins/index.ts';
import { sayStopped } from './builtins/jobs.ts';
import { BLOCKED, MOVED } from './builtins/types.ts';
import type { Expander } from './expand.ts';
import { bare, finish, lineOf, textOf } from './finish.ts';
import { sayKilled } from './killed.ts';
import { MESSAGES } from './messages.ts';
import { arithmetic, assignElement, inCase } from './parameters.ts';
import { closeAll, expandRedirect, type Redirect, redirect, redirectForGood } from './redirects.ts';
import { cannotFork, type Shell, ShellFailure, UNHEEDED } from './shell.ts';
import type { Frame, FrameOf, ShellState, Variable } from './state.ts';
import { expand } from './substitute.ts';
import { leaveOrEnd } from './unwind.ts';

type NodeFrame = FrameOf<'node'>;
type Progress = boolean;

interface Expanded {
  readonly argv: readonly string[];
  readonly redirects: readonly Redirect[];
  readonly assignments: readonly Assigned[];
}

interface Assigned {
  readonly name: string;
  readonly index: string | null;
  readonly value: string | readonly (readonly [key: string | null, value: string])[];
  readonly append: boolean;
}

const isRedirection = (node: { type: string }): node is Redirection =>
  node.type === 'Redirect' || node.type === 'HereDoc' || node.type === 'HereString';

/** Evaluates a simple command: assignments, redirections, and a function, a builtin or a program. */
export function command(shell: Shell, frame: NodeFrame, node: Command): Progress {
  if (expandAlias(shell, frame, node) || splitBackground(shell, frame, node)) return true;
  const expanded = expand(shell, frame, (expander) => expandCommand(shell, node, expander));
  if (expanded === null) return true;
  trace(shell, expanded);
  const { argv, redirects, assignments } = expanded;
  const name = argv[0];
  if (name === undefined) return assignOnly(shell, frame, expanded);

  const fn = Object.hasOwn(shell.state.functions, name) ? shell.state.functions[name] : undefined;
  const builtin = builtinOf(shell, name);
  if (fn === undefined && builtin === undefined) return external(shell, frame, expanded);

  const done = redirect(shell, redirects);
  if ('failed' in done) {
    if (
      builtin !== undefined &&
      fn === undefined &&
      (SPECIAL_BUILTINS.has(name) || name === 'local') &&
      shell.state.dialect !== 'bash'
    ) {
      throw new ShellFailure(done.failed, MESSAGES[shell.state.dialect].redirectStatus);
    }
    return failRedirect(shell, frame, done.failed);
  }
  if (name === 'exec' && fn === undefined) {
    redirectForGood(shell, done);
    for (const each of assignments) assign(shell, each);
    shell.become({ ...bare(frame), kind: 'builtin', argv, data: null, plain: true });
    return true;
  }
  // A special builtin's assignments stay, as POSIX wants; bash keeps to that only in its POSIX mode.
  const stay = fn === undefined && SPECIAL_BUILTINS.has(name) && shell.state.dialect !== 'bash';
  const variables: Record<string, Variable | null> = {};
  if (!stay)
    for (const { name: variable } of assignments) variables[variable] = shell.lookup(variable) ?? null;
  for (const each of assignments) {
    assign(shell, each);
    const variable = shell.lookup(each.name);
    if (!stay && variable !== undefined) shell.setVariable(each.name, { ...variable, exported: true });
  }
  const saved = { fds: shell.state.fds, opened: done.opened, variables };
  shell.state.fds = done.fds;
  shell.state.lastArgument = argv.at(-1) as string;
  if (fn !== undefined) {
    const place = fn;
    shell.become({
      ...bare(frame),
      ...place,
      kind: 'scope',
      call: 'function',
      ...saved,
      parameters: shell.state.parameters,
    });
    shell.state.parameters = argv.slice(1);
    const definition = shell.node(place);
    if (definition.type !== 'Function') throw new Error('not a function');
    if (shell.depth > 4000) throw new ShellFailure(`${name}: maximum function nesting level exceeded`, 2);
    shell.enter(place.source, definition.body, frame.guarded);
    return true;
  }
  if (redirects.length === 0 && assignments.length === 0) {
    shell.become({ ...bare(frame), kind: 'builtin', argv, data: null, plain: true });
    return true;
  }
  shell.become({ ...bare(frame), kind: 'scope', call: 'block', ...saved });
  shell.push({ ...bare(frame), kind: 'builtin', argv, data: null, plain: true });
  return true;
}

/** What a dialect has built in under a name. */
export function builtinOf(shell: Shell, name: string): Builtin | undefined {
  const builtin = Object.hasOwn(BUILTINS, name) ? BUILTINS[name] : undefined;
  if (builtin === undefined) return undefined;
  return builtin.only === undefined || builtin.only.includes(shell.state.dialect) ? builtin : undefined;
}

function expandCommand(shell: Shell, node: Command, expander: Expander): Expanded {
  const argv: string[] = [];
  const redirects: Redirect[] = [];
  const assignments: Assigned[] = [];
  const isBash = shell.state.dialect === 'bash';
  const prefix = node.prefix.filter((item) => {
    if (item.type !== 'Assignment' || isBash) return true;
    if (item.index === undefined && item.append !== true) return true;
    // Not an assignment for these shells, but a word like any other.
    argv.push(...expander.wordFields(asWord(item)));
    return false;
  });
  if (node.name !== undefined) argv.push(...expander.wordFields(node.name));
  const declares = /^(?:export|readonly|local|declare|typeset|alias)$/.test(argv[0] ?? '');
  for (const item of node.suffix) {
    if (isRedirection(item)) continue;
    if (item.type === 'Word') argv.push(...expander.wordFields(item));
    else argv.push(...declaration(shell, item, expander, declares));
  }
  for (const item of [...prefix, ...node.suffix]) {
    if (isRedirection(item)) redirects.push(expandRedirect(item, expander, shell));
  }
  // Each assignment sees those before it; they are made for good once it is known for whom.
  const before = shell.markVariables();
  for (const item of prefix) {
    if (item.type !== 'Assignment') continue;
    const assigned = expandAssignment(item, expander);
    assign(shell, assigned);
    assignments.push(assigned);
  }
  if (assignments.length > 0) forget(shell, before, assignments);
  return { argv, redirects, assignments };
}

/** Goes back to the variables before some assignments; what their expansions have assigned (`${x:=1}`) stays. */
function forget(shell: Shell, before: ShellState['variables'], assignments: readonly Assigned[]): void {
  const after = shell.markVariables();
  shell.restoreVariables(before);
  const own = new Set(assignments.map(({ name }) => name));
  for (const [name, variable] of Object.entries(after)) {
    if (variable !== before[name] && !own.has(name)) shell.setVariable(name, variable);
  }
}

/** An argument that looks like an assignment: after `export` and its like it is one, without field splitting. */
function declaration(
  shell: Shell,
  item: Assignment,
  expander: Expander,
  declares: boolean,
): readonly string[] {
  if (item.value.type === 'ArrayValue') {
    const assigned = expandAssignment(item, expander);
    if (typeof assigned.value === 'string') return [];
    // No argument can have a NUL in it: the builtin knows by it that this is an array.
    return [`${item.name}=\0${JSON.stringify(assigned.value)}`];
  }
  // dash treats it as any word in front of which nothing stands.
  if (declares)
    return [
      `${item.text.slice(0, item.text.length - item.value.text.length)}${expander.text(item.value, true)}`,
    ];
  if (shell.state.dialect === 'bash' && item.value.parts === undefined && item.value.text.startsWith('~')) {
    return [
      `${item.text.slice(0, item.text.length - item.value.text.length)}${expander.text(item.value, true)}`,
    ];
  }
  return expander.wordFields(asWord(item));
}

const asWord = (item: Assignment): Word => {
  const value = item.value as Word;
  const head = item.text.slice(0, item.text.length - value.text.length);
  const literal = { type: 'Literal', pos: item.pos, end: value.pos, value: head, text: head } as const;
  const rest = value.parts ?? [{ ...literal, value: value.value, text: value.text }];
  return {
    type: 'Word',
    text: item.text,
    value: item.text,
    pos: item.pos,
    end: item.end,
    parts: [literal, ...rest],
  };
};

function expandAssignment(item: Assignment, expander: Expander): Assigned {
  const { name, append = false } = item;
  const index = item.index === undefined ? null : expander.text(item.index);
  if (item.value.type !== 'ArrayValue') {
    return { name, index, value: expander.text(item.value, true), append };
  }
  const value = item.value.elements.flatMap((word): (readonly [string | null, string])[] => {
    const keyed = /^\[([^\]]*)\]=([\s\S]*)$/.exec(expandsToKey(word) ? expander.text(word) : '');
    if (keyed !== null) return [[keyed[1] as string, keyed[2] as string]];
    return expander.wordFields(word).map((each) => [null, each]);
  });
  return { name, index, value, append };
}

const expandsToKey = (word: Word): boolean => /^\[[^\]]*\]=/.test(word.text);

export function assign(shell: Shell, { name, index, value, append }: Assigned): void {
  if (typeof value !== 'string') {
    const variable = shell.lookup(name);
    if (variable?.readonly === true) throw shell.readOnly(name);
    const items: Record<string, string> = append ? { ...variable?.items } : {};
    let next = Object.keys(items).reduce((highest, key) => Math.max(highest, Number(key) + 1), 0);
    for (const [key, each] of value) {
      if (key !== null && variable?.associative === true) {
        items[key.replace(/^["']|["']$/g, '')] = each;
        continue;
      }
      if (key !== null) next = Number(arithmetic(shell, key));
      items[String(next)] = each;
      next++;
    }
    shell.setVariable(name, { ...variable, value: undefined, items });
    return;
  }
  if (index !== null) {
    assignElement(shell, name, index, value);
    return;
  }
  const variable = shell.lookup(name);
  const before = shell.value(name) ?? '';
  if (variable?.integer === true) {
    shell.assign(name, String(arithmetic(shell, append ? `(${before || 0})+(${value})` : value)));
  } else shell.assign(name, inCase(variable, append ? before + value : value));
}

function assignOnly(shell: Shell, frame: NodeFrame, { redirects, assignments }: Expanded): Progress {
  if (shell.state.dialect === 'bash') for (const each of assignments) assign(shell, each);
  const done = redirect(shell, redirects);
  if ('failed' in done) return failRedirect(shell, frame, done.failed);
  if (shell.state.dialect !== 'bash') for (const each of assignments) assign(shell, each);
  // `$(<file)`: what there is to read is what the command says.
  const [only] = redirects;
  if (shell.state.dialect === 'bash' && shell.state.subshell && assignments.length === 0) {
    if (redirects.length === 1 && only?.kind === 'open' && only.mode === '<' && shell.depth <= 2) {
      const text = shell.sys.read(done.fds[0] as number);
      if (typeof text === 'string') shell.write(1, text);
    }
  }
  closeAll(shell, done.opened);
  return finish(shell, frame, shell.state.substituted ?? 0);
}

export function failRedirect(shell: Shell, frame: Frame, message: string): Progress {
  shell.complain(message);
  return finish(shell, frame, MESSAGES[shell.state.dialect].redirectStatus);
}

function external(shell: Shell, frame: NodeFrame, { argv, redirects, assignments }: Expanded): Progress {
  const { sys } = shell;
  const name = argv[0] as string;
  shell.state.lastArgument = argv.at(-1) as string;
  const before = shell.markVariables();
  const extra: Record<string, string> = {};
  for (const each of assignments) {
    assign(shell, each);
    extra[each.name] = shell.value(each.name) ?? '';
  }
  const found = name === '' ? 'missing' : shell.find(name);
  const env = shell.environment(extra);
  if (shell.state.dialect === 'bash' && typeof found === 'object') env._ = found.path;
  shell.restoreVariables(before);

  const done = redirect(shell, redirects);
  if ('failed' in done) return failRedirect(shell, frame, done.failed);
  if (typeof found !== 'object') {
    const fds = shell.state.fds;
    shell.state.fds = done.fds;
    const status = couldNotRun(shell, name, found === 'denied' ? 'EACCES' : 'ENOENT');
    shell.state.fds = fds;
    closeAll(shell, done.opened);
    return finish(shell, frame, status);
  }
  if (
    mayReplace(shell) &&
    !(shell.state.dialect === 'bash' && !shell.state.subshell && redirects.length > 0)
  ) {
    redirectForGood(shell, done);
    let failed = sys.exec({ argv, path: found.path, env });
    if (failed?.errno === 'ENOEXEC') failed = sys.exec({ ...asScript(shell, found.path, argv), env });
    if (failed === undefined) return false;
    return finish(shell, frame, couldNotRun(shell, name, failed.errno));
  }
  const { interactive } = shell.state;
  const options = {
    argv,
    path: found.path,
    env,
    fds: done.fds,
    newGroup: interactive,
    ...(interactive ? { heeds: UNHEEDED } : {}),
  };
  let pid = sys.spawn(options);
  if (isErrno(pid) && pid.errno === 'ENOEXEC') {
    pid = sys.spawn({ ...options, ...asScript(shell, found.path, argv) });
  }
  if (isErrno(pid)) {
    const fds = shell.state.fds;
    shell.state.fds = done.fds;
    const status = couldNotRun(shell, name, pid.errno);
    shell.state.fds = fds;
    closeAll(shell, done.opened);
    return finish(shell, frame, status);
  }
  shell.countChild();
  closeAll(shell, done.opened);
  if (interactive) sys.foreground(pid);
  shell.become({ ...bare(frame), kind: 'wait', pid, text: textOf(shell, frame.source, shell.node(frame)) });
  return true;
}

export function couldNotRun(shell: Shell, name: string, reason: ErrorName): number {
  const { dialect } = shell.state;
  if (reason === 'ENOMEM' || reason === 'EAGAIN') {
    if (dialect !== 'bash') throw new ShellFailure(cannotFork(dialect, reason), 2);
    shell.complain(cannotFork(dialect, reason));
    return 254;
  }
  if (reason === 'ENOENT' || reason === 'ENOTDIR') {
    shell.complain(
      name === '' && dialect !== 'bash' ? ': Permission denied' : MESSAGES[dialect].notFound(name),
    );
    return 127;
  }
  const stat = name.includes('/') ? shell.sys.stat(name) : undefined;
  const directory = stat !== undefined && !isErrno(stat) && stat.type === 'directory';
  if (directory && dialect === 'bash') shell.complain(`${name}: Is a directory`);
  else if (reason === 'ENOEXEC')
    shell.complain(
      `${name}: ${dialect === 'bash' ? 'cannot execute binary file: Exec format error' : 'Exec format error'}`,
    );
  else if (reason === 'EACCES') shell.complain(`${name}: Permission denied`);
  else shell.complain(`${name}: ${errorText(reason)}`);
  return 126;
}

/** A text without `#!` in its first line is a script for the shell that meets it. */
function asScript(
  shell: Shell,
  path: string,
  argv: readonly string[],
): { argv: readonly string[]; path: string } {
  return { argv: [shell.sys.self.argv[0] ?? 'sh', path, ...argv.slice(1)], path: shell.sys.self.exe };
}

/**
 * Whether the command on top may take the place of the shell because nothing comes after it. Whether a shell
 * does that at all is `state.replaceable`: dash never at its end, bash and BusyBox for `-c`.
 */
export function mayReplace(shell: Shell): boolean {
  const { state } = shell;
  if (!state.replaceable || state.interactive || Object.values(state.traps).some((action) => action !== ''))
    return false;
  const frames = shell.frames();
  for (let index = 0; index < frames.length - 1; index++) {
    const frame = frames[index] as Frame;
    if (frame.kind === 'list') {
      const { script, sound } = shell.tree(frame.source);
      const node = shell.node(frame);
      const count = node === script ? sound : node.type === 'CompoundList' ? node.commands.length : -1;
      if (frame.at !== count || (node === script && shell.tree(frame.source).error !== null)) return false;
    } else if (frame.kind === 'and') {
      const node = shell.node(frame);
      if (node.type !== 'AndOr' || frame.at !== node.commands.length) return false;
    } else if (frame.kind === 'if') {
      if (!frame.chosen || (state.dialect === 'bash' && !state.subshell)) return false;
    } else if (frame.kind === 'scope') {
      if (frame.call !== 'block' || (state.dialect === 'bash' && !state.subshell)) return false;
    } else return false;
  }
  return true;
}

export function define(shell: Shell, frame: NodeFrame, node: FunctionNode): Progress {
  const name = node.name.value;
  shell.state.functions = { ...shell.state.functions, [name]: { source: frame.source, node: frame.node } };
  shell.state.status = 0;
  shell.pop();
  return true;
}

/** An alias is text in front of the rest of the command: it is evaluated in its place. */
function expandAlias(shell: Shell, frame: NodeFrame, node: Command): boolean {
  const { name } = node;
  if (name === undefined || !Object.hasOwn(shell.state.aliases, name.text)) return false;
  if (shell.state.dialect === 'bash' && !shell.state.interactive) return false;
  const source = shell.text(frame.source);
  const value = shell.state.aliases[name.text] as string;
  // The name at the beginning of its own alias is the command.
  const own = value.trimStart().startsWith(name.text) ? `\\${value.trimStart()}` : value;
  const text = `${source.slice(node.pos, name.pos)}${own}${source.slice(name.end, node.end)}`;
  const added = shell.addSource(text, lineOf(shell, frame.source, node));
  shell.become({ kind: 'node', source: added, node: 0, guarded: frame.guarded });
  return true;
}

/** Characters that make a word need quotes where `set -x` shows it. */
const SPECIAL: Readonly<Record<string, RegExp>> = {
  ash: /[\s!-*;-?[\\`|]/,
  bash: /[\s'"\\|&;()<>!{}*[\]?^$`]|^[~#]/,
};

function traceWord(shell: Shell, text: string): string {
  const special = SPECIAL[shell.state.dialect];
  if (special === undefined || (text !== '' && !special.test(text))) return text;
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** dash has no `&>`: it reads `a &> f` as `a &` and then `> f`. */
function splitBackground(shell: Shell, frame: NodeFrame, node: Command): boolean {
  if (shell.state.dialect !== 'dash') return false;
  const both = node.redirects.find((each) => each.operator === '&>' || each.operator === '&>>');
  if (both === undefined) return false;
  const source = shell.text(frame.source);
  const text = `${source.slice(node.pos, both.pos)}& ${source.slice(both.pos + 1, node.end)}`;
  const added = shell.addSource(text, lineOf(shell, frame.source, node));
  shell.become({ kind: 'node', source: added, node: 0, guarded: frame.guarded });
  return true;
}

/** What `set -x` shows before something is done. */
export function traceLine(shell: Shell, words: readonly string[]): void {
  if (!shell.hasFlag('x') || words.length === 0) return;
  shell.write(2, `${shell.value('PS4') ?? '+ '}${words.join(' ')}\n`);
}

function trace(shell: Shell, { argv, assignments }: Expanded): void {
  if (!shell.hasFlag('x')) return;
  const values = assignments.map(({ name, value }) => {
    if (typeof value !== 'string') return `${name}=(...)`;
    return `${name}=${value === '' ? '' : traceWord(shell, value)}`;
  });
  traceLine(shell, [...values, ...argv.map((word) => traceWord(shell, word))]);
}

export function stepBuiltin(shell: Shell, frame: FrameOf<'builtin'>): Progress {
  const name = frame.argv[0] as string;
  const builtin = builtinOf(shell, name);
  if (builtin === undefined) throw new Error(`${name} is not built in`);
  shell.state.line = lineOf(shell, frame.source, shell.node(frame));
  const result = builtin.run(shell, frame.argv.slice(1), frame);
  if (result === BLOCKED) return false;
  if (result === MOVED) return true;
  return finish(shell, frame, result);
}

export function stepWait(shell: Shell, frame: FrameOf<'wait'>): Progress {
  const status = shell.ended(frame.pid);
  const { interactive } = shell.state;
  const pids = frame.pids ?? [frame.pid];
  if (status === 'running' && interactive && shell.isStopped(pids)) {
    const code = shell.stopJob(pids, frame.text);
    sayStopped(shell);
    return finish(shell, frame, code);
  }
  if (status === 'running') {
    shell.sys.block({ child: true });
    return false;
  }
  if (shell.state.interactive) shell.sys.foreground(shell.sys.getpid());
  const { code } = status;
  if (status.killed) sayKilled(shell, code, frame);
  // Ctrl-C ends the whole command line, loops included.
  if (status.killed && code === 130 && shell.state.interactive) return leaveOrEnd(shell, 130);
  return finish(shell, frame, code);
}
