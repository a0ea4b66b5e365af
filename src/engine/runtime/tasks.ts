// Models containerd@v2.1.0 core/runtime/v2/task_manager.go, api/services/tasks
// Differs: a task is the time line of its program (program/program.ts), not a process tree.
import type { Component, Context } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import { type Address, type Envelope, nodeOf, type ObjectRef } from '../kernel/message.ts';
import { emptyTable, get, put, remove, type Table } from '../kernel/table.ts';
import { RUNTIME_MS } from './latency.ts';
import { exec, httpStatus, listensOn } from './program/ask.ts';
import { type ProcessSpec, type Program, programOf } from './program/program.ts';

/** A running process and what will become of it. */
export interface Task {
  readonly id: string;
  readonly sandboxId: string;
  readonly object: ObjectRef;
  readonly pid: number;
  readonly program: Program;
  readonly startedMs: number;
  /** The end that is coming, null while none is. Timers that carry another number are out of date. */
  readonly ending: { readonly number: number; readonly exitCode: number; readonly reason: string } | null;
}

export interface TasksState {
  readonly tasks: Table<Task>;
  /** Who listens where: task id by `sandbox port`. Containers of a Pod share its ports. */
  readonly listeners: Table<string>;
  readonly nextPid: number;
  /** Counts endings, so that a timer knows whether it still holds. */
  readonly nextEnding: number;
}

/** cri/N → runtime/N */
export type TaskRequest =
  | {
      readonly type: 'start';
      readonly id: string;
      readonly sandboxId: string;
      readonly spec: ProcessSpec;
      /** From the second restart on it is routine: what comes of it is background work. */
      readonly attempt: number;
    }
  | {
      readonly type: 'kill';
      readonly id: string;
      readonly signal: 'TERM' | 'KILL';
      /** How long it is given to end before it is killed. */
      readonly graceMs: number;
    }
  | {
      readonly type: 'exec';
      readonly id: string;
      readonly call: number;
      readonly command: readonly string[];
      readonly timeoutMs: number;
    };

/** What the kubelet's probes and hooks ask a container directly, over the network; verb `probe`. */
export interface NetworkProbe {
  readonly type: 'probe';
  readonly call: number;
  readonly id: string;
  readonly port: number;
  /** Null: only connect. */
  readonly path: string | null;
  /** Shown in messages, such as `http://10.244.1.2:80/healthz`. */
  readonly target: string;
  readonly timeoutMs: number;
}

export interface ProbeReply {
  readonly type: 'probe';
  readonly call: number;
  readonly ok: boolean;
  /** Why not, in the prober's words. */
  readonly output: string;
}

/** runtime/N → cri/N */
export type TaskReply =
  | { readonly type: 'started'; readonly id: string; readonly pid: number; readonly assumed: string | null }
  | { readonly type: 'failed'; readonly id: string; readonly message: string }
  | { readonly type: 'exited'; readonly id: string; readonly exitCode: number; readonly reason: string }
  | {
      readonly type: 'exec';
      readonly call: number;
      readonly exitCode: number;
      readonly output: string;
      readonly timedOut: boolean;
    };

/** The fault of a user: the process ends with this code. */
interface ExitFault {
  readonly id: string;
  readonly exitCode: number;
}

/** An end further away than this, or of a later restart, is not waited for when a run settles. */
const NEWS_HORIZON_MS = 120_000;

export function initialTasks(): TasksState {
  return { tasks: emptyTable(), listeners: emptyTable(), nextPid: 1000, nextEnding: 1 };
}

export const tasks: Component<TasksState> = {
  receive(state, envelope, context) {
    switch (envelope.verb) {
      case 'start':
        return start(state, envelope, context);
      case 'kill':
        return kill(state, envelope, context);
      case 'exec':
        answerExec(state, envelope, context);
        return state;
      case 'probe':
        answerProbe(state, envelope, context);
        return state;
      case 'exit':
        return breakTask(state, envelope, context);
      case 'ended':
        return ended(state, envelope, context);
      case 'ignored':
        return state;
      default:
        throw new Error(`${envelope.to} does not know ${envelope.verb}`);
    }
  },
};

const criOf = (address: Address): Address => `cri/${nodeOf(address)}`;

function start(state: TasksState, envelope: Envelope, context: Context): TasksState {
  const request = envelope.body as TaskRequest & { type: 'start' };
  const { object, to } = envelope;
  const reply = (body: TaskReply, delayMs: number) =>
    context.send({ from: to, to: criOf(to), verb: 'reply', object, body }, delayMs);
  const result = programOf(request.spec);
  const isSandbox = object?.kind === 'Sandbox';
  const takesMs = isSandbox ? RUNTIME_MS.startSandbox : RUNTIME_MS.startContainer;
  if (!result.ok) {
    context.note({ failed: result.message });
    reply({ type: 'failed', id: request.id, message: result.message }, takesMs);
    return state;
  }
  const taken = takenPort(state, request.sandboxId, result.program);
  const program = taken === null ? result.program : withoutPort(result.program);
  const pid = state.nextPid;
  context.note({
    pid,
    argv: program.argv,
    ...(isSandbox ? {} : { container: object?.name.slice(object.name.indexOf('/') + 1) }),
    ...(program.assumed === null ? {} : { assumed: program.assumed }),
    ...(taken === null ? {} : { portTaken: taken }),
  });
  reply({ type: 'started', id: request.id, pid, assumed: program.assumed }, takesMs);
  const startedMs = context.nowMs + takesMs;
  let task: Task = {
    id: request.id,
    sandboxId: request.sandboxId,
    object: object as ObjectRef,
    pid,
    program,
    startedMs,
    ending: null,
  };
  let next: TasksState = { ...state, nextPid: pid + 1 };
  if (program.end !== null) {
    const { afterMs, exitCode, reason } = program.end;
    const number = next.nextEnding;
    next = { ...next, nextEnding: number + 1 };
    task = { ...task, ending: { number, exitCode, reason } };
    const isNews = request.attempt < 2 && afterMs <= NEWS_HORIZON_MS;
    context.send(
      { from: to, to, verb: 'ended', object, body: { id: task.id, number }, background: !isNews },
      takesMs + afterMs,
    );
  }
  let { listeners } = next;
  for (const port of program.listens) listeners = put(listeners, `${task.sandboxId} ${port}`, task.id);
  return { ...next, listeners, tasks: put(next.tasks, task.id, task) };
}

/** A port the program wants and another process of the same Pod has; null when it has them all to itself. */
function takenPort(state: TasksState, sandboxId: string, program: Program): number | null {
  // What only is assumed to listen is not made to fail for it.
  if (program.assumed !== null) return null;
  return program.listens.find((port) => get(state.listeners, `${sandboxId} ${port}`) !== undefined) ?? null;
}

/** nginx and its like try to bind for two and a half seconds and give up. */
function withoutPort(program: Program): Program {
  return { ...program, listens: [], http: null, end: { afterMs: 2500, exitCode: 1, reason: 'Error' } };
}

function kill(state: TasksState, envelope: Envelope, context: Context): TasksState {
  const { id, signal, graceMs } = envelope.body as TaskRequest & { type: 'kill' };
  const task = get(state.tasks, id);
  if (task === undefined) {
    context.note({ ignored: 'no such process' });
    return state;
  }
  if (signal === 'KILL') return endIn(state, task, 0, 137, 'Error', envelope, context);
  const { stop } = task.program;
  if (stop === null) {
    context.note({ ignored: 'process 1 has no handler for the signal' });
    // The runtime's own timer is background work; waiting for this one is not.
    context.send({ from: envelope.to, to: envelope.to, verb: 'ignored', background: false }, graceMs);
    return state;
  }
  return endIn(
    state,
    task,
    stop.afterMs,
    stop.exitCode,
    stop.exitCode === 0 ? 'Completed' : 'Error',
    envelope,
    context,
  );
}

/** A fault from outside the cluster. */
function breakTask(state: TasksState, envelope: Envelope, context: Context): TasksState {
  const { id, exitCode } = envelope.body as ExitFault;
  const task = get(state.tasks, id);
  if (task === undefined) {
    context.note({ ignored: 'no such process' });
    return state;
  }
  return endIn(state, task, 0, exitCode, exitCode === 0 ? 'Completed' : 'Error', envelope, context);
}

function endIn(
  state: TasksState,
  task: Task,
  afterMs: number,
  exitCode: number,
  reason: string,
  { to }: Envelope,
  context: Context,
): TasksState {
  const number = state.nextEnding;
  context.send(
    { from: to, to, verb: 'ended', object: task.object, body: { id: task.id, number }, background: false },
    afterMs,
  );
  return {
    ...state,
    nextEnding: number + 1,
    tasks: put(state.tasks, task.id, { ...task, ending: { number, exitCode, reason } }),
  };
}

/** The timer of an end has run down. */
function ended(state: TasksState, envelope: Envelope, context: Context): TasksState {
  const { id, number } = envelope.body as { id: string; number: number };
  const task = get(state.tasks, id);
  if (task === undefined || task.ending === null || task.ending.number !== number) return state;
  const { exitCode, reason } = task.ending;
  const body: TaskReply = { type: 'exited', id, exitCode, reason };
  const to = criOf(envelope.to);
  context.send(
    { from: envelope.to, to, verb: 'exited', object: task.object, body, background: false },
    RUNTIME_MS.reap,
  );
  let { listeners } = state;
  for (const port of task.program.listens) listeners = remove(listeners, `${task.sandboxId} ${port}`);
  return { ...state, listeners, tasks: remove(state.tasks, id) };
}

function answerExec(state: TasksState, { body, object, to }: Envelope, context: Context): void {
  const { id, call, command, timeoutMs } = body as TaskRequest & { type: 'exec' };
  const task = get(state.tasks, id);
  const result = task === undefined ? undefined : exec(task.program, context.nowMs - task.startedMs, command);
  const timedOut = result !== undefined && result.takesMs > timeoutMs;
  const reply: TaskReply = {
    type: 'exec',
    call,
    exitCode: result?.exitCode ?? 137,
    output: result?.output ?? 'container is not running',
    timedOut,
  };
  if (result?.assumed) context.note({ assumed: 'what the command returns' });
  const takesMs = timedOut ? timeoutMs : (result?.takesMs ?? 0);
  // A command that does not end is no reason to wait for it.
  const background = takesMs > NEWS_HORIZON_MS ? true : undefined;
  context.send(
    { from: to, to: criOf(to), verb: 'reply', object, body: reply, background },
    LATENCY_MS.cri + takesMs,
  );
}

function answerProbe(state: TasksState, { body, from, object, to }: Envelope, context: Context): void {
  const probe = body as NetworkProbe;
  const task = get(state.tasks, probe.id);
  const elapsedMs = task === undefined ? 0 : context.nowMs - task.startedMs;
  let ok = task !== undefined && listensOn(task.program, elapsedMs, probe.port);
  let output = '';
  const peer = /^(?:\w+:\/\/)?([^/]+)/.exec(probe.target)?.[1] ?? probe.target;
  if (!ok) {
    const cause = `dial tcp ${peer}: connect: connection refused`;
    output = probe.path === null ? cause : `Get "${probe.target}": ${cause}`;
  } else if (probe.path !== null) {
    const status = httpStatus((task as Task).program, elapsedMs, probe.path);
    ok = status !== null && status >= 200 && status < 400;
    if (status === null)
      output = `Get "${probe.target}": net/http: HTTP/1.x transport connection broken: malformed HTTP response`;
    else if (!ok) output = `HTTP probe failed with statuscode: ${status}`;
  }
  const reply: ProbeReply = { type: 'probe', call: probe.call, ok, output };
  context.send({ from: to, to: from, verb: 'reply', object, body: reply }, LATENCY_MS.cri);
}
