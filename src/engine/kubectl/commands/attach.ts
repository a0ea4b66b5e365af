// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/attach/attach.go
// Differs: what is typed needs a terminal: without one -i passes nothing on.
import type { Pod } from '../../../api/index.ts';
import { defaultContainer, findContainer } from '../containers.ts';
import type { FlagSpecs } from '../flags.ts';
import { beginTarget, type Target, takeTarget } from '../target.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, type Runner, textFlag, type Verb } from '../verb.ts';

export interface AttachCommand {
  readonly kind: 'attach';
  readonly target: Target;
  readonly container: string;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly quiet: boolean;
  /** Printed when a session with a terminal has ended. */
  readonly farewell: string;
}

const FLAGS: FlagSpecs = {
  container: { type: 'string', short: 'c' },
  stdin: { type: 'bool', short: 'i' },
  tty: { type: 'bool', short: 't' },
  quiet: { type: 'bool', short: 'q' },
  'pod-running-timeout': { type: 'duration', hasNoEffect: true },
};

export const ATTACH: Verb = {
  name: 'attach',
  usage: '(POD | TYPE/NAME) -c CONTAINER',
  flags: FLAGS,
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
  return {
    kind: 'attach',
    target,
    container: textFlag(flags, 'container') ?? '',
    stdin: flags.stdin === true,
    tty: flags.tty === true,
    quiet: flags.quiet === true,
    farewell: '',
  };
}

export const ATTACH_RUNNER: Runner<AttachCommand> = {
  onResponse(command, response, session) {
    const reached = takeTarget(command.target, response, session);
    if (reached === null) {
      session.finish();
      return command;
    }
    return 'target' in reached
      ? { ...command, target: reached.target }
      : attach(command, reached.pods[0] as Pod, session);
  },

  onStream(command, { stream, text, exitCode, status, terminal, refused }, session) {
    if (terminal !== undefined && command.stdin) session.typeInto(terminal);
    // With a terminal it is read there.
    if (text !== '' && command.farewell === '') {
      if (stream === 'stdout') session.write(text);
      else session.writeError(text);
    }
    if (exitCode === undefined) return command;
    if (status !== undefined) session.fail(refused ? { status } : { text: status.message ?? '' });
    else if (command.farewell !== '') session.print(command.farewell);
    session.finish();
    return command;
  },
};

/** Joins a container that runs; `attach` and `debug -it` alike. */
export function attach(command: AttachCommand, pod: Pod, session: Session): AttachCommand {
  const { name = '', namespace = '' } = pod.metadata;
  const { phase } = pod.status ?? {};
  const { stdin, tty, quiet } = command;
  const refuse = (text: string): AttachCommand => {
    session.fail({ text });
    session.finish();
    return command;
  };
  if (phase === 'Succeeded' || phase === 'Failed') {
    return refuse(`cannot attach a container in a completed pod; current phase is ${phase}`);
  }
  const wanted = command.container === '' ? defaultContainer(pod, session, quiet) : command.container;
  const container = findContainer(pod, wanted);
  if (container === undefined) {
    return refuse(`cannot attach to the container: container ${wanted} not found in pod ${name}`);
  }
  if (tty && container.tty !== true && !quiet) {
    session.warn(`error: Unable to use a TTY - container ${wanted} did not allocate one`);
  }
  if (!quiet) {
    session.warn(
      'All commands and output from this session will be recorded in container logs, including credentials and ' +
        'sensitive information passed through the command prompt.',
    );
    session.warn("If you don't see a command prompt, try pressing enter.");
  }
  session.connect({ namespace, name, subresource: 'attach', options: { container: wanted } });
  if (!stdin || container.tty !== true) return command;
  const again = `kubectl attach ${name} -c ${wanted} -n ${namespace} -i -t`;
  const isEphemeral = pod.spec.ephemeralContainers?.some((one) => one.name === wanted) === true;
  return {
    ...command,
    farewell: isEphemeral
      ? `Session ended, the ephemeral container will not be restarted but may be reattached using '${again}' if it is still running`
      : `Session ended, resume using '${again}' command`,
  };
}
