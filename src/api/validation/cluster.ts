// Models kubernetes@v1.36.0 pkg/apis/core/validation/validation.go (Node, Namespace, ConfigMap, Secret, ServiceAccount)
// Models kubernetes@v1.36.0 pkg/apis/authentication/validation/validation.go
// Models kubernetes@v1.36.0 pkg/apis/core/validation/events.go
// Models kubernetes@v1.36.0 pkg/apis/scheduling/validation/validation.go
// Models kubernetes@v1.36.0 pkg/apis/coordination/validation/validation.go
import type {
  ConfigMap,
  K8sEvent,
  Lease,
  Namespace,
  Node,
  PriorityClass,
  Secret,
  ServiceAccount,
  TokenRequest,
} from '../types/index.ts';
import { semanticEqual } from './equality.ts';
import { duplicate, type FieldError, forbidden, invalid, notSupported, required, tooLong } from './field.ts';
import { validateCIDR } from './ip.ts';
import {
  immutable,
  nameIsDNSLabel,
  nameIsDNSSubdomain,
  nameIsPathSegment,
  sortedEntries,
  validateObjectMeta,
  validateObjectMetaUpdate,
  validateQualifiedName,
} from './meta.ts';
import { isConfigMapKey } from './names.ts';
import { validateResourceQuantity } from './resources.ts';
import { validateTaints } from './scheduling.ts';

const MAX_SECRET_SIZE = 1024 * 1024;
const HIGHEST_USER_PRIORITY = 1_000_000_000;

// ---------------------------------------------------------------------------------------------------------------
// Node

export function validateNode(node: Node): FieldError[] {
  const errors = validateObjectMeta(node.metadata, false, nameIsDNSSubdomain);
  // Upstream's path for taints is under metadata.
  errors.push(...validateTaints(node.spec?.taints ?? [], 'metadata.taints'), ...validateNodeResources(node));
  (node.spec?.podCIDRs ?? []).forEach((cidr, index) => {
    errors.push(...validateCIDR(cidr, `spec.podCIDRs[${index}]`));
  });
  return errors;
}

function validateNodeResources(node: Node): FieldError[] {
  return (['capacity', 'allocatable'] as const).flatMap((list) =>
    sortedEntries(node.status?.[list]).flatMap(([name, amount]) =>
      validateResourceQuantity(name, amount, `status.${list}.${name}`),
    ),
  );
}

export function validateNodeUpdate(next: Node, previous: Node): FieldError[] {
  const errors = [
    ...validateObjectMetaUpdate(next.metadata, previous.metadata),
    ...validateNodeResources(next),
  ];
  const addresses = new Set<string>();
  (next.status?.addresses ?? []).forEach((address, index) => {
    const key = JSON.stringify([address.type, address.address]);
    if (addresses.has(key)) errors.push(duplicate(`status.addresses[${index}]`, address));
    addresses.add(key);
  });
  const oldCIDRs = previous.spec?.podCIDRs ?? [];
  if (oldCIDRs.length > 0 && !semanticEqual(oldCIDRs, next.spec?.podCIDRs)) {
    errors.push(forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid'));
  }
  if (previous.spec?.providerID && previous.spec.providerID !== next.spec?.providerID) {
    errors.push(
      forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid'),
    );
  }
  errors.push(...validateTaints(next.spec?.taints ?? [], 'metadata.taints'));
  return errors;
}

// ---------------------------------------------------------------------------------------------------------------
// Namespace

export function validateNamespace(namespace: Namespace): FieldError[] {
  return [
    ...validateObjectMeta(namespace.metadata, false, nameIsDNSLabel),
    ...(namespace.spec?.finalizers ?? []).flatMap((name) => validateQualifiedName(name, 'spec.finalizers')),
  ];
}

export function validateNamespaceUpdate(next: Namespace, previous: Namespace): FieldError[] {
  return validateObjectMetaUpdate(next.metadata, previous.metadata);
}

// ---------------------------------------------------------------------------------------------------------------
// ConfigMap and Secret

export function validateConfigMap(configMap: ConfigMap): FieldError[] {
  const errors = validateObjectMeta(configMap.metadata, true, nameIsDNSSubdomain);
  let size = 0;
  for (const [key, value] of sortedEntries(configMap.data)) {
    for (const message of isConfigMapKey(key)) errors.push(invalid(`data[${key}]`, key, message));
    if (configMap.binaryData?.[key] !== undefined) {
      errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    }
    size += value.length;
  }
  for (const [key, value] of sortedEntries(configMap.binaryData)) {
    for (const message of isConfigMapKey(key)) errors.push(invalid(`binaryData[${key}]`, key, message));
    size += decodedLength(value);
  }
  if (size > MAX_SECRET_SIZE) errors.push(tooLong('', MAX_SECRET_SIZE));
  return errors;
}

function decodedLength(base64: string): number {
  return Math.floor((base64.replace(/=+$/, '').length * 3) / 4);
}

function validateImmutableData(
  next: ConfigMap | Secret,
  previous: ConfigMap | Secret,
  fields: readonly ('data' | 'binaryData')[],
): FieldError[] {
  if (previous.immutable !== true) return [];
  const message = 'field is immutable when `immutable` is set';
  const errors: FieldError[] = [];
  if (next.immutable !== true) errors.push(forbidden('immutable', message));
  for (const name of fields) {
    const before = (previous as ConfigMap)[name] ?? {};
    const after = (next as ConfigMap)[name] ?? {};
    if (!semanticEqual(after, before)) errors.push(forbidden(name, message));
  }
  return errors;
}

export function validateConfigMapUpdate(next: ConfigMap, previous: ConfigMap): FieldError[] {
  return [
    ...validateObjectMetaUpdate(next.metadata, previous.metadata),
    ...validateImmutableData(next, previous, ['data', 'binaryData']),
    ...validateConfigMap(next),
  ];
}

/** Keys a Secret of a known type must have. */
const REQUIRED_SECRET_KEYS: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
};

/** Call it after stringData has been moved into data. */
export function validateSecret(secret: Secret): FieldError[] {
  const errors = validateObjectMeta(secret.metadata, true, nameIsDNSSubdomain);
  let size = 0;
  for (const [key, value] of sortedEntries(secret.data)) {
    for (const message of isConfigMapKey(key)) errors.push(invalid(`data[${key}]`, key, message));
    size += decodedLength(value);
  }
  if (size > MAX_SECRET_SIZE) errors.push(tooLong('data', MAX_SECRET_SIZE));
  for (const key of REQUIRED_SECRET_KEYS[secret.type ?? ''] ?? []) {
    if (secret.data?.[key] === undefined) errors.push(required(`data[${key}]`));
  }
  if (secret.type === 'kubernetes.io/service-account-token') {
    const account = 'kubernetes.io/service-account.name';
    if (!secret.metadata.annotations?.[account]) errors.push(required(`metadata.annotations[${account}]`));
  }
  if (secret.type === 'kubernetes.io/basic-auth') {
    const { username, password } = secret.data ?? {};
    if (username === undefined && password === undefined) {
      errors.push(required('data[username]'), required('data[password]'));
    }
  }
  return errors;
}

export function validateSecretUpdate(next: Secret, previous: Secret): FieldError[] {
  return [
    ...validateObjectMetaUpdate(next.metadata, previous.metadata),
    ...immutable(next.type, previous.type, 'type'),
    ...validateImmutableData(next, previous, ['data']),
    ...validateSecret(next),
  ];
}

// ---------------------------------------------------------------------------------------------------------------
// ServiceAccount

export function validateServiceAccount(account: ServiceAccount): FieldError[] {
  return validateObjectMeta(account.metadata, true, nameIsDNSSubdomain);
}

const MIN_TOKEN_AGE_SECONDS = 10 * 60;
const MAX_TOKEN_AGE_SECONDS = 2 ** 32;

export function validateTokenRequest({ spec }: TokenRequest): FieldError[] {
  const seconds = spec?.expirationSeconds ?? 3600;
  const path = 'spec.expirationSeconds';
  if (seconds < MIN_TOKEN_AGE_SECONDS)
    return [invalid(path, seconds, 'may not specify a duration less than 10 minutes')];
  return seconds > MAX_TOKEN_AGE_SECONDS
    ? [invalid(path, seconds, 'may not specify a duration larger than 2^32 seconds')]
    : [];
}

// ---------------------------------------------------------------------------------------------------------------
// PriorityClass, Lease, Event

const SYSTEM_PRIORITY_CLASSES: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

export function validatePriorityClass(priorityClass: PriorityClass): FieldError[] {
  const errors = validateObjectMeta(priorityClass.metadata, false, nameIsDNSSubdomain);
  const name = priorityClass.metadata.name ?? '';
  const value = priorityClass.value ?? 0;
  if (name.startsWith('system-')) {
    if (SYSTEM_PRIORITY_CLASSES[name] !== value) {
      errors.push(
        forbidden(
          'metadata.name',
          `priority class names with 'system-' prefix are reserved for system use only. error: ${name} is not a known system priority class`,
        ),
      );
    }
  } else if (value > HIGHEST_USER_PRIORITY) {
    errors.push(
      forbidden('value', `maximum allowed value of a user defined priority is ${HIGHEST_USER_PRIORITY}`),
    );
  }
  const policy = priorityClass.preemptionPolicy;
  if (policy !== undefined && policy !== 'PreemptLowerPriority' && policy !== 'Never') {
    errors.push(notSupported('preemptionPolicy', policy, ['PreemptLowerPriority', 'Never']));
  }
  return errors;
}

export function validatePriorityClassUpdate(next: PriorityClass, previous: PriorityClass): FieldError[] {
  const errors = validateObjectMetaUpdate(next.metadata, previous.metadata);
  if (next.value !== previous.value) errors.push(forbidden('value', 'may not be changed in an update.'));
  errors.push(...immutable(next.preemptionPolicy, previous.preemptionPolicy, 'preemptionPolicy'));
  return errors;
}

export function validateLease(lease: Lease): FieldError[] {
  const errors = validateObjectMeta(lease.metadata, true, nameIsDNSSubdomain);
  const { leaseDurationSeconds, leaseTransitions, holderIdentity } = lease.spec ?? {};
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0) {
    errors.push(invalid('spec.leaseDurationSeconds', leaseDurationSeconds, 'must be greater than 0'));
  }
  if (leaseTransitions !== undefined && leaseTransitions < 0) {
    errors.push(invalid('spec.leaseTransitions', leaseTransitions, 'must be greater than or equal to 0'));
  }
  if (holderIdentity === '') errors.push(invalid('spec.holderIdentity', '', 'must not be empty'));
  return errors;
}

export function validateLeaseUpdate(next: Lease, previous: Lease): FieldError[] {
  return [...validateObjectMetaUpdate(next.metadata, previous.metadata), ...validateLease(next)];
}

const REASON_LENGTH = 128;
const NOTE_LENGTH = 1024;

export function validateEvent(event: K8sEvent): FieldError[] {
  const errors = validateObjectMeta(event.metadata, true, nameIsPathSegment);
  const involved = event.involvedObject?.namespace ?? '';
  const namespace = event.metadata.namespace ?? '';
  // An Event about a cluster-wide object lives in `default`.
  if (involved === '' ? namespace !== 'default' : involved !== namespace) {
    errors.push(invalid('involvedObject.namespace', involved, 'does not match event.namespace'));
  }
  if (event.eventTime) {
    if (!event.reportingComponent) errors.push(required('reportingController'));
    if (!event.reportingInstance) errors.push(required('reportingInstance'));
    if (!event.action) errors.push(required('action'));
    if (!event.reason) errors.push(required('reason'));
    if ((event.reason ?? '').length > REASON_LENGTH) {
      errors.push(invalid('reason', '', `can have at most ${REASON_LENGTH} characters`));
    }
    if ((event.message ?? '').length > NOTE_LENGTH) {
      errors.push(invalid('message', '', `can have at most ${NOTE_LENGTH} characters`));
    }
    if (event.type !== 'Normal' && event.type !== 'Warning') {
      errors.push(invalid('type', event.type ?? '', 'has invalid value'));
    }
  }
  return errors;
}
