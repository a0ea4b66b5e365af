// Models kubernetes@v1.36.0 cmd/kube-proxy/app/server.go, pkg/proxy/iptables/proxier.go (syncProxyRules)
// Differs: it is a part of every machine, not a Pod of a DaemonSet; rules are handed over by Service, not as a file.
import type { EndpointSlice, Service } from '../../api/index.ts';
import type { ApiRequest, ApiResponse, WatchEvent } from '../apiserver/messages.ts';
import type { Component, Context } from '../kernel/component.ts';
import { LATENCY_MS } from '../kernel/latency.ts';
import { type Address, nodeOf } from '../kernel/message.ts';
import { emptyTable, get, put, remove, type Table } from '../kernel/table.ts';
import { type PortRule, type RuleSync, rulesOf, sameRules } from './rules.ts';
import { serviceOf } from './slices.ts';

export interface KubeProxyState {
  /** By `namespace/name`. */
  readonly services: Table<Service>;
  readonly slices: Table<EndpointSlice>;
  /** By Service: the keys of its slices, sorted. */
  readonly slicesOf: Table<readonly string[]>;
  /** What has been programmed, by Service; a Service without rules is left out. */
  readonly programmed: Table<readonly PortRule[]>;
  /** Services that have changed since. */
  readonly dirty: readonly string[];
  /** Null before the first. */
  readonly lastSyncMs: number | null;
  readonly isScheduled: boolean;
}

/** The least time between two rounds of programming (minSyncPeriod). */
const MIN_SYNC_MS = 1000;
const WATCH_RETRY_MS = 1000;
const SELECTOR = '!service.kubernetes.io/headless,!service.kubernetes.io/service-proxy-name';

export function initialKubeProxy(): KubeProxyState {
  return {
    services: emptyTable(),
    slices: emptyTable(),
    slicesOf: emptyTable(),
    programmed: emptyTable(),
    dirty: [],
    lastSyncMs: null,
    isScheduled: false,
  };
}

export const kubeProxy: Component<KubeProxyState> = {
  receive(state, envelope, context) {
    const me = envelope.to;
    switch (envelope.verb) {
      case 'start':
        watch(me, 'services', context);
        watch(me, 'endpointslices', context);
        return initialKubeProxy();
      case 'watch again':
        watch(me, envelope.body as string, context);
        return state;
      case 'reply': {
        const reply = envelope.body as ApiResponse;
        if (reply.code >= 400) {
          const message = { from: me, to: me, verb: 'watch again', body: reply.id, background: true };
          context.send(message, WATCH_RETRY_MS);
        }
        return state;
      }
      case 'watch': {
        const event = envelope.body as WatchEvent;
        context.note({ event: event.event, resource: event.resource });
        return settle(me, watched(state, event), context);
      }
      case 'sync':
        return sync(me, { ...state, isScheduled: false }, context);
      default:
        throw new Error(`${me} does not know ${envelope.verb}`);
    }
  },
};

function watch(me: Address, resource: string, context: Context): void {
  const body: ApiRequest = {
    type: 'request',
    id: resource,
    verb: 'watch',
    resource,
    options: { labelSelector: SELECTOR },
  };
  context.send({ from: me, to: 'apiserver', verb: 'watch', body, background: true }, LATENCY_MS.api);
}

function watched(state: KubeProxyState, { event, resource, object }: WatchEvent): KubeProxyState {
  if (event === 'BOOKMARK') return state;
  const key = `${object.metadata.namespace}/${object.metadata.name}`;
  let { services, slices, slicesOf } = state;
  let dirty = key;
  if (resource === 'services') {
    services = event === 'DELETED' ? remove(services, key) : put(services, key, object as Service);
  } else {
    const slice = object as EndpointSlice;
    const service = serviceOf(slice);
    if (service === undefined) return state;
    dirty = service;
    const known = get(slicesOf, service) ?? [];
    const isGone = event === 'DELETED';
    const names = isGone ? known.filter((name) => name !== key) : added(known, key);
    slices = isGone ? remove(slices, key) : put(slices, key, slice);
    if (names.length === 0) slicesOf = remove(slicesOf, service);
    else if (names !== known) slicesOf = put(slicesOf, service, names);
  }
  // Field by field: every machine does this for every change of a Service.
  return {
    services,
    slices,
    slicesOf,
    programmed: state.programmed,
    dirty: added(state.dirty, dirty),
    lastSyncMs: state.lastSyncMs,
    isScheduled: state.isScheduled,
  };
}

function added(list: readonly string[], name: string): readonly string[] {
  return list.includes(name) ? list : [...list, name].sort();
}

/** Programs at once, or a little later when it has just done so. */
function settle(me: Address, state: KubeProxyState, context: Context): KubeProxyState {
  if (state.isScheduled || state.dirty.length === 0) return state;
  const dueMs = state.lastSyncMs === null ? context.nowMs : state.lastSyncMs + MIN_SYNC_MS;
  if (dueMs <= context.nowMs) return sync(me, state, context);
  context.send({ from: me, to: me, verb: 'sync' }, dueMs - context.nowMs);
  return { ...state, isScheduled: true };
}

function sync(me: Address, state: KubeProxyState, context: Context): KubeProxyState {
  let { programmed } = state;
  for (const service of state.dirty) {
    const before = get(programmed, service) ?? [];
    const rules = wanted(state, service);
    if (sameRules(before, rules)) continue;
    programmed = rules.length === 0 ? remove(programmed, service) : put(programmed, service, rules);
    const [namespace, name] = service.split('/') as [string, string];
    const body: RuleSync = { service, rules };
    context.send(
      { from: me, to: `net/${nodeOf(me)}`, verb: 'sync', object: { kind: 'Service', namespace, name }, body },
      LATENCY_MS.local,
    );
  }
  const lastSyncMs = programmed === state.programmed ? state.lastSyncMs : context.nowMs;
  return { ...state, programmed, dirty: [], lastSyncMs };
}

function wanted(state: KubeProxyState, key: string): readonly PortRule[] {
  const service = get(state.services, key);
  if (service === undefined) return [];
  const slices: EndpointSlice[] = [];
  for (const name of get(state.slicesOf, key) ?? []) {
    const slice = get(state.slices, name);
    if (slice !== undefined && slice.addressType === 'IPv4') slices.push(slice);
  }
  return rulesOf(service, slices);
}
