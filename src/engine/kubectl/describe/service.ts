// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/describe/describe.go (describeService, describeEndpointSliceV1)
import { type EndpointSlice, formatLabels, type Service } from '../../../api/index.ts';
import { annotations, labels } from './common.ts';
import type { Writer } from './writer.ts';

export function describeService(writer: Writer, service: Service, slices: readonly EndpointSlice[]): void {
  const { metadata, spec, status } = service;
  writer.field(0, 'Name', metadata.name);
  writer.field(0, 'Namespace', metadata.namespace);
  labels(writer, 'Labels', metadata.labels);
  annotations(writer, 'Annotations', metadata.annotations);
  writer.field(0, 'Selector', formatLabels(spec.selector));
  writer.field(0, 'Type', spec.type);
  if (spec.ipFamilyPolicy !== undefined) writer.field(0, 'IP Family Policy', spec.ipFamilyPolicy);
  writer.field(0, 'IP Families', spec.ipFamilies?.join(',') || '<none>');
  writer.field(0, 'IP', spec.clusterIP);
  writer.field(0, 'IPs', spec.clusterIPs?.join(',') || '<none>');
  if (spec.externalIPs?.length) writer.field(0, 'External IPs', spec.externalIPs.join(','));
  if (spec.loadBalancerIP) writer.field(0, 'Desired LoadBalancer IP', spec.loadBalancerIP);
  if (spec.externalName) writer.field(0, 'External Name', spec.externalName);
  const ingress = status?.loadBalancer?.ingress ?? [];
  if (ingress.length > 0) {
    const texts = ingress.map(({ ip, ipMode, hostname = '' }) =>
      ip ? `${ip}${ipMode === undefined ? '' : ` (${ipMode})`}` : hostname,
    );
    writer.field(0, 'LoadBalancer Ingress', texts.join(', '));
  }
  for (const port of spec.ports ?? []) {
    const name = port.name || '<unset>';
    const { protocol = 'TCP' } = port;
    writer.field(0, 'Port', `${name}\t${port.port}/${protocol}`);
    writer.field(0, 'TargetPort', `${port.targetPort ?? 0}/${protocol}`);
    if (port.appProtocol !== undefined) writer.field(0, 'AppProtocol', port.appProtocol);
    if (port.nodePort) writer.field(0, 'NodePort', `${name}\t${port.nodePort}/${protocol}`);
    writer.field(0, 'Endpoints', endpointsText(slices, port.name ?? ''));
  }
  writer.field(0, 'Session Affinity', spec.sessionAffinity);
  if (spec.externalTrafficPolicy) writer.field(0, 'External Traffic Policy', spec.externalTrafficPolicy);
  if (spec.internalTrafficPolicy) writer.field(0, 'Internal Traffic Policy', spec.internalTrafficPolicy);
  if (spec.healthCheckNodePort) writer.field(0, 'HealthCheck NodePort', spec.healthCheckNodePort);
  if (spec.loadBalancerSourceRanges?.length) {
    writer.field(0, 'LoadBalancer Source Ranges', spec.loadBalancerSourceRanges.join(','));
  }
  if (spec.trafficDistribution !== undefined) {
    writer.field(0, 'Traffic Distribution', spec.trafficDistribution);
  }
}

const MAX_ENDPOINTS = 3;

/** The addresses that are ready behind a port: at most three, then how many more. */
function endpointsText(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const all = slices.flatMap(({ ports = [], endpoints = [] }) => {
    const ready = endpoints
      .filter(({ conditions }) => conditions?.ready !== false)
      .map(({ addresses }) => addresses[0] ?? '');
    if (ports.length === 0) return ready;
    return ports
      .filter(({ name = '' }) => name === portName)
      .flatMap(({ port }) =>
        ready.map((address) => `${address.includes(':') ? `[${address}]` : address}:${port}`),
      );
  });
  const shown = all.slice(0, MAX_ENDPOINTS).join(',');
  return all.length > MAX_ENDPOINTS ? `${shown} + ${all.length - MAX_ENDPOINTS} more...` : shown;
}

export function describeEndpointSlice(writer: Writer, slice: EndpointSlice): void {
  const { metadata } = slice;
  writer.field(0, 'Name', metadata.name);
  writer.field(0, 'Namespace', metadata.namespace);
  labels(writer, 'Labels', metadata.labels);
  annotations(writer, 'Annotations', metadata.annotations);
  writer.field(0, 'AddressType', slice.addressType);
  const ports = slice.ports ?? [];
  if (ports.length === 0) writer.line(0, 'Ports: <unset>');
  else {
    writer.line(0, 'Ports:');
    writer.line(1, 'Name\tPort\tProtocol');
    writer.line(1, '----\t----\t--------');
    for (const { name, port, protocol } of ports) {
      writer.line(1, `${name || '<unset>'}\t${port ?? '<unset>'}\t${protocol ?? 'TCP'}`);
    }
  }
  if ((slice.endpoints ?? []).length === 0) {
    writer.line(0, 'Endpoints: <none>');
    return;
  }
  writer.line(0, 'Endpoints:');
  for (const { addresses, conditions, hostname, targetRef, nodeName, zone } of slice.endpoints) {
    writer.field(1, '- Addresses', addresses.join(', ') || '<none>');
    writer.line(2, 'Conditions:');
    writer.field(3, 'Ready', conditions?.ready ?? '<unset>');
    writer.field(2, 'Hostname', hostname ?? '<unset>');
    if (targetRef !== undefined) writer.field(2, 'TargetRef', `${targetRef.kind}/${targetRef.name}`);
    writer.field(2, 'NodeName', nodeName ?? '<unset>');
    writer.field(2, 'Zone', zone ?? '<unset>');
  }
}
