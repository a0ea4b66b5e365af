import type { KubeObject } from '../api/index.ts';
import { explain } from '../api/schema/explanations.ts';
import { CLUSTER_ADDONS } from '../engine/addons.ts';
import { get, scan, values } from '../engine/kernel/table.ts';
import type { KubectlOutput } from '../engine/kubectl/kubectl.ts';
import { profileOf } from '../engine/scheduler/framework/profile.ts';
import { DEFAULT_PLUGINS } from '../engine/scheduler/plugins/registry.ts';
import type { World } from '../engine/step.ts';
import { READINGS } from '../engine/trace/recognise.ts';
import {
  decisionOf,
  ENGINE_VERSION,
  KUBERNETES_VERSION,
  type SavedRun,
  Timeline,
} from '../timeline/index.ts';
import { kubernetes } from '../timeline/kubernetes.ts';
import {
  type Assumption,
  type FlowReport,
  flowReport,
  type KubectlReport,
  type Plan,
  type RunResult,
  type SchedulingReport,
  schedulingReport,
} from './result.ts';

/** Messages between two looks at whether there is more to do. */
const BATCH = 4096;

/** Thrown when the engine fails; `run` is what to report. */
export class EngineFailure extends Error {
  readonly run: SavedRun;
  constructor(cause: unknown, run: SavedRun) {
    super(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));
    this.run = run;
  }
}

/** Runs a plan in virtual time to its end. */
export function runPlan({ seed, cluster, inputs, untilMs }: Plan): RunResult {
  const lookAhead = untilMs === null ? {} : { lookAheadRecords: 0 };
  const timeline = new Timeline(
    kubernetes,
    { seed, cluster, inputs },
    { addons: CLUSTER_ADDONS, keepDecisions: true, snapshotEvery: Number.POSITIVE_INFINITY, ...lookAhead },
  );
  try {
    if (untilMs !== null) timeline.want({ timeMs: untilMs });
    while (timeline.compute(BATCH) > 0);
  } catch (error) {
    throw new EngineFailure(error, timeline.save());
  }
  const { settled } = timeline.bounds;
  const world = timeline.headWorld;
  return {
    podscope: {
      formatVersion: 1,
      engineVersion: ENGINE_VERSION,
      kubernetes: KUBERNETES_VERSION,
      seed,
    },
    timeMs: untilMs ?? timeline.end.timeMs,
    settled,
    ...objectsOf(world),
    trace: timeline.records(0, timeline.end.seq),
    flows: flowsOf(timeline),
    scheduling: schedulingOf(timeline),
    assumptions: assumptionsOf(world),
    kubectl: world.kubectl.outputs
      .filter((output) => output.atMs >= 0)
      .map((output) => kubectlReport(output, world)),
  };
}

function kubectlReport(
  { atMs, line, stdout, explained, stderr, files, terminal, exitCode }: KubectlOutput,
  world: World,
): KubectlReport {
  // What was typed into a terminal, and what it showed, comes before what kubectl itself said in the end.
  const machine = terminal && get(world.hosts, terminal.node)?.machine;
  const shown = (terminal && machine && get(machine.terminals, terminal.terminal)?.output) ?? '';
  return {
    timeMs: atMs,
    line,
    stdout: shown + (explained === undefined ? stdout : explain(explained)),
    stderr,
    ...(files && { files }),
    exitCode,
  };
}

/** Of the latest run of each container that still stands on a machine. */
function assumptionsOf(world: World): Assumption[] {
  const found: Assumption[] = [];
  scan(world.hosts, ({ cri }, node) => {
    scan(cri.sandboxes, ({ config, containers }) => {
      const latest = new Map(
        containers.flatMap((id) => get(cri.containers, id) ?? []).map((one) => [one.name, one]),
      );
      for (const { name, assumed } of latest.values()) {
        if (assumed === null) continue;
        const pod = `${config.namespace}/${config.name}`;
        found.push({ node, pod, uid: config.uid, container: name, assumed });
      }
    });
  });
  return found;
}

function objectsOf(world: World): { objects: KubeObject[]; events: KubeObject[] } {
  const objects: KubeObject[] = [];
  const events: { readonly event: KubeObject; readonly revision: number }[] = [];
  for (const { value, createRevision } of values(world.etcd.store.keys)) {
    if (value.kind === 'Event') events.push({ event: value, revision: createRevision });
    else objects.push(value);
  }
  // In the order they were written: their own times are only exact to the second.
  events.sort((a, b) => a.revision - b.revision);
  return { objects, events: events.map(({ event }) => event) };
}

function flowsOf(timeline: Timeline<World>): FlowReport[] {
  return timeline.pods.flatMap(({ uid }) =>
    READINGS.flatMap((reading) => {
      const flow = timeline.flowOfUid(uid, reading, timeline.end.seq);
      return flow === null ? [] : [flowReport(flow)];
    }),
  );
}

function schedulingOf(timeline: Timeline<World>): SchedulingReport[] {
  const filters = profileOf(DEFAULT_PLUGINS).filter.map(({ name }) => name);
  return timeline.records(0, timeline.end.seq).flatMap((record) => {
    const decision = decisionOf(record);
    return decision === null ? [] : [schedulingReport(decision, record.timeMs, filters)];
  });
}
