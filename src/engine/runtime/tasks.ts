// Models containerd@v2.1.0 core/runtime/v2/task_manager.go, cmd/containerd-shim-runc-v2/task/service.go
import type { Context } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import { type Address, type Envelope, nodeOf, type ObjectRef } from '../kernel/message.ts';
import { get, put, remove, values } from '../kernel/table.ts';
import type { Kernel, Output } from '../linux/kernel.ts';
import { sendSignal } from '../linux/kill.ts';
import { receiveInKernel } from '../linux/machine.ts';
import { bySignal, endProcess } from '../linux/processes.ts';
import { runAll } from '../linux/run.ts';
import type { Signal } from '../linux/signal.ts';
import { packetArrived } from '../linux/sockets.ts';
import type { ExitStatus, Process } from '../linux/state.ts';
import {
  addTerminal,
  interrupt,
  resizeTerminal,
  setForeground,
  typeInto,
  writeTerminal,
} from '../linux/terminals.ts';
import { bytesOf } from '../shell/tar.ts';
import { endStdin, execEnded, execOutput, execTimedOut, startExec, writeStdin } from './exec.ts';
import { RUNTIME_MS } from './latency.ts';
import { firstBytes, logOutput, readLog, selectLines, terminationMessage } from './logs.ts';
import { startContainer } from './oci/container.ts';
import { removeSandboxParts, startSandbox } from './oci/sandbox.ts';
import { openShell } from './oci/shell.ts';
import type { Follower, StreamOrigin, Task, TaskReply, TaskRequest, TasksState } from './task.ts';

/** An end further away than this, or of a later restart, is not waited for when a run settles. */
const NEWS_HORIZON_MS = 120_000;

/** A fault or a wish of a user: a container's process ends with this code, or any process gets a signal. */
type ExitFault =
  | { readonly id: string; readonly exitCode: number }
  | { readonly pid: number; readonly signal: Signal };

/** What somebody types at a terminal of the machine. */
interface Typed {
  readonly terminal: string;
  readonly text?: string | undefined;
  readonly end?: boolean | undefined;
  readonly signal?: Signal | undefined;
  readonly size?: { readonly columns: number; readonly rows: number } | undefined;
  readonly echo?: boolean | undefined;
}

/** runtime/N: containerd's tasks on the machine whose kernel it is given. */
export function receiveTasks(state: TasksState, kernel: Kernel, envelope: Envelope): TasksState {
  if (receiveInKernel(kernel, envelope)) return settle(state, kernel, envelope.to);
  const next = handle(state, kernel, envelope);
  runAll(kernel);
  return settle(next, kernel, envelope.to);
}

function handle(state: TasksState, kernel: Kernel, envelope: Envelope): TasksState {
  switch (envelope.verb) {
    case 'start':
      return (envelope.body as TaskRequest).type === 'sandbox'
        ? sandbox(state, kernel, envelope)
        : start(state, kernel, envelope);
    case 'kill':
      return kill(state, kernel, envelope);
    case 'remove':
      return removeParts(state, kernel, envelope);
    case 'exec': {
      const request = envelope.body as TaskRequest & { type: 'exec' };
      const { object } = envelope;
      return startExec(state, kernel, envelope, request, (reply) =>
        tell(kernel, envelope.to, reply, object, LATENCY_MS.cri),
      );
    }
    case 'exec-timeout':
      return execTimedOut(state, kernel, envelope.body as number, (reply, { object }) =>
        tell(kernel, envelope.to, reply, object, LATENCY_MS.cri),
      );
    case 'logs':
      return logs(state, kernel, envelope);
    case 'portforward': {
      const { sandboxId, packet } = envelope.body as TaskRequest & { type: 'portforward' };
      const netns = get(state.sandboxes, sandboxId)?.netns ?? 0;
      packetArrived(kernel, { ...packet, netns }, 'self');
      return state;
    }
    case 'stdin':
      return writeStdin(state, kernel, envelope.body as TaskRequest & { type: 'stdin' });
    case 'unfollow':
      return unfollow(state, kernel, envelope.body as TaskRequest & { type: 'unfollow' });
    case 'type': {
      const { terminal, text, end, signal, size, echo } = envelope.body as Typed;
      if (get(kernel.machine.terminals, terminal) === undefined) openShell(kernel, terminal);
      if (size !== undefined) resizeTerminal(kernel, terminal, size);
      if (echo === true) {
        const shown = signal === 'INT' ? '^C' : (text ?? '');
        writeTerminal(kernel, terminal, shown);
        if (terminal.startsWith('tty/'))
          kernel.output.push({ sink: terminal, stream: 'stdout', text: shown });
      }
      if (signal !== undefined) interrupt(kernel, terminal, signal);
      if (text !== undefined || end === true) typeInto(kernel, terminal, text ?? '', end);
      return state;
    }
    case 'exit':
      return breakTask(state, kernel, envelope);
    case 'ignored':
      return state;
    default:
      throw new Error(`${envelope.to} does not know ${envelope.verb}`);
  }
}

const newsUntil = (context: Context, attempt: number): number =>
  attempt < 2 ? context.nowMs + NEWS_HORIZON_MS : 0;

function tell(
  kernel: Kernel,
  me: Address,
  body: TaskReply,
  object: ObjectRef | undefined,
  delayMs: number,
  background?: boolean,
): void {
  const verb = body.type === 'exited' ? 'exited' : 'reply';
  kernel.context.send({ from: me, to: `cri/${nodeOf(me)}`, verb, object, body, background }, delayMs);
}

function sandbox(state: TasksState, kernel: Kernel, { body, object, to }: Envelope): TasksState {
  const { id, config, ip, image } = body as TaskRequest & { type: 'sandbox' };
  const newsUntilMs = newsUntil(kernel.context, config.attempt);
  const parts = startSandbox(kernel, { id, config, ip, image, newsUntilMs });
  kernel.context.note({ pid: parts.pid, argv: ['/pause'] });
  tell(
    kernel,
    to,
    { type: 'started', id, pid: parts.pid, assumed: null, user: null },
    object,
    RUNTIME_MS.startSandbox,
  );
  const task: Task = {
    id,
    sandboxId: id,
    object: object as ObjectRef,
    pid: parts.pid,
    stopSignal: 'TERM',
    logPath: '',
    partial: { stdout: '', stderr: '' },
    terminationMessagePath: '',
    fallsBackToLogs: false,
    terminal: null,
    cwd: '/',
    credentials: null,
  };
  return withTask({ ...state, sandboxes: put(state.sandboxes, id, parts) }, task);
}

function withTask(state: TasksState, task: Task): TasksState {
  return { ...state, tasks: put(state.tasks, task.id, task), pids: put(state.pids, task.pid, task.id) };
}

function start(state: TasksState, kernel: Kernel, { body, object, to }: Envelope): TasksState {
  const request = body as TaskRequest & { type: 'start' };
  const { id, sandboxId, spec } = request;
  const fail = (message: string): TasksState => {
    kernel.context.note({ failed: message });
    tell(kernel, to, { type: 'failed', id, message }, object, RUNTIME_MS.startContainer);
    return state;
  };
  const parts = get(state.sandboxes, sandboxId);
  const isGone = (pid: number): boolean => (kernel.process(pid)?.state ?? 'Z') === 'Z';
  if (parts === undefined || isGone(parts.shim) || isGone(parts.pid)) return fail('sandbox is gone');
  if (spec.terminal !== null) addTerminal(kernel, spec.terminal, { columns: 80, rows: 24 });
  if (spec.terminal === null && spec.stdin) addTerminal(kernel, `stdin/${id}`, { columns: 80, rows: 24 });
  const target = get(state.tasks, request.target);
  const targetPidns = target === undefined ? null : (kernel.process(target.pid)?.namespaces.pid ?? null);
  const newsUntilMs = newsUntil(kernel.context, request.attempt);
  const result = startContainer(kernel, parts, { ...spec, id, newsUntilMs, targetPidns });
  if (!result.ok) return fail(result.message);
  const { pid, argv, assumed } = result;
  if (spec.terminal !== null) setForeground(kernel, spec.terminal, pid);
  const name = object?.name ?? '';
  kernel.context.note({
    pid,
    argv,
    container: name.slice(name.indexOf('/') + 1),
    ...(assumed === null ? {} : { assumed }),
  });
  const { uid, gid, groups } = result.credentials;
  const user = { uid, gid, groups };
  tell(kernel, to, { type: 'started', id, pid, assumed, user }, object, RUNTIME_MS.startContainer);
  return withTask(state, {
    id,
    sandboxId,
    object: object as ObjectRef,
    pid,
    stopSignal: request.stopSignal,
    logPath: request.logPath,
    partial: { stdout: '', stderr: '' },
    terminationMessagePath: request.terminationMessagePath,
    fallsBackToLogs: request.fallsBackToLogs,
    terminal: spec.terminal,
    cwd: spec.workingDir || spec.image.config.workingDir || '/',
    credentials: result.credentials,
  });
}

function kill(state: TasksState, kernel: Kernel, { body, to }: Envelope): TasksState {
  const { id, signal, graceMs } = body as TaskRequest & { type: 'kill' };
  const task = get(state.tasks, id);
  const process = task === undefined ? undefined : kernel.process(task.pid);
  if (task === undefined || process === undefined) {
    kernel.context.note({ ignored: 'no such process' });
    return state;
  }
  const sent = signal === 'TERM' ? task.stopSignal : 'KILL';
  kernel.context.note({ signal: `SIG${sent}`, pid: task.pid });
  // How it takes its leave is news again, however long it has run.
  const newsUntilMs = Math.max(process.newsUntilMs, kernel.context.nowMs + graceMs);
  sendSignal(kernel, null, kernel.change(process, { newsUntilMs }), sent);
  const after = kernel.process(task.pid);
  if (after !== undefined && after.state !== 'Z' && !after.handled.includes(sent)) {
    kernel.context.note({ ignored: 'process 1 has no handler for the signal' });
    // The runtime's own timer is background work; waiting for this one is not.
    kernel.context.send({ from: to, to, verb: 'ignored', background: false }, graceMs);
  }
  return state;
}

/** A fault from outside the cluster, or a process that somebody kills on the stage. */
function breakTask(state: TasksState, kernel: Kernel, { body }: Envelope): TasksState {
  const fault = body as ExitFault;
  if ('signal' in fault) {
    const process = kernel.process(fault.pid);
    if (process === undefined) kernel.context.note({ ignored: 'no such process' });
    else sendSignal(kernel, null, process, fault.signal);
    return state;
  }
  const task = get(state.tasks, fault.id);
  if (task === undefined) {
    kernel.context.note({ ignored: 'no such process' });
    return state;
  }
  const byKill = fault.exitCode === 137;
  const status: ExitStatus = byKill
    ? bySignal('KILL')
    : { code: fault.exitCode, signal: null, oomKilled: false };
  endProcess(kernel, task.pid, status);
  return state;
}

function removeParts(state: TasksState, kernel: Kernel, { body }: Envelope): TasksState {
  let { sandboxes } = state;
  for (const id of (body as TaskRequest & { type: 'remove' }).ids) {
    kernel.dropFilesystem(`overlay/${id}`);
    const parts = get(sandboxes, id);
    if (parts === undefined) continue;
    removeSandboxParts(kernel, id, parts);
    sandboxes = remove(sandboxes, id);
  }
  return { ...state, sandboxes };
}

function logs(state: TasksState, kernel: Kernel, { body, object, to }: Envelope): TasksState {
  const { call, containerId, follow, path, origin } = body as TaskRequest & { type: 'logs' };
  const answer = (reply: TaskReply) => tell(kernel, to, reply, object, LATENCY_MS.cri);
  const shown = limited(selectLines(readLog(kernel, path), origin), origin);
  if (shown.text !== '') answer({ type: 'output', call, stream: 'stdout', text: shown.text, origin });
  if (follow && !shown.isFull && get(state.tasks, containerId) !== undefined) {
    const follower: Follower = { call, containerId, object, origin: shown.origin };
    return { ...state, followers: [...state.followers, follower] };
  }
  answer(streamEnd(call, origin));
  return state;
}

/** What may still be shown of a text, and of what comes after it. */
function limited(
  text: string,
  origin: StreamOrigin | null,
): { readonly text: string; readonly origin: StreamOrigin | null; readonly isFull: boolean } {
  if (origin?.limitBytes == null) return { text, origin, isFull: false };
  const cut = firstBytes(text, origin.limitBytes);
  if (cut !== text) return { text: cut, origin, isFull: true };
  const limitBytes = origin.limitBytes - bytesOf(cut);
  return { text, origin: { ...origin, limitBytes }, isFull: limitBytes === 0 };
}

/** Whoever followed a log, or listened to a command, has gone; the command goes on, and nobody types any more. */
function unfollow(
  before: TasksState,
  kernel: Kernel,
  { client, id }: TaskRequest & { type: 'unfollow' },
): TasksState {
  const isTheirs = (origin: StreamOrigin | null): boolean => origin?.client === client && origin.id === id;
  const exec = values(before.execs).find(({ origin }) => isTheirs(origin));
  const state = exec === undefined ? before : endStdin(before, kernel, exec);
  return { ...state, followers: state.followers.filter(({ origin }) => !isTheirs(origin)) };
}

const streamEnd = (call: number, origin: StreamOrigin | null): TaskReply => ({
  type: 'exec',
  call,
  exitCode: 0,
  output: '',
  timedOut: false,
  error: '',
  origin,
});

/** What the processes have done: output to keep, and ends to tell of. */
function settle(state: TasksState, kernel: Kernel, me: Address): TasksState {
  let next = state;
  for (const { sink, stream, text } of joined(kernel.output)) {
    next = sink.startsWith('exec ')
      ? execOutput(next, Number(sink.slice(5)), stream, text, (reply, { object }) =>
          tell(kernel, me, reply, object, LATENCY_MS.cri),
        )
      : written(next, kernel, me, sink.startsWith('tty/') ? sink.slice(4) : sink, stream, text);
  }
  kernel.output.length = 0;
  for (const { pid, status } of kernel.exits) next = exited(next, kernel, me, pid, status);
  kernel.exits.length = 0;
  return next;
}

/** What was written to the same place in one go, as one piece. */
function joined(output: readonly Output[]): readonly Output[] {
  if (output.length < 2) return output;
  const list: Output[] = [];
  for (const piece of output) {
    const last = list.at(-1);
    if (last?.sink === piece.sink && last.stream === piece.stream) {
      list[list.length - 1] = { ...last, text: last.text + piece.text };
    } else list.push(piece);
  }
  return list;
}

function written(
  state: TasksState,
  kernel: Kernel,
  me: Address,
  id: string,
  stream: 'stdout' | 'stderr',
  text: string,
  atEnd = false,
): TasksState {
  const task = get(state.tasks, id);
  if (task === undefined || task.logPath === '') return state;
  const logged = logOutput(kernel, task, stream, text, atEnd);
  const followers =
    logged.lines === ''
      ? state.followers
      : state.followers.flatMap((follower) => {
          const { call, containerId, object, origin } = follower;
          if (containerId !== id) return follower;
          const shown = limited(selectLines(logged.lines, origin && { ...origin, tailLines: null }), origin);
          const { text } = shown;
          tell(kernel, me, { type: 'output', call, stream: 'stdout', text, origin }, object, LATENCY_MS.cri);
          if (!shown.isFull)
            return shown.origin === origin ? follower : { ...follower, origin: shown.origin };
          tell(kernel, me, streamEnd(call, origin), object, LATENCY_MS.cri);
          return [];
        });
  return { ...state, followers, tasks: put(state.tasks, id, logged.task) };
}

/** A child of a shim has ended: a container's process, a pause, or a command beside one. */
function exited(state: TasksState, kernel: Kernel, me: Address, pid: number, status: ExitStatus): TasksState {
  const id = get(state.pids, pid);
  if (id === undefined) return state;
  if (id.startsWith('exec ')) {
    return execEnded(state, kernel, Number(id.slice(5)), status, (reply, { object }) =>
      tell(kernel, me, reply, object, LATENCY_MS.cri),
    );
  }
  const task = get(state.tasks, id) as Task;
  let next = state;
  for (const stream of ['stdout', 'stderr'] as const) {
    const last = get(next.tasks, id) as Task;
    if (last.partial[stream] !== '') next = written(next, kernel, me, id, stream, '', true);
  }
  const isPause = task.id === task.sandboxId;
  const { code } = status;
  const reason = status.oomKilled ? 'OOMKilled' : code === 0 ? 'Completed' : 'Error';
  const message = isPause ? '' : terminationMessage(kernel, task, code !== 0);
  tell(
    kernel,
    me,
    { type: 'exited', id, exitCode: code, reason, message },
    task.object,
    RUNTIME_MS.reap,
    false,
  );
  for (const { call, containerId, object, origin } of next.followers) {
    if (containerId === id) tell(kernel, me, streamEnd(call, origin), object, LATENCY_MS.cri);
  }
  if (!isPause) endCgroup(kernel, task);
  // A container may outlive pause, and then takes the shim with it.
  if (isPause || get(next.tasks, task.sandboxId) === undefined) endShim(state, kernel, task.sandboxId);
  return {
    ...next,
    followers: next.followers.filter(({ containerId }) => containerId !== id),
    tasks: remove(next.tasks, id),
    pids: remove(next.pids, pid),
  };
}

/** The shim goes once nothing of its Pod runs any more. */
function endShim(state: TasksState, kernel: Kernel, id: string): void {
  const parts = get(state.sandboxes, id);
  if (parts === undefined) return;
  let alive = false;
  kernel.eachProcess((process: Process) => {
    alive = process.ppid === parts.shim;
    return !alive;
  });
  if (!alive) endProcess(kernel, parts.shim, bySignal('TERM'));
}

/** Whatever a container's process has left running in its cgroup goes with it. */
function endCgroup(kernel: Kernel, { id }: Task): void {
  const left: number[] = [];
  kernel.eachProcess((process) => {
    if (process.state !== 'Z' && process.cgroup.endsWith(`cri-containerd-${id}.scope`))
      left.push(process.pid);
    return true;
  });
  for (const pid of left) endProcess(kernel, pid, bySignal('KILL'));
}
