// Models kubernetes@v1.36.0 cmd/kubeadm/app/phases/addons/dns/manifests.go
// Differs: the Service has no selector; its one endpoint is CoreDNS on the control plane's machine.
import type { EndpointSlice, KubeObject, Service } from '../../api/index.ts';
import { API_SERVER_PORT, CONTROL_PLANE_IP, DNS_SERVICE_IP } from './addresses.ts';

const kubeDns: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'kube-dns',
    namespace: 'kube-system',
    labels: {
      'k8s-app': 'kube-dns',
      'kubernetes.io/cluster-service': 'true',
      'kubernetes.io/name': 'CoreDNS',
    },
  },
  spec: {
    clusterIP: DNS_SERVICE_IP,
    ports: [
      { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
      { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
    ],
  },
};

function slice(
  service: string,
  namespace: string,
  name: string,
  ports: EndpointSlice['ports'] & object,
): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name, namespace, labels: { 'kubernetes.io/service-name': service } },
    addressType: 'IPv4',
    endpoints: [
      { addresses: [CONTROL_PLANE_IP], conditions: { ready: true, serving: true, terminating: false } },
    ],
    ports,
  };
}

/** What a fresh cluster needs for its Services and names: the DNS Service, and who answers for the API server. */
export const NETWORK_ADDONS: readonly KubeObject[] = [
  kubeDns,
  slice('kube-dns', 'kube-system', 'kube-dns', [
    { name: 'dns', port: 53, protocol: 'UDP' },
    { name: 'dns-tcp', port: 53, protocol: 'TCP' },
  ]),
  slice('kubernetes', 'default', 'kubernetes', [{ name: 'https', port: API_SERVER_PORT, protocol: 'TCP' }]),
];
