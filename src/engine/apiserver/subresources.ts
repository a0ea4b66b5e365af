// Models kubernetes@v1.36.0 pkg/registry/core/pod/storage/storage.go (BindingREST)
// Models kubernetes@v1.36.0 pkg/registry/core/pod/storage/eviction.go
// Models kubernetes@v1.36.0 pkg/registry/apps/deployment/storage/storage.go (ScaleREST)
// Differs: PodDisruptionBudgets are not modelled, so an eviction is never refused with 429.
import {
  type Binding,
  badRequestStatus,
  conflictStatus,
  type Deployment,
  type Eviction,
  extend,
  field,
  formatLabelSelector,
  invalidStatus,
  type KubeObject,
  type Node,
  notFoundStatus,
  type Pod,
  type PodCondition,
  type PodStatus,
  type Scale,
  SUBRESOURCE_KINDS,
} from '../../api/index.ts';
import { get } from '../kernel/table.ts';
import { type Call, type Outcome, ok, refuse, revisionOf } from './call.ts';
import { planDelete } from './delete.ts';
import { isObject, type JsonObject } from './patch/json.ts';
import { mergePatch } from './patch/merge.ts';
import { cacheOf, etcdKey } from './state.ts';
import { planChange } from './update.ts';

const PODS_BINDING = { group: '', resource: 'pods/binding' };
const TOPOLOGY_LABELS: readonly string[] = ['topology.kubernetes.io/zone', 'topology.kubernetes.io/region'];

/** Writes down the scheduler's choice. A Pod is bound once. */
export function planBinding(call: Call, current: KubeObject | undefined): Outcome {
  const { request, info } = call;
  const binding = request.object as Binding;
  const name = request.name ?? binding.metadata.name ?? '';
  const target = binding.target;
  if (target?.kind !== undefined && target.kind !== '' && target.kind !== 'Node') {
    return refuse(
      invalidStatus(bindingKind(), name, [
        field.notSupported('target.kind', target.kind, ['Node', '<empty>']),
      ]),
    );
  }
  if (!target?.name) return refuse(invalidStatus(bindingKind(), name, [field.required('target.name')]));
  if (current === undefined) return refuse(notFoundStatus(info, name));
  const pod = current as Pod;
  const { uid } = binding.metadata;
  if (uid && uid !== pod.metadata.uid) {
    const detail = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${pod.metadata.uid}`;
    return refuse(conflictStatus(info, name, detail));
  }
  const refuseBinding = (detail: string): Outcome => refuse(conflictStatus(PODS_BINDING, name, detail));
  if (pod.metadata.deletionTimestamp !== undefined) {
    return refuseBinding(`pod ${name} is being deleted, cannot be assigned to a host`);
  }
  if (pod.spec.nodeName)
    return refuseBinding(`pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  if ((pod.spec.schedulingGates?.length ?? 0) > 0) {
    return refuseBinding(`pod ${name} has non-empty .spec.schedulingGates`);
  }
  const labels = { ...topologyOf(call, target.name), ...binding.metadata.labels };
  const annotations = binding.metadata.annotations;
  const bound: Pod = {
    ...pod,
    metadata: extend(pod.metadata, {
      ...(Object.keys(labels).length > 0 && { labels: { ...pod.metadata.labels, ...labels } }),
      ...(annotations && { annotations: { ...pod.metadata.annotations, ...annotations } }),
    }),
    spec: extend(pod.spec, { nodeName: target.name }),
    status: extend(withoutNomination(pod.status), {
      conditions: withCondition(
        pod.status?.conditions,
        { type: 'PodScheduled', status: 'True', observedGeneration: pod.metadata.generation },
        call.context.timestamp(),
      ),
    }),
  };
  const key = etcdKey(info.resource, pod.metadata.namespace, name);
  return { type: 'write', op: { type: 'put', key, value: bound }, expected: revisionOf(pod), code: 201 };
}

/** Since 1.35 a bound Pod is nominated no more (ClearingNominatedNodeNameAfterBinding). */
function withoutNomination(status: PodStatus | undefined): PodStatus {
  const { nominatedNodeName: _, ...rest } = status ?? {};
  return rest;
}

function bindingKind(): { group: string; kind: string } {
  return SUBRESOURCE_KINDS.find((kind) => kind.kind === 'Binding') as { group: string; kind: string };
}

/** Since 1.35 a bound Pod carries its node's zone and region. */
function topologyOf(call: Call, nodeName: string): Record<string, string> {
  const node = get(cacheOf(call.state, 'nodes').objects, nodeName) as Node | undefined;
  const labels: Record<string, string> = {};
  for (const key of TOPOLOGY_LABELS) {
    const value = node?.metadata.labels?.[key];
    if (value !== undefined) labels[key] = value;
  }
  return labels;
}

/** The conditions with one set; the transition time moves only with the status. */
function withCondition(
  conditions: readonly PodCondition[] | undefined,
  condition: PodCondition,
  timestamp: string,
): PodCondition[] {
  const list = conditions ?? [];
  const old = list.find((other) => other.type === condition.type);
  const lastTransitionTime = old?.status === condition.status ? old.lastTransitionTime : timestamp;
  const next: PodCondition = { lastProbeTime: null, lastTransitionTime, ...condition };
  return old === undefined ? [...list, next] : list.map((other) => (other === old ? next : other));
}

/** Marks a Pod as disrupted and then deletes it. */
export function planEviction(call: Call, current: KubeObject | undefined): Outcome {
  const { request, info, context } = call;
  const eviction = request.object as Eviction;
  const name = request.name ?? eviction.metadata.name ?? '';
  const given = eviction.metadata.name ?? '';
  if (given !== name) {
    return refuse(
      badRequestStatus(`name in URL does not match name in Eviction object: ${name} != ${given}`),
    );
  }
  if (current === undefined) return refuse(notFoundStatus(info, name));
  const pod = current as Pod;
  const { gracePeriodSeconds, preconditions } = eviction.deleteOptions ?? {};
  const deletion = {
    ...request,
    verb: 'delete' as const,
    subresource: undefined,
    object: undefined,
    options: { gracePeriodSeconds, preconditions },
  };
  const phase = pod.status?.phase;
  const condition: PodCondition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
    observedGeneration: pod.metadata.generation,
  };
  const ended = phase === 'Succeeded' || phase === 'Failed' || phase === 'Pending';
  if (ended || pod.metadata.deletionTimestamp !== undefined) {
    const outcome = planDelete({ ...call, request: deletion }, pod);
    return outcome.type === 'write' ? { ...outcome, code: 201 } : outcome;
  }
  const disrupted: Pod = {
    ...pod,
    status: {
      ...pod.status,
      conditions: withCondition(pod.status?.conditions, condition, context.timestamp()),
    },
  };
  const key = etcdKey(info.resource, pod.metadata.namespace, name);
  const op = { type: 'put' as const, key, value: disrupted };
  return { type: 'write', op, expected: revisionOf(pod), code: 201, followUp: deletion };
}

/** The number of replicas of a Deployment or ReplicaSet, read and written without knowing its kind. */
export function planScale(call: Call, current: KubeObject | undefined): Outcome {
  const { info, request } = call;
  const name = request.name ?? '';
  if (current === undefined) return refuse(notFoundStatus(info, name));
  const workload = current as Deployment;
  const scale = scaleOf(workload);
  if (request.verb === 'get') return ok(scale);
  const wanted = (request.verb === 'patch' ? mergePatch(scale, request.object) : request.object) as Scale;
  if (!isObject(wanted as unknown as JsonObject)) {
    return refuse(badRequestStatus('expected input object type to be Scale'));
  }
  const replicas = wanted.spec?.replicas ?? 0;
  if (replicas < 0) {
    return refuse(
      invalidStatus(scaleKind(), name, [
        field.invalid('spec.replicas', replicas, 'must be greater than or equal to 0'),
      ]),
    );
  }
  const outcome = planChange({ ...call, request: { ...request, subresource: undefined } }, current, {
    ...workload,
    metadata: { ...workload.metadata, resourceVersion: wanted.metadata.resourceVersion },
    spec: { ...workload.spec, replicas },
  } as Deployment);
  return outcome.type === 'answer' && outcome.object !== undefined ? ok(scaleOf(outcome.object)) : outcome;
}

function scaleKind(): { group: string; kind: string } {
  return SUBRESOURCE_KINDS.find((kind) => kind.kind === 'Scale') as { group: string; kind: string };
}

export function scaleOf(object: KubeObject): Scale {
  const { metadata, spec, status } = object as Deployment;
  const selector = formatLabelSelector(spec.selector);
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: {
      name: metadata.name,
      namespace: metadata.namespace,
      uid: metadata.uid,
      resourceVersion: metadata.resourceVersion,
      creationTimestamp: metadata.creationTimestamp,
    },
    spec: { replicas: spec.replicas ?? 1 },
    status: { replicas: status?.replicas ?? 0, selector: selector === '<none>' ? '' : selector },
  };
}
