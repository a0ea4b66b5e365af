// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/debug/debug.go, profiles.go
// Differs: the profile `general` only, and one target at a time.
import {
  type Container,
  type ContainerStatus,
  type EphemeralContainer,
  type KubeObject,
  kindOf,
  type Node,
  notFoundStatus,
  type Pod,
} from '../../../api/index.ts';
import { containersOf } from '../containers.ts';
import type { FlagSpecs } from '../flags.ts';
import { refuse } from '../reach.ts';
import { beginTarget, type Target } from '../target.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, type Flags, listFlag, type Runner, textFlag, type Verb } from '../verb.ts';
import { type AttachCommand, attach } from './attach.ts';
import { type CopyOptions, type DebugOptions, nodeDebugPod, podCopy } from './debug/pods.ts';

export interface DebugCommand {
  readonly kind: 'debug';
  readonly target: Target;
  readonly stage:
    | 'read'
    /** An ephemeral container is added to the Pod, or a Pod is made. */
    | 'make'
    /** The Pod is deleted that its copy stands for. */
    | 'replace'
    | 'wait';
  readonly options: DebugOptions;
  /** '' for none. */
  readonly targetContainer: string;
  readonly copy: CopyOptions | null;
  readonly attach: boolean;
  readonly quiet: boolean;
  /** Where the debugging container is; known once it is made. */
  readonly pod: { readonly namespace: string; readonly name: string };
  readonly container: string;
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
  'copy-to': { type: 'string' },
  replace: { type: 'bool' },
  'same-node': { type: 'bool' },
  'set-image': { type: 'slice' },
  'share-processes': { type: 'bool' },
  'keep-annotations': { type: 'bool' },
  'keep-init-containers': { type: 'bool' },
  'keep-labels': { type: 'bool' },
  'keep-liveness': { type: 'bool' },
  'keep-readiness': { type: 'bool' },
  'keep-startup': { type: 'bool' },
};

export const DEBUG: Verb = {
  name: 'debug',
  usage: '(POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]',
  flags: FLAGS,
  begin,
};

function begin(call: Call, session: Session): Begun {
  const { args, argsBeforeDash, flags, namespace } = call;
  const image = textFlag(flags, 'image') ?? '';
  const container = textFlag(flags, 'container') ?? '';
  const bad = listFlag(flags, 'set-image').find((pair) => !pair.includes('='));
  if (bad !== undefined) {
    return `invalid argument ${JSON.stringify(bad)} for "--set-image" flag: ${bad} must be formatted as key=value`;
  }
  const copy = copyOf(flags);
  const words = args.slice(argsBeforeDash);
  const [name] = args;
  if (flags.attach === true && image === '' && container === '') {
    return 'you must specify --container or create a new container using --image in order to attach.';
  }
  if (copy === null) {
    if (flags.replace === true) return '--replace may only be used with --copy-to.';
    if (flags['same-node'] === true) return '--same-node may only be used with --copy-to.';
    if (flags['set-image'] !== undefined) return '--set-image may only be used with --copy-to.';
    if (image === '') return 'you must specify --image when not using --copy-to.';
  } else {
    if (image === '' && Object.keys(copy.images).length === 0 && words.length === 0) {
      return 'you must specify --image, --set-image or command arguments.';
    }
    if (words.length > 0 && container === '' && image === '') {
      return 'you must specify an existing container or a new image when specifying args.';
    }
  }
  if (name === undefined || argsBeforeDash === 0) return 'NAME or filename is required for debug';
  if (argsBeforeDash > 1) return 'Podscope debugs one target at a time';
  const profile = textFlag(flags, 'profile') ?? 'general';
  if (profile !== 'general') return `Podscope does not model kubectl debug --profile=${profile} yet`;
  const pullPolicy = textFlag(flags, 'image-pull-policy');
  if (pullPolicy !== undefined && !['Always', 'IfNotPresent', 'Never', ''].includes(pullPolicy)) {
    return `invalid image pull policy: ${pullPolicy}`;
  }
  const stdin = flags.stdin === true;
  const tty = flags.tty === true;
  const quiet = flags.quiet === true;
  const targeted = textFlag(flags, 'target') ?? '';
  if (targeted !== '' && copy !== null) {
    return '--target is incompatible with --copy-to. Use --share-processes instead.';
  }
  if (targeted !== '' && !quiet) {
    session.print(
      `Targeting container ${JSON.stringify(targeted)}. If you don't see processes from this container it may be ` +
        "because the container runtime doesn't support this feature.",
    );
  }
  if (tty && !stdin) return '-i/--stdin is required for containers with -t/--tty=true';
  const target = beginTarget(name, namespace, session);
  if (typeof target === 'string') return target;
  const env = listFlag(flags, 'env').map((pair) => {
    const [key = '', ...value] = pair.split('=');
    return { name: key, value: value.join('=') };
  });
  return {
    kind: 'debug',
    target,
    stage: 'read',
    options: {
      container,
      image,
      pullPolicy: (pullPolicy || undefined) as DebugOptions['pullPolicy'],
      args: words,
      argumentsOnly: flags['arguments-only'] === true,
      env,
      stdin,
      tty,
    },
    targetContainer: targeted,
    copy,
    attach: flags.attach === undefined ? stdin : flags.attach === true,
    quiet,
    pod: { namespace, name: target.name },
    container: '',
  };
}

/** Null without --copy-to. */
function copyOf(flags: Flags): CopyOptions | null {
  const name = textFlag(flags, 'copy-to') ?? '';
  if (name === '') return null;
  const pairs = listFlag(flags, 'set-image').map((pair): [string, string] => {
    const equals = pair.indexOf('=');
    return [pair.slice(0, equals), pair.slice(equals + 1)];
  });
  return {
    name,
    images: Object.fromEntries(pairs),
    sharesProcesses: flags['share-processes'] as boolean | undefined,
    sameNode: flags['same-node'] === true,
    replaces: flags.replace === true,
    keep: {
      labels: flags['keep-labels'] === true,
      annotations: flags['keep-annotations'] === true,
      liveness: flags['keep-liveness'] === true,
      readiness: flags['keep-readiness'] === true,
      startup: flags['keep-startup'] === true,
      initContainers: flags['keep-init-containers'] !== false,
    },
  };
}

export const DEBUG_RUNNER: Runner<DebugCommand> = {
  onResponse(command, response, session) {
    for (const warning of response.warnings ?? []) session.warn(`Warning: ${warning}`);
    if (response.status !== undefined) {
      session.fail({ status: response.status });
      session.finish();
      return command;
    }
    switch (command.stage) {
      case 'read':
        return make(command, response.object as KubeObject, session);
      case 'make': {
        if (command.copy?.replaces !== true) return wait(command, session);
        const { namespace, name } = command.target;
        session.send({
          verb: 'delete',
          resource: 'pods',
          namespace,
          name,
          options: { gracePeriodSeconds: 0 },
        });
        return { ...command, stage: 'replace' };
      }
      case 'replace':
        return wait(command, session);
      case 'wait':
        return command;
    }
  },

  onWatch(command, { event, object }, session) {
    if (event === 'BOOKMARK') return command;
    if (event === 'DELETED') {
      session.fail({ status: notFoundStatus({ group: '', resource: 'pods' }, '') });
      session.finish();
      return command;
    }
    const pod = object as Pod;
    const { container, options, quiet, target } = command;
    const { running, terminated, waiting } = statusOf(pod, container)?.state ?? {};
    if (running === undefined && terminated === undefined) {
      const message = waiting?.message ?? '';
      if (!quiet && message !== '') session.warn(`Warning: container ${container}: ${message}`);
      return command;
    }
    session.unwatch();
    const { stdin, tty } = options;
    const joined: AttachCommand = { kind: 'attach', target, container, stdin, tty, quiet, joined: null };
    if (running !== undefined) return attach(joined, pod, session);
    // It was faster than the client: what it said is in its log.
    session.connect({ ...command.pod, subresource: 'log', options: { container } });
    return joined;
  },
};

function statusOf({ status }: Pod, name: string): ContainerStatus | undefined {
  const {
    initContainerStatuses = [],
    containerStatuses = [],
    ephemeralContainerStatuses = [],
  } = status ?? {};
  return [...initContainerStatuses, ...containerStatuses, ...ephemeralContainerStatuses].find(
    (one) => one.name === name,
  );
}

function make(command: DebugCommand, object: KubeObject, session: Session): DebugCommand {
  switch (command.target.resource) {
    case 'pods': {
      const pod = object as Pod;
      return command.copy === null
        ? addContainer(command, pod, session)
        : copyPod(command, pod, command.copy, session);
    }
    case 'nodes': {
      const { namespace } = command.pod;
      const name = `node-debugger-${object.metadata.name}-${session.suffix()}`;
      const container = command.options.container || 'debugger';
      if (!command.quiet) {
        session.print(
          `Creating debugging pod ${name} with container ${container} on node ${object.metadata.name}.`,
        );
      }
      return create(
        command,
        nodeDebugPod(object as Node, name, namespace, command.options),
        container,
        session,
      );
    }
    default: {
      const [group, version] = object.apiVersion.includes('/')
        ? object.apiVersion.split('/')
        : ['', object.apiVersion];
      const kind = `${group}/${version}, Kind=${kindOf(object)?.kind ?? object.kind}`;
      return refuse(command, `${JSON.stringify(kind)} not supported by debug`, session);
    }
  }
}

function create(command: DebugCommand, pod: Pod, container: string, session: Session): DebugCommand {
  const { name = '', namespace = '' } = pod.metadata;
  session.send({ verb: 'create', resource: 'pods', namespace, name, object: pod });
  return { ...command, stage: 'make', pod: { namespace, name }, container };
}

function newName(taken: ReadonlySet<string>, quiet: boolean, session: Session): string {
  let name = `debugger-${session.suffix()}`;
  while (taken.has(name)) name = `debugger-${session.suffix()}`;
  if (!quiet) session.print(`Defaulting debug container name to ${name}.`);
  return name;
}

function copyPod(command: DebugCommand, pod: Pod, copy: CopyOptions, session: Session): DebugCommand {
  const made = podCopy(pod, command.options, copy, (taken) => newName(taken, command.quiet, session));
  if (typeof made === 'string') return refuse(command, made, session);
  return create(command, made.pod, made.container, session);
}

/** Adds an ephemeral container to what the Pod has. */
function addContainer(command: DebugCommand, pod: Pod, session: Session): DebugCommand {
  const { target, options, targetContainer, quiet } = command;
  const { image, pullPolicy, env, args, argumentsOnly, stdin, tty } = options;
  const words = [...args];
  const taken = new Set(containersOf(pod).map(({ name }) => name));
  const name = options.container || newName(taken, quiet, session);
  const security: Container['securityContext'] = { capabilities: { add: ['SYS_PTRACE'] } };
  const container: EphemeralContainer = {
    name,
    image,
    ...(pullPolicy !== undefined && { imagePullPolicy: pullPolicy }),
    ...(env.length > 0 && { env }),
    ...(words.length > 0 && (argumentsOnly ? { args: words } : { command: words })),
    ...(stdin && { stdin }),
    ...(tty && { tty }),
    terminationMessagePolicy: 'File',
    securityContext: security,
    ...(targetContainer !== '' && { targetContainerName: targetContainer }),
  };
  session.send({
    verb: 'patch',
    resource: 'pods',
    namespace: target.namespace,
    name: target.name,
    subresource: 'ephemeralcontainers',
    patchType: 'strategic',
    object: { spec: { ephemeralContainers: [container] } },
  });
  return { ...command, container: name, stage: 'make' };
}

function wait(command: DebugCommand, session: Session): DebugCommand {
  if (!command.attach || command.container === '') {
    session.finish();
    return command;
  }
  session.send({ verb: 'watch', resource: 'pods', ...command.pod });
  return { ...command, stage: 'wait' };
}
