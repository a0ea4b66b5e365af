// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/describe/describe.go (describeDeployment, describeReplicaSet)
// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/util/deployment/deployment.go
import {
  type Deployment,
  formatLabelSelector,
  type Pod,
  type PodTemplateSpec,
  type ReplicaSet,
} from '../../../api/index.ts';
import { equal } from '../../apiserver/equal.ts';
import { annotations, controllerOf, date, labels } from './common.ts';
import { describePodTemplate } from './pod.ts';
import type { Writer } from './writer.ts';

export function describeDeployment(
  writer: Writer,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
): void {
  const { metadata, spec, status = {} } = deployment;
  writer.field(0, 'Name', metadata.name);
  writer.field(0, 'Namespace', metadata.namespace);
  writer.field(0, 'CreationTimestamp', date(metadata.creationTimestamp));
  labels(writer, 'Labels', metadata.labels);
  annotations(writer, 'Annotations', metadata.annotations);
  writer.field(0, 'Selector', formatLabelSelector(spec.selector));
  writer.field(
    0,
    'Replicas',
    `${spec.replicas ?? 1} desired | ${status.updatedReplicas ?? 0} updated | ${status.replicas ?? 0} total | ` +
      `${status.availableReplicas ?? 0} available | ${status.unavailableReplicas ?? 0} unavailable`,
  );
  writer.field(0, 'StrategyType', spec.strategy?.type);
  writer.field(0, 'MinReadySeconds', spec.minReadySeconds ?? 0);
  const rolling = spec.strategy?.rollingUpdate;
  if (rolling !== undefined) {
    const { maxUnavailable, maxSurge } = rolling;
    writer.field(0, 'RollingUpdateStrategy', `${maxUnavailable} max unavailable, ${maxSurge} max surge`);
  }
  describePodTemplate(writer, spec.template);
  conditions(writer, status.conditions);
  const owned = ownedBy(deployment, sets);
  const current = newReplicaSet(deployment, owned);
  if (owned.length > 0) {
    writer.field(0, 'OldReplicaSets', setsText(owned.filter((set) => set !== current)));
    writer.field(0, 'NewReplicaSet', setsText(current === undefined ? [] : [current]));
  }
}

export function ownedBy(deployment: Deployment, sets: readonly ReplicaSet[]): readonly ReplicaSet[] {
  return sets.filter((set) =>
    set.metadata.ownerReferences?.some(
      ({ controller, uid }) => controller === true && uid === deployment.metadata.uid,
    ),
  );
}

/** The oldest of those whose template is the Deployment's, apart from the hash that tells them apart. */
export function newReplicaSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  const wanted = withoutHash(deployment.spec.template);
  return [...sets]
    .sort((a, b) => ((a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 1))
    .find((set) => set.spec.template !== undefined && equal(withoutHash(set.spec.template), wanted));
}

function withoutHash({ metadata = {}, spec }: PodTemplateSpec): PodTemplateSpec {
  const { 'pod-template-hash': _, ...rest } = metadata.labels ?? {};
  return { metadata: { ...metadata, labels: rest }, spec };
}

function setsText(sets: readonly ReplicaSet[]): string {
  return (
    sets
      .map(
        ({ metadata, spec, status }) =>
          `${metadata.name} (${status?.replicas ?? 0}/${spec.replicas ?? 1} replicas created)`,
      )
      .join(', ') || '<none>'
  );
}

export function describeReplicaSet(writer: Writer, set: ReplicaSet, pods: readonly Pod[]): void {
  const { metadata, spec, status } = set;
  writer.field(0, 'Name', metadata.name);
  writer.field(0, 'Namespace', metadata.namespace);
  writer.field(0, 'Selector', formatLabelSelector(spec.selector));
  labels(writer, 'Labels', metadata.labels);
  annotations(writer, 'Annotations', metadata.annotations);
  const controller = controllerOf(set);
  if (controller !== '') writer.field(0, 'Controlled By', controller);
  writer.field(0, 'Replicas', `${status?.replicas ?? 0} current / ${spec.replicas ?? 1} desired`);
  const own = pods.filter((pod) =>
    pod.metadata.ownerReferences?.some(
      ({ controller: isController, uid }) => isController === true && uid === metadata.uid,
    ),
  );
  const count = (phase: string): number => own.filter((pod) => pod.status?.phase === phase).length;
  writer.field(
    0,
    'Pods Status',
    `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`,
  );
  describePodTemplate(writer, spec.template);
  conditions(writer, status?.conditions);
}

function conditions(
  writer: Writer,
  given: readonly { readonly type: string; readonly status: string; readonly reason?: string }[] | undefined,
): void {
  if (given === undefined || given.length === 0) return;
  writer.line(0, 'Conditions:\n  Type\tStatus\tReason');
  writer.line(1, '----\t------\t------');
  for (const { type, status, reason } of given) writer.line(1, `${type} \t${status}\t${reason ?? ''}`);
}
