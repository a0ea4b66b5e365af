// Models kubernetes@v1.36.0 pkg/controller/deployment/sync.go (getNewReplicaSet)
// Models kubernetes@v1.36.0 pkg/controller/controller_utils.go (ComputeHash)
// Differs: the hash is taken of the template's JSON, not of Go's dump of it, so names differ from a real cluster's.
import type { Deployment, PodTemplateSpec, ReplicaSet, StringMap } from '../../../api/index.ts';
import { equal } from '../../apiserver/equal.ts';
import { hash32 } from '../../kernel/random.ts';
import { controllerRef } from '../pods.ts';
import {
  ANN_DESIRED,
  ANN_MAX,
  ANN_REVISION,
  byCreation,
  fenceposts,
  LABEL_HASH,
  replicasOf,
  revisionOf,
} from './arithmetic.ts';

/** Digits become these, so that no hash spells a word. */
const SAFE = 'bcdfghjklmnpqrstvwxz2456789';

/** Annotations of the deployment that its sets do not take over. */
const NOT_COPIED: ReadonlySet<string> = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  ANN_REVISION,
  'deployment.kubernetes.io/revision-history',
  ANN_DESIRED,
  ANN_MAX,
  'deprecated.deployment.rollback.to',
]);

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value as Record<string, unknown>)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

export function templateHash(template: PodTemplateSpec, collisionCount: number | undefined): string {
  const text = canonical(template) + (collisionCount === undefined ? '' : `#${collisionCount}`);
  return [...String(hash32(text))].map((digit) => SAFE[digit.charCodeAt(0) % SAFE.length]).join('');
}

function withoutHash(template: PodTemplateSpec | undefined): PodTemplateSpec | undefined {
  if (template?.metadata?.labels?.[LABEL_HASH] === undefined) return template;
  const { [LABEL_HASH]: _, ...labels } = template.metadata.labels;
  return { ...template, metadata: { ...template.metadata, labels } };
}

export function hasTemplate(set: ReplicaSet, template: PodTemplateSpec): boolean {
  return equal(withoutHash(set.spec.template), withoutHash(template));
}

/** The set that runs the deployment's template: the oldest of them if there are several. */
export function findNewSet(deployment: Deployment, sets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return [...sets].sort(byCreation).find((set) => hasTemplate(set, deployment.spec.template));
}

export function nextRevision(sets: readonly ReplicaSet[]): number {
  return sets.reduce((most, set) => Math.max(most, revisionOf(set)), 0) + 1;
}

function copiedAnnotations(deployment: Deployment): StringMap {
  const entries = Object.entries(deployment.metadata.annotations ?? {});
  return Object.fromEntries(entries.filter(([key]) => !NOT_COPIED.has(key)));
}

/** Annotations a set must carry, whatever else it has. */
export function setAnnotations(deployment: Deployment): StringMap {
  return {
    [ANN_DESIRED]: String(replicasOf(deployment)),
    [ANN_MAX]: String(replicasOf(deployment) + fenceposts(deployment).surge),
  };
}

export function newReplicaSet(deployment: Deployment, replicas: number, revision: number): ReplicaSet {
  const { template, selector, minReadySeconds } = deployment.spec;
  const hash = templateHash(template, deployment.status?.collisionCount);
  const labels = { ...template.metadata?.labels, [LABEL_HASH]: hash };
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace,
      labels,
      annotations: {
        ...copiedAnnotations(deployment),
        ...setAnnotations(deployment),
        [ANN_REVISION]: String(revision),
      },
      ownerReferences: [controllerRef(deployment)],
    },
    spec: {
      replicas,
      ...(minReadySeconds === undefined ? {} : { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [LABEL_HASH]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

/** The new set as it must be annotated and timed; the same object when it already is. */
export function maintained(deployment: Deployment, set: ReplicaSet, revision: number): ReplicaSet {
  const has = set.metadata.annotations ?? {};
  const wanted = {
    ...has,
    ...copiedAnnotations(deployment),
    [ANN_REVISION]: String(Math.max(revision, revisionOf(set))),
  };
  const { minReadySeconds } = deployment.spec;
  if (equal(has, wanted) && (set.spec.minReadySeconds ?? 0) === (minReadySeconds ?? 0)) return set;
  return {
    ...set,
    metadata: { ...set.metadata, annotations: wanted },
    spec: { ...set.spec, minReadySeconds },
  };
}
