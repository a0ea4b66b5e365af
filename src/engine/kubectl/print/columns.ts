// Models kubernetes@v1.36.0 pkg/printers/internalversion/printers.go
import {
  type ConfigMap,
  type Container,
  type Deployment,
  type EndpointSlice,
  formatLabelSelector,
  formatLabels,
  type K8sEvent,
  type KubeObject,
  type Lease,
  type Namespace,
  type Node,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type PriorityClass,
  type ReplicaSet,
  type Secret,
  type Service,
  type StorageClass,
} from '../../../api/index.ts';
import { since } from './duration.ts';
import { summarize } from './pod.ts';
import type { Column } from './table.ts';

const name: Column = { name: 'NAME', value: (object) => object.metadata.name ?? '' };
const age: Column = {
  name: 'AGE',
  value: (object, nowMs) => since(object.metadata.creationTimestamp, nowMs),
};

function column<T extends KubeObject>(
  title: string,
  value: (object: T, nowMs: number) => string | number | undefined,
  wide = false,
): Column<T> {
  return { name: title, wide, value: (object, nowMs) => String(value(object, nowMs) ?? '') };
}

const orNone = (text: string | undefined): string => (text ? text : '<none>');

const containers = (list: readonly Container[] | undefined): string =>
  (list ?? []).map((container) => container.name).join(',');
const images = (list: readonly Container[] | undefined): string =>
  (list ?? []).map((container) => container.image ?? '').join(',');

const COLUMNS: Readonly<Record<string, readonly Column<never>[]>> = {
  pods: [
    name,
    column<Pod>('READY', (pod, nowMs) => summarize(pod, nowMs).ready),
    column<Pod>('STATUS', (pod, nowMs) => summarize(pod, nowMs).status),
    column<Pod>('RESTARTS', (pod, nowMs) => summarize(pod, nowMs).restarts),
    age,
    column<Pod>('IP', (pod) => orNone(pod.status?.podIP), true),
    column<Pod>('NODE', (pod) => orNone(pod.spec.nodeName), true),
    column<Pod>('NOMINATED NODE', (pod) => orNone(pod.status?.nominatedNodeName), true),
    column<Pod>('READINESS GATES', readinessGates, true),
  ],
  nodes: [
    name,
    column<Node>('STATUS', nodeStatus),
    column<Node>('ROLES', nodeRoles),
    age,
    column<Node>('VERSION', (node) => node.status?.nodeInfo?.kubeletVersion),
    column<Node>('INTERNAL-IP', (node) => orNone(nodeAddress(node, 'InternalIP')), true),
    column<Node>('EXTERNAL-IP', (node) => orNone(nodeAddress(node, 'ExternalIP')), true),
    column<Node>('OS-IMAGE', (node) => node.status?.nodeInfo?.osImage || '<unknown>', true),
    column<Node>('KERNEL-VERSION', (node) => node.status?.nodeInfo?.kernelVersion || '<unknown>', true),
    column<Node>(
      'CONTAINER-RUNTIME',
      (node) => node.status?.nodeInfo?.containerRuntimeVersion || '<unknown>',
      true,
    ),
  ],
  namespaces: [name, column<Namespace>('STATUS', (namespace) => namespace.status?.phase), age],
  configmaps: [
    name,
    column<ConfigMap>('DATA', ({ data, binaryData }) => sizeOf(data) + sizeOf(binaryData)),
    age,
  ],
  secrets: [
    name,
    column<Secret>('TYPE', (secret) => secret.type),
    column<Secret>('DATA', (secret) => sizeOf(secret.data)),
    age,
  ],
  services: [
    name,
    column<Service>('TYPE', (service) => service.spec.type),
    column<Service>('CLUSTER-IP', (service) => orNone(service.spec.clusterIP)),
    column<Service>('EXTERNAL-IP', externalIP),
    column<Service>('PORT(S)', servicePorts),
    age,
    column<Service>('SELECTOR', (service) => formatLabels(service.spec.selector), true),
  ],
  endpointslices: [
    name,
    column<EndpointSlice>('ADDRESSTYPE', (slice) => slice.addressType),
    column<EndpointSlice>('PORTS', (slice) =>
      few(
        (slice.ports ?? []).map((port) => (port.port === undefined ? '*' : String(port.port))),
        '<unset>',
      ),
    ),
    column<EndpointSlice>('ENDPOINTS', (slice) =>
      few(
        (slice.endpoints ?? []).flatMap((endpoint) => endpoint.addresses),
        '<unset>',
      ),
    ),
    age,
  ],
  persistentvolumes: [
    name,
    column<PersistentVolume>('CAPACITY', (volume) => volume.spec.capacity?.storage),
    column<PersistentVolume>('ACCESS MODES', (volume) => accessModes(volume.spec.accessModes)),
    column<PersistentVolume>('RECLAIM POLICY', (volume) => volume.spec.persistentVolumeReclaimPolicy),
    column<PersistentVolume>('STATUS', (volume) =>
      volume.metadata.deletionTimestamp === undefined ? volume.status?.phase : 'Terminating',
    ),
    column<PersistentVolume>('CLAIM', ({ spec: { claimRef } }) =>
      claimRef === undefined ? '' : `${claimRef.namespace}/${claimRef.name}`,
    ),
    column<PersistentVolume>('STORAGECLASS', storageClass),
    column<PersistentVolume>(
      'VOLUMEATTRIBUTESCLASS',
      (volume) => volume.spec.volumeAttributesClassName ?? '<unset>',
    ),
    column<PersistentVolume>('REASON', (volume) => volume.status?.reason),
    age,
    column<PersistentVolume>('VOLUMEMODE', (volume) => volume.spec.volumeMode ?? '<unset>', true),
  ],
  persistentvolumeclaims: [
    name,
    column<PersistentVolumeClaim>('STATUS', (claim) =>
      claim.metadata.deletionTimestamp === undefined ? claim.status?.phase : 'Terminating',
    ),
    column<PersistentVolumeClaim>('VOLUME', (claim) => claim.spec.volumeName),
    column<PersistentVolumeClaim>('CAPACITY', (claim) =>
      claim.spec.volumeName ? claim.status?.capacity?.storage : '',
    ),
    column<PersistentVolumeClaim>('ACCESS MODES', (claim) =>
      claim.spec.volumeName ? accessModes(claim.status?.accessModes) : '',
    ),
    column<PersistentVolumeClaim>('STORAGECLASS', storageClass),
    column<PersistentVolumeClaim>(
      'VOLUMEATTRIBUTESCLASS',
      (claim) => claim.spec.volumeAttributesClassName ?? '<unset>',
    ),
    age,
    column<PersistentVolumeClaim>('VOLUMEMODE', (claim) => claim.spec.volumeMode ?? '<unset>', true),
  ],
  storageclasses: [
    column<StorageClass>('NAME', ({ metadata }) =>
      metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true'
        ? `${metadata.name} (default)`
        : metadata.name,
    ),
    column<StorageClass>('PROVISIONER', (one) => one.provisioner),
    column<StorageClass>('RECLAIMPOLICY', (one) => one.reclaimPolicy ?? 'Delete'),
    column<StorageClass>('VOLUMEBINDINGMODE', (one) => one.volumeBindingMode ?? '<unset>'),
    column<StorageClass>('ALLOWVOLUMEEXPANSION', (one) => String(one.allowVolumeExpansion ?? false)),
    age,
  ],
  priorityclasses: [
    name,
    column<PriorityClass>('VALUE', (one) => one.value),
    column<PriorityClass>('GLOBAL-DEFAULT', (one) => String(one.globalDefault ?? false)),
    age,
    column<PriorityClass>('PREEMPTIONPOLICY', (one) => one.preemptionPolicy ?? 'PreemptLowerPriority'),
  ],
  replicasets: [
    name,
    column<ReplicaSet>('DESIRED', (set) => set.spec.replicas),
    column<ReplicaSet>('CURRENT', (set) => set.status?.replicas ?? 0),
    column<ReplicaSet>('READY', (set) => set.status?.readyReplicas ?? 0),
    age,
    column<ReplicaSet>('CONTAINERS', (set) => containers(set.spec.template?.spec.containers), true),
    column<ReplicaSet>('IMAGES', (set) => images(set.spec.template?.spec.containers), true),
    column<ReplicaSet>('SELECTOR', (set) => formatLabelSelector(set.spec.selector), true),
  ],
  deployments: [
    name,
    column<Deployment>('READY', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 0}`),
    column<Deployment>('UP-TO-DATE', ({ status }) => status?.updatedReplicas ?? 0),
    column<Deployment>('AVAILABLE', ({ status }) => status?.availableReplicas ?? 0),
    age,
    column<Deployment>('CONTAINERS', (one) => containers(one.spec.template.spec.containers), true),
    column<Deployment>('IMAGES', (one) => images(one.spec.template.spec.containers), true),
    column<Deployment>('SELECTOR', (one) => formatLabelSelector(one.spec.selector), true),
  ],
  leases: [name, column<Lease>('HOLDER', (lease) => lease.spec?.holderIdentity), age],
  events: [
    column<K8sEvent>('LAST SEEN', (event, nowMs) => since(lastSeen(event), nowMs)),
    column<K8sEvent>('TYPE', (event) => event.type),
    column<K8sEvent>('REASON', (event) => event.reason),
    column<K8sEvent>('OBJECT', ({ involvedObject }) =>
      involvedObject.name
        ? `${(involvedObject.kind ?? '').toLowerCase()}/${involvedObject.name}`
        : (involvedObject.kind ?? '').toLowerCase(),
    ),
    column<K8sEvent>('SUBOBJECT', (event) => event.involvedObject.fieldPath, true),
    column<K8sEvent>('SOURCE', eventSource, true),
    column<K8sEvent>('MESSAGE', (event) => (event.message ?? '').trim()),
    column<K8sEvent>(
      'FIRST SEEN',
      (event, nowMs) => since(event.firstTimestamp ?? event.eventTime, nowMs),
      true,
    ),
    column<K8sEvent>('COUNT', (event) => event.series?.count ?? (event.count || 1), true),
    column<K8sEvent>('NAME', (event) => event.metadata.name, true),
  ],
};

export function columnsOf(resource: string, wide: boolean): readonly Column[] {
  const columns = (COLUMNS[resource] ?? [name, age]) as readonly Column[];
  return wide ? columns : columns.filter((one) => one.wide !== true);
}

function sizeOf(map: object | undefined): number {
  return map === undefined ? 0 : Object.keys(map).length;
}

function readinessGates({ spec, status }: Pod): string {
  const gates = spec.readinessGates ?? [];
  if (gates.length === 0) return '<none>';
  const passed = gates.filter((gate) =>
    status?.conditions?.some((one) => one.type === gate.conditionType && one.status === 'True'),
  );
  return `${passed.length}/${gates.length}`;
}

function nodeStatus(node: Node): string {
  const ready = node.status?.conditions?.find((condition) => condition.type === 'Ready');
  const words = [ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady'];
  if (node.spec?.unschedulable === true) words.push('SchedulingDisabled');
  return words.join(',');
}

const ROLE_PREFIX = 'node-role.kubernetes.io/';

export function nodeRoles(node: Node): string {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(node.metadata.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length)
      roles.add(key.slice(ROLE_PREFIX.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return orNone([...roles].sort().join(','));
}

function nodeAddress(node: Node, type: string): string | undefined {
  return node.status?.addresses?.find((address) => address.type === type)?.address;
}

function externalIP(service: Service): string {
  const { spec, status } = service;
  switch (spec.type) {
    case 'LoadBalancer': {
      const ingress = (status?.loadBalancer?.ingress ?? []).map((one) => one.ip ?? one.hostname ?? '');
      const all = [...ingress, ...(spec.externalIPs ?? [])].join(',');
      return all === '' ? '<pending>' : all;
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return orNone((spec.externalIPs ?? []).join(','));
  }
}

function servicePorts(service: Service): string {
  const ports = (service.spec.ports ?? []).map((port) => {
    const number = port.nodePort ? `${port.port}:${port.nodePort}` : String(port.port);
    return `${number}/${port.protocol ?? 'TCP'}`;
  });
  return orNone(ports.join(','));
}

const ACCESS_MODES: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

export function accessModes(modes: readonly string[] | undefined): string {
  return ACCESS_MODES.filter(([mode]) => modes?.includes(mode))
    .map(([, short]) => short)
    .join(',');
}

export function storageClass(object: PersistentVolume | PersistentVolumeClaim): string {
  return (
    object.metadata.annotations?.['volume.beta.kubernetes.io/storage-class'] ??
    object.spec.storageClassName ??
    ''
  );
}

/** At most three, then how many more. */
function few(items: readonly string[], none: string): string {
  if (items.length === 0) return none;
  const more = items.length - 3;
  return more > 0 ? `${items.slice(0, 3).join(',')} + ${more} more...` : items.join(',');
}

export function lastSeen(event: K8sEvent): string | null | undefined {
  return event.series?.lastObservedTime ?? event.lastTimestamp ?? event.firstTimestamp ?? event.eventTime;
}

function eventSource({ source, reportingComponent, reportingInstance }: K8sEvent): string {
  const component = source?.component ?? reportingComponent ?? '';
  const host = source?.host ?? reportingInstance ?? '';
  return host === '' ? component : `${component}, ${host}`;
}
