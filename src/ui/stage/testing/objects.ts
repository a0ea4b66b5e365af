import type { Node, Pod } from '../../../api/index.ts';
import type { HostView, SandboxView, SchedulingDecision, TraceRecord } from '../../../protocol/view.ts';

/** Objects for the tests of the stage; only what a test names differs from a plain one. */
export function aPod(name: string, rest: Partial<Omit<Pod, 'kind' | 'apiVersion'>> = {}): Pod {
  const { metadata, spec, status } = rest;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      uid: `uid-${name}`,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...metadata,
    },
    spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }], ...spec },
    ...(status && { status }),
  };
}

export function aNode(name: string, rest: Partial<Pick<Node, 'spec' | 'status'>> = {}): Node {
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, uid: `uid-${name}` }, ...rest };
}

export function aHost(node: string, rest: Partial<HostView> = {}): HostView {
  return { node, poweredOn: true, images: [], pulls: [], sandboxes: [], volumes: [], ...rest };
}

export function aSandbox(pod: string, rest: Partial<SandboxView> = {}): SandboxView {
  return {
    id: `sandbox-${pod}`,
    podNamespace: 'default',
    podName: pod,
    podUid: `uid-${pod}`,
    state: 'Ready',
    ip: '10.244.1.2',
    namespaces: { net: 'pod', ipc: 'pod', uts: 'pod', pid: 'container' },
    containers: [],
    ...rest,
  };
}

export function aRecord(
  from: string,
  to: string,
  verb: string,
  rest: Partial<TraceRecord> = {},
): TraceRecord {
  return {
    seq: 1,
    timeMs: 0,
    sentMs: 0,
    from,
    to,
    verb,
    object: null,
    cause: null,
    background: false,
    ...rest,
  };
}

export function aDecision(rest: Partial<SchedulingDecision> = {}): SchedulingDecision {
  return {
    pod: 'default/web',
    attempt: 1,
    nodeCount: 3,
    nodes: ['control-plane', 'node-1', 'node-2'],
    rejections: [
      {
        plugin: 'TaintToleration',
        code: 'UnschedulableAndUnresolvable',
        reasons: ['node(s) had untolerated taint(s)'],
        terms: { taint: 'node-role.kubernetes.io/control-plane:NoSchedule' },
      },
      null,
      null,
    ],
    scores: [
      { plugin: 'TaintToleration', weight: 3, raw: [0, 0], normalized: [100, 100] },
      {
        plugin: 'NodeResourcesFit',
        weight: 1,
        raw: [91, 64],
        normalized: [91, 64],
        terms: [
          { cpuScore: 87, memoryScore: 96 },
          { cpuScore: 60, memoryScore: 68 },
        ],
      },
    ],
    feasible: ['node-1', 'node-2'],
    totals: [391, 364],
    ties: 1,
    selected: 'node-1',
    message: '',
    ...rest,
  };
}
