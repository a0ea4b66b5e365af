// Models kubernetes@v1.36.0 staging/src/k8s.io/apiserver/pkg/admission/plugin/namespace/lifecycle/admission.go
import {
  forbiddenStatus,
  type KubeObject,
  kindInfo,
  type Namespace,
  notFoundStatus,
  type Status,
} from '../../../api/index.ts';
import { get } from '../../kernel/table.ts';
import type { Call } from '../call.ts';
import { cacheOf } from '../state.ts';

const IMMORTAL: readonly string[] = ['default', 'kube-system', 'kube-public'];

/** Nothing is created in a namespace that does not exist or is going away. */
export function namespaceLifecycle(call: Call, object: KubeObject): Status | null {
  const { info } = call;
  if (!info.namespaced) return null;
  const name = object.metadata.namespace as string;
  const namespace = get(cacheOf(call.state, 'namespaces').objects, name) as Namespace | undefined;
  if (namespace === undefined) return notFoundStatus(kindInfo('Namespace'), name);
  if (namespace.status?.phase !== 'Terminating') return null;
  const status = forbiddenStatus(
    info,
    object.metadata.name ?? '',
    `unable to create new content in namespace ${name} because it is being terminated`,
  );
  const causes = [
    {
      reason: 'NamespaceTerminating',
      message: `namespace ${name} is being terminated`,
      field: 'metadata.namespace',
    },
  ];
  return { ...status, details: { ...status.details, causes } };
}

/** The namespaces a cluster cannot do without stay. */
export function namespaceMayBeDeleted(name: string): Status | null {
  if (!IMMORTAL.includes(name)) return null;
  return forbiddenStatus(kindInfo('Namespace'), name, 'this namespace may not be deleted');
}
