// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/cmd.go

import type { KubeObject } from '../../api/index.ts';
import type { ApiResponse, StreamEvent, WatchEvent } from '../apiserver/messages.ts';
import type { Component, Context } from '../kernel/component.ts';
import { get } from '../kernel/table.ts';
import type { Packet } from '../linux/net/types.ts';
import { beginApply } from './commands/apply.ts';
import { RUNNERS } from './commands/index.ts';
import type { Files } from './files.ts';
import { beginLine } from './line.ts';
import { Sitting } from './sitting.ts';
import type { Alarm, KubectlOutput, KubectlState } from './state.ts';
import type { Command, Input } from './task.ts';
import type { Runner, StreamPiece } from './verb.ts';

export { initialKubectl, type KubectlOutput, type KubectlState } from './state.ts';

/** What a user runs; the two of the engine's commands that are for kubectl. */
export type KubectlInput =
  | { readonly type: 'apply'; readonly objects: readonly KubeObject[] }
  /** A command line, with or without the word kubectl; `files` are those it may name. */
  | {
      readonly type: 'kubectl';
      readonly line: string;
      readonly files?: Files | undefined;
      readonly stdin?: string | undefined;
    };

const MAX_OUTPUTS = 200;

/** Commands that handle an interrupt themselves and exit with 1; the shell says 130 for the others. */
const HANDLES_INTERRUPT: readonly string[] = ['delete', 'events', 'get', 'rollout', 'wait'];

/**
 * Runs `Command`s of type `apply` and `kubectl` (verb `run`), each to its end, beside each other; Ctrl-C
 * (verb `interrupt`) ends one that still runs.
 */
export const kubectl: Component<KubectlState> = {
  receive(state, envelope, context) {
    switch (envelope.verb) {
      case 'run':
        return run(state, envelope.body as KubectlInput, context);
      case 'type':
        return typed(state, envelope.body as Typed, context);
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

/** Typed into a command that runs. */
interface Typed {
  readonly id: number;
  readonly text?: string | undefined;
  readonly end?: boolean | undefined;
}

function typed(state: KubectlState, { id, text = '', end = false }: Typed, context: Context): KubectlState {
  const task = get(state.tasks, id);
  if (task === undefined || task.input.ended) return state;
  const sitting = new Sitting(task, context, state.tasks);
  sitting.type(text, end);
  return sitting.close(state, task.command);
}

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
    { id, sent: 0, watching: null, timers: 0, failures: [], streams: [], input: inputOf(input) },
    context,
    state.tasks,
  );
  const command =
    input.type === 'apply'
      ? beginApply(input.objects, fileOf(input.objects), sitting)
      : beginLine(input.line, input.files ?? {}, sitting);
  return sitting.close(next, command);
}

function inputOf(input: KubectlInput): Input {
  const given = input.type === 'kubectl' ? input.stdin : undefined;
  return { given, text: given ?? '', ended: given !== undefined, stream: null };
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
