// Models kubernetes@v1.36.0 staging/src/k8s.io/kube-scheduler/framework/interface.go
// Differs: PreBind and Bind return the API calls to make instead of making them, and QueueSort returns a
// sort key instead of comparing two Pods, because the queue is a sorted map.
import type {
  Binding,
  KubeObject,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  ReplicaSet,
  Service,
  StorageClass,
} from '../../../api/index.ts';
import type { ScoreTerms } from '../decision.ts';
import type { RegisteredEvent } from './clusterEvent.ts';
import type { NodeInfo } from './nodeInfo.ts';
import type { PodInfo } from './podInfo.ts';
import type { Status } from './status.ts';

export type { ScoreTerms } from '../decision.ts';

/** The cluster as the scheduler knows it at this moment. Read only. */
export interface Handle {
  /** Nodes in the snapshot. */
  nodeCount(): number;
  /** Visits every node of the snapshot in the order of the node tree. */
  eachNode(visit: (info: NodeInfo) => void): void;
  node(name: string): NodeInfo | undefined;
  /** Whether any Pod on a node has affinity or anti-affinity to other Pods. */
  readonly hasPodsWithAffinity: boolean;
  /** Size of an image and the number of nodes that have it; undefined when none does. */
  imageState(name: string): ImageState | undefined;
  pod(key: string): Pod | undefined;
  /** With what the scheduler has assumed but not yet seen confirmed. */
  persistentVolume(name: string): PersistentVolume | undefined;
  persistentVolumes(): readonly PersistentVolume[];
  /** By `namespace/name`, with what the scheduler has assumed. */
  persistentVolumeClaim(key: string): PersistentVolumeClaim | undefined;
  storageClass(name: string): StorageClass | undefined;
  services(namespace: string): readonly Service[];
  /** By `namespace/name`. */
  replicaSet(key: string): ReplicaSet | undefined;
  /** Labels of a namespace; undefined when it is not known. */
  namespaceLabels(name: string): Readonly<Record<string, string>> | undefined;
}

export interface ImageState {
  readonly sizeBytes: number;
  readonly nodeCount: number;
}

/**
 * One attempt to place one Pod. Plugins keep what they computed in `state` under their own name, from
 * PreFilter and PreScore on; it is gone when the cycle ends.
 */
export interface Cycle {
  readonly pod: Pod;
  readonly info: PodInfo;
  readonly handle: Handle;
  readonly state: Record<string, unknown>;
  /** An integer in [0, 2^32). */
  random(): number;
}

export interface Plugin {
  readonly name: string;
  /**
   * Events that may make a Pod fit that this plugin rejected. A plugin without any leaves its Pods to
   * the flush of the unschedulable ones.
   */
  readonly events?: readonly RegisteredEvent[] | undefined;
}

/** Called before a Pod enters activeQ or backoffQ. A Pod that is not let in waits as gated. */
export interface PreEnqueuePlugin extends Plugin {
  preEnqueue(pod: Pod): Status;
}

/** Orders activeQ: the Pod with the smallest key is next. Exactly one plugin. */
export interface QueueSortPlugin extends Plugin {
  sortKey(priority: number, timestampMs: number): string;
}

/** `nodeNames` null means all nodes. */
export interface PreFilterResult {
  readonly status: Status;
  readonly nodeNames: readonly string[] | null;
}

/**
 * Called once per cycle. May compute state for Filter, narrow the nodes to look at, reject the Pod as a
 * whole, or Skip, and then its Filter is not called.
 */
export interface PreFilterPlugin extends Plugin {
  preFilter(cycle: Cycle): PreFilterResult;
  /** Brings the state up to date with Pods that are imagined on a node, or away from it. */
  adjust?(cycle: Cycle, node: NodeInfo, pods: readonly PodInfo[], sign: 1 | -1): void;
}

/** Called for one node after another until a plugin rejects the node. Must not allocate on success. */
export interface FilterPlugin extends Plugin {
  filter(cycle: Cycle, node: NodeInfo): Status;
  /** What decided about a node that `filter` rejected, for the reader; never part of the decision. */
  explainFilter?(cycle: Cycle, node: NodeInfo): ScoreTerms;
}

/** What is known when no node is left. */
export interface FilterOutcome {
  /** Nodes that Filter rejected with Unschedulable: evicting Pods might help there. */
  readonly candidates: readonly NodeInfo[];
  /** Whether a node was ruled out for good. */
  isUnresolvable(node: string): boolean;
  /** Runs the Filter plugins again, on a node from which these Pods were removed. */
  passes(node: NodeInfo, removed: readonly PodInfo[]): Status;
}

export interface PostFilterResult {
  readonly status: Status;
  /** A node the Pod is to wait for, and the Pods that have to leave it; an empty node: none. Absent: as before. */
  readonly nomination?: { readonly node: string; readonly victims: readonly PodInfo[] } | undefined;
}

/** Called when no node passed, in order, until one succeeds or breaks. */
export interface PostFilterPlugin extends Plugin {
  postFilter(cycle: Cycle, outcome: FilterOutcome): PostFilterResult;
}

/** Called once before scoring. May Skip, and then its Score is not called. */
export interface PreScorePlugin extends Plugin {
  preScore(cycle: Cycle, nodes: readonly NodeInfo[]): Status;
}

/** Rates a node that passed, as an integer; after `normalize` it lies between 0 and 100. */
export interface ScorePlugin extends Plugin {
  score(cycle: Cycle, node: NodeInfo): number;
  /** Rewrites the list, one raw score per node that passed, in place. Absent: raw is normalized. */
  normalize?(cycle: Cycle, scores: number[], nodes: readonly NodeInfo[]): void;
  /** The inputs of `score`, for the reader. */
  explainScore?(cycle: Cycle, node: NodeInfo): ScoreTerms;
}

/**
 * What a plugin has set aside for a Pod: objects as they will be once the API server has them. Until
 * then the scheduler takes them for real.
 */
export interface Reservation {
  readonly persistentVolumes: readonly PersistentVolume[];
  readonly persistentVolumeClaims: readonly PersistentVolumeClaim[];
}

/** Called for the chosen node. Undone by dropping the reservation. */
export interface ReservePlugin extends Plugin {
  reserve(cycle: Cycle, node: string): { readonly status: Status; readonly reservation: Reservation | null };
}

/** The last word before the Pod is handed to the binding cycle. */
export interface PermitPlugin extends Plugin {
  permit(cycle: Cycle, node: string): Status;
}

/** Work that has to be done before the Pod is bound. `reservation` is what the plugin reserved. */
export interface PreBindPlugin extends Plugin {
  /** Skip when there is nothing to do: then the Pod is bound at once. */
  preBindPreFlight(reservation: Reservation | null): Status;
  /** Objects to write, each as an update. */
  preBind(reservation: Reservation): readonly KubeObject[];
  /** Success when the work is done, Pending while it is not, Error to give up. */
  poll(handle: Handle, pod: Pod, node: string, reservation: Reservation): Status;
}

/** Ties the Pod to the node. The first that does not Skip does it. */
export interface BindPlugin extends Plugin {
  bind(pod: Pod, node: string): Binding;
}
