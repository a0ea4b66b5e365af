import type { ContainerState, K8sEvent, KubeObject, Pod } from '../api/index.ts';
import { type Branch, changesOf, scanChanges } from './branch.ts';
import type { LaneSpan, ObjectChange, PodLanes } from './types.ts';

const PODS = '/registry/pods/';
const EVENTS = '/registry/events/';

export function podKey(pod: string): string {
  return `${PODS}${pod}`;
}

/** A lane while it grows. */
class Lane {
  readonly spans: LaneSpan[] = [];

  /** From this change on the lane shows `state`; null ends what it showed. */
  set(change: ObjectChange, state: string | null, reason: string): void {
    const last = this.spans.at(-1);
    const open = last !== undefined && last.toMs === null;
    if (open && last.state === state && last.reason === reason) return;
    if (open) {
      this.spans.pop();
      this.spans.push({ ...last, toMs: change.timeMs });
    }
    if (state === null) return;
    this.spans.push({ fromMs: change.timeMs, toMs: null, fromSeq: change.seq, state, reason });
  }
}

/** The lanes of a kind by name, in the order they first appear. */
class Lanes {
  private readonly byName = new Map<string, Lane>();

  of(name: string): Lane {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const lane = new Lane();
    this.byName.set(name, lane);
    return lane;
  }

  endAllBut(names: ReadonlySet<string>, change: ObjectChange): void {
    for (const [name, lane] of this.byName) if (!names.has(name)) lane.set(change, null, '');
  }

  list(): [string, readonly LaneSpan[]][] {
    return [...this.byName].map(([name, lane]) => [name, lane.spans]);
  }
}

function containerState(state: ContainerState | undefined): [state: string, reason: string] {
  if (state?.running !== undefined) return ['Running', ''];
  if (state?.terminated !== undefined) return ['Terminated', state.terminated.reason ?? ''];
  return ['Waiting', state?.waiting?.reason ?? ''];
}

/** The three lanes and the Events of a Pod (`namespace/name`) on a branch; null when it never existed. */
export function lanesOf<World>(branch: Branch<World>, pod: string): PodLanes | null {
  const changes = changesOf(branch, podKey(pod));
  if (changes.length === 0) return null;
  const phase = new Lane();
  const conditions = new Lanes();
  const containers = new Lanes();
  for (const change of changes) {
    const now = change.after as Pod | null;
    const status = now?.status;
    phase.set(change, now === null ? null : (status?.phase ?? 'Pending'), status?.reason ?? '');
    const held = new Set<string>();
    for (const condition of status?.conditions ?? []) {
      held.add(condition.type);
      conditions.of(condition.type).set(change, condition.status, condition.reason ?? '');
    }
    conditions.endAllBut(held, change);
    const present = new Set<string>();
    const all = [
      ...(status?.initContainerStatuses ?? []),
      ...(status?.containerStatuses ?? []),
      ...(status?.ephemeralContainerStatuses ?? []),
    ];
    for (const container of all) {
      present.add(container.name);
      containers.of(container.name).set(change, ...containerState(container.state));
    }
    containers.endAllBut(present, change);
  }
  return {
    pod,
    phase: phase.spans,
    conditions: conditions.list().map(([type, spans]) => ({ type, spans })),
    containers: containers.list().map(([name, spans]) => ({ name, spans })),
    events: eventsOf(branch, pod),
  };
}

/** Events about a Pod each time they were written, also when only their count rose. */
function eventsOf<World>(branch: Branch<World>, pod: string): PodLanes['events'] {
  const events: { timeMs: number; seq: number; event: K8sEvent }[] = [];
  const namespace = pod.slice(0, pod.indexOf('/') + 1);
  scanChanges(branch, (change) => {
    if (!change.key.startsWith(EVENTS) || !change.key.startsWith(namespace, EVENTS.length)) return;
    if (change.after === null) return;
    const event = change.after as K8sEvent;
    if (aboutPod(event) !== pod) return;
    events.push({ timeMs: change.timeMs, seq: change.seq, event });
  });
  return events;
}

/** The Pod an Event is about, as `namespace/name`; null when it is about something else. */
export function aboutPod(event: K8sEvent): string | null {
  const { involvedObject } = event;
  if (involvedObject.kind !== 'Pod') return null;
  return `${involvedObject.namespace ?? ''}/${involvedObject.name ?? ''}`;
}

/** What a step "by event" stops at: an Event written for the first time, or a Pod's phase that changed. */
export function landmarkOf(change: ObjectChange): { kind: 'event' | 'phase'; pod: string | null } | null {
  if (change.key.startsWith(EVENTS)) {
    if (change.before !== null || change.after === null) return null;
    return { kind: 'event', pod: aboutPod(change.after as K8sEvent) };
  }
  if (!change.key.startsWith(PODS)) return null;
  if (phaseOf(change.before) === phaseOf(change.after)) return null;
  return { kind: 'phase', pod: change.key.slice(PODS.length) };
}

/** A stored Pod's phase; null when there is no Pod. */
export function phaseOf(object: KubeObject | null): string | null {
  return object === null ? null : ((object as Pod).status?.phase ?? 'Pending');
}
