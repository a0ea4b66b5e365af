// Models kubernetes@v1.36.0 pkg/apis/core/v1/defaults.go, pkg/apis/core/v1/zz_generated.defaults.go
// Models kubernetes@v1.36.0 pkg/apis/apps/v1/defaults.go, pkg/apis/storage/v1/defaults.go
// Models kubernetes@v1.36.0 pkg/apis/scheduling/v1/defaults.go, pkg/apis/discovery/v1/defaults.go
// Differs: defaults of the volume sources nobody can run here (iSCSI, RBD, ScaleIO, Azure) are left out.
import { defaultPullPolicy } from './images.ts';
import { roundUpToMilli } from './quantity.ts';
import { isPodLevelResource, podLimits, podRequests } from './resources.ts';
import { TAINT_NODE_NOT_READY, TAINT_NODE_UNREACHABLE } from './taints.ts';
import type {
  Container,
  Deployment,
  EndpointSlice,
  HTTPGetAction,
  KubeObject,
  LifecycleHandler,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  Pod,
  PodSpec,
  PodTemplateSpec,
  PriorityClass,
  Probe,
  ReplicaSet,
  ResourceList,
  ResourceRequirements,
  Secret,
  Service,
  ServicePort,
  StorageClass,
  Toleration,
  Volume,
  VolumeProjection,
} from './types/index.ts';

export const DEFAULT_TERMINATION_GRACE_PERIOD_SECONDS = 30;
export const DEFAULT_SCHEDULER_NAME = 'default-scheduler';
export const DEFAULT_TERMINATION_MESSAGE_PATH = '/dev/termination-log';
/** Seconds a Pod stays on a node that is not ready or unreachable. */
export const DEFAULT_TOLERATION_SECONDS = 300;
const FILE_MODE_0644 = 0o644;

/**
 * The object as the API server stores it after decoding: a new object, the argument is left alone.
 * Kinds without defaults come back as they are.
 */
export function applyDefaults<T extends KubeObject>(object: T): T {
  const setter = SETTERS[`${object.apiVersion} ${object.kind}`];
  return setter === undefined ? object : (setter(object as never) as unknown as T);
}

const SETTERS: Readonly<Record<string, (object: never) => KubeObject>> = {
  'v1 Pod': defaultPod,
  'v1 Service': defaultService,
  'v1 Namespace': defaultNamespace,
  'v1 Node': defaultNode,
  'v1 Secret': defaultSecret,
  'v1 PersistentVolume': defaultPersistentVolume,
  'v1 PersistentVolumeClaim': defaultPersistentVolumeClaim,
  'apps/v1 Deployment': defaultDeployment,
  'apps/v1 ReplicaSet': defaultReplicaSet,
  'storage.k8s.io/v1 StorageClass': defaultStorageClass,
  'scheduling.k8s.io/v1 PriorityClass': defaultPriorityClass,
  'discovery.k8s.io/v1 EndpointSlice': defaultEndpointSlice,
};

// ---------------------------------------------------------------------------------------------------------------
// Pod

function defaultPod(pod: Pod): Pod {
  const spec = defaultPodSpec(pod.spec ?? { containers: [] });
  const containers = spec.containers.map(requestsFromLimits);
  const initContainers = spec.initContainers?.map(requestsFromLimits);
  const withRequests: PodSpec = { ...spec, containers, ...(initContainers && { initContainers }) };
  const podLevel = defaultPodLevelResources({ spec: withRequests });
  const hostPorts = withRequests.hostNetwork === true;
  return {
    ...pod,
    spec: {
      ...withRequests,
      ...(podLevel && { resources: podLevel }),
      enableServiceLinks: withRequests.enableServiceLinks ?? true,
      ...(hostPorts && { containers: containers.map(portsOnHost) }),
      ...(hostPorts && initContainers && { initContainers: initContainers.map(portsOnHost) }),
    },
  };
}

/** What both a Pod and a Pod template get. */
export function defaultPodSpec(spec: PodSpec): PodSpec {
  const account = spec.serviceAccountName || spec.serviceAccount;
  return {
    ...spec,
    ...(spec.volumes && { volumes: spec.volumes.map(defaultVolume) }),
    ...(spec.initContainers && { initContainers: spec.initContainers.map(defaultContainer) }),
    containers: (spec.containers ?? []).map(defaultContainer),
    ...(spec.ephemeralContainers && { ephemeralContainers: spec.ephemeralContainers.map(defaultContainer) }),
    restartPolicy: spec.restartPolicy || 'Always',
    terminationGracePeriodSeconds:
      spec.terminationGracePeriodSeconds ?? DEFAULT_TERMINATION_GRACE_PERIOD_SECONDS,
    dnsPolicy: spec.dnsPolicy || 'ClusterFirst',
    // The old and the new name of one field are kept equal.
    ...(account && { serviceAccountName: account, serviceAccount: account }),
    securityContext: spec.securityContext ?? {},
    schedulerName: spec.schedulerName || DEFAULT_SCHEDULER_NAME,
    ...(spec.overhead && { overhead: roundResourceList(spec.overhead) }),
    ...(spec.resources && { resources: roundResources(spec.resources) }),
  };
}

function defaultTemplate(template: PodTemplateSpec): PodTemplateSpec {
  return { ...template, spec: defaultPodSpec(template.spec ?? { containers: [] }) };
}

function defaultContainer<T extends Container>(container: T): T {
  return {
    ...container,
    ...(container.ports && {
      ports: container.ports.map((port) => ({ ...port, protocol: port.protocol || 'TCP' })),
    }),
    ...(container.env && { env: container.env.map(defaultEnv) }),
    resources: roundResources(container.resources ?? {}),
    ...(container.livenessProbe && { livenessProbe: defaultProbe(container.livenessProbe) }),
    ...(container.readinessProbe && { readinessProbe: defaultProbe(container.readinessProbe) }),
    ...(container.startupProbe && { startupProbe: defaultProbe(container.startupProbe) }),
    ...(container.lifecycle && {
      lifecycle: {
        ...container.lifecycle,
        ...(container.lifecycle.postStart && { postStart: defaultHandler(container.lifecycle.postStart) }),
        ...(container.lifecycle.preStop && { preStop: defaultHandler(container.lifecycle.preStop) }),
      },
    }),
    terminationMessagePath: container.terminationMessagePath || DEFAULT_TERMINATION_MESSAGE_PATH,
    terminationMessagePolicy: container.terminationMessagePolicy || 'File',
    imagePullPolicy: container.imagePullPolicy || defaultPullPolicy(container.image ?? ''),
  };
}

type Env = NonNullable<Container['env']>[number];

function defaultEnv(env: Env): Env {
  const source = env.valueFrom;
  if (source?.fieldRef) {
    return {
      ...env,
      valueFrom: {
        ...source,
        fieldRef: { ...source.fieldRef, apiVersion: source.fieldRef.apiVersion || 'v1' },
      },
    };
  }
  if (source?.resourceFieldRef && source.resourceFieldRef.divisor === undefined) {
    return {
      ...env,
      valueFrom: { ...source, resourceFieldRef: { ...source.resourceFieldRef, divisor: '0' } },
    };
  }
  return env;
}

function defaultProbe(probe: Probe): Probe {
  return {
    ...probe,
    ...(probe.httpGet && { httpGet: defaultHttpGet(probe.httpGet) }),
    ...(probe.grpc && { grpc: { ...probe.grpc, service: probe.grpc.service ?? '' } }),
    timeoutSeconds: probe.timeoutSeconds || 1,
    periodSeconds: probe.periodSeconds || 10,
    successThreshold: probe.successThreshold || 1,
    failureThreshold: probe.failureThreshold || 3,
  };
}

function defaultHandler(handler: LifecycleHandler): LifecycleHandler {
  return handler.httpGet ? { ...handler, httpGet: defaultHttpGet(handler.httpGet) } : handler;
}

function defaultHttpGet(action: HTTPGetAction): HTTPGetAction {
  return { ...action, path: action.path || '/', scheme: action.scheme || 'HTTP' };
}

function defaultVolume(volume: Volume): Volume {
  const { name, ...source } = volume;
  if (Object.values(source).every((value) => value === undefined || value === null))
    return { name, emptyDir: {} };
  if (volume.hostPath)
    return { ...volume, hostPath: { ...volume.hostPath, type: volume.hostPath.type ?? '' } };
  if (volume.configMap) {
    return {
      ...volume,
      configMap: { ...volume.configMap, defaultMode: volume.configMap.defaultMode ?? FILE_MODE_0644 },
    };
  }
  if (volume.secret) {
    return {
      ...volume,
      secret: { ...volume.secret, defaultMode: volume.secret.defaultMode ?? FILE_MODE_0644 },
    };
  }
  if (volume.downwardAPI) {
    return {
      ...volume,
      downwardAPI: {
        ...volume.downwardAPI,
        ...(volume.downwardAPI.items && { items: volume.downwardAPI.items.map(defaultDownwardItem) }),
        defaultMode: volume.downwardAPI.defaultMode ?? FILE_MODE_0644,
      },
    };
  }
  if (volume.projected) {
    return {
      ...volume,
      projected: {
        ...volume.projected,
        ...(volume.projected.sources && { sources: volume.projected.sources.map(defaultProjection) }),
        defaultMode: volume.projected.defaultMode ?? FILE_MODE_0644,
      },
    };
  }
  if (volume.ephemeral?.volumeClaimTemplate) {
    const template = volume.ephemeral.volumeClaimTemplate;
    return {
      ...volume,
      ephemeral: { volumeClaimTemplate: { ...template, spec: defaultClaimSpec(template.spec ?? {}) } },
    };
  }
  if (volume.image) {
    const policy = volume.image.pullPolicy || defaultPullPolicy(volume.image.reference ?? '');
    return { ...volume, image: { ...volume.image, pullPolicy: policy } };
  }
  return volume;
}

type DownwardItem = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number];

function defaultDownwardItem(item: DownwardItem): DownwardItem {
  if (!item.fieldRef) return item;
  return { ...item, fieldRef: { ...item.fieldRef, apiVersion: item.fieldRef.apiVersion || 'v1' } };
}

function defaultProjection(projection: VolumeProjection): VolumeProjection {
  if (projection.serviceAccountToken) {
    const token = projection.serviceAccountToken;
    return {
      ...projection,
      serviceAccountToken: { ...token, expirationSeconds: token.expirationSeconds ?? 3600 },
    };
  }
  if (projection.downwardAPI?.items) {
    return { ...projection, downwardAPI: { items: projection.downwardAPI.items.map(defaultDownwardItem) } };
  }
  return projection;
}

/** A container that limits a resource without asking for it asks for the limit; only in Pods, not in templates. */
function requestsFromLimits(container: Container): Container {
  const limits = container.resources?.limits;
  if (limits === undefined) return container;
  return {
    ...container,
    resources: { ...container.resources, requests: { ...limits, ...container.resources?.requests } },
  };
}

function portsOnHost(container: Container): Container {
  if (container.ports === undefined) return container;
  return {
    ...container,
    ports: container.ports.map((port) => ({ ...port, hostPort: port.hostPort || port.containerPort })),
  };
}

/** Fills the gaps of `spec.resources` from the containers; undefined when the Pod has none. */
function defaultPodLevelResources(pod: Pick<Pod, 'spec'>): ResourceRequirements | undefined {
  const own = pod.spec.resources;
  if (own === undefined) return undefined;
  const options = { excludeOverhead: true, skipPodLevelResources: true };
  let limits: ResourceList = { ...own.limits };
  const requests: ResourceList = { ...own.requests };
  const containerLimits = podLimits(pod, options);
  const hasAny = Object.keys(limits).length + Object.keys(requests).length > 0;
  if (hasAny) {
    for (const [name, amount] of Object.entries(containerLimits)) {
      if (name.startsWith('hugepages-') && requests[name] === undefined)
        limits = { [name]: amount, ...limits };
    }
  }
  if (Object.keys(limits).length > 0) {
    for (const [name, amount] of Object.entries(podRequests(pod, options))) {
      const overcommit = isPodLevelResource(name) && !name.startsWith('hugepages-');
      if (overcommit && requests[name] === undefined) requests[name] = amount;
    }
    for (const [name, amount] of Object.entries(limits)) {
      if (isPodLevelResource(name) && requests[name] === undefined) requests[name] = amount;
    }
  }
  return {
    ...own,
    ...(Object.keys(limits).length > 0 && { limits }),
    ...(Object.keys(requests).length > 0 && { requests }),
  };
}

function roundResources(resources: ResourceRequirements): ResourceRequirements {
  return {
    ...resources,
    ...(resources.limits && { limits: roundResourceList(resources.limits) }),
    ...(resources.requests && { requests: roundResourceList(resources.requests) }),
  };
}

/** Thousandths, in canonical text: `0.5` becomes `500m`. Text that is no quantity stays for the decoder to refuse. */
function roundResourceList(list: ResourceList): ResourceList {
  const result: ResourceList = {};
  for (const [name, amount] of Object.entries(list)) {
    try {
      result[name] = roundUpToMilli(amount);
    } catch {
      result[name] = amount;
    }
  }
  return result;
}

// ---------------------------------------------------------------------------------------------------------------
// Other kinds

function defaultService(service: Service): Service {
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

function defaultNamespace(namespace: Namespace): Namespace {
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

function defaultNode(node: Node): Node {
  const status = node.status;
  if (status === undefined) return node;
  const capacity = status.capacity && roundResourceList(status.capacity);
  const allocatable = status.allocatable ? roundResourceList(status.allocatable) : capacity;
  return {
    ...node,
    status: { ...status, ...(capacity && { capacity }), ...(allocatable && { allocatable }) },
  };
}

function defaultSecret(secret: Secret): Secret {
  return { ...secret, type: secret.type || 'Opaque' };
}

function defaultPersistentVolume(volume: PersistentVolume): PersistentVolume {
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

function defaultPersistentVolumeClaim(claim: PersistentVolumeClaim): PersistentVolumeClaim {
  return {
    ...claim,
    spec: defaultClaimSpec(claim.spec ?? {}),
    status: { ...claim.status, phase: claim.status?.phase ?? 'Pending' },
  };
}

function defaultClaimSpec(spec: PersistentVolumeClaimSpec): PersistentVolumeClaimSpec {
  return {
    ...spec,
    ...(spec.resources && {
      resources: {
        ...spec.resources,
        ...(spec.resources.limits && { limits: roundResourceList(spec.resources.limits) }),
        ...(spec.resources.requests && { requests: roundResourceList(spec.resources.requests) }),
      },
    }),
    volumeMode: spec.volumeMode ?? 'Filesystem',
  };
}

function defaultDeployment(deployment: Deployment): Deployment {
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

function defaultReplicaSet(replicaSet: ReplicaSet): ReplicaSet {
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

function defaultStorageClass(storageClass: StorageClass): StorageClass {
  return {
    ...storageClass,
    reclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
    volumeBindingMode: storageClass.volumeBindingMode ?? 'Immediate',
  };
}

function defaultPriorityClass(priorityClass: PriorityClass): PriorityClass {
  return { ...priorityClass, preemptionPolicy: priorityClass.preemptionPolicy ?? 'PreemptLowerPriority' };
}

function defaultEndpointSlice(slice: EndpointSlice): EndpointSlice {
  if (slice.ports === undefined) return slice;
  return {
    ...slice,
    ports: slice.ports.map((port) => ({ ...port, name: port.name ?? '', protocol: port.protocol ?? 'TCP' })),
  };
}

// ---------------------------------------------------------------------------------------------------------------
// Admission

// Models kubernetes@v1.36.0 plugin/pkg/admission/defaulttolerationseconds/admission.go
/** Admission's addition to every Pod: stay 300 s on a node that is not ready or unreachable, unless it says else. */
export function withDefaultTolerationSeconds(tolerations: readonly Toleration[] | undefined): Toleration[] {
  const own = tolerations ?? [];
  const added: Toleration[] = [];
  for (const key of [TAINT_NODE_NOT_READY, TAINT_NODE_UNREACHABLE]) {
    const covered = own.some(
      (toleration) =>
        (toleration.key === key || !toleration.key) &&
        (toleration.effect === 'NoExecute' || !toleration.effect),
    );
    if (!covered) {
      added.push({
        key,
        operator: 'Exists',
        effect: 'NoExecute',
        tolerationSeconds: DEFAULT_TOLERATION_SECONDS,
      });
    }
  }
  return [...own, ...added];
}
