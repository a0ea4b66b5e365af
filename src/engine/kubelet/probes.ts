// Models kubernetes@v1.36.0 pkg/kubelet/prober/worker.go, prober.go
// Differs: a probe's first try comes right after its initial delay instead of at the next tick of its period.
import type { Container, Probe } from '../../api/index.ts';
import { callCri, change, changeContainer, type Desk, newCall, podEvent, remind, workerOf } from './desk.ts';
import { containerOf } from './kill.ts';
import { askPort, type Question, type Verdict } from './network.ts';
import { portOf } from './networkPorts.ts';
import type { Ask, ContainerRecord, ProbeKind, ProbeState, Worker } from './state.ts';
import { isStarted } from './status/containers.ts';
import { wake } from './sync.ts';

const KINDS: readonly ProbeKind[] = ['startup', 'readiness', 'liveness'];
const TITLES: Readonly<Record<ProbeKind, string>> = {
  startup: 'Startup',
  readiness: 'Readiness',
  liveness: 'Liveness',
};

/** The kubelet learns of a running container at its next look at the runtime; no probe comes before that. */
const FIRST_LOOK_MS = 500;
/** While a probe has not come to its first verdict it is news, but not for longer than this. */
const NEWS_HORIZON_MS = 60_000;

interface Turn {
  readonly container: string;
  readonly containerId: string;
  readonly probe: ProbeKind;
}

function probeOf(container: Container | undefined, kind: ProbeKind): Probe | undefined {
  if (kind === 'startup') return container?.startupProbe;
  return kind === 'readiness' ? container?.readinessProbe : container?.livenessProbe;
}

/** The container runs: its probes come due from now on. The others wait for startup to pass. */
export function beginProbes(desk: Desk, worker: Worker, name: string): void {
  const container = containerOf(worker, name);
  const hasStartup = container?.startupProbe !== undefined;
  for (const kind of KINDS) {
    if (hasStartup !== (kind === 'startup')) continue;
    const probe = probeOf(container, kind);
    if (probe !== undefined) {
      schedule(desk, worker, name, kind, Math.max(FIRST_LOOK_MS, (probe.initialDelaySeconds ?? 0) * 1000));
    }
  }
}

/** startup has passed: now the others. */
function beginOthers(desk: Desk, worker: Worker, name: string): void {
  const container = containerOf(worker, name);
  const record = worker.containers[name];
  const elapsedMs = desk.context.nowMs - (record?.current?.startedMs ?? 0);
  for (const kind of ['readiness', 'liveness'] as const) {
    const probe = probeOf(container, kind);
    if (probe === undefined) continue;
    schedule(desk, worker, name, kind, Math.max(0, (probe.initialDelaySeconds ?? 0) * 1000 - elapsedMs));
  }
}

function schedule(desk: Desk, worker: Worker, name: string, probe: ProbeKind, delayMs: number): void {
  const record = worker.containers[name];
  const current = record?.current;
  if (record === undefined || current == null) return;
  const elapsedMs = desk.context.nowMs - (current.startedMs ?? 0);
  const isNews =
    record.attempts === 1 && record[probe]?.result == null && elapsedMs + delayMs <= NEWS_HORIZON_MS;
  const turn: Turn = { container: name, containerId: current.id, probe };
  remind(desk, 'probe', worker, turn, delayMs, { background: !isNews });
}

/** A probe is due: ask, and come back after its period. */
export function probeDue(desk: Desk, uid: string, turn: Turn): void {
  const worker = workerOf(desk, uid);
  const record = worker?.containers[turn.container];
  const current = record?.current;
  if (worker === undefined || record === undefined || current?.id !== turn.containerId) return;
  if (current.state !== 'Running' || record.condemned !== null) return;
  const dying = worker.stage !== 'Syncing' || worker.kills[turn.container] !== undefined;
  // While a Pod is being stopped only readiness goes on to be asked.
  if (dying && turn.probe !== 'readiness') return;
  const container = containerOf(worker, turn.container);
  const probe = probeOf(container, turn.probe);
  if (probe === undefined) return;
  if (turn.probe === 'startup' && isStarted(container as Container, record)) return;
  ask(desk, worker, turn, probe);
  const periodMs = (probe.periodSeconds ?? 10) * 1000;
  schedule(desk, workerOf(desk, uid) ?? worker, turn.container, turn.probe, periodMs);
}

function ask(desk: Desk, worker: Worker, turn: Turn, probe: Probe): void {
  const call = newCall(desk);
  const entry: Ask = {
    type: 'probe',
    container: turn.container,
    containerId: turn.containerId,
    probe: turn.probe,
  };
  const next = change(desk, worker, { asks: { ...worker.asks, [call]: entry } });
  const timeoutMs = (probe.timeoutSeconds ?? 1) * 1000;
  const flags = { background: undefined };
  if (probe.exec !== undefined) {
    callCri(
      desk,
      next,
      {
        type: 'ExecSync',
        id: call,
        containerId: turn.containerId,
        command: probe.exec.command ?? [],
        timeoutMs,
      },
      flags,
    );
    return;
  }
  const question = questionOf(probe, containerOf(next, turn.container), timeoutMs);
  if (typeof question === 'string') {
    probeErrored(desk, next, call, entry, question);
    return;
  }
  const verdict = askPort(desk, next, call, question);
  if (verdict !== undefined) probeAnswered(desk, workerOf(desk, worker.uid) ?? next, verdict);
}

const USER_AGENT = 'kube-probe/1.36';

/** What a probe asks over the network, or why it cannot. */
function questionOf(
  { httpGet, tcpSocket, grpc }: Probe,
  container: Container | undefined,
  timeoutMs: number,
): Question | string {
  const port = portOf(container, httpGet?.port ?? tcpSocket?.port ?? grpc?.port ?? '');
  if (typeof port === 'string') return port;
  if (httpGet !== undefined) {
    return {
      type: 'http',
      host: httpGet.host ?? '',
      port,
      scheme: httpGet.scheme ?? 'HTTP',
      path: httpGet.path ?? '/',
      headers: httpGet.httpHeaders ?? [],
      userAgent: USER_AGENT,
      timeoutMs,
    };
  }
  if (grpc !== undefined) {
    return { type: 'grpc', host: '', port, service: grpc.service ?? '', userAgent: USER_AGENT, timeoutMs };
  }
  return { type: 'tcp', host: tcpSocket?.host ?? '', port, timeoutMs };
}

/** The probe itself could not be carried out: it is as if it had not been tried. */
export function probeErrored(desk: Desk, worker: Worker, call: number, entry: Ask, error: string): void {
  const { [call]: _, ...asks } = worker.asks;
  const next = change(desk, worker, { asks });
  const title = TITLES[entry.probe ?? 'readiness'];
  const message = `${title} probe errored and resulted in unknown state: ${error}`;
  podEvent(desk, next, 'Warning', 'Unhealthy', message, entry.container);
}

/** A verdict needs as many answers in a row as its threshold says. */
export function nextProbeState(state: ProbeState | null, ok: boolean, probe: Probe): ProbeState {
  const run = state !== null && state.lastOk === ok ? state.run + 1 : 1;
  const threshold = ok ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3);
  const result = run >= threshold ? ok : (state?.result ?? null);
  return { result, run, lastOk: ok, answers: (state?.answers ?? 0) + 1 };
}

export function probeAnswered(
  desk: Desk,
  worker: Worker,
  { call, ask: entry, ok, warning = false, output }: Verdict,
): void {
  const { [call]: _, ...asks } = worker.asks;
  let next = change(desk, worker, { asks });
  const name = entry.container;
  const record = next.containers[name] as ContainerRecord;
  const kind = entry.probe ?? 'readiness';
  const container = containerOf(next, name);
  const probe = probeOf(container, kind);
  if (probe === undefined || record.current?.id !== entry.containerId) return;
  if (record.current.state !== 'Running') return;
  if (!ok || warning) {
    const [reason, how] = ok ? ['ProbeWarning', 'warning'] : ['Unhealthy', 'failed'];
    podEvent(desk, next, 'Warning', reason, `${TITLES[kind]} probe ${how}: ${output}`, name);
    next = workerOf(desk, worker.uid) ?? next;
  }
  const before = record[kind];
  const after = nextProbeState(before, ok, probe);
  const condemned = !ok && after.result === false && kind !== 'readiness';
  const restarts = (worker.pod.spec.restartPolicy ?? 'Always') !== 'Never';
  next = changeContainer(desk, next, name, {
    [kind]: after,
    ...(condemned
      ? {
          condemned: {
            reason: kind === 'liveness' ? 'LivenessProbe' : 'StartupProbe',
            message: `Container ${name} failed ${kind} probe${restarts ? ', will be restarted' : ''}`,
          },
        }
      : {}),
  });
  if (after.result === before?.result || (before === null && after.result === null)) return;
  desk.context.note({ container: name, probe: kind, healthy: after.result });
  if (kind === 'startup' && after.result === true) beginOthers(desk, next, name);
  wake(desk, worker.uid);
}
