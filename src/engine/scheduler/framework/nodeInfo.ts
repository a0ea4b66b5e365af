// Models kubernetes@v1.36.0 pkg/scheduler/framework/types.go (NodeInfo)
// Models kubernetes@v1.36.0 staging/src/k8s.io/kube-scheduler/framework/types.go (HostPortInfo)
import type { Node } from '../../../api/index.ts';
import { type HostPort, hasPodAffinity, type PodInfo } from './podInfo.ts';
import { addResource, NO_RESOURCE, type Resource, resourceOf } from './resource.ts';

/** What the scheduler knows of a node: the object and the sums over the Pods on it, assumed ones too. */
export interface NodeInfo {
  readonly name: string;
  readonly node: Node;
  readonly allocatable: Resource;
  /** Sum of the requests of all Pods here. */
  readonly requested: Resource;
  /** The same for scoring; see PodResource. */
  readonly nonZeroMilliCPU: number;
  readonly nonZeroMemory: number;
  readonly pods: readonly PodInfo[];
  /** Those of them that have affinity or anti-affinity to other Pods. */
  readonly podsWithAffinity: readonly PodInfo[];
  readonly usedPorts: readonly HostPort[];
  /** Names of the images on this node. */
  readonly images: Readonly<Record<string, true>>;
}

const NO_PODS: readonly PodInfo[] = [];
const NO_PORTS: readonly HostPort[] = [];
const NO_IMAGES: Readonly<Record<string, true>> = {};

export function nodeInfoOf(node: Node): NodeInfo {
  return {
    name: node.metadata.name as string,
    node,
    allocatable: resourceOf(node.status?.allocatable),
    requested: NO_RESOURCE,
    nonZeroMilliCPU: 0,
    nonZeroMemory: 0,
    pods: NO_PODS,
    podsWithAffinity: NO_PODS,
    usedPorts: NO_PORTS,
    images: imagesOf(node),
  };
}

export function setNode(info: NodeInfo, node: Node): NodeInfo {
  const old = info.node.status;
  return {
    ...info,
    node,
    allocatable:
      old?.allocatable === node.status?.allocatable ? info.allocatable : resourceOf(node.status?.allocatable),
    images: old?.images === node.status?.images ? info.images : imagesOf(node),
  };
}

function imagesOf(node: Node): Readonly<Record<string, true>> {
  const images = node.status?.images;
  if (images === undefined || images.length === 0) return NO_IMAGES;
  const names: Record<string, true> = {};
  for (const image of images) for (const name of image.names ?? []) names[name] = true;
  return names;
}

export function addPod(info: NodeInfo, pod: PodInfo): NodeInfo {
  return {
    name: info.name,
    node: info.node,
    allocatable: info.allocatable,
    requested: addResource(info.requested, pod.resource.requests, 1),
    nonZeroMilliCPU: info.nonZeroMilliCPU + pod.resource.nonZeroMilliCPU,
    nonZeroMemory: info.nonZeroMemory + pod.resource.nonZeroMemory,
    pods: [...info.pods, pod],
    podsWithAffinity: hasPodAffinity(pod) ? [...info.podsWithAffinity, pod] : info.podsWithAffinity,
    usedPorts: pod.hostPorts.length === 0 ? info.usedPorts : [...info.usedPorts, ...pod.hostPorts],
    images: info.images,
  };
}

/** Without the Pod of this UID; the same NodeInfo when it is not here. */
export function removePod(info: NodeInfo, uid: string): NodeInfo {
  const pod = info.pods.find((other) => other.uid === uid);
  if (pod === undefined) return info;
  return {
    ...info,
    requested: addResource(info.requested, pod.resource.requests, -1),
    nonZeroMilliCPU: info.nonZeroMilliCPU - pod.resource.nonZeroMilliCPU,
    nonZeroMemory: info.nonZeroMemory - pod.resource.nonZeroMemory,
    pods: info.pods.length === 1 ? NO_PODS : info.pods.filter((other) => other !== pod),
    podsWithAffinity: hasPodAffinity(pod)
      ? info.podsWithAffinity.filter((other) => other !== pod)
      : info.podsWithAffinity,
    usedPorts: pod.hostPorts.length === 0 ? info.usedPorts : withoutPorts(info.usedPorts, pod.hostPorts),
  };
}

function withoutPorts(ports: readonly HostPort[], gone: readonly HostPort[]): readonly HostPort[] {
  const left = ports.slice();
  for (const port of gone) {
    const at = left.findIndex((other) => samePort(other, port));
    if (at !== -1) left.splice(at, 1);
  }
  return left.length === 0 ? NO_PORTS : left;
}

function samePort(a: HostPort, b: HostPort): boolean {
  return a.port === b.port && a.protocol === b.protocol && a.ip === b.ip;
}

/** Two ports conflict when one of them listens on every address or both on the same. */
export function portsConflict(wanted: HostPort, used: HostPort): boolean {
  return (
    wanted.port === used.port &&
    wanted.protocol === used.protocol &&
    (wanted.ip === used.ip || wanted.ip === '0.0.0.0' || used.ip === '0.0.0.0')
  );
}
