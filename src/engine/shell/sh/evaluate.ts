import type {
  Assignment,
  Command,
  CompoundCommand,
  Function as FunctionNode,
  Redirection,
  Statement,
  SyntaxNode,
  TestExpression,
  Word,
} from 'unbash';
import { isErrno } from '../../linux/errno.ts';
import { BUILTINS, type Builtin, SPECIAL_BUILTINS } from './builtins/index.ts';
import { BLOCKED, MOVED } from './builtins/types.ts';
import { binaryTest, TestFailure, testMessage, unaryTest } from './conditions.ts';
import { Expander, NeedsOutput } from './expand.ts';
import { MESSAGES } from './messages.ts';
import { arithmetic, assignElement } from './parameters.ts';
import { matchesPattern } from './pattern.ts';
import { closeAll, expandRedirect, type Redirect, redirect, redirectForGood } from './redirects.ts';
import { basename, type Shell, ShellFailure } from './shell.ts';
import { lineAt } from './source.ts';
import type { Frame, FrameOf, Variable } from './state.ts';
import { checkFailure, endShell, leave } from './unwind.ts';

/** Whether the shell goes on: false when it sleeps, has ended, or has become another program. */
export type Progress = boolean;

type NodeFrame = FrameOf<'node'>;

/** Begins to evaluate the node of the top frame. */
export function evaluateNode(shell: Shell, frame: NodeFrame): Progress {
  const node = shell.node(frame);
  switch (node.type) {
    case 'Script':
    case 'CompoundList':
      shell.become({ ...frame, kind: 'list', at: 0 });
      return true;
    case 'Statement':
      return statement(shell, frame, node);
    case 'AndOr':
      shell.become({ ...frame, kind: 'and', at: 0 });
      return true;
    case 'Pipeline': {
      const base = { ...frame, kind: 'pipeline', startedMs: shell.sys.nowMs } as const;
      shell.become({ ...base, pids: [], statuses: [] });
      return startPipeline(shell);
    }
    case 'Command':
      return command(shell, frame, node);
    case 'Function':
      return define(shell, frame, node);
    case 'Redirected': {
      const expanded = expand(shell, frame, (expander) =>
        node.redirects.map((each) => expandRedirect(each, expander, shell)),
      );
      if (expanded === null) return true;
      const done = redirect(shell, expanded);
      if ('failed' in done) return failRedirect(shell, frame, done.failed);
      shell.become({
        ...bare(frame),
        kind: 'scope',
        call: 'block',
        fds: shell.state.fds,
        opened: done.opened,
      });
      shell.state.fds = done.fds;
      shell.enter(frame.source, node.command, frame.guarded);
      return true;
    }
    case 'Coproc':
    case 'Select':
      throw new ShellFailure(
        `${node.type === 'Select' ? 'select' : 'coproc'} is not modelled in this simulation`,
        2,
      );
    default:
      return compound(shell, frame, node as CompoundCommand);
  }
}

const bare = (frame: Frame) => ({ source: frame.source, node: frame.node, guarded: frame.guarded });

function compound(shell: Shell, frame: NodeFrame, node: CompoundCommand): Progress {
  switch (node.type) {
    case 'If':
      shell.become({ ...bare(frame), kind: 'if', at: 0, chosen: false });
      shell.enter(frame.source, node.clause, true);
      return true;
    case 'While':
      shell.become({ ...bare(frame), kind: 'while', testing: true, status: 0 });
      shell.enter(frame.source, node.clause, true);
      return true;
    case 'For': {
      const items =
        node.wordlist === undefined
          ? shell.state.parameters
          : expand(shell, frame, (expander) => expander.fields(node.wordlist as readonly Word[]));
      if (items === null) return true;
      shell.state.status = 0;
      shell.become({ ...bare(frame), kind: 'for', items, at: 0 });
      return true;
    }
    case 'ArithmeticFor':
      shell.become({ ...bare(frame), kind: 'arithmeticFor', step: 'initialize' });
      return true;
    case 'Case': {
      const chosen = expand(shell, frame, (expander) => {
        const subject = expander.text(node.word);
        const extended = shell.state.dialect === 'bash';
        return node.items.findIndex((item) =>
          item.pattern.some((word) => matchesPattern(subject, expander.pattern(word), extended)),
        );
      });
      if (chosen === null) return true;
      shell.state.status = 0;
      const item = node.items[chosen];
      if (item === undefined) {
        shell.pop();
        return true;
      }
      shell.become({ ...bare(frame), kind: 'case', at: chosen, falls: item.terminator === ';&' });
      shell.enter(frame.source, item.body, frame.guarded);
      return true;
    }
    case 'BraceGroup':
      shell.pop();
      shell.enter(frame.source, node.body, frame.guarded);
      return true;
    case 'Subshell': {
      if (shell.state.dialect === 'ash' && mayReplace(shell)) {
        shell.pop();
        shell.enter(frame.source, node.body, frame.guarded);
        return true;
      }
      const pid = shell.fork([nodeFrame(shell, frame.source, node.body, frame.guarded)], shell.state.fds);
      if (pid === null) return finish(shell, frame, 2);
      shell.become({ ...bare(frame), kind: 'wait', pid, text: textOf(shell, frame.source, node) });
      return true;
    }
    case 'TestCommand': {
      if (shell.state.dialect === 'dash') {
        shell.state.line = lineOf(shell, frame.source, node);
        shell.complain('[[: not found');
        return finish(shell, frame, 127);
      }
      const result = expand(shell, frame, (expander) => (test(shell, node.expression, expander) ? 0 : 1));
      return result === null ? true : finish(shell, frame, result);
    }
    case 'ArithmeticCommand': {
      if (shell.state.dialect === 'dash') throw new ShellFailure('Syntax error: "(" unexpected', 2);
      const value = expand(shell, frame, (expander) => expander.arithmetic(node.body));
      return value === null ? true : finish(shell, frame, value === 0n ? 1 : 0);
    }
    default:
      throw new ShellFailure('select is not modelled in this simulation', 2);
  }
}

export function nodeFrame(shell: Shell, source: number, node: SyntaxNode, guarded: boolean): Frame {
  const number = shell.tree(source).numbers.get(node);
  if (number === undefined) throw new Error(`a ${node.type} has no number`);
  return { kind: 'node', source, node: number, guarded };
}

/**
 * Expands with the outputs known so far. When another is needed, its command is started on top of the stack,
 * nothing that was changed counts, and null says to come back.
 */
function expand<T>(shell: Shell, frame: Frame, how: (expander: Expander) => T): T | null {
  const before = shell.markVariables();
  shell.state.line = lineOf(shell, frame.source, shell.node(frame));
  try {
    return how(new Expander(shell, frame.answers ?? []));
  } catch (thrown) {
    if (!(thrown instanceof NeedsOutput)) throw thrown;
    const started = substitute(shell, frame, thrown.text);
    shell.restoreVariables(before);
    if (!started) throw new ShellFailure('cannot fork', 2);
    return null;
  }
}

function substitute(shell: Shell, frame: Frame, text: string): boolean {
  const { sys } = shell;
  const [read, write] = sys.pipe();
  const [from, to] = [shell.high(read), shell.high(write)];
  const source = shell.addSource(text, shell.state.line);
  const script: Frame = { kind: 'node', source, node: 0, guarded: false };
  // `$(<file)` is the text of the file.
  const pid = shell.fork([script], { ...shell.state.fds, 1: to });
  sys.close(to);
  if (pid === null) {
    sys.close(from);
    return false;
  }
  shell.push({ ...bare(frame), kind: 'substitution', pid, fd: from, output: '' });
  return true;
}

export function stepSubstitution(shell: Shell, frame: FrameOf<'substitution'>): Progress {
  const { sys } = shell;
  let { output } = frame;
  if (frame.fd >= 0) {
    for (;;) {
      const text = sys.read(frame.fd);
      if (text === null) {
        shell.become({ ...frame, output });
        sys.block({ readable: [frame.fd], child: true });
        return false;
      }
      if (isErrno(text) || text === '') break;
      output += text.replaceAll('\0', '');
    }
    sys.close(frame.fd);
  }
  const status = shell.ended(frame.pid);
  if (status === 'running') {
    shell.become({ ...frame, output, fd: -1 });
    sys.block({ child: true });
    return false;
  }
  shell.pop();
  shell.state.substituted = status === 'unknown' ? 127 : status;
  const waiting = shell.top();
  if (waiting !== undefined) shell.become({ ...waiting, answers: [...(waiting.answers ?? []), output] });
  return true;
}

function statement(shell: Shell, frame: NodeFrame, node: Statement): Progress {
  if (node.background !== true) {
    shell.pop();
    shell.enter(frame.source, node.command, frame.guarded);
    return true;
  }
  const { interactive } = shell.state;
  // Without job control what runs in the background reads nothing, and Ctrl-C is not for it.
  let fds = shell.state.fds;
  let opened = -1;
  if (!interactive) {
    const nothing = shell.sys.open('/dev/null', { access: 'r' });
    if (!isErrno(nothing)) {
      opened = shell.high(nothing);
      fds = { ...fds, 0: opened };
    }
  }
  const child = nodeFrame(shell, frame.source, node.command, false);
  const pid = shell.fork([child], fds, interactive ? { newGroup: true } : { ignore: ['INT', 'QUIT'] });
  if (opened >= 0) shell.sys.close(opened);
  if (pid === null) return finish(shell, frame, 2);
  const { jobs } = shell.state;
  const number = jobs.reduce((highest, job) => Math.max(highest, job.number), 0) + 1;
  const text = textOf(shell, frame.source, node.command);
  shell.state.jobs = [...jobs, { number, pids: [pid], text, stopped: false }];
  shell.state.lastBackground = pid;
  if (interactive && shell.state.dialect !== 'dash') {
    shell.write(2, shell.state.dialect === 'bash' ? `[${number}] ${pid}\n` : '');
  }
  shell.state.status = 0;
  shell.pop();
  return true;
}

const textOf = (shell: Shell, source: number, node: { pos: number; end: number }): string =>
  shell.text(source).slice(node.pos, node.end);

export function lineOf(shell: Shell, source: number, node: { pos: number }): number {
  const { text, line } = shell.state.sources[source] as { text: string; line: number };
  return line + lineAt(text, node.pos) - 1;
}

// --- pipelines

function startPipeline(shell: Shell): Progress {
  const frame = shell.top() as FrameOf<'pipeline'>;
  const node = shell.node(frame);
  if (node.type !== 'Pipeline') throw new Error('not a pipeline');
  const [only] = node.commands;
  if (node.commands.length === 1 && only !== undefined) {
    const negated = node.prefixes.some((prefix) => prefix.type === 'Negation');
    shell.enter(frame.source, only, frame.guarded || negated);
    return true;
  }
  const { sys } = shell;
  const pids: number[] = [];
  let input: number | null = null;
  for (const [index, part] of node.commands.entries()) {
    const last = index === node.commands.length - 1;
    const fds: Record<number, number> = { ...shell.state.fds };
    if (input !== null) fds[0] = input;
    let next: number | null = null;
    let output: number | null = null;
    if (!last) {
      const [read, write] = sys.pipe();
      next = shell.high(read);
      output = shell.high(write);
      fds[1] = output;
      if (node.operators[index] === '|&') fds[2] = output;
    }
    const pid = shell.fork([nodeFrame(shell, frame.source, part, frame.guarded)], fds, {
      newGroup: false,
    });
    if (input !== null) sys.close(input);
    if (output !== null) sys.close(output);
    input = next;
    if (pid === null) break;
    pids.push(pid);
  }
  shell.become({ ...frame, pids, statuses: pids.map(() => null) });
  return true;
}

export function stepPipeline(shell: Shell, frame: FrameOf<'pipeline'>): Progress {
  const node = shell.node(frame);
  if (node.type !== 'Pipeline') throw new Error('not a pipeline');
  if (frame.pids.length > 0) {
    const statuses = frame.pids.map((pid, index) => {
      const known = frame.statuses[index] as number | null;
      if (known !== null) return known;
      const status = shell.ended(pid);
      return status === 'running' ? null : status === 'unknown' ? 127 : status;
    });
    if (statuses.includes(null)) {
      shell.become({ ...frame, statuses });
      shell.sys.block({ child: true });
      return false;
    }
    const failed = (statuses as number[]).filter((status) => status !== 0);
    shell.state.status = shell.state.pipefail ? (failed.at(-1) ?? 0) : ((statuses.at(-1) as number) ?? 0);
    if (shell.state.dialect === 'bash') {
      const items = Object.fromEntries(statuses.map((status, index) => [String(index), String(status)]));
      shell.setVariable('PIPESTATUS', { items });
    }
  }
  let { status } = shell.state;
  const negations = node.prefixes.filter((prefix) => prefix.type === 'Negation').length;
  if (node.prefixes.some((prefix) => prefix.type === 'Time')) reportTime(shell, frame, node.prefixes);
  if (negations > 0) {
    if (negations % 2 === 1) status = status === 0 ? 1 : 0;
    shell.state.status = status;
    shell.pop();
    return true;
  }
  return finish(shell, frame, status);
}

function reportTime(shell: Shell, frame: FrameOf<'pipeline'>, prefixes: readonly SyntaxNode[]): void {
  const real = shell.sys.nowMs - frame.startedMs;
  const posix = prefixes.some((prefix) => prefix.type === 'Time' && prefix.posix !== undefined);
  shell.write(
    2,
    formatTimes(real, 0, 0, shell.state.dialect === 'bash' && !posix ? 'bash' : posix ? 'posix' : 'busybox'),
  );
}

export function formatTimes(
  realMs: number,
  userMs: number,
  systemMs: number,
  style: 'bash' | 'busybox' | 'posix',
): string {
  const rows = [
    ['real', realMs],
    ['user', userMs],
    ['sys', systemMs],
  ] as const;
  const lines = rows.map(([name, ms]) => {
    const seconds = ms / 1000;
    const minutes = Math.floor(seconds / 60);
    if (style === 'posix') return `${name} ${seconds.toFixed(2)}`;
    const rest = seconds - minutes * 60;
    if (style === 'bash') return `${name}\t${minutes}m${rest.toFixed(3)}s`;
    return `${name}\t${minutes}m ${rest.toFixed(2)}s`;
  });
  return `${style === 'bash' ? '\n' : ''}${lines.join('\n')}\n`;
}

// --- simple commands

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

function command(shell: Shell, frame: NodeFrame, node: Command): Progress {
  if (frame.answers === undefined) shell.state.substituted = null;
  const aliased = expandAlias(shell, frame, node);
  if (aliased) return true;
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
      SPECIAL_BUILTINS.has(name) &&
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
  if (node.name !== undefined) argv.push(...expander.wordFields(node.name));
  const declares = /^(?:export|readonly|local|declare|typeset|alias)$/.test(argv[0] ?? '');
  for (const item of node.suffix) {
    if (isRedirection(item)) continue;
    if (item.type === 'Word') argv.push(...expander.wordFields(item));
    else argv.push(...declaration(shell, item, expander, declares));
  }
  for (const item of [...node.prefix, ...node.suffix]) {
    if (isRedirection(item)) redirects.push(expandRedirect(item, expander, shell));
  }
  for (const item of node.prefix) {
    if (item.type === 'Assignment') assignments.push(expandAssignment(shell, item, expander));
  }
  return { argv, redirects, assignments };
}

/** An argument that looks like an assignment: after `export` and its like it is one, without field splitting. */
function declaration(
  shell: Shell,
  item: Assignment,
  expander: Expander,
  declares: boolean,
): readonly string[] {
  if (item.value.type === 'ArrayValue') {
    if (shell.state.dialect !== 'bash') throw new ShellFailure('Syntax error: "(" unexpected', 2);
    const assigned = expandAssignment(shell, item, expander);
    if (typeof assigned.value === 'string') return [];
    // No argument can have a NUL in it: the builtin knows by it that this is an array.
    return [`${item.name}=\0${JSON.stringify(assigned.value)}`];
  }
  // dash treats it as any word in front of which nothing stands.
  if (declares)
    return [
      `${item.text.slice(0, item.text.length - item.value.text.length)}${expander.text(item.value, true)}`,
    ];
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

function expandAssignment(shell: Shell, item: Assignment, expander: Expander): Assigned {
  const { name, append = false } = item;
  if ((item.value.type === 'ArrayValue' || item.index !== undefined) && shell.state.dialect !== 'bash') {
    if (item.value.type === 'ArrayValue') {
      throw new ShellFailure(
        shell.state.dialect === 'dash' ? 'Syntax error: "(" unexpected' : 'syntax error: unexpected "("',
        2,
      );
    }
    throw new ShellFailure(MESSAGES[shell.state.dialect].notFound(item.text), 127);
  }
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
  } else shell.assign(name, append ? before + value : value);
}

function assignOnly(shell: Shell, frame: NodeFrame, { redirects, assignments }: Expanded): Progress {
  for (const each of assignments) assign(shell, each);
  const done = redirect(shell, redirects);
  if ('failed' in done) return failRedirect(shell, frame, done.failed);
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

function failRedirect(shell: Shell, frame: Frame, message: string): Progress {
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
    const failed = sys.exec({ argv, path: found.path, env });
    if (failed === undefined) return false;
    return finish(shell, frame, couldNotRun(shell, name, failed.errno));
  }
  const { interactive } = shell.state;
  const pid = sys.spawn({ argv, path: found.path, env, fds: done.fds, newGroup: interactive });
  if (isErrno(pid)) {
    const fds = shell.state.fds;
    shell.state.fds = done.fds;
    const status = couldNotRun(shell, name, pid.errno);
    shell.state.fds = fds;
    closeAll(shell, done.opened);
    return finish(shell, frame, status);
  }
  closeAll(shell, done.opened);
  if (interactive) sys.foreground(pid);
  shell.become({ ...bare(frame), kind: 'wait', pid, text: argv.join(' ') });
  return true;
}

export function couldNotRun(shell: Shell, name: string, reason: string): number {
  const { dialect } = shell.state;
  if (reason === 'ENOENT' || reason === 'ENOTDIR') {
    shell.complain(MESSAGES[dialect].notFound(name));
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
  else shell.complain(`${name}: ${reason}`);
  return 126;
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

function define(shell: Shell, frame: NodeFrame, node: FunctionNode): Progress {
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

function trace(shell: Shell, { argv, assignments }: Expanded): void {
  if (!shell.hasFlag('x')) return;
  const quote = (text: string) =>
    shell.state.dialect === 'dash' || /^[\w@%+=:,./-]+$/.test(text)
      ? text
      : `'${text.replaceAll("'", "'\\''")}'`;
  const words = [
    ...assignments.map(
      ({ name, value }) =>
        `${name}=${typeof value === 'string' ? (value === '' ? '' : quote(value)) : '(...)'}`,
    ),
    ...argv.map(quote),
  ];
  if (words.length > 0) shell.write(2, `${shell.value('PS4') ?? '+ '}${words.join(' ')}\n`);
}

/** The end of a command: $? and what `set -e` and `trap ERR` make of it. The frame on top is the command's. */
export function finish(shell: Shell, frame: Frame, status: number): Progress {
  shell.pop();
  shell.state.status = status;
  return checkFailure(shell, frame.guarded, frame);
}

// --- frames that go on

export function stepList(shell: Shell, frame: FrameOf<'list'>): Progress {
  const node = shell.node(frame);
  if (node.type !== 'Script' && node.type !== 'CompoundList') throw new Error('not a list');
  const tree = shell.tree(frame.source);
  const whole = node === tree.script;
  const count = whole ? tree.sound : node.commands.length;
  const next = frame.at < count ? node.commands[frame.at] : undefined;
  if (next === undefined) {
    if (whole && tree.error !== null) return syntaxError(shell, frame);
    shell.pop();
    if (count === 0) shell.state.status = 0;
    return true;
  }
  if (shell.hasFlag('n')) {
    shell.pop();
    return true;
  }
  shell.become({ ...frame, at: frame.at + 1 });
  shell.enter(frame.source, next, frame.guarded);
  return true;
}

function syntaxError(shell: Shell, frame: FrameOf<'list'>): Progress {
  const { error } = shell.tree(frame.source);
  const text = shell.text(frame.source);
  if (error === null) throw new Error('no error');
  shell.state.line = lineOf(shell, frame.source, { pos: error.offset });
  sayErrors(shell, text, error);
  shell.state.status = 2;
  return leaveOrEnd(shell, 2);
}

/** After a mistake: an interactive shell asks for the next command, any other ends. */
export function leaveOrEnd(shell: Shell, status: number): Progress {
  shell.state.status = status;
  if (!shell.state.interactive) return endShell(shell, status);
  while (shell.depth > 1) leave(shell, shell.pop());
  return true;
}

function sayErrors(shell: Shell, text: string, error: { message: string; offset: number }): void {
  const { dialect, name } = shell.state;
  const what = syntaxMessage(text, error);
  if (dialect === 'ash') {
    shell.complain(
      `syntax error: ${what.quote ? 'unterminated quoted string' : what.token === null ? `unexpected end of file${what.wanted === null ? '' : ` (expecting "${what.wanted}")`}` : `unexpected ${what.token === '\n' ? 'newline' : `"${what.token}"`}${what.wanted === null ? '' : ` (expecting "${what.wanted}")`}`}`,
    );
    return;
  }
  if (dialect === 'dash') {
    const wanted = what.wanted === null ? '' : ` (expecting "${what.wanted}")`;
    shell.complain(
      `Syntax error: ${what.quote ? 'Unterminated quoted string' : what.token === null ? `end of file unexpected${wanted}` : `${what.token === '\n' ? 'newline' : `"${what.token}"`} unexpected${wanted}`}`,
    );
    return;
  }
  const prefix = shell.state.interactive
    ? `${basename(name)}: `
    : `${name}: ${shell.state.from === 'command' ? '-c: ' : ''}line ${shell.state.line}: `;
  if (what.quote) {
    shell.write(2, `${prefix}unexpected EOF while looking for matching \`${what.quote}'\n`);
  } else if (what.token === null) {
    const line = shell.state.line + (text.endsWith('\n') ? 0 : 1);
    const at = shell.state.interactive ? prefix : prefix.replace(/line \d+: $/, `line ${line}: `);
    shell.write(2, `${at}syntax error: unexpected end of file\n`);
  } else {
    const token = what.token === '\n' ? 'newline' : what.token;
    shell.write(2, `${prefix}syntax error near unexpected token \`${token}'\n`);
    if (!shell.state.interactive) {
      const start = text.lastIndexOf('\n', error.offset - 1) + 1;
      const end = text.indexOf('\n', error.offset);
      shell.write(2, `${prefix}\`${text.slice(start, end < 0 ? undefined : end)}'\n`);
    }
  }
}

/** What is wrong in the terms of a shell: the token in the way (null: the end) and the one it wants. */
export function syntaxMessage(
  text: string,
  error: { readonly message: string; readonly offset: number },
): { readonly quote: string | null; readonly token: string | null; readonly wanted: string | null } {
  const quotes: Readonly<Record<string, string>> = { double: '"', single: "'", backtick: '`' };
  const unterminated = /unterminated (double|single|backtick)/.exec(error.message);
  if (unterminated !== null)
    return { quote: quotes[unterminated[1] as string] as string, token: null, wanted: null };
  if (/unterminated/.test(error.message)) return { quote: ')', token: null, wanted: null };
  const rest = text.slice(error.offset).replace(/^[ \t]+/, '');
  const given = /^unexpected token '([\s\S]*)'$/.exec(error.message);
  const next = /^(?:;;|&&|\|\||[;&|()<>\n]|[^\s;&|()<>]+)/.exec(rest);
  const token =
    given !== null ? (given[1] as string) : rest.trim() === '' ? null : ((next?.[0] as string) ?? null);
  const wanted = /^expected '([^']+)'(?: |$)/.exec(error.message);
  return { quote: null, token, wanted: wanted === null ? null : (wanted[1] as string) };
}

export function stepAnd(shell: Shell, frame: FrameOf<'and'>): Progress {
  const node = shell.node(frame);
  if (node.type !== 'AndOr') throw new Error('not a list of && and ||');
  const { at } = frame;
  const next = node.commands[at];
  if (next === undefined) {
    shell.pop();
    return true;
  }
  const operator = at === 0 ? null : node.operators[at - 1];
  const runs = operator === null || (operator === '&&') === (shell.state.status === 0);
  shell.become({ ...frame, at: at + 1 });
  if (runs) {
    const last = at === node.commands.length - 1;
    shell.enter(frame.source, next, frame.guarded || !last);
  }
  return true;
}

export function stepIf(shell: Shell, frame: FrameOf<'if'>): Progress {
  const node = shell.node(frame);
  if (node.type !== 'If') throw new Error('not an if');
  if (frame.chosen) {
    shell.pop();
    return true;
  }
  const branches = [node, ...node.elif];
  if (shell.state.status === 0) {
    const branch = branches[frame.at];
    shell.become({ ...frame, chosen: true });
    if (branch !== undefined) shell.enter(frame.source, branch.then, frame.guarded);
    return true;
  }
  const next = branches[frame.at + 1];
  if (next !== undefined) {
    shell.become({ ...frame, at: frame.at + 1 });
    shell.enter(frame.source, next.clause, true);
    return true;
  }
  shell.state.status = 0;
  shell.become({ ...frame, chosen: true });
  if (node.else !== undefined) shell.enter(frame.source, node.else, frame.guarded);
  return true;
}

export function stepWhile(shell: Shell, frame: FrameOf<'while'>): Progress {
  const node = shell.node(frame);
  if (node.type !== 'While') throw new Error('not a loop');
  if (!frame.testing) {
    shell.become({ ...frame, testing: true, status: shell.state.status });
    shell.enter(frame.source, node.clause, true);
    return true;
  }
  if ((shell.state.status === 0) === (node.kind === 'while')) {
    shell.become({ ...frame, testing: false });
    shell.enter(frame.source, node.body, frame.guarded);
    return true;
  }
  shell.state.status = frame.status;
  shell.pop();
  return true;
}

export function stepFor(shell: Shell, frame: FrameOf<'for'>): Progress {
  const node = shell.node(frame);
  if (node.type !== 'For') throw new Error('not a for');
  const item = frame.items[frame.at];
  if (item === undefined) {
    shell.pop();
    return true;
  }
  shell.assign(node.name.value, item);
  shell.become({ ...frame, at: frame.at + 1 });
  shell.enter(frame.source, node.body, frame.guarded);
  return true;
}

export function stepArithmeticFor(shell: Shell, frame: FrameOf<'arithmeticFor'>): Progress {
  const node = shell.node(frame);
  if (node.type !== 'ArithmeticFor') throw new Error('not a for');
  if (shell.state.dialect !== 'bash') throw new ShellFailure('syntax error: bad for loop variable', 2);
  const text = (part: { pos: number; end: number } | undefined) =>
    part === undefined ? '' : textOf(shell, frame.source, part);
  const part =
    frame.step === 'initialize' ? node.initialize : frame.step === 'test' ? node.test : node.update;
  const value = expand(shell, frame, (expander) => expander.arithmetic(text(part)));
  if (value === null) return true;
  if (frame.step !== 'test') {
    shell.become({ ...frame, answers: undefined, step: 'test' });
    return true;
  }
  if (node.test !== undefined && value === 0n) {
    shell.pop();
    return true;
  }
  shell.become({ ...frame, answers: undefined, step: 'update' });
  shell.enter(frame.source, node.body, frame.guarded);
  return true;
}

export function stepCase(shell: Shell, frame: FrameOf<'case'>): Progress {
  const node = shell.node(frame);
  if (node.type !== 'Case') throw new Error('not a case');
  const next = frame.falls ? node.items[frame.at + 1] : undefined;
  if (next === undefined) {
    shell.pop();
    return true;
  }
  shell.become({ ...frame, at: frame.at + 1, falls: next.terminator === ';&' });
  shell.enter(frame.source, next.body, frame.guarded);
  return true;
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
  if (status === 'running') {
    shell.sys.block({ child: true });
    return false;
  }
  if (shell.state.interactive) shell.sys.foreground(shell.sys.getpid());
  const code = status === 'unknown' ? 127 : status;
  if (code > 128) sayKilled(shell, code, frame);
  return finish(shell, frame, code);
}

/** Shells say what killed a command, unless it was Ctrl-C or a broken pipe. */
function sayKilled(shell: Shell, code: number, frame: FrameOf<'wait'>): void {
  const words: Readonly<Record<number, string>> = {
    1: 'Hangup',
    3: 'Quit',
    4: 'Illegal instruction',
    6: 'Aborted',
    8: 'Floating point exception',
    9: 'Killed',
    10: 'User defined signal 1',
    11: 'Segmentation fault',
    12: 'User defined signal 2',
    14: 'Alarm clock',
    15: 'Terminated',
  };
  const word = words[code - 128];
  if (code === 130 && shell.state.interactive) shell.write(2, '\n');
  if (word === undefined) return;
  if (shell.state.dialect === 'bash' && !shell.state.interactive) {
    const text = `${shell.state.name}: line ${shell.state.line}: ${String(frame.pid).padStart(5)} ${word.padEnd(22)}  ${frame.text}\n`;
    shell.write(2, text);
  } else shell.write(2, `${word}\n`);
}

// --- [[ ]]

function test(shell: Shell, expression: TestExpression, expander: Expander): boolean {
  const { sys } = shell;
  switch (expression.type) {
    case 'TestLogical': {
      const results = expression.operands;
      return expression.operator === '&&'
        ? results.every((operand) => test(shell, operand, expander))
        : results.some((operand) => test(shell, operand, expander));
    }
    case 'TestNot': {
      const result = test(shell, expression.operand, expander);
      return expression.negations.length % 2 === 1 ? !result : result;
    }
    case 'TestGroup':
      return test(shell, expression.expression, expander);
    case 'TestUnary': {
      const operand = expander.text(expression.operand);
      if (expression.operator === '-v') return shell.lookup(operand) !== undefined;
      if (expression.operator === '-o')
        return shell.hasFlag(operand === 'errexit' ? 'e' : operand.slice(0, 1));
      return unaryTest(sys, expression.operator, operand, shell.state.fds);
    }
    case 'TestBinary': {
      const left = expander.text(expression.left);
      const { operator } = expression;
      if (operator === '=' || operator === '==' || operator === '!=') {
        const matches = matchesPattern(left, expander.pattern(expression.right), true);
        return operator === '!=' ? !matches : matches;
      }
      if (operator === '=~')
        return matchesExpression(shell, left, expander.regularExpression(expression.right));
      const right = expander.text(expression.right);
      try {
        return binaryTest(sys, left, operator, right, (text) => Number(arithmetic(shell, text)));
      } catch (error) {
        if (!(error instanceof TestFailure)) throw error;
        throw new ShellFailure(`[[: ${testMessage(error.problem, 'bash')}`, 1);
      }
    }
  }
}

function matchesExpression(shell: Shell, text: string, source: string): boolean {
  let expression: RegExp;
  try {
    expression = new RegExp(posixClasses(source), 's');
  } catch {
    throw new ShellFailure(`[[: invalid regular expression \`${source}'`, 2);
  }
  const match = expression.exec(text);
  if (match !== null) {
    const items = Object.fromEntries([...match].map((group, index) => [String(index), group ?? '']));
    shell.setVariable('BASH_REMATCH', { items });
  }
  return match !== null;
}

const posixClasses = (source: string): string =>
  source
    .replaceAll('[:alpha:]', 'a-zA-Z')
    .replaceAll('[:digit:]', '0-9')
    .replaceAll('[:alnum:]', 'a-zA-Z0-9')
    .replaceAll('[:space:]', '\\s')
    .replaceAll('[:upper:]', 'A-Z')
    .replaceAll('[:lower:]', 'a-z')
    .replaceAll('[:xdigit:]', '0-9a-fA-F');
