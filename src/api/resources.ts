// Models kubernetes@v1.36.0 staging/src/k8s.io/component-helpers/resource/helpers.go
// Models kubernetes@v1.36.0 pkg/scheduler/util/pod_resources.go
// Models kubernetes@v1.36.0 pkg/apis/core/v1/helper/qos/qos.go
// Differs: resources reported in the Pod's status (in-place resize) and allocations of resource claims are left out.
import { addQuantities, compareQuantities, quantity } from './quantity.ts';
import type { Container, Pod, PodQOSClass, ResourceList } from './types/index.ts';

/** The same two as a resource list. */
export const NON_ZERO_REQUESTS: ResourceList = { cpu: '100m', memory: '200Mi' };

export interface PodResourcesOptions {
  /** Leave the runtime class's overhead out. */
  excludeOverhead?: boolean;
  /** Stand-ins for containers that do not name the resource; an explicit zero stays zero. */
  nonMissingContainerRequests?: ResourceList;
  /** Count the containers only, not `spec.resources`. */
  skipPodLevelResources?: boolean;
}

type PodWithSpec = Pick<Pod, 'spec'>;

/** An init container that keeps running beside the main ones. */
export function isSidecar(container: Pick<Container, 'restartPolicy'>): boolean {
  return container.restartPolicy === 'Always';
}

/** Resources that `spec.resources` of a Pod may name. */
export function isPodLevelResource(name: string): boolean {
  return name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');
}

/**
 * What the scheduler reserves: the larger of all containers and sidecars together and the highest moment of
 * initialisation, replaced by Pod-level requests where set, plus overhead.
 */
export function podRequests(pod: PodWithSpec, options: PodResourcesOptions = {}): ResourceList {
  const requests = aggregate(pod, (container) => withStandIns(container.resources?.requests, options));
  if (!options.skipPodLevelResources) applyPodLevel(requests, pod.spec.resources?.requests);
  if (!options.excludeOverhead) addInto(requests, pod.spec.overhead);
  return requests;
}

/** Limits counted like requests; overhead is added to limits that exist and are not zero. */
export function podLimits(pod: PodWithSpec, options: PodResourcesOptions = {}): ResourceList {
  const limits = aggregate(pod, (container) => container.resources?.limits);
  if (!options.skipPodLevelResources) applyPodLevel(limits, pod.spec.resources?.limits);
  if (!options.excludeOverhead) {
    for (const [name, amount] of Object.entries(pod.spec.overhead ?? {})) {
      const limit = limits[name];
      if (limit !== undefined && quantity(limit).nanos !== 0n) limits[name] = addQuantities(limit, amount);
    }
  }
  return limits;
}

/**
 * Requests for scoring: a container that asks for no CPU or memory counts as 100m and 200Mi. With Pod-level requests
 * the stand-ins only serve resources that nobody in the Pod asks for.
 */
export function podNonZeroRequests(pod: PodWithSpec): ResourceList {
  if (!hasPodLevelRequests(pod)) return podRequests(pod, { nonMissingContainerRequests: NON_ZERO_REQUESTS });
  const requests = podRequests(pod);
  const standIns: ResourceList = {};
  for (const [name, amount] of Object.entries(NON_ZERO_REQUESTS)) {
    if (requests[name] === undefined) standIns[name] = amount;
  }
  return podRequests(pod, { nonMissingContainerRequests: standIns });
}

function hasPodLevelRequests(pod: PodWithSpec): boolean {
  return Object.keys(pod.spec.resources?.requests ?? {}).some(isPodLevelResource);
}

function aggregate(
  pod: PodWithSpec,
  listOf: (container: Container) => ResourceList | undefined,
): ResourceList {
  const result: ResourceList = {};
  for (const container of pod.spec.containers) addInto(result, listOf(container));

  const sidecars: ResourceList = {};
  const initialising: ResourceList = {};
  for (const container of pod.spec.initContainers ?? []) {
    const own = listOf(container);
    if (isSidecar(container)) {
      addInto(result, own);
      addInto(sidecars, own);
      maxInto(initialising, sidecars);
    } else {
      // While this one runs, the sidecars declared before it run too.
      const moment: ResourceList = { ...own };
      addInto(moment, sidecars);
      maxInto(initialising, moment);
    }
  }
  maxInto(result, initialising);
  return result;
}

function withStandIns(
  list: ResourceList | undefined,
  options: PodResourcesOptions,
): ResourceList | undefined {
  const standIns = options.nonMissingContainerRequests;
  return standIns === undefined ? list : { ...standIns, ...list };
}

function applyPodLevel(result: ResourceList, podLevel: ResourceList | undefined): void {
  for (const [name, amount] of Object.entries(podLevel ?? {})) {
    if (isPodLevelResource(name)) result[name] = amount;
  }
}

/** Adds `extra` to the list in place; the list is one this file has just made. */
function addInto(list: ResourceList, extra: ResourceList | undefined): void {
  for (const name in extra) {
    const amount = extra[name];
    if (amount === undefined) continue;
    const present = list[name];
    list[name] = present === undefined ? amount : addQuantities(present, amount);
  }
}

function maxInto(list: ResourceList, other: ResourceList): void {
  for (const name in other) {
    const amount = other[name];
    if (amount === undefined) continue;
    const present = list[name];
    if (present === undefined || compareQuantities(amount, present) > 0) list[name] = amount;
  }
}

/**
 * Guaranteed: every container (or the Pod as a whole) limits CPU and memory and asks for just that.
 * BestEffort: nobody names either. Burstable: all else. Only CPU and memory count.
 */
export function podQOSClass(pod: PodWithSpec): PodQOSClass {
  const podLevel = pod.spec.resources;
  const podLevelSet =
    podLevel !== undefined &&
    [...Object.keys(podLevel.requests ?? {}), ...Object.keys(podLevel.limits ?? {})].some(isPodLevelResource);
  if (podLevelSet) return qosOf([podLevel]);
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  return qosOf(containers.map((container) => container.resources ?? {}));
}

function qosOf(all: readonly { requests?: ResourceList; limits?: ResourceList }[]): PodQOSClass {
  const requests: ResourceList = {};
  const limits: ResourceList = {};
  let guaranteed = true;
  for (const resources of all) {
    addInto(requests, computeOnly(resources.requests));
    const own = computeOnly(resources.limits);
    addInto(limits, own);
    if (own.cpu === undefined || own.memory === undefined) guaranteed = false;
  }
  const names = Object.keys(requests);
  if (names.length === 0 && Object.keys(limits).length === 0) return 'BestEffort';
  if (!guaranteed || names.length !== Object.keys(limits).length) return 'Burstable';
  const equal = names.every((name) => {
    const limit = limits[name];
    return limit !== undefined && compareQuantities(limit, requests[name] ?? '0') === 0;
  });
  return equal ? 'Guaranteed' : 'Burstable';
}

/** CPU and memory above zero. */
function computeOnly(list: ResourceList | undefined): ResourceList {
  const result: ResourceList = {};
  for (const name of ['cpu', 'memory']) {
    const amount = list?.[name];
    if (amount !== undefined && quantity(amount).nanos > 0n) result[name] = amount;
  }
  return result;
}
