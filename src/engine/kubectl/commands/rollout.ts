// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/rollout/rollout_status.go, rollout_history.go, rollout_undo.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/polymorphichelpers/rollout_status.go, history.go, rollback.go
// Differs: Deployments only; undo replaces the Deployment instead of patching its template.
import type { Deployment, KubeObject, PodTemplateSpec, ReplicaSet } from '../../../api/index.ts';
import { equal } from '../../apiserver/equal.ts';
import type { ApiResponse } from '../../apiserver/messages.ts';
import { timestamp } from '../../kernel/timestamp.ts';
import { describePodTemplate } from '../describe/pod.ts';
import { ownedBy } from '../describe/workload.ts';
import { tabbed } from '../describe/writer.ts';
import type { FlagSpecs } from '../flags.ts';
import { printedName } from '../names.ts';
import { alignTabs } from '../print/tabwriter.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, numberFlag, type Runner, scopeOf, usageError, type Verb } from '../verb.ts';
import { askNext, parseResources, takeAnswer, type Visit, visitOf } from '../visit.ts';
import { beginEdit } from './edit.ts';

export interface RolloutCommand {
  readonly kind: 'rollout';
  readonly action: 'status' | 'history' | 'undo';
  readonly visit: Visit;
  readonly stage: 'find' | 'sets' | 'replace' | 'watch';
  /** The Deployment among those found that is dealt with. */
  readonly at: number;
  /** `--revision` or `--to-revision`; 0 when not given. */
  readonly revision: number;
  readonly watch: boolean;
}

const SELECTING: FlagSpecs = { selector: { type: 'string', short: 'l' } };

export const ROLLOUT_VERBS: readonly Verb[] = [
  verb('status', {
    ...SELECTING,
    watch: { type: 'bool', short: 'w' },
    revision: { type: 'int' },
    timeout: { type: 'duration' },
  }),
  verb('history', { ...SELECTING, revision: { type: 'int' } }),
  verb('undo', { ...SELECTING, 'to-revision': { type: 'int' } }),
  editVerb('pause'),
  editVerb('resume'),
  editVerb('restart'),
];

function editVerb(action: 'pause' | 'resume' | 'restart'): Verb {
  return {
    name: `rollout ${action}`,
    usage: 'TYPE NAME',
    flags: SELECTING,
    begin(call, session) {
      const parsed = parseResources(call.args, scopeOf(call), false);
      if (!parsed.ok) return parsed.error;
      return beginEdit({ type: 'rollout', action, now: timestamp(session.nowMs) }, parsed.queries, session);
    },
  };
}

function verb(action: RolloutCommand['action'], flags: FlagSpecs): Verb {
  return {
    name: `rollout ${action}`,
    usage: 'TYPE NAME',
    flags,
    begin: (call, session) => begin(action, call, session),
  };
}

function begin(action: RolloutCommand['action'], call: Call, session: Session): Begun {
  const { args, flags } = call;
  if (args.length === 0 && flags.selector === undefined) {
    return usageError(`rollout ${action}`, 'required resource not specified');
  }
  const parsed = parseResources(args, scopeOf(call), true);
  if (!parsed.ok) return parsed.error;
  const revision = numberFlag(flags, action === 'undo' ? 'to-revision' : 'revision') ?? 0;
  if (revision < 0) return `revision must be a positive integer: ${revision}`;
  const timeoutMs = numberFlag(flags, 'timeout') ?? 0;
  if (timeoutMs > 0) session.after(timeoutMs);
  const visit = visitOf(parsed.queries);
  askNext(visit, session);
  return { kind: 'rollout', action, visit, stage: 'find', at: -1, revision, watch: flags.watch !== false };
}

export const ROLLOUT_RUNNER: Runner<RolloutCommand> = {
  onResponse(command, response, session) {
    switch (command.stage) {
      case 'find': {
        const visit = takeAnswer(command.visit, response, session);
        const next = { ...command, visit };
        return askNext(visit, session) ? next : nextDeployment(next, session);
      }
      case 'sets':
        return withSets(command, response, session);
      case 'replace':
        if (response.status !== undefined) session.fail({ status: response.status });
        else session.print(`${printedName(deploymentOf(command))} rolled back`);
        return nextDeployment(command, session);
      case 'watch':
        if (response.status === undefined) return command;
        session.fail({ status: response.status });
        return nextDeployment(command, session);
    }
  },

  onWatch(command, { event, object }, session) {
    if (event === 'BOOKMARK') return command;
    if (event === 'DELETED') {
      session.fail({ text: 'object has been deleted' });
      return nextDeployment(command, session);
    }
    const status = statusOf(object as Deployment, command.revision);
    if ('error' in status) {
      session.fail({ text: status.error });
      return nextDeployment(command, session);
    }
    session.print(status.text);
    return status.done || !command.watch ? nextDeployment(command, session) : command;
  },

  onTimer(command, session) {
    session.fail({ text: 'timed out waiting for the condition' });
    session.finish();
    return command;
  },
};

function deploymentOf({ visit, at }: RolloutCommand): Deployment {
  return visit.found[at] as Deployment;
}

function nextDeployment(command: RolloutCommand, session: Session): RolloutCommand {
  for (let at = command.at + 1; at < command.visit.found.length; at++) {
    const object = command.visit.found[at] as KubeObject;
    const { name, namespace } = object.metadata;
    if (object.kind !== 'Deployment') {
      const what = { status: 'status', history: 'history', undo: 'rollback' }[command.action];
      const group = object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : '';
      const kind = group === '' ? object.kind : `${object.kind}.${group}`;
      const words = what === 'rollback' ? 'rollbacker' : `${what} viewer`;
      session.fail({ text: `no ${words} has been implemented for ${JSON.stringify(kind)}` });
    } else if (command.action === 'status') {
      session.send({ verb: 'watch', resource: 'deployments', namespace, name });
      return { ...command, at, stage: 'watch' };
    } else {
      session.send({ verb: 'list', resource: 'replicasets', namespace });
      return { ...command, at, stage: 'sets' };
    }
  }
  session.finish();
  return command;
}

const REVISION = 'deployment.kubernetes.io/revision';

type Status = { readonly text: string; readonly done: boolean } | { readonly error: string };

/** How far a rollout has come, as `rollout status` says it. */
export function statusOf({ metadata, spec, status = {} }: Deployment, revision: number): Status {
  const running = Number(metadata.annotations?.[REVISION] ?? 0);
  if (revision > 0 && revision !== running) {
    return { error: `desired revision (${revision}) is different from the running revision (${running})` };
  }
  if ((metadata.generation ?? 0) > (status.observedGeneration ?? 0)) {
    return { text: 'Waiting for deployment spec update to be observed...', done: false };
  }
  const name = JSON.stringify(metadata.name);
  const progressing = status.conditions?.find(({ type }) => type === 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return { error: `deployment ${name} exceeded its progress deadline` };
  }
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  const waiting = (text: string): Status => ({
    text: `Waiting for deployment ${name} rollout to finish: ${text}...`,
    done: false,
  });
  const desired = spec.replicas ?? 1;
  if (updatedReplicas < desired) {
    return waiting(`${updatedReplicas} out of ${desired} new replicas have been updated`);
  }
  if (replicas > updatedReplicas) {
    return waiting(`${replicas - updatedReplicas} old replicas are pending termination`);
  }
  if (availableReplicas < updatedReplicas) {
    return waiting(`${availableReplicas} of ${updatedReplicas} updated replicas are available`);
  }
  return { text: `deployment ${name} successfully rolled out`, done: true };
}

function withSets(command: RolloutCommand, response: ApiResponse, session: Session): RolloutCommand {
  if (response.status !== undefined) {
    session.fail({ status: response.status });
    return nextDeployment(command, session);
  }
  const deployment = deploymentOf(command);
  const byRevision = new Map<number, ReplicaSet>();
  for (const set of ownedBy(deployment, (response.items ?? []) as readonly ReplicaSet[])) {
    byRevision.set(Number(set.metadata.annotations?.[REVISION] ?? 0), set);
  }
  return command.action === 'history'
    ? history(command, deployment, byRevision, session)
    : undo(command, deployment, byRevision, session);
}

function history(
  command: RolloutCommand,
  deployment: Deployment,
  sets: ReadonlyMap<number, ReplicaSet>,
  session: Session,
): RolloutCommand {
  const { revision } = command;
  const name = printedName(deployment);
  if (revision > 0) {
    const template = sets.get(revision)?.spec.template;
    if (template === undefined) session.fail({ text: 'unable to find the specified revision' });
    else {
      const text = tabbed((writer) => describePodTemplate(writer, template));
      session.print(`${name} with revision #${revision}\n${text}`);
    }
  } else {
    const rows = [...sets.entries()]
      .sort(([a], [b]) => a - b)
      .map(
        ([at, { metadata }]) =>
          `${at}\t${metadata.annotations?.['kubernetes.io/change-cause'] || '<none>'}\n`,
      );
    const table = alignTabs(`REVISION\tCHANGE-CAUSE\n${rows.join('')}`);
    session.print(`${name} \n${rows.length === 0 ? 'No rollout history found.' : table}`);
  }
  return nextDeployment(command, session);
}

function undo(
  command: RolloutCommand,
  deployment: Deployment,
  sets: ReadonlyMap<number, ReplicaSet>,
  session: Session,
): RolloutCommand {
  const fail = (text: string): RolloutCommand => {
    session.fail({ text });
    return nextDeployment(command, session);
  };
  if (deployment.spec.paused === true) {
    return fail(
      `you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume deployment/${deployment.metadata.name}' and try again`,
    );
  }
  const revisions = [...sets.keys()].sort((a, b) => b - a);
  const revision = command.revision === 0 ? revisions[1] : command.revision;
  if (revision === undefined)
    return fail(`no rollout history found for deployment ${JSON.stringify(deployment.metadata.name)}`);
  const template = sets.get(revision)?.spec.template;
  if (template === undefined) return fail(`unable to find specified revision ${revision} in history`);
  const { 'pod-template-hash': _, ...labels } = template.metadata?.labels ?? {};
  const old: PodTemplateSpec = { ...template, metadata: { ...template.metadata, labels } };
  if (equal(old, deployment.spec.template)) {
    session.print(
      `${printedName(deployment)} skipped rollback (current template already matches revision ${revision})`,
    );
    return nextDeployment(command, session);
  }
  const { name, namespace } = deployment.metadata;
  const object = { ...deployment, spec: { ...deployment.spec, template: old } };
  session.send({ verb: 'update', resource: 'deployments', namespace, name, object });
  return { ...command, stage: 'replace' };
}
