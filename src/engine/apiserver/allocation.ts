// Models kubernetes@v1.36.0 pkg/registry/core/service/ipallocator/ipallocator.go
// Models kubernetes@v1.36.0 pkg/registry/core/service/portallocator/allocator.go
// Differs: the allocations live in the API server, not as IPAddress objects; IPv4 only.
import { type FieldError, field, type Service, type ServicePort } from '../../api/index.ts';
import { get, put, remove } from '../kernel/table.ts';
import type { Call, Claims } from './call.ts';
import { type ApiServerState, cacheKey } from './state.ts';

export const SERVICE_CIDR = '10.96.0.0/12';
const CIDR_BASE = (10 << 24) + (96 << 16);
const CIDR_SIZE = 2 ** 20;
/** Addresses at the start of the range that are only given out when asked for by name. */
const STATIC_BAND = 256;
const NODE_PORT_MIN = 30000;
const NODE_PORT_MAX = 32767;
/** Likewise for node ports. */
const STATIC_PORTS = 86;

export interface Allocation {
  readonly service: Service;
  readonly errors: readonly FieldError[];
  readonly claims: Claims | undefined;
}

/** Gives a Service the cluster IP and the node ports it needs, and takes those it asks for by value. */
export function allocateForService(call: Call, service: Service, old: Service | undefined): Allocation {
  const owner = cacheKey(service.metadata.namespace, service.metadata.name as string);
  const errors: FieldError[] = [];
  const clusterIPs: string[] = [];
  const nodePorts: number[] = [];
  let { spec } = service;
  if (spec.type !== 'ExternalName') {
    const wanted = spec.clusterIP ?? spec.clusterIPs?.[0] ?? '';
    const kept = wanted === '' ? (old?.spec.clusterIP ?? '') : wanted;
    let ip = kept;
    if (ip === '') ip = drawIP(call);
    if (ip !== 'None' && ip !== old?.spec.clusterIP) {
      const problem = problemOfIP(call, ip, owner);
      if (problem === '') clusterIPs.push(ip);
      else {
        errors.push(field.invalid('spec.clusterIPs', [ip], `failed to allocate IP ${ip}: ${problem}`));
      }
    }
    spec = {
      ...spec,
      clusterIP: ip,
      clusterIPs: [ip],
      ipFamilies: spec.ipFamilies ?? ['IPv4'],
      ipFamilyPolicy: spec.ipFamilyPolicy ?? 'SingleStack',
    };
    take(call, owner, clusterIPs, []);
  }
  if (spec.ports !== undefined) {
    const open =
      spec.type === 'NodePort' ||
      (spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts !== false);
    const ports = spec.ports.map((port, index): ServicePort => {
      const wanted = port.nodePort ?? 0;
      if (wanted === 0 && !open) return port;
      if (wanted === 0) {
        const nodePort = keptPort(port, old) ?? drawPort(call);
        if (nodePort !== keptPort(port, old)) {
          nodePorts.push(nodePort);
          take(call, owner, [], [nodePort]);
        }
        return { ...port, nodePort };
      }
      if (old?.spec.ports?.some((other) => other.nodePort === wanted) || nodePorts.includes(wanted))
        return port;
      const problem = problemOfPort(call, wanted, owner);
      if (problem !== '') errors.push(field.invalid(`spec.ports[${index}].nodePort`, wanted, problem));
      else {
        nodePorts.push(wanted);
        take(call, owner, [], [wanted]);
      }
      return port;
    });
    spec = { ...spec, ports };
  }
  const claims = clusterIPs.length + nodePorts.length > 0 ? { owner, clusterIPs, nodePorts } : undefined;
  if (errors.length > 0 && claims !== undefined) call.state = release(call.state, claims);
  return { service: { ...service, spec }, errors, claims: errors.length > 0 ? undefined : claims };
}

function take(call: Call, owner: string, clusterIPs: readonly string[], nodePorts: readonly number[]): void {
  call.state = claim(call.state, { owner, clusterIPs, nodePorts });
}

export function claim(state: ApiServerState, claims: Claims): ApiServerState {
  let { clusterIPs, nodePorts } = state.services;
  for (const ip of claims.clusterIPs) clusterIPs = put(clusterIPs, ip, claims.owner);
  for (const port of claims.nodePorts) nodePorts = put(nodePorts, port, claims.owner);
  return { ...state, services: { clusterIPs, nodePorts } };
}

export function release(state: ApiServerState, claims: Claims): ApiServerState {
  let { clusterIPs, nodePorts } = state.services;
  for (const ip of claims.clusterIPs)
    if (get(clusterIPs, ip) === claims.owner) clusterIPs = remove(clusterIPs, ip);
  for (const port of claims.nodePorts) {
    if (get(nodePorts, port) === claims.owner) nodePorts = remove(nodePorts, port);
  }
  return { ...state, services: { clusterIPs, nodePorts } };
}

/** Keeps the allocations in step with what was stored. */
export function followService(
  state: ApiServerState,
  service: Service | null,
  prev: Service | null,
): ApiServerState {
  let next = state;
  if (prev !== null) next = release(next, claimsOf(prev));
  if (service !== null) next = claim(next, claimsOf(service));
  return next;
}

function claimsOf(service: Service): Claims {
  const { clusterIPs = [], ports = [] } = service.spec;
  return {
    owner: cacheKey(service.metadata.namespace, service.metadata.name as string),
    clusterIPs: clusterIPs.filter((ip) => ip !== 'None'),
    nodePorts: ports.flatMap((port) => (port.nodePort ? [port.nodePort] : [])),
  };
}

function keptPort(port: ServicePort, old: Service | undefined): number | undefined {
  const same = old?.spec.ports?.find(
    (other) => other.port === port.port && (other.protocol ?? 'TCP') === (port.protocol ?? 'TCP'),
  );
  return same?.nodePort;
}

function problemOfIP(call: Call, ip: string, owner: string): string {
  const number = parseIPv4(ip);
  if (number === undefined || number <= CIDR_BASE || number >= CIDR_BASE + CIDR_SIZE - 1) {
    return `the provided IP (${ip}) is not in the valid range. The range of valid IPs is ${SERVICE_CIDR}`;
  }
  const holder = get(call.state.services.clusterIPs, ip);
  return holder === undefined || holder === owner ? '' : 'provided IP is already allocated';
}

function problemOfPort(call: Call, port: number, owner: string): string {
  if (port < NODE_PORT_MIN || port > NODE_PORT_MAX) {
    return `provided port is not in the valid range. The range of valid ports is ${NODE_PORT_MIN}-${NODE_PORT_MAX}`;
  }
  const holder = get(call.state.services.nodePorts, port);
  return holder === undefined || holder === owner ? '' : 'provided port is already allocated';
}

function drawIP(call: Call): string {
  const span = CIDR_SIZE - STATIC_BAND - 1;
  const start = call.context.random() % span;
  for (let i = 0; i < span; i++) {
    const ip = formatIPv4(CIDR_BASE + STATIC_BAND + ((start + i) % span));
    if (get(call.state.services.clusterIPs, ip) === undefined) return ip;
  }
  throw new Error('the range of cluster IPs is exhausted');
}

function drawPort(call: Call): number {
  const first = NODE_PORT_MIN + STATIC_PORTS;
  const span = NODE_PORT_MAX - first + 1;
  const start = call.context.random() % span;
  for (let i = 0; i < span; i++) {
    const port = first + ((start + i) % span);
    if (get(call.state.services.nodePorts, port) === undefined) return port;
  }
  throw new Error('the range of node ports is exhausted');
}

function formatIPv4(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

function parseIPv4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let number = 0;
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    number = number * 256 + Number(part);
  }
  return number;
}
