// Models kubernetes@v1.36.0 pkg/kubelet/nodestatus/setters.go
import type { ContainerImage, Node, NodeCondition, NodeStatus } from '../../../api/index.ts';
import { hash32 } from '../../kernel/random.ts';
import { values } from '../../kernel/table.ts';
import { timestamp } from '../../kernel/timestamp.ts';
import type { KubeletState } from '../state.ts';

export const KUBELET_VERSION = 'v1.36.0';
export const RUNTIME_VERSION = 'containerd://2.2.0';

/** Images in a node's status: the largest, no more than this (nodeStatusMaxImages). */
const MAX_IMAGES = 50;

const CAPACITY = { cpu: '4', memory: '8Gi', 'ephemeral-storage': '100Gi', pods: '110' };

/** The Node as the kubelet registers it, not ready yet: what the manifest says, and what every node says of itself. */
export function nodeToRegister(state: KubeletState, nowMs: number): Node {
  const { manifest, node, podCIDR } = state;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      ...manifest.metadata,
      name: node,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': node,
        'kubernetes.io/os': 'linux',
        ...manifest.metadata.labels,
      },
    },
    spec: { ...manifest.spec, podCIDR, podCIDRs: [podCIDR] },
    status: nodeStatus(state, undefined, nowMs, false),
  };
}

export function nodeStatus(
  state: KubeletState,
  before: readonly NodeCondition[] | undefined,
  nowMs: number,
  isReady = true,
): NodeStatus {
  const { manifest, node, nodeIP } = state;
  const given = manifest.status ?? {};
  const capacity = given.capacity ?? given.allocatable ?? CAPACITY;
  return {
    capacity,
    allocatable: given.allocatable ?? capacity,
    conditions: conditions(before, nowMs, isReady),
    addresses: [
      { type: 'InternalIP', address: nodeIP },
      { type: 'Hostname', address: node },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10_250 } },
    nodeInfo: {
      machineID: id(node, 'machine'),
      systemUUID: id(node, 'system'),
      bootID: id(node, `boot ${state.boot}`),
      kernelVersion: '6.12.48',
      osImage: 'Debian GNU/Linux 13 (trixie)',
      containerRuntimeVersion: RUNTIME_VERSION,
      kubeletVersion: KUBELET_VERSION,
      kubeProxyVersion: '',
      operatingSystem: 'linux',
      architecture: 'amd64',
    },
    images: images(state),
    features: { supplementalGroupsPolicy: true },
  };
}

export function images(state: KubeletState): ContainerImage[] {
  return values(state.images)
    .sort((a, b) => b.sizeBytes - a.sizeBytes)
    .slice(0, MAX_IMAGES)
    .map(({ imageId, name, sizeBytes }) => ({ names: [imageId, name], sizeBytes }));
}

type Known = readonly [type: string, status: 'True' | 'False', reason: string, message: string];

const NO_PRESSURE: readonly Known[] = [
  ['MemoryPressure', 'False', 'KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
  ['DiskPressure', 'False', 'KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
  ['PIDPressure', 'False', 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
];
const READY: Known = ['Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'];
/** The volume plug-in can announce itself only once there is a Node to do it for. */
const NOT_READY: Known = ['Ready', 'False', 'KubeletNotReady', 'CSINode is not yet initialized'];

/** What the kubelet says when one of the conditions above becomes true; of readiness it says it in its report. */
export const PRESSURE_EVENTS: Readonly<Record<string, string>> = {
  MemoryPressure: 'NodeHasSufficientMemory',
  DiskPressure: 'NodeHasNoDiskPressure',
  PIDPressure: 'NodeHasSufficientPID',
};

/** The node is well; a condition that was otherwise changes now. */
function conditions(
  before: readonly NodeCondition[] | undefined,
  nowMs: number,
  isReady: boolean,
): NodeCondition[] {
  const now = timestamp(nowMs);
  const known = [...NO_PRESSURE, isReady ? READY : NOT_READY];
  const own = new Set<string>(known.map(([type]) => type));
  const others = (before ?? []).filter(({ type }) => !own.has(type));
  return [
    ...others,
    ...known.map(([type, status, reason, message]): NodeCondition => {
      const old = before?.find((condition) => condition.type === type);
      const since = old?.status === status ? (old.lastTransitionTime ?? now) : now;
      return { type, status, lastHeartbeatTime: now, lastTransitionTime: since, reason, message };
    }),
  ];
}

/** An id that looks like one and never changes for the same node. */
function id(node: string, what: string): string {
  const hex = [0, 1, 2, 3]
    .map((i) => hash32(`${i} ${what}`, hash32(node)).toString(16).padStart(8, '0'))
    .join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}
