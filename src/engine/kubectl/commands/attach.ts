// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/attach/attach.go
import type { Container, EphemeralContainer, Pod } from '../../../api/index.ts';
import { defaultContainer, findContainer } from '../containers.ts';
import {
  failedPiece,
  JOINING_FLAGS,
  type Joining,
  joiningOf,
  printPiece,
  reach,
  refuse,
  withTerminal,
} from '../reach.ts';
import { beginTarget, type Target } from '../target.ts';
import type { Session } from '../task.ts';
import type { Begun, Call, Runner, StreamPiece, Verb } from '../verb.ts';

export interface AttachCommand extends Joining {
  readonly kind: 'attach';
  readonly target: Target;
  readonly joined: Joined | null;
}

/** A container that is attached to. */
export interface Joined {
  /** What is typed goes to its terminal, which shows what it writes. */
  readonly terminal: boolean;
  /** Printed when a session with a terminal has ended; '' for nothing. */
  readonly farewell: string;
}

export const ATTACH: Verb = {
  name: 'attach',
  usage: '(POD | TYPE/NAME) -c CONTAINER',
  flags: JOINING_FLAGS,
  begin,
};

function begin(call: Call, session: Session): Begun {
  const { args, flags, namespace } = call;
  if (args.length === 0) return 'at least 1 argument is required for attach';
  if (args.length > 2) {
    return `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${args.length}: [${args.join(' ')}]`;
  }
  const target = beginTarget(args.join('/'), namespace, session);
  if (typeof target === 'string') return target;
  return { kind: 'attach', target, ...joiningOf(flags), joined: null };
}

export const ATTACH_RUNNER: Runner<AttachCommand> = {
  onResponse: (command, response, session) =>
    reach(command, command.target, response, session, ([pod]) => attach(command, pod as Pod, session)),

  onStream(command, piece, session) {
    if (printJoined(command.joined, piece, session)) session.finish();
    return command;
  },
};

/** Joins a container that runs; `attach` and `debug -it` alike. */
export function attach(command: AttachCommand, pod: Pod, session: Session): AttachCommand {
  const { phase } = pod.status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed') {
    const text = `cannot attach a container in a completed pod; current phase is ${phase}`;
    return refuse(command, text, session);
  }
  const wanted = command.container === '' ? defaultContainer(pod, session, command.quiet) : command.container;
  const container = findContainer(pod, wanted);
  if (container === undefined) {
    const text = `cannot attach to the container: container ${wanted} not found in pod ${pod.metadata.name}`;
    return refuse(command, text, session);
  }
  return { ...command, joined: join(command, pod, container, session) };
}

/** Begins the stream from and to a container. */
export function join(
  joining: Joining,
  pod: Pod,
  container: Container | EphemeralContainer,
  session: Session,
): Joined {
  const { name = '', namespace = '' } = pod.metadata;
  const { stdin, quiet } = joining;
  const hasTty = container.tty === true;
  if (joining.tty && !hasTty && !quiet) {
    session.warn(`error: Unable to use a TTY - container ${container.name} did not allocate one`);
  }
  // A container's own terminal is used even when nobody has asked for one.
  const terminal = withTerminal({ ...joining, tty: hasTty && stdin }, session);
  if (!quiet) {
    session.warn(
      'All commands and output from this session will be recorded in container logs, including credentials and ' +
        'sensitive information passed through the command prompt.',
    );
    session.warn("If you don't see a command prompt, try pressing enter.");
  }
  const options = { container: container.name, ...(stdin && { stdin }) };
  const stream = session.connect({ namespace, name, subresource: 'attach', options });
  if (stdin && !terminal && container.stdin === true) session.passInput(stream);
  if (!terminal || quiet) return { terminal, farewell: '' };
  const again = `kubectl attach ${name} -c ${container.name} -n ${namespace} -i -t`;
  const isEphemeral = pod.spec.ephemeralContainers?.some((one) => one.name === container.name) === true;
  return {
    terminal,
    farewell: isEphemeral
      ? `Session ended, the ephemeral container will not be restarted but may be reattached using '${again}' if it is still running`
      : `Session ended, resume using '${again}' command`,
  };
}

/** Prints what comes of it; true at its end. */
export function printJoined(joined: Joined | null, piece: StreamPiece, session: Session): boolean {
  const isShown = joined?.terminal === true;
  if (piece.terminal !== undefined && isShown) session.typeInto(piece.terminal);
  // With a terminal it is read there.
  if (!isShown) printPiece(piece, session);
  if (piece.exitCode === undefined) return false;
  if (!failedPiece(piece, session) && joined !== null && joined.farewell !== '') {
    session.print(joined.farewell);
  }
  return true;
}
