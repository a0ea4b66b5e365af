// Models kubernetes@v1.36.0 pkg/scheduler/framework/types.go (PodInfo, PodResource)
import {
  type Affinity,
  type Container,
  type Pod,
  type PodSpec,
  podNonZeroRequests,
  podRequests,
  type StringMap,
} from '../../../api/index.ts';
import { joined } from '../../kernel/joined.ts';
import { type Resource, resourceOf } from './resource.ts';

/** What a Pod asks for, as numbers. */
export interface PodResource {
  readonly requests: Resource;
  /** CPU and memory for scoring, where a container that names none counts as 100m and 200Mi. */
  readonly nonZeroMilliCPU: number;
  readonly nonZeroMemory: number;
}

/** A port on the node's own address. */
export interface HostPort {
  /** `0.0.0.0` for every address of the node. */
  readonly ip: string;
  readonly protocol: string;
  readonly port: number;
}

/** The part of a Pod that matters to the node it is on and to other Pods. */
export interface PodInfo {
  /** `namespace/name`. */
  readonly key: string;
  readonly uid: string;
  readonly namespace: string;
  readonly priority: number;
  readonly labels: StringMap | undefined;
  readonly affinity: Affinity | undefined;
  readonly resource: PodResource;
  readonly hostPorts: readonly HostPort[];
}

export function podKey(pod: Pod): string {
  return joined(pod.metadata.namespace as string, pod.metadata.name as string);
}

export function podInfoOf(pod: Pod): PodInfo {
  const { namespace, uid, labels } = pod.metadata;
  return {
    key: podKey(pod),
    uid: uid ?? '',
    namespace: namespace as string,
    priority: pod.spec.priority ?? 0,
    labels,
    affinity: pod.spec.affinity,
    resource: podResourceOf(pod),
    hostPorts: hostPortsOf(pod.spec),
  };
}

export function hasPodAffinity({ affinity }: PodInfo): boolean {
  return (
    affinity !== undefined && (affinity.podAffinity !== undefined || affinity.podAntiAffinity !== undefined)
  );
}

interface Memo {
  readonly initContainers: PodSpec['initContainers'];
  readonly resources: PodSpec['resources'];
  readonly overhead: PodSpec['overhead'];
  readonly resource: PodResource;
}

// A pure memo: the same containers always ask for the same, so sharing it between worlds is harmless.
const memo = new WeakMap<readonly Container[], Memo>();

export function podResourceOf(pod: Pick<Pod, 'spec'>): PodResource {
  const { containers, initContainers, resources, overhead } = pod.spec;
  const known = memo.get(containers);
  if (
    known !== undefined &&
    known.initContainers === initContainers &&
    known.resources === resources &&
    known.overhead === overhead
  ) {
    return known.resource;
  }
  const requests = resourceOf(podRequests(pod));
  const nonZero =
    requests.milliCPU > 0 && requests.memory > 0 && containers.length === 1 && initContainers === undefined
      ? requests
      : resourceOf(podNonZeroRequests(pod));
  const resource = { requests, nonZeroMilliCPU: nonZero.milliCPU, nonZeroMemory: nonZero.memory };
  memo.set(containers, { initContainers, resources, overhead, resource });
  return resource;
}

const NO_PORTS: readonly HostPort[] = [];

function hostPortsOf(spec: PodSpec): readonly HostPort[] {
  let ports: HostPort[] | undefined;
  const collect = (container: Container): void => {
    for (const { hostPort, hostIP, protocol } of container.ports ?? []) {
      if (!hostPort || hostPort <= 0) continue;
      ports ??= [];
      ports.push({ ip: hostIP || '0.0.0.0', protocol: protocol || 'TCP', port: hostPort });
    }
  };
  for (const container of spec.containers) collect(container);
  // Init containers that end give their ports back; sidecars keep them.
  for (const container of spec.initContainers ?? [])
    if (container.restartPolicy === 'Always') collect(container);
  return ports ?? NO_PORTS;
}
