// What the API server fills in after decoding.
import type { KubeObject } from '../types/index.ts';
import {
  defaultDeployment,
  defaultEndpointSlice,
  defaultNamespace,
  defaultNode,
  defaultPersistentVolume,
  defaultPersistentVolumeClaim,
  defaultPriorityClass,
  defaultReplicaSet,
  defaultSecret,
  defaultService,
  defaultStorageClass,
} from './kinds.ts';
import { defaultPod } from './pod.ts';

export {
  DEFAULT_SCHEDULER_NAME,
  DEFAULT_TERMINATION_GRACE_PERIOD_SECONDS,
  DEFAULT_TERMINATION_MESSAGE_PATH,
  defaultPodSpec,
} from './pod.ts';
export { DEFAULT_TOLERATION_SECONDS, withDefaultTolerationSeconds } from './tolerations.ts';

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
