// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/cmd.go

import type { Explained, KubeObject } from '../../api/index.ts';
import type {
  ApiRequest,
  ApiResponse,
  ConnectRequest,
  StreamEvent,
  WatchEvent,
} from '../apiserver/messages.ts';
import { resourceInfo } from '../apiserver/state.ts';
import type { Component, Context } from '../kernel/component.ts';
import { nameSuffix } from '../kernel/ids.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import type { ObjectRef } from '../kernel/message.ts';
import { emptyTable, get, put, remove, type Table, values } from '../kernel/table.ts';
import type { Packet } from '../linux/net/types.ts';
import { beginApply } from './commands/apply.ts';
import { RUNNERS } from './commands/index.ts';
import { type Failure, formatFailures } from './errors.ts';
import type { Files } from './files.ts';
import { beginLine } from './line.ts';
import type {
  Command,
  Connection,
  Forward,
  OpenStream,
  Request,
  Session,
  Task,
  TerminalPlace,
} from './task.ts';
import type { Runner, StreamPiece } from './verb.ts';

/** What kubectl printed for one command. */
export interface KubectlOutput {
  readonly id: number;
  readonly atMs: number;
  readonly line: string;
  readonly stdout: string;
  /** `explain` has no stdout: its text is made of the schema where it is shown. */
  readonly explained?: Explained | undefined;
  readonly stderr: string;
  /** Where it is typed into while it runs, and what it showed there afterwards. */
  readonly terminal?: TerminalPlace | undefined;
  /** Null while it still waits for an answer, or watches. */
  readonly exitCode: number | null;
}

/** The timer of a command. */
interface Alarm {
  readonly type: 'timer';
  readonly task: number;
  readonly timer: number;
  readonly deadlineMs: number;
  /** How long until the next look at whether the command still waits. */
  readonly stepMs: number;
}

/**
 * A deadline is waited for in so many steps: a timer cannot be taken back, and a run whose commands have all
 * ended should not go on to a deadline that nobody waits for.
 */
const STEPS = 30;

/** What a user runs; the two of the engine's commands that are for kubectl. */
export type KubectlInput =
  | { readonly type: 'apply'; readonly objects: readonly KubeObject[] }
  /** A command line, with or without the word kubectl; `files` are those it may name. */
  | { readonly type: 'kubectl'; readonly line: string; readonly files?: Files | undefined };

export interface KubectlState {
  readonly nextId: number;
  /** The last commands, oldest first. */
  readonly outputs: readonly KubectlOutput[];
  /** Commands that wait for an answer; each is a process of its own. */
  readonly tasks: Table<Task, number>;
}

const MAX_OUTPUTS = 200;

/** What one command may print; of a watch that prints more, the end stays. */
const MAX_PRINTED = 400_000;

/** Commands that handle an interrupt themselves and exit with 1; the shell says 130 for the others. */
const HANDLES_INTERRUPT: readonly string[] = ['delete', 'events', 'get', 'rollout', 'wait'];

export function initialKubectl(): KubectlState {
  return { nextId: 1, outputs: [], tasks: emptyTable() };
}

/**
 * Runs `Command`s of type `apply` and `kubectl` (verb `run`), each to its end, beside each other; Ctrl-C
 * (verb `interrupt`) ends one that still runs.
 */
export const kubectl: Component<KubectlState> = {
  receive(state, envelope, context) {
    switch (envelope.verb) {
      case 'run':
        return run(state, envelope.body as KubectlInput, context);
      case 'interrupt':
        return interrupt(state, (envelope.body as { readonly id: number }).id, context);
      case 'timer':
        return alarm(state, envelope.body as Alarm, context);
      default:
        return envelope.from.startsWith('net/')
          ? packetArrived(state, envelope.body as Packet, context)
          : answer(state, envelope.body as Answer, context);
    }
  },
};

type Answer = ApiResponse | WatchEvent | StreamEvent;

function packetArrived(state: KubectlState, packet: Packet, context: Context): KubectlState {
  const [taskId] = packet.connection.slice('kubectl#'.length).split('.').map(Number);
  const task = taskId === undefined ? undefined : get(state.tasks, taskId);
  if (task === undefined) return state;
  const sitting = new Sitting(task, context, state.tasks);
  const command = runnerOf(task.command).onPacket?.(task.command, packet, sitting);
  return sitting.close(state, command ?? task.command);
}

function answer(state: KubectlState, body: Answer, context: Context): KubectlState {
  const [taskId, sent] = (body.id ?? '').split('.').map(Number);
  const task = taskId === undefined ? undefined : get(state.tasks, taskId);
  const stream = task?.streams.find(({ number }) => number === sent);
  if (task !== undefined && stream !== undefined && body.type !== 'watch') {
    const piece = pieceOf(body, stream.number);
    const sitting = new Sitting(task, context, state.tasks);
    if (piece.exitCode !== undefined) sitting.streamEnded(stream.number);
    const next = runnerOf(task.command).onStream?.(task.command, piece, sitting);
    return sitting.close(state, next ?? task.command);
  }
  if (body.type === 'stream') return state;
  // An answer to a request that the command no longer waits for, such as the last event of a closed watch.
  if (task === undefined || task.sent !== sent) return state;
  const sitting = new Sitting(task, context, state.tasks);
  const runner = runnerOf(task.command);
  const command =
    body.type === 'response'
      ? runner.onResponse(task.command, body, sitting)
      : (runner.onWatch?.(task.command, body, sitting) ?? task.command);
  return sitting.close(state, command);
}

/** What the API server answers itself to the beginning of a stream ends it. */
function pieceOf(body: ApiResponse | StreamEvent, number: number): StreamPiece {
  if (body.type === 'response') {
    const { status } = body;
    return {
      number,
      stream: 'stdout',
      text: '',
      exitCode: status === undefined ? 0 : 1,
      status,
      refused: true,
    };
  }
  const { stream, text, exitCode, status, terminal } = body;
  return { number, stream, text, exitCode, status, terminal, refused: false };
}

function alarm(state: KubectlState, alarmed: Alarm, context: Context): KubectlState {
  const { task: id, timer, deadlineMs, stepMs } = alarmed;
  const task = get(state.tasks, id);
  if (task === undefined || task.timers !== timer) return state;
  const leftMs = deadlineMs - context.nowMs;
  if (leftMs > 0) {
    context.send({ from: 'kubectl', to: 'kubectl', verb: 'timer', body: alarmed }, Math.min(leftMs, stepMs));
    return state;
  }
  const sitting = new Sitting(task, context, state.tasks);
  return sitting.close(state, runnerOf(task.command).onTimer?.(task.command, sitting) ?? task.command);
}

function interrupt(state: KubectlState, id: number, context: Context): KubectlState {
  const task = get(state.tasks, id);
  if (task === undefined) return state;
  const sitting = new Sitting(task, context, state.tasks);
  const { kind } = task.command;
  // A port-forward is meant to be ended so.
  sitting.interrupt(kind === 'port-forward' ? 0 : HANDLES_INTERRUPT.includes(kind) ? 1 : 130);
  return sitting.close(state, task.command);
}

/** A runner takes the commands of its own kind only, which is what it is looked up by. */
function runnerOf(command: Command): Runner {
  return RUNNERS[command.kind] as unknown as Runner;
}

function run(state: KubectlState, input: KubectlInput, context: Context): KubectlState {
  const id = state.nextId;
  const line = lineOf(input);
  context.note({ line });
  const output: KubectlOutput = { id, atMs: context.nowMs, line, stdout: '', stderr: '', exitCode: null };
  const next = { ...state, nextId: id + 1, outputs: [...state.outputs, output].slice(-MAX_OUTPUTS) };
  const sitting = new Sitting(
    { id, sent: 0, watching: null, timers: 0, failures: [], streams: [] },
    context,
    state.tasks,
  );
  const command =
    input.type === 'apply'
      ? beginApply(input.objects, fileOf(input.objects), sitting)
      : beginLine(input.line, input.files ?? {}, sitting);
  return sitting.close(next, command);
}

function lineOf(input: KubectlInput): string {
  if (input.type === 'apply') return `kubectl apply -f ${fileOf(input.objects)}`;
  const line = input.line.trim();
  return line === 'kubectl' || /^(kubectl|curl) /.test(line) ? line : `kubectl ${line}`;
}

/** The file an apply is said to come from: `pod.yaml`, or `manifests.yaml` when there are several objects. */
function fileOf(objects: readonly KubeObject[]): string {
  const [object] = objects;
  const kind = object?.kind;
  return objects.length === 1 && typeof kind === 'string' && kind !== ''
    ? `${kind.toLowerCase()}.yaml`
    : 'manifests.yaml';
}

/** The handling of one message by one command; see Session. It lives for that message only. */
class Sitting implements Session {
  readonly nowMs: number;
  private readonly id: number;
  private readonly context: Context;
  private readonly tasks: KubectlState['tasks'];
  private readonly told = new Map<number, string>();
  private sent: number;
  private watching: string | null;
  private timers: number;
  private failures: readonly Failure[];
  private stdout = '';
  private stderr = '';
  private finished = false;
  private explained: Explained | undefined;
  private streams: readonly OpenStream[];
  private exitCode: number | null = null;
  private terminal: TerminalPlace | undefined;

  constructor(task: Omit<Task, 'command'>, context: Context, tasks: KubectlState['tasks']) {
    this.tasks = tasks;
    this.id = task.id;
    this.sent = task.sent;
    this.watching = task.watching;
    this.timers = task.timers;
    this.failures = task.failures;
    this.streams = task.streams;
    this.context = context;
    this.nowMs = context.nowMs;
  }

  print(line: string): void {
    this.stdout += `${line}\n`;
    this.context.note({ printed: line });
  }

  write(text: string): void {
    this.stdout += text;
  }

  explain(explained: Explained): void {
    this.explained = explained;
    this.context.note({ explained: [explained.kind, ...explained.path].join('.') });
  }

  warn(line: string): void {
    this.stderr += `${line}\n`;
    this.context.note({ warned: line });
  }

  writeError(text: string): void {
    this.stderr += text;
  }

  fail(failure: Failure): void {
    this.failures = [...this.failures, failure];
  }

  send(request: Request): void {
    this.unwatch();
    this.sent++;
    if (request.verb === 'watch') this.watching = request.resource;
    this.post({ type: 'request', id: `${this.id}.${this.sent}`, ...request });
  }

  connect(connection: Connection): number {
    this.sent++;
    const { namespace, name } = connection;
    this.streams = [...this.streams, { number: this.sent, namespace, name }];
    this.open({ type: 'connect', id: `${this.id}.${this.sent}`, ...connection });
    return this.sent;
  }

  streamEnded(number: number): void {
    this.streams = this.streams.filter((stream) => stream.number !== number);
  }

  typeInto(terminal: TerminalPlace): void {
    this.terminal = terminal;
  }

  forwards(): readonly Forward[] {
    return values(this.tasks).flatMap(({ id, command }) =>
      command.kind === 'port-forward' && command.pod !== ''
        ? command.ports.map((port) => ({
            task: id,
            namespace: command.target.namespace,
            pod: command.pod,
            local: port.local,
            remote: port.remote,
          }))
        : [],
    );
  }

  tell(task: number, line: string): void {
    this.told.set(task, `${this.told.get(task) ?? ''}${line}\n`);
  }

  packet(node: string, packet: Omit<Packet, 'connection'>): void {
    this.sent++;
    const body: Packet = { ...packet, connection: `kubectl#${this.id}.${this.sent}` };
    this.context.send({ from: 'kubectl', to: `net/${node}`, verb: packet.kind, body }, LATENCY_MS.kubectl);
  }

  private open(body: ConnectRequest): void {
    const { namespace, name, subresource } = body;
    const object = { kind: 'Pod', namespace, name };
    const verb = body.closes === true ? 'close' : subresource;
    this.context.send({ from: 'kubectl', to: 'apiserver', verb, object, body }, LATENCY_MS.kubectl);
  }

  private closeStreams(): void {
    for (const { number, namespace, name } of this.streams) {
      const id = `${this.id}.${number}`;
      this.open({ type: 'connect', id, namespace, name, subresource: 'log', options: {}, closes: true });
    }
    this.streams = [];
  }

  unwatch(): void {
    if (this.watching === null) return;
    const resource = this.watching;
    this.watching = null;
    this.post({ type: 'request', id: `${this.id}.${this.sent}`, verb: 'unwatch', resource });
    // Whatever the watch still sends is not for this command any more.
    this.sent++;
  }

  after(delayMs: number): void {
    this.timers++;
    const stepMs = Math.ceil(delayMs / STEPS);
    const deadlineMs = this.nowMs + delayMs;
    const body: Alarm = { type: 'timer', task: this.id, timer: this.timers, deadlineMs, stepMs };
    this.context.send({ from: 'kubectl', to: 'kubectl', verb: 'timer', body }, stepMs);
  }

  interrupt(exitCode: number): void {
    this.finished = true;
    this.failures = [];
    this.exitCode = exitCode;
  }

  exit(exitCode: number): void {
    this.finished = true;
    this.exitCode = exitCode;
  }

  suffix(): string {
    return nameSuffix(() => this.context.random());
  }

  finish(): void {
    this.finished = true;
  }

  private post(body: ApiRequest): void {
    const verb = body.subresource === 'eviction' ? 'evict' : body.verb;
    this.context.send(
      { from: 'kubectl', to: 'apiserver', verb, object: refOf(body), body },
      LATENCY_MS.kubectl,
    );
  }

  /** The state with what was printed, and the command waiting or done. */
  close(state: KubectlState, command: Command | undefined): KubectlState {
    const { id, failures } = this;
    const ended = this.finished || command === undefined;
    if (ended) {
      this.unwatch();
      this.closeStreams();
    }
    if (ended && failures.length > 0) {
      const text = formatFailures(failures);
      this.stderr += text;
      this.context.note({ failed: text.trimEnd() });
    }
    const outputs =
      this.stdout === '' && this.stderr === '' && this.terminal === undefined && !ended
        ? state.outputs
        : state.outputs.map((output) =>
            output.id === id
              ? {
                  ...output,
                  stdout: output.stdout === '' ? this.stdout : lastOf(output.stdout + this.stdout),
                  ...(this.explained && { explained: this.explained }),
                  stderr: output.stderr + this.stderr,
                  ...(this.terminal && { terminal: this.terminal }),
                  exitCode: ended ? (this.exitCode ?? (failures.length > 0 ? 1 : 0)) : null,
                }
              : output,
          );
    const heard =
      this.told.size === 0
        ? outputs
        : outputs.map((output) => {
            const text = this.told.get(output.id);
            return text === undefined ? output : { ...output, stdout: lastOf(output.stdout + text) };
          });
    const tasks =
      ended || command === undefined ? remove(state.tasks, id) : put(state.tasks, id, this.task(command));
    return { ...state, outputs: heard, tasks };
  }

  private task(command: Command): Task {
    const { id, sent, watching, timers, failures, streams } = this;
    return { id, sent, watching, timers, command, failures, streams };
  }
}

/** Long output without its first lines, and a line that says so. */
function lastOf(text: string): string {
  if (text.length <= MAX_PRINTED) return text;
  const from = text.indexOf('\n', text.length - MAX_PRINTED) + 1;
  return `(Podscope keeps the last ${MAX_PRINTED / 1000} kB of what a command prints)\n${text.slice(from)}`;
}

/** What a request is about, for the record. */
function refOf({ name, namespace, resource }: ApiRequest): ObjectRef | undefined {
  const info = resourceInfo(resource);
  return name === undefined || info === undefined ? undefined : { kind: info.kind, namespace, name };
}
