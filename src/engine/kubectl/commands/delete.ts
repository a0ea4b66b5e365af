// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/delete/delete.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/wait/wait.go (IsDeleted)
import { type KubeObject, kindOf } from '../../../api/index.ts';
import type { ApiResponse, WatchEvent } from '../../apiserver/messages.ts';
import { resourceInfo } from '../../apiserver/state.ts';
import type { FlagSpecs } from '../flags.ts';
import { readManifests } from '../manifests.ts';
import { printedKind } from '../names.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, numberFlag, type Runner, scopeOf, textFlag, type Verb } from '../verb.ts';
import { askNext, parseResources, type Query, takeAnswer, type Visit, visitOf } from '../visit.ts';

export interface DeleteCommand {
  readonly kind: 'delete';
  /** Lists to be read first; objects given by name need no reading. */
  readonly visit: Visit;
  readonly stage: 'visit' | 'delete' | 'wait';
  readonly targets: readonly KubeObject[];
  readonly at: number;
  readonly gracePeriodSeconds: number | undefined;
  readonly propagationPolicy: 'Background' | 'Foreground' | 'Orphan';
  readonly force: boolean;
  readonly wait: boolean;
  readonly ignoreNotFound: boolean;
  /** Deleted, but perhaps still there. */
  readonly deleted: readonly KubeObject[];
  /** The object waited for has been seen to exist. */
  readonly seen: boolean;
}

const FLAGS: FlagSpecs = {
  filename: { type: 'slice', short: 'f', names: 'files' },
  all: { type: 'bool' },
  'all-namespaces': { type: 'bool', short: 'A' },
  selector: { type: 'string', short: 'l' },
  'field-selector': { type: 'string' },
  'grace-period': { type: 'int' },
  force: { type: 'bool' },
  now: { type: 'bool' },
  wait: { type: 'bool' },
  cascade: { type: 'string', alone: 'background' },
  'ignore-not-found': { type: 'bool' },
  timeout: { type: 'duration', hasNoEffect: true },
};

export const DELETE: Verb = {
  name: 'delete',
  usage: '([-f FILENAME] | TYPE [(NAME | -l label | --all)])',
  flags: FLAGS,
  begin,
};

export const DELETE_RUNNER: Runner<DeleteCommand> = { onResponse, onWatch };

function begin(call: Call, session: Session): Begun {
  const { flags } = call;
  const named = targetsOf(call, session);
  if (typeof named === 'string') return named;
  const { queries, objects } = named;
  const force = flags.force === true;
  let grace = numberFlag(flags, 'grace-period');
  if (grace !== undefined && grace < 0) grace = undefined;
  if (flags.now === true) {
    if (grace !== undefined) return '--now and --grace-period cannot be specified together';
    grace = 1;
  }
  if (grace === 0 && !force) {
    // Without --force a period of 0 becomes 1 and kubectl waits, so that the kubelet still stops the Pod.
    grace = 1;
  }
  if (force && grace === undefined) grace = 0;
  if (force && grace !== undefined && grace > 0) {
    return '--force and --grace-period greater than 0 cannot be specified together';
  }
  const cascade = textFlag(flags, 'cascade') ?? 'background';
  if (!['background', 'foreground', 'orphan'].includes(cascade)) {
    return `invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`;
  }
  if (force) {
    session.warn(
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. ' +
        'The resource may continue to run on the cluster indefinitely.',
    );
  }
  const lists = queries.filter((query) => query.name === undefined);
  const command: DeleteCommand = {
    kind: 'delete',
    visit: visitOf(lists),
    stage: 'visit',
    targets: [...objects, ...queries.filter((query) => query.name !== undefined).map(placeholder)],
    at: 0,
    gracePeriodSeconds: grace,
    propagationPolicy:
      cascade === 'background' ? 'Background' : cascade === 'foreground' ? 'Foreground' : 'Orphan',
    force,
    wait: flags.wait === undefined ? !force : flags.wait === true,
    ignoreNotFound: flags['ignore-not-found'] === true || lists.length > 0,
    deleted: [],
    seen: false,
  };
  return start(command, session);
}

/** What is to be deleted: read from files, or named by type. */
function targetsOf(
  call: Call,
  session: Session,
): { queries: readonly Query[]; objects: readonly KubeObject[] } | string {
  if (call.flags.filename === undefined) {
    const parsed = parseResources(call.args, scopeOf(call), false);
    return parsed.ok ? { queries: parsed.queries, objects: [] } : parsed.error;
  }
  const read = readManifests(call);
  if (typeof read === 'string') return read;
  for (const text of read.failures) session.fail({ text });
  return { queries: [], objects: read.objects.map(({ object }) => object) };
}

/** What is known of an object that is only named. */
function placeholder({ resource, namespace, name }: Query): KubeObject {
  const info = resourceInfo(resource);
  if (info === undefined) throw new Error(`${resource} is not in the scheme`);
  return { apiVersion: info.apiVersion, kind: info.kind, metadata: { name, namespace } };
}

function start(command: DeleteCommand, session: Session): DeleteCommand {
  return askNext(command.visit, session) ? command : deleteNext({ ...command, stage: 'delete' }, session);
}

function onResponse(command: DeleteCommand, response: ApiResponse, session: Session): DeleteCommand {
  switch (command.stage) {
    case 'visit': {
      const visit = takeAnswer(command.visit, response, session);
      if (askNext(visit, session)) return { ...command, visit };
      if (visit.found.length === 0 && !visit.failed) session.print('No resources found');
      return deleteNext({ ...command, visit, stage: 'delete', targets: visit.found }, session);
    }
    case 'delete': {
      const target = command.targets[command.at] as KubeObject;
      let { deleted } = command;
      if (response.status !== undefined) {
        if (!(command.ignoreNotFound && response.code === 404)) session.fail({ status: response.status });
      } else {
        for (const warning of response.warnings ?? []) session.warn(`Warning: ${warning}`);
        session.print(sentence(target, command.force && command.gracePeriodSeconds === 0));
        deleted = [...deleted, response.object ?? target];
      }
      return deleteNext({ ...command, deleted, at: command.at + 1 }, session);
    }
    case 'wait':
      // What exists was sent before this answer; nothing seen means that it is gone.
      if (response.status === undefined && command.seen) return command;
      session.unwatch();
      return waitNext({ ...command, at: command.at + 1 }, session);
  }
}

function onWatch(command: DeleteCommand, event: WatchEvent, session: Session): DeleteCommand {
  const awaited = command.deleted[command.at];
  if (command.stage !== 'wait' || awaited === undefined) return command;
  // One of the same name with another uid is a new object: the old one is gone.
  const gone = event.event === 'DELETED' || event.object.metadata.uid !== awaited.metadata.uid;
  if (!gone) return { ...command, seen: true };
  session.unwatch();
  return waitNext({ ...command, at: command.at + 1 }, session);
}

function deleteNext(command: DeleteCommand, session: Session): DeleteCommand {
  const target = command.targets[command.at];
  if (target === undefined) return waitNext({ ...command, stage: 'wait', at: 0 }, session);
  const { name, namespace } = target.metadata;
  const { gracePeriodSeconds, propagationPolicy } = command;
  session.send({
    verb: 'delete',
    resource: resourceOf(target),
    namespace,
    name,
    options: { gracePeriodSeconds, propagationPolicy },
  });
  return command;
}

function waitNext(command: DeleteCommand, session: Session): DeleteCommand {
  const awaited = command.wait ? command.deleted[command.at] : undefined;
  if (awaited === undefined) {
    session.finish();
    return command;
  }
  const { name, namespace } = awaited.metadata;
  session.send({ verb: 'watch', resource: resourceOf(awaited), namespace, name });
  return { ...command, seen: false };
}

function resourceOf(object: KubeObject): string {
  return kindOf(object)?.resource ?? '';
}

export function sentence(target: KubeObject, forced: boolean): string {
  const { name, namespace } = target.metadata;
  const where = namespace === undefined ? '' : ` from ${namespace} namespace`;
  return `${printedKind(target)} ${JSON.stringify(name)} ${forced ? 'force deleted' : 'deleted'}${where}`;
}
