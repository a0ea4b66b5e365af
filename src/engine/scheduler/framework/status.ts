// Models kubernetes@v1.36.0 staging/src/k8s.io/kube-scheduler/framework/interface.go (Status)
// Differs: success is a value of its own, never the absence of one; Wait is left out, as no plugin here waits.

export type Code =
  | 'Success'
  /** A plugin broke: the Pod is tried again after a back-off. */
  | 'Error'
  /** Not now, but evicting Pods might help. */
  | 'Unschedulable'
  /** Not now, and evicting Pods would not help. */
  | 'UnschedulableAndUnresolvable'
  /** The plugin has nothing to do for this Pod: it is left out of the steps that follow. */
  | 'Skip'
  /** Something outside has to happen first; when it does, the Pod skips its back-off. */
  | 'Pending';

/** What a plugin answers. Statuses are shared constants where they can be: never mutate one. */
export interface Status {
  readonly code: Code;
  /** In upstream's words; counted and joined for the user. */
  readonly reasons: readonly string[];
}

const NONE: readonly string[] = [];

export const SUCCESS: Status = { code: 'Success', reasons: NONE };
export const SKIP: Status = { code: 'Skip', reasons: NONE };

export function unschedulable(...reasons: string[]): Status {
  return { code: 'Unschedulable', reasons };
}

export function unresolvable(...reasons: string[]): Status {
  return { code: 'UnschedulableAndUnresolvable', reasons };
}

export function errorStatus(message: string): Status {
  return { code: 'Error', reasons: [message] };
}

/** True for every way of saying that the Pod does not fit, false for success and for errors. */
export function isRejected(status: Status): boolean {
  return (
    status.code === 'Unschedulable' ||
    status.code === 'UnschedulableAndUnresolvable' ||
    status.code === 'Pending'
  );
}

export function messageOf(status: Status): string {
  return status.reasons.join(', ');
}
