// Models kubernetes@v1.36.0 pkg/apis/core/validation/validation.go (containers)
import type {
  Container,
  ContainerResizePolicy,
  ContainerRestartRule,
  EphemeralContainer,
  Volume,
} from '../types/index.ts';
import { validateEnv, validateEnvFrom } from './env.ts';
import {
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
  tooMany,
} from './field.ts';
import { validateDNS1123Label } from './meta.ts';
import { validateDevices, validateMounts } from './mounts.ts';
import { validateHostPorts, validatePorts } from './ports.ts';
import { validateLifecycle, validateProbe } from './probes.ts';
import { validateContainerResources } from './resources.ts';
import { validateSecurityContext } from './security.ts';

const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const INIT_ONLY_MESSAGE = 'may not be set for init containers without restartPolicy=Always';

/** What the containers of one Pod share. */
export interface ContainerContext {
  readonly volumes: ReadonlyMap<string, Volume>;
  readonly podClaims: readonly string[];
  readonly gracePeriodSeconds: number | undefined;
  readonly restartPolicy: string;
  readonly hostUsers: boolean;
}

export function validateContainers(
  containers: readonly Container[],
  context: ContainerContext,
  path: string,
): FieldError[] {
  if (containers.length === 0) return [required(path)];
  const errors: FieldError[] = [];
  const names = new Set<string>();
  containers.forEach((container, index) => {
    const here = `${path}[${index}]`;
    errors.push(...validateContainer(container, context, here));
    if (names.has(container.name)) errors.push(duplicate(`${here}.name`, container.name));
    names.add(container.name);
    errors.push(...validateRunning(container, context, here));
    errors.push(...validateRestart(container, here));
  });
  errors.push(...validateHostPorts(containers, path));
  return errors;
}

export function validateInitContainers(
  containers: readonly Container[],
  regular: readonly Container[],
  context: ContainerContext,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set(regular.map((container) => container.name));
  containers.forEach((container, index) => {
    const here = `${path}[${index}]`;
    errors.push(...validateContainer(container, context, here));
    errors.push(...validateRestart(container, here));
    if (names.has(container.name)) errors.push(duplicate(`${here}.name`, container.name));
    else if (container.name) names.add(container.name);
    errors.push(...validateHostPorts([container], path));
    if (container.restartPolicy === 'Always') errors.push(...validateRunning(container, context, here));
    else {
      for (const name of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
        if (container[name] !== undefined) errors.push(forbidden(`${here}.${name}`, INIT_ONLY_MESSAGE));
      }
    }
  });
  return errors;
}

const EPHEMERAL_FORBIDDEN = [
  'ports',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'restartPolicy',
  'resizePolicy',
] as const;

export function validateEphemeralContainers(
  containers: readonly EphemeralContainer[],
  others: readonly Container[],
  context: ContainerContext,
  path: string,
): FieldError[] {
  const errors: FieldError[] = [];
  const message = 'cannot be set for an Ephemeral Container';
  const targets = new Set(others.map((container) => container.name));
  const names = new Set(targets);
  containers.forEach((container, index) => {
    const here = `${path}[${index}]`;
    errors.push(...validateContainer(container, context, here), ...validateImageSpaces(container, here));
    if (names.has(container.name)) errors.push(duplicate(`${here}.name`, container.name));
    names.add(container.name);
    if (container.targetContainerName && !targets.has(container.targetContainerName)) {
      errors.push(notFound(`${here}.targetContainerName`, container.targetContainerName));
    }
    for (const name of EPHEMERAL_FORBIDDEN) {
      const value = container[name];
      const set = Array.isArray(value) ? value.length > 0 : value !== undefined;
      if (set) errors.push(forbidden(`${here}.${name}`, message));
    }
    const { requests, limits } = container.resources ?? {};
    if (Object.keys(requests ?? {}).length + Object.keys(limits ?? {}).length > 0) {
      errors.push(forbidden(`${here}.resources`, message));
    }
    (container.volumeMounts ?? []).forEach((mount, at) => {
      for (const name of ['subPath', 'subPathExpr'] as const) {
        if (mount[name]) errors.push(forbidden(`${here}.volumeMounts[${at}].${name}`, message));
      }
    });
  });
  return errors;
}

/** Probes and hooks: for containers that keep running. */
function validateRunning(container: Container, context: ContainerContext, path: string): FieldError[] {
  const grace = context.gracePeriodSeconds;
  const errors: FieldError[] = [];
  if (container.lifecycle) errors.push(...validateLifecycle(container.lifecycle, grace, `${path}.lifecycle`));
  for (const name of ['livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    const probe = container[name];
    if (probe !== undefined) errors.push(...validateProbe(probe, name, grace, `${path}.${name}`));
  }
  return errors;
}

function validateContainer(container: Container, context: ContainerContext, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!container.name) errors.push(required(`${path}.name`));
  else errors.push(...validateDNS1123Label(container.name, `${path}.name`));
  if (!container.image) errors.push(required(`${path}.image`));
  const policy = container.terminationMessagePolicy;
  if (!policy) errors.push(required(`${path}.terminationMessagePolicy`));
  else if (policy !== 'File' && policy !== 'FallbackToLogsOnError') {
    errors.push(notSupported(`${path}.terminationMessagePolicy`, policy, ['File', 'FallbackToLogsOnError']));
  }
  errors.push(
    ...validatePorts(container.ports ?? [], `${path}.ports`),
    ...validateEnv(container.env ?? [], `${path}.env`),
    ...validateEnvFrom(container.envFrom ?? [], `${path}.envFrom`),
    ...validateMounts(container, context.volumes, `${path}.volumeMounts`),
    ...validateDevices(container, context.volumes, `${path}.volumeDevices`),
  );
  const pull = container.imagePullPolicy;
  if (!pull) errors.push(required(`${path}.imagePullPolicy`));
  else if (!PULL_POLICIES.includes(pull)) {
    errors.push(notSupported(`${path}.imagePullPolicy`, pull, PULL_POLICIES));
  }
  errors.push(
    ...validateContainerResources(container.resources, context.podClaims, `${path}.resources`),
    ...validateResizePolicy(container.resizePolicy ?? [], context.restartPolicy, `${path}.resizePolicy`),
    ...validateSecurityContext(container.securityContext, context.hostUsers, `${path}.securityContext`),
  );
  return errors;
}

/** Only in Pods: templates have always been allowed to hold a placeholder. */
export function validateImageSpaces(container: Container, path: string): FieldError[] {
  const image = container.image ?? '';
  return image.trim() === image
    ? []
    : [invalid(`${path}.image`, image, 'must not have leading or trailing whitespace')];
}

const RESTART_POLICIES = ['Always', 'Never', 'OnFailure'];

function validateRestart(container: Container, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { restartPolicy, restartPolicyRules = [] } = container;
  if (restartPolicy !== undefined && !RESTART_POLICIES.includes(restartPolicy)) {
    errors.push(notSupported(`${path}.restartPolicy`, restartPolicy, RESTART_POLICIES));
  }
  if (restartPolicyRules.length === 0) return errors;
  const rulesPath = `${path}.restartPolicyRules`;
  if (restartPolicy === undefined) {
    errors.push(required(`${path}.restartPolicy`, 'must specify restartPolicy when restart rules are used'));
  }
  if (restartPolicyRules.length > 20) errors.push(tooMany(rulesPath, restartPolicyRules.length, 20));
  restartPolicyRules.forEach((rule, index) => {
    errors.push(...validateRestartRule(rule, `${rulesPath}[${index}]`));
  });
  return errors;
}

function validateRestartRule(rule: ContainerRestartRule, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (rule.action !== 'Restart') errors.push(notSupported(`${path}.action`, rule.action ?? '', ['Restart']));
  if (rule.exitCodes === undefined) errors.push(required(`${path}.exitCodes`, 'must be specified'));
  else {
    const { operator, values = [] } = rule.exitCodes;
    if (operator !== 'In' && operator !== 'NotIn') {
      errors.push(notSupported(`${path}.exitCodes.operator`, operator ?? '', ['In', 'NotIn']));
    }
    if (values.length > 255) errors.push(tooMany(`${path}.exitCodes.values`, values.length, 255));
  }
  return errors;
}

function validateResizePolicy(
  policies: readonly ContainerResizePolicy[],
  podRestartPolicy: string,
  path: string,
): FieldError[] {
  const seen = new Set<string>();
  return policies.flatMap((policy, index) => {
    const errors: FieldError[] = [];
    const { resourceName = '' } = policy;
    const restart: string = policy.restartPolicy ?? '';
    if (seen.has(resourceName)) errors.push(duplicate(`${path}[${index}]`, resourceName));
    seen.add(resourceName);
    if (resourceName === '') errors.push(required(path));
    else if (resourceName !== 'cpu' && resourceName !== 'memory') {
      errors.push(notSupported(path, resourceName, ['cpu', 'memory']));
    }
    if (restart === '') errors.push(required(path));
    else if (restart !== 'NotRequired' && restart !== 'RestartContainer') {
      errors.push(notSupported(path, restart, ['NotRequired', 'RestartContainer']));
    }
    if (podRestartPolicy === 'Never' && restart !== 'NotRequired') {
      errors.push(invalid(path, restart, "must be 'NotRequired' when `restartPolicy` is 'Never'"));
    }
    return errors;
  });
}
