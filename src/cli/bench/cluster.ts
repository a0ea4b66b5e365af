import type { Node, Pod } from '../../api/index.ts';
import { clusterOf } from '../../timeline/index.ts';

/** What a bench runs: so many equal Pods on so many equal workers, all applied at once. */
export interface Load {
  readonly nodes: number;
  readonly pods: number;
  /** nginx unless given. */
  readonly image?: string | undefined;
}

/** An image that starts one process, which does nothing: what is left is the work of the cluster. */
export const IDLE_IMAGE = 'registry.k8s.io/pause:3.10';

/** Workers that hold the load however it is spread; of four processors, since nginx forks once for each. */
export function benchCluster({ nodes, pods }: Load): readonly Node[] {
  return clusterOf(nodes).map((node) => ({
    ...node,
    status: {
      ...node.status,
      capacity: { ...node.status?.capacity, cpu: '4', memory: '256Gi', pods: String(pods + 10) },
    },
  }));
}

export function benchPods({ pods, image = 'nginx:1.27' }: Load): readonly Pod[] {
  return Array.from({ length: pods }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `web-${index}`, labels: { app: 'web' } },
    spec: {
      containers: [
        {
          name: 'web',
          image,
          resources: { requests: { cpu: '25m', memory: '64Mi' } },
          ports: [{ containerPort: 80 }],
        },
      ],
    },
  }));
}
