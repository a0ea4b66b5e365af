// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/describe/describe.go (describePersistentVolume, describePersistentVolumeClaim, describeStorageClass)
import {
  canonicalQuantity,
  formatLabels,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type StorageClass,
} from '../../../api/index.ts';
import { accessModes, storageClass } from '../print/columns.ts';
import { since } from '../print/duration.ts';
import { claimBody } from './claim.ts';
import { annotations, compare, date, goList, labels, list } from './common.ts';
import { volumeSource } from './volumes.ts';
import type { Writer } from './writer.ts';

export function describePersistentVolume(writer: Writer, volume: PersistentVolume, nowMs: number): void {
  const { metadata, spec, status } = volume;
  writer.field(0, 'Name', metadata.name);
  labels(writer, 'Labels', metadata.labels);
  annotations(writer, 'Annotations', metadata.annotations);
  writer.field(0, 'Finalizers', goList(metadata.finalizers));
  writer.field(0, 'StorageClass', storageClass(volume));
  writer.field(
    0,
    'Status',
    metadata.deletionTimestamp === undefined
      ? status?.phase
      : `Terminating (lasts ${since(metadata.deletionTimestamp, nowMs)})`,
  );
  const { claimRef } = spec;
  writer.field(0, 'Claim', claimRef === undefined ? '' : `${claimRef.namespace}/${claimRef.name}`);
  writer.field(0, 'Reclaim Policy', spec.persistentVolumeReclaimPolicy);
  writer.field(0, 'Access Modes', accessModes(spec.accessModes));
  if (spec.volumeMode !== undefined) writer.field(0, 'VolumeMode', spec.volumeMode);
  writer.field(0, 'Capacity', canonicalQuantity(spec.capacity?.storage ?? '0'));
  nodeAffinity(writer, spec.nodeAffinity);
  writer.field(0, 'Message', status?.message);
  writer.line(0, 'Source:');
  volumeSource(writer, spec);
}

function nodeAffinity(writer: Writer, affinity: PersistentVolume['spec']['nodeAffinity']): void {
  const terms = affinity?.required?.nodeSelectorTerms;
  if (terms === undefined) {
    writer.line(0, 'Node Affinity:\t<none>');
    return;
  }
  writer.line(0, 'Node Affinity:\t');
  writer.line(1, `Required Terms:\t${terms.length === 0 ? '<none>' : ''}`);
  terms.forEach(({ matchExpressions = [] }, index) => {
    writer.write(2, `Term ${index}:\t`);
    if (matchExpressions.length === 0) writer.line(0, '<none>');
    matchExpressions.forEach(({ key, operator, values = [] }, at) => {
      if (at > 0) writer.write(2, '\t');
      const list = values.length === 0 ? '' : ` [${values.join(', ')}]`;
      writer.line(0, `${key} ${operator.toLowerCase()}${list}`);
    });
  });
}

export function describePersistentVolumeClaim(
  writer: Writer,
  claim: PersistentVolumeClaim,
  pods: readonly Pod[],
  nowMs: number,
): void {
  claimBody(writer, claim, nowMs);
  list(writer, 'Used By', usersOf(claim, pods));
  const given = claim.status?.conditions ?? [];
  if (given.length === 0) return;
  writer.line(0, 'Conditions:');
  writer.line(1, 'Type\tStatus\tLastProbeTime\tLastTransitionTime\tReason\tMessage');
  writer.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
  for (const one of given) {
    writer.line(
      1,
      `${one.type} \t${one.status} \t${date(one.lastProbeTime)} \t${date(one.lastTransitionTime)} \t` +
        `${one.reason ?? ''} \t${one.message ?? ''}`,
    );
  }
}

/** Pods that mount the claim, and those it belongs to. */
function usersOf({ metadata }: PersistentVolumeClaim, pods: readonly Pod[]): string[] {
  return pods
    .filter(
      (pod) =>
        pod.spec.volumes?.some((volume) => volume.persistentVolumeClaim?.claimName === metadata.name) ||
        metadata.ownerReferences?.some(({ kind, uid }) => kind === 'Pod' && uid === pod.metadata.uid),
    )
    .map((pod) => pod.metadata.name ?? '')
    .sort(compare);
}

export function describeStorageClass(writer: Writer, given: StorageClass): void {
  const { metadata } = given;
  writer.field(0, 'Name', metadata.name);
  const marks = [
    'storageclass.kubernetes.io/is-default-class',
    'storageclass.beta.kubernetes.io/is-default-class',
  ];
  const isDefault = marks.some((mark) => metadata.annotations?.[mark] === 'true');
  writer.field(0, 'IsDefaultClass', isDefault ? 'Yes' : 'No');
  writer.field(0, 'Annotations', formatLabels(metadata.annotations));
  writer.field(0, 'Provisioner', given.provisioner);
  writer.field(0, 'Parameters', formatLabels(given.parameters));
  const expansion = given.allowVolumeExpansion;
  writer.field(0, 'AllowVolumeExpansion', expansion === undefined ? '<unset>' : expansion ? 'True' : 'False');
  const options = given.mountOptions ?? [];
  writer.line(0, `MountOptions:${options.length === 0 ? '\t<none>' : ''}`);
  for (const option of options) writer.line(1, option);
  if (given.reclaimPolicy !== undefined) writer.field(0, 'ReclaimPolicy', given.reclaimPolicy);
  if (given.volumeBindingMode !== undefined) {
    writer.field(0, 'VolumeBindingMode', given.volumeBindingMode);
  }
  const topologies = given.allowedTopologies;
  if (topologies === undefined) return;
  writer.line(0, `AllowedTopologies:\t${topologies.length === 0 ? '<none>' : ''}`);
  topologies.forEach(({ matchLabelExpressions = [] }, index) => {
    writer.write(1, `Term ${index}:\t`);
    if (matchLabelExpressions.length === 0) writer.line(0, '<none>');
    matchLabelExpressions.forEach(({ key, values }, at) => {
      if (at > 0) writer.write(1, '\t');
      writer.line(0, `${key} in${values.length === 0 ? '' : ` [${values.join(', ')}]`}`);
    });
  });
}
