// Models kubernetes-sigs/metrics-server@v0.8.0 manifests/base/service.yaml
// Differs: it runs on the control plane's machine, so the Service has no selector; its being there stands for the APIService, too.
import type { Service } from '../../api/index.ts';

export const METRICS_SERVICE = { namespace: 'kube-system', name: 'metrics-server' } as const;

const service: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { ...METRICS_SERVICE, labels: { 'k8s-app': 'metrics-server' } },
  spec: {
    clusterIP: '10.96.0.11',
    ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 10250 }],
  },
};

/** What an installer puts into a fresh cluster for `kubectl top` to work. */
export const METRICS_ADDONS: readonly Service[] = [service];
