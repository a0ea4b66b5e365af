// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/exec/exec.go
// Differs: -i alone passes an empty standard input; what is typed needs -t as well.
import type { Pod } from '../../../api/index.ts';
import { defaultContainer } from '../containers.ts';
import type { FlagSpecs } from '../flags.ts';
import { beginTarget, type Target, takeTarget } from '../target.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, type Runner, textFlag, usageError, type Verb } from '../verb.ts';

export interface ExecCommand {
  readonly kind: 'exec';
  readonly target: Target;
  readonly container: string;
  readonly command: readonly string[];
  readonly tty: boolean;
  readonly stdin: boolean;
  readonly quiet: boolean;
}

const FLAGS: FlagSpecs = {
  container: { type: 'string', short: 'c' },
  stdin: { type: 'bool', short: 'i' },
  tty: { type: 'bool', short: 't' },
  quiet: { type: 'bool', short: 'q' },
  'pod-running-timeout': { type: 'duration', hasNoEffect: true },
};

export const EXEC: Verb = {
  name: 'exec',
  usage: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  flags: FLAGS,
  begin,
};

function begin(call: Call, session: Session): Begun {
  const { args, argsBeforeDash, flags, namespace } = call;
  if (argsBeforeDash > 1) {
    return usageError(
      'exec',
      'exec [POD] [COMMAND] is not supported anymore. Use exec [POD] -- [COMMAND] instead',
    );
  }
  const [name] = args;
  if (argsBeforeDash === 0 || name === undefined) return 'pod, type/name or --filename must be specified';
  const command = args.slice(argsBeforeDash);
  if (command.length === 0) return 'you must specify at least one command for the container';
  const stdin = flags.stdin === true;
  const target = beginTarget(name, namespace, session);
  if (typeof target === 'string') return target;
  return {
    kind: 'exec',
    target,
    container: textFlag(flags, 'container') ?? '',
    command,
    stdin,
    // Without a standard input kubectl asks for no terminal either.
    tty: stdin && flags.tty === true,
    quiet: flags.quiet === true,
  };
}

export const EXEC_RUNNER: Runner<ExecCommand> = {
  onResponse(command, response, session) {
    const reached = takeTarget(command.target, response, session);
    if (reached === null) {
      session.finish();
      return command;
    }
    if ('target' in reached) return { ...command, target: reached.target };
    run(command, reached.pods[0] as Pod, session);
    return command;
  },

  onStream(command, { stream, text, exitCode, status, terminal, refused }, session) {
    if (terminal !== undefined) session.typeInto(terminal);
    if (text !== '') {
      if (stream === 'stdout') session.write(text);
      else session.writeError(text);
    }
    if (exitCode === undefined) return command;
    if (status !== undefined) {
      session.fail(refused ? { status } : { text: status.message ?? '' });
      session.finish();
    } else if (exitCode === 0) session.finish();
    else {
      session.warn(`command terminated with exit code ${exitCode}`);
      session.exit(exitCode);
    }
    return command;
  },
};

function run({ container, command, tty, stdin, quiet }: ExecCommand, pod: Pod, session: Session): void {
  const { name = '', namespace = '' } = pod.metadata;
  const { phase } = pod.status ?? {};
  if (phase === 'Succeeded' || phase === 'Failed') {
    session.fail({ text: `cannot exec into a container in a completed pod; current phase is ${phase}` });
    session.finish();
    return;
  }
  session.connect({
    namespace,
    name,
    subresource: 'exec',
    options: {
      container: container === '' ? defaultContainer(pod, session, quiet) : container,
      command,
      tty,
      ...(stdin && !tty && { stdin: '' }),
    },
  });
}
