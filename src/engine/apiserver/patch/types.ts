// Models kubernetes@v1.36.0 staging/src/k8s.io/api/core/v1/types.go (patchStrategy and patchMergeKey tags)
// Models kubernetes@v1.36.0 staging/src/k8s.io/api/apps/v1/types.go (patchStrategy tags)
// Differs: only what the modelled kinds contain; a list that is not named here is replaced as a whole.

/** How a strategic merge treats one field. */
export type FieldStrategy =
  /** An object whose own fields have strategies. */
  | { readonly as: 'object'; readonly of: TypeName; readonly retainKeys?: boolean }
  /** A list of objects, told apart by the value of `key`. */
  | { readonly as: 'list'; readonly key: string; readonly of?: TypeName; readonly retainKeys?: boolean }
  /** A list of plain values without order. */
  | { readonly as: 'set' };

export type TypeName =
  | 'ObjectMeta'
  | 'Pod'
  | 'PodSpec'
  | 'PodStatus'
  | 'PodTemplateSpec'
  | 'Container'
  | 'Node'
  | 'NodeSpec'
  | 'NodeStatus'
  | 'Service'
  | 'ServiceSpec'
  | 'ServiceStatus'
  | 'ReplicaSet'
  | 'ReplicaSetSpec'
  | 'Deployment'
  | 'DeploymentSpec'
  | 'StatusWithConditions'
  | 'WithConditions'
  | 'Plain';

const object = (of: TypeName): FieldStrategy => ({ as: 'object', of });
const list = (key: string, of?: TypeName): FieldStrategy => ({ as: 'list', key, of });
const keep = (key: string): FieldStrategy => ({ as: 'list', key, retainKeys: true });
const set: FieldStrategy = { as: 'set' };
const metadata = object('ObjectMeta');

const TYPES: Readonly<Record<TypeName, Readonly<Record<string, FieldStrategy>>>> = {
  ObjectMeta: { finalizers: set, ownerReferences: list('uid') },
  Plain: { metadata },
  Pod: { metadata, spec: object('PodSpec'), status: object('PodStatus') },
  PodSpec: {
    volumes: keep('name'),
    initContainers: list('name', 'Container'),
    containers: list('name', 'Container'),
    ephemeralContainers: list('name', 'Container'),
    imagePullSecrets: list('name'),
    hostAliases: list('ip'),
    topologySpreadConstraints: list('topologyKey'),
    schedulingGates: list('name'),
    resourceClaims: keep('name'),
  },
  Container: {
    ports: list('containerPort'),
    env: list('name'),
    volumeMounts: list('mountPath'),
    volumeDevices: list('devicePath'),
  },
  PodStatus: {
    conditions: list('type'),
    podIPs: list('ip'),
    hostIPs: list('ip'),
    resourceClaimStatuses: keep('name'),
  },
  PodTemplateSpec: { metadata, spec: object('PodSpec') },
  Node: { metadata, spec: object('NodeSpec'), status: object('NodeStatus') },
  NodeSpec: { podCIDRs: set },
  NodeStatus: { conditions: list('type'), addresses: list('type') },
  Service: { metadata, spec: object('ServiceSpec'), status: object('ServiceStatus') },
  ServiceSpec: { ports: list('port') },
  ServiceStatus: { conditions: list('type') },
  ReplicaSet: { metadata, spec: object('ReplicaSetSpec'), status: object('StatusWithConditions') },
  ReplicaSetSpec: { template: object('PodTemplateSpec') },
  Deployment: { metadata, spec: object('DeploymentSpec'), status: object('StatusWithConditions') },
  DeploymentSpec: {
    template: object('PodTemplateSpec'),
    strategy: { as: 'object', of: 'Plain', retainKeys: true },
  },
  StatusWithConditions: { conditions: list('type') },
  WithConditions: { metadata, status: object('StatusWithConditions') },
};

const BY_KIND: Readonly<Record<string, TypeName>> = {
  Pod: 'Pod',
  Node: 'Node',
  Service: 'Service',
  ReplicaSet: 'ReplicaSet',
  Deployment: 'Deployment',
  Namespace: 'WithConditions',
  PersistentVolumeClaim: 'WithConditions',
};

export function patchTypeOf(kind: string): TypeName {
  return BY_KIND[kind] ?? 'Plain';
}

export function strategyOf(type: TypeName | undefined, field: string): FieldStrategy | undefined {
  return type === undefined ? undefined : TYPES[type][field];
}
