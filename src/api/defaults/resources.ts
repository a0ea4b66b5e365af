// Models kubernetes@v1.36.0 pkg/apis/core/v1/defaults.go (ResourceList, Pod-level resources)
import { roundUpToMilli } from '../quantity.ts';
import { isPodLevelResource, podLimits, podRequests } from '../resources.ts';
import type { Pod, ResourceList, ResourceRequirements } from '../types/index.ts';

/** Fills the gaps of `spec.resources` from the containers; undefined when the Pod has none. */
export function defaultPodLevelResources(pod: Pick<Pod, 'spec'>): ResourceRequirements | undefined {
  const own = pod.spec.resources;
  if (own === undefined) return undefined;
  const options = { excludeOverhead: true, skipPodLevelResources: true };
  let limits: ResourceList = { ...own.limits };
  const requests: ResourceList = { ...own.requests };
  const containerLimits = podLimits(pod, options);
  const hasAny = Object.keys(limits).length + Object.keys(requests).length > 0;
  if (hasAny) {
    for (const [name, amount] of Object.entries(containerLimits)) {
      if (name.startsWith('hugepages-') && requests[name] === undefined)
        limits = { [name]: amount, ...limits };
    }
  }
  if (Object.keys(limits).length > 0) {
    for (const [name, amount] of Object.entries(podRequests(pod, options))) {
      const overcommit = isPodLevelResource(name) && !name.startsWith('hugepages-');
      if (overcommit && requests[name] === undefined) requests[name] = amount;
    }
    for (const [name, amount] of Object.entries(limits)) {
      if (isPodLevelResource(name) && requests[name] === undefined) requests[name] = amount;
    }
  }
  return {
    ...own,
    ...(Object.keys(limits).length > 0 && { limits }),
    ...(Object.keys(requests).length > 0 && { requests }),
  };
}

export function roundResources(resources: ResourceRequirements): ResourceRequirements {
  return {
    ...resources,
    ...(resources.limits && { limits: roundResourceList(resources.limits) }),
    ...(resources.requests && { requests: roundResourceList(resources.requests) }),
  };
}

/** Thousandths, in canonical text: `0.5` becomes `500m`. Text that is no quantity stays for the decoder to refuse. */
export function roundResourceList(list: ResourceList): ResourceList {
  const result: ResourceList = {};
  for (const [name, amount] of Object.entries(list)) {
    try {
      result[name] = roundUpToMilli(amount);
    } catch {
      result[name] = amount;
    }
  }
  return result;
}
