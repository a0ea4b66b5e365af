// Models kubernetes@v1.36.0 plugin/pkg/admission/nodetaint/admission.go
import { type Node, TAINT_NODE_NOT_READY } from '../../../api/index.ts';

/** No Pod is to be given to a new node before its kubelet says that it is ready; then the taint is taken away. */
export function taintNewNode(node: Node): Node {
  const taints = node.spec?.taints ?? [];
  if (taints.some(({ key, effect }) => key === TAINT_NODE_NOT_READY && effect === 'NoSchedule')) return node;
  return {
    ...node,
    spec: { ...node.spec, taints: [...taints, { key: TAINT_NODE_NOT_READY, effect: 'NoSchedule' }] },
  };
}
