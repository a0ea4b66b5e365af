// Models kubernetes@v1.36.0 pkg/controller/nodelifecycle/node_lifecycle_controller.go (tryUpdateNodeHealth)
import {
  type Node,
  type NodeCondition,
  TAINT_NODE_DISK_PRESSURE,
  TAINT_NODE_MEMORY_PRESSURE,
  TAINT_NODE_NETWORK_UNAVAILABLE,
  TAINT_NODE_NOT_READY,
  TAINT_NODE_PID_PRESSURE,
  TAINT_NODE_UNREACHABLE,
  TAINT_NODE_UNSCHEDULABLE,
  type Taint,
} from '../../../api/index.ts';

/** Conditions a silent kubelet leaves unknown. */
const KUBELET_CONDITIONS = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

export function nodeCondition(node: Node, type: string): NodeCondition | undefined {
  return node.status?.conditions?.find((condition) => condition.type === type);
}

export function readyStatus(node: Node): 'True' | 'False' | 'Unknown' {
  return nodeCondition(node, 'Ready')?.status ?? 'Unknown';
}

/** The node as it looks once its kubelet has been silent too long; the same object when it already looks so. */
export function withUnknownConditions(node: Node, nowText: string): Node {
  const known = node.status?.conditions ?? [];
  let isChanged = false;
  const conditions = known.map((condition) => {
    if (!KUBELET_CONDITIONS.includes(condition.type) || condition.status === 'Unknown') return condition;
    isChanged = true;
    return {
      ...condition,
      status: 'Unknown' as const,
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
      lastTransitionTime: nowText,
    };
  });
  for (const type of KUBELET_CONDITIONS) {
    if (known.some((condition) => condition.type === type)) continue;
    isChanged = true;
    conditions.push({
      type,
      status: 'Unknown',
      reason: 'NodeStatusNeverUpdated',
      message: 'Kubelet never posted node status.',
      ...(node.metadata.creationTimestamp ? { lastHeartbeatTime: node.metadata.creationTimestamp } : {}),
      lastTransitionTime: nowText,
    });
  }
  return isChanged ? { ...node, status: { ...node.status, conditions } } : node;
}

/** Taints this controller gives and takes away with effect NoSchedule. */
const CONDITION_TAINTS: readonly { key: string; holds: (node: Node) => boolean }[] = [
  { key: TAINT_NODE_NOT_READY, holds: (node) => nodeCondition(node, 'Ready')?.status === 'False' },
  { key: TAINT_NODE_UNREACHABLE, holds: (node) => nodeCondition(node, 'Ready')?.status === 'Unknown' },
  {
    key: TAINT_NODE_MEMORY_PRESSURE,
    holds: (node) => nodeCondition(node, 'MemoryPressure')?.status === 'True',
  },
  { key: TAINT_NODE_DISK_PRESSURE, holds: (node) => nodeCondition(node, 'DiskPressure')?.status === 'True' },
  { key: TAINT_NODE_PID_PRESSURE, holds: (node) => nodeCondition(node, 'PIDPressure')?.status === 'True' },
  {
    key: TAINT_NODE_NETWORK_UNAVAILABLE,
    holds: (node) => nodeCondition(node, 'NetworkUnavailable')?.status === 'True',
  },
  { key: TAINT_NODE_UNSCHEDULABLE, holds: (node) => node.spec?.unschedulable === true },
];

const NO_TAINTS: readonly Taint[] = [];

export function taintsOf(node: Node): readonly Taint[] {
  return node.spec?.taints ?? NO_TAINTS;
}

/** `spec.taints` as the node's conditions want them; the same list when nothing changes. */
export function withConditionTaints(node: Node, nowText: string): readonly Taint[] {
  const has = taintsOf(node);
  const isOurs = (taint: Taint) =>
    taint.effect === 'NoSchedule' && CONDITION_TAINTS.some(({ key }) => key === taint.key);
  const wanted = CONDITION_TAINTS.filter(({ holds }) => holds(node)).map(({ key }) => key);
  const kept = has.filter((taint) => !isOurs(taint) || wanted.includes(taint.key));
  const missing = wanted.filter((key) => !has.some((taint) => isOurs(taint) && taint.key === key));
  if (kept.length === has.length && missing.length === 0) return has;
  return [...kept, ...missing.map((key): Taint => ({ key, effect: 'NoSchedule', timeAdded: nowText }))];
}

/** The NoExecute taint a node's readiness calls for; null for none. */
export function evictionTaint(node: Node): string | null {
  const ready = nodeCondition(node, 'Ready')?.status;
  if (ready === 'False') return TAINT_NODE_NOT_READY;
  return ready === 'Unknown' ? TAINT_NODE_UNREACHABLE : null;
}

/** `spec.taints` with that NoExecute taint of the two, or neither; the same list when nothing changes. */
export function withEvictionTaint(node: Node, key: string | null, nowText: string): readonly Taint[] {
  const has = taintsOf(node);
  const isOurs = (taint: Taint) =>
    taint.effect === 'NoExecute' &&
    (taint.key === TAINT_NODE_NOT_READY || taint.key === TAINT_NODE_UNREACHABLE);
  const kept = has.filter((taint) => !isOurs(taint) || taint.key === key);
  const isThere = key === null || has.some((taint) => isOurs(taint) && taint.key === key);
  if (kept.length === has.length && isThere) return has;
  return isThere || key === null ? kept : [...kept, { key, effect: 'NoExecute', timeAdded: nowText }];
}
