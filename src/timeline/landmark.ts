import type { K8sEvent, KubeObject, Pod } from '../api/index.ts';
import type { Landmark, ObjectChange } from './types.ts';

const PODS = '/registry/pods/';
const EVENTS = '/registry/events/';
const LEASES = '/registry/leases/';

export function isEvent(key: string): boolean {
  return key.startsWith(EVENTS);
}

/** Leases are written every few seconds and tell nothing but that someone lives. */
export function isLease(key: string): boolean {
  return key.startsWith(LEASES);
}

/** The etcd key of a Pod named `namespace/name`. */
export function podKey(pod: string): string {
  return `${PODS}${pod}`;
}

/** The Pod an Event is about, as `namespace/name`; null when it is about something else. */
export function aboutPod(event: K8sEvent): string | null {
  const { involvedObject } = event;
  if (involvedObject.kind !== 'Pod') return null;
  return `${involvedObject.namespace ?? ''}/${involvedObject.name ?? ''}`;
}

/** The stop a change makes; null for the many changes that make none. */
export function landmarkOf(change: ObjectChange): Landmark | null {
  const { seq, timeMs, key, before, after } = change;
  if (isEvent(key)) {
    if (before !== null || after === null) return null;
    const event = after as K8sEvent;
    const warning = event.type === 'Warning';
    const label = event.reason ?? '';
    return { seq, timeMs, kind: 'event', label, warning, pod: aboutPod(event), created: false };
  }
  if (!key.startsWith(PODS)) return null;
  const phase = phaseOf(after);
  if (phaseOf(before) === phase) return null;
  return {
    seq,
    timeMs,
    kind: 'phase',
    label: phase ?? 'Deleted',
    warning: phase === 'Failed' || phase === 'Unknown',
    pod: key.slice(PODS.length),
    created: before === null,
  };
}

/** A stored Pod's phase; null when there is no Pod. */
function phaseOf(object: KubeObject | null): string | null {
  return object === null ? null : ((object as Pod).status?.phase ?? 'Pending');
}
