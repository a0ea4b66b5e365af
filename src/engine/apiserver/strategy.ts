// Models kubernetes@v1.36.0 pkg/registry/core/pod/strategy.go, pkg/registry/core/node/strategy.go
// Models kubernetes@v1.36.0 pkg/registry/apps/deployment/strategy.go, pkg/registry/core/secret/strategy.go
import {
  encodeBase64,
  extend,
  type KindInfo,
  type KubeObject,
  type Namespace,
  type Pod,
  type PodCondition,
  type PodStatus,
  podQOSClass,
  type Secret,
} from '../../api/index.ts';
import { equal } from './equal.ts';
import { withLabelKeys } from './labelkeys.ts';

/** An object whose parts are only known to be there. */
export type Loose = KubeObject & { spec?: unknown; status?: unknown; [field: string]: unknown };

/** Kinds whose `metadata.generation` counts changes of the desired state. */
const HAS_GENERATION: ReadonlySet<string> = new Set([
  'Pod',
  'Deployment',
  'ReplicaSet',
  'PriorityClass',
  'EndpointSlice',
]);

/** Kinds that may be updated without naming a resourceVersion. */
const NEEDS_RESOURCE_VERSION: ReadonlySet<string> = new Set(['Lease']);

export function allowsUnconditionalUpdate(info: KindInfo): boolean {
  return !NEEDS_RESOURCE_VERSION.has(info.kind);
}

/** Clears what only the system may set on a new object and sets what it always sets. */
export function prepareForCreate(info: KindInfo, object: KubeObject, timestamp: string): KubeObject {
  const metadata = HAS_GENERATION.has(info.kind)
    ? extend(object.metadata, { generation: 1 })
    : object.metadata;
  switch (info.kind) {
    case 'Pod':
      return preparePod(withLabelKeys({ ...(object as Pod), metadata }), timestamp);
    case 'Deployment':
      return { ...object, metadata, status: {} } as Loose;
    case 'ReplicaSet':
      return { ...object, metadata, status: { replicas: 0 } } as Loose;
    case 'PersistentVolumeClaim':
      return { ...object, metadata, status: { phase: 'Pending' } } as Loose;
    case 'PersistentVolume':
      return {
        ...object,
        metadata,
        status: { phase: 'Pending', lastPhaseTransitionTime: timestamp },
      } as Loose;
    case 'Service':
      return { ...object, metadata, status: { loadBalancer: {} } } as Loose;
    case 'Namespace': {
      const finalizers = (object as Namespace).spec?.finalizers ?? [];
      return {
        ...object,
        metadata,
        spec: { finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'] },
        status: { phase: 'Active' },
      } as Loose;
    }
    case 'Secret':
      return encodeStringData({ ...(object as Secret), metadata });
    default:
      return metadata === object.metadata ? object : { ...object, metadata };
  }
}

function preparePod(pod: Pod, timestamp: string): Pod {
  const qosClass = podQOSClass(pod);
  const isGated = (pod.spec.schedulingGates?.length ?? 0) > 0;
  const status: PodStatus = isGated
    ? { phase: 'Pending', qosClass, conditions: [{ ...SCHEDULING_GATED, lastTransitionTime: timestamp }] }
    : { phase: 'Pending', qosClass };
  return extend(pod, { status });
}

const SCHEDULING_GATED: PodCondition = {
  type: 'PodScheduled',
  status: 'False',
  lastProbeTime: null,
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
};

/** `stringData` is write-only: it ends up in `data`. */
function encodeStringData(secret: Secret): Secret {
  const { stringData, ...rest } = secret;
  if (stringData === undefined) return secret;
  const data = { ...rest.data };
  for (const [key, text] of Object.entries(stringData)) data[key] = encodeBase64(text);
  return { ...rest, data };
}

/** The metadata a client may not change is the old object's. */
export function keepSystemMetadata(object: KubeObject, old: KubeObject): KubeObject {
  const { metadata } = object;
  const before = old.metadata;
  if (metadata === before) return object;
  return {
    ...object,
    metadata: {
      ...metadata,
      name: before.name,
      namespace: before.namespace,
      uid: before.uid,
      resourceVersion: before.resourceVersion,
      generation: before.generation,
      creationTimestamp: before.creationTimestamp,
      deletionTimestamp: before.deletionTimestamp,
      deletionGracePeriodSeconds: before.deletionGracePeriodSeconds,
    },
  };
}

/** An update of the object proper leaves the status alone and counts a change of the spec. */
export function prepareForUpdate(info: KindInfo, object: KubeObject, old: KubeObject): KubeObject {
  let next = keepSystemMetadata(object, old) as Loose;
  const before = old as Loose;
  if (info.kind === 'Secret') next = encodeStringData(next as Secret) as Loose;
  if (info.subresources.includes('status') && next.status !== before.status) {
    next = { ...next, status: before.status };
  }
  if (info.kind === 'Namespace' && next.spec !== before.spec) next = { ...next, spec: before.spec };
  return bumpGeneration(info, next, before);
}

/** An update of a namespace's `finalize` subresource is about its finalizers only. */
export function prepareForFinalize(object: KubeObject, old: KubeObject): KubeObject {
  const { finalizers } = (object as Namespace).spec ?? {};
  return { ...old, spec: { ...(old as Namespace).spec, finalizers } } as Namespace;
}

/** An update of a Pod's `ephemeralcontainers` is about nothing else. */
export function prepareForEphemeral(object: KubeObject, old: KubeObject): KubeObject {
  const { ephemeralContainers } = (object as Pod).spec;
  const { metadata, spec } = old as Pod;
  const generation = (metadata.generation ?? 0) + 1;
  return { ...old, metadata: { ...metadata, generation }, spec: { ...spec, ephemeralContainers } } as Pod;
}

/** An update of the status leaves everything else of the desired state alone. */
export function prepareForStatusUpdate(object: KubeObject, old: KubeObject): KubeObject {
  const next = keepSystemMetadata(object, old) as Loose;
  const before = old as Loose;
  const ownerReferences = before.metadata.ownerReferences;
  return {
    ...next,
    metadata:
      next.metadata.ownerReferences === ownerReferences
        ? next.metadata
        : { ...next.metadata, ownerReferences },
    spec: before.spec,
  } as KubeObject;
}

function bumpGeneration(info: KindInfo, object: Loose, old: Loose): KubeObject {
  if (!HAS_GENERATION.has(info.kind)) return object;
  const same = info.kind === 'EndpointSlice' ? sameBody(object, old) : equal(object.spec, old.spec);
  if (same) return object;
  return { ...object, metadata: { ...object.metadata, generation: (old.metadata.generation ?? 0) + 1 } };
}

function sameBody(object: Loose, old: Loose): boolean {
  return equal(
    { ...object, metadata: { labels: object.metadata.labels } },
    { ...old, metadata: { labels: old.metadata.labels } },
  );
}

/** True when an update ends a deletion that only waited for it. */
export function isDeletedByUpdate(object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  if (deletionTimestamp === undefined || (finalizers?.length ?? 0) > 0) return false;
  if (object.kind === 'Namespace' && ((object as Namespace).spec?.finalizers?.length ?? 0) > 0) return false;
  return (deletionGracePeriodSeconds ?? 0) === 0;
}
