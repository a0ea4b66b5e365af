import type {
  KubeObject,
  Namespace,
  Node,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  ReplicaSet,
  Service,
  StorageClass,
} from '../../../api/index.ts';
import { snapshot } from '../cache/cache.ts';
import { onWatchEvent } from '../eventHandlers.ts';
import type {
  Cycle,
  FilterPlugin,
  Plugin,
  PreFilterPlugin,
  PreScorePlugin,
  ScorePlugin,
} from '../framework/interface.ts';
import type { NodeInfo } from '../framework/nodeInfo.ts';
import { podInfoOf } from '../framework/podInfo.ts';
import { profileOf } from '../framework/profile.ts';
import { type Status, SUCCESS } from '../framework/status.ts';
import { handleOf } from '../handle.ts';
import { DEFAULT_PLUGINS } from '../plugins/registry.ts';
import { initialScheduler, type SchedulerState } from '../state.ts';

/** The objects of a small cluster; Pods with a node are on it. */
export interface Objects {
  readonly namespaces?: readonly Namespace[];
  readonly services?: readonly Service[];
  readonly replicaSets?: readonly ReplicaSet[];
  readonly storageClasses?: readonly StorageClass[];
  readonly persistentVolumes?: readonly PersistentVolume[];
  readonly persistentVolumeClaims?: readonly PersistentVolumeClaim[];
  readonly nodes?: readonly Node[];
  readonly pods?: readonly Pod[];
}

const RESOURCES = [
  ['namespaces', 'namespaces'],
  ['services', 'services'],
  ['replicaSets', 'replicasets'],
  ['storageClasses', 'storageclasses'],
  ['persistentVolumes', 'persistentvolumes'],
  ['persistentVolumeClaims', 'persistentvolumeclaims'],
  ['nodes', 'nodes'],
  ['pods', 'pods'],
] as const;

const PROFILE = profileOf(DEFAULT_PLUGINS);

/** A scheduler's state after it has seen these objects on its watches. For tests. */
export function stateOf(objects: Objects, nowMs = 0): SchedulerState {
  let state = initialScheduler();
  for (const [field, resource] of RESOURCES) {
    for (const object of objects[field] ?? []) {
      state = onWatchEvent(
        state,
        PROFILE,
        { type: 'watch', event: 'ADDED', resource, object: stored(object) },
        nowMs,
      );
    }
  }
  return state;
}

/** With the metadata that the API server would have added. */
export function stored<T extends KubeObject>(object: T): T {
  const { metadata } = object;
  return {
    ...object,
    metadata: { uid: `uid-of-${metadata.name}`, resourceVersion: '1', ...metadata },
  };
}

export function cycleOf(objects: Objects, pod: Pod): Cycle {
  const state = stateOf(objects);
  const own = stored(pod);
  return {
    pod: own,
    info: podInfoOf(own),
    handle: handleOf({ ...state, cache: snapshot(state.cache) }),
    state: {},
    random: () => 0,
  };
}

/** Runs PreFilter and then Filter of one plugin on every node: the reasons by node, `ok` for a node that passes. */
export function filterAll(
  plugin: Plugin & Partial<PreFilterPlugin> & FilterPlugin,
  cycle: Cycle,
): Record<string, string> {
  const result: Record<string, string> = {};
  const before = plugin.preFilter?.(cycle) ?? { status: SUCCESS, nodeNames: null };
  cycle.handle.eachNode((node) => {
    if (before.status.code === 'Skip') result[node.name] = 'skipped';
    else if (before.status.code !== 'Success') result[node.name] = textOf(before.status);
    else if (before.nodeNames !== null && !before.nodeNames.includes(node.name))
      result[node.name] = 'left out';
    else result[node.name] = textOf(plugin.filter(cycle, node));
  });
  return result;
}

function textOf({ code, reasons }: Status): string {
  return code === 'Success' ? 'ok' : `${code}: ${reasons.join(', ')}`;
}

export interface ScoredNode {
  readonly raw: number;
  readonly normalized: number;
}

/** Runs PreScore, Score and NormalizeScore of one plugin over all nodes; null when it skips. */
export function scoreAll(
  plugin: Plugin & Partial<PreScorePlugin> & ScorePlugin,
  cycle: Cycle,
): Record<string, ScoredNode> | null {
  const nodes: NodeInfo[] = [];
  cycle.handle.eachNode((node) => {
    nodes.push(node);
  });
  if (plugin.preScore?.(cycle, nodes).code === 'Skip') return null;
  const raw = nodes.map((node) => plugin.score(cycle, node));
  const normalized = raw.slice();
  plugin.normalize?.(cycle, normalized, nodes);
  return Object.fromEntries(
    nodes.map(({ name }, index) => [
      name,
      { raw: raw[index] as number, normalized: normalized[index] as number },
    ]),
  );
}

/** Whether a plugin's own hints would bring a Pod it rejected back into the queue. */
export function wouldRequeue(
  plugin: Plugin,
  pod: Pod,
  change: { resource: string; actions: number; before: KubeObject | null; after: KubeObject | null },
): boolean {
  return (plugin.events ?? []).some(
    ({ resource, actions, hint }) =>
      resource === change.resource &&
      (actions & change.actions) !== 0 &&
      (hint === undefined || hint(pod, change.before, change.after)),
  );
}
