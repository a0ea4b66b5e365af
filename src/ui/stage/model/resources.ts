import { milliValue, type Node, type Pod, podRequests, value } from '../../../api/index.ts';

export interface Amounts {
  readonly milliCPU: number;
  readonly memoryBytes: number;
}

export interface NodeLoad {
  readonly allocatable: Amounts;
  /** What the Pods of the node ask for, without `added`. */
  readonly requested: Amounts;
  /** What the Pod that is followed asks for here. */
  readonly added: Amounts;
}

const NOTHING: Amounts = { milliCPU: 0, memoryBytes: 0 };
const requests = new WeakMap<Pod, Amounts>();

/** What a Pod asks for, as the scheduler counts it. */
export function requestsOf(pod: Pod): Amounts {
  let known = requests.get(pod);
  if (!known) {
    known = amounts(podRequests(pod));
    requests.set(pod, known);
  }
  return known;
}

/** The node's books: a finished Pod gives back what it asked for. */
export function loadOf(node: Node | null, pods: readonly Pod[], followed: Pod | null): NodeLoad {
  let milliCPU = 0;
  let memoryBytes = 0;
  for (const pod of pods) {
    if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed' || isSame(pod, followed))
      continue;
    const asked = requestsOf(pod);
    milliCPU += asked.milliCPU;
    memoryBytes += asked.memoryBytes;
  }
  return {
    allocatable: amounts(node?.status?.allocatable ?? node?.status?.capacity ?? {}),
    requested: { milliCPU, memoryBytes },
    added: followed ? requestsOf(followed) : NOTHING,
  };
}

const isSame = (a: Pod, b: Pod | null) => b !== null && a.metadata.uid === b.metadata.uid;

function amounts(list: Readonly<Record<string, string | undefined>>): Amounts {
  return {
    milliCPU: milliValue(list.cpu ?? '0'),
    memoryBytes: value(list.memory ?? '0'),
  };
}

/** CPU in cores as one reads it: `0.5`, `4`, `0.1`, `1.25`. */
export function formatCPU(milliCPU: number): string {
  const cores = milliCPU / 1000;
  return String(Math.round(cores * 100) / 100);
}

/** Memory in GiB with at most two figures behind the point. */
export function formatGi(bytes: number): string {
  const gi = bytes / 1024 ** 3;
  return String(gi >= 100 ? Math.round(gi) : Math.round(gi * 100) / 100);
}
