// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/describe/describe.go (describePod, DescribePodTemplate)
import {
  formatLabelSelector,
  type Pod,
  type PodSpec,
  type PodTemplateSpec,
  podQOSClass,
} from '../../../api/index.ts';
import { since } from '../print/duration.ts';
import { annotations, compare, controllerOf, date, labels, resources, tolerations } from './common.ts';
import { containers } from './containers.ts';
import { volumes } from './volumes.ts';
import type { Writer } from './writer.ts';

export function describePod(writer: Writer, pod: Pod, nowMs: number): void {
  const { metadata, spec, status = {} } = pod;
  writer.field(0, 'Name', metadata.name);
  writer.field(0, 'Namespace', metadata.namespace);
  if (spec.priority !== undefined) writer.field(0, 'Priority', spec.priority);
  if (spec.priorityClassName) writer.field(0, 'Priority Class Name', spec.priorityClassName);
  if (spec.runtimeClassName) writer.field(0, 'Runtime Class Name', spec.runtimeClassName);
  if (spec.serviceAccountName) writer.field(0, 'Service Account', spec.serviceAccountName);
  writer.field(0, 'Node', spec.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>');
  if (status.startTime) writer.field(0, 'Start Time', date(status.startTime));
  labels(writer, 'Labels', metadata.labels);
  annotations(writer, 'Annotations', metadata.annotations);
  const hasEnded = status.phase === 'Failed' || status.phase === 'Succeeded';
  if (metadata.deletionTimestamp !== undefined && !hasEnded) {
    writer.field(0, 'Status', `Terminating (lasts ${since(metadata.deletionTimestamp, nowMs)})`);
    writer.field(0, 'Termination Grace Period', `${metadata.deletionGracePeriodSeconds ?? 0}s`);
  } else writer.field(0, 'Status', status.phase);
  if (status.reason) writer.field(0, 'Reason', status.reason);
  if (status.message) writer.field(0, 'Message', status.message);
  const profile = spec.securityContext?.seccompProfile;
  if (profile !== undefined) {
    writer.field(0, 'SeccompProfile', profile.type);
    if (profile.type === 'Localhost') writer.field(0, 'LocalhostProfile', profile.localhostProfile);
  }
  writer.field(0, 'IP', status.podIP);
  const ips = status.podIPs ?? [];
  writer.line(0, `IPs:${ips.length === 0 ? '\t<none>' : ''}`);
  for (const { ip } of ips) writer.field(1, 'IP', ip);
  const controller = controllerOf(pod);
  if (controller !== '') writer.field(0, 'Controlled By', controller);
  if (status.nominatedNodeName) writer.field(0, 'NominatedNodeName', status.nominatedNodeName);
  if (spec.resources !== undefined) {
    writer.line(0, 'Resources:');
    resources(writer, spec.resources, 1);
  }
  if (spec.initContainers?.length) {
    containers(writer, 'Init Containers', spec.initContainers, status.initContainerStatuses, pod, '');
  }
  containers(writer, 'Containers', spec.containers, status.containerStatuses, pod, '');
  if (spec.ephemeralContainers?.length) {
    const statuses = status.ephemeralContainerStatuses;
    containers(writer, 'Ephemeral Containers', spec.ephemeralContainers, statuses, pod, '');
  }
  conditions(writer, pod);
  volumes(writer, spec.volumes, '');
  writer.field(0, 'QoS Class', status.qosClass ?? podQOSClass(pod));
  labels(writer, 'Node-Selectors', spec.nodeSelector);
  tolerations(writer, 'Tolerations', spec.tolerations);
  spreadConstraints(writer, spec, '');
  schedulingGroup(writer, spec, '');
}

function conditions(writer: Writer, { spec, status = {} }: Pod): void {
  const given = status.conditions ?? [];
  if (spec.readinessGates?.length) {
    writer.line(0, 'Readiness Gates:\n  Type\tStatus');
    for (const { conditionType } of spec.readinessGates) {
      const found = given.find(({ type }) => type === conditionType);
      writer.line(1, `${conditionType} \t${found?.status ?? '<none>'} `);
    }
  }
  if (given.length === 0) return;
  writer.line(0, 'Conditions:\n  Type\tStatus');
  for (const condition of given) writer.line(1, `${condition.type} \t${condition.status} `);
}

function spreadConstraints(writer: Writer, { topologySpreadConstraints }: PodSpec, indent: string): void {
  const sorted = [...(topologySpreadConstraints ?? [])].sort((a, b) => compare(a.topologyKey, b.topologyKey));
  if (sorted.length === 0) return;
  writer.write(0, `${indent}Topology Spread Constraints:\t`);
  sorted.forEach(({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }, index) => {
    if (index > 0) writer.write(0, `${indent}\t`);
    const selector = labelSelector === undefined ? '' : ` for selector ${formatLabelSelector(labelSelector)}`;
    writer.write(0, `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${selector}\n`);
  });
}

function schedulingGroup(writer: Writer, spec: PodSpec, indent: string): void {
  if (spec.schedulingGroup === undefined) return;
  writer.line(0, `${indent}SchedulingGroup:`);
  writer.field(1, 'PodGroupName', spec.schedulingGroup.podGroupName);
}

export function describePodTemplate(writer: Writer, template: PodTemplateSpec | undefined): void {
  writer.line(0, 'Pod Template:');
  if (template === undefined) {
    writer.write(1, '<unset>');
    return;
  }
  const { metadata = {}, spec } = template;
  labels(writer, '  Labels', metadata.labels);
  if (Object.keys(metadata.annotations ?? {}).length > 0) {
    annotations(writer, '  Annotations', metadata.annotations);
  }
  if (spec.serviceAccountName) writer.field(1, 'Service Account', spec.serviceAccountName);
  if (spec.initContainers?.length) {
    containers(writer, 'Init Containers', spec.initContainers, undefined, null, '  ');
  }
  containers(writer, 'Containers', spec.containers, undefined, null, '  ');
  volumes(writer, spec.volumes, '  ');
  spreadConstraints(writer, spec, '  ');
  if (spec.priorityClassName) writer.field(1, 'Priority Class Name', spec.priorityClassName);
  labels(writer, '  Node-Selectors', spec.nodeSelector);
  tolerations(writer, '  Tolerations', spec.tolerations);
  schedulingGroup(writer, spec, '  ');
}
