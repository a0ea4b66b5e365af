import { FIRST } from '../../linux/boot.ts';
import { makeFile } from '../../linux/descriptors.ts';
import { isErrno } from '../../linux/errno.ts';
import { loadExecutable } from '../../linux/exec.ts';
import { viewAsRoot } from '../../linux/filesystems.ts';
import type { Kernel } from '../../linux/kernel.ts';
import { addProcess } from '../../linux/processes.ts';
import { addTerminal } from '../../linux/terminals.ts';

/** Opens a terminal on the machine and logs its root in. */
export function openShell(kernel: Kernel, terminal: string): void {
  addTerminal(kernel, terminal, { columns: 80, rows: 24 });
  const make = () => makeFile(kernel, { type: 'terminal', terminal });
  const view = viewAsRoot(kernel, kernel.namespace('mnt', FIRST.mnt).mounts);
  const loaded = loadExecutable(view, '/bin/bash', ['-bash']);
  if (isErrno(loaded)) throw new Error('the machine has lost its shell');
  addProcess(kernel, {
    ppid: 1,
    program: loaded.program,
    exe: loaded.exe,
    argv: loaded.argv,
    env: {
      HOME: '/root',
      LOGNAME: 'root',
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      SHELL: '/bin/bash',
      TERM: 'xterm-256color',
      USER: 'root',
    },
    uid: 0,
    gid: 0,
    cwd: '/root',
    root: '/',
    fds: { 0: make(), 1: make(), 2: make() },
    namespaces: FIRST,
    cgroup: 'user.slice',
    tty: terminal,
    newsUntilMs: Number.MAX_SAFE_INTEGER,
  });
}
