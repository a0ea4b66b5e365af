// Models kubernetes@v1.36.0 pkg/proxy/topology.go (CategorizeEndpoints), pkg/proxy/endpointslicecache.go
// Differs: no topology hints, no trafficDistribution.
import type { Endpoint, EndpointSlice, Service, ServicePort } from '../../api/index.ts';

export interface RuleEndpoint {
  readonly ip: string;
  readonly port: number;
  readonly node: string;
  readonly ready: boolean;
  /** Ready but for being on its way out. */
  readonly servingWhileTerminating: boolean;
  /** For the record: the Pod behind it. */
  readonly pod: string;
}

/** What kube-proxy programs for one port of a Service. */
export interface PortRule {
  /** Such as `default/web:http`, or `default/web` when the port has no name. */
  readonly name: string;
  readonly protocol: 'tcp' | 'udp';
  readonly clusterIP: string;
  readonly externalIPs: readonly string[];
  readonly port: number;
  /** 0: none. */
  readonly nodePort: number;
  readonly internalLocal: boolean;
  readonly externalLocal: boolean;
  /** For how long a client keeps its endpoint; 0: not at all. */
  readonly affinityMs: number;
  /** By EndpointSlice, shared by all machines. */
  readonly endpoints: readonly (readonly RuleEndpoint[])[];
}

/** kube-proxy/N → net/N, verb `sync`: what holds from now on for a Service. No rules: nothing. */
export interface RuleSync {
  readonly service: string;
  readonly rules: readonly PortRule[];
}

const NONE: readonly RuleEndpoint[] = [];

// A pure memo: objects never change, so what follows from them does not either, and all machines share it.
const memo = new WeakMap<EndpointSlice, Map<string, readonly RuleEndpoint[]>>();

/** The endpoints of a slice for a Service port; the same array every time. */
function endpointsOf(slice: EndpointSlice, port: ServicePort): readonly RuleEndpoint[] {
  let byPort = memo.get(slice);
  if (byPort === undefined) {
    byPort = new Map();
    memo.set(slice, byPort);
  }
  const key = `${port.name ?? ''}/${port.protocol ?? 'TCP'}`;
  let list = byPort.get(key);
  if (list === undefined) {
    const number = slice.ports?.find(
      ({ name = '', protocol = 'TCP' }) =>
        name === (port.name ?? '') && protocol === (port.protocol ?? 'TCP'),
    )?.port;
    list = number === undefined ? NONE : usableEndpoints(slice, number);
    byPort.set(key, list);
  }
  return list;
}

/** Those that could ever be chosen: to kube-proxy the others do not exist. */
function usableEndpoints(slice: EndpointSlice, port: number): readonly RuleEndpoint[] {
  return slice.endpoints
    .map((endpoint) => ruleEndpoint(endpoint, port))
    .filter(({ ready, servingWhileTerminating }) => ready || servingWhileTerminating);
}

function ruleEndpoint(endpoint: Endpoint, port: number): RuleEndpoint {
  const { conditions, targetRef } = endpoint;
  return {
    ip: endpoint.addresses[0] as string,
    port,
    node: endpoint.nodeName ?? '',
    ready: conditions?.ready !== false,
    servingWhileTerminating: conditions?.serving === true && conditions.terminating === true,
    pod: targetRef?.kind === 'Pod' ? `${targetRef.namespace}/${targetRef.name}` : '',
  };
}

/** The rules of a Service; none for headless ones and those that are only another name. */
export function rulesOf(service: Service, slices: readonly EndpointSlice[]): readonly PortRule[] {
  const { spec } = service;
  const { clusterIP } = spec;
  if (spec.type === 'ExternalName' || clusterIP === undefined || clusterIP === '' || clusterIP === 'None')
    return [];
  const rules: PortRule[] = [];
  for (const port of spec.ports ?? []) {
    const protocol = (port.protocol ?? 'TCP').toLowerCase();
    if (protocol !== 'tcp' && protocol !== 'udp') continue;
    rules.push({
      name: `${service.metadata.namespace}/${service.metadata.name}${port.name ? `:${port.name}` : ''}`,
      protocol,
      clusterIP,
      externalIPs: spec.externalIPs ?? [],
      port: port.port,
      nodePort: port.nodePort ?? 0,
      internalLocal: spec.internalTrafficPolicy === 'Local',
      externalLocal: spec.externalTrafficPolicy === 'Local',
      affinityMs:
        spec.sessionAffinity === 'ClientIP'
          ? (spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800) * 1000
          : 0,
      endpoints: slices.map((slice) => endpointsOf(slice, port)).filter((list) => list.length > 0),
    });
  }
  return rules;
}

/** Whether programming `after` would change nothing where `before` stands. */
export function sameRules(before: readonly PortRule[], after: readonly PortRule[]): boolean {
  return before.length === after.length && before.every((rule, i) => sameRule(rule, after[i] as PortRule));
}

function sameRule(a: PortRule, b: PortRule): boolean {
  return (
    a.name === b.name &&
    a.protocol === b.protocol &&
    a.clusterIP === b.clusterIP &&
    a.port === b.port &&
    a.nodePort === b.nodePort &&
    a.internalLocal === b.internalLocal &&
    a.externalLocal === b.externalLocal &&
    a.affinityMs === b.affinityMs &&
    a.externalIPs.join() === b.externalIPs.join() &&
    a.endpoints.length === b.endpoints.length &&
    a.endpoints.every((list, i) => sameEndpoints(list, b.endpoints[i] as readonly RuleEndpoint[]))
  );
}

function sameEndpoints(a: readonly RuleEndpoint[], b: readonly RuleEndpoint[]): boolean {
  if (a === b) return true;
  return (
    a.length === b.length &&
    a.every((one, i) => {
      const other = b[i] as RuleEndpoint;
      return (
        one.ip === other.ip &&
        one.port === other.port &&
        one.node === other.node &&
        one.ready === other.ready &&
        one.servingWhileTerminating === other.servingWhileTerminating
      );
    })
  );
}

/** Where traffic for a Service port may go, or what is done with it instead. */
export type Choice =
  | { readonly type: 'endpoints'; readonly endpoints: readonly RuleEndpoint[]; readonly terminating: boolean }
  /** Nobody: refused with icmp-port-unreachable. */
  | { readonly type: 'reject'; readonly reason: string }
  /** Somebody, but not on this machine where the policy wants it: dropped. */
  | { readonly type: 'drop'; readonly reason: string };

/** The endpoints that may be chosen from on `node`; `local`: only its own, as a traffic policy asks. */
export function choose(rule: PortRule, node: string, local: boolean): Choice {
  const usable = usableOf(rule, () => true);
  if (usable.endpoints.length === 0) return { type: 'reject', reason: `${rule.name} has no endpoints` };
  if (!local) return { type: 'endpoints', ...usable };
  const own = usableOf(rule, (endpoint) => endpoint.node === node);
  if (own.endpoints.length === 0) return { type: 'drop', reason: `${rule.name} has no local endpoints` };
  return { type: 'endpoints', ...own };
}

/** Ready ones; without any, those that still serve while they end. */
function usableOf(
  rule: PortRule,
  admits: (endpoint: RuleEndpoint) => boolean,
): { readonly endpoints: readonly RuleEndpoint[]; readonly terminating: boolean } {
  const ready: RuleEndpoint[] = [];
  const ending: RuleEndpoint[] = [];
  for (const list of rule.endpoints) {
    for (const endpoint of list) {
      if (!admits(endpoint)) continue;
      if (endpoint.ready) ready.push(endpoint);
      else if (endpoint.servingWhileTerminating) ending.push(endpoint);
    }
  }
  return ready.length > 0
    ? { endpoints: ready, terminating: false }
    : { endpoints: ending, terminating: true };
}
