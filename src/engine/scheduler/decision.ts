/**
 * One scheduling attempt with every number that decided it. It is the `detail.decision` of the
 * record with verb `schedule`. Columns are aligned with `nodes`, to stay small on large clusters.
 */
export interface SchedulingDecision {
  /** `namespace/name` of the Pod. */
  readonly pod: string;
  /** 1 for the first try of this Pod. */
  readonly attempt: number;
  /** Nodes in the snapshot. */
  readonly nodeCount: number;
  /** Nodes that were examined, in the order they were (sampling may stop early on large clusters). */
  readonly nodes: readonly string[];
  /** For each of `nodes`: null when it passed every filter, otherwise who ruled it out and why. */
  readonly rejections: readonly (Rejection | null)[];
  /** A PreFilter plugin ruled out nodes before Filter ran, or the whole Pod. */
  readonly preFilter?: Rejection | undefined;
  /** Score plugins in the order they ran; `raw` and `normalized` are aligned with `feasible`. Empty when one node passed: nothing is scored then. */
  readonly scores: readonly PluginScores[];
  /** Names of the nodes that passed, in the order they were examined. */
  readonly feasible: readonly string[];
  /** For each of `feasible`, the sum of normalized × weight; 0 when nothing was scored. */
  readonly totals: readonly number[];
  /** How many nodes shared the highest total; above 1 the seeded stream chose among them. */
  readonly ties: number;
  readonly selected: string | null;
  /** Upstream's message when nothing fits, such as `0/4 nodes are available: …`. */
  readonly message: string;
  /** Scheduling stopped at another extension point than Filter: Reserve, Permit, PreBind … */
  readonly failedAt?: string | undefined;
  /** Plugins that had nothing to do for this Pod, by the extension point whose work they skipped. */
  readonly skipped?: { readonly filter: readonly string[]; readonly score: readonly string[] } | undefined;
  /** Present when the search could stop early: how many feasible nodes were enough. */
  readonly enough?: number | undefined;
  /** Present when no node passed but one would if Pods of lower priority left: they are evicted. */
  readonly preemption?: Preemption | undefined;
}

export interface Preemption {
  /** The node the Pod is to wait for, and the Pods that have to leave it, as `namespace/name`. */
  readonly node: string;
  readonly victims: readonly string[];
}

export interface Rejection {
  readonly plugin: string;
  readonly reasons: readonly string[];
  readonly code: 'Unschedulable' | 'UnschedulableAndUnresolvable' | 'Error';
  /** What decided, such as the untolerated taint or the amounts; recorded up to 100 examined nodes. */
  readonly terms?: ScoreTerms | undefined;
}

export interface PluginScores {
  readonly plugin: string;
  readonly weight: number;
  readonly raw: readonly number[];
  readonly normalized: readonly number[];
  /** For arithmetic on the screen: per feasible node, the terms that made `raw`; plugin-specific. */
  readonly terms?: readonly ScoreTerms[] | undefined;
}

/** Named inputs of a score, such as requested and allocatable in the unit named by the key. */
export type ScoreTerms = Readonly<Record<string, number | string>>;
