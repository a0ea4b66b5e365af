// Models kubernetes@v1.36.0 pkg/apis/core/validation/validation.go (probes and lifecycle hooks)
import type { HTTPGetAction, Lifecycle, LifecycleHandler, Probe, ProbeHandler } from '../types/index.ts';
import { type FieldError, forbidden, invalid, notSupported, required } from './field.ts';
import { nonNegative } from './meta.ts';
import { validatePortNumOrName } from './ports.ts';

export type ProbeName = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

export function validateProbe(
  probe: Probe,
  name: ProbeName,
  grace: number | undefined,
  path: string,
): FieldError[] {
  const errors = validateHandler(probe, grace, path);
  const numbers = [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ] as const;
  for (const field of numbers) errors.push(...nonNegative(probe[field], `${path}.${field}`));
  const termination = probe.terminationGracePeriodSeconds;
  const terminationPath = `${path}.terminationGracePeriodSeconds`;
  if (termination !== undefined && termination <= 0) {
    errors.push(invalid(terminationPath, termination, 'must be greater than 0'));
  }
  if (name === 'readinessProbe') {
    if (termination !== undefined) {
      errors.push(invalid(terminationPath, termination, 'must not be set for readinessProbes'));
    }
  } else if (probe.successThreshold !== 1) {
    errors.push(invalid(`${path}.successThreshold`, probe.successThreshold ?? 0, 'must be 1'));
  }
  return errors;
}

const STOP_SIGNAL = /^SIG[A-Z0-9+-]+$/;

export function validateLifecycle(
  lifecycle: Lifecycle,
  grace: number | undefined,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (lifecycle.postStart) errors.push(...validateHandler(lifecycle.postStart, grace, `${path}.postStart`));
  if (lifecycle.preStop) errors.push(...validateHandler(lifecycle.preStop, grace, `${path}.preStop`));
  if (lifecycle.stopSignal !== undefined && !STOP_SIGNAL.test(lifecycle.stopSignal)) {
    errors.push(notSupported(`${path}.stopSignal`, lifecycle.stopSignal, []));
  }
  return errors;
}

function validateHandler(
  handler: ProbeHandler & LifecycleHandler,
  grace: number | undefined,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  let count = 0;
  const visit = (name: keyof (ProbeHandler & LifecycleHandler), check: () => FieldError[]): void => {
    if (handler[name] === undefined) return;
    count += 1;
    if (count > 1) errors.push(forbidden(`${path}.${name}`, 'may not specify more than 1 handler type'));
    else errors.push(...check());
  };
  visit('exec', () => ((handler.exec?.command ?? []).length === 0 ? [required(`${path}.exec.command`)] : []));
  visit('httpGet', () => validateHttpGet(handler.httpGet, `${path}.httpGet`));
  visit('tcpSocket', () => validatePortNumOrName(handler.tcpSocket?.port, `${path}.tcpSocket.port`));
  visit('grpc', () => validatePortNumOrName(handler.grpc?.port, `${path}.grpc.port`));
  visit('sleep', () => {
    const seconds = handler.sleep?.seconds ?? 0;
    if (grace === undefined || (seconds >= 0 && seconds <= grace)) return [];
    const message = `must be non-negative and less than terminationGracePeriodSeconds (${grace})`;
    return [invalid(`${path}.sleep`, seconds, message)];
  });
  if (count === 0) errors.push(required(path, 'must specify a handler type'));
  return errors;
}

function validateHttpGet(action: HTTPGetAction | undefined, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!action?.path) errors.push(required(`${path}.path`));
  errors.push(...validatePortNumOrName(action?.port, `${path}.port`));
  const scheme = action?.scheme ?? '';
  if (scheme !== 'HTTP' && scheme !== 'HTTPS') {
    errors.push(notSupported(`${path}.scheme`, scheme, ['HTTP', 'HTTPS']));
  }
  for (const header of action?.httpHeaders ?? []) {
    if (!/^[-A-Za-z0-9]+$/.test(header.name ?? '')) {
      errors.push(
        invalid(
          `${path}.httpHeaders`,
          header.name ?? '',
          "a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')",
        ),
      );
    }
  }
  return errors;
}
