// Models coredns@v1.12.1 plugin/kubernetes (pods insecure, ttl 30), specification.md of kubernetes/dns
// Differs: no zone transfers, no wildcards; names outside the cluster are not forwarded to anybody.
import type { Endpoint, EndpointSlice, Service } from '../../../api/index.ts';
import { get, scan } from '../../kernel/table.ts';
import type { DnsAnswer, DnsCode, DnsQuery, DnsRecord, DnsType } from '../../linux/net/dns.ts';
import { isIp } from '../../linux/net/ip.ts';
import { CLUSTER_DOMAIN } from '../addresses.ts';
import type { CoreDnsState } from './state.ts';

const TTL_S = 30;
/** How long "there is none" holds. */
const SOA_TTL_S = 30;

/** Last labels of names that do exist somewhere, though not here. */
const PUBLIC = /^(com|org|net|edu|gov|mil|int|io|dev|app|cloud|info|co|ai|me|[a-z]{2})$/;

/** A question, and of which aliases it has come. */
interface Asked extends DnsQuery {
  readonly aliases?: readonly string[];
}

/** What CoreDNS says to a question. */
export function answerQuery(state: CoreDnsState, query: Asked): DnsAnswer {
  const name = query.name.toLowerCase().replace(/\.$/, '');
  if (name.endsWith('.in-addr.arpa')) return reverse(state, query, name);
  if (name !== CLUSTER_DOMAIN && !name.endsWith(`.${CLUSTER_DOMAIN}`)) return outside(query, name);
  const labels = name === CLUSTER_DOMAIN ? [] : name.slice(0, -CLUSTER_DOMAIN.length - 1).split('.');
  if (labels.length === 0) return found(query, []);
  const kind = labels[labels.length - 1];
  if (kind === 'svc') return service(state, query, name, labels.slice(0, -1));
  if (kind === 'pod') return pod(state, query, name, labels.slice(0, -1));
  return missing(query, `names of ${CLUSTER_DOMAIN} end in svc or pod before it`);
}

/** `[[host.]name.]namespace` or `_port._protocol.name.namespace` before `svc.cluster.local`. */
function service(state: CoreDnsState, query: Asked, name: string, labels: readonly string[]): DnsAnswer {
  const namespace = labels[labels.length - 1];
  if (namespace === undefined) return found(query, []);
  if (get(state.namespaces, namespace) === undefined) {
    return missing(query, `there is no namespace ${namespace}`);
  }
  const serviceName = labels[labels.length - 2];
  if (serviceName === undefined) return found(query, []);
  const object = get(state.services, `${namespace}/${serviceName}`);
  if (object === undefined) return missing(query, `there is no Service ${serviceName} in ${namespace}`);
  const rest = labels.slice(0, -2);
  const full = `${serviceName}.${namespace}.svc.${CLUSTER_DOMAIN}`;
  if (object.spec.type === 'ExternalName') {
    if (rest.length > 0) return missing(query, `${serviceName} is only another name`);
    const target = object.spec.externalName ?? '';
    return alias(state, query, name, target.toLowerCase().replace(/\.$/, ''));
  }
  const slices = slicesOf(state, `${namespace}/${serviceName}`);
  if (rest.length === 0) return serviceRecords(query, name, object, slices, full);
  if (rest.length === 2 && rest[0]?.startsWith('_') && rest[1]?.startsWith('_')) {
    const [port, protocol] = rest as [string, string];
    const records = serverRecords(object, slices, full, port.slice(1), protocol.slice(1), name);
    if (records.answers.length === 0)
      return missing(query, `${serviceName} has no port ${port.slice(1)}/${protocol.slice(1)}`);
    return query.type === 'SRV' || query.type === 'ANY'
      ? { ...found(query, records.answers), additional: records.additional }
      : found(query, []);
  }
  if (rest.length === 1) return endpointRecords(query, name, slices, rest[0] as string);
  return missing(query, 'no name has so many labels');
}

/** An ExternalName Service: its other name and, when that is of the cluster, what it stands for. */
function alias(state: CoreDnsState, query: Asked, name: string, target: string): DnsAnswer {
  const answers = [record(name, 'CNAME', target)];
  if (!target.endsWith(`.${CLUSTER_DOMAIN}`)) {
    const reason = 'an ExternalName is an alias; names outside the cluster are not modelled';
    return found(query, answers, reason);
  }
  const seen = query.aliases ?? [];
  // Aliases that lead round are given up; so are very long chains.
  if (seen.includes(target) || seen.length === MAX_ALIASES) return found(query, answers);
  const further = answerQuery(state, { ...query, name: target, aliases: [...seen, name] });
  return found(query, [...answers, ...further.answers]);
}

const MAX_ALIASES = 7;

function serviceRecords(
  query: DnsQuery,
  name: string,
  object: Service,
  slices: readonly EndpointSlice[],
  full: string,
): DnsAnswer {
  const ip = object.spec.clusterIP;
  if (query.type === 'SRV') {
    const { answers, additional } = serverRecords(object, slices, full, '*', '*', name);
    return { ...found(query, answers), additional };
  }
  if (ip !== undefined && ip !== '' && ip !== 'None') {
    return found(query, isAddressQuery(query) ? [record(name, 'A', ip)] : []);
  }
  const addresses = readyEndpoints(slices).map(({ addresses: [address] }) => address as string);
  // As with CoreDNS, a headless Service without endpoints has no name.
  if (addresses.length === 0) return missing(query, `no endpoint of the headless Service is ready`);
  return found(
    query,
    isAddressQuery(query) ? [...new Set(addresses)].map((address) => record(name, 'A', address)) : [],
  );
}

function endpointRecords(
  query: DnsQuery,
  name: string,
  slices: readonly EndpointSlice[],
  host: string,
): DnsAnswer {
  const matches = readyEndpoints(slices).filter((endpoint) => hostOf(endpoint) === host);
  if (matches.length === 0) return missing(query, `no endpoint is called ${host}`);
  return found(
    query,
    isAddressQuery(query) ? matches.map(({ addresses: [ip] }) => record(name, 'A', ip as string)) : [],
  );
}

/** SRV records: of the Service's own name, or for a headless one of each endpoint's. `*`: any port. */
function serverRecords(
  object: Service,
  slices: readonly EndpointSlice[],
  full: string,
  port: string,
  protocol: string,
  name: string,
): { readonly answers: readonly DnsRecord[]; readonly additional: readonly DnsRecord[] } {
  const fits = (wanted: string, value: string): boolean => wanted === '*' || wanted === value.toLowerCase();
  const answers: DnsRecord[] = [];
  const additional: DnsRecord[] = [];
  if (object.spec.clusterIP !== 'None') {
    const ports = (object.spec.ports ?? []).filter(
      (one) => fits(port, one.name ?? '') && fits(protocol, one.protocol ?? 'TCP'),
    );
    for (const one of ports) {
      answers.push(record(name, 'SRV', `0 ${Math.floor(100 / ports.length)} ${one.port} ${full}`));
    }
    if (answers.length > 0) additional.push(record(full, 'A', object.spec.clusterIP as string));
    return { answers, additional };
  }
  const targets: { readonly target: string; readonly port: number; readonly ip: string }[] = [];
  for (const slice of slices) {
    for (const one of slice.ports ?? []) {
      if (!fits(port, one.name ?? '') || !fits(protocol, one.protocol ?? 'TCP')) continue;
      for (const endpoint of readyEndpoints([slice])) {
        const ip = endpoint.addresses[0] as string;
        targets.push({ target: `${hostOf(endpoint)}.${full}`, port: one.port ?? 0, ip });
      }
    }
  }
  for (const { target, port: number, ip } of targets) {
    answers.push(record(name, 'SRV', `0 ${Math.floor(100 / targets.length)} ${number} ${target}`));
    additional.push(record(target, 'A', ip));
  }
  return { answers, additional };
}

/** 10-244-1-2.default.pod.cluster.local is 10.244.1.2, whether or not there is such a Pod. */
function pod(state: CoreDnsState, query: DnsQuery, name: string, labels: readonly string[]): DnsAnswer {
  const namespace = labels[labels.length - 1];
  if (namespace === undefined) return found(query, []);
  if (get(state.namespaces, namespace) === undefined) {
    return missing(query, `there is no namespace ${namespace}`);
  }
  if (labels.length === 1) return found(query, []);
  const ip = (labels[0] as string).replaceAll('-', '.');
  if (labels.length > 2 || !isIp(ip))
    return missing(query, 'a Pod is called by its address, such as 10-244-1-2');
  return found(query, isAddressQuery(query) ? [record(name, 'A', ip)] : []);
}

function reverse(state: CoreDnsState, query: DnsQuery, name: string): DnsAnswer {
  const ip = name.slice(0, -'.in-addr.arpa'.length).split('.').reverse().join('.');
  const key = get(state.byIp, ip);
  const names: string[] = [];
  if (key !== undefined) {
    const [namespace, serviceName] = key.split('/') as [string, string];
    names.push(`${serviceName}.${namespace}.svc.${CLUSTER_DOMAIN}`);
  } else {
    scan(state.slices, (slice) => {
      const serviceName = slice.metadata.labels?.['kubernetes.io/service-name'];
      for (const endpoint of slice.endpoints) {
        if (endpoint.addresses[0] !== ip || serviceName === undefined) continue;
        names.push(`${hostOf(endpoint)}.${serviceName}.${slice.metadata.namespace}.svc.${CLUSTER_DOMAIN}`);
      }
    });
  }
  if (names.length === 0) return missing(query, `no Service and no endpoint has the address ${ip}`);
  return found(
    query,
    query.type === 'PTR' || query.type === 'ANY' ? names.map((to) => record(name, 'PTR', to)) : [],
  );
}

/** CoreDNS would forward these. There is nobody to forward them to. */
function outside(query: DnsQuery, name: string): DnsAnswer {
  const top = name.slice(name.lastIndexOf('.') + 1);
  const reason = `only names of ${CLUSTER_DOMAIN} are known; the world outside the cluster is not modelled`;
  const code: DnsCode = name.includes('.') && PUBLIC.test(top) ? 'SERVFAIL' : 'NXDOMAIN';
  return { ...empty(query, code, false), reason };
}

function slicesOf(state: CoreDnsState, key: string): EndpointSlice[] {
  const list: EndpointSlice[] = [];
  for (const name of get(state.slicesOf, key) ?? []) {
    const slice = get(state.slices, name);
    if (slice !== undefined && slice.addressType === 'IPv4') list.push(slice);
  }
  return list;
}

/** With publishNotReadyAddresses the slices themselves call all of them ready. */
function readyEndpoints(slices: readonly EndpointSlice[]): Endpoint[] {
  return slices.flatMap(({ endpoints }) => endpoints).filter(({ conditions }) => conditions?.ready !== false);
}

/** An endpoint is called by its hostname, or by its address with dashes. */
function hostOf(endpoint: Endpoint): string {
  return endpoint.hostname ?? (endpoint.addresses[0] as string).replaceAll('.', '-');
}

function isAddressQuery({ type }: DnsQuery): boolean {
  return type === 'A' || type === 'ANY';
}

function record(name: string, type: DnsType, data: string): DnsRecord {
  return { name, type, ttlS: TTL_S, data };
}

function empty({ id, name, type }: DnsQuery, code: DnsCode, authoritative: boolean): DnsAnswer {
  return { id, name, type, code, authoritative, answers: [], authority: [], additional: [] };
}

function found(query: DnsQuery, answers: readonly DnsRecord[], reason?: string): DnsAnswer {
  const answer = { ...empty(query, 'NOERROR', true), answers };
  if (answers.length > 0) return reason === undefined ? answer : { ...answer, reason };
  return { ...answer, authority: [SOA] };
}

function missing(query: DnsQuery, reason: string): DnsAnswer {
  return { ...empty(query, 'NXDOMAIN', true), authority: [SOA], reason };
}

const SOA: DnsRecord = {
  name: CLUSTER_DOMAIN,
  type: 'SOA',
  ttlS: SOA_TTL_S,
  data: `ns.dns.${CLUSTER_DOMAIN} hostmaster.${CLUSTER_DOMAIN} 1 7200 1800 86400 30`,
};
