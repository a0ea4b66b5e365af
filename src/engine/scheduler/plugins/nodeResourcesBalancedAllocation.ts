// Models kubernetes@v1.36.0 pkg/scheduler/framework/plugins/noderesources/balanced_allocation.go
// Differs: the resources are always the default, cpu and memory.
import type { PreScorePlugin, ScorePlugin } from '../framework/interface.ts';
import type { NodeInfo } from '../framework/nodeInfo.ts';
import { MAX_NODE_SCORE } from '../framework/normalizeScore.ts';
import { SKIP, SUCCESS } from '../framework/status.ts';

/** Prefers nodes whose use of cpu and memory comes closer together, or at least drifts apart less, with the Pod. */
export const nodeResourcesBalancedAllocation: PreScorePlugin & ScorePlugin = {
  name: 'NodeResourcesBalancedAllocation',

  /** A Pod that asks for nothing changes no balance; scoring it would pile such Pods onto one node. */
  preScore({ info }) {
    const { milliCPU, memory } = info.resource.requests;
    return milliCPU === 0 && memory === 0 ? SKIP : SUCCESS;
  },

  score({ info }, node) {
    const { milliCPU, memory } = info.resource.requests;
    const withPod = balance(node, milliCPU, memory);
    const withoutPod = balance(node, 0, 0);
    return MAX_NODE_SCORE / 2 + Math.trunc((MAX_NODE_SCORE / 2 + withPod - withoutPod) / 2);
  },

  explainScore({ info }, node) {
    const { milliCPU, memory } = info.resource.requests;
    return {
      milliCPURequested: node.requested.milliCPU + milliCPU,
      milliCPUAllocatable: node.allocatable.milliCPU,
      memoryBytesRequested: node.requested.memory + memory,
      memoryBytesAllocatable: node.allocatable.memory,
      balanceWithPod: balance(node, milliCPU, memory),
      balanceWithoutPod: balance(node, 0, 0),
    };
  },
};

/** 100 when cpu and memory are used to the same share, 50 when one is full and the other empty. */
function balance({ requested, allocatable }: NodeInfo, milliCPU: number, memory: number): number {
  // The standard deviation of two numbers is half their distance; a resource the node lacks does not count.
  if (allocatable.milliCPU === 0 || allocatable.memory === 0) return MAX_NODE_SCORE;
  const cpuShare = Math.min(1, (requested.milliCPU + milliCPU) / allocatable.milliCPU);
  const memoryShare = Math.min(1, (requested.memory + memory) / allocatable.memory);
  const deviation = Math.abs((cpuShare - memoryShare) / 2);
  return Math.trunc((1 - deviation) * MAX_NODE_SCORE);
}
