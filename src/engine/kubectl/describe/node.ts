// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/describe/describe.go (describeNode, describeNodeResource)
import {
  addQuantities,
  canonicalQuantity,
  type Lease,
  milliValue,
  type Node,
  type Pod,
  podLimits,
  podRequests,
  type ResourceList,
  value,
} from '../../../api/index.ts';
import { nodeRoles } from '../print/columns.ts';
import { since } from '../print/duration.ts';
import { annotations, date, labels, taints } from './common.ts';
import type { Writer } from './writer.ts';

/** `lease` is a text when it could not be had. */
export function describeNode(
  writer: Writer,
  node: Node,
  pods: readonly Pod[],
  lease: Lease | string,
  nowMs: number,
): void {
  const { metadata, spec = {}, status = {} } = node;
  writer.field(0, 'Name', metadata.name);
  writer.field(0, 'Roles', nodeRoles(node));
  labels(writer, 'Labels', metadata.labels);
  annotations(writer, 'Annotations', metadata.annotations);
  writer.field(0, 'CreationTimestamp', date(metadata.creationTimestamp));
  taints(writer, spec.taints);
  writer.field(0, 'Unschedulable', spec.unschedulable ?? false);
  describeLease(writer, lease);
  if (status.conditions?.length) {
    writer.line(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage');
    writer.line(1, '----\t------\t-----------------\t------------------\t------\t-------');
    for (const one of status.conditions) {
      writer.line(
        1,
        `${one.type} \t${one.status} \t${date(one.lastHeartbeatTime)} \t${date(one.lastTransitionTime)} \t` +
          `${one.reason ?? ''} \t${one.message ?? ''}`,
      );
    }
  }
  writer.line(0, 'Addresses:');
  for (const { type, address } of status.addresses ?? []) writer.field(1, type, address);
  amounts(writer, 'Capacity', status.capacity);
  amounts(writer, 'Allocatable', status.allocatable);
  const info = status.nodeInfo;
  writer.line(0, 'System Info:');
  writer.field(1, 'Machine ID', info?.machineID);
  writer.field(1, 'System UUID', info?.systemUUID);
  writer.field(1, 'Boot ID', info?.bootID);
  writer.field(1, 'Kernel Version', info?.kernelVersion);
  writer.field(1, 'OS Image', info?.osImage);
  writer.field(1, 'Operating System', info?.operatingSystem);
  writer.field(1, 'Architecture', info?.architecture);
  writer.field(1, 'Container Runtime Version', info?.containerRuntimeVersion);
  writer.field(1, 'Kubelet Version', info?.kubeletVersion);
  if (spec.podCIDR) writer.field(0, 'PodCIDR', spec.podCIDR);
  if (spec.podCIDRs?.length) writer.field(0, 'PodCIDRs', spec.podCIDRs.join(','));
  if (spec.providerID) writer.field(0, 'ProviderID', spec.providerID);
  usage(writer, node, pods, nowMs);
}

function describeLease(writer: Writer, lease: Lease | string): void {
  if (typeof lease === 'string') {
    writer.field(0, 'Lease', `Failed to get lease: ${lease}`);
    return;
  }
  const { holderIdentity, acquireTime, renewTime } = lease.spec ?? {};
  writer.line(0, 'Lease:');
  writer.field(1, 'HolderIdentity', holderIdentity ?? '<unset>');
  writer.field(1, 'AcquireTime', acquireTime ? date(acquireTime) : '<unset>');
  writer.field(1, 'RenewTime', renewTime ? date(renewTime) : '<unset>');
}

function amounts(writer: Writer, title: string, list: ResourceList | undefined): void {
  const names = Object.keys(list ?? {}).sort();
  if (names.length === 0) return;
  writer.line(0, `${title}:`);
  for (const name of names) writer.line(0, `  ${name}:\t${canonicalQuantity(list?.[name] ?? '0')}`);
}

function usage(writer: Writer, { status }: Node, pods: readonly Pod[], nowMs: number): void {
  const capacity = status?.capacity ?? {};
  const allocatable =
    Object.keys(status?.allocatable ?? {}).length > 0 ? (status?.allocatable ?? {}) : capacity;
  writer.line(0, `Non-terminated Pods:\t(${pods.length} in total)`);
  writer.line(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge');
  writer.line(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---');
  const requests: ResourceList = {};
  const limits: ResourceList = {};
  for (const pod of pods) {
    const request = podRequests(pod);
    const limit = podLimits(pod);
    addInto(requests, request);
    addInto(limits, limit);
    const cells = [
      share('cpu', request, allocatable),
      share('cpu', limit, allocatable),
      share('memory', request, allocatable),
      share('memory', limit, allocatable),
    ];
    const { namespace, name, creationTimestamp } = pod.metadata;
    writer.line(1, `${namespace}\t${name}\t\t${cells.join('\t')}\t${since(creationTimestamp, nowMs)}`);
  }
  writer.line(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)');
  writer.line(1, 'Resource\tRequests\tLimits');
  writer.line(1, '--------\t--------\t------');
  const hugePages = Object.keys(allocatable).filter((name) => name.startsWith('hugepages-'));
  for (const name of ['cpu', 'memory', 'ephemeral-storage', ...hugePages.sort()]) {
    writer.line(1, `${name}\t${share(name, requests, allocatable)}\t${share(name, limits, allocatable)}`);
  }
  const standard = ['cpu', 'memory', 'ephemeral-storage', 'pods'];
  const extended = Object.keys(allocatable).filter(
    (name) => !standard.includes(name) && !name.startsWith('hugepages-'),
  );
  for (const name of extended.sort()) {
    writer.line(1, `${name}\t${amount(requests, name)}\t${amount(limits, name)}`);
  }
}

function addInto(total: ResourceList, more: ResourceList): void {
  for (const [name, quantity] of Object.entries(more)) {
    const known = total[name];
    total[name] = known === undefined ? quantity : addQuantities(known, quantity);
  }
}

function amount(list: ResourceList, name: string): string {
  return canonicalQuantity(list[name] ?? '0');
}

/** `250m (6%)`: an amount and what part of the node's it is. */
function share(name: string, list: ResourceList, allocatable: ResourceList): string {
  const read = name === 'cpu' ? milliValue : value;
  const of = read(allocatable[name] ?? '0');
  const percent = of === 0 ? 0 : Math.trunc((read(list[name] ?? '0') / of) * 100);
  return `${amount(list, name)} (${percent}%)`;
}
