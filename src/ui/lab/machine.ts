import type { Node } from '../../api/index.ts';
import type { NewRun } from '../../protocol/messages.ts';

export const NODE = 'lab';

const machine: Node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: NODE, annotations: { 'podscope.dev/bare': 'true' } },
  status: { capacity: { cpu: '2', memory: '4Gi', pods: '110' } },
};

/** A run of one machine without Kubernetes. */
export function labRun(seed: number): NewRun {
  return { seed, cluster: [machine] };
}
