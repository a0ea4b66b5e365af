// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/noderesources/fit.go
// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/noderesources/least_allocated.go
// Differs: the scoring strategy is always the default, LeastAllocated over cpu and memory with weight 1.
import type { Node, Pod } from '../../../api/index.ts';
import { ACTION } from '../framework/clusterEvent.ts';
import type {
  FilterPlugin,
  PreFilterPlugin,
  PreFilterResult,
  PreScorePlugin,
  ScorePlugin,
  ScoreTerms,
} from '../framework/interface.ts';
import { type NodeInfo, nodeInfoOf } from '../framework/nodeInfo.ts';
import { MAX_NODE_SCORE } from '../framework/normalizeScore.ts';
import { podResourceOf } from '../framework/podInfo.ts';
import type { Resource } from '../framework/resource.ts';
import { type Status, SUCCESS } from '../framework/status.ts';

const ALL: PreFilterResult = { status: SUCCESS, nodeNames: null };

/** Keeps Pods off nodes without room for their requests; prefers nodes with the most room left. */
export const nodeResourcesFit: PreFilterPlugin & FilterPlugin & PreScorePlugin & ScorePlugin = {
  name: 'NodeResourcesFit',
  events: [
    { resource: 'AssignedPod', actions: ACTION.Delete },
    {
      resource: 'AssignedPod',
      actions: ACTION.UpdatePodScaleDown,
      hint: (pod, before, after) => isScaledDown(pod, before as Pod, after as Pod),
    },
    { resource: 'TargetPod', actions: ACTION.UpdatePodScaleDown },
    {
      resource: 'Node',
      actions: ACTION.Add | ACTION.UpdateNodeAllocatable,
      hint: (pod, before, after) => {
        const wanted = podResourceOf(pod).requests;
        const now = nodeInfoOf(after as Node);
        if (!hasRoom(wanted, now)) return false;
        return before === null || hasGrown(wanted, nodeInfoOf(before as Node).allocatable, now.allocatable);
      },
    },
  ],

  preFilter() {
    return ALL;
  },

  filter({ info }, node) {
    const wanted = info.resource.requests;
    return hasRoom(wanted, node) ? SUCCESS : insufficient(wanted, node);
  },

  explainFilter({ info }, node) {
    const wanted = info.resource.requests;
    const terms: Record<string, number> = {};
    const add = (name: string, request: number, requested: number, allocatable: number): void => {
      if (request <= 0 || request <= allocatable - requested) return;
      terms[`${name}.request`] = request;
      terms[`${name}.requested`] = requested;
      terms[`${name}.allocatable`] = allocatable;
    };
    add('pods', 1, node.pods.length, node.allocatable.allowedPodNumber);
    add('milliCPU', wanted.milliCPU, node.requested.milliCPU, node.allocatable.milliCPU);
    add('memoryBytes', wanted.memory, node.requested.memory, node.allocatable.memory);
    add(
      'ephemeralStorageBytes',
      wanted.ephemeralStorage,
      node.requested.ephemeralStorage,
      node.allocatable.ephemeralStorage,
    );
    for (const name in wanted.scalar) {
      add(
        name,
        wanted.scalar[name] ?? 0,
        node.requested.scalar[name] ?? 0,
        node.allocatable.scalar[name] ?? 0,
      );
    }
    return terms;
  },

  preScore() {
    return SUCCESS;
  },

  /** The mean over cpu and memory of the share, in percent, that is left with the Pod. */
  score({ info }, node) {
    const { allocatable } = node;
    let sum = 0;
    let weight = 0;
    if (allocatable.milliCPU !== 0) {
      sum += leastRequested(node.nonZeroMilliCPU + info.resource.nonZeroMilliCPU, allocatable.milliCPU);
      weight++;
    }
    if (allocatable.memory !== 0) {
      sum += leastRequested(node.nonZeroMemory + info.resource.nonZeroMemory, allocatable.memory);
      weight++;
    }
    return weight === 0 ? 0 : Math.trunc(sum / weight);
  },

  explainScore({ info }, node): ScoreTerms {
    const milliCPU = node.nonZeroMilliCPU + info.resource.nonZeroMilliCPU;
    const memory = node.nonZeroMemory + info.resource.nonZeroMemory;
    return {
      milliCPURequested: milliCPU,
      milliCPUAllocatable: node.allocatable.milliCPU,
      cpuScore: leastRequested(milliCPU, node.allocatable.milliCPU),
      memoryBytesRequested: memory,
      memoryBytesAllocatable: node.allocatable.memory,
      memoryScore: leastRequested(memory, node.allocatable.memory),
    };
  },
};

function leastRequested(requested: number, capacity: number): number {
  if (capacity === 0 || requested > capacity) return 0;
  return Math.trunc(((capacity - requested) * MAX_NODE_SCORE) / capacity);
}

function hasRoom(wanted: Resource, node: NodeInfo): boolean {
  const { allocatable, requested } = node;
  if (node.pods.length + 1 > allocatable.allowedPodNumber) return false;
  if (wanted.milliCPU > 0 && wanted.milliCPU > allocatable.milliCPU - requested.milliCPU) return false;
  if (wanted.memory > 0 && wanted.memory > allocatable.memory - requested.memory) return false;
  if (
    wanted.ephemeralStorage > 0 &&
    wanted.ephemeralStorage > allocatable.ephemeralStorage - requested.ephemeralStorage
  ) {
    return false;
  }
  for (const name in wanted.scalar) {
    const amount = wanted.scalar[name] as number;
    if (amount > 0 && amount > (allocatable.scalar[name] ?? 0) - (requested.scalar[name] ?? 0)) return false;
  }
  return true;
}

/** Every resource that is short; unresolvable when one would not fit even on the empty node. */
function insufficient(wanted: Resource, node: NodeInfo): Status {
  const { allocatable, requested } = node;
  const reasons: string[] = [];
  let isUnresolvable = false;
  const check = (name: string, amount: number, capacity: number, used: number): void => {
    if (amount <= 0 || amount <= capacity - used) return;
    reasons.push(`Insufficient ${name}`);
    if (amount > capacity) isUnresolvable = true;
  };
  if (node.pods.length + 1 > allocatable.allowedPodNumber) reasons.push('Too many pods');
  check('cpu', wanted.milliCPU, allocatable.milliCPU, requested.milliCPU);
  check('memory', wanted.memory, allocatable.memory, requested.memory);
  check(
    'ephemeral-storage',
    wanted.ephemeralStorage,
    allocatable.ephemeralStorage,
    requested.ephemeralStorage,
  );
  // Upstream goes through a map in random order; the reasons are sorted before they are shown.
  for (const name of Object.keys(wanted.scalar).sort()) {
    check(name, wanted.scalar[name] ?? 0, allocatable.scalar[name] ?? 0, requested.scalar[name] ?? 0);
  }
  return { code: isUnresolvable ? 'UnschedulableAndUnresolvable' : 'Unschedulable', reasons };
}

/** Whether a node got more of something the Pod asks for. */
function hasGrown(wanted: Resource, before: Resource, after: Resource): boolean {
  if (after.allowedPodNumber > before.allowedPodNumber) return true;
  if (wanted.milliCPU > 0 && after.milliCPU > before.milliCPU) return true;
  if (wanted.memory > 0 && after.memory > before.memory) return true;
  if (wanted.ephemeralStorage > 0 && after.ephemeralStorage > before.ephemeralStorage) return true;
  return Object.keys(wanted.scalar).some(
    (name) => (wanted.scalar[name] ?? 0) > 0 && (after.scalar[name] ?? 0) > (before.scalar[name] ?? 0),
  );
}

/** Whether another Pod now asks for less of something this one asks for. */
function isScaledDown(pod: Pod, before: Pod, after: Pod): boolean {
  const wanted = podResourceOf(pod).requests;
  const had = podResourceOf(before).requests;
  const has = podResourceOf(after).requests;
  if (wanted.milliCPU > 0 && had.milliCPU > has.milliCPU) return true;
  if (wanted.memory > 0 && had.memory > has.memory) return true;
  if (wanted.ephemeralStorage > 0 && had.ephemeralStorage > has.ephemeralStorage) return true;
  return Object.keys(wanted.scalar).some(
    (name) => (wanted.scalar[name] ?? 0) > 0 && (had.scalar[name] ?? 0) > (has.scalar[name] ?? 0),
  );
}
