// Models kubernetes@v1.36.0 pkg/kubelet/status/generate.go
import {
  type ConditionStatus,
  type ContainerStatus,
  isSidecar,
  type Pod,
  type PodCondition,
  type PodPhase,
} from '../../../api/index.ts';
import type { SandboxStatus } from '../../runtime/cri.ts';

/** The conditions the kubelet keeps; others on the Pod are somebody else's. */
const OWNED: ReadonlySet<string> = new Set([
  'PodReadyToStartContainers',
  'Initialized',
  'Ready',
  'ContainersReady',
  'PodScheduled',
]);

export interface ConditionInput {
  readonly pod: Pod;
  readonly phase: PodPhase;
  readonly initStatuses: readonly ContainerStatus[];
  readonly statuses: readonly ContainerStatus[];
  readonly sandbox: SandboxStatus | null;
  /** There was a sandbox before. */
  readonly hasRun: boolean;
  readonly before: readonly PodCondition[];
  readonly now: string;
}

interface Verdict {
  readonly status: ConditionStatus;
  readonly reason?: string;
  readonly message?: string;
}

const TRUE: Verdict = { status: 'True' };

/** All conditions of the Pod, with the time of their last change. */
export function podConditions(input: ConditionInput): PodCondition[] {
  const containersReady = containersReadyOf(input);
  const conditions: PodCondition[] = [];
  for (const condition of input.before) if (!OWNED.has(condition.type)) conditions.push(condition);
  conditions.push(
    conditionOf(input, 'PodReadyToStartContainers', sandboxReady(input)),
    conditionOf(input, 'Initialized', initialized(input)),
    conditionOf(input, 'Ready', ready(input, containersReady)),
    conditionOf(input, 'ContainersReady', containersReady),
    conditionOf(input, 'PodScheduled', TRUE),
  );
  return conditions;
}

/** The condition as it was when nothing about it has changed. */
function conditionOf(input: ConditionInput, type: string, verdict: Verdict): PodCondition {
  const { status, reason, message } = verdict;
  const { generation } = input.pod.metadata;
  const old = input.before.find((condition) => condition.type === type);
  if (
    old !== undefined &&
    old.status === status &&
    old.reason === reason &&
    old.message === message &&
    old.observedGeneration === generation &&
    old.lastProbeTime === null &&
    old.lastTransitionTime !== undefined
  ) {
    return old;
  }
  const condition: PodCondition = { type, status, lastProbeTime: null };
  if (generation !== undefined) condition.observedGeneration = generation;
  condition.lastTransitionTime = old?.status === status ? (old.lastTransitionTime ?? input.now) : input.now;
  if (reason !== undefined) condition.reason = reason;
  if (message !== undefined) condition.message = message;
  return condition;
}

function sandboxReady({ pod, sandbox, hasRun }: ConditionInput): Verdict {
  const not = (message: string): Verdict => ({ status: 'False', reason: 'PodSandboxNotReady', message });
  if (sandbox === null) return not(hasRun ? 'pod sandbox is not ready' : 'no pod sandbox exists');
  if (sandbox.state !== 'Ready') return not('pod sandbox is not ready');
  if (sandbox.ip === '' && !pod.spec.hostNetwork) return not('pod sandbox has no IP address');
  return TRUE;
}

function initialized({ pod, phase, initStatuses, statuses }: ConditionInput): Verdict {
  const containers = pod.spec.initContainers ?? [];
  if (containers.length === 0) return phase === 'Succeeded' ? completed('True') : TRUE;
  if (phase === 'Succeeded') return completed('True');
  const hasBegun = statuses.some(
    ({ state, lastState, started }) =>
      started === true ||
      state?.running !== undefined ||
      state?.terminated !== undefined ||
      lastState?.terminated !== undefined,
  );
  if (hasBegun) return TRUE;
  const incomplete = containers.filter((container, index) => {
    const status = initStatuses[index];
    return isSidecar(container) ? status?.started !== true : status?.ready !== true;
  });
  if (incomplete.length === 0) return TRUE;
  return {
    status: 'False',
    reason: 'ContainersNotInitialized',
    message: `containers with incomplete status: [${incomplete.map(({ name }) => name).join(' ')}]`,
  };
}

const completed = (status: ConditionStatus): Verdict => ({ status, reason: 'PodCompleted' });

function containersReadyOf({ pod, phase, initStatuses, statuses }: ConditionInput): Verdict {
  if (phase === 'Succeeded') return completed('False');
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' };
  const unready: string[] = [];
  pod.spec.initContainers?.forEach((container, index) => {
    if (isSidecar(container) && initStatuses[index]?.ready !== true) unready.push(container.name);
  });
  for (const container of pod.spec.containers) {
    if (statuses.find(({ name }) => name === container.name)?.ready !== true) unready.push(container.name);
  }
  if (unready.length === 0) return TRUE;
  return {
    status: 'False',
    reason: 'ContainersNotReady',
    message: `containers with unready status: [${unready.join(' ')}]`,
  };
}

function ready({ pod, before }: ConditionInput, containersReady: Verdict): Verdict {
  if (containersReady.status !== 'True') return containersReady;
  const messages: string[] = [];
  for (const { conditionType } of pod.spec.readinessGates ?? []) {
    const condition = before.find(({ type }) => type === conditionType);
    if (condition === undefined) {
      messages.push(`corresponding condition of pod readiness gate "${conditionType}" does not exist.`);
    } else if (condition.status !== 'True') {
      messages.push(
        `the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`,
      );
    }
  }
  if (messages.length === 0) return TRUE;
  return { status: 'False', reason: 'ReadinessGatesNotReady', message: messages.join(', ') };
}
