// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/podtopologyspread/common.go
// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/helper/spread.go (DefaultSelector)
import {
  findUntoleratedTaint,
  isSchedulingTaint,
  labelSelectorRequirements,
  labelsContain,
  type Node,
  type Pod,
  type Requirement,
  requiredNodeAffinityMatches,
  requirementsMatch,
  type StringMap,
  type TopologySpreadConstraint,
} from '../../../../api/index.ts';
import type { Handle } from '../../framework/interface.ts';
import type { NodeInfo } from '../../framework/nodeInfo.ts';

export const HOSTNAME = 'kubernetes.io/hostname';
const ZONE = 'topology.kubernetes.io/zone';

export interface Constraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly minDomains: number;
  readonly honorsAffinity: boolean;
  readonly honorsTaints: boolean;
  /** Null matches no Pod. */
  readonly selector: readonly Requirement[] | null;
}

/** What Pods of a service or a controller get that name no constraints of their own. */
const SYSTEM_DEFAULTS: readonly TopologySpreadConstraint[] = [
  { topologyKey: HOSTNAME, whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 3 },
  { topologyKey: ZONE, whenUnsatisfiable: 'ScheduleAnyway', maxSkew: 5 },
];

export function hardConstraints({ spec, metadata }: Pod): Constraint[] {
  return (spec.topologySpreadConstraints ?? [])
    .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'DoNotSchedule')
    .map((constraint) => processed(constraint, metadata.labels));
}

export function softConstraints(pod: Pod, handle: Handle): Constraint[] {
  const own = pod.spec.topologySpreadConstraints ?? [];
  if (own.length > 0) {
    return own
      .filter(({ whenUnsatisfiable }) => whenUnsatisfiable === 'ScheduleAnyway')
      .map((constraint) => processed(constraint, pod.metadata.labels));
  }
  const selector = defaultSelector(pod, handle);
  if (selector.length === 0) return [];
  return SYSTEM_DEFAULTS.map((constraint) => ({ ...processed(constraint, undefined), selector }));
}

function processed(constraint: TopologySpreadConstraint, labels: StringMap | undefined): Constraint {
  const selector = labelSelectorRequirements(constraint.labelSelector);
  for (const key of constraint.matchLabelKeys ?? []) {
    const value = labels?.[key];
    if (value !== undefined) selector?.push({ key, operator: 'In', values: [value] });
  }
  return {
    maxSkew: constraint.maxSkew,
    topologyKey: constraint.topologyKey,
    minDomains: constraint.minDomains ?? 1,
    honorsAffinity: constraint.nodeAffinityPolicy !== 'Ignore',
    honorsTaints: constraint.nodeTaintsPolicy === 'Honor',
    selector: selector ?? null,
  };
}

/** What the services and the ReplicaSet of a Pod select by; empty when it has none. */
function defaultSelector(pod: Pod, handle: Handle): Requirement[] {
  const { namespace, labels, ownerReferences } = pod.metadata;
  let merged: StringMap | undefined;
  if (labels !== undefined) {
    for (const { spec } of handle.services(namespace as string)) {
      const selector = spec?.selector;
      if (selector === undefined || Object.keys(selector).length === 0) continue;
      if (labelsContain(labels, selector)) merged = { ...merged, ...selector };
    }
  }
  const requirements: Requirement[] = [];
  for (const key in merged) requirements.push({ key, operator: 'In', values: [merged[key] as string] });
  const owner = ownerReferences?.find(({ controller }) => controller === true);
  if (owner?.kind === 'ReplicaSet' && owner.apiVersion === 'apps/v1') {
    const replicaSet = handle.replicaSet(`${namespace}/${owner.name}`);
    requirements.push(...(labelSelectorRequirements(replicaSet?.spec?.selector) ?? []));
  }
  return requirements;
}

export function selects({ selector }: Constraint, labels: StringMap | undefined): boolean {
  return selector !== null && requirementsMatch(selector, labels);
}

export function hasAllKeys({ metadata }: Node, constraints: readonly Constraint[]): boolean {
  return constraints.every(({ topologyKey }) => metadata.labels?.[topologyKey] !== undefined);
}

/** Whether the node counts as part of its domain for this Pod. */
export function includes({ honorsAffinity, honorsTaints }: Constraint, pod: Pod, node: Node): boolean {
  if (honorsAffinity && !requiredNodeAffinityMatches(pod, node)) return false;
  return (
    !honorsTaints ||
    findUntoleratedTaint(node.spec?.taints, pod.spec.tolerations, isSchedulingTaint) === undefined
  );
}

/** Matching Pods on a node; those that are being deleted make room already. */
export function countMatching(
  { pods }: NodeInfo,
  constraint: Constraint,
  namespace: string,
  handle: Handle,
): number {
  let count = 0;
  for (const pod of pods) {
    if (pod.namespace !== namespace || !selects(constraint, pod.labels)) continue;
    if (handle.pod(pod.key)?.metadata.deletionTimestamp === undefined) count++;
  }
  return count;
}
