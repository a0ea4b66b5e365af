// Models kubernetes@v1.36.0 pkg/apis/core/v1/conversion.go, pkg/registry/core/pod/strategy.go
import type { K8sEvent, KubeObject, Node, Pod, Secret, Service } from '../../api/index.ts';

type Fields = Readonly<Record<string, (object: never) => string>>;

const ANY: Fields = {
  'metadata.name': (object: KubeObject) => object.metadata.name ?? '',
  'metadata.namespace': (object: KubeObject) => object.metadata.namespace ?? '',
};

const BY_RESOURCE: Readonly<Record<string, Fields>> = {
  pods: {
    'spec.nodeName': (pod: Pod) => pod.spec.nodeName ?? '',
    'spec.restartPolicy': (pod: Pod) => pod.spec.restartPolicy ?? '',
    'spec.schedulerName': (pod: Pod) => pod.spec.schedulerName ?? '',
    'spec.serviceAccountName': (pod: Pod) => pod.spec.serviceAccountName ?? '',
    'spec.hostNetwork': (pod: Pod) => String(pod.spec.hostNetwork ?? false),
    'status.phase': (pod: Pod) => pod.status?.phase ?? '',
    'status.podIP': (pod: Pod) => pod.status?.podIP ?? '',
    'status.podIPs': (pod: Pod) => pod.status?.podIP ?? '',
    'status.nominatedNodeName': (pod: Pod) => pod.status?.nominatedNodeName ?? '',
  },
  nodes: { 'spec.unschedulable': (node: Node) => String(node.spec?.unschedulable ?? false) },
  namespaces: {
    'status.phase': (namespace: KubeObject & { status?: { phase?: string } }) =>
      namespace.status?.phase ?? '',
  },
  secrets: { type: (secret: Secret) => secret.type ?? '' },
  services: {
    'spec.clusterIP': (service: Service) => service.spec.clusterIP ?? '',
    'spec.type': (service: Service) => service.spec.type ?? '',
  },
  events: {
    'involvedObject.kind': (event: K8sEvent) => event.involvedObject.kind ?? '',
    'involvedObject.namespace': (event: K8sEvent) => event.involvedObject.namespace ?? '',
    'involvedObject.name': (event: K8sEvent) => event.involvedObject.name ?? '',
    'involvedObject.uid': (event: K8sEvent) => event.involvedObject.uid ?? '',
    'involvedObject.apiVersion': (event: K8sEvent) => event.involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': (event: K8sEvent) => event.involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': (event: K8sEvent) => event.involvedObject.fieldPath ?? '',
    reason: (event: K8sEvent) => event.reason ?? '',
    reportingComponent: (event: K8sEvent) => event.reportingComponent ?? '',
    source: (event: K8sEvent) => event.source?.component ?? event.reportingComponent ?? '',
    type: (event: K8sEvent) => event.type ?? '',
  },
};

/** Fields whose watchers are found by value: thousands of kubelets each ask for their own. */
export const INDEXED_FIELDS: readonly string[] = ['spec.nodeName', 'metadata.name'];

export function isSelectableField(resource: string, field: string): boolean {
  return Object.hasOwn(ANY, field) || Object.hasOwn(BY_RESOURCE[resource] ?? {}, field);
}

/** What a field selector compares; empty for a field the resource does not select by. */
export function fieldValue(resource: string, object: KubeObject, field: string): string {
  const read = BY_RESOURCE[resource]?.[field] ?? ANY[field];
  return read === undefined ? '' : read(object as never);
}
