import type { EndpointSlice, KubeObject, Pod } from '../../../api/index.ts';
import { emptyTable, get, put, remove, scanPrefix, type Table } from '../../kernel/table.ts';
import type { Observed } from './informer.ts';
import { type PodGroups, regroup } from './podGroups.ts';

/**
 * Look-ups that controllers share, each a flat set of `<what is looked up> <resource key>`, so that a
 * change costs one insertion whatever the number of answers.
 */
export interface Indexes {
  /** `<owner uid> <resource> <key>` for every owner reference. */
  readonly dependents: Table<true>;
  /** By uid of a controller: its Pods. */
  readonly podsByController: PodGroups;
  /** `<node> <key>` of Pods that are bound. */
  readonly podsByNode: Table<true>;
  /** `<namespace/claim> <key>` of Pods that use a claim. */
  readonly podsByClaim: Table<true>;
  /** `<namespace/service> <key>` of EndpointSlices. */
  readonly slicesByService: Table<true>;
}

export const EMPTY_INDEXES: Indexes = {
  dependents: emptyTable(),
  podsByController: emptyTable(),
  podsByNode: emptyTable(),
  podsByClaim: emptyTable(),
  slicesByService: emptyTable(),
};

export const LABEL_SERVICE_NAME = 'kubernetes.io/service-name';

/** `namespace/name` of the claims a Pod uses. */
export function claimsOf(pod: Pod): string[] {
  const claims: string[] = [];
  for (const volume of pod.spec.volumes ?? []) {
    const name =
      volume.persistentVolumeClaim?.claimName ??
      (volume.ephemeral === undefined ? undefined : `${pod.metadata.name}-${volume.name}`);
    if (name !== undefined) claims.push(`${pod.metadata.namespace}/${name}`);
  }
  return claims;
}

export function reindex(indexes: Indexes, observed: Observed): Indexes {
  const { resource, key, before, after } = observed;
  let next = indexes;
  const owned = before?.metadata.ownerReferences;
  const ownedNow = after?.metadata.ownerReferences;
  if (owned !== ownedNow) {
    let { dependents } = next;
    for (const owner of owned ?? []) dependents = remove(dependents, `${owner.uid} ${resource} ${key}`);
    for (const owner of ownedNow ?? []) dependents = put(dependents, `${owner.uid} ${resource} ${key}`, true);
    if (dependents !== next.dependents) next = { ...next, dependents };
  }
  if (resource === 'pods') return indexPod(next, key, before as Pod | undefined, after as Pod | undefined);
  if (resource === 'endpointslices') {
    return indexSlice(next, key, before as EndpointSlice | undefined, after as EndpointSlice | undefined);
  }
  return next;
}

function indexPod(indexes: Indexes, key: string, before: Pod | undefined, after: Pod | undefined): Indexes {
  let next = indexes;
  const podsByController = regroup(next.podsByController, key, before, after);
  if (podsByController !== next.podsByController) next = { ...next, podsByController };
  const node = before?.spec.nodeName;
  const nodeNow = after?.spec.nodeName;
  if (node !== nodeNow) {
    let { podsByNode } = next;
    if (node) podsByNode = remove(podsByNode, `${node} ${key}`);
    if (nodeNow) podsByNode = put(podsByNode, `${nodeNow} ${key}`, true);
    next = { ...next, podsByNode };
  }
  if ((before === undefined || after === undefined) && (before ?? after)?.spec.volumes !== undefined) {
    let { podsByClaim } = next;
    if (before !== undefined)
      for (const claim of claimsOf(before)) podsByClaim = remove(podsByClaim, `${claim} ${key}`);
    if (after !== undefined)
      for (const claim of claimsOf(after)) podsByClaim = put(podsByClaim, `${claim} ${key}`, true);
    if (podsByClaim !== next.podsByClaim) next = { ...next, podsByClaim };
  }
  return next;
}

function indexSlice(
  indexes: Indexes,
  key: string,
  before: EndpointSlice | undefined,
  after: EndpointSlice | undefined,
): Indexes {
  const service = serviceOf(before);
  const serviceNow = serviceOf(after);
  if (service === serviceNow) return indexes;
  let { slicesByService } = indexes;
  if (service !== undefined) slicesByService = remove(slicesByService, `${service} ${key}`);
  if (serviceNow !== undefined) slicesByService = put(slicesByService, `${serviceNow} ${key}`, true);
  return { ...indexes, slicesByService };
}

/** `namespace/name` of the Service a slice belongs to. */
export function serviceOf(slice: EndpointSlice | undefined): string | undefined {
  const name = slice?.metadata.labels?.[LABEL_SERVICE_NAME];
  return name === undefined ? undefined : `${slice?.metadata.namespace}/${name}`;
}

/** The objects of `objects` that `index` lists under `what`, in key order. */
export function lookUp<T extends KubeObject>(
  index: Table<true>,
  what: string,
  objects: Table<KubeObject>,
): T[] {
  const found: T[] = [];
  const prefix = `${what} `;
  scanPrefix(index, prefix, (_, entry) => {
    const object = get(objects, entry.slice(prefix.length));
    if (object !== undefined) found.push(object as T);
  });
  return found;
}
