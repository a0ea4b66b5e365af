// Models kubernetes@v1.36.0 pkg/controller/replicaset/replica_set_utils.go (calculateStatus)
import { labelsContain, type Pod, type ReplicaSet, type ReplicaSetStatus } from '../../../api/index.ts';
import { availableAtMs, isPodReady } from '../pods.ts';

/** What the ReplicaSet shows for its active Pods and those that are still terminating. */
export function statusOf(
  set: ReplicaSet,
  active: readonly Pod[],
  terminating: number,
  failure: { reason: string; message: string } | undefined,
  now: { ms: number; timestamp: string },
): ReplicaSetStatus {
  const template = set.spec.template?.metadata?.labels;
  let labelled = 0;
  let ready = 0;
  let available = 0;
  for (const pod of active) {
    if (labelsContain(pod.metadata.labels, template)) labelled++;
    if (!isPodReady(pod)) continue;
    ready++;
    const fromMs = availableAtMs(pod, set.spec.minReadySeconds ?? 0);
    if (fromMs !== undefined && fromMs <= now.ms) available++;
  }
  const others = (set.status?.conditions ?? []).filter(({ type }) => type !== 'ReplicaFailure');
  const known = set.status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
  const conditions =
    failure === undefined
      ? others
      : [
          ...others,
          known?.reason === failure.reason
            ? known
            : {
                type: 'ReplicaFailure',
                status: 'True' as const,
                lastTransitionTime: now.timestamp,
                ...failure,
              },
        ];
  return {
    replicas: active.length,
    ...(labelled > 0 ? { fullyLabeledReplicas: labelled } : {}),
    ...(ready > 0 ? { readyReplicas: ready } : {}),
    ...(available > 0 ? { availableReplicas: available } : {}),
    terminatingReplicas: terminating,
    observedGeneration: set.metadata.generation ?? 0,
    ...(conditions.length > 0 ? { conditions } : {}),
  };
}

/** When the next of the ready Pods becomes available; undefined when none is on the way. */
export function nextAvailableMs(set: ReplicaSet, active: readonly Pod[], nowMs: number): number | undefined {
  let next: number | undefined;
  for (const pod of active) {
    const fromMs = availableAtMs(pod, set.spec.minReadySeconds ?? 0);
    if (fromMs !== undefined && fromMs > nowMs && (next === undefined || fromMs < next)) next = fromMs;
  }
  return next;
}
