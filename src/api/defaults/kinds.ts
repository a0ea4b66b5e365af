// Models kubernetes@v1.36.0 pkg/apis/core/v1/defaults.go, pkg/apis/core/v1/zz_generated.defaults.go
// Models kubernetes@v1.36.0 pkg/apis/apps/v1/defaults.go, pkg/apis/storage/v1/defaults.go
// Models kubernetes@v1.36.0 pkg/apis/scheduling/v1/defaults.go, pkg/apis/discovery/v1/defaults.go
import type {
  Deployment,
  EndpointSlice,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  PriorityClass,
  ReplicaSet,
  Secret,
  Service,
  ServicePort,
  StorageClass,
} from '../types/index.ts';
import { defaultTemplate } from './pod.ts';
import { roundResourceList } from './resources.ts';
import { defaultClaimSpec } from './volumes.ts';

export function defaultService(service: Service): Service {
  const spec = service.spec ?? {};
  const type = spec.type || 'ClusterIP';
  const sessionAffinity = spec.sessionAffinity || 'None';
  const { sessionAffinityConfig, ...rest } = spec;
  const external =
    type === 'LoadBalancer' ||
    type === 'NodePort' ||
    (type === 'ClusterIP' && (spec.externalIPs?.length ?? 0) > 0);
  return {
    ...service,
    spec: {
      ...rest,
      ...(spec.ports && { ports: spec.ports.map(defaultServicePort) }),
      type,
      sessionAffinity,
      ...(sessionAffinity === 'ClientIP' && {
        sessionAffinityConfig: {
          clientIP: { timeoutSeconds: sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10800 },
        },
      }),
      ...(external && { externalTrafficPolicy: spec.externalTrafficPolicy || 'Cluster' }),
      ...(type !== 'ExternalName' && { internalTrafficPolicy: spec.internalTrafficPolicy ?? 'Cluster' }),
      ...(type === 'LoadBalancer' && {
        allocateLoadBalancerNodePorts: spec.allocateLoadBalancerNodePorts ?? true,
      }),
    },
  };
}

function defaultServicePort(port: ServicePort): ServicePort {
  return { ...port, protocol: port.protocol || 'TCP', targetPort: port.targetPort || port.port };
}

export function defaultNamespace(namespace: Namespace): Namespace {
  const { name } = namespace.metadata;
  return {
    ...namespace,
    metadata: name
      ? {
          ...namespace.metadata,
          labels: { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': name },
        }
      : namespace.metadata,
    status: { ...namespace.status, phase: namespace.status?.phase ?? 'Active' },
  };
}

export function defaultNode(node: Node): Node {
  const status = node.status;
  if (status === undefined) return node;
  const capacity = status.capacity && roundResourceList(status.capacity);
  const allocatable = status.allocatable ? roundResourceList(status.allocatable) : capacity;
  return {
    ...node,
    status: { ...status, ...(capacity && { capacity }), ...(allocatable && { allocatable }) },
  };
}

export function defaultSecret(secret: Secret): Secret {
  return { ...secret, type: secret.type || 'Opaque' };
}

export function defaultPersistentVolume(volume: PersistentVolume): PersistentVolume {
  const spec = volume.spec ?? {};
  return {
    ...volume,
    spec: {
      ...spec,
      ...(spec.capacity && { capacity: roundResourceList(spec.capacity) }),
      ...(spec.hostPath && { hostPath: { ...spec.hostPath, type: spec.hostPath.type ?? '' } }),
      persistentVolumeReclaimPolicy: spec.persistentVolumeReclaimPolicy || 'Retain',
      volumeMode: spec.volumeMode ?? 'Filesystem',
    },
    status: { ...volume.status, phase: volume.status?.phase ?? 'Pending' },
  };
}

export function defaultPersistentVolumeClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  return {
    ...claim,
    spec: defaultClaimSpec(claim.spec ?? {}),
    status: { ...claim.status, phase: claim.status?.phase ?? 'Pending' },
  };
}

export function defaultDeployment(deployment: Deployment): Deployment {
  const spec = deployment.spec ?? {};
  const type = spec.strategy?.type || 'RollingUpdate';
  return {
    ...deployment,
    spec: {
      ...spec,
      replicas: spec.replicas ?? 1,
      template: defaultTemplate(spec.template ?? { spec: { containers: [] } }),
      strategy:
        type === 'RollingUpdate'
          ? {
              ...spec.strategy,
              type,
              rollingUpdate: {
                maxUnavailable: spec.strategy?.rollingUpdate?.maxUnavailable ?? '25%',
                maxSurge: spec.strategy?.rollingUpdate?.maxSurge ?? '25%',
              },
            }
          : { ...spec.strategy, type },
      revisionHistoryLimit: spec.revisionHistoryLimit ?? 10,
      progressDeadlineSeconds: spec.progressDeadlineSeconds ?? 600,
    },
  };
}

export function defaultReplicaSet(replicaSet: ReplicaSet): ReplicaSet {
  const spec = replicaSet.spec ?? {};
  return {
    ...replicaSet,
    spec: {
      ...spec,
      replicas: spec.replicas ?? 1,
      ...(spec.template && { template: defaultTemplate(spec.template) }),
    },
  };
}

export function defaultStorageClass(storageClass: StorageClass): StorageClass {
  return {
    ...storageClass,
    reclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
    volumeBindingMode: storageClass.volumeBindingMode ?? 'Immediate',
  };
}

export function defaultPriorityClass(priorityClass: PriorityClass): PriorityClass {
  return { ...priorityClass, preemptionPolicy: priorityClass.preemptionPolicy ?? 'PreemptLowerPriority' };
}

export function defaultEndpointSlice(slice: EndpointSlice): EndpointSlice {
  if (slice.ports === undefined) return slice;
  return {
    ...slice,
    ports: slice.ports.map((port) => ({ ...port, name: port.name ?? '', protocol: port.protocol ?? 'TCP' })),
  };
}
