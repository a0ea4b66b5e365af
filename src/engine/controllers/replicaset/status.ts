// Models kubernetes@v1.36.0 pkg/controller/replicaset/replica_set_utils.go (calculateStatus)
import { labelsContain, type Pod, type ReplicaSet, type ReplicaSetStatus } from '../../../api/index.ts';
import { scan } from '../../kernel/table.ts';
import type { PodGroup } from '../client/podGroups.ts';
import { availableAtMs, isPodActive } from '../pods.ts';

export interface Availability {
  readonly available: number;
  /** When the next of the ready Pods becomes available; undefined when none is on the way. */
  readonly nextMs: number | undefined;
}

/** A ready Pod is available once it has been so for `minReadySeconds`. */
export function availabilityOf(set: ReplicaSet, group: PodGroup, nowMs: number): Availability {
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  if (minReadySeconds === 0) return { available: group.ready, nextMs: undefined };
  let available = 0;
  let nextMs: number | undefined;
  scan(group.pods, (pod: Pod) => {
    const fromMs = isPodActive(pod) ? availableAtMs(pod, minReadySeconds) : undefined;
    if (fromMs === undefined) return;
    if (fromMs <= nowMs) available++;
    else if (nextMs === undefined || fromMs < nextMs) nextMs = fromMs;
  });
  return { available, nextMs };
}

/** What the ReplicaSet shows for its Pods. */
export function statusOf(
  set: ReplicaSet,
  group: PodGroup,
  available: number,
  failure: { reason: string; message: string } | undefined,
  timestamp: string,
): ReplicaSetStatus {
  const template = set.spec.template?.metadata?.labels;
  let labelled = 0;
  for (const { labels, count } of Object.values(group.labels))
    if (labelsContain(labels, template)) labelled += count;
  const others = (set.status?.conditions ?? []).filter(({ type }) => type !== 'ReplicaFailure');
  const known = set.status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
  const conditions =
    failure === undefined
      ? others
      : [
          ...others,
          known?.reason === failure.reason
            ? known
            : { type: 'ReplicaFailure', status: 'True' as const, lastTransitionTime: timestamp, ...failure },
        ];
  return {
    replicas: group.active,
    ...(labelled > 0 ? { fullyLabeledReplicas: labelled } : {}),
    ...(group.ready > 0 ? { readyReplicas: group.ready } : {}),
    ...(available > 0 ? { availableReplicas: available } : {}),
    terminatingReplicas: group.terminating,
    observedGeneration: set.metadata.generation ?? 0,
    ...(conditions.length > 0 ? { conditions } : {}),
  };
}
