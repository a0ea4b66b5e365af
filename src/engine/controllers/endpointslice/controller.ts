// Models kubernetes@v1.36.0 pkg/controller/endpointslice/endpointslice_controller.go
// Differs: the annotation endpoints.kubernetes.io/last-change-trigger-time is not written.
import {
  type Endpoint,
  type EndpointPort,
  type EndpointSlice,
  labelsContain,
  type Node,
  type Pod,
  type Service,
  type StringMap,
} from '../../../api/index.ts';
import { scanPrefix } from '../../kernel/table.ts';
import { type Controller, DONE, FINAL_CALLS } from '../client/controller.ts';
import type { Desk } from '../client/desk.ts';
import { lookUp, serviceOf } from '../client/indexes.ts';
import { isPodReady } from '../pods.ts';
import { belongsInEndpoints, reachOf } from './endpoints.ts';
import { LABEL_MANAGED_BY, MANAGER_NAME, planSlices } from './plan.ts';

const NAME = 'endpointslice';

/** Lists, for each Service with a selector, where its Pods can be reached. */
export const endpointSlices: Controller = {
  name: NAME,
  workers: 5,
  watches: ['services', 'pods', 'endpointslices', 'nodes'],

  observe(desk, { resource, key, before, after }) {
    switch (resource) {
      case 'services':
        if (after !== undefined) desk.enqueue(NAME, key);
        return;
      case 'pods':
        observePod(desk, before as Pod | undefined, after as Pod | undefined);
        return;
      case 'endpointslices': {
        const slice = (after ?? before) as EndpointSlice;
        const service = serviceOf(slice);
        // A stranger's change that falls together with an own write makes that write fail, and so is noticed too.
        if (service === undefined || desk.isCalling(NAME, service)) return;
        if (slice.metadata.labels?.[LABEL_MANAGED_BY] === MANAGER_NAME) {
          desk.enqueue(NAME, service);
        }
        return;
      }
      default:
        // A node that comes or goes changes which of its Pods can be listed.
        if (before === undefined || after === undefined) {
          for (const pod of lookUp<Pod>(desk.indexes.podsByNode, key, desk.objects('pods'))) {
            enqueueServices(desk, pod);
          }
        }
    }
  },

  sync(desk, key) {
    const service = desk.find<Service>('services', key);
    if (service === undefined) return DONE;
    const { selector, type } = service.spec;
    if (type === 'ExternalName' || selector === undefined || Object.keys(selector).length === 0) return DONE;
    const existing = lookUp<EndpointSlice>(
      desk.indexes.slicesByService,
      key,
      desk.objects('endpointslices'),
    ).filter(
      (slice) =>
        slice.metadata.labels?.[LABEL_MANAGED_BY] === MANAGER_NAME &&
        slice.metadata.deletionTimestamp === undefined,
    );
    const plan = planSlices(service, existing, groupsOf(desk, service));
    for (const slice of plan.create) desk.create(NAME, key, slice);
    for (const slice of plan.update) desk.update(NAME, key, slice);
    for (const slice of plan.remove) desk.delete(NAME, key, slice);
    return plan.create.length + plan.update.length + plan.remove.length === 0 ? DONE : FINAL_CALLS;
  },

  failed(desk, key, _request, response) {
    if (response.code === 409 || response.code === 404) return;
    const service = desk.find<Service>('services', key);
    if (service === undefined) return;
    desk.event(
      'endpoint-slice-controller',
      service,
      'Warning',
      'FailedToUpdateEndpointSlices',
      `Error updating Endpoint Slices for Service ${key}: ${response.status?.message ?? ''}`,
    );
  },
};

/** The Pods of a Service, grouped by what its ports are in them. */
function groupsOf(desk: Desk, service: Service): { ports: readonly EndpointPort[]; endpoints: Endpoint[] }[] {
  const { namespace } = service.metadata;
  const groups = new Map<string, { ports: readonly EndpointPort[]; endpoints: Endpoint[] }>();
  scanPrefix(desk.objects<Pod>('pods'), `${namespace}/`, (pod) => {
    if (!labelsContain(pod.metadata.labels, service.spec.selector) || !belongsInEndpoints(pod)) return;
    const node = desk.find<Node>('nodes', pod.spec.nodeName ?? '');
    if (node === undefined) return;
    const { endpoint, ports, portsKey } = reachOf(pod, node, service);
    const group = groups.get(portsKey);
    if (group === undefined) groups.set(portsKey, { ports, endpoints: [endpoint] });
    else group.endpoints.push(endpoint);
  });
  return [...groups.values()];
}

/** Only what an endpoint shows makes a Service worth another look. */
function observePod(desk: Desk, before: Pod | undefined, after: Pod | undefined): void {
  if (before === undefined || after === undefined) {
    const pod = (after ?? before) as Pod;
    if (belongsInEndpoints(pod)) enqueueServices(desk, pod);
    return;
  }
  const sameLabels = areLabelsEqual(before.metadata.labels, after.metadata.labels);
  const isEndpoint = belongsInEndpoints(after);
  const hasChanged =
    isEndpoint !== belongsInEndpoints(before) ||
    (isEndpoint &&
      (isPodReady(before) !== isPodReady(after) ||
        (before.metadata.deletionTimestamp === undefined) !==
          (after.metadata.deletionTimestamp === undefined) ||
        before.status?.podIP !== after.status?.podIP ||
        before.spec.nodeName !== after.spec.nodeName));
  if (!hasChanged && sameLabels) return;
  enqueueServices(desk, after);
  if (!sameLabels) enqueueServices(desk, before);
}

function areLabelsEqual(a: StringMap | undefined, b: StringMap | undefined): boolean {
  return a === b || (labelsContain(a, b) && labelsContain(b, a));
}

function enqueueServices(desk: Desk, pod: Pod): void {
  const { labels, namespace } = pod.metadata;
  if (labels === undefined) return;
  scanPrefix(desk.objects<Service>('services'), `${namespace}/`, (service, key) => {
    const { selector } = service.spec;
    if (selector === undefined || Object.keys(selector).length === 0) return;
    if (labelsContain(labels, selector)) desk.enqueue(NAME, key);
  });
}
