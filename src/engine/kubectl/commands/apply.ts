// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/apply/apply.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/apply/patcher.go
// Differs: client-side apply only, without --prune and --force; a patch that meets a conflict is retried once more from a fresh read, not five times.
import { extend, type KubeObject, type UnknownKubeObject } from '../../../api/index.ts';
import type { ApiResponse } from '../../apiserver/messages.ts';
import { threeWayPatch } from '../../apiserver/patch/diff.ts';
import { isObject, type JsonObject } from '../../apiserver/patch/json.ts';
import { patchTypeOf } from '../../apiserver/patch/types.ts';
import type { FlagSpecs } from '../flags.ts';
import {
  kindInfoOf,
  type Manifests,
  problemOf,
  readManifests,
  type SourceObject,
  withNamespace,
} from '../manifests.ts';
import { groupOf, objectName, printedName } from '../names.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, type Runner, usageError, type Verb } from '../verb.ts';

export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

export interface ApplyCommand {
  readonly kind: 'apply';
  readonly objects: readonly SourceObject[];
  /** The object being applied. */
  readonly at: number;
  readonly stage: 'get' | 'create' | 'patch';
  /** The patch that was sent, for the message when it fails. */
  readonly patch?: string | undefined;
  readonly retried?: boolean | undefined;
}

const FLAGS: FlagSpecs = { filename: { type: 'slice', short: 'f', names: 'files' } };

export const APPLY: Verb = { name: 'apply', usage: '-f FILENAME', flags: FLAGS, begin };

export const APPLY_RUNNER: Runner<ApplyCommand> = { onResponse };

function begin(call: Call, session: Session): Begun {
  if (call.args.length > 0) {
    return usageError('apply', `Unexpected args: [${call.args.join(' ')}]`);
  }
  if (call.flags.filename === undefined) return 'must specify one of -f and -k';
  const read = readManifests(call);
  return typeof read === 'string' ? read : applyAll(read, session);
}

/** Applies objects that come from the editor instead of a file, under a file's name. */
export function beginApply(objects: readonly KubeObject[], file: string, session: Session): ApplyCommand {
  const failures = objects.map((object) => problemOf(object, file));
  const known = objects.filter((_, index) => failures[index] === '');
  return applyAll(
    {
      objects: known.map((object) => ({ object: withNamespace(object, 'default'), file })),
      failures: failures.filter((failure) => failure !== ''),
    },
    session,
  );
}

function applyAll({ objects, failures }: Manifests, session: Session): ApplyCommand {
  for (const text of failures) session.fail({ text });
  const named: SourceObject[] = [];
  for (const source of objects) {
    if (source.object.metadata.name) named.push(source);
    else session.fail({ text: nameless(source.object.metadata) });
  }
  if (objects.length + failures.length === 0) session.fail({ text: 'no objects passed to apply' });
  return nextObject({ kind: 'apply', objects: named, at: -1, stage: 'get' }, session);
}

function nameless(metadata: KubeObject['metadata'] | undefined): string {
  return metadata?.generateName
    ? `from ${metadata.generateName}: cannot use generate name with apply`
    : 'resource name may not be empty';
}

function nextObject(command: ApplyCommand, session: Session): ApplyCommand {
  const at = command.at + 1;
  const object = command.objects[at]?.object;
  if (object === undefined) {
    session.finish();
    return command;
  }
  get(object, session);
  return { ...command, at, stage: 'get', patch: undefined, retried: undefined };
}

function get(object: KubeObject, session: Session): void {
  const { namespace, name } = object.metadata;
  session.send({ verb: 'get', resource: kindInfoOf(object).resource, namespace, name });
}

function onResponse(command: ApplyCommand, response: ApiResponse, session: Session): ApplyCommand {
  const { object, file } = command.objects[command.at] as SourceObject;
  for (const warning of response.warnings ?? []) session.warn(`Warning: ${warning}`);
  switch (command.stage) {
    case 'get':
      if (response.code === 404) return create(command, object, session);
      if (response.object === undefined) return failed(command, response, undefined, session);
      return patch(command, object, response.object, session);
    case 'create':
      if (response.status !== undefined) {
        return failed(command, response, `error when creating ${JSON.stringify(file)}`, session);
      }
      session.print(`${printedName(object)} created`);
      return nextObject(command, session);
    case 'patch':
      if (response.code === 409 && command.retried !== true) {
        get(object, session);
        return { ...command, stage: 'get', retried: true };
      }
      if (response.status !== undefined) {
        return failed(command, response, patchSource(command, object), session);
      }
      session.print(`${printedName(object)} configured`);
      return nextObject(command, session);
  }
}

function failed(
  command: ApplyCommand,
  response: ApiResponse,
  source: string | undefined,
  session: Session,
): ApplyCommand {
  session.fail({ status: response.status as NonNullable<ApiResponse['status']>, source });
  return nextObject(command, session);
}

function create(command: ApplyCommand, object: KubeObject, session: Session): ApplyCommand {
  const { namespace, name } = object.metadata;
  session.send({
    verb: 'create',
    resource: kindInfoOf(object).resource,
    namespace,
    name,
    object: annotated(object),
    options: { fieldValidation: 'Strict' },
  });
  return { ...command, stage: 'create' };
}

function patch(
  command: ApplyCommand,
  object: KubeObject,
  current: KubeObject,
  session: Session,
): ApplyCommand {
  const last = current.metadata.annotations?.[LAST_APPLIED];
  if (last === undefined) {
    session.warn(
      `Warning: resource ${objectName(object)} is missing the ${LAST_APPLIED} annotation which is required by ` +
        'kubectl apply. kubectl apply should only be used on resources created declaratively by either ' +
        'kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.',
    );
  }
  const info = kindInfoOf(object);
  const body = threeWayPatch(
    lastApplied(last),
    annotated(object) as unknown as JsonObject,
    current as unknown as JsonObject,
    patchTypeOf(info.kind),
  );
  if (Object.keys(body).length === 0) {
    session.print(`${printedName(object)} unchanged`);
    return nextObject(command, session);
  }
  if (current.metadata.deletionTimestamp !== undefined) {
    session.warn(
      `Warning: Detected changes to resource ${current.metadata.name} which is currently being deleted.`,
    );
  }
  const { namespace, name } = object.metadata;
  session.send({
    verb: 'patch',
    patchType: 'strategic',
    resource: info.resource,
    namespace,
    name,
    object: body,
    options: { fieldValidation: 'Strict' },
  });
  return { ...command, stage: 'patch', patch: sortedJson(body) };
}

function patchSource(command: ApplyCommand, object: KubeObject): string {
  const info = kindInfoOf(object);
  const { name, namespace = '' } = object.metadata;
  const group = groupOf(object.apiVersion);
  const file = JSON.stringify(command.objects[command.at]?.file);
  return (
    `error when applying patch:\n${command.patch}\nto:\n` +
    `Resource: "${group}/${info.version}, Resource=${info.resource}", ` +
    `GroupVersionKind: "${group}/${info.version}, Kind=${info.kind}"\n` +
    `Name: ${JSON.stringify(name)}, Namespace: ${JSON.stringify(namespace)}\n` +
    `for: ${file}: error when patching ${file}`
  );
}

/** The object with itself, as text, in an annotation: what the next apply compares with. */
function annotated(object: KubeObject): KubeObject {
  const { [LAST_APPLIED]: _, ...annotations } = object.metadata.annotations ?? {};
  const plain = { ...object, metadata: extend(object.metadata, { annotations }) };
  const text = `${sortedJson(plain)}\n`;
  const metadata = extend(object.metadata, { annotations: extend(annotations, { [LAST_APPLIED]: text }) });
  return { ...object, metadata } as UnknownKubeObject;
}

function lastApplied(text: string | undefined): JsonObject {
  if (text === undefined) return {};
  const value: unknown = JSON.parse(text);
  return isObject(value) ? value : {};
}

/** JSON with keys in alphabetical order, as Go writes maps. */
function sortedJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => sortedJson(item ?? null)).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  let members = '';
  for (const key of Object.keys(value).sort()) {
    const member = value[key];
    if (member === undefined) continue;
    members += `${members === '' ? '' : ','}${JSON.stringify(key)}:${sortedJson(member)}`;
  }
  return `{${members}}`;
}
