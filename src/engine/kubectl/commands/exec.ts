// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/exec/exec.go
import type { Pod } from '../../../api/index.ts';
import {
  failedPiece,
  JOINING_FLAGS,
  type Joining,
  joiningOf,
  openExec,
  printPiece,
  reach,
} from '../reach.ts';
import { beginTarget, type Target } from '../target.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, type Runner, usageError, type Verb } from '../verb.ts';

export interface ExecCommand extends Joining {
  readonly kind: 'exec';
  readonly target: Target;
  readonly command: readonly string[];
}

export const EXEC: Verb = {
  name: 'exec',
  usage: '(POD | TYPE/NAME) [-c CONTAINER] [flags] -- COMMAND [args...]',
  flags: JOINING_FLAGS,
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
  const target = beginTarget(name, namespace, session);
  if (typeof target === 'string') return target;
  const joining = joiningOf(flags);
  // Without a standard input kubectl asks for no terminal either.
  return { kind: 'exec', target, command, ...joining, tty: joining.stdin && joining.tty };
}

export const EXEC_RUNNER: Runner<ExecCommand> = {
  onResponse: (command, response, session) =>
    reach(command, command.target, response, session, ([pod]) => run(command, pod as Pod, session)),

  onStream(command, piece, session) {
    const { exitCode, terminal } = piece;
    if (terminal !== undefined) session.typeInto(terminal);
    printPiece(piece, session);
    if (exitCode === undefined) return command;
    if (failedPiece(piece, session) || exitCode === 0) session.finish();
    else {
      session.warn(`command terminated with exit code ${exitCode}`);
      session.exit(exitCode);
    }
    return command;
  },
};

function run(command: ExecCommand, pod: Pod, session: Session): ExecCommand {
  const stream = openExec(command, command.command, pod, session);
  // With a terminal it is typed there.
  const isTyped = command.tty && session.given === undefined;
  if (stream !== null && command.stdin && !isTyped) session.passInput(stream);
  return command;
}
