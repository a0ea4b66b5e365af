// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/exec/exec.go (StreamOptions)
// What the commands that reach into a Pod have in common.
import type { Pod } from '../../api/index.ts';
import type { ApiResponse } from '../apiserver/messages.ts';
import { defaultContainer } from './containers.ts';
import type { FlagSpecs } from './flags.ts';
import { type Target, takeTarget } from './target.ts';
import type { Session } from './task.ts';
import { type Flags, type StreamPiece, textFlag } from './verb.ts';

/** How a command is joined to a container. */
export interface Joining {
  /** '' for the default one. */
  readonly container: string;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly quiet: boolean;
}

export const JOINING_FLAGS: FlagSpecs = {
  container: { type: 'string', short: 'c' },
  stdin: { type: 'bool', short: 'i' },
  tty: { type: 'bool', short: 't' },
  quiet: { type: 'bool', short: 'q' },
  'pod-running-timeout': { type: 'duration', hasNoEffect: true },
};

export function joiningOf(flags: Flags): Joining {
  return {
    container: textFlag(flags, 'container') ?? '',
    stdin: flags.stdin === true,
    tty: flags.tty === true,
    quiet: flags.quiet === true,
  };
}

/** Takes the answer to what `beginTarget` asked; `go` gets the Pods once they are known, the best one first. */
export function reach<C extends { readonly target: Target | null }>(
  command: C,
  target: Target,
  response: ApiResponse,
  session: Session,
  go: (pods: readonly Pod[]) => C,
): C {
  const reached = takeTarget(target, response, session);
  if (reached === null) {
    session.finish();
    return command;
  }
  return 'target' in reached ? { ...command, target: reached.target } : go(reached.pods);
}

/** Ends a command that cannot go on. */
export function refuse<C>(command: C, text: string, session: Session): C {
  session.fail({ text });
  session.finish();
  return command;
}

/** Whether there can be a terminal; who asks for one and has none is told so. */
export function withTerminal({ tty, quiet }: Joining, session: Session): boolean {
  if (!tty || session.given === undefined) return tty;
  if (!quiet) session.warn('Unable to use a TTY - input is not a terminal or the right kind of file');
  return false;
}

/** Starts a command in a container of the Pod: the stream's number; null when that cannot be, and the session knows. */
export function openExec(
  joining: Joining,
  command: readonly string[],
  pod: Pod,
  session: Session,
): number | null {
  const { name = '', namespace = '' } = pod.metadata;
  const { phase } = pod.status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed') {
    session.fail({ text: `cannot exec into a container in a completed pod; current phase is ${phase}` });
    session.finish();
    return null;
  }
  const { stdin, quiet } = joining;
  const container = joining.container === '' ? defaultContainer(pod, session, quiet) : joining.container;
  const tty = withTerminal(joining, session);
  return session.connect({
    namespace,
    name,
    subresource: 'exec',
    options: { container, command, tty, ...(stdin && { stdin }) },
  });
}

/** Prints a piece of a container's output. */
export function printPiece({ stream, text }: StreamPiece, session: Session): void {
  if (text === '') return;
  if (stream === 'stdout') session.write(text);
  else session.writeError(text);
}

/** What went wrong with a stream, as the API server or the kubelet words it; false: nothing. */
export function failedPiece({ status, refused }: StreamPiece, session: Session): boolean {
  if (status === undefined) return false;
  session.fail(refused ? { status } : { text: status.message ?? '' });
  return true;
}
