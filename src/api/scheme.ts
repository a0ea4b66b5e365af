// Models kubernetes@v1.36.0 pkg/api/legacyscheme/scheme.go, pkg/controlplane/instance.go
// Differs: each kind has one served version.
import type { KubeObject, ModelledKind } from './types/index.ts';

export type Subresource =
  | 'status'
  | 'binding'
  | 'eviction'
  | 'scale'
  | 'log'
  | 'exec'
  | 'portforward'
  | 'ephemeralcontainers'
  | 'resize'
  | 'token';

/** A kind the engine models. */
export interface KindInfo {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  /** `v1` or `group/version`. */
  readonly apiVersion: string;
  readonly kind: ModelledKind;
  /** Plural resource name, as in URLs. */
  readonly resource: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly subresources: readonly Subresource[];
  /** Member of kubectl's `all`. */
  readonly inAll: boolean;
}

/** A kind of Kubernetes 1.36 that the engine does not model. */
export interface UnmodelledKindInfo {
  readonly apiVersion: string;
  readonly kind: string;
  readonly resource: string;
  readonly namespaced: boolean;
}

function kind(
  apiVersion: string,
  name: ModelledKind,
  resource: string,
  shortNames: readonly string[],
  namespaced: boolean,
  subresources: readonly Subresource[] = [],
  inAll = false,
): KindInfo {
  const slash = apiVersion.indexOf('/');
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    apiVersion,
    kind: name,
    resource,
    singular: name.toLowerCase(),
    shortNames,
    namespaced,
    subresources,
    inAll,
  };
}

/** The kinds that can be stored, in the order `kubectl api-resources` groups them. */
export const KINDS: readonly KindInfo[] = [
  kind('v1', 'ConfigMap', 'configmaps', ['cm'], true),
  kind('v1', 'Event', 'events', ['ev'], true),
  kind('v1', 'Namespace', 'namespaces', ['ns'], false, ['status']),
  kind('v1', 'Node', 'nodes', ['no'], false, ['status']),
  kind('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims', ['pvc'], true, ['status']),
  kind('v1', 'PersistentVolume', 'persistentvolumes', ['pv'], false, ['status']),
  kind(
    'v1',
    'Pod',
    'pods',
    ['po'],
    true,
    ['status', 'binding', 'eviction', 'log', 'exec', 'portforward', 'ephemeralcontainers', 'resize'],
    true,
  ),
  kind('v1', 'Secret', 'secrets', [], true),
  kind('v1', 'ServiceAccount', 'serviceaccounts', ['sa'], true, ['token']),
  kind('v1', 'Service', 'services', ['svc'], true, ['status'], true),
  kind('apps/v1', 'Deployment', 'deployments', ['deploy'], true, ['status', 'scale'], true),
  kind('apps/v1', 'ReplicaSet', 'replicasets', ['rs'], true, ['status', 'scale'], true),
  kind('coordination.k8s.io/v1', 'Lease', 'leases', [], true),
  kind('discovery.k8s.io/v1', 'EndpointSlice', 'endpointslices', [], true),
  kind('scheduling.k8s.io/v1', 'PriorityClass', 'priorityclasses', ['pc'], false),
  kind('storage.k8s.io/v1', 'StorageClass', 'storageclasses', ['sc'], false),
];

/** Bodies of subresources: they have a schema but are never stored. */
export const SUBRESOURCE_KINDS: readonly KindInfo[] = [
  kind('v1', 'Binding', 'bindings', [], true),
  kind('policy/v1', 'Eviction', 'evictions', [], true),
  kind('autoscaling/v1', 'Scale', 'scales', [], true),
  kind('authentication.k8s.io/v1', 'TokenRequest', 'tokenrequests', [], true),
];

const UNMODELLED_BY_GROUP: readonly (readonly [string, string])[] = [
  [
    'v1',
    'ComponentStatus-:componentstatuses Endpoints:endpoints LimitRange:limitranges PodTemplate:podtemplates ReplicationController:replicationcontrollers ResourceQuota:resourcequotas',
  ],
  [
    'admissionregistration.k8s.io/v1',
    'MutatingAdmissionPolicy-:mutatingadmissionpolicies MutatingAdmissionPolicyBinding-:mutatingadmissionpolicybindings MutatingWebhookConfiguration-:mutatingwebhookconfigurations ValidatingAdmissionPolicy-:validatingadmissionpolicies ValidatingAdmissionPolicyBinding-:validatingadmissionpolicybindings ValidatingWebhookConfiguration-:validatingwebhookconfigurations',
  ],
  ['apiextensions.k8s.io/v1', 'CustomResourceDefinition-:customresourcedefinitions'],
  ['apiregistration.k8s.io/v1', 'APIService-:apiservices'],
  ['apps/v1', 'ControllerRevision:controllerrevisions DaemonSet:daemonsets StatefulSet:statefulsets'],
  ['authentication.k8s.io/v1', 'SelfSubjectReview-:selfsubjectreviews TokenReview-:tokenreviews'],
  [
    'authorization.k8s.io/v1',
    'LocalSubjectAccessReview:localsubjectaccessreviews SelfSubjectAccessReview-:selfsubjectaccessreviews SelfSubjectRulesReview-:selfsubjectrulesreviews SubjectAccessReview-:subjectaccessreviews',
  ],
  ['autoscaling/v1', 'HorizontalPodAutoscaler:horizontalpodautoscalers'],
  ['autoscaling/v2', 'HorizontalPodAutoscaler:horizontalpodautoscalers'],
  ['batch/v1', 'CronJob:cronjobs Job:jobs'],
  ['certificates.k8s.io/v1', 'CertificateSigningRequest-:certificatesigningrequests'],
  ['events.k8s.io/v1', 'Event:events'],
  [
    'flowcontrol.apiserver.k8s.io/v1',
    'FlowSchema-:flowschemas PriorityLevelConfiguration-:prioritylevelconfigurations',
  ],
  [
    'networking.k8s.io/v1',
    'Ingress:ingresses IngressClass-:ingressclasses IPAddress-:ipaddresses NetworkPolicy:networkpolicies ServiceCIDR-:servicecidrs',
  ],
  ['node.k8s.io/v1', 'RuntimeClass-:runtimeclasses'],
  ['policy/v1', 'PodDisruptionBudget:poddisruptionbudgets'],
  [
    'rbac.authorization.k8s.io/v1',
    'ClusterRole-:clusterroles ClusterRoleBinding-:clusterrolebindings Role:roles RoleBinding:rolebindings',
  ],
  [
    'resource.k8s.io/v1',
    'DeviceClass-:deviceclasses ResourceClaim:resourceclaims ResourceClaimTemplate:resourceclaimtemplates ResourceSlice-:resourceslices',
  ],
  [
    'storage.k8s.io/v1',
    'CSIDriver-:csidrivers CSINode-:csinodes CSIStorageCapacity:csistoragecapacities VolumeAttachment-:volumeattachments VolumeAttributesClass-:volumeattributesclasses',
  ],
];

/** What Kubernetes 1.36 serves and the engine does not model. */
export const UNMODELLED_KINDS: readonly UnmodelledKindInfo[] = UNMODELLED_BY_GROUP.flatMap(
  ([apiVersion, list]) =>
    list.split(' ').map((entry) => {
      const [name = '', resource = ''] = entry.split(':');
      const clusterScoped = name.endsWith('-');
      return {
        apiVersion,
        kind: clusterScoped ? name.slice(0, -1) : name,
        resource,
        namespaced: !clusterScoped,
      };
    }),
);

const byKind = new Map<string, KindInfo>(KINDS.map((info) => [info.kind, info]));
const byGroupVersionKind = new Map<string, KindInfo>(
  [...KINDS, ...SUBRESOURCE_KINDS].map((info) => [`${info.apiVersion} ${info.kind}`, info]),
);
const byResource = new Map<string, KindInfo>(
  KINDS.flatMap((info) =>
    [info.resource, info.singular, ...info.shortNames].map((name): [string, KindInfo] => [name, info]),
  ),
);

/** A modelled kind by its name; throws for anything else, so only for names the code itself holds. */
export function kindInfo(name: ModelledKind): KindInfo {
  const info = byKind.get(name);
  if (info === undefined) throw new Error(`kind ${name} is not in the scheme`);
  return info;
}

export function findKind(apiVersion: string, name: string): KindInfo | undefined {
  return byGroupVersionKind.get(`${apiVersion} ${name}`);
}

export function kindOf(object: Pick<KubeObject, 'apiVersion' | 'kind'>): KindInfo | undefined {
  return findKind(object.apiVersion, object.kind);
}

/** By plural, singular or short name, in any case, optionally with `.group` as kubectl takes it. */
export function findResource(name: string): KindInfo | undefined {
  const lower = name.toLowerCase();
  const exact = byResource.get(lower);
  if (exact !== undefined) return exact;
  const dot = lower.indexOf('.');
  if (dot < 0) return undefined;
  const info = byResource.get(lower.slice(0, dot));
  const group = lower.slice(dot + 1);
  if (info === undefined) return undefined;
  return group === info.group || group === `${info.version}.${info.group}` ? info : undefined;
}

/** True when Kubernetes 1.36 serves this resource name but the engine does not model it. */
export function findUnmodelledResource(name: string): UnmodelledKindInfo | undefined {
  const lower = name.toLowerCase().split('.')[0] ?? '';
  return UNMODELLED_KINDS.find((info) => info.resource === lower || info.kind.toLowerCase() === lower);
}

export type KindLookup =
  | { readonly found: 'modelled'; readonly info: KindInfo }
  /** Served by Kubernetes 1.36, but the engine refuses it. */
  | { readonly found: 'unmodelled'; readonly info: UnmodelledKindInfo; readonly message: string }
  /** Kubernetes itself would refuse it. `candidates` are apiVersions under which the kind does exist. */
  | { readonly found: 'unknown'; readonly message: string; readonly candidates: readonly string[] };

/** What this apiVersion and kind are, with upstream's words when they are nothing. */
export function lookupKind(apiVersion: string, name: string): KindLookup {
  const info = findKind(apiVersion, name);
  if (info !== undefined) return { found: 'modelled', info };
  const unmodelled = UNMODELLED_KINDS.find((other) => other.apiVersion === apiVersion && other.kind === name);
  if (unmodelled !== undefined) {
    return {
      found: 'unmodelled',
      info: unmodelled,
      message: `${apiVersion} ${name} exists in Kubernetes 1.36 but is not modelled here, so it cannot be stored or run`,
    };
  }
  return { found: 'unknown', message: noMatchMessage(apiVersion, name), candidates: apiVersionsOf(name) };
}

/** Every apiVersion under which Kubernetes 1.36 serves the kind, modelled or not. */
export function apiVersionsOf(name: string): string[] {
  return [...KINDS, ...SUBRESOURCE_KINDS, ...UNMODELLED_KINDS]
    .filter((info) => info.kind === name)
    .map((info) => info.apiVersion);
}

/** kubectl's words for a kind the server does not know. */
export function noMatchMessage(apiVersion: string, name: string): string {
  return `no matches for kind ${JSON.stringify(name)} in version ${JSON.stringify(apiVersion)}`;
}

/** `pods` or `deployments.apps`: how errors name a resource. */
export function qualifiedResource(info: { readonly resource: string; readonly group: string }): string {
  return info.group === '' ? info.resource : `${info.resource}.${info.group}`;
}

/** `Pod` or `Deployment.apps`: how `is invalid` errors name a kind. */
export function qualifiedKind(info: { readonly kind: string; readonly group: string }): string {
  return info.group === '' ? info.kind : `${info.kind}.${info.group}`;
}
