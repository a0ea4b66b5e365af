// Models kubernetes@v1.36.0 staging/src/k8s.io/kubectl/pkg/cmd/portforward/portforward.go, staging/src/k8s.io/client-go/tools/portforward/portforward.go
// Differs: one request a connection, from the console's own curl; --address is not modelled.
import type { Container, Pod, Service } from '../../../api/index.ts';
import type { FlagSpecs } from '../flags.ts';
import { reach, refuse } from '../reach.ts';
import { beginTarget, type Target } from '../target.ts';
import type { Session } from '../task.ts';
import { type Begun, type Call, type Runner, usageError, type Verb } from '../verb.ts';

interface ForwardedPort {
  readonly local: number;
  readonly remote: number;
}

export interface PortForwardCommand {
  readonly kind: 'port-forward';
  readonly target: Target;
  /** As they were typed: `8080:http`. */
  readonly asked: readonly string[];
  /** Whose ports these are, when a Service was named. */
  readonly service: Service | null;
  /** The Pod; '' until it is known. */
  readonly pod: string;
  readonly ports: readonly ForwardedPort[];
}

const FLAGS: FlagSpecs = { 'pod-running-timeout': { type: 'duration', hasNoEffect: true } };

export const PORT_FORWARD: Verb = {
  name: 'port-forward',
  usage: 'TYPE/NAME [LOCAL_PORT:]REMOTE_PORT [...[LOCAL_PORT_N:]REMOTE_PORT_N]',
  flags: FLAGS,
  begin,
};

function begin({ args, namespace }: Call, session: Session): Begun {
  const [name, ...asked] = args;
  if (name === undefined || asked.length === 0) {
    return usageError('port-forward', 'TYPE/NAME and list of ports are required for port-forward');
  }
  const target = beginTarget(name, namespace, session);
  if (typeof target === 'string') return target;
  return { kind: 'port-forward', target, asked, service: null, pod: '', ports: [] };
}

/** The ports of the Pod that are meant; text says why there are none. */
function portsOf({ asked, service }: PortForwardCommand, pod: Pod): readonly ForwardedPort[] | string {
  const ports: ForwardedPort[] = [];
  for (const spec of asked) {
    const [first = '', ...more] = spec.split(':');
    const remote = more[0] ?? first;
    const isNumber = /^\d+$/.test(remote);
    const number = service === null ? podPort(pod, remote) : servicePort(service, pod, remote);
    if (typeof number === 'string') return number;
    // A port that is only named has the number on both sides that its name stands for.
    const same = service === null || isNumber ? Number(remote) : servicePortNamed(service, remote);
    const local = more.length === 0 ? (isNumber ? Number(first) : Number(same) || number) : Number(first);
    if (more.length > 1 || !Number.isInteger(local) || local < 0 || number <= 0 || number > 65_535) {
      return `invalid port format '${spec}'`;
    }
    ports.push({ local, remote: number });
  }
  return ports;
}

function portNamed(pod: Pod, name: string): number | string {
  const containers: readonly Container[] = pod.spec.containers;
  for (const { ports = [] } of containers) {
    const found = ports.find((port) => port.name === name);
    if (found !== undefined) return found.containerPort;
  }
  return `Pod '${pod.metadata.name}' does not have a named port '${name}'`;
}

function podPort(pod: Pod, port: string): number | string {
  const number = /^\d+$/.test(port) ? Number(port) : portNamed(pod, port);
  if (typeof number === 'string') return number;
  const known = pod.spec.containers.flatMap(({ ports = [] }) =>
    ports.filter((one) => one.containerPort === number),
  );
  return onlyUdp(known) ? `UDP protocol is not supported for ${port}` : number;
}

const onlyUdp = (ports: readonly { readonly protocol?: string | undefined }[]): boolean =>
  ports.length > 0 && ports.every(({ protocol }) => protocol === 'UDP');

function servicePortNamed({ metadata, spec }: Service, name: string): number | string {
  const found = spec?.ports?.find((port) => port.name === name);
  return found?.port ?? `Service '${metadata.name}' does not have a named port '${name}'`;
}

/** A port of a Service is taken to the one it has in the Pod. */
function servicePort(service: Service, pod: Pod, port: string): number | string {
  const number = /^\d+$/.test(port) ? Number(port) : servicePortNamed(service, port);
  if (typeof number === 'string') return number;
  const { clusterIP, ports = [] } = service.spec ?? {};
  const known = ports.filter((one) => one.port === number);
  if (onlyUdp(known)) return `UDP protocol is not supported for ${port}`;
  if (clusterIP === 'None') return number;
  const [found] = known;
  if (found === undefined) return `Service ${service.metadata.name} does not have a service port ${number}`;
  const { targetPort } = found;
  return typeof targetPort === 'string' ? portNamed(pod, targetPort) : targetPort || found.port;
}

export const PORT_FORWARD_RUNNER: Runner<PortForwardCommand> = {
  onResponse(command, response, session) {
    const { target } = command;
    const isService = target.resource === 'services' && !target.listing;
    const next = isService
      ? { ...command, service: (response.object as Service | undefined) ?? null }
      : command;
    return reach(next, target, response, session, ([pod]) => listen(next, pod as Pod, session));
  },
};

function listen(command: PortForwardCommand, pod: Pod, session: Session): PortForwardCommand {
  const { metadata, status } = pod;
  const ports = portsOf(command, pod);
  if (typeof ports === 'string') return refuse(command, ports, session);
  if (status?.phase !== 'Running') {
    const text = `unable to forward port because pod is not running. Current status=${status?.phase}`;
    return refuse(command, text, session);
  }
  const taken = session.forwards().map(({ local }) => local);
  const wanted = ports.map((port) => (port.local === 0 ? { ...port, local: anyPort(taken) } : port));
  const free = wanted.filter(({ local }) => !taken.includes(local));
  for (const { local } of wanted) {
    if (free.some((port) => port.local === local)) continue;
    const used = (listen: string) =>
      `unable to create listener: Error listen ${listen}:${local}: bind: address already in use`;
    session.warn(
      `Unable to listen on port ${local}: Listeners failed to create with the following errors: ` +
        `[${used('tcp4 127.0.0.1')} ${used('tcp6 [::1]')}]`,
    );
  }
  if (free.length === 0) {
    const asked = ports.map(({ local, remote }) => `{${local} ${remote}}`).join(' ');
    return refuse(command, `unable to listen on any of the requested ports: [${asked}]`, session);
  }
  for (const { local, remote } of free) {
    session.print(`Forwarding from 127.0.0.1:${local} -> ${remote}`);
    session.print(`Forwarding from [::1]:${local} -> ${remote}`);
  }
  return { ...command, pod: metadata.name ?? '', ports: free };
}

/** A port that nobody listens on yet. */
function anyPort(taken: readonly number[]): number {
  let port = FIRST_ANY;
  while (taken.includes(port)) port++;
  return port;
}

const FIRST_ANY = 40_001;
