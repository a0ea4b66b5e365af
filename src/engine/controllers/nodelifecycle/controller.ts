// Models kubernetes@v1.36.0 pkg/controller/nodelifecycle/node_lifecycle_controller.go
// Differs: the NoExecute taints are given at the monitor's period, not by a worker of its own every 100 ms.
import type { Lease, Node, Pod, Taint } from '../../../api/index.ts';
import { emptyTable, get, put, remove, scan, type Table } from '../../kernel/table.ts';
import { type Controller, calls, DONE, type Progress } from '../client/controller.ts';
import type { Desk } from '../client/desk.ts';
import { lookUp } from '../client/indexes.ts';
import { isPodReady } from '../pods.ts';
import {
  evictionTaint,
  nodeCondition,
  readyStatus,
  taintsOf,
  withConditionTaints,
  withEvictionTaint,
  withUnknownConditions,
} from './conditions.ts';
import { evictionIntervalMs, zoneOf, zoneState } from './zones.ts';

const NAME = 'nodelifecycle';
const COMPONENT = 'node-controller';

const MONITOR_PERIOD_MS = 5000;
/** `--node-monitor-grace-period`: silence after which a kubelet is taken for lost. */
const GRACE_MS = 50_000;
/** The same for a kubelet that has never reported. */
const STARTUP_GRACE_MS = 60_000;

interface Health {
  readonly heartbeat: string;
  readonly lease: string;
  /** When either was last seen to change. */
  readonly probeMs: number;
  /** Whether its Pods have been marked as not ready since it stopped being so. */
  readonly marked: boolean;
}

interface Kept {
  readonly health: Table<Health>;
  /** By zone: when the next node may get its NoExecute taint. */
  readonly nextMs: Readonly<Record<string, number>>;
  /** Nodes that may be tainted now. */
  readonly due: Readonly<Record<string, true>>;
  readonly allDown: boolean;
  /** A foreground timer stands for the next round. */
  readonly awaitedMs: number;
  readonly monitorMs: number;
}

function recall(desk: Desk): Kept {
  return (
    desk.recall<Kept>(NAME) ?? {
      health: emptyTable(),
      nextMs: {},
      due: {},
      allDown: false,
      awaitedMs: 0,
      monitorMs: 0,
    }
  );
}

/** Notices silent kubelets and taints nodes by their conditions. */
export const nodeLifecycle: Controller = {
  name: NAME,
  workers: 8,
  watches: ['nodes', 'leases', 'pods'],

  start(desk) {
    desk.keep(NAME, { ...recall(desk), monitorMs: desk.nowMs + MONITOR_PERIOD_MS } satisfies Kept);
    desk.timer(NAME, 'monitor-nodes', undefined, MONITOR_PERIOD_MS, true);
  },

  observe(desk, { resource, key, before, after }) {
    if (resource !== 'nodes') return;
    if (after === undefined) {
      desk.event(
        COMPONENT,
        before as Node,
        'Normal',
        'RemovingNode',
        `Node ${key} event: Removing Node ${key} from Controller`,
      );
      const kept = recall(desk);
      desk.keep(NAME, { ...kept, health: remove(kept.health, key) } satisfies Kept);
      return;
    }
    if (before === undefined) {
      desk.event(
        COMPONENT,
        after,
        'Normal',
        'RegisteredNode',
        `Node ${key} event: Registered Node ${key} in Controller`,
      );
    }
    if (before === undefined || isOfInterest(before as Node, after as Node)) desk.enqueue(NAME, key);
    if (evictionTaint(after as Node) !== null) awaitRound(desk);
  },

  told(desk, what) {
    if (what === 'monitor-nodes') {
      const kept = recall(desk);
      desk.keep(NAME, { ...kept, monitorMs: desk.nowMs + MONITOR_PERIOD_MS } satisfies Kept);
      desk.timer(NAME, 'monitor-nodes', undefined, MONITOR_PERIOD_MS, true);
      if (kept.awaitedMs !== desk.nowMs) monitor(desk);
    } else if (what === 'awaited-monitor') {
      monitor(desk);
    }
  },

  sync(desk, key) {
    const node = desk.find<Node>('nodes', key);
    if (node === undefined) return DONE;
    const now = desk.context.timestamp();
    const kept = recall(desk);
    const known = get(kept.health, key);
    const health = known === undefined ? undefined : heardOf(desk, node, known);
    if (health !== undefined && health !== known) {
      desk.keep(NAME, { ...kept, health: put(kept.health, key, health) } satisfies Kept);
    }
    if (health !== undefined && isSilent(desk, node, health)) {
      const unknown = withUnknownConditions(node, now);
      if (unknown !== node) {
        desk.update(NAME, key, unknown, 'status');
        return calls();
      }
    }
    return taint(desk, key, node, now) ?? markPods(desk, key, node);
  },
};

/** Heartbeats alone change nothing here. */
function isOfInterest(before: Node, after: Node): boolean {
  if (before.spec !== after.spec) return true;
  const was = before.status?.conditions ?? [];
  const is = after.status?.conditions ?? [];
  return was.length !== is.length || is.some((condition, i) => condition.status !== was[i]?.status);
}

function isSilent(desk: Desk, node: Node, health: Health): boolean {
  const grace = nodeCondition(node, 'Ready') === undefined ? STARTUP_GRACE_MS : GRACE_MS;
  return desk.nowMs > health.probeMs + grace;
}

/** Writes the taints that conditions call for at once, and those that evict when it is the node's turn. */
function taint(desk: Desk, key: string, node: Node, now: string): Progress | undefined {
  const byConditions = withConditionTaints(node, now);
  const wanted = evictionTaint(node);
  const isTurn = wanted === null || recall(desk).due[key] === true;
  const taints = isTurn
    ? withEvictionTaint({ ...node, spec: { ...node.spec, taints: byConditions as Taint[] } }, wanted, now)
    : byConditions;
  if (taints === taintsOf(node)) return undefined;
  desk.update(NAME, key, { ...node, spec: { ...node.spec, taints: taints as Taint[] } });
  return calls();
}

/** When a node stops being ready, so do its Pods: nobody else can say so any more. */
function markPods(desk: Desk, key: string, node: Node): Progress {
  const kept = recall(desk);
  const health = get(kept.health, key);
  if (health === undefined) return DONE;
  const isReady = readyStatus(node) === 'True';
  if (health.marked === !isReady) return DONE;
  desk.keep(NAME, { ...kept, health: put(kept.health, key, { ...health, marked: !isReady }) } satisfies Kept);
  if (isReady) return DONE;
  if (nodeCondition(node, 'Ready')?.reason === 'NodeStatusNeverUpdated') return DONE;
  desk.event(COMPONENT, node, 'Normal', 'NodeNotReady', `Node ${key} status is now: NodeNotReady`);
  const ready = lookUp<Pod>(desk.indexes.podsByNode, key, desk.objects('pods')).filter(isPodReady);
  for (const pod of ready) {
    desk.event(COMPONENT, pod, 'Warning', 'NodeNotReady', 'Node is not ready');
    const conditions = pod.status?.conditions?.map((condition) =>
      condition.type === 'Ready'
        ? { ...condition, status: 'False' as const, lastTransitionTime: desk.context.timestamp() }
        : condition,
    );
    desk.update(NAME, key, { ...pod, status: { ...pod.status, conditions } }, 'status');
  }
  return ready.length === 0 ? DONE : calls();
}

/** One round: who has been heard of, who is silent, and whose turn it is to be tainted. */
function monitor(desk: Desk): void {
  const zones = new Map<string, Node[]>();
  let { health } = recall(desk);
  scan(desk.objects<Node>('nodes'), (node, key) => {
    const zone = zoneOf(node);
    const members = zones.get(zone);
    if (members === undefined) zones.set(zone, [node]);
    else members.push(node);
    health = put(health, key, heardOf(desk, node, get(health, key)));
    if (isSilent(desk, node, get(health, key) as Health)) desk.enqueue(NAME, key);
  });
  desk.keep(NAME, { ...recall(desk), health } satisfies Kept);
  giveTurns(desk, zones);
}

function heardOf(desk: Desk, node: Node, known: Health | undefined): Health {
  const name = node.metadata.name as string;
  const lease = desk.find<Lease>('leases', `kube-node-lease/${name}`)?.spec?.renewTime ?? '';
  const heartbeat = nodeCondition(node, 'Ready')?.lastHeartbeatTime ?? '';
  if (known === undefined) {
    return { heartbeat, lease, probeMs: desk.nowMs, marked: readyStatus(node) !== 'True' };
  }
  if (known.lease === lease && known.heartbeat === heartbeat) return known;
  return { ...known, heartbeat, lease, probeMs: desk.nowMs };
}

function giveTurns(desk: Desk, zones: ReadonlyMap<string, readonly Node[]>): void {
  const kept = recall(desk);
  const states = new Map([...zones].map(([zone, nodes]) => [zone, zoneState(nodes)]));
  const allDown = states.size > 0 && [...states.values()].every((state) => state === 'FullDisruption');
  const nextMs: Record<string, number> = { ...kept.nextMs };
  const due: Record<string, true> = {};
  let waiting = false;
  for (const [zone, nodes] of zones) {
    const interval = evictionIntervalMs(states.get(zone) ?? 'Normal', nodes.length, allDown);
    for (const node of nodes) {
      const name = node.metadata.name as string;
      const wanted = evictionTaint(node);
      if (wanted === null || withEvictionTaint(node, wanted, '') === taintsOf(node)) continue;
      if (interval === Number.POSITIVE_INFINITY) continue;
      if ((nextMs[zone] ?? 0) > desk.nowMs) {
        waiting = true;
        continue;
      }
      nextMs[zone] = desk.nowMs + interval;
      due[name] = true;
      desk.enqueue(NAME, name);
    }
  }
  desk.keep(NAME, { ...kept, nextMs, due, allDown } satisfies Kept);
  if (waiting) awaitRound(desk);
}

/** A node is about to be tainted: the run is not at rest before the next round, which a timer stands for, once. */
function awaitRound(desk: Desk): void {
  const kept = recall(desk);
  if (kept.monitorMs <= desk.nowMs || kept.awaitedMs === kept.monitorMs) return;
  desk.keep(NAME, { ...kept, awaitedMs: kept.monitorMs } satisfies Kept);
  desk.timer(NAME, 'awaited-monitor', undefined, kept.monitorMs - desk.nowMs, false);
}
