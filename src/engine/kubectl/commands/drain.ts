// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/drain/drain.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/drain/filters.go
// Differs: --timeout and --skip-wait-for-delete-timeout are accepted and have no effect.
import type { KubeObject, Node, Pod } from '../../../api/index.ts';
import type { ApiResponse, WatchEvent } from '../../apiserver/messages.ts';
import type { FlagSpecs } from '../flags.ts';
import { printedName } from '../names.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, numberFlag, type Runner, textFlag, type Verb } from '../verb.ts';
import { askNext, takeAnswer, type Visit, visitOf } from '../visit.ts';
import { nodeQueries } from './cordon.ts';
import { planCordon } from './edits/cordon.ts';

export interface DrainCommand {
  readonly kind: 'drain';
  readonly visit: Visit;
  readonly stage: 'visit' | 'cordon' | 'list' | 'evict' | 'wait';
  readonly force: boolean;
  readonly ignoreDaemonSets: boolean;
  readonly deleteEmptyDirData: boolean;
  readonly disableEviction: boolean;
  readonly gracePeriodSeconds: number | undefined;
  readonly podSelector: string | undefined;
  /** The node among those found that is being cordoned, and then drained. */
  readonly at: number;
  readonly pods: readonly Pod[];
  readonly podAt: number;
  readonly seen: boolean;
  /** Nodes that could not be drained. */
  readonly pending: readonly string[];
}

const FLAGS: FlagSpecs = {
  force: { type: 'bool' },
  'ignore-daemonsets': { type: 'bool' },
  'delete-emptydir-data': { type: 'bool' },
  'disable-eviction': { type: 'bool' },
  'grace-period': { type: 'int' },
  'pod-selector': { type: 'string' },
  selector: { type: 'string', short: 'l' },
  timeout: { type: 'duration', hasNoEffect: true },
  'skip-wait-for-delete-timeout': { type: 'int', hasNoEffect: true },
};

export const DRAIN: Verb = { name: 'drain', usage: 'NODE', flags: FLAGS, begin };

export const DRAIN_RUNNER: Runner<DrainCommand> = { onResponse, onWatch };

function begin(call: Call, session: Session): Begun {
  const queries = nodeQueries('drain', call);
  if (typeof queries === 'string') return queries;
  const { flags } = call;
  const grace = numberFlag(flags, 'grace-period');
  const command: DrainCommand = {
    kind: 'drain',
    visit: visitOf(queries),
    stage: 'visit',
    force: flags.force === true,
    ignoreDaemonSets: flags['ignore-daemonsets'] === true,
    deleteEmptyDirData: flags['delete-emptydir-data'] === true,
    disableEviction: flags['disable-eviction'] === true,
    gracePeriodSeconds: grace !== undefined && grace >= 0 ? grace : undefined,
    podSelector: textFlag(flags, 'pod-selector'),
    at: -1,
    pods: [],
    podAt: 0,
    seen: false,
    pending: [],
  };
  askNext(command.visit, session);
  return command;
}

function onResponse(command: DrainCommand, response: ApiResponse, session: Session): DrainCommand {
  switch (command.stage) {
    case 'visit': {
      const visit = takeAnswer(command.visit, response, session);
      if (askNext(visit, session)) return { ...command, visit };
      return cordonNext({ ...command, visit, stage: 'cordon' }, session);
    }
    case 'cordon': {
      const node = nodeOf(command);
      if (response.status !== undefined) {
        session.fail({
          text: `unable to cordon node ${JSON.stringify(node.metadata.name)}: ${response.status.message}`,
        });
      } else session.print(`${printedName(node)} cordoned`);
      return cordonNext(command, session);
    }
    case 'list':
      if (response.status !== undefined) return giveUp(command, [response.status.message ?? ''], session);
      return chooseVictims(command, (response.items ?? []) as readonly Pod[], session);
    case 'evict': {
      const pod = command.pods[command.podAt] as Pod;
      if (response.status !== undefined && response.code !== 404) {
        const { name, namespace } = pod.metadata;
        const text = `error when evicting pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}: ${response.status.message}`;
        return giveUp(command, [text], session);
      }
      return evictNext({ ...command, podAt: command.podAt + 1 }, session);
    }
    case 'wait':
      if (command.seen) return command;
      return podGone(command, session);
  }
}

function onWatch(command: DrainCommand, event: WatchEvent, session: Session): DrainCommand {
  const pod = command.pods[command.podAt];
  if (command.stage !== 'wait' || pod === undefined) return command;
  const gone = event.event === 'DELETED' || event.object.metadata.uid !== pod.metadata.uid;
  return gone ? podGone(command, session) : { ...command, seen: true };
}

function nodeOf(command: DrainCommand): Node {
  return command.visit.found[command.at] as Node;
}

/** All nodes are cordoned before the first is drained. */
function cordonNext(command: DrainCommand, session: Session): DrainCommand {
  for (let at = command.at + 1; at < command.visit.found.length; at++) {
    const node = command.visit.found[at] as KubeObject;
    const plan = planCordon({ type: 'cordon', unschedulable: true }, node);
    if (plan.patch !== undefined) {
      session.send({ verb: 'patch', resource: 'nodes', name: node.metadata.name, ...plan.patch });
      return { ...command, at };
    }
    session.print(plan.done ?? '');
  }
  return drainNext({ ...command, stage: 'list', at: -1 }, session);
}

function drainNext(command: DrainCommand, session: Session): DrainCommand {
  const at = command.at + 1;
  const node = command.visit.found[at];
  if (node === undefined) {
    session.finish();
    return command;
  }
  const options = {
    fieldSelector: `spec.nodeName=${node.metadata.name}`,
    labelSelector: command.podSelector,
  };
  session.send({ verb: 'list', resource: 'pods', options });
  return { ...command, at, stage: 'list', pods: [], podAt: 0 };
}

const MIRROR = 'kubernetes.io/config.mirror';

function chooseVictims(command: DrainCommand, pods: readonly Pod[], session: Session): DrainCommand {
  const victims: Pod[] = [];
  const unmanaged: string[] = [];
  const daemons: string[] = [];
  const local: string[] = [];
  for (const pod of pods) {
    const name = `${pod.metadata.namespace}/${pod.metadata.name}`;
    if (pod.metadata.annotations?.[MIRROR] !== undefined) continue;
    const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller === true);
    const ended = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
    if (owner?.kind === 'DaemonSet' && !ended) {
      daemons.push(name);
      continue;
    }
    if (!ended && pod.spec.volumes?.some((volume) => volume.emptyDir !== undefined)) local.push(name);
    if (!ended && owner === undefined) unmanaged.push(name);
    victims.push(pod);
  }
  const errors: string[] = [];
  if (daemons.length > 0 && !command.ignoreDaemonSets) {
    errors.push(
      `cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): ${daemons.join(', ')}`,
    );
  }
  if (local.length > 0 && !command.deleteEmptyDirData) {
    errors.push(
      `cannot delete Pods with local storage (use --delete-emptydir-data to override): ${local.join(', ')}`,
    );
  }
  if (unmanaged.length > 0 && !command.force) {
    errors.push(
      `cannot delete Pods that declare no controller (use --force to override): ${unmanaged.join(', ')}`,
    );
  }
  if (errors.length > 0) return giveUp(command, errors, session);
  const warnings = [
    ...(daemons.length > 0 ? [`ignoring DaemonSet-managed Pods: ${daemons.join(', ')}`] : []),
    ...(unmanaged.length > 0 ? [`deleting Pods that declare no controller: ${unmanaged.join(', ')}`] : []),
  ];
  if (warnings.length > 0) session.warn(`Warning: ${warnings.join('; ')}`);
  return evictNext({ ...command, stage: 'evict', pods: victims, podAt: 0 }, session);
}

function evictNext(command: DrainCommand, session: Session): DrainCommand {
  const pod = command.pods[command.podAt];
  if (pod === undefined) return waitNext({ ...command, stage: 'wait', podAt: 0 }, session);
  const { name, namespace, uid } = pod.metadata;
  const { gracePeriodSeconds } = command;
  session.print(`evicting pod ${namespace}/${name}`);
  if (command.disableEviction) {
    session.send({ verb: 'delete', resource: 'pods', namespace, name, options: { gracePeriodSeconds } });
  } else {
    const deleteOptions = { gracePeriodSeconds, preconditions: { uid } };
    const object = {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name, namespace },
      deleteOptions,
    };
    session.send({ verb: 'create', resource: 'pods', subresource: 'eviction', namespace, name, object });
  }
  return command;
}

function waitNext(command: DrainCommand, session: Session): DrainCommand {
  const pod = command.pods[command.podAt];
  if (pod === undefined) {
    session.print(`${printedName(nodeOf(command))} drained`);
    return drainNext(command, session);
  }
  const { name, namespace } = pod.metadata;
  session.send({ verb: 'watch', resource: 'pods', namespace, name });
  return { ...command, seen: false };
}

function podGone(command: DrainCommand, session: Session): DrainCommand {
  const pod = command.pods[command.podAt] as Pod;
  session.unwatch();
  session.print(`${printedName(pod)} ${command.disableEviction ? 'deleted' : 'evicted'}`);
  return waitNext({ ...command, podAt: command.podAt + 1 }, session);
}

/** Leaves the node undrained and goes on with the next. */
function giveUp(command: DrainCommand, errors: readonly string[], session: Session): DrainCommand {
  const name = nodeOf(command).metadata.name as string;
  const reasons = errors.length === 1 ? errors[0] : `[${errors.join(', ')}]`;
  session.warn(
    `error: unable to drain node ${JSON.stringify(name)} due to error: ${reasons}, continuing command...`,
  );
  session.warn(`There are pending nodes to be drained:\n ${name}`);
  for (const text of errors) session.fail({ text });
  return drainNext({ ...command, pending: [...command.pending, name] }, session);
}
