// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/cmd.go
import { findResource } from '../../api/index.ts';
import { beginCreate, CREATE_FLAGS, makeFromArgs, makeRunPod, RUN_FLAGS } from './commands/create.ts';
import { beginDelete, DELETE_FLAGS, startDelete } from './commands/delete.ts';
import { beginDrain, DRAIN_FLAGS } from './commands/drain.ts';
import { beginEdit } from './commands/edit.ts';
import { MAP_FLAGS, parseMapEdit, splitPairs } from './commands/edits/maps.ts';
import { SCALE_FLAGS } from './commands/edits/scale.ts';
import { SET_IMAGE_FLAGS } from './commands/edits/setimage.ts';
import { parseTaintEdit, splitTaintArgs, TAINT_FLAGS } from './commands/edits/taint.ts';
import { beginGet, GET_FLAGS } from './commands/get.ts';
import { type FlagSpecs, type FlagValue, parseFlags } from './flags.ts';
import type { Command, Session } from './task.ts';
import { askNext, parseResources, type Scope } from './visit.ts';
import { splitWords } from './words.ts';

type Flags = Readonly<Record<string, FlagValue>>;

/** A command to go on with, or the text of the error it ended with. */
type Begun = Command | string;

interface Verb {
  readonly flags: FlagSpecs;
  readonly begin: (args: readonly string[], flags: Flags, namespace: string, session: Session) => Begun;
}

const GLOBAL_FLAGS: FlagSpecs = {
  namespace: { type: 'string', short: 'n' },
};

const VERBS: Readonly<Record<string, Verb>> = {
  get: {
    flags: GET_FLAGS,
    begin(args, flags, namespace, session) {
      const command = beginGet(args, flags, namespace, session);
      if (typeof command !== 'string') askNext(command.visit, session);
      return command;
    },
  },
  delete: {
    flags: DELETE_FLAGS,
    begin(args, flags, namespace, session) {
      const command = beginDelete(args, flags, namespace, session);
      return typeof command === 'string' ? command : startDelete(command, session);
    },
  },
  taint: { flags: TAINT_FLAGS, begin: taint },
  label: { flags: MAP_FLAGS, begin: (...call) => changeMap('label', ...call) },
  annotate: { flags: MAP_FLAGS, begin: (...call) => changeMap('annotate', ...call) },
  cordon: { flags: { selector: { type: 'string', short: 'l' } }, begin: (...call) => cordon(true, ...call) },
  uncordon: {
    flags: { selector: { type: 'string', short: 'l' } },
    begin: (...call) => cordon(false, ...call),
  },
  drain: {
    flags: DRAIN_FLAGS,
    begin(args, flags, _namespace, session) {
      const queries = nodeQueries('drain', args, flags);
      return typeof queries === 'string' ? queries : beginDrain(queries, flags, session);
    },
  },
  scale: { flags: SCALE_FLAGS, begin: scale },
  'set image': { flags: SET_IMAGE_FLAGS, begin: setImage },
  create: {
    flags: CREATE_FLAGS,
    begin(args, flags, namespace, session) {
      const made = makeFromArgs(args, flags, namespace);
      return typeof made === 'string' ? made : beginCreate(made.object, made.complaint, session);
    },
  },
  run: {
    flags: RUN_FLAGS,
    begin(args, flags, namespace, session) {
      const made = makeRunPod(args, flags, namespace);
      return typeof made === 'string' ? made : beginCreate(made.object, made.complaint, session);
    },
  },
};

/** Commands of kubectl 1.36 that are not modelled. */
const UNMODELLED: readonly string[] = [
  'alpha',
  'api-resources',
  'api-versions',
  'apply',
  'attach',
  'auth',
  'autoscale',
  'certificate',
  'cluster-info',
  'completion',
  'config',
  'cp',
  'debug',
  'describe',
  'diff',
  'edit',
  'events',
  'exec',
  'explain',
  'expose',
  'help',
  'kustomize',
  'kuberc',
  'logs',
  'options',
  'patch',
  'plugin',
  'port-forward',
  'proxy',
  'replace',
  'rollout',
  'set',
  'top',
  'version',
  'wait',
];

/** Starts a command line. Undefined when it has ended at once. */
export function beginLine(line: string, session: Session): Command | undefined {
  const split = splitWords(line.trim());
  if (!split.ok) return ended(split.error, session);
  const words = split.words[0] === 'kubectl' ? split.words.slice(1) : split.words;
  const [first, second] = words;
  if (first === undefined) return ended('kubectl needs a command, such as get pods', session);
  const two = `${first} ${second ?? ''}`;
  const name = Object.hasOwn(VERBS, two) ? two : first;
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb === undefined) return ended(unknownCommand(first), session);
  const parsed = parseFlags(words.slice(name === two ? 2 : 1), { ...GLOBAL_FLAGS, ...verb.flags });
  if (!parsed.ok) return ended(`${parsed.error}\nSee 'kubectl ${name} --help' for usage.`, session);
  const { args, flags } = parsed.parsed;
  const begun = verb.begin(args, flags, (flags.namespace as string | undefined) ?? 'default', session);
  return typeof begun === 'string' ? ended(begun, session) : begun;
}

function unknownCommand(name: string): string {
  const text = `unknown command ${JSON.stringify(name)} for "kubectl"`;
  if (name === 'apply')
    return `${text}\nHere kubectl apply takes its objects from the editor, not from a command line.`;
  return UNMODELLED.includes(name) ? `${text}\nPodscope does not model kubectl ${name} yet.` : text;
}

function ended(text: string, session: Session): undefined {
  session.fail({ text });
  session.finish();
  return undefined;
}

function scopeOf(flags: Flags, namespace: string): Scope {
  return {
    namespace: flags['all-namespaces'] === true ? undefined : namespace,
    labelSelector: flags.selector as string | undefined,
    fieldSelector: flags['field-selector'] as string | undefined,
    all: flags.all === true,
  };
}

function taint(args: readonly string[], flags: Flags, namespace: string, session: Session): Begun {
  const split = splitTaintArgs(args);
  if (typeof split === 'string') return split;
  const [type = '', ...names] = split.resources;
  const resource = type.includes('/') ? (type.split('/')[0] as string) : type;
  if (findResource(resource)?.kind !== 'Node')
    return `invalid resource type ${resource}, only node(s) is supported`;
  if (names.length === 0 && !type.includes('/') && flags.all !== true && flags.selector === undefined) {
    return 'one or more resources must be specified as <resource> <name>';
  }
  const parsed = parseResources(split.resources, scopeOf(flags, namespace), false);
  if (!parsed.ok) return parsed.error;
  const edit = parseTaintEdit(split.taints, flags.overwrite === true);
  return typeof edit === 'string' ? edit : beginEdit(edit, parsed.queries, session);
}

function changeMap(
  type: 'label' | 'annotate',
  args: readonly string[],
  flags: Flags,
  namespace: string,
  session: Session,
): Begun {
  const split = splitPairs(args, type === 'label' ? 'label' : 'annotation');
  if (typeof split === 'string') return split;
  if (split.resources.length === 0)
    return 'one or more resources must be specified as <resource> <name> or <resource>/<name>';
  const edit = parseMapEdit(type, split.pairs, flags.overwrite === true);
  if (typeof edit === 'string') return edit;
  const parsed = parseResources(split.resources, scopeOf(flags, namespace), false);
  return parsed.ok ? beginEdit(edit, parsed.queries, session) : parsed.error;
}

function nodeQueries(command: string, args: readonly string[], flags: Flags) {
  const selector = flags.selector as string | undefined;
  if (args.length === 0 && selector === undefined) {
    return `USAGE: ${command} NODE [flags]\nSee 'kubectl ${command} -h' for help and examples`;
  }
  if (args.length > 0 && selector !== undefined)
    return 'cannot specify both a node name and a --selector option';
  const names = args.map((arg) => arg.replace(/^(nodes?|no)\//, ''));
  const parsed = parseResources(
    ['nodes', ...names],
    { namespace: undefined, labelSelector: selector },
    false,
  );
  return parsed.ok ? parsed.queries : parsed.error;
}

function cordon(
  unschedulable: boolean,
  args: readonly string[],
  flags: Flags,
  _namespace: string,
  session: Session,
): Begun {
  const queries = nodeQueries(unschedulable ? 'cordon' : 'uncordon', args, flags);
  return typeof queries === 'string'
    ? queries
    : beginEdit({ type: 'cordon', unschedulable }, queries, session);
}

function scale(args: readonly string[], flags: Flags, namespace: string, session: Session): Begun {
  const replicas = flags.replicas as number | undefined;
  if (replicas === undefined) return 'required flag(s) "replicas" not set';
  if (replicas < 0)
    return 'The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0';
  const parsed = parseResources(args, scopeOf(flags, namespace), false);
  if (!parsed.ok) return parsed.error;
  const current = flags['current-replicas'] as number | undefined;
  const currentReplicas = current === undefined || current < 0 ? undefined : current;
  return beginEdit({ type: 'scale', replicas, currentReplicas }, parsed.queries, session);
}

function setImage(args: readonly string[], flags: Flags, namespace: string, session: Session): Begun {
  const images: Record<string, string> = {};
  const resources: string[] = [];
  for (const arg of args) {
    const equals = arg.indexOf('=');
    if (equals > 0) images[arg.slice(0, equals)] = arg.slice(equals + 1);
    else resources.push(arg);
  }
  if (resources.length === 0)
    return 'one or more resources must be specified as <resource> <name> or <resource>/<name>';
  if (Object.keys(images).length === 0) return 'at least one image update is required';
  const parsed = parseResources(resources, scopeOf(flags, namespace), false);
  return parsed.ok ? beginEdit({ type: 'set image', images }, parsed.queries, session) : parsed.error;
}
