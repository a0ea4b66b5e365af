// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/describe/describe.go (describeContainers)
import {
  type Container,
  type ContainerPort,
  type ContainerState,
  type ContainerStatus,
  type EnvVar,
  milliValue,
  type Pod,
  type Probe,
  value,
} from '../../../api/index.ts';
import { compare, date, goList, resources } from './common.ts';
import type { Writer } from './writer.ts';

/** Containers with their state, or those of a template, which have none; `pod` is theirs. */
export function containers(
  writer: Writer,
  title: string,
  given: readonly Container[],
  statuses: readonly ContainerStatus[] | undefined,
  pod: Pod | null,
  indent: string,
): void {
  writer.line(0, `${indent}${title}:${given.length === 0 ? ' <none>' : ''}`);
  for (const container of given) {
    const status = statuses?.find(({ name }) => name === container.name);
    basics(writer, container, status, indent);
    command(writer, container);
    if (status !== undefined) states(writer, status);
    resources(writer, container.resources, 2);
    probes(writer, container);
    environmentSources(writer, container);
    environment(writer, container, pod);
    mounts(writer, container);
  }
}

function basics(
  writer: Writer,
  container: Container,
  status: ContainerStatus | undefined,
  indent: string,
): void {
  writer.line(1, `${indent === '' ? '' : ' '}${container.name}:`);
  if (status !== undefined) writer.field(2, 'Container ID', status.containerID);
  writer.field(2, 'Image', container.image);
  if (status !== undefined) writer.field(2, 'Image ID', status.imageID);
  ports(writer, 'Port', container.ports, (port) => port.containerPort);
  ports(writer, 'Host Port', container.ports, (port) => port.hostPort ?? 0);
  const profile = container.securityContext?.seccompProfile;
  if (profile !== undefined) {
    writer.field(2, 'SeccompProfile', profile.type);
    if (profile.type === 'Localhost') writer.field(3, 'LocalhostProfile', profile.localhostProfile);
  }
}

function ports(
  writer: Writer,
  title: string,
  given: readonly ContainerPort[] | undefined,
  number: (port: ContainerPort) => number,
): void {
  const texts = (given ?? []).map((port) => {
    const text = `${number(port)}/${port.protocol ?? ''}`;
    return port.name ? `${text} (${port.name})` : text;
  });
  writer.field(2, texts.length > 1 ? `${title}s` : title, texts.join(', ') || '<none>');
}

function command(writer: Writer, { command: words, args }: Container): void {
  const write = (title: string, list: readonly string[] | undefined): void => {
    if (list === undefined || list.length === 0) return;
    writer.line(2, `${title}:`);
    for (const word of list) for (const line of word.split('\n')) writer.line(3, line);
  };
  write('Command', words);
  write('Args', args);
}

function states(writer: Writer, status: ContainerStatus): void {
  state(writer, 'State', status.state ?? {});
  if (status.lastState?.terminated !== undefined) state(writer, 'Last State', status.lastState);
  writer.field(2, 'Ready', status.ready ? 'True' : 'False');
  writer.field(2, 'Restart Count', status.restartCount);
}

function state(writer: Writer, title: string, { running, waiting, terminated }: ContainerState): void {
  if (running !== undefined) {
    writer.field(2, title, 'Running');
    writer.field(3, 'Started', date(running.startedAt));
  } else if (terminated !== undefined) {
    writer.field(2, title, 'Terminated');
    if (terminated.reason) writer.field(3, 'Reason', terminated.reason);
    if (terminated.message) writer.field(3, 'Message', terminated.message);
    writer.field(3, 'Exit Code', terminated.exitCode);
    if ((terminated.signal ?? 0) > 0) writer.field(3, 'Signal', terminated.signal);
    writer.field(3, 'Started', date(terminated.startedAt));
    writer.field(3, 'Finished', date(terminated.finishedAt));
  } else {
    writer.field(2, title, 'Waiting');
    if (waiting?.reason) writer.field(3, 'Reason', waiting.reason);
  }
}

function probes(writer: Writer, { livenessProbe, readinessProbe, startupProbe }: Container): void {
  if (livenessProbe !== undefined) writer.field(2, 'Liveness', probeText(livenessProbe));
  if (readinessProbe !== undefined) writer.field(2, 'Readiness', probeText(readinessProbe));
  if (startupProbe !== undefined) writer.field(2, 'Startup', probeText(startupProbe));
}

export function probeText(probe: Probe): string {
  const { exec, httpGet, tcpSocket, grpc } = probe;
  const attributes =
    `delay=${probe.initialDelaySeconds ?? 0}s timeout=${probe.timeoutSeconds ?? 0}s ` +
    `period=${probe.periodSeconds ?? 0}s #success=${probe.successThreshold ?? 0} #failure=${probe.failureThreshold ?? 0}`;
  if (exec !== undefined) return `exec ${goList(exec.command)} ${attributes}`;
  if (httpGet !== undefined) {
    const { scheme = '', host = '', port, path = '' } = httpGet;
    const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    const slash = path === '' || path.startsWith('/') ? '' : '/';
    const escaped = path.replace(/[%?# "<>]/g, (char) => encodeURIComponent(char));
    const prefix = scheme === '' ? '' : `${scheme.toLowerCase()}:`;
    return `http-get ${prefix}//${address}${slash}${escaped} ${attributes}`;
  }
  if (tcpSocket !== undefined) return `tcp-socket ${tcpSocket.host ?? ''}:${tcpSocket.port} ${attributes}`;
  if (grpc !== undefined) return `grpc <pod>:${grpc.port} ${grpc.service ?? ''} ${attributes}`;
  return `unknown ${attributes}`;
}

function environmentSources(writer: Writer, { envFrom }: Container): void {
  if (envFrom === undefined || envFrom.length === 0) return;
  writer.line(2, 'Environment Variables from:');
  for (const { prefix, configMapRef, secretRef } of envFrom) {
    const reference = configMapRef ?? secretRef;
    const from = configMapRef ? 'ConfigMap' : secretRef ? 'Secret' : '';
    const how = prefix ? ` with prefix '${prefix}'` : '';
    writer.line(3, `${reference?.name ?? ''}\t${from}${how}\tOptional: ${reference?.optional ?? false}`);
  }
}

function environment(writer: Writer, container: Container, pod: Pod | null): void {
  const env = container.env ?? [];
  writer.line(2, `Environment:${env.length === 0 ? '\t<none>' : ''}`);
  for (const variable of env) {
    const { name, valueFrom } = variable;
    if (valueFrom === undefined) {
      (variable.value ?? '').split('\n').forEach((line, index) => {
        writer.line(3, `${index === 0 ? `${name}:` : ''}\t${line}`);
      });
    } else variableFrom(writer, name, valueFrom, container, pod);
  }
}

function variableFrom(
  writer: Writer,
  name: string,
  { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef }: NonNullable<EnvVar['valueFrom']>,
  container: Container,
  pod: Pod | null,
): void {
  if (fieldRef !== undefined) {
    const { apiVersion = 'v1', fieldPath } = fieldRef;
    writer.field(3, name, `${pod === null ? '' : fieldText(pod, fieldPath)} (${apiVersion}:${fieldPath})`);
  } else if (resourceFieldRef !== undefined) {
    const { resource, divisor } = resourceFieldRef;
    const amount = resourceText(container, resource, divisor);
    const isAllocatable = amount === '0' && ['limits.cpu', 'limits.memory'].includes(resource);
    writer.field(3, name, `${isAllocatable ? 'node allocatable' : amount} (${resource})`);
  } else if (secretKeyRef !== undefined) {
    const { key, name: secret, optional = false } = secretKeyRef;
    writer.field(3, name, `<set to the key '${key}' in secret '${secret}'>\tOptional: ${optional}`);
  } else if (configMapKeyRef !== undefined) {
    const { key, name: map, optional = false } = configMapKeyRef;
    writer.field(3, name, `<set to the key '${key}' of config map '${map}'>\tOptional: ${optional}`);
  }
}

/** What kubectl can tell of a Pod's field: its metadata; the rest is the kubelet's to fill in. */
function fieldText({ metadata }: Pod, path: string): string {
  const subscript = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path);
  if (subscript !== null) {
    return metadata[subscript[1] as 'labels' | 'annotations']?.[subscript[2] as string] ?? '';
  }
  const map = (pairs: Readonly<Record<string, string>> | undefined): string =>
    Object.keys(pairs ?? {})
      .sort()
      .map((key) => `${key}=${JSON.stringify(pairs?.[key])}`)
      .join('\n');
  switch (path) {
    case 'metadata.name':
      return metadata.name ?? '';
    case 'metadata.namespace':
      return metadata.namespace ?? '';
    case 'metadata.uid':
      return metadata.uid ?? '';
    case 'metadata.labels':
      return map(metadata.labels);
    case 'metadata.annotations':
      return map(metadata.annotations);
    default:
      return '';
  }
}

function resourceText(
  { resources: given }: Container,
  resource: string,
  divisor: string | undefined,
): string {
  const [kind = '', name = ''] = resource.split(/\.(.*)/);
  const amount = (kind === 'limits' ? given?.limits : given?.requests)?.[name] ?? '0';
  const unit = divisor === undefined || value(divisor) === 0 ? '1' : divisor;
  return name === 'cpu'
    ? String(Math.ceil(milliValue(amount) / milliValue(unit)))
    : String(Math.ceil(value(amount) / value(unit)));
}

function mounts(writer: Writer, { volumeMounts = [], volumeDevices = [] }: Container): void {
  writer.line(2, `Mounts:${volumeMounts.length === 0 ? '\t<none>' : ''}`);
  for (const mount of [...volumeMounts].sort((a, b) => compare(a.mountPath, b.mountPath))) {
    const flags = [
      mount.readOnly ? 'ro' : 'rw',
      ...(mount.subPath ? [`path=${JSON.stringify(mount.subPath)}`] : []),
    ];
    writer.line(3, `${mount.mountPath} from ${mount.name} (${flags.join(',')})`);
  }
  if (volumeDevices.length === 0) return;
  writer.line(2, `Devices:${volumeMounts.length === 0 ? '\t<none>' : ''}`);
  for (const device of [...volumeDevices].sort((a, b) => compare(a.devicePath, b.devicePath))) {
    writer.line(3, `${device.devicePath} from ${device.name}`);
  }
}
