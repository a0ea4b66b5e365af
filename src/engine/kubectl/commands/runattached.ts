// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/run/run.go (handleAttachPod, waitForPod, removeCreatedObjects)
import { type KubeObject, notFoundStatus, type Pod } from '../../../api/index.ts';
import { defaultContainer, findContainer } from '../containers.ts';
import { type Joining, printPiece, refuse } from '../reach.ts';
import type { Session } from '../task.ts';
import type { Runner } from '../verb.ts';
import { type Joined, join, printJoined } from './attach.ts';
import { sentence } from './delete.ts';

/** `kubectl run` that stays with its Pod. */
export interface RunCommand extends RunOptions {
  readonly kind: 'run';
  readonly stage: /** The Pod is made. */
    | 'create'
    /** It is waited for until it runs and is ready, or has ended already. */
    | 'start'
    | 'attached'
    /** It could not be attached to, or was too fast: its log is shown instead. */
    | 'log'
    /** How it ends is waited for. */
    | 'end'
    | 'remove';
  readonly joined: Joined | null;
  /** What it ends with, once it has been removed. */
  readonly outcome: { readonly text: string; readonly exitCode: number } | null;
  readonly created: Pod | null;
}

interface RunOptions {
  readonly pod: { readonly namespace: string; readonly name: string };
  readonly joining: Joining;
  /** --rm: it is deleted afterwards. */
  readonly removes: boolean;
  /** What end of the Pod is waited for; null: none. */
  readonly end: 'completed' | 'succeeded' | null;
  readonly timeoutMs: number;
}

export function beginRun(options: RunOptions, object: KubeObject, session: Session): RunCommand {
  const { namespace, name } = options.pod;
  session.send({
    verb: 'create',
    resource: 'pods',
    namespace,
    name,
    object,
    options: { fieldValidation: 'Strict' },
  });
  return { kind: 'run', ...options, stage: 'create', joined: null, outcome: null, created: null };
}

export const RUN_RUNNER: Runner<RunCommand> = {
  onResponse(command, response, session) {
    for (const warning of response.warnings ?? []) session.warn(`Warning: ${warning}`);
    switch (command.stage) {
      case 'create':
        if (response.status !== undefined) {
          session.fail({ status: response.status });
          session.finish();
          return command;
        }
        return watch({ ...command, stage: 'start', created: response.object as Pod }, session);
      case 'remove':
        if (response.status !== undefined && response.code !== 404) {
          session.fail({ status: response.status });
        } else if (!command.joining.quiet && response.status === undefined) {
          session.print(sentence(command.created as Pod, false));
        }
        return finish(command, session);
      default:
        return command;
    }
  },

  onWatch(command, { event, object }, session) {
    if (event === 'BOOKMARK') return command;
    if (event === 'DELETED') {
      session.unwatch();
      session.fail({ status: notFoundStatus({ group: '', resource: 'pods' }, '') });
      return remove(command, session);
    }
    const pod = object as Pod;
    const { phase, conditions = [] } = pod.status ?? {};
    const isOver = phase === 'Succeeded' || phase === 'Failed';
    if (command.stage === 'start') {
      const isReady = conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
      if (!isOver && !(phase === 'Running' && isReady)) return command;
      session.unwatch();
      return isOver ? showLog({ ...command, created: pod }, session) : attach(command, pod, session);
    }
    if (command.stage !== 'end') return command;
    if (command.end === 'succeeded' ? phase !== 'Succeeded' : !isOver) return command;
    session.unwatch();
    return remove({ ...command, outcome: outcomeOf(pod) }, session);
  },

  onStream(command, piece, session) {
    if (command.stage === 'log') {
      printPiece(piece, session);
      return piece.exitCode === undefined ? command : waitForEnd(command, session);
    }
    const { status, exitCode } = piece;
    if (exitCode !== undefined && status !== undefined) {
      const { name } = command.pod;
      const why = status.message ?? '';
      session.warn(`warning: couldn't attach to pod/${name}, falling back to streaming logs: ${why}`);
      return showLog(command, session);
    }
    return printJoined(command.joined, piece, session) ? waitForEnd(command, session) : command;
  },

  onTimer(command, session) {
    if (command.stage !== 'start' && command.stage !== 'end') return command;
    session.unwatch();
    session.fail({ text: 'timed out waiting for the condition' });
    return remove(command, session);
  },
};

function watch(command: RunCommand, session: Session): RunCommand {
  const { namespace, name } = command.pod;
  session.send({ verb: 'watch', resource: 'pods', namespace, name });
  if (command.timeoutMs > 0) session.after(command.timeoutMs);
  return command;
}

function attach(command: RunCommand, pod: Pod, session: Session): RunCommand {
  const { joining } = command;
  const container = findContainer(pod, defaultContainer(pod, session, joining.quiet));
  if (container === undefined) return refuse(command, 'cannot attach to the container', session);
  return { ...command, stage: 'attached', created: pod, joined: join(joining, pod, container, session) };
}

function showLog(command: RunCommand, session: Session): RunCommand {
  const { namespace, name } = command.pod;
  const container = command.created?.spec.containers[0]?.name;
  session.connect({ namespace, name, subresource: 'log', options: { container } });
  return { ...command, stage: 'log', joined: null };
}

function waitForEnd(command: RunCommand, session: Session): RunCommand {
  return command.end === null ? remove(command, session) : watch({ ...command, stage: 'end' }, session);
}

/** Nothing for a Pod that has succeeded. */
function outcomeOf({ metadata, status }: Pod): RunCommand['outcome'] {
  if (status?.phase === 'Succeeded') return null;
  const name = `${metadata.namespace}/${metadata.name}`;
  const { exitCode = 0, reason = '', message = '' } = status?.containerStatuses?.[0]?.state?.terminated ?? {};
  if (exitCode === 0) return { text: `error: pod ${name} failed with unknown exit code`, exitCode: 1 };
  return { text: `pod ${name} terminated (${reason})\n${message}`.trimEnd(), exitCode };
}

function remove(command: RunCommand, session: Session): RunCommand {
  if (!command.removes) return finish(command, session);
  const { namespace, name } = command.pod;
  session.send({
    verb: 'delete',
    resource: 'pods',
    namespace,
    name,
    options: { propagationPolicy: 'Background' },
  });
  return { ...command, stage: 'remove' };
}

function finish(command: RunCommand, session: Session): RunCommand {
  const { outcome } = command;
  if (outcome === null) session.finish();
  else {
    session.warn(outcome.text);
    session.exit(outcome.exitCode);
  }
  return command;
}
