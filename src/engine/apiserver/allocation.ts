// Models kubernetes@v1.36.0 pkg/registry/core/service/storage/alloc.go
// Models kubernetes@v1.36.0 pkg/registry/core/service/ipallocator/ipallocator.go
// Models kubernetes@v1.36.0 pkg/registry/core/service/portallocator/allocator.go
// Differs: the allocations live in the API server, not as IPAddress objects; IPv4 only.
import { type FieldError, field, type Service, type ServicePort, type ServiceSpec } from '../../api/index.ts';
import { get, put, remove } from '../kernel/table.ts';
import type { Call, Claims } from './call.ts';
import { type ApiServerState, cacheKey } from './state.ts';

export const SERVICE_CIDR = '10.96.0.0/12';
const CIDR_BASE = 10 * 2 ** 24 + 96 * 2 ** 16;
const CIDR_SIZE = 2 ** 20;
/** Addresses at the start of the range that are only given out when asked for by value. */
const STATIC_BAND = 256;
const NODE_PORT_MIN = 30000;
const NODE_PORT_MAX = 32767;
/** Likewise for node ports. */
const STATIC_PORTS = 86;

export interface Allocation {
  readonly service: Service;
  readonly errors: readonly FieldError[];
  /** What was taken for this write; undefined when nothing was. */
  readonly claims: Claims | undefined;
}

/** Gives a Service the cluster IP and the node ports it needs, and takes those it asks for by value. */
export function allocateForService(call: Call, wanted: Service, old: Service | undefined): Allocation {
  const service = old === undefined ? wanted : withoutLeftovers(wanted, old);
  const desk = new Desk(call, cacheKey(service.metadata.namespace, service.metadata.name as string));
  let { spec } = service;
  if (spec.type !== 'ExternalName') spec = withClusterIP(desk, spec, old?.spec);
  if (spec.ports !== undefined) {
    const { ports } = spec;
    spec = { ...spec, ports: ports.map((port, index) => withNodePort(desk, port, index, spec, old?.spec)) };
  }
  return { service: { ...service, spec }, errors: desk.errors, claims: desk.close() };
}

/** What belonged to the old type and was merely carried over goes with it. */
function withoutLeftovers(service: Service, old: Service): Service {
  const before = old.spec;
  const spec = { ...service.spec };
  if (spec.type === before.type) return service;
  if (spec.type === 'ExternalName' && spec.clusterIP === before.clusterIP) {
    delete spec.clusterIP;
    delete spec.clusterIPs;
    delete spec.ipFamilies;
    delete spec.ipFamilyPolicy;
  }
  if (!opensNodePorts(spec) && opensNodePorts(before)) {
    const carried = new Set(before.ports?.map((port) => port.nodePort));
    spec.ports = spec.ports?.map(({ nodePort, ...port }) =>
      nodePort === undefined || carried.has(nodePort) ? port : { ...port, nodePort },
    );
  }
  if (spec.type !== 'LoadBalancer' && before.type === 'LoadBalancer') {
    delete spec.allocateLoadBalancerNodePorts;
    if (spec.loadBalancerClass === before.loadBalancerClass) delete spec.loadBalancerClass;
  }
  const external = spec.type === 'NodePort' || spec.type === 'LoadBalancer' || spec.externalIPs !== undefined;
  if (!external && spec.externalTrafficPolicy === before.externalTrafficPolicy)
    delete spec.externalTrafficPolicy;
  return { ...service, spec };
}

function opensNodePorts(spec: ServiceSpec): boolean {
  if (spec.type === 'LoadBalancer') return spec.allocateLoadBalancerNodePorts !== false;
  return spec.type === 'NodePort';
}

function withClusterIP(desk: Desk, spec: ServiceSpec, old: ServiceSpec | undefined): ServiceSpec {
  const asked = spec.clusterIP || spec.clusterIPs?.[0] || old?.clusterIP || '';
  const ip = asked === '' ? desk.drawIP() : asked;
  if (ip === undefined) return spec;
  if (ip !== 'None' && ip !== old?.clusterIP) desk.takeIP(ip);
  return {
    ...spec,
    clusterIP: ip,
    clusterIPs: [ip],
    ipFamilies: spec.ipFamilies ?? ['IPv4'],
    ipFamilyPolicy: spec.ipFamilyPolicy ?? 'SingleStack',
  };
}

function withNodePort(
  desk: Desk,
  port: ServicePort,
  index: number,
  spec: ServiceSpec,
  old: ServiceSpec | undefined,
): ServicePort {
  const path = `spec.ports[${index}].nodePort`;
  if (port.nodePort) {
    const kept = old?.ports?.some((other) => other.nodePort === port.nodePort);
    if (!kept) desk.takePort(port.nodePort, path);
    return port;
  }
  if (!opensNodePorts(spec)) return port;
  const same = old?.ports?.find(
    (other) => other.port === port.port && (other.protocol ?? 'TCP') === (port.protocol ?? 'TCP'),
  );
  const nodePort = same?.nodePort || desk.drawPort(path);
  return nodePort === undefined ? port : { ...port, nodePort };
}

/** Takes addresses and ports for one write, and gives them back if anything was wrong. */
class Desk {
  readonly errors: FieldError[] = [];
  private readonly clusterIPs: string[] = [];
  private readonly nodePorts: number[] = [];
  private readonly call: Call;
  private readonly owner: string;

  constructor(call: Call, owner: string) {
    this.call = call;
    this.owner = owner;
  }

  takeIP(ip: string): void {
    const problem =
      problemOfIP(ip) || (this.isFree('clusterIPs', ip) ? '' : 'provided IP is already allocated');
    if (problem !== '') {
      this.errors.push(field.invalid('spec.clusterIPs', [ip], `failed to allocate IP ${ip}: ${problem}`));
      return;
    }
    this.clusterIPs.push(ip);
    this.claim({ owner: this.owner, clusterIPs: [ip], nodePorts: [] });
  }

  takePort(port: number, path: string): void {
    // TCP and UDP of one Service may share a number.
    if (this.nodePorts.includes(port)) return;
    const problem =
      port < NODE_PORT_MIN || port > NODE_PORT_MAX
        ? `provided port is not in the valid range. The range of valid ports is ${NODE_PORT_MIN}-${NODE_PORT_MAX}`
        : this.isFree('nodePorts', port)
          ? ''
          : 'provided port is already allocated';
    if (problem !== '') {
      this.errors.push(field.invalid(path, port, problem));
      return;
    }
    this.nodePorts.push(port);
    this.claim({ owner: this.owner, clusterIPs: [], nodePorts: [port] });
  }

  drawIP(): string | undefined {
    const span = CIDR_SIZE - STATIC_BAND - 1;
    const ip = this.draw(span, (at) => formatIPv4(CIDR_BASE + STATIC_BAND + at), 'clusterIPs');
    if (ip === undefined) this.full('spec.clusterIPs', 'a serviceIP');
    return ip;
  }

  drawPort(path: string): number | undefined {
    const first = NODE_PORT_MIN + STATIC_PORTS;
    const port = this.draw(NODE_PORT_MAX - first + 1, (at) => first + at, 'nodePorts');
    if (port === undefined) this.full(path, 'a nodePort');
    else this.takePort(port, path);
    return port;
  }

  /** What was taken; nothing when there were errors. */
  close(): Claims | undefined {
    const { owner, clusterIPs, nodePorts } = this;
    const claims = { owner, clusterIPs, nodePorts };
    if (clusterIPs.length + nodePorts.length === 0) return undefined;
    if (this.errors.length === 0) return claims;
    this.call.state = release(this.call.state, claims);
    return undefined;
  }

  /** The first free one from a random place on. */
  private draw<T extends string | number>(
    span: number,
    at: (index: number) => T,
    pool: 'clusterIPs' | 'nodePorts',
  ): T | undefined {
    const start = this.call.context.random() % span;
    for (let i = 0; i < span; i++) {
      const candidate = at((start + i) % span);
      if (this.holder(pool, candidate) === undefined) return candidate;
    }
    return undefined;
  }

  private isFree(pool: 'clusterIPs' | 'nodePorts', value: string | number): boolean {
    const holder = this.holder(pool, value);
    return holder === undefined || holder === this.owner;
  }

  private holder(pool: 'clusterIPs' | 'nodePorts', value: string | number): string | undefined {
    const { clusterIPs, nodePorts } = this.call.state.services;
    return pool === 'clusterIPs' ? get(clusterIPs, value as string) : get(nodePorts, value as number);
  }

  private full(path: string, what: string): void {
    const body = `Internal error: failed to allocate ${what}: range is full`;
    this.errors.push({ type: 'InternalError', field: path, body });
  }

  private claim(claims: Claims): void {
    this.call.state = claim(this.call.state, claims);
  }
}

function claim(state: ApiServerState, claims: Claims): ApiServerState {
  let { clusterIPs, nodePorts } = state.services;
  for (const ip of claims.clusterIPs) clusterIPs = put(clusterIPs, ip, claims.owner);
  for (const port of claims.nodePorts) nodePorts = put(nodePorts, port, claims.owner);
  return { ...state, services: { clusterIPs, nodePorts } };
}

/** Gives back what is still the owner's. */
export function release(state: ApiServerState, { owner, ...claims }: Claims): ApiServerState {
  let { clusterIPs, nodePorts } = state.services;
  for (const ip of claims.clusterIPs) if (get(clusterIPs, ip) === owner) clusterIPs = remove(clusterIPs, ip);
  for (const port of claims.nodePorts)
    if (get(nodePorts, port) === owner) nodePorts = remove(nodePorts, port);
  return { ...state, services: { clusterIPs, nodePorts } };
}

/** Keeps the allocations in step with what was stored. */
export function followService(
  state: ApiServerState,
  service: Service | null,
  prev: Service | null,
): ApiServerState {
  const released = prev === null ? state : release(state, claimsOf(prev));
  return service === null ? released : claim(released, claimsOf(service));
}

function claimsOf(service: Service): Claims {
  const { clusterIPs = [], ports = [] } = service.spec;
  return {
    owner: cacheKey(service.metadata.namespace, service.metadata.name as string),
    clusterIPs: clusterIPs.filter((ip) => ip !== 'None'),
    nodePorts: ports.flatMap((port) => (port.nodePort ? [port.nodePort] : [])),
  };
}

function problemOfIP(ip: string): string {
  const number = parseIPv4(ip);
  if (number !== undefined && number > CIDR_BASE && number < CIDR_BASE + CIDR_SIZE - 1) return '';
  return `the provided IP (${ip}) is not in the valid range. The range of valid IPs is ${SERVICE_CIDR}`;
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
