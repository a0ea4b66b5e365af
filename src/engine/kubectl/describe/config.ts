// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/describe/describe.go (describeSecret, ConfigMapDescriber, describeNamespace, describePriorityClass, describeServiceAccount)
import {
  type ConfigMap,
  formatLabels,
  type Namespace,
  type PriorityClass,
  type Secret,
  type ServiceAccount,
} from '../../../api/index.ts';
import { annotations, date, labels } from './common.ts';
import type { Writer } from './writer.ts';

export function describeConfigMap(writer: Writer, { metadata, data = {}, binaryData = {} }: ConfigMap): void {
  writer.field(0, 'Name', metadata.name);
  writer.field(0, 'Namespace', metadata.namespace);
  labels(writer, 'Labels', metadata.labels);
  annotations(writer, 'Annotations', metadata.annotations);
  writer.line(0, '\nData\n====');
  for (const key of Object.keys(data).sort()) writer.line(0, `${key}:\n----\n${data[key]}\n`);
  writer.line(0, '\nBinaryData\n====');
  for (const key of Object.keys(binaryData).sort()) {
    writer.line(0, `${key}: ${bytesOf(binaryData[key] ?? '')} bytes`);
  }
  writer.line(0, '');
}

export function describeSecret(writer: Writer, { metadata, type, data = {} }: Secret): void {
  writer.field(0, 'Name', metadata.name);
  writer.field(0, 'Namespace', metadata.namespace);
  labels(writer, 'Labels', metadata.labels);
  annotations(writer, 'Annotations', metadata.annotations);
  writer.line(0, `\nType:\t${type ?? ''}`);
  writer.line(0, '\nData\n====');
  for (const key of Object.keys(data).sort()) writer.field(0, key, `${bytesOf(data[key] ?? '')} bytes`);
}

/** How many bytes a base64 text stands for. */
function bytesOf(base64: string): number {
  return Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
}

export function describeNamespace(writer: Writer, { metadata, status }: Namespace): void {
  writer.field(0, 'Name', metadata.name);
  labels(writer, 'Labels', metadata.labels);
  annotations(writer, 'Annotations', metadata.annotations);
  writer.field(0, 'Status', status?.phase);
  const conditions = status?.conditions ?? [];
  if (conditions.length > 0) {
    writer.line(0, 'Conditions:');
    writer.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
    writer.line(1, '----\t------\t------------------\t------\t-------');
    for (const one of conditions) {
      const { reason = '', message = '' } = one;
      writer.line(1, [one.type, one.status, date(one.lastTransitionTime), reason, message].join('\t'));
    }
  }
  // There are no quotas and limit ranges here, which is what upstream says where there are none.
  writer.line(0, '\nNo resource quota.');
  writer.line(0, '\nNo LimitRange resource.');
}

export function describePriorityClass(writer: Writer, given: PriorityClass): void {
  writer.field(0, 'Name', given.metadata.name);
  writer.field(0, 'Value', given.value);
  writer.field(0, 'GlobalDefault', given.globalDefault ?? false);
  writer.field(0, 'PreemptionPolicy', given.preemptionPolicy ?? 'PreemptLowerPriority');
  writer.field(0, 'Description', given.description);
  writer.field(0, 'Annotations', formatLabels(given.metadata.annotations));
}

export function describeServiceAccount(
  writer: Writer,
  { metadata, imagePullSecrets = [] }: ServiceAccount,
): void {
  writer.field(0, 'Name', metadata.name);
  writer.field(0, 'Namespace', metadata.namespace);
  labels(writer, 'Labels', metadata.labels);
  annotations(writer, 'Annotations', metadata.annotations);
  const title = 'Image pull secrets:';
  if (imagePullSecrets.length === 0) writer.line(0, `${title}\t<none>`);
  imagePullSecrets.forEach(({ name = '' }, index) => {
    writer.line(0, `${index === 0 ? title : ' '.repeat(title.length)}\t${name}`);
  });
}
