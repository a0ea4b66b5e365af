// Models kubernetes@v1.36.0 pkg/scheduler/framework/preemption/executor.go
// Differs: the victims' deletions are not waited for.
import type { Pod } from '../../api/index.ts';
import type { ApiResponse } from '../apiserver/messages.ts';
import type { Context } from '../kernel/component.ts';
import { get } from '../kernel/table.ts';
import { call, emitEvent, patchPodStatus, refOf } from './client.ts';
import type { Preemption } from './decision.ts';
import { SCHEDULER_NAME, type SchedulerState } from './state.ts';

/** Marks the victims as disrupted; each is deleted once that is written. */
export function preempt(
  state: SchedulerState,
  context: Context,
  preemptor: Pod,
  { node, victims }: Preemption,
): SchedulerState {
  let next = state;
  for (const key of victims) {
    const victim = get(state.informers.pods, key);
    if (victim === undefined) continue;
    const pending = {
      type: 'disrupt',
      victim: key,
      preemptor: preemptor.metadata.uid as string,
      preemptorKey: `${preemptor.metadata.namespace}/${preemptor.metadata.name}`,
      node,
    } as const;
    next = patchPodStatus(
      next,
      context,
      victim,
      {
        condition: {
          type: 'DisruptionTarget',
          ...(victim.metadata.generation !== undefined && { observedGeneration: victim.metadata.generation }),
          status: 'True',
          reason: 'PreemptionByScheduler',
          message: `${preemptor.spec.schedulerName ?? SCHEDULER_NAME}: preempting to accommodate a higher priority pod`,
        },
      },
      { pending, background: false },
    );
  }
  return next;
}

/** The victim is marked: deletes it, and says why to whoever looks at it. */
export function onDisruptReply(
  state: SchedulerState,
  context: Context,
  pending: {
    readonly victim: string;
    readonly preemptor: string;
    readonly preemptorKey: string;
    readonly node: string;
  },
  response: ApiResponse,
): SchedulerState {
  const victim = get(state.informers.pods, pending.victim);
  if (response.code >= 400 || victim === undefined) return state;
  const { namespace, name } = victim.metadata;
  const deleted = call(state, context, { verb: 'delete', resource: 'pods', namespace, name }, refOf(victim), {
    background: false,
  });
  const preemptor = get(state.informers.pods, pending.preemptorKey);
  return emitEvent(deleted, context, victim, {
    type: 'Normal',
    reason: 'Preempted',
    action: 'Preempting',
    message: `Preempted by pod ${pending.preemptor} on node ${pending.node}`,
    related: preemptor,
  });
}
