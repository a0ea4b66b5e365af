import type { Explained } from '../../api/index.ts';
import type { ApiRequest, ConnectRequest } from '../apiserver/messages.ts';
import { resourceInfo } from '../apiserver/state.ts';
import type { Context } from '../kernel/component.ts';
import { nameSuffix } from '../kernel/ids.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import type { ObjectRef } from '../kernel/message.ts';
import { put, remove, values } from '../kernel/table.ts';
import type { Packet } from '../linux/net/types.ts';
import { type Failure, formatFailures } from './errors.ts';
import type { Files } from './files.ts';
import type { Alarm, KubectlOutput, KubectlState } from './state.ts';
import type {
  Command,
  Connection,
  Forward,
  Input,
  OpenStream,
  Request,
  Session,
  Task,
  TerminalPlace,
} from './task.ts';

/**
 * A deadline is waited for in so many steps: a timer cannot be taken back, and a run whose commands have all
 * ended should not go on to a deadline that nobody waits for.
 */
const STEPS = 30;

/** What one command may print; of a watch that prints more, the end stays. */
const MAX_PRINTED = 400_000;

/** The handling of one message by one command; see Session. It lives for that message only. */
export class Sitting implements Session {
  readonly nowMs: number;
  private readonly id: number;
  private readonly context: Context;
  private readonly tasks: KubectlState['tasks'];
  private readonly told = new Map<number, string>();
  private readonly ended = new Map<number, string>();
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
  private input: Input;
  private saved: Files | undefined;

  constructor(task: Omit<Task, 'command'>, context: Context, tasks: KubectlState['tasks']) {
    this.tasks = tasks;
    this.id = task.id;
    this.sent = task.sent;
    this.watching = task.watching;
    this.timers = task.timers;
    this.failures = task.failures;
    this.streams = task.streams;
    this.input = task.input;
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
    const { namespace, name, subresource, options } = connection;
    const { container } = options;
    this.streams = [...this.streams, { number: this.sent, namespace, name, subresource, container }];
    this.open({ type: 'connect', id: `${this.id}.${this.sent}`, ...connection });
    return this.sent;
  }

  streamEnded(number: number): void {
    this.streams = this.streams.filter((stream) => stream.number !== number);
  }

  get given(): string | undefined {
    return this.input.given;
  }

  passInput(stream: number): void {
    this.input = { ...this.input, stream };
    this.passOn();
  }

  /** A terminal in line mode shows what is typed. */
  type(text: string, end: boolean): void {
    this.stdout += text;
    this.input = { ...this.input, text: this.input.text + text, ended: end };
    this.passOn();
  }

  private passOn(): void {
    const { text, ended, stream } = this.input;
    if (stream === null || !this.isOpen(stream) || (text === '' && !ended)) return;
    this.input = { ...this.input, text: '' };
    this.give(stream, text, ended);
  }

  feed(stream: number, text: string): void {
    this.give(stream, text, true);
  }

  save(path: string, text: string): void {
    this.saved = { ...this.saved, [path]: text };
  }

  private isOpen(stream: number): boolean {
    return this.streams.some(({ number }) => number === stream);
  }

  private give(stream: number, text: string, end: boolean): void {
    const open = this.streams.find(({ number }) => number === stream);
    if (open === undefined) return;
    const { number, namespace, name, subresource, container } = open;
    this.open({
      type: 'connect',
      id: `${this.id}.${number}`,
      namespace,
      name,
      subresource,
      options: { container },
      input: { text, end },
    });
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

  end(task: number, line: string): void {
    this.ended.set(task, line);
  }

  packet(node: string, packet: Omit<Packet, 'connection'>): void {
    this.sent++;
    const body: Packet = { ...packet, connection: `kubectl#${this.id}.${this.sent}` };
    this.context.send({ from: 'kubectl', to: `net/${node}`, verb: packet.kind, body }, LATENCY_MS.kubectl);
  }

  private open(body: ConnectRequest): void {
    const { namespace, name, subresource } = body;
    const object = { kind: 'Pod', namespace, name };
    const verb = body.closes === true ? 'close' : body.input === undefined ? subresource : 'stdin';
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
    const reads = !ended && this.input.stream !== null && !this.input.ended;
    const known = state.outputs.find((output) => output.id === id);
    const outputs =
      this.stdout === '' &&
      this.stderr === '' &&
      this.terminal === undefined &&
      !ended &&
      reads === (known?.reads === true)
        ? state.outputs
        : state.outputs.map((output) =>
            output.id === id
              ? {
                  ...output,
                  stdout: output.stdout === '' ? this.stdout : lastOf(output.stdout + this.stdout),
                  ...(this.explained && { explained: this.explained }),
                  stderr: output.stderr + this.stderr,
                  ...(this.saved && { files: { ...output.files, ...this.saved } }),
                  ...(this.terminal && { terminal: this.terminal }),
                  ...((reads || output.reads !== undefined) && { reads }),
                  exitCode: ended ? (this.exitCode ?? (failures.length > 0 ? 1 : 0)) : null,
                }
              : output,
          );
    const heard =
      this.told.size + this.ended.size === 0 ? outputs : outputs.map((output) => this.heard(output));
    let tasks =
      ended || command === undefined ? remove(state.tasks, id) : put(state.tasks, id, this.task(command));
    for (const other of this.ended.keys()) tasks = remove(tasks, other);
    return { ...state, outputs: heard, tasks };
  }

  /** What another command has been told. */
  private heard(output: KubectlOutput): KubectlOutput {
    const text = this.told.get(output.id);
    const last = this.ended.get(output.id);
    const told = text === undefined ? output : { ...output, stdout: lastOf(output.stdout + text) };
    return last === undefined ? told : { ...told, stderr: `${told.stderr}${last}\n`, exitCode: 1 };
  }

  private task(command: Command): Task {
    const { id, sent, watching, timers, failures, streams, input } = this;
    return { id, sent, watching, timers, command, failures, streams, input };
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
