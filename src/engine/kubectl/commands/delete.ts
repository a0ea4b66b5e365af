// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/delete/delete.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/wait/wait.go (IsDeleted)
// Differs: --timeout is accepted and has no effect.
import { type KubeObject, kindOf } from '../../../api/index.ts';
import type { ApiResponse, WatchEvent } from '../../apiserver/messages.ts';
import { resourceInfo } from '../../apiserver/state.ts';
import type { FlagSpecs, FlagValue } from '../flags.ts';
import { printedKind } from '../names.ts';
import type { Session } from '../task.ts';
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

export const DELETE_FLAGS: FlagSpecs = {
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
  timeout: { type: 'string' },
};

export function beginDelete(
  args: readonly string[],
  flags: Readonly<Record<string, FlagValue>>,
  namespace: string,
  session: Session,
): DeleteCommand | string {
  const parsed = parseResources(
    args,
    {
      namespace: flags['all-namespaces'] === true ? undefined : namespace,
      labelSelector: flags.selector as string | undefined,
      fieldSelector: flags['field-selector'] as string | undefined,
      all: flags.all === true,
    },
    false,
  );
  if (!parsed.ok) return parsed.error;
  const force = flags.force === true;
  let grace = flags['grace-period'] as number | undefined;
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
  const cascade = String(flags.cascade ?? 'background');
  if (!['background', 'foreground', 'orphan'].includes(cascade)) {
    return `invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`;
  }
  if (force) {
    session.warn(
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. ' +
        'The resource may continue to run on the cluster indefinitely.',
    );
  }
  const lists = parsed.queries.filter((query) => query.name === undefined);
  return {
    kind: 'delete',
    visit: visitOf(lists),
    stage: 'visit',
    targets: parsed.queries.filter((query) => query.name !== undefined).map(placeholder),
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
}

/** What is known of an object that is only named. */
function placeholder({ resource, namespace, name }: Query): KubeObject {
  const info = resourceInfo(resource);
  if (info === undefined) throw new Error(`${resource} is not in the scheme`);
  return { apiVersion: info.apiVersion, kind: info.kind, metadata: { name, namespace } };
}

export function startDelete(command: DeleteCommand, session: Session): DeleteCommand {
  return askNext(command.visit, session) ? command : deleteNext({ ...command, stage: 'delete' }, session);
}

export function continueDelete(
  command: DeleteCommand,
  response: ApiResponse,
  session: Session,
): DeleteCommand {
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
      session.unwatch(resourceOf(command.deleted[command.at] as KubeObject));
      return waitNext({ ...command, at: command.at + 1 }, session);
  }
}

export function watchDelete(command: DeleteCommand, event: WatchEvent, session: Session): DeleteCommand {
  const awaited = command.deleted[command.at];
  if (command.stage !== 'wait' || awaited === undefined) return command;
  // One of the same name with another uid is a new object: the old one is gone.
  const gone = event.event === 'DELETED' || event.object.metadata.uid !== awaited.metadata.uid;
  if (!gone) return { ...command, seen: true };
  session.unwatch(event.resource);
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

function sentence(target: KubeObject, forced: boolean): string {
  const { name, namespace } = target.metadata;
  const where = namespace === undefined ? '' : ` from ${namespace} namespace`;
  return `${printedKind(target)} ${JSON.stringify(name)} ${forced ? 'force deleted' : 'deleted'}${where}`;
}
