// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/describe/describe.go (describerMap)
import {
  type ConfigMap,
  type Deployment,
  type EndpointSlice,
  formatLabelSelector,
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
  type ServiceAccount,
  type StorageClass,
} from '../../../api/index.ts';
import type { Query } from '../visit.ts';
import {
  describeConfigMap,
  describeNamespace,
  describePriorityClass,
  describeSecret,
  describeServiceAccount,
} from './config.ts';
import { describeEvents, eventQueries } from './events.ts';
import { describeAny } from './generic.ts';
import { describeNode } from './node.ts';
import { describePod } from './pod.ts';
import { describeEndpointSlice, describeService } from './service.ts';
import { describePersistentVolume, describePersistentVolumeClaim, describeStorageClass } from './storage.ts';
import { describeDeployment, describeReplicaSet } from './workload.ts';
import { tabbed, type Writer } from './writer.ts';

/** What was found for the queries of a description. */
export interface Related {
  readonly objects: readonly KubeObject[];
  /** What the server said instead of an object asked for by name. */
  readonly missing: string;
}

interface Describer<T extends KubeObject = never> {
  /** What else must be known to describe the object. */
  readonly needs?: (object: T) => readonly Query[];
  readonly write: (writer: Writer, object: T, related: Related, nowMs: number) => void;
  /** Upstream's description has no Events. */
  readonly hasNoEvents?: true;
}

const describers: Readonly<Record<string, Describer>> = {
  ConfigMap: of<ConfigMap>({ write: describeConfigMap }),
  Deployment: of<Deployment>({
    needs: ({ metadata, spec }) => [
      { resource: 'replicasets', namespace: metadata.namespace, labelSelector: selectorText(spec.selector) },
    ],
    write: (writer, object, related) => describeDeployment(writer, object, only(related, 'ReplicaSet')),
  }),
  EndpointSlice: of<EndpointSlice>({ write: describeEndpointSlice }),
  Namespace: of<Namespace>({ write: describeNamespace, hasNoEvents: true }),
  Node: of<Node>({
    needs: ({ metadata }) => [
      {
        resource: 'pods',
        namespace: undefined,
        fieldSelector: `spec.nodeName=${metadata.name},status.phase!=Succeeded,status.phase!=Failed`,
      },
      { resource: 'leases', namespace: 'kube-node-lease', name: metadata.name },
    ],
    write(writer, object, related, nowMs) {
      const [lease] = only<Lease>(related, 'Lease');
      describeNode(writer, object, only(related, 'Pod'), lease ?? related.missing, nowMs);
    },
  }),
  PersistentVolume: of<PersistentVolume>({
    write: (writer, object, _, nowMs) => describePersistentVolume(writer, object, nowMs),
  }),
  PersistentVolumeClaim: of<PersistentVolumeClaim>({
    needs: ({ metadata }) => [{ resource: 'pods', namespace: metadata.namespace }],
    write(writer, object, related, nowMs) {
      describePersistentVolumeClaim(writer, object, only(related, 'Pod'), nowMs);
    },
  }),
  Pod: of<Pod>({ write: (writer, object, _, nowMs) => describePod(writer, object, nowMs) }),
  PriorityClass: of<PriorityClass>({ write: describePriorityClass }),
  ReplicaSet: of<ReplicaSet>({
    needs: ({ metadata, spec }) => [
      { resource: 'pods', namespace: metadata.namespace, labelSelector: selectorText(spec.selector) },
    ],
    write: (writer, object, related) => describeReplicaSet(writer, object, only(related, 'Pod')),
  }),
  Secret: of<Secret>({ write: describeSecret, hasNoEvents: true }),
  Service: of<Service>({
    needs: ({ metadata }) => [
      {
        resource: 'endpointslices',
        namespace: metadata.namespace,
        labelSelector: `kubernetes.io/service-name=${metadata.name}`,
      },
    ],
    write: (writer, object, related) => describeService(writer, object, only(related, 'EndpointSlice')),
  }),
  ServiceAccount: of<ServiceAccount>({ write: describeServiceAccount }),
  StorageClass: of<StorageClass>({ write: describeStorageClass }),
};

const anything: Describer = of<KubeObject>({ write: describeAny });

function of<T extends KubeObject>(describer: Describer<T>): Describer {
  return describer as unknown as Describer;
}

function only<T extends KubeObject>({ objects }: Related, kind: T['kind']): readonly T[] {
  return objects.filter((object) => object.kind === kind) as unknown as readonly T[];
}

function selectorText(selector: Parameters<typeof formatLabelSelector>[0]): string {
  const text = formatLabelSelector(selector);
  return text.startsWith('<') ? '' : text;
}

/** What must be asked for before the object can be described. */
export function neededFor(object: KubeObject, showEvents: boolean): readonly Query[] {
  const describer = describers[object.kind] ?? anything;
  return [
    ...(describer.needs?.(object as never) ?? []),
    ...(showEvents && describer.hasNoEvents !== true ? eventQueries(object) : []),
  ];
}

/** The text of one object, given what `neededFor` asked for. */
export function describeObject(
  object: KubeObject,
  related: Related,
  showEvents: boolean,
  nowMs: number,
): string {
  const describer = describers[object.kind] ?? anything;
  return tabbed((writer) => {
    describer.write(writer, object as never, related, nowMs);
    if (showEvents && describer.hasNoEvents !== true) {
      describeEvents(writer, only<K8sEvent>(related, 'Event'), nowMs);
    }
  });
}
