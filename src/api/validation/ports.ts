// Models kubernetes@v1.36.0 pkg/apis/core/validation/validation.go (ports)
import type { Container, ContainerPort, IntOrString } from '../types/index.ts';
import { duplicate, type FieldError, invalid, notSupported, required } from './field.ts';
import { isValidPortName, isValidPortNum } from './names.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];

export function validatePorts(ports: readonly ContainerPort[], path: string): FieldError[] {
  const names = new Set<string>();
  return ports.flatMap((port, index) => {
    const here = `${path}[${index}]`;
    const errors: FieldError[] = [];
    if (port.name) {
      const messages = isValidPortName(port.name);
      for (const message of messages) errors.push(invalid(`${here}.name`, port.name, message));
      if (messages.length === 0 && names.has(port.name)) errors.push(duplicate(`${here}.name`, port.name));
      names.add(port.name);
    }
    if (!port.containerPort) errors.push(required(`${here}.containerPort`));
    else errors.push(...portNumber(port.containerPort, `${here}.containerPort`));
    if (port.hostPort) errors.push(...portNumber(port.hostPort, `${here}.hostPort`));
    if (!port.protocol) errors.push(required(`${here}.protocol`));
    else if (!PROTOCOLS.includes(port.protocol)) {
      errors.push(notSupported(`${here}.protocol`, port.protocol, PROTOCOLS));
    }
    return errors;
  });
}

function portNumber(port: number, path: string): FieldError[] {
  return isValidPortNum(port).map((message) => invalid(path, port, message));
}

export function validatePortNumOrName(port: IntOrString | undefined, path: string): FieldError[] {
  if (typeof port === 'string') return isValidPortName(port).map((message) => invalid(path, port, message));
  return portNumber(port ?? 0, path);
}

export function validateHostPorts(containers: readonly Container[], path: string): FieldError[] {
  const seen = new Set<string>();
  return containers.flatMap((container, index) =>
    (container.ports ?? []).flatMap((port, at) => {
      if (!port.hostPort) return [];
      const key = `${port.protocol ?? ''}/${port.hostIP ?? ''}/${port.hostPort}`;
      if (seen.has(key)) return [duplicate(`${path}[${index}].ports[${at}].hostPort`, key)];
      seen.add(key);
      return [];
    }),
  );
}
