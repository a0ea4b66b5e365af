// Models moby@v28.0.0 daemon/exec.go
import { afterExec } from '../../linux/capabilities.ts';
import { makePipe } from '../../linux/descriptors.ts';
import { errorText, isErrno } from '../../linux/errno.ts';
import { loadExecutable, searchPath } from '../../linux/exec.ts';
import { viewOf } from '../../linux/filesystems.ts';
import { addProcess } from '../../linux/processes.ts';
import { setForeground } from '../../linux/terminals.ts';
import { lookUpUser } from '../oci/user.ts';
import { findContainer, NEWS_MS } from './create.ts';
import type { Daemon } from './daemon.ts';
import { type DockerRequest, Refused } from './state.ts';

/** Starts a command in a running container, a child of the daemon. */
export function startExec(daemon: Daemon, fd: number, request: DockerRequest & { do: 'exec' }): void {
  const { kernel, sys } = daemon;
  const container = findContainer(daemon.state, request.container);
  const main = kernel.process(container.pid);
  if (main === undefined) throw new Refused(`container ${container.id} is not running`);
  const cwd = request.workdir || main.cwd;
  const inside = { ...main, root: '/', cwd };
  const view = viewOf(kernel, inside);
  const [name = ''] = request.command;
  const path = searchPath(view, name, main.env);
  const loaded = path === undefined ? undefined : loadExecutable(view, path, request.command);
  if (loaded === undefined || isErrno(loaded)) {
    const why =
      path === undefined
        ? 'executable file not found in $PATH'
        : `stat ${name}: ${errorText(loaded?.errno ?? 'ENOENT').toLowerCase()}`;
    daemon.answer(fd, {
      err: `OCI runtime exec failed: exec failed: unable to start container process: exec: "${name}": ${why}: unknown\n`,
      exit: path === undefined ? 127 : 126,
    });
    return;
  }
  const ids = request.user === '' ? main : lookUpUser(view, request.user);
  if (ids === undefined)
    throw new Refused(`unable to find user ${request.user}: no matching entries in passwd file`);
  const terminal = request.tty ? request.terminal : null;
  const make = (
    described:
      | { readonly type: 'terminal'; readonly terminal: string }
      | { readonly type: 'device'; readonly device: 'null' },
  ) => {
    const id = kernel.newId();
    kernel.putFile({ id, refs: 1, ...described });
    return id;
  };
  const out = terminal === null ? makePipe(kernel) : null;
  const err = terminal === null ? makePipe(kernel) : null;
  const tty = () => make({ type: 'terminal', terminal: terminal as string });
  const process = addProcess(kernel, {
    ppid: sys.self.pid,
    program: loaded.program,
    exe: loaded.exe,
    argv: loaded.argv,
    env: { ...main.env, ...(terminal === null ? {} : { TERM: 'xterm' }), ...request.env },
    uid: ids.uid,
    gid: ids.gid,
    groups: ids.groups,
    privileges: afterExec(main.privileges, ids.uid),
    cwd,
    root: '/',
    fds:
      out === null || err === null
        ? { 0: tty(), 1: tty(), 2: tty() }
        : { 0: make({ type: 'device', device: 'null' }), 1: out.write, 2: err.write },
    namespaces: main.namespaces,
    cgroup: main.cgroup,
    tty: terminal,
    newsUntilMs: kernel.context.nowMs + NEWS_MS,
  });
  if (terminal !== null) setForeground(kernel, terminal, process.pid);
  if (request.detach) daemon.answer(fd, { exit: 0 });
  daemon.change({
    execs: [
      ...daemon.state.execs,
      {
        fd,
        pid: process.pid,
        stdout: out === null ? -1 : daemon.keep(out.read),
        stderr: err === null ? -1 : daemon.keep(err.read),
      },
    ],
  });
}
