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
  /** Score plugins in the order they ran; `raw` and `normalized` are aligned with `feasible`. */
  readonly scores: readonly PluginScores[];
  /** Names of the nodes that passed, in score order of `totals`. */
  readonly feasible: readonly string[];
  /** Sum of normalized × weight for each of `feasible`. */
  readonly totals: readonly number[];
  /** How many nodes shared the highest total; above 1 the seeded stream chose among them. */
  readonly ties: number;
  readonly selected: string | null;
  /** Upstream's message when nothing fits, such as `0/4 nodes are available: …`. */
  readonly message: string;
  /** Scheduling stopped at another extension point than Filter: Reserve, Permit, PreBind … */
  readonly failedAt?: string | undefined;
}

export interface Rejection {
  readonly plugin: string;
  readonly reasons: readonly string[];
  readonly code: 'Unschedulable' | 'UnschedulableAndUnresolvable' | 'Error';
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
