// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/create/create.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/run/run.go
// Differs: only the generators named here; --from-file needs a file system, which kubectl has none of here.
import { type KubeObject, kindOf } from '../../../api/index.ts';
import type { ApiResponse } from '../../apiserver/messages.ts';
import type { FlagSpecs, FlagValue } from '../flags.ts';
import { printedName } from '../names.ts';
import type { Session } from '../task.ts';

export interface CreateCommand {
  readonly kind: 'create';
  readonly object: KubeObject;
  /** What stands before the server's message when it refuses; empty when the Status is shown as it is. */
  readonly complaint: string;
}

export const CREATE_FLAGS: FlagSpecs = {
  'from-literal': { type: 'list' },
  'from-file': { type: 'list' },
  'from-env-file': { type: 'list' },
  image: { type: 'list' },
  replicas: { type: 'int' },
  port: { type: 'int' },
  type: { type: 'string' },
  value: { type: 'int' },
  'global-default': { type: 'bool' },
  description: { type: 'string' },
  'preemption-policy': { type: 'string' },
};

export const RUN_FLAGS: FlagSpecs = {
  image: { type: 'string' },
  labels: { type: 'string', short: 'l' },
  port: { type: 'string' },
  restart: { type: 'string' },
  env: { type: 'list' },
  command: { type: 'bool' },
};

type Flags = Readonly<Record<string, FlagValue>>;
type Made = { readonly object: KubeObject; readonly complaint: string } | string;

export function beginCreate(object: KubeObject, complaint: string, session: Session): CreateCommand {
  const info = kindOf(object);
  if (info === undefined) throw new Error(`cannot create a ${object.kind}`);
  const { namespace, name } = object.metadata;
  session.send({
    verb: 'create',
    resource: info.resource,
    namespace,
    name,
    object,
    options: { fieldValidation: 'Strict' },
  });
  return { kind: 'create', object, complaint };
}

export function continueCreate(
  command: CreateCommand,
  response: ApiResponse,
  session: Session,
): CreateCommand {
  const { status } = response;
  for (const warning of response.warnings ?? []) session.warn(`Warning: ${warning}`);
  if (status === undefined) session.print(`${printedName(command.object)} created`);
  else if (command.complaint === '') session.fail({ status });
  else session.fail({ text: `${command.complaint}: ${status.message}` });
  session.finish();
  return command;
}

/** The object a `kubectl create KIND NAME …` makes, or kubectl's complaint. */
export function makeFromArgs(args: readonly string[], flags: Flags, namespace: string): Made {
  const [kind, name, ...rest] = kind2(args);
  if (kind === undefined) return 'must specify one of -f and -k';
  const maker = Object.hasOwn(MAKERS, kind) ? MAKERS[kind] : undefined;
  if (maker === undefined) return `Podscope does not model kubectl create ${kind} yet`;
  if (name === undefined) return 'exactly one NAME is required, got 0';
  if (rest.length > 0) return `exactly one NAME is required, got ${rest.length + 1}`;
  return maker(name, flags, namespace);
}

/** `create secret generic NAME` has two words for the kind. */
function kind2(args: readonly string[]): readonly (string | undefined)[] {
  const [kind, sub, ...rest] = args;
  return kind === 'secret' && sub !== undefined ? [`secret ${sub}`, ...rest] : args;
}

const MAKERS: Readonly<Record<string, (name: string, flags: Flags, namespace: string) => Made>> = {
  namespace: makeNamespace,
  ns: makeNamespace,
  configmap: makeConfigMap,
  cm: makeConfigMap,
  'secret generic': makeSecret,
  deployment: makeDeployment,
  deploy: makeDeployment,
  priorityclass: makePriorityClass,
  pc: makePriorityClass,
};

function makeNamespace(name: string): Made {
  return { object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }, complaint: '' };
}

function makeConfigMap(name: string, flags: Flags, namespace: string): Made {
  const data = literals(flags, 'configmap');
  if (typeof data === 'string') return data;
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
  return { object, complaint: 'failed to create configmap' };
}

function makeSecret(name: string, flags: Flags, namespace: string): Made {
  const stringData = literals(flags, 'secret generic');
  if (typeof stringData === 'string') return stringData;
  const object = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    type: (flags.type as string | undefined) ?? 'Opaque',
    stringData,
  };
  return { object, complaint: 'failed to create secret' };
}

function literals(flags: Flags, command: string): Record<string, string> | string {
  if (flags['from-file'] !== undefined || flags['from-env-file'] !== undefined) {
    return `Podscope does not model kubectl create ${command} --from-file yet: write the file's text as --from-literal or as YAML`;
  }
  const data: Record<string, string> = {};
  for (const literal of (flags['from-literal'] as readonly string[] | undefined) ?? []) {
    const equals = literal.indexOf('=');
    if (equals <= 0) return `invalid literal source ${literal}, expected key=value`;
    const key = literal.slice(0, equals);
    if (Object.hasOwn(data, key)) {
      return `cannot add key ${JSON.stringify(key)}, another key by that name already exists in Data for ConfigMap ""`;
    }
    data[key] = literal.slice(equals + 1);
  }
  return data;
}

function makeDeployment(name: string, flags: Flags, namespace: string): Made {
  const images = (flags.image as readonly string[] | undefined) ?? [];
  if (images.length === 0) return 'required flag(s) "image" not set';
  const labels = { app: name };
  const port = flags.port as number | undefined;
  const object = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels },
    spec: {
      replicas: (flags.replicas as number | undefined) ?? 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: images.map((image, index) => ({
            name: containerName(image),
            image,
            ...(index === 0 && port !== undefined && { ports: [{ containerPort: port }] }),
          })),
        },
      },
    },
  };
  return { object, complaint: 'failed to create deployment' };
}

/** The last part of an image's path, without tag and digest. */
function containerName(image: string): string {
  const last = image.split('/').pop() ?? image;
  return (last.split('@')[0] ?? last).split(':')[0] ?? last;
}

function makePriorityClass(name: string, flags: Flags): Made {
  const object = {
    apiVersion: 'scheduling.k8s.io/v1',
    kind: 'PriorityClass',
    metadata: { name },
    value: (flags.value as number | undefined) ?? 0,
    globalDefault: flags['global-default'] === true,
    description: (flags.description as string | undefined) ?? '',
    preemptionPolicy: (flags['preemption-policy'] as string | undefined) ?? 'PreemptLowerPriority',
  };
  return { object, complaint: 'failed to create priorityclass' };
}

/** The Pod of `kubectl run NAME --image=IMAGE [-- ARG…]`. */
export function makeRunPod(args: readonly string[], flags: Flags, namespace: string): Made {
  const [name, ...command] = args;
  if (name === undefined) return 'NAME is required for run';
  if (flags.image === undefined) return 'required flag(s) "image" not set';
  const restart = (flags.restart as string | undefined) ?? 'Always';
  if (!['Always', 'OnFailure', 'Never'].includes(restart)) return `invalid restart policy: ${restart}`;
  const labels: Record<string, string> = {};
  for (const pair of ((flags.labels as string | undefined) ?? `run=${name}`).split(',')) {
    const equals = pair.indexOf('=');
    if (equals <= 0) return `unexpected label spec: ${pair}`;
    labels[pair.slice(0, equals)] = pair.slice(equals + 1);
  }
  const env: { name: string; value: string }[] = [];
  for (const pair of (flags.env as readonly string[] | undefined) ?? []) {
    const equals = pair.indexOf('=');
    if (equals <= 0) return `invalid env: ${pair}`;
    env.push({ name: pair.slice(0, equals), value: pair.slice(equals + 1) });
  }
  const port = flags.port as string | undefined;
  const container = {
    name,
    image: flags.image as string,
    ...(command.length > 0 && (flags.command === true ? { command } : { args: command })),
    ...(env.length > 0 && { env }),
    ...(port !== undefined && { ports: [{ containerPort: Number(port) }] }),
    resources: {},
  };
  const object = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels },
    spec: { containers: [container], restartPolicy: restart, dnsPolicy: 'ClusterFirst' },
  };
  return { object, complaint: '' };
}
