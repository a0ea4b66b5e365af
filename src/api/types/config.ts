// Models kubernetes@v1.36.0 staging/src/k8s.io/api/core/v1/types.go (Namespace, ConfigMap, Secret, ServiceAccount)
// Models kubernetes@v1.36.0 staging/src/k8s.io/api/authentication/v1/types.go (TokenRequest)
// Models kubernetes@v1.36.0 staging/src/k8s.io/api/scheduling/v1/types.go (PriorityClass)
import type { ConditionStatus, KubeObject, ObjectReference, Time } from './meta.ts';
import type { PreemptionPolicy } from './pod.ts';

export interface NamespaceCondition {
  type: string;
  status: ConditionStatus;
  lastTransitionTime?: Time;
  reason?: string;
  message?: string;
}

export interface Namespace extends KubeObject {
  apiVersion: 'v1';
  kind: 'Namespace';
  spec?: { finalizers?: string[] };
  status?: { phase?: 'Active' | 'Terminating'; conditions?: NamespaceCondition[] };
}

export interface ConfigMap extends KubeObject {
  apiVersion: 'v1';
  kind: 'ConfigMap';
  immutable?: boolean;
  data?: Record<string, string>;
  /** Base64. */
  binaryData?: Record<string, string>;
}

export interface Secret extends KubeObject {
  apiVersion: 'v1';
  kind: 'Secret';
  immutable?: boolean;
  /** Base64. */
  data?: Record<string, string>;
  /** Plain text, write-only: the server moves it into data. */
  stringData?: Record<string, string>;
  type?: string;
}

/** Who the programs of a Pod are to the API server. */
export interface ServiceAccount extends KubeObject {
  apiVersion: 'v1';
  kind: 'ServiceAccount';
  /** Kept for old clients; nothing fills it any more. */
  secrets?: ObjectReference[];
  imagePullSecrets?: { name?: string }[];
  automountServiceAccountToken?: boolean;
}

/** Body of the `token` subresource of a ServiceAccount: never stored. */
export interface TokenRequest extends KubeObject {
  apiVersion: 'authentication.k8s.io/v1';
  kind: 'TokenRequest';
  spec: {
    audiences?: string[];
    expirationSeconds?: number;
    boundObjectRef?: { kind?: string; apiVersion?: string; name?: string; uid?: string };
  };
  status?: { token: string; expirationTimestamp: Time };
}

export interface PriorityClass extends KubeObject {
  apiVersion: 'scheduling.k8s.io/v1';
  kind: 'PriorityClass';
  value: number;
  globalDefault?: boolean;
  description?: string;
  preemptionPolicy?: PreemptionPolicy;
}
