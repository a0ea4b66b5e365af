import { parseSignal, SIGNALS, type Signal, signalNumber } from '../../../linux/signal.ts';
import { type KillWords, killCommand } from '../../process/kill.ts';
import type { Shell } from '../shell.ts';
import type { Ending, FrameOf, Job } from '../state.ts';
import { BLOCKED, type Builtins, MOVED, type Result } from './types.ts';

function findJob(shell: Shell, text: string): Job | undefined {
  const { jobs } = shell.state;
  const name = text.replace(/^%/, '');
  if (name === '' || name === '%' || name === '+') return jobs.at(-1);
  if (name === '-') return jobs.at(-2) ?? jobs.at(-1);
  if (/^\d+$/.test(name)) return jobs.find((job) => job.number === Number(name));
  return jobs.findLast((job) => job.text.startsWith(name));
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const TRAP_NAMES = ['EXIT', 'ERR', 'DEBUG', 'RETURN'];

function trapName(text: string): string | undefined {
  const name = text.toUpperCase().replace(/^SIG/, '');
  if (name === '0' || name === 'EXIT') return 'EXIT';
  if (TRAP_NAMES.includes(name)) return name;
  return parseSignal(text);
}

function trap(shell: Shell, args: readonly string[]): Result {
  const { dialect } = shell.state;
  const list = args[0] === '--' ? args.slice(1) : args;
  if (list[0] === '-l') {
    shell.write(1, `${SIGNALS.map((signal) => `${signalNumber(signal)}) SIG${signal}`).join('\n')}\n`);
    return 0;
  }
  if (list.length === 0 || list[0] === '-p') {
    const order = ['EXIT', ...SIGNALS, 'ERR'];
    for (const name of order) {
      const action = shell.state.traps[name];
      if (action === undefined) continue;
      const full = dialect === 'bash' && name !== 'EXIT' && name !== 'ERR' ? `SIG${name}` : name;
      shell.write(1, `trap -- ${quote(action)} ${full}\n`);
    }
    return 0;
  }
  const resets = list[0] === '-' || list.length === 1 || /^\d+$/.test(list[0] as string);
  const action = resets ? null : (list[0] as string);
  const names = list.length === 1 || (resets && list[0] !== '-') ? list : list.slice(1);
  let status = 0;
  for (const text of names) {
    const name = trapName(text);
    if (
      name === undefined ||
      ((name === 'ERR' || name === 'DEBUG' || name === 'RETURN') && dialect === 'dash')
    ) {
      if (dialect === 'dash') shell.write(2, `trap: ${text}: bad trap\n`);
      else shell.complain(`${text}: invalid signal specification`, 'trap');
      status = 1;
      continue;
    }
    setTrap(shell, name, action);
  }
  return status;
}

function setTrap(shell: Shell, name: string, action: string | null): void {
  const { [name]: _, ...traps } = shell.state.traps;
  shell.state.traps = action === null ? traps : { ...traps, [name]: action };
  if (TRAP_NAMES.includes(name) || name === 'KILL' || name === 'STOP') return;
  const signal = name as Signal;
  if (action === '') shell.sys.onSignal(signal, 'ignore');
  else if (action !== null) shell.sys.onSignal(signal, 'handle');
  else if (shell.state.interactive && signal === 'INT') shell.sys.onSignal(signal, 'handle');
  else if (shell.state.interactive && (signal === 'TERM' || signal === 'QUIT'))
    shell.sys.onSignal(signal, 'ignore');
  else shell.sys.onSignal(signal, 'default');
}

/** Waits for pids and jobs, or for all; a signal with a trap ends it at once. */
function wait(shell: Shell, args: readonly string[], frame: FrameOf<'builtin'>): Result {
  const { state } = shell;
  const [signal] = state.arrived;
  if (signal !== undefined) return 128 + signalNumber(signal);
  let status = 0;
  if (args[0] === '-n' && state.dialect === 'dash') {
    shell.complain('Illegal option -n', 'wait');
    return 2;
  }
  if (args[0] === '-n') {
    for (const job of state.jobs) {
      const code = jobStatus(shell, job);
      if (code !== null) return code;
    }
    if (state.jobs.length === 0) return 127;
    shell.sys.block({ child: true });
    return BLOCKED;
  }
  if (args.length === 0) {
    for (const job of state.jobs) jobStatus(shell, job);
    if (state.jobs.length === 0) return 0;
    shell.sys.block({ child: true });
    return BLOCKED;
  }
  const done = (frame.data ?? {}) as Readonly<Record<string, number>>;
  for (const text of args) {
    const known = done[text];
    if (known !== undefined) {
      status = known;
      continue;
    }
    const job = text.startsWith('%')
      ? findJob(shell, text)
      : state.jobs.find((each) => each.pids.includes(Number(text)));
    if (job === undefined) {
      if (text.startsWith('%') && state.dialect !== 'bash') {
        shell.complain(state.dialect === 'dash' ? `No such job: ${text}` : `${text}: no such job`, 'wait');
        return 2;
      }
      const ended = state.ended[Number(text)];
      if (ended === undefined && state.dialect === 'bash') {
        if (text.startsWith('%')) shell.complain(`${text}: no such job`, 'wait');
        else if (/^\d+$/.test(text)) shell.complain(`pid ${text} is not a child of this shell`, 'wait');
        else shell.complain(`\`${text}': not a pid or valid job spec`, 'wait');
      }
      status = ended?.code ?? 127;
      continue;
    }
    const code = jobStatus(shell, job);
    if (code === null) {
      shell.become({ ...frame, data: done });
      shell.sys.block({ child: true });
      return BLOCKED;
    }
    status = code;
  }
  return status;
}

/** How a job ended, which is then forgotten; null while it runs. */
function jobStatus(shell: Shell, job: Job): number | null {
  const status = shell.ended(job.pids.at(-1) as number);
  if (status === 'running') return null;
  shell.state.jobs = shell.state.jobs.filter((each) => each.number !== job.number);
  if (status.killed && status.code === 143 && !shell.state.interactive && shell.state.dialect !== 'bash') {
    shell.write(2, 'Terminated\n');
  }
  return status.code;
}

function jobLine(shell: Shell, job: Job, state: string, mark: string): string {
  switch (shell.state.dialect) {
    case 'bash':
      return `[${job.number}]${mark}  ${state.padEnd(24)}${job.text}${state === 'Running' ? ' &' : ''}\n`;
    case 'dash':
      return `[${job.number}] ${mark} ${state.padEnd(27)}${job.text}\n`;
    default:
      return `[${job.number}]${mark}  ${state.padEnd(27)}${job.text}\n`;
  }
}

function stateOf({ code, killed }: Ending): string {
  if (code === 0) return 'Done';
  if (killed && code === 143) return 'Terminated';
  if (killed && code === 137) return 'Killed';
  return `Done(${code})`;
}

/** Says what Ctrl-Z has stopped. */
export function sayStopped(shell: Shell): void {
  const job = shell.state.jobs.at(-1);
  if (job !== undefined) shell.write(2, `\n${jobLine(shell, job, 'Stopped', '+')}`);
}

/** Jobs that have ended, as an interactive shell reports them before its prompt. */
export function reportJobs(shell: Shell, all: boolean): void {
  shell.gather();
  const { jobs } = shell.state;
  for (const [index, job] of jobs.entries()) {
    const mark = index === jobs.length - 1 ? '+' : index === jobs.length - 2 ? '-' : ' ';
    const status = shell.state.ended[job.pids.at(-1) as number];
    if (status === undefined) {
      const stopped = shell.isStopped(job.pids);
      if (all) shell.write(1, jobLine(shell, job, stopped ? 'Stopped' : 'Running', mark));
      else if (stopped && !job.stopped) shell.write(2, jobLine(shell, job, 'Stopped', mark));
      if (stopped !== job.stopped) {
        shell.state.jobs = shell.state.jobs.map((each) =>
          each.number === job.number ? { ...each, stopped } : each,
        );
      }
      continue;
    }
    const { code, killed } = status;
    const bashExit = shell.state.dialect === 'bash' && code > 0 && !killed;
    shell.write(all ? 1 : 2, jobLine(shell, job, bashExit ? `Exit ${code}` : stateOf(status), mark));
    jobStatus(shell, job);
  }
}

function foreground(shell: Shell, args: readonly string[], frame: FrameOf<'builtin'>): Result {
  const job = findJob(shell, args[0] ?? '%+');
  if (job === undefined) {
    shell.complain(
      shell.state.dialect === 'bash' ? `${args[0] ?? 'current'}: no such job` : 'No current job',
      'fg',
    );
    return shell.state.dialect === 'bash' ? 1 : 2;
  }
  const pid = job.pids.at(-1) as number;
  const leader = job.pids[0] as number;
  shell.write(1, `${job.text}\n`);
  shell.sys.foreground(leader);
  shell.sys.kill(-leader, 'CONT');
  shell.state.jobs = shell.state.jobs.filter((each) => each.number !== job.number);
  const { source, node, guarded } = frame;
  shell.become({ kind: 'wait', source, node, guarded, pid, text: job.text, pids: job.pids });
  return MOVED;
}

export const jobs: Builtins = {
  trap: { run: trap },
  wait: { run: wait },
  jobs: {
    run(shell, args) {
      if (args[0] === '-p') {
        for (const job of shell.state.jobs) shell.write(1, `${job.pids.at(-1)}\n`);
        return 0;
      }
      reportJobs(shell, true);
      return 0;
    },
  },
  fg: { run: foreground },
  bg: {
    run(shell, args) {
      const job = findJob(shell, args[0] ?? '%+');
      if (job === undefined) {
        shell.complain(
          shell.state.dialect === 'bash' ? `${args[0] ?? 'current'}: no such job` : 'No current job',
          'bg',
        );
        return 1;
      }
      shell.sys.kill(-(job.pids[0] as number), 'CONT');
      shell.state.jobs = shell.state.jobs.map((each) =>
        each.number === job.number ? { ...each, stopped: false } : each,
      );
      const line =
        shell.state.dialect === 'bash' ? `[${job.number}]+ ${job.text} &` : `[${job.number}] ${job.text}`;
      shell.write(1, `${line}\n`);
      return 0;
    },
  },
  kill: {
    run(shell, args) {
      const words: KillWords = shell.state.dialect === 'ash' ? 'busybox' : shell.state.dialect;
      const named: Job[] = [];
      const status = killCommand(shell.sys, args, {
        words,
        out: (text) => shell.write(1, text),
        complain: (text) => {
          if (words === 'bash' && text.startsWith('usage:')) shell.write(2, `kill: ${text}\n`);
          else shell.complainApplet(text, 'kill');
        },
        job: (text) => {
          const job = findJob(shell, text);
          if (job === undefined) {
            shell.complain(
              shell.state.dialect === 'dash' ? `No such job: ${text}` : `${text}: no such job`,
              'kill',
            );
          }
          if (job === undefined) return undefined;
          named.push(job);
          if (!shell.state.interactive) return job.pids.at(-1) as number;
          return -(job.pids[0] as number);
        },
      });
      // What is stopped could not end otherwise.
      if (!/^-(?:s|n|STOP|SIGSTOP|19|TSTP|SIGTSTP|20|0)$/.test(args[0] ?? '')) {
        for (const job of named) {
          if (shell.state.interactive && job.stopped) shell.sys.kill(-(job.pids[0] as number), 'CONT');
        }
      }
      return status;
    },
  },
};
