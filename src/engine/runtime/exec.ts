// Models containerd@v2.1.0 internal/cri/server/container_execsync.go, container_exec.go
import { extend } from '../../api/extend.ts';
import type { Envelope } from '../kernel/message.ts';
import { get, put, remove, values } from '../kernel/table.ts';
import { makeFile, makePipe, pipeOf, putPipe, releaseFile } from '../linux/descriptors.ts';
import { errorText, isErrno } from '../linux/errno.ts';
import { loadExecutable, searchPath } from '../linux/exec.ts';
import { viewOf } from '../linux/filesystems.ts';
import type { Kernel } from '../linux/kernel.ts';
import { sendSignal } from '../linux/kill.ts';
import { addProcess } from '../linux/processes.ts';
import type { ExitStatus, Process } from '../linux/state.ts';
import { addTerminal, setForeground, typeInto } from '../linux/terminals.ts';
import type { Exec, TaskReply, TaskRequest, TasksState } from './task.ts';

type ExecRequest = TaskRequest & { readonly type: 'exec' };

/** Starts a command in a container; `answer` says how it ended, now or later. */
export function startExec(
  state: TasksState,
  kernel: Kernel,
  envelope: Envelope,
  request: ExecRequest,
  answer: (reply: TaskReply) => void,
): TasksState {
  const { call, id, command, timeoutMs, terminal, origin } = request;
  const task = get(state.tasks, id);
  const main = task === undefined ? undefined : kernel.process(task.pid);
  const fail = (error: string): TasksState => {
    answer({ type: 'exec', call, exitCode: 126, output: '', timedOut: false, error, origin });
    return state;
  };
  if (task === undefined || main === undefined) return fail(`container ${id} is not running`);
  const credentials = task.credentials ?? main;
  const { uid, gid, groups, privileges } = credentials;
  const inside: Process = { ...main, uid, gid, groups, privileges, cwd: task.cwd, root: '/' };
  const view = viewOf(kernel, inside);
  const name = command[0] ?? '';
  const path = searchPath(view, name, main.env);
  const loaded = path === undefined ? undefined : loadExecutable(view, path, command);
  if (loaded === undefined || isErrno(loaded)) {
    const cause =
      path === undefined
        ? `exec: "${name}": executable file not found in $PATH`
        : `exec: "${name}": stat ${name}: ${errorText(loaded?.errno ?? 'ENOENT').toLowerCase()}`;
    return fail(`OCI runtime exec failed: exec failed: unable to start container process: ${cause}: unknown`);
  }
  if (terminal !== null) {
    addTerminal(kernel, terminal, { columns: 80, rows: 24 });
    answer({ type: 'output', call, stream: 'stdout', text: '', origin, terminal });
  }
  const pipe = request.stdin && terminal === null ? makePipe(kernel) : undefined;
  const process = addProcess(kernel, {
    ppid: main.ppid,
    program: loaded.program,
    exe: loaded.exe,
    argv: loaded.argv,
    env: terminal === null ? main.env : { ...main.env, TERM: 'xterm' },
    uid,
    gid,
    groups,
    privileges,
    cwd: task.cwd,
    root: '/',
    fds: descriptors(kernel, request, pipe?.read),
    namespaces: main.namespaces,
    cgroup: main.cgroup,
    tty: terminal,
    newsUntilMs: envelope.background === true ? 0 : kernel.context.nowMs + NEWS_MS,
  });
  if (terminal !== null) setForeground(kernel, terminal, process.pid);
  if (timeoutMs !== null) {
    kernel.context.send(
      { from: envelope.to, to: envelope.to, verb: 'exec-timeout', body: call, background: true },
      timeoutMs,
    );
  }
  const exec: Exec = {
    call,
    containerId: id,
    pid: process.pid,
    output: '',
    streams: request.streams,
    terminal,
    stdin: pipe?.write ?? null,
    object: envelope.object,
    origin,
  };
  return {
    ...state,
    execs: put(state.execs, call, exec),
    pids: put(state.pids, process.pid, `exec ${call}`),
  };
}

/** A command that takes longer than this is no reason to wait for it. */
const NEWS_MS = 120_000;

function descriptors(
  kernel: Kernel,
  { call, terminal }: ExecRequest,
  stdin: number | undefined,
): Record<number, number> {
  if (terminal !== null) {
    const make = () => makeFile(kernel, { type: 'terminal', terminal });
    return { 0: make(), 1: make(), 2: make() };
  }
  const sink = `exec ${call}`;
  return {
    0: stdin ?? makeFile(kernel, { type: 'device', device: 'null' }),
    1: makeFile(kernel, { type: 'sink', sink, stream: 'stdout' }),
    2: makeFile(kernel, { type: 'sink', sink, stream: 'stderr' }),
  };
}

/** Somebody types into a container, or into a command that was started beside its process. */
export function writeStdin(
  state: TasksState,
  kernel: Kernel,
  { containerId, client, id, text, end }: Omit<TaskRequest & { type: 'stdin' }, 'type'>,
): TasksState {
  if (containerId !== null) {
    const terminal = get(state.tasks, containerId)?.terminal ?? `stdin/${containerId}`;
    typeInto(kernel, terminal, text, end);
    return state;
  }
  const exec = values(state.execs).find(({ origin }) => origin?.client === client && origin.id === id);
  if (exec === undefined) return state;
  if (exec.stdin !== null) {
    const file = kernel.file(exec.stdin);
    const pipe = file.type === 'pipe' ? pipeOf(kernel, file.pipe) : undefined;
    // A program that has closed its standard input takes no more.
    if (pipe !== undefined && pipe.readers > 0) {
      putPipe(kernel, extend(pipe, { buffer: pipe.buffer + text }));
    }
  }
  return end ? endStdin(state, kernel, exec) : state;
}

/** Nobody will type any more: the program reads what there is, and then the end. */
export function endStdin(state: TasksState, kernel: Kernel, exec: Exec): TasksState {
  if (exec.stdin === null) return state;
  releaseFile(kernel, exec.stdin);
  return { ...state, execs: put(state.execs, exec.call, { ...exec, stdin: null }) };
}

export function execOutput(
  state: TasksState,
  call: number,
  stream: 'stdout' | 'stderr',
  text: string,
  answer: (reply: TaskReply, exec: Exec) => void,
): TasksState {
  const exec = get(state.execs, call);
  if (exec === undefined) return state;
  if (exec.streams) {
    answer({ type: 'output', call, stream, text, origin: exec.origin }, exec);
    return state;
  }
  return { ...state, execs: put(state.execs, call, { ...exec, output: exec.output + text }) };
}

export function execEnded(
  before: TasksState,
  kernel: Kernel,
  call: number,
  status: ExitStatus,
  answer: (reply: TaskReply, exec: Exec) => void,
): TasksState {
  const exec = get(before.execs, call);
  if (exec === undefined) return before;
  const state = endStdin(before, kernel, exec);
  const { output, pid, origin } = exec;
  answer({ type: 'exec', call, exitCode: status.code, output, timedOut: false, error: '', origin }, exec);
  return { ...state, execs: remove(state.execs, call), pids: remove(state.pids, pid) };
}

/** Its time is up: it is killed and the caller told. */
export function execTimedOut(
  state: TasksState,
  kernel: Kernel,
  call: number,
  answer: (reply: TaskReply, exec: Exec) => void,
): TasksState {
  const exec = get(state.execs, call);
  if (exec === undefined) return state;
  const { output, origin } = exec;
  answer({ type: 'exec', call, exitCode: 137, output, timedOut: true, error: '', origin }, exec);
  const process = kernel.process(exec.pid);
  if (process !== undefined) sendSignal(kernel, null, process, 'KILL');
  return { ...state, execs: remove(state.execs, call), pids: remove(state.pids, exec.pid) };
}
