import type { Container, ContainerStatus, K8sEvent, Pod } from '../../api/index.ts';
import { formatTime } from '../duration.ts';
import type { FlowReport, KubectlReport, NodeReport, RunResult, SchedulingReport } from '../result.ts';
import { stepWords } from './words.ts';

/** Pods told in full; of more, only how many there are in which phase. */
const TOLD = 12;

/** A run told for a person: what became of each Pod, step by step, and why it was placed where it was. */
export function textReport(result: RunResult): string {
  const pods = result.objects.filter((object): object is Pod => object.kind === 'Pod');
  const flows = result.flows.filter((flow) => flow.reading === 'classic');
  const parts = [headline(result)];
  for (const flow of flows.slice(0, TOLD)) parts.push(podStory(flow, pods, result));
  if (flows.length > TOLD) parts.push(`and ${flows.length - TOLD} more Pods.`);
  if (flows.length > 1) parts.push(phaseTable(pods));
  if (flows.length === 0) parts.push('No Pod was created.');
  parts.push(...result.kubectl.filter(isWorthTelling).map(kubectlStory));
  return `${parts.join('\n\n')}\n`;
}

function headline({ podscope, timeMs, trace, settled }: RunResult): string {
  const end = settled ? 'nothing is left to happen' : 'still going on';
  return (
    `podscope ${podscope.engineVersion}, Kubernetes ${podscope.kubernetes}, seed ${podscope.seed}\n` +
    `${formatTime(timeMs)} of virtual time, ${trace.length} messages, ${end}`
  );
}

function podStory(flow: FlowReport, pods: readonly Pod[], result: RunResult): string {
  const pod = pods.find((each) => each.metadata.uid === flow.uid);
  const lines = [`Pod ${flow.pod}: ${pod === undefined ? 'deleted' : fateOf(pod)}`];
  for (const step of flow.steps) {
    const time = step.timeMs === null ? '' : formatTime(step.timeMs);
    const state = step.state === 'done' ? '' : ` [${step.state}]`;
    const reason = step.reason === null ? '' : ` (${step.reason})`;
    lines.push(`  ${time.padStart(10)}  ${step.step.padStart(2)} ${stepWords(step.step)}${state}${reason}`);
  }
  const attempts = result.scheduling.filter((attempt) => attempt.pod === flow.pod);
  lines.push(...attempts.slice(-3).map(attemptStory));
  if (pod !== undefined) lines.push(...containerLines(pod, result));
  const born = eventTimes(result);
  const events = (result.events as readonly K8sEvent[])
    .filter((event) => event.involvedObject.uid === flow.uid)
    .map((event) => ({ event, seq: born.get(keyOf(event)) ?? 0 }))
    .sort((a, b) => a.seq - b.seq);
  lines.push(...events.map(({ event }) => eventLine(event)));
  return lines.join('\n');
}

function fateOf({ spec, status }: Pod): string {
  const phase = status?.phase ?? 'Pending';
  const where = spec.nodeName ? ` on ${spec.nodeName}` : '';
  const ip = status?.podIP ? `, IP ${status.podIP}` : '';
  const reason = status?.reason ? ` (${status.reason})` : '';
  return `${phase}${reason}${where}${ip}`;
}

function attemptStory(attempt: SchedulingReport): string {
  const outcome = attempt.selected === null ? attempt.message : `chose ${attempt.selected}`;
  const lines = [`  scheduling, attempt ${attempt.attempt} at ${formatTime(attempt.timeMs)}: ${outcome}`];
  const width = Math.max(...attempt.nodes.slice(0, TOLD).map(({ name }) => name.length), 0);
  for (const node of attempt.nodes.slice(0, TOLD)) {
    lines.push(`    ${node.name.padEnd(width)}  ${nodeStory(node)}`);
  }
  if (attempt.nodes.length > TOLD) lines.push(`    and ${attempt.nodes.length - TOLD} more nodes`);
  return lines.join('\n');
}

function nodeStory({ filters, scores, total }: NodeReport): string {
  const rejected = Object.entries(filters).find(([, reason]) => reason !== null);
  if (rejected !== undefined) return `ruled out by ${rejected[0]}: ${rejected[1]}`;
  const terms = Object.entries(scores).map(([plugin, { weighted }]) => `${plugin} ${weighted}`);
  return terms.length === 0 ? 'fits' : `${terms.join(' + ')} = ${total}`;
}

function containerLines({ metadata, spec, status }: Pod, { assumptions }: RunResult): string[] {
  const statuses = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])];
  return [...(spec.initContainers ?? []), ...spec.containers].flatMap((container: Container) => {
    const own = statuses.find(({ name }) => name === container.name);
    const assumption = assumptions.find(
      ({ uid, container: name }) => uid === metadata.uid && name === container.name,
    );
    return [
      `  container ${container.name} (${container.image ?? ''}): ${containerFate(own)}`,
      ...(assumption === undefined ? [] : [`    assumed by the model: ${assumption.assumed}`]),
    ];
  });
}

function containerFate(status: ContainerStatus | undefined): string {
  const { state } = status ?? {};
  const restarts = status !== undefined && status.restartCount > 0 ? `, ${status.restartCount} restarts` : '';
  if (state?.running !== undefined) return `Running${status?.ready ? ', ready' : ''}${restarts}`;
  if (state?.terminated !== undefined) {
    const { reason = 'Terminated', exitCode } = state.terminated;
    return `${reason}, exit code ${exitCode}${restarts}`;
  }
  return `${state?.waiting?.reason ?? 'Waiting'}${restarts}`;
}

/** The record in which each Event was written first, by key. Their own times are in whole seconds. */
function eventTimes({ trace }: RunResult): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const { change, seq } of trace) {
    if (change?.object.kind === 'Event' && change.before === null) times.set(change.key, seq);
  }
  return times;
}

function keyOf({ metadata }: K8sEvent): string {
  return `/registry/events/${metadata.namespace ?? ''}/${metadata.name ?? ''}`;
}

function eventLine(event: K8sEvent): string {
  const count = event.count ?? event.series?.count ?? 1;
  const times = count > 1 ? ` (×${count})` : '';
  return `  event ${event.type ?? ''} ${event.reason ?? ''}: ${event.message ?? ''}${times}`;
}

function phaseTable(pods: readonly Pod[]): string {
  const counts = new Map<string, number>();
  for (const { status } of pods) {
    const phase = status?.phase ?? 'Pending';
    counts.set(phase, (counts.get(phase) ?? 0) + 1);
  }
  const phases = [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([phase, count]) => `${count} ${phase}`);
  return `Pods at the end: ${phases.join(', ') || 'none'}`;
}

/** What was applied at the start is told by its Pods; everything else kubectl said is shown. */
function isWorthTelling({ timeMs, line, stderr }: KubectlReport): boolean {
  return stderr !== '' || timeMs > 0 || !line.startsWith('kubectl apply ');
}

function kubectlStory({ timeMs, line, stdout, stderr, files = {}, exitCode }: KubectlReport): string {
  const ended = exitCode === null ? '\n  (still running)' : '';
  // Nothing is written to the disk of who runs this.
  const copied = Object.entries(files).map(([path, text]) => `--- ${path}\n${text.replace(/\n?$/, '\n')}`);
  const said = `${stdout}${stderr}${copied.join('')}`.trimEnd().replaceAll('\n', '\n  ');
  return `${formatTime(timeMs)} $ ${line}${said === '' ? '' : `\n  ${said}`}${ended}`;
}
