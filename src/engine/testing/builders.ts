import type {
  ConfigMap,
  Container,
  Deployment,
  KubeObject,
  Namespace,
  Node,
  NodeSpec,
  NodeStatus,
  ObjectMeta,
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeClaimSpec,
  PersistentVolumeSpec,
  Pod,
  PodSpec,
  PodStatus,
  PriorityClass,
  Service,
  ServiceSpec,
  StorageClass,
} from '../../api/index.ts';

/** What may be given to a builder beside its own fields: metadata by parts. */
export interface Meta {
  readonly namespace?: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly metadata?: Partial<ObjectMeta>;
}

function metadata(name: string, meta: Meta, namespaced: boolean): ObjectMeta {
  return {
    name,
    ...(namespaced && { namespace: meta.namespace ?? 'default' }),
    ...(meta.uid !== undefined && { uid: meta.uid }),
    ...(meta.resourceVersion !== undefined && { resourceVersion: meta.resourceVersion }),
    ...(meta.labels !== undefined && { labels: meta.labels }),
    ...(meta.annotations !== undefined && { annotations: meta.annotations }),
    ...meta.metadata,
  };
}

export interface PodOptions extends Meta {
  /** Image of the one container `app`; `containers` replaces it. */
  readonly image?: string;
  readonly containers?: readonly Partial<Container>[];
  readonly initContainers?: readonly Partial<Container>[];
  /** Requests of the one container, such as `{ cpu: '500m', memory: '1Gi' }`. */
  readonly requests?: Record<string, string>;
  readonly nodeName?: string;
  readonly spec?: Partial<PodSpec>;
  readonly status?: PodStatus;
}

/** A Pod as a user writes it: nothing defaulted. */
export function makePod(name = 'web', options: PodOptions = {}): Pod {
  const single: Partial<Container> = {
    image: options.image ?? 'nginx:1.27',
    ...(options.requests && { resources: { requests: options.requests } }),
  };
  const containers = (options.containers ?? [single]).map((container, index) =>
    makeContainer(index === 0 ? 'app' : `app-${index}`, container),
  );
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata(name, options, true),
    spec: {
      ...(options.initContainers && {
        initContainers: options.initContainers.map((container, index) =>
          makeContainer(`init-${index}`, container),
        ),
      }),
      containers,
      ...(options.nodeName !== undefined && { nodeName: options.nodeName }),
      ...options.spec,
    },
    ...(options.status && { status: options.status }),
  };
}

export function makeContainer(name: string, container: Partial<Container> = {}): Container {
  return { name, image: 'nginx:1.27', ...container };
}

export interface NodeOptions extends Meta {
  readonly cpu?: string;
  readonly memory?: string;
  readonly pods?: string;
  readonly taints?: NodeSpec['taints'];
  readonly spec?: NodeSpec;
  readonly status?: NodeStatus;
  /** False leaves the node without conditions; default true gives it Ready=True. */
  readonly ready?: boolean;
}

/** A ready worker of 4 CPU, 8 GiB and 110 Pods. */
export function makeNode(name = 'node-1', options: NodeOptions = {}): Node {
  const resources = {
    cpu: options.cpu ?? '4',
    memory: options.memory ?? '8Gi',
    'ephemeral-storage': '100Gi',
    pods: options.pods ?? '110',
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: metadata(
      name,
      {
        ...options,
        labels: {
          'kubernetes.io/arch': 'amd64',
          'kubernetes.io/hostname': name,
          'kubernetes.io/os': 'linux',
          ...options.labels,
        },
      },
      false,
    ),
    spec: { ...(options.taints && { taints: options.taints }), ...options.spec },
    status: {
      capacity: resources,
      allocatable: resources,
      ...(options.ready !== false && {
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'KubeletReady',
            message: 'kubelet is posting ready status',
          },
        ],
      }),
      addresses: [{ type: 'Hostname', address: name }],
      ...options.status,
    },
  };
}

export function makeNamespace(name: string, meta: Meta = {}): Namespace {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: metadata(name, meta, false) };
}

export function makeConfigMap(name: string, data: Record<string, string> = {}, meta: Meta = {}): ConfigMap {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata(name, meta, true), data };
}

export function makeService(name: string, spec: Partial<ServiceSpec> = {}, meta: Meta = {}): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(name, meta, true),
    spec: { selector: { app: name }, ports: [{ port: 80 }], ...spec },
  };
}

export function makePersistentVolumeClaim(
  name: string,
  spec: Partial<PersistentVolumeClaimSpec> = {},
  meta: Meta = {},
): PersistentVolumeClaim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: metadata(name, meta, true),
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
  };
}

export function makePersistentVolume(
  name: string,
  spec: Partial<PersistentVolumeSpec> = {},
  meta: Meta = {},
): PersistentVolume {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: metadata(name, meta, false),
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      hostPath: { path: `/data/${name}` },
      ...spec,
    },
  };
}

export function makeStorageClass(name: string, fields: Partial<StorageClass> = {}): StorageClass {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name },
    provisioner: 'podscope.dev/disk',
    ...fields,
  };
}

/** The class claims get when they name none. */
export function makeDefaultStorageClass(name = 'standard', fields: Partial<StorageClass> = {}): StorageClass {
  return makeStorageClass(name, {
    metadata: { name, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    ...fields,
  });
}

export function makePriorityClass(
  name: string,
  value: number,
  fields: Partial<PriorityClass> = {},
): PriorityClass {
  return { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value, ...fields };
}

export function makeDeployment(name: string, replicas = 1, pod: PodOptions = {}): Deployment {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: pod.namespace ?? 'default' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: makePod(name, pod).spec },
    },
  };
}

/** `namespace/name`, or the name of a cluster-scoped object. */
export function keyOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? (name as string) : `${namespace}/${name as string}`;
}
