import type { SyntaxNode } from 'unbash';
import { sayStopped } from './builtins/jobs.ts';
import { finish, nodeFrame, textOf } from './finish.ts';
import type { Shell } from './shell.ts';
import type { FrameOf } from './state.ts';

/** Starts each part as a child of its own; one part alone is evaluated in place. */
export function startPipeline(shell: Shell): boolean {
  const frame = shell.top() as FrameOf<'pipeline'>;
  const node = shell.node(frame);
  if (node.type !== 'Pipeline') throw new Error('not a pipeline');
  const timed = node.prefixes.some((prefix) => prefix.type === 'Time');
  if (timed && shell.state.dialect === 'dash' && shell.find('time') === 'missing') {
    shell.complain('time: not found');
    return finish(shell, frame, 127);
  }
  const [only] = node.commands;
  if (node.commands.length === 1 && only !== undefined) {
    const negated = node.prefixes.some((prefix) => prefix.type === 'Negation');
    shell.enter(frame.source, only, frame.guarded || negated);
    return true;
  }
  const { sys } = shell;
  // A job of its own, for Ctrl-C and Ctrl-Z.
  const { interactive } = shell.state;
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
      newGroup: interactive && pids.length === 0,
      group: interactive ? pids[0] : undefined,
    });
    if (input !== null) sys.close(input);
    if (output !== null) sys.close(output);
    input = next;
    if (pid === null) break;
    pids.push(pid);
  }
  const [leader] = pids;
  if (interactive && leader !== undefined) sys.foreground(leader);
  shell.become({ ...frame, pids, statuses: pids.map(() => null) });
  return true;
}

export function stepPipeline(shell: Shell, frame: FrameOf<'pipeline'>): boolean {
  const node = shell.node(frame);
  if (node.type !== 'Pipeline') throw new Error('not a pipeline');
  if (frame.pids.length > 0) {
    const statuses = frame.pids.map((pid, index) => {
      const known = frame.statuses[index] as number | null;
      if (known !== null) return known;
      const status = shell.ended(pid);
      return status === 'running' ? null : status.code;
    });
    const left = frame.pids.filter((_, index) => statuses[index] === null);
    if (shell.state.interactive && left.length > 0 && shell.isStopped(left)) {
      const code = shell.stopJob(frame.pids, textOf(shell, frame.source, node));
      sayStopped(shell);
      return finish(shell, frame, code);
    }
    if (statuses.includes(null)) {
      shell.become({ ...frame, statuses });
      shell.sys.block({ child: true });
      return false;
    }
    if (shell.state.interactive) shell.sys.foreground(shell.sys.getpid());
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
