// Models kubernetes@v1.36.0 pkg/controlplane/controller/systemnamespaces/system_namespaces_controller.go
// Models kubernetes@v1.36.0 pkg/registry/scheduling/rest/storage_scheduling.go
// Models kubernetes@v1.36.0 pkg/controlplane/controller/kubernetesservice/controller.go
// Models kubernetes@v1.36.0 pkg/controlplane/reconcilers/endpointsadapter.go
// Differs: the API server's address is that of the first machine, whatever address its manifest gives it.
import type { EndpointSlice, KubeObject, Namespace, PriorityClass, Service } from '../../api/index.ts';

const SYSTEM_NAMESPACES = ['default', 'kube-system', 'kube-public', 'kube-node-lease'] as const;

export const SYSTEM_CLUSTER_CRITICAL = 2_000_000_000;
export const SYSTEM_NODE_CRITICAL = 2_000_001_000;

const namespace = (name: string): Namespace => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });

const priorityClass = (name: string, value: number, description: string): PriorityClass => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name },
  value,
  description,
});

/** Where the API server listens: on the machine that kubeadm has set up first. */
const ADVERTISE_ADDRESS = '172.18.0.2';
const SECURE_PORT = 6443;

const kubernetes: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'kubernetes',
    namespace: 'default',
    labels: { component: 'apiserver', provider: 'kubernetes' },
  },
  spec: {
    clusterIP: '10.96.0.1',
    ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: SECURE_PORT }],
    type: 'ClusterIP',
  },
};

const kubernetesEndpoints: EndpointSlice = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: 'kubernetes',
    namespace: 'default',
    labels: { 'kubernetes.io/service-name': 'kubernetes' },
  },
  addressType: 'IPv4',
  endpoints: [{ addresses: [ADVERTISE_ADDRESS], conditions: { ready: true } }],
  ports: [{ name: 'https', port: SECURE_PORT, protocol: 'TCP' }],
};

/** What the API server makes for itself when it starts, in two rounds: namespaces first. */
export const NAMESPACES: readonly KubeObject[] = SYSTEM_NAMESPACES.map(namespace);
export const SYSTEM_OBJECTS: readonly KubeObject[] = [
  priorityClass(
    'system-node-critical',
    SYSTEM_NODE_CRITICAL,
    'Used for system critical pods that must not be moved from their current node.',
  ),
  priorityClass(
    'system-cluster-critical',
    SYSTEM_CLUSTER_CRITICAL,
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  ),
  kubernetes,
  kubernetesEndpoints,
];
