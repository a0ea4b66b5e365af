// Models kubernetes@v1.36.0 staging/src/k8s.io/endpointslice/utils.go
// Models kubernetes@v1.36.0 staging/src/k8s.io/endpointslice/reconciler.go (podToEndpoint)
import type { Endpoint, EndpointPort, Node, Pod, Service, ServicePort } from '../../../api/index.ts';
import { isPodReady } from '../pods.ts';

const LABEL_ZONE = 'topology.kubernetes.io/zone';

/** Endpoints that share the same ports, and so can share a slice. */
export interface EndpointGroup {
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

/** A Pod that has an address and has not ended can be reached; a terminating one is still listed. */
export function belongsInEndpoints(pod: Pod): boolean {
  const phase = pod.status?.phase;
  if (phase === 'Succeeded' || phase === 'Failed') return false;
  return addressOf(pod) !== undefined;
}

function addressOf(pod: Pod): string | undefined {
  return pod.status?.podIPs?.[0]?.ip ?? (pod.status?.podIP || undefined);
}

/** The number a Service port leads to in a Pod; undefined when the Pod names no such port. */
export function findPort(pod: Pod, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port;
  if (typeof target === 'number') return target === 0 ? port.port : target;
  const sidecars = (pod.spec.initContainers ?? []).filter(
    (container) => container.restartPolicy === 'Always',
  );
  for (const container of [...pod.spec.containers, ...sidecars]) {
    for (const candidate of container.ports ?? []) {
      if (candidate.name === target && (candidate.protocol ?? 'TCP') === (port.protocol ?? 'TCP')) {
        return candidate.containerPort;
      }
    }
  }
  return undefined;
}

function portsOf(service: Service, pod: Pod): EndpointPort[] {
  const ports: EndpointPort[] = [];
  for (const port of service.spec.ports ?? []) {
    const number = findPort(pod, port);
    if (number === undefined) continue;
    ports.push({
      name: port.name ?? '',
      port: number,
      protocol: port.protocol ?? 'TCP',
      ...(port.appProtocol === undefined ? {} : { appProtocol: port.appProtocol }),
    });
  }
  return ports;
}

function endpointOf(pod: Pod, node: Node, service: Service): Endpoint {
  const serving = isPodReady(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const { name, namespace, uid } = pod.metadata;
  const zone = node.metadata.labels?.[LABEL_ZONE];
  const named = pod.spec.hostname && pod.spec.subdomain === service.metadata.name;
  return {
    addresses: [addressOf(pod) as string],
    conditions: {
      ready: service.spec.publishNotReadyAddresses === true || (serving && !terminating),
      serving,
      terminating,
    },
    ...(named ? { hostname: pod.spec.hostname } : {}),
    nodeName: pod.spec.nodeName,
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(zone === undefined ? {} : { zone }),
  } as Endpoint;
}

/** A Pod as an endpoint of a Service, with the ports it is reached at. */
export interface Reach {
  readonly endpoint: Endpoint;
  readonly ports: readonly EndpointPort[];
  /** Equal for equal ports. */
  readonly portsKey: string;
}

interface Remembered extends Reach {
  readonly service: Service;
  readonly zone: string | undefined;
}

// A pure memo: objects never change, so what follows from them does not either.
const memo = new WeakMap<Pod, Remembered>();

export function reachOf(pod: Pod, node: Node, service: Service): Reach {
  const zone = node.metadata.labels?.[LABEL_ZONE];
  const known = memo.get(pod);
  if (known?.service === service && known.zone === zone) return known;
  const ports = portsOf(service, pod);
  const reach = { endpoint: endpointOf(pod, node, service), ports, portsKey: portsKey(ports), service, zone };
  memo.set(pod, reach);
  return reach;
}

export function sameEndpoint(a: Endpoint, b: Endpoint): boolean {
  if (a === b) return true;
  return (
    a.targetRef?.uid === b.targetRef?.uid &&
    a.addresses[0] === b.addresses[0] &&
    a.nodeName === b.nodeName &&
    a.zone === b.zone &&
    a.hostname === b.hostname &&
    a.conditions?.ready === b.conditions?.ready &&
    a.conditions?.serving === b.conditions?.serving &&
    a.conditions?.terminating === b.conditions?.terminating
  );
}

/** Text that is equal for equal ports in any order. */
export function portsKey(ports: readonly EndpointPort[] | undefined): string {
  return (ports ?? [])
    .map(
      (port) => `${port.name ?? ''}/${port.protocol ?? 'TCP'}/${port.port ?? ''}/${port.appProtocol ?? ''}`,
    )
    .sort()
    .join(' ');
}
