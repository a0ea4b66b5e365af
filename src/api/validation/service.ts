// Models kubernetes@v1.36.0 pkg/apis/core/validation/validation.go (Service)
// Models kubernetes@v1.36.0 pkg/apis/discovery/validation/validation.go (EndpointSlice)
// Differs: health check node ports, which the server allocates later than this check, are not required here.
import type { EndpointSlice, Service, ServicePort } from '../types/index.ts';
import { duplicate, type FieldError, forbidden, invalid, notSupported, required } from './field.ts';
import { isIP, isIPv4, isIPv6, validateCIDR, validateIP } from './ip.ts';
import {
  immutable,
  nameIsDNS1035Label,
  nameIsDNSSubdomain,
  validateDNS1123Label,
  validateDNS1123Subdomain,
  validateLabels,
  validateObjectMeta,
  validateObjectMetaUpdate,
  validateQualifiedName,
} from './meta.ts';
import { isValidPortNum } from './names.ts';
import { validatePortNumOrName } from './ports.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const SERVICE_TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const MAX_AFFINITY_SECONDS = 86400;

function isHeadless(service: Service): boolean {
  return service.spec.clusterIP === 'None' || service.spec.clusterIPs?.[0] === 'None';
}

export function validateService(service: Service): FieldError[] {
  const { spec } = service;
  const errors = validateObjectMeta(service.metadata, true, nameIsDNS1035Label);
  const ports = spec.ports ?? [];
  const headless = isHeadless(service);
  if (ports.length === 0 && !headless && spec.type !== 'ExternalName') errors.push(required('spec.ports'));
  if ((spec.type === 'LoadBalancer' || spec.type === 'NodePort') && headless) {
    errors.push(invalid('spec.clusterIPs[0]', 'None', `may not be set to 'None' for ${spec.type} services`));
  }
  if (spec.type === 'ExternalName') errors.push(...validateExternalName(service));

  const names = new Set<string>();
  ports.forEach((port, index) => {
    errors.push(...validatePort(port, ports.length > 1, names, `spec.ports[${index}]`));
  });
  if (spec.selector) errors.push(...validateLabels(spec.selector, 'spec.selector'));
  errors.push(...validateAffinity(service));
  if (spec.type !== 'ExternalName') errors.push(...validateClusterIPs(service));
  (spec.externalIPs ?? []).forEach((ip, index) => {
    errors.push(...validateIP(ip, `spec.externalIPs[${index}]`));
  });
  if (!spec.type) errors.push(required('spec.type'));
  else if (!SERVICE_TYPES.includes(spec.type))
    errors.push(notSupported('spec.type', spec.type, SERVICE_TYPES));

  errors.push(...validateUniquePorts(service));
  if ((spec.loadBalancerSourceRanges ?? []).length > 0) {
    if (spec.type !== 'LoadBalancer') {
      errors.push(
        forbidden('spec.LoadBalancerSourceRanges', "may only be used when `type` is 'LoadBalancer'"),
      );
    }
    (spec.loadBalancerSourceRanges ?? []).forEach((range, index) => {
      errors.push(...validateCIDR(range.trim(), `spec.LoadBalancerSourceRanges[${index}]`));
    });
  }
  for (const name of ['allocateLoadBalancerNodePorts', 'loadBalancerClass'] as const) {
    if (spec[name] !== undefined && spec.type !== 'LoadBalancer') {
      errors.push(forbidden(`spec.${name}`, "may only be used when `type` is 'LoadBalancer'"));
    }
  }
  errors.push(...validateTraffic(service));
  return errors;
}

function validateExternalName({ spec }: Service): FieldError[] {
  const errors: FieldError[] = [];
  const message = 'may not be set for ExternalName services';
  if ((spec.clusterIPs ?? []).length > 0 || spec.clusterIP)
    errors.push(forbidden('spec.clusterIPs', message));
  if ((spec.ipFamilies ?? []).length > 0) errors.push(forbidden('spec.ipFamilies', message));
  if (spec.ipFamilyPolicy !== undefined) errors.push(forbidden('spec.ipFamilyPolicy', message));
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  if (name === '') errors.push(required('spec.externalName'));
  else errors.push(...validateDNS1123Subdomain(name, 'spec.externalName'));
  return errors;
}

function validatePort(port: ServicePort, needsName: boolean, names: Set<string>, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (needsName && !port.name) errors.push(required(`${path}.name`));
  else if (port.name) {
    errors.push(...validateDNS1123Label(port.name, `${path}.name`));
    if (names.has(port.name)) errors.push(duplicate(`${path}.name`, port.name));
    names.add(port.name);
  }
  const number = port.port ?? 0;
  for (const message of isValidPortNum(number)) errors.push(invalid(`${path}.port`, number, message));
  if (!port.protocol) errors.push(required(`${path}.protocol`));
  else if (!PROTOCOLS.includes(port.protocol)) {
    errors.push(notSupported(`${path}.protocol`, port.protocol, PROTOCOLS));
  }
  errors.push(...validatePortNumOrName(port.targetPort, `${path}.targetPort`));
  if (port.appProtocol !== undefined)
    errors.push(...validateQualifiedName(port.appProtocol, `${path}.appProtocol`));
  return errors;
}

function validateAffinity({ spec }: Service): FieldError[] {
  const affinity = spec.sessionAffinity;
  if (!affinity) return [required('spec.sessionAffinity')];
  if (affinity !== 'ClientIP' && affinity !== 'None') {
    return [notSupported('spec.sessionAffinity', affinity, ['ClientIP', 'None'])];
  }
  const path = 'spec.sessionAffinityConfig';
  if (affinity === 'None') {
    return spec.sessionAffinityConfig === undefined
      ? []
      : [forbidden(path, 'must not be set when session affinity is None')];
  }
  const timeout = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds;
  const timeoutPath = `${path}.clientIP.timeoutSeconds`;
  if (timeout === undefined) return [required(timeoutPath, 'when session affinity type is ClientIP')];
  return timeout <= 0 || timeout > MAX_AFFINITY_SECONDS
    ? [invalid(timeoutPath, timeout, `must be greater than 0 and less than ${MAX_AFFINITY_SECONDS}`)]
    : [];
}

function validateClusterIPs({ spec }: Service): FieldError[] {
  const errors: FieldError[] = [];
  const families = spec.ipFamilies ?? [];
  families.forEach((family, index) => {
    if (family !== 'IPv4' && family !== 'IPv6') {
      errors.push(notSupported(`spec.ipFamilies[${index}]`, family, ['IPv4', 'IPv6']));
    }
    if (families.indexOf(family) < index) errors.push(duplicate(`spec.ipFamilies[${index}]`, family));
  });
  const policy = spec.ipFamilyPolicy;
  const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
  if (policy !== undefined && !policies.includes(policy)) {
    errors.push(notSupported('spec.ipFamilyPolicy', policy, policies));
  }
  const given = spec.clusterIPs ?? (spec.clusterIP ? [spec.clusterIP] : []);
  if (spec.clusterIPs !== undefined && spec.clusterIP && spec.clusterIPs[0] !== spec.clusterIP) {
    errors.push(invalid('spec.clusterIPs', spec.clusterIPs, 'first value must match `clusterIP`'));
  }
  given.forEach((ip, index) => {
    const path = `spec.clusterIPs[${index}]`;
    if (ip === 'None') {
      if (index > 0) errors.push(invalid(path, ip, "'None' must be the first and only value"));
      return;
    }
    if (!isIP(ip)) errors.push(...validateIP(ip, path));
    else if (given.indexOf(ip) < index) errors.push(duplicate(path, ip));
  });
  return errors;
}

function validateUniquePorts({ spec }: Service): FieldError[] {
  const errors: FieldError[] = [];
  const nodePorts = new Set<string>();
  const ports = new Set<string>();
  (spec.ports ?? []).forEach((port, index) => {
    const path = `spec.ports[${index}]`;
    if (port.nodePort) {
      if (spec.type === 'ClusterIP') {
        errors.push(forbidden(`${path}.nodePort`, "may not be used when `type` is 'ClusterIP'"));
      }
      const key = `${port.protocol}/${port.nodePort}`;
      if (nodePorts.has(key)) errors.push(duplicate(`${path}.nodePort`, port.nodePort));
      nodePorts.add(key);
    }
    const key = `${port.protocol}/${port.port}`;
    if (ports.has(key)) errors.push(duplicate(path, { protocol: port.protocol, port: port.port }));
    ports.add(key);
  });
  return errors;
}

function validateTraffic({ spec }: Service): FieldError[] {
  const errors: FieldError[] = [];
  const external =
    spec.type === 'LoadBalancer' ||
    spec.type === 'NodePort' ||
    (spec.type === 'ClusterIP' && (spec.externalIPs ?? []).length > 0);
  const policy = spec.externalTrafficPolicy;
  const path = 'spec.externalTrafficPolicy';
  if (!external) {
    if (policy) errors.push(invalid(path, policy, 'may only be set for externally-accessible services'));
  } else if (!policy) errors.push(required(path));
  else if (policy !== 'Cluster' && policy !== 'Local') {
    errors.push(notSupported(path, policy, ['Cluster', 'Local']));
  }
  const needsHealthCheck = spec.type === 'LoadBalancer' && policy === 'Local';
  if (spec.healthCheckNodePort && !needsHealthCheck) {
    errors.push(
      invalid(
        'spec.healthCheckNodePort',
        spec.healthCheckNodePort,
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'",
      ),
    );
  }
  const internal = spec.internalTrafficPolicy;
  if (internal === undefined) {
    if (spec.type !== 'ExternalName') errors.push(required('spec.internalTrafficPolicy'));
  } else if (internal !== 'Cluster' && internal !== 'Local') {
    errors.push(notSupported('spec.internalTrafficPolicy', internal, ['Cluster', 'Local']));
  }
  const distribution = spec.trafficDistribution;
  const distributions = ['PreferClose', 'PreferSameNode', 'PreferSameZone'];
  if (distribution !== undefined && !distributions.includes(distribution)) {
    errors.push(notSupported('spec.trafficDistribution', distribution, distributions));
  }
  return errors;
}

export function validateServiceUpdate(next: Service, previous: Service): FieldError[] {
  const errors = validateObjectMetaUpdate(next.metadata, previous.metadata);
  const toOrFromName = next.spec.type === 'ExternalName' || previous.spec.type === 'ExternalName';
  const before = previous.spec.clusterIPs?.[0] ?? previous.spec.clusterIP;
  const after = next.spec.clusterIPs?.[0] ?? next.spec.clusterIP;
  if (!toOrFromName && before) {
    if (after !== before) {
      errors.push(invalid('spec.clusterIPs[0]', next.spec.clusterIPs ?? after, 'may not change once set'));
    }
    const family = previous.spec.ipFamilies?.[0];
    if (family !== undefined && next.spec.ipFamilies?.[0] !== family) {
      errors.push(invalid('spec.ipFamilies[0]', next.spec.ipFamilies, 'may not change once set'));
    }
  }
  if (next.spec.type === 'LoadBalancer' && previous.spec.type === 'LoadBalancer') {
    if (next.spec.loadBalancerClass !== previous.spec.loadBalancerClass) {
      errors.push(invalid('spec.loadBalancerClass', next.spec.loadBalancerClass, 'may not change once set'));
    }
  }
  return [...errors, ...validateService(next)];
}

const MAX_ENDPOINTS = 1000;
const MAX_ADDRESSES = 100;

export function validateEndpointSlice(slice: EndpointSlice): FieldError[] {
  const errors = validateObjectMeta(slice.metadata, true, nameIsDNSSubdomain);
  const types = ['FQDN', 'IPv4', 'IPv6'];
  if (!slice.addressType) errors.push(required('addressType'));
  else if (!types.includes(slice.addressType)) {
    errors.push(notSupported('addressType', slice.addressType, types));
  }
  const endpoints = slice.endpoints ?? [];
  if (endpoints.length > MAX_ENDPOINTS)
    errors.push(invalid('endpoints', endpoints.length, `must have at most ${MAX_ENDPOINTS} items`));
  endpoints.forEach((endpoint, index) => {
    const path = `endpoints[${index}]`;
    const addresses = endpoint.addresses ?? [];
    if (addresses.length === 0) errors.push(required(`${path}.addresses`, 'must contain at least 1 address'));
    if (addresses.length > MAX_ADDRESSES) {
      errors.push(invalid(`${path}.addresses`, addresses.length, `must have at most ${MAX_ADDRESSES} items`));
    }
    addresses.forEach((address, at) => {
      const here = `${path}.addresses[${at}]`;
      if (slice.addressType === 'IPv4' && !isIPv4(address)) {
        errors.push(invalid(here, address, 'must be a valid IPv4 address'));
      } else if (slice.addressType === 'IPv6' && !isIPv6(address)) {
        errors.push(invalid(here, address, 'must be a valid IPv6 address'));
      }
    });
    if (endpoint.hostname) errors.push(...validateDNS1123Label(endpoint.hostname, `${path}.hostname`));
  });
  const names = new Set<string>();
  (slice.ports ?? []).forEach((port, index) => {
    const path = `ports[${index}]`;
    const name = port.name ?? '';
    if (name !== '') errors.push(...validateDNS1123Label(name, `${path}.name`));
    if (names.has(name)) errors.push(duplicate(`${path}.name`, name));
    names.add(name);
    if (port.port !== undefined) {
      for (const message of isValidPortNum(port.port))
        errors.push(invalid(`${path}.port`, port.port, message));
    }
    if (port.protocol !== undefined && !PROTOCOLS.includes(port.protocol)) {
      errors.push(notSupported(`${path}.protocol`, port.protocol, PROTOCOLS));
    }
  });
  return errors;
}

export function validateEndpointSliceUpdate(next: EndpointSlice, previous: EndpointSlice): FieldError[] {
  return [
    ...validateObjectMetaUpdate(next.metadata, previous.metadata),
    ...validateEndpointSlice(next),
    ...immutable(next.addressType, previous.addressType, 'addressType'),
  ];
}
