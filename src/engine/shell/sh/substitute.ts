import { isErrno } from '../../linux/errno.ts';
import { Expander, NeedsOutput, NeedsProcess } from './expand.ts';
import { bare, lineOf } from './finish.ts';
import { type Shell, ShellFailure } from './shell.ts';
import type { Frame, FrameOf } from './state.ts';

/**
 * Expands with the outputs known so far. When another is needed, its command is started on top of the stack,
 * nothing that was changed counts, and null says to come back.
 */
export function expand<T>(shell: Shell, frame: Frame, how: (expander: Expander) => T): T | null {
  if (frame.answers === undefined) shell.state.substituted = null;
  const before = shell.markVariables();
  shell.state.line = lineOf(shell, frame.source, shell.node(frame));
  try {
    return how(new Expander(shell, frame.answers ?? []));
  } catch (thrown) {
    let started: boolean;
    if (thrown instanceof NeedsOutput) started = substitute(shell, frame, thrown.text);
    else if (thrown instanceof NeedsProcess) started = openProcess(shell, frame, thrown);
    else throw thrown;
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

/** Starts the process of `<(…)` or `>(…)`; its pipe stays open until the command is over. */
function openProcess(shell: Shell, frame: Frame, { text, operator }: NeedsProcess): boolean {
  const { sys, state } = shell;
  const [read, write] = sys.pipe();
  const [ours, theirs] = operator === '<' ? [read, write] : [write, read];
  const own = shell.high(ours);
  const other = shell.high(theirs);
  const source = shell.addSource(text, state.line);
  const script: Frame = { kind: 'node', source, node: 0, guarded: false };
  const pid = shell.fork([script], { ...state.fds, [operator === '<' ? 1 : 0]: other });
  sys.close(other);
  if (pid === null) {
    sys.close(own);
    return false;
  }
  let number = 63;
  while (number in state.fds) number--;
  state.fds = { ...state.fds, [number]: own };
  state.borrowed = [...state.borrowed, { number, fd: own, depth: shell.depth }];
  shell.become({ ...frame, answers: [...(frame.answers ?? []), `/dev/fd/${number}`] });
  return true;
}

export function stepSubstitution(shell: Shell, frame: FrameOf<'substitution'>): boolean {
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
  shell.state.substituted = status.code;
  const waiting = shell.top();
  if (waiting !== undefined) shell.become({ ...waiting, answers: [...(waiting.answers ?? []), output] });
  return true;
}
