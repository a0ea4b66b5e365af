// Models kubernetes@v1.36.0 pkg/kubelet/lifecycle/predicate.go
// Differs: a critical Pod does not evict others to be admitted; resource limits of devices are not known.
import {
  findUntoleratedTaint,
  milliValue,
  type Pod,
  podRequests,
  value as quantityValue,
  type ResourceList,
  requiredNodeAffinityMatches,
} from '../../api/index.ts';
import { scan } from '../kernel/table.ts';
import { change, changeState, type Desk } from './desk.ts';
import type { KubeletState, Trouble, Worker } from './state.ts';
import { forbiddenSysctl } from './sysctls.ts';

/** Null: the Pod may run here. Otherwise reason and message as its status will have them. */
export function admissionTrouble(
  state: KubeletState,
  pod: Pod,
  requests: Readonly<Record<string, number>>,
): Trouble | null {
  const node = state.nodeObject ?? state.manifest;
  return (
    insufficient(state, requests) ??
    predicate(pod.spec.nodeName === state.node, 'NodeName', "node(s) didn't match the requested node name") ??
    predicate(
      freePorts(state, pod),
      'NodePorts',
      "node(s) didn't have free ports for the requested pod ports",
    ) ??
    predicate(
      requiredNodeAffinityMatches(pod, node),
      'NodeAffinity',
      "node(s) didn't match Pod's node affinity/selector",
    ) ??
    predicate(
      findUntoleratedTaint(
        node.spec?.taints,
        pod.spec.tolerations,
        ({ effect }) => effect === 'NoExecute',
      ) === undefined,
      'TaintToleration',
      "node(s) had taints that the pod didn't tolerate",
    ) ??
    forbiddenSysctl(pod)
  );
}

function predicate(holds: boolean, name: string, description: string): Trouble | null {
  return holds ? null : { reason: name, message: `Predicate ${name} failed: ${description}` };
}

/** Requests as plain numbers: thousandths for cpu, whole units for everything else; `pods` is 1. */
export function requestsOf(pod: Pod): Record<string, number> {
  return { pods: 1, ...amounts(podRequests(pod)) };
}

/** A resource list as such numbers. */
export function amounts(list: ResourceList): Record<string, number> {
  const result: Record<string, number> = {};
  for (const name in list) {
    const amount = list[name] as string;
    result[name] = name === 'cpu' ? milliValue(amount) : quantityValue(amount);
  }
  return result;
}

function insufficient(state: KubeletState, requests: Readonly<Record<string, number>>): Trouble | null {
  for (const name of Object.keys(requests).sort(podsFirst)) {
    const requested = requests[name] as number;
    const capacity = state.allocatable[name] ?? 0;
    const used = state.used[name] ?? 0;
    if (requested === 0 || requested <= capacity - used) continue;
    // What a node does not advertise is not checked, but for what has a fixed meaning.
    if (!(name in state.allocatable) && !FIXED.has(name)) continue;
    return {
      reason: `OutOf${name}`,
      message: `Node didn't have enough resource: ${name}, requested: ${requested}, used: ${used}, capacity: ${capacity}`,
    };
  }
  return null;
}

const FIXED: ReadonlySet<string> = new Set(['cpu', 'memory', 'pods']);

function podsFirst(a: string, b: string): number {
  if (a === 'pods') return -1;
  if (b === 'pods') return 1;
  return a < b ? -1 : 1;
}

function hostPorts(pod: Pod): string[] {
  const ports: string[] = [];
  for (const container of pod.spec.containers) {
    for (const { hostPort, containerPort, protocol = 'TCP', hostIP } of container.ports ?? []) {
      const port = hostPort ?? (pod.spec.hostNetwork ? containerPort : 0);
      if (port > 0) ports.push(`${protocol} ${port} ${hostIP || '0.0.0.0'}`);
    }
  }
  return ports;
}

function freePorts(state: KubeletState, pod: Pod): boolean {
  const wanted = hostPorts(pod);
  if (wanted.length === 0) return true;
  let free = true;
  scan(state.workers, (worker) => {
    if (worker.requests === null || worker.uid === pod.metadata.uid) return true;
    free = !hostPorts(worker.pod).some((used) => wanted.some((port) => clash(port, used)));
    return free;
  });
  return free;
}

function clash(a: string, b: string): boolean {
  const [protocolA, portA, ipA] = a.split(' ');
  const [protocolB, portB, ipB] = b.split(' ');
  if (protocolA !== protocolB || portA !== portB) return false;
  return ipA === ipB || ipA === '0.0.0.0' || ipB === '0.0.0.0';
}

/** Counts an admitted Pod. */
export function reserve(desk: Desk, worker: Worker, requests: Readonly<Record<string, number>>): Worker {
  changeState(desk, { used: sum(desk.state.used, requests, 1) });
  return change(desk, worker, { requests });
}

/** Its resources are free again. */
export function release(desk: Desk, worker: Worker): void {
  if (worker.requests === null) return;
  changeState(desk, { used: sum(desk.state.used, worker.requests, -1) });
  change(desk, worker, { requests: null });
}

function sum(
  used: Readonly<Record<string, number>>,
  requests: Readonly<Record<string, number>>,
  sign: 1 | -1,
): Record<string, number> {
  const result = { ...used };
  for (const name in requests) result[name] = (result[name] ?? 0) + sign * (requests[name] as number);
  return result;
}
