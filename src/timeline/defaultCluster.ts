import type { Node, Taint } from '../api/index.ts';

const CONTROL_PLANE_TAINT: Taint = { key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' };

function node(name: string, labels: Record<string, string>, taints: Taint[]): Node {
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        ...labels,
      },
    },
    ...(taints.length > 0 ? { spec: { taints } } : {}),
    status: { capacity: { cpu: '4', memory: '8Gi', pods: '110', 'ephemeral-storage': '100Gi' } },
  };
}

/** One control-plane node with its taint and three workers, each with 4 CPU, 8Gi and 110 Pods. */
export const DEFAULT_CLUSTER: readonly Node[] = [
  node('control-plane', { 'node-role.kubernetes.io/control-plane': '' }, [CONTROL_PLANE_TAINT]),
  node('node-1', {}, []),
  node('node-2', {}, []),
  node('node-3', {}, []),
];

/** Equal workers `node-1` … `node-<count>` beside one control-plane node. */
export function clusterOf(count: number): readonly Node[] {
  const workers = Array.from({ length: count }, (_, index) => node(`node-${index + 1}`, {}, []));
  return [DEFAULT_CLUSTER[0] as Node, ...workers];
}
