// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/debug/debug.go, profiles.go
// Differs: ephemeral containers only, with the profile `general`: --copy-to and nodes are not modelled.
import type { EphemeralContainer, Pod } from '../../../api/index.ts';
import type { ApiResponse } from '../../apiserver/messages.ts';
import { containersOf } from '../containers.ts';
import type { FlagSpecs } from '../flags.ts';
import { beginTarget, type Target } from '../target.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, listFlag, type Runner, textFlag, type Verb } from '../verb.ts';
import { type AttachCommand, attach } from './attach.ts';

export interface DebugCommand {
  readonly kind: 'debug';
  readonly target: Target;
  readonly stage: 'read' | 'patch' | 'wait';
  readonly container: EphemeralContainer;
  readonly attach: boolean;
  readonly quiet: boolean;
}

const FLAGS: FlagSpecs = {
  image: { type: 'string' },
  'image-pull-policy': { type: 'string' },
  target: { type: 'string' },
  container: { type: 'string', short: 'c' },
  stdin: { type: 'bool', short: 'i' },
  tty: { type: 'bool', short: 't' },
  attach: { type: 'bool' },
  'arguments-only': { type: 'bool' },
  env: { type: 'list' },
  profile: { type: 'string' },
  quiet: { type: 'bool', short: 'q' },
};

export const DEBUG: Verb = {
  name: 'debug',
  usage: 'POD --image=image [--target=container] [-it] [-- COMMAND [args...]]',
  flags: FLAGS,
  begin,
};

function begin(call: Call, session: Session): Begun {
  const { args, argsBeforeDash, flags, namespace } = call;
  const image = textFlag(flags, 'image') ?? '';
  const [name] = args;
  if (image === '') return 'you must specify --image when not using --copy-to.';
  if (name === undefined || argsBeforeDash === 0) return 'NAME or filename is required for debug';
  if (argsBeforeDash > 1) return 'Podscope debugs one Pod at a time';
  const profile = textFlag(flags, 'profile') ?? 'general';
  if (profile !== 'general') return `Podscope does not model kubectl debug --profile=${profile} yet`;
  const stdin = flags.stdin === true;
  const tty = flags.tty === true;
  const quiet = flags.quiet === true;
  const targeted = textFlag(flags, 'target') ?? '';
  if (tty && !stdin) return '-i/--stdin is required for containers with -t/--tty=true';
  const target = beginTarget(name, namespace, session);
  if (typeof target === 'string') return target;
  if (target.resource !== 'pods') return `Podscope does not model kubectl debug ${target.resource} yet`;
  if (targeted !== '' && !quiet) {
    session.print(
      `Targeting container ${JSON.stringify(targeted)}. If you don't see processes from this container it may be ` +
        "because the container runtime doesn't support this feature.",
    );
  }
  const command = args.slice(argsBeforeDash);
  const pullPolicy = textFlag(flags, 'image-pull-policy');
  const env = listFlag(flags, 'env').map((pair) => {
    const [key = '', ...value] = pair.split('=');
    return { name: key, value: value.join('=') };
  });
  const container: EphemeralContainer = {
    name: textFlag(flags, 'container') ?? '',
    image,
    ...(pullPolicy !== undefined && {
      imagePullPolicy: pullPolicy as NonNullable<EphemeralContainer['imagePullPolicy']>,
    }),
    ...(env.length > 0 && { env }),
    ...(command.length > 0 && (flags['arguments-only'] === true ? { args: command } : { command })),
    ...(stdin && { stdin }),
    ...(tty && { tty }),
    terminationMessagePolicy: 'File',
    securityContext: { capabilities: { add: ['SYS_PTRACE'] } },
    ...(targeted !== '' && { targetContainerName: targeted }),
  };
  const attaches = flags.attach === undefined ? stdin : flags.attach === true;
  return { kind: 'debug', target, stage: 'read', container, attach: attaches, quiet };
}

export const DEBUG_RUNNER: Runner<DebugCommand> = {
  onResponse(command, response, session) {
    if (response.status !== undefined) {
      session.fail({ status: response.status });
      session.finish();
      return command;
    }
    if (command.stage === 'read') return add(command, response.object as Pod, session);
    if (command.stage === 'patch') return wait(command, response, session);
    return command;
  },

  onWatch(command, { object }, session) {
    const pod = object as Pod;
    const status = pod.status?.ephemeralContainerStatuses?.find(
      ({ name }) => name === command.container.name,
    );
    const { running, terminated } = status?.state ?? {};
    if (running === undefined && terminated === undefined) return command;
    session.unwatch();
    const { name, stdin = false, tty = false } = command.container;
    const joined: AttachCommand = {
      kind: 'attach',
      target: command.target,
      container: name,
      stdin,
      tty,
      quiet: command.quiet,
      joined: null,
    };
    if (running !== undefined) return attach(joined, pod, session);
    // It was faster than the client: what it said is in its log.
    session.connect({
      namespace: command.target.namespace,
      name: command.target.name,
      subresource: 'log',
      options: { container: name },
    });
    return joined;
  },
};

/** Adds the container to what the Pod has. */
function add(command: DebugCommand, pod: Pod, session: Session): DebugCommand {
  const { target, quiet } = command;
  let { container } = command;
  if (container.name === '') {
    const taken = new Set(containersOf(pod).map(({ name }) => name));
    let name = `debugger-${session.suffix()}`;
    while (taken.has(name)) name = `debugger-${session.suffix()}`;
    if (!quiet) session.print(`Defaulting debug container name to ${name}.`);
    container = { ...container, name };
  }
  session.send({
    verb: 'patch',
    resource: 'pods',
    namespace: target.namespace,
    name: target.name,
    subresource: 'ephemeralcontainers',
    patchType: 'strategic',
    object: { spec: { ephemeralContainers: [container] } },
  });
  return { ...command, container, stage: 'patch' };
}

function wait(command: DebugCommand, { object }: ApiResponse, session: Session): DebugCommand {
  if (!command.attach) {
    session.finish();
    return command;
  }
  const { namespace, name } = command.target;
  session.send({
    verb: 'watch',
    resource: 'pods',
    namespace,
    name,
    options: { resourceVersion: object?.metadata.resourceVersion },
  });
  return { ...command, stage: 'wait' };
}
