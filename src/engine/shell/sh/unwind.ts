import { closeAll } from './redirects.ts';
import type { Shell } from './shell.ts';
import type { Frame } from './state.ts';

/** Puts back what a frame has changed for its time. It has been popped. */
export function leave(shell: Shell, frame: Frame): void {
  if (frame.kind === 'scope') {
    if (frame.fds !== undefined) shell.state.fds = frame.fds;
    closeAll(shell, frame.opened ?? []);
    for (const [name, variable] of Object.entries(frame.variables ?? {})) {
      shell.setVariable(name, variable ?? undefined);
    }
    if (frame.parameters !== undefined) shell.state.parameters = frame.parameters;
  } else if (frame.kind === 'substitution') {
    if (frame.fd >= 0) shell.sys.close(frame.fd);
  }
}

/** Leaves frames until `depth` are left. */
export function unwindTo(shell: Shell, depth: number): void {
  while (shell.depth > depth) leave(shell, shell.pop());
}

/** Ends the shell, after its EXIT trap. False: there is nothing more to do. */
export function endShell(shell: Shell, status: number): boolean {
  const { EXIT: trap, ...traps } = shell.state.traps;
  unwindTo(shell, 0);
  if (trap === undefined || trap === '') {
    shell.sys.exit(status & 255);
    return false;
  }
  shell.state.traps = traps;
  shell.state.status = status;
  const source = shell.addSource(trap, shell.state.line);
  shell.push({ kind: 'exit', code: status, source, node: 0, guarded: true });
  shell.push({ kind: 'node', source, node: 0, guarded: true });
  return true;
}

/** After a mistake: an interactive shell asks for the next command, any other ends. */
export function leaveOrEnd(shell: Shell, status: number): boolean {
  shell.state.status = status;
  if (!shell.state.interactive) return endShell(shell, status);
  unwindTo(shell, 1);
  return true;
}

/** What `set -e` and `trap … ERR` do about a command that has failed. */
export function checkFailure(shell: Shell, guarded: boolean, frame: Frame): boolean {
  const { status, traps } = shell.state;
  if (status === 0 || guarded) return true;
  const ends = shell.hasFlag('e');
  if (traps.ERR !== undefined && traps.ERR !== '' && !shell.frames().some(({ kind }) => kind === 'trap')) {
    if (ends) shell.push({ ...place(frame), kind: 'exit', code: status });
    runTrap(shell, traps.ERR, frame);
    return true;
  }
  return ends ? endShell(shell, status) : true;
}

const place = (frame: Frame) => ({ source: frame.source, node: frame.node, guarded: frame.guarded });

/** Evaluates the text of a trap; $? is the same afterwards as it was before. */
export function runTrap(shell: Shell, text: string, frame: Frame | undefined): void {
  const source = shell.addSource(text, shell.state.line);
  const at = frame === undefined ? { source, node: 0, guarded: false } : place(frame);
  shell.push({ ...at, kind: 'trap', status: shell.state.status });
  shell.push({ kind: 'node', source, node: 0, guarded: true });
}
