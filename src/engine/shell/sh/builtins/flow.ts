import { errorText, isErrno } from '../../../linux/errno.ts';
import { couldNotRun } from '../commands.ts';
import { arithmetic } from '../parameters.ts';
import { type Shell, ShellFailure } from '../shell.ts';
import type { Frame, FrameOf } from '../state.ts';
import { checkFailure, endShell, unwindTo } from '../unwind.ts';
import { BLOCKED, type Builtins, MOVED, type Result } from './types.ts';

const isLoop = (frame: Frame): boolean =>
  frame.kind === 'while' || frame.kind === 'for' || frame.kind === 'arithmeticFor';

/** A count or exit status given as an argument. */
function number(shell: Shell, command: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  if (shell.state.dialect === 'bash') {
    if (/^-\d+$/.test(text)) return Number(text);
    throw new ShellFailure(`${text}: numeric argument required`, 2, command);
  }
  throw new ShellFailure(`Illegal number: ${text}`, 2, command);
}

function jump(shell: Shell, args: readonly string[], command: 'break' | 'continue'): Result {
  const count = args[0] === undefined ? 1 : number(shell, command, args[0]);
  if (count < 1) throw new ShellFailure(`Illegal number: ${args[0]}`, 1, command);
  const frames = shell.frames();
  let left = count;
  let target = -1;
  for (let index = frames.length - 1; index >= 0 && left > 0; index--) {
    const frame = frames[index] as Frame;
    if (frame.kind === 'scope' && frame.call === 'function') break;
    if (!isLoop(frame)) continue;
    target = index;
    left--;
  }
  if (target < 0) {
    if (shell.state.dialect === 'bash') {
      shell.complain("only meaningful in a `for', `while', or `until' loop", command);
    }
    return 0;
  }
  unwindTo(shell, target + 1);
  shell.state.status = 0;
  if (command === 'break') shell.pop();
  return MOVED;
}

function evaluateText(
  shell: Shell,
  frame: FrameOf<'builtin'>,
  text: string,
  scope: { readonly call: 'eval' | 'source'; readonly parameters?: readonly string[] },
): Result {
  shell.pop();
  const source = shell.addSource(text, scope.call === 'eval' ? shell.state.line : 1);
  shell.push({ kind: 'scope', source, node: 0, guarded: frame.guarded, ...scope });
  shell.push({ kind: 'node', source, node: 0, guarded: frame.guarded });
  return MOVED;
}

function source(shell: Shell, args: readonly string[], frame: FrameOf<'builtin'>, name: string): Result {
  const { dialect } = shell.state;
  const [file, ...parameters] = args;
  if (file === undefined) {
    if (dialect === 'bash') shell.complain('filename argument required', name);
    return dialect === 'dash' ? 0 : 2;
  }
  let path: string | undefined = file;
  if (!file.includes('/')) {
    const directories = (shell.value('PATH') ?? '').split(':');
    path = directories
      .map((directory) => `${directory}/${file}`)
      .find((each) => !isErrno(shell.sys.stat(each)));
    if (path === undefined && dialect === 'bash') path = file;
  }
  const text = path === undefined ? undefined : shell.sys.readFile(path);
  if (text === undefined || isErrno(text)) {
    const why = text === undefined ? 'ENOENT' : text.errno;
    if (dialect === 'bash') {
      shell.complain(
        `${file}: ${why === 'EISDIR' ? 'is a directory' : errorText(why)}`,
        why === 'EISDIR' ? name : null,
      );
      return 1;
    }
    if (text === undefined) throw new ShellFailure(`${file}: not found`, 2, name);
    const message =
      dialect === 'dash' ? `cannot open ${file}: No such file` : `can't open '${file}': ${errorText(why)}`;
    throw new ShellFailure(message, 2, name);
  }
  return evaluateText(shell, frame, text, {
    call: 'source',
    ...(parameters.length > 0 ? { parameters: [...shell.state.parameters] } : {}),
  }) === MOVED && parameters.length > 0
    ? setParameters(shell, parameters)
    : MOVED;
}

function setParameters(shell: Shell, parameters: readonly string[]): Result {
  shell.state.parameters = parameters;
  return MOVED;
}

export const flow: Builtins = {
  ':': { run: () => 0 },
  true: { run: () => 0 },
  false: { run: () => 1 },
  break: { run: (shell, args) => jump(shell, args, 'break') },
  continue: { run: (shell, args) => jump(shell, args, 'continue') },
  return: {
    run(shell, args) {
      const given = args[0] === undefined ? shell.state.status : number(shell, 'return', args[0]);
      const status = shell.state.dialect === 'dash' ? given : given & 255;
      const frames = shell.frames();
      const index = frames.findLastIndex(
        (frame) => frame.kind === 'scope' && (frame.call === 'function' || frame.call === 'source'),
      );
      if (index < 0) {
        if (shell.state.dialect === 'bash') {
          shell.complain("can only `return' from a function or sourced script", 'return');
          return 2;
        }
        return endShell(shell, status) ? MOVED : BLOCKED;
      }
      const scope = frames[index] as Frame;
      unwindTo(shell, index);
      shell.state.status = status;
      return checkFailure(shell, scope.guarded, scope) ? MOVED : BLOCKED;
    },
  },
  exit: {
    run(shell, args) {
      const { dialect } = shell.state;
      let status = shell.state.status;
      const trap = shell.frames().findLast((frame) => frame.kind === 'trap');
      const ending = shell.frames().find((frame) => frame.kind === 'exit');
      if (args[0] === undefined && trap?.kind === 'trap') status = trap.status;
      if (args[0] === undefined && ending?.kind === 'exit') status = ending.code;
      if (args[0] !== undefined) {
        try {
          status = number(shell, 'exit', args[0]);
        } catch (error) {
          if (dialect !== 'bash' || !(error instanceof ShellFailure)) throw error;
          shell.complain(error.message, 'exit');
          status = 2;
        }
      }
      if (shell.state.interactive && dialect === 'bash') shell.write(2, 'exit\n');
      return endShell(shell, status) ? MOVED : BLOCKED;
    },
  },
  eval: {
    run(shell, args, frame) {
      const text = args.join(' ');
      return text.trim() === '' ? 0 : evaluateText(shell, frame, text, { call: 'eval' });
    },
  },
  '.': { run: (shell, args, frame) => source(shell, args, frame, '.') },
  source: { run: (shell, args, frame) => source(shell, args, frame, 'source'), only: ['ash', 'bash'] },
  exec: {
    run(shell, args) {
      let list = args;
      let name: string | undefined;
      while (list[0]?.startsWith('-') === true && list[0] !== '-') {
        if (list[0] === '--') {
          list = list.slice(1);
          break;
        }
        if (list[0] === '-a') {
          name = list[1];
          list = list.slice(2);
        } else list = list.slice(1);
      }
      const [command] = list;
      if (command === undefined) return 0;
      const found = shell.find(command);
      const failed =
        typeof found === 'object'
          ? shell.sys.exec({
              argv: name === undefined ? list : [name, ...list.slice(1)],
              path: found.path,
              env: shell.environment(),
            })
          : { errno: found === 'denied' ? ('EACCES' as const) : ('ENOENT' as const) };
      if (failed === undefined) return BLOCKED;
      const { dialect } = shell.state;
      let status: number;
      if (failed.errno === 'ENOENT' || failed.errno === 'ENOTDIR') {
        if (dialect === 'bash') {
          if (command.includes('/')) shell.complain(`${command}: No such file or directory`);
          else shell.complain(`${command}: not found`, 'exec');
        } else shell.complain(`${command}: not found`, 'exec');
        status = 127;
      } else status = couldNotRun(shell, command, failed.errno);
      if (shell.state.interactive) return status;
      return endShell(shell, status) ? MOVED : BLOCKED;
    },
  },
  shift: {
    run(shell, args) {
      const count = args[0] === undefined ? 1 : number(shell, 'shift', args[0]);
      const { parameters, dialect } = shell.state;
      if (count > parameters.length) {
        if (dialect === 'dash') throw new ShellFailure("can't shift that many", 2, 'shift');
        return 1;
      }
      shell.state.parameters = parameters.slice(count);
      return 0;
    },
  },
  let: {
    only: ['ash', 'bash'],
    run(shell, args) {
      let value = 0n;
      for (const text of args) value = arithmetic(shell, text);
      return value === 0n ? 1 : 0;
    },
  },
};
