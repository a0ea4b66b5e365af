import type { Node, Pod } from '../../api/index.ts';
import { clusterOf } from '../../timeline/index.ts';

/** What a bench runs: so many equal Pods on so many equal workers, all applied at once. */
export interface Load {
  readonly nodes: number;
  readonly pods: number;
}

/** Workers that hold the load however it is spread. */
export function benchCluster({ nodes, pods }: Load): readonly Node[] {
  return clusterOf(nodes).map((node) => ({
    ...node,
    status: {
      ...node.status,
      capacity: { ...node.status?.capacity, cpu: '4', memory: '256Gi', pods: String(pods + 10) },
    },
  }));
}

export function benchPods({ pods }: Load): readonly Pod[] {
  return Array.from({ length: pods }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `web-${index}`, labels: { app: 'web' } },
    spec: {
      containers: [
        {
          name: 'web',
          image: 'nginx:1.27',
          resources: { requests: { cpu: '25m', memory: '64Mi' } },
          ports: [{ containerPort: 80 }],
        },
      ],
    },
  }));
}
