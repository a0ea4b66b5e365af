// Models busybox@v1.37.0 shell/ash.c
// Models dash@v0.5.12 src/main.c
// Models bash@v5.2 shell.c
// Differs: no select, no coproc; history and line editing are the terminal's.
import { errorText, isErrno } from '../../linux/errno.ts';
import type { Program } from '../../linux/program.ts';
import type { Signal } from '../../linux/signal.ts';
import type { Sys } from '../../linux/sys.ts';
import { stepBuiltin, stepWait } from './commands.ts';
import {
  evaluateNode,
  stepAnd,
  stepArithmeticFor,
  stepCase,
  stepFor,
  stepIf,
  stepList,
  stepWhile,
} from './evaluate.ts';
import { stepPipeline } from './pipelines.ts';
import { stepReader } from './prompt.ts';
import { NeedsReader } from './redirects.ts';
import { basename, Shell, ShellFailure, UNHEEDED } from './shell.ts';
import type { Dialect, Frame, ShellState, Variable } from './state.ts';
import { stepSubstitution } from './substitute.ts';
import { checkFailure, endShell, leave, leaveOrEnd, runTrap, unwindTo } from './unwind.ts';

function dialectOf(sys: Sys): Dialect {
  const name = basename(sys.self.argv[0] ?? 'sh').replace(/^-/, '');
  if (name === 'bash') return 'bash';
  if (name === 'dash') return 'dash';
  if (name === 'ash' || sys.flavour === 'busybox') return 'ash';
  // A script run by `#!/bin/bash` has the interpreter's path as what is executed.
  return basename(sys.self.exe) === 'bash' ? 'bash' : 'dash';
}

/** The first state of a shell from its arguments; a string is what it says before it ends with 2 or 127. */
function start(sys: Sys): ShellState | { readonly text: string; readonly status: number } {
  const { argv, env } = sys.self;
  const dialect = dialectOf(sys);
  const own = (argv[0] ?? 'sh').replace(/^-/, '');
  let flags = '';
  let pipefail = false;
  let command = false;
  let interactive = false;
  let input = false;
  let at = 1;
  for (; at < argv.length; at++) {
    const text = argv[at] as string;
    if (text === '--' || text === '-') {
      at++;
      break;
    }
    if (text.startsWith('--')) {
      if (text === '--version' && dialect === 'bash') {
        return { text: 'GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)\n', status: 0 };
      }
      continue;
    }
    if (!/^[-+]\w/.test(text)) break;
    const on = text.startsWith('-');
    for (const letter of text.slice(1)) {
      if (letter === 'c') command = true;
      else if (letter === 'i') interactive = true;
      else if (letter === 's') input = true;
      else if (letter === 'l') continue;
      else if (letter === 'o') {
        at++;
        const name = argv[at];
        if (name === 'pipefail') pipefail = on;
        else if (name === 'errexit') flags += 'e';
        else if (name === 'nounset') flags += 'u';
        else if (name === 'xtrace') flags += 'x';
      } else if ('abCefhmnuvxE'.includes(letter)) flags += letter;
      else {
        const said =
          dialect === 'bash'
            ? `${own}: ${text}: invalid option\n`
            : `${own}: ${dialect === 'dash' ? '0: ' : ''}${dialect === 'dash' ? 'Illegal' : 'illegal'} option -${letter}\n`;
        return { text: said, status: 2 };
      }
    }
  }
  const rest = argv.slice(at);
  let text: string | null = null;
  let name = own;
  let parameters: readonly string[] = rest;
  let from: ShellState['from'] = 'input';
  if (command) {
    const [given] = rest;
    if (given === undefined) {
      const said = {
        ash: `${own}: -c requires an argument\n`,
        dash: `${own}: 0: -c requires an argument\n`,
        bash: `${own}: -c: option requires an argument\n`,
      };
      return { text: said[dialect], status: 2 };
    }
    text = given;
    name = rest[1] ?? own;
    parameters = rest.slice(2);
    from = 'command';
  } else if (rest.length > 0 && !input) {
    name = rest[0] as string;
    parameters = rest.slice(1);
    from = 'file';
    const read = sys.readFile(name);
    if (isErrno(read)) {
      const said = {
        ash: `${own}: can't open '${name}': ${errorText(read.errno)}\n`,
        dash: `${own}: 0: cannot open ${name}: ${read.errno === 'ENOENT' ? 'No such file' : errorText(read.errno)}\n`,
        bash: `${own}: ${name}: ${read.errno === 'EISDIR' ? 'Is a directory' : errorText(read.errno)}\n`,
      };
      return { text: said[dialect], status: read.errno === 'EISDIR' ? 126 : dialect === 'bash' ? 127 : 2 };
    }
    text = read;
  }
  interactive ||= text === null && sys.isTerminal(0);

  const variables: Record<string, Variable> = {};
  for (const [key, value] of Object.entries(env)) {
    if (/^[A-Za-z_]\w*$/.test(key)) variables[key] = { value, exported: true };
  }
  variables.PWD = { value: sys.self.cwd, exported: true };
  variables.OPTIND = { value: '1' };
  variables.IFS = { value: ' \t\n' };
  variables.PS4 = { value: '+ ' };
  variables.PATH ??= { value: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' };
  if (dialect !== 'dash') variables.SHLVL = { value: String(Number(env.SHLVL ?? 0) + 1), exported: true };
  delete variables._;
  const fds: Record<number, number> = {};
  for (const fd of Object.keys(sys.self.fds)) fds[Number(fd)] = Number(fd);

  const frame: Frame =
    text === null
      ? { kind: 'reader', source: 0, node: 0, guarded: false, text: '', line: 1, prompted: false }
      : { kind: 'node', source: 0, node: 0, guarded: false };
  return {
    dialect,
    name,
    interactive,
    from,
    pid: sys.getpid(),
    subshell: false,
    replaceable: from === 'command' && dialect !== 'dash',
    sources: { 0: { text: text ?? '', line: 1 } },
    nextSource: 1,
    stack: [frame],
    variables,
    functions: {},
    aliases: {},
    parameters,
    status: 0,
    substituted: null,
    flags,
    pipefail,
    lastBackground: null,
    jobs: [],
    ended: {},
    traps: {},
    arrived: [],
    fds,
    borrowed: [],
    startedMs: sys.nowMs,
    restless: 0,
    forked: { atMs: sys.nowMs, count: 0 },
    optionAt: 0,
    line: 1,
    lastArgument: own,
    fresh: null,
  };
}

/** What a shell does about signals from its beginning, and a subshell about those of its parent. */
function settle(shell: Shell, first: boolean): void {
  const { sys, state } = shell;
  if (state.fresh !== null) {
    for (const signal of state.fresh.handled) sys.onSignal(signal, 'default');
    for (const signal of state.fresh.ignore) sys.onSignal(signal, 'ignore');
    state.fresh = null;
  }
  if (first && state.interactive) {
    sys.foreground(sys.getpid());
    sys.onSignal('INT', 'handle');
    sys.onSignal(UNHEEDED, 'ignore');
    if (state.dialect === 'bash') loadStartFile(shell);
  }
}

/** bash reads ~/.bashrc when it is interactive. */
function loadStartFile(shell: Shell): void {
  const home = shell.value('HOME');
  const text = home === undefined ? undefined : shell.sys.readFile(`${home}/.bashrc`);
  if (text === undefined || isErrno(text) || text.trim() === '') return;
  const source = shell.addSource(text, 1);
  shell.push({ kind: 'node', source, node: 0, guarded: true });
}

const QUIET: ReadonlySet<Frame['kind']> = new Set(['wait', 'substitution']);

/** Takes signals that have arrived; runs their traps unless the shell waits for a command in the foreground. */
function handleSignals(shell: Shell): void {
  const { sys } = shell;
  for (let signal = sys.takeSignal(); signal !== undefined; signal = sys.takeSignal()) {
    if (shell.state.traps[signal] === undefined && shell.state.interactive) {
      if (signal === 'INT') interrupt(shell);
      continue;
    }
    if (!shell.state.arrived.includes(signal)) shell.state.arrived = [...shell.state.arrived, signal];
  }
  const top = shell.top();
  if (shell.state.arrived.length === 0 || top === undefined) return;
  if (QUIET.has(top.kind) || (top.kind === 'pipeline' && top.pids.length > 0)) return;
  // What blocks comes to its own end first: `wait` at once, `read` when there is a line.
  if (top.kind === 'builtin') return;
  // What is left of a command is to put back its redirections, which are not the trap's.
  if (top.kind === 'scope') return;
  const [signal, ...arrived] = shell.state.arrived as readonly [Signal, ...Signal[]];
  shell.state.arrived = arrived;
  const action = shell.state.traps[signal];
  if (action !== undefined && action !== '') runTrap(shell, action, top);
}

/** Ctrl-C at an interactive shell: it forgets what it was doing and asks for the next command. */
function interrupt(shell: Shell): void {
  const top = shell.top();
  if (top === undefined || QUIET.has(top.kind)) return;
  unwindTo(shell, 1);
  const reader = shell.top();
  if (reader?.kind !== 'reader') return;
  shell.write(2, '\n');
  shell.state.status = 130;
  shell.become({ ...reader, text: '', prompted: false });
}

/** One small step. False: the shell sleeps, has ended, or is another program now. */
function step(shell: Shell): boolean {
  const frame = shell.top();
  if (frame === undefined) return endShell(shell, shell.state.status);
  switch (frame.kind) {
    case 'node':
      return evaluateNode(shell, frame);
    case 'list':
      return stepList(shell, frame);
    case 'and':
      return stepAnd(shell, frame);
    case 'pipeline':
      return stepPipeline(shell, frame);
    case 'if':
      return stepIf(shell, frame);
    case 'while':
      return stepWhile(shell, frame);
    case 'for':
      return stepFor(shell, frame);
    case 'arithmeticFor':
      return stepArithmeticFor(shell, frame);
    case 'case':
      return stepCase(shell, frame);
    case 'builtin':
      return stepBuiltin(shell, frame);
    case 'wait':
      return stepWait(shell, frame);
    case 'substitution':
      return stepSubstitution(shell, frame);
    case 'scope':
      leave(shell, shell.pop());
      shell.giveBack();
      return frame.call === 'block' ? true : checkFailure(shell, frame.guarded, frame);
    case 'trap':
      shell.pop();
      shell.state.status = frame.status;
      return true;
    case 'exit':
      shell.pop();
      return endShell(shell, frame.code);
    case 'reader':
      return stepReader(shell, frame);
  }
}

/** What a script did wrong: said, and the end of a shell that is not interactive. */
function fail(shell: Shell, failure: ShellFailure): boolean {
  shell.complain(failure.message, failure.command);
  return leaveOrEnd(shell, failure.status);
}

/** Turns a shell may go on at full speed without waiting, and its steps in a turn after that. */
const PATIENCE = 10;
const FEW_STEPS = 50;
/** A loop that makes children and never sleeps would stand still in time: what they cost beyond so many. */
const FREE_CHILDREN = 20;
const CHILD_MS = 1;

export const sh: Program = {
  rssBytes: 1024 * 1024,
  run(sys) {
    const first = sys.memory === null;
    const state = first ? start(sys) : (sys.memory as ShellState);
    if ('text' in state) {
      sys.write(state.status === 0 ? 1 : 2, state.text);
      sys.exit(state.status);
      return;
    }
    const shell = new Shell(sys, state);
    settle(shell, first);
    let going = true;
    // A loop that never waits uses up its time as well with few steps as with many.
    let steps = shell.state.restless < PATIENCE ? Number.POSITIVE_INFINITY : FEW_STEPS;
    while (going) {
      handleSignals(shell);
      if (!sys.withinBudget() || steps-- <= 0) break;
      if (shell.state.forked.count >= FREE_CHILDREN && shell.state.forked.atMs === sys.nowMs) {
        sys.compute(shell.state.forked.count * CHILD_MS);
        shell.state.forked = { atMs: sys.nowMs, count: 0 };
        break;
      }
      try {
        going = step(shell);
      } catch (error) {
        if (error instanceof NeedsReader) {
          sys.block({ changed: error.path });
          going = false;
          continue;
        }
        if (!(error instanceof ShellFailure)) throw error;
        going = fail(shell, error);
      }
    }
    shell.state.restless = going ? shell.state.restless + 1 : 0;
    // One that has ended or is another program now has no state to keep.
    if (going || sys.self.wait !== null) sys.remember(shell.snapshot());
  },
};
