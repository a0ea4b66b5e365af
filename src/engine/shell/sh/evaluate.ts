import type { CompoundCommand, Statement, Word } from 'unbash';
import { isErrno } from '../../linux/errno.ts';
import { command, define, failRedirect, mayReplace, traceLine } from './commands.ts';
import { doubleBrackets } from './doubleBrackets.ts';
import { bare, finish, lineOf, nodeFrame, textOf } from './finish.ts';
import { matchesPattern } from './pattern.ts';
import { startPipeline } from './pipelines.ts';
import { expandRedirect, redirect } from './redirects.ts';
import { type Shell, ShellFailure } from './shell.ts';
import type { FrameOf } from './state.ts';
import { expand } from './substitute.ts';
import { saySyntaxError } from './syntax.ts';
import { leaveOrEnd, unwindTo } from './unwind.ts';

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
      if ('failed' in done) {
        // BusyBox does not take this for the end of a script under `set -e`.
        const guarded = frame.guarded || shell.state.dialect === 'ash';
        return failRedirect(shell, { ...frame, guarded }, done.failed);
      }
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
      const { interactive } = shell.state;
      const child = nodeFrame(shell, frame.source, node.body, frame.guarded);
      const pid = shell.fork([child], shell.state.fds, { newGroup: interactive });
      if (pid === null) return finish(shell, frame, 2);
      if (interactive) shell.sys.foreground(pid);
      shell.become({ ...bare(frame), kind: 'wait', pid, text: textOf(shell, frame.source, node) });
      return true;
    }
    case 'TestCommand': {
      if (shell.state.dialect === 'dash') {
        shell.state.line = lineOf(shell, frame.source, node);
        shell.complain('[[: not found');
        return finish(shell, frame, 127);
      }
      const result = expand(shell, frame, (expander) =>
        doubleBrackets(shell, node.expression, expander) ? 0 : 1,
      );
      return result === null ? true : finish(shell, frame, result);
    }
    case 'ArithmeticCommand': {
      if (shell.state.dialect !== 'bash') return nestedSubshell(shell, frame, node.body);
      const value = expand(shell, frame, (expander) => {
        try {
          return expander.arithmetic(node.body);
        } catch (error) {
          if (!(error instanceof ShellFailure) || !error.message.includes('(error token is')) throw error;
          shell.complain(error.message, '((');
          return 0n;
        }
      });
      return value === null ? true : finish(shell, frame, value === 0n ? 1 : 0);
    }
    default:
      throw new ShellFailure('select is not modelled in this simulation', 2);
  }
}

/** For a shell without ((…)) that is one subshell in another. */
function nestedSubshell(shell: Shell, frame: NodeFrame, text: string): Progress {
  const source = shell.addSource(text, lineOf(shell, frame.source, shell.node(frame)));
  const pid = shell.fork([{ kind: 'node', source, node: 0, guarded: frame.guarded }], shell.state.fds);
  if (pid === null) return finish(shell, frame, 2);
  shell.become({ ...bare(frame), kind: 'wait', pid, text });
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
  if (error === null) throw new Error('no error');
  const text = shell.text(frame.source);
  const index = shell.frames().findLastIndex(({ kind }) => kind === 'scope');
  const scope = shell.frames()[index];
  const call = scope?.kind === 'scope' && scope.source === frame.source ? scope.call : null;
  shell.state.line = lineOf(shell, frame.source, { pos: error.offset });
  saySyntaxError(shell, text, error, call === 'eval' ? 'eval' : null);
  shell.state.status = 2;
  if (call === null || shell.state.dialect !== 'bash') return leaveOrEnd(shell, 2);
  // bash gives up only what it was evaluating.
  unwindTo(shell, index + 1);
  return true;
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
  if (shell.state.dialect === 'bash') {
    const words = node.wordlist?.map((word) => word.text) ?? ['"$@"'];
    traceLine(shell, ['for', node.name.value, 'in', ...words]);
  }
  shell.assign(node.name.value, item);
  shell.become({ ...frame, at: frame.at + 1 });
  shell.enter(frame.source, node.body, frame.guarded);
  return true;
}

export function stepArithmeticFor(shell: Shell, frame: FrameOf<'arithmeticFor'>): Progress {
  const node = shell.node(frame);
  if (node.type !== 'ArithmeticFor') throw new Error('not a for');
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
