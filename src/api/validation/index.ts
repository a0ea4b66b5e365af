// Models kubernetes@v1.36.0 pkg/apis/core/validation/validation.go and the validation of the other groups
// Which check belongs to which kind. Every function expects an object that was decoded and defaulted.
import { findKind } from '../scheme.ts';
import { invalidStatus } from '../status.ts';
import type { KindMap, KubeObject, ModelledKind, Status } from '../types/index.ts';
import {
  validateConfigMap,
  validateConfigMapUpdate,
  validateEvent,
  validateLease,
  validateLeaseUpdate,
  validateNamespace,
  validateNamespaceUpdate,
  validateNode,
  validateNodeUpdate,
  validatePriorityClass,
  validatePriorityClassUpdate,
  validateSecret,
  validateSecretUpdate,
  validateServiceAccount,
  validateTokenRequest,
} from './cluster.ts';
import type { FieldError } from './field.ts';
import { validateObjectMetaUpdate } from './meta.ts';
import { validateBinding, validateEviction, validatePod } from './pod.ts';
import { validateEphemeralUpdate, validatePodStatusUpdate, validatePodUpdate } from './podupdate.ts';

export { validateEphemeralUpdate };

import {
  validateEndpointSlice,
  validateEndpointSliceUpdate,
  validateService,
  validateServiceUpdate,
} from './service.ts';
import {
  validatePersistentVolume,
  validatePersistentVolumeClaim,
  validatePersistentVolumeClaimUpdate,
  validatePersistentVolumeUpdate,
  validateStorageClass,
  validateStorageClassUpdate,
} from './storage.ts';
import {
  validateDeployment,
  validateDeploymentUpdate,
  validateReplicaSet,
  validateReplicaSetUpdate,
  validateScale,
} from './workload.ts';

type CreateCheck<K extends ModelledKind> = (object: KindMap[K]) => FieldError[];
type UpdateCheck<K extends ModelledKind> = (next: KindMap[K], previous: KindMap[K]) => FieldError[];

const CREATE: { readonly [K in ModelledKind]: CreateCheck<K> } = {
  Pod: validatePod,
  Node: validateNode,
  Namespace: validateNamespace,
  ConfigMap: validateConfigMap,
  Secret: validateSecret,
  ServiceAccount: validateServiceAccount,
  Service: validateService,
  EndpointSlice: validateEndpointSlice,
  PersistentVolume: validatePersistentVolume,
  PersistentVolumeClaim: validatePersistentVolumeClaim,
  StorageClass: validateStorageClass,
  Event: validateEvent,
  PriorityClass: validatePriorityClass,
  ReplicaSet: validateReplicaSet,
  Deployment: validateDeployment,
  Lease: validateLease,
  Binding: validateBinding,
  Eviction: validateEviction,
  Scale: validateScale,
  TokenRequest: validateTokenRequest,
};

const UPDATE: { readonly [K in ModelledKind]?: UpdateCheck<K> } = {
  Pod: validatePodUpdate,
  Node: validateNodeUpdate,
  Namespace: validateNamespaceUpdate,
  ConfigMap: validateConfigMapUpdate,
  Secret: validateSecretUpdate,
  Service: validateServiceUpdate,
  EndpointSlice: validateEndpointSliceUpdate,
  PersistentVolume: validatePersistentVolumeUpdate,
  PersistentVolumeClaim: validatePersistentVolumeClaimUpdate,
  StorageClass: validateStorageClassUpdate,
  PriorityClass: validatePriorityClassUpdate,
  ReplicaSet: validateReplicaSetUpdate,
  Deployment: validateDeploymentUpdate,
  Lease: validateLeaseUpdate,
};

/** What is wrong with a new object; empty when it may be stored. Kinds that are not modelled pass. */
export function validateCreate(object: KubeObject): FieldError[] {
  const info = findKind(object.apiVersion, object.kind);
  if (info === undefined) return [];
  return (CREATE[info.kind] as CreateCheck<ModelledKind>)(object as never);
}

/** What is wrong with replacing `previous` by `next`; both complete objects, `next` with its resourceVersion. */
export function validateUpdate(next: KubeObject, previous: KubeObject): FieldError[] {
  const info = findKind(next.apiVersion, next.kind);
  if (info === undefined) return [];
  const check = UPDATE[info.kind] as UpdateCheck<ModelledKind> | undefined;
  if (check !== undefined) return check(next as never, previous as never);
  return [...validateObjectMetaUpdate(next.metadata, previous.metadata), ...validateCreate(next)];
}

/** What is wrong with a write to the `status` subresource. */
export function validateStatusUpdate(next: KubeObject, previous: KubeObject): FieldError[] {
  const info = findKind(next.apiVersion, next.kind);
  if (info?.kind === 'Pod')
    return validatePodStatusUpdate(next as KindMap['Pod'], previous as KindMap['Pod']);
  if (info?.kind === 'Node') return validateNodeUpdate(next as KindMap['Node'], previous as KindMap['Node']);
  return validateObjectMetaUpdate(next.metadata, previous.metadata);
}

/** The server's 422 for these errors, or undefined when there are none. */
export function validationFailure(object: KubeObject, errors: readonly FieldError[]): Status | undefined {
  if (errors.length === 0) return undefined;
  const info = findKind(object.apiVersion, object.kind);
  const group = info?.group ?? '';
  return invalidStatus({ group, kind: object.kind }, object.metadata.name ?? '', errors);
}

export { differences, semanticEqual } from './equality.ts';
export { nameIsDNS1035Label, nameIsDNSLabel, nameIsDNSSubdomain } from './meta.ts';
export { validatePodMetadata, validatePodSpec } from './pod.ts';
