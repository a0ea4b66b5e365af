// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/cmd.go

import type { KubeObject } from '../../api/index.ts';
import type { ApiRequest, ApiResponse, WatchEvent } from '../apiserver/messages.ts';
import { resourceInfo } from '../apiserver/state.ts';
import type { Component, Context } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import type { ObjectRef } from '../kernel/message.ts';
import { emptyTable, get, put, remove, type Table } from '../kernel/table.ts';
import { beginApply, continueApply } from './commands/apply.ts';
import { continueCreate } from './commands/create.ts';
import { continueDelete, watchDelete } from './commands/delete.ts';
import { continueDrain, watchDrain } from './commands/drain.ts';
import { continueEdit } from './commands/edit.ts';
import { continueGet } from './commands/get.ts';
import { type Failure, formatFailures } from './errors.ts';
import { beginLine } from './line.ts';
import type { Command, Request, Session, Task } from './task.ts';

/** What kubectl printed for one command. */
export interface KubectlOutput {
  readonly id: number;
  readonly atMs: number;
  readonly line: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Null while it still waits for an answer. */
  readonly exitCode: number | null;
}

/** What a user runs; the two of the engine's commands that are for kubectl. */
export type KubectlInput =
  | { readonly type: 'apply'; readonly objects: readonly KubeObject[] }
  /** A command line, with or without the word kubectl. */
  | { readonly type: 'kubectl'; readonly line: string };

export interface KubectlState {
  readonly nextId: number;
  /** The last commands, oldest first. */
  readonly outputs: readonly KubectlOutput[];
  /** Commands that wait for an answer; each is a process of its own. */
  readonly tasks: Table<Task, number>;
}

const MAX_OUTPUTS = 200;

export function initialKubectl(): KubectlState {
  return { nextId: 1, outputs: [], tasks: emptyTable() };
}

/** Runs `Command`s of type `apply` and `kubectl` (verb `run`), each to its end, beside each other. */
export const kubectl: Component<KubectlState> = {
  receive(state, envelope, context) {
    if (envelope.verb === 'run') return run(state, envelope.body as KubectlInput, context);
    const body = envelope.body as ApiResponse | WatchEvent;
    const [taskId, sent] = (body.id ?? '').split('.').map(Number);
    const task = taskId === undefined ? undefined : get(state.tasks, taskId);
    // An answer to a request that the command no longer waits for, such as the last event of a closed watch.
    if (task === undefined || task.sent !== sent) return state;
    const sitting = new Sitting(task.id, task.sent, task.failures, context);
    const command =
      body.type === 'response'
        ? onResponse(task.command, body, sitting)
        : onWatch(task.command, body, sitting);
    return sitting.close(state, command);
  },
};

function run(state: KubectlState, input: KubectlInput, context: Context): KubectlState {
  const id = state.nextId;
  const line = lineOf(input);
  context.note({ line });
  const output: KubectlOutput = { id, atMs: context.nowMs, line, stdout: '', stderr: '', exitCode: null };
  const next = { ...state, nextId: id + 1, outputs: [...state.outputs, output].slice(-MAX_OUTPUTS) };
  const sitting = new Sitting(id, 0, [], context);
  const command =
    input.type === 'apply'
      ? beginApply(input.objects, fileOf(input.objects), sitting)
      : beginLine(input.line, sitting);
  return sitting.close(next, command);
}

function lineOf(input: KubectlInput): string {
  if (input.type === 'apply') return `kubectl apply -f ${fileOf(input.objects)}`;
  const line = input.line.trim();
  return line === 'kubectl' || line.startsWith('kubectl ') ? line : `kubectl ${line}`;
}

/** The file an apply is said to come from: `pod.yaml`, or `manifests.yaml` when there are several objects. */
function fileOf(objects: readonly KubeObject[]): string {
  const [object] = objects;
  const kind = object?.kind;
  return objects.length === 1 && typeof kind === 'string' && kind !== ''
    ? `${kind.toLowerCase()}.yaml`
    : 'manifests.yaml';
}

function onResponse(command: Command, response: ApiResponse, session: Session): Command {
  switch (command.kind) {
    case 'apply':
      return continueApply(command, response, session);
    case 'create':
      return continueCreate(command, response, session);
    case 'delete':
      return continueDelete(command, response, session);
    case 'drain':
      return continueDrain(command, response, session);
    case 'edit':
      return continueEdit(command, response, session);
    case 'get':
      return continueGet(command, response, session);
  }
}

function onWatch(command: Command, event: WatchEvent, session: Session): Command {
  if (command.kind === 'delete') return watchDelete(command, event, session);
  if (command.kind === 'drain') return watchDrain(command, event, session);
  return command;
}

/** The handling of one message by one command; see Session. It lives for that message only. */
class Sitting implements Session {
  readonly nowMs: number;
  private readonly id: number;
  private readonly context: Context;
  private sent: number;
  private failures: readonly Failure[];
  private stdout = '';
  private stderr = '';
  private finished = false;

  constructor(id: number, sent: number, failures: readonly Failure[], context: Context) {
    this.id = id;
    this.sent = sent;
    this.failures = failures;
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

  warn(line: string): void {
    this.stderr += `${line}\n`;
    this.context.note({ warned: line });
  }

  fail(failure: Failure): void {
    this.failures = [...this.failures, failure];
  }

  send(request: Request): void {
    this.sent++;
    this.post({ type: 'request', id: `${this.id}.${this.sent}`, ...request });
  }

  unwatch(resource: string): void {
    this.post({ type: 'request', id: `${this.id}.${this.sent}`, verb: 'unwatch', resource });
    // Whatever the watch still sends is not for this command any more.
    this.sent++;
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
    const { id, sent, failures, finished } = this;
    const ended = finished || command === undefined;
    if (ended && failures.length > 0) {
      const text = formatFailures(failures);
      this.stderr += text;
      this.context.note({ failed: text.trimEnd() });
    }
    const outputs =
      this.stdout === '' && this.stderr === '' && !ended
        ? state.outputs
        : state.outputs.map((output) =>
            output.id === id
              ? {
                  ...output,
                  stdout: output.stdout + this.stdout,
                  stderr: output.stderr + this.stderr,
                  exitCode: ended ? (failures.length > 0 ? 1 : 0) : null,
                }
              : output,
          );
    const tasks =
      ended || command === undefined
        ? remove(state.tasks, id)
        : put(state.tasks, id, { id, sent, command, failures });
    return { ...state, outputs, tasks };
  }
}

/** What a request is about, for the record. */
function refOf({ name, namespace, resource }: ApiRequest): ObjectRef | undefined {
  const info = resourceInfo(resource);
  return name === undefined || info === undefined ? undefined : { kind: info.kind, namespace, name };
}
