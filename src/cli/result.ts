import type { KubeObject, Node } from '../api/index.ts';
import type { LoggedCommand } from '../engine/command.ts';
import type { TraceRecord } from '../engine/kernel/record.ts';
import type { SchedulingDecision } from '../engine/scheduler/decision.ts';
import type { FlowStep, PodFlow, Reading } from '../engine/trace/flow.ts';

/** What is to be run. */
export interface Plan {
  readonly seed: number;
  readonly cluster: readonly Node[];
  readonly inputs: readonly LoggedCommand[];
  /** Null: until the run settles. */
  readonly untilMs: number | null;
}

/** What came of it: the document that `-o json` and `-o yaml` print. */
export interface RunResult {
  readonly podscope: {
    readonly formatVersion: 1;
    readonly engineVersion: string;
    readonly kubernetes: string;
    readonly seed: number;
  };
  /** Virtual time at the end. */
  readonly timeMs: number;
  /** Whether nothing but periodic work was left to happen. */
  readonly settled: boolean;
  /** Every object in the cluster but Events, by kind and name. */
  readonly objects: readonly KubeObject[];
  readonly events: readonly KubeObject[];
  readonly trace: readonly TraceRecord[];
  readonly flows: readonly FlowReport[];
  readonly scheduling: readonly SchedulingReport[];
  /** What the model had to assume about what a container does; empty when it knows all of them. */
  readonly assumptions: readonly Assumption[];
  /** What kubectl printed, for runs that used it. */
  readonly kubectl: readonly KubectlReport[];
}

export interface FlowReport {
  /** `namespace/name`. */
  readonly pod: string;
  readonly uid: string;
  readonly reading: Reading;
  readonly steps: readonly StepReport[];
}

export interface StepReport {
  readonly step: string;
  readonly state: 'done' | 'running' | 'waiting' | 'skipped';
  /** Virtual time at which it began. */
  readonly timeMs: number | null;
  /** Kubernetes' own words where it has any, otherwise a key such as `noClaim`; null when there is nothing to say. */
  readonly reason: string | null;
  /** `seq` of the record that began it. */
  readonly record: number | null;
}

export interface SchedulingReport {
  readonly pod: string;
  readonly attempt: number;
  readonly timeMs: number;
  readonly nodes: readonly NodeReport[];
  readonly selected: string | null;
  readonly message: string;
}

export interface NodeReport {
  readonly name: string;
  /** By plugin: why it ruled the node out, null when it did not. Plugins after the first that did never ran. */
  readonly filters: Readonly<Record<string, string | null>>;
  readonly scores: Readonly<Record<string, { raw: number; normalized: number; weighted: number }>>;
  /** Null for a node that was ruled out or needed no score. */
  readonly total: number | null;
}

export interface Assumption {
  readonly node: string;
  /** `namespace/name`. */
  readonly pod: string;
  readonly uid: string;
  readonly container: string;
  readonly assumed: string;
}

export interface KubectlReport {
  readonly timeMs: number;
  readonly line: string;
  readonly stdout: string;
  readonly stderr: string;
  /** What it has copied out of a container, by path: shown here, and written nowhere. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  readonly exitCode: number | null;
}

export function flowReport(flow: PodFlow): FlowReport {
  const { pod, uid, reading } = flow;
  return { pod, uid, reading, steps: flow.steps.map(stepReport) };
}

function stepReport({ step, state, timeMs, reason, record }: FlowStep): StepReport {
  return {
    step,
    // What has not begun waits for what comes before it.
    state: state === 'pending' ? 'waiting' : state,
    timeMs,
    reason: reason?.text ?? reason?.code ?? null,
    record,
  };
}

/** A decision turned from columns to nodes; `filters` are the filter plugins in their order. */
export function schedulingReport(
  decision: SchedulingDecision,
  timeMs: number,
  filters: readonly string[],
): SchedulingReport {
  const places = new Map(decision.feasible.map((name, index) => [name, index]));
  return {
    pod: decision.pod,
    attempt: decision.attempt,
    timeMs,
    nodes: decision.nodes.map((name, index): NodeReport => {
      const rejection = decision.rejections[index] ?? null;
      const place = places.get(name);
      return {
        name,
        filters: filterReport(filters, rejection),
        scores: place === undefined ? {} : scoreReport(decision, place),
        total: place === undefined ? null : (decision.totals[place] ?? null),
      };
    }),
    selected: decision.selected,
    message: decision.message,
  };
}

function filterReport(
  filters: readonly string[],
  rejection: SchedulingDecision['rejections'][number],
): Record<string, string | null> {
  const report: Record<string, string | null> = {};
  for (const plugin of filters) {
    if (plugin === rejection?.plugin) break;
    report[plugin] = null;
  }
  if (rejection !== null) report[rejection.plugin] = rejection.reasons.join(', ');
  return report;
}

function scoreReport(decision: SchedulingDecision, place: number): NodeReport['scores'] {
  const report: Record<string, { raw: number; normalized: number; weighted: number }> = {};
  for (const { plugin, weight, raw, normalized } of decision.scores) {
    const score = normalized[place] ?? 0;
    report[plugin] = { raw: raw[place] ?? 0, normalized: score, weighted: score * weight };
  }
  return report;
}
