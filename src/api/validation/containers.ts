// Models kubernetes@v1.36.0 pkg/apis/core/validation/validation.go (containers)
import type {
  Container,
  ContainerPort,
  ContainerResizePolicy,
  ContainerRestartRule,
  EnvFromSource,
  EnvVar,
  EphemeralContainer,
  HTTPGetAction,
  IntOrString,
  Lifecycle,
  LifecycleHandler,
  Probe,
  ProbeHandler,
  SeccompProfile,
  SecurityContext,
  Volume,
  VolumeDevice,
  VolumeMount,
} from '../types/index.ts';
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
import { nameIsDNSSubdomain, nonNegative, validateDNS1123Label } from './meta.ts';
import { isConfigMapKey, isEnvVarName, isValidPortName, isValidPortNum, rangeMessage } from './names.ts';
import { validateContainerResources } from './resources.ts';
import {
  ENV_FIELD_PATHS,
  validateDescendingPath,
  validateFieldRef,
  validateNoBacksteps,
  validateResourceFieldRef,
} from './volumes.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const PULL_POLICIES = ['Always', 'IfNotPresent', 'Never'];
const MAX_ID = 0xffffffff;
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

// Models kubernetes@v1.36.0 pkg/apis/core/validation/validation.go (validateContainerRestartPolicy)
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

function validatePorts(ports: readonly ContainerPort[], path: string): FieldError[] {
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

function validateHostPorts(containers: readonly Container[], path: string): FieldError[] {
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

function validateEnv(env: readonly EnvVar[], path: string): FieldError[] {
  return env.flatMap((variable, index) => {
    const here = `${path}[${index}]`;
    const errors: FieldError[] = [];
    if (!variable.name) errors.push(required(`${here}.name`));
    else {
      for (const message of isEnvVarName(variable.name))
        errors.push(invalid(`${here}.name`, variable.name, message));
    }
    errors.push(...validateEnvSource(variable, `${here}.valueFrom`));
    return errors;
  });
}

function validateEnvSource(variable: EnvVar, path: string): FieldError[] {
  const source = variable.valueFrom;
  if (source === undefined) return [];
  const errors: FieldError[] = [];
  if (source.fieldRef) errors.push(...validateFieldRef(source.fieldRef, ENV_FIELD_PATHS, `${path}.fieldRef`));
  if (source.resourceFieldRef) {
    errors.push(...validateResourceFieldRef(source.resourceFieldRef, `${path}.resourceFieldRef`, false));
  }
  for (const name of ['configMapKeyRef', 'secretKeyRef'] as const) {
    const selector = source[name];
    if (selector !== undefined) errors.push(...validateKeySelector(selector, `${path}.${name}`));
  }
  const file = source.fileKeyRef;
  if (file !== undefined) {
    for (const name of ['key', 'volumeName', 'path'] as const) {
      if (!file[name]) errors.push(required(`${path}.fileKeyRef.${name}`));
    }
  }
  const count = Object.values(source).filter((part) => part !== undefined).length;
  if (count === 0) {
    errors.push(
      invalid(
        path,
        '',
        'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`',
      ),
    );
  } else if (variable.value) {
    errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  } else if (count > 1) {
    errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  }
  return errors;
}

function validateKeySelector(selector: { name?: string; key: string }, path: string): FieldError[] {
  const name = selector.name ?? '';
  const errors = nameIsDNSSubdomain(name, false).map((message) => invalid(`${path}.name`, name, message));
  if (!selector.key) errors.push(required(`${path}.key`));
  else
    for (const message of isConfigMapKey(selector.key))
      errors.push(invalid(`${path}.key`, selector.key, message));
  return errors;
}

function validateEnvFrom(sources: readonly EnvFromSource[], path: string): FieldError[] {
  return sources.flatMap((source, index) => {
    const here = `${path}[${index}]`;
    const errors: FieldError[] = [];
    if (source.prefix) {
      for (const message of isEnvVarName(source.prefix))
        errors.push(invalid(`${here}.prefix`, source.prefix, message));
    }
    let count = 0;
    for (const kind of ['configMapRef', 'secretRef'] as const) {
      const ref = source[kind];
      if (ref === undefined) continue;
      count += 1;
      const name = ref.name ?? '';
      if (name === '') errors.push(required(`${here}.${kind}.name`));
      else {
        for (const message of nameIsDNSSubdomain(name, true)) {
          errors.push(invalid(`${here}.${kind}.name`, name, message));
        }
      }
    }
    if (count === 0) errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    if (count > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
    return errors;
  });
}

function validateMounts(
  container: Container,
  volumes: ReadonlyMap<string, Volume>,
  path: string,
): FieldError[] {
  const mountPaths = new Set<string>();
  const devices = container.volumeDevices ?? [];
  return (container.volumeMounts ?? []).flatMap((mount, index) => {
    const here = `${path}[${index}]`;
    const errors: FieldError[] = [];
    const mountPath = mount.mountPath ?? '';
    if (!mount.name) errors.push(required(`${here}.name`));
    const volume = volumes.get(mount.name);
    if (volume === undefined) errors.push(notFound(`${here}.name`, mount.name ?? ''));
    if (mountPath === '') errors.push(required(`${here}.mountPath`));
    if (mountPaths.has(mountPath)) errors.push(invalid(`${here}.mountPath`, mountPath, 'must be unique'));
    mountPaths.add(mountPath);
    if (devices.some((device) => device.name === mount.name)) {
      errors.push(invalid(`${here}.name`, mount.name, 'must not already exist in volumeDevices'));
    }
    if (devices.some((device) => device.devicePath === mountPath)) {
      errors.push(
        invalid(`${here}.mountPath`, mountPath, 'must not already exist as a path in volumeDevices'),
      );
    }
    errors.push(...validateSubPaths(mount, path, here));
    errors.push(...validatePropagation(mount, container, path));
    return errors;
  });
}

/** Upstream leaves the index out of some of these paths. */
function validateSubPaths(mount: VolumeMount, path: string, here: string): FieldError[] {
  const errors: FieldError[] = [];
  if (mount.subPath) errors.push(...validateDescendingPath(mount.subPath, `${path}.subPath`));
  if (mount.subPathExpr) {
    if (mount.subPath) {
      errors.push(
        invalid(`${here}.subPathExpr`, mount.subPathExpr, 'subPathExpr and subPath are mutually exclusive'),
      );
    }
    errors.push(...validateDescendingPath(mount.subPathExpr, `${path}.subPathExpr`));
  }
  return errors;
}

const PROPAGATIONS = ['Bidirectional', 'HostToContainer', 'None'];
const RECURSIVE_MODES = ['Disabled', 'Enabled', 'IfPossible'];

function validatePropagation(mount: VolumeMount, container: Container, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const mode = mount.mountPropagation;
  if (mode !== undefined) {
    const here = `${path}.mountPropagation`;
    if (!PROPAGATIONS.includes(mode)) errors.push(notSupported(here, mode, PROPAGATIONS));
    if (mode === 'Bidirectional' && container.securityContext?.privileged !== true) {
      errors.push(
        forbidden(here, 'Bidirectional mount propagation is available only to privileged containers'),
      );
    }
  }
  const recursive = mount.recursiveReadOnly;
  if (recursive !== undefined && recursive !== 'Disabled') {
    const here = `${path}.recursiveReadOnly`;
    if (!RECURSIVE_MODES.includes(recursive)) errors.push(notSupported(here, recursive, RECURSIVE_MODES));
    else {
      if (!mount.readOnly) errors.push(forbidden(here, 'may only be specified when readOnly is true'));
      if (mode !== undefined && mode !== 'None') {
        errors.push(forbidden(here, 'may only be specified when mountPropagation is None or not specified'));
      }
    }
  }
  return errors;
}

function validateDevices(
  container: Container,
  volumes: ReadonlyMap<string, Volume>,
  path: string,
): FieldError[] {
  const names = new Set<string>();
  const paths = new Set<string>();
  const mounts = container.volumeMounts ?? [];
  return (container.volumeDevices ?? []).flatMap((device: VolumeDevice, index) => {
    const here = `${path}[${index}]`;
    const errors: FieldError[] = [];
    const { name = '', devicePath = '' } = device;
    const volume = volumes.get(name);
    if (name === '') errors.push(required(`${here}.name`));
    if (names.has(name)) errors.push(invalid(`${here}.name`, name, 'must be unique'));
    if (volume !== undefined && !volume.persistentVolumeClaim && !volume.ephemeral) {
      errors.push(
        invalid(
          `${here}.name`,
          name,
          'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode',
        ),
      );
    }
    if (volume === undefined) errors.push(notFound(`${here}.name`, name));
    if (devicePath === '') errors.push(required(`${here}.devicePath`));
    if (paths.has(devicePath)) errors.push(invalid(`${here}.devicePath`, devicePath, 'must be unique'));
    if (validateNoBacksteps(devicePath, '').length > 0) {
      errors.push(invalid(`${here}.devicePath`, devicePath, "can not contain backsteps ('..')"));
    } else paths.add(devicePath);
    if (mounts.some((mount) => mount.name === name)) {
      errors.push(invalid(`${here}.name`, name, 'must not already exist in volumeMounts'));
    }
    if (mounts.some((mount) => mount.mountPath === devicePath)) {
      errors.push(
        invalid(`${here}.devicePath`, devicePath, 'must not already exist as a path in volumeMounts'),
      );
    }
    if (name !== '') names.add(name);
    return errors;
  });
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

// ---------------------------------------------------------------------------------------------------------------
// Probes and hooks

type ProbeName = 'livenessProbe' | 'readinessProbe' | 'startupProbe';

function validateProbe(probe: Probe, name: ProbeName, grace: number | undefined, path: string): FieldError[] {
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

function validateLifecycle(lifecycle: Lifecycle, grace: number | undefined, path: string): FieldError[] {
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

// ---------------------------------------------------------------------------------------------------------------
// Security context

export function validateId(id: number | undefined, path: string): FieldError[] {
  return id !== undefined && (id < 0 || id > MAX_ID) ? [invalid(path, id, rangeMessage(0, MAX_ID))] : [];
}

const PROFILE_TYPES = ['Localhost', 'RuntimeDefault', 'Unconfined'];

export function validateProfile(
  profile: SeccompProfile | undefined,
  what: 'seccomp' | 'AppArmor',
  path: string,
): FieldError[] {
  if (profile === undefined) return [];
  const errors: FieldError[] = [];
  if (!profile.type)
    errors.push(
      required(
        `${path}.type`,
        what === 'seccomp'
          ? 'type is required when seccompProfile is set'
          : 'type is required when appArmorProfile is set',
      ),
    );
  else if (!PROFILE_TYPES.includes(profile.type)) {
    errors.push(notSupported(`${path}.type`, profile.type, PROFILE_TYPES));
  }
  if (profile.type === 'Localhost') {
    if (profile.localhostProfile === undefined) {
      errors.push(required(`${path}.localhostProfile`, `must be set when ${what} type is Localhost`));
    } else if (what === 'seccomp') {
      errors.push(...validateDescendingPath(profile.localhostProfile, `${path}.localhostProfile`));
    }
  } else if (profile.localhostProfile !== undefined) {
    errors.push(
      invalid(
        `${path}.localhostProfile`,
        profile.localhostProfile,
        `can only be set when ${what} type is Localhost`,
      ),
    );
  }
  return errors;
}

function validateSecurityContext(
  context: SecurityContext | undefined,
  hostUsers: boolean,
  path: string,
): FieldError[] {
  if (context === undefined) return [];
  const errors = [
    ...validateId(context.runAsUser, `${path}.runAsUser`),
    ...validateId(context.runAsGroup, `${path}.runAsGroup`),
  ];
  const proc = context.procMount;
  if (proc !== undefined) {
    if (proc !== 'Default' && proc !== 'Unmasked') {
      errors.push(notSupported(`${path}.procMount`, proc, ['Default', 'Unmasked']));
    }
    if (hostUsers && proc === 'Unmasked') {
      errors.push(invalid(`${path}.procMount`, proc, '`hostUsers` must be false to use `Unmasked`'));
    }
  }
  errors.push(...validateProfile(context.seccompProfile, 'seccomp', `${path}.seccompProfile`));
  if (context.allowPrivilegeEscalation === false) {
    if (context.privileged === true) {
      errors.push(
        invalid(path, context, 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true'),
      );
    }
    if (context.capabilities?.add?.includes('CAP_SYS_ADMIN')) {
      errors.push(
        invalid(
          path,
          context,
          'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN',
        ),
      );
    }
  }
  errors.push(...validateProfile(context.appArmorProfile, 'AppArmor', `${path}.appArmorProfile`));
  return errors;
}
