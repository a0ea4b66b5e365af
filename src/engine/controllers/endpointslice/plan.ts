// Models kubernetes@v1.36.0 staging/src/k8s.io/endpointslice/reconciler.go (reconcileByPortMapping)
// Differs: only IPv4; topology hints are not given.
import type { Endpoint, EndpointSlice, Service } from '../../../api/index.ts';
import { LABEL_SERVICE_NAME } from '../client/indexes.ts';
import { type EndpointGroup, portsKey, sameEndpoint } from './endpoints.ts';

export const LABEL_MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
export const MANAGER_NAME = 'endpointslice-controller.k8s.io';
const LABEL_HEADLESS = 'service.kubernetes.io/headless';
const MAX_ENDPOINTS = 100;

export interface SlicePlan {
  readonly create: readonly EndpointSlice[];
  readonly update: readonly EndpointSlice[];
  readonly remove: readonly EndpointSlice[];
}

/** What to write so that `existing` slices show exactly `groups`; as few slices as can be are touched. */
export function planSlices(
  service: Service,
  existing: readonly EndpointSlice[],
  groups: readonly EndpointGroup[],
): SlicePlan {
  const create: EndpointSlice[] = [];
  const update: EndpointSlice[] = [];
  const spare: EndpointSlice[] = [];
  const byPorts = new Map<string, EndpointSlice[]>();
  for (const slice of existing) {
    const key = portsKey(slice.ports);
    byPorts.set(key, [...(byPorts.get(key) ?? []), slice]);
  }
  for (const group of groups) {
    const key = portsKey(group.ports);
    const slices = byPorts.get(key) ?? [];
    byPorts.delete(key);
    planGroup(service, slices, group, create, update, spare);
  }
  for (const slices of byPorts.values()) spare.push(...slices);
  // A Service always has a slice, so that its readers can tell "no endpoints" from "not looked at yet".
  const kept = existing.length - spare.length + create.length;
  if (kept === 0) {
    const [first, ...others] = spare;
    if (first === undefined)
      return { create: [newSlice(service, { ports: [], endpoints: [] })], update, remove: [] };
    if (first.endpoints.length === 0 && isLabelled(first, service)) return { create, update, remove: others };
    return { create, update: [labelled({ ...first, endpoints: [] }, service)], remove: others };
  }
  return { create, update, remove: spare };
}

function planGroup(
  service: Service,
  slices: readonly EndpointSlice[],
  group: EndpointGroup,
  create: EndpointSlice[],
  update: EndpointSlice[],
  spare: EndpointSlice[],
): void {
  const wanted = new Map(group.endpoints.map((endpoint) => [endpoint.targetRef?.uid ?? '', endpoint]));
  const settled: { slice: EndpointSlice; endpoints: Endpoint[]; isChanged: boolean }[] = [];
  for (const slice of slices) {
    const endpoints: Endpoint[] = [];
    let isChanged = !isLabelled(slice, service);
    for (const endpoint of slice.endpoints) {
      const uid = endpoint.targetRef?.uid ?? '';
      const now = wanted.get(uid);
      wanted.delete(uid);
      if (now === undefined) isChanged = true;
      else if (sameEndpoint(endpoint, now)) endpoints.push(endpoint);
      else {
        endpoints.push(now);
        isChanged = true;
      }
    }
    settled.push({ slice, endpoints, isChanged });
  }
  const added = [...wanted.values()];
  // New endpoints go where something is written anyway, then to the fullest slice that has room.
  const byRoom = [...settled].sort(
    (a, b) => Number(b.isChanged) - Number(a.isChanged) || b.endpoints.length - a.endpoints.length,
  );
  for (const entry of byRoom) {
    const room = MAX_ENDPOINTS - entry.endpoints.length;
    if (room <= 0 || added.length === 0) continue;
    entry.endpoints.push(...added.splice(0, room));
    entry.isChanged = true;
  }
  while (added.length > 0) {
    create.push(newSlice(service, { ports: group.ports, endpoints: added.splice(0, MAX_ENDPOINTS) }));
  }
  for (const { slice, endpoints, isChanged } of settled) {
    if (endpoints.length === 0) spare.push(slice);
    else if (isChanged) update.push(labelled({ ...slice, endpoints }, service));
  }
}

/** Labels a slice carries: the Service's own, and those that tie it to the Service and this controller. */
function labelsOf(service: Service): Record<string, string> {
  const isHeadless = service.spec.clusterIP === 'None';
  return {
    ...service.metadata.labels,
    ...(isHeadless ? { [LABEL_HEADLESS]: '' } : {}),
    [LABEL_SERVICE_NAME]: service.metadata.name as string,
    [LABEL_MANAGED_BY]: MANAGER_NAME,
  };
}

function isLabelled(slice: EndpointSlice, service: Service): boolean {
  const labels = labelsOf(service);
  const has = slice.metadata.labels ?? {};
  const names = Object.keys(labels);
  return names.length === Object.keys(has).length && names.every((name) => has[name] === labels[name]);
}

function labelled(slice: EndpointSlice, service: Service): EndpointSlice {
  return { ...slice, metadata: { ...slice.metadata, labels: labelsOf(service) } };
}

function newSlice(service: Service, group: EndpointGroup): EndpointSlice {
  const { name, namespace, uid } = service.metadata;
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      generateName: `${name}-`,
      namespace,
      labels: labelsOf(service),
      ownerReferences: [
        {
          apiVersion: 'v1',
          kind: 'Service',
          name: name as string,
          uid: uid as string,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    addressType: 'IPv4',
    endpoints: [...group.endpoints],
    ports: [...group.ports],
  };
}
