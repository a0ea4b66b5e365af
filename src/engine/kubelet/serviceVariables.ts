// Models kubernetes@v1.36.0 pkg/kubelet/kubelet_pods.go (getServiceEnvVarMap), pkg/kubelet/envvars/envvars.go
// Differs: a container that starts before the first list of Services has come does without them.
import type { Pod, Service, ServicePort } from '../../api/index.ts';
import { scan, type Table } from '../kernel/table.ts';

/** Every Pod is told of this one, whatever its namespace and whatever `enableServiceLinks` says. */
const API_SERVER = 'default/kubernetes';

/** Worked out once for all Pods of a namespace, until a Service changes. */
const known = new WeakMap<Table<Service>, Map<string, Readonly<Record<string, string>>>>();

/** What a container finds in its environment about the Services it may see; those of its own namespace come last. */
export function serviceVariables(services: Table<Service>, pod: Pod): Readonly<Record<string, string>> {
  const kind = `${pod.spec.enableServiceLinks !== false} ${pod.metadata.namespace}`;
  const byKind = known.get(services) ?? new Map<string, Readonly<Record<string, string>>>();
  known.set(services, byKind);
  const variables = byKind.get(kind) ?? workOut(services, pod);
  byKind.set(kind, variables);
  return variables;
}

function workOut(services: Table<Service>, { metadata, spec }: Pod): Record<string, string> {
  const seen = new Map<string, Service>();
  scan(services, (service, key) => {
    const { clusterIP } = service.spec;
    if (clusterIP === undefined || clusterIP === '' || clusterIP === 'None') return;
    const name = service.metadata.name ?? '';
    const isOwn = spec.enableServiceLinks !== false && service.metadata.namespace === metadata.namespace;
    if (isOwn || (key === API_SERVER && !seen.has(name))) seen.set(name, service);
  });
  const variables: Record<string, string> = {};
  for (const service of seen.values()) describe(service, variables);
  return variables;
}

function describe({ metadata, spec }: Service, variables: Record<string, string>): void {
  const prefix = variableName(metadata.name ?? '');
  const ip = spec.clusterIP as string;
  const ports = spec.ports ?? [];
  const [first] = ports;
  if (first === undefined) return;
  variables[`${prefix}_SERVICE_HOST`] = ip;
  variables[`${prefix}_SERVICE_PORT`] = String(first.port);
  for (const { name, port } of ports) {
    if (name) variables[`${prefix}_SERVICE_PORT_${variableName(name)}`] = String(port);
  }
  variables[`${prefix}_PORT`] = urlOf(first, ip);
  for (const port of ports) {
    const link = `${prefix}_PORT_${port.port}_${protocolOf(port).toUpperCase()}`;
    variables[link] = urlOf(port, ip);
    variables[`${link}_PROTO`] = protocolOf(port);
    variables[`${link}_PORT`] = String(port.port);
    variables[`${link}_ADDR`] = ip;
  }
}

const variableName = (name: string): string => name.replaceAll('-', '_').toUpperCase();
const protocolOf = ({ protocol = 'TCP' }: ServicePort): string => protocol.toLowerCase();
const urlOf = (port: ServicePort, ip: string): string => `${protocolOf(port)}://${ip}:${port.port}`;
