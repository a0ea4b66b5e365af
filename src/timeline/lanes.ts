import type { ContainerState, K8sEvent, Pod } from '../api/index.ts';
import { type Branch, changesOf, eventChangesOf } from './branch.ts';
import { podKey } from './landmark.ts';
import type { LaneSpan, ObjectChange, PodLanes } from './types.ts';

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
  return eventChangesOf(branch, pod).map(({ timeMs, seq, after }) => ({
    timeMs,
    seq,
    event: after as K8sEvent,
  }));
}
