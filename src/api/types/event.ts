// Models kubernetes@v1.36.0 staging/src/k8s.io/api/core/v1/types.go (Event)
// Models kubernetes@v1.36.0 staging/src/k8s.io/api/coordination/v1/types.go (Lease)
import type { KubeObject, MicroTime, ObjectReference, Time } from './meta.ts';

export interface EventSource {
  component?: string;
  host?: string;
}

/** A Kubernetes Event (core/v1), the thing `kubectl describe` lists. */
export interface K8sEvent extends KubeObject {
  apiVersion: 'v1';
  kind: 'Event';
  involvedObject: ObjectReference;
  reason?: string;
  message?: string;
  source?: EventSource;
  firstTimestamp?: Time | null;
  lastTimestamp?: Time | null;
  count?: number;
  type?: 'Normal' | 'Warning' | (string & {});
  eventTime?: MicroTime | null;
  series?: { count?: number; lastObservedTime?: MicroTime };
  action?: string;
  related?: ObjectReference;
  reportingComponent?: string;
  reportingInstance?: string;
}

export interface LeaseSpec {
  holderIdentity?: string;
  leaseDurationSeconds?: number;
  acquireTime?: MicroTime;
  renewTime?: MicroTime;
  leaseTransitions?: number;
  strategy?: string;
  preferredHolder?: string;
}

export interface Lease extends KubeObject {
  apiVersion: 'coordination.k8s.io/v1';
  kind: 'Lease';
  spec?: LeaseSpec;
}
