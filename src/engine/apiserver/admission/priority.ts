// Models kubernetes@v1.36.0 plugin/pkg/admission/priority/admission.go
import {
  extend,
  forbiddenStatus,
  kindInfo,
  type Pod,
  type PreemptionPolicy,
  type PriorityClass,
  type Status,
} from '../../../api/index.ts';
import { get, scan } from '../../kernel/table.ts';
import type { Call } from '../call.ts';
import { cacheOf } from '../state.ts';

/** Turns `priorityClassName` into the number the scheduler compares. */
export function resolvePriority(call: Call, pod: Pod): Pod | Status {
  const { spec } = pod;
  let priorityClassName = spec.priorityClassName ?? '';
  let priority = 0;
  let policy: PreemptionPolicy = 'PreemptLowerPriority';
  if (priorityClassName === '') {
    const fallback = defaultClass(call);
    if (fallback !== undefined) {
      priorityClassName = fallback.metadata.name as string;
      priority = fallback.value;
      policy = fallback.preemptionPolicy ?? policy;
    }
  } else {
    const found = get(cacheOf(call.state, 'priorityclasses').objects, priorityClassName);
    if (found === undefined) {
      return forbidden(pod, `no PriorityClass with name ${priorityClassName} was found`);
    }
    const chosen = found as PriorityClass;
    priority = chosen.value;
    policy = chosen.preemptionPolicy ?? policy;
  }
  if (spec.priority !== undefined && spec.priority !== priority) {
    return forbidden(
      pod,
      `the integer value of priority (${spec.priority}) must not be provided in pod spec; ` +
        `priority admission controller computed ${priority} from the given PriorityClass name`,
    );
  }
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy) {
    return forbidden(
      pod,
      `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; ` +
        `priority admission controller computed ${policy} from the given PriorityClass name`,
    );
  }
  return {
    ...pod,
    spec: extend(spec, {
      priority,
      preemptionPolicy: policy,
      ...(priorityClassName !== '' && { priorityClassName }),
    }),
  };
}

function forbidden(pod: Pod, detail: string): Status {
  return forbiddenStatus(kindInfo('Pod'), pod.metadata.name ?? '', detail);
}

/** Of several default classes, which only a race can make, the one with the lowest value. */
function defaultClass(call: Call): PriorityClass | undefined {
  let found: PriorityClass | undefined;
  scan(cacheOf(call.state, 'priorityclasses').objects, (object) => {
    const candidate = object as PriorityClass;
    if (candidate.globalDefault === true && (found === undefined || candidate.value < found.value)) {
      found = candidate;
    }
  });
  return found;
}

/** There may be one default class. */
export function singleDefault(call: Call, created: PriorityClass): PriorityClass | Status {
  if (created.globalDefault !== true) return created;
  const existing = defaultClass(call);
  if (existing === undefined || existing.metadata.name === created.metadata.name) return created;
  return forbiddenStatus(
    kindInfo('PriorityClass'),
    created.metadata.name ?? '',
    `PriorityClass ${existing.metadata.name} is already marked as default. Only one default can exist`,
  );
}
