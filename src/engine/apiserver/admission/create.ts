// Models kubernetes@v1.36.0 pkg/kubeapiserver/options/plugins.go
// Differs: no LimitRanger, ResourceQuota, NodeRestriction, RuntimeClass, PersistentVolumeClaimResize,
// webhooks, policies.
import type {
  Deployment,
  KubeObject,
  Node,
  PersistentVolumeClaim,
  Pod,
  PriorityClass,
  ReplicaSet,
  Status,
} from '../../../api/index.ts';
import { extend, withDefaultTolerationSeconds } from '../../../api/index.ts';
import { type Call, isLater, isStatusFailure, type Later } from '../call.ts';
import { protectInUse } from './inuseprotection.ts';
import { namespaceLifecycle } from './namespacelifecycle.ts';
import { taintNewNode } from './nodetaint.ts';
import { podSecurity } from './podsecurity.ts';
import { resolvePriority, singleDefault } from './priority.ts';
import { admitServiceAccount } from './serviceaccount.ts';
import { setDefaultStorageClass } from './storageclass.ts';

/** The object as the plug-ins leave it, the Status of the one that refused it, or when to ask again. In upstream's order. */
export function admitCreate(call: Call, object: KubeObject): KubeObject | Status | Later {
  const refused = namespaceLifecycle(call, object);
  if (refused !== null) return refused;
  switch (call.info.kind) {
    case 'Pod': {
      const accounted = admitServiceAccount(call, object as Pod);
      if (isLater(accounted) || isStatusFailure(accounted)) return accounted;
      const pod = resolvePriority(call, accounted);
      if (isStatusFailure(pod)) return pod;
      const forbidden = podSecurity(call, pod, pod.spec);
      if (forbidden !== null) return forbidden;
      const tolerations = withDefaultTolerationSeconds(pod.spec.tolerations);
      return { ...pod, spec: extend(pod.spec, { tolerations }) } as Pod;
    }
    case 'Deployment':
    case 'ReplicaSet': {
      const { template } = (object as Deployment | ReplicaSet).spec;
      if (template?.spec !== undefined) podSecurity(call, object, template.spec);
      return object;
    }
    case 'Node':
      return taintNewNode(object as Node);
    case 'PersistentVolumeClaim':
      return protectInUse(setDefaultStorageClass(call, object as PersistentVolumeClaim));
    case 'PersistentVolume':
      return protectInUse(object);
    case 'PriorityClass':
      return singleDefault(call, object as PriorityClass);
    default:
      return object;
  }
}
