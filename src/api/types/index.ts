import type { ConfigMap, Namespace, PriorityClass, Secret, ServiceAccount, TokenRequest } from './config.ts';
import type { K8sEvent, Lease } from './event.ts';
import type { Node } from './node.ts';
import type { Binding, Eviction, Pod } from './pod.ts';
import type { EndpointSlice, Service } from './service.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from './storage.ts';
import type { Deployment, ReplicaSet, Scale } from './workload.ts';

export type * from './config.ts';
export type * from './container.ts';
export type * from './event.ts';
export type * from './meta.ts';
export type * from './node.ts';
export type * from './pod.ts';
export type * from './service.ts';
export type * from './storage.ts';
export type * from './volume.ts';
export type * from './workload.ts';

/** Kind to type, for every modelled kind. */
export interface KindMap {
  Pod: Pod;
  Node: Node;
  Namespace: Namespace;
  ConfigMap: ConfigMap;
  Secret: Secret;
  ServiceAccount: ServiceAccount;
  Service: Service;
  EndpointSlice: EndpointSlice;
  PersistentVolume: PersistentVolume;
  PersistentVolumeClaim: PersistentVolumeClaim;
  StorageClass: StorageClass;
  Event: K8sEvent;
  PriorityClass: PriorityClass;
  ReplicaSet: ReplicaSet;
  Deployment: Deployment;
  Lease: Lease;
  Binding: Binding;
  Eviction: Eviction;
  Scale: Scale;
  TokenRequest: TokenRequest;
}

/** Name of a modelled kind. */
export type ModelledKind = keyof KindMap;
